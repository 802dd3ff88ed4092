"""Frames, grids and comparisons as fragments of HTML: everything escaped, no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape
from itertools import starmap
from typing import TYPE_CHECKING

import attrs
import polars as pl

from xborder.frames._showing import amount_text, counted
from xborder.landed_cost._summary import clean, fitted

if TYPE_CHECKING:
    from xborder.frames.comparison import Comparison
    from xborder.frames.grid import PriceGrid, WideGrid
    from xborder.frames.quoted import Fallback, QuotedFrame

__all__ = ["comparison_html", "grid_html", "quoted_html", "wide_html"]

_MOST = 20
_MOST_KINDS = 10
_MOST_CHANGES = 40
_LONGEST = 60
_TELLING = ("consignment", "sku", "description", "hs", "market", "destination", "subdivision", "on")
_WRAPPED = 24
_BOX = "font-family:sans-serif;line-height:1.4;max-width:100%"
_SCROLL = "overflow-x:auto;max-width:100%"
_CELL = "padding:2px 10px;text-align:left;vertical-align:top;max-width:26em"
_NUMBER = "padding:2px 10px;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;vertical-align:top"
_LINE = "border-bottom:1px solid"


@attrs.frozen
class _Column:
    """A column of a table: its head, lines under the head, and whether it holds figures."""

    head: str
    under: tuple[str, ...] = ()
    number: bool = False


def quoted_html(quoted: QuotedFrame) -> str:
    """A quoted frame: its counts, its first rows, its errors."""
    frame = quoted.frame
    figures = ("customs_value", "duties", "taxes", "fees", "landed_cost")
    told = [name for name in _TELLING if name in frame.columns]
    columns = [
        *(_Column(name) for name in told),
        *(_Column(_words(name), number=True) for name in figures),
        *(_Column(name) for name in ("currency", "procedure", "status", "notices or error")),
    ]
    rows = []
    for row in frame.head(_MOST).iter_rows(named=True):
        code = row["quote_currency"]
        said = row["error"] if row["error"] is not None else ", ".join(row["notices"] or ())
        rows.append([
            *(_said(row[name]) for name in told),
            *(amount_text(row[name], code) for name in figures),
            code or "–", row["procedure"] or "–", row["status"] or "–", said,
        ])  # fmt: skip
    status = frame.group_by("status").len().rows()
    counts = {str(name): count for name, count in status if name is not None}
    wrong = frame.filter(pl.col("error").is_not_null())
    parts = [
        _top(counted(frame.height, "row"), _state(frame.height, wrong.height, counts)),
        *_fallback(quoted.fallback),
        *_table(columns, rows, frame.height - len(rows), "the attribute frame has them all"),
        *_hidden([name for name in frame.columns if name not in {*told, *figures, *_ANSWERED}]),
        *_errors(wrong["error"]),
    ]
    return _box(parts)


def grid_html(grid: PriceGrid) -> str:
    """A grid that is not quoted yet: its sides, and the landed cost of the first products."""
    first = grid.preview(max(_MOST // len(grid.days), 1))
    counts = (grid.products.height, "product"), (grid.markets.height, "destination"), (len(grid.days), "day")
    sides = " × ".join(starmap(counted, counts))
    cut = f"; quoted here: the first {counted(first.products.height, 'product')}" if first is not grid else ""
    return _box([_top("Price grid", f"{sides}{cut}"), wide_html(first.wide(), "wide() has them all")])


def wide_html(grid: WideGrid, where: str = "the attribute frame has them all") -> str:
    """One figure of a grid: a column for each destination, with its currency.

    Args:
        grid: the figure.
        where: how a reader comes by the rows that are cut.
    """
    names = grid.markets["market"].to_list()
    frame, codes = grid.frame, grid.currencies()
    told = [name for name in _TELLING if name in frame.columns and name not in names]
    amounts = isinstance(frame.schema[names[0]], pl.Decimal)
    columns = [_Column(name) for name in told]
    for row in grid.markets.to_dicts():
        counts = (f"{row[word]:,} {word}" for word in ("errors", "bounded", "partial") if row[word])
        under = tuple(filter(None, (codes[row["market"]] if amounts else "", *counts)))
        columns.append(_Column(row["market"], under, number=amounts))
    rows = []
    for row in frame.head(_MOST).iter_rows(named=True):
        cells = (_figure(row[name], codes[name]) for name in names)
        rows.append([*(_said(row[name]) for name in told), *cells])
    sums = grid.markets.select("rows", "errors", "bounded", "partial").sum().row(0, named=True)
    state = _state(sums["rows"], sums["errors"], {word: sums[word] for word in ("bounded", "partial")})
    parts = [
        _top(_words(grid.figure), f"{counted(sums['rows'], 'cell')}, {state}"),
        *_fallback(grid.fallback),
        *_table(columns, rows, frame.height - len(rows), where),
        *_errors(grid.errors["error"]),
    ]
    return _box(parts)


def comparison_html(found: Comparison) -> str:
    """What changed: the sums, the rules, procedures, statuses and errors."""
    rows, out = found.rows, found.left_out()
    changed = found.changed().height
    compared = int(rows["compared"].sum())
    parts = [_top(counted(rows.height, "row"), f"{changed:,} changed; {compared:,} in the sums")]
    if out.height:
        said = ", ".join(f"{why} ({count:,})" for why, count in out.rows())
        parts.append(f"<p>Not in the sums: {_text(said)}.</p>")
    money = [_Column(name, number=True) for name in ("before", "after", "difference")]
    sums = found.figures().filter(pl.col("figure").is_in(_SUMMED))
    still = (
        sums.group_by("currency", maintain_order=True).agg(pl.sum("rows_changed")).filter(pl.col("rows_changed") == 0)
    )
    moving = sums.filter(~pl.col("currency").is_in(still["currency"].to_list()))
    parts += _titled(
        "Figures that changed",
        [
            _Column("currency"),
            _Column("figure"),
            *money,
            *(_Column(name, number=True) for name in ("rows", "rows changed")),
        ],
        [
            [row["currency"], _words(row["figure"]), *_change(row), f"{row['rows']:,}", f"{row['rows_changed']:,}"]
            for row in moving.to_dicts()
        ],
    )
    if still.height:
        parts.append(f"<p>No amount changed in {_text(', '.join(still['currency']))}.</p>")
    rules = found.rules()
    other = rules.filter(pl.col("change") != "same")
    parts += _titled(
        "Rules that changed",
        [_Column("currency"), _Column("rule"), _Column("kind"), _Column("change"), *money,
         *(_Column(name, number=True) for name in ("rows before", "rows after", "rows changed"))],
        [
            [row["currency"], row["rule"], row["kind"], row["change"], *_change(row),
             *(f"{row[name]:,}" for name in ("rows_before", "rows_after", "rows_changed"))]
            for row in other.to_dicts()
        ],
    )  # fmt: skip
    if other.height < rules.height:
        same = rules.height - other.height
        parts.append(f"<p>{same:,} {'rule charges' if same == 1 else 'rules charge'} the same as before.</p>")
    for title, moved in (("Procedures", found.procedures()), ("Statuses", found.statuses())):
        parts += _titled(
            title,
            [_Column("before"), _Column("after"), _Column("rows", number=True)],
            [[before or "no quote", after or "no quote", f"{count:,}"] for before, after, count in moved.rows()],
        )
    errors = found.errors()
    for change, title in (("new", "New errors"), ("changed", "Errors that changed"), ("gone", "Errors that are gone")):
        name = "error_before" if change == "gone" else "error_after"
        parts += _errors(errors.filter(pl.col("change") == change)[name], title)
    return _box(parts)


# --- pieces -----------------------------------------------------------------------------------------------------------

_SUMMED = ("duties", "taxes", "fees", "landed_cost")
_ANSWERED = frozenset(("quote_currency", "procedure", "status", "notices", "error", "at_checkout", "on_delivery"))


def _titled(title: str, columns: Sequence[_Column], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield f"<p><strong>{_text(title)}</strong></p>"
        yield from _table(
            columns, rows[:_MOST_CHANGES], len(rows) - _MOST_CHANGES, "the methods of the comparison have them all"
        )


def _table(columns: Sequence[_Column], rows: Iterable[Sequence[str]], more: int, where: str) -> Iterator[str]:
    yield f'<div style="{_SCROLL}"><table style="border-collapse:collapse"><thead><tr>'
    for column in columns:
        under = "".join(f"<br><small>{_text(line)}</small>" for line in column.under)
        style = f"{_NUMBER if column.number else _CELL};{_LINE};font-weight:bold"
        yield f'<th style="{style}">{_text(column.head)}{under}</th>'
    yield "</tr></thead><tbody>"
    for row in rows:
        cells = (
            f'<td style="{_style(column, cell)}">{_text(cell)}</td>' for column, cell in zip(columns, row, strict=True)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"
    if more > 0:
        yield f"<p>… and {more:,} more {'row' if more == 1 else 'rows'}: {_text(where)}.</p>"


def _style(column: _Column, cell: str) -> str:
    if column.number:
        return _NUMBER
    return _CELL if len(cell) > _WRAPPED else f"{_CELL};white-space:nowrap"


def _errors(errors: pl.Series, title: str = "Errors") -> Iterator[str]:
    """Each error once, with how often it comes, the commonest first."""
    if not len(errors):
        return
    ordered = sorted(errors.value_counts().rows(), key=lambda row: (-row[1], row[0]))
    listed = "".join(f"<li>{count:,} × {_text(text)}</li>" for text, count in ordered[:_MOST_KINDS])
    more = len(ordered) - _MOST_KINDS
    rest = f"<p>… and {more:,} more kinds of errors.</p>" if more > 0 else ""
    yield f"<details open><summary>{_text(title)}</summary><ul>{listed}</ul>{rest}</details>"


def _fallback(fallback: Fallback) -> Iterator[str]:
    if fallback.rows:
        reasons = "; ".join(f"{reason} ({count:,})" for reason, count in fallback.reasons.items())
        yield f"<p>{fallback.rows:,} of {fallback.of:,} rows were put to the desk one by one: {_text(reasons)}.</p>"


def _hidden(names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"<p><small>not shown: {_text(', '.join(names))}</small></p>"


def _top(strong: str, rest: str) -> str:
    return f"<p><strong>{_text(strong)}</strong>: {_text(rest)}</p>"


def _state(rows: int, errors: int, counts: dict[str, int]) -> str:
    """How many rows are quoted, how many are not, and how many of the quoted are less than complete."""
    unsure = [f"{counts[word]:,} {word}" for word in ("bounded", "partial") if counts.get(word)]
    quoted = f"{rows - errors:,} quoted" + (f" ({', '.join(unsure)})" if unsure else "")
    return f"{quoted}, {counted(errors, 'error')}"


def _change(row: dict[str, object]) -> Iterator[str]:
    code = str(row["currency"])
    for name in ("before", "after", "difference"):
        amount = row[name]
        text = amount_text(amount if isinstance(amount, Decimal) else None, code)
        yield f"+{text}" if name == "difference" and isinstance(amount, Decimal) and amount > 0 else text


def _figure(value: object, code: str) -> str:
    """A cell of a wide grid; of several currencies none says how many decimals there are."""
    if isinstance(value, Decimal):
        return amount_text(value, code if "," not in code else None)
    return _said(value)


def _said(value: object) -> str:
    if value is None or value == []:
        return "–"
    if isinstance(value, list | pl.Series):
        return ", ".join(map(str, value))
    return fitted(clean(str(value)), _LONGEST)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _box(parts: Iterable[str]) -> str:
    return "\n".join((f'<div class="xborder-frame" style="{_BOX}">', *parts, "</div>"))


def _text(text: str) -> str:
    return escape(clean(text), quote=True)
