"""Placing goods in one box: extreme points, several orders and preferences, and for few goods a short search.

Everything is a whole number of one small unit here; the callers convert. Extreme points are those of Crainic, Perboli
and Tadei (2008): the corners that a placed box opens, pushed back until they meet something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, product
from typing import Final

import attrs

__all__ = ["Place", "Unit", "place_all", "place_many"]

Size = tuple[int, int, int]
Place = tuple[int, int, int, int, int, int]
"""Where something stands: from x, y, z, and to x, y, z."""
Key = tuple[int, int, int]

_SEARCHED: Final = 6
"""Up to so many goods are searched for a way when the quick attempts find none."""
_STEPS: Final = 6_000
"""After so many places tried, the search gives up."""


@attrs.frozen(eq=False)
class Unit:
    """One piece of goods.

    Attributes:
        kind: equal for pieces that are alike.
        item, number: which line of the order it is of, and which piece of it.
        turns: its sizes in each way that it may be turned.
        volume, weight: whole numbers too.
        fragile: nothing may stand above it.
        apart: the group that does not mix with other groups; empty for goods that go with any.
    """

    kind: int
    item: int
    number: int
    turns: tuple[Size, ...]
    volume: int
    weight: int
    fragile: bool
    apart: str


def _low(place: Place) -> Key:
    return (place[5], place[4], place[3])


def _back(place: Place) -> Key:
    return (place[3], place[5], place[4])


def _even(place: Place) -> Key:
    return (max(place[3], place[4], place[5]), place[5], place[4])


_PREFERENCES: Final[tuple[Callable[[Place], Key], ...]] = (_low, _back, _even)


def _by_volume(unit: Unit) -> tuple[bool, int, int, int]:
    return (unit.fragile, -unit.volume, -max(unit.turns[0]), unit.kind)


def _by_side(unit: Unit) -> tuple[bool, int, int, int]:
    return (unit.fragile, -max(unit.turns[0]), -unit.volume, unit.kind)


def _by_face(unit: Unit) -> tuple[bool, int, int, int]:
    smallest, middle, largest = sorted(unit.turns[0])
    return (unit.fragile, -middle * largest, -smallest, unit.kind)


_ORDERS: Final = (_by_volume, _by_side, _by_face)


def place_all(units: Sequence[Unit], box: Size, support: tuple[int, int]) -> list[Place] | None:
    """Places for all units, in their order, or ``None`` when none were found.

    Args:
        units: what goes in.
        box: the inside.
        support: the share of its base, as numerator and denominator, that must rest on something.
    """
    if sum(unit.volume for unit in units) > box[0] * box[1] * box[2]:
        return None
    seen: set[tuple[int, ...]] = set()
    for order in _ORDERS:
        ordered = sorted(range(len(units)), key=lambda index: order(units[index]))
        kinds = tuple(units[index].kind for index in ordered)
        if kinds in seen:
            continue
        seen.add(kinds)
        for preference in _PREFERENCES:
            found = _attempt([units[index] for index in ordered], box, preference, support, whole=True)
            if found is not None:
                return [place for _, place in sorted(zip(ordered, (place for _, place in found), strict=True))]
    if not 1 < len(units) <= _SEARCHED or not all(_beside(one, other, box) for one, other in combinations(units, 2)):
        return None
    return _searched(units, box, support)


def _beside(one: Unit, other: Unit, box: Size) -> bool:
    """Whether two pieces have room in a box at all: along some axis one has to end before the other begins."""
    inside = [
        [turn for turn in unit.turns if all(side <= most for side, most in zip(turn, box, strict=True))]
        for unit in (one, other)
    ]
    return any(a[axis] + b[axis] <= box[axis] for a in inside[0] for b in inside[1] for axis in range(3))


def place_many(
    units: Sequence[Unit], box: Size, capacity: int | None, support: tuple[int, int]
) -> list[tuple[Unit, Place]]:
    """As many of the units as a quick attempt gets into a box, by volume."""
    best: list[tuple[Unit, Place]] = []
    best_volume = 0
    for order in _ORDERS[:2]:
        for preference in _PREFERENCES[:2]:
            found = _attempt(sorted(units, key=order), box, preference, support, whole=False, capacity=capacity) or []
            volume = sum(unit.volume for unit, _ in found)
            if volume > best_volume:
                best, best_volume = found, volume
    return best


def _attempt(
    units: Sequence[Unit],
    box: Size,
    preference: Callable[[Place], Key],
    support: tuple[int, int],
    *,
    whole: bool,
    capacity: int | None = None,
) -> list[tuple[Unit, Place]] | None:
    """Places for units one after the other, each at the extreme point that is preferred."""
    placed: list[tuple[Unit, Place]] = []
    points: list[Size] = [(0, 0, 0)]
    apart, left = "", capacity
    for unit in units:
        if (apart and unit.apart and unit.apart != apart) or (left is not None and unit.weight > left):
            best = None
        else:
            best = _best(unit, box, points, placed, preference, support)
        if best is None:
            if whole:
                return None
            continue
        placed.append((unit, best))
        apart = apart or unit.apart
        left = None if left is None else left - unit.weight
        _open(points, best, placed)
    return placed


def _best(
    unit: Unit,
    box: Size,
    points: Sequence[Size],
    placed: Sequence[tuple[Unit, Place]],
    preference: Callable[[Place], Key],
    support: tuple[int, int],
) -> Place | None:
    best: Place | None = None
    best_key: Key | None = None
    width, depth, height = box
    for x, y, z in points:
        for dx, dy, dz in unit.turns:
            if x + dx > width or y + dy > depth or z + dz > height:
                continue
            candidate = (x, y, z, x + dx, y + dy, z + dz)
            key = preference(candidate)
            if (best_key is None or key < best_key) and _free(unit, candidate, placed, support):
                best, best_key = candidate, key
    return best


def _free(unit: Unit, place: Place, placed: Sequence[tuple[Unit, Place]], support: tuple[int, int]) -> bool:
    """Whether nothing is there, nothing fragile is below, and nothing is above what is fragile."""
    x, y, z, x2, y2, z2 = place
    fragile = unit.fragile
    for other, (a, b, c, a2, b2, c2) in placed:
        if x < a2 and a < x2 and y < b2 and b < y2:
            if z < c2 and c < z2:
                return False
            if (other.fragile and z >= c2) or (fragile and c >= z2):
                return False
    return not support[0] or not z or _supported(place, placed, support)


def _supported(place: Place, placed: Sequence[tuple[Unit, Place]], support: tuple[int, int]) -> bool:
    x, y, z, x2, y2, _ = place
    area = 0
    for _, (a, b, _c, a2, b2, c2) in placed:
        if c2 == z:
            area += max(0, min(x2, a2) - max(x, a)) * max(0, min(y2, b2) - max(y, b))
    return area * support[1] >= (x2 - x) * (y2 - y) * support[0]


def _open(points: list[Size], new: Place, placed: Sequence[tuple[Unit, Place]]) -> None:
    """Takes the points that a new place covers out, and puts those that it opens in."""
    x, y, z, x2, y2, z2 = new
    points[:] = [(a, b, c) for a, b, c in points if not (x <= a < x2 and y <= b < y2 and z <= c < z2)]
    # From each opened corner back along two axes, as far as the nearest face.
    rx_y = rx_z = ry_x = ry_z = rz_x = rz_y = 0
    for _, (a, b, c, a2, b2, c2) in placed:
        if a <= x2 < a2:
            if b2 <= y and c <= z < c2 and b2 > rx_y:
                rx_y = b2
            if c2 <= z and b <= y < b2 and c2 > rx_z:
                rx_z = c2
        if b <= y2 < b2:
            if a2 <= x and c <= z < c2 and a2 > ry_x:
                ry_x = a2
            if c2 <= z and a <= x < a2 and c2 > ry_z:
                ry_z = c2
        if c <= z2 < c2:
            if a2 <= x and b <= y < b2 and a2 > rz_x:
                rz_x = a2
            if b2 <= y and a <= x < a2 and b2 > rz_y:
                rz_y = b2
    known = set(points)
    for point in (
        (x2, y, z), (x, y2, z), (x, y, z2),
        (x2, rx_y, z), (x2, y, rx_z), (ry_x, y2, z), (x, y2, ry_z), (rz_x, y, z2), (x, rz_y, z2),
    ):  # fmt: skip
        if point not in known:
            known.add(point)
            points.append(point)


def _searched(units: Sequence[Unit], box: Size, support: tuple[int, int]) -> list[Place] | None:
    """Places for few units by trying every order, turn and corner, up to a number of steps."""
    order = sorted(range(len(units)), key=lambda index: _by_volume(units[index]))
    found: dict[int, Place] = {}
    reached: set[frozenset[tuple[int, Place]]] = set()
    steps = 0

    def deeper(placed: list[tuple[Unit, Place]]) -> bool:
        nonlocal steps
        if len(placed) == len(units):
            return True
        state = frozenset([(unit.kind, place) for unit, place in placed])
        if state in reached:
            return False
        reached.add(state)
        columns, rows, levels = (sorted({0, *[place[axis] for _, place in placed]}) for axis in (3, 4, 5))
        tried: set[int] = set()
        for index in order:
            unit = units[index]
            if index in found or unit.kind in tried:
                continue
            tried.add(unit.kind)
            for (dx, dy, dz), z, y, x in product(unit.turns, levels, rows, columns):
                if x + dx > box[0] or y + dy > box[1] or z + dz > box[2]:
                    continue
                steps += 1
                if steps > _STEPS:
                    return False
                place = (x, y, z, x + dx, y + dy, z + dz)
                if _free(unit, place, placed, support):
                    found[index] = place
                    if deeper([*placed, (unit, place)]):
                        return True
                    del found[index]
        return False

    return [found[index] for index in range(len(units))] if deeper([]) else None
