"""Which procedures consignments are compared under: by the outcome of their thresholds, and by their goods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import polars as pl

from xborder.frames._dense import combined
from xborder.frames._goods import Kind
from xborder.frames._setting import Limit, Setting
from xborder.frames._whole import LONG, SHORT, TooLarge, Whole
from xborder.frames._worth import Worths, column
from xborder.landed_cost.procedures import goods_facts
from xborder.law import rules
from xborder.law.plan import ProcedurePlan, goods_hold

__all__ = ["Choosing", "Course"]

_MILLION = 1_000_000
_ALL = 2**62 - 1


@attrs.frozen(eq=False)
class Course:
    """A setting, an outcome of its thresholds, the articles if they count, and the procedures to compare."""

    setting: Setting
    outcome: Mapping[str, bool]
    units: int
    procedures: tuple[int, ...]


@attrs.frozen(eq=False)
class _Start:
    """A setting under one outcome, and the procedures that are open when the goods are not asked."""

    setting: Setting
    outcome: Mapping[str, bool]
    units: int
    procedures: tuple[int, ...]
    named: bool

    @property
    def asks_of_goods(self) -> bool:
        """Whether one of them is open to some goods only."""
        return any(self.setting.plan.procedures[index].asks_of_goods for index in self.procedures)


class Choosing:
    """Finds the course of each consignment."""

    def __init__(self, worths: Worths) -> None:
        self.worths, self.rows, self.lay, self.reasons = worths, worths.rows, worths.lay, worths.reasons
        self.settings = worths.settings

    def _outcomes(self) -> pl.Series:
        """For each consignment, a bit for each limit of its setting: whether it is within."""
        most = max((len(each.limits) for each in self.settings if each is not None), default=0)
        bits = pl.zeros(self.lay.consignments, dtype=pl.Int64, eager=True)
        for place in range(most):
            limits = [
                each.limits[place] if each is not None and place < len(each.limits) else None for each in self.settings
            ]
            within = self._within(limits)
            bits = bits + within.cast(pl.Int64) * (1 << place)
        return bits

    def _within(self, limits: Sequence[Limit | None]) -> pl.Series:
        of = self.rows.setting
        each = limits
        weights = [limit.weights if limit is not None and limit.weights is not None else (0, 0, 0, 1) for limit in each]
        ups = [limit.up if limit is not None else 0 for limit in each]
        overs = [limit.over if limit is not None else 1 for limit in each]
        strict = pl.Series([limit is not None and not limit.inclusive for limit in each])
        found: pl.Series | None = None
        for width in (SHORT, LONG):
            try:
                value = self.worths.value(weights, width)
                left = value * column(overs, of, width)
                right = value.like(1) * column(ups, of, width) * column([weight[3] for weight in weights], of, width)
                found = left.series <= right.series
                if strict.any():
                    found = found & ~((left.series == right.series) & strict.gather(of))
                break
            except TooLarge:
                continue
        if found is None:
            found = pl.repeat(value=False, n=self.lay.consignments, dtype=pl.Boolean, eager=True)
            self.reasons.add(~found, "limits that are too fine")
        by_article = [limit is not None and limit.weights is None for limit in each]
        if any(by_article):
            found = self._articles(ups, overs, strict).zip_with(pl.Series(by_article).gather(of), found)
        there = pl.Series([limit is not None for limit in each])
        return found & there.gather(of)

    def _articles(self, ups: list[int], overs: list[int], strict: pl.Series) -> pl.Series:
        """Whether the price of each article is within a limit."""
        lay = self.lay
        of = lay.spread(self.rows.setting)
        quantity = self.rows.quantity
        if quantity is None:
            quantity = pl.repeat(_MILLION, lay.lines, dtype=pl.Int64, eager=True)
        try:
            price = Whole(self.worths.weights, LONG) * Whole(lay.spread(self.worths.goods), LONG) * _MILLION
            left = price * Whole(pl.Series(overs, dtype=pl.Int64).gather(of), LONG)
            right = Whole(pl.Series(ups, dtype=pl.Int64).gather(of), LONG) * Whole(lay.spread(self.worths.over), LONG)
            right = right * Whole(quantity, LONG)
        except (TooLarge, OverflowError):
            found = pl.repeat(value=False, n=lay.consignments, dtype=pl.Boolean, eager=True)
            self.reasons.add(~found, "prices that are very large")
            return found
        over = (left.series > right.series) | ((left.series == right.series) & strict.gather(of))
        return ~lay.any(over)

    def courses(self) -> tuple[pl.Series, list[Course | None]]:
        """Which procedures each consignment is compared under."""
        rows, lay = self.rows, self.lay
        keys = [rows.setting, self._outcomes()]
        counting = [each is not None and each.counts_units for each in self.settings]
        units = None
        if any(counting):
            quantity = rows.quantity
            each_line = pl.repeat(1, lay.lines, dtype=pl.Int64, eager=True)
            if quantity is not None:
                each_line = (quantity + (_MILLION - 1)) // _MILLION
            counted = pl.Series(counting).gather(rows.setting)
            units = lay.sums(each_line).zip_with(counted, pl.zeros(lay.consignments, dtype=pl.Int64, eager=True))
            keys.append(units)
        found = combined(keys)
        if found is None:
            raise AssertionError("there are keys")
        place, first = found
        facts = list(
            zip(
                rows.setting.gather(first).to_list(),
                keys[1].gather(first).to_list(),
                units.gather(first).to_list() if units is not None else [0] * len(first),
                strict=True,
            )
        )
        starts = [self._start(number, bits, count) for number, bits, count in facts]
        admitted = self._admitted(place, starts)
        if admitted is not None:
            together = combined([place, admitted])
            if together is not None:
                place, again = together
                courses = [
                    self._course(starts[start], mask)
                    for start, mask in zip(
                        found[0].gather(again).to_list(), admitted.gather(again).to_list(), strict=True
                    )
                ]
                return place, courses
        return place, [self._course(start, -1) for start in starts]

    def _start(self, number: int, bits: int, units: int) -> _Start | None:
        """The procedures that are open, as far as the goods are not asked."""
        setting = self.settings[number]
        if setting is None:
            return None
        outcome = {limit.name: bool(bits >> place & 1) for place, limit in enumerate(setting.limits)}
        named = setting.wanted.get("procedure")
        known = []
        for index, plan in enumerate(setting.plan.procedures):
            when = plan.rule.when
            if (
                plan.reasons
                or (plan.rule.id != named if named else plan.unregistered)
                or not all(outcome[name] for name in when.below)
                or any(outcome[name] for name in when.above)
                or (when.units_max is not None and units > when.units_max)
            ):
                continue
            known.append(index)
        return _Start(setting, outcome, units, tuple(known), bool(named))

    def _admitted(self, place: pl.Series, starts: Sequence[_Start | None]) -> pl.Series | None:
        """For each consignment, a bit for each of its open procedures: whether it is open to all its goods."""
        asking = [start is not None and start.asks_of_goods for start in starts]
        if not any(asking):
            return None
        lay = self.lay
        lines = (pl.Series(asking).gather(lay.spread(place))).arg_true().cast(pl.Int64)
        pairs = combined([lay.spread(place).gather(lines), self.rows.kind.gather(lines)])
        if pairs is None:
            return None
        of, first = pairs
        masks = [
            self._goods_bits(starts[start], kind)
            for start, kind in zip(
                lay.spread(place).gather(lines).gather(first).to_list(),
                self.rows.kind.gather(lines).gather(first).to_list(),
                strict=True,
            )
        ]
        everything = pl.repeat(_ALL, lay.lines, dtype=pl.Int64, eager=True)
        bits = everything.scatter(lines, pl.Series(masks, dtype=pl.Int64).gather(of))
        return lay.bits(bits, both=True)

    def _goods_bits(self, start: _Start | None, kind: int) -> int:
        line = self.rows.kinds[kind]
        if start is None or line is None:
            return _ALL
        found = 0
        for place, index in enumerate(start.procedures):
            plan = start.setting.plan.procedures[index]
            if not plan.asks_of_goods or self._open_to(plan, line, start.setting):
                found |= 1 << place
        return found

    def _open_to(self, plan: ProcedurePlan, kind: Kind, setting: Setting) -> bool:
        hs, origin, category, preference, _, _ = kind.goods
        facts = goods_facts(hs, origin or setting.ship_from, category, preference)
        return goods_hold(plan.rule.when, facts, facts.categories)

    def _course(self, start: _Start | None, admitted: int) -> Course | None:
        """The procedures to compare: the one that is asked for or that the law prescribes, or all that are open."""
        if start is None:
            return None
        known = tuple(index for place, index in enumerate(start.procedures) if admitted >> place & 1)
        plans = start.setting.plan.procedures
        if start.named:
            known = known[:1]
        else:
            by_law = tuple(index for index in known if plans[index].rule.choice is rules.Choice.LAW)
            known = by_law[:1] or known
        return Course(start.setting, start.outcome, start.units, known)
