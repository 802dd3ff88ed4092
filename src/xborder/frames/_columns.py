"""The quick way: the same plans, walked for all rows at once."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from xborder.frames._bearings import Bearings
from xborder.frames._best import Answered, Slot, best_of
from xborder.frames._booking import Part
from xborder.frames._choosing import courses
from xborder.frames._courses import NOBODY
from xborder.frames._dense import Layout, some
from xborder.frames._families import CannotSay, Family, Table
from xborder.frames._goods import Read
from xborder.frames._merging import Merging
from xborder.frames._ops import along, fill, largest, pick, put, smallest, take
from xborder.frames._prices import classes
from xborder.frames._walk import Amounts, walk
from xborder.frames._whole import LONG, SHORT, TooLarge
from xborder.frames._worth import Worths

__all__ = ["answered"]


def answered(rows: Read, *, booking: bool = False) -> Answered:
    """Computes every consignment that columns can say; the others are given their reason."""
    back = rows.reasons.kept()
    for most in _MOST:
        try:
            return _Run(rows, most, booking=booking).answer()
        except TooLarge:
            back()
    return _Run(rows, _MOST[-1], booking=booking, last=True).answer()


_MOST = (10**14, 10**11, 10**9, 10**7)
"""How many minor units consignments are worth at most that are computed together, from one attempt to the next: the
numbers on the way are products of several amounts and rates."""


class _Run:
    """Some rows on their way through the stages."""

    def __init__(self, rows: Read, most: int, *, booking: bool, last: bool = False) -> None:
        self.worths = Worths(rows, most, last=last)
        self.rows, self.lay, self.reasons, self.booking = self.worths.rows, rows.lay, rows.reasons, booking
        self.compared = fill(value=False, count=self.lay.consignments, dtype=pl.Boolean())

    def answer(self) -> Answered:
        """The figures of every consignment without a reason."""
        course = courses(self.worths)
        none, _ = self.rows.known.courses.slots()
        if none.any():
            self.reasons.add(take(none, course), "no procedure is open")
        slots: list[Slot] = []
        place = 0
        # There are more places to look at when goods turn up that procedures charge differently.
        while place < len(self.rows.known.courses.slots()[1]):
            found = self._slot(course, place)
            if found is not None:
                slots.append(found)
            place += 1
        return best_of(slots, self.worths, booking=self.booking)

    def _slot(self, course: pl.Series, place: int) -> Slot | None:
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
            here, of = along(lines, within), along(chosen, inside)
            worth = (
                pick(worths.weights, here),
                mine.spread(pick(worths.goods, of)),
                mine.spread(pick(worths.over, of)),
            )
            try:
                reached = classes(plan, self.rows, here, worth)
            except TooLarge:
                worths.too_large(of)
                continue
            found = self.rows.known.kinds.priced(pick(kind, within), reached)
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
            flags = take(at.content, pair) & pick(self.rows.measured, lines)
            reasons.add_some(part.any(flags), chosen, "a charge by a measure")
        if at.together is not None and self.rows.measured is not None and not part.single:
            flags = take(at.together, pair) & pick(self.rows.measured, lines)
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
    ) -> list[Part]:
        """Computes the charges of each family."""
        open_ = pick(self.reasons.open, chosen) if self.reasons.given else None
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
        found: list[Part] = []
        on_lines = part.spread(members)
        for family in distinct:
            mine, within, inside = some(part, members == family, on_lines == family)
            found += self._walked(
                at.families[family], mine, along(lines, within), along(chosen, inside), pick(number, within)
            )
        return found

    def _walked(
        self,
        family: tuple[Family, Sequence[Table]],
        lay: Layout,
        lines: pl.Series | None,
        chosen: pl.Series | None,
        kind: pl.Series,
    ) -> list[Part]:
        """Computes the charges of a family for some lines, ``None`` being all, of some consignments."""
        worths, rows = self.worths, self.rows
        answer = None
        if not rows.at.to_answer.one:
            answer = rows.at.to_answer.at(pick(rows.setting, chosen))
            if (answer[0] == answer[1]).all():
                answer = None
        amounts = Amounts(
            lay,
            kind,
            pick(worths.weights, lines),
            pick(worths.over, chosen),
            pick(worths.goods, chosen),
            None if worths.freight is None else pick(worths.freight, chosen),
            None if worths.insurance is None else pick(worths.insurance, chosen),
            answer,
            lambda places_: worths.content(places_ if lines is None else take(lines, places_)),
            lambda field: pick(rows.held(field), lines),
            bool(pick(self.compared, chosen).any()),
        )
        for width in (SHORT, LONG):
            try:
                charged = walk(family[0].shapes, family[1], amounts, width)
            except TooLarge:
                continue
            except CannotSay as why:
                # Of several lines together columns can say less than of single ones.
                alone = lay.counts == 1
                if lay.single or not alone.any():
                    self.reasons.add_all(chosen, str(why))
                    return []
                self.reasons.add_some(~alone, chosen, str(why))
                mine, within, inside = some(lay, alone)
                return self._walked(family, mine, along(lines, within), along(chosen, inside), pick(kind, within))
            if charged.odd is not None:
                self.reasons.add_some(charged.odd, chosen, "a rounded total of several charges")
            return [Part(lines, chosen, lay, kind, family[0], charged)]
        worths.too_large(chosen)
        return []

    def _gathered(
        self,
        part: Layout,
        chosen: pl.Series | None,
        way: pl.Series,
        pair: pl.Series,
        at: Bearings,
        judged: tuple[pl.Series | None, pl.Series | None, pl.Series],
        parts: list[Part],
    ) -> Slot:
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
        on_lines = Merging([each.lines for each in parts], lay.lines)
        on_all = Merging([each.chosen for each in parts], lay.consignments)
        shares = [on_lines.merged([each.charged.shares[number] for each in parts]) for number in range(4)]
        cost = on_all.merged([each.charged.totals for each in parts])
        gaps = on_all.merged([each.charged.gaps for each in parts])
        more = wide(missing)
        if more is not None:
            gaps = more if gaps is None else gaps + more
        return Slot(
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


def _given(values: pl.Series | None, count: int) -> pl.Series:
    return fill(0, count, pl.Int64()) if values is None else values
