"""The steps of a journey, and the dates on which one that begins on a day may end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import attrs

from xborder.errors import BadInput
from xborder.shipping._checks import check_name
from xborder.shipping.promises.calendars import EVERY_DAY, BusinessCalendar, OpenDays, check_calendar
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
        check_calendar(self.days, "days")
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
    passage = _Passage(step, seasons, OpenDays(step.days, begun.dates[0][0]))
    ends: dict[date, int] = {}
    for day, weight in begun.dates:
        for end, times in passage.ends(day).items():
            ends[end] = ends.get(end, 0) + weight * times
    return Arrivals(tuple(sorted(ends.items())), begun.total * step.takes.distribution.total)


class _Passage:
    """The ends of one step, by the day on which it begins."""

    def __init__(self, step: Step, seasons: Sequence[Season], open_: OpenDays) -> None:
        self._step, self._seasons, self._open = step, seasons, open_
        self._turns = {turn for season in seasons for turn in (season.from_, season.until)}
        self._plain: dict[date, Mapping[date, int]] = {}

    def ends(self, day: date) -> Mapping[date, int]:
        """The ends of a step begun on a day; nothing begun earlier is overtaken.

        Between two turns of seasons the ends move with the day. At a turn they may fall back, so the last day before
        each turn is held against them: of every date, what has ended by then is the least of them.
        """
        found = self._plain_ends(day)
        for turn in self._turns:
            if turn <= day:
                before = self._plain_ends(turn - _ONE)
                if max(before) > min(found):
                    found = _later_of(found, before)
        return found

    def _plain_ends(self, day: date) -> Mapping[date, int]:
        if day not in self._plain:
            takes = self._step.takes.distribution
            for season in self._seasons:
                if season.slows(self._step.name, day):
                    takes = season.slowed(takes)
            open_ = self._open if day >= self._open.first else OpenDays(self._step.days, day)
            ends: dict[date, int] = {}
            for days, weight in takes.mass:
                end = open_.after(day, days)
                ends[end] = ends.get(end, 0) + weight  # slower by 1 or more, no two numbers of days fall together
            self._plain[day] = ends
        return self._plain[day]


def _later_of(one: Mapping[date, int], other: Mapping[date, int]) -> Mapping[date, int]:
    """The dates by which both have happened at least so surely: the lower of the two cumulated weights."""
    found, reached, by_one, by_other = {}, 0, 0, 0
    for day in sorted({*one, *other}):
        by_one, by_other = by_one + one.get(day, 0), by_other + other.get(day, 0)
        if min(by_one, by_other) > reached:
            found[day] = min(by_one, by_other) - reached
            reached = min(by_one, by_other)
    return found
