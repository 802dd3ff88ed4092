"""A quote as a fragment of HTML: one piece, everything escaped, no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from xborder.landed_cost._summary import clean, summary

if TYPE_CHECKING:
    from xborder.landed_cost.quote import Quote

__all__ = ["html"]

_CELL = "padding:2px 10px;text-align:left"
_AMOUNT = "padding:2px 10px;text-align:right;font-variant-numeric:tabular-nums"
_TOTAL = f"{_AMOUNT};border-top:1px solid;font-weight:bold"


def html(quote: Quote) -> str:
    """A quote for a notebook.

    Args:
        quote: the answer to show.
    """
    shown = summary(quote)
    answer = f"{shown.total.label} {shown.total.amount} {shown.currency}"
    parts = [
        '<div class="xborder-quote" style="font-family:sans-serif;line-height:1.4;max-width:60em">',
        f"<p><strong>{_text(answer)}</strong> {_text(shown.title)}</p>",
        '<table style="border-collapse:collapse">',
        *(_row((row.label, row.amount, row.kind, row.paid, row.rate)) for row in shown.rows),
        _row((shown.total.label, shown.total.amount, shown.currency), _TOTAL),
        "</table>",
        *(f"<p>{_text(text)}</p>" for text in shown.below),
        *_details("Charges", _charges(quote)),
        *_details("Procedures", _procedures(quote)),
        *_details("Notices", (f"{notice.level}: {notice.message}" for notice in quote.notices)),
        *_sources(quote),
        f"<p><small>rules {_text(quote.rules['version'])}, {_text(quote.rules['digest'])}</small></p>",
        "</div>",
    ]
    return "\n".join(parts)


def _row(cells: Iterable[str], amount: str = _AMOUNT) -> str:
    styles = (_CELL, amount, _CELL, _CELL, _CELL)
    inner = "".join(f'<td style="{style}">{_text(cell)}</td>' for style, cell in zip(styles, cells, strict=False))
    return f"<tr>{inner}</tr>"


def _charges(quote: Quote) -> Iterable[str]:
    for charge in quote.charges:
        several = f"lines {', '.join(map(str, charge.lines))}" if charge.lines else "the consignment"
        on = f"line {charge.line}" if charge.line is not None else several
        why = f"{charge.reason}, owed to {charge.owed_to}"
        yield f"{charge.name} ({on}): {charge.formula} = {charge.amount} {quote.currency} ({why})"


def _procedures(quote: Quote) -> Iterable[str]:
    yield f"{quote.procedure} was taken"
    for other in quote.alternatives:
        cost = f" ({other.landed_cost} {quote.currency})" if other.landed_cost is not None else ""
        yield f"not {other.procedure}{cost}: {other.why_not}"


def _details(title: str, items: Iterable[str]) -> Iterable[str]:
    listed = [f"<li>{_text(item)}</li>" for item in items]
    if listed:
        yield f"<details><summary>{_text(title)}</summary><ul>{''.join(listed)}</ul></details>"


def _sources(quote: Quote) -> Iterable[str]:
    items: list[str] = []
    for source in quote.sources.values():
        url, named = clean(source["url"]), _text(source["title"])
        # A law pack of the host's may say anything: only addresses of the web become links.
        if url.startswith(("https://", "http://")):
            named = f'<a href="{_text(url)}" rel="noopener noreferrer">{named}</a>'
        weight = f"({source['publisher']}, {source['evidence']}, seen {source['seen']})"
        items.append(f"<li>{named} {_text(weight)}</li>")
    if items:
        yield f"<details><summary>Sources</summary><ol>{''.join(items)}</ol></details>"


def _text(text: str) -> str:
    return escape(clean(text), quote=True)
