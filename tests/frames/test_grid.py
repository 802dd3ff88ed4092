"""A price list goes to every destination on every day, in parts or at once, and each cell is the desk's own answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xborder import Desk
from xborder.errors import BadInput, UnsupportedDestination
from xborder.frames import OUTPUT, PriceGrid, QuotedFrame, _widening, price_grid, quote_frame
from xborder.frames import grid as grid_module

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)
PER_EURO = {"GBP": "0.87", "BRL": "6.2", "USD": "1.16", "BGN": "1.95583"}  # made up, but for the last
FX = [{"base": "EUR", "quote": code, "rate": rate} for code, rate in PER_EURO.items()]
PRODUCTS = pl.DataFrame(
    {
        "sku": ["TEE", "BOOK", "BUDS", "TOY", "SHOE"],
        "consignment": ["a", None, "a", "b", "a"],
        "ship_from": "CN",
        "origin": "CN",
        "hs": ["6109.10", "4901.99", "8518.30", "9503.00", "6403.99"],
        "unit_price": [Decimal("12.50"), Decimal("9.99"), Decimal("120.00"), Decimal("24.90"), Decimal("79.00")],
        "currency": "EUR",
        "mine": [1, 2, 3, 4, 5],
    }
)
MARKETS = ["DE", "GB", "BR", "IN", "XI"]
DESK = Desk()
NAMES = [output.name for output in OUTPUT]


def grid(
    products: object = PRODUCTS, destinations: object = MARKETS, dates: Any = (BEFORE, AFTER), **how: Any
) -> PriceGrid:
    return price_grid(products, destinations, dates, how.pop("desk", DESK), fx=FX, **how)


def test_the_long_form_is_what_quoting_each_row_by_hand_gives() -> None:
    long = grid().quoted().frame
    assert long.height == grid().height == 5 * 5 * 2
    rows = []
    for market in MARKETS:
        for day in (BEFORE, AFTER):
            for row in PRODUCTS.to_dicts():
                basket = None if row["consignment"] is None else f"{row['consignment']}, {market}, {day}"
                rows.append({**row, "consignment": basket, "destination": market, "on": day})
    byhand = quote_frame(pl.DataFrame(rows), DESK, fx=FX).frame
    assert long.select(NAMES).equals(byhand.select(NAMES))
    assert long.select("sku", "mine", "on").equals(byhand.select("sku", "mine", "on"))
    assert long["market"].to_list() == byhand["destination"].to_list()
    assert isinstance(grid().quoted(), QuotedFrame)


def test_baskets_are_sent_together_and_keep_their_names() -> None:
    several = grid(destinations=["DE", "FR"]).quoted().frame
    assert several["consignment"].drop_nulls().unique().sort().to_list()[0] == "a/DE/2026-06-30"
    one = grid(destinations=["DE"], dates=AFTER).quoted()
    assert one.totals().select("consignment", "rows").rows() == [("a/DE", 3), (None, 1), ("b/DE", 1)]
    together = one.frame.filter(pl.col("sku") == "TEE")["duties"].item()
    alone = grid(PRODUCTS.drop("consignment"), ["DE"], AFTER).quoted().frame.filter(pl.col("sku") == "TEE")
    assert (together, alone["duties"].item()) == (Decimal("1.5000"), Decimal("3.0000"))


def test_the_wide_form_has_the_figures_of_the_long_one() -> None:
    long = grid().quoted().frame
    for figure in ("landed_cost", "taxes", "procedure", "notices", "error"):
        wide = grid().wide(figure)
        assert wide.frame.columns == [*PRODUCTS.columns, "on", *MARKETS]
        assert wide.frame.drop("on", *MARKETS).equals(pl.concat([PRODUCTS, PRODUCTS]))
        assert wide.frame["on"].to_list() == [BEFORE] * 5 + [AFTER] * 5
        for market in MARKETS:
            assert wide.frame[market].to_list() == long.filter(pl.col("market") == market)[figure].to_list()


def test_what_could_not_be_quoted_stays_visible() -> None:
    wide = grid().wide()
    assert wide.frame["IN"].null_count() == wide.frame.height
    assert wide.frame["DE"].null_count() == 0
    assert wide.errors.columns == ["product", "sku", "on", "market", "error"]
    assert wide.errors["market"].unique().to_list() == ["IN"]
    assert wide.errors.select("product", "on").rows() == [(place, day) for day in (BEFORE, AFTER) for place in range(5)]
    assert wide.errors["error"][0].startswith("unsupported-destination: ship_to.country")
    told = wide.markets.to_dicts()
    assert told[0] == {"market": "DE", "currencies": ["EUR"], "rows": 10, "errors": 0, "bounded": 6, "partial": 0}
    assert told[3] == {"market": "IN", "currencies": [], "rows": 10, "errors": 10, "bounded": 0, "partial": 0}
    assert wide.currencies() == {"DE": "EUR", "GB": "GBP", "BR": "BRL", "IN": "", "XI": "GBP"}


def test_a_column_that_mixes_currencies_says_so() -> None:
    wide = grid(PRODUCTS.head(2), ["BG"], [date(2025, 12, 31), date(2026, 1, 1)], desk=Desk()).wide("quote_currency")
    assert wide.frame["BG"].to_list() == ["BGN", "BGN", "EUR", "EUR"]
    own = PRODUCTS.with_columns(quote_currency=pl.Series(["EUR", "GBP", "EUR", "EUR", "EUR"])).drop("consignment")
    assert grid(own, ["DE"], AFTER).wide().currencies() == {"DE": "EUR, GBP"}


def test_a_wide_grid_of_bounded_and_partial_figures_counts_them() -> None:
    bag = PRODUCTS.head(1).with_columns(hs=pl.lit("4202.22"), unit_price=pl.lit(Decimal("200.00")))
    (told,) = grid(bag, ["DE"], AFTER).wide().markets.to_dicts()
    assert told["bounded"] == 1


@pytest.mark.parametrize("rows", [1, 3, 7, 20, 1000])
def test_parts_of_any_size_make_the_same_wide_form(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = grid().wide()
    monkeypatch.setattr(_widening, "ROWS", rows)
    parted = grid().wide()
    assert parted.frame.equals(whole.frame)
    assert parted.markets.equals(whole.markets)
    assert parted.errors.equals(whole.errors)
    assert parted.fallback == whole.fallback


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(baskets=st.lists(st.sampled_from([None, "a", "b", "c"]), min_size=5, max_size=5), rows=st.integers(1, 12))
def test_no_basket_is_torn_by_parts(baskets: list[str | None], rows: int) -> None:
    drawn = PRODUCTS.with_columns(consignment=pl.Series(baskets, dtype=pl.String))
    whole = grid(drawn, ["DE", "GB"], AFTER).quoted().frame
    parts = pl.concat([part.frame for part in grid(drawn, ["DE", "GB"], AFTER).parts(rows)])
    keys = ["market", "sku"]
    assert parts.sort(keys).equals(whole.sort(keys))


def test_the_wide_form_never_asks_for_more_rows_than_a_part_has(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def counting(frame: pl.DataFrame, *args: Any, **how: Any) -> QuotedFrame:
        asked.append((frame.height, frame.width))
        return quote_frame(frame, *args, **how)

    many = pl.concat([PRODUCTS.drop("consignment")] * 40)
    whole = grid(many, ["DE", "GB"], AFTER).wide()
    monkeypatch.setattr(grid_module, "quote_frame", counting)
    monkeypatch.setattr(_widening, "ROWS", 60)
    assert grid(many, ["DE", "GB"], AFTER).wide().frame.equals(whole.frame)
    assert max(height for height, _ in asked) <= 60
    assert max(width for height, width in asked if height) < many.width + 3


def test_a_cell_is_replayed_and_explained_with_its_whole_basket() -> None:
    made = grid()
    wide = made.wide().frame.filter(pl.col("on") == AFTER)
    quote = made.replay(2, "DE", AFTER)
    assert [line.sku for line in quote.lines] == ["TEE", "BUDS", "SHOE"]
    assert Decimal(quote.lines[1].landed_cost) == wide["DE"][2]
    assert made.explain(2, "DE", AFTER) == quote.explain()
    with pytest.raises(UnsupportedDestination):
        made.replay(0, "IN", AFTER)
    assert grid(dates=AFTER).replay(1, "GB").currency == "GBP"


def test_subdivisions_and_named_markets_have_columns_of_their_own() -> None:
    ways = pl.DataFrame(
        {
            "destination": ["de", "DE"],
            "incoterm": ["DDP", "DAP"],
            "freight": ["4.00", "6.00"],
            "market": ["paid", "unpaid"],
        }
    )
    wide = grid(PRODUCTS.head(1), ways, AFTER).wide("on_delivery").frame
    assert wide.select("paid", "unpaid").row(0) == (Decimal("0.0000"), Decimal("7.0900"))  # 3.00 and 19% of 21.50
    assert grid(destinations=["gb-nir", "US-CA"]).markets.rows() == [
        ("GB", "GB-NIR", "GB-NIR"),
        ("US", "US-CA", "US-CA"),
    ]
    assert grid(destinations="XI").wide().frame["XI"].equals(grid(destinations="GB-NIR").wide().frame["GB-NIR"])


def test_frames_of_every_kind_and_no_products_are_taken() -> None:
    plain = PRODUCTS.drop("consignment")
    wide = grid(plain.to_arrow(), pl.Series(["DE"]), pl.Series([AFTER])).wide()
    assert wide.frame["DE"].equals(grid(plain.lazy(), ["DE"], AFTER).wide().frame["DE"])
    none = grid(PRODUCTS.clear())
    assert none.wide().frame.schema == grid().wide().frame.schema
    assert none.quoted().frame.height == none.wide().errors.height == 0
    floating = plain.with_columns(pl.col("unit_price").cast(pl.Float64))
    assert grid(floating, ["DE"], AFTER, floats="round").wide().frame["DE"].equals(wide.frame["DE"])


BAD: list[tuple[str, Callable[[], object], str, str]] = [
    ("no destination", lambda: grid(destinations=[]), "destinations", "a list of ISO codes"),
    ("no list", lambda: grid(destinations={"DE"}), "destinations", "a list of ISO codes"),
    ("no frame", lambda: grid(destinations=5), "destinations", "give a Polars DataFrame"),
    ("no code", lambda: grid(destinations=["DE", 4]), "destinations[1]", "a list of ISO codes"),
    ("wrong code", lambda: grid(destinations=["DE", "UK"]), "destinations[1]", "use GB"),
    ("wrong subdivision", lambda: grid(destinations=["US-ZZ"]), "destinations[0]", "US-CA"),
    ("twice", lambda: grid(destinations=["DE", "de "]), "destinations[1]", "market"),
    ("no column", lambda: grid(destinations=pl.DataFrame({"x": ["DE"]})), "destinations.destination", "a column destination"),
    ("numbers", lambda: grid(destinations=pl.DataFrame({"destination": [4]})), "destinations.destination", "String"),
    ("empty cell", lambda: grid(destinations=pl.DataFrame({"destination": [None, "DE"]})), "destinations[0]", "DE"),
    ("of the goods", lambda: grid(destinations=pl.DataFrame({"destination": ["DE"], "duty": "2%"})), "destinations.duty", "products"),
    ("of the days", lambda: grid(destinations=pl.DataFrame({"destination": ["DE"], "on": AFTER})), "destinations.on", "drop it"),
    ("unnamed", lambda: grid(destinations=pl.DataFrame({"destination": ["DE"], "market": [""]})), "destinations[0]", "market"),
    ("slash", lambda: grid(destinations=pl.DataFrame({"destination": ["DE"], "market": ["a/b"]})), "destinations.market", "name"),
    ("both sides", lambda: grid(PRODUCTS.with_columns(freight=1), pl.DataFrame({"destination": ["DE"], "freight": 2})), "freight", "one of them"),
    ("floats", lambda: grid(destinations=pl.DataFrame({"destination": ["DE"], "freight": 2.5})), "freight", 'floats="round"'),
    ("goods to one place", lambda: grid(PRODUCTS.with_columns(destination=pl.lit("DE"))), "destination", "drop it"),
    ("goods of one day", lambda: grid(PRODUCTS.with_columns(on=pl.lit(AFTER))), "on", "drop it"),
    ("same name", lambda: grid(PRODUCTS.rename({"mine": "DE"})), "DE", "rename"),
    ("no price", lambda: grid(PRODUCTS.drop("unit_price")), "unit_price", "add it"),
    ("price in floats", lambda: grid(PRODUCTS.with_columns(pl.col("unit_price").cast(pl.Float64))), "unit_price", 'floats="round"'),
    ("basket in floats", lambda: grid(PRODUCTS.with_columns(consignment=1.5)), "consignment", "String"),
    ("answered already", lambda: grid(PRODUCTS.with_columns(duties=1)), "duties", "drop or rename it"),
    ("no products", lambda: grid([1]), "products", "give a Polars DataFrame"),
    ("text for a day", lambda: grid(dates="2026-07-01"), "dates", "datetime.date"),
    ("text for days", lambda: grid(dates=["2026-07-01"]), "dates[0]", "datetime.date"),
    ("a moment", lambda: grid(dates=datetime(2026, 7, 1)), "dates[0]", "datetime.date"),  # noqa: DTZ001 - it is refused
    ("no days", lambda: grid(dates=[]), "dates", "datetime.date"),
    ("days twice", lambda: grid(dates=[AFTER, AFTER]), "dates[1]", "once"),
    ("desk", lambda: grid(desk="mine"), "desk", "xborder.Desk"),
    ("rates", lambda: price_grid(PRODUCTS, ["DE"], AFTER, fx=FX[0]), "fx", "a list such as"),  # type: ignore[arg-type]  # it is refused
    ("figure", lambda: grid().wide("landed"), "figure", "landed_cost"),
    ("rows", lambda: grid().parts(0), "rows", "whole number"),
    ("preview", lambda: grid().preview(0), "products", "whole number"),
    ("product", lambda: grid().replay(5, "DE", AFTER), "product", "0 to 4"),
    ("market", lambda: grid().replay(0, "FR", AFTER), "market", "one of DE, GB"),
    ("day", lambda: grid().replay(0, "DE"), "on", "one of 2026-06-30, 2026-07-01"),
]  # fmt: skip


@pytest.mark.parametrize(("build", "path", "mend"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_bad_input_is_named_with_the_mend(build: Callable[[], object], path: str, mend: str) -> None:
    with pytest.raises(BadInput) as caught:
        build()
    assert caught.value.path == path
    assert mend in caught.value.hint


def test_grids_tell_their_size_in_a_line() -> None:
    assert repr(grid()) == "<PriceGrid 5 products, 5 destinations, 2 days>"
    assert repr(grid().wide("taxes")) == "<WideGrid taxes: 10 rows, 5 destinations, 10 errors>"
