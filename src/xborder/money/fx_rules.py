"""Which of the published rates is in force on a day."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum

import attrs

__all__ = ["FxRule", "Window", "penultimate_wednesday"]


class FxRule(Enum):
    """How a law picks its rate from those that a publisher has issued."""

    EXACT_DAY = "exact-day"
    """The rate published on the day itself."""
    LATEST = "latest"
    """The last rate published on or before the day, unless it is older than the table's ``max_age``."""
    EU_MONTHLY = "eu-monthly"
    """Customs value in the EU: the rate published on the second-last Wednesday of a month holds for the whole of the
    next month; when none was published that day, the last one before it. Implementing Regulation (EU) 2015/2447,
    article 146(2) and (3)."""
    HMRC_MONTHLY = "hmrc-monthly"
    """Customs value in the United Kingdom: the rate whose published period contains the day."""


@attrs.frozen
class Window:
    """What a rule looks for: the newest day of publication, the oldest, and a day that a period must contain.

    Days are ordinals. ``newest`` is 0 when the rule does not use rates by day of publication; ``inside`` is 0 when it
    does not use rates by period.
    """

    newest: int
    oldest: int
    inside: int

    @classmethod
    def of(cls, rule: FxRule | None, on: date, max_age: int) -> Window:
        """The window of a rule on a day; without a rule, the latest rate of either kind."""
        day = on.toordinal()
        match rule:
            case FxRule.EXACT_DAY:
                return cls(day, day, 0)
            case FxRule.LATEST:
                return cls(day, day - max_age, 0)
            case FxRule.EU_MONTHLY:
                first = on.replace(day=1)
                if first == date.min:
                    return cls(0, 0, 0)
                before = first - timedelta(days=1)
                newest = penultimate_wednesday(before.year, before.month).toordinal()
                return cls(newest, newest - max_age, 0)
            case FxRule.HMRC_MONTHLY:
                return cls(0, 0, day)
            case None:
                return cls(day, day - max_age, day)


def penultimate_wednesday(year: int, month: int) -> date:
    """The second-last Wednesday of a month.

    >>> penultimate_wednesday(2026, 10)
    datetime.date(2026, 10, 21)
    """
    last = date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - 2) % 7 + 7)
