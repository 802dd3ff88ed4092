"""How long it takes to lay eight ways of one order side by side. Run: python tests/benchmarks/compare.py

A phone case from China to Germany has eight lawful ways (and two dozen that are not, each with its reasons). The two
are timed in turns on a warm desk, and the best of each is taken, because other work on the machine slows both. Days
come from the table of the house, then from promises on four lanes, which a shop keeps from order to order.
"""

import gc
import time
from collections.abc import Callable
from datetime import UTC, datetime
from datetime import time as time_of_day

from xborder import Consignment, Desk
from xborder.shipping.promises import (
    CUSTOMS,
    EVERY_DAY,
    HAND_OVER,
    LAST_MILE,
    LINE_HAUL,
    CutOff,
    Lane,
    Promises,
    business_calendar,
    journey,
)

ORDER: dict[str, object] = {
    "on": "2026-11-22",
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "DE"},
    "seller": {"country": "CN", "registrations": {"vat": "DE136695976"}},
    "freight": {"amount": "8.00", "currency": "EUR"},
    "lines": [{"hs": "3926.90", "origin": "CN", "duty": "6.5%", "unit_price": {"amount": "30.00", "currency": "EUR"}}],
}


def seconds(subject: Callable[[], object], each: int) -> float:
    """Seconds of one call, over several."""
    start = time.perf_counter()
    for _ in range(each):
        subject()
    return (time.perf_counter() - start) / each


PRIORS = {HAND_OVER: "hand-over", LINE_HAUL: "air.line-haul", CUSTOMS: "customs.post", LAST_MILE: "last-mile.courier"}
LANES = {
    "direct-mail": ("CN", list(PRIORS)),
    "consolidation": ("CN", list(PRIORS)),
    "bonded": ("DE", [HAND_OVER, CUSTOMS, LAST_MILE]),
    "overseas-warehouse": ("DE", [HAND_OVER, LAST_MILE]),
}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def promises() -> Promises:
    """What the shop can promise by each mode."""
    days = {country: business_calendar(country) for country in ("CN", "DE")}
    zones = {"CN": "Asia/Shanghai", "DE": "Europe/Berlin"}
    lanes = []
    for mode, (origin, steps) in LANES.items():
        calendars = {HAND_OVER: days[origin], LINE_HAUL: EVERY_DAY, CUSTOMS: days["DE"], LAST_MILE: days["DE"]}
        journeyed = journey(
            {step: calendars[step] for step in steps},
            origin=origin,
            destination="DE",
            priors={step: PRIORS[step] for step in steps},
        )
        cut_off = CutOff(zones[origin], time_of_day(16), days[origin])
        lanes.append(Lane(mode, origin, "DE", cut_off, journeyed, zones["DE"]))
    return Promises(lanes, "0.9")


def main() -> None:
    """Prints the ratio."""
    desk = Desk()
    order = Consignment.from_dict(ORDER)
    ways = [way for way in desk.compare(order) if way.landed_cost is not None]
    if len(ways) != 8:
        raise SystemExit(f"{len(ways)} ways, not eight")
    quote = compare = promised = float("inf")
    shop = promises()
    gc.collect()
    gc.disable()
    for _ in range(30):
        quote = min(quote, seconds(lambda: desk.quote(order), 100))
        compare = min(compare, seconds(lambda: desk.compare(order), 20))
        promised = min(promised, seconds(lambda: desk.compare(order, transit=shop.at(NOON)), 20))
    anew = seconds(lambda: desk.compare(order, transit=promises().at(NOON)), 20)
    gc.enable()
    print(f"one quote: {quote * 1e6:.0f} us")
    print(f"eight ways (wanted 10 times one quote): {compare * 1e6:.0f} us = {compare / quote:.1f} times one quote")
    print(f"with promised days: {promised * 1e6:.0f} us = {promised / quote:.1f} times one quote")
    print(f"with promises made anew for one order: {anew * 1e6:.0f} us")


if __name__ == "__main__":
    main()
