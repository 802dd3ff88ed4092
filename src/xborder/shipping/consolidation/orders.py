"""What a movement is made of: orders, each of them a customs consignment of its own, and the documents over them."""

from __future__ import annotations

from decimal import Decimal

import attrs
from moneyed import Money

from xborder.landed_cost.consignment import Consignment
from xborder.shipping._checks import amount, decimal, positive, text

__all__ = ["HouseDocument", "MasterDocument", "Order"]


@attrs.frozen
class Order:
    """An order as a movement sees it.

    Attributes:
        id: the host's own number, unique in a movement.
        weight_kg: gross weight.
        volume_m3: of its packages.
        value: of its goods.
        consignment: what customs is told of it; without one it cannot be quoted, only carried.

    >>> Order("A-1", "1.2", "0.006", Money("60.00", "EUR")).weight_kg
    Decimal('1.2')
    """

    id: str = attrs.field(validator=text)
    weight_kg: Decimal = attrs.field(converter=decimal, validator=positive)
    volume_m3: Decimal = attrs.field(converter=decimal, validator=positive)
    value: Money = attrs.field(validator=amount)
    consignment: Consignment | None = None


@attrs.frozen
class MasterDocument:
    """The transport document over the whole movement: a master air waybill, bill of lading or consignment note.

    Attributes:
        number: of the carrier.
        pieces: how many house documents it covers.
        weight_kg: together.
        volume_m3: together.
    """

    number: str = attrs.field(validator=text)
    pieces: int
    weight_kg: Decimal
    volume_m3: Decimal


@attrs.frozen
class HouseDocument:
    """The transport document of one order under the master."""

    number: str
    master: str
    order: str
    weight_kg: Decimal
    volume_m3: Decimal
