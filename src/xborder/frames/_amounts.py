"""Amounts of a frame as whole numbers: millionths of a unit, then minor units of a currency."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from xborder.frames._dense import largest
from xborder.frames._whole import LONG, SHORT, TooLarge, Whole, Width

__all__ = ["converted", "line_values", "millionths", "money"]

_MILLION = 1_000_000
_MOST = 10**18
_PLAIN = r"^\d{1,15}(\.\d{1,6})?$"


def millionths(series: pl.Series) -> pl.Series:
    """Numbers in millionths; null where there is none, or none that columns can hold."""
    dtype = series.dtype
    if dtype == pl.String:
        plain = series.str.contains(_PLAIN)
        ticks = series.zip_with(plain.fill_null(value=False), pl.repeat("0", len(series), dtype=pl.String, eager=True))
        wide = ticks.str.to_decimal(scale=6).cast(pl.Decimal(38, 6)).to_physical()
        found = wide.cast(pl.Int64, strict=False)
        found = found.set(~plain.fill_null(value=False), None)
    elif dtype.is_decimal():
        scale = int(dtype.scale)  # type: ignore[attr-defined]
        wide = series.to_physical().cast(pl.Int128)
        if scale <= 6:
            small = wide.is_between(-(10**30), 10**30)
            wide = wide.set(~small.fill_null(value=False), None) * _wide(10 ** (6 - scale))
        else:
            factor = _wide(10 ** (scale - 6))
            whole = wide // factor
            wide = whole.set((whole * factor != wide).fill_null(value=False), None)
        found = wide.cast(pl.Int64, strict=False)
    else:
        whole = series.cast(pl.Int64, strict=False)
        small = whole.is_between(0, _MOST // _MILLION)
        found = whole.set(~small.fill_null(value=False), None) * _MILLION
    return found.set(((found < 0) | (found > _MOST)).fill_null(value=False), None)


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
    return pl.repeat(None, len(price), dtype=pl.Int64, eager=True)


def converted(amounts: pl.Series, rates: list[Fraction], of: pl.Series) -> pl.Series:
    """Amounts times the rate that each goes by, rounded half-up to whole minor units; null where that is too large."""
    if all(rate == 1 for rate in rates):
        return amounts
    if max(max(rate.numerator, rate.denominator) for rate in rates) >= 2**62:
        return pl.repeat(None, len(amounts), dtype=pl.Int64, eager=True)
    up = pl.Series([rate.numerator for rate in rates], dtype=pl.Int64).gather(of)
    over = pl.Series([rate.denominator for rate in rates], dtype=pl.Int64).gather(of)
    for width in (SHORT, LONG):
        try:
            unit = Whole(over, width)
            found = (Whole(amounts, width) * Whole(up, width) * 2 + unit) // (unit * 2)
            return found.series.cast(pl.Int64, strict=False)
        except TooLarge:
            continue
    return pl.repeat(None, len(amounts), dtype=pl.Int64, eager=True)


def _column(steps: pl.Series | int, width: Width) -> Whole | int:
    return steps if isinstance(steps, int) else Whole(steps, width)


def _wide(number: int) -> pl.Series:
    return pl.Series([number], dtype=pl.Int128)


def money(minor: pl.Series, digits: pl.Series) -> pl.Series:
    """Whole minor units, each of a currency with so many digits, as decimals of four."""
    distinct = digits.drop_nulls().unique().to_list()
    wide = pl.Int64() if largest(minor.abs()) < 10**14 else pl.Int128()
    scaled = minor.cast(wide)
    if len(distinct) == 1:
        scaled = scaled * pl.Series([10 ** (4 - distinct[0])], dtype=wide)
    else:
        factors = pl.Series([10 ** (4 - place) for place in range(5)], dtype=wide)
        scaled = scaled * factors.gather(digits.fill_null(0))
    # An Arrow decimal is the same whole number with its scale beside it: nothing has to be divided.
    arrow = scaled.cast(pl.Decimal(38, 0)).rechunk().to_arrow()
    exact = pa.Array.from_buffers(pa.decimal128(38, 4), len(arrow), arrow.buffers(), arrow.null_count)
    return pl.Series(exact)
