"""``xborder frame``: a file of rows into the same with its answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

import attrs
import click

from xborder.cli._complaints import complain
from xborder.cli._desk import desk_of, schedule_of
from xborder.cli._options import DAY, FILE, existing_store
from xborder.errors import BadInput, MissingExtra, XborderError

if TYPE_CHECKING:
    from xborder.frames._input import Floats
    from xborder.frames.asking import Tally
    from xborder.frames.file_forms import FileFormat
    from xborder.frames.streaming import FileSummary

__all__ = ["frame"]

_NEEDED = ("polars", "pyarrow")
_SHOWN = 12
_TIMED = 100_000


@click.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["parquet", "csv"]),
    help="The form of a file whose name does not end in .parquet, .pq or .csv.",
)
@click.option("--on", type=DAY, help="The tax point of rows that do not say theirs; default: today.")
@click.option("--rates", type=FILE, multiple=True, help="Published exchange rates: a file of the ECB or of HMRC.")
@click.option("--law", type=FILE, multiple=True, help="A law pack to lay over the bundled ones.")
@click.option("--policy", multiple=True, metavar="ID=CHOICE", help="A choice where the law leaves or disputes one.")
@existing_store("--tariffs", needed=False, help_="A tariff store to take duties from, before the starter tariff.")
@click.option("--floats", type=click.Choice(["round"]), help="Take floating-point numbers, to six decimals.")
@click.option("--strict", is_flag=True, help="Refuse law that was last checked before the day asked about.")
@click.option("--rows", type=click.IntRange(1), help="How many rows are quoted at once; fewer need less memory.")
def frame(
    *,
    source: Path,
    target: Path,
    form: str | None,
    on: datetime | None,
    rates: tuple[Path, ...],
    law: tuple[Path, ...],
    policy: tuple[str, ...],
    store: Path | None,
    floats: str | None,
    strict: bool,
    rows: int | None,
) -> None:
    """Quotes every row of a file, Parquet or CSV, of whatever size.

    OUT gets the rows of IN in their order, with the columns of the answer; it appears when all is written. Exit status:
    0 answered, 1 some rows have an error, 2 nothing was written: the command was used wrongly, or the file is wrong.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        complain(MissingExtra(f"frames need {' and '.join(missing)}", hint='pip install "xborder[frames]"'))
        raise SystemExit(2)
    desk = desk_of(rates, law, policy, schedule_of(store) if store is not None else None)
    from xborder.frames.consignments import LINES  # noqa: PLC0415 - Polars loads when there is something to read
    from xborder.frames.streaming import quote_file  # noqa: PLC0415 - as above

    try:
        with _progress() as tell:
            summary = quote_file(
                source,
                target,
                attrs.evolve(desk, strict=strict),
                on=on.date() if on is not None else None,
                floats=cast("Floats", floats),
                format=cast("FileFormat | None", form),
                rows=rows if rows is not None else LINES,
                progress=tell,
            )
    except XborderError as error:
        complain(_in_words_of_the_command(error))
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        click.echo(f"xborder: stopped; {target} is as it was", err=True)
        raise SystemExit(130) from None
    _sum_up(summary, target)
    if summary.errors:
        raise SystemExit(1)


def _in_words_of_the_command(error: XborderError) -> XborderError:
    """The error with options instead of arguments in its hint."""
    hint = error.hint.replace('floats="round"', "--floats round").replace(
        'format="parquet" or "csv"', "--format parquet or csv"
    )
    return BadInput(error.message, path=error.path, hint=hint) if isinstance(error, BadInput) else error


@contextmanager
def _progress() -> Iterator[Callable[[Tally], None] | None]:
    """What is told how far it is: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from xborder.cli._terminal import row_bar  # noqa: PLC0415 - rich loads only for a terminal

    with row_bar() as tell:
        yield tell


def _sum_up(summary: FileSummary, target: Path) -> None:
    """Says on standard error what came of it."""
    speed = f", {summary.rows / summary.seconds:,.0f} a second" if summary.rows >= _TIMED else ""
    click.echo(
        f"{target}: {summary.rows:,} rows of {summary.consignments:,} consignments in {summary.seconds:.1f} s{speed}",
        err=True,
    )
    for what, counted in (
        ("without an answer", summary.errors),
        ("with a notice", summary.notices),
        ("asked one consignment at a time", summary.fallback),
    ):
        if counted:
            click.echo(f"  rows {what}: {_listed(counted)}", err=True)
    if summary.rules:
        click.echo(f"  rules {summary.rules}", err=True)


def _listed(counted: Mapping[str, int]) -> str:
    shown = [f"{name} {count:,}" for name, count in list(counted.items())[:_SHOWN]]
    return ", ".join([*shown, f"and {len(counted) - _SHOWN} more"] if len(counted) > _SHOWN else shown)
