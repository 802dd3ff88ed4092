"""The hour until which an order still leaves on the day, in the time zone of the place that it leaves from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from xborder.errors import BadInput
from xborder.shipping._checks import one_of
from xborder.shipping.promises.calendars import BusinessCalendar, check_calendar, days_after

__all__ = ["CutOff", "zone_of"]

_ONE = timedelta(days=1)


def zone_of(name: object, path: str = "zone") -> ZoneInfo:
    """The time zone of an IANA name.

    Where the system carries no zone data (Windows, small containers) the package ``tzdata`` does.

    Raises:
        BadInput: no such zone is known.

    >>> zone_of("Asia/Shanghai").key
    'Asia/Shanghai'
    """
    if isinstance(name, str) and name.isascii() and name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    hint = "an IANA name, for example Asia/Shanghai; where the system has no zone data, pip install tzdata"
    raise BadInput(f"{name!r:.40} is not a known time zone", path=path, hint=hint)


def _times(value: object) -> Mapping[int, time] | time:
    given = value.values() if isinstance(value, Mapping) else (value,)
    for at in given:
        if not isinstance(at, time) or at.tzinfo is not None:
            hint = "a datetime.time without a zone, or a mapping of weekdays to such times"
            raise BadInput(f"{at!r:.40} is not a time of day", path="at", hint=hint)
    if not isinstance(value, Mapping):
        return value  # type: ignore[return-value]  # the loop has looked at it
    if not all(isinstance(day, int) and 0 <= day <= 6 for day in value) or not value:
        raise BadInput(f"{list(value)!r:.40} are not weekdays", path="at", hint="Monday is 0, Sunday 6")
    return dict(value)


@attrs.frozen
class CutOff:
    """Until when an order is handed to the carrier the same day.

    Attributes:
        zone: the time zone of the place that the goods leave from, by its IANA name.
        at: the time of day, or one for each weekday (Monday 0); weekdays that are left out have no hand-over. An order
            placed at that very moment is too late.
        calendar: the days on which goods are handed over.

    Raises:
        BadInput: the zone is unknown, a time is none, or the calendar is none.

    >>> from datetime import UTC
    >>> from xborder.shipping.promises.calendars import PublicHolidays, business_calendar
    >>> china = business_calendar("CN", public_holidays_are=PublicHolidays.LEFT_OUT)
    >>> cut_off = CutOff("Asia/Shanghai", time(16), china)
    >>> cut_off.day_of(datetime(2026, 11, 20, 7, 59, tzinfo=UTC)), cut_off.day_of(datetime(2026, 11, 20, 8, tzinfo=UTC))
    (datetime.date(2026, 11, 20), datetime.date(2026, 11, 23))
    """

    zone: str
    at: Mapping[int, time] | time = attrs.field(converter=_times)
    calendar: BusinessCalendar

    def __attrs_post_init__(self) -> None:
        zone_of(self.zone)
        check_calendar(self.calendar, "calendar")

    def day_of(self, ordered: datetime) -> date:
        """The day on which an order is handed over: the first whose cut-off is still to come.

        A later order is never handed over earlier, on the nights when clocks go back too: moments are compared, not
        clock times.

        Args:
            ordered: when; with a time zone.

        Raises:
            BadInput: the moment has no time zone, or no day of a year has a hand-over.
        """
        moment = _moment(ordered)
        zone = zone_of(self.zone)
        day = moment.astimezone(zone).date()
        for _ in range(370):
            day = days_after(day, 0, self.calendar)
            at = self.at.get(day.weekday()) if isinstance(self.at, Mapping) else self.at
            if at is not None and moment < datetime.combine(day, at, zone).astimezone(UTC):
                return day
            day += _ONE
        raise BadInput("no day of a year has a hand-over", path="at", hint="give a time for a business day")


def _moment(ordered: object) -> datetime:
    one_of(datetime, ordered, "ordered")
    if not isinstance(ordered, datetime) or ordered.utcoffset() is None:
        hint = "give it a time zone, for example datetime(2026, 11, 20, 9, tzinfo=UTC)"
        raise BadInput(f"{ordered} is in no time zone, so nobody knows which day it is", path="ordered", hint=hint)
    if not 1900 <= ordered.year <= 9000:
        raise BadInput(f"{ordered} is out of range", path="ordered", hint="a moment of this age")
    return ordered.astimezone(UTC)
