"""Computes the charges of a family for all its lines at once, in whole minor units."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import polars as pl

from xborder.frames._dense import Layout, each_by_itself, neighbours, value_of
from xborder.frames._exact import Exact
from xborder.frames._families import CannotSay, Numbers, Rounding, Shape, Table
from xborder.frames._ops import fill, flagged, pick, places, put, take
from xborder.frames._ratios import Ratio, plus, rounded, within
from xborder.frames._sharing import shared_out
from xborder.frames._steps import Amounts, Entry, whole_of
from xborder.frames._whole import Width, short

__all__ = ["Amounts", "Charged", "walk"]


@attrs.frozen(eq=False)
class Charged:
    """The charges of a family.

    Attributes:
        shares: duties, taxes and fees of each line in minor units of the answer, and what of them is collected with
            the sale; ``None`` is nothing anywhere.
        totals: of each consignment, in minor units of the computation; ``None`` when nobody asks for them.
        gaps: of each consignment, how many charges are due and not known; ``None`` is none.
        odd: the consignments that columns cannot say after all; ``None`` is none.
        entries: the charges, in order.
    """

    shares: tuple[pl.Series | None, pl.Series | None, pl.Series | None, pl.Series | None]
    totals: pl.Series | None
    gaps: pl.Series | None
    odd: pl.Series | None
    entries: tuple[Entry, ...]


def walk(shapes: Sequence[Shape], tables: Sequence[Table], amounts: Amounts, width: Width) -> Charged:
    """Computes every charge of a family.

    Raises:
        TooLarge: when a number could be larger than the width.
        CannotSay: when a step cannot be computed in columns.
    """
    state = _Walk(shapes, amounts, width)
    for place, (shape, table) in enumerate(zip(shapes, tables, strict=True)):
        state.step(place, shape, table)
    return state.charged()


class _Walk(Exact):
    """Takes the steps one after the other, and shares out what they charge."""

    def step(self, place: int, shape: Shape, table: Table) -> None:
        """Computes one step on the lines that it bears on."""
        lines, groups = self.bearing(shape, table)
        if lines is not None and not len(lines):
            return
        if groups is self.lay or (self.lay.single and lines is None):
            of: pl.Series | None = None
            kinds = self.lay.heads(self.a.kind)
        else:
            leaders = groups.first if lines is None else groups.heads(lines)
            of = leaders if self.lay.single else take(self.lay.of, leaders)
            kinds = take(self.a.kind, leaders)
        base = self.base(shape, lines, groups, of)
        exact = self.exact(shape, table, kinds, base, lines, groups, of)
        amount = rounded(exact, shape.unit)
        entry = Entry(place, amount, lines, groups, of, kinds)
        self.entries[place] = entry
        if shape.carry == "exact":
            left: Ratio = exact
        elif isinstance(shape.carry, tuple):
            left = rounded((amount, 1), shape.carry), 1
        else:
            left = amount, 1
        if shape.carried:
            self.leave(place, left, entry)
        if shape.total_round is not None:
            self.round_total(entry, shape.total_round, shape.unit[0])
        if shape.waiver is not None and table.waiver is not None:
            self.waive(entry, shape.waiver, table.waiver)

    def bearing(self, shape: Shape, table: Table) -> tuple[pl.Series | None, Layout]:
        """The lines that a step is computed for, those of a group together, and the groups."""
        here: pl.Series | None = None
        if table.present is not None:
            here = take(table.present, self.a.kind)
        if table.known is not None:
            known = take(table.known, self.a.kind)
            if not known.all():
                missing = self.lay.sums((~known).cast(pl.Int64))
                self.gaps = missing if self.gaps is None else self.gaps + missing
                here = known if here is None else here & known
        lines = None if here is None or here.all() else flagged(here)
        count = self.lay.lines if lines is None else len(lines)
        if shape.by_line or self.lay.single or not count:
            return lines, each_by_itself(count)
        if table.group is None:
            return lines, self.lay if lines is None else neighbours(take(self.lay.of, lines))
        width = len(table.group)
        of, group = pick(self.lay.of, lines), take(table.group, pick(self.a.kind, lines))
        key = of.cast(pl.Int64) * width + group
        frame = pl.DataFrame({"key": key, "line": places(count) if lines is None else lines})
        frame = frame.sort("key", maintain_order=True)
        groups = neighbours(frame["key"])
        return (lines, each_by_itself(count)) if groups.single else (frame["line"], groups)

    def base(self, shape: Shape, lines: pl.Series | None, groups: Layout, of: pl.Series | None) -> Ratio:
        """The base of each group: its share of the values, and what earlier steps left on its lines."""
        value, over = whole_of(self.value(shape.value), of), shape.value[3]
        base: Ratio
        if groups is self.lay or self.lay.single:
            # All lines of a consignment bear its values whole.
            base = value, over
        else:
            base = value * self.summed(whole_of(self.weights, lines), groups), whole_of(self.over, of) * over
        for ref, up, down in shape.refs:
            base = plus(base, self.left(ref, lines, groups), up, down)
        if shape.base_round is not None:
            base = rounded(base, shape.base_round), 1
        return base

    def round_total(self, entry: Entry, unit: Rounding, smallest: int) -> None:
        """Rounds the sum of a charge over each consignment; its entries share the rounded sum by what they were.

        Args:
            entry: the charge.
            unit: what the sum is rounded to.
            smallest: what each entry is a multiple of.
        """
        of = self.consignments(entry)
        together = neighbours(of)
        before = self.whole(together.sums(entry.amounts.series))
        after = rounded((before, 1), unit)
        if together.single:
            entry.amounts = after
            return
        changed = (before.series != after.series) & (together.counts > 1)
        if not changed.any():
            entry.amounts = self.whole(together.spread(after.series)).where(
                together.spread(together.counts == 1), entry.amounts
            )
            return
        if not entry.groups.single:
            self.set_aside(together.heads(of).filter(changed))
        tied: list[pl.Series] = []

        def asked(at: pl.Series) -> pl.DataFrame:
            # Which of equal entries gets more goes by how their lines are written, which columns do not say.
            tied.append(at)
            return pl.DataFrame({"content": fill(0, len(at), pl.Int64())})

        most = self.lay.most
        weights = short((entry.amounts // smallest).series, most)
        parts = shared_out(short((after // smallest).series, most), weights, together, asked)
        entry.amounts = self.whole(parts) * smallest
        for at in tied:
            self.set_aside(take(of, at))

    def set_aside(self, consignments: pl.Series) -> None:
        """Leaves consignments to the desk."""
        nobody = fill(value=False, count=self.lay.consignments, dtype=pl.Boolean())
        odd = put(nobody, consignments, value_of(flag=True))
        self.odd = odd if self.odd is None else self.odd | odd

    def waive(self, entry: Entry, waiver: tuple[str, str, tuple[int, ...]], limits: Numbers) -> None:
        """Sets charges to nothing when they, or their sum over the consignment, are small."""
        scope, operator, waits = waiver
        if scope == "line":
            if not entry.groups.single:
                raise CannotSay("a waiver of charges on several lines")
            limit, over = self.filled(self.numbers(limits, entry.kinds), len(entry.kinds))
            self.nothing(entry, within(entry.amounts, limit, over, operator))
            return
        together = [self.entries[place] for place in (*waits, entry.place) if place in self.entries]
        total = self.whole(self.nobody)
        for each in together:
            total = total + self.whole(self.by_consignment(each.amounts.series, each))
        of = self.consignments(entry)
        runs = neighbours(of)
        here = runs.heads(of)
        limit, over = self.filled(self.numbers(limits, runs.heads(entry.kinds)), len(here))
        small = fill(value=False, count=self.lay.consignments, dtype=pl.Boolean())
        small = small.scatter(here, within(total.of(here), limit, over, operator))
        for each in together:
            self.nothing(each, pick(small, each.of))

    def nothing(self, entry: Entry, small: pl.Series) -> None:
        """Sets the charges of groups to nothing, and what they left on their lines."""
        if not small.any():
            return
        entry.amounts = entry.amounts.where(~small, 0)
        if entry.place not in self.carried:
            return
        amount, over = self.carried[entry.place]
        lines = entry.groups.spread(small)
        if entry.lines is not None:
            nobody = fill(value=False, count=self.lay.lines, dtype=pl.Boolean())
            lines = nobody.scatter(entry.lines, lines)
        self.carried[entry.place] = amount.where(~lines, 0), over

    def charged(self) -> Charged:
        """The lines' shares of all payable entries, and the totals."""
        lines: list[pl.Series | None] = [None, None, None, None]
        totals: pl.Series | None = None
        entries: list[Entry] = []
        for place, entry in self.entries.items():
            shape = self.shapes[place]
            if not shape.payable:
                continue
            entries.append(entry)
            local = short(entry.amounts.series, self.lay.most)
            if self.a.compared:
                more = self.by_consignment(local, entry)
                totals = more if totals is None else totals + more
            answer = entry.answer = self.converted(local, entry.of)
            share = self.share(answer, entry)
            for kind in (shape.kind, 3) if shape.sale else (shape.kind,):
                known = lines[kind]
                lines[kind] = share if known is None else known + share
        duties, taxes, fees, sale = lines
        return Charged((duties, taxes, fees, sale), totals, self.gaps, self.odd, tuple(entries))

    def converted(self, amounts: pl.Series, of: pl.Series | None) -> pl.Series:
        """Amounts in the currency of the answer."""
        if self.a.answer is None:
            return amounts
        up, over = (self.whole(pick(part, of)) for part in self.a.answer)
        return short(rounded((self.whole(amounts) * up, over), (1, "half_up")).series, self.lay.most)

    def share(self, amounts: pl.Series, entry: Entry) -> pl.Series:
        """What each line bears of an entry."""
        members = entry.lines
        if not entry.groups.single:
            amounts = shared_out(
                amounts,
                pick(self.a.weights, members),
                entry.groups,
                lambda at: self.a.content(at if members is None else take(members, at)),
                self.a.over if entry.groups is self.lay else None,
            )
        return amounts if members is None else self.none.scatter(members, amounts)
