"""What changed in the law between two days, as rules: what started, what ended, and what says something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final, TypeAlias

import attrs

from xborder.errors import BadInput, UnsupportedDestination
from xborder.law import rules
from xborder.law._entries import SECTIONS, Entry, currencies, values
from xborder.law._view import placed, show
from xborder.law.book import LawBook, bundled
from xborder.law.sources import Source, Status

__all__ = ["Change", "LawDiff", "diff"]


@attrs.frozen
class Change:
    """One rule of law that is not the same on two days.

    Attributes:
        section: what it is: ``procedures``, ``thresholds``, ``charges``, ``rates``, ``notices``, ``values`` (what duty
            and tax are charged on) or ``currency``.
        id: of the rule; a rate has its table's name.
        before: the rule on the first day; ``None`` when it was not in force.
        after: the rule on the second day; ``None`` when it is not in force.
        fields: what differs, as law packs name it; empty when the rule started or ended.
    """

    section: str
    id: str
    before: Entry | None
    after: Entry | None
    fields: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Whether the rule ``started``, ``ended`` or ``changed``."""
        if self.before is None:
            return "started"
        return "ended" if self.after is None else "changed"

    def to_dict(self) -> dict[str, object]:
        """The change as JSON can hold it."""
        return {
            "section": self.section,
            "id": self.id,
            "kind": self.kind,
            "fields": list(self.fields),
            "before": self.before.to_dict() if self.before is not None else None,
            "after": self.after.to_dict() if self.after is not None else None,
        }


@attrs.frozen
class LawDiff:
    """The law of one jurisdiction on two days, compared.

    Attributes:
        from_: the first day that the pack answers for.
        checked: the day somebody last held it against its sources; changes after that day may be missing.
        known: whether the pack answers for both days; when it does not, the changes are less than the whole.
        changes: by section, in the order of the pack; empty when nothing changed.
        sources: the documents that the changes name, by key.
    """

    jurisdiction: str
    name: str
    date_a: date
    date_b: date
    from_: date
    checked: date
    known: bool
    changes: tuple[Change, ...]
    sources: Mapping[str, Source]

    @property
    def started(self) -> tuple[Change, ...]:
        """The rules that are in force on the second day only."""
        return tuple(change for change in self.changes if change.kind == "started")

    @property
    def ended(self) -> tuple[Change, ...]:
        """The rules that are in force on the first day only."""
        return tuple(change for change in self.changes if change.kind == "ended")

    @property
    def changed(self) -> tuple[Change, ...]:
        """The rules that are in force on both days and say something else."""
        return tuple(change for change in self.changes if change.kind == "changed")

    def to_dict(self) -> dict[str, object]:
        """The comparison as JSON can hold it."""
        return {
            "jurisdiction": self.jurisdiction,
            "name": self.name,
            "date_a": self.date_a.isoformat(),
            "date_b": self.date_b.isoformat(),
            "from": self.from_.isoformat(),
            "checked": self.checked.isoformat(),
            "known": self.known,
            "changes": [change.to_dict() for change in self.changes],
            "sources": {key: source.to_dict() for key, source in self.sources.items()},
        }


def diff(
    date_a: date, date_b: date, jurisdictions: Iterable[str] | None = None, *, book: LawBook | None = None
) -> tuple[LawDiff, ...]:
    """What changed in the law between two days.

    The two days are compared, not the time between them: a rate that was lowered and raised again does not show.

    Args:
        date_a: the first day.
        date_b: the second day; when it is the earlier one, the answer says what going back would change.
        jurisdictions: their codes; default: every destination. Each has its row, changed or not, in the order given.
        book: the shelf to look at; default: the bundled packs.

    Raises:
        BadInput: when a day is no day, or the jurisdictions are no codes.
        UnsupportedDestination: when no pack has one of the codes.

    >>> (germany,) = diff(date(2020, 6, 30), date(2020, 7, 1), ["DE"])
    >>> for change in germany.changed[:2]:
    ...     print(change.section, change.id, change.before.value, "->", change.after.value)
    rates vat 19% -> 16%
    rates vat 7% -> 5%
    """
    _check_day(date_a, "date_a")
    _check_day(date_b, "date_b")
    shelf = book if book is not None else bundled()
    if jurisdictions is None:
        packs = [pack for pack in map(shelf.pack, shelf.codes) if not pack.jurisdiction.abstract]
    else:
        packs = [_pack(shelf, code, place) for place, code in enumerate(_codes(jurisdictions))]
    return tuple(_compared(pack, date_a, date_b) for pack in packs)


def _check_day(day: object, path: str) -> None:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise BadInput(f"{day!r:.60} is not a day", path=path, hint="give a datetime.date")


def _codes(jurisdictions: Iterable[str]) -> tuple[str, ...]:
    try:
        return (jurisdictions,) if isinstance(jurisdictions, str) else tuple(jurisdictions)
    except TypeError as error:
        hint = 'give a list of codes, for example ["DE", "CH"]'
        raise BadInput(f"{jurisdictions!r:.60} is no list", path="jurisdictions", hint=hint) from error


def _pack(shelf: LawBook, code: str, place: int) -> rules.Pack:
    try:
        return shelf.pack(code)
    except UnsupportedDestination as error:
        raise UnsupportedDestination(error.message, path=f"jurisdictions[{place}]", hint=error.hint) from error


# --- one pack on two days ---------------------------------------------------------------------------------------------


def _compared(pack: rules.Pack, date_a: date, date_b: date) -> LawDiff:
    head = pack.jurisdiction
    before, after = _in_force(pack, date_a), _in_force(pack, date_b)
    changes = tuple(
        change
        for section, contents in _CONTENTS.items()
        for change in _changes(section, before[section], after[section], tuple(contents(pack)))
    )
    ends = [entry for change in changes for entry in (change.before, change.after) if entry is not None]
    cited = dict.fromkeys(key for entry in ends for key in entry.source)
    return LawDiff(
        jurisdiction=head.code,
        name=head.name,
        date_a=date_a,
        date_b=date_b,
        from_=head.known_from,
        checked=head.checked,
        known=min(date_a, date_b) >= head.known_from and not head.abstract,
        changes=changes,
        sources={key: pack.sources[key] for key in cited},
    )


_Numbered: TypeAlias = Mapping[int, Entry]
"""The entries of a section that are in force on a day, by their place in the pack."""

_Content: TypeAlias = Mapping[str, object]
"""What an entry says, by the names of the format; not when it holds, who says so, and how well that is known."""


def _in_force(pack: rules.Pack, on: date) -> dict[str, _Numbered]:
    view = show(pack, on)
    sections = {name: getattr(view, name) for name in SECTIONS}
    sections["values"] = tuple(placed(values(pack), on))
    sections["currency"] = tuple(placed(currencies(pack), on))
    return {
        name: {place: entry for place, entry in enumerate(entries) if entry.standing == "in-force"}
        for name, entries in sections.items()
    }


def _changes(section: str, before: _Numbered, after: _Numbered, contents: tuple[_Content, ...]) -> Iterator[Change]:
    """The changes of a section, in the order of the pack."""
    successors = _successors(section, before, after)
    found: dict[int, Change] = {}
    for place in before.keys() - after.keys():
        heir = successors.get(place)
        if heir is None:
            found[place] = Change(section, before[place].id, before[place], None)
        elif fields := _differing(contents[place], contents[heir]):
            found[place] = Change(section, before[place].id, before[place], after[heir], fields)
    for place in after.keys() - before.keys() - set(successors.values()):
        found[place] = Change(section, after[place].id, None, after[place])
    for place in sorted(found):
        yield found[place]


def _successors(section: str, before: _Numbered, after: _Numbered) -> dict[int, int]:
    """For each entry that ended the one that took its place, where there is exactly one.

    First those of the same conditions, then, where an id names one rule and no table of many, those of the same id.
    """
    keys: list[Callable[[Entry], object]] = [lambda entry: (entry.id, entry.when)]
    if section not in {"rates", "notices"}:
        keys.append(lambda entry: entry.id)
    successors: dict[int, int] = {}
    for key in keys:
        gone = _by(key, before, before.keys() - after.keys() - successors.keys())
        come = _by(key, after, after.keys() - before.keys() - set(successors.values()))
        for name, places in gone.items():
            heirs = come.get(name, [])
            if len(places) == len(heirs) == 1:
                successors[places[0]] = heirs[0]
    return successors


def _by(key: Callable[[Entry], object], entries: _Numbered, places: Iterable[int]) -> dict[object, list[int]]:
    found: dict[object, list[int]] = {}
    for place in sorted(places):
        found.setdefault(key(entries[place]), []).append(place)
    return found


def _differing(one: _Content, other: _Content) -> tuple[str, ...]:
    return tuple(name for name in one if one[name] != other[name])


# --- what entries say -------------------------------------------------------------------------------------------------

_ASIDE = frozenset({"from_", "until", "source", "evidence", "note"})


def _content(rule: attrs.AttrsInstance) -> _Content:
    return {field.name: getattr(rule, field.name) for field in attrs.fields(type(rule)) if field.name not in _ASIDE}


def _procedures(pack: rules.Pack) -> Iterator[_Content]:
    return map(_content, pack.procedure)


def _thresholds(pack: rules.Pack) -> Iterator[_Content]:
    for threshold in pack.threshold:
        for limit in threshold.values:
            yield _content(limit)


def _charges(pack: rules.Pack) -> Iterator[_Content]:
    return map(_content, pack.charge)


def _rates(pack: rules.Pack) -> Iterator[_Content]:
    for row in pack.rate:
        for dated in row.values:
            yield {
                "value": dated.value,
                "ref": dated.ref,
                "reason": dated.reason or row.reason,
                "heading": dated.heading or row.heading,
                "status": dated.status if dated.status is not Status.IN_FORCE else row.status,
            }


def _notices(pack: rules.Pack) -> Iterator[_Content]:
    return map(_content, pack.notice)


def _values(pack: rules.Pack) -> Iterator[_Content]:
    return map(_content, pack.value)


def _currencies(pack: rules.Pack) -> Iterator[_Content]:
    return map(_content, pack.jurisdiction.currency)


_CONTENTS: Final[Mapping[str, Callable[[rules.Pack], Iterator[_Content]]]] = {
    "procedures": _procedures,
    "thresholds": _thresholds,
    "charges": _charges,
    "rates": _rates,
    "notices": _notices,
    "values": _values,
    "currency": _currencies,
}
"""The sections that are compared, each with the contents of its entries in their order; policies have no dates."""
