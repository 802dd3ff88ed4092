"""Time and memory of a price grid's wide form: run with the number of products, and perhaps of destinations.

``python tests/benchmarks/grids.py 1000000 40``
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import date

import polars as pl

import xborder
from xborder.frames import price_grid

RATES = {
    "AUD": "1.77", "BRL": "6.2", "CAD": "1.62", "CHF": "0.93", "CZK": "25.1", "DKK": "7.46", "GBP": "0.87", "HUF": "400",
    "JPY": "180", "KRW": "1700", "NOK": "11.7", "NZD": "2.05", "PLN": "4.3", "RON": "4.97", "SEK": "11.2", "SGD": "1.51",
    "USD": "1.16",
}  # fmt: skip
GOODS = ("6109.10", "4901.99", "8518.30", "9503.00", "6403.99", "3304.99", "6111.20", "8517.13")


def main(products: int, destinations: int) -> None:
    """Prints rows a second and the most memory."""
    number = pl.int_range(products, eager=True)
    listed = pl.DataFrame(
        {
            "sku": number.cast(pl.String),
            "hs": pl.Series(GOODS).gather(number % len(GOODS)),
            "unit_price": (number % 20_000 + 500).cast(pl.Decimal(12, 2)) / 100,
        }
    ).with_columns(
        pl.col("unit_price").cast(pl.Decimal(12, 2)),
        currency=pl.lit("EUR"),
        ship_from=pl.lit("HK"),
        origin=pl.lit("CN"),
    )
    # China's consumption tax goes by the price of an article, which the desk says one by one: a subdivision instead.
    codes = [law.jurisdiction for law in xborder.law.coverage() if law.jurisdiction != "CN"] + ["US-CA"]
    fx = [{"base": "EUR", "quote": code, "rate": rate} for code, rate in RATES.items()]
    grid = price_grid(listed, codes[:destinations], date(2026, 11, 22), fx=fx)
    started = time.perf_counter()
    wide = grid.wide()
    took = time.perf_counter() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{grid.height:,} cells in {took:.1f} s: {grid.height / took:,.0f} a second, {most:.1f} GB at most")
    print(f"{wide.frame.height:,} rows, {wide.errors.height:,} errors, {wide.fallback.rows:,} one by one")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, int(sys.argv[2]) if len(sys.argv) > 2 else 40)
