"""The packing bench: goods and boxes on one grid of whole numbers, what each box carries, and what a carton costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from math import lcm, prod
from typing import Final

import attrs
from moneyed import Money

from xborder.errors import BadInput, XborderError
from xborder.shipping._numbers import written
from xborder.shipping.packing._placing import Size, Unit
from xborder.shipping.packing.plan import Box, Item
from xborder.shipping.parcels.billable import DimRule
from xborder.shipping.parcels.parcel import WEIGHT_UNITS, Parcel, factor_between
from xborder.shipping.parcels.size_rules import SizeRule, breaches

__all__ = ["Bench", "Kind", "Score", "enters"]

Score = tuple[Fraction, ...]
"""What a carton costs or counts as; the less the better."""

_NEARLY_NOTHING: Final = Fraction(1, 1000)


@attrs.frozen(eq=False)
class Kind:
    """A kind of box on the grid.

    Attributes:
        index: which of the host's boxes; below zero for goods in their own container.
        inside: its sides.
        capacity: how much weight it takes besides its own; ``None`` for any.
        refused: which bound of the size rule it breaks outside; empty for a box that may be used.
    """

    index: int
    box: Box
    inside: Size
    volume: int
    capacity: int | None
    refused: str = ""


def enters(unit: Unit, inside: Size) -> bool:
    """Whether a piece goes into an empty box."""
    return any(turn[0] <= inside[0] and turn[1] <= inside[1] and turn[2] <= inside[2] for turn in unit.turns)


@attrs.frozen(eq=False)
class Bench:
    """Goods and boxes, and how boxes are compared.

    Attributes:
        rule: makes the billable weight; ``None`` compares volumes.
        price: what it costs to send a carton, by which they are compared first; ``None`` when that does not count.
        limit: no carton may break it.
        grid: how many units of the grid a millimetre has.
        scale: how many units of the grid a gram has.
    """

    items: Sequence[Item]
    boxes: Sequence[Box]
    rule: DimRule | None
    price: Callable[[Parcel], Money] | None
    limit: SizeRule | None
    grid: int = attrs.field(init=False)
    scale: int = attrs.field(init=False)
    kinds: tuple[Kind, ...] = attrs.field(init=False)
    _scores: dict[tuple[int, int], Score | None] = attrs.field(init=False, factory=dict)

    @grid.default
    def _finest_length(self) -> int:
        things: tuple[Item | Box, ...] = (*self.items, *self.boxes)
        return lcm(1, *(
            (side * factor_between(thing.dimension_unit, "mm")).denominator
            for thing in things
            for side in (thing.length, thing.width, thing.height)
        ))  # fmt: skip

    @scale.default
    def _finest_weight(self) -> int:
        weights = [(item.weight, item.weight_unit) for item in self.items]
        for box in self.boxes:
            weights += [
                (weight, box.weight_unit) for weight in (box.empty_weight, box.max_weight) if weight is not None
            ]
        return lcm(1, *((weight * factor_between(unit, "g")).denominator for weight, unit in weights))

    @kinds.default
    def _all_kinds(self) -> tuple[Kind, ...]:
        return tuple(self._kind(index, box) for index, box in enumerate(self.boxes))

    @property
    def usable(self) -> tuple[Kind, ...]:
        """The boxes that no size rule refuses."""
        return tuple(kind for kind in self.kinds if not kind.refused)

    def _kind(self, index: int, box: Box) -> Kind:
        inside = self._whole(box.dimension_unit, box.length, box.width, box.height)
        capacities = [] if box.max_weight is None else [(box.max_weight - box.empty_weight, box.weight_unit)]
        refused = ""
        if self.limit is not None:
            light = Parcel(*box.outside, box.dimension_unit, box.empty_weight or _NEARLY_NOTHING, box.weight_unit)
            sizes = [each for each in breaches(light, self.limit) if each.bound.unit not in WEIGHT_UNITS]
            refused = str(sizes[0]) if sizes else ""
            for bound in self.limit.bounds:
                if bound.at_most is not None and bound.unit in WEIGHT_UNITS:
                    empty = box.empty_weight * factor_between(box.weight_unit, bound.unit)
                    capacities.append((max(bound.at_most + bound.tolerance - empty, Fraction(0)), bound.unit))
        whole = [self._weight(unit, most) for most, unit in capacities]
        return Kind(index, box, inside, prod(inside), min(whole) if whole else None, refused)

    def _whole(self, unit: str, *sides: Fraction) -> Size:
        factor = factor_between(unit, "mm") * self.grid
        length, width, height = (int(side * factor) for side in sides)
        return length, width, height

    def _weight(self, unit: str, weight: Fraction) -> int:
        return int(weight * factor_between(unit, "g") * self.scale)

    def units(self, index: int) -> list[Unit]:
        """The pieces of an item."""
        item = self.items[index]
        sides = self._whole(item.dimension_unit, item.length, item.width, item.height)
        length, width, height = sides
        turned = [(length, width, height), (width, length, height)] if item.this_side_up else [
            (a, b, c) for a, b, c in permutations(sides)
        ]  # fmt: skip
        turns = tuple(dict.fromkeys(turned))
        weight = self._weight(item.weight_unit, item.weight)
        return [
            Unit(index, index, number, turns, prod(sides), weight, item.fragile, item.apart)
            for number in range(1, item.quantity + 1)
        ]

    def own(self, index: int) -> Kind:
        """The box that goods in their own container are."""
        item = self.items[index]
        box = Box(item.sku, item.length, item.width, item.height, item.dimension_unit, weight_unit=item.weight_unit)
        return self._kind(-1 - index, box)

    def takes(self, kind: Kind, unit: Unit) -> bool:
        """Whether a piece goes into an empty box, by size and by weight."""
        return enters(unit, kind.inside) and self.carries(kind, unit.weight)

    def carries(self, kind: Kind, weight: int) -> bool:
        """Whether a box may hold goods of that weight."""
        return kind.capacity is None or weight <= kind.capacity

    def parcel(self, kind: Kind, weight: int) -> Parcel:
        """The carton that a box with goods of that weight is."""
        box, unit = kind.box, kind.box.weight_unit
        content = Fraction(weight, self.scale) * factor_between("g", unit)
        return Parcel(*box.outside, box.dimension_unit, box.empty_weight + content, unit)

    def score(self, kind: Kind, weight: int) -> Score | None:
        """What a carton costs or counts as; ``None`` when it has no price."""
        key = (kind.index, weight)
        if key not in self._scores:
            self._scores[key] = self._scored(kind, weight)
        return self._scores[key]

    def _scored(self, kind: Kind, weight: int) -> Score | None:
        parcel = self.parcel(kind, weight)
        numbers = [Fraction(prod(parcel.sides_in("mm"))), Fraction(kind.index)]
        if self.rule is not None:
            numbers.insert(0, self.rule.weigh(parcel).value)
        if self.price is not None:
            try:
                price = self.price(parcel)
            except XborderError:
                return None  # who sets the prices does not take it
            numbers.insert(0, Fraction(self._with_box(kind.box, price).amount))
        return tuple(numbers)

    def priced(self, kind: Kind, weight: int) -> Money | None:
        """What a carton costs to send, with its box; ``None`` without a price function."""
        return None if self.price is None else self._with_box(kind.box, self.price(self.parcel(kind, weight)))

    def _with_box(self, box: Box, price: Money) -> Money:
        if not isinstance(price, Money):
            raise BadInput(f"{price!r:.40} is not Money", path="price", hint="a function from a Parcel to Money")
        if box.cost is None:
            return price
        if box.cost.currency != price.currency:
            raise BadInput(f"box {box.name} costs {box.cost.currency}, sending it {price.currency}",
                           path="boxes", hint="give both in one currency")  # fmt: skip
        return price + box.cost

    def reason(self, unit: Unit, refused: Mapping[int, str]) -> str:
        """Why a piece is in no carton."""
        item = self.items[unit.item]
        if unit.item in refused:
            return f"its own container is not taken: {refused[unit.item]}"
        also = "".join(f"; box {kind.box.name} is not taken: {kind.refused}" for kind in self.kinds if kind.refused)
        if not self.usable:
            return f"there is no box{also}"
        wide = [kind for kind in self.usable if enters(unit, kind.inside)]
        if not wide:
            sides = " x ".join(written(side) for side in (item.length, item.width, item.height))
            upright = ", this side up," if item.this_side_up else ""
            return f"at {sides} {item.dimension_unit}{upright} it goes into no box{also}"
        weight = f"{written(item.weight)} {item.weight_unit}"
        strong = [kind for kind in wide if self.carries(kind, unit.weight)]
        if not strong:
            return f"at {weight} it is too heavy for every box that it goes into{also}"
        if all(self.score(kind, unit.weight) is None for kind in strong):
            return f"there is no price for it in any box that it goes into{also}"
        return f"no box that takes it is left{also}"
