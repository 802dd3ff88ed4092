"""Two quoted frames side by side: what changed, row by row and rule by rule."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import polars as pl

from xborder.errors import BadInput
from xborder.frames._matching import matched, read_keys
from xborder.frames._showing import counted
from xborder.frames.columns import OUTPUT
from xborder.frames.quoted import QuotedFrame

__all__ = ["FIGURES", "Comparison", "compare"]

FIGURES = tuple(output.name for output in OUTPUT if output.dtype.startswith("Decimal"))
"""The columns of the answer that are amounts."""

_MONEY = pl.Decimal(38, 4)
_NOTHING = pl.lit(0).cast(_MONEY)


@attrs.frozen(eq=False, repr=False)
class Comparison:
    """What changed between two quoted frames.

    Sums are of rows that can be compared: matched, quoted in both frames, in one currency, and in a consignment of
    which all rows are so. Amounts of different currencies are never added.

    Attributes:
        rows: one row for each pair, in the order of ``after``, and then what only ``before`` has: the key columns,
            ``row_before`` and ``row_after``; ``quote_currency``, ``procedure``, ``status`` and ``error``, each with
            ``_before`` and ``_after``; each figure with ``_before``, ``_after`` and ``_difference``; ``compared``, and
            ``why_not``.
        by: the columns that rows were matched by; empty when it was their order.
        before: the frame that is compared.
        after: the frame that it is compared with.
    """

    rows: pl.DataFrame
    by: tuple[str, ...]
    before: QuotedFrame
    after: QuotedFrame

    def figures(self) -> pl.DataFrame:
        """The sums of each figure in each currency: ``before``, ``after`` and ``difference``, of how many ``rows``.

        ``rows_changed`` is how many have another amount than before.
        """
        kept = self.rows.filter("compared").with_columns(pl.col("quote_currency_after").alias("currency"))
        found = [
            kept.group_by("currency").agg(
                pl.lit(name).alias("figure"),
                pl.len().cast(pl.Int64).alias("rows"),
                (pl.col(f"{name}_difference") != 0).sum().cast(pl.Int64).alias("rows_changed"),
                *(
                    pl.col(f"{name}_{when}").sum().cast(_MONEY).alias(when)
                    for when in ("before", "after", "difference")
                ),
            )
            for name in FIGURES
        ]
        places = pl.DataFrame({"figure": FIGURES}).with_row_index("_place")
        joined = pl.concat(found).join(places, on="figure").sort("currency", "_place")
        return joined.select("currency", "figure", "rows", "rows_changed", "before", "after", "difference")

    def rules(self) -> pl.DataFrame:
        """What each rule charged in each currency, ``before`` and ``after``, and the ``difference``.

        ``change`` is ``new``, ``gone``, ``changed`` or ``same``; ``rows_before`` and ``rows_after`` say on how many
        rows the rule bears (with an amount of nothing, too), and ``rows_changed`` on how many it charges another
        amount than before. The differences sum to those of duties, taxes and fees.
        """
        pairs = self.rows.filter("compared").select(
            pl.int_range(pl.len()).alias("pair"), "row_before", "row_after", currency="quote_currency_after"
        )
        sides = [_by_rule(frame, pairs, when) for frame, when in ((self.before, "before"), (self.after, "after"))]
        keys = ["pair", "rule", "kind", "currency"]
        both = sides[0].join(sides[1], on=keys, how="full", coalesce=True, nulls_equal=True)
        for when in ("before", "after"):
            both = both.with_columns(pl.col(f"rows_{when}").fill_null(0), pl.col(when).fill_null(_NOTHING))
        changed = (pl.col("after") != pl.col("before")) | (pl.col("rows_before") != pl.col("rows_after"))
        touched = pl.max_horizontal("rows_before", "rows_after")
        found = both.group_by("rule", "kind", "currency").agg(
            pl.min("at_before"),
            pl.min("at_after"),
            pl.sum("rows_before"),
            pl.sum("rows_after"),
            pl.when(changed).then(touched).otherwise(0).sum().alias("rows_changed"),
            *(pl.col(when).sum().cast(_MONEY) for when in ("before", "after")),
        )
        found = found.with_columns((pl.col("after") - pl.col("before")).cast(_MONEY).alias("difference"))
        change = (
            pl.when(pl.col("rows_before") == 0).then(pl.lit("new"))
            .when(pl.col("rows_after") == 0).then(pl.lit("gone"))
            .when(pl.col("rows_changed") > 0).then(pl.lit("changed"))
            .otherwise(pl.lit("same"))
        )  # fmt: skip
        return (
            found.with_columns(change.alias("change"), pl.min_horizontal("at_before", "at_after").alias("_at"))
            .sort("currency", "_at", "rule")
            .select("rule", "kind", "currency", "change", "rows_before", "rows_after", "rows_changed",
                    "before", "after", "difference")
        )  # fmt: skip

    def procedures(self) -> pl.DataFrame:
        """How many ``rows`` went from which procedure ``before`` to which ``after``; none is null, for an error."""
        return self._moved("procedure")

    def statuses(self) -> pl.DataFrame:
        """How many ``rows`` went from which status ``before`` to which ``after``; none is null, for an error."""
        return self._moved("status")

    def errors(self) -> pl.DataFrame:
        """The rows that have an error: the key columns, ``error_before``, ``error_after``.

        ``change`` is ``new``, ``gone``, ``changed`` or ``same``.
        """
        before, after = pl.col("error_before"), pl.col("error_after")
        change = (
            pl.when(before.is_null()).then(pl.lit("new"))
            .when(after.is_null()).then(pl.lit("gone"))
            .when(before == after).then(pl.lit("same"))
            .otherwise(pl.lit("changed"))
        )  # fmt: skip
        keys = self.rows.columns[: self.rows.columns.index("quote_currency_before")]
        wrong = self.rows.filter(before.is_not_null() | after.is_not_null())
        return wrong.select(*keys, change.alias("change"), "error_before", "error_after")

    def changed(self) -> pl.DataFrame:
        """The rows of which anything is other than before: a figure, the currency, procedure, status or error."""
        words = ("quote_currency", "procedure", "status", "error", *FIGURES)
        other = [pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after")) for name in words]
        alone = pl.col("row_before").is_null() | pl.col("row_after").is_null()
        return self.rows.filter(pl.any_horizontal(alone, *other))

    def left_out(self) -> pl.DataFrame:
        """Why rows are not in the sums: ``why_not`` and how many ``rows``."""
        return self._counted(self.rows.filter(~pl.col("compared")), ["why_not"])

    def _moved(self, name: str) -> pl.DataFrame:
        paired = self.rows.filter(pl.col("row_before").is_not_null() & pl.col("row_after").is_not_null())
        words = paired.select(before=f"{name}_before", after=f"{name}_after")
        return self._counted(words.filter(pl.col("before").ne_missing(pl.col("after"))), ["before", "after"])

    @staticmethod
    def _counted(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
        found = rows.group_by(keys).agg(pl.len().cast(pl.Int64).alias("rows"))
        return found.sort("rows", *keys, descending=[True, *(False for _ in keys)], nulls_last=True)

    def __repr__(self) -> str:
        return f"<Comparison {counted(self.rows.height, 'row')}, {self.rows['compared'].sum()} in the sums>"

    def _repr_html_(self) -> str:
        from xborder.frames._html import comparison_html  # noqa: PLC0415 - only notebooks show it

        return comparison_html(self)


def compare(before: QuotedFrame, after: QuotedFrame, *, by: str | Sequence[str] = ()) -> Comparison:
    """What changed between two quoted frames, such as the same goods under the law of two days.

    Args:
        before: a quoted frame; the long form of a price grid is one.
        after: another.
        by: the columns that rows are matched by, such as ``["sku", "destination"]``. Without them rows are matched by
            their order, as long as both frames have as many and agree on ``consignment``, ``sku``, ``destination``,
            ``subdivision`` and ``market``, where both have those.

    Raises:
        BadInput: when the rows cannot be matched; it says why, and the mend.

    >>> from datetime import date
    >>> from xborder.frames import quote_frame
    >>> goods = pl.DataFrame({
    ...     "sku": ["BOOK"], "destination": ["DE"], "ship_from": ["CN"], "origin": ["CN"], "hs": ["4901.99"],
    ...     "unit_price": ["10.00"], "currency": ["EUR"],
    ... })
    >>> change = compare(quote_frame(goods, on=date(2026, 6, 30)), quote_frame(goods, on=date(2026, 7, 1)))
    >>> for row in change.rules().select("rule", "change", "before", "after", "difference").rows():
    ...     print(*row)
    eu.duty gone 0.0000 0.0000 0.0000
    eu.duty.flat new 0.0000 3.0000 3.0000
    eu.vat changed 0.7000 0.9100 0.2100
    """
    for name, frame in (("before", before), ("after", after)):
        if not isinstance(frame, QuotedFrame):
            raise BadInput(
                f"a {type(frame).__name__} is no quoted frame",
                path=name,
                hint="give what quote_frame returns, or the quoted() of a price grid",
            )
    keys = read_keys(by)
    pairs, names = matched(before.frame, after.frame, keys)
    return Comparison(_rows(before.frame, after.frame, pairs, names), keys, before, after)


# --- parts ------------------------------------------------------------------------------------------------------------


def _rows(before: pl.DataFrame, after: pl.DataFrame, pairs: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The pairs with what both frames say of them."""
    own = [_said(before, pairs["row_before"], names), _said(after, pairs["row_after"], names)]
    keys = [_either(own[1][name], own[0][name], pairs["row_after"].is_not_null()) for name in names]
    columns: list[pl.Series] = []
    for name in ("quote_currency", "procedure", "status", "error", *FIGURES):
        columns += [own[0][name].alias(f"{name}_before"), own[1][name].alias(f"{name}_after")]
    found = pl.DataFrame([*keys, *pairs.iter_columns(), *columns])
    why = (
        pl.when(pl.col("row_before").is_null()).then(pl.lit("only after"))
        .when(pl.col("row_after").is_null()).then(pl.lit("only before"))
        .when(pl.col("error_before").is_not_null() & pl.col("error_after").is_not_null()).then(pl.lit("error in both"))
        .when(pl.col("error_before").is_not_null()).then(pl.lit("error before"))
        .when(pl.col("error_after").is_not_null()).then(pl.lit("error after"))
        .when(pl.col("quote_currency_before") != pl.col("quote_currency_after")).then(pl.lit("other currency"))
    )  # fmt: skip
    found = found.with_columns(why.alias("why_not"))
    for frame, place in ((before, "row_before"), (after, "row_after")):
        found = _whole(found, frame, place)
    compared = pl.col("why_not").is_null()
    differences = [
        pl.when(compared)
        .then((pl.col(f"{name}_after") - pl.col(f"{name}_before")).cast(_MONEY))
        .alias(f"{name}_difference")
        for name in FIGURES
    ]
    found = found.with_columns(*differences, compared.alias("compared"))
    figures = [f"{name}_{when}" for name in FIGURES for when in ("before", "after", "difference")]
    others = [name for name in found.columns if name not in {*figures, "compared", "why_not"}]
    return found.select(*others, *figures, "compared", "why_not")


def _either(after: pl.Series, before: pl.Series, there: pl.Series) -> pl.Series:
    if after.dtype != before.dtype:
        after, before = after.cast(pl.String), before.cast(pl.String)
    return after.zip_with(there, before)


def _said(frame: pl.DataFrame, places: pl.Series, names: Sequence[str]) -> pl.DataFrame:
    wanted = dict.fromkeys([*names, "quote_currency", "procedure", "status", "error", *FIGURES])
    return pl.DataFrame([frame[name].gather(places) for name in wanted])


def _whole(rows: pl.DataFrame, frame: pl.DataFrame, place: str) -> pl.DataFrame:
    """Leaves out the rows whose consignment has one that is left out: what it is charged cannot be told apart."""
    if "consignment" not in frame.columns:
        return rows
    name = frame["consignment"].cast(pl.String)
    left = rows.filter(pl.col("why_not").is_not_null() & pl.col(place).is_not_null())[place]
    torn = name.gather(left).drop_nulls().unique()
    if not len(torn):
        return rows
    inside = name.gather(rows[place]).is_in(torn.implode()).fill_null(value=False)
    return rows.with_columns(
        pl.when(pl.col("why_not").is_null() & inside)
        .then(pl.lit("its consignment"))
        .otherwise("why_not")
        .alias("why_not")
    )


def _by_rule(quoted: QuotedFrame, pairs: pl.DataFrame, when: str) -> pl.DataFrame:
    """What each rule charges on each pair that is compared; of a charge on several rows, the first is the pair's."""
    laid = quoted.charges().with_row_index("_at")
    places = pairs.select("pair", "currency", row=f"row_{when}")
    found = laid.join(places, on="row", how="inner", maintain_order="left")
    if "consignment" in quoted.frame.columns:
        # A charge on several rows is the first pair's, whichever row of it stands first in this frame.
        sent = quoted.frame["consignment"].cast(pl.String).gather(places["row"])
        first = (
            places.with_columns(sent.alias("consignment")).group_by("consignment").agg(pl.min("pair").alias("_first"))
        )
        together = (pl.col("rows") > 1) & pl.col("consignment").is_not_null()
        found = found.join(first, on="consignment", how="left", maintain_order="left").with_columns(
            pl.when(together).then("_first").otherwise("pair").alias("pair")
        )
    return found.group_by("pair", "rule", "kind", "currency").agg(
        pl.min("_at").cast(pl.Int64).alias(f"at_{when}"),
        pl.max("rows").alias(f"rows_{when}"),
        pl.col("amount").sum().cast(_MONEY).alias(when),
    )
