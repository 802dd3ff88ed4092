"""Dated values: what holds on a day, and what a series of periods must not do."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Protocol, TypeVar

from xborder.errors import LawError

__all__ = ["Dated", "Standing", "check_series", "covers", "holds", "pick", "standing"]


class Dated(Protocol):
    """Anything with a first day (included) and an end (excluded); ``None`` is open."""

    @property
    def from_(self) -> date | None:
        """The first day, included."""

    @property
    def until(self) -> date | None:
        """The end, excluded."""


D = TypeVar("D", bound=Dated)


class Standing(enum.Enum):
    """Where a day lies in relation to a series of periods."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet-in-force"
    ENDED = "ended"
    UNKNOWN = "unknown"


def holds(entry: Dated, on: date) -> bool:
    """Whether ``entry`` is in force on the day.

    >>> from xborder.law.rules import RateValue
    >>> holds(RateValue(from_=date(2025, 7, 1)), date(2025, 6, 30))
    False
    """
    return (entry.from_ is None or entry.from_ <= on) and (entry.until is None or on < entry.until)


def pick(series: Iterable[D], on: date) -> D | None:
    """The entry of a series that is in force on the day, or ``None``."""
    for entry in series:
        if holds(entry, on):
            return entry
    return None


def standing(series: Sequence[Dated], on: date) -> Standing:
    """Says whether a series answers on the day, and if not, on which side of it the day lies."""
    if not series:
        return Standing.UNKNOWN
    if any(holds(entry, on) for entry in series):
        return Standing.IN_FORCE
    if all(entry.from_ is not None and on < entry.from_ for entry in series):
        return Standing.NOT_YET
    if all(entry.until is not None and entry.until <= on for entry in series):
        return Standing.ENDED
    return Standing.UNKNOWN


def covers(series: Iterable[Dated], first: date) -> bool:
    """Whether on each day from the first one on some entry is in force.

    >>> from xborder.law.rules import RateValue
    >>> covers([RateValue(until=date(2025, 7, 1)), RateValue(from_=date(2025, 7, 1))], date(2020, 1, 1))
    True
    """
    reached = first
    for entry in sorted(series, key=lambda entry: entry.from_ or date.min):
        if entry.from_ is not None and entry.from_ > reached:
            return False
        if entry.until is None:
            return True
        reached = max(reached, entry.until)
    return False


def check_series(series: Sequence[Dated], path: str, *, gaps: bool = False) -> None:
    """Refuses a series with an empty period, an overlap, or (unless allowed) a gap.

    Args:
        series: the entries, in any order.
        path: where they stand, for the message.
        gaps: whether days without a value are allowed between entries.

    Raises:
        LawError: naming the days at fault.
    """
    for entry in series:
        if entry.from_ is not None and entry.until is not None and entry.until <= entry.from_:
            raise LawError(f"the period {entry.from_} .. {entry.until} is empty", path=path, hint="until is excluded")
    ordered = sorted(series, key=lambda entry: entry.from_ or date.min)
    for earlier, later in pairwise(ordered):
        start = later.from_ or date.min
        if earlier.until is None or earlier.until > start:
            raise LawError(
                f"two values hold on {max(start, earlier.from_ or date.min)}",
                path=path,
                hint="end the earlier one (until is excluded) on the day the later one starts",
            )
        if earlier.until < start and not gaps:
            raise LawError(f"no value holds from {earlier.until} to {start}", path=path, hint="close the gap")
