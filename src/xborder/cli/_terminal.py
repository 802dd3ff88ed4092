"""Tables for a terminal that can show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xborder.landed_cost._summary import clean, summary

if TYPE_CHECKING:
    from xborder.landed_cost.quote import Quote

__all__ = ["print_quote", "print_rows"]


def print_quote(quote: Quote) -> None:
    """Prints the figures of a quote."""
    shown = summary(quote)
    table = Table(box=box.SIMPLE, show_footer=True, title=_text(shown.title), title_justify="left", pad_edge=False)
    table.add_column("", footer=Text(shown.total.label, "bold"))
    table.add_column(shown.currency, footer=Text(shown.total.amount, "bold"), justify="right", no_wrap=True)
    for heading in ("kind", "paid at", "rate"):
        table.add_column(heading)
    for row in shown.rows:
        table.add_row(*map(_text, (row.label, row.amount, row.kind, row.paid, row.rate)))
    console = Console()
    console.print(table)
    for line in shown.below:
        console.print(_text(line))


def print_rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Prints rows of text under their headings."""
    table = Table(box=box.SIMPLE, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*map(_text, row))
    Console().print(table)


def _text(text: str) -> Text:
    """Text as it is: what looks like markup is none."""
    return Text(clean(text))
