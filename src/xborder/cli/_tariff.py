"""``xborder tariff``: a store of tariffs, filled and asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xborder.cli._complaints import answering, complain
from xborder.cli._desk import schedule_of
from xborder.cli._json import write_json
from xborder.cli._options import DAY, JSON, day_of, existing_store
from xborder.cli._tariff_load import load
from xborder.errors import BadInput, XborderError

if TYPE_CHECKING:
    from datetime import date

    from xborder.tariff.measures import Lookup
    from xborder.tariff.schedule import Schedule

__all__ = ["tariff"]

_STORE = existing_store("--store", "--from")


@click.group()
def tariff() -> None:
    """Tariffs of customs authorities in a store of your own: load, look up, search, compare."""


tariff.add_command(load)


@tariff.command("show")
@click.argument("area")
@click.argument("code")
@click.option("--on", type=DAY, help="The day; default: today.")
@click.option("--origin", default="", metavar="CC", help="The country of origin.")
@click.option("--preference", default="", help="The preference that is claimed; auto takes the best there is.")
@click.option("--additional-code", "codes", multiple=True, help="An additional code of the goods; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Show everything, however long.")
@_STORE
@JSON
def show_command(
    *,
    area: str,
    code: str,
    on: datetime | None,
    origin: str,
    preference: str,
    codes: tuple[str, ...],
    everything: bool,
    store: Path,
    as_json: bool,
) -> None:
    """Shows what the tariff of an AREA says of goods of a CODE: duty, what lies on top, taxes, and what could be lower.

    AREA is a customs area (US, GB, XI, EU, JP, CA ...), CODE an HS or national code of 2 to 12 digits.
    """
    from xborder.cli._tariff_told import plain, told_lookup  # noqa: PLC0415 - loads when there is something to tell

    schedule = schedule_of(store)
    with answering(as_json=as_json):
        found = _lookup(schedule, _area(schedule, area), code, day_of(on), origin, preference, codes)
    if as_json:
        click.echo(write_json(plain(found), indent=2))
    else:
        click.echo(told_lookup(found, everything=everything), nl=False)


def _lookup(
    schedule: Schedule, area: str, code: str, day: date, origin: str, preference: str, codes: tuple[str, ...]
) -> Lookup:
    found = schedule.lookup(area, code, day, origin.upper(), preference, codes=tuple(name.upper() for name in codes))
    if found is None:
        raise BadInput(
            f"the store knows nothing of {code} in {area} on {day}",
            path="code",
            hint="another code, or load the edition that has it",
        )
    return found


@tariff.command("search")
@click.argument("area")
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True, help="At most so many lines.")
@click.option("--chapter", metavar="NN", help="Only codes that begin so.")
@click.option("--on", type=DAY, help="The day; default: today.")
@_STORE
@JSON
def search_command(
    *,
    area: str,
    text: tuple[str, ...],
    limit: int,
    chapter: str | None,
    on: datetime | None,
    store: Path,
    as_json: bool,
) -> None:
    """Suggests lines of the tariff of an AREA whose words fit TEXT, best first.

    They are suggestions: how goods are classified follows from the rules and notes of the tariff.
    """
    from xborder.cli._tariff_told import plain, told_suggestions  # noqa: PLC0415 - as above

    schedule = schedule_of(store)
    words = " ".join(text)
    with answering(as_json=as_json):
        where = _area(schedule, area)
        found = schedule.search(where, words, limit, chapter, day_of(on))
    if as_json:
        click.echo(write_json({"area": where, "text": words, "suggestions": plain(found)}, indent=2))
    else:
        click.echo(told_suggestions(where, words, found), nl=False)


@tariff.command("diff")
@click.argument("area")
@click.argument("older", metavar="OLD")
@click.argument("newer", metavar="NEW")
@click.option("--all", "everything", is_flag=True, help="Show everything, however long.")
@_STORE
@JSON
def diff_command(*, area: str, older: str, newer: str, everything: bool, store: Path, as_json: bool) -> None:
    """Shows what changed from the edition OLD of an AREA to the edition NEW: lines, descriptions, duties.

    Editions are named as `xborder tariff editions` names them.
    """
    from xborder.cli._tariff_told import plain, told_diff  # noqa: PLC0415 - as above

    schedule = schedule_of(store)
    with answering(as_json=as_json):
        found = schedule.diff(_area(schedule, area), older, newer)
    if as_json:
        click.echo(write_json(plain(found), indent=2))
    else:
        click.echo(told_diff(found, everything=everything), nl=False)


@tariff.command("editions")
@click.argument("area", required=False, default="")
@_STORE
@JSON
def editions_command(*, area: str, store: Path, as_json: bool) -> None:
    """Lists the editions in the store, of one AREA or of all."""
    from xborder.cli._tariff_told import plain, told_editions  # noqa: PLC0415 - as above

    schedule = schedule_of(store)
    with answering(as_json=as_json):
        found = schedule.editions(_area(schedule, area) if area else "")
    if as_json:
        click.echo(write_json(plain(found), indent=2))
    else:
        click.echo(told_editions(found), nl=False)


@tariff.command("remove")
@click.argument("area")
@click.argument("edition")
@_STORE
def remove_command(*, area: str, edition: str, store: Path) -> None:
    """Takes an EDITION of an AREA out of the store."""
    with answering(as_json=False), _writable(store) as schedule:
        where = _area(schedule, area)
        named = [one for one in schedule.editions(where) if edition in {one.edition.name, one.key}]
        if len(named) != 1:
            known = ", ".join(one.key for one in schedule.editions(where))
            raise BadInput(
                f"{'several editions are' if named else 'no edition is'} called {edition!r:.80}",
                path="edition",
                hint=f"one of {known:.400}",
            )
        schedule.remove(named[0])
    click.echo(f"{where}: {named[0].key} is removed")


def _area(schedule: Schedule, given: str) -> str:
    """The customs area that is meant.

    Raises:
        BadInput: nothing is loaded for it.
    """
    area = given.upper()
    known = schedule.areas
    if area not in known:
        loaded = f"loaded: {', '.join(known)}" if known else "nothing is loaded; see xborder tariff load"
        raise BadInput(f"nothing is loaded for {area!r:.20}", path="area", hint=loaded)
    return area


@contextmanager
def _writable(store: Path) -> Iterator[Schedule]:
    from xborder.tariff.schedule import Schedule  # noqa: PLC0415 - loads when there is a store

    try:
        schedule = Schedule.open(store)
    except BadInput as error:
        raise click.UsageError(f"{store.name} cannot be used as a tariff store: {error}") from None
    except XborderError as error:
        complain(error, store.name)
        raise SystemExit(1) from None
    with schedule:
        yield schedule
