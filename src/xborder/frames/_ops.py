"""Operations on columns by their cheapest call: a frame is walked in some hundreds of them, so each one counts.

Places are unsigned 32-bit numbers, the type of index that Polars takes without turning it into another.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

__all__ = [
    "PLACE", "along", "as_places", "exact", "fill", "flagged", "largest", "no_nulls", "pick", "places", "put",
    "running", "smallest", "take",
]  # fmt: skip

PLACE = pl.UInt32()


def largest(numbers: pl.Series) -> int:
    """The largest of whole numbers; nothing when there are none."""
    found = numbers.max()
    return found if isinstance(found, int) else 0


def smallest(numbers: pl.Series) -> int:
    """The smallest of whole numbers; nothing when there are none."""
    found = numbers.min()
    return found if isinstance(found, int) else 0


def take(values: pl.Series, at: pl.Series) -> pl.Series:
    """The values at places."""
    return values[at]


def pick(values: pl.Series, at: pl.Series | None) -> pl.Series:
    """The values at places; ``None`` is all of them."""
    return values if at is None else values[at]


def along(outer: pl.Series | None, inner: pl.Series | None) -> pl.Series | None:
    """Places among places; ``None`` is all of them."""
    if outer is None or inner is None:
        return inner if outer is None else outer
    return take(outer, inner)


def places(count: int) -> pl.Series:
    """All places of so many."""
    return pl.int_range(count, eager=True, dtype=PLACE)


def flagged(flags: pl.Series) -> pl.Series:
    """The places where a flag is up, ascending."""
    return places(len(flags)).filter(flags)


def as_places(numbers: pl.Series) -> pl.Series:
    """Whole numbers that are known to be places, as such."""
    return numbers if numbers.dtype == PLACE else numbers.cast(PLACE, wrap_numerical=True)


def fill(value: bool | int | str | None, count: int, dtype: pl.DataType) -> pl.Series:  # noqa: FBT001 - a value
    """A column of one value."""
    return _one(value, dtype, str(type(value))).new_from_index(0, count)


@lru_cache(maxsize=256)
def _one(value: bool | int | str | None, dtype: pl.DataType, _: str) -> pl.Series:  # noqa: FBT001 - as above
    return pl.Series([value], dtype=dtype)


def put(values: pl.Series, at: pl.Series, more: pl.Series | int) -> pl.Series:
    """The values, with others at some places."""
    return values.clone().scatter(at, more)


def no_nulls(flags: pl.Series) -> pl.Series:
    """Flags that are down where they were null."""
    return flags.fill_null(value=False) if flags.null_count() else flags


def running(numbers: pl.Series) -> pl.Series:
    """Running sums of 64-bit numbers; what runs over comes out right again in a difference of two of them."""
    found = pl.from_arrow(pc.cumulative_sum(numbers.to_arrow()))
    return found if isinstance(found, pl.Series) else numbers.cum_sum()


def exact(minor: pl.Series, scale: int) -> pl.Series:
    """Whole numbers of minor units as decimals of 38 digits, of which so many stand after the point."""
    # An Arrow decimal is the same whole number with its scale beside it: nothing has to be divided.
    arrow = minor.cast(pl.Decimal(38, 0)).rechunk().to_arrow()
    made = pa.Array.from_buffers(pa.decimal128(38, scale), len(arrow), arrow.buffers(), arrow.null_count)
    return pl.Series(made)
