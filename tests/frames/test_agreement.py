"""Columns and the scalar desk never differ: in no figure, procedure, status, notice or error."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xborder import Desk
from xborder.errors import NoExchangeRate
from xborder.frames import COLUMNS, OUTPUT, QuotedFrame, _answers, charges, quote_frame, replay, totals
from xborder.frames._input import read_frame
from xborder.frames._scalar import FIGURES, Figures, Wrong, quoted
from xborder.goods.hs import normalise
from xborder.law import LawBook
from xborder.law.sources import Source
from xborder.money.fx_rules import FxRule
from xborder.tariff.answers import DutyAnswer
from xborder.tariff.starter import StarterTariff

Rows = list[dict[str, Any]]
TODAY = date(2026, 11, 22)
DESK = Desk(clock=lambda: TODAY)
NAMES = [column.name for column in OUTPUT]
PER_EURO = {
    "GBP": "0.87", "CHF": "0.93", "NOK": "11.7", "USD": "1.16", "CAD": "1.62", "AUD": "1.77", "NZD": "2.05",
    "SGD": "1.51", "JPY": "180", "BRL": "6.2", "CNY": "8.24", "SEK": "11.2", "DKK": "7.46", "PLN": "4.3",
    "CZK": "25.1", "HUF": "400", "RON": "4.97", "BGN": "1.95583", "KRW": "1700",
}  # fmt: skip
FX = tuple(
    {"base": "EUR", "quote": code, "rate": rate, "on": "2026-11-20", "source": "made up for tests"}
    for code, rate in PER_EURO.items()
)


def one_by_one(frame: pl.DataFrame, desk: Desk, fx: Sequence[object]) -> Rows:
    """What the desk says when each consignment is asked by itself, row by row."""
    rows = read_frame(frame).to_dicts()
    together: dict[object, list[int]] = {}
    for place, row in enumerate(rows):
        key = row.get("consignment")
        together.setdefault(("alone", place) if key is None else key, []).append(place)
    answers: Rows = [dict.fromkeys(NAMES) for _ in rows]
    for places in together.values():
        found = quoted([rows[place] for place in places], desk, None, fx)
        for number, place in enumerate(places):
            if isinstance(found, Wrong):
                answers[place]["error"] = found.error
            elif isinstance(found, Figures):
                answers[place].update(zip(FIGURES, found.rows[number], strict=True))
                answers[place] |= {
                    "quote_currency": found.currency,
                    "procedure": found.procedure,
                    "status": found.status,
                    "notices": list(found.notices),
                }
    return answers


def agreed(rows: Rows, desk: Desk = DESK, fx: Sequence[object] = FX) -> QuotedFrame:
    """The answers in columns, once they are found to be the desk's."""
    schema = {key: pl.List(pl.String) for row in rows for key, value in row.items() if isinstance(value, list)}
    frame = pl.DataFrame(rows, infer_schema_length=None, schema_overrides=schema)
    result = quote_frame(frame, desk, fx=fx)
    for row, ours, desks in zip(rows, result.frame.select(NAMES).to_dicts(), one_by_one(frame, desk, fx), strict=True):
        assert ours == desks, row
    return result


# --- drawn frames -----------------------------------------------------------------------------------------------------

BOOK = LawBook()
DESTINATIONS = tuple(code for code in BOOK.codes if not BOOK.pack(code).jurisdiction.abstract)
BY_PRICE = ("CN", "CN", "US", "JP", "CH")
DAYS = tuple(
    date.fromisoformat(day)
    for day in ("2019-05-05", "2022-03-01", "2024-12-31", "2025-03-10", "2025-09-01", "2026-01-15", "2026-06-30",
                "2026-07-01", "2026-11-22", "2027-02-01")
)  # fmt: skip
REGISTRATIONS = ("ioss=IM2760000742", "ioss=IM1", "voec=1", "gb-vat", "au-gst", "sg-gst", "nz-gst", "ch-vat",
                 "br-remessa-conforme", "cn-cbec", "ca-gst")  # fmt: skip
GOODS = ("3303.00", "2203.00", "6109.10", "6403.99", "4901.99", "9503.00", "8518.30", "9102.12", "3304.99", "6111.20", "2204.21", "1806.90",
         "7318.15", "8517.13", "7326.90", "8708.29", "4202.22", "61", "8471", "61a", None)  # fmt: skip
SUBDIVISIONS = {"US": "US-CA", "CA": "CA-QC", "BR": "BR-SP", "ES": "ES-CN", "GB": "GB-NIR"}


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Often nothing."""
    return st.one_of(st.none(), st.none(), strategy)


def usually(word: str, *others: str) -> st.SearchStrategy[str]:
    """Mostly one word."""
    return st.sampled_from((word,) * 3 * len(others) + others)


@st.composite
def consignments(draw: st.DrawFn) -> Rows:
    """The rows of one consignment, which say the same of what they share."""
    destination = draw(st.sampled_from(DESTINATIONS) | st.sampled_from(BY_PRICE))
    currency = draw(st.sampled_from(("EUR", "USD", "GBP", "JPY", "CNY")))
    places = 0 if currency == "JPY" else 2

    def amount(most: int) -> st.SearchStrategy[Decimal]:
        return st.integers(0, most).map(lambda cents: Decimal(cents).scaleb(-places))

    shared = {
        "destination": destination,
        "subdivision": draw(maybe(st.just(SUBDIVISIONS.get(destination)))),
        "ship_from": draw(st.sampled_from(("CN", "US", "GB", "TR", "DE"))),
        "on": draw(st.sampled_from(DAYS)),
        "sale": draw(usually("b2c", "b2b", "c2c", "gift")),
        "transport": draw(usually("courier", "post", "air", "sea")),
        "mode": draw(usually("direct-mail", "consolidation", "bonded")),
        "incoterm": draw(usually("DDP", "DAP")),
        "seller_registrations": draw(st.lists(st.sampled_from(REGISTRATIONS), max_size=4)),
        "quote_currency": draw(maybe(st.sampled_from(("USD", "EUR", "JPY")))),
        "freight": draw(maybe(amount(3_000))),
        "insurance": draw(maybe(amount(300))),
        "discount": draw(maybe(amount(200))),
    }
    return [
        {
            **shared,
            "sku": draw(st.sampled_from("AB")),
            "hs": draw(st.sampled_from(GOODS)),
            "origin": draw(st.sampled_from(("CN", "VN", "US", "DE", None))),
            "quantity": draw(st.sampled_from((Decimal(1), Decimal(2), Decimal(3), Decimal("1.5"), Decimal(0)))),
            "unit_price": draw(st.sampled_from((2_000, 20_000, 60_000, 1_000_000)).flatmap(amount)),
            "currency": currency,
            "line_discount": draw(maybe(amount(50))),
            "duty": draw(maybe(st.sampled_from(("Free", "2%", "4.7%", "12%", "16.9%", "5% MIN 1 EUR/item")))),
            "duty_is_final": draw(maybe(st.booleans())),
            "preference": draw(maybe(st.just("gsp"))),
            "net_mass": draw(maybe(st.sampled_from((Decimal("0.5"), Decimal(2))))),
            "measures.l": draw(maybe(st.sampled_from((Decimal("0.75"), Decimal(0))))),
            "measures.alcohol_vol": draw(maybe(st.just(Decimal(13)))),
            "measures.ml": draw(maybe(st.sampled_from((Decimal(50), Decimal(200))))),
            "measures.pieces": draw(maybe(st.just(Decimal(2)))),
        }
        for _ in range(draw(st.sampled_from((1, 1, 1, 2, 2, 3, 5))))
    ]


@given(drawn=st.lists(consignments(), min_size=1, max_size=12), apart=st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_no_row_differs_from_the_desk(drawn: list[Rows], apart: bool) -> None:
    rows = [{"consignment": number, **row} for number, consignment in enumerate(drawn) for row in consignment]
    if apart:
        rows = rows[::2] + rows[1::2]
    result = agreed(rows)
    whole = totals(result).filter(pl.col("error").is_null())
    laid = charges(result).group_by("consignment", "kind").agg(pl.col("amount").sum())
    by_kind = {(row["consignment"], row["kind"]): row["amount"] for row in laid.to_dicts()}
    for row in whole.to_dicts():
        for kind, name in (("duty", "duties"), ("tax", "taxes"), ("fee", "fees")):
            assert by_kind.get((str(row["consignment"]), kind), Decimal(0)) == row[name], (row, kind)


@given(drawn=st.lists(consignments(), min_size=4, max_size=12), apart=st.booleans(), size=st.integers(1, 9))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_parts_of_any_size_make_the_same_answers(drawn: list[Rows], apart: bool, size: int) -> None:
    rows = [{"consignment": number, **row} for number, consignment in enumerate(drawn) for row in consignment]
    if apart:
        rows = rows[::2] + rows[1::2]
    whole = agreed(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_answers, "_PART", size)
        parts = agreed(rows, Desk(clock=lambda: TODAY))
        assert parts.charges().equals(whole.charges())
    assert parts.frame.equals(whole.frame)
    assert parts.fallback == whole.fallback


def test_ordinary_goods_need_no_other_way() -> None:
    """One line of goods that the starter tariff knows, to every destination, by the schemes of each."""
    rows = [
        {
            "destination": destination,
            "ship_from": "CN" if destination != "CN" else "US",
            "on": TODAY,
            "seller_registrations": registrations,
            "hs": hs,
            "origin": "CN" if destination != "CN" else "US",
            "unit_price": Decimal(price),
            "currency": "EUR",
            "freight": Decimal(7),
            "measures.l": Decimal("0.75") if hs == "2204.21" else None,
            "measures.alcohol_vol": Decimal("13.5") if hs == "2204.21" else None,
        }
        for destination in DESTINATIONS
        for registrations in ([], ["ioss=IM2760000742", "gb-vat", "au-gst", "cn-cbec"])
        for hs in ("6109.10", "8518.30", "4901.99", "9102.12", "9503.00", "3304.99", "2204.21")
        for price in (19, 120, 900)
    ]
    assert agreed(rows).fallback.rows == 0


# --- what has differed ------------------------------------------------------------------------------------------------

PLAIN = {"destination": "NL", "ship_from": "CN", "origin": "CN", "hs": "8518.30", "duty": "2%", "unit_price": "20", "currency": "EUR"}  # fmt: skip


def test_lists_that_differ_in_an_empty_entry_disagree() -> None:
    lists: tuple[list[str | None] | None, ...] = (
        None,
        [],
        [""],
        [None],
        ["ioss"],
        ["ioss", None],
        ["ioss", ""],
        ["ioss\x1fvoec"],
        ["ioss", "voec"],
    )
    pairs = list(itertools.product(lists, lists))
    for name in ("seller_registrations", "prices_include", "policies", "buyer_year_to_date"):
        agreed([{"consignment": number, **PLAIN, name: said} for number, pair in enumerate(pairs) for said in pair])


@pytest.mark.parametrize(
    ("name", "others"),
    [("measures.kg", ("measures.KGM", "measures.g")), ("measures.ml", ("measures.MLT", "measures.l"))],
)
def test_a_measure_is_the_same_by_any_of_its_names(name: str, others: Sequence[str]) -> None:
    """Also where several columns give one, in whatever order; twice on one row is an error."""
    goods = (
        {"duty": "3.2% + 0.7 EUR/kg"}
        if name.endswith("kg")
        else {"hs": "3304.99", "destination": "CN", "ship_from": "US"}
    )
    columns = (name, *others)
    for first, second in itertools.permutations(columns, 2):
        agreed([
            {**PLAIN, "unit_price": "300", **goods, first: one, second: two}
            for one in (None, "0", "2", "50") for two in (None, "0", "2")
        ])  # fmt: skip
    assert agreed([{**PLAIN, **goods, others[0]: "2"}]).fallback.rows == 0


@pytest.mark.parametrize(
    ("name", "large"),
    [
        ("unit_price", "999999999"),
        ("unit_price", "99999999999.99"),
        ("unit_price", "999999999999999"),
        ("quantity", "999999999999"),
        ("freight", "999999999999"),
        ("net_mass", "99999999999"),
    ],
)
def test_what_is_very_large_keeps_to_itself(name: str, large: str) -> None:
    """Large rows may be asked one by one; those beside them are not."""
    kinds: tuple[dict[str, str], ...] = (
        {},
        {"duty": "3% + 0.7 EUR/kg", "net_mass": "2"},
        {"destination": "CH", "currency": "USD"},
        {"destination": "NZ"},
    )
    rows = [{"consignment": number % 9, **PLAIN, **kinds[number % 9 % 4]} for number in range(18)]
    rows[4] |= {"consignment": "large", name: large}
    rows[5] |= {"consignment": "large", **{key: rows[4][key] for key in PLAIN}, name: large}
    result = agreed([{**row, "consignment": str(row["consignment"])} for row in rows])
    assert result.fallback.rows <= 2


def test_a_rate_that_columns_cannot_hold_keeps_to_itself() -> None:
    """Also in later frames of the same desk."""
    rows = [
        {**PLAIN, "unit_price": "900", "net_mass": "3", "duty": duty}
        for duty in ("1.5 EUR/kg", "2%", "5% MIN 2 EUR/kg")
    ]
    desk = Desk(clock=lambda: TODAY)
    for strange in ("9999999999999999999 EUR/kg", "2.00000000000000000001%"):
        assert agreed([*rows, {**rows[0], "duty": strange}], desk).fallback.rows == 1
    assert agreed(rows, desk).fallback.rows == 0


def test_parts_that_are_carried_on_unrounded_are_summed_over_lines() -> None:
    goods = {**PLAIN, "destination": "BR", "unit_price": "900", "freight": "7", "duty": None}
    rows = [
        {"consignment": number // 2, **goods, "hs": hs} for number, hs in enumerate(("6109.10", "8518.30", "9503.00"))
    ]
    assert agreed(rows).fallback.rows == 0


def test_no_sum_of_large_rows_runs_over() -> None:
    for count in (2, 3, 4):
        rows = [{**PLAIN, "consignment": 1, "unit_price": "999999999999", "quantity": 92_233} for _ in range(count)]
        assert agreed([*rows, {**PLAIN, "consignment": 2, "quantity": 1}]).fallback.rows == count


def test_large_rates_of_exchange_are_no_matter() -> None:
    rates = [
        {"base": "EUR", "quote": "USD", "rate": "999999999999.99"},
        {"base": "EUR", "quote": "GBP", "rate": "0.000000000001"},
    ]
    agreed(
        [
            {**PLAIN, "destination": to, "currency": of, "quote_currency": answer, "unit_price": price}
            for to in ("NL", "US") for of in ("EUR", "USD", "GBP") for answer in (None, "GBP", "USD")
            for price in ("20", "999999", "0.01")
        ],
        fx=rates,
    )  # fmt: skip


def test_figures_that_no_frame_holds_are_an_error_on_their_rows() -> None:
    large = {**PLAIN, "unit_price": "999999999999999", "quantity": "999999999999999", "quote_currency": "USD"}
    rates = [{"base": "EUR", "quote": "USD", "rate": "999999999999"}]
    result = agreed([large, {**PLAIN, "quantity": "1"}], fx=rates)
    error, fine = result.frame["error"]
    assert error.startswith("bad-input: lines: the figures are larger than a frame holds")
    assert fine is None
    assert result.charges()["row"].unique().to_list() == [1]


def test_a_callers_own_decimals_change_nothing() -> None:
    rows = [{**PLAIN, "unit_price": "123456.78", "prices_include": ["tax"], "incoterm": "DAP"}]
    told = agreed(rows).frame
    with localcontext(Context(prec=3)):
        assert agreed(rows).frame.equals(told)


def test_several_lines_of_ordinary_goods_need_no_other_way() -> None:
    """Two kinds of goods in each consignment, to every destination."""
    goods = ("6109.10", "8518.30", "4901.99", "9102.12", "9503.00", "3304.99")
    rows = [
        {
            "consignment": f"{destination}-{price}-{hs}",
            "destination": destination,
            "ship_from": "VN",
            "on": TODAY,
            "hs": each,
            "origin": "VN",
            "unit_price": Decimal(price + number),
            "currency": "EUR",
            "freight": Decimal(7),
        }
        for destination in DESTINATIONS
        for price in (9, 61, 900)
        for hs, other in zip(goods, goods[1:] + goods[:1], strict=True)
        for number, each in enumerate((hs, other))
    ]
    assert agreed(rows).fallback.rows == 0


@pytest.mark.parametrize("price", [150, 187, 333])
def test_equal_lines_that_share_a_rounded_total_are_left_to_the_desk(price: int) -> None:
    rows = [
        {
            "consignment": 1, "destination": "KR", "ship_from": "CN", "on": TODAY, "sku": sku, "hs": "6109.10",
            "origin": "CN", "unit_price": Decimal(price), "currency": "EUR",
        }
        for sku in "CBA"
    ]  # fmt: skip
    assert agreed(rows).fallback.reasons == {"a rounded total of several charges": 3}


def test_charges_stand_in_the_order_of_the_desk_whatever_it_saw_before() -> None:
    desk = Desk(clock=lambda: TODAY)
    goods = ("6109.10", "4202.22", "9503.00")
    # Two lines of one heading bear its flat duty together, so that the lines of a consignment are brought into groups.
    for order in ((*goods, goods[0]), (*goods[::-1], goods[2]), (goods[1], goods[2], goods[0], goods[1])):
        rows = [
            {
                "consignment": 1, "destination": "DE", "ship_from": "CN", "on": TODAY, "hs": hs, "origin": "CN",
                "unit_price": Decimal(12), "currency": "EUR", "seller_registrations": ["ioss=IM2760000742"],
            }
            for hs in order
        ]  # fmt: skip
        result = agreed(rows, desk)
        asked = [
            (min(charge.lines) if charge.line is None else charge.line, charge.rule)
            for charge in replay(result, 0).charges
        ]
        laid = result.charges()
        assert list(zip(laid["row"].to_list(), laid["rule"].to_list(), strict=True)) == asked


@attrs.frozen
class Published:
    """Rates of which only some are published as a law wants them."""

    by_rule: tuple[str, ...]

    def rate(self, base: str, quote: str, *, on: date, rule: FxRule | None = None) -> Found:
        if rule is not None and not {base, quote} <= {*self.by_rule, "EUR"}:
            raise NoExchangeRate("not by that rule")
        euro = {**PER_EURO, "EUR": "1"}
        if base not in euro or quote not in euro:
            raise NoExchangeRate("not published")
        value = (Decimal(euro[quote]) / Decimal(euro[base])).quantize(Decimal("0.000001"))
        return Found(Fraction(value), on, "made up for tests")


@attrs.frozen
class Found:
    value: Fraction
    on: date
    source: str


@given(drawn=st.lists(consignments(), min_size=1, max_size=8))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_no_row_differs_with_published_rates_or_with_none(drawn: list[Rows]) -> None:
    rows = [{"consignment": number, **row} for number, consignment in enumerate(drawn) for row in consignment]
    agreed(rows, Desk(rates=Published(("USD",)), clock=lambda: TODAY), ())
    agreed(rows, DESK, ())


# --- law cases --------------------------------------------------------------------------------------------------------

CASES = Path(__file__).parents[1] / "cases"
ALL = [
    (file.stem, case)
    for file in sorted(CASES.glob("*.json"))
    if file.name != "waiting.json"
    for case in json.loads(file.read_text(encoding="utf-8"))
    if case["id"] != "err-float"  # a column of floats is refused as a whole
]
STARTER = StarterTariff()


@attrs.frozen
class Listed:
    """The starter tariff, and the lists of goods that a case says are loaded."""

    on_list: Mapping[str, tuple[str, ...]]

    def duty(self, area: str, hs: str, on: date, origin: str = "", preference: str = "") -> DutyAnswer | None:
        return STARTER.duty(area, hs, on, origin, preference)

    def lists(self, area: str, hs: str, on: date) -> frozenset[str]:  # noqa: ARG002 - the port has them
        return frozenset(name for name, codes in self.on_list.items() if normalise(hs).startswith(codes))

    def lists_known(self, area: str, on: date) -> frozenset[str]:  # noqa: ARG002 - as above
        return frozenset(self.on_list)

    def sources(self, area: str) -> Mapping[str, Source]:
        return STARTER.sources(area)

    def digest(self, area: str) -> str:
        return STARTER.digest(area)


def said(tree: Mapping[str, Any], path: str) -> object:
    """What a request says at a path of the table of columns."""
    found: Any = tree
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    if isinstance(found, Mapping):
        return [f"{key}={value}" for key, value in found.items()]
    return found


def rows_of(request: Mapping[str, Any]) -> Rows:
    """A request as the rows of a frame."""
    shared = {column.name: said(request, column.path) for column in COLUMNS if column.path and not column.of_line}
    rows = []
    for line in request["lines"]:
        row = {column.name: said(line, column.field) for column in COLUMNS if column.of_line}
        measures = {f"measures.{name}": str(value) for name, value in line.get("measures", {}).items()}
        rows.append({"consignment": "case", **shared, **row, **measures})
    for row in rows:
        for name in ("quantity", "unit_price", "line_discount", "net_mass", "freight", "insurance", "discount"):
            row[name] = None if row[name] is None else str(row[name])
    return [{key: value for key, value in row.items() if value is not None} for row in rows]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{name}:{case['id']}") for name, case in ALL])
def test_the_law_cases_hold_through_frames(case: dict[str, Any]) -> None:
    desk = DESK
    if "lists" in case:
        lists = {name: tuple(normalise(code) for code in codes) for name, codes in case["lists"].items()}
        desk = Desk(tariffs=Listed(lists))
    expect, request = case["expect"], case["request"]
    frame = agreed(rows_of(request), desk, request.get("fx", ()))
    (whole,) = totals(frame).to_dicts()
    if "error" in expect:
        assert whole["error"].startswith(f"{expect['error']}:")
        return
    assert whole["error"] is None
    tolerance = Decimal(expect.get("tolerance", "0"))
    for key in ("duties", "taxes", "fees", "landed_cost", "at_checkout"):
        if key in expect:
            assert abs(whole[key] - Decimal(expect[key])) <= tolerance, key
    if "duties_and_taxes" in expect:
        assert abs(whole["duties"] + whole["taxes"] - Decimal(expect["duties_and_taxes"])) <= tolerance
    assert set(whole["notices"]) >= set(expect.get("notices", ()))
    assert not set(whole["notices"]) & set(expect.get("notices_not", ()))
    assert whole["status"] == expect.get("status", whole["status"])
    assert whole["procedure"] == expect.get("procedure", whole["procedure"])
