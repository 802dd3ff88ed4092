"""Dividing an order into cartons, and choosing a box for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Final

import attrs
from moneyed import Money

from xborder.errors import XborderError
from xborder.shipping.packing._bench import Bench, Kind
from xborder.shipping.packing._placing import Place, Unit, place_all, place_many
from xborder.shipping.packing.plan import Box, Carton, Item, PackingPlan, Placement, Separation, Unpacked
from xborder.shipping.parcels.billable import DimRule
from xborder.shipping.parcels.dim_rules import dim_rule
from xborder.shipping.parcels.parcel import Parcel, factor_between
from xborder.shipping.parcels.size_rules import SizeRule
from xborder.shipping.parcels.size_table import size_rule

__all__ = ["packed"]

_DIVIDED: Final = 7
"""Up to so many pieces every division into cartons is tried."""

Placed = tuple[tuple[Unit, Place], ...]
Way = list[tuple[Kind, Placed]]
"""Cartons: for each the box, and what stands where in it."""
Merit = tuple[int | Fraction, ...]


def packed(
    items: Sequence[Item],
    boxes: Sequence[Box],
    rule: DimRule | str | None,
    on: date | None,
    price: Callable[[Parcel], Money] | None,
    limit: SizeRule | str | None,
    support: Fraction,
) -> PackingPlan:
    """The plan of ``xborder.shipping.packing.plan.pack``."""
    by_rule = dim_rule(rule, on) if isinstance(rule, str) else rule
    by_size = size_rule(limit, on) if isinstance(limit, str) else limit
    bench = Bench(items, boxes, by_rule, price, by_size)
    share = (support.numerator, support.denominator)
    plan = _planned(_Packer(bench, share, bench), support)
    if price is None:
        return plan
    # What boxes there are is shared out one group of goods after the other, so that the cheapest start can leave most
    # behind: the plan of fewest cartons stands beside, at its price.
    try:
        other = _planned(_Packer(Bench(items, boxes, by_rule, None, by_size), share, bench), support)
    except XborderError:
        return plan  # one of its cartons has no price
    return min(plan, other, key=_left_and_cost)


def _planned(packer: _Packer, support: Fraction) -> PackingPlan:
    for group in packer.groups():
        packer.solve(group)
    return PackingPlan(tuple(packer.cartons), packer.unpacked(), support)


def _left_and_cost(plan: PackingPlan) -> tuple[int, Decimal]:
    cost = sum((carton.price.amount for carton in plan.cartons if carton.price is not None), Decimal(0))
    return sum(entry.quantity for entry in plan.unpacked), cost


@attrs.define(eq=False)
class _Packer:
    """An order while it is packed.

    Attributes:
        pricing: prices the cartons that are closed; ``bench`` itself where they are compared by it.
        cartons: those that are closed.
        left: pieces that go into none.
        refused: for items in their own container that are not taken, why.
        stock: how many of each box are left, where they are counted.
        tried: places found before, by box and kinds of pieces.
    """

    bench: Bench
    support: tuple[int, int]
    pricing: Bench
    cartons: list[Carton] = attrs.field(factory=list)
    left: list[Unit] = attrs.field(factory=list)
    refused: dict[int, str] = attrs.field(factory=dict)
    stock: dict[int, int] = attrs.field(init=False)
    kinds: tuple[Kind, ...] = attrs.field(init=False)
    tried: dict[tuple[int, tuple[int, ...]], list[Place] | None] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.kinds = self.bench.usable
        self.stock = {kind.index: kind.box.available for kind in self.kinds if kind.box.available is not None}

    def groups(self) -> Iterator[list[Unit]]:
        """Pieces that may share cartons: those of one class of dangerous goods, and all that are not dangerous.

        Goods in their own container are packed at once.
        """
        classes: dict[str, list[Unit]] = {}
        for index, item in enumerate(self.bench.items):
            if item.own_container:
                self._own(index)
            else:
                classes.setdefault(item.dangerous, []).extend(self.bench.units(index))
        yield from (classes[name] for name in sorted(classes))

    def _own(self, index: int) -> None:
        kind = self.bench.own(index)
        for unit in self.bench.units(index):
            reason = kind.refused or ("" if self.bench.carries(kind, unit.weight) else "it is too heavy")
            if not reason and self.bench.score(kind, unit.weight) is None:
                reason = "there is no price for it"
            if reason:
                self.refused[index] = reason
                self.left.append(unit)
            else:
                self._close(kind, ((unit, (0, 0, 0, *kind.inside)),))

    # --- dividing ---------------------------------------------------------------------------------------------------

    def solve(self, units: Sequence[Unit]) -> None:
        """Packs pieces that may share cartons, in the best of the ways that are tried."""
        fit = [unit for unit in units if any(self.bench.takes(kind, unit) for kind in self.kinds)]
        whole = self._one(fit) if fit else None
        ways: list[Way] = [] if whole is None else [[whole]]
        if fit and (whole is None or self.bench.price is not None):
            ways.append(self._greedy(fit))
            divided = self._divided(fit) if 1 < len(fit) <= _DIVIDED else None
            if divided is not None:
                ways.append(divided)
        best = min(ways, key=lambda way: self._merit(len(fit), way), default=[])
        for kind, placed in best:
            self._close(kind, placed)
        done = {id(unit) for _, placed in best for unit, _ in placed}
        self.left.extend(unit for unit in units if id(unit) not in done)

    def _merit(self, pieces: int, way: Way) -> Merit:
        """The less the better: pieces left, then price or cartons, then billable weight or volume."""
        total: Merit = tuple(map(sum, zip(*(self._worth(kind, placed) for kind, placed in way), strict=True)))
        left = pieces - sum(len(placed) for _, placed in way)
        if self.bench.price is None:
            return (left, len(way), *total)
        return (left, *total[:1], len(way), *total[1:])

    def _worth(self, kind: Kind, placed: Placed) -> tuple[Fraction, ...]:
        return self.bench.score(kind, sum(unit.weight for unit, _ in placed)) or ()

    def _ranked(self, weight: int, stock: Mapping[int, int]) -> list[Kind]:
        """The boxes that may hold goods of that weight, the best first."""
        scores = {
            kind.index: score
            for kind in self.kinds
            if stock.get(kind.index, 1)
            and self.bench.carries(kind, weight)
            and (score := self.bench.score(kind, weight)) is not None
        }
        return sorted((kind for kind in self.kinds if kind.index in scores), key=lambda kind: scores[kind.index])

    def _one(self, units: Sequence[Unit]) -> tuple[Kind, Placed] | None:
        """The best box that takes all pieces, with their places."""
        if len({unit.apart for unit in units if unit.apart}) > 1:
            return None
        volume = sum(unit.volume for unit in units)
        for kind in self._ranked(sum(unit.weight for unit in units), self.stock):
            if kind.volume >= volume and (places := self._places(kind, units)) is not None:
                return kind, tuple(zip(units, places, strict=True))
        return None

    def _places(self, kind: Kind, units: Sequence[Unit]) -> list[Place] | None:
        """Places of pieces in a box; the same kinds of pieces are placed once."""
        ordered = sorted(range(len(units)), key=lambda index: units[index].kind)
        key = (kind.index, tuple(units[index].kind for index in ordered))
        if key not in self.tried:
            possible = all(self.bench.takes(kind, unit) for unit in units)
            alike = [units[index] for index in ordered]
            self.tried[key] = place_all(alike, kind.inside, self.support) if possible else None
        found = self.tried[key]
        if found is None:
            return None
        return [place for _, place in sorted(zip(ordered, found, strict=True))]

    def _greedy(self, units: Sequence[Unit]) -> Way:
        """Cartons one after the other: each time the box that takes most, or most for its price."""
        rest, way, stock = list(units), list[tuple[Kind, Placed]](), dict(self.stock)
        largest_first = sorted(self.kinds, key=lambda kind: -kind.volume)
        while rest:
            best: tuple[Merit, Kind, Placed] | None = None
            for kind in largest_first:
                if best is not None and self.bench.price is None and kind.volume < -best[0][0]:
                    break  # it cannot take more than the best so far does
                if not stock.get(kind.index, 1):
                    continue
                placed = tuple(place_many(rest, kind.inside, kind.capacity, self.support))
                merit = self._greed(kind, placed)
                if merit and (best is None or merit < best[0]):
                    best = (merit, kind, placed)
            if best is None:
                break
            _, kind, placed = best
            inside = {id(unit) for unit, _ in placed}
            rest = [unit for unit in rest if id(unit) not in inside]
            kind, placed = self._smaller(kind, placed, stock)
            way.append((kind, placed))
            if kind.index in stock:
                stock[kind.index] -= 1
        return way

    def _greed(self, kind: Kind, placed: Placed) -> Merit:
        volume = sum(unit.volume for unit, _ in placed)
        score = self._worth(kind, placed) if placed else ()
        if not score:
            return ()
        return (score[0] / volume, *score) if self.bench.price is not None else (-volume, *score)

    def _smaller(self, kind: Kind, placed: Placed, stock: Mapping[int, int]) -> tuple[Kind, Placed]:
        """The best box that takes what was put into another one."""
        units = [unit for unit, _ in placed]
        for other in self._ranked(sum(unit.weight for unit in units), stock):
            if other is kind:
                break
            if (places := self._places(other, units)) is not None:
                return other, tuple(zip(units, places, strict=True))
        return kind, placed

    def _divided(self, units: Sequence[Unit]) -> Way | None:
        """The best of all divisions into cartons, or ``None`` when it needs more boxes than there are."""
        best: dict[tuple[int, ...], tuple[Merit, Way] | None] = {(): ((), [])}
        ones: dict[tuple[int, ...], tuple[Kind, Placed] | None] = {}

        def of(members: tuple[int, ...]) -> tuple[Merit, Way] | None:
            """The best way to pack some of the pieces: the carton of the first of them, and what is left."""
            if members in best:
                return best[members]
            answer: tuple[Merit, Way] | None = None
            for size in range(len(members) - 1, -1, -1):
                for others in combinations(members[1:], size):
                    chosen = (members[0], *others)
                    if chosen not in ones:
                        ones[chosen] = self._one([units[index] for index in chosen])
                    carton = ones[chosen]
                    rest = of(tuple(index for index in members if index not in chosen)) if carton else None
                    if carton is None or rest is None:
                        continue
                    way = [carton, *rest[1]]
                    merit = self._merit(len(members), way)
                    if answer is None or merit < answer[0]:
                        answer = (merit, way)
            best[members] = answer
            return answer

        found = of(tuple(range(len(units))))
        if found is None:
            return None
        used = Counter(kind.index for kind, _ in found[1])
        return found[1] if all(count <= self.stock.get(index, count) for index, count in used.items()) else None

    # --- the answer -------------------------------------------------------------------------------------------------

    def _close(self, kind: Kind, placed: Placed) -> None:
        """Adds a carton with its proof."""
        weight = sum(unit.weight for unit, _ in placed)
        parcel, rule = self.bench.parcel(kind, weight), self.bench.rule
        factor = factor_between("mm", kind.box.dimension_unit) / self.bench.grid
        ordered = sorted(placed, key=lambda entry: (entry[1][2], entry[1][1], entry[1][0]))
        placements = []
        for unit, (x, y, z, x2, y2, z2) in ordered:
            corner = (x * factor, y * factor, z * factor)
            size = ((x2 - x) * factor, (y2 - y) * factor, (z2 - z) * factor)
            placements.append(Placement(unit.item, unit.number, *corner, *size))
        carton = Carton(
            len(self.cartons) + 1, kind.box, tuple(placements), _separations([place for _, place in ordered]), parcel,
            None if rule is None else rule.weigh(parcel), self.pricing.priced(kind, weight),
        )  # fmt: skip
        self.cartons.append(carton)
        if kind.index in self.stock:
            self.stock[kind.index] -= 1

    def unpacked(self) -> tuple[Unpacked, ...]:
        """What is left, by item, with the reason."""
        counts = Counter(unit.item for unit in self.left)
        units = {unit.item: unit for unit in self.left}
        return tuple(
            Unpacked(index, self.bench.items[index].sku, counts[index], self.bench.reason(units[index], self.refused))
            for index in sorted(counts)
        )


def _separations(places: Sequence[Place]) -> tuple[Separation, ...]:
    """For any two places an axis along which one ends before the other begins."""
    found = []
    for (i, first), (j, second) in combinations(enumerate(places), 2):
        for axis in range(3):
            if first[axis + 3] <= second[axis]:
                found.append(Separation(i, j, "xyz"[axis]))
                break
            if second[axis + 3] <= first[axis]:
                found.append(Separation(j, i, "xyz"[axis]))
                break
    return tuple(found)
