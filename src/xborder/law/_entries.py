"""The entries of a pack, each as one value that a reader can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final, TypeAlias

import attrs

from xborder.law import rules
from xborder.law._telling import any_of, charge_of, conditions_of, rate_of, scope_of, sum_of, when_of
from xborder.law.checks import grade
from xborder.law.sources import Evidence, Status
from xborder.law.timeline import Dated

__all__ = [
    "SECTIONS",
    "Entry",
    "charges",
    "currencies",
    "notices",
    "policies",
    "procedures",
    "rates",
    "thresholds",
    "values",
]

_Graded: TypeAlias = rules.Charge | rules.RateRow | rules.Threshold | rules.Procedure | rules.ValueRule


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
        heading: what it is declared under, where the law says so; the value tells it, too.
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
    heading: str = ""

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
            "heading": self.heading,
        }


def procedures(pack: rules.Pack) -> Iterator[Entry]:
    """The ways to import."""
    for procedure in pack.procedure:
        need = procedure.registration
        needs = f"needs {any_of(need.any)} of {any_of(need.of)}; " if need is not None else ""
        forced = "required where it may be used" if procedure.choice is rules.Choice.LAW else "competes on cost"
        said = f"{needs}{forced}; collected at {'the sale' if procedure.collected == 'sale' else 'import'}"
        told = (procedure.name, said, conditions_of(procedure.when))
        yield _entry(pack, procedure, procedure.id, told, procedure)


def thresholds(pack: rules.Pack) -> Iterator[Entry]:
    """Every dated limit of every threshold."""
    for threshold in pack.threshold:
        for limit in threshold.values:
            graded = attrs.evolve(threshold, source=limit.source or threshold.source)
            said = f"{threshold.compares} {threshold.operator} {limit.limit}"
            yield _entry(pack, graded, threshold.id, (threshold.effect, said, ""), limit)


def charges(pack: rules.Pack) -> Iterator[Entry]:
    """Every entry of every charge."""
    for charge in pack.charge:
        told = (f"{charge.name} ({charge.kind.value})", charge_of(charge), when_of(charge.procedure, charge.when))
        yield _entry(pack, charge, charge.id, told, charge, charge.heading)


def rates(pack: rules.Pack) -> Iterator[Entry]:
    """Every dated value of every row of rates."""
    for row in pack.rate:
        scope = scope_of(row)
        for dated in row.values:
            graded = attrs.evolve(
                row,
                source=dated.source or row.source,
                evidence=dated.evidence or row.evidence,
                status=dated.status if dated.status is not Status.IN_FORCE else row.status,
                note=dated.note or row.note,
            )
            name = " ".join(filter(None, (dated.reason or row.reason, f"({row.id})" if row.id else "")))
            told = (name, rate_of(dated), scope)
            yield _entry(pack, graded, row.table, told, dated, dated.heading or row.heading)


def policies(pack: rules.Pack) -> Iterator[Entry]:
    """The choices that are the host's."""
    for policy in pack.policy:
        choices = "; ".join(f"{name}: {meaning}" for name, meaning in policy.choices.items())
        graded = rules.Procedure(id="", name="", source=policy.source, note=policy.note)
        yield _entry(pack, graded, policy.id, (choices, f"default {policy.default}", ""), graded)


def notices(pack: rules.Pack) -> Iterator[Entry]:
    """What the reader of a quote must be told."""
    for notice in pack.notice:
        graded = rules.Procedure(id="", name="", source=notice.source)
        told = (notice.message, notice.level, when_of(notice.procedure, notice.when))
        yield _entry(pack, graded, notice.code, told, notice)


def values(pack: rules.Pack) -> Iterator[Entry]:
    """Every entry of every named sum of goods, freight and insurance."""
    for value in pack.value:
        yield _entry(pack, value, value.id, ("", sum_of(value.parts), conditions_of(value.when)), value)


def currencies(pack: rules.Pack) -> Iterator[Entry]:
    """The currency, by date; the format asks no source for it."""
    graded = rules.Procedure(id="", name="", source=())
    for period in pack.jurisdiction.currency:
        yield _entry(pack, graded, "currency", ("", period.value, ""), period)


def _entry(
    pack: rules.Pack, graded: _Graded, key: str, told: tuple[str, str, str], period: Dated, heading: str = ""
) -> Entry:
    name, value, when = told
    return Entry(
        id=key,
        name=name,
        value=f"{value}, heading {heading}" if heading else value,
        when=when,
        standing="",
        from_=period.from_,
        until=period.until,
        status=graded.status,
        evidence=grade(graded, pack),
        source=graded.source,
        note=graded.note,
        heading=heading,
    )


SECTIONS: Final[Mapping[str, Callable[[rules.Pack], Iterator[Entry]]]] = {
    "procedures": procedures,
    "thresholds": thresholds,
    "charges": charges,
    "rates": rates,
    "policies": policies,
    "notices": notices,
}
"""What makes the entries of each kind, in reading order."""
