"""The steps of a journey, and the dates on which one that begins on a day may end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import attrs

from xborder.errors import BadInput
from xborder.shipping._fractions import check_name
from xborder.shipping.promises.calendars import EVERY_DAY, BusinessCalendar, days_after
from xborder.shipping.promises.distribution import Distribution
from xborder.shipping.promises.observations import Estimate
from xborder.shipping.promises.priors import Prior
from xborder.shipping.promises.seasons import Season

__all__ = ["Arrivals", "Step", "passed"]

_ONE = timedelta(days=1)


def _estimate(value: object) -> Estimate:
    match value:
        case Estimate():
            return value
        case Prior():
            return Estimate(value.distribution, basis=(value.said(),), assumed=value.assumed, counted=value.counted)
        case Distribution():
            return Estimate(value, basis=("given by the host",))
    raise BadInput(f"{value!r:.60} says no duration", path="takes", hint="an Estimate, a Prior or a Distribution")


@attrs.frozen
class Step:
    """One step of a journey: hand-over, line haul, customs, last mile, or whatever the host calls it.

    Attributes:
        name: unique within the journey.
        takes: how many days; an :class:`Estimate`, a :class:`Prior` or a plain :class:`Distribution`.
        days: which days count: business days of a country, or :data:`EVERY_DAY`.

    Raises:
        BadInput: a field is not of that form.
    """

    name: str
    takes: Estimate = attrs.field(converter=_estimate)
    days: BusinessCalendar

    def __attrs_post_init__(self) -> None:
        check_name(self.name, "name")
        if not callable(getattr(self.days, "is_business_day", None)):
            raise BadInput(f"{self.days!r:.60} is not a calendar", path="days", hint="a BusinessCalendar")
        if self.takes.counted and (self.takes.counted == "calendar") != (self.days is EVERY_DAY):
            message = f"the time of {self.name!r} is in {self.takes.counted} days, and {self.days.name} are counted"
            raise BadInput(
                message, path="days", hint="give EVERY_DAY for calendar days, business days for business days"
            )


@attrs.frozen
class Arrivals:
    """On which dates something may have happened, each with its whole-number weight, in order.

    Attributes:
        dates: dates and weights.
        total: all weight there is; what the dates do not hold lies beyond them.
    """

    dates: tuple[tuple[date, int], ...]
    total: int = 1


def passed(begun: Arrivals, step: Step, seasons: Sequence[Season]) -> Arrivals:
    """The dates on which a step ends, from those on which it begins."""
    ends: dict[date, int] = {}
    raw: dict[date, Mapping[date, int]] = {}
    for day, weight in begun.dates:
        for end, times in _ends(day, step, seasons, raw).items():
            ends[end] = ends.get(end, 0) + weight * times
    return Arrivals(tuple(sorted(ends.items())), begun.total * step.takes.distribution.total)


def _ends(day: date, step: Step, seasons: Sequence[Season], raw: dict[date, Mapping[date, int]]) -> Mapping[date, int]:
    """The ends of a step begun on a day; nothing begun earlier is overtaken.

    Between two turns of seasons the ends move with the day. At a turn they may fall back, so the last day before each
    turn is held against them: of every date, what has ended by then is the least of them.
    """
    found = _raw_ends(day, step, seasons, raw)
    turns = {turn for season in seasons for turn in (season.from_, season.until) if turn <= day}
    for turn in turns:
        before = _raw_ends(turn - _ONE, step, seasons, raw)
        if max(before) > min(found):
            found = _later_of(found, before)
    return found


def _raw_ends(
    day: date, step: Step, seasons: Sequence[Season], raw: dict[date, Mapping[date, int]]
) -> Mapping[date, int]:
    if day not in raw:
        takes = step.takes.distribution
        for season in seasons:
            if season.slows(step.name, day):
                takes = season.slowed(takes)
        ends: dict[date, int] = {}
        at, counted = day, 0
        for days, weight in takes.mass:  # in order, so that each goes on from the one before
            at = days_after(at, days - counted, step.days)
            counted = days
            ends[at] = ends.get(at, 0) + weight * (step.takes.distribution.total // takes.total)
        raw[day] = ends
    return raw[day]


def _later_of(one: Mapping[date, int], other: Mapping[date, int]) -> Mapping[date, int]:
    """The dates by which both have happened at least so surely: the lower of the two cumulated weights."""
    found, reached, by_one, by_other = {}, 0, 0, 0
    for day in sorted({*one, *other}):
        by_one, by_other = by_one + one.get(day, 0), by_other + other.get(day, 0)
        if min(by_one, by_other) > reached:
            found[day] = min(by_one, by_other) - reached
            reached = min(by_one, by_other)
    return found
