"""How fast tracking events are folded into shipments.

Run: python tests/benchmarks/tracking.py [EVENTS]

Shipments of ten events each, of five vocabularies, shuffled, a tenth of them twice; once all at hand, once event by event
as a webhook brings them. The aim is 100,000 events in 2 seconds.
"""

import random
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from xborder.shipping.tracking import ScanEvent, TrackedShipment, bundled, fold

NOW = datetime(2026, 11, 30, tzinfo=UTC)
ZONES = (UTC, ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"))
EACH = 10


def feed(events: int) -> list[tuple[str, ScanEvent]]:
    """Tracking numbers and events, in no order; always the same."""
    draw = random.Random(20261130)  # noqa: S311 - a feed, no secret
    tables = bundled().tables
    codes = {name: list(table.readings) for name, table in tables.items()}
    made: list[tuple[str, ScanEvent]] = []
    for shipment in range(events // EACH):
        name = draw.choice(list(codes))
        start = NOW - timedelta(days=draw.randint(12, 40))
        for step in range(EACH):
            code, detail = draw.choice(codes[name])
            when = (start + timedelta(hours=20 * step, minutes=draw.randrange(60))).astimezone(draw.choice(ZONES))
            made.append((f"P{shipment}", ScanEvent(when, name, code, detail, "something happened", "Leipzig")))
    made += draw.sample(made, len(made) // 10)
    draw.shuffle(made)
    return made


def main() -> None:
    """Prints the times."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    start = time.perf_counter()
    made = feed(events)
    print(f"{len(made):,} events made in {time.perf_counter() - start:.2f} s")

    start, worked = time.perf_counter(), time.process_time()
    by_number: dict[str, list[ScanEvent]] = defaultdict(list)
    for number, scan in made:
        by_number[number].append(scan)
    folded = {number: fold(number, scans, now=NOW) for number, scans in by_number.items()}
    took, worked = time.perf_counter() - start, time.process_time() - worked
    each = worked / len(made) * 1e6
    print(f"folded at once: {took:.2f} s, of which {worked:.2f} s of work: {each:.1f} us an event (wanted 20)")

    start = time.perf_counter()
    grown = {number: TrackedShipment(number) for number in by_number}
    for number, scan in made:
        grown[number] = grown[number].take((scan,), now=NOW).shipment
    took = time.perf_counter() - start
    print(f"one by one: {took:.2f} s, {took / len(made) * 1e6:.1f} us an event")
    if grown != folded:
        raise SystemExit("the two do not agree")


if __name__ == "__main__":
    main()
