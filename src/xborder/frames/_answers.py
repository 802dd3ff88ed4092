"""The answers to the rows of a frame: what can be said in columns so, the rest one consignment after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

import attrs
import polars as pl

from xborder.errors import XborderError
from xborder.frames._amounts import money
from xborder.frames._best import Answered
from xborder.frames._booking import Booked
from xborder.frames._columns import answered
from xborder.frames._dense import Layout, arranged, each_by_itself, layout
from xborder.frames._goods import Read, read_rows
from xborder.frames._known import Known
from xborder.frames._ops import fill, flagged, largest, smallest, take
from xborder.frames._requests import Row
from xborder.frames._scalar import FIGURES, Figures, Wrong, held, quoted

__all__ = ["ADDED", "CHARGES", "MONEY", "answers", "charged"]

T = TypeVar("T")
MONEY = pl.Decimal(38, 4)
ADDED: dict[str, pl.DataType] = {
    "quote_currency": pl.String(),
    **dict.fromkeys(FIGURES, MONEY),
    "procedure": pl.String(),
    "status": pl.String(),
    "notices": pl.List(pl.String()),
    "error": pl.String(),
}
CHARGES: dict[str, pl.DataType] = {
    "consignment": pl.String(),
    "row": pl.Int64(),
    "rows": pl.Int64(),
    "rule": pl.String(),
    "kind": pl.String(),
    "heading": pl.String(),
    "amount": MONEY,
}
_STATES = pl.Series(["complete", "bounded", "partial"])
_PART = 500_000
"""How many rows go through the stages together at most."""
_WORTH = 60_000
"""How many rows are worth going through the stages beside others."""


@attrs.frozen(eq=False)
class _Part:
    """Rows that lie together: from ``first`` on, in the order of the arrangement."""

    first: int
    frame: pl.DataFrame
    lay: Layout


def answers(rows: pl.DataFrame, known: Known) -> tuple[pl.DataFrame, Mapping[str, int]]:
    """The columns of the answer, and how many rows could not be said in columns for which reason."""
    parts, order = _parts(rows)
    reasons: Counter[str] = Counter()
    found: list[pl.DataFrame] = []

    def one(part: _Part) -> tuple[pl.DataFrame, Mapping[str, int]]:
        read = read_rows(part.frame, part.lay, known)
        told = _in_columns(read, answered(read))
        if not read.reasons.given:
            return told, {}
        at, alone, report = _left_over(read)
        kept = flagged(read.lay.spread(read.reasons.open))
        told = pl.concat([told[kept], _one_by_one(alone, known)])
        return told[pl.concat([kept, at]).arg_sort()], report

    for told, report in _each(one, parts):
        found.append(told)
        reasons.update(report)
    whole = pl.concat(found) if len(found) > 1 else found[0]
    if order is not None:
        whole = whole[order.arg_sort()]
    return whole, reasons


def charged(rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """One row for each charge, in the order of consignments and of steps."""
    parts, order = _parts(rows)
    names = rows["consignment"].cast(pl.String) if "consignment" in rows.columns else None

    def one(part: _Part) -> pl.DataFrame:
        read = read_rows(part.frame, part.lay, known)
        columns = answered(read, booking=True)
        told = [_told(read, each, number) for number, each in enumerate(columns.booked)]
        if read.reasons.given:
            told.append(_charged_one_by_one(read, known))
        if not told:
            return pl.DataFrame(schema=_LAID)
        found = pl.concat(told).sort("first", "step", "row", maintain_order=True)
        return found.with_columns(pl.col("row") + part.first)

    found = pl.concat(list(_each(one, parts)))
    if order is not None:
        found = found.with_columns(take(order, found["row"].cast(pl.UInt32)).cast(pl.Int64).alias("row"))
    own = fill(None, found.height, pl.String()) if names is None else names.gather(found["row"])
    return found.with_columns(own.alias("consignment")).select(list(CHARGES))


def _parts(rows: pl.DataFrame) -> tuple[list[_Part], pl.Series | None]:
    """The rows in parts of whole consignments, and the order in which they then stand, if it is another."""
    arrangement = arranged(rows["consignment"] if "consignment" in rows.columns else None)
    order, starts = arrangement.order, arrangement.starts
    if order is not None:
        rows = rows[order]
    height = rows.height
    bounds = [0]
    size = min(_PART, max(_WORTH, -(-height // pl.thread_pool_size())))
    if starts is None:
        bounds += range(size, height, size)
    else:
        first = flagged(starts)
        for wanted in range(size, height, size):
            at = first.search_sorted(wanted)
            bound = int(first[at]) if at < len(first) else height
            if bounds[-1] < bound < height:
                bounds.append(bound)
    found: list[_Part] = []
    for low, high in pairwise([*bounds, height]):
        lay = each_by_itself(high - low) if starts is None else layout(starts[low:high])
        # Columns in several pieces would be gathered from at a fifth of the speed.
        found.append(_Part(low, rows[low:high].rechunk(), lay))
    return found, order


def _each(work: Callable[[_Part], T], parts: Sequence[_Part]) -> Iterator[T]:
    """The work on each part, in order; several parts at once when there are several."""
    if len(parts) == 1:
        yield work(parts[0])
        return
    with ThreadPoolExecutor(min(pl.thread_pool_size(), len(parts))) as pool:
        yield from pool.map(work, parts)


def _in_columns(read: Read, found: Answered) -> pl.DataFrame:
    """The answer of columns, for all lines; consignments with a reason have something in it that nobody reads."""
    lay, at, known = read.lay, read.at, read.known
    factor: pl.Series | int = smallest(at.factor)
    if largest(at.factor) != factor:
        factor = lay.spread(take(at.factor, read.setting))
    columns: list[pl.Series] = [lay.spread(take(at.answers, read.setting)).alias("quote_currency")]
    made: dict[int, pl.Series] = {}
    for name in FIGURES:
        amount: pl.Series = getattr(found, name)
        if id(amount) not in made:
            made[id(amount)] = money(amount, factor)
        columns.append(made[id(amount)].alias(name))
    status = take(_STATES, found.bounded.cast(pl.UInt32).zip_with(~found.partial, pl.Series([2], dtype=pl.UInt32)))
    names = pl.Series(list(known.courses.names) or [""])
    columns += [
        lay.spread(take(names, found.procedure.cast(pl.UInt32))).alias("procedure"),
        lay.spread(status).alias("status"),
        _notices(lay, found.notices, list(known.pairs.codes)).alias("notices"),
    ]
    wrong = _errors(read, found)
    if wrong is None:
        columns.append(fill(None, lay.lines, pl.String()).alias("error"))
        return pl.DataFrame(columns)
    told = pl.DataFrame([*columns, wrong.alias("error")])
    return told.with_columns(
        pl.when(pl.col("error").is_null()).then(pl.col(name)).alias(name) for name in ADDED if name != "error"
    )


def _notices(lay: Layout, bits: pl.Series, codes: Sequence[str]) -> pl.Series:
    """The codes of notices on each line, as lists in alphabetical order."""
    distinct = bits.unique().sort()
    lists = pl.Series(
        [sorted(code for place, code in enumerate(codes) if mask >> place & 1) for mask in distinct.to_list()],
        dtype=pl.List(pl.String),
    )
    if len(distinct) == 1:
        return lists.new_from_index(0, lay.lines)
    return take(lists, lay.spread(distinct.search_sorted(bits)))


def _errors(read: Read, found: Answered) -> pl.Series | None:
    """Why lines have no answer; ``None`` when all have one."""
    wrong: pl.Series | None = None
    if any(read.at.errors):
        wrong = take(pl.Series([each or None for each in read.at.errors], dtype=pl.String), read.setting)
    if largest(found.failure):
        failed = take(pl.Series([None, *read.known.pairs.failures[1:]], dtype=pl.String), found.failure.cast(pl.UInt32))
        wrong = failed if wrong is None else wrong.zip_with(wrong.is_not_null(), failed)
    if wrong is None or wrong.null_count() == len(wrong):
        return None
    return read.lay.spread(wrong)


def _left_over(read: Read) -> tuple[pl.Series, list[list[Row]], dict[str, int]]:
    """The lines that columns could not say, by consignment."""
    lay, reasons = read.lay, read.reasons
    at = flagged(lay.spread(reasons.of != 0))
    counted = take(lay.spread(reasons.of), at).value_counts()
    report = {reasons.words[number]: count for number, count in counted.rows()}
    rows = dicts(read.frame[at])
    alone: list[list[Row]] = []
    begun = 0
    for count in lay.counts.filter(reasons.of != 0).to_list():
        alone.append(rows[begun : begun + count])
        begun += count
    return at, alone, report


def dicts(frame: pl.DataFrame) -> list[Row]:
    """Rows as the requests are made of."""
    return list(frame.to_dicts())


def _one_by_one(consignments: Sequence[Sequence[Row]], known: Known) -> pl.DataFrame:
    """The answers to consignments that are put to the desk one by one."""
    cells: dict[str, list[object]] = {name: [] for name in ADDED}
    for rows in consignments:
        found = quoted(rows, known.desk, known.on, known.fx)
        for place in range(len(rows)):
            figures: Sequence[Decimal | None] = (None,) * len(FIGURES)
            shared: tuple[object, ...] = (None, None, None, None)
            error = found.error if isinstance(found, Wrong) else None
            if isinstance(found, Figures):
                figures = found.rows[place]
                shared = (found.currency, found.procedure, found.status, list(found.notices))
            for name, value in zip(FIGURES, figures, strict=True):
                cells[name].append(value)
            for name, other in zip(("quote_currency", "procedure", "status", "notices"), shared, strict=True):
                cells[name].append(other)
            cells["error"].append(error)
    return pl.DataFrame([pl.Series(name, cells[name], dtype=dtype) for name, dtype in ADDED.items()])


# --- charges ----------------------------------------------------------------------------------------------------------

_LAID: dict[str, pl.DataType] = {
    **{name: dtype for name, dtype in CHARGES.items() if name != "consignment"},
    "first": pl.Int64(),
    "step": pl.Int64(),
}


def _told(read: Read, booked: Booked, step: int) -> pl.DataFrame:
    """The charges of one step on consignments that columns can say and that have an answer."""
    open_ = read.reasons.open
    errors = pl.Series([not each for each in read.at.errors])
    keep = take(open_ & take(errors, read.setting), booked.consignments)
    of = booked.consignments.filter(keep)
    rule = booked.rule.cast(pl.UInt32).filter(keep)
    names = [take(pl.Series([each[index] for each in booked.rules], dtype=pl.String), rule) for index in range(3)]
    factor = take(take(read.at.factor, read.setting), of)
    return pl.DataFrame(
        {
            "row": booked.lines.filter(keep).cast(pl.Int64),
            "rows": booked.counts.filter(keep),
            "rule": names[0],
            "kind": names[1],
            "heading": names[2],
            "amount": money(booked.amounts.filter(keep), factor),
            "first": take(read.lay.first, of).cast(pl.Int64),
            "step": fill(step, len(of), pl.Int64()),
        }
    )


def _charged_one_by_one(read: Read, known: Known) -> pl.DataFrame:
    at, alone, _ = _left_over(read)
    cells: dict[str, list[object]] = {name: [] for name in _LAID}
    begun = 0
    for rows in alone:
        first = int(at[begun])
        try:
            found = held(rows, known.desk, known.on, known.fx).charges
        except XborderError:
            found = ()
        for order, charge in enumerate(found):
            line = charge.line if charge.line is not None else min(charge.lines, default=0)
            values: tuple[object, ...] = (
                first + line,
                1 if charge.line is not None else len(charge.lines) or len(rows),
                charge.rule, charge.kind, charge.heading, Decimal(charge.amount), first, order,
            )  # fmt: skip
            for name, value in zip(cells, values, strict=True):
                cells[name].append(value)
        begun += len(rows)
    return pl.DataFrame([pl.Series(name, column, dtype=_LAID[name]) for name, column in cells.items()])
