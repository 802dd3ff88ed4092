"""Tables of rates: their rows on a day and at a place, and which of them speaks of the goods most specifically."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

import attrs

from xborder.law import rules
from xborder.law.checks import grade
from xborder.law.facts import Facts, GoodsFacts, UnitPrices
from xborder.law.sources import Evidence, Status
from xborder.law.timeline import pick

__all__ = ["Row", "Tables", "most_specific", "tables_at", "tables_on"]


@attrs.frozen(eq=False)
class Row:
    """A row of rates, resolved for the day."""

    rule: rules.RateRow
    value: Fraction | rules.Amount | rules.Unknown
    reason: str
    source: tuple[str, ...]
    evidence: Evidence
    status: Status
    heading: str


Tables = Mapping[str, tuple[Row, ...]]
"""The rows of each table, by its name."""


def tables_on(pack: rules.Pack, on: date) -> Tables:
    """The tables of rates as they stand on the day; rows that say nothing then are left out."""
    by_id = {row.id: row for row in pack.rate if row.id}
    tables: dict[str, list[Row]] = {}
    for rule in pack.rate:
        row = _resolve(rule, on, by_id, pack)
        if row is not None:
            tables.setdefault(rule.table, []).append(row)
    return {name: tuple(rows) for name, rows in tables.items()}


def tables_at(tables: Tables, facts: Facts) -> Tables:
    """The rows that can bear on goods shipped there: the place is settled once for the whole plan."""
    return {
        name: tuple(
            row
            for row in rows
            if (not row.rule.subdivision or facts.subdivision in row.rule.subdivision)
            and (not row.rule.territory or facts.territory in row.rule.territory)
        )
        for name, rows in tables.items()
    }


def most_specific(
    rows: Iterable[Row], goods: GoodsFacts, categories: tuple[str, ...], prices: UnitPrices
) -> Row | None:
    """The most specific row of a table that bears on the goods."""
    best: Row | None = None
    best_score: tuple[int, ...] = ()
    for row in rows:
        score = _score(row.rule, goods, categories, prices)
        if score is not None and (best is None or score > best_score):
            best, best_score = row, score
    return best


def _resolve(
    rule: rules.RateRow, on: date, by_id: Mapping[str, rules.RateRow], pack: rules.Pack, depth: int = 0
) -> Row | None:
    dated = pick(rule.values, on)
    if dated is None or depth > len(by_id):
        return None
    source = dated.source or rule.source
    evidence = dated.evidence or rule.evidence or grade(attrs.evolve(rule, source=source), pack)
    status = dated.status if dated.status is not Status.IN_FORCE else rule.status
    reason, heading = dated.reason or rule.reason, dated.heading or rule.heading
    if dated.ref:
        target = _resolve(by_id[dated.ref], on, by_id, pack, depth + 1)
        if target is None:
            return None
        reason, heading = reason or target.reason, heading or target.heading
        return Row(rule, target.value, reason, source, evidence, status, heading)
    if dated.value is None:
        return None
    return Row(rule, dated.value, reason, source, evidence, status, heading)


def _score(
    rule: rules.RateRow, goods: GoodsFacts, categories: tuple[str, ...], prices: UnitPrices
) -> tuple[int, ...] | None:
    """How specifically a row speaks of the goods; ``None`` when it does not. Compared from the left."""
    priced = hs = category = origin = 0
    if rule.unit_value is not None:
        if not _dear(rule.unit_value, prices):
            return None
        priced = 1
    if rule.hs:
        hs = max((len(prefix) for prefix in rule.hs if goods.hs.startswith(prefix)), default=0)
        if not hs:
            return None
    if rule.category:
        category = max((len(categories) - i for i, name in enumerate(categories) if name in rule.category), default=0)
        if not category:
            return None
    if rule.origin:
        if goods.origin not in rule.origin:
            return None
        origin = 1
    return (priced, hs, category, origin, len(rule.subdivision) > 0, len(rule.territory) > 0)


def _dear(selector: rules.UnitValue, prices: UnitPrices) -> bool:
    return any(prices[unit] >= selector.min.value for unit in selector.measure if unit in prices)
