"""The quick way: the same plans, walked for all rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import attrs
import polars as pl

from xborder.frames._bearings import Bearings
from xborder.frames._choosing import courses
from xborder.frames._courses import NOBODY
from xborder.frames._dense import Layout
from xborder.frames._families import CannotSay, Family, Table
from xborder.frames._goods import Read, some
from xborder.frames._ops import PLACE, fill, largest, places, put, smallest, take
from xborder.frames._prices import classes
from xborder.frames._walk import Amounts, Charged, walk
from xborder.frames._whole import LONG, SHORT, TooLarge
from xborder.frames._worth import Worths

__all__ = ["Answered", "Booked", "answered"]


@attrs.frozen(eq=False)
class Booked:
    """Charges of one step of one family.

    Attributes:
        lines: the line each charge falls on, or the first of several.
        counts: on how many lines it falls.
        amounts: in minor units of the answer.
        rule: which of ``rules`` each is.
        rules: rule, kind and heading.
    """

    consignments: pl.Series
    lines: pl.Series
    counts: pl.Series
    amounts: pl.Series
    rule: pl.Series
    rules: Sequence[tuple[str, str, str]]


@attrs.define(eq=False)
class Answered:
    """What columns found, in minor units of the answer; by line what each line has, by consignment the rest.

    Attributes:
        procedure, notices, failure: of each consignment, which of the known procedures it takes, a bit for each of
            the known codes, and which of the known failures it has; the first is none.
    """

    customs_value: pl.Series
    duties: pl.Series
    taxes: pl.Series
    fees: pl.Series
    landed_cost: pl.Series
    at_checkout: pl.Series
    on_delivery: pl.Series
    procedure: pl.Series
    partial: pl.Series
    bounded: pl.Series
    notices: pl.Series
    failure: pl.Series
    booked: list[Booked]


@attrs.frozen(eq=False)
class _Part:
    """What a family charges: on which lines of the frame, for which of its consignments; ``None`` is all of them."""

    lines: pl.Series | None
    chosen: pl.Series | None
    lay: Layout
    kind: pl.Series
    family: Family
    charged: Charged


@attrs.define(eq=False)
class _Slot:
    """The procedures compared in one place: what they come to, by consignment; ``None`` is nothing anywhere."""

    reached: pl.Series
    procedure: pl.Series
    notices: pl.Series
    partial: pl.Series | None
    bounded: pl.Series | None
    failure: pl.Series | None
    cost: pl.Series
    gaps: pl.Series | None
    shares: tuple[pl.Series | None, ...]
    parts: list[_Part]


def answered(rows: Read, *, booking: bool = False) -> Answered:
    """Computes every consignment that columns can say; the others are given their reason."""
    return _Run(rows, booking=booking).answer()


class _Run:
    """Some rows on their way through the stages."""

    def __init__(self, rows: Read, *, booking: bool) -> None:
        self.rows, self.lay, self.reasons, self.booking = rows, rows.lay, rows.reasons, booking
        self.worths = Worths(rows)
        self.compared = fill(value=False, count=self.lay.consignments, dtype=pl.Boolean())

    def answer(self) -> Answered:
        """The figures of every consignment without a reason."""
        course = courses(self.worths)
        none, _ = self.rows.known.courses.slots()
        if none.any():
            self.reasons.add(take(none, course), "no procedure is open")
        slots: list[_Slot] = []
        place = 0
        # There are more places to look at when goods turn up that procedures charge differently.
        while place < len(self.rows.known.courses.slots()[1]):
            found = self._slot(course, place)
            if found is not None:
                slots.append(found)
            place += 1
        return self._written(slots)

    def _slot(self, course: pl.Series, place: int) -> _Slot | None:
        """Computes one procedure of each consignment that has one in this place of its comparison."""
        way = take(self.rows.known.courses.slots()[1][place], course)
        reached = way != NOBODY
        if self.reasons.given:
            reached = reached & self.reasons.open
        if not reached.any():
            return None
        part, lines, chosen = some(self.lay, reached)
        way = way if chosen is None else take(way, chosen)
        kind = self.rows.kind if lines is None else take(self.rows.kind, lines)
        kind = self._priced(part, lines, chosen, way, kind)
        pair, at = self.rows.known.pairs.numbers(part.spread(way), kind)
        if not place:
            ways = self.rows.known.courses.slots()[1]
            self.compared = take(ways[1] != NOBODY, course) if len(ways) > 1 else reached & ~reached
        self._judge(part, lines, chosen, way, pair, at)
        missing, failure, reached = self._missing(part, chosen, pair, at, reached)
        parts = self._by_family(part, lines, chosen, way, pair, at)
        return self._gathered(part, chosen, way, pair, at, (missing, failure, reached), parts)

    def _priced(
        self, part: Layout, lines: pl.Series | None, chosen: pl.Series | None, way: pl.Series, kind: pl.Series
    ) -> pl.Series:
        """The kinds of lines, by what they cost where rates are found by that."""
        worths = self.worths
        for plan, ways in self.rows.known.courses.by_price(way):
            mine, within, inside = some(part, way.is_in(ways))
            here, of = _along(lines, within), _along(chosen, inside)
            worth = (
                _at(worths.weights, here),
                mine.spread(_at(worths.goods, of)),
                mine.spread(_at(worths.over, of)),
            )
            try:
                reached = classes(plan, self.rows, here, worth)
            except TooLarge:
                self.reasons.add_all(of, "amounts that are very large")
                continue
            found = self.rows.known.kinds.priced(_at(kind, within), reached)
            kind = found if within is None else put(kind, within, found)
        return kind

    def _judge(
        self,
        part: Layout,
        lines: pl.Series | None,
        chosen: pl.Series | None,
        way: pl.Series,
        pair: pl.Series,
        at: Bearings,
    ) -> None:
        """Gives a reason to consignments that columns cannot say."""
        reasons = self.reasons
        if at.reason is not None:
            given = take(at.reason, pair)
            if largest(given):
                for number in given.filter(given != 0).unique().sort().to_list():
                    reasons.add_some(part.any(given == number), chosen, at.words[number])
        if at.strange is not None:
            given = take(at.strange, way)
            for number in given.filter(given != 0).unique().sort().to_list():
                reasons.add_some(given == number, chosen, at.words[number])
        if at.content is not None and self.rows.measured is not None:
            flags = take(at.content, pair) & _at(self.rows.measured, lines)
            reasons.add_some(part.any(flags), chosen, "a charge by a measure")
        if at.together is not None and self.rows.measured is not None and not part.single:
            flags = take(at.together, pair) & _at(self.rows.measured, lines)
            reasons.add_some(part.any(flags) & (part.counts > 1), chosen, "a charge on several lines by a measure")

    def _missing(
        self, part: Layout, chosen: pl.Series | None, pair: pl.Series, at: Bearings, reached: pl.Series
    ) -> tuple[pl.Series | None, pl.Series | None, pl.Series]:
        """Counts the lines whose duty nobody knows; a consignment of only such lines fails with its first."""
        if at.missing is None:
            return None, None, reached
        number = take(at.missing, pair)
        if not largest(number):
            return None, None, reached
        gaps = part.sums((number != 0).cast(pl.Int64))
        failed = gaps == part.counts
        failure = part.heads(number).set(~failed, 0)
        if failed.any():
            reached = reached & ~self._wide(
                failed, chosen, fill(value=False, count=self.lay.consignments, dtype=pl.Boolean())
            )
        return gaps, failure, reached

    def _wide(self, values: pl.Series, chosen: pl.Series | None, nothing: pl.Series) -> pl.Series:
        """The values of some consignments among all."""
        return values if chosen is None else put(nothing, chosen, values)

    def _by_family(
        self,
        part: Layout,
        lines: pl.Series | None,
        chosen: pl.Series | None,
        way: pl.Series,
        pair: pl.Series,
        at: Bearings,
    ) -> list[_Part]:
        """Computes the charges of each family."""
        open_ = _at(self.reasons.open, chosen) if self.reasons.given else None
        if open_ is not None and not open_.any():
            return []
        number = take(at.number, pair)
        if len(at.families) == 1:
            if open_ is None or open_.all():
                return self._walked(at.families[0], part, lines, chosen, number)
            members = fill(0, part.consignments, pl.Int32()).set(~open_, -1)
            distinct = [0]
        else:
            members = take(at.family, way).cast(pl.Int32, wrap_numerical=True)
            if open_ is not None:
                members = members.set(~open_, -1)
            distinct = [each for each in members.unique().sort().to_list() if each >= 0]
            if len(distinct) == 1 and open_ is None:
                return self._walked(at.families[distinct[0]], part, lines, chosen, number)
        found: list[_Part] = []
        on_lines = part.spread(members)
        for family in distinct:
            mine, within, inside = some(part, members == family, on_lines == family)
            found += self._walked(
                at.families[family], mine, _along(lines, within), _along(chosen, inside), _at(number, within)
            )
        return found

    def _walked(
        self,
        family: tuple[Family, Sequence[Table] | str],
        lay: Layout,
        lines: pl.Series | None,
        chosen: pl.Series | None,
        kind: pl.Series,
    ) -> list[_Part]:
        """Computes the charges of a family for some lines, ``None`` being all, of some consignments."""
        worths, rows = self.worths, self.rows
        shapes, tables = family[0].shapes, family[1]
        if isinstance(tables, str):
            self.reasons.add_all(chosen, tables)
            return []
        answer = None
        if not rows.at.to_answer.one:
            answer = rows.at.to_answer.at(_at(rows.setting, chosen))
            if (answer[0] == answer[1]).all():
                answer = None
        amounts = Amounts(
            lay,
            kind,
            _at(worths.weights, lines),
            _at(worths.over, chosen),
            _at(worths.goods, chosen),
            None if worths.freight is None else _at(worths.freight, chosen),
            None if worths.insurance is None else _at(worths.insurance, chosen),
            answer,
            lambda places_: worths.content(places_ if lines is None else take(lines, places_)),
            lambda field: _at(rows.held(field), lines),
            bool(_at(self.compared, chosen).any()),
        )
        word = "amounts that are very large"
        for width in (SHORT, LONG):
            try:
                charged = walk(shapes, tables, amounts, width)
            except TooLarge:
                continue
            except CannotSay as why:
                word = str(why)
                break
            if charged.odd is not None:
                self.reasons.add_some(charged.odd, chosen, "a rounded total of several charges")
            return [_Part(lines, chosen, lay, kind, family[0], charged)]
        self.reasons.add_all(chosen, word)
        return []

    def _gathered(
        self,
        part: Layout,
        chosen: pl.Series | None,
        way: pl.Series,
        pair: pl.Series,
        at: Bearings,
        judged: tuple[pl.Series | None, pl.Series | None, pl.Series],
        parts: list[_Part],
    ) -> _Slot:
        """What the procedures of one place come to, for all consignments."""
        lay = self.lay
        missing, failure, reached = judged

        def wide(values: pl.Series | None) -> pl.Series | None:
            if values is None or chosen is None:
                return values
            return put(fill(0, lay.consignments, pl.Int64()).cast(values.dtype), chosen, values)

        def flags(of: pl.Series | None) -> pl.Series | None:
            return None if of is None else wide(part.any(take(of, pair)))

        masks = take(at.codes, pair)
        notices = part.heads(masks) if smallest(at.codes) == largest(at.codes) else part.bits(masks)
        on_lines = _Merging([each.lines for each in parts], lay.lines)
        on_all = _Merging([each.chosen for each in parts], lay.consignments)
        shares = [on_lines.merged([each.charged.shares[number] for each in parts]) for number in range(4)]
        cost = on_all.merged([each.charged.totals for each in parts])
        gaps = on_all.merged([each.charged.gaps for each in parts])
        more = wide(missing)
        if more is not None:
            gaps = more if gaps is None else gaps + more
        return _Slot(
            reached,
            _given(wide(take(at.procedure, way).cast(pl.Int64)), lay.consignments),
            _given(wide(notices), lay.consignments),
            flags(at.partial),
            flags(at.bounded),
            wide(failure),
            _given(cost, lay.consignments),
            gaps,
            tuple(shares),
            parts,
        )

    # --- the answer ---------------------------------------------------------------------------------------------------

    def _written(self, slots: Sequence[_Slot]) -> Answered:
        """Takes the best of the procedures of each consignment, and sums up."""
        lay = self.lay
        none, nobody = fill(0, lay.lines, pl.Int64()), fill(0, lay.consignments, pl.Int64())
        down = fill(value=False, count=lay.consignments, dtype=pl.Boolean())
        best = failure = cost = gaps = procedure = notices = nobody
        reached, partial, bounded = down, down, down
        shares: list[pl.Series | None] = [None] * 4
        for place, slot in enumerate(slots):
            mine = nobody if slot.gaps is None else slot.gaps
            if slot.failure is not None:
                failure = failure.zip_with(failure != 0, slot.failure)
            if place:
                better = slot.reached & ((mine < gaps) | ((mine == gaps) & (slot.cost < cost)) | ~reached)
                if not better.any():
                    continue
            else:
                better = fill(value=True, count=lay.consignments, dtype=pl.Boolean())
            best = pl.Series([place]).zip_with(better, best) if place else best
            reached = reached | slot.reached
            gaps, cost = _taken(better, mine, gaps), _taken(better, slot.cost, cost)
            procedure, notices = _taken(better, slot.procedure, procedure), _taken(better, slot.notices, notices)
            partial = _taken(better, down if slot.partial is None else slot.partial, partial)
            bounded = _taken(better, down if slot.bounded is None else slot.bounded, bounded)
            lines = lay.spread(better) if place else None
            for number, share in enumerate(slot.shares):
                known = shares[number]
                if lines is None:
                    shares[number] = share
                elif share is not None or known is not None:
                    shares[number] = _taken(lines, _or(share, none), _or(known, none))
        if slots:
            failure = failure.set(reached, 0)
        booked: list[Booked] = []
        if self.booking:
            for place, slot in enumerate(slots):
                for part in slot.parts:
                    booked += _booked(part, best == place)
        duties, taxes, fees, sale = (_or(share, none) for share in shares)
        charges = _plus(_plus(shares[0], shares[1]), shares[2])
        at_checkout, on_delivery = self._paid(_or(charges, none), sale)
        value, landed = self.worths.customs_value(), self.worths.shares()
        return Answered(
            value,
            duties,
            taxes,
            fees,
            landed if charges is None else landed + charges,
            at_checkout,
            on_delivery,
            procedure,
            partial,
            bounded,
            notices,
            failure,
            booked,
        )

    def _paid(self, charges: pl.Series, sale: pl.Series) -> tuple[pl.Series, pl.Series]:
        """What of the charges of each line is paid with the order, and what at the door."""
        prepaid = self.rows.at.prepaid
        if prepaid.all():
            return charges, fill(0, self.lay.lines, pl.Int64())
        paid = charges.zip_with(self.lay.spread(take(prepaid, self.rows.setting)), sale)
        return paid, charges - paid


def _at(values: pl.Series, at: pl.Series | None) -> pl.Series:
    return values if at is None else take(values, at)


def _along(outer: pl.Series | None, inner: pl.Series | None) -> pl.Series | None:
    """Places among places; ``None`` is all of them."""
    if outer is None or inner is None:
        return inner if outer is None else outer
    return take(outer, inner)


def _or(values: pl.Series | None, none: pl.Series) -> pl.Series:
    return none if values is None else values


def _given(values: pl.Series | None, count: int) -> pl.Series:
    return fill(0, count, pl.Int64()) if values is None else values


def _plus(one: pl.Series | None, other: pl.Series | None) -> pl.Series | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _taken(flags: pl.Series, one: pl.Series, other: pl.Series) -> pl.Series:
    return one.zip_with(flags, other)


class _Merging:
    """Puts columns of several parts, which stand at places, side by side in one; nothing elsewhere."""

    def __init__(self, at: Sequence[pl.Series | None], count: int) -> None:
        self.at, self.count = at, count

    @cached_property
    def inverse(self) -> pl.Series:
        """Where in the parts, one after the other, each place is; after their end when it is in none."""
        along = pl.concat([places(self.count) if where is None else where for where in self.at], rechunk=True)
        return fill(len(along), self.count, PLACE).scatter(along, places(len(along)))

    def merged(self, values: Sequence[pl.Series | None]) -> pl.Series | None:
        """One column; ``None`` when no part has any."""
        there = [(each, where) for each, where in zip(values, self.at, strict=True) if each is not None]
        if not there:
            return None
        if len(there) == 1:
            each, where = there[0]
            return each if where is None else fill(0, self.count, pl.Int64()).scatter(where, each)
        whole = [
            fill(0, self.count if where is None else len(where), pl.Int64()) if each is None else each
            for each, where in zip(values, self.at, strict=True)
        ]
        return take(pl.concat([*whole, pl.Series([0])], rechunk=True), self.inverse)


def _booked(part: _Part, taken: pl.Series) -> list[Booked]:
    """The charges of a family on the consignments that take its procedure."""
    found: list[Booked] = []
    for entry in part.charged.entries:
        if entry.answer is None:
            continue
        leaders = part.lay.first if entry.of is None else _at(places(part.lay.lines), entry.lines)
        if entry.of is not None and not entry.groups.single:
            leaders = entry.groups.heads(leaders)
        of = places(part.lay.consignments) if entry.of is None else entry.of
        consignments = _at(places(len(taken)), part.chosen)
        consignments = take(consignments, of)
        keep = take(taken, consignments)
        told = [rates.get(entry.place) for rates, _ in part.family.rates]
        names: dict[tuple[str, str, str], int] = {}
        numbers = [
            names.setdefault(
                (rate.applied.step.rule.id, rate.applied.step.rule.kind.value, rate.applied.heading), len(names)
            )
            if rate is not None
            else 0
            for rate in told
        ]
        lines = leaders if part.lines is None else take(part.lines, leaders)
        found.append(
            Booked(
                consignments.filter(keep),
                lines.filter(keep),
                entry.groups.counts.filter(keep),
                entry.answer.filter(keep),
                take(pl.Series(numbers, dtype=pl.Int64), entry.kinds).filter(keep),
                tuple(names),
            )
        )
    return found
