"""Holding a packing plan against the goods and boxes it was made from, with none of the code that made it.

What is checked: each piece is in one carton or unpacked, once; each stands inside its box, turned as it may be; any
two pieces of a carton are separated along the axis that the plan names; nothing stands above what is fragile; groups
and dangerous goods are apart; weights, stock and support hold; the parcel is the box from outside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from xborder.shipping.packing.plan import Box, Carton, Item, PackingPlan, Placement
from xborder.shipping.parcels.parcel import factor_between

__all__ = ["check_plan"]

Span = tuple[Fraction, Fraction]


def check_plan(plan: PackingPlan, items: Sequence[Item], boxes: Sequence[Box]) -> tuple[str, ...]:
    """What is wrong with a plan.

    Args:
        plan: as ``pack`` or anybody else made it.
        items: what had to be packed.
        boxes: what there was to pack it in.

    Returns:
        A sentence for each fault; none for a plan that holds.

    >>> from xborder.shipping.packing.plan import Box, Item, pack
    >>> items, boxes = [Item("MUG", 12, 9, 10, "cm", "0.4", "kg", quantity=3)], [Box("M", 25, 20, 15, "cm")]
    >>> plan = pack(items, boxes)
    >>> check_plan(plan, items, boxes)
    ()
    >>> check_plan(plan, [Item("MUG", 13, 9, 10, "cm", "0.4", "kg", quantity=3)], boxes)[0]
    'carton 1: MUG 1 is not as large as it is'
    """
    return (*_pieces(plan, items), *_stock(plan, items, boxes), *_cartons(plan, items))


def _pieces(plan: PackingPlan, items: Sequence[Item]) -> Iterator[str]:
    seen = Counter((place.item, place.unit) for carton in plan.cartons for place in carton.placements)
    for (index, unit), count in seen.items():
        if not 0 <= index < len(items) or not 1 <= unit <= items[index].quantity:
            yield f"piece {unit} of item {index} is packed, and there is none"
        elif count > 1:
            yield f"{items[index].sku} {unit} is packed {count} times"
    left = Counter[int]()
    for entry in plan.unpacked:
        left[entry.item] += entry.quantity
    for index, item in enumerate(items):
        packed = sum(1 for key in seen if key[0] == index)
        if packed + left[index] != item.quantity:
            yield f"{item.sku}: {packed} packed and {left[index]} unpacked are not {item.quantity}"


def _stock(plan: PackingPlan, items: Sequence[Item], boxes: Sequence[Box]) -> Iterator[str]:
    used = Counter[int]()
    for carton in plan.cartons:
        if _own(carton, items):
            continue
        known = [index for index, box in enumerate(boxes) if box == carton.box]
        if not known:
            yield f"carton {carton.number}: there is no box {carton.box.name}"
        else:
            used[known[0]] += 1
    for index, count in used.items():
        stocks = [box.available for box in boxes if box == boxes[index]]
        available = None if None in stocks else sum(stock for stock in stocks if stock is not None)
        if available is not None and count > available:
            yield f"box {boxes[index].name} is used {count} times, and there are {available}"


def _own(carton: Carton, items: Sequence[Item]) -> bool:
    """Whether a carton is goods in their own container, with the container's sides."""
    if len(carton.placements) != 1 or not 0 <= carton.placements[0].item < len(items):
        return False
    item, box = items[carton.placements[0].item], carton.box
    return item.own_container and (box.length, box.width, box.height, box.dimension_unit) == (
        item.length, item.width, item.height, item.dimension_unit
    )  # fmt: skip


def _cartons(plan: PackingPlan, items: Sequence[Item]) -> Iterator[str]:
    for carton in plan.cartons:
        if all(0 <= place.item < len(items) for place in carton.placements):
            faults = (
                *_inside(carton, items), *_apart(carton, items), *_above(carton, items), *_mixed(carton, items),
                *_weights(carton, items), *_resting(carton, items, plan.support),
            )  # fmt: skip
            yield from (f"carton {carton.number}: {fault}" for fault in faults)


def _name(place: Placement, items: Sequence[Item]) -> str:
    return f"{items[place.item].sku} {place.unit}"


def _inside(carton: Carton, items: Sequence[Item]) -> Iterator[str]:
    box = carton.box
    for place in carton.placements:
        item = items[place.item]
        factor = factor_between(item.dimension_unit, box.dimension_unit)
        sides = [item.length * factor, item.width * factor, item.height * factor]
        if sorted(sides) != sorted((place.dx, place.dy, place.dz)):
            yield f"{_name(place, items)} is not as large as it is"
        if item.this_side_up and place.dz != sides[2]:
            yield f"{_name(place, items)} does not stand upright"
        corner, size = (place.x, place.y, place.z), (place.dx, place.dy, place.dz)
        room = (box.length, box.width, box.height)
        if any(low < 0 or low + side > most for low, side, most in zip(corner, size, room, strict=True)):
            yield f"{_name(place, items)} stands out of the box"


def _span(place: Placement, axis: str) -> Span:
    start: Fraction = getattr(place, axis)
    size: Fraction = getattr(place, f"d{axis}")
    return start, start + size


def _apart(carton: Carton, items: Sequence[Item]) -> Iterator[str]:
    """Every pair needs a separation, and every separation must be true."""
    proven = set()
    count = len(carton.placements)
    for claim in carton.separations:
        if claim.axis not in {"x", "y", "z"} or not (0 <= claim.first < count and 0 <= claim.second < count):
            yield "a separation names what is not there"
            continue
        first, second = carton.placements[claim.first], carton.placements[claim.second]
        if claim.first == claim.second or _span(first, claim.axis)[1] > _span(second, claim.axis)[0]:
            yield f"{_name(first, items)} does not end before {_name(second, items)} along {claim.axis}"
        else:
            proven.add(frozenset((claim.first, claim.second)))
    for one, other in combinations(range(count), 2):
        if frozenset((one, other)) not in proven:
            names = [_name(carton.placements[index], items) for index in (one, other)]
            yield f"nothing shows that {names[0]} and {names[1]} do not meet"


def _overlap(one: Span, other: Span) -> Fraction:
    return max(Fraction(0), min(one[1], other[1]) - max(one[0], other[0]))


def _base(one: Placement, other: Placement) -> Fraction:
    """How much of the ground two pieces share, seen from above."""
    return _overlap(_span(one, "x"), _span(other, "x")) * _overlap(_span(one, "y"), _span(other, "y"))


def _above(carton: Carton, items: Sequence[Item]) -> Iterator[str]:
    for lower in carton.placements:
        if items[lower.item].fragile:
            for upper in carton.placements:
                if upper is not lower and upper.z >= lower.z + lower.dz and _base(lower, upper):
                    yield f"{_name(upper, items)} stands above {_name(lower, items)}, which is fragile"


def _mixed(carton: Carton, items: Sequence[Item]) -> Iterator[str]:
    inside = [items[place.item] for place in carton.placements]
    groups = sorted({item.apart for item in inside if item.apart})
    if len(groups) > 1:
        yield f"{' and '.join(groups)} are in one carton"
    classes = sorted({item.dangerous for item in inside})
    if len(classes) > 1:
        yield f"dangerous goods are not apart: {' and '.join(name or 'other goods' for name in classes)}"
    if any(item.own_container for item in inside) and len(inside) > 1:
        yield "goods in their own container are not alone"


def _weights(carton: Carton, items: Sequence[Item]) -> Iterator[str]:
    box, parcel = carton.box, carton.parcel
    unit = box.weight_unit
    gross = box.empty_weight
    for place in carton.placements:
        gross += items[place.item].weight * factor_between(items[place.item].weight_unit, unit)
    if box.max_weight is not None and gross > box.max_weight:
        yield "it is heavier than the box may be"
    if parcel.weight * factor_between(parcel.weight_unit, unit) != gross:
        yield "the parcel does not weigh what is in it"
    outside = sorted(side * factor_between(box.dimension_unit, parcel.dimension_unit) for side in box.outside)
    if outside != sorted((parcel.length, parcel.width, parcel.height)):
        yield "the parcel is not as large as the box"


def _resting(carton: Carton, items: Sequence[Item], support: Fraction) -> Iterator[str]:
    for place in carton.placements:
        below = sum((_base(place, other) for other in carton.placements if other.z + other.dz == place.z), Fraction(0))
        if place.z and below < support * place.dx * place.dy:
            yield f"{_name(place, items)} rests on too little"
