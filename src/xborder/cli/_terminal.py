"""Tables for a terminal that can show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from xborder.landed_cost._summary import clean, summary

if TYPE_CHECKING:
    from xborder.frames.asking import Tally
    from xborder.landed_cost.quote import Quote
    from xborder.tariff.records import Counter

__all__ = ["bar", "print_quote", "print_rows", "row_bar"]


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


@contextmanager
def bar(files: int) -> Iterator[Callable[[str], Callable[[Counter], None]]]:
    """A progress bar on standard error; what it gives starts a file, and gives what is told how far its load is."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[rows]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=files if files > 1 else None, rows="")
        begun = 0

        def start(name: str) -> Callable[[Counter], None]:
            nonlocal begun
            progress.update(task, description=clean(name), completed=begun, rows="")
            begun += 1

            def tell(counter: Counter) -> None:
                progress.update(task, rows=f"{counter.rows:,} rows")
                if files == 1:
                    progress.update(task, completed=counter.rows, total=counter.total)

            return tell

        yield start


@contextmanager
def row_bar() -> Iterator[Callable[[Tally], None]]:
    """A progress bar on standard error for the rows of a file; what it gives is told how far it is."""
    columns = (
        SpinnerColumn(),
        BarColumn(),
        TextColumn("{task.fields[rows]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None, rows="reading")

        def tell(tally: Tally) -> None:
            of = f" of {tally.of:,}" if tally.of is not None else ""
            errors, notices = sum(tally.errors.values()), sum(tally.notices.values())
            told = f"{tally.rows:,}{of} rows, {errors:,} errors, {notices:,} notices"
            progress.update(task, completed=tally.rows, total=tally.of, rows=told)

        yield tell


def _text(text: str) -> Text:
    """Text as it is: what looks like markup is none."""
    return Text(clean(text))
