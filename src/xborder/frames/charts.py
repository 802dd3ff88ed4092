"""Charts of quoted frames and price grids. Needs Altair: ``pip install "xborder[notebook]"``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import attrs
import polars as pl

from xborder.errors import BadInput
from xborder.frames._crossing import read_count
from xborder.frames._heatmap import NAMES, SHARE, heatmap
from xborder.frames._showing import counted, tidy
from xborder.frames.columns import OUTPUT
from xborder.frames.grid import PriceGrid
from xborder.frames.quoted import QuotedFrame
from xborder.landed_cost._chart import Step, altair, steps_of, waterfall

if TYPE_CHECKING:
    from altair import ConcatChart, LayerChart

__all__ = ["chart"]

_MOST_PRODUCTS = 40
_MOST_BESIDE = 12


def chart(
    quoted: QuotedFrame | PriceGrid,
    kind: Literal["heatmap", "waterfall"] = "heatmap",
    *,
    figure: str = SHARE,
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
    read_count(most, "most")
    if kind == "heatmap" and figure not in list(NAMES):
        raise BadInput(f"{figure!r:.40} is no figure", path="figure", hint=f"one of {', '.join(NAMES)}")
    altair()
    steps_of((), by)
    names = _listed(markets)
    given: object = quoted
    of: int | None = None
    if isinstance(given, PriceGrid):
        grid, of = _of_grid(given, names, on), given.products.height
        parts: Iterable[QuotedFrame] = grid.parts() if kind == "waterfall" else (grid.preview(most).quoted(),)
    elif isinstance(given, QuotedFrame):
        parts = (given,)
    else:
        hint = "a quoted frame or a price grid"
        raise BadInput(f"a {type(given).__name__} cannot be drawn", path="quoted", hint=hint)
    if kind == "waterfall":
        return _waterfalls(parts, names, on, by)
    ((rows, day),) = (_chosen(part.frame, names, on) for part in parts)
    return heatmap(rows, day, figure, most, of)


# --- what is drawn ----------------------------------------------------------------------------------------------------


def _listed(markets: object) -> list[str]:
    if isinstance(markets, str):
        return [markets]
    if not isinstance(markets, Sequence):
        raise BadInput(f"{markets!r:.40} is no list of destinations", path="markets", hint='such as ["DE", "FR"]')
    return list(dict.fromkeys(map(str, markets)))


def _known(markets: Sequence[str], known: Sequence[str]) -> None:
    for name in markets:
        if name not in known:
            raise BadInput(f"there is no destination {name!r:.40}", path="markets", hint=f"one of {', '.join(known)}")


def _one_day(days: Sequence[str], on: date | None) -> str:
    """The day that is drawn, of those that there are.

    Raises:
        BadInput: when it is not there, or there are several and none is chosen.
    """
    if on is not None and str(on) not in days:
        raise BadInput(f"there are no rows of {on!s:.40}", path="on", hint=f"one of {', '.join(days)}")
    if on is None and len(days) > 1:
        raise BadInput("there are rows of several days", path="on", hint=f"choose one of {', '.join(days)}")
    return str(on) if on is not None else days[0] if days else ""


def _of_grid(grid: PriceGrid, markets: Sequence[str], on: date | None) -> PriceGrid:
    """The part of a grid that is drawn, so that nothing else is quoted."""
    _known(markets, grid.markets["market"].to_list())
    day = _one_day([str(day) for day in grid.days], on)
    kept = grid.markets.filter(pl.col("market").is_in(markets)) if markets else grid.markets
    return attrs.evolve(grid, markets=kept, days=tuple(each for each in grid.days if str(each) == day))


def _chosen(frame: pl.DataFrame, markets: Sequence[str], on: date | None) -> tuple[pl.DataFrame, str]:
    """The rows that are drawn, with ``_row``, ``_market`` and ``_product``, and their day in words."""
    if not frame.height:
        raise BadInput("there are no rows to draw", path="quoted", hint="give a frame with rows")
    place = pl.col("market" if "market" in frame.columns else "destination").cast(pl.String).fill_null("?")
    label = next((name for name in ("sku", "description") if name in frame.columns), None)
    rows = frame.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("_row"),
        place.alias("_market"),
        *([] if label is None else [pl.col(label).cast(pl.String).alias("_product")]),
        *(["on"] if "on" in frame.columns else []),
        *(output.name for output in OUTPUT),
    )
    _known(markets, rows["_market"].unique(maintain_order=True).to_list())
    if markets:
        order = pl.DataFrame({"_market": pl.Series(markets, dtype=pl.String)})
        rows = order.join(rows, on="_market", maintain_order="left_right").select(rows.columns)
    if "on" not in rows.columns:
        if on is not None:
            raise BadInput("the frame has no column on", path="on", hint="leave it out")
        return rows, ""
    said = rows["on"].cast(pl.String)
    day = _one_day(said.unique(maintain_order=True).drop_nulls().to_list(), on)
    return rows if on is None else rows.filter(said == day), f" on {day}" if day else ""


def _waterfalls(
    parts: Iterable[QuotedFrame], markets: Sequence[str], on: date | None, by: str
) -> LayerChart | ConcatChart:
    """A waterfall for each destination and currency; of a grid, the sums are taken part by part."""
    alt = altair()
    sums, laid, wrong, day = [], [], "", ""
    for part in parts:
        rows, day = _chosen(part.frame, [name for name in markets if _has(part, name)], on)
        sums.append(_summed(rows))
        if by == "rule":
            laid.append(_laid(part, rows))
        wrong = wrong or next(iter(rows["error"].drop_nulls().head(1)), "")
    if not sums:
        raise BadInput("there are no rows to draw", path="quoted", hint="give a frame with rows")
    keys = ["_market", "quote_currency"]
    whole = pl.concat(sums).group_by(keys, maintain_order=True).agg(pl.all().sum())
    if markets:
        _known(markets, whole["_market"].to_list())
        whole = pl.DataFrame({"_market": pl.Series(markets, dtype=pl.String)}).join(
            whole, on="_market", maintain_order="left_right"
        )
    told = whole.filter(pl.col("quote_currency").is_not_null())
    names = told["_market"].unique(maintain_order=True).to_list()
    if not told.height:
        raise BadInput("no row has a quote", path="quoted", hint=f"the first error: {wrong}")
    if told.height > _MOST_BESIDE:
        raise BadInput(
            f"{told.height} waterfalls are too many to read beside each other",
            path="markets",
            hint=f"choose up to {_MOST_BESIDE} destinations, such as markets={names[:3]}",
        )
    rules = pl.concat(laid).group_by(*keys, "rule", "kind", maintain_order=True).agg(pl.sum("amount")) if laid else None
    missing = dict(whole.filter(pl.col("quote_currency").is_null()).select("_market", "rows").rows())
    charts = [_one(row, rules, missing.get(row["_market"], 0), day) for row in told.to_dicts()]
    if len(charts) == 1:
        return charts[0]
    beside: ConcatChart = alt.concat(*charts, columns=2).resolve_scale(color="shared")
    return beside


def _has(part: QuotedFrame, market: str) -> bool:
    return "market" not in part.frame.columns or market in part.frame["market"]


def _summed(rows: pl.DataFrame) -> pl.DataFrame:
    """The sums of each destination and currency; rows without a quote have no currency, and are only counted."""
    return rows.group_by("_market", "quote_currency", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("rows"),
        (pl.col("landed_cost") - pl.col("duties") - pl.col("taxes") - pl.col("fees")).sum().alias("carried"),
        *(pl.col(name).sum() for name in ("duties", "taxes", "fees")),
        *((pl.col("status") == word).sum().cast(pl.Int64).alias(word) for word in ("bounded", "partial")),
    )


def _laid(quoted: QuotedFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """What each rule charges in all, of each destination and currency."""
    joined = quoted.charges().join(
        rows.select("_market", "quote_currency", row="_row"), on="row", how="inner", maintain_order="left"
    )
    return joined.group_by("_market", "quote_currency", "rule", "kind", maintain_order=True).agg(pl.sum("amount"))


def _one(told: Mapping[str, Any], rules: pl.DataFrame | None, missing: int, day: str) -> LayerChart:
    """The waterfall of one destination and currency."""
    market, currency = told["_market"], told["quote_currency"]
    steps = [Step("goods and transport", told["carried"])]
    if rules is None:
        kinds = (("duties", "duty"), ("taxes", "tax"), ("fees", "fee"))
        steps += [Step(name, told[name], kind) for name, kind in kinds]
    else:
        own = rules.filter(pl.col("_market").eq(market) & pl.col("quote_currency").eq(currency))
        steps += [Step(rule, amount, kind) for rule, amount, kind in own.select("rule", "amount", "kind").rows()]
    counts = ((told["bounded"], "bounded"), (told["partial"], "partial"), (missing, "without a quote"))
    below = ", ".join((counted(told["rows"], "row"), *(f"{count:,} {word}" for count, word in counts if count)))
    kept = [step for number, step in enumerate(steps) if step.amount or not number]
    bars = [Step(step.label, tidy(step.amount, currency), step.kind) for step in kept]
    return waterfall(bars, f"From goods to landed cost: {market}{day}", (below,), currency)
