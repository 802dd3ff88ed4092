"""What imports, first quotes and desks cost in time and memory. Run: python tests/benchmarks/footprint.py"""

import subprocess
import sys
import time

NAMES = "from xborder import Money, Consignment, Line, Desk"
FIRST = """
import xborder
xborder.quote({"on": "2026-11-22", "ship_from": {"country": "CN"}, "ship_to": {"country": "DE"},
               "lines": [{"hs": "6109.10", "unit_price": {"amount": "200.00", "currency": "EUR"}}]}).to_dict()
"""
MEMORY = """
import resource, sys
def held(): return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
CURRENCIES = "USD GBP AUD CAD CHF CNY JPY NOK NZD RON SGD BRL".split()
bare = held()
import xborder
desk = xborder.Desk()
for code in desk.laws.codes:
    order = {"on": "2026-11-22", "ship_from": {"country": "CN"}, "ship_to": {"country": {"XI": "GB"}.get(code, code)},
             "lines": [{"hs": "6109.10", "duty": "12%", "unit_price": {"amount": "20", "currency": "EUR"}}],
             "fx": [{"base": "EUR", "quote": quote, "rate": "2"} for quote in CURRENCIES], "currency": "EUR"}
    if code == "XI":
        order["ship_to"]["subdivision"] = "GB-NIR"
    if code in ("EU", "CN"):
        order["ship_from"] = {"country": "US"}
        order["ship_to"] = {"country": "CN"}
    try:
        desk.quote(order).to_dict()
    except xborder.XborderError as error:
        print(code, error, file=sys.stderr)
print(held() - bare)
"""


def seconds(code: str, times: int = 11) -> float:
    """The best time of a fresh interpreter over some code."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Prints the figures."""
    foundations, ours = seconds("import moneyed, attrs"), seconds(NAMES)
    print(f"import of the four names: {ours / foundations:.2f} times moneyed and attrs (wanted 1.3)")
    print(f"first quote from a cold process: {seconds(FIRST, 5):.2f} s (wanted 0.4)")
    held = subprocess.run([sys.executable, "-c", MEMORY], check=True, capture_output=True, text=True)
    print(held.stderr, end="")
    print(f"a desk with every pack compiled: {float(held.stdout):.0f} MB above the interpreter (wanted 40)")


if __name__ == "__main__":
    main()
