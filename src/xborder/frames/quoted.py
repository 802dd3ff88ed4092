"""Quotes a frame: what can be said in columns in columns, the rest consignment by consignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from operator import index

import attrs
import polars as pl

from xborder.errors import BadInput
from xborder.frames._answers import ADDED, CHARGES, MONEY, answers, charged, dicts
from xborder.frames._input import Floats, desk_of, read_frame, taken_in
from xborder.frames._kept import known_of
from xborder.frames._scalar import FIGURES, asked
from xborder.landed_cost.consignment import read_day
from xborder.landed_cost.desk import Desk
from xborder.landed_cost.parts import read_rates
from xborder.landed_cost.quote import Quote

__all__ = ["Fallback", "QuotedFrame", "charges", "explain", "quote_frame", "replay", "totals"]


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
            Also when the desk, the day or a rate is none.

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
    desk = desk_of(desk)
    if on is not None:
        read_day(on)
    given = taken_in(frame)
    rows = read_frame(given, floats)
    brought = read_rates(fx)
    if not given.height:
        added = pl.DataFrame(schema=ADDED)
        return QuotedFrame(_beside(given, added), Fallback(0, 0, {}), rows, desk, on, brought)
    told, reasons = answers(rows, known_of(desk, on, brought, rows))
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
        pl.when(pl.col("error").is_null().all()).then(pl.col(name).sum().cast(MONEY)).alias(name) for name in FIGURES
    ]
    firsts = [pl.col(name).first() for name in ("quote_currency", "procedure", "status", "notices", "error")]
    found = frame.with_columns(key).group_by(keys, maintain_order=True).agg(pl.len().alias("rows"), *sums, *firsts)
    return found.drop("_own")


def charges(quoted_frame: QuotedFrame) -> pl.DataFrame:
    """One row for each charge: ``row`` it falls on (the first of several), on how many ``rows``, by which ``rule``.

    Amounts are in the currency of the answer, and sum to those of the frame. Charges of nothing are there, too.
    """
    rows = quoted_frame.asked
    if not rows.height:
        return pl.DataFrame(schema=CHARGES)
    return charged(rows, known_of(quoted_frame.desk, quoted_frame.on, quoted_frame.fx, rows))


def replay(quoted_frame: QuotedFrame, row: int) -> Quote:
    """The quote of the consignment that a row belongs to, asked of the desk by itself.

    Raises:
        XborderError: when there is none; the column ``error`` has the same.
    """
    rows = quoted_frame.asked
    row = _place(row, rows.height)
    if "consignment" in rows.columns and rows["consignment"][row] is not None:
        rows = rows.filter(pl.col("consignment") == pl.lit(rows["consignment"][row], rows["consignment"].dtype))
    else:
        rows = rows[row : row + 1]
    return asked(dicts(rows), quoted_frame.desk, quoted_frame.on, quoted_frame.fx)


def _place(row: object, count: int) -> int:
    """A row's place, as Python or NumPy counts."""
    try:
        place = -1 if isinstance(row, bool) else index(row)  # type: ignore[arg-type]  # what is none is refused
    except TypeError:
        place = -1
    if not 0 <= place < count:
        raise BadInput(
            f"the frame has no row {row!r:.40}", path="row", hint=f"0 to {count - 1}" if count else "it has none"
        )
    return place


def explain(quoted_frame: QuotedFrame, row: int) -> str:
    """How the figures of a row came about, retold by the scalar path for the whole consignment."""
    return replay(quoted_frame, row).explain()


def _beside(given: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    return given.drop(told.columns, strict=False).hstack(told)
