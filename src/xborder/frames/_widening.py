"""Quotes a grid part by part and keeps one figure: a column for each destination."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import attrs
import polars as pl

from xborder.frames._crossing import crossed, firsts, narrowed
from xborder.frames.quoted import Fallback, QuotedFrame

__all__ = ["ROWS", "Widened", "chunks", "slices", "widened"]

ROWS = 250_000
"""How many rows are quoted at a time when not all of them are kept."""


@attrs.frozen(eq=False)
class Widened:
    """One figure of a grid, as :class:`xborder.frames.WideGrid` has it."""

    frame: pl.DataFrame
    markets: pl.DataFrame
    errors: pl.DataFrame
    fallback: Fallback


def chunks(products: pl.DataFrame, rows: int) -> Iterator[tuple[pl.DataFrame, pl.Series]]:
    """The products in parts of about so many rows that tear no basket, and where each product stood."""
    places = pl.int_range(products.height, dtype=pl.Int64, eager=True)
    if products.height <= rows:
        yield products, places
        return
    number = firsts(products) // rows
    for chunk in number.unique().sort():
        kept = number == chunk
        yield products.filter(kept), places.filter(kept)


def slices(markets: pl.DataFrame, rows: int, each: int) -> Iterator[pl.DataFrame]:
    """As many destinations at a time as make about so many rows, when each makes ``each``."""
    return markets.iter_slices(max(rows // max(each, 1), 1))


def widened(
    products: pl.DataFrame,
    markets: pl.DataFrame,
    days: Sequence[date],
    ask: Callable[[pl.DataFrame], QuotedFrame],
    figure: str,
) -> Widened:
    """One figure of a grid; nothing else of the answers is kept but what is counted."""
    names = markets["market"].to_list()
    cells: dict[tuple[str, int], list[pl.Series]] = {(name, day): [] for name in names for day in range(len(days))}
    order, counts, errors, fallbacks = [], [], [], []
    read = narrowed(markets)
    for part, places in chunks(narrowed(products), ROWS):
        order.append(places)
        baskets = firsts(part)
        for some in slices(read, ROWS, part.height * len(days)):
            answer = ask(crossed(part, some, days, dated=True, baskets=baskets))
            sides = [(name, day) for name in some["market"] for day in range(len(days))]
            for at, side in enumerate(sides):
                cells[side].append(answer.frame[figure].slice(at * part.height, part.height))
            counts.append(_counted(answer.frame))
            errors.append(_wrong(answer.frame, places))
            fallbacks.append(answer.fallback)
    stood = pl.concat(order)
    back = None if stood.is_sorted() else stood.arg_sort()
    frames = []
    for day, on in enumerate(days):
        added = [pl.Series("on", [on], dtype=pl.Date).new_from_index(0, products.height)]
        for name in names:
            # Taken out as they are joined: a million products are not held twice.
            column = pl.concat(cells.pop((name, day)), rechunk=True).alias(name)
            added.append(column if back is None else column[back])
        frames.append(products.hstack(added))
    return Widened(pl.concat(frames), _by_market(counts, names), _listed(errors, products, names), _summed(fallbacks))


# --- what is told beside the figures ----------------------------------------------------------------------------------


def _counted(answers: pl.DataFrame) -> pl.DataFrame:
    return answers.group_by("market").agg(
        pl.len().alias("rows"),
        pl.col("quote_currency").drop_nulls().unique().alias("currencies"),
        pl.col("error").is_not_null().sum().alias("errors"),
        *((pl.col("status") == word).sum().alias(word) for word in ("bounded", "partial")),
    )


def _by_market(counts: Iterable[pl.DataFrame], names: Sequence[str]) -> pl.DataFrame:
    numbers = ("rows", "errors", "bounded", "partial")
    sums: dict[str, Counter[str]] = {name: Counter() for name in names}
    currencies: dict[str, set[str]] = {name: set() for name in names}
    for counted in counts:
        for row in counted.to_dicts():
            sums[row["market"]].update({number: row[number] for number in numbers})
            currencies[row["market"]].update(row["currencies"])
    codes = [sorted(currencies[name]) for name in names]
    return pl.DataFrame(
        [
            pl.Series("market", names, dtype=pl.String),
            pl.Series("currencies", codes, dtype=pl.List(pl.String)),
            *(pl.Series(number, [sums[name][number] for name in names], dtype=pl.Int64) for number in numbers),
        ]
    )


def _wrong(answers: pl.DataFrame, places: pl.Series) -> pl.DataFrame:
    """The cells without a quote, by the product's place."""
    rows = answers["error"].is_not_null().arg_true()
    found = answers.select("on", "market", "error")[rows]
    return found.insert_column(0, places.gather(rows.cast(pl.Int64) % max(len(places), 1)).alias("product"))


def _listed(errors: Iterable[pl.DataFrame], products: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """All cells without a quote, in the order of the long form."""
    ranks = pl.DataFrame({"market": pl.Series(names, dtype=pl.String)}).with_row_index("_rank")
    found = pl.concat(errors).join(ranks, on="market", how="left").sort("_rank", "on", "product").drop("_rank")
    if "sku" in products.columns:
        found.insert_column(1, products["sku"].gather(found["product"]))
    return found


def _summed(fallbacks: Iterable[Fallback]) -> Fallback:
    rows, of, reasons = 0, 0, Counter[str]()
    for fallback in fallbacks:
        rows, of = rows + fallback.rows, of + fallback.of
        reasons.update(fallback.reasons)
    return Fallback(rows, of, dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))))
