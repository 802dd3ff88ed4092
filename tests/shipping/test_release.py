"""Releases from bonded stock are quoted by the law of the right day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from moneyed import Money

from xborder import Consignment, Desk
from xborder.errors import BadInput
from xborder.landed_cost.variants import with_circumstances
from xborder.places import Place
from xborder.shipping import Bonded, Warehouse
from xborder.shipping.bonded import Ledger, Lot, LotMovement, Release, StockIn, quote_release

DESK = Desk()
FTZ = Warehouse(Place("US", subdivision="US-CA"), "us-ftz-privileged")
BONDED = Warehouse(Place("US", subdivision="US-CA"), "us-bonded-warehouse")
IN_SURCHARGE, AFTER_SURCHARGE, NOW = date(2026, 3, 10), date(2026, 9, 1), date(2026, 11, 22)
"""The import surcharge of 10 % under Section 122 was in force from 24 February to 23 July 2026."""


def order(quantity: str = "5", **more: Any) -> Consignment:
    return Consignment.from_dict(
        {
            "ship_from": {"country": "VN"},
            "ship_to": {"country": "US"},
            "freight": {"amount": "10.00", "currency": "USD"},
            "lines": [
                {
                    "sku": "BAG", "hs": "4202.92", "origin": "VN", "duty": "17.6%", "quantity": quantity,
                    "unit_price": {"amount": "40.00", "currency": "USD"}, "measures": {"pieces": quantity},
                    "net_mass": {"value": "2.5", "unit": "kg"}, "discount": {"amount": "7.00", "currency": "USD"},
                }
            ],
            **more,
        }
    )  # fmt: skip


def released(warehouse: Warehouse, quantity: int = 5, sku: str = "BAG") -> tuple[LotMovement, ...]:
    ledger = Ledger()
    for name, admitted, count in (("A", IN_SURCHARGE, 2), ("B", AFTER_SURCHARGE, 10)):
        made = Lot(name, sku, warehouse, count, Money(40 * count, "USD"), admitted)
        ledger = ledger.apply(StockIn(f"in-{name}", admitted, made)).ledger
    return ledger.apply(Release("order", NOW, sku, quantity)).happened


def test_a_bonded_warehouse_releases_at_the_rate_of_the_day_of_release() -> None:
    found = quote_release(DESK, BONDED, order(), released(BONDED))
    (quote,) = found.quotes.values()
    assert list(found.quotes) == [NOW]
    assert quote == DESK.quote(with_circumstances(order(), mode="bonded", ship_from=BONDED.place), NOW)
    assert (found.landed_cost, found.charges) == (quote.landed_cost, quote.charges_total)


def test_privileged_foreign_status_keeps_the_rate_of_the_day_of_admission() -> None:
    found = quote_release(DESK, FTZ, order(), released(FTZ))
    early, late = found.quotes[IN_SURCHARGE], found.quotes[AFTER_SURCHARGE]
    assert "us.s122" in {charge.rule for charge in early.charges}
    assert "us.s122" not in {charge.rule for charge in late.charges}
    assert [quote.assessment.consignment.lines[0].quantity for quote in (early, late)] == [2, 3]
    assert early.duties != late.duties
    assert found.duties == early.duties + late.duties


def test_parts_of_an_order_add_up_to_it() -> None:
    found = quote_release(DESK, FTZ, order(), released(FTZ))
    parts = [quote.assessment.consignment for quote in found.quotes.values()]

    def together(name: str) -> Money:
        return sum((getattr(part, name) for part in parts), Money(0, "USD"))

    assert together("freight") == Money("10.00", "USD")
    first = [part.lines[0] for part in parts]
    assert sum((line.discount for line in first if line.discount), Money(0, "USD")) == Money("7.00", "USD")
    assert sum((line.net_mass.value for line in first if line.net_mass), Decimal(0)) == Decimal("2.5")
    assert sum(part.lines[0].measures["pieces"] for part in parts) == 5


def test_a_way_out_of_a_zone_is_quoted_by_the_day_of_admission() -> None:
    ways = DESK.compare(
        order(), ["us.informal"], [Bonded(FTZ, admitted=IN_SURCHARGE), Bonded(FTZ), Bonded(BONDED)], on=NOW
    )
    assert [way.on for way in ways] == [IN_SURCHARGE, NOW, NOW]
    assert [way.quote.on for way in ways if way.quote] == [IN_SURCHARGE, NOW, NOW]


@pytest.mark.parametrize(
    ("asked", "moved", "path"),
    [
        (order("4"), released(FTZ), "lines[0].quantity"),
        (order(), (), "movements"),
        (order(), released(FTZ, sku="BELT"), "lines[0].quantity"),
        (order(lines=[*order().to_dict()["lines"], *order().to_dict()["lines"]]), released(FTZ), "lines[1].sku"),  # type: ignore[misc]
    ],
)
def test_an_order_that_is_not_what_was_released_is_refused(
    asked: Consignment, moved: tuple[LotMovement, ...], path: str
) -> None:
    with pytest.raises(BadInput) as caught:
        quote_release(DESK, FTZ, asked, moved)
    assert caught.value.path == path
