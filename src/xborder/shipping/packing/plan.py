"""Cartonization: the goods of an order into boxes of the host's, with a proof that they go in.

What is packed is rectangular. Goods may be turned, unless this side is up; nothing stands above what is fragile; groups
that do not mix, and dangerous goods of different classes or with other goods, are kept apart; boxes have a greatest
weight and a stock. The fewest cartons are wanted, among those the least billable weight, or with a price function
simply the least price. Up to seven pieces every division into cartons is tried; more are packed by a rule of thumb
(extreme points), which is good and not always the best. The same order is always packed the same way.

A plan carries its proof: where each piece stands, and for any two pieces of a carton an axis along which one ends
before the other begins. ``xborder.shipping.packing.proof`` checks it without any of the code that made it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.shipping._checks import all_of, one_of, texts
from xborder.shipping._numbers import Number, exact, positive, written
from xborder.shipping.parcels import _measures as read
from xborder.shipping.parcels.billable import BillableWeight, DimRule
from xborder.shipping.parcels.parcel import Parcel
from xborder.shipping.parcels.size_rules import SizeRule

__all__ = ["Box", "Carton", "Item", "PackingPlan", "Placement", "Separation", "Unpacked", "pack"]

_MOST_UNITS: Final = 200


def _net(value: Number | None) -> Fraction | None:
    return None if value is None else positive(value, "net_weight")


def _empty(value: Number) -> Fraction:
    return exact(value, "empty_weight")


def _most(value: Number | None) -> Fraction | None:
    return None if value is None else positive(value, "max_weight")


def _outer(value: Sequence[Number] | None) -> tuple[Fraction, Fraction, Fraction] | None:
    if value is None:
        return None
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        raise BadInput(f"{value!r:.40} are not three sides", path="outer", hint='("41", "31", "21")')
    length, width, height = (positive(side, f"outer[{index}]") for index, side in enumerate(value))
    return length, width, height


@attrs.frozen
class Item:
    """Goods of one kind in an order, as they are packed.

    Attributes:
        sku: what the host calls it.
        length, width, height: of one piece, in ``dimension_unit``; the height is what stands upright.
        weight: of one piece as it is packed, in ``weight_unit``.
        quantity: how many pieces.
        this_side_up: it may be turned about the vertical only.
        fragile: nothing may stand above it.
        apart: a group (``food``) that shares no carton with another group (``detergents``); goods without one go
            with any.
        dangerous: its class of dangerous goods; it shares a carton with the same class alone.
        own_container: it travels in its own packaging, each piece a carton of its own.
        net_weight: of one piece without its packaging; its weight when ``None``.
        description: for the packing list.
    """

    sku: str
    length: Fraction = attrs.field(converter=read.length)
    width: Fraction = attrs.field(converter=read.width)
    height: Fraction = attrs.field(converter=read.height)
    dimension_unit: str = attrs.field(converter=read.dimension_unit)
    weight: Fraction = attrs.field(converter=read.weight)
    weight_unit: str = attrs.field(converter=read.weight_unit)
    quantity: int = 1
    this_side_up: bool = False
    fragile: bool = False
    apart: str = ""
    dangerous: str = ""
    own_container: bool = False
    net_weight: Fraction | None = attrs.field(default=None, converter=_net)
    description: str = ""

    def __attrs_post_init__(self) -> None:
        texts(self, "sku", "apart", "dangerous", "description")
        if type(self.quantity) is not int or not 1 <= self.quantity <= _MOST_UNITS:
            raise BadInput(f"{self.quantity!r:.40} is not a number of pieces", path="quantity",
                           hint=f"a whole number from 1 to {_MOST_UNITS}")  # fmt: skip
        if self.net_weight is not None and self.net_weight > self.weight:
            raise BadInput("it weighs more without its packaging than with it", path="net_weight",
                           hint=f"at most {written(self.weight)}")  # fmt: skip


@attrs.frozen
class Box:
    """A kind of box that the host packs in.

    Attributes:
        name: what the host calls it.
        length, width, height: inside, in ``dimension_unit``.
        empty_weight: of the box and what fills it up, in ``weight_unit``.
        max_weight: the most that it may weigh with all that is in it; ``None`` for any.
        outer: the sides outside; as inside when ``None``.
        available: how many there are; ``None`` for any number.
        cost: of one such box; counts when cartons are chosen by price.
    """

    name: str
    length: Fraction = attrs.field(converter=read.length)
    width: Fraction = attrs.field(converter=read.width)
    height: Fraction = attrs.field(converter=read.height)
    dimension_unit: str = attrs.field(converter=read.dimension_unit)
    empty_weight: Fraction = attrs.field(default=Fraction(0), converter=_empty)
    weight_unit: str = attrs.field(default="kg", converter=read.weight_unit)
    max_weight: Fraction | None = attrs.field(default=None, converter=_most)
    outer: tuple[Fraction, Fraction, Fraction] | None = attrs.field(default=None, converter=_outer)
    available: int | None = None
    cost: Money | None = None

    def __attrs_post_init__(self) -> None:
        texts(self, "name")
        if self.cost is not None:
            one_of(Money, self.cost, "cost")
        if self.available is not None and (type(self.available) is not int or self.available < 0):
            raise BadInput(f"{self.available!r:.40} is not a number of boxes", path="available",
                           hint="a whole number, or None")  # fmt: skip
        if self.outer is not None:
            inside = (self.length, self.width, self.height)
            if any(out < within for out, within in zip(self.outer, inside, strict=True)):
                raise BadInput("it is smaller outside than inside", path="outer", hint="in the order of the sides")
        if self.max_weight is not None and self.max_weight <= self.empty_weight:
            raise BadInput("the empty box is heavier than it may be", path="max_weight",
                           hint=f"above {written(self.empty_weight)}")  # fmt: skip

    @property
    def outside(self) -> tuple[Fraction, Fraction, Fraction]:
        """The sides outside."""
        return self.outer or (self.length, self.width, self.height)


@attrs.frozen
class Placement:
    """Where a piece stands in its carton, in the unit of the box, from a lower corner.

    Attributes:
        item: which of the items, from 0.
        unit: which piece of it, from 1.
        x, y, z: its corner along length, width and height of the box.
        dx, dy, dz: its size along them, as it is turned.
    """

    item: int
    unit: int
    x: Fraction
    y: Fraction
    z: Fraction
    dx: Fraction
    dy: Fraction
    dz: Fraction


@attrs.frozen
class Separation:
    """That two pieces do not meet: the first ends along an axis before the second begins, or where it begins.

    Attributes:
        first, second: which placements of the carton, from 0.
        axis: ``x``, ``y`` or ``z``.
    """

    first: int
    second: int
    axis: str


@attrs.frozen
class Carton:
    """A packed box.

    Attributes:
        number: from 1.
        box: of which kind; for goods in their own container, a box made of their own sides.
        placements: the pieces in it.
        separations: for any two of them why they do not meet.
        parcel: its outside and its weight with all that is in it.
        billable: by the rule that the plan was asked for; ``None`` without one.
        price: by the price function, the box's own cost in it; ``None`` without one.
    """

    number: int
    box: Box
    placements: tuple[Placement, ...]
    separations: tuple[Separation, ...]
    parcel: Parcel
    billable: BillableWeight | None = None
    price: Money | None = None

    @property
    def fill(self) -> Fraction:
        """The share of the inside that is taken."""
        taken = sum((place.dx * place.dy * place.dz for place in self.placements), Fraction(0))
        return taken / (self.box.length * self.box.width * self.box.height)


@attrs.frozen
class Unpacked:
    """Pieces that go into no carton.

    Attributes:
        item: which of the items, from 0.
        sku: what the host calls it.
        quantity: how many pieces of it.
        reason: why.
    """

    item: int
    sku: str
    quantity: int
    reason: str


@attrs.frozen
class PackingPlan:
    """What goes in which box, and what goes in none.

    Attributes:
        cartons: in the order of their numbers.
        unpacked: what is left, with reasons.
        support: the share of its base on which each piece rests at least.
    """

    cartons: tuple[Carton, ...]
    unpacked: tuple[Unpacked, ...] = ()
    support: Fraction = Fraction(0)

    @property
    def complete(self) -> bool:
        """Whether every piece is packed."""
        return not self.unpacked


def pack(
    items: Sequence[Item],
    boxes: Sequence[Box],
    *,
    rule: DimRule | str | None = None,
    on: date | None = None,
    price: Callable[[Parcel], Money] | None = None,
    limit: SizeRule | str | None = None,
    support: Number = 0,
) -> PackingPlan:
    """Packs goods into boxes.

    Args:
        items: what is packed.
        boxes: what it may be packed in; none is needed for goods in their own container.
        rule: makes the billable weight by which boxes are compared, by itself or by name; without it, the volume
            outside is compared.
        on: the day, for rules by name.
        price: what a carton costs to send, for example by a rate card; the least total is then wanted, instead of the
            fewest cartons.
        limit: a size rule that no carton may break.
        support: the share of its base, up to 1, on which each piece must rest; 0 where filling holds it.

    Returns:
        The plan; what fits into no box is in ``unpacked``, with the reason.

    Raises:
        BadInput: an argument is wrong, or there are more than 200 pieces.

    >>> mug = Item("MUG", "12", "9", "10", "cm", "0.4", "kg", quantity=4, fragile=True)
    >>> plan = pack([mug], [Box("S", "20", "15", "12", "cm"), Box("M", "25", "20", "15", "cm")])
    >>> [(carton.box.name, len(carton.placements), str(carton.parcel)) for carton in plan.cartons]
    [('M', 4, '25 x 20 x 15 cm, 1.6 kg')]
    """
    from xborder.shipping.packing._cartons import packed  # noqa: PLC0415 - it makes what is defined here

    found, usable = all_of(Item, items, "items"), all_of(Box, boxes, "boxes")
    pieces = sum(item.quantity for item in found)
    if pieces > _MOST_UNITS:
        raise BadInput(f"there are {pieces} pieces", path="items", hint=f"at most {_MOST_UNITS} at once")
    for path, kind, value in (("rule", DimRule, rule), ("limit", SizeRule, limit)):
        if value is not None and not isinstance(value, str):
            one_of(kind, value, path)
    if price is not None and not callable(price):
        raise BadInput(f"{price!r:.40} is no function", path="price", hint="a function from a Parcel to Money")
    share = exact(support, "support")
    if share > 1:
        raise BadInput(f"{written(share)} is more than all of it", path="support", hint="from 0 to 1")
    return packed(found, usable, rule, on, price, limit, share)
