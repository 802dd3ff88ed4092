"""How long rating a parcel and packing an order take. Run: python tests/benchmarks/shipping.py

The card has 10,000 rows: 5 services to 100 zones with 20 bands of weight each, and a zone for each country or range of
postal codes; fuel, a remote area, homes and clearance come on top.
"""

import random
import time
from collections.abc import Callable
from datetime import date

from xborder.places import COUNTRY_CODES, Place
from xborder.shipping.packing.plan import Box, Item, pack
from xborder.shipping.parcels.parcel import Parcel
from xborder.shipping.rates.card import RateBand, RateCard
from xborder.shipping.rates.surcharges import Basis, Condition, Surcharge
from xborder.shipping.rates.zones import ZoneRow, ZoneTable

SIDES = (
    (15, 12, 8), (20, 15, 10), (22, 18, 12), (25, 20, 15), (30, 20, 15),
    (30, 25, 20), (35, 25, 20), (40, 30, 20), (40, 40, 30), (60, 40, 40),
)  # fmt: skip


def order(seed: int, pieces: int, smallest: int, largest: int) -> list[Item]:
    """An order of different goods; always the same."""
    draw = random.Random(seed)  # noqa: S311 - an order, no secret
    goods = []
    for index in range(pieces):
        length, width, height = (str(draw.randint(smallest, largest) / 2) for _ in range(3))
        goods.append(Item(str(index), length, width, height, "cm", "0.3", "kg"))
    return goods


def best(subject: Callable[[], object], rounds: int = 5) -> float:
    """Milliseconds of the subject, the best of several."""
    found = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        subject()
        found = min(found, time.perf_counter() - start)
    return found * 1e3


def large_card() -> RateCard:
    """A card of 10,000 rows."""
    rows = tuple(
        RateBand(f"service {service}", str(zone), above=weight, to=weight + 1, price=f"{service + zone + weight}.50")
        for service in range(5)
        for zone in range(100)
        for weight in range(20)
    )
    whole = [ZoneRow(str(index % 100), code) for index, code in enumerate(COUNTRY_CODES)]
    british = [ZoneRow(str(index), "GB", f"IV{index + 1}") for index in range(28)]
    remote = ZoneTable(tuple(ZoneRow("remote", "GB", f"IV{index + 1}") for index in range(5, 28)))
    surcharges = (
        Surcharge("remote", "0.5", Basis.PER_WEIGHT, minimum=24, area="remote"),
        Surcharge("residential", "3.20", Basis.PER_PARCEL, condition=Condition.RESIDENTIAL),
        Surcharge("fuel", "18.5", Basis.PERCENT, of=("freight", "remote")),
        Surcharge("clearance", "8.50", Basis.PER_SHIPMENT),
    )
    return RateCard(
        "large", "EUR", rows, ZoneTable((*whole, *british)), surcharges, {"remote": remote}, weighing="dhl-express"
    )


def rating() -> None:
    """One parcel on a card of 10,000 rows."""
    start = time.perf_counter()
    card = large_card()
    print(f"making a card of {len(card.rows):,} rows: {time.perf_counter() - start:.2f} s")
    on, parcel = date(2026, 11, 22), Parcel("40", "30", "20", "cm", "3.2", "kg")
    ways = {
        "freight and three surcharges": Place("CN"),
        "and a remote postal code": Place("GB", postal_code="IV12 8AB"),
    }
    for name, place in ways.items():

        def twenty(place: Place = place) -> None:
            for _ in range(20):
                card.rate(parcel, place, on, service="service 2", residential=True)

        print(f"rating one parcel, {name}: {best(twenty, 1000) * 50:.0f} microseconds (wanted 50)")


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
    rating()
    packing()
