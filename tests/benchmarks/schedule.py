"""What a tariff store costs in time and memory. Run: python tests/benchmarks/schedule.py [an export of the HTS in JSON]

Loads a whole Harmonized Tariff Schedule of the United States in a process of its own, and asks it.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from xborder import Consignment, Desk
from xborder.tariff import Schedule

HTS = Path(__file__).parents[2] / ".." / "shared" / "data" / "us-hts" / "hts_2026_rev_10.json.gz"
ON = date(2026, 7, 1)
LOAD = """
import sys
from datetime import date
from xborder import Consignment, Desk
from xborder.tariff import Schedule
with Schedule.create(sys.argv[2]) as schedule:
    report = schedule.load_us_hts(sys.argv[1], on=date(2026, 6, 8), name="2026 HTS Revision 10")
print(report.rows, report.measures, report.seconds)
"""
WORDS = ("cotton t-shirt", "women's leather handbags", "of the other", "ceramic mug", "wireless headphones", "parts")


def percentiles(
    place: Path, ask: Callable[[Schedule, str], object], of: list[str], rounds: int = 5
) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds of one question for each of some texts.

    Each round asks a schedule that was just opened, and the best time for each text counts, because other work on the
    machine slows both.
    """
    best = dict.fromkeys(of, float("inf"))
    for _ in range(rounds):
        with Schedule.open(place, read_only=True) as schedule:
            schedule.holding("US", "010121", ON)
            for one in of:
                start = time.perf_counter()
                ask(schedule, one)
                best[one] = min(best[one], (time.perf_counter() - start) * 1e3)
    taken = sorted(best.values())
    return taken[len(taken) // 2], taken[len(taken) * 99 // 100]


def warm(schedule: Schedule, codes: list[str], rounds: int = 200) -> float:
    """Microseconds of a look-up that was asked before: the best round of all codes, for one."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        for code in codes:
            schedule.lookup("US", code, ON, "CN")
        best = min(best, time.perf_counter() - start)
    return best / len(codes) * 1e6


def new_days(schedule: Schedule, codes: list[str], many: int = 200) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds of a look-up on days that were never asked for, each with its code."""
    schedule.lookup("US", "010121", ON, "CN")
    taken = []
    for number in range(many):
        start = time.perf_counter()
        schedule.lookup("US", codes[number % len(codes)], ON + timedelta(days=number + 1), "CN")
        taken.append((time.perf_counter() - start) * 1e3)
    taken.sort()
    return taken[len(taken) // 2], taken[len(taken) * 99 // 100]


def quotes(schedule: Schedule) -> float:
    """How many times a quote with typed duties a quote is whose duties the schedule gives."""
    desk = Desk(tariffs=schedule)
    line = {"hs": "6109.10.00.12", "origin": "CN", "unit_price": {"amount": "100", "currency": "USD"}}
    order = {"on": ON.isoformat(), "ship_from": {"country": "CN"}, "ship_to": {"country": "US"}}
    looked_up = Consignment.from_dict({**order, "lines": [line]})
    typed = Consignment.from_dict({**order, "lines": [{**line, "duty": "16.5%"}]})
    best = {1: float("inf"), 2: float("inf")}
    for _ in range(40):
        for which, consignment in ((1, looked_up), (2, typed)):
            start = time.perf_counter()
            for _ in range(200):
                desk.quote(consignment)
            best[which] = min(best[which], time.perf_counter() - start)
    return best[1] / best[2]


def main() -> None:
    """Prints the figures."""
    source = sys.argv[1] if len(sys.argv) > 1 else str(HTS)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "us.sqlite"
        done = subprocess.run(
            [sys.executable, "-c", LOAD, source, str(place)], check=True, capture_output=True, text=True
        )
        rows, measures, seconds = done.stdout.split()
        # The unit is kilobytes on Linux and bytes on macOS.
        held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
        print(
            f"load of {rows} rows with {measures} measures: {float(seconds):.1f} s (wanted 8), {held:.0f} MB (wanted 150)"
        )
        print(f"the store: {place.stat().st_size / 1e6:.1f} MB (wanted 40)")
        start = time.perf_counter()
        with Schedule.open(place, read_only=True) as schedule:
            schedule.holding("US", "010121", ON)
            print(f"open and first question: {(time.perf_counter() - start) * 1e3:.1f} ms")
            top = schedule.holding("US", "61", ON)
            codes = [branch.code for branch in top.branches if len(branch.code) == 10] if top else []
        middle, slow = percentiles(place, lambda schedule, code: schedule.holding("US", code, ON), codes)
        print(f"holding of a ten-digit code, cold: {middle:.2f} ms, 99 in 100 below {slow:.2f} ms (wanted 1)")
        middle, slow = percentiles(place, lambda schedule, code: schedule.lookup("US", code, ON, "CN"), codes)
        print(f"look-up of it, cold: {middle:.2f} ms, 99 in 100 below {slow:.2f} ms")
        known = [codes[0]] * 2 + [codes[1]] * 2
        middle, _ = percentiles(place, lambda schedule, code: schedule.duty("US", code, ON, "CN"), known)
        print(f"duty of it, known: {middle * 1e3:.0f} us (wanted 60)")
        with Schedule.open(place, read_only=True) as schedule:
            print(f"look-up of it with all layers, warm: {warm(schedule, codes[:20]):.1f} us (wanted 60)")
            middle, slow = new_days(schedule, codes)
        print(
            f"look-up of another ten-digit code on each new day: {middle:.2f} ms, 99 in 100 below {slow:.2f} ms (wanted 1)"
        )
        middle, slow = percentiles(place, lambda schedule, code: schedule.holding("US", code, ON), ["61", "84", "85"])
        print(f"holding of a chapter, cold: {middle:.0f} ms, the longest {slow:.0f} ms")
        with Schedule.open(place, read_only=True) as schedule:
            print(f"a quote with it: {quotes(schedule):.2f} times one with typed duties (wanted 1.5)")
        middle, slow = percentiles(place, lambda schedule, text: schedule.search("US", text), list(WORDS))
        print(f"search: {middle:.1f} ms, the longest {slow:.1f} ms (wanted 20)")


if __name__ == "__main__":
    main()
