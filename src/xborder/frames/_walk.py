"""Computes the charges of a family for all its lines at once, in whole minor units."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import polars as pl

from xborder.frames._dense import Layout, each_by_itself, neighbours, value_of
from xborder.frames._families import CannotSay, Numbers, Rounding, Shape, Table
from xborder.frames._held import Amounts as Held
from xborder.frames._ops import fill, flagged, places, put, take
from xborder.frames._sharing import Content, shared_out
from xborder.frames._terms import Tree
from xborder.frames._whole import TooLarge, Whole, Width

__all__ = ["Amounts", "Charged", "Entry", "walk"]

Ratio = tuple[Whole, "Whole | int"]


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


def chosen(values: pl.Series, at: pl.Series | None) -> pl.Series:
    """The values at places; ``None`` is all of them."""
    return values if at is None else take(values, at)


def _of(values: Whole, at: pl.Series | None) -> Whole:
    return values if at is None else values.of(at)


class _Walk:
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
        amount = _rounded(exact, shape.unit)
        entry = Entry(place, amount, lines, groups, of, kinds)
        self.entries[place] = entry
        if shape.carry == "exact":
            left: Ratio = exact
        elif isinstance(shape.carry, tuple):
            left = _rounded((amount, 1), shape.carry), 1
        else:
            left = amount, 1
        if shape.carried:
            self.leave(place, left, entry)
        if shape.total_round is not None:
            self.round_total(entry, shape.total_round)
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
        of, group = chosen(self.lay.of, lines), take(table.group, chosen(self.a.kind, lines))
        key = of.cast(pl.Int64) * width + group
        frame = pl.DataFrame({"key": key, "line": places(count) if lines is None else lines})
        frame = frame.sort("key", maintain_order=True)
        groups = neighbours(frame["key"])
        return (lines, each_by_itself(count)) if groups.single else (frame["line"], groups)

    def base(self, shape: Shape, lines: pl.Series | None, groups: Layout, of: pl.Series | None) -> Ratio:
        """The base of each group: its share of the values, and what earlier steps left on its lines."""
        value, over = _of(self.value(shape.value), of), shape.value[3]
        base: Ratio
        if groups is self.lay or self.lay.single:
            # All lines of a consignment bear its values whole.
            base = value, over
        else:
            base = value * self.summed(_of(self.weights, lines), groups), _of(self.over, of) * over
        for ref, up, down in shape.refs:
            base = _plus(base, self.left(ref, lines, groups), up, down)
        if shape.base_round is not None:
            base = _rounded(base, shape.base_round), 1
        return base

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
        amount, over = _of(carried[0], lines), carried[1]
        if isinstance(over, Whole):
            if not groups.single:
                raise CannotSay("parts that are carried on unrounded to several lines together")
            return amount, _of(over, lines)
        return self.summed(amount, groups), over

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
            found = amount if found is None or table.fixed is None else _where(take(table.fixed, kinds), amount, found)
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
                found = _where(beyond, limit, found)
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
                    found = _where(left.series >= right.series, found, other)
                case _:
                    found = _where(left.series <= right.series, found, other)
        if word == "floor":
            found = found[0].where(found[0].series > 0, 0), found[1]
        return found

    def held(self, fields: object, measures: _Measures) -> Whole:
        """The product of what lines hold, in millionths of each field, summed over groups."""
        found: Whole | None = None
        for field in fields if isinstance(fields, tuple) else ():
            amount = self.whole(chosen(self.a.held(field), measures.lines))
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
        return _where(inside, (up, down), (num, over))

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
        value, value_over = _of(self.value(weights), of), weights[3]
        whole: Ratio = value, value_over
        if shape.by_line and not self.lay.single:
            whole = value * _of(self.weights, lines), _of(self.over, of) * value_over
        found: Ratio | None = None
        for band in reversed(range(len(rates))):
            up, down = rates[band]
            less, less_over = self.numbers(table.less[band], kinds)
            charge = base[0] * up * less_over - _times(base[1] * down, less, self.filled((base[0], 1), len(kinds))[0])
            here: Ratio = (charge.where(charge.series > 0, 0), base[1] * down * less_over)
            if found is None:
                found = here
                continue
            limit, limit_over = self.filled(self.numbers(table.limits[band], kinds), len(kinds))
            within = (whole[0] * limit_over).series <= (limit * whole[1]).series
            found = _where(within, here, found)
        if found is None:
            raise CannotSay("bands without a rate")
        return found

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
            weights = chosen(self.a.weights, lines)
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

    def round_total(self, entry: Entry, unit: Rounding) -> None:
        """Rounds the sum of a charge over each consignment, where one entry makes it up."""
        of = self.consignments(entry)
        together = neighbours(of)
        before = self.whole(together.sums(entry.amounts.series))
        after = _rounded((before, 1), unit)
        if together.single:
            entry.amounts = after
            return
        changed = (before.series != after.series) & (together.counts > 1)
        if changed.any():
            nobody = fill(value=False, count=self.lay.consignments, dtype=pl.Boolean())
            odd = put(nobody, together.heads(of).filter(changed), value_of(flag=True))
            self.odd = odd if self.odd is None else self.odd | odd
        alone = together.spread(together.counts == 1)
        entry.amounts = self.whole(together.spread(after.series)).where(alone, entry.amounts)

    def waive(self, entry: Entry, waiver: tuple[str, str, tuple[int, ...]], limits: Numbers) -> None:
        """Sets charges to nothing when they, or their sum over the consignment, are small."""
        scope, operator, waits = waiver
        if scope == "line":
            if not entry.groups.single:
                raise CannotSay("a waiver of charges on several lines")
            limit, over = self.filled(self.numbers(limits, entry.kinds), len(entry.kinds))
            self.nothing(entry, _within(entry.amounts, limit, over, operator))
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
        small = small.scatter(here, _within(total.of(here), limit, over, operator))
        for each in together:
            self.nothing(each, chosen(small, each.of))

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

    def consignments(self, entry: Entry) -> pl.Series:
        """The consignment of each group of an entry."""
        return places(self.lay.consignments) if entry.of is None else entry.of

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
            local = entry.amounts.series
            if local.dtype != pl.Int64:
                local = local.cast(pl.Int64)
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

    def by_consignment(self, amounts: pl.Series, entry: Entry) -> pl.Series:
        """The sum of an entry over each consignment."""
        if entry.of is None:
            return amounts
        if entry.lines is None and entry.groups.single:
            return self.lay.sums(amounts)
        runs = neighbours(entry.of)
        none = fill(0, self.lay.consignments, amounts.dtype)
        return none.scatter(runs.heads(entry.of), runs.sums(amounts))

    def converted(self, amounts: pl.Series, of: pl.Series | None) -> pl.Series:
        """Amounts in the currency of the answer."""
        if self.a.answer is None:
            return amounts
        up, over = (self.whole(chosen(part, of)) for part in self.a.answer)
        return _rounded((self.whole(amounts) * up, over), (1, "half_up")).series.cast(pl.Int64)

    def share(self, amounts: pl.Series, entry: Entry) -> pl.Series:
        """What each line bears of an entry."""
        members = entry.lines
        if not entry.groups.single:
            amounts = shared_out(
                amounts,
                chosen(self.a.weights, members),
                entry.groups,
                lambda at: self.a.content(at if members is None else take(members, at)),
                self.a.over if entry.groups is self.lay else None,
            )
        return amounts if members is None else self.none.scatter(members, amounts)


@attrs.frozen(eq=False)
class _Measures:
    """What a tree is computed on: some of the groups of a step, ``here``, with their kinds and bases."""

    kinds: pl.Series
    base: Ratio
    lines: pl.Series | None
    groups: Layout
    here: pl.Series
    leaves: tuple[Numbers, ...]


def _plus(base: Ratio, more: Ratio | None, up: int, down: int) -> Ratio:
    """A base with a part of what an earlier step left."""
    if more is None:
        return base
    (num, over), (added, added_over) = base, more
    return num * (added_over * down) + added * up * over, over * added_over * down


def _rounded(value: Ratio, unit: Rounding) -> Whole:
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


def _where(flags: pl.Series, one: Ratio, other: Ratio) -> Ratio:
    over, other_over = one[1], other[1]
    both = one[0].where(flags, other[0])
    if isinstance(over, int) and isinstance(other_over, int):
        if over == other_over:
            return both, over
        other_over = other[0].like(other_over)
    if isinstance(over, int):
        return both, one[0].like(over).where(flags, other_over)
    return both, over.where(flags, other_over)


def _times(one: Whole | int, other: Whole | int, like: Whole) -> Whole:
    found = one * other
    return like.like(found) if isinstance(found, int) else found


def _within(amount: Whole, limit: Whole, over: Whole | int, operator: str) -> pl.Series:
    value = (amount * over).series
    return value <= limit.series if operator == "<=" else value < limit.series
