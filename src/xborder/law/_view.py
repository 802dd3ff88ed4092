"""One pack as it stands on a day: everything in it, and for each entry where the day lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

import attrs

from xborder.law import rules
from xborder.law._entries import SECTIONS, Entry
from xborder.law.sources import Source
from xborder.law.timeline import Standing, pick, standing

__all__ = ["LawView", "placed", "show"]


@attrs.frozen
class LawView:
    """A pack as it stands on a day: everything in it, and for each entry where the day lies.

    Attributes:
        known: whether the pack answers for the day.
        sources: the documents that the entries name, by key.
    """

    jurisdiction: str
    name: str
    on: date
    from_: date
    checked: date
    known: bool
    currency: str
    extends: str
    limitations: tuple[str, ...]
    procedures: tuple[Entry, ...]
    thresholds: tuple[Entry, ...]
    charges: tuple[Entry, ...]
    rates: tuple[Entry, ...]
    policies: tuple[Entry, ...]
    notices: tuple[Entry, ...]
    sources: Mapping[str, Source]

    @property
    def sections(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by what they are, in reading order."""
        return {name: getattr(self, name) for name in SECTIONS}

    def to_dict(self) -> dict[str, object]:
        """The view as JSON can hold it."""
        return {
            "jurisdiction": self.jurisdiction,
            "name": self.name,
            "on": self.on.isoformat(),
            "from": self.from_.isoformat(),
            "checked": self.checked.isoformat(),
            "known": self.known,
            "currency": self.currency,
            "extends": self.extends,
            "limitations": list(self.limitations),
            **{name: [entry.to_dict() for entry in entries] for name, entries in self.sections.items()},
            "sources": {key: source.to_dict() for key, source in self.sources.items()},
        }


def show(pack: rules.Pack, on: date) -> LawView:
    """What a pack says, with the standing of every entry on a day.

    >>> from xborder.law import LawBook
    >>> view = show(LawBook().pack("CH"), date(2026, 11, 22))
    >>> [(entry.value, entry.standing) for entry in view.rates if not entry.when]
    [('7.7%', 'ended'), ('8.1%', 'in-force')]
    """
    head = pack.jurisdiction
    currency = pick(head.currency, on)
    parts = {name: tuple(placed(make(pack), on)) for name, make in SECTIONS.items()}
    parts["procedures"] = tuple(_usable(parts["procedures"], pack.procedure, pack, on))
    parts["charges"] = tuple(_levied(_usable(parts["charges"], pack.charge, pack, on), parts["procedures"], pack))
    cited = dict.fromkeys(key for entries in parts.values() for entry in entries for key in entry.source)
    return LawView(
        jurisdiction=head.code,
        name=head.name,
        on=on,
        from_=head.known_from,
        checked=head.checked,
        known=on >= head.known_from and not head.abstract,
        currency=currency.value if currency is not None else "",
        extends=head.extends,
        limitations=head.limitations,
        sources={key: pack.sources[key] for key in cited if key in pack.sources},
        **parts,
    )


_STANDINGS = {Standing.IN_FORCE: "in-force", Standing.NOT_YET: "scheduled", Standing.ENDED: "ended"}
_Resting: TypeAlias = rules.Charge | rules.Procedure


def placed(entries: Iterable[Entry], on: date) -> Iterator[Entry]:
    """Entries with their standing on a day, by their own dates."""
    for entry in entries:
        yield attrs.evolve(entry, standing=_STANDINGS[standing([entry], on)])


def _usable(entries: Iterable[Entry], rest_on: Iterable[_Resting], pack: rules.Pack, on: date) -> Iterator[Entry]:
    """Entries by the standing of the limits that they ask about, too: what needs a limit of the past is past."""
    limits = {threshold.id: _STANDINGS.get(standing(threshold.values, on), "ended") for threshold in pack.threshold}
    for rule, entry in zip(rest_on, entries, strict=True):
        asked = {limits[name] for name in (*rule.when.below, *rule.when.above) if name in limits} - {"in-force"}
        yield attrs.evolve(entry, standing=min(asked)) if asked and entry.standing == "in-force" else entry


def _levied(charges: Iterable[Entry], procedures: Iterable[Entry], pack: rules.Pack) -> Iterator[Entry]:
    """Charges by the standing of their procedures, too: one whose procedures have ended is levied no more."""
    ways = [(way.id, way.standing) for way in procedures]
    for rule, entry in zip(pack.charge, charges, strict=True):
        stands = {how for name, how in ways if name in rule.procedure}
        past = entry.standing == "in-force" and stands and "in-force" not in stands
        yield attrs.evolve(entry, standing="scheduled" if "scheduled" in stands else "ended") if past else entry
