"""What holds of every quote, whatever is sent where."""

from __future__ import annotations

import decimal
import json
import locale
import time
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xborder import Desk, Quote
from xborder.errors import ProcedureNotAvailable

CURRENCIES = {
    "DE": "EUR", "FR": "EUR", "IT": "EUR", "GB": "GBP", "CH": "CHF", "NO": "NOK", "US": "USD", "CA": "CAD", "AU": "AUD",
    "NZ": "NZD", "SG": "SGD", "JP": "JPY", "BR": "BRL", "CN": "CNY", "KR": "KRW",
}  # fmt: skip
PER_EURO = {
    "GBP": "0.87", "CHF": "0.93", "NOK": "11.7", "USD": "1.16", "CAD": "1.62", "AUD": "1.77", "NZD": "2.05",
    "SGD": "1.51", "JPY": "180", "BRL": "6.2", "CNY": "8.24", "KRW": "1700",
}  # fmt: skip
FX = [
    {"base": base, "quote": quote, "rate": str(rate), "on": "2026-11-20", "source": "made up for tests"}
    for base, quote, rate in [
        *(("EUR", code, rate) for code, rate in PER_EURO.items()),
        *(
            ("USD", code, round(Decimal(rate) / Decimal(PER_EURO["USD"]), 4))
            for code, rate in PER_EURO.items()
            if code != "USD"
        ),
    ]
]
GOODS = ("6109.10", "6403.99", "4901.99", "9503.00", "8518.30", "9102.12", "3304.99", "6111.20")
DUTIES = ("Free", "2%", "4.7%", "12%", "16.9%")
DESK = Desk()
EXAMPLES = settings(max_examples=60, deadline=None)


def amount(cents: int, currency: str) -> dict[str, str]:
    """An amount of a currency from its hundredths; yen and won have none."""
    value = Decimal(cents) if currency in ("JPY", "KRW") else Decimal(cents).scaleb(-2)
    return {"amount": str(value), "currency": currency}


@st.composite
def lines(draw: st.DrawFn, currency: str, *, most: int = 60_000) -> list[dict[str, Any]]:
    return [
        {
            "sku": f"S{index}",
            "hs": draw(st.sampled_from(GOODS)),
            "origin": draw(st.sampled_from(("CN", "VN", "US"))),
            "duty": draw(st.sampled_from(DUTIES)),
            "quantity": str(draw(st.integers(1, 4))),
            "unit_price": amount(draw(st.integers(1, most)), currency),
        }
        for index in range(draw(st.integers(1, 4)))
    ]


@st.composite
def orders(draw: st.DrawFn, countries: tuple[str, ...] = tuple(CURRENCIES)) -> dict[str, Any]:
    country = draw(st.sampled_from(countries))
    currency = CURRENCIES[country]
    return {
        "on": draw(st.sampled_from(("2025-03-03", "2026-02-02", "2026-07-01", "2026-11-22"))),
        "ship_from": {"country": "TR"},
        "ship_to": {"country": country},
        "seller": draw(st.sampled_from(({}, {"registrations": {"ioss": "IM2760000742", "voec": "1", "gb-vat": "1"}}))),
        "sale": draw(st.sampled_from(("b2c", "b2b"))),
        "transport": draw(st.sampled_from(("courier", "post"))),
        "incoterm": draw(st.sampled_from(("DDP", "DAP"))),
        "freight": amount(draw(st.integers(0, 5_000)), currency),
        "insurance": amount(draw(st.integers(0, 300)), currency),
        "lines": draw(lines(currency)),
    }


def ask(order: dict[str, Any], desk: Desk = DESK) -> Quote:
    """A quote; orders that no procedure can take are not what is tested here."""
    try:
        return desk.quote({**order, "fx": FX})
    except ProcedureNotAvailable:
        assume(condition=False)
        raise


def total(rows: Any, key: str) -> Decimal:
    return sum((Decimal(row[key]) for row in rows), Decimal(0))


@EXAMPLES
@given(orders())
def test_charges_sum_to_the_totals(order: dict[str, Any]) -> None:
    answer: dict[str, Any] = ask(order).to_dict()
    for kind, key in (("duty", "duties"), ("tax", "taxes"), ("fee", "fees")):
        assert total((row for row in answer["charges"] if row["kind"] == kind), "amount") == Decimal(answer[key])
    assert total(answer["charges"], "amount") == Decimal(answer["charges_total"])
    assert Decimal(answer["at_checkout"]) + Decimal(answer["on_delivery"]) == Decimal(answer["charges_total"])
    for paid, key in (("checkout", "at_checkout"), ("delivery", "on_delivery")):
        assert total((row for row in answer["charges"] if row["paid"] == paid), "amount") == Decimal(answer[key])
    parts = sum(Decimal(answer[key]) for key in ("goods", "freight", "insurance", "charges_total"))
    assert parts - Decimal(answer["discount"]) == Decimal(answer["landed_cost"])


@EXAMPLES
@given(orders())
def test_the_shares_of_the_lines_sum_to_the_totals(order: dict[str, Any]) -> None:
    answer: dict[str, Any] = ask(order).to_dict()
    for key in ("duties", "taxes", "fees", "landed_cost"):
        assert total(answer["lines"], key) == Decimal(answer[key])


def unordered(answer: dict[str, Any], skus: list[str]) -> Counter[tuple[object, ...]]:
    """The charges of an answer by the goods they fall on, in no order."""
    return Counter(
        (
            row["rule"],
            tuple(sorted(skus[at] for at in (row["lines"] if row["line"] is None else [row["line"]]))),
            row["exact"],
        )
        for row in answer["charges"]
    )


@EXAMPLES
@given(orders(), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing_but_the_order(order: dict[str, Any], random: Any) -> None:
    shuffled = {**order, "lines": random.sample(order["lines"], len(order["lines"]))}
    first: dict[str, Any] = ask(order).to_dict()
    second: dict[str, Any] = ask(shuffled).to_dict()
    for key in ("procedure", "status", "duties", "taxes", "fees", "landed_cost", "at_checkout", "thresholds", "bounds"):
        assert first[key] == second[key], key
    skus, others = ([line["sku"] for line in each["lines"]] for each in (order, shuffled))
    assert unordered(first, skus) == unordered(second, others)
    # Goods that are alike but for their name may swap the last cent of what they share.
    parts = ("hs", "customs_value", "duties", "taxes", "fees", "landed_cost")
    shares, others_shares = (
        Counter(tuple(row[key] for key in parts) for row in each["lines"]) for each in (first, second)
    )
    assert shares == others_shares


@settings(EXAMPLES, max_examples=30)
@given(orders())
def test_two_desks_answer_alike_to_the_byte(order: dict[str, Any]) -> None:
    first, second = (json.dumps(ask(order, desk).to_dict(), ensure_ascii=False) for desk in (Desk(), DESK))
    assert first == second


@EXAMPLES
@given(orders())
def test_the_plain_program_gives_what_the_general_walk_gives(order: dict[str, Any]) -> None:
    quick = ask(order)
    with patch("xborder.landed_cost.assessment.program", return_value=None):
        general = ask(order, Desk(laws=DESK.laws))
        assert general.assessment.chosen.frame.program is None
    assert quick.to_dict() == general.to_dict()


def test_most_orders_are_plain() -> None:
    """Or the test above would compare the general walk with itself."""
    for country in ("DE", "GB", "NO", "AU"):
        order = {
            "on": "2026-05-04",
            "ship_from": {"country": "TR"},
            "ship_to": {"country": country},
            "lines": [
                {"hs": "6109.10", "origin": "TR", "duty": "12%", "unit_price": amount(90_000, CURRENCIES[country])}
            ],
        }
        assert ask(order).assessment.chosen.frame.program is not None, country


# --- against a second calculation -------------------------------------------------------------------------------------


def cents(value: Fraction) -> Fraction:
    """Rounded half-up to hundredths."""
    return Fraction((200 * value.numerator + value.denominator) // (2 * value.denominator), 100)


@EXAMPLES
@given(
    st.lists(st.tuples(st.integers(15_001, 900_000), st.integers(0, 250)), min_size=1, max_size=5),
    st.integers(0, 20_000),
    st.integers(0, 2_000),
    st.integers(0, 5_000),
)
def test_an_ordinary_import_into_germany_is_what_fractions_make_of_it(
    goods: list[tuple[int, int]], freight: int, insurance: int, discount: int
) -> None:
    quote = DESK.quote(
        {
            "on": "2026-05-04",
            "ship_from": {"country": "CN"},
            "ship_to": {"country": "DE"},
            "freight": amount(freight, "EUR"),
            "insurance": amount(insurance, "EUR"),
            "discount": amount(discount if discount < goods[0][0] - 15_000 else 0, "EUR"),
            "lines": [
                {
                    "hs": "8518.30",
                    "origin": "CN",
                    "duty": f"{Decimal(tenths) / 10}%",
                    "unit_price": amount(price, "EUR"),
                }
                for price, tenths in goods
            ],
        }
    )
    off = discount if discount < goods[0][0] - 15_000 else 0
    whole = sum(price for price, _ in goods)
    value = Fraction(whole - off + freight + insurance, 100)
    duties = taxes = Fraction(0)
    for price, tenths in goods:
        share = value * price / whole
        duty = cents(share * tenths / 1000)
        duties += duty
        taxes += cents((share + duty) * Fraction(19, 100))
    assert quote.procedure == "eu.h1"
    assert Fraction(quote.duties.amount) == duties
    assert Fraction(quote.taxes.amount) == taxes


@EXAMPLES
@given(
    st.sampled_from(tuple(CURRENCIES)),
    st.sampled_from(("2026-05-04", "2026-11-22")),
    st.sampled_from(DUTIES),
    st.lists(st.integers(1, 400_000), min_size=2, max_size=6),
)
def test_more_value_never_means_less_duty_by_the_same_procedure(
    country: str, on: str, duty: str, prices: list[int]
) -> None:
    least: dict[str, Decimal] = {}
    for price in sorted(prices):
        line = {"hs": "6109.10", "origin": "CN", "duty": duty, "unit_price": amount(price, CURRENCIES[country])}
        quote = ask({"on": on, "ship_from": {"country": "TR"}, "ship_to": {"country": country}, "lines": [line]})
        assert quote.duties.amount >= least.get(quote.procedure, Decimal(0))
        least[quote.procedure] = quote.duties.amount


# --- surroundings -----------------------------------------------------------------------------------------------------


@settings(EXAMPLES, max_examples=30)
@given(orders(), st.sampled_from((decimal.ROUND_UP, decimal.ROUND_DOWN, decimal.ROUND_HALF_EVEN)))
def test_no_answer_depends_on_the_decimal_context(order: dict[str, Any], rounding: str) -> None:
    plain = json.dumps(ask(order).to_dict())
    with decimal.localcontext() as context:
        context.prec = 2
        context.rounding = rounding
        context.traps[decimal.Inexact] = True
        context.traps[decimal.Rounded] = True
        context.traps[decimal.FloatOperation] = True
        assert json.dumps(ask(order, Desk(laws=DESK.laws)).to_dict()) == plain


ORDER = {
    "on": "2026-11-22",
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "DE"},
    "freight": {"amount": "12.34", "currency": "EUR"},
    "lines": [
        {
            "hs": "6109.10",
            "origin": "CN",
            "duty": "12%",
            "quantity": "1.5",
            "unit_price": {"amount": "1234.56", "currency": "EUR"},
        }
    ],
}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC-14", "UTC+12"])
def test_no_answer_depends_on_the_time_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, text = json.dumps(DESK.quote(ORDER).to_dict()), DESK.quote(ORDER).explain()
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        again = Desk().quote(ORDER)
        assert json.dumps(again.to_dict()) == plain
        assert again.explain() == text
    finally:
        monkeypatch.undo()
        time.tzset()


def known_locales() -> list[str]:
    """Those of a few locales with commas for points that this machine has; always C."""
    known = ["C"]
    before = locale.setlocale(locale.LC_ALL)
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "tr_TR.UTF-8"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        known.append(name)
    locale.setlocale(locale.LC_ALL, before)
    return known


@pytest.mark.parametrize("name", known_locales())
def test_no_answer_depends_on_the_locale(name: str) -> None:
    plain, text = json.dumps(DESK.quote(ORDER).to_dict()), DESK.quote(ORDER).explain()
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
        again = Desk().quote(ORDER)
        assert json.dumps(again.to_dict()) == plain
        assert again.explain() == text
    finally:
        locale.setlocale(locale.LC_ALL, before)


# --- prices that include charges --------------------------------------------------------------------------------------


@EXAMPLES
@given(
    st.sampled_from(("DE", "FR", "GB", "NO", "AU", "SG", "CH")),
    st.sampled_from((["tax"], ["tax", "duty"])),
    st.sampled_from(DUTIES),
    st.lists(st.integers(100, 200_000), min_size=1, max_size=3),
    st.integers(0, 3_000),
)
def test_prices_that_include_charges_are_met_by_net_prices_and_charges(
    country: str, kinds: list[str], duty: str, prices: list[int], freight: int
) -> None:
    currency = CURRENCIES[country]
    quote = ask(
        {
            "on": "2026-11-22",
            "ship_from": {"country": "TR"},
            "ship_to": {"country": country},
            "seller": {
                "registrations": {"ioss": "IM2760000742", "voec": "1", "gb-vat": "1", "au-gst": "1", "sg-gst": "1"}
            },
            "freight": amount(freight, currency),
            "prices_include": kinds,
            "lines": [
                {"hs": "9503.00", "origin": "CN", "duty": duty, "unit_price": amount(price, currency)}
                for price in prices
            ],
        }
    )
    assume(not any(notice.code == "price-grey-zone" for notice in quote.notices))
    gross = Decimal(sum(prices) + freight).scaleb(-2)
    worth = quote.assessment.worth
    net = Decimal(worth.goods + worth.freight + worth.insurance).scaleb(-6)
    included = {"tax": quote.taxes.amount, "duty": quote.duties.amount}
    inside = sum(included[kind] for kind in kinds)
    assert abs(net + inside - gross) <= Decimal("0.01") * len(prices) * len(kinds)
    assert quote.landed_cost.amount == gross + quote.charges_total.amount - inside
