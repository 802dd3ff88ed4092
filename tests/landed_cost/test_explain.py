"""A quote shown to people: the story, the table and the fragment for notebooks."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import XborderError
from xborder.landed_cost._page import WIDTH, Page
from xborder.landed_cost._summary import clean, columns, fitted, summary
from xborder.landed_cost.desk import Desk
from xborder.landed_cost.explain import explain, html, table
from xborder.landed_cost.quote import Quote
from xborder.law.book import LawBook
from xborder.money import RateTable

CASES = Path(__file__).parents[1] / "cases"
_EUROS = {"USD": "1.16", "GBP": "0.85", "CNY": "7.9", "JPY": "170"}
_RATES = RateTable.of([(date(2020, 1, 1), "EUR", code, rate, "test") for code, rate in _EUROS.items()])
DESK = Desk(rates=_RATES.with_max_age(4000))

ORDER: dict[str, object] = {
    "on": "2026-11-22",
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "DE"},
    "seller": {"country": "CN", "registrations": {"ioss": "IM2760000742"}},
    "freight": {"amount": "8.00", "currency": "EUR"},
    "lines": [
        {
            "sku": "TEE",
            "hs": "6109.10",
            "origin": "CN",
            "quantity": 2,
            "unit_price": {"amount": "12.50", "currency": "EUR"},
        }
    ],
}


def ordered(**changes: object) -> Quote:
    return DESK.quote({**ORDER, **changes})


def with_line(**changes: object) -> Quote:
    lines = ORDER["lines"]
    assert isinstance(lines, list)
    return ordered(lines=[{**lines[0], **changes}])


def some_cases() -> list[Any]:
    return [
        pytest.param(case["request"], id=case["id"])
        for path in sorted(CASES.glob("*.json"))
        for cases in [json.loads(path.read_text(encoding="utf-8"))]
        for case in cases[:: max(1, len(cases) // 8)]
    ]


def too_wide(text: str) -> list[str]:
    return [line for line in text.splitlines() if columns(line) > WIDTH and not line.strip().startswith("http")]


@pytest.mark.parametrize("request_", some_cases())
def test_every_case_can_be_shown_and_its_rows_sum_to_the_landed_cost(request_: dict[str, object]) -> None:
    try:
        quote = DESK.quote(request_)
    except XborderError:
        return
    shown = summary(quote)
    assert sum(Decimal(row.amount) for row in shown.rows) == Decimal(shown.total.amount) == quote.landed_cost.amount
    story = explain(quote)
    for text in (story, table(quote)):
        assert "landed cost" in text
        assert not too_wide(text)
    for charge in quote.charges:
        assert charge.rule in story
        assert clean(charge.formula)[:30] in " ".join(story.split())
    for other in quote.alternatives:
        assert f"not {other.procedure}" in story
    for place, source in enumerate(quote.sources.values(), start=1):
        assert f"[{place}] " in story
        assert source["url"] in story
    assert quote.rules["digest"] in story
    assert "<div" in html(quote)


def test_the_table_of_a_small_order() -> None:
    assert str(ordered()) == table(ordered())
    assert table(ordered()).splitlines() == [
        "landed cost 42.27 EUR: Germany (DE), 2026-11-22, eu.ioss, complete",
        "",
        "  goods                                        25.00",
        "  freight                                       8.00",
        "  Flat customs duty on low-value consignments   3.00  duty  checkout  3 EUR/item",
        "  VAT collected with the order (IOSS)           6.27  tax   checkout  19%",
        "  --------------------------------------------------",
        "  landed cost                                  42.27  EUR",
        "",
        "  charges: 9.27 EUR at checkout, 0.00 EUR on delivery",
        "  2 further notices for information: ask for the explanation",
    ]


def test_the_story_says_the_sum_who_pays_whom_and_why() -> None:
    story = " ".join(ordered().explain().split())
    assert "eu.ioss: Import One-Stop Shop" in story
    assert "the law requires it where it may be used" in story
    assert "intrinsic value 25.00 EUR <= 150 EUR holds" in story
    assert "33 x 19% = 6.27 EUR" in story
    assert "base 33 EUR: consideration (goods + freight + insurance)" in story
    assert "owed to tax-authority, borne by the buyer, collected with the sale, the buyer pays at checkout" in story
    assert "evidence official; seen 2026-11-22" in story


def test_a_rounding_is_told_only_where_it_changed_something() -> None:
    assert "rounded to" not in ordered().explain()
    assert "32.99 x 19% = 6.2681, rounded to 6.27 EUR" in " ".join(
        ordered(discount={"amount": "0.01", "currency": "EUR"}).explain().split()
    )


def test_rates_of_exchange_and_the_local_sum_are_told() -> None:
    story = " ".join(ordered(currency="USD", sale="b2b", seller={}).explain().split())
    assert "1 EUR = 1.16 USD (test of 2020-01-01)" in story
    assert re.search(r"= [\d.]+ EUR = [\d.]+ USD", story)


def test_bounds_are_told() -> None:
    quote = with_line(hs="6403", unit_price={"amount": "200", "currency": "EUR"})
    assert quote.status == "bounded"
    assert "The landed cost lies between" in quote.explain()
    assert "bounded: the landed cost lies between" in table(quote)
    assert "warning: " in table(quote)


def test_prices_that_contain_charges_are_told() -> None:
    quote = ordered(prices_include=["tax"])
    assert "The prices given contain tax already." in quote.explain()
    assert "charges that the prices contain already" in table(quote)


def test_registration_numbers_are_not_repeated() -> None:
    assert "IM2760000742" not in ordered().explain() + table(ordered()) + html(ordered())


def test_what_a_terminal_would_obey_is_taken_out() -> None:
    quote = with_line(sku="a\x1b[31m\x07", description="line\nbreak \u202e back")
    for text in (quote.explain(), table(quote), html(quote)):
        assert all(letter.isprintable() or letter == "\n" for letter in text)
        text.encode()


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)
        assert {name for name, _ in attributes} <= {"style", "class", "href", "rel"}
        self.addresses.extend(value or "" for name, value in attributes if name == "href")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


HOSTILE = """
[jurisdiction]
code = "CH"
name = "<script>alert(1)</script>"
currency = "CHF"
known_from = 2020-01-01
checked = 2026-11-22
[sources.own]
title = "<img src=x onerror=alert(1)>"
publisher = "\\" onclick=\\"x"
url = "javascript:alert(1)"
evidence = "official"
seen = 2026-11-22
[sources.quoted]
title = "A ruling"
publisher = "Us"
url = "https://example.org/\\"><script>"
evidence = "official"
seen = 2026-11-22
[[charge]]
id = "ch.fee"
kind = "fee"
name = "</table><b>Fee</b>"
amount = "5 CHF"
per = "consignment"
source = ["own", "quoted"]
"""


def test_the_fragment_escapes_everything_and_links_only_to_the_web() -> None:
    desk = attrs.evolve(DESK, laws=LawBook({"CH": HOSTILE.encode()}))
    quote = desk.quote({**ORDER, "ship_to": {"country": "CH"}, "freight": None, "seller": {}, "lines": [
        {"hs": "8518.30", "sku": "<i>x</i>", "unit_price": {"amount": "100", "currency": "CHF"}}]})  # fmt: skip
    tags = Tags()
    tags.feed(quote._repr_html_())
    assert not tags.open
    assert tags.tags <= {
        "div",
        "p",
        "strong",
        "small",
        "table",
        "tr",
        "td",
        "details",
        "summary",
        "ul",
        "ol",
        "li",
        "a",
    }
    assert all(address.startswith("http") for address in tags.addresses)
    assert "javascript" not in "".join(tags.addresses)
    assert "&lt;script&gt;" in quote._repr_html_()


@given(st.text(max_size=120))
def test_clean_text_is_one_printable_line(text: str) -> None:
    assert clean(text).isprintable()
    assert clean(clean(text)) == clean(text)


@given(st.text(max_size=120), st.integers(4, 60))
def test_fitted_text_fits(text: str, width: int) -> None:
    assert columns(fitted(text, width)) <= width


@given(st.text(max_size=400), st.integers(0, 8), st.integers(0, 8))
def test_no_paragraph_is_wider_than_the_page(text: str, indent: int, hang: int) -> None:
    page = Page()
    page.say(text, indent, hang)
    assert all(columns(line) <= WIDTH for line in str(page).splitlines())
