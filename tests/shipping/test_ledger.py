"""The ledger of bonded stock: never below zero, nothing lost, the oldest first, once is once, one gets the last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread, local
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule
from moneyed import Money

from xborder.adapters.memory import MemoryStore
from xborder.errors import BadInput, XborderError
from xborder.places import Place
from xborder.shipping import Warehouse
from xborder.shipping.bonded import (
    ALLOWED,
    Adjustment,
    Applied,
    Destruction,
    Event,
    Ledger,
    Lot,
    LotMovement,
    LotMovementKind,
    LotState,
    Pick,
    Release,
    Removal,
    Return,
    StockIn,
    Transfer,
    record,
)
from xborder.shipping.errors import AlreadyRecorded, Busy, NotAllowed, NotEnoughStock, NotFound

ZONE = Warehouse(Place("CN", city="Zhengzhou"), "cn-1210")
OTHER = Warehouse(Place("CN", city="Ningbo"), "cn-1210")
BONDED = Warehouse(Place("US"), "us-bonded-warehouse")
DAY = date(2026, 9, 1)


def lot(name: str = "A", quantity: int | str = 10, value: str = "600.00", **more: Any) -> Lot:
    return Lot(
        **{
            "sku": "SERUM",
            "warehouse": ZONE,
            "admitted": DAY,
            **more,
            "id": name,
            "quantity": quantity,
            "value": Money(value, "EUR"),
        }
    )


def stock(*lots: Lot) -> Ledger:
    return Ledger().apply_all(StockIn(f"in-{each.id}", each.admitted, each) for each in lots).ledger


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def taken(applied: Applied) -> list[tuple[str, int]]:
    return [(movement.lot, int(movement.part.quantity)) for movement in applied.happened]


# --- picking ----------------------------------------------------------------------------------------------------------


def test_the_first_admitted_goes_first_whatever_was_recorded_first() -> None:
    ledger = stock(lot("late", admitted=after(5)), lot("early"))
    assert taken(ledger.apply(Release("r", after(9), "SERUM", 12))) == [("early", 10), ("late", 2)]


def test_the_first_to_expire_goes_first_when_asked_for_and_what_keeps_goes_last() -> None:
    ledger = stock(lot("keeps"), lot("long", expires=after(300)), lot("short", expires=after(30), admitted=after(3)))
    applied = ledger.apply(Release("r", after(9), "SERUM", 25, pick=Pick.FEFO))
    assert taken(applied) == [("short", 10), ("long", 10), ("keeps", 5)]


def test_a_named_lot_is_taken_and_no_other() -> None:
    ledger = stock(lot("A"), lot("B"))
    assert taken(ledger.apply(Release("r", after(1), "SERUM", 4, pick="lot", lot="B"))) == [("B", 4)]
    with pytest.raises(NotEnoughStock):
        ledger.apply(Release("r", after(1), "SERUM", 11, pick=Pick.LOT, lot="B"))


def test_what_has_expired_is_passed_over() -> None:
    ledger = stock(lot("old", expires=after(10)), lot("new"))
    assert taken(ledger.apply(Release("r", after(10), "SERUM", 3))) == [("old", 3)]
    assert taken(ledger.apply(Release("r", after(11), "SERUM", 3))) == [("new", 3)]
    assert ledger.on_hand("SERUM", after(11)) == 10
    assert [each.id for each in ledger.expiring(after(10))] == ["old"]


def test_the_time_limit_of_a_us_bonded_warehouse_ends_a_lot_after_five_years() -> None:
    kept = lot(warehouse=BONDED)
    assert kept.last_day == date(2031, 9, 1)
    with pytest.raises(NotEnoughStock, match="expired lots do not count"):
        stock(kept).apply(Release("r", date(2031, 9, 2), "SERUM", 1))


# --- value and duty -----------------------------------------------------------------------------------------------------


def test_value_and_duty_go_with_the_goods_to_the_cent() -> None:
    ledger = stock(lot("A", 3, "100.00", duty=Money("1.00", "EUR")))
    values = []
    for number in range(3):
        applied = ledger.apply(Release(f"r{number}", after(1), "SERUM", 1))
        ledger = applied.ledger
        values.append((applied.happened[0].part.value, applied.happened[0].part.duty))
    assert sum((value for value, _ in values), Money(0, "EUR")) == Money("100.00", "EUR")
    assert sum((duty for _, duty in values if duty), Money(0, "EUR")) == Money("1.00", "EUR")
    assert ledger.lots["A"].value == Money("0.00", "EUR")


def test_goods_that_come_back_bring_their_value_back_into_the_lot_they_left() -> None:
    before = stock(lot("A", 1, "33.33"), lot("B", 3, "100.00", admitted=after(1)))
    out = before.apply(Release("r", after(2), "SERUM", 3)).ledger
    some = out.apply(Return("back-1", after(9), "r", 1))
    assert taken(some) == [("B", 1)]
    rest = some.ledger.apply(Return("back-2", after(10), "r", 2)).ledger
    assert {name: (each.quantity, each.value) for name, each in rest.lots.items()} == {
        name: (each.quantity, each.value) for name, each in before.lots.items()
    }
    with pytest.raises(NotEnoughStock):
        rest.apply(Return("back-3", after(11), "r", 1))


def test_a_transfer_keeps_the_day_of_admission_and_the_expiry() -> None:
    ledger = stock(lot(expires=after(100))).apply(Transfer("t", after(5), "A", 4, OTHER, "A2")).ledger
    moved = ledger.lots["A2"]
    assert (moved.warehouse, int(moved.quantity), moved.value) == (OTHER, 4, Money("240.00", "EUR"))
    assert (moved.admitted, moved.expires) == (DAY, after(100))
    assert ledger.on_hand("SERUM") == 10


def test_goods_that_were_found_are_worth_what_the_others_are() -> None:
    ledger = stock(lot("A", 3, "100.00"))
    found = ledger.apply(Adjustment("found", after(1), "A", 1, more=True)).ledger.lots["A"]
    assert (int(found.quantity), found.value) == (4, Money("133.33", "EUR"))
    missing = ledger.apply(Adjustment("missing", after(1), "A", 1)).ledger.lots["A"]
    assert (int(missing.quantity), missing.value) == (2, Money("66.67", "EUR"))
    empty = ledger.apply(Destruction("gone", after(1), "A", 3)).ledger
    with pytest.raises(BadInput, match="say what the goods are worth"):
        empty.apply(Adjustment("found", after(2), "A", 1, more=True))
    assert (
        empty.apply(Adjustment("f", after(2), "A", 1, more=True, value=Money("9", "EUR"))).ledger.on_hand("SERUM") == 1
    )


# --- once, and what is refused --------------------------------------------------------------------------------------------


def test_the_same_event_twice_happens_once() -> None:
    ledger = stock(lot())
    event = Release("r", after(1), "SERUM", 4)
    once = ledger.apply(event)
    twice = once.ledger.apply(Release("r", after(1), "SERUM", "4"))
    assert twice.repeated
    assert twice.ledger is once.ledger
    assert twice.happened == once.happened == once.ledger.happened("r")


def test_another_event_under_a_known_id_is_refused() -> None:
    ledger = stock(lot()).apply(Release("r", after(1), "SERUM", 4)).ledger
    with pytest.raises(AlreadyRecorded):
        ledger.apply(Release("r", after(1), "SERUM", 5))
    with pytest.raises(AlreadyRecorded):
        ledger.apply(StockIn("again", DAY, lot()))


@pytest.mark.parametrize(
    ("event", "error", "path"),
    [
        (Release("x", after(1), "SERUM", 11), NotEnoughStock, "quantity"),
        (Release("x", after(1), "SOAP", 1), NotEnoughStock, "quantity"),
        (Release("x", DAY - timedelta(days=1), "SERUM", 1), NotEnoughStock, "quantity"),
        (Release("x", after(1), "SOAP", 1, pick=Pick.LOT, lot="A"), BadInput, "lot"),
        (Release("x", after(1), "SERUM", 1, pick=Pick.LOT, lot="B"), NotFound, "lot"),
        (Removal("x", after(1), "A", 11), NotEnoughStock, "quantity"),
        (Destruction("x", after(1), "A", "10.5"), NotEnoughStock, "quantity"),
        (Adjustment("x", after(1), "A", 11), NotEnoughStock, "quantity"),
        (Adjustment("x", after(1), "A", 1, more=True, value=Money("1", "USD")), BadInput, "value"),
        (Transfer("x", after(1), "A", 11, OTHER, "B"), NotEnoughStock, "quantity"),
        (Transfer("x", after(1), "A", 1, OTHER, "A"), AlreadyRecorded, "lot.id"),
        (Removal("x", DAY - timedelta(days=1), "A", 1), NotAllowed, "lot"),
        (Return("x", after(1), "nothing", 1), NotFound, "event"),
        (Return("x", after(1), "in-A", 1), NotAllowed, "release"),
        (StockIn("x", DAY - timedelta(days=1), lot("B")), BadInput, "on"),
        ("x", BadInput, "event"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(event: Any, error: type[XborderError], path: str) -> None:
    ledger = stock(lot())
    with pytest.raises(error) as caught:
        ledger.apply(event)
    assert caught.value.path == path
    assert caught.value.hint
    assert ledger.on_hand("SERUM") == 10


def test_several_events_are_applied_together_or_not_at_all() -> None:
    ledger = stock(lot())
    with pytest.raises(NotEnoughStock):
        ledger.apply_all([Release("a", after(1), "SERUM", 6), Release("b", after(1), "SERUM", 6)])
    assert ledger.on_hand("SERUM") == 10


@pytest.mark.parametrize(
    "make",
    [
        lambda: lot(quantity="-1"),
        lambda: lot(quantity=1.5),  # type: ignore[arg-type]
        lambda: lot(quantity="NaN"),
        lambda: lot(quantity="1E+40"),
        lambda: lot(quantity="0.0000001"),
        lambda: lot(name=""),
        lambda: lot(value="-1"),
        lambda: lot(admitted="2026-09-01"),
        lambda: lot(warehouse="Zhengzhou"),
        lambda: lot(duty=3),
        lambda: Release("x", after(1), "SERUM", 0),
        lambda: Release("x", after(1), "SERUM", 1, pick="lifo"),
        lambda: Release("", after(1), "SERUM", 1),
        lambda: StockIn("x", DAY, "A"),  # type: ignore[arg-type]
        lambda: Transfer("x", DAY, "A", 1, "Ningbo", "B"),  # type: ignore[arg-type]
        lambda: stock().apply(StockIn("x", DAY, lot(quantity=0, value="0"))),
    ],
)
def test_impossible_lots_and_events_cannot_be_made(make: Callable[[], object]) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.path
    assert caught.value.hint


EVENTS: dict[type, Callable[[date], Event]] = {
    Release: lambda on: Release("e", on, "SERUM", 1, pick=Pick.LOT, lot="A"),
    Removal: lambda on: Removal("e", on, "A", 1),
    Transfer: lambda on: Transfer("e", on, "A", 1, OTHER, "B"),
    Adjustment: lambda on: Adjustment("e", on, "A", 1, more=True, value=Money("1", "EUR")),
    Return: lambda on: Return("e", on, "r", 1),
    Destruction: lambda on: Destruction("e", on, "A", 1),
}


@pytest.mark.parametrize("kind", list(EVENTS))
@pytest.mark.parametrize("state", [LotState.OPEN, LotState.EXHAUSTED, LotState.EXPIRED])
def test_a_lot_sees_exactly_the_events_of_the_table(state: LotState, kind: type) -> None:
    ledger = stock(lot(expires=after(50))).apply(Release("r", after(1), "SERUM", 2)).ledger
    if state is LotState.EXHAUSTED:
        ledger = ledger.apply(Release("all", after(1), "SERUM", 8)).ledger
    on = after(51) if state is LotState.EXPIRED else after(2)
    assert ledger.lots["A"].state(on) is state
    event = EVENTS[kind](on)
    if kind in ALLOWED[state]:
        assert not ledger.apply(event).repeated
    else:
        with pytest.raises((NotAllowed, NotEnoughStock)):
            ledger.apply(event)


# --- races ----------------------------------------------------------------------------------------------------------------


def together(count: int, work: Callable[[int], None]) -> None:
    """Runs work in threads that start at once."""
    barrier = Barrier(count)

    def run(number: int) -> None:
        barrier.wait()
        work(number)

    threads = [Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Meeting(MemoryStore[Ledger]):
    """A store in which all who load first wait for each other, so that all have seen the same last unit."""

    def __init__(self, parties: int) -> None:
        super().__init__()
        self._barrier, self._met = Barrier(parties), local()

    def load(self, key: str) -> tuple[int, Ledger] | None:
        found = super().load(key)
        if found is not None and not getattr(self._met, "yes", False):
            self._met.yes = True
            self._barrier.wait(timeout=10)
        return found


@pytest.mark.parametrize("orders", [2, 5])
def test_of_orders_that_race_for_the_last_unit_exactly_one_gets_it(orders: int) -> None:
    store = Meeting(orders)
    record(store, "zone", StockIn("in", DAY, lot(quantity=1, value="60.00")))
    got: list[str] = []
    refused: list[str] = []

    def order(number: int) -> None:
        try:
            record(store, "zone", Release(f"order-{number}", after(1), "SERUM", 1))
            got.append(f"order-{number}")
        except NotEnoughStock:
            refused.append(f"order-{number}")

    together(orders, order)
    assert (len(got), len(refused)) == (1, orders - 1)
    kept = MemoryStore.load(store, "zone")
    assert kept is not None
    assert kept[1].on_hand("SERUM") == 0
    assert kept[1].happened(got[0])
    with pytest.raises(NotFound):
        kept[1].happened(refused[0])


def test_many_orders_at_once_share_out_exactly_what_there_is() -> None:
    store = MemoryStore[Ledger]()
    record(store, "zone", StockIn("in", DAY, lot(quantity=20, value="1200.00")))
    outcomes: list[str] = []

    def order(number: int) -> None:
        for again in range(10):
            event = Release(f"{number}-{again}", after(1), "SERUM", 1)
            try:
                record(store, "zone", event)
                record(store, "zone", event)
                outcomes.append("got")
            except NotEnoughStock:
                outcomes.append("refused")

    together(4, order)
    kept = store.load("zone")
    assert kept is not None
    assert Counter(outcomes) == {"got": 20, "refused": 20}
    assert kept[1].on_hand("SERUM") == 0


def test_somebody_who_is_never_first_is_told_so() -> None:
    class Contended(MemoryStore[Ledger]):
        def swap(self, key: str, expected: int, value: Ledger) -> bool:  # noqa: ARG002 - the shape of the port
            return False

    with pytest.raises(Busy):
        record(Contended(), "zone", StockIn("in", DAY, lot()), tries=3)


# --- invariants, whatever happens -------------------------------------------------------------------------------------------


class Stock(RuleBasedStateMachine):
    """Applies events at random beside a model that only counts."""

    lots = Bundle("lots")
    releases = Bundle("releases")

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger()
        self.day = DAY
        self.number = 0
        self.flow: Counter[str] = Counter()
        self.cents = 0
        self.duty_cents = 0
        self.applied: list[Event] = []

    def id(self) -> str:
        self.number += 1
        return f"e{self.number}"

    def apply(self, event: Event) -> tuple[LotMovement, ...]:
        before = self.ledger
        was = {name: (each.quantity, each.value) for name, each in before.lots.items()}
        try:
            applied = before.apply(event)
        except XborderError:
            assert {name: (each.quantity, each.value) for name, each in before.lots.items()} == was
            return ()
        self.ledger = applied.ledger
        self.applied.append(event)
        for movement in applied.happened:
            sign = 1 if movement.kind.adds else -1
            self.flow[movement.kind] += int(movement.part.quantity)
            self.cents += sign * int(movement.part.value.amount * 100)
            assert movement.part.duty is not None
            self.duty_cents += sign * int(movement.part.duty.amount * 100)
            assert movement.part.quantity > 0
        return applied.happened

    @rule(
        target=lots,
        quantity=st.integers(1, 20),
        cents=st.integers(0, 100_000),
        duty=st.integers(0, 9_999),
        life=st.none() | st.integers(0, 40),
        age=st.integers(0, 20),
    )
    def stock_in(self, quantity: int, cents: int, duty: int, life: int | None, age: int) -> str:
        name = f"lot{self.number}"
        admitted = self.day - timedelta(days=age)
        made = Lot(
            name, "SERUM", ZONE, Decimal(quantity), Money(Decimal(cents) / 100, "EUR"), admitted,
            Money(Decimal(duty) / 100, "EUR"), None if life is None else admitted + timedelta(days=life),
        )  # fmt: skip
        self.apply(StockIn(self.id(), self.day, made))
        return name

    @rule(days=st.integers(0, 9))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(target=releases, quantity=st.integers(1, 25), pick=st.sampled_from([Pick.FIFO, Pick.FEFO]))
    def release(self, quantity: int, pick: Pick) -> str:
        event = Release(self.id(), self.day, "SERUM", Decimal(quantity), pick=pick)
        there = self.ledger.on_hand("SERUM", self.day)
        before = self.ledger
        happened = self.apply(event)
        assert bool(happened) == (quantity <= there)
        self._in_order(before, happened, pick)
        return event.id

    def _in_order(self, before: Ledger, happened: tuple[LotMovement, ...], pick: Pick) -> None:
        """Each lot but the last is emptied before the next is touched, and nothing older was passed over."""
        for movement in happened[:-1]:
            assert before.lots[movement.lot].quantity == movement.part.quantity
        touched = [before.lots[movement.lot] for movement in happened]
        left = [
            each for each in before.lots.values()
            if each.state(self.day) is LotState.OPEN and each.id not in {lot.id for lot in touched}
        ]  # fmt: skip

        def key(each: Lot) -> date:
            return each.admitted if pick is Pick.FIFO else each.last_day or date.max

        assert [key(each) for each in touched] == sorted(key(each) for each in touched)
        assert all(key(each) <= key(other) for each in touched for other in left)

    @rule(name=lots, quantity=st.integers(1, 25), kind=st.sampled_from([Removal, Destruction]))
    def goes_out(self, name: str, quantity: int, kind: type[Removal | Destruction]) -> None:
        self.apply(kind(self.id(), self.day, name, Decimal(quantity)))

    @rule(target=lots, name=lots, quantity=st.integers(1, 25))
    def transfer(self, name: str, quantity: int) -> str:
        new = f"lot{self.number}"
        return new if self.apply(Transfer(self.id(), self.day, name, Decimal(quantity), OTHER, new)) else name

    @rule(name=lots, quantity=st.integers(1, 5), more=st.booleans())
    def adjust(self, name: str, quantity: int, more: bool) -> None:
        self.apply(Adjustment(self.id(), self.day, name, Decimal(quantity), more=more))

    @rule(release=releases, quantity=st.integers(1, 25))
    def comes_back(self, release: str, quantity: int) -> None:
        try:
            out = sum(movement.part.quantity for movement in self.ledger.happened(release))
        except NotFound:
            out = Decimal(0)
        assert not self.apply(Return(self.id(), self.day, release, Decimal(quantity))) or quantity <= out

    @rule(release=consumes(releases))
    def the_last_event_is_told_again(self, release: str) -> None:  # noqa: ARG002 - consuming keeps the bundle short
        if self.applied:
            again = self.ledger.apply(self.applied[-1])
            assert again.repeated
            assert again.ledger is self.ledger

    @invariant()
    def nothing_is_below_zero(self) -> None:
        for each in self.ledger.lots.values():
            assert each.quantity >= 0
            assert each.value.amount >= 0
            assert each.duty is not None
            assert each.duty.amount >= 0

    @invariant()
    def what_came_in_went_out_or_is_on_hand(self) -> None:
        came = sum(count for kind, count in self.flow.items() if LotMovementKind(kind).adds)
        went = sum(count for kind, count in self.flow.items() if not LotMovementKind(kind).adds)
        assert self.ledger.on_hand("SERUM") == came - went

    @invariant()
    def values_are_conserved_to_the_cent(self) -> None:
        lots = self.ledger.lots.values()
        assert sum(int(each.value.amount * 100) for each in lots) == self.cents
        assert sum(int(each.duty.amount * 100) for each in lots if each.duty) == self.duty_cents


TestStock = Stock.TestCase
TestStock.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
