"""A heat map of products and destinations. Needs Altair, the extra ``notebook``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from xborder.errors import BadInput
from xborder.frames._showing import amount_text, counted
from xborder.frames.comparison import FIGURES
from xborder.landed_cost._chart import altair

if TYPE_CHECKING:
    from altair import LayerChart

__all__ = ["NAMES", "SHARE", "heatmap"]

SHARE = "charges_share"
NAMES = {
    SHARE: "Duties, taxes and fees, as a share of goods and transport",
    "customs_value": "Customs value",
    "duties": "Duties",
    "taxes": "Taxes",
    "fees": "Fees",
    "landed_cost": "Landed cost",
    "at_checkout": "Charges paid with the order",
    "on_delivery": "Charges paid on delivery",
}
"""The figures that a heat map may show, and its title."""

_MOST_LABELLED = 640
_MISSING = "#d9d9d9"
_MARKS = {"bounded": "≤", "partial": "+"}
"""What stands behind a figure that is the most it may be, or that something must be added to."""


def heatmap(rows: pl.DataFrame, day: str, figure: str, most: int, of: int | None) -> LayerChart:
    """A row for each product, a column for each destination.

    Args:
        rows: what is drawn, with ``_market``, and ``_product`` where rows have a name.
        day: the day, in words.
        figure: one of :data:`NAMES`.
        most: how many products are shown.
        of: how many there are, when it is not those of the rows.

    Raises:
        BadInput: when a product comes twice to a destination, or amounts of several currencies would share a colour.
    """
    alt = altair()
    rows = _named(rows)
    labels = rows["_product"].unique(maintain_order=True)
    shown = labels.head(most).to_list()
    count = of if of is not None else len(labels)
    rows = rows.filter(pl.col("_product").is_in(shown))
    currencies = rows["quote_currency"].drop_nulls().unique().sort().to_list()
    if figure != SHARE and len(currencies) > 1:
        raise BadInput(
            f"the figures are in {', '.join(currencies)}, whose colours would say nothing of each other",
            path="figure",
            hint=f"draw {SHARE}, choose markets of one currency, or quote in one: a column quote_currency, and fx",
        )
    cells = _cells(rows, figure)
    markets = rows["_market"].unique(maintain_order=True).to_list()
    unit = "share" if figure == SHARE else f"amount in {currencies[0]}" if currencies else "amount"
    form = ".0%" if figure == SHARE else ",.2~f"
    missing = sum(cell["value"] is None for cell in cells)
    labelled = len(cells) <= _MOST_LABELLED
    products = (
        f"{counted(len(shown), 'product')}"
        if count <= len(shown)
        else f"the first {len(shown):,} of {count:,} products"
    )
    below = [f"{products} to {counted(len(markets), 'destination')}{day}"]
    if missing:
        below.append(f"grey: {missing:,} without a quote")
    for word, why in (("bounded", "the highest of several duties is taken"), ("partial", "something is left out")):
        unsure = sum(cell["status"] == word for cell in cells)
        if unsure:
            mark = f"{_MARKS[word]} " if labelled else ""
            below.append(f"{mark}{unsure:,} {word}: {why}")
    angle = 0 if max(map(len, markets)) <= 3 else -45
    base = alt.Chart(alt.Data(values=cells)).encode(
        x=alt.X("market:N", sort=markets, title="destination",
                axis=alt.Axis(orient="top", labelAngle=angle, domain=False, ticks=False)),
        y=alt.Y("product:N", sort=shown, title="product", axis=alt.Axis(labelLimit=220, domain=False, ticks=False)),
        tooltip=[alt.Tooltip(f"{name}:N", title=title) for name, title in _TOLD],
    )  # fmt: skip
    values = [float(cell["value"]) for cell in cells if cell["value"] is not None]
    least, most_of_all = min([0.0, *values]), max([0.0, *values])
    scale = alt.Scale(scheme="blues", domain=[least, most_of_all if most_of_all > least else least + 1])
    known = base.transform_filter("isValid(datum.value)")
    layers = [
        base.transform_filter("!isValid(datum.value)").mark_rect(color=_MISSING, stroke="white"),
        known.mark_rect(stroke="white").encode(
            color=alt.Color(
                "value:Q", title=unit, scale=scale, legend=alt.Legend(format=form, gradientLength=160, tickCount=5)
            )
        ),
    ]
    if labelled and values:
        middle = least + (most_of_all - least) * 0.6
        ink = alt.condition(f"datum.value > {middle}", alt.value("white"), alt.value("#222222"))
        layers.append(known.mark_text(fontSize=10).encode(text="label:N", color=ink))
    wide = max(len(str(cell["label"])) for cell in cells) * 6 + 10
    drawn: LayerChart = alt.layer(*layers).properties(
        width=alt.Step(max(34, wide) if len(layers) > 2 else 26),
        height=alt.Step(22),
        title=alt.Title(f"{NAMES[figure]}", subtitle=below, anchor="start", subtitleColor="#555555"),
    )
    return drawn


_TOLD = (
    ("product", "product"), ("market", "destination"), ("landed", "landed cost"), ("charged", "duties, taxes, fees"),
    ("percent", "share of goods and transport"), ("procedure", "procedure"), ("status", "status"), ("error", "error"),
)  # fmt: skip


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with a name for each product; without ``sku`` and ``description`` it is their number there.

    Raises:
        BadInput: when one product comes twice to a destination.
    """
    if "_product" not in rows.columns:
        rows = rows.with_columns(
            (pl.lit("row ") + pl.int_range(pl.len()).over("_market").cast(pl.String)).alias("_product")
        )
    rows = rows.with_columns(pl.col("_product").fill_null("?"))
    twice = rows.select("_product", "_market").is_duplicated()
    if twice.any():
        row = rows.row(int(twice.arg_max() or 0), named=True)
        raise BadInput(
            f"product {row['_product']!r:.40} comes several times to {row['_market']}",
            path="quoted",
            hint="give each product a sku of its own, and each row a market that tells destinations apart",
        )
    return rows


def _cells(rows: pl.DataFrame, figure: str) -> list[dict[str, str | float | None]]:
    """What is drawn, one for each product and destination: amounts become floating-point numbers here alone."""
    cells: list[dict[str, str | float | None]] = []
    names = ("_product", "_market", "quote_currency", "procedure", "status", "error", *FIGURES)
    for row in rows.select(names).iter_rows(named=True):
        cell: dict[str, str | float | None] = {
            "product": row["_product"],
            "market": row["_market"],
            **{name: row[name] or "" for name in ("procedure", "status", "error")},
            "value": None, "label": "", "landed": "", "charged": "", "percent": "",
        }  # fmt: skip
        cells.append(cell)
        if row["error"] is not None:
            continue
        code = row["quote_currency"]
        charged = row["duties"] + row["taxes"] + row["fees"]
        carried = row["landed_cost"] - charged
        cell["landed"] = f"{amount_text(row['landed_cost'], code)} {code}"
        cell["charged"] = f"{amount_text(charged, code)} {code}"
        if carried:
            cell["percent"] = f"{float(charged / carried):.1%}"
        if figure != SHARE:
            cell["value"], cell["label"] = float(row[figure]), amount_text(row[figure], code)
        elif carried:
            cell["value"], cell["label"] = float(charged / carried), f"{float(charged / carried):.0%}"
        cell["label"] = f"{cell['label']}{_MARKS.get(row['status'], '')}"
    return cells
