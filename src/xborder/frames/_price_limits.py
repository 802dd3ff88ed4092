"""The prices for a unit of measure at which a law finds another rate."""

from __future__ import annotations

from fractions import Fraction

from xborder.law.facts import UnitPrices
from xborder.law.plan import ProcedurePlan

__all__ = ["limits_of", "prices_of"]


def limits_of(plan: ProcedurePlan) -> tuple[tuple[str, Fraction], ...]:
    """The units that a plan asks prices by, each with a limit in the jurisdiction's currency."""
    pairs = ((unit, selector.min.value) for selector in plan.prices for unit in selector.measure)
    return tuple(dict.fromkeys(pairs))


def prices_of(plan: ProcedurePlan, reached: int) -> UnitPrices:
    """Prices that reach the same limits as those of a class."""
    found: dict[str, Fraction] = {}
    for place, (unit, limit) in enumerate(limits_of(plan)):
        if reached >> place & 1:
            found[unit] = max(found.get(unit, limit), limit)
    return found
