"""``xborder quote``: one request, or a stream of them."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from xborder.cli._complaints import complain
from xborder.cli._desk import desk_of, schedule_of
from xborder.cli._json import MOST_BYTES, error_form, read_json, read_lines, write_json
from xborder.cli._options import existing_store
from xborder.errors import BadInput, XborderError

if TYPE_CHECKING:
    from xborder.landed_cost.desk import Desk
    from xborder.landed_cost.quote import Quote

__all__ = ["answers", "quote"]

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_COUNTED = 1_000


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print the answer of the public contract.")
@click.option("--explain", "explained", is_flag=True, help="Retell the calculation line by line, with its sources.")
@click.option("--jsonl", "streamed", is_flag=True, help="One request a line in, one answer a line out, in order.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The tax point; it overrides the request's.")
@click.option("--rates", type=_FILE, multiple=True, help="Published exchange rates: a file of the ECB or of HMRC.")
@click.option("--law", type=_FILE, multiple=True, help="A law pack to lay over the bundled ones.")
@click.option("--policy", multiple=True, metavar="ID=CHOICE", help="A choice where the law leaves or disputes one.")
@existing_store("--tariffs", needed=False, help_="A tariff store to take duties from, instead of the starter tariff.")
def quote(
    *,
    file: str,
    as_json: bool,
    explained: bool,
    streamed: bool,
    on: datetime | None,
    rates: tuple[Path, ...],
    law: tuple[Path, ...],
    policy: tuple[str, ...],
    store: Path | None,
) -> None:
    """Says what an order costs to land.

    FILE holds a request of the public contract; - reads it from standard input. Exit status: 0 answered, 1 some request
    could not be answered, 2 the command was used wrongly.
    """
    if explained and (as_json or streamed):
        raise click.UsageError("--explain is text for people; leave --json and --jsonl out")
    desk = desk_of(rates, law, policy, schedule_of(store) if store is not None else None)
    day = on.date() if on is not None else None
    show = _print_json if as_json else _print_story if explained else _print_table
    with _opened(file) as source:
        failed = _stream(source, desk, day) if streamed else _one(source, desk, day, show, as_json=as_json)
    if failed:
        raise SystemExit(1)


def answers(lines: Iterable[bytes], desk: Desk, on: date | None = None) -> Iterator[tuple[bool, str]]:
    """Answers requests one by one, each as a line of JSON: whether it was answered, and the answer or its error."""
    for line in lines:
        try:
            yield True, write_json(_ask(desk, line, on).to_dict())
        except XborderError as error:
            yield False, write_json(error_form(error))


def _ask(desk: Desk, data: bytes, on: date | None) -> Quote:
    asked = read_json(data)
    if not isinstance(asked, dict):
        raise BadInput("the request is not a JSON object", hint="an object with ship_from, ship_to and lines")
    return desk.quote(asked, on)


# --- a stream ---------------------------------------------------------------------------------------------------------


def _stream(source: BinaryIO, desk: Desk, on: date | None) -> bool:
    """Answers every line; says whether one could not be answered."""
    out = sys.stdout
    # Whoever asks line by line waits for each answer; a file is better written in large pieces.
    at_once = not _is_file(source)
    counted = sys.stderr.isatty() and not out.isatty()
    refused = done = 0
    for answered, line in answers(read_lines(source), desk, on):
        out.write(line + "\n")
        if at_once:
            out.flush()
        done += 1
        refused += not answered
        if counted and not done % _COUNTED:
            click.echo(f"\r{done:,} requests, {refused:,} not answered", nl=False, err=True)
    out.flush()
    if counted and done >= _COUNTED:
        click.echo(f"\r{done:,} requests, {refused:,} not answered", err=True)
    return refused > 0


def _is_file(source: BinaryIO) -> bool:
    try:
        return stat.S_ISREG(os.fstat(source.fileno()).st_mode)
    except (OSError, ValueError):
        return False


# --- one request ------------------------------------------------------------------------------------------------------


def _one(source: BinaryIO, desk: Desk, on: date | None, show: Callable[[Quote], None], *, as_json: bool) -> bool:
    """Answers the one request of a file; says whether it could not."""
    try:
        show(_ask(desk, source.read(MOST_BYTES + 1), on))
    except XborderError as error:
        if as_json:
            click.echo(write_json(error_form(error), indent=2))
        else:
            complain(error)
        return True
    return False


def _print_json(answer: Quote) -> None:
    click.echo(write_json(answer.to_dict(), indent=2))


def _print_story(answer: Quote) -> None:
    click.echo(answer.explain(), nl=False)


def _print_table(answer: Quote) -> None:
    if sys.stdout.isatty():
        from xborder.cli._terminal import print_quote  # noqa: PLC0415 - rich loads only for a terminal

        print_quote(answer)
    else:
        click.echo(str(answer))


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}") from None
