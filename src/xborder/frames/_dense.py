"""Rows that lie together by consignment: sums over them, and what a consignment has put on each of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import attrs
import polars as pl

from xborder.frames._ops import PLACE, as_places, fill, flagged, largest, places, put, running, take

__all__ = ["Arrangement", "Layout", "arranged", "each_by_itself", "layout", "neighbours", "some", "value_of"]


@attrs.frozen(eq=False, slots=False)
class Layout:
    """Lines in the order of their consignments.

    Attributes:
        lines, consignments: how many.
        first: of each consignment, the place of its first line.
        counts: of each consignment, how many lines it has.
        of: of each line, the place of its consignment.
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
        return values if self.single else take(values, self.of)

    def heads(self, values: pl.Series) -> pl.Series:
        """The value of each consignment's first line."""
        return values if self.single else take(values, self.first)

    def sums(self, values: pl.Series) -> pl.Series:
        """The sum over each consignment."""
        if self.single:
            return values
        along = running(values) if values.dtype == pl.Int64 else values.cum_sum()
        return take(along, self.last) - take(along, self.first) + take(values, self.first)

    @cached_property
    def last(self) -> pl.Series:
        """The place of each consignment's last line."""
        return as_places(self.first.cast(pl.Int64) + (self.counts - 1))

    @cached_property
    def goes_on(self) -> pl.Series:
        """Of each line but the first, whether it is of the same consignment as the one before."""
        return self.of[1:] == self.of[:-1]

    def any(self, flags: pl.Series) -> pl.Series:
        """Whether any line of each consignment has a flag."""
        if self.single:
            return flags
        none = fill(value=False, count=self.consignments, dtype=pl.Boolean())
        return put(none, self.of.filter(flags), value_of(flag=True)) if flags.any() else none

    def bits(self, masks: pl.Series, *, both: bool = False) -> pl.Series:
        """The bits that any line of each consignment has, or with ``both`` all of them."""
        if self.single:
            return masks
        found = take(masks, self.first)
        for at, lines in self.further():
            more, known = take(masks, lines), take(found, at)
            found = put(found, at, known & more if both else known | more)
        return found

    def largest(self, values: pl.Series) -> pl.Series:
        """The largest value of each consignment."""
        found = take(values, self.first)
        for at, lines in self.further():
            more, known = take(values, lines), take(found, at)
            found = put(found, at, more.zip_with(more > known, known))
        return found

    def further(self) -> Iterator[tuple[pl.Series, pl.Series]]:
        """For each place after the first: the consignments that have a line there, and these lines."""
        for place in range(1, self.most):
            at = flagged(self.counts > place)
            yield at, take(self.first, at) + place

    def only(self, flags: pl.Series, on_lines: pl.Series | None = None) -> tuple[Layout, pl.Series, pl.Series]:
        """The lay-out of the consignments that are flagged, with the places of their lines and their own.

        Args:
            flags: of each consignment.
            on_lines: the same of each line, when it is known.
        """
        chosen = flagged(flags)
        if self.single:
            return each_by_itself(len(chosen)), chosen, chosen
        counts = self.counts.filter(flags)
        lines = flagged(take(flags, self.of) if on_lines is None else on_lines)
        if len(lines) == len(chosen):
            return each_by_itself(len(lines)), lines, chosen
        renamed = put(fill(0, self.consignments, PLACE), chosen, places(len(chosen)))
        first = as_places(running(counts) - counts)
        of = take(renamed, take(self.of, lines))
        return Layout(len(lines), len(chosen), first, counts, of, single=False, most=largest(counts)), lines, chosen


def some(
    lay: Layout, flags: pl.Series, on_lines: pl.Series | None = None
) -> tuple[Layout, pl.Series | None, pl.Series | None]:
    """The lay-out of the consignments that are flagged, with the places of their lines and their own; none is all."""
    if flags.all():
        return lay, None, None
    return lay.only(flags, on_lines)


def value_of(flag: bool) -> pl.Series:  # noqa: FBT001 - a value
    """One flag as a column of one."""
    return pl.Series([flag])


def each_by_itself(count: int) -> Layout:
    """Consignments of one line each."""
    at = places(count)
    return Layout(count, count, at, fill(1, count, pl.Int64()), at, single=True, most=1)


def layout(starts: pl.Series) -> Layout:
    """The lay-out of lines of which some, flagged, are the first of a consignment; the first line is one."""
    first = flagged(starts)
    lines = len(starts)
    if len(first) == lines:
        return each_by_itself(lines)
    wide = first.cast(pl.Int64)
    counts = pl.concat([wide[1:], pl.Series([lines])], rechunk=True) - wide
    of = as_places(running(starts.cast(pl.Int64)) - 1)
    return Layout(lines, len(first), first, counts, of, single=False, most=largest(counts))


def neighbours(keys: pl.Series) -> Layout:
    """Groups of neighbours that have the same key."""
    return layout(_starts(keys))


def _starts(keys: pl.Series) -> pl.Series:
    if not len(keys):
        return pl.Series([], dtype=pl.Boolean)
    return pl.concat([value_of(flag=True), keys[1:].ne_missing(keys[:-1])], rechunk=True)


@attrs.frozen(eq=False)
class Arrangement:
    """How the rows of a frame make consignments.

    Attributes:
        starts: which rows, in order, begin a consignment; ``None`` when all do.
        order: the order that brings the rows of each together; ``None`` when they lie so already.
    """

    starts: pl.Series | None
    order: pl.Series | None


def arranged(consignment: pl.Series | None) -> Arrangement:
    """How rows make consignments by a column: those with the same value one, each without a value its own."""
    if consignment is None:
        return Arrangement(None, None)
    alone = consignment.null_count() > 0
    starts = _starts(consignment)
    if alone:
        starts = starts | consignment.is_null()
    runs = starts.sum()
    distinct = runs if consignment.is_sorted() else consignment.n_unique() - alone + consignment.null_count()
    if runs == distinct:
        return Arrangement(None if runs == len(consignment) else starts, None)
    frame = pl.DataFrame({"key": consignment}).with_row_index("row")
    # Consignments stand in the order in which they first appear.
    key = pl.when(pl.col("key").is_null()).then(pl.col("row")).otherwise(pl.col("row").min().over("key")).alias("first")
    order = frame.select("row", key).sort("first", maintain_order=True)
    return Arrangement(_starts(order["first"]), order["row"].cast(PLACE))
