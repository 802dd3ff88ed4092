"""How long a quote takes, against the same sums written straight in Decimal. Run: python tests/benchmarks/quotes.py

Three lines to the Netherlands with duty and VAT, on a warm desk. The two are timed in turns, and the best of each is
taken, because other work on the machine slows both.
"""

import gc
import json
import time
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from xborder import Consignment, Desk

CENT = Decimal("0.01")
ON = date(2025, 3, 3)
CART = (("45.00", 2, "4.2"), ("120.00", 1, "12"), ("15.50", 3, "0"))
FREIGHT, VAT = Decimal("18.00"), Decimal("0.21")
TYPED = tuple((Decimal(price), count, Decimal(duty) / 100) for price, count, duty in CART)
REQUEST: dict[str, object] = {
    "on": ON.isoformat(),
    "currency": "EUR",
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "NL"},
    "freight": {"amount": str(FREIGHT), "currency": "EUR"},
    "lines": [
        {
            "sku": str(index),
            "description": "goods",
            "hs": "8518.30",
            "origin": "CN",
            "quantity": str(count),
            "unit_price": {"amount": price, "currency": "EUR"},
            "duty": f"{duty}%",
        }
        for index, (price, count, duty) in enumerate(CART)
    ],
}


def straight() -> tuple[Decimal, Decimal]:
    """Customs value, duty and VAT of each line, and their sums, as anybody would write them."""
    values = [price * count for price, count, _ in TYPED]
    total, left = sum(values), FREIGHT
    rows = []
    for index, (value, (_, _, rate)) in enumerate(zip(values, TYPED, strict=True)):
        share = left if index == len(values) - 1 else (FREIGHT * value / total).quantize(CENT, ROUND_HALF_UP)
        left -= share
        customs_value = value + share
        duty = (customs_value * rate).quantize(CENT, ROUND_HALF_UP)
        rows.append((customs_value, duty, ((customs_value + duty) * VAT).quantize(CENT, ROUND_HALF_UP)))
    return sum((row[1] for row in rows), Decimal(0)), sum((row[2] for row in rows), Decimal(0))


def ratio(subject: Callable[[], object], rounds: int = 60, each: int = 200) -> tuple[float, float]:
    """Microseconds of the subject, and how many times the straight sums that is."""
    best = measure = float("inf")
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(each):
            straight()
        measure = min(measure, time.perf_counter() - start)
        start = time.perf_counter()
        for _ in range(each):
            subject()
        best = min(best, time.perf_counter() - start)
    gc.enable()
    return best / each * 1e6, best / measure


def main() -> None:
    """Prints the ratios."""
    desk = Desk()
    consignment = Consignment.from_dict(REQUEST)
    answer = desk.quote(consignment, on=ON).to_dict()
    if (Decimal(str(answer["duties"])), Decimal(str(answer["taxes"]))) != straight():
        raise SystemExit("the two do not agree")
    subjects: dict[str, Callable[[], object]] = {
        "quote from objects (wanted 5)": lambda: desk.quote(consignment, on=ON),
        "JSON in to JSON out (wanted 12)": lambda: desk.quote(json.loads(json.dumps(REQUEST))).to_dict(),
        "  of which reading and writing JSON": lambda: json.loads(json.dumps(REQUEST)),
        "  of which reading the request": lambda: Consignment.from_dict(REQUEST),
    }
    for name, subject in subjects.items():
        micros, times = ratio(subject)
        print(f"{name}: {micros:.0f} us = {times:.1f} times the straight sums")


if __name__ == "__main__":
    main()
