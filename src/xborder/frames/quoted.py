"""Quotes a frame: what can be said in columns in columns, the rest consignment by consignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import attrs
import polars as pl

from xborder.errors import BadInput
from xborder.frames._amounts import money
from xborder.frames._columns import Answered, answered
from xborder.frames._goods import Read, read_rows
from xborder.frames._input import Floats, read_frame, taken_in
from xborder.frames._requests import Row
from xborder.frames._scalar import FIGURES, Figures, Wrong, asked, quoted
from xborder.frames._setting import Closed, Setting
from xborder.frames.columns import MEASURES
from xborder.landed_cost.consignment import read_day
from xborder.landed_cost.desk import Desk
from xborder.landed_cost.parts import read_fx
from xborder.landed_cost.quote import Quote
from xborder.money.currencies import minor_units

__all__ = ["Fallback", "QuotedFrame", "charges", "explain", "quote_frame", "replay", "totals"]

_MONEY = pl.Decimal(38, 4)
_ADDED = {
    "quote_currency": pl.String(),
    **dict.fromkeys(FIGURES, _MONEY),
    "procedure": pl.String(),
    "status": pl.String(),
    "notices": pl.List(pl.String()),
    "error": pl.String(),
}
_TWO = pl.Series([2], dtype=pl.Int64)
_CHARGES = {
    "consignment": pl.String(),
    "row": pl.Int64(),
    "rows": pl.Int64(),
    "rule": pl.String(),
    "kind": pl.String(),
    "heading": pl.String(),
    "amount": _MONEY,
}


@attrs.frozen
class Fallback:
    """How many rows were put to the desk one consignment at a time, and why.

    Attributes:
        rows: how many in all.
        of: how many rows the frame has.
        reasons: how many for each reason.
    """

    rows: int
    of: int
    reasons: Mapping[str, int]


@attrs.frozen(eq=False)
class QuotedFrame:
    """A frame with its answers.

    Attributes:
        frame: the rows that were given, in their order, with the columns of the answer.
        fallback: the rows that columns could not say.
        asked: the rows as they were read.
        desk: who answered, with ``on`` and ``fx`` as they were given.
    """

    frame: pl.DataFrame
    fallback: Fallback
    asked: pl.DataFrame = attrs.field(repr=False)
    desk: Desk = attrs.field(repr=False)
    on: date | None = None
    fx: tuple[object, ...] = ()

    def totals(self) -> pl.DataFrame:
        """See :func:`totals`."""
        return totals(self)

    def charges(self) -> pl.DataFrame:
        """See :func:`charges`."""
        return charges(self)

    def explain(self, row: int) -> str:
        """See :func:`explain`."""
        return explain(self, row)

    def _repr_html_(self) -> str:
        from xborder.frames._html import quoted_html  # noqa: PLC0415 - only notebooks show it

        return quoted_html(self)


def quote_frame(
    frame: object,
    desk: Desk | None = None,
    *,
    on: date | None = None,
    floats: Floats = None,
    fx: Sequence[object] = (),
) -> QuotedFrame:
    """Quotes every consignment of a frame that has one row for each line.

    A row that cannot be answered has its reason in the column ``error`` and no figures; the others are answered as
    if it were not there.

    Args:
        frame: a Polars DataFrame or LazyFrame, an Arrow table or record batch, or a pandas DataFrame; its columns are
            those of :data:`xborder.frames.COLUMNS`, others are handed on.
        desk: who answers; by default the starter tariff, no exchange rates of its own, today.
        on: the tax point of the rows that do not say theirs.
        floats: ``"round"`` takes floating-point numbers, each at its shortest text and to six decimals.
        fx: exchange rates for all rows, as a request has them.

    Raises:
        BadInput: when a column that is needed is missing, or one has a wrong type; it names the column and the mend.

    >>> import polars as pl
    >>> result = quote_frame(
    ...     pl.DataFrame({
    ...         "destination": ["NL", "XX"], "ship_from": ["CN", "CN"], "hs": ["8518.30", "8518.30"],
    ...         "duty": ["2%", "2%"], "unit_price": ["200.00", "10"], "currency": ["EUR", "EUR"],
    ...     }),
    ...     on=date(2026, 11, 22),
    ... )
    >>> result.frame["landed_cost"].to_list(), result.frame["error"].to_list()[1][:26]
    ([Decimal('246.8400'), None], 'bad-input: ship_to.country')
    """
    desk = desk if desk is not None else Desk()
    if on is not None:
        read_day(on)
    given = taken_in(frame)
    rows = read_frame(given, floats)
    brought = tuple(read_fx(rate) for rate in fx)
    if not given.height:
        added = pl.DataFrame(schema=_ADDED)
        return QuotedFrame(_beside(given, added), Fallback(0, 0, {}), rows, desk, on, brought)
    told, reasons = _answer(rows, desk, on, brought)
    ordered = dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0])))
    report = Fallback(sum(ordered.values()), given.height, ordered)
    return QuotedFrame(_beside(given, told), report, rows, desk, on, brought)


def totals(quoted_frame: QuotedFrame) -> pl.DataFrame:
    """One row for each consignment: its figures, in the order in which consignments first appear.

    The column ``consignment`` is there when the rows have it; a consignment without answer has its error.
    """
    frame = quoted_frame.frame
    named = "consignment" in frame.columns
    key = pl.int_range(pl.len()).alias("_own") if not named else pl.when(pl.col("consignment").is_null()).then(
        pl.int_range(pl.len())
    ).alias("_own")  # fmt: skip
    keys = ["consignment", "_own"] if named else ["_own"]
    sums = [
        pl.when(pl.col("error").is_null().all()).then(pl.col(name).sum().cast(_MONEY)).alias(name) for name in FIGURES
    ]
    firsts = [pl.col(name).first() for name in ("quote_currency", "procedure", "status", "notices", "error")]
    found = frame.with_columns(key).group_by(keys, maintain_order=True).agg(pl.len().alias("rows"), *sums, *firsts)
    return found.drop("_own")


def charges(quoted_frame: QuotedFrame) -> pl.DataFrame:
    """One row for each charge: ``row`` it falls on (the first of several), on how many ``rows``, by which ``rule``.

    Amounts are in the currency of the answer, and sum to those of the frame. Charges of nothing are there, too.
    """
    asked_rows = quoted_frame.asked
    if not asked_rows.height:
        return pl.DataFrame(schema=_CHARGES)
    read = read_rows(asked_rows, quoted_frame.desk, quoted_frame.on, quoted_frame.fx)
    columns = answered(read, booking=True)
    names = asked_rows["consignment"].cast(pl.String) if "consignment" in asked_rows.columns else None
    open_, parts = read.reasons.open, []
    digits = _digits(read)
    for order, each in enumerate(columns.booked):
        keep = open_.gather(each.consignments)
        rule = each.rule.filter(keep)
        told = [pl.Series([names_[index] for names_ in each.rules], dtype=pl.String).gather(rule) for index in range(3)]
        lines = each.lines.filter(keep)
        parts.append(
            pl.DataFrame(
                {
                    "row": lines if read.order is None else read.order.gather(lines),
                    "rows": each.counts.filter(keep),
                    "rule": told[0],
                    "kind": told[1],
                    "heading": told[2],
                    "amount": money(each.amounts.filter(keep), digits.gather(each.consignments.filter(keep))),
                    "_first": read.lay.first.gather(each.consignments.filter(keep)),
                    "_order": pl.repeat(order, len(lines), dtype=pl.Int64, eager=True),
                }
            )
        )
    parts.append(_charged_one_by_one(quoted_frame, read))
    found = pl.concat(parts).sort("_first", "_order", maintain_order=True)
    own = (
        pl.Series([None], dtype=pl.String).new_from_index(0, found.height)
        if names is None
        else names.gather(found["row"])
    )
    return found.with_columns(own.alias("consignment")).select(list(_CHARGES))


def replay(quoted_frame: QuotedFrame, row: int) -> Quote:
    """The quote of the consignment that a row belongs to, asked of the desk by itself.

    Raises:
        XborderError: when there is none; the column ``error`` has the same.
    """
    rows = quoted_frame.asked
    if not 0 <= row < rows.height:
        raise BadInput(f"the frame has no row {row}", path="row", hint=f"0 to {rows.height - 1}")
    if "consignment" in rows.columns and rows["consignment"][row] is not None:
        rows = rows.filter(pl.col("consignment") == pl.lit(rows["consignment"][row], rows["consignment"].dtype))
    else:
        rows = rows[row : row + 1]
    return asked(_dicts(rows), quoted_frame.desk, quoted_frame.on, quoted_frame.fx)


def explain(quoted_frame: QuotedFrame, row: int) -> str:
    """How the figures of a row came about, retold by the scalar path for the whole consignment."""
    return replay(quoted_frame, row).explain()


# --- parts ------------------------------------------------------------------------------------------------------------


def _answer(
    rows: pl.DataFrame, desk: Desk, on: date | None, fx: Sequence[object]
) -> tuple[pl.DataFrame, Mapping[str, int]]:
    """The columns of the answer for some rows, and how many could not be said in columns for which reason."""
    read = read_rows(rows, desk, on, fx)
    told = _in_columns(read, answered(read))
    places, alone, report = _left_over(read)
    if len(places):
        kept = read.lay.spread(read.reasons.open).arg_true().cast(pl.Int64)
        told = pl.concat([told[kept], _one_by_one(alone, desk, on, fx)])
        told = told[pl.concat([kept.rename("row"), places.rename("row")]).arg_sort()]
    if read.order is not None:
        told = told[read.order.arg_sort()]
    return told, report


def _beside(given: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    return given.drop(told.columns, strict=False).hstack(told)


def _digits(read: Read) -> pl.Series:
    """The decimals of the answer's currency, of each consignment."""
    each = [int(minor_units(at.answer)) if isinstance(at, Setting) else 2 for at in read.settings]
    return pl.Series(each, dtype=pl.Int64).gather(read.setting)


def _in_columns(read: Read, found: Answered) -> pl.DataFrame:
    """The answer of columns, for all lines; consignments with a reason have something in it that nobody reads."""
    lay = read.lay
    errors = [at.error or None if isinstance(at, Closed) else None for at in read.settings]
    wrong: pl.Series | None = None
    if any(errors) or len(found.failures) > 1:
        closed = pl.Series(errors, dtype=pl.String).gather(read.setting)
        failed = pl.Series([None, *found.failures[1:]], dtype=pl.String).gather(found.failure)
        wrong = lay.spread(closed.zip_with(closed.is_not_null(), failed))
    digits = lay.spread(_digits(read))
    charged = found.duties + found.taxes + found.fees
    figures = (
        found.customs_value, found.duties, found.taxes, found.fees, found.landed_cost, found.at_checkout,
        charged - found.at_checkout,
    )  # fmt: skip
    made: dict[int, pl.Series] = {}
    for amount in figures:
        if id(amount) not in made:
            made[id(amount)] = money(amount, digits)
    told = pl.DataFrame([made[id(amount)].alias(name) for name, amount in zip(FIGURES, figures, strict=True)])
    currencies = pl.Series([at.answer if isinstance(at, Setting) else None for at in read.settings], dtype=pl.String)
    bits = found.notices.unique()
    lists = pl.Series(
        [sorted(code for place, code in enumerate(found.codes) if mask >> place & 1) for mask in bits.to_list()],
        dtype=pl.List(pl.String),
    )
    masks = pl.DataFrame({"mask": bits, "notices": lists})
    notices = pl.DataFrame({"mask": found.notices}).join(masks, on="mask", how="left", maintain_order="left")["notices"]
    states = pl.Series(["complete", "bounded", "partial"])
    status = states.gather(
        found.bounded.cast(pl.Int64).zip_with(~found.partial, _TWO.new_from_index(0, lay.consignments))
    )
    procedures = pl.Series([*found.procedures, None], dtype=pl.String)
    told = told.with_columns(
        lay.spread(currencies.gather(read.setting)).alias("quote_currency"),
        lay.spread(procedures.gather(found.procedure)).alias("procedure"),
        lay.spread(status).alias("status"),
        lay.spread(notices).alias("notices"),
        (wrong if wrong is not None else pl.Series([None], dtype=pl.String).new_from_index(0, lay.lines)).alias(
            "error"
        ),
    )
    told = told.select(list(_ADDED))
    if wrong is not None:
        told = told.with_columns(
            pl.when(pl.col("error").is_null()).then(pl.col(name)).alias(name) for name in _ADDED if name != "error"
        )
    return told


def _left_over(read: Read) -> tuple[pl.Series, list[list[Row]], dict[str, int]]:
    """The lines that columns could not say, by consignment."""
    lay, reasons = read.lay, read.reasons
    flagged = lay.spread(reasons.of != 0)
    places = flagged.arg_true().cast(pl.Int64)
    if not len(places):
        return places, [], {}
    counted = lay.spread(reasons.of).gather(places).value_counts()
    report = {reasons.words[number]: count for number, count in counted.rows()}
    rows = _dicts(read.frame[places])
    alone: list[list[Row]] = []
    at = 0
    for count in lay.counts.filter(reasons.of != 0).to_list():
        alone.append(rows[at : at + count])
        at += count
    return places, alone, report


def _dicts(frame: pl.DataFrame) -> list[Row]:
    names = [name for name in frame.columns if name != "consignment" or not name.startswith(MEASURES)]
    return [dict(row) for row in frame.select(names).to_dicts()]


def _one_by_one(
    consignments: Sequence[Sequence[Row]], desk: Desk, on: date | None, fx: Sequence[object]
) -> pl.DataFrame:
    """The answers to consignments that are put to the desk one by one."""
    cells: dict[str, list[object]] = {name: [] for name in _ADDED}
    for rows in consignments:
        found = quoted(rows, desk, on, fx)
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
    return pl.DataFrame([pl.Series(name, cells[name], dtype=dtype) for name, dtype in _ADDED.items()])


def _charged_one_by_one(quoted_frame: QuotedFrame, read: Read) -> pl.DataFrame:
    from xborder.errors import XborderError  # noqa: PLC0415

    places, alone, _ = _left_over(read)
    cells: dict[str, list[object]] = {
        name: [] for name in ("row", "rows", "rule", "kind", "heading", "amount", "_first", "_order")
    }
    at = 0
    for rows in alone:
        first = int(places[at])
        try:
            found = asked(rows, quoted_frame.desk, quoted_frame.on, quoted_frame.fx).charges
        except XborderError:
            found = ()
        for order, charge in enumerate(found):
            line = charge.line if charge.line is not None else min(charge.lines, default=0)
            row = first + line
            values: tuple[object, ...] = (
                row if read.order is None else read.order[row],
                1 if charge.line is not None else len(charge.lines) or len(rows),
                charge.rule, charge.kind, charge.heading, Decimal(charge.amount), first, order,
            )  # fmt: skip
            for name, value in zip(cells, values, strict=True):
                cells[name].append(value)
        at += len(rows)
    types = {**_CHARGES, "_first": pl.Int64(), "_order": pl.Int64()}
    return pl.DataFrame([pl.Series(name, column, dtype=types[name]) for name, column in cells.items()])
