"""Charts of quoted frames and price grids. Needs Altair: ``pip install "xborder[notebook]"``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

import polars as pl

from xborder.errors import BadInput
from xborder.frames._showing import amount_text, tidy
from xborder.frames.comparison import FIGURES
from xborder.frames.grid import PriceGrid
from xborder.frames.quoted import QuotedFrame
from xborder.landed_cost._chart import Step, altair, steps_of, waterfall

if TYPE_CHECKING:
    from altair import ConcatChart, LayerChart

__all__ = ["chart"]

_SHARE = "charges_share"
_NAMES = {
    _SHARE: "Duties, taxes and fees, as a share of goods and transport",
    "customs_value": "Customs value",
    "duties": "Duties",
    "taxes": "Taxes",
    "fees": "Fees",
    "landed_cost": "Landed cost",
    "at_checkout": "Charges paid with the order",
    "on_delivery": "Charges paid on delivery",
}
_MOST_PRODUCTS = 40
_MOST_BESIDE = 12
_MOST_LABELLED = 640
_MISSING = "#d9d9d9"
_MARKS = {"bounded": "≤", "partial": "+"}
"""What stands behind a figure that is the most it may be, or that something must be added to."""


def chart(
    quoted: QuotedFrame | PriceGrid,
    kind: Literal["heatmap", "waterfall"] = "heatmap",
    *,
    figure: str = _SHARE,
    by: Literal["kind", "rule"] = "kind",
    markets: Sequence[str] = (),
    on: date | None = None,
    most: int = _MOST_PRODUCTS,
) -> LayerChart | ConcatChart:
    """Draws a quoted frame or a price grid.

    Args:
        quoted: what is drawn; of a large grid, the heat map quotes only the products that it shows.
        kind: ``heatmap`` has a row for each product and a column for each destination; ``waterfall`` leads from goods
            to landed cost, for each destination and currency by itself.
        figure: of a heat map: ``charges_share``, which is duties, taxes and fees over goods and transport, or an amount
            such as ``landed_cost``, when all are in one currency.
        by: of a waterfall: whether charges are put together by ``kind`` or by ``rule``.
        markets: only these destinations, by their name in ``market``, else in ``destination``.
        on: only this day; needed when there are several.
        most: of a heat map, how many products are shown.

    Raises:
        BadInput: when it cannot be drawn; it says why, and the mend.
        MissingExtra: when Altair is not installed.
    """
    if kind not in ("heatmap", "waterfall"):
        raise BadInput(f"{kind!r:.40} is no kind of chart", path="kind", hint="one of heatmap, waterfall")
    if type(most) is not int or most < 1:
        raise BadInput(f"{most!r:.40} is no number of products", path="most", hint="a whole number, 1 or more")
    if kind == "heatmap" and figure not in list(_NAMES):
        raise BadInput(f"{figure!r:.40} is no figure", path="figure", hint=f"one of {', '.join(_NAMES)}")
    altair()
    steps_of((), by)
    of: int | None = None
    if isinstance(quoted, PriceGrid):
        if kind == "heatmap":
            of, quoted = quoted.products.height, quoted.preview(most)
        quoted = quoted.quoted()
    if not isinstance(quoted, QuotedFrame):
        raise BadInput(
            f"a {type(quoted).__name__} cannot be drawn", path="quoted", hint="a quoted frame or a price grid"
        )
    rows, day = _chosen(quoted.frame, markets, on)
    if kind == "waterfall":
        return _waterfalls(quoted, rows, day, by)
    return _heatmap(rows, day, figure, most, of)


# --- what is drawn ----------------------------------------------------------------------------------------------------


def _chosen(frame: pl.DataFrame, markets: Sequence[str], on: date | None) -> tuple[pl.DataFrame, str]:
    """The rows that are drawn, with ``_row``, ``_market`` and ``_product``, and their day in words."""
    if not frame.height:
        raise BadInput("there are no rows to draw", path="quoted", hint="give a frame with rows")
    place = "market" if "market" in frame.columns else "destination"
    label = next((name for name in ("sku", "description") if name in frame.columns), None)
    rows = frame.with_row_index("_row").with_columns(
        pl.col(place).cast(pl.String).fill_null("?").alias("_market"),
        *([] if label is None else [pl.col(label).cast(pl.String).alias("_product")]),
    )
    if isinstance(markets, str):
        markets = (markets,)
    if not isinstance(markets, Sequence):
        raise BadInput(f"{markets!r:.40} is no list of destinations", path="markets", hint='such as ["DE", "FR"]')
    known = rows["_market"].unique(maintain_order=True).to_list()
    for name in markets:
        if name not in known:
            raise BadInput(f"there is no destination {name!r:.40}", path="markets", hint=f"one of {', '.join(known)}")
    if markets:
        order = pl.DataFrame({"_market": pl.Series(list(dict.fromkeys(markets)), dtype=pl.String)})
        rows = order.join(rows, on="_market", maintain_order="left_right").select(rows.columns)
    if "on" not in rows.columns:
        if on is not None:
            raise BadInput("the frame has no column on", path="on", hint="leave it out")
        return rows, ""
    days = [str(day) for day in rows["on"].cast(pl.String).unique(maintain_order=True).drop_nulls()]
    if on is not None:
        if str(on) not in days:
            raise BadInput(f"there are no rows of {on!s:.40}", path="on", hint=f"one of {', '.join(days)}")
        return rows.filter(pl.col("on").cast(pl.String) == str(on)), f" on {on}"
    if len(days) > 1:
        raise BadInput("there are rows of several days", path="on", hint=f"choose one of {', '.join(days)}")
    return rows, f" on {days[0]}" if days else ""


def _waterfalls(quoted: QuotedFrame, rows: pl.DataFrame, day: str, by: str) -> LayerChart | ConcatChart:
    alt = altair()
    groups = rows.filter(pl.col("error").is_null()).group_by("_market", "quote_currency", maintain_order=True)
    sums = groups.agg(
        pl.len().alias("rows"),
        (pl.col("landed_cost") - pl.col("duties") - pl.col("taxes") - pl.col("fees")).sum().alias("carried"),
        *(pl.col(name).sum() for name in ("duties", "taxes", "fees")),
        *((pl.col("status") == word).sum().alias(word) for word in ("bounded", "partial")),
    )
    names = sums["_market"].unique(maintain_order=True).to_list()
    if not sums.height:
        raise BadInput("no row has a quote", path="quoted", hint=f"the first error: {rows['error'].drop_nulls()[0]}")
    if sums.height > _MOST_BESIDE:
        raise BadInput(
            f"{sums.height} waterfalls are too many to read beside each other",
            path="markets",
            hint=f"choose up to {_MOST_BESIDE} destinations, such as markets={names[:3]}",
        )
    laid = _laid(quoted, rows) if by == "rule" else None
    of = dict(rows.group_by("_market").len().rows())
    drawn: list[tuple[list[Step], str, tuple[str, ...], str]] = []
    for told in sums.to_dicts():
        market, currency = told["_market"], told["quote_currency"]
        steps = [Step("goods and transport", told["carried"])]
        if laid is None:
            kinds = (("duties", "duty"), ("taxes", "tax"), ("fees", "fee"))
            steps += [Step(name, told[name], kind) for name, kind in kinds]
        else:
            own = laid.filter(pl.col("_market").eq(market) & pl.col("quote_currency").eq(currency))
            charged = own.select("rule", "amount", "kind").rows()
            steps += [Step(rule, amount, kind) for rule, amount, kind in charged]
        kept = [step for number, step in enumerate(steps) if step.amount or not number]
        left = of[market] - int(sums.filter(pl.col("_market") == market)["rows"].sum())
        counts = ((told["bounded"], "bounded"), (told["partial"], "partial"), (left, "without a quote"))
        below = ", ".join((_rows(told["rows"]), *(f"{count:,} {word}" for count, word in counts if count)))
        bars = [Step(step.label, tidy(step.amount, currency), step.kind) for step in kept]
        drawn.append((bars, f"From goods to landed cost: {market}{day}", (below,), currency))
    charts = [waterfall(*each) for each in drawn]
    if len(charts) == 1:
        return charts[0]
    beside: ConcatChart = alt.concat(*charts, columns=2).resolve_scale(color="shared")
    return beside


def _rows(count: int) -> str:
    return f"{count:,} {'row' if count == 1 else 'rows'}"


def _laid(quoted: QuotedFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """What each rule charges in all, of each destination and currency."""
    places = rows.select("_market", "quote_currency", row=pl.col("_row").cast(pl.Int64))
    joined = quoted.charges().join(places, on="row", how="inner", maintain_order="left")
    return joined.group_by("_market", "quote_currency", "rule", "kind", maintain_order=True).agg(pl.sum("amount"))


def _heatmap(rows: pl.DataFrame, day: str, figure: str, most: int, of: int | None) -> LayerChart:
    alt = altair()
    rows = _named(rows)
    labels = rows["_product"].unique(maintain_order=True)
    shown = labels.head(most).to_list()
    count = of if of is not None else len(labels)
    rows = rows.filter(pl.col("_product").is_in(shown))
    currencies = rows["quote_currency"].drop_nulls().unique().sort().to_list()
    if figure != _SHARE and len(currencies) > 1:
        raise BadInput(
            f"the figures are in {', '.join(currencies)}, whose colours would say nothing of each other",
            path="figure",
            hint=f"draw {_SHARE}, choose markets of one currency, or quote in one: a column quote_currency, and fx",
        )
    cells = _cells(rows, figure)
    markets = rows["_market"].unique(maintain_order=True).to_list()
    unit = "share" if figure == _SHARE else f"amount in {currencies[0]}" if currencies else "amount"
    form = ".0%" if figure == _SHARE else ",.2~f"
    missing = sum(cell["value"] is None for cell in cells)
    labelled = len(cells) <= _MOST_LABELLED
    products = f"{len(shown):,} products" if count <= len(shown) else f"the first {len(shown):,} of {count:,} products"
    below = [f"{products} to {len(markets):,} {'destination' if len(markets) == 1 else 'destinations'}{day}"]
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
    scale = alt.Scale(scheme="blues", domainMin=min(0.0, *values), zero=True) if values else alt.Scale(scheme="blues")
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
        middle = (min(0.0, *values) + max(values)) * 0.6
        ink = alt.condition(f"datum.value > {middle}", alt.value("white"), alt.value("#222222"))
        layers.append(known.mark_text(fontSize=10).encode(text="label:N", color=ink))
    wide = max(len(str(cell["label"])) for cell in cells) * 6 + 10
    drawn: LayerChart = alt.layer(*layers).properties(
        width=alt.Step(max(34, wide) if len(layers) > 2 else 26),
        height=alt.Step(22),
        title=alt.Title(f"{_NAMES[figure]}", subtitle=below, anchor="start", subtitleColor="#555555"),
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
        if figure != _SHARE:
            cell["value"], cell["label"] = float(row[figure]), amount_text(row[figure], code)
        elif carried:
            cell["value"], cell["label"] = float(charged / carried), f"{float(charged / carried):.0%}"
        cell["label"] = f"{cell['label']}{_MARKS.get(row['status'], '')}"
    return cells
