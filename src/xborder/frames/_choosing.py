"""Which procedures consignments are compared under: by the outcome of their thresholds, and by their goods."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from xborder.frames._dense import Layout
from xborder.frames._goods import some
from xborder.frames._known import Course, Kind, Known, Start
from xborder.frames._ops import PLACE, fill, flagged, largest, put, take
from xborder.frames._whole import LONG, SHORT, TooLarge, Whole, Width
from xborder.frames._worth import Worths
from xborder.landed_cost.procedures import goods_facts
from xborder.law import rules
from xborder.law.plan import ProcedurePlan, goods_hold

__all__ = ["courses"]

_MILLION = 1_000_000
_ALL = 2**62 - 1


def courses(worths: Worths) -> pl.Series:
    """The course of each consignment, as a number of :attr:`Known.courses`."""
    rows, lay, known = worths.rows, worths.lay, worths.rows.known
    keys = [rows.setting.cast(pl.Int64), _outcomes(worths)]
    units = _units(worths)
    if units is not None:
        keys.append(units)

    def starts(found: list[int]) -> list[Start | None]:
        at = pl.Series(found, dtype=PLACE)
        counted = units[at].to_list() if units is not None else [0] * len(found)
        return [known.start(*facts) for facts in zip(keys[0][at].to_list(), keys[1][at].to_list(), counted, strict=True)]

    start = known.starts.numbers([*keys, *([] if units is not None else [fill(0, lay.consignments, pl.Int64())])], starts)
    admitted = _admitted(worths, start)

    def made(found: list[int]) -> list[Course | None]:
        at = pl.Series(found, dtype=PLACE)
        masks = admitted[at].to_list()
        return [_course(known, known.starts.all[number], mask) for number, mask in zip(start[at].to_list(), masks, strict=True)]

    return known.courses.numbers([start, admitted], made)


def _units(worths: Worths) -> pl.Series | None:
    """How many articles consignments have, as far as any law asks; ``None`` when none does."""
    rows, lay = worths.rows, worths.lay
    if not largest(rows.at.units):
        return None
    quantity = rows.quantity
    each = lay.counts if quantity is None else lay.sums((quantity + (_MILLION - 1)) // _MILLION)
    most = take(rows.at.units, rows.setting)
    return each.zip_with(each < most, most)


def _outcomes(worths: Worths) -> pl.Series:
    """For each consignment, a bit for each limit: whether it is within; nothing where its law has no such limit."""
    lay, at, of = worths.lay, worths.rows.at, worths.rows.setting
    bits = fill(0, lay.consignments, pl.Int64())
    values: dict[tuple[int, int, int], pl.Series | None] = {}
    for place, weights, most in at.limits:
        if weights not in values:
            values[weights] = _value(worths, weights)
        value = values[weights]
        if value is None:
            worths.reasons.add_all(None, "amounts that are very large")
            continue
        bits = bits + (value <= take(most, of)).cast(pl.Int64) * (1 << place)
    for place, up, over, strict, there in at.articles:
        mine = take(there, of)
        if mine.any():
            within = _articles(worths, mine, take(up, of), take(over, of), take(strict, of))
            bits = bits + within.cast(pl.Int64) * (1 << place)
    return bits


def _value(worths: Worths, weights: tuple[int, int, int]) -> pl.Series | None:
    for width in (SHORT, LONG):
        try:
            return worths.value(weights, width).series
        except TooLarge:
            continue
    return None


def _articles(worths: Worths, mine: pl.Series, up: pl.Series, over: pl.Series, strict: pl.Series) -> pl.Series:
    """Whether the price of each article is within a limit, for those whose law has it."""
    lay, rows = worths.lay, worths.rows
    part, lines, chosen = some(lay, mine)

    def of(values: pl.Series, at: pl.Series | None) -> pl.Series:
        return values if at is None else take(values, at)

    found: pl.Series | None = None
    for width in (SHORT, LONG):
        try:
            found = _dear(worths, part, lines, chosen, (of(up, chosen), of(over, chosen), of(strict, chosen)), of, width)
            break
        except (TooLarge, OverflowError):
            continue
    if found is None:
        rows.reasons.add_some(fill(value=True, count=part.consignments, dtype=pl.Boolean()), chosen, "prices that are very large")
        return fill(value=False, count=lay.consignments, dtype=pl.Boolean())
    within = ~part.any(found)
    return within if chosen is None else put(fill(value=False, count=lay.consignments, dtype=pl.Boolean()), chosen, within)


def _dear(
    worths: Worths,
    part: Layout,
    lines: pl.Series | None,
    chosen: pl.Series | None,
    limit: tuple[pl.Series, pl.Series, pl.Series],
    of: Callable[[pl.Series, pl.Series | None], pl.Series],
    width: Width,
) -> pl.Series:
    """Which lines' articles are over a limit."""
    up, over, strict = limit
    quantity = worths.rows.quantity
    left = Whole(of(worths.weights, lines), width) * _MILLION * Whole(part.spread(over), width)
    right = Whole(part.spread(up), width)
    right = right * (_MILLION if quantity is None else Whole(of(quantity, lines), width))
    if worths.goods is not worths.over:
        left = left * Whole(part.spread(of(worths.goods, chosen)), width)
        right = right * Whole(part.spread(of(worths.over, chosen)), width)
    found = left.series > right.series
    return found | ((left.series == right.series) & part.spread(strict)) if strict.any() else found


def _admitted(worths: Worths, start: pl.Series) -> pl.Series:
    """For each consignment, a bit for each of its open procedures: whether it is open to all its goods."""
    rows, lay, known = worths.rows, worths.lay, worths.rows.known
    asking = pl.Series([each is not None and each.asks_of_goods for each in known.starts.all], dtype=pl.Boolean)
    everything = fill(_ALL, lay.consignments, pl.Int64())
    mine = take(asking, start)
    if not mine.any():
        return everything
    part, lines, chosen = some(lay, mine)
    starts = part.spread(start if chosen is None else take(start, chosen))
    kinds = rows.kind if lines is None else take(rows.kind, lines)
    key = starts.cast(pl.Int64) * len(known.kinds.all) + kinds
    distinct = key.unique()
    masks = [
        _goods_bits(known.starts.all[number // len(known.kinds.all)], known.kinds.all[number % len(known.kinds.all)])
        for number in distinct.to_list()
    ]
    found = key.replace_strict(distinct, pl.Series(masks, dtype=pl.Int64), return_dtype=pl.Int64)
    bits = part.bits(found, both=True)
    return bits if chosen is None else put(everything, chosen, bits)


def _goods_bits(start: Start | None, kind: Kind | None) -> int:
    if start is None or kind is None:
        return _ALL
    found = 0
    for place, index in enumerate(start.procedures):
        plan = start.setting.plan.procedures[index]
        if not plan.asks_of_goods or _open_to(plan, kind, start.setting.ship_from):
            found |= 1 << place
    return found


def _open_to(plan: ProcedurePlan, kind: Kind, ship_from: str) -> bool:
    hs, origin, category, preference, _, _ = kind.goods
    facts = goods_facts(hs, origin or ship_from, category, preference)
    return goods_hold(plan.rule.when, facts, facts.categories)


def _course(known: Known, start: Start | None, admitted: int) -> Course | None:
    """The procedures to compare: the one that is asked for or that the law prescribes, or all that are open."""
    if start is None:
        return None
    open_ = tuple(index for place, index in enumerate(start.procedures) if admitted >> place & 1)
    plans = start.setting.plan.procedures
    if start.named:
        return known.course(start, open_[:1])
    by_law = tuple(index for index in open_ if plans[index].rule.choice is rules.Choice.LAW)
    return known.course(start, by_law[:1] or open_)
