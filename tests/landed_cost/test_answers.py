"""What an answer says beside its figures: why nothing is nothing, what a base is made of, what another choice would bring."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from xborder import Desk, Quote

DESK = Desk(clock=lambda: date(2026, 11, 22))


def ask(to: str, on: str, price: str = "200.00", currency: str = "EUR", **more: Any) -> Quote:
    line = {"hs": "6109.10", "origin": "CN", "unit_price": {"amount": price, "currency": currency}}
    line |= more.pop("line", {})
    place = {"country": to} | more.pop("place", {})
    return DESK.quote(
        {"on": on, "currency": currency, "ship_from": {"country": "CN"}, "ship_to": place, "lines": [line], **more}
    )


@pytest.mark.parametrize(
    ("postal_code", "rate"), [("M5V 2T6", "0.13"), ("B3H1A1", "0.14"), ("T2P 1J9", "0.05"), ("X0A 0H0", "0.05")]
)
def test_a_canadian_postal_code_gives_the_province(postal_code: str, rate: str) -> None:
    answer = ask("CA", "2026-05-04", "140.00", "CAD", place={"postal_code": postal_code}, line={"duty": "Free"})
    assert answer.taxes.amount == Decimal(140) * Decimal(rate)


def test_liechtenstein_answers_for_itself() -> None:
    assert ask("LI", "2026-05-04", currency="CHF", line={"duty": "Free"}).destination == "LI"


def test_a_free_duty_says_that_it_is_free() -> None:
    duty, tax = ask("DE", "2026-05-04", line={"hs": "4901.99"}).charges
    assert (duty.amount, duty.reason) == ("0.00", "duty-free")
    assert tax.reason == "reduced"


def test_a_base_names_only_what_is_in_it() -> None:
    assert ask("DE", "2026-05-04").charges[-1].base_parts == ("customs-value", "eu.duty")


def test_a_choice_that_leaves_a_fee_out_is_told() -> None:
    fees = [notice for notice in ask("DE", "2026-11-22").notices if notice.rule == "eu.handling-fee"]
    assert [notice.code for notice in fees] == ["policy"]
    assert not [notice for notice in ask("DE", "2026-10-31").notices if notice.rule == "eu.handling-fee"]


def test_a_layer_that_is_known_to_be_missing_makes_the_answer_partial() -> None:
    goods = {"duty": "16.5%"}
    assert ask("US", "2026-03-05", currency="USD", line=goods).status == "partial"
    assert ask("US", "2026-03-05", currency="USD", line={**goods, "duty_is_final": True}).status == "complete"


def test_the_canary_islands_are_partial_for_want_of_their_own_tax() -> None:
    answer = ask("ES", "2026-05-04", place={"postal_code": "35001"})
    assert answer.status == "partial"
    assert "igic-not-covered" in {notice.code for notice in answer.notices}


def test_a_price_in_the_grey_zone_takes_the_nearest_net_price() -> None:
    # T-shirts of 12 %: at 150.00 net the charges are 3.00 + 29.07, together 182.07; above it 12 % and 19 % of more, 199.92.
    answer = ask("DE", "2026-11-22", "190.00", prices_include=["tax", "duty"], line={"duty": "12%"})
    assert "price-grey-zone" in {notice.code for notice in answer.notices}
    assert answer.landed_cost.amount == Decimal("190.00")
    assert (answer.duties.amount, answer.taxes.amount) == (Decimal("3.00"), Decimal("29.07"))


def test_a_desk_tells_the_places_of_one_country_apart() -> None:
    """Northern Ireland is not Great Britain, as destination and as place of dispatch, whichever is asked first."""
    desk = Desk()

    def law(ship_from: dict[str, str], ship_to: dict[str, str]) -> tuple[str, str, str]:
        line = {"hs": "6109.10", "origin": "CN", "duty": "12%", "unit_price": {"amount": "100", "currency": "EUR"}}
        fx = [{"base": "EUR", "quote": "GBP", "rate": "0.85"}]
        order = {"on": "2026-11-22", "ship_from": ship_from, "ship_to": ship_to, "lines": [line], "fx": fx}
        asked, fresh = desk.quote(order), Desk().quote(order)
        assert asked == fresh
        return asked.destination, asked.procedure, str(asked.landed_cost)

    britain, ireland = {"country": "GB"}, {"country": "GB", "subdivision": "GB-NIR"}
    assert law(britain, {"country": "DE"}) != law(ireland, {"country": "DE"})
    assert law({"country": "CN"}, britain) != law({"country": "CN"}, ireland)
