"""From an order and its packing plan to a carrier's request: nothing is lost on the way, and the values add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder import Consignment, Desk, Money
from xborder.errors import BadInput
from xborder.places import Place
from xborder.ports.carrier import Address, Payer
from xborder.shipping import Box, Item, PackingPlan, pack
from xborder.shipping.carriers import (
    address_of,
    customs_of,
    duties_advanced,
    parcels_of,
    place_of,
    shipment_request,
)

SERUM = Item(
    "SERUM", "4", "4", "11", "cm", "0.12", "kg", quantity=3, net_weight="0.1", description="face serum",
    dangerous="3",
)  # fmt: skip
MIRROR = Item("MIRROR", "18", "12", "2", "cm", "0.3", "kg", description="mirror")
ITEMS = [SERUM, MIRROR]
BOXES = [Box("M", "25", "20", "15", "cm", outer=("25.6", "20.6", "15.6"), empty_weight="0.15")]
PLAN = pack(ITEMS, BOXES)


def order(**changed: Any) -> Consignment:
    request: dict[str, Any] = {
        "on": "2026-11-22",
        "ship_from": {"country": "FR", "city": "Lyon", "postal_code": "69001", "street": ["Rue 1"]},
        "ship_to": {"country": "CN", "city": "Shanghai"},
        "lines": [
            {"sku": "SERUM", "description": "Face serum", "hs": "3304.99", "quantity": "3",
             "net_mass": {"value": "0.3", "unit": "kg"}, "unit_price": {"amount": "10.00", "currency": "EUR"}},
            {"sku": "MIRROR", "description": "Mirror", "hs": "7009.92", "quantity": "1", "origin": "IT",
             "unit_price": {"amount": "20.00", "currency": "EUR"}},
        ],
    }  # fmt: skip
    return Consignment.from_dict({**request, **changed})


def test_the_cartons_become_parcels_with_their_contents() -> None:
    parcels = parcels_of(PLAN, ITEMS, "INV-7")
    assert [parcel.reference for parcel in parcels] == ["INV-7 1/2", "INV-7 2/2"]
    assert {parcel.description for parcel in parcels} == {"3 x face serum", "1 x mirror"}
    assert [parcel.weight for parcel in parcels] == [Decimal("0.45"), Decimal("0.51")]
    assert (parcels[0].length, parcels[0].dimension_unit) == (Decimal("25.6"), "cm")


def test_a_weight_that_does_not_end_as_a_decimal_is_rounded_up() -> None:
    plan = pack([attrs.evolve(MIRROR, weight=1)], [Box("IN", "10", "10", "10", "in", "0.5", "lb")])
    (parcel,) = parcels_of(plan, [MIRROR])
    assert parcel.weight_unit == "lb"
    assert parcel.weight == Decimal("2.704623")  # 1 kg is 2.20462262... lb
    assert parcel.reference == "1/1"


def test_customs_is_told_lines_with_origin_weight_and_who_pays() -> None:
    serum, mirror = customs_of(order(), ITEMS, duties=Money("9.10", "EUR")).commodities
    assert (serum.quantity, serum.unit_value, serum.unit_weight, serum.origin) == (
        3, Money("10.00", "EUR"), Decimal("0.1"), "FR"
    )  # fmt: skip
    assert (mirror.unit_weight, mirror.origin, mirror.hs) == (Decimal("0.3"), "IT", "700992")
    told = customs_of(order(), ITEMS, duties=Money("9.10", "EUR"))
    assert (told.incoterm, told.duties_paid_by, told.duties) == ("DDP", Payer.SENDER, Money("9.10", "EUR"))
    assert customs_of(order(incoterm="DAP"), ITEMS).duties_paid_by is Payer.RECIPIENT


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 9_999), st.integers(0, 9_999), st.integers(0, 9_999))
def test_declared_values_add_up_to_what_was_paid(pieces: int, cents: int, off: int, whole: int) -> None:
    def euro(amount: int) -> dict[str, str]:
        return {"amount": f"{amount / 100:.2f}", "currency": "EUR"}

    paid = pieces * cents
    line_off, order_off = min(off, paid), min(whole, paid - min(off, paid))
    line = {"sku": "A", "description": "a thing", "quantity": str(pieces), "unit_price": euro(cents),
            "discount": euro(line_off), "net_mass": {"value": "1", "unit": "kg"}}  # fmt: skip
    told = customs_of(order(lines=[line], discount=euro(order_off))).commodities
    assert sum(each.quantity for each in told) == pieces
    assert sum(each.quantity * each.unit_value.amount for each in told) * 100 == paid - line_off - order_off
    assert len(told) <= 2


def test_what_is_paid_at_the_border_leaves_out_what_the_sale_collected() -> None:
    quote = Desk().quote({
        "on": "2026-11-22", "ship_from": {"country": "CN"}, "ship_to": {"country": "DE"},
        "lines": [{"hs": "3926.90", "origin": "CN", "unit_price": {"amount": "18.00", "currency": "EUR"}}],
    })  # fmt: skip
    assert duties_advanced(quote) == quote.charges_total  # no scheme collects anything at the sale


def test_an_order_becomes_a_request_with_its_own_places_by_default() -> None:
    request = shipment_request(order(), PLAN, ITEMS, idempotency_key="order-1", service="express")
    assert (request.ship_from.city, request.ship_to.city, request.on) == ("Lyon", "Shanghai", date(2026, 11, 22))
    assert request.reference == "order-1"
    assert request.customs is not None
    assert len(request.parcels) == 2
    mine = address_of(Place("CN", city="Shanghai"), name="Li Wei", phone="+86 21 1", residential=True)
    again = shipment_request(
        order(), PLAN, ITEMS, idempotency_key="k", service="express", recipient=mine, reference="7"
    )
    assert (again.ship_to.name, again.ship_to.residential, again.reference) == ("Li Wei", True, "7")


def test_an_address_and_a_place_are_the_same_place() -> None:
    place = Place("DE", "DE-BE", "10115", "Berlin", "Hauptstr. 1\nHof", "B. Muster")
    assert place_of(address_of(place)) == place


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ([{"sku": "SERUM", "quantity": "3"}], "lines[0].description"),
        ([{"sku": "SERUM", "description": "serum", "quantity": "2.5"}], "lines[0].quantity"),
        ([{"sku": "OTHER", "description": "serum"}], "lines[0].net_mass"),
    ],
)
def test_what_customs_would_ask_back_is_refused_by_name(lines: list[dict[str, Any]], path: str) -> None:
    priced = [{**line, "unit_price": {"amount": "1.00", "currency": "EUR"}} for line in lines]
    with pytest.raises(BadInput) as caught:
        customs_of(order(lines=priced), ITEMS)
    assert caught.value.path == path
    assert caught.value.hint


def test_prices_with_taxes_in_them_are_not_declared() -> None:
    with pytest.raises(BadInput) as caught:
        customs_of(order(prices_include=["tax"]), ITEMS)
    assert caught.value.path == "prices_include"


def test_a_discount_over_lines_in_several_currencies_is_refused() -> None:
    lines = [
        {"sku": "SERUM", "description": "s", "unit_price": {"amount": "9.00", "currency": code}}
        for code in ("EUR", "USD")
    ]
    with pytest.raises(BadInput) as caught:
        customs_of(order(lines=lines, discount={"amount": "1.00", "currency": "EUR"}), ITEMS)
    assert caught.value.path == "discount"


def request(**changed: Any) -> None:
    given: dict[str, Any] = {"order": order(), "plan": PLAN, "items": ITEMS, **changed}
    shipment_request(**given, idempotency_key="k", service="express")


@pytest.mark.parametrize(
    ("changed", "path", "said"),
    [
        ({"plan": pack([SERUM], BOXES), "items": [SERUM]}, "plan", "1 of MIRROR are ordered, 0 are packed"),
        ({"plan": pack(ITEMS, [Box("XS", "12", "5", "5", "cm")])}, "plan.unpacked", "are in no carton"),
        ({"plan": PackingPlan(())}, "plan.cartons", "no carton"),
        ({"items": [SERUM]}, "items", "an item 1, and 1 are given"),
        ({"recipient": Address("DE")}, "recipient.country", "the order says CN"),
        ({"order": order(lines=[{"unit_price": {"amount": "1.00", "currency": "EUR"}}])}, "lines[0].sku", "sku"),
        ({"plan": "PLAN"}, "plan", "PackingPlan"),
        ({"order": {}}, "order", "Consignment"),
    ],
)
def test_what_is_packed_is_what_is_ordered_or_it_is_refused(changed: dict[str, Any], path: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        request(**changed)
    assert caught.value.path == path
    assert said in str(caught.value)
