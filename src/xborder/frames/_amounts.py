"""Amounts of a frame as whole numbers: millionths of a unit, then minor units of a currency."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs
import polars as pl

from xborder.frames._ops import exact, fill, largest, no_nulls, smallest, take
from xborder.frames._whole import LONG, SHORT, TooLarge, Whole, Width

__all__ = ["Ratios", "line_values", "millionths", "money", "too_fine"]

_MILLION = 1_000_000
_MOST = 10**18
_PLAIN = r"^\d{1,15}(\.\d{1,6})?$"
_FINEST = 2**62


def millionths(series: pl.Series) -> pl.Series:
    """Numbers in millionths; null where there is none, or none that columns can hold."""
    dtype = series.dtype
    if dtype == pl.String:
        plain = no_nulls(series.str.contains(_PLAIN))
        ticks = series.zip_with(plain, pl.Series(["0"]))
        wide = ticks.str.to_decimal(scale=6).cast(pl.Decimal(38, 6)).to_physical()
        found = wide.cast(pl.Int64, strict=False)
        found = found.set(~plain, None)
    elif dtype.is_decimal():
        scale = int(dtype.scale)  # type: ignore[attr-defined]
        wide = series.to_physical()
        if scale <= 6:
            return _scaled(wide, 10 ** (6 - scale))
        wide = wide.cast(pl.Int128)
        factor = pl.Series([10 ** (scale - 6)], dtype=pl.Int128)
        whole = wide // factor
        wide = whole.set(no_nulls(whole * factor != wide), None)
        found = wide.cast(pl.Int64, strict=False)
    else:
        return _scaled(series, _MILLION)
    return found.set(no_nulls((found < 0) | (found > _MOST)), None)


def _scaled(whole: pl.Series, factor: int) -> pl.Series:
    """Whole numbers, not below nothing, times a factor; null where that is too large."""
    if smallest(whole) >= 0 and largest(whole) <= _MOST // factor:
        short = whole.cast(pl.Int64, wrap_numerical=True)
        return short if factor == 1 else short * factor
    short = whole.cast(pl.Int64, strict=False)
    return short.set(no_nulls((short < 0) | (short > _MOST // factor)), None) * factor


def line_values(price: pl.Series, quantity: pl.Series | None, steps: pl.Series | int, parts: int = 1) -> pl.Series:
    """Prices times quantities, rounded half-up, in minor units; null where either is.

    Args:
        price: in millionths.
        quantity: how many parts of one; absent is one.
        steps: how many millionths the minor unit of each price's currency has.
        parts: how many parts make one.
    """
    for width in (SHORT, LONG):
        try:
            over = _column(steps, width)
            if quantity is None:
                found, unit = Whole(price, width), over
            else:
                found, unit = Whole(price, width) * Whole(quantity, width), over * parts
            return ((found * 2 + unit) // (unit * 2)).series.cast(pl.Int64, strict=False)
        except TooLarge:
            continue
    return fill(None, len(price), pl.Int64())


def too_fine(rate: Fraction) -> bool:
    """Whether a rate has more digits than a column takes."""
    return max(rate.numerator, rate.denominator) >= _FINEST


@attrs.frozen(eq=False)
class Ratios:
    """Rates by number, each as a ratio.

    Attributes:
        one: whether all are one.
        up, over: numerators and denominators.
    """

    one: bool
    up: pl.Series
    over: pl.Series

    @classmethod
    def of(cls, rates: Sequence[Fraction]) -> Ratios:
        """The rates as columns; none of them may be too fine."""
        up, over = ([getattr(rate, part) for rate in rates] for part in ("numerator", "denominator"))
        return cls(all(rate == 1 for rate in rates), pl.Series(up, dtype=pl.Int64), pl.Series(over, dtype=pl.Int64))

    def at(self, numbers: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Numerator and denominator for each of some numbers."""
        return take(self.up, numbers), take(self.over, numbers)

    def converted(self, amounts: pl.Series, numbers: pl.Series) -> pl.Series:
        """Amounts times the rate that each goes by, rounded half-up to whole; null where that is too large."""
        if self.one:
            return amounts
        for width in (SHORT, LONG):
            try:
                up, over = (Whole(part, width) for part in self.at(numbers))
                found = (Whole(amounts, width) * up * 2 + over) // (over * 2)
                if found.most <= SHORT[1]:
                    return found.series.cast(pl.Int64, wrap_numerical=True)
                return found.series.cast(pl.Int64, strict=False)
            except TooLarge:
                continue
        return fill(None, len(amounts), pl.Int64())


def _column(steps: pl.Series | int, width: Width) -> Whole | int:
    return steps if isinstance(steps, int) else Whole(steps, width)


def money(minor: pl.Series, factors: pl.Series | int) -> pl.Series:
    """Whole minor units as decimals of four, given how many ten-thousandths a minor unit of each is."""
    low, high = smallest(minor), largest(minor)
    if low == high and not minor.null_count() and isinstance(factors, int):
        return exact(pl.Series([low * factors], dtype=pl.Int128), 4).new_from_index(0, len(minor))
    wide = minor if max(high, -low) < 10**14 else minor.cast(pl.Int128)
    return exact(
        wide * (pl.Series([factors], dtype=wide.dtype) if isinstance(factors, int) else factors.cast(wide.dtype)), 4
    )
