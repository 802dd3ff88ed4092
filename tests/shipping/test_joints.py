"""Where one part of the room hands over to the next: boxes to grams, movements to shares, footprints to choices."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder import Desk, Money
from xborder.errors import BadInput
from xborder.shipping import Box, Item, PackingPlan, Parcel, footprint, options_of, pack, rank
from xborder.shipping.carbon import Distance, DistanceKind, Grams, Leg, packed_footprint
from xborder.shipping.consolidation import Order, share_carbon, share_cost, share_movement
from xborder.shipping.promises import (
    EVERY_DAY,
    CutOff,
    Distribution,
    Lane,
    Promises,
    Step,
)

FLIGHT = [Leg("glec.air.belly.long-haul", Distance("9200", DistanceKind.GREAT_CIRCLE))]
MUG = Item("MUG", "12", "9", "10", "cm", "0.4", "kg", quantity=6)
PLAN = pack([MUG], [Box("S", "13", "20", "11", "cm", "3", "oz")])
LANE = Lane(
    "direct-mail", "CN", "DE", CutOff("Asia/Shanghai", time(16), EVERY_DAY),
    [Step("all", Distribution.of({5: 1, 9: 1}), EVERY_DAY)], "Europe/Berlin",
)  # fmt: skip
CASE: dict[str, object] = {
    "on": "2026-11-22", "ship_from": {"country": "CN"}, "ship_to": {"country": "DE"},
    "seller": {"country": "CN", "registrations": {"ioss": "IM2760000742"}},
    "lines": [{"hs": "3926.90", "origin": "CN", "duty": "6.5%", "unit_price": {"amount": "18.00", "currency": "EUR"}}],
}  # fmt: skip


def test_a_parcel_emits_what_its_weight_emits_in_whatever_unit() -> None:
    parcel = Parcel("9", "9", "9", "in", "2", "lb")
    assert footprint(parcel, FLIGHT).total == footprint("0.90718474", FLIGHT).total


def test_a_packed_order_emits_what_its_cartons_emit_together() -> None:
    assert len(PLAN.cartons) > 1
    found = packed_footprint(PLAN, FLIGHT, material="packaging.corrugated")
    each = [footprint(carton.parcel, FLIGHT).total for carton in PLAN.cartons]
    assert found.transport == sum(each, Grams())
    assert found.packaging_kg == len(PLAN.cartons) * 3 * Fraction("0.028349523125")
    assert found.mass_kg == Fraction("2.4") + found.packaging_kg
    assert found.material.typical > 0


def test_an_order_that_is_not_packed_has_no_weight_and_no_footprint() -> None:
    with pytest.raises(BadInput) as caught:
        packed_footprint(PackingPlan(()), FLIGHT)
    assert caught.value.path == "plan.cartons"
    with pytest.raises(BadInput) as caught:
        Order.packed("A", pack([MUG], [Box("XS", "5", "5", "5", "cm")]), Money("9.00", "EUR"))
    assert caught.value.path == "plan"


def test_a_packed_order_in_a_movement_weighs_what_its_cartons_weigh_to_the_gram_above() -> None:
    order = Order.packed("A", PLAN, Money("60.00", "EUR"))
    weight = sum((carton.parcel.weight_in("kg") for carton in PLAN.cartons), Fraction(0))
    assert weight <= Fraction(order.weight_kg) < weight + Fraction(1, 1000)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 40_000), min_size=1, max_size=12), st.integers(0, 10**7), st.integers(0, 10**6))
def test_shares_of_cost_and_carbon_add_up_to_the_movement(grams: list[int], emitted: int, cents: int) -> None:
    orders = [Order(str(at), f"{one / 1000:.3f}", "0.01", Money("10", "EUR")) for at, one in enumerate(grams)]
    cost, total = Money(f"{cents / 100:.2f}", "EUR"), Grams(Fraction(0), Fraction(emitted), Fraction(2 * emitted))
    shares = share_movement(cost, total, orders)
    assert sum((share.cost for share in shares.values()), Money(0, "EUR")) == cost
    for place, whole in enumerate(total.rounded):
        assert sum(share.carbon.grams[place] for share in shares.values()) == whole
    assert {name: share.cost for name, share in shares.items()} == share_cost(cost, orders)


def test_carbon_goes_by_weight_whatever_the_cost_goes_by() -> None:
    orders = [Order("A", "1", "0.01", Money("90", "EUR")), Order("B", "3", "0.01", Money("10", "EUR"))]
    found = share_movement(Money("40.00", "EUR"), footprint("4", FLIGHT), orders, "value")
    assert found["A"].cost == Money("36.00", "EUR")
    assert found["A"].carbon.share == Fraction(1, 4)


def test_carbon_of_no_orders_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        share_carbon(Grams(), [])
    assert caught.value.path == "orders"


def test_footprints_and_promises_become_options_with_their_confidence() -> None:
    ordered = datetime(2026, 11, 22, 3, tzinfo=UTC)
    promises = Promises([LANE], "0.9")
    ways = Desk().compare(CASE, ["eu.ioss"], ["direct-mail"], transit=promises.at(ordered))
    emitted = footprint("0.15", FLIGHT)
    (option,) = options_of(ways, ordered=date(2026, 11, 22), carbon_g={"direct-mail": emitted})
    assert (option.arrives, option.confidence) == (date(2026, 12, 1), "90 %")
    assert option.carbon_g == emitted.total.rounded[1]
    (usual,) = options_of(ways, ordered=date(2026, 11, 22), at="usual", carbon_g={"direct-mail": emitted.total})
    assert (usual.arrives, usual.confidence, usual.carbon_g) == (date(2026, 11, 27), "usual", option.carbon_g)
    promised = LANE.promise(ordered, "0.4")
    (other,) = options_of(ways, ordered=date(2026, 11, 22), arrives={"direct-mail": promised})
    assert (other.arrives, other.confidence) == (date(2026, 11, 27), "40 %")
    assert rank([option], "date").best == option
