"""Many orders in one movement: a table of transitions, exact shares, and what it saves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money

from xborder import Consignment
from xborder.errors import BadInput
from xborder.places import Place
from xborder.shipping.consolidation import (
    TRANSITIONS,
    AddOrder,
    Arrive,
    BreakBulk,
    By,
    Cancel,
    ClearOrder,
    Close,
    Depart,
    Event,
    Hub,
    IssueDocuments,
    LineHaul,
    Movement,
    Order,
    State,
    WithdrawOrder,
    saving,
    share_cost,
)
from xborder.shipping.errors import AlreadyRecorded, NotAllowed, NotFound, PastCutOff

PARIS = ZoneInfo("Europe/Paris")
CUT_OFF = datetime(2026, 11, 22, 18, tzinfo=PARIS)


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def at(hours: int) -> datetime:
    return CUT_OFF + timedelta(hours=hours)


def order(name: str = "A", kg: str = "1.2", m3: str = "0.006", value: str = "60.00") -> Order:
    parcel = {
        "on": "2026-11-22", "ship_from": {"country": "FR"}, "ship_to": {"country": "CN"}, "currency": "EUR",
        "lines": [{"hs": "3304.99", "unit_price": {"amount": value, "currency": "EUR"}}],
    }  # fmt: skip
    return Order(name, kg, m3, eur(value), Consignment.from_dict(parcel))


def movement(*events: Event) -> Movement:
    made = Movement("CDG-47", Hub("Roissy", Place("FR")), CUT_OFF)
    for event in events:
        made = made.apply(event).movement
    return made


STEPS: list[Event] = [
    AddOrder(at(-2), order("A")), AddOrder(at(-1), order("B")), Close(at(0)), IssueDocuments(at(1), "784-12345675"),
    Depart(at(2)), Arrive(at(20)), BreakBulk(at(22)), ClearOrder(at(23), "A"), ClearOrder(at(24), "B"),
]  # fmt: skip


def test_a_movement_goes_from_collecting_to_completed() -> None:
    states = [movement(*STEPS[:count]).state for count in range(len(STEPS) + 1)]
    assert states == [
        State.COLLECTING, State.COLLECTING, State.COLLECTING, State.CLOSED, State.DOCUMENTED, State.IN_TRANSIT,
        State.ARRIVED, State.BROKEN_UP, State.BROKEN_UP, State.COMPLETED,
    ]  # fmt: skip


def test_a_master_document_covers_one_house_document_for_each_order() -> None:
    made = movement(*STEPS[:3], IssueDocuments(at(1), "784-12345675", {"B": "HAWB-7"}))
    assert made.master is not None
    assert (made.master.number, made.master.pieces, made.master.weight_kg) == ("784-12345675", 2, Decimal("2.4"))
    assert [(house.order, house.number, house.master) for house in made.houses] == [
        ("A", "784-12345675-001", "784-12345675"), ("B", "HAWB-7", "784-12345675"),
    ]  # fmt: skip


def test_each_order_stays_a_customs_consignment_of_its_own() -> None:
    made = movement(*STEPS[:7]).consignments()
    assert len(made) == 2
    assert {consignment.mode for consignment in made} == {"consolidation"}
    assert all(len(consignment.lines) == 1 for consignment in made)
    with pytest.raises(BadInput, match="came without a consignment"):
        movement(AddOrder(at(-1), Order("X", "1", "0.01", eur("1")))).consignments()


def test_an_order_at_the_cut_off_is_in_and_one_after_it_is_late() -> None:
    assert movement(AddOrder(CUT_OFF, order())).orders
    with pytest.raises(PastCutOff) as caught:
        movement().apply(AddOrder(CUT_OFF + timedelta(seconds=1), order()))
    assert caught.value.hint == "put it into the next movement"


def test_the_cut_off_counts_in_the_hubs_own_time() -> None:
    shanghai = datetime(2026, 11, 23, 0, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert movement(AddOrder(shanghai, order())).orders
    with pytest.raises(PastCutOff):
        movement(AddOrder(shanghai + timedelta(minutes=2), order()))


def test_the_same_order_twice_is_in_once_and_another_of_its_id_is_refused() -> None:
    made = movement(STEPS[0])
    again = made.apply(STEPS[0])
    assert again.repeated
    assert again.movement is made
    with pytest.raises(AlreadyRecorded):
        made.apply(AddOrder(at(-1), order("A", kg="9")))


SAMPLES: dict[type, Event] = {
    AddOrder: AddOrder(at(-1), order("C")),
    WithdrawOrder: WithdrawOrder(at(30), "A"),
    Close: Close(at(30)),
    IssueDocuments: IssueDocuments(at(30), "1"),
    Depart: Depart(at(30)),
    Arrive: Arrive(at(30)),
    BreakBulk: BreakBulk(at(30)),
    ClearOrder: ClearOrder(at(30), "B"),
    Cancel: Cancel(at(30)),
}
REACHED = {State.COLLECTING: 2, State.CLOSED: 3, State.DOCUMENTED: 4, State.IN_TRANSIT: 5, State.ARRIVED: 6,
           State.BROKEN_UP: 8, State.COMPLETED: 9}  # fmt: skip


@pytest.mark.parametrize("kind", list(SAMPLES))
@pytest.mark.parametrize("state", [*REACHED, State.CANCELLED])
def test_a_movement_sees_exactly_the_events_of_the_table(state: State, kind: type) -> None:
    made = movement(*STEPS[: REACHED.get(state, 2)])
    if state is State.CANCELLED:
        made = made.apply(Cancel(at(-1))).movement
    assert made.state is state
    if kind is ClearOrder and state is State.COMPLETED:
        assert made.apply(SAMPLES[kind]).repeated
    elif (state, kind) in TRANSITIONS:
        assert made.apply(SAMPLES[kind]).happened
    else:
        with pytest.raises(NotAllowed) as caught:
            made.apply(SAMPLES[kind])
        assert caught.value.hint
        assert made == movement(*STEPS[: REACHED.get(state, 2)]) or state is State.CANCELLED


@pytest.mark.parametrize(
    ("steps", "event", "error"),
    [
        (0, Close(at(0)), NotAllowed),
        (2, WithdrawOrder(at(0), "C"), NotFound),
        (2, Close(at(-3)), BadInput),
        (3, IssueDocuments(at(1), "1", {"C": "2"}), NotFound),
        (3, IssueDocuments(at(1), "1", {"A": "2", "B": "2"}), BadInput),
        (7, ClearOrder(at(23), "C"), NotFound),
        (2, "close", BadInput),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(steps: int, event: Any, error: type[Exception]) -> None:
    made = movement(*STEPS[:steps])
    with pytest.raises(error):
        made.apply(event)
    assert made == movement(*STEPS[:steps])


@pytest.mark.parametrize(
    "make",
    [
        lambda: AddOrder(datetime(2026, 11, 22), order()),  # noqa: DTZ001 - what is refused
        lambda: AddOrder(at(0), "A"),  # type: ignore[arg-type]
        lambda: Order("A", "0", "1", eur("1")),
        lambda: Order("A", 1.5, "1", eur("1")),
        lambda: Order("", "1", "1", eur("1")),
        lambda: Order("A", "1", "1", 60),  # type: ignore[arg-type]
        lambda: Hub("Roissy", "FR"),  # type: ignore[arg-type]
        lambda: Hub("Roissy", Place("FR"), "upside"),
        lambda: Movement("M", "Roissy", CUT_OFF),  # type: ignore[arg-type]
        lambda: share_cost(eur("1"), []),
        lambda: share_cost(eur("1"), [order()], "luck"),
        lambda: share_cost(eur("1"), [order(), order()]),
        lambda: share_cost(eur("1"), [order("A", value="0"), order("B", value="0")], "value"),
        lambda: saving([], LineHaul(eur("1"), "1")),
        lambda: saving([order()], LineHaul(eur("1"), "1"), entries=2),
        lambda: LineHaul(eur("1"), "1", minimum=Money("1", "USD")),
        lambda: LineHaul(eur("-1"), "1"),
    ],
)
def test_what_makes_no_sense_is_named(make: Callable[[], object]) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.path
    assert caught.value.hint


# --- cost -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "shares"),
    [
        ("weight", ["25.00", "75.00"]),
        ("volume", ["80.00", "20.00"]),
        ("value", ["60.00", "40.00"]),
        ("order", ["50.00", "50.00"]),
        ("chargeable", ["52.63", "47.37"]),  # 0.02 m3 is 3.33 kg against 1 kg; 0.005 m3 is 0.83 kg against 3 kg
    ],
)
def test_a_cost_is_shared_by_what_is_asked(by: str, shares: list[str]) -> None:
    orders = [order("A", "1", "0.02", "60.00"), order("B", "3", "0.005", "40.00")]
    assert [str(share.amount) for share in share_cost(eur("100.00"), orders, by).values()] == shares


@given(
    st.integers(0, 10**7),
    st.lists(
        st.tuples(st.integers(1, 30_000), st.integers(1, 500_000), st.integers(1, 10**6)), min_size=1, max_size=12
    ),
    st.sampled_from(By),
)
def test_shares_add_up_and_are_off_by_less_than_a_cent(cents: int, sizes: list[tuple[int, int, int]], by: By) -> None:
    orders = [
        Order(str(place), Decimal(g) / 1000, Decimal(ml) / 10**6, Money(Decimal(worth) / 100, "EUR"))
        for place, (g, ml, worth) in enumerate(sizes)
    ]
    cost = Money(Decimal(cents) / 100, "EUR")
    shares = share_cost(cost, orders, by)
    assert sum(shares.values(), Money(0, "EUR")) == cost
    if by is By.WEIGHT:
        whole = sum(Fraction(each.weight_kg) for each in orders)
        for each in orders:
            exact = Fraction(cost.amount) * Fraction(each.weight_kg) / whole
            assert abs(Fraction(shares[each.id].amount) - exact) < Fraction(1, 100)


def test_what_is_saved_is_the_rounding_the_minimum_and_the_clearance_less_the_handling() -> None:
    haul = LineHaul(eur("6.00"), "0.5", minimum=eur("10.00"), clearance=eur("4.00"), handling=eur("1.00"))
    found = saving([order(name) for name in "ABC"], haul, entries=1)
    # Alone: 1.2 kg is charged as 1.5: 9.00, at least 10.00, and 4.00: 42.00 for three. Together 3.6 kg as 4.0: 24.00.
    assert (found.alone, found.together, found.saved) == (eur("42.00"), eur("31.00"), eur("11.00"))
    assert (found.by_rounding, found.by_minimum, found.by_clearance) == (eur("3.00"), eur("3.00"), eur("8.00"))
    assert found.saved == found.by_rounding + found.by_minimum + found.by_clearance - found.handling


def test_travelling_together_may_cost_more() -> None:
    haul = LineHaul(eur("6.00"), "0.5")
    dear = LineHaul(eur("6.00"), "0.5", handling=eur("2.00"))
    assert saving([order(kg="1.5")], haul, consolidated=dear).saved == eur("-2.00")
