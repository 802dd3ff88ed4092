"""What hosts get wrong, anywhere in the room: the error names the field and the way out, and nothing else is raised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from xborder import Desk, Money
from xborder.errors import BadInput, XborderError
from xborder.places import Place
from xborder.shipping import (
    Box,
    Item,
    Parcel,
    Warehouse,
    attention,
    billable_weight,
    check_size,
    example_card,
    fold,
    footprint,
    options_of,
    rank,
)
from xborder.shipping import bonded as stock
from xborder.shipping.carbon import Grams, Hub
from xborder.shipping.carriers import CardPrices, address_of, duties_advanced, parcels_of
from xborder.shipping.consolidation import Order, share_carbon, share_cost
from xborder.shipping.promises import CutOff, PublicHolidays, business_calendar, journey
from xborder.shipping.tracking import ScanEvent

WRONG: Any = "x"  # of no type that a field takes
DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
PARCEL = Parcel(40, 30, 20, "cm", "3.2", "kg")
ZONE = Warehouse(Place("CN", city="Zhengzhou"), "cn-1210")
LOT = stock.Lot("L1", "SERUM", ZONE, 3, Money("100.00", "EUR"), date(2026, 9, 1))
LEDGER = stock.Ledger().apply(stock.StockIn("in", date(2026, 9, 1), LOT)).ledger
ORDER = Order("A", 1, "0.1", Money("1.00", "EUR"))
FR = business_calendar("FR", public_holidays_are=PublicHolidays.LEFT_OUT)
CASE: dict[str, Any] = {
    "on": "2026-11-22", "ship_from": {"country": "CN"}, "ship_to": {"country": "DE"},
    "lines": [{"hs": "3926.90", "unit_price": {"amount": "18.00", "currency": "EUR"}}],
}  # fmt: skip
WAYS = Desk().compare(CASE, ["eu.h7"], ["direct-mail"])


class Five:
    """It knows days, and says them as nobody asked."""

    def days(self, *_: str) -> Any:
        return 5


@pytest.mark.parametrize(
    ("wrong", "path", "way_out"),
    [
        # sizes and weights
        (lambda: Parcel("40cm", 30, 20, "cm", 3, "kg"), "length", "the unit in its own field"),
        (lambda: Parcel(WRONG, 30, 20, "cm", 3, "kg"), "length", "12.5"),
        (lambda: Parcel(Decimal("sNaN"), 30, 20, "cm", 3, "kg"), "length", "12.5"),
        (lambda: Parcel(4000, 30, 20, "cm", 3, "kg"), "length", "is dimension_unit right?"),
        (lambda: Parcel(40, 30, 20, "cm", 0, "kg"), "weight", "above zero"),
        (lambda: billable_weight(Parcel(40, 30, 20, "in", 3, "kg"), divisor=5000), "divisor", "DimRule"),
        (lambda: check_size(Parcel(400, 100, 100, "cm", 300, "kg"), "upu-parcel", DAY), "parcel", ""),
        (lambda: Item("A", 4, 3, 2, "cm", 1, "kg", quantity=0), "quantity", "from 1"),
        (lambda: Box("S", 10, 10, 10, "cm", "2", "kg", max_weight=1), "max_weight", "above 2"),
        # prices
        (lambda: example_card().rate(PARCEL, Place("CN"), DAY), "service", "express, post"),
        (lambda: example_card().rate(PARCEL, Place("GB"), DAY, service="express"), "postal_code", "give it"),
        (lambda: CardPrices(WRONG), "card", "RateCard"),
        (lambda: CardPrices(example_card())(WRONG), "request", "RateRequest"),
        (lambda: address_of(WRONG), "place", "Place"),
        (lambda: duties_advanced(WRONG), "quote", "Quote"),
        (lambda: parcels_of(WRONG, []), "plan", "PackingPlan"),
        # events
        (lambda: fold("A", [ScanEvent(NOW + timedelta(1), "upu", "EMA")], now=NOW), "events[0].time", "zone"),
        (lambda: fold("A", [WRONG], now=NOW), "events[0]", "ScanEvent"),
        (lambda: fold("A", WRONG, now=NOW), "events", "list"),
        (lambda: fold("A", [], now=WRONG), "now", "datetime"),
        (lambda: fold("A", [], now=NOW, tolerance=WRONG), "tolerance", "timedelta"),
        (lambda: ScanEvent(NOW, "upu", None), "code", "string"),  # type: ignore[arg-type]  # as a host may
        (lambda: attention(fold("A", [], now=NOW), now=WRONG), "now", "datetime"),
        # stock
        (lambda: LEDGER.apply(stock.Release("o", DAY, "SERUM", 4)), "quantity", "on_hand"),
        (lambda: LEDGER.apply(WRONG), "event", "Release"),
        (lambda: stock.Lot("L", "S", ZONE, 1.5, Money("1", "EUR"), DAY), "quantity", "Decimal"),
        # movements
        (lambda: Order("A", 0.5, "0.1", Money("1", "EUR")), "weight_kg", "Decimal"),
        (lambda: Order.packed("A", WRONG, Money("1", "EUR")), "plan", "PackingPlan"),
        (lambda: share_cost(Money("1.00", "EUR"), [WRONG]), "orders[0]", "Order"),
        (lambda: share_carbon(Grams(), [WRONG]), "orders[0]", "Order"),
        (lambda: share_carbon(WRONG, [ORDER]), "total", "Grams"),
        # promises, carbon, choice
        (lambda: CutOff("Paris", time(16), FR), "zone", "IANA"),
        (lambda: journey(WRONG, origin="FR", destination="CN"), "days", "by name"),
        (lambda: footprint(0.5, [Hub()]), "mass", "write it as text"),  # type: ignore[arg-type]
        (lambda: Desk().compare(CASE, transit=WRONG), "transit", "Transit"),
        (lambda: Desk().compare(CASE, transit=Five()), "transit.days", "Days"),
        (lambda: options_of([WRONG], ordered=DAY), "ways[0]", "Way"),
        (lambda: options_of(WAYS, ordered=WRONG), "ordered", "date"),
        (lambda: options_of(WAYS, ordered=DAY, carbon_g=WRONG), "carbon_g", "by name"),
        (lambda: options_of(WAYS, ordered=DAY, carbon_g={"direct-mail": 1.5}), "carbon_g", "Decimal"),  # type: ignore[dict-item]
        (lambda: rank([WRONG]), "options[0]", "options_of"),
    ],
)
def test_what_is_wrong_is_named_with_the_way_out(wrong: Callable[[], object], path: str, way_out: str) -> None:
    with pytest.raises(XborderError) as caught:
        wrong()
    assert caught.value.path == path
    assert way_out in caught.value.hint


def test_a_lot_that_was_drawn_below_zero_is_as_it_was() -> None:
    before = LEDGER.lots["L1"]
    with pytest.raises(XborderError):
        LEDGER.apply(stock.Release("o", DAY, "SERUM", 4))
    assert LEDGER.lots["L1"] == before


def test_an_event_from_the_future_leaves_the_shipment_and_the_other_events() -> None:
    shipment = fold("A", [ScanEvent(NOW, "upu", "EMA")], now=NOW)
    taken = shipment.take([ScanEvent(NOW + timedelta(1), "upu", "EMI"), ScanEvent(NOW, "upu", "EMC")], now=NOW)
    assert (len(taken.refused), len(taken.added)) == (1, 1)
    assert isinstance(taken.refused[0].error, BadInput)
    assert shipment.status.value == "accepted"
