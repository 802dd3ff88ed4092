"""A rate card prices a carrier: the offline carrier with it keeps the contract, and every surcharge is a line."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import attrs
import pytest

from xborder import Money
from xborder.adapters import OfflineCarrier
from xborder.errors import BadInput
from xborder.places import Place
from xborder.ports.carrier import (
    Address,
    Commodity,
    Customs,
    Level,
    Parcel,
    Payer,
    PickupRequest,
    RateRequest,
    ShipmentRequest,
)
from xborder.ports.carrier_errors import CarrierRejected
from xborder.shipping import Parcel as Measured
from xborder.shipping import example_card
from xborder.shipping.carriers import CardPrices
from xborder.testing.carrier import CarrierBench, CarrierContract

CARD = example_card()
DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LYON = Address("FR", city="Lyon", street="Rue 1", postal_code="69001", name="Shop")
LONDON = Address("GB", city="London", street="Road 1", postal_code="E1 6AN", name="A. Smith", residential=True)
PARCEL = Parcel("40", "30", "20", "cm", "3.2", "kg")
SMALL = Parcel("20", "15", "10", "cm", "0.4", "kg")
CUSTOMS = Customs(
    (Commodity("face serum", 2, Money("68.00", "EUR"), "0.05"),),
    incoterm="DDP", duties_paid_by=Payer.SENDER, duties=Money("31.20", "EUR"),
)  # fmt: skip
ASKED = RateRequest(LYON, LONDON, (PARCEL,), on=DAY, customs=CUSTOMS)


def carrier(prices: CardPrices | None = None) -> OfflineCarrier:
    return OfflineCarrier("by card", prices or CardPrices(CARD, today=lambda: DAY), lambda: NOW)


class TestCarrierByCard(CarrierContract):
    def bench(self) -> CarrierBench:
        offline = carrier()
        ship = ShipmentRequest("order-1", "post", LYON, LONDON, (SMALL, SMALL))
        return CarrierBench(
            carrier=offline, ship=ship, pickup=PickupRequest("p", LYON, DAY, time(9), time(17), (PARCEL,)),
            shipments_made=lambda: offline.shipments_made, pickups_made=lambda: offline.pickups_made,
            arrange=offline.trouble,
        )  # fmt: skip


def test_an_offer_is_what_the_card_says_line_by_line() -> None:
    offer = CardPrices(CARD)(attrs.evolve(ASKED, services=("express",))).offers[0]
    place = Place("GB", postal_code="E1 6AN")
    parcel = Measured("40", "30", "20", "cm", "3.2", "kg")
    rate = CARD.rate(parcel, place, DAY, service="express", residential=True, duties=Money("31.20", "EUR"))
    assert offer.total == rate.total
    assert [charge.amount for charge in offer.charges] == [line.amount for line in rate.lines]
    assert [charge.name for charge in offer.charges] == [
        "freight", "delivery to a home", "peak season", "fuel", "advance of duty and tax"
    ]  # fmt: skip
    assert sum((charge.amount.amount for charge in offer.charges), Decimal(0)) == offer.total.amount


def test_of_several_parcels_each_line_says_whose_it_is() -> None:
    offer = CardPrices(CARD)(attrs.evolve(ASKED, services=("express",), parcels=(PARCEL, PARCEL))).offers[0]
    names = [charge.name for charge in offer.charges]
    assert {"freight, parcel 1", "freight, parcel 2", "fuel"} <= set(names)
    assert len(names) == len(set(names))


def test_the_fee_for_advancing_duties_is_due_when_the_sender_pays_them_and_said_when_their_sum_is_not_known() -> None:
    def asked(**customs: object) -> tuple[set[str], set[str]]:
        answer = CardPrices(CARD)(
            attrs.evolve(ASKED, services=("express",), customs=attrs.evolve(CUSTOMS, **customs))  # type: ignore[arg-type]  # as a test asks
        )
        return {charge.name for charge in answer.offers[0].charges}, {each.code for each in answer.messages}

    fee = "advance of duty and tax"
    assert fee in asked()[0]
    lines, said = asked(duties=None)
    assert fee not in lines
    assert "duties-unknown" in said
    lines, said = asked(duties=Money("0.00", "EUR"))
    assert fee not in lines
    assert "duties-unknown" not in said
    lines, said = asked(duties_paid_by=Payer.RECIPIENT)
    assert fee not in lines
    assert "duties-unknown" not in said


def test_an_address_of_which_nobody_knows_whether_it_is_a_home_says_so() -> None:
    answer = CardPrices(CARD)(attrs.evolve(ASKED, ship_to=attrs.evolve(LONDON, residential=None)))
    said = [each for each in answer.messages if each.code == "residential-unknown"]
    assert said
    assert all(each.level is Level.WARNING for each in said)


def test_what_the_prices_warn_of_stays_with_the_shipment() -> None:
    shipment = carrier().ship(ShipmentRequest("key", "express", LYON, LONDON, (PARCEL,)))
    assert shipment.complete
    assert [each.code for each in shipment.messages] == ["example-card"]


def test_a_service_that_does_not_take_the_parcel_is_told_beside_one_that_does() -> None:
    answer = CardPrices(CARD)(ASKED)
    assert [offer.service for offer in answer.offers] == ["express"]
    (refused,) = [each for each in answer.messages if each.level is Level.ERROR]
    assert refused.subject == "post"
    assert "at most 2 kg" in refused.text
    with pytest.raises(CarrierRejected, match="at most 2 kg"):
        carrier().ship(ShipmentRequest("key", "post", LYON, LONDON, (PARCEL,)))


@pytest.mark.parametrize(
    ("changed", "path", "said"),
    [
        ({"on": None}, "on", "clock"),
        ({"parcels": (attrs.evolve(PARCEL, length="4000"),)}, "parcels[0].length", "dimension_unit"),
    ],
)
def test_what_cannot_be_priced_names_the_field(changed: dict[str, object], path: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        CardPrices(CARD)(attrs.evolve(ASKED, **changed))  # type: ignore[arg-type]  # as a test asks
    assert caught.value.path == path
    assert said in caught.value.hint


def test_a_card_for_one_country_of_dispatch_is_not_asked_for_another() -> None:
    prices = CardPrices(attrs.evolve(CARD, origin="CN"))
    with pytest.raises(BadInput) as caught:
        prices(ASKED)
    assert caught.value.path == "ship_from.country"
    with pytest.raises(CarrierRejected):
        carrier(prices).rates(ASKED)


def test_duties_in_another_currency_than_the_cards_are_refused_and_not_added_up() -> None:
    customs = attrs.evolve(CUSTOMS, duties=Money("31.20", "GBP"))
    answer = CardPrices(CARD)(attrs.evolve(ASKED, services=("express",), customs=customs))
    assert not answer.offers
    assert "convert them first" in answer.messages[0].text
