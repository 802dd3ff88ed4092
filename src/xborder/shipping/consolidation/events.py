"""What can happen to a movement, and what may happen when: hubs, states, events, and the table of transitions."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import attrs

from xborder.places.place import Place
from xborder.shipping._checks import aware, made_of, member, text
from xborder.shipping.consolidation.orders import Order

__all__ = [
    "TRANSITIONS", "AddOrder", "Arrive", "BreakBulk", "Cancel", "ClearOrder", "Close", "Depart", "Event", "Hub",
    "HubSide", "IssueDocuments", "State", "WithdrawOrder",
]  # fmt: skip


class HubSide(StrEnum):
    """On which side of the border orders come together."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


def _side(value: object) -> HubSide:
    return member(HubSide, value, "side")


@attrs.frozen
class Hub:
    """Where orders come together."""

    name: str = attrs.field(validator=text)
    place: Place = attrs.field(validator=made_of(Place))
    side: HubSide = attrs.field(default=HubSide.OUTBOUND, converter=_side)


class State(StrEnum):
    """How far a movement has come."""

    COLLECTING = "collecting"
    CLOSED = "closed"
    DOCUMENTED = "documented"
    IN_TRANSIT = "in-transit"
    ARRIVED = "arrived"
    BROKEN_UP = "broken-up"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@attrs.frozen
class AddOrder:
    """An order comes in before the cut-off."""

    at: datetime = attrs.field(validator=aware)
    order: Order = attrs.field(validator=made_of(Order))


@attrs.frozen
class WithdrawOrder:
    """An order is taken out again."""

    at: datetime = attrs.field(validator=aware)
    order: str


@attrs.frozen
class Close:
    """Nothing more comes in: at the cut-off, or before it when the movement is full."""

    at: datetime = attrs.field(validator=aware)


@attrs.frozen
class IssueDocuments:
    """The master document is issued, and a house document for each order.

    Attributes:
        master: the carrier's number.
        houses: house numbers by order; what is missing is numbered after the master.
    """

    at: datetime = attrs.field(validator=aware)
    master: str = attrs.field(validator=text)
    houses: Mapping[str, str] = attrs.Factory(dict)


@attrs.frozen
class Depart:
    """The movement leaves."""

    at: datetime = attrs.field(validator=aware)


@attrs.frozen
class Arrive:
    """It is at the destination, under customs control."""

    at: datetime = attrs.field(validator=aware)


@attrs.frozen
class BreakBulk:
    """It is taken apart: from here on each order is presented to customs on its own."""

    at: datetime = attrs.field(validator=aware)


@attrs.frozen
class ClearOrder:
    """Customs has released an order; after the last one the movement is completed."""

    at: datetime = attrs.field(validator=aware)
    order: str


@attrs.frozen
class Cancel:
    """The movement does not take place."""

    at: datetime = attrs.field(validator=aware)
    reason: str = ""


Event: TypeAlias = AddOrder | WithdrawOrder | Close | IssueDocuments | Depart | Arrive | BreakBulk | ClearOrder | Cancel

TRANSITIONS: Mapping[tuple[State, type], State] = types.MappingProxyType(
    {
        (State.COLLECTING, AddOrder): State.COLLECTING,
        (State.COLLECTING, WithdrawOrder): State.COLLECTING,
        (State.COLLECTING, Close): State.CLOSED,
        (State.COLLECTING, Cancel): State.CANCELLED,
        (State.CLOSED, WithdrawOrder): State.CLOSED,
        (State.CLOSED, IssueDocuments): State.DOCUMENTED,
        (State.CLOSED, Cancel): State.CANCELLED,
        (State.DOCUMENTED, Depart): State.IN_TRANSIT,
        (State.DOCUMENTED, Cancel): State.CANCELLED,
        (State.IN_TRANSIT, Arrive): State.ARRIVED,
        (State.ARRIVED, BreakBulk): State.BROKEN_UP,
        (State.BROKEN_UP, ClearOrder): State.BROKEN_UP,
    }
)
"""What may happen when, and what follows; the last order that is cleared completes the movement."""
