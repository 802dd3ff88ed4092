"""Frames of every kind go in, bad rows keep to themselves, and bad columns are named with the mend."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from xborder import Desk, XborderError
from xborder.errors import BadInput
from xborder.frames import (
    COLUMNS,
    OUTPUT,
    QuotedFrame,
    charges,
    column_table,
    explain,
    quote_frame,
    replay,
    totals,
)

ON = date(2026, 11, 22)
ROWS = pl.DataFrame(
    {
        "consignment": ["a", "b", "a", "c"],
        "destination": ["NL", "GB", "NL", "AU"],
        "ship_from": ["CN"] * 4,
        "origin": ["CN"] * 4,
        "hs": ["8518.30", "6109.10", "4901.99", "9503.00"],
        "unit_price": [Decimal("200.00"), Decimal("12.50"), Decimal("9.99"), Decimal("30.00")],
        "currency": ["EUR", "GBP", "EUR", "AUD"],
        "freight": [Decimal("8.00"), Decimal("3.00"), None, None],
        "mine": [1, 2, 3, 4],
    }
)


def asked(frame: object, desk: Desk | None = None) -> QuotedFrame:
    return quote_frame(frame, desk, on=ON)


def test_rows_keep_their_order_and_other_columns_are_handed_on() -> None:
    frame = asked(ROWS).frame
    assert frame["mine"].to_list() == [1, 2, 3, 4]
    assert frame.columns[: len(ROWS.columns)] == ROWS.columns
    assert frame["destination"].to_list() == ROWS["destination"].to_list()
    assert frame["error"].null_count() == 4


def test_the_answer_has_the_columns_that_are_documented() -> None:
    for frame in (asked(ROWS).frame, asked(ROWS.clear()).frame):
        for column in OUTPUT:
            dtype = str(frame.schema[column.name]).replace("precision=", "").replace("scale=", "")
            assert dtype == column.dtype, column.name


class Stream:
    """What speaks the Arrow stream interface and is nothing else, as a pandas frame does."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize("kind", ["lazy", "table", "batch", "stream"])
def test_every_kind_of_frame_has_the_same_answer(kind: str) -> None:
    table = ROWS.to_arrow()
    frames = {"lazy": ROWS.lazy(), "table": table, "batch": table.to_batches()[0], "stream": Stream(table)}
    assert asked(frames[kind]).frame.equals(asked(ROWS).frame)


def test_a_bad_row_has_its_error_and_shifts_no_neighbour() -> None:
    bad = pl.DataFrame(
        {
            "destination": ["NL", "XX", "NL", "NL", None, "NL"],
            "ship_from": ["CN"] * 6,
            "hs": ["8518.30", "8518.30", "8518.30x", "8518.30", "8518.30", "8518.30"],
            "unit_price": ["20", "20", "20", "-1", "20", "20"],
            "currency": ["EUR", "EUR", "EUR", "EUR", "EUR", "EUX"],
        }
    )
    frame = asked(bad).frame
    starts = ["bad-input: ship_to.country", "bad-input: lines[0].hs", "bad-input: lines[0].unit_price.amount",
              "bad-input: ship_to", "bad-input: lines[0].unit_price.currency"]  # fmt: skip
    assert frame["error"][0] is None
    for error, start in zip(frame["error"].to_list()[1:], starts, strict=True):
        assert error.startswith(start)
    assert frame["landed_cost"].null_count() == 5
    alone = asked(bad.head(1)).frame
    assert frame.head(1).equals(alone)


def test_rows_of_one_consignment_that_disagree_are_all_wrong() -> None:
    frame = asked(ROWS.with_columns(destination=pl.Series(["NL", "GB", "DE", "AU"]))).frame
    wrong = frame.filter(pl.col("consignment") == "a")["error"].to_list()
    assert wrong[0] == wrong[1]
    assert wrong[0].startswith("bad-input: ship_to.country: the rows of one consignment disagree on destination")
    assert frame.filter(pl.col("consignment") != "a")["error"].null_count() == 2


@pytest.mark.parametrize(
    ("frame", "path", "mend"),
    [
        (ROWS.drop("destination"), "destination", "add it"),
        (ROWS.with_columns(pl.col("unit_price").cast(pl.Float64)), "unit_price", 'floats="round"'),
        (ROWS.with_columns(hs=pl.lit(851830)), "hs", "cast it to one of: String"),
        (ROWS.with_columns(on=pl.lit(datetime(2026, 1, 1))), "on", "cast it to one of: Date"),  # noqa: DTZ001
        (ROWS.with_columns(pl.lit("x").alias("measures.parsec")), "measures.parsec", "for example measures.kg"),
        (ROWS.with_columns(duties=pl.lit(1)), "duties", "drop or rename it"),
        (ROWS.with_columns(hs=pl.lit(8518.3)), "hs", "read it as text"),
        ([1, 2], "frame", "give a Polars DataFrame"),
        (pa.table([["NL"], ["NL"]], names=["destination", "destination"]), "destination", "drop or rename"),
    ],
)
def test_a_bad_column_is_named_with_the_mend(frame: object, path: str, mend: str) -> None:
    with pytest.raises(BadInput) as caught:
        asked(frame)
    assert caught.value.path == path
    assert mend in caught.value.hint


@pytest.mark.parametrize(
    ("terms", "path"),
    [
        ({"desk": "desk"}, "desk"),
        ({"fx": "EUR"}, "fx"),
        ({"fx": {"EUR": 1}}, "fx"),
        ({"fx": [{"base": "EUR", "quote": "USD", "rate": "x"}]}, "fx[0].rate"),
        ({"on": "2026-11-22"}, "on"),
        ({"floats": "yes"}, "floats"),
    ],
)
def test_bad_terms_are_named(terms: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput) as caught:
        quote_frame(ROWS, **terms)
    assert caught.value.path == path


def test_floats_are_taken_when_that_is_asked_for() -> None:
    floating = ROWS.with_columns(
        pl.col("unit_price").cast(pl.Float64), pl.col("freight").cast(pl.Float64).fill_null(float("nan"))
    )
    rounded = quote_frame(floating, on=ON, floats="round").frame
    names = [column.name for column in OUTPUT]
    assert rounded.select(names).equals(asked(ROWS).frame.select(names))
    odd = floating.with_columns(unit_price=pl.Series([1e300, 0.1 + 0.2, float("inf"), 1e-9]))
    errors = quote_frame(odd, on=ON, floats="round").frame["error"].to_list()
    assert [error is not None for error in errors] == [True, False, True, False]


def test_totals_have_one_row_for_each_consignment() -> None:
    result = asked(ROWS)
    whole = totals(result)
    assert whole["consignment"].to_list() == ["a", "b", "c"]
    assert whole["rows"].to_list() == [2, 1, 1]
    assert whole["landed_cost"].sum() == result.frame["landed_cost"].sum()
    assert result.totals().equals(whole)


def test_charges_name_their_rule_and_sum_to_the_frame() -> None:
    result = asked(ROWS)
    laid = charges(result)
    assert set(laid["rule"]) >= {"eu.vat", "gb.vat"} or laid["rule"].len() > 0
    figures = result.frame.select(pl.sum_horizontal("duties", "taxes", "fees").sum()).item()
    assert laid["amount"].sum() == figures
    assert result.charges().equals(laid)


def test_a_row_is_explained_by_the_desk() -> None:
    result = asked(ROWS)
    quote = replay(result, 2)
    assert [line.hs for line in quote.lines] == ["8518.30", "4901.99"]
    assert Decimal(quote.lines[1].landed_cost) == result.frame["landed_cost"][2]
    assert explain(result, 2) == quote.explain() == result.explain(2)
    for none in (9, -1, True, "2", 1.0):
        with pytest.raises(BadInput, match="no row"):
            explain(result, none)  # type: ignore[arg-type]  # what else may come
    with pytest.raises(XborderError):
        replay(asked(ROWS.with_columns(destination=pl.lit("XX"))), 0)


def test_amounts_beyond_the_quick_way_are_put_to_the_desk() -> None:
    large = ROWS.with_columns(unit_price=pl.Series(["999999999999999", "12.50", "9.99", "0.001"]))
    result = asked(large)
    assert result.fallback.rows == 2
    assert result.frame["error"].null_count() == 4


def test_a_frame_split_in_two_has_the_same_answers() -> None:
    many = pl.concat([ROWS.with_columns(pl.col("consignment") + str(number)) for number in range(50)])
    whole = asked(many).frame
    halves = [asked(many[:100]).frame, asked(many[100:]).frame]
    assert whole.equals(pl.concat(halves))


def test_importing_the_library_does_not_load_polars() -> None:
    code = "import sys, xborder, xborder.frames; print('polars' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_page_has_the_columns_as_they_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "frames.md").read_text(encoding="utf-8")
    assert column_table() in page
    for output in OUTPUT:
        assert f"| `{output.name}` | {output.dtype} | {output.says} |" in page
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)
