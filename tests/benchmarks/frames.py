"""How many lines a second a frame takes, against the desk asked one by one, and against formulas written by hand.

Run: python tests/benchmarks/frames.py [LINES]

The mixed frame has 20 destinations, one to three lines a consignment, several currencies, and goods of which about a
third bear a duty. All are timed in one run, on a warm desk; the first call, which reads the law, is shown apart.
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import date

import polars as pl

from xborder import Desk, XborderError
from xborder.frames import quote_frame
from xborder.frames._requests import request

ON = date(2026, 11, 22)
DESTINATIONS = (
    "DE", "FR", "NL", "ES", "IT", "PL", "SE", "IE", "AT", "BE", "DK", "FI", "PT", "GB", "CH", "NO", "AU", "NZ", "SG",
    "CA",
)  # fmt: skip
RATES = {"GBP": "0.87", "CHF": "0.93", "NOK": "11.7", "USD": "1.16", "CAD": "1.62", "AUD": "1.77", "NZD": "2.05",
         "SGD": "1.51", "SEK": "11.2", "DKK": "7.46", "PLN": "4.3"}  # fmt: skip
FX = [
    {"base": "EUR", "quote": code, "rate": rate, "on": "2026-11-20", "source": "made up"}
    for code, rate in RATES.items()
]
GOODS = (
    ("8518.30", None), ("8517.13", None), ("4901.99", None), ("9503.00", None), ("8471.30", None), ("9102.12", None),
    ("3304.99", None), ("6109.10", "12%"), ("6403.99", "8%"), ("4202.22", "3%"),
)  # fmt: skip


def mixed(lines: int) -> pl.DataFrame:
    """The mixed frame; always the same."""
    draw = random.Random(20261122)  # noqa: S311 - a catalogue, no secret
    rows: dict[str, list[object]] = {
        name: [] for name in ("consignment", "destination", "hs", "duty", "quantity", "price", "currency", "freight")
    }
    consignment = 0
    while len(rows["hs"]) < lines:
        consignment += 1
        shared = (consignment, draw.choice(DESTINATIONS), draw.choice(("EUR", "USD", "GBP")), draw.randrange(0, 3000))
        for _ in range(draw.randint(1, 3)):
            hs, duty = draw.choice(GOODS)
            values = (
                shared[0],
                shared[1],
                hs,
                duty,
                draw.randint(1, 4),
                draw.randrange(100, 30_000),
                shared[2],
                shared[3],
            )
            for column, value in zip(rows.values(), values, strict=True):
                column.append(value)
    cents = pl.Decimal(18, 2)
    return pl.DataFrame(rows).select(
        "consignment", "destination", "hs", "duty", "quantity", "currency",
        (pl.col("price").cast(cents) / 100).cast(cents).alias("unit_price"),
        (pl.col("freight").cast(cents) / 100).cast(cents).alias("freight"),
        pl.lit("CN").alias("ship_from"), pl.lit("CN").alias("origin"),
    )  # fmt: skip


def one_destination(lines: int) -> pl.DataFrame:
    """One line a consignment, all to the Netherlands in euros, duty given."""
    frame = mixed(lines).drop("consignment")
    return frame.with_columns(
        pl.lit("NL").alias("destination"), pl.lit("EUR").alias("currency"), pl.col("duty").fill_null("2%"),
        pl.lit("8518.30").alias("hs"),
        (pl.col("unit_price") + 200).cast(pl.Decimal(18, 2)),
    )  # fmt: skip


def by_hand(frame: pl.DataFrame) -> pl.DataFrame:
    """Duty and VAT of such a frame, as anybody would write them in whole cents."""
    cents = pl.col("unit_price").cast(pl.Decimal(18, 2)).to_physical().cast(pl.Int64) * pl.col("quantity")
    freight = pl.col("freight").cast(pl.Decimal(18, 2)).to_physical().cast(pl.Int64)
    rate = pl.col("duty").str.strip_suffix("%").cast(pl.Int64)
    return (
        frame.with_columns(value=cents + freight, rate=rate)
        .with_columns(duties=(2 * pl.col("value") * pl.col("rate") + 100) // 200)
        .with_columns(taxes=(2 * (pl.col("value") + pl.col("duties")) * 21 + 100) // 200)
        .with_columns(landed=pl.col("value") + pl.col("duties") + pl.col("taxes"))
        .with_columns((pl.col(name).cast(pl.Decimal(18, 2)) / 100) for name in ("value", "duties", "taxes", "landed"))
    )


def best(subject: Callable[[], object], rounds: int = 3) -> float:
    """The shortest time of a few."""
    found = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        subject()
        found = min(found, time.perf_counter() - start)
    return found


def _asked(desk: Desk, wanted: dict[str, object]) -> object:
    try:
        return desk.quote(wanted, on=ON).lines
    except XborderError as error:
        return error


def main() -> None:
    """Prints the ratios."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    desk = Desk()
    frame = mixed(lines)
    start = time.perf_counter()
    result = quote_frame(frame, desk, on=ON, fx=FX)
    cold = time.perf_counter() - start
    warm = best(lambda: quote_frame(frame, desk, on=ON, fx=FX))
    print(f"mixed frame of {frame.height:,} lines on {pl.thread_pool_size()} threads")
    print(f"  first call {cold:.2f} s, then {warm:.2f} s: {frame.height / warm / 1e6:.2f} million lines a second")
    print(f"  asked one by one: {result.fallback.rows} rows {dict(result.fallback.reasons)}")

    few = frame.head(6_000)
    requests: dict[object, list[dict[str, object]]] = {}
    for row in few.to_dicts():
        requests.setdefault(row.pop("consignment"), []).append(row)
    asked = [request(rows, FX) for rows in requests.values()]
    scalar = best(lambda: [_asked(desk, each) for each in asked]) / few.height
    print(
        f"  the desk one by one: {scalar * 1e6:.1f} us a line; the frame is {scalar / (warm / frame.height):.0f} times as fast"
    )

    small = frame.head(10_000)
    each = best(lambda: quote_frame(small, desk, on=ON, fx=FX)) / small.height
    print(f"  a line of 10,000 costs {each / (warm / frame.height):.2f} times a line of {frame.height:,}")

    alone = one_destination(lines)
    ours = quote_frame(alone, desk, on=ON).frame
    hand = by_hand(alone)
    if not (ours["duties"] == hand["duties"]).all() or not (ours["taxes"] == hand["taxes"]).all():
        raise SystemExit("the two do not agree")
    times = best(lambda: quote_frame(alone, desk, on=ON)), best(lambda: by_hand(alone))
    print(f"one destination: {times[0]:.2f} s, {times[0] / times[1]:.1f} times the formulas written by hand (wanted 5)")


if __name__ == "__main__":
    main()
