"""The record of a quote: it survives JSON, computes again, and says when the rules are not the same."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moneyed import Money

import xborder._version
from xborder.errors import BadInput, InvalidRequest, RulesChanged, XborderError
from xborder.landed_cost._writing import request
from xborder.landed_cost.consignment import Consignment, Line, Party
from xborder.landed_cost.desk import Desk
from xborder.landed_cost.parts import FxQuote, Mass
from xborder.landed_cost.quote import Quote
from xborder.landed_cost.receipt import Receipt, RecordedRate
from xborder.law.book import LawBook
from xborder.money import RateTable
from xborder.places import Place

CASES = Path(__file__).parents[1] / "cases"
ORDER: dict[str, Any] = {
    "on": "2026-11-22",
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "NL"},
    "lines": [{"hs": "6109.10", "origin": "CN", "unit_price": {"amount": "200.00", "currency": "EUR"}}],
}
RATES = RateTable.of(
    [
        (date(2026, 11, 20), "EUR", "USD", "1.1637", "ECB"),
        (date(2026, 11, 20), "EUR", "GBP", "0.8713", "ECB"),
        (date(2026, 11, 20), "EUR", "JPY", "181.31", "ECB"),
    ]
)
DESK = Desk(rates=RATES)


def in_dollars(**changes: object) -> dict[str, Any]:
    lines = [{"hs": "6109.10", "origin": "CN", "quantity": 7, "unit_price": {"amount": "1234.56", "currency": "USD"}}]
    return {**ORDER, "lines": lines, "currency": "GBP", **changes}


def stored(receipt: Receipt) -> Receipt:
    return Receipt.from_dict(json.loads(json.dumps(receipt.to_dict())))


def some_cases() -> list[Any]:
    return [
        pytest.param(case["request"], id=case["id"])
        for path in sorted(CASES.glob("*.json"))
        for cases in [json.loads(path.read_text(encoding="utf-8"))]
        for case in cases[1 :: max(1, len(cases) // 5)]
    ]


@pytest.mark.parametrize("asked", some_cases())
def test_a_receipt_read_back_gives_the_same_quote(asked: dict[str, object]) -> None:
    try:
        quote = DESK.quote(asked)
    except XborderError:
        return
    receipt = quote.receipt()
    assert receipt.request["on"] == quote.on.isoformat()
    assert receipt.request["currency"] == quote.currency
    assert stored(receipt) == receipt
    assert stored(receipt).replay() == quote == receipt.replay()
    assert receipt.replay().receipt() == receipt


def test_looking_at_a_quote_before_it_is_recorded_changes_nothing() -> None:
    order = {**ORDER, "ship_to": {"country": "GB", "subdivision": "GB-NIR"}, "ship_from": {"country": "GB"},
             "lines": [{"hs": "6109.10", "unit_price": {"amount": "40.00", "currency": "GBP"}}]}  # fmt: skip
    quote = Desk().quote(order)
    assert quote.alternatives
    assert str(quote)
    assert quote.receipt().replay() == quote == Desk().quote(order)


def test_todays_quote_is_replayed_on_the_day_it_was_made() -> None:
    quote = Desk(clock=lambda: date(2026, 3, 3)).quote({**ORDER, "on": None})
    assert stored(quote.receipt()).replay().on == date(2026, 3, 3)


def test_the_rates_that_were_used_are_kept_exactly() -> None:
    quote = DESK.quote(in_dollars())
    receipt = stored(quote.receipt())
    kept = {(rate.base, rate.quote): rate.value for rate in receipt.fx}
    assert kept["USD", "EUR"] == Fraction(10000, 11637)
    assert kept["EUR", "GBP"] == Fraction(8713, 10000)
    # The desk that replays has no rates, or others: those of the receipt count.
    assert receipt.replay(Desk()) == quote
    assert receipt.replay(Desk(rates=RateTable.of([(date(2026, 11, 20), "EUR", "USD", "2", "other")]))) == quote


def test_a_rate_that_was_missing_for_another_procedure_does_not_stop_a_replay() -> None:
    order = {**ORDER, "ship_to": {"country": "GB", "subdivision": "GB-NIR"}, "ship_from": {"country": "GB"},
             "lines": [{"hs": "6109.10", "unit_price": {"amount": "40.00", "currency": "USD"}}]}  # fmt: skip
    dollars = Desk(rates=RateTable.of([(date(2026, 11, 20), "GBP", "USD", "1.3356", "us")]))
    quote = dollars.quote(order)
    assert any("EUR to GBP" in other.why_not for other in quote.alternatives)
    assert stored(quote.receipt()).replay().landed_cost == quote.landed_cost


def test_rates_of_the_request_stay_in_the_request() -> None:
    fx = [{"base": "EUR", "quote": "USD", "rate": "1.25", "on": "2026-11-20", "source": "us"}]
    quote = Desk().quote(in_dollars(fx=fx, currency="USD"))
    receipt = stored(quote.receipt())
    assert receipt.request["fx"] == fx
    assert [rate.to_dict() for rate in receipt.fx] == fx
    assert receipt.replay() == quote


def test_rates_that_were_not_by_the_rule_stay_so() -> None:
    quote = DESK.quote(in_dollars(ship_to={"country": "GB"}))
    assert "fx-not-by-rule" in {notice.code for notice in quote.notices}
    assert stored(quote.receipt()).replay() == quote


def test_the_desks_policies_are_kept() -> None:
    order = {**ORDER, "ship_to": {"country": "JP"}, "freight": {"amount": "3000", "currency": "JPY"},
             "lines": [{"hs": "8518.30", "unit_price": {"amount": "15000", "currency": "JPY"}}]}  # fmt: skip
    desk = Desk(policies={"jp.retail-price": "goods-and-freight"})
    receipt = stored(desk.quote(order).receipt())
    assert receipt.policies == {"jp.retail-price": "goods-and-freight"}
    assert receipt.replay(Desk()) == desk.quote(order)


# --- rules that are not the recorded ones -----------------------------------------------------------------------------


def test_another_version_is_named() -> None:
    receipt = Desk().quote(ORDER).receipt()
    older = attrs.evolve(receipt, rules={**receipt.rules, "version": "2020.1.0"})
    with pytest.raises(RulesChanged, match=r"2020\.1\.0") as raised:
        older.replay()
    assert xborder._version.__version__ in str(raised.value)
    assert raised.value.code == "rules-changed"


def test_another_digest_is_named_with_the_one_in_use() -> None:
    fee = b"""
        [jurisdiction]
        code = "NL"
        name = "Netherlands"
        extends = "EU"
        currency = "EUR"
        known_from = 2020-01-01
        checked = 2026-11-22
        [sources.us]
        title = "Our terms"
        publisher = "Us"
        evidence = "official"
        seen = 2026-11-22
        [[charge]]
        id = "nl.handling"
        kind = "fee"
        name = "Handling"
        amount = "5 EUR"
        per = "consignment"
        source = "us"
    """
    quote = Desk().quote(ORDER)
    receipt = quote.receipt()
    other = Desk(laws=LawBook({"NL": fee}))
    with pytest.raises(RulesChanged) as raised:
        receipt.replay(other)
    assert receipt.rules["digest"] in raised.value.message
    assert other.quote(ORDER).rules["digest"] in raised.value.message
    # The desk that made a quote is remembered, but not part of the record.
    made_there = other.quote(ORDER)
    assert made_there.receipt().replay() == made_there
    with pytest.raises(RulesChanged):
        stored(made_there.receipt()).replay()


def test_a_request_that_is_not_answered_any_more_is_a_change_of_rules() -> None:
    receipt = stored(Desk().quote(ORDER).receipt())
    for changed in (
        attrs.evolve(receipt, policies={"nobodys.policy": "yes"}),
        attrs.evolve(receipt, request={**receipt.request, "procedure": "eu.gone"}),
    ):
        with pytest.raises(RulesChanged, match="cannot answer"):
            changed.replay()


def test_an_answer_that_was_changed_is_named() -> None:
    receipt = stored(Desk().quote(ORDER).receipt())
    changed = attrs.evolve(receipt, result={**receipt.result, "landed_cost": "1.00"})
    with pytest.raises(RulesChanged, match=r"landed_cost was 1\.00, is "):
        changed.replay()


def test_another_rate_is_named() -> None:
    receipt = stored(DESK.quote(in_dollars()).receipt())
    fx = tuple(attrs.evolve(rate, value=rate.value * 2) for rate in receipt.fx)
    with pytest.raises(RulesChanged, match="the answer differs"):
        attrs.evolve(receipt, fx=fx).replay()
    with pytest.raises(RulesChanged, match="cannot answer: fx: no rate from"):
        attrs.evolve(receipt, fx=()).replay()


# --- what is not a receipt --------------------------------------------------------------------------------------------


def put(path: str, value: object) -> dict[str, Any]:
    """A good receipt with one thing changed."""
    data: dict[str, Any] = copy.deepcopy(GOOD)
    *way, last = path.split("/")
    at: Any = data
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    if value is MISSING:
        del at[last]
    elif isinstance(at, list):
        at[int(last)] = value
    else:
        at[last] = value
    return data


MISSING = object()
GOOD = json.loads(json.dumps(DESK.quote(in_dollars()).receipt().to_dict()))


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], ""),
        (put("rules", MISSING), "rules"),
        (put("more", 1), "more"),
        (put("receipt", "2"), "receipt"),
        (put("request", []), "request"),
        (put("request/lines", []), "request.lines"),
        (put("request/lines/0/unit_price/amount", 1.5), "request.lines[0].unit_price.amount"),
        (put("request/currency", MISSING), "request"),
        (put("rules/digest", "sha256:0"), "rules.digest"),
        (put("rules/version", MISSING), "rules.version"),
        (put("rules/version", 3), "rules.version"),
        (put("result", None), "result"),
        (put("result/landed_cost", 3), "result.landed_cost"),
        (put("result/bounds", 1.5), "result.bounds"),
        (put("policies", {"eu.x": 1}), "policies.eu.x"),
        (put("policies", "x"), "policies"),
        (put("fx", {}), "fx"),
        (put("fx/0", "x"), "fx[0]"),
        (put("fx/0/rate", "0"), "fx[0].rate"),
        (put("fx/0/rate", "-1"), "fx[0].rate"),
        (put("fx/0/rate", "NaN"), "fx[0].rate"),
        (put("fx/0/base", "ZZZ"), "fx[0].base"),
        (put("fx/0/on", "yesterday"), "fx[0]"),
        (put("fx/0/exact", "1/0"), "fx[0]"),
        (put("fx/0/exact", "1/7"), "fx[0].exact"),
    ],
)
def test_what_is_wrong_with_a_receipt_is_named(data: Any, path: str) -> None:
    with pytest.raises(XborderError) as raised:
        Receipt.from_dict(data)
    assert raised.value.code == "bad-input"
    assert raised.value.path == path


def test_a_result_nested_without_end_is_refused() -> None:
    deep: object = "x"
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(BadInput, match="deeply"):
        Receipt.from_dict(put("result/charges", deep))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
PATHS = st.sampled_from(
    [
        "receipt",
        "request",
        "request/lines",
        "request/lines/0",
        "rules",
        "rules/digest",
        "result",
        "result/charges",
        "result/notices",
        "policies",
        "fx",
        "fx/0",
        "fx/0/rate",
        "fx/0/exact",
        "fx/0/on",
    ]
)


@settings(max_examples=150, deadline=None)
@given(PATHS, JSON)
def test_whatever_stands_in_a_receipt_it_is_read_and_replayed_or_refused(path: str, value: object) -> None:
    try:
        receipt = Receipt.from_dict(put(path, value))
    except BadInput:
        return
    except InvalidRequest as errors:
        assert all(isinstance(error, BadInput) for error in errors.errors)  # noqa: PT017 - either way will do
        return
    with suppress(RulesChanged):
        receipt.replay(DESK)


# --- writing requests -------------------------------------------------------------------------------------------------


def amounts(most: int = 10**6) -> st.SearchStrategy[Decimal]:
    return st.decimals(0, most, places=2, allow_nan=False, allow_infinity=False)


CODES = st.sampled_from(["EUR", "USD", "JPY", "KWD"])
WORDS = st.text(max_size=20)
MONEY = st.builds(Money, amounts(), CODES)
PLACES = st.one_of(
    st.builds(Place, st.sampled_from(["DE", "CN", "US", "GB", "EA", "XI", "IC"])),
    st.builds(Place, st.just("EA"), postal_code=st.sampled_from(["", "51001", "52001", "28001"])),
    st.builds(
        Place,
        st.just("DE"),
        subdivision=st.just("DE-BE"),
        city=WORDS,
        name=WORDS,
        street=st.lists(WORDS, max_size=2).map(tuple),
    ),
)
PARTIES = st.builds(
    Party,
    country=st.sampled_from(["", "CN", "IE"]),
    registrations=st.dictionaries(st.sampled_from(["ioss", "vat", "eori"]), WORDS),
    year_to_date=st.dictionaries(st.just("cn.cbec"), amounts()),
)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    price = draw(MONEY)
    return Line(
        unit_price=price,
        quantity=draw(st.decimals("0.001", 1000, places=3)),
        hs=draw(st.sampled_from(["", "61", "6109.10", "610910"])),
        origin=draw(st.sampled_from(["", "CN", "VN"])),
        sku=draw(WORDS),
        description=draw(WORDS),
        discount=draw(st.sampled_from([None, Money(0, price.currency)])),
        net_mass=draw(st.none() | st.builds(Mass, amounts(), st.sampled_from(["kg", "g", "lb", "oz"]))),
        measures=draw(st.dictionaries(st.sampled_from(["l", "pairs", "kg"]), amounts())),
        duty=draw(st.sampled_from(["", "12%"])),
        duty_is_final=draw(st.booleans()),
        category=draw(st.sampled_from(["", "book"])),
        preference=draw(WORDS),
    )


CONSIGNMENTS = st.builds(
    Consignment,
    ship_from=PLACES,
    ship_to=PLACES,
    lines=st.lists(lines(), min_size=1, max_size=3),
    on=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    currency=st.sampled_from(["", "EUR"]),
    sale=st.sampled_from(["b2c", "gift"]),
    seller=PARTIES,
    platform=PARTIES,
    buyer=PARTIES,
    transport=st.sampled_from(["courier", "post"]),
    mode=st.sampled_from(["direct-mail", "bonded"]),
    procedure=st.sampled_from(["", "eu.h1"]),
    incoterm=st.sampled_from(["DDP", "DAP"]),
    freight=st.none() | MONEY,
    insurance=st.none() | MONEY,
    discount=st.none() | MONEY,
    prices_include=st.sampled_from([(), ("tax",), ("tax", "duty")]),
    fx=st.lists(
        st.builds(FxQuote, CODES, st.just("GBP"), st.decimals("0.0001", 1000, places=8), st.none() | st.dates(), WORDS),
        max_size=2,
    ),
    policies=st.dictionaries(st.just("eu.x"), WORDS),
)


@given(CONSIGNMENTS)
def test_a_written_request_reads_back_as_the_same_consignment(consignment: Consignment) -> None:
    written = json.loads(json.dumps(request(consignment)))
    assert Consignment.from_dict(written) == consignment
    assert consignment.to_dict() == written


@pytest.mark.parametrize("amount", ["1E+3", "1.50000000000", "0E-9", "0.000001"])
def test_odd_decimals_are_written_plainly(amount: str) -> None:
    lines: Any = [Line(Money(Decimal(amount), "EUR"))]
    consignment = Consignment(Place("CN"), Place("DE"), lines)
    assert Consignment.from_dict(consignment.to_dict()) == consignment


def test_a_rate_is_written_exactly_or_with_its_ratio() -> None:
    assert "exact" not in RecordedRate("EUR", "USD", Fraction("1.16")).to_dict()
    assert RecordedRate("USD", "EUR", Fraction(25, 29)).to_dict()["exact"] == "25/29"
    assert RecordedRate("JPY", "EUR", Fraction(100)).to_dict()["rate"] == "100"


def test_a_quote_and_its_mapping_agree() -> None:
    quote: Quote = Desk().quote(Consignment.from_dict(ORDER))
    result: Mapping[str, object] = quote.receipt().result
    assert result == quote.to_dict()
