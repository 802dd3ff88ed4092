"""How long packing takes. Run: python tests/benchmarks/shipping.py"""

import random
import time
from collections.abc import Callable

from xborder.shipping.packing import Box, Item, pack

SIDES = (
    (15, 12, 8), (20, 15, 10), (22, 18, 12), (25, 20, 15), (30, 20, 15),
    (30, 25, 20), (35, 25, 20), (40, 30, 20), (40, 40, 30), (60, 40, 40),
)  # fmt: skip


def order(seed: int, pieces: int, smallest: int, largest: int) -> list[Item]:
    """An order of different goods; always the same."""
    draw = random.Random(seed)  # noqa: S311 - an order, no secret
    return [
        Item(str(index), *(str(draw.randint(smallest, largest) / 2) for _ in range(3)), "cm", "0.3", "kg")  # type: ignore[call-arg, misc]  # three sides
        for index in range(pieces)
    ]


def best(subject: Callable[[], object], rounds: int = 5) -> float:
    """Milliseconds of the subject, the best of several."""
    found = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        subject()
        found = min(found, time.perf_counter() - start)
    return found * 1e3


def packing() -> None:
    """Twelve pieces into the best of ten boxes."""
    boxes = [Box(f"B{index}", *sides, "cm", empty_weight="0.1") for index, sides in enumerate(SIDES)]
    for name, smallest, largest in (("small goods", 4, 16), ("middling goods", 8, 30), ("large goods", 20, 60)):
        taken, cartons = [], []
        for seed in range(20):
            goods = order(seed, 12, smallest, largest)
            taken.append(best(lambda goods=goods: pack(goods, boxes, rule="dhl-express"), 3))  # type: ignore[misc]  # bound now
            cartons.append(len(pack(goods, boxes, rule="dhl-express").cartons))
        taken.sort()
        print(
            f"packing 12 {name} ({sum(cartons) / 20:.1f} cartons): median {taken[10]:.1f} ms, worst {taken[-1]:.1f} ms (wanted 30)"
        )


if __name__ == "__main__":
    packing()
