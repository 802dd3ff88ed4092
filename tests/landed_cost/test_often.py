"""Goods that are asked about often have their sums written out as functions; what is said of them stays the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from xborder import Desk
from xborder.landed_cost import assessment

COUNTRIES = {"NL": "EUR", "GB": "GBP", "CH": "CHF", "AU": "AUD", "JP": "JPY"}
FX = [
    {"base": "EUR", "quote": code, "rate": rate}
    for code, rate in (("GBP", "0.87"), ("CHF", "0.93"), ("AUD", "1.77"), ("JPY", "180"))
]


def order(country: str, number: int, *, incoterm: str = "DDP", answer: str = "") -> dict[str, Any]:
    """Alike goods at other prices: some on either side of the limits of law, some free of charge."""
    currency, prices = COUNTRIES[country], (number * 17 % 900, number * 31 % 50, 0 if number % 7 else 200)
    lines = [
        {
            "sku": f"S{number}-{index}",
            "hs": "8518.30",
            "origin": "CN",
            "duty": ("4.2%", "12%", "Free")[index],
            "quantity": str(1 + (number + index) % 3),
            "unit_price": {"amount": str(price), "currency": currency},
        }
        for index, price in enumerate(prices)
    ]
    return {
        "on": "2025-03-03",
        "ship_from": {"country": "CN"},
        "ship_to": {"country": country},
        "currency": answer or currency,
        "incoterm": incoterm,
        "freight": {"amount": str(number % 40), "currency": currency},
        "fx": FX,
        "lines": lines,
    }


def told(desk: Desk, request: dict[str, Any]) -> str:
    quote = desk.quote(request)
    return json.dumps(quote.to_dict()) + quote.explain()


@pytest.mark.parametrize("country", COUNTRIES)
def test_goods_asked_about_often_are_answered_as_at_first(country: str, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = [
        order(country, number, incoterm=incoterm, answer=answer)
        for number in range(30)
        for incoterm, answer in (("DDP", ""), ("DAP", ""), ("DDP", "EUR"))
    ]
    desk = Desk()
    monkeypatch.setattr(assessment, "_OFTEN", 0)  # never
    first = [told(desk, each) for each in orders]
    desk = Desk()
    monkeypatch.setattr(assessment, "_OFTEN", 1)
    assert [told(desk, each) for each in orders] == first
    assert [told(desk, each) for each in reversed(orders)] == first[::-1]


def test_the_sums_of_goods_asked_about_often_are_written_out_once() -> None:
    desk = Desk()
    asked = [desk.quote(order("NL", 8)) for _ in range(60)]
    program = asked[0].assessment.chosen.frame.program
    assert program is not None
    assert program.written_out is not None
    assert asked[0].to_dict() == asked[-1].to_dict()
    assert asked[0].assessment.chosen.frame is asked[-1].assessment.chosen.frame


def test_a_long_consignment_is_never_written_out() -> None:
    request = order("NL", 8)
    request["lines"] = [{**request["lines"][0], "sku": str(index)} for index in range(80)]
    desk = Desk()
    quotes = [desk.quote(request) for _ in range(60)]
    program = quotes[-1].assessment.chosen.frame.program
    assert program is not None
    assert program.written_out is None


def test_an_answer_may_be_changed_without_changing_the_next() -> None:
    desk = Desk()
    for _ in range(60):
        answer = desk.quote(order("NL", 8)).to_dict()
        before = json.dumps(answer)
        spoil(answer)
        assert json.dumps(desk.quote(order("NL", 8)).to_dict()) == before


def spoil(part: Any) -> None:
    """Empties every list and object of an answer."""
    if isinstance(part, dict | list):
        for member in part.values() if isinstance(part, dict) else part:
            spoil(member)
        part.clear()


@pytest.mark.parametrize("quantity", [1, True, 1.0, "1"])
def test_a_line_that_says_nearly_the_same_is_read_by_itself(quantity: object) -> None:
    desk = Desk()
    request = order("NL", 8)
    for _ in range(3):
        desk.quote(request)
    changed = {**request, "lines": [{**line, "quantity": quantity} for line in request["lines"]]}
    if type(quantity) in (bool, float):
        with pytest.raises(ValueError, match="quantity"):
            desk.quote(changed)
    else:
        assert desk.quote(changed).to_dict()["status"] == "complete"
