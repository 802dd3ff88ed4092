"""Makes a desk from what the command line says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xborder.cli._complaints import complain
from xborder.errors import BadInput, LawError, XborderError
from xborder.landed_cost.desk import Desk
from xborder.law.book import LawBook

if TYPE_CHECKING:
    from xborder.money import RateTable
    from xborder.tariff.answers import DutySource
    from xborder.tariff.schedule import Schedule

__all__ = ["book_of", "desk_of", "rates_of", "schedule_of"]


def desk_of(
    rates: Iterable[Path], laws: Iterable[Path], policies: Iterable[str], tariffs: Schedule | None = None
) -> Desk:
    """The desk that the options describe.

    Raises:
        UsageError: when a file is not what it should be, or a policy is not one.
    """
    book = book_of(laws)
    return Desk(tariffs=_with_starter(tariffs), rates=rates_of(rates), laws=book, policies=_policies(policies, book))


def _with_starter(schedule: Schedule | None) -> tuple[DutySource, ...] | None:
    """A store, and the starter tariff for customs areas of which it has nothing."""
    if schedule is None:
        return None
    from xborder.tariff.starter import StarterTariff  # noqa: PLC0415 - a desk without a store loads it by itself

    return schedule, StarterTariff()


def schedule_of(store: Path) -> Schedule:
    """The tariff store at a path, for reading; it is closed when the command ends.

    Raises:
        UsageError: when there is something else.
    """
    from xborder.tariff.schedule import Schedule  # noqa: PLC0415 - loads when there is a store to read

    try:
        schedule = Schedule.open(store, read_only=True)
    except (BadInput, LawError) as error:
        raise click.UsageError(f"{store.name} cannot be used as a tariff store: {error}") from None
    except XborderError as error:  # it is one, and cannot be read now
        complain(error, store.name)
        raise SystemExit(1) from None
    context = click.get_current_context(silent=True)
    if context is not None:
        context.call_on_close(schedule.close)
    return schedule


def book_of(files: Iterable[Path]) -> LawBook:
    """The bundled law packs with a host's own laid over them.

    Raises:
        UsageError: when a file is not a law pack, or two are packs of one jurisdiction.
    """
    paths = tuple(files)
    try:
        book = LawBook.with_files(paths)
    except XborderError as error:
        raise click.UsageError(f"--law {_culprit(paths)}: {error}") from None
    if len(book.overlays) < len(paths):
        raise click.UsageError("--law: two of the files are packs of the same jurisdiction; write them into one")
    return book


def _culprit(paths: Iterable[Path]) -> str:
    """The files that are no law packs by themselves; messages name entries by jurisdiction."""
    faulty: list[str] = []
    for path in paths:
        try:
            LawBook.with_files([path])
        except XborderError:
            faulty.append(path.name)
    return ", ".join(faulty)


def rates_of(files: Iterable[Path]) -> RateTable | None:
    """The exchange rates of published files; ``None`` without files.

    Raises:
        UsageError: when a file is not one of a publisher that is known.
    """
    paths = tuple(files)
    if not paths:
        return None
    from xborder.money.published import read_published  # noqa: PLC0415 - loads when there are rates to read

    try:
        return read_published(paths)
    except BadInput as error:
        raise click.UsageError(f"--rates {error.message}") from None


def _policies(choices: Iterable[str], book: LawBook) -> Mapping[str, str]:
    chosen: dict[str, str] = {}
    for text in choices:
        name, given, choice = text.partition("=")
        if not given or not name:
            raise click.UsageError(f"--policy {text}: write ID=CHOICE")
        if name in chosen and chosen[name] != choice:
            raise click.UsageError(f"--policy {name} is given twice")
        try:
            policy = book.policy(name)
        except BadInput as error:
            raise click.UsageError(f"--policy {name}: {error.message}; {error.hint}") from None
        if choice not in policy.choices:
            raise click.UsageError(f"--policy {name}: {choice!r} is not a choice; one of {', '.join(policy.choices)}")
        chosen[name] = choice
    return chosen
