"""What the steps of a calculation have in common: what consignments are worth, and what steps have left on lines."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import polars as pl

from xborder.frames._dense import Layout, neighbours
from xborder.frames._families import CannotSay, Numbers, Shape
from xborder.frames._held import Amounts as Held
from xborder.frames._ops import fill, pick, places, take
from xborder.frames._ratios import Ratio
from xborder.frames._sharing import Content
from xborder.frames._whole import TooLarge, Whole, Width

__all__ = ["Amounts", "Entry", "Steps", "whole_of"]


@attrs.frozen(eq=False)
class Amounts:
    """What the consignments of a family are worth, in minor units of the currency of their computation.

    Attributes:
        lay: which lines make a consignment.
        kind: of each line, its number in the family's tables.
        weights: of each line, its value before the consignment's discount (or one, when all are free).
        over: of each consignment, the sum of its weights.
        goods, freight, insurance: of each consignment; ``None`` is nothing.
        answer: turns minor units of the computation into those of the answer, as a ratio; ``None`` when they are the
            same.
        content: orders lines where an order must not matter.
        held: what each line holds by a field of its own, in millionths.
        compared: whether totals are asked for.
    """

    lay: Layout
    kind: pl.Series
    weights: pl.Series
    over: pl.Series
    goods: pl.Series
    freight: pl.Series | None
    insurance: pl.Series | None
    answer: tuple[pl.Series, pl.Series] | None
    content: Content
    held: Held
    compared: bool


@attrs.define(eq=False)
class Entry:
    """One charge on all lines or groups of lines that bear it.

    Attributes:
        place: of its step.
        amounts: of each group.
        lines: the lines that bear it, those of one group together; ``None`` is all.
        groups: which of them make a group.
        of: of each group, its consignment; ``None`` when each consignment is one.
        kinds: of each group, the kind of its first line.
        answer: the amounts in the currency of the answer.
    """

    place: int
    amounts: Whole
    lines: pl.Series | None
    groups: Layout
    of: pl.Series | None
    kinds: pl.Series
    answer: pl.Series | None = None


def whole_of(values: Whole, at: pl.Series | None) -> Whole:
    """The numbers at places; ``None`` is all of them."""
    return values if at is None else values.of(at)


class Steps:
    """What each step has left on each line, and the entries so far."""

    def __init__(self, shapes: Sequence[Shape], amounts: Amounts, width: Width) -> None:
        self.shapes, self.a, self.width = shapes, amounts, width
        self.lay = amounts.lay
        self.carried: dict[int, Ratio] = {}
        self.entries: dict[int, Entry] = {}
        self.weights = self.whole(amounts.weights)
        self.over = self.whole(amounts.over)
        self.values: dict[tuple[int, int, int], Whole] = {}
        self.gaps: pl.Series | None = None
        self.odd: pl.Series | None = None

    def whole(self, series: pl.Series) -> Whole:
        """A column of the width in use."""
        return Whole(series, self.width)

    @property
    def none(self) -> pl.Series:
        """Nothing on every line."""
        return fill(0, self.lay.lines, pl.Int64())

    @property
    def nobody(self) -> pl.Series:
        """Nothing for every consignment."""
        return fill(0, self.lay.consignments, pl.Int64())

    def value(self, weights: tuple[int, int, int, int]) -> Whole:
        """A sum of values of each consignment, before it is divided by their denominator."""
        key = weights[:3]
        found = self.values.get(key)
        if found is None:
            for weight, part in zip(key, (self.a.goods, self.a.freight, self.a.insurance), strict=True):
                if weight and part is not None:
                    more = self.whole(part) * weight
                    found = more if found is None else found + more
            found = found or self.whole(self.nobody)
            self.values[key] = found
        return found

    def summed(self, values: Whole, groups: Layout) -> Whole:
        """The sums over groups."""
        if groups.single:
            return values
        if values.most * groups.most > self.width[1]:
            raise TooLarge
        return Whole(groups.sums(values.series), self.width, values.most * groups.most)

    def left(self, place: int, lines: pl.Series | None, groups: Layout) -> Ratio | None:
        """What a step has left on the lines of each group; ``None`` is nothing."""
        carried = self.carried.get(place)
        if carried is None:
            return None
        amount, over = whole_of(carried[0], lines), carried[1]
        if not isinstance(over, Whole):
            return self.summed(amount, groups), over
        over = whole_of(over, lines)
        if groups.single:
            return amount, over
        # Lines of one group have one denominator, those apart that the step has left nothing on.
        there = amount.series != 0
        whole = groups.largest(over.where(there, 1).series)
        if (there & (over.series != groups.spread(whole))).any():
            raise CannotSay("parts that are carried on unrounded to several lines together")
        return self.summed(amount, groups), Whole(whole, self.width, over.most)

    def numbers(self, numbers: Numbers, kinds: pl.Series) -> tuple[Whole | int, Whole | int]:
        """The ratio of each group."""
        up, over = numbers.up, numbers.over
        return (
            up if isinstance(up, int) else self.whole(take(up, kinds)),
            over if isinstance(over, int) else self.whole(take(over, kinds)),
        )

    def filled(self, ratio: tuple[Whole | int, Whole | int], count: int) -> Ratio:
        """The ratio with its numerator as a column."""
        up, over = ratio
        if isinstance(up, int):
            up = self.whole(fill(up, count, pl.Int64()))
        return up, over

    def leave(self, place: int, left: Ratio, entry: Entry) -> None:
        """Leaves each line its share of a charge, for later steps."""
        amount, over = left
        groups, lines = entry.groups, entry.lines
        if not groups.single:
            weights = pick(self.a.weights, lines)
            whole = groups.sums(weights)
            free = whole == 0
            if free.any():
                weights = weights.zip_with(~groups.spread(free), pl.Series([1]))
                whole = groups.sums(weights)
            amount = self.whole(groups.spread(amount.series)) * self.whole(weights)
            spread = self.whole(groups.spread(whole))
            over = spread * (self.whole(groups.spread(over.series)) if isinstance(over, Whole) else over)
        if lines is not None:
            nothing = fill(0, self.lay.lines, amount.series.dtype)
            amount = Whole(nothing.scatter(lines, amount.series), self.width, amount.most)
            if isinstance(over, Whole):
                ones = fill(1, self.lay.lines, over.series.dtype)
                over = Whole(ones.scatter(lines, over.series), self.width, over.most)
        self.carried[place] = amount, over

    def consignments(self, entry: Entry) -> pl.Series:
        """The consignment of each group of an entry."""
        return places(self.lay.consignments) if entry.of is None else entry.of

    def by_consignment(self, amounts: pl.Series, entry: Entry) -> pl.Series:
        """The sum of an entry over each consignment."""
        if entry.of is None:
            return amounts
        if entry.lines is None and entry.groups.single:
            return self.lay.sums(amounts)
        runs = neighbours(entry.of)
        none = fill(0, self.lay.consignments, amounts.dtype)
        return none.scatter(runs.heads(entry.of), runs.sums(amounts))
