"""What a step charges before it is rounded: by a ratio, an amount, bands, a top-up, or a tree of duties; and bounds."""

from __future__ import annotations

import attrs
import polars as pl

from xborder.frames._dense import Layout, value_of
from xborder.frames._families import CannotSay, Numbers, Shape, Table
from xborder.frames._ops import fill, flagged, pick, take
from xborder.frames._ratios import Ratio, times, where
from xborder.frames._steps import Steps, whole_of
from xborder.frames._terms import Tree
from xborder.frames._whole import Whole

__all__ = ["Exact"]


class Exact(Steps):
    """Steps that know how a charge is made."""

    def exact(
        self,
        shape: Shape,
        table: Table,
        kinds: pl.Series,
        base: Ratio,
        lines: pl.Series | None,
        groups: Layout,
        of: pl.Series | None,
    ) -> Ratio:
        """The charge before rounding."""
        found: Ratio | None = None
        if shape.bands is not None:
            found = self.bands(shape, table, kinds, base, lines, of)
        elif table.ratio is not None:
            up, over = self.numbers(table.ratio, kinds)
            found = base[0] * up, base[1] * over
            if shape.tops is not None:
                found = self.top_up(found, shape.tops, lines, groups)
        if table.amount is not None:
            amount = self.filled(self.numbers(table.amount, kinds), len(kinds))
            found = amount if found is None or table.fixed is None else where(take(table.fixed, kinds), amount, found)
        if found is None:
            raise CannotSay("a charge without a rate")
        for tree, flags, leaves in table.trees:
            here = flagged(take(flags, kinds))
            if len(here):
                over = base[1].of(here) if isinstance(base[1], Whole) else base[1]
                measures = _Measures(take(kinds, here), (base[0].of(here), over), lines, groups, here, leaves)
                found = self.put(found, here, self.grown(tree, measures))
        for bound, low in ((table.low, True), (table.high, False)):
            if bound is not None:
                limit = self.filled(self.numbers(bound[1], kinds), len(kinds))
                less = (found[0] * limit[1]).series, (limit[0] * found[1]).series
                beyond = take(bound[0], kinds) & (less[0] < less[1] if low else less[0] > less[1])
                found = where(beyond, limit, found)
        return found

    def grown(self, tree: Tree, measures: _Measures) -> Ratio:
        """What a tree comes to."""
        word, *parts = tree
        if word in {"value", "held"}:
            leaf = parts[0]
            up, over = self.numbers(measures.leaves[leaf if isinstance(leaf, int) else 0], measures.kinds)
            if word == "value":
                return measures.base[0] * up, measures.base[1] * over
            return self.held(parts[1], measures) * up, over
        several = [self.grown(part, measures) for part in parts if isinstance(part, tuple)]
        found = several[0]
        for other in several[1:]:
            left, right = found[0] * other[1], other[0] * found[1]
            match word:
                case "sum":
                    found = left + right, found[1] * other[1]
                case "less":
                    found = left - right, found[1] * other[1]
                case "most":
                    found = where(left.series >= right.series, found, other)
                case _:
                    found = where(left.series <= right.series, found, other)
        if word == "floor":
            found = found[0].where(found[0].series > 0, 0), found[1]
        return found

    def held(self, fields: object, measures: _Measures) -> Whole:
        """The product of what lines hold, in millionths of each field, summed over groups."""
        found: Whole | None = None
        for field in fields if isinstance(fields, tuple) else ():
            amount = self.whole(pick(self.a.held(field), measures.lines))
            found = amount if found is None else found * amount
        if found is None:
            raise CannotSay("a duty by a measure that only single lines tell")
        return self.summed(found, measures.groups).of(measures.here)

    def put(self, found: Ratio, here: pl.Series, other: Ratio) -> Ratio:
        """Ratios with others in some places."""
        num, over = found
        inside = fill(value=False, count=len(num.series), dtype=pl.Boolean()).scatter(here, value_of(flag=True))
        up = Whole(num.like(0).series.scatter(here, other[0].series), self.width, other[0].most)
        down: Whole | int = other[1]
        if isinstance(down, Whole):
            down = Whole(num.like(1).series.scatter(here, down.series), self.width, down.most)
        return where(inside, (up, down), (num, over))

    def top_up(self, wanted: Ratio, tops: tuple[int, ...], lines: pl.Series | None, groups: Layout) -> Ratio:
        """What is missing from earlier charges to a total, or nothing."""
        up, over = wanted
        for top in tops:
            paid = self.left(top, lines, groups)
            if paid is not None:
                up, over = up * paid[1] - paid[0] * over, over * paid[1]
        return up.where(up.series > 0, 0), over

    def bands(
        self,
        shape: Shape,
        table: Table,
        kinds: pl.Series,
        base: Ratio,
        lines: pl.Series | None,
        of: pl.Series | None,
    ) -> Ratio:
        """A rate by the band that a value falls in."""
        rates, weights = shape.bands or ((), shape.value)
        value, value_over = whole_of(self.value(weights), of), weights[3]
        whole: Ratio = value, value_over
        if shape.by_line and not self.lay.single:
            whole = value * whole_of(self.weights, lines), whole_of(self.over, of) * value_over
        found: Ratio | None = None
        for band in reversed(range(len(rates))):
            up, down = rates[band]
            less, less_over = self.numbers(table.less[band], kinds)
            charge = base[0] * up * less_over - times(base[1] * down, less, self.filled((base[0], 1), len(kinds))[0])
            here: Ratio = (charge.where(charge.series > 0, 0), base[1] * down * less_over)
            if found is None:
                found = here
                continue
            limit, limit_over = self.filled(self.numbers(table.limits[band], kinds), len(kinds))
            within = (whole[0] * limit_over).series <= (limit * whole[1]).series
            found = where(within, here, found)
        if found is None:
            raise CannotSay("bands without a rate")
        return found


@attrs.frozen(eq=False)
class _Measures:
    """What a tree is computed on: some of the groups of a step, ``here``, with their kinds and bases."""

    kinds: pl.Series
    base: Ratio
    lines: pl.Series | None
    groups: Layout
    here: pl.Series
    leaves: tuple[Numbers, ...]
