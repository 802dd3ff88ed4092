"""Which procedures consignments are compared under: by the outcome of their thresholds, and by their goods."""

from __future__ import annotations

import polars as pl

from xborder.frames._courses import ALL, Course, Courses, Start
from xborder.frames._dense import Layout, some
from xborder.frames._kinds import Kind
from xborder.frames._ops import PLACE, fill, largest, pick, put, take
from xborder.frames._whole import LONG, SHORT, TooLarge, Whole, Width
from xborder.frames._worth import Worths
from xborder.landed_cost.procedures import goods_facts
from xborder.law import rules
from xborder.law.plan import ProcedurePlan, goods_hold

__all__ = ["courses"]

_MILLION = 1_000_000


def courses(worths: Worths) -> pl.Series:
    """The course of each consignment, as a number of :attr:`Courses.all`."""
    rows, lay, known = worths.rows, worths.lay, worths.rows.known.courses
    outcome, units = _outcomes(worths), _units(worths)

    def starts(found: list[int]) -> list[Start | None]:
        at = pl.Series(found, dtype=PLACE)
        counted = units[at].to_list() if units is not None else [0] * len(found)
        facts = zip(rows.setting[at].to_list(), outcome[at].to_list(), counted, strict=True)
        return [known.start(*each) for each in facts]

    start = known.starts.numbers([rows.setting, outcome, *([] if units is None else [units])], starts)
    admitted = _admitted(worths, start)

    def made(found: list[int]) -> list[Course | None]:
        at = pl.Series(found, dtype=PLACE)
        masks = admitted[at].to_list() if admitted is not None else [0] * len(found)
        return [
            _course(known, known.starts.all[number], known.masks.all[mask])
            for number, mask in zip(start[at].to_list(), masks, strict=True)
        ]

    return known.all.of_pairs(start, fill(0, lay.consignments, PLACE) if admitted is None else admitted, made)


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
            worths.too_large(None)
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
    lay = worths.lay
    part, lines, chosen = some(lay, mine)
    limit = pick(up, chosen), pick(over, chosen), pick(strict, chosen)
    found: pl.Series | None = None
    for width in (SHORT, LONG):
        try:
            found = _dear(worths, part, lines, chosen, limit, width)
            break
        except TooLarge:
            continue
    if found is None:
        worths.too_large(chosen)
        return fill(value=False, count=lay.consignments, dtype=pl.Boolean())
    within = ~part.any(found)
    return (
        within if chosen is None else put(fill(value=False, count=lay.consignments, dtype=pl.Boolean()), chosen, within)
    )


def _dear(
    worths: Worths,
    part: Layout,
    lines: pl.Series | None,
    chosen: pl.Series | None,
    limit: tuple[pl.Series, pl.Series, pl.Series],
    width: Width,
) -> pl.Series:
    """Which lines' articles are over a limit."""
    up, over, strict = limit
    quantity = worths.rows.quantity
    left = Whole(pick(worths.weights, lines), width) * _MILLION * Whole(part.spread(over), width)
    right = Whole(part.spread(up), width)
    right = right * (_MILLION if quantity is None else Whole(pick(quantity, lines), width))
    if worths.goods is not worths.over:
        left = left * Whole(part.spread(pick(worths.goods, chosen)), width)
        right = right * Whole(part.spread(pick(worths.over, chosen)), width)
    found = left.series > right.series
    return found | ((left.series == right.series) & part.spread(strict)) if strict.any() else found


def _admitted(worths: Worths, start: pl.Series) -> pl.Series | None:
    """For each consignment, which of its open procedures are open to all its goods, as a number of masks of bits.

    ``None`` when none of them asks; the first of the masks is that of all procedures.
    """
    rows, lay, known = worths.rows, worths.lay, worths.rows.known.courses
    asking = pl.Series([each is not None and each.asks_of_goods for each in known.starts.all], dtype=pl.Boolean)
    mine = take(asking, start) if asking.any() else asking
    if not mine.any():
        return None
    part, lines, chosen = some(lay, mine)
    starts = part.spread(start if chosen is None else take(start, chosen))
    kinds = rows.kind if lines is None else take(rows.kind, lines)

    def admissions(found: list[int]) -> list[int]:
        at = pl.Series(found, dtype=PLACE)
        pairs = zip(starts[at].to_list(), kinds[at].to_list(), strict=True)
        return [_goods_bits(known.starts.all[each], rows.known.kinds.all[kind]) for each, kind in pairs]

    number = known.admissions.of_pairs(starts, kinds, admissions)
    bits = part.bits(take(pl.Series(known.admissions.all, dtype=pl.Int64), number), both=True)
    masks = known.masks.numbers([bits], lambda found: bits[pl.Series(found, dtype=PLACE)].to_list())
    return masks if chosen is None else put(fill(0, lay.consignments, PLACE), chosen, masks)


def _goods_bits(start: Start | None, kind: Kind | None) -> int:
    if start is None or kind is None:
        return ALL
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


def _course(known: Courses, start: Start | None, admitted: int) -> Course | None:
    """The procedures to compare: the one that is asked for or that the law prescribes, or all that are open."""
    if start is None:
        return None
    open_ = tuple(index for place, index in enumerate(start.procedures) if admitted >> place & 1)
    plans = start.setting.plan.procedures
    if start.named:
        return known.course(start, open_[:1])
    by_law = tuple(index for index in open_ if plans[index].rule.choice is rules.Choice.LAW)
    return known.course(start, by_law[:1] or open_)
