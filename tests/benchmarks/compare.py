"""How long it takes to lay eight ways of one order side by side. Run: python tests/benchmarks/compare.py

A phone case from China to Germany has eight lawful ways (and two dozen that are not, each with its reasons). The two
are timed in turns on a warm desk, and the best of each is taken, because other work on the machine slows both.
"""

import gc
import time
from collections.abc import Callable

from xborder import Consignment, Desk

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


def main() -> None:
    """Prints the ratio."""
    desk = Desk()
    order = Consignment.from_dict(ORDER)
    ways = [way for way in desk.compare(order) if way.landed_cost is not None]
    if len(ways) != 8:
        raise SystemExit(f"{len(ways)} ways, not eight")
    quote = compare = float("inf")
    gc.collect()
    gc.disable()
    for _ in range(30):
        quote = min(quote, seconds(lambda: desk.quote(order), 100))
        compare = min(compare, seconds(lambda: desk.compare(order), 20))
    gc.enable()
    print(f"one quote: {quote * 1e6:.0f} us")
    print(f"eight ways (wanted 10 times one quote): {compare * 1e6:.0f} us = {compare / quote:.1f} times one quote")


if __name__ == "__main__":
    main()
