"""What is asked of the desk once and kept: circumstances, kinds of goods, and how each procedure bears on each kind.

A frame has millions of rows and few of these. They are numbered as they turn up; what columns need of them stands in
tables, by number, which are made anew when more have turned up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from threading import RLock

from xborder.frames._bearings import Pairs
from xborder.frames._circumstances import Settings
from xborder.frames._courses import Courses
from xborder.frames._kinds import Kinds
from xborder.landed_cost.desk import Desk

__all__ = ["Known"]


class Known:
    """What is kept between frames with the same columns, for one desk, day and rates."""

    def __init__(self, desk: Desk, on: date | None, fx: Sequence[object], names: Sequence[str]) -> None:
        self.desk, self.on, self.fx = desk, on, fx
        lock = RLock()
        self.settings = Settings(desk, on, fx, names, lock)
        self.kinds = Kinds(names, lock)
        self.courses = Courses(self.settings, lock)
        self.pairs = Pairs(self.courses, self.kinds, lock)

    @property
    def size(self) -> int:
        """How much is kept, roughly in kilobytes."""
        return 4 * (len(self.settings.all) + len(self.pairs.all.all)) + len(self.kinds.all) + len(self.courses.all.all)
