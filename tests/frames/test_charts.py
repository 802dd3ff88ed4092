"""Charts show the figures of the quotes, and what is shown can be read."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import xborder
from xborder import Desk
from xborder.errors import BadInput, MissingExtra
from xborder.frames import PriceGrid, QuotedFrame, chart, price_grid, quote_frame
from xborder.frames import grid as grid_module

pytest.importorskip("altair", reason="charts need the extra notebook")

ON = date(2026, 11, 22)
DESK = Desk()
FX = [{"base": "EUR", "quote": code, "rate": rate} for code, rate in (("GBP", "0.87"), ("USD", "1.16"))]
PRODUCTS = pl.DataFrame(
    {
        "sku": ["TEE", "BOOK", "BUDS"],
        "ship_from": "CN",
        "origin": "CN",
        "hs": ["6109.10", "4901.99", "8518.30"],
        "unit_price": ["12.50", "9.99", "200.00"],
        "currency": "EUR",
    }
)
GRID = price_grid(PRODUCTS, ["DE", "GB", "US", "IN"], ON, DESK, fx=FX)
BERLIN = json.loads((Path(__file__).parents[2] / "examples" / "berlin.json").read_text(encoding="utf-8"))


def rows_of(spec: Any) -> list[dict[str, Any]]:
    """The rows that a chart draws."""
    values = spec["data"].get("values") or spec["datasets"][spec["data"]["name"]]
    return list(values)


def one_row(frame: pl.DataFrame) -> QuotedFrame:
    return quote_frame(frame, DESK, on=ON, fx=FX)


# --- a quote ----------------------------------------------------------------------------------------------------------


def test_the_bars_of_a_quote_lead_from_the_goods_to_the_landed_cost() -> None:
    quote = xborder.quote(BERLIN)
    bars = rows_of(quote.chart().to_dict())
    assert [bar["amount"] for bar in bars] == [
        "116.90 EUR",
        "6.90 EUR",
        "12.00 EUR",
        "19.90 EUR",
        "1.33 EUR",
        "157.03 EUR",
    ]
    for bar, above in zip(bars[1:-1], bars, strict=False):
        assert bar["start"] == above["end"]
    assert (bars[0]["start"], bars[-1]["start"]) == (0, 0)
    assert bars[-1]["end"] == pytest.approx(bars[-2]["end"]) == float(quote.landed_cost.amount)
    assert len({bar["step"] for bar in bars}) == len(bars)
    assert [bar["kind"] for bar in bars[2:]] == ["duty", "tax", "tax", "landed cost"]


def test_charges_of_one_kind_are_put_together_when_asked() -> None:
    quote = xborder.quote(BERLIN)
    bars = {bar["step"]: bar["figure"] for bar in rows_of(quote.chart(by="kind").to_dict())}
    assert bars == {"goods": "116.90", "freight": "6.90", "duties": "12.00", "taxes": "21.23", "landed cost": "157.03"}
    with pytest.raises(BadInput, match="one of rule, kind"):
        quote.chart(by="size")


def test_a_discount_leads_back() -> None:
    quote = xborder.quote({**BERLIN, "discount": {"amount": "10.00", "currency": "EUR"}})
    goods, discount = rows_of(quote.chart().to_dict())[:2]
    assert (discount["step"], discount["start"]) == ("discount", goods["end"])
    assert discount["end"] == pytest.approx(goods["end"] - 10)
    assert discount["right"] == goods["end"]


def test_a_chart_says_what_where_when_and_in_which_currency() -> None:
    spec = xborder.quote(BERLIN).chart().to_dict()
    assert spec["title"]["text"] == "From goods to landed cost: Germany (DE), 2026-11-22"
    assert spec["title"]["subtitle"] == ["eu.ioss, complete"]
    assert "amount in EUR" in json.dumps(spec)
    told = {tip["title"] for layer in spec["layer"] for tip in layer["encoding"]["tooltip"]}
    assert {"what", "amount", "kind", "of the landed cost", "how"} <= told


def test_without_altair_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingExtra, match=r'pip install "xborder\[notebook\]"'):
        xborder.quote(BERLIN).chart()
    with pytest.raises(MissingExtra, match=r'pip install "xborder\[notebook\]"'):
        chart(GRID)


# --- frames and grids -------------------------------------------------------------------------------------------------


def test_the_cells_of_a_heat_map_are_the_charges_over_goods_and_transport() -> None:
    quoted = GRID.quoted()
    cells = {(cell["product"], cell["market"]): cell for cell in rows_of(chart(GRID).to_dict())}
    assert len(cells) == quoted.frame.height
    for row in quoted.frame.to_dicts():
        cell = cells[row["sku"], row["market"]]
        if row["error"] is not None:
            assert (cell["value"], cell["label"], cell["error"]) == (None, "", row["error"])
            continue
        charged = row["duties"] + row["taxes"] + row["fees"]
        assert cell["value"] == pytest.approx(float(charged / (row["landed_cost"] - charged)))
        assert cell["landed"] == f"{row['landed_cost'].quantize(Decimal('0.01')):,} {row['quote_currency']}"
        assert cell["label"].endswith("+") == (row["status"] == "partial")
    assert chart(quoted).to_dict()["title"] == chart(GRID).to_dict()["title"]


def test_a_heat_map_says_what_is_missing_or_unsure() -> None:
    spec = chart(GRID).to_dict()
    assert spec["title"]["text"] == "Duties, taxes and fees, as a share of goods and transport"
    assert spec["title"]["subtitle"] == [
        "3 products to 4 destinations on 2026-11-22",
        "grey: 3 without a quote",
        "+ 3 partial: something is left out",
    ]


def test_amounts_are_drawn_when_they_have_one_currency() -> None:
    cells = rows_of(chart(GRID, figure="landed_cost", markets=["DE"]).to_dict())
    assert [cell["label"] for cell in cells] == ["18.45", "13.90", "238.00"]
    with pytest.raises(BadInput, match="EUR, GBP"):
        chart(GRID, figure="landed_cost", markets=["DE", "GB"])


def test_only_the_first_products_of_a_long_list_are_shown() -> None:
    spec = chart(GRID, most=2).to_dict()
    assert {cell["product"] for cell in rows_of(spec)} == {"TEE", "BOOK"}
    assert spec["title"]["subtitle"][0] == "the first 2 of 3 products to 4 destinations on 2026-11-22"
    assert chart(GRID.quoted(), most=2).to_dict()["title"] == spec["title"]


def test_a_waterfall_sums_a_destination_in_its_currency() -> None:
    frame = GRID.quoted().frame.filter(pl.col("market") == "DE")
    spec = chart(GRID, "waterfall", markets=["DE"]).to_dict()
    bars = {bar["step"]: bar["figure"] for bar in rows_of(spec)}
    for name, label in (("duties", "duties"), ("taxes", "taxes"), ("landed_cost", "landed cost")):
        assert Decimal(bars[label]) == sum(frame[name].to_list())
    assert spec["title"]["text"] == "From goods to landed cost: DE on 2026-11-22"
    assert spec["title"]["subtitle"] == ["3 rows"]


def test_waterfalls_stand_beside_each_other_in_the_order_asked_for() -> None:
    spec = chart(GRID, "waterfall", markets=["US", "DE"]).to_dict()
    assert [each["title"]["text"][-16:] for each in spec["concat"]] == ["US on 2026-11-22", "DE on 2026-11-22"]
    assert [each["title"]["subtitle"] for each in spec["concat"]] == [["3 rows, 3 partial"], ["3 rows"]]
    assert all(
        f"amount in {code}" in json.dumps(each) for each, code in zip(spec["concat"], ("USD", "EUR"), strict=True)
    )


def test_the_waterfall_of_a_grid_in_parts_is_that_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["US", "DE"]
    whole = [chart(GRID.quoted(), "waterfall", by=by, markets=names).to_dict() for by in ("kind", "rule")]
    real = PriceGrid.parts
    monkeypatch.setattr(PriceGrid, "parts", lambda grid: real(grid, 2))
    assert [chart(GRID, "waterfall", by=by, markets=names).to_dict() for by in ("kind", "rule")] == whole


def test_only_what_is_drawn_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counting(frame: pl.DataFrame, *args: Any, **how: Any) -> QuotedFrame:
        asked.append(frame.height)
        return quote_frame(frame, *args, **how)

    monkeypatch.setattr(grid_module, "quote_frame", counting)
    chart(GRID, markets=["DE"], most=2)
    chart(GRID, "waterfall", markets=["DE"])
    assert asked == [2, 3]


def test_a_waterfall_by_rule_has_the_charges_of_each_rule() -> None:
    quoted = GRID.quoted()
    bars = {
        bar["step"]: bar["figure"] for bar in rows_of(chart(quoted, "waterfall", by="rule", markets=["DE"]).to_dict())
    }
    laid = quoted.charges().filter(pl.col("row").is_in([0, 1, 2])).group_by("rule").agg(pl.sum("amount")).rows()
    expected = {rule: str(amount.quantize(Decimal("0.01"))) for rule, amount in laid if amount}
    assert {rule: figure for rule, figure in bars.items() if rule.startswith("eu.")} == expected


def test_rows_without_a_name_are_numbered() -> None:
    bare = one_row(PRODUCTS.drop("sku").with_columns(destination=pl.lit("DE")))
    assert [cell["product"] for cell in rows_of(chart(bare).to_dict())] == ["row 0", "row 1", "row 2"]


TWICE = pl.concat([PRODUCTS, PRODUCTS]).with_columns(destination=pl.lit("DE"))
DAYS = price_grid(PRODUCTS, ["DE"], [ON, date(2026, 6, 30)], DESK)
BAD: list[tuple[str, Callable[[], object], str, str]] = [
    ("kind", lambda: chart(GRID, "pie"), "kind", "heatmap, waterfall"),  # type: ignore[arg-type]  # it is refused
    ("figure", lambda: chart(GRID, figure="cost"), "figure", "landed_cost"),
    ("by", lambda: chart(GRID, "waterfall", by="size"), "by", "rule, kind"),  # type: ignore[arg-type]  # it is refused
    ("most", lambda: chart(GRID, most=0), "most", "1 or more"),
    ("frame", lambda: chart(PRODUCTS), "quoted", "a quoted frame or a price grid"),  # type: ignore[arg-type]  # it is refused
    ("market", lambda: chart(GRID, markets=["FR"]), "markets", "one of DE, GB, US, IN"),
    ("markets", lambda: chart(GRID, markets=4), "markets", "such as"),  # type: ignore[arg-type]  # it is refused
    ("several days", lambda: chart(DAYS), "on", "2026-11-22, 2026-06-30"),
    ("no such day", lambda: chart(DAYS, on=date(2020, 1, 1)), "on", "2026-11-22, 2026-06-30"),
    ("no day", lambda: chart(one_row(TWICE.head(1)), on=ON), "on", "leave it out"),
    ("no rows", lambda: chart(one_row(TWICE.clear())), "quoted", "with rows"),
    ("twice", lambda: chart(one_row(TWICE)), "quoted", "a sku of its own"),
    ("no quote", lambda: chart(GRID, "waterfall", markets=["IN"]), "quoted", "unsupported-destination"),
    ("too many", lambda: chart(price_grid(PRODUCTS.head(1), sorted(xborder.places.eu_members(ON)), ON, DESK,
                                          fx=[*FX, *({"base": "EUR", "quote": code, "rate": "5"} for code in ("CZK", "DKK", "HUF", "PLN", "RON", "SEK"))]), "waterfall"),
     "markets", "up to 12"),
]  # fmt: skip


@pytest.mark.parametrize(("build", "path", "mend"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_what_cannot_be_drawn_is_refused_with_the_mend(build: Callable[[], object], path: str, mend: str) -> None:
    with pytest.raises(BadInput) as caught:
        build()
    assert caught.value.path == path
    assert mend in caught.value.hint


def test_a_day_can_be_chosen() -> None:
    assert chart(DAYS, on=ON).to_dict()["title"]["subtitle"] == ["3 products to 1 destination on 2026-11-22"]
