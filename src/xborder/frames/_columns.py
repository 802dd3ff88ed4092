"""The quick way: the same plans, walked for all rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs
import polars as pl

from xborder.errors import XborderError
from xborder.frames._choosing import Choosing, Course
from xborder.frames._dense import Layout, by_value, combined
from xborder.frames._families import CannotSay, Families, Family
from xborder.frames._goods import Read
from xborder.frames._rates import Rate, Resolved, resolved
from xborder.frames._walk import Amounts, Charged, walk
from xborder.frames._whole import LONG, SHORT, TooLarge
from xborder.frames._worth import Worths

__all__ = ["Answered", "Booked", "answered"]

_CODES = 62


@attrs.frozen(eq=False)
class Booked:
    """Charges of one step of one family.

    Attributes:
        lines: the line each charge falls on, or the first of several.
        several: whether it falls on several lines, and ``counts`` on how many.
        amounts: in minor units of the answer.
        rule: which of ``rules`` each is.
        rules: rule and heading.
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
        procedure, notices, failure: of each consignment, which of ``procedures`` it takes, a bit for each of
            ``codes``, and which of ``failures`` it has; the first is none.
    """

    customs_value: pl.Series
    duties: pl.Series
    taxes: pl.Series
    fees: pl.Series
    landed_cost: pl.Series
    at_checkout: pl.Series
    procedure: pl.Series
    procedures: list[str]
    partial: pl.Series
    bounded: pl.Series
    notices: pl.Series
    codes: list[str]
    failure: pl.Series
    failures: list[str]
    booked: list[Booked]


def answered(rows: Read, *, booking: bool = False) -> Answered:
    """Computes every consignment that columns can say; the others are given their reason."""
    return _Run(rows, booking=booking).answer()


@attrs.define(eq=False)
class _Slot:
    """The procedures compared in one place: what they come to."""

    cost: pl.Series
    gaps: pl.Series
    charged: list[tuple[pl.Series, pl.Series, Charged, Family, pl.Series]]
    procedure: pl.Series
    bits: pl.Series
    partial: pl.Series
    bounded: pl.Series
    failure: pl.Series
    reached: pl.Series


class _Run:
    """One frame on its way through the stages."""

    def __init__(self, rows: Read, *, booking: bool) -> None:
        self.rows, self.lay, self.reasons, self.booking = rows, rows.lay, rows.reasons, booking
        self.worths = Worths(rows)
        self.settings = self.worths.settings
        self.codes: dict[str, int] = {}
        self.procedures: dict[str, int] = {}
        self.failures: dict[str, int] = {"": 0}

    def answer(self) -> Answered:
        """The figures of every consignment without a reason."""
        place, courses = Choosing(self.worths).courses()
        none = pl.Series([course is not None and not course.procedures for course in courses])
        self.reasons.add(none.gather(place), "no procedure is open")
        most = max((len(course.procedures) for course in courses if course is not None), default=0)
        slots = [self._slot(place, courses, slot) for slot in range(most)]
        return self._written(slots)

    def _slot(self, place: pl.Series, courses: Sequence[Course | None], slot: int) -> _Slot:
        """Computes the procedure that stands in one place of each course."""
        lay, rows = self.lay, self.rows
        here = pl.Series([course is not None and slot < len(course.procedures) for course in courses])
        reached = here.gather(place) & self.reasons.open
        chosen = reached.arg_true().cast(pl.Int64)
        result = self._empty_slot(reached)
        if not len(chosen):
            return result
        some, lines, _ = lay.only(chosen)
        course = place.gather(chosen)
        pairs = combined([some.spread(course), rows.kind.gather(lines)])
        if pairs is None:
            return result
        pair, first = pairs
        whose = some.spread(course).gather(first).to_list()
        which = rows.kind.gather(lines).gather(first).to_list()
        found = [self._resolved(courses[each], slot, kind) for each, kind in zip(whose, which, strict=True)]
        for word in dict.fromkeys(each.reason for each in found if each.reason):
            flags = pl.Series([each.reason == word for each in found]).gather(pair)
            self._give(some.any(flags), chosen, word)
        if rows.measured is not None and any(each.content for each in found):
            flags = pl.Series([each.content for each in found]).gather(pair) & rows.measured.gather(lines)
            self._give(some.any(flags), chosen, "a charge by a measure")
        if any(each.weighs for each in found):
            flags = pl.Series([each.weighs for each in found]).gather(pair)
            if rows.mass is not None:
                flags = flags & rows.mass.gather(lines).is_null()
            self._give(some.any(flags), chosen, "a duty by a mass that is not there in kilograms")
        self._missing(result, some, chosen, pair, found)
        self._note(result, some, chosen, pair, found, course, courses, slot)
        self._by_family(result, some, lines, chosen, pair, found, whose, course, courses)
        return result

    def _empty_slot(self, reached: pl.Series) -> _Slot:
        nothing = pl.zeros(self.lay.consignments, dtype=pl.Int64, eager=True)
        return _Slot(
            nothing.clone(), nothing.clone(), [], nothing.clone(), nothing.clone(), nothing.cast(pl.Boolean),
            nothing.cast(pl.Boolean), nothing.clone(), reached,
        )  # fmt: skip

    def _give(self, flags: pl.Series, chosen: pl.Series, word: str) -> None:
        """A reason for some of the consignments at hand."""
        everywhere = pl.repeat(value=False, n=self.lay.consignments, dtype=pl.Boolean, eager=True)
        self.reasons.add(everywhere.scatter(chosen, flags), word)

    def _resolved(self, course: Course | None, slot: int, kind: int) -> Resolved:
        line = self.rows.kinds[kind]
        if course is None or line is None:
            return Resolved("goods that cannot be read")
        setting = course.setting
        plan = setting.plan.procedures[course.procedures[slot]]
        try:
            return resolved(plan, line.goods, line.line, setting, course.outcome, course.units)
        except XborderError:
            return Resolved("a duty that cannot be found")

    def _missing(
        self, result: _Slot, some: Layout, chosen: pl.Series, pair: pl.Series, found: Sequence[Resolved]
    ) -> None:
        """Counts the lines whose duty nobody knows; a consignment of only such lines fails with its first."""
        if not any(each.missing for each in found):
            return
        missing = pl.Series([bool(each.missing) for each in found]).gather(pair)
        gaps = some.sums(missing.cast(pl.Int64))
        result.gaps = result.gaps.scatter(chosen, gaps)
        failed = gaps == some.counts
        if failed.any():
            numbers = [self.failures.setdefault(each.missing, len(self.failures)) for each in found]
            first = pl.Series(numbers, dtype=pl.Int64).gather(pair.gather(some.first))
            result.failure = result.failure.scatter(chosen.filter(failed), first.filter(failed))
            result.reached = result.reached & (result.failure == 0)

    def _note(
        self,
        result: _Slot,
        some: Layout,
        chosen: pl.Series,
        pair: pl.Series,
        found: Sequence[Resolved],
        course: pl.Series,
        courses: Sequence[Course | None],
        slot: int,
    ) -> None:
        """Notes the procedure, the codes of notices, and whether something is left out."""
        masks: list[int] = []
        for each in found:
            mask = 0
            for code in each.codes:
                mask |= 1 << self.codes.setdefault(code, len(self.codes))
            masks.append(mask)
        if len(self.codes) > _CODES:
            self._give(pl.repeat(value=True, n=len(chosen), dtype=pl.Boolean, eager=True), chosen, "many notices")
            masks = [0] * len(masks)
        distinct = set(masks)
        bits = pl.Series(masks, dtype=pl.Int64)
        if len(distinct) == 1:
            result.bits = result.bits.scatter(chosen, masks[0])
        else:
            result.bits = result.bits.scatter(chosen, some.bits(bits.gather(pair)))
        if any(each.partial for each in found):
            left_out = some.any(pl.Series([each.partial for each in found]).gather(pair))
            result.partial = result.partial.scatter(chosen, left_out)
        if any(each.bounded for each in found):
            several = some.any(pl.Series([each.bounded for each in found]).gather(pair))
            result.bounded = result.bounded.scatter(chosen, several)
        ids = [
            self.procedures.setdefault(
                each.setting.plan.procedures[each.procedures[slot]].rule.id, len(self.procedures)
            )
            if each is not None and slot < len(each.procedures)
            else 0
            for each in courses
        ]
        result.procedure = result.procedure.scatter(chosen, pl.Series(ids, dtype=pl.Int64).gather(course))

    def _by_family(
        self,
        result: _Slot,
        some: Layout,
        lines: pl.Series,
        chosen: pl.Series,
        pair: pl.Series,
        found: Sequence[Resolved],
        whose: Sequence[int],
        course: pl.Series,
        courses: Sequence[Course | None],
    ) -> None:
        """Computes the charges of each family."""
        kinds_of: dict[int, list[int]] = {}
        for number, each in enumerate(whose):
            kinds_of.setdefault(each, []).append(number)
        families = Families()
        family_of = [-1] * len(courses)
        number_of = [0] * len(found)
        for each, numbers in kinds_of.items():
            at = courses[each]
            if at is None:
                continue
            try:
                family, places = families.place(at.setting, [found[number] for number in numbers])
            except CannotSay as why:
                self._give(course == each, chosen, str(why))
                continue
            family_of[each] = family
            for number in numbers:
                rates: dict[int, Rate] = {places[rate.step]: rate for rate in found[number].rates}
                number_of[number] = families.all[family].add(rates, at.setting)
        member = pl.Series(family_of, dtype=pl.Int64).gather(course)
        member = member.set(~self.reasons.open.gather(chosen), -1)
        kind = pl.Series(number_of, dtype=pl.Int64).gather(pair)
        if len(families.all) == 1 and (member == 0).all():
            self._walk(result, families.all[0], some, lines, chosen, kind)
            return
        for each_family, inside in zip(families.all, by_value(member, len(families.all)), strict=True):
            if len(inside):
                lay, within, _ = some.only(inside)
                mine, theirs = lines.gather(within), chosen.gather(inside)
                self._walk(result, each_family, lay, mine, theirs, kind.gather(within))

    def _walk(
        self, result: _Slot, family: Family, lay: Layout, lines: pl.Series, chosen: pl.Series, kind: pl.Series
    ) -> None:
        worths = self.worths
        try:
            answer = self._to_answer(chosen)
        except TooLarge:
            flags = pl.repeat(value=True, n=len(chosen), dtype=pl.Boolean, eager=True)
            self._give(flags, chosen, "exchange rates that are too fine")
            return
        amounts = Amounts(
            lay, kind, worths.weights.gather(lines), worths.over.gather(chosen), worths.goods.gather(chosen),
            worths.freight.gather(chosen), worths.insurance.gather(chosen), answer,
            lambda places: worths.content(lines.gather(places)),
            None if self.rows.quantity is None else self.rows.quantity.gather(lines),
            None if self.rows.mass is None else self.rows.mass.gather(lines).fill_null(0),
        )  # fmt: skip
        charged: Charged | None = None
        word = "amounts that are very large"
        for width in (SHORT, LONG):
            try:
                charged = walk(family, amounts, width)
                break
            except TooLarge:
                continue
            except (CannotSay, XborderError) as why:
                word = str(why) if isinstance(why, CannotSay) else "an amount of law in a currency without a rate"
                break
        if charged is None:
            self._give(pl.repeat(value=True, n=len(chosen), dtype=pl.Boolean, eager=True), chosen, word)
            return
        if charged.odd.any():
            self._give(charged.odd, chosen, "a rounded total of several charges")
        result.cost = result.cost.scatter(chosen, charged.totals)
        result.gaps = result.gaps.scatter(chosen, result.gaps.gather(chosen) + charged.gaps)
        result.charged.append((lines, chosen, charged, family, kind))

    def _to_answer(self, chosen: pl.Series) -> tuple[pl.Series, pl.Series] | None:
        rates = [each.to_answer if each is not None else _ONE for each in self.settings]
        of = self.rows.setting.gather(chosen)
        used = of.unique().to_list()
        if all(rates[each] == 1 for each in used):
            return None
        if any(max(rates[each].numerator, rates[each].denominator) > 2**62 for each in used):
            raise TooLarge
        up = pl.Series([min(rate.numerator, 2**62) for rate in rates], dtype=pl.Int64)
        over = pl.Series([min(rate.denominator, 2**62) for rate in rates], dtype=pl.Int64)
        return up.gather(of), over.gather(of)

    # --- the answer ---------------------------------------------------------------------------------------------------

    def _written(self, slots: Sequence[_Slot]) -> Answered:
        """Takes the best of the procedures of each consignment, and sums up."""
        lay = self.lay
        none = pl.zeros(lay.lines, dtype=pl.Int64, eager=True)
        nothing = pl.zeros(lay.consignments, dtype=pl.Int64, eager=True)
        best = failure = cost = gaps = nothing
        reached = nothing.cast(pl.Boolean)
        for place, slot in enumerate(slots):
            if place:
                held = (slot.gaps < gaps) | ((slot.gaps == gaps) & (slot.cost < cost))
                better = slot.reached & (held | ~reached)
                best = pl.repeat(place, lay.consignments, dtype=pl.Int64, eager=True).zip_with(better, best)
                gaps, cost = slot.gaps.zip_with(better, gaps), slot.cost.zip_with(better, cost)
                reached = reached | slot.reached
                failure = failure.zip_with(failure != 0, slot.failure)
            else:
                gaps, cost, reached, failure = slot.gaps, slot.cost, slot.reached, slot.failure
        if slots:
            failure = failure.zip_with(~reached, nothing)
        found = [none.clone() for _ in range(4)]
        procedure, bits = nothing, nothing
        partial = bounded = nothing.cast(pl.Boolean)
        booked: list[Booked] = []
        for place, slot in enumerate(slots):
            taken = best == place
            procedure = slot.procedure.zip_with(taken, procedure)
            bits = slot.bits.zip_with(taken, bits)
            partial = slot.partial.zip_with(taken, partial)
            bounded = slot.bounded.zip_with(taken, bounded)
            everywhere = len(slots) == 1
            for lines, chosen, charged, family, kind in slot.charged:
                if not everywhere:
                    keep = lay.spread(taken).gather(lines)
                    lines_kept = lines.filter(keep)
                for number, share in enumerate(charged.shares):
                    if everywhere:
                        found[number] = found[number].scatter(lines, share)
                    else:
                        found[number] = found[number].scatter(lines_kept, share.filter(keep))
                if self.booking:
                    booked.extend(_booked(lines, chosen, charged, family, kind, taken))
        duties, taxes, fees, sale = found
        charges = duties + taxes + fees
        return Answered(
            self.worths.customs_value(),
            duties,
            taxes,
            fees,
            self.worths.shares() + charges,
            self._at_checkout(charges, sale),
            procedure,
            list(self.procedures),
            partial,
            bounded,
            bits,
            list(self.codes),
            failure,
            list(self.failures),
            booked,
        )

    def _at_checkout(self, charges: pl.Series, sale: pl.Series) -> pl.Series:
        prepaid = [each is None or each.wanted.get("incoterm", "DDP") == "DDP" for each in self.settings]
        if all(prepaid):
            return charges
        return charges.zip_with(pl.Series(prepaid).gather(self.lay.spread(self.rows.setting)), sale)


def _booked(
    lines: pl.Series, chosen: pl.Series, charged: Charged, family: Family, kind: pl.Series, taken: pl.Series
) -> list[Booked]:
    found: list[Booked] = []
    for entry in charged.entries:
        if entry.answer is None:
            continue
        leaders = entry.lines if entry.groups.single else entry.lines.gather(entry.groups.first)
        consignments = chosen.gather(entry.of)
        keep = taken.gather(consignments)
        told = [rates.get(entry.place) for rates, _ in family.rates]
        names: dict[tuple[str, str, str], int] = {}
        numbers = [
            names.setdefault(
                (rate.applied.step.rule.id, rate.applied.step.rule.kind.value, rate.applied.heading), len(names)
            )
            if rate is not None
            else 0
            for rate in told
        ]
        found.append(
            Booked(
                consignments.filter(keep),
                lines.gather(leaders).filter(keep),
                entry.groups.counts.filter(keep),
                entry.answer.filter(keep),
                pl.Series(numbers, dtype=pl.Int64).gather(kind.gather(leaders)).filter(keep),
                tuple(names),
            )
        )
    return found


_ONE = Fraction(1)
