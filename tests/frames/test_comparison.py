"""Two quoted frames are compared row by row and rule by rule, exactly, and never across currencies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xborder import Desk
from xborder.errors import BadInput
from xborder.frames import Comparison, QuotedFrame, compare, price_grid, quote_frame

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)
DESK = Desk()
FX = [{"base": "EUR", "quote": code, "rate": rate} for code, rate in (("GBP", "0.87"), ("BGN", "1.95583"))]
GOODS = pl.DataFrame(
    {
        "sku": ["TEE", "BOOK", "BUDS", "TEE", "BOOK"],
        "destination": ["DE", "DE", "DE", "GB", "FR"],
        "ship_from": "CN",
        "origin": "CN",
        "hs": ["6109.10", "4901.99", "8518.30", "6109.10", "4901.99"],
        "unit_price": ["12.50", "10.00", "200.00", "12.50", "10.00"],
        "currency": "EUR",
    }
)


def quoted(frame: pl.DataFrame = GOODS, on: date = AFTER, fx: Any = FX) -> QuotedFrame:
    return quote_frame(frame, DESK, on=on, fx=fx)


def july(frame: pl.DataFrame = GOODS) -> Comparison:
    """The goods on the last day of June and the first of July 2026."""
    return compare(quoted(frame, BEFORE), quoted(frame, AFTER))


def test_rules_that_come_go_and_change_are_told_with_their_sums() -> None:
    found = july().rules().filter(pl.col("change") != "same").select(
        "rule", "currency", "change", "rows_before", "rows_after", "rows_changed", "before", "after", "difference"
    )  # fmt: skip
    D = Decimal  # noqa: N806 - short, for the table below
    assert found.rows() == [
        ("eu.duty", "EUR", "changed", 4, 1, 3, D("0.0000"), D("0.0000"), D("0.0000")),
        ("eu.duty.flat", "EUR", "new", 0, 3, 3, D("0.0000"), D("9.0000"), D("9.0000")),
        ("eu.vat", "EUR", "changed", 4, 4, 3, D("41.6300"), D("42.5800"), D("0.9500")),
        ("fr.parcel-tax", "EUR", "gone", 1, 0, 1, D("2.0000"), D("0.0000"), D("-2.0000")),
    ]


def test_figures_are_summed_in_each_currency_by_itself() -> None:
    found = july().figures()
    assert found["currency"].unique(maintain_order=True).to_list() == ["EUR", "GBP"]
    landed = found.filter(pl.col("figure") == "landed_cost").drop("figure")
    assert landed.rows() == [
        ("EUR", 4, 3, Decimal("276.1300"), Decimal("284.0800"), Decimal("7.9500")),
        ("GBP", 1, 0, Decimal("13.0600"), Decimal("13.0600"), Decimal("0.0000")),
    ]


def test_each_row_has_both_sides_and_the_difference() -> None:
    rows = july().rows
    tee = rows.row(0, named=True)
    assert (tee["sku"], tee["destination"], tee["row_before"], tee["row_after"]) == ("TEE", "DE", 0, 0)
    assert (tee["duties_before"], tee["duties_after"], tee["duties_difference"]) == (0, 3, 3)
    assert tee["compared"]
    assert july().changed()["row_after"].to_list() == [0, 1, 4]
    assert rows["landed_cost_after"].to_list() == quoted().frame["landed_cost"].to_list()


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", None]),
        st.sampled_from(["DE", "FR", "GB", "XX"]),
        st.sampled_from(["6109.10", "4901.99", "8518.30"]),
        st.decimals("0.50", "300", places=2),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=ROWS, dropped=st.sets(st.integers(0, 7)), flipped=st.booleans())
def test_what_rules_changed_sums_to_what_the_charges_changed(drawn: Any, dropped: set[int], flipped: bool) -> None:
    frame = pl.DataFrame(
        {
            "sku": [str(place) for place in range(len(drawn))],
            "consignment": pl.Series([row[0] and f"{row[0]}-{row[1]}" for row in drawn], dtype=pl.String),
            "destination": [row[1] for row in drawn],
            "ship_from": "CN",
            "origin": "CN",
            "hs": [row[2] for row in drawn],
            "unit_price": [row[3] for row in drawn],
            "currency": "EUR",
        }
    )
    left = frame.filter(~pl.col("sku").is_in([str(place) for place in dropped]))
    june = quoted(frame, BEFORE)
    found = compare(june, quoted(left[::-1] if flipped else left, AFTER), by="sku")
    charged = found.figures().filter(pl.col("figure").is_in(["duties", "taxes", "fees"]))
    columns = ["before", "after", "difference"]
    by_figure = charged.group_by("currency").agg(pl.sum(*columns)).sort("currency").rows()
    by_rule = found.rules().group_by("currency").agg(pl.sum(*columns)).sort("currency").rows()
    assert by_figure == by_rule or (not by_rule and all(row[1:] == (0, 0, 0) for row in by_figure))
    assert found.rows.height == frame.height
    assert sum(found.rows["compared"]) + sum(found.left_out()["rows"]) == frame.height
    same = compare(june, june)
    assert same.changed().height == 0
    assert set(same.rules()["change"]) <= {"same"}


def test_a_charge_on_several_rows_is_the_same_in_any_order_of_rows() -> None:
    parcel = GOODS.head(2).with_columns(consignment=pl.lit("p"), destination=pl.lit("RO"), quote_currency=pl.lit("EUR"))
    rates = [*FX, {"base": "EUR", "quote": "RON", "rate": "5"}]
    straight, turned = quoted(parcel, fx=rates), quoted(parcel[::-1], fx=rates)
    assert (straight.charges()["rows"] > 1).any()
    found = compare(straight, turned, by="sku")
    assert found.rules()["rows_changed"].to_list() == [0] * found.rules().height


def test_rows_are_matched_by_keys_in_any_order() -> None:
    turned = compare(quoted(on=BEFORE), quoted(GOODS[::-1]), by=["sku", "destination"])
    keys = ["currency", "rule"]
    assert turned.rules().sort(keys).equals(july().rules().sort(keys))
    assert turned.figures().equals(july().figures())
    assert turned.rows["row_before"].to_list() == [4, 3, 2, 1, 0]
    assert turned.by == ("sku", "destination")
    assert july().by == ()


def test_rows_of_one_frame_alone_are_told_and_not_summed() -> None:
    found = compare(quoted(GOODS.head(4), BEFORE), quoted(GOODS.tail(4)), by=["sku", "destination"])
    assert found.left_out().rows() == [("only after", 1), ("only before", 1)]
    assert found.rows.select("sku", "row_before", "row_after").rows()[-2:] == [("BOOK", None, 3), ("TEE", 0, None)]
    assert found.figures().filter(pl.col("figure") == "duties")["rows"].to_list() == [2, 1]
    assert found.changed().height == 3


def test_errors_that_come_and_go_are_told_and_keep_out_of_the_sums() -> None:
    found = compare(quoted(on=BEFORE, fx=()), quoted(GOODS.with_columns(hs=pl.Series(["x1"] + ["4901.99"] * 4))))
    assert found.errors().select("sku", "destination", "change").rows() == [("TEE", "DE", "new"), ("TEE", "GB", "gone")]
    assert found.left_out().rows() == [("error after", 1), ("error before", 1)]
    assert found.procedures().rows() == [("eu.h7", None, 1), (None, "gb.standard", 1)]
    assert found.rows.filter(~pl.col("compared"))["landed_cost_difference"].null_count() == 2


def test_procedures_and_statuses_that_change_are_counted() -> None:
    registered = GOODS.with_columns(seller_registrations=pl.lit(["ioss=IM2760000742"]))
    found = compare(quoted(), quoted(registered))
    assert found.procedures().rows() == [("eu.h7", "eu.ioss", 3)]
    assert found.statuses().height == 0
    vague = compare(quoted(), quoted(GOODS.with_columns(hs=pl.lit("4202.22"), unit_price=pl.lit("200.00"))))
    assert vague.statuses().rows() == [("complete", "bounded", 5)]


def test_amounts_of_two_currencies_are_never_subtracted() -> None:
    sofia = GOODS.head(2).with_columns(destination=pl.lit("BG"))
    found = compare(quoted(sofia, date(2025, 12, 31)), quoted(sofia, date(2026, 1, 1)))
    assert found.left_out().rows() == [("other currency", 2)]
    assert found.figures().height == found.rules().height == 0
    assert found.rows["landed_cost_difference"].null_count() == 2
    assert found.changed().height == 2


def test_a_consignment_that_lost_a_row_is_not_summed() -> None:
    together = GOODS.with_columns(consignment=pl.Series(["a", "a", "a", None, None]))
    found = compare(
        quoted(together, BEFORE), quoted(together.filter(pl.col("sku") != "BUDS")), by=["sku", "destination"]
    )
    assert found.left_out().rows() == [("its consignment", 2), ("only before", 1)]


def test_frames_without_rows_are_compared() -> None:
    none = compare(quoted(GOODS.clear()), quoted(GOODS.clear()))
    assert not none.rows.height + none.figures().height + none.rules().height + none.changed().height
    added = compare(quoted(GOODS.clear()), quoted(), by=["sku", "destination"])
    assert added.left_out().rows() == [("only after", 5)]


GRID = price_grid(GOODS.drop("destination").head(3), ["DE", "FR"], AFTER, DESK)
BAD: list[tuple[str, Callable[[], object], str, str]] = [
    ("no quoted frame", lambda: compare(GOODS, quoted()), "before", "quote_frame"),  # type: ignore[arg-type]  # it is refused
    ("a grid", lambda: compare(quoted(), GRID), "after", "quoted()"),  # type: ignore[arg-type]  # it is refused
    ("heights", lambda: compare(quoted(), quoted(GOODS.head(2))), "by", 'by=["sku", "destination"]'),
    ("order", lambda: compare(quoted(), quoted(GOODS[::-1])), "by", "sort both frames alike"),
    ("no column", lambda: compare(quoted(), quoted(), by="size"), "by", "both have sku, destination"),
    ("a figure", lambda: compare(quoted(), quoted(), by="duties"), "by", "both have sku, destination"),
    ("not unique", lambda: compare(quoted(), quoted(), by="sku"), "by", "tells them apart"),
    ("lists", lambda: compare(*[quoted(GOODS.with_columns(tags=pl.lit(["a"])))] * 2, by="tags"), "by", "leave it out"),
    ("taken", lambda: compare(*[quoted(GOODS.with_columns(row_before=1))] * 2, by="row_before"), "by", "rename it"),
    ("no names", lambda: compare(quoted(), quoted(), by=4), "by", "for example"),  # type: ignore[arg-type]  # it is refused
]  # fmt: skip


@pytest.mark.parametrize(("build", "path", "mend"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_frames_that_cannot_be_matched_are_refused_with_the_mend(
    build: Callable[[], object], path: str, mend: str
) -> None:
    with pytest.raises(BadInput) as caught:
        build()
    assert caught.value.path == path
    assert mend in caught.value.hint
