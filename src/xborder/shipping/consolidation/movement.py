"""A movement of many orders: its lifecycle is a table of transitions, each giving a new movement and what happened.

An *outbound* hub stands before the border: parcels of many orders are collected there, travel as one shipment, and are
broken up at the destination. An *inbound* hub stands behind it: goods of many sellers arrive there as one shipment
under customs control and are broken up and cleared there. In both, each order is its own customs consignment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

import attrs

from xborder.errors import BadInput
from xborder.landed_cost.consignment import Consignment
from xborder.landed_cost.variants import with_circumstances
from xborder.shipping._checks import aware, made_of, text
from xborder.shipping.consolidation.events import (
    TRANSITIONS,
    AddOrder,
    Arrive,
    BreakBulk,
    Cancel,
    ClearOrder,
    Close,
    Depart,
    Event,
    Hub,
    IssueDocuments,
    State,
    WithdrawOrder,
)
from xborder.shipping.consolidation.orders import HouseDocument, MasterDocument, Order
from xborder.shipping.errors import AlreadyRecorded, NotAllowed, NotFound, PastCutOff

__all__ = ["Applied", "Movement"]


@attrs.frozen
class Applied:
    """A movement after an event, and what happened, in words."""

    movement: Movement
    happened: tuple[str, ...]
    repeated: bool = False


@attrs.frozen
class Movement:
    """Orders that travel together.

    Attributes:
        id: the host's own number.
        hub: where they come together.
        cut_off: until when orders come in, at that moment included.
        state: how far it has come.
        orders: those in it, in the order in which they came.
        master: the document over all; ``None`` before it is issued.
        houses: one document for each order.
        cleared: ids of the orders that customs has released.
        last: when the last event happened.

    >>> from zoneinfo import ZoneInfo
    >>> from moneyed import Money
    >>> from xborder.places import Place
    >>> paris = ZoneInfo("Europe/Paris")
    >>> movement = Movement("CDG-47", Hub("Roissy", Place("FR")), datetime(2026, 11, 22, 18, tzinfo=paris))
    >>> order = Order("A-1", "1.2", "0.006", Money("60.00", "EUR"))
    >>> movement.apply(AddOrder(datetime(2026, 11, 22, 17, tzinfo=paris), order)).movement.weight_kg
    Decimal('1.2')
    """

    id: str = attrs.field(validator=text)
    hub: Hub = attrs.field(validator=made_of(Hub))
    cut_off: datetime = attrs.field(validator=aware)
    state: State = State.COLLECTING
    orders: tuple[Order, ...] = ()
    master: MasterDocument | None = None
    houses: tuple[HouseDocument, ...] = ()
    cleared: frozenset[str] = frozenset()
    last: datetime | None = None

    @property
    def weight_kg(self) -> Decimal:
        """Of all orders."""
        return sum((order.weight_kg for order in self.orders), Decimal(0))

    @property
    def volume_m3(self) -> Decimal:
        """Of all orders."""
        return sum((order.volume_m3 for order in self.orders), Decimal(0))

    def consignments(self) -> tuple[Consignment, ...]:
        """Each order as customs sees it: a consignment of its own that travels in a consolidation.

        Raises:
            BadInput: when an order came without its consignment.
        """
        made = []
        for index, order in enumerate(self.orders):
            if order.consignment is None:
                raise BadInput(
                    f"order {order.id} came without a consignment", path=f"orders[{index}].consignment",
                    hint="add orders with what customs is told of them",
                )  # fmt: skip
            made.append(with_circumstances(order.consignment, mode="consolidation"))
        return tuple(made)

    def apply(self, event: Event) -> Applied:
        """The movement after an event.

        Raises:
            NotAllowed: when the table has no transition for the event in this state.
            PastCutOff: when an order comes too late.
            AlreadyRecorded: when another order of the same id is in it.
            NotFound: when no such order is in it.
            BadInput: when the event happens before the last one, or is no event.
        """
        handler = _HANDLERS.get(type(event))
        if handler is None:
            raise BadInput(f"{event!r:.60} is not an event of a movement", path="event", hint="for example Close(at)")
        if self._repeats(event):
            return Applied(self, (), repeated=True)
        following = TRANSITIONS.get((self.state, type(event)))
        if following is None:
            possible = ", ".join(kind.__name__ for state, kind in TRANSITIONS if state is self.state)
            raise NotAllowed(
                f"movement {self.id} is {self.state}: no {type(event).__name__}", path="event",
                hint=f"possible now: {possible or 'nothing'}",
            )  # fmt: skip
        if self.last is not None and event.at < self.last:
            raise BadInput(
                f"{event.at.isoformat()} is before the last event, {self.last.isoformat()}", path="at",
                hint="record events in their order",
            )  # fmt: skip
        made, happened = handler(self, event)
        return Applied(
            attrs.evolve(made, state=following if made.state is self.state else made.state, last=event.at), happened
        )

    def _repeats(self, event: Event) -> bool:
        """Whether exactly this has happened before."""
        if isinstance(event, AddOrder):
            return event.order in self.orders
        return isinstance(event, ClearOrder) and event.order in self.cleared

    # What each event does ---------------------------------------------------------------------------------------------

    def _added(self, event: AddOrder) -> tuple[Movement, tuple[str, ...]]:
        if event.at > self.cut_off:
            raise PastCutOff(
                f"order {event.order.id} came at {event.at.isoformat()}, the cut-off was {self.cut_off.isoformat()}",
                path="at", hint="put it into the next movement",
            )  # fmt: skip
        if any(order.id == event.order.id for order in self.orders):
            raise AlreadyRecorded(
                f"another order {event.order.id} is in it", path="order.id", hint="withdraw that one first"
            )
        return attrs.evolve(self, orders=(*self.orders, event.order)), (f"order {event.order.id} was collected",)

    def _withdrawn(self, event: WithdrawOrder) -> tuple[Movement, tuple[str, ...]]:
        self._order(event.order)
        left = tuple(order for order in self.orders if order.id != event.order)
        return attrs.evolve(self, orders=left), (f"order {event.order} was withdrawn",)

    def _closed(self, _: Close) -> tuple[Movement, tuple[str, ...]]:
        if not self.orders:
            raise NotAllowed("there is no order in it", path="event", hint="cancel it instead")
        return self, (f"closed with {len(self.orders)} orders",)

    def _documented(self, event: IssueDocuments) -> tuple[Movement, tuple[str, ...]]:
        if not self.orders:
            raise NotAllowed("every order was withdrawn", path="event", hint="cancel it instead")
        for name in event.houses:
            self._order(name)
        numbers = {
            order.id: event.houses.get(order.id) or f"{event.master}-{place:03}"
            for place, order in enumerate(self.orders, 1)
        }
        if len(set(numbers.values())) < len(numbers):
            raise BadInput("two house documents have one number", path="houses", hint="a number for each order")
        master = MasterDocument(event.master, len(self.orders), self.weight_kg, self.volume_m3)
        houses = tuple(
            HouseDocument(numbers[order.id], event.master, order.id, order.weight_kg, order.volume_m3)
            for order in self.orders
        )
        made = attrs.evolve(self, master=master, houses=houses)
        return made, (f"master {event.master} was issued over {len(houses)} house documents",)

    def _told(self, event: Depart | Arrive | BreakBulk | Cancel) -> tuple[Movement, tuple[str, ...]]:
        return self, (_WORDS[type(event)],)

    def _released(self, event: ClearOrder) -> tuple[Movement, tuple[str, ...]]:
        self._order(event.order)
        made = attrs.evolve(self, cleared=self.cleared | {event.order})
        happened: tuple[str, ...] = (f"customs released order {event.order}",)
        if len(made.cleared) == len(self.orders):
            return attrs.evolve(made, state=State.COMPLETED), (*happened, "every order was released")
        return made, happened

    def _order(self, name: str) -> Order:
        for order in self.orders:
            if order.id == name:
                return order
        raise NotFound(f"there is no order {name!r:.60} in it", path="order", hint="see Movement.orders")


_WORDS: Mapping[type, str] = {
    Depart: "it left",
    Arrive: "it arrived under customs control",
    BreakBulk: "it was broken up: each order is presented on its own",
    Cancel: "it was cancelled",
}
_HANDLERS: Mapping[type, Callable[..., tuple[Movement, tuple[str, ...]]]] = {
    AddOrder: Movement._added,  # noqa: SLF001 - the table is part of the class
    WithdrawOrder: Movement._withdrawn,  # noqa: SLF001
    Close: Movement._closed,  # noqa: SLF001
    IssueDocuments: Movement._documented,  # noqa: SLF001
    Depart: Movement._told,  # noqa: SLF001
    Arrive: Movement._told,  # noqa: SLF001
    BreakBulk: Movement._told,  # noqa: SLF001
    ClearOrder: Movement._released,  # noqa: SLF001
    Cancel: Movement._told,  # noqa: SLF001
}
