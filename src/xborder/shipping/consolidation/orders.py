"""What a movement is made of: orders, each of them a customs consignment of its own, and the documents over them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.landed_cost.consignment import Consignment
from xborder.money._exact import decimal_of
from xborder.shipping._checks import above_zero, amount, one_of, text
from xborder.shipping._numbers import decimal
from xborder.shipping.packing.plan import PackingPlan

__all__ = ["HouseDocument", "MasterDocument", "Order"]


def _weight_kg(value: object) -> Decimal:
    return decimal(value, "weight_kg")


def _volume_m3(value: object) -> Decimal:
    return decimal(value, "volume_m3")


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
    weight_kg: Decimal = attrs.field(converter=_weight_kg, validator=above_zero)
    volume_m3: Decimal = attrs.field(converter=_volume_m3, validator=above_zero)
    value: Money = attrs.field(validator=amount)
    consignment: Consignment | None = None

    @classmethod
    def packed(cls, id: str, plan: PackingPlan, value: Money, consignment: Consignment | None = None) -> Order:  # noqa: A002 - as the field
        """An order as it is packed: gross weight and volume of its cartons, rounded up to the gram and to the cm3.

        Raises:
            BadInput: goods are left in no carton, or a field is not of its form.

        >>> from xborder.shipping import Box, Item, pack
        >>> plan = pack([Item("A", 10, 10, 10, "cm", "0.4", "kg")], [Box("S", 12, 12, 12, "cm", "0.1")])
        >>> order = Order.packed("A-1", plan, Money("60.00", "EUR"))
        >>> order.weight_kg, order.volume_m3
        (Decimal('0.500'), Decimal('0.001728'))
        """
        if not one_of(PackingPlan, plan, "plan").complete or not plan.cartons:
            raise BadInput("not everything is packed", path="plan", hint="see plan.unpacked")
        weight = sum((carton.parcel.weight_in("kg") for carton in plan.cartons), Fraction(0))
        volume = sum((carton.parcel.cubic_metres for carton in plan.cartons), Fraction(0))
        return cls(id, _rounded_up(weight, 3), _rounded_up(volume, 6), value, consignment)


def _rounded_up(value: Fraction, places: int) -> Decimal:
    return decimal_of(-(-value.numerator * 10**places // value.denominator), places)


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
