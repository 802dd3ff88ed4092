"""What the law packs hold, how good it is, and what stands in one of them on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import attrs

from xborder.law import rules
from xborder.law.book import LawBook
from xborder.law.checks import grade
from xborder.law.sources import Evidence, Source, Status
from xborder.law.timeline import Dated, Standing, pick, standing

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["Coverage", "Entry", "LawView", "coverage", "show"]


@attrs.frozen
class Coverage:
    """What is known of one jurisdiction.

    Attributes:
        jurisdiction: its code, as quotes name it.
        from_: the first day that the pack answers for.
        checked: the day somebody last held it against its sources; later days are answered with a notice.
        evidence: how many values (charges, dated rates and limits, procedures) have evidence of each grade.
        procedures: the ways to import that it knows, by id.
        limitations: what is knowingly left out.
        extends: whose law it inherits; empty for none.
    """

    jurisdiction: str
    name: str
    from_: date
    checked: date
    evidence: Mapping[Evidence, int]
    procedures: tuple[str, ...]
    limitations: tuple[str, ...]
    extends: str = ""

    def to_dict(self) -> dict[str, object]:
        """The row as JSON can hold it."""
        return {
            "jurisdiction": self.jurisdiction,
            "name": self.name,
            "from": self.from_.isoformat(),
            "checked": self.checked.isoformat(),
            "evidence": {grade.value: count for grade, count in self.evidence.items()},
            "procedures": list(self.procedures),
            "limitations": list(self.limitations),
            "extends": self.extends,
        }


def coverage(book: LawBook | None = None) -> tuple[Coverage, ...]:
    """What is known of every destination, sorted by code.

    Args:
        book: the shelf to look at; default: the bundled packs.

    >>> [row.name for row in coverage() if row.jurisdiction in ("CH", "XI")]
    ['Switzerland', 'Northern Ireland']
    """
    shelf = book if book is not None else _bundled()
    packs = map(shelf.pack, shelf.codes)
    return tuple(_row(pack) for pack in packs if not pack.jurisdiction.abstract)


@cache
def _bundled() -> LawBook:
    return LawBook()


def _row(pack: rules.Pack) -> Coverage:
    head = pack.jurisdiction
    counts = dict.fromkeys(Evidence, 0)
    for entry in (*_charges(pack), *_rates(pack), *_thresholds(pack), *_procedures(pack)):
        counts[entry.evidence] += 1
    return Coverage(
        head.code,
        head.name,
        head.known_from,
        head.checked,
        counts,
        tuple(dict.fromkeys(procedure.id for procedure in pack.procedure)),
        head.limitations,
        head.extends,
    )


# --- one pack on a day ------------------------------------------------------------------------------------------------


@attrs.frozen
class Entry:
    """A value of law, as a reader wants it told.

    Attributes:
        id: of the procedure, limit, charge or policy; a rate has its table's name.
        name: what it is, in words.
        value: what it says.
        when: the conditions under which it applies; empty for always.
        standing: where the day lies: ``in-force``, ``scheduled`` (it starts later) or ``ended``.
        status: whether the rule itself is law: ``in-force``, ``scheduled`` or ``disputed``.
    """

    id: str
    name: str
    value: str
    when: str
    standing: str
    from_: date | None
    until: date | None
    status: Status
    evidence: Evidence
    source: tuple[str, ...]
    note: str = ""

    def to_dict(self) -> dict[str, object]:
        """The entry as JSON can hold it."""
        return {
            "id": self.id,
            "name": self.name,
            "value": self.value,
            "when": self.when,
            "standing": self.standing,
            "from": self.from_.isoformat() if self.from_ else None,
            "until": self.until.isoformat() if self.until else None,
            "status": self.status.value,
            "evidence": self.evidence.value,
            "sources": list(self.source),
            "note": self.note,
        }


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
        return {name: getattr(self, name) for name in _SECTIONS}

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


_SECTIONS = ("procedures", "thresholds", "charges", "rates", "policies", "notices")


def show(pack: rules.Pack, on: date) -> LawView:
    """What a pack says, with the standing of every entry on a day.

    >>> view = show(LawBook().pack("CH"), date(2026, 11, 22))
    >>> [(entry.value, entry.standing) for entry in view.rates if not entry.when]
    [('7.7%', 'ended'), ('8.1%', 'in-force')]
    """
    head = pack.jurisdiction
    currency = pick(head.currency, on)
    makers = (_procedures, _thresholds, _charges, _rates, _policies, _notices)
    parts = {name: tuple(_placed(make(pack), on)) for name, make in zip(_SECTIONS, makers, strict=True)}
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
_Graded: TypeAlias = rules.Charge | rules.RateRow | rules.Threshold | rules.Procedure
_Resting: TypeAlias = rules.Charge | rules.Procedure


def _placed(entries: Iterable[Entry], on: date) -> Iterator[Entry]:
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


def _procedures(pack: rules.Pack) -> Iterator[Entry]:
    for procedure in pack.procedure:
        need = procedure.registration
        needs = f"needs {_any(need.any)} of {_any(need.of)}; " if need is not None else ""
        forced = "required where it may be used" if procedure.choice is rules.Choice.LAW else "competes on cost"
        said = f"{needs}{forced}; collected at {'the sale' if procedure.collected == 'sale' else 'import'}"
        told = (procedure.name, said, _conditions(procedure.when))
        yield _entry(pack, procedure, procedure.id, told, procedure)


def _thresholds(pack: rules.Pack) -> Iterator[Entry]:
    for threshold in pack.threshold:
        for limit in threshold.values:
            graded = attrs.evolve(threshold, source=limit.source or threshold.source)
            said = f"{threshold.compares} {threshold.operator} {limit.limit}"
            yield _entry(pack, graded, threshold.id, (threshold.effect, said, ""), limit)


def _charges(pack: rules.Pack) -> Iterator[Entry]:
    for charge in pack.charge:
        told = (f"{charge.name} ({charge.kind.value})", _charge_value(charge), _when(charge.procedure, charge.when))
        yield _entry(pack, charge, charge.id, told, charge)


def _rates(pack: rules.Pack) -> Iterator[Entry]:
    for row in pack.rate:
        scope = _selectors(row)
        for dated in row.values:
            graded = attrs.evolve(
                row,
                source=dated.source or row.source,
                evidence=dated.evidence or row.evidence,
                status=dated.status if dated.status is not Status.IN_FORCE else row.status,
                note=dated.note or row.note,
            )
            name = " ".join(filter(None, (dated.reason or row.reason, f"({row.id})" if row.id else "")))
            yield _entry(pack, graded, row.table, (name, _rate_value(dated), scope), dated)


def _policies(pack: rules.Pack) -> Iterator[Entry]:
    for policy in pack.policy:
        choices = "; ".join(f"{name}: {meaning}" for name, meaning in policy.choices.items())
        graded = rules.Procedure(id="", name="", source=policy.source, note=policy.note)
        yield _entry(pack, graded, policy.id, (choices, f"default {policy.default}", ""), graded)


def _notices(pack: rules.Pack) -> Iterator[Entry]:
    for notice in pack.notice:
        graded = rules.Procedure(id="", name="", source=notice.source)
        told = (notice.message, notice.level, _when(notice.procedure, notice.when))
        yield _entry(pack, graded, notice.code, told, notice)


def _entry(pack: rules.Pack, graded: _Graded, key: str, told: tuple[str, str, str], period: Dated) -> Entry:
    name, value, when = told
    return Entry(
        id=key,
        name=name,
        value=value,
        when=when,
        standing="",
        from_=period.from_,
        until=period.until,
        status=graded.status,
        evidence=grade(graded, pack),
        source=graded.source,
        note=graded.note,
    )


# --- in words ---------------------------------------------------------------------------------------------------------


def _any(names: Iterable[str]) -> str:
    return " or ".join(names)


def _when(procedures: tuple[str, ...], when: rules.Conditions) -> str:
    return "; ".join(filter(None, (f"procedure {_any(procedures)}" if procedures else "", _conditions(when))))


def _conditions(when: rules.Conditions) -> str:
    """Conditions as one line: every field that is set."""
    said: list[str] = []
    for field in attrs.fields(rules.Conditions):
        value = getattr(when, field.name)
        label = field.name.removesuffix("_not").replace("_", " ")
        negated = " not" if field.name.endswith("_not") else ""
        if field.name == "policy":
            said.extend(f"policy {name} is {_any(choices)}" for name, choices in value.items())
        elif field.name == "tax_area" and value is not None:
            said.append(f"{'inside' if value else 'outside'} the tax area")
        elif field.name == "units_max" and value is not None:
            said.append(f"at most {value} articles")
        elif isinstance(value, tuple) and value:
            said.append(f"{label}{negated} {_any(value)}")
    return "; ".join(said)


def _selectors(row: rules.RateRow) -> str:
    said = [
        f"{name} {_any(getattr(row, name))}"
        for name in ("category", "hs", "origin", "subdivision", "territory")
        if getattr(row, name)
    ]
    if row.unit_value is not None:
        said.append(f"from {row.unit_value.min} per {_any(row.unit_value.measure)}")
    return "; ".join(said)


def _rate_value(value: rules.RateValue) -> str:
    if value.ref:
        return f"as {value.ref}"
    if value.value is None:
        return "says nothing"
    if isinstance(value.value, rules.Unknown):
        return "unknown"
    return str(value.value) if isinstance(value.value, rules.Amount) else _percent(value.value)


def _charge_value(charge: rules.Charge) -> str:
    base = " + ".join(part.of if part.factor == 1 else f"{_percent(part.factor)} of {part.of}" for part in charge.base)
    given = charge.rate if charge.rate is not None else charge.amount
    if charge.bands:
        said = "; ".join(_band(band) for band in charge.bands)
    elif isinstance(given, rules.TableRef):
        said = f"table {given.table}"
    elif isinstance(given, str):
        said = "the tariff's duty" if given == "tariff" else given
    elif isinstance(given, rules.Amount):
        said = f"{given} per {charge.unit or charge.per.value}"
    else:
        said = _percent(given) if given is not None else "unknown"
    if charge.method is rules.Method.INCLUSIVE:
        said = f"{said}, contained in its own base"
    elif charge.method is rules.Method.TOP_UP:
        said = f"up to {said} together with {' and '.join(charge.of)}"
    bounds = "".join(
        f", {word} {f'table {bound.table}' if isinstance(bound, rules.TableRef) else bound}"
        for word, bound in (("at least", charge.min), ("at most", charge.max))
        if bound is not None
    )
    share = f", of which {_percent(charge.factor)}" if charge.factor != 1 else ""
    waived = f", waived if {charge.waive.operator} {charge.waive.up_to}" if charge.waive is not None else ""
    return f"{said}{f' of {base}' if base else ''}{share}{bounds}{waived}"


def _band(band: rules.Band) -> str:
    less = f" less {band.less}" if band.less is not None else ""
    return f"{_percent(band.rate)}{less} {f'up to {band.up_to}' if band.up_to is not None else 'above'}"


def _percent(ratio: Fraction) -> str:
    """A ratio of law as a percentage, exact where decimals can say it.

    >>> from fractions import Fraction
    >>> _percent(Fraction("0.081")), _percent(Fraction(22, 78))
    ('8.1%', '11/39 x 100%')
    """
    whole = ratio * 100 * 10**12
    if whole.denominator != 1:
        return f"{ratio.numerator}/{ratio.denominator} x 100%"
    text = f"{abs(whole.numerator) // 10**12}.{abs(whole.numerator) % 10**12:012d}".rstrip("0").rstrip(".")
    return f"{'-' if whole < 0 else ''}{text}%"
