"""Whole numbers for whatever repeats, and sums over rows that lie together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs
import polars as pl

__all__ = ["Layout", "arranged", "by_value", "codes", "combined", "densified", "largest", "layout", "smallest"]

_SPARSE = 20_000_000
"""Up to this many possible values a table of all of them is looked into; above it values are joined."""


def largest(numbers: pl.Series) -> int:
    """The largest of whole numbers; nothing when there are none."""
    found = numbers.max()
    return found if isinstance(found, int) else 0


def smallest(numbers: pl.Series) -> int:
    """The smallest of whole numbers; nothing when there are none."""
    found = numbers.min()
    return found if isinstance(found, int) else 0


def codes(series: pl.Series) -> pl.Series:
    """A whole number for each value of a column, the same for the same; nulls have one, too."""
    dtype = series.dtype
    if dtype == pl.String:
        series = series.cast(pl.Categorical).to_physical()
    elif isinstance(dtype, pl.List):
        series = series.list.join("\x1f").cast(pl.Categorical).to_physical()
    elif not dtype.is_integer():
        series = series.to_physical()
    return densified(series.cast(pl.Int64).fill_null(-1))[0]


def densified(keys: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Numbers from nothing up for whole numbers, and the row where each was first seen."""
    if not len(keys):
        return keys.cast(pl.Int64), keys.cast(pl.Int64)
    low, high = smallest(keys), largest(keys)
    rows = pl.int_range(len(keys), eager=True, dtype=pl.Int64)
    if high == low:
        return pl.zeros(len(keys), dtype=pl.Int64, eager=True), rows.head(1)
    if high - low < _SPARSE:
        seen = (keys - low).unique()
        table = pl.DataFrame({"key": pl.int_range(high - low + 1, eager=True)}).with_columns(place=pl.lit(-1, pl.Int64))
        places = table["place"].scatter(seen, pl.int_range(len(seen), eager=True, dtype=pl.Int64))
        found = places.gather(keys - low)
        first = pl.zeros(len(seen), dtype=pl.Int64, eager=True).scatter(found.reverse(), rows.reverse())
        return found, first
    frame = pl.DataFrame({"key": keys, "row": rows})
    each = frame.group_by("key", maintain_order=True).agg(pl.col("row").first()).with_row_index("place")
    joined = frame.join(each.select("key", "place"), on="key", how="left", maintain_order="left")
    return joined["place"].cast(pl.Int64), each["row"]


def combined(columns: Iterable[pl.Series]) -> tuple[pl.Series, pl.Series] | None:
    """One number for each combination of numbers, and the row where each was first seen; ``None`` of no columns."""
    found: tuple[pl.Series, pl.Series] | None = None
    for column in columns:
        if found is None:
            found = densified(column)
        else:
            if largest(column) >= len(column):
                column = densified(column)[0]  # noqa: PLW2901 - the same, in smaller numbers
            width = largest(column) + 1
            found = densified(found[0] * width + column)
    return found


@attrs.frozen(eq=False)
class Layout:
    """Lines in the order of their consignments.

    Attributes:
        lines, consignments: how many.
        first: of each consignment, its first line.
        counts: of each consignment, how many lines it has.
        of: of each line, its consignment.
        single: whether every consignment has one line, so that the two are the same.
        most: how many lines the largest consignment has.
    """

    lines: int
    consignments: int
    first: pl.Series
    counts: pl.Series
    of: pl.Series
    single: bool
    most: int

    def spread(self, values: pl.Series) -> pl.Series:
        """A consignment's value on each of its lines."""
        return values if self.single else values.gather(self.of)

    def sums(self, values: pl.Series) -> pl.Series:
        """The sum over each consignment."""
        if self.single:
            return values
        running = values.cum_sum()
        ends = running.gather(self.first + self.counts - 1)
        return ends - ends.shift(1, fill_value=0)

    def any(self, flags: pl.Series) -> pl.Series:
        """Whether any line of each consignment has a flag."""
        return flags if self.single else self.sums(flags.cast(pl.Int64)) > 0

    def bits(self, masks: pl.Series, *, both: bool = False) -> pl.Series:
        """The bits that any line of each consignment has, or with ``both`` all of them."""
        if self.single:
            return masks
        found = masks.gather(self.first)
        for place in range(1, self.most):
            longer = (self.counts > place).arg_true()
            more = masks.gather(self.first.gather(longer) + place)
            known = found.gather(longer)
            found = found.scatter(longer, known & more if both else known | more)
        return found

    def only(self, chosen: pl.Series) -> tuple[Layout, pl.Series, pl.Series]:
        """The lay-out of some consignments (their places, ascending), with the places of their lines."""
        counts = self.counts.gather(chosen)
        first = counts.cum_sum() - counts
        if self.single:
            return layout(counts, first), chosen, chosen
        marked = pl.repeat(value=False, n=self.consignments, dtype=pl.Boolean, eager=True)
        lines = marked.scatter(chosen, True).gather(self.of).arg_true().cast(pl.Int64)
        return layout(counts, first), lines, chosen


def layout(counts: pl.Series, first: pl.Series) -> Layout:
    """The lay-out of consignments of so many lines."""
    consignments, lines = len(counts), int(counts.sum())
    single = lines == consignments
    if single:
        of = pl.int_range(lines, eager=True, dtype=pl.Int64)
    else:
        starts = pl.zeros(lines, dtype=pl.Int64, eager=True).scatter(first, 1)
        of = starts.cum_sum() - 1
    return Layout(lines, consignments, first, counts, of, single, largest(counts))


def arranged(consignment: pl.Series | None, rows: int) -> tuple[Layout, pl.Series | None]:
    """The lay-out of a frame, and the order that brings its rows together; ``None`` when they lie together already."""
    if consignment is None:
        counts = pl.repeat(1, rows, dtype=pl.Int64, eager=True)
        return layout(counts, pl.int_range(rows, eager=True, dtype=pl.Int64)), None
    alone = consignment.is_null()
    place = codes(consignment)
    if alone.any():
        own = pl.int_range(rows, eager=True, dtype=pl.Int64) + rows
        place = densified(place.zip_with(~alone, own))[0]
    runs = place.rle_id()
    order: pl.Series | None = None
    distinct = place.n_unique()
    if int(runs[-1]) + 1 != distinct:
        order = place.arg_sort()
        frame = pl.DataFrame({"row": pl.int_range(rows, eager=True, dtype=pl.Int64), "place": place})
        order = frame.sort("place", maintain_order=True)["row"]
        runs = place.gather(order).rle_id()
    frame = pl.DataFrame({"run": runs.cast(pl.Int64)}).with_row_index("row")
    starts = (frame["run"] != frame["run"].shift(1, fill_value=-1)).arg_true().cast(pl.Int64)
    counts = starts.shift(-1, fill_value=rows) - starts
    return layout(counts, starts), order


def by_value(keys: pl.Series, count: int) -> Sequence[pl.Series]:
    """For each number below ``count``, the places that hold it, ascending."""
    return [(keys == value).arg_true().cast(pl.Int64) for value in range(count)]
