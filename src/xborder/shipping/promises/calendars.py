"""On which days something happens: business days of a country, or every day."""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

import attrs

from xborder.errors import BadInput
from xborder.landed_cost.notices import Notice
from xborder.places.countries import check_country
from xborder.shipping._checks import check_day, check_list
from xborder.shipping._numbers import check_count
from xborder.shipping.promises._public_holidays import PublicHolidayDays, public_holidays
from xborder.shipping.promises._weekends import DISPUTED, WEEKENDS
from xborder.shipping.promises.distribution import MOST_DAYS

__all__ = [
    "EVERY_DAY",
    "BusinessCalendar",
    "BusinessDays",
    "OpenDays",
    "PublicHolidays",
    "business_calendar",
    "check_calendar",
    "days_after",
    "days_between",
]

_ONE = timedelta(days=1)
_LONGEST_CLOSURE = 366


class BusinessCalendar(Protocol):
    """Which days count. A host may bring its own: a carrier's delivery days, an exchange's, a customs office's."""

    @property
    def name(self) -> str:
        """What it is called where a promise is explained."""

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What it does not know."""

    def is_business_day(self, day: date) -> bool:
        """Whether the day counts."""


class PublicHolidays(enum.Enum):
    """Whether public holidays are counted."""

    IF_INSTALLED = "if-installed"
    """When the package ``holidays`` is there and knows the country; else a notice says that they are not."""
    REQUIRED = "required"
    """An error when they cannot be counted."""
    LEFT_OUT = "left-out"
    """They are not, and a notice says so."""


@attrs.frozen(eq=False)
class BusinessDays:
    """The days of a country that are neither weekend nor holiday nor closed by the host.

    Attributes:
        country: ISO 3166-1 alpha-2.
        weekend: the weekdays that do not count, Monday 0 to Sunday 6.
        closed: further days that do not count.
        opened: days that count all the same: working weekends, staffed holidays.
        holidays: the public holidays; ``None`` when they are not counted.
        notices: what it does not know.
    """

    country: str
    weekend: frozenset[int]
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()
    holidays: PublicHolidayDays | None = None
    notices: tuple[Notice, ...] = ()

    @property
    def name(self) -> str:
        """``business days in DE``."""
        return f"business days in {self.country}"

    def is_business_day(self, day: date) -> bool:
        """Whether the day counts."""
        if day in self.opened:
            return True
        if day.weekday() in self.weekend or day in self.closed:
            return False
        return self.holidays is None or day not in self.holidays


@attrs.frozen
class _EveryDay:
    """Ships sail and aircraft fly on Sundays."""

    name: str = "calendar days"
    notices: tuple[Notice, ...] = ()

    def is_business_day(self, day: date) -> bool:  # noqa: ARG002 - the port asks for it
        """It does."""
        return True


EVERY_DAY: BusinessCalendar = _EveryDay()
"""Every day counts."""


def business_calendar(
    country: str,
    *,
    subdivision: str = "",
    weekend: Iterable[int] | None = None,
    closed: Iterable[date] = (),
    opened: Iterable[date] = (),
    public_holidays_are: PublicHolidays = PublicHolidays.IF_INSTALLED,
) -> BusinessDays:
    """The business days of a country.

    The weekend is the country's, from a table held against CLDR and the package ``holidays``; where those two disagree
    a notice says so. A carrier that works on Saturdays is told with ``weekend``.

    Args:
        country: ISO 3166-1 alpha-2.
        subdivision: ISO 3166-2 code of a part with holidays of its own, with the country in front or without.
        weekend: weekdays that do not count, Monday 0 to Sunday 6, instead of the country's.
        closed: further days that do not count.
        opened: days that count all the same.
        public_holidays_are: whether they are counted; the extra ``holidays`` brings the package.

    Raises:
        BadInput: the country, the subdivision, a weekday or a day is none, or no weekday is left.
        MissingExtra: holidays are required and the package ``holidays`` is not installed.

    >>> germany = business_calendar("DE", public_holidays_are=PublicHolidays.LEFT_OUT)
    >>> germany.is_business_day(date(2026, 11, 27)), germany.is_business_day(date(2026, 11, 28))
    (True, False)
    >>> egypt = business_calendar("EG", public_holidays_are=PublicHolidays.LEFT_OUT)
    >>> egypt.is_business_day(date(2026, 11, 27)), egypt.is_business_day(date(2026, 11, 29))
    (False, True)
    """
    code = check_country(country)
    if not isinstance(public_holidays_are, PublicHolidays):
        raise BadInput(
            f"{public_holidays_are!r:.40} is not a choice",
            path="public_holidays_are",
            hint="a member of PublicHolidays",
        )
    days = WEEKENDS.get(code, frozenset({5, 6})) if weekend is None else _weekdays(weekend)
    notices = []
    if weekend is None and code in DISPUTED:
        notices.append(
            Notice("weekend-disputed", "warning", f"published tables disagree on the weekend of {code}", code)
        )
    found, why_not = None, "the host leaves them out"
    if public_holidays_are is not PublicHolidays.LEFT_OUT:
        required = public_holidays_are is PublicHolidays.REQUIRED
        found, why_not = public_holidays(code, subdivision, required=required)
    if found is None:
        message = f"public holidays of {code} are not counted: {why_not}"
        notices.append(Notice("holidays-not-counted", "warning", message, code))
    return BusinessDays(
        code, days, _days(closed, "closed"), _days(opened, "opened"), holidays=found, notices=tuple(notices)
    )


def days_after(day: date, count: int, calendar: BusinessCalendar) -> date:
    """The day that is so many business days after a day.

    Counting begins on the first business day that is not before ``day``: none after a Saturday is Monday, and one is
    Tuesday. A later day never comes out earlier.

    Raises:
        BadInput: an argument is not of its form, or the calendar has no business day within a year.

    >>> calendar = business_calendar("DE", public_holidays_are=PublicHolidays.LEFT_OUT)
    >>> [days_after(date(2026, 11, 28), count, calendar).isoformat() for count in (0, 1, 5)]
    ['2026-11-30', '2026-12-01', '2026-12-07']
    """
    check_day(day, "day")
    return OpenDays(calendar, day).after(day, check_count(count, "count", most=MOST_DAYS))


def days_between(begun: date, ended: date, calendar: BusinessCalendar) -> int:
    """The fewest business days that lead from one day to another, or past it; none when that is not later.

    Raises:
        BadInput: the calendar has no business day within a year.

    >>> calendar = business_calendar("DE", public_holidays_are=PublicHolidays.LEFT_OUT)
    >>> days_between(date(2026, 11, 27), date(2026, 11, 30), calendar)
    1
    """
    open_, count = OpenDays(calendar, begun), 0
    while open_.after(begun, count) < ended:
        count += 1
    return count


class OpenDays:
    """The business days of a calendar from a day on, looked up once each: journeys ask for the same days many times.

    Args:
        calendar: whose days.
        first: the first day that will be asked about.
    """

    def __init__(self, calendar: BusinessCalendar, first: date) -> None:
        self._calendar = check_calendar(calendar, "calendar")
        self._next = self.first = first
        self._open: list[date] = []

    def after(self, day: date, count: int) -> date:
        """The day that is so many business days after ``day``, which is not before ``first``.

        Raises:
            BadInput: the calendar has no business day within a year.
        """
        while self._next <= day:
            self._look()
        at = bisect_left(self._open, day) + count
        waited = 0
        while len(self._open) <= at:
            waited = 0 if self._look() else waited + 1
            if waited > _LONGEST_CLOSURE:
                raise BadInput(
                    f"{self._calendar.name} hold no day within a year of {day}",
                    path="calendar",
                    hint="open some day of the week",
                )
        return self._open[at]

    def _look(self) -> bool:
        """Looks at one day more: whether it counts."""
        counts = self._calendar.is_business_day(self._next)
        if counts:
            self._open.append(self._next)
        try:
            self._next += _ONE
        except OverflowError:
            raise BadInput(f"{self.first} is too late to count from", path="day", hint="a day of this age") from None
        return counts


def check_calendar(value: BusinessCalendar, path: str) -> BusinessCalendar:
    """The calendar, which must have what the port asks for.

    Raises:
        BadInput: it has not.
    """
    if all(hasattr(value, name) for name in ("name", "notices", "is_business_day")):
        return value
    raise BadInput(f"{value!r:.60} is not a calendar", path=path, hint="give a BusinessCalendar")


def _weekdays(weekend: Iterable[int]) -> frozenset[int]:
    try:
        days = frozenset(weekend)
    except TypeError:
        days = frozenset((-1,))
    if not days <= set(range(7)) or len(days) > 6:
        raise BadInput(f"{weekend!r:.40} is not a weekend", path="weekend", hint="Monday is 0, Sunday 6; not all seven")
    return days


def _days(days: Iterable[date], path: str) -> frozenset[date]:
    return frozenset(check_day(day, f"{path}[{index}]") for index, day in enumerate(check_list(days, path)))
