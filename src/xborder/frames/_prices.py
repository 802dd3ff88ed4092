"""Rates that are found by what goods cost for each unit of measure: lines in classes by the limits that they reach."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import polars as pl

from xborder.frames._goods import Read
from xborder.frames._held import MASS, QUANTITY
from xborder.frames._ops import fill
from xborder.frames._price_limits import limits_of
from xborder.frames._whole import LONG, Whole
from xborder.landed_cost.ticks import minor_step
from xborder.law.plan import ProcedurePlan

__all__ = ["Worth", "classes"]

_THOUSAND = Fraction(1000)
_ALSO: Mapping[str, tuple[tuple[str, Fraction], ...]] = {
    "ml": (("l", _THOUSAND),),
    "l": (("ml", 1 / _THOUSAND),),
    "g": (("kg", _THOUSAND), (MASS, _THOUSAND)),
    "kg": ((MASS, Fraction(1)), ("g", 1 / _THOUSAND)),
    "pieces": ((QUANTITY, Fraction(1)),),
}
"""Where else a unit is read from, in this order, when a line does not give it itself."""
Worth = tuple[pl.Series, pl.Series, pl.Series]
"""Of each line its weight, and of its consignment the value of the goods and the sum of the weights."""


def classes(plan: ProcedurePlan, rows: Read, lines: pl.Series | None, worth: Worth) -> pl.Series:
    """Which limits each line reaches, a bit for each.

    Raises:
        TooLarge: when a number could be larger than columns hold.
    """
    weights, goods, over = (Whole(part, LONG) for part in worth)
    value = weights * goods
    step = minor_step(plan.currency)
    bits = fill(0, len(weights.series), pl.Int64())
    for place, (unit, limit) in enumerate(limits_of(plan)):
        open_ = fill(value=True, count=len(bits), dtype=pl.Boolean())
        for field, factor in ((unit, Fraction(1)), *_ALSO.get(unit, ())):
            if field != QUANTITY and field not in rows.measures:
                continue
            held = rows.held(field) if lines is None else rows.held(field)[lines]
            there = (held > 0) & open_
            least = limit * factor / step
            reaches = (value * least.denominator).series >= (over * least.numerator * Whole(held, LONG)).series
            bits = bits | (there & reaches).cast(pl.Int64) * (1 << place)
            open_ = open_ & ~there
    return bits
