"""``xborder coverage`` and ``xborder law``: what the packs hold and say."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xborder.cli._desk import book_of
from xborder.cli._json import write_json
from xborder.errors import XborderError
from xborder.law.sources import Evidence, Status

if TYPE_CHECKING:
    from xborder.landed_cost._page import Page
    from xborder.law.known import Entry, LawView

__all__ = ["coverage", "law"]

_LAW = click.option(
    "--law",
    "laws",
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
    multiple=True,
    help="A law pack to lay over the bundled ones.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_HEADINGS = ("code", "name", "from", "checked", *(grade.value for grade in Evidence), "extends", "procedures")


@click.command()
@_JSON
@_LAW
def coverage(*, as_json: bool, laws: tuple[Path, ...]) -> None:
    """Lists the destinations: since when their law is known, when it was checked, and how good the evidence is."""
    from xborder.law.known import coverage as rows_of  # noqa: PLC0415 - the packs load on first use

    rows = rows_of(book_of(laws))
    if as_json:
        click.echo(write_json([row.to_dict() for row in rows], indent=2))
        return
    cells = [
        (
            row.jurisdiction,
            row.name,
            row.from_.isoformat(),
            row.checked.isoformat(),
            *(str(row.evidence[grade]) for grade in Evidence),
            row.extends,
            " ".join(row.procedures),
        )
        for row in rows
    ]
    if sys.stdout.isatty():
        from xborder.cli._terminal import print_rows  # noqa: PLC0415 - rich loads only for a terminal

        print_rows(_HEADINGS, cells)
    else:
        _plain_rows((_HEADINGS, *cells))


@click.group()
def law() -> None:
    """What the law packs say."""


@law.command("show")
@click.argument("jurisdiction")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day; default: today.")
@click.option("--all", "everything", is_flag=True, help="Show what has ended, too.")
@_JSON
@_LAW
def show_command(
    *, jurisdiction: str, on: datetime | None, everything: bool, as_json: bool, laws: tuple[Path, ...]
) -> None:
    """Shows the law of a JURISDICTION on a day: procedures, limits, charges, rates, policies and notices."""
    from xborder.law.known import show  # noqa: PLC0415 - the packs load on first use

    try:
        pack = book_of(laws).pack(jurisdiction.upper())
    except XborderError as error:
        raise click.UsageError(f"{error.message}; {error.hint}") from None
    view = show(pack, on.date() if on is not None else date.today())  # noqa: DTZ011 - the host's calendar day is meant
    if as_json:
        click.echo(write_json(view.to_dict(), indent=2))
    else:
        click.echo(_told(view, everything=everything), nl=False)


def _told(view: LawView, *, everything: bool) -> str:
    from xborder.landed_cost._page import Page  # noqa: PLC0415 - only when text is wanted

    page = Page()
    _tell_head(page, view)
    hidden = 0
    for title, entries in view.sections.items():
        shown = [entry for entry in entries if everything or entry.standing != "ended"]
        hidden += len(entries) - len(shown)
        if shown:
            page.head(title.capitalize())
        for entry in shown:
            page.say(f"{entry.id}: {entry.value}{_period(entry)}", 2, 4)
            page.say("; ".join(filter(None, (entry.name, entry.when))), 4, 4)
            page.say(_weight(entry), 4, 4)
    _tell_sources(page, view)
    if hidden:
        page.head(f"{hidden} entries have ended by that day; --all shows them.")
    return str(page)


def _tell_head(page: Page, view: LawView) -> None:
    page.say(f"{view.name} ({view.jurisdiction}) on {view.on}")
    page.rule()
    inherited = f" It inherits the law of {view.extends}." if view.extends else ""
    page.say(f"Known from {view.from_}, last checked on {view.checked}; currency {view.currency}.{inherited}")
    if not view.known:
        page.say("No quote is given for this day here.")
    elif view.on > view.checked:
        page.say("The day is later than the last check: a quote says so.")


def _tell_sources(page: Page, view: LawView) -> None:
    if view.limitations:
        page.head("Limitations")
    for text in view.limitations:
        page.say(f"- {text}", 2, 2)
    page.head("Sources")
    for key, source in view.sources.items():
        page.say(f"{key}: {source.title}; {source.publisher}, {source.evidence.value}, seen {source.seen}", 2, 4)
        if source.url:
            page.address(source.url, 6)


def _period(entry: Entry) -> str:
    since = f"from {entry.from_}" if entry.from_ else ""
    until = f"until {entry.until}" if entry.until else ""
    period = " ".join(filter(None, (since, until)))
    standing = "" if entry.standing == "in-force" else entry.standing
    said = ", ".join(filter(None, (standing, period)))
    return f" ({said})" if said else ""


def _weight(entry: Entry) -> str:
    status = "" if entry.status is Status.IN_FORCE else f", {entry.status.value}"
    sources = f": {', '.join(entry.source)}" if entry.source else ""
    return f"evidence {entry.evidence.value}{status}{sources}"


def _plain_rows(rows: Iterable[Sequence[str]]) -> None:
    rows = tuple(rows)
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
