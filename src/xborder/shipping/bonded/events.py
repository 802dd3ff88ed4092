"""What can happen to stock under suspension. Each event has an id of its own: told twice, it happens once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

import attrs
from moneyed import Money

from xborder.shipping._checks import day, made_of, member, quantity, text
from xborder.shipping.bonded.lots import Lot, Part
from xborder.shipping.modes.warehouse import Warehouse

__all__ = [
    "Adjustment", "Destruction", "Event", "LotMovement", "LotMovementKind", "Pick", "Release", "Removal", "Return",
    "StockIn", "Transfer",
]  # fmt: skip


class Pick(StrEnum):
    """Which lot goes first."""

    FIFO = "fifo"
    """The one that was admitted first; among equals the one that was recorded first."""
    FEFO = "fefo"
    """The one that expires first; those that keep come last, and among equals FIFO decides."""
    LOT = "lot"
    """The lot that is named."""


def _pick(value: object) -> Pick:
    return member(Pick, value, "pick")


@attrs.frozen
class StockIn:
    """Goods come under the regime: a new lot."""

    id: str = attrs.field(validator=text)
    on: date = attrs.field(validator=day)
    lot: Lot = attrs.field(validator=made_of(Lot))


@attrs.frozen
class Release:
    """Goods leave for free circulation with an order: duty falls due.

    Attributes:
        sku: what is released; with ``Pick.LOT`` the lot must be of it.
        quantity: of it, from as many lots as it takes.
        order: the host's own number.
        lot: which lot, with ``Pick.LOT``.
    """

    id: str = attrs.field(validator=text)
    on: date = attrs.field(validator=day)
    sku: str = attrs.field(validator=text)
    quantity: Decimal = attrs.field(converter=quantity)
    order: str = ""
    pick: Pick = attrs.field(default=Pick.FIFO, converter=_pick)
    lot: str = ""


@attrs.frozen
class Removal:
    """Goods leave the regime without entering free circulation: they are exported again."""

    id: str = attrs.field(validator=text)
    on: date = attrs.field(validator=day)
    lot: str = attrs.field(validator=text)
    quantity: Decimal = attrs.field(converter=quantity)
    reason: str = ""


@attrs.frozen
class Transfer:
    """Goods move to another warehouse under suspension, as a lot of their own with the same day of admission."""

    id: str = attrs.field(validator=text)
    on: date = attrs.field(validator=day)
    lot: str = attrs.field(validator=text)
    quantity: Decimal = attrs.field(converter=quantity)
    to: Warehouse = attrs.field(validator=made_of(Warehouse))
    new_lot: str = attrs.field(validator=text)


@attrs.frozen
class Adjustment:
    """A count found more or less than the books say.

    Attributes:
        quantity: how much more or less.
        more: whether it is more.
        value: of what was found more; by default in proportion to what is on hand.
    """

    id: str = attrs.field(validator=text)
    on: date = attrs.field(validator=day)
    lot: str = attrs.field(validator=text)
    quantity: Decimal = attrs.field(converter=quantity)
    more: bool = False
    reason: str = ""
    value: Money | None = None


@attrs.frozen
class Return:
    """Goods that were released come back into the lots they came from, the last one taken first.

    Attributes:
        release: the id of the release.
    """

    id: str = attrs.field(validator=text)
    on: date = attrs.field(validator=day)
    release: str = attrs.field(validator=text)
    quantity: Decimal = attrs.field(converter=quantity)


@attrs.frozen
class Destruction:
    """Goods are destroyed under supervision."""

    id: str = attrs.field(validator=text)
    on: date = attrs.field(validator=day)
    lot: str = attrs.field(validator=text)
    quantity: Decimal = attrs.field(converter=quantity)
    reason: str = ""


Event: TypeAlias = StockIn | Release | Removal | Transfer | Adjustment | Return | Destruction


class LotMovementKind(StrEnum):
    """What a movement is."""

    IN = "in"
    RELEASED = "released"
    REMOVED = "removed"
    MOVED_OUT = "moved-out"
    MOVED_IN = "moved-in"
    FOUND = "found"
    MISSING = "missing"
    RETURNED = "returned"
    DESTROYED = "destroyed"

    @property
    def adds(self) -> bool:
        """Whether it adds to a lot."""
        return self in {LotMovementKind.IN, LotMovementKind.MOVED_IN, LotMovementKind.FOUND, LotMovementKind.RETURNED}


@attrs.frozen
class LotMovement:
    """What an event did to one lot.

    Attributes:
        part: how much of the lot, with its value and suspended duty; always more than nothing.
        admitted: when the lot was admitted.
    """

    event: str
    on: date
    kind: LotMovementKind
    lot: str
    sku: str
    part: Part
    admitted: date
