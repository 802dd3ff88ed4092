"""Finding the one of several dated rules of a name that holds on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from xborder.errors import BadInput
from xborder.law.timeline import Dated, pick
from xborder.shipping._checks import check_day

__all__ = ["check_period", "named_on"]

D = TypeVar("D", bound=Dated)


def check_period(from_: object, until: object) -> None:
    """A first day and an end, each a day or ``None``.

    Raises:
        BadInput: one is something else, or nothing lies between them.
    """
    first = None if from_ is None else check_day(from_, "from")
    end = None if until is None else check_day(until, "until")
    if first is not None and end is not None and end <= first:
        raise BadInput(f"{end} is not after {first}", path="until", hint="the day after the last one")


def named_on(table: Mapping[str, Sequence[D]], name: str, on: date | None, path: str) -> D:
    """The entry of a name that holds on a day; the day may be missing where there is but one.

    Raises:
        BadInput: the name is not known, the day is missing, or nothing holds on it.
    """
    try:
        series = table[name]
    except (KeyError, TypeError):
        raise BadInput(f"{name!r:.40} is not known", path=path, hint=f"one of {', '.join(table)}") from None
    if on is None and len(series) == 1:
        return series[0]
    if on is None:
        raise BadInput(f"{name} has changed over time", path="on", hint="give the day: on=date(2026, 6, 8)")
    found = pick(series, check_day(on))
    if found is None:
        begins = min(entry.from_ or date.min for entry in series)
        raise BadInput(f"nothing is known of {name} on {on}", path="on", hint=f"from {begins} on")
    return found
