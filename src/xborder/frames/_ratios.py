"""Columns of exact ratios: sums, choices and roundings of whole numbers over whole numbers."""

from __future__ import annotations

import polars as pl

from xborder.frames._families import Rounding
from xborder.frames._whole import Whole

__all__ = ["Ratio", "plus", "rounded", "times", "where", "within"]

Ratio = tuple[Whole, "Whole | int"]


def plus(base: Ratio, more: Ratio | None, up: int, down: int) -> Ratio:
    """A base with a part of what an earlier step left."""
    if more is None:
        return base
    (num, over), (added, added_over) = base, more
    return num * (added_over * down) + added * up * over, over * added_over * down


def rounded(value: Ratio, unit: Rounding) -> Whole:
    """A ratio, not below nothing, rounded to a step, in minor units."""
    (num, over), (step, mode) = value, unit
    whole = over * step
    if mode == "half_up":
        if isinstance(whole, int) and whole == 1:
            return num
        return (num * 2 + whole) // (whole * 2) * step
    if mode == "down":
        return num // whole * step
    return (num + whole + _MINUS_ONE) // whole * step


_MINUS_ONE = -1


def where(flags: pl.Series, one: Ratio, other: Ratio) -> Ratio:
    """One ratio where the flags are up, and the other elsewhere."""
    over, other_over = one[1], other[1]
    both = one[0].where(flags, other[0])
    if isinstance(over, int) and isinstance(other_over, int):
        if over == other_over:
            return both, over
        other_over = other[0].like(other_over)
    if isinstance(over, int):
        return both, one[0].like(over).where(flags, other_over)
    return both, over.where(flags, other_over)


def times(one: Whole | int, other: Whole | int, like: Whole) -> Whole:
    """A product as a column, which is as long as another."""
    found = one * other
    return like.like(found) if isinstance(found, int) else found


def within(amount: Whole, limit: Whole, over: Whole | int, operator: str) -> pl.Series:
    """Which amounts are at most, or below, a limit that is a ratio."""
    value = (amount * over).series
    return value <= limit.series if operator == "<=" else value < limit.series
