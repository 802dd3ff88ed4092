"""Which procedures are compared: by circumstances, the outcome of their thresholds, and what they are open to."""

from __future__ import annotations

from collections.abc import Mapping
from threading import RLock

import attrs
import polars as pl

from xborder.frames._circumstances import Settings, keys_of
from xborder.frames._numbering import Numbering
from xborder.frames._ops import PLACE
from xborder.frames._setting import Setting
from xborder.law.plan import ProcedurePlan

__all__ = ["ALL", "NOBODY", "Course", "Courses", "Start", "Way"]

ALL = 2**62 - 1
"""A bit for each of as many procedures as there may be."""
NOBODY = 2**32 - 1
"""The place of nobody."""


@attrs.frozen(eq=False)
class Start:
    """A setting under one outcome of its thresholds, and the procedures that are open when the goods are not asked."""

    setting: Setting
    outcome: Mapping[str, bool]
    units: int
    procedures: tuple[int, ...]
    named: bool

    @property
    def asks_of_goods(self) -> bool:
        """Whether one of them is open to some goods only."""
        return any(self.setting.plan.procedures[index].asks_of_goods for index in self.procedures)


Course = tuple[int, ...]
"""The procedures to compare, each as a number of :attr:`Courses.ways`."""


@attrs.define(eq=False)
class Way:
    """One procedure of a course, the kinds of goods that have come by it, and their family.

    Attributes:
        like: procedures of the course that have charged every kind of goods so far as this one does: being compared
            later they cannot win, and are left out until a kind turns up that they charge otherwise.
    """

    start: Start
    procedure: int
    name: int
    pairs: list[int]
    like: list[int]
    steps: frozenset[int] = frozenset()
    family: int = -1
    places: Mapping[int, int] = attrs.Factory(dict)
    strange: str = ""

    @property
    def plan(self) -> ProcedurePlan:
        """The plan of its procedure."""
        return self.start.setting.plan.procedures[self.procedure]


class Courses:
    """The courses of consignments, and the ways that they compare, by number.

    Attributes:
        names: of procedures, each with its number.
        admissions: for pairs of a start and a kind of goods, which of its procedures are open to them, as bits.
        masks: such bits, those of all procedures first.
    """

    def __init__(self, settings: Settings, lock: RLock) -> None:
        self.settings, self.lock = settings, lock
        self.starts: Numbering[Start | None] = Numbering(lock)
        self.all: Numbering[Course | None] = Numbering(lock)
        self.admissions: Numbering[int] = Numbering(lock)
        self.masks: Numbering[int] = Numbering(lock)
        self.masks.numbers([pl.Series([ALL])], lambda _: [ALL])
        self.ways: list[Way] = []
        self.names: dict[str, int] = {}
        self._slots: tuple[tuple[int, int], tuple[pl.Series, list[pl.Series]]] | None = None
        self._apart = 0

    def start(self, number: int, bits: int, units: int) -> Start | None:
        """The procedures that are open, as far as the goods are not asked."""
        at = self.settings.all[number]
        if not isinstance(at, Setting):
            return None
        outcome = {
            limit.name: bool(bits >> self.settings.place(key) & 1)
            for limit, key in zip(at.limits, keys_of(at), strict=True)
        }
        named = at.wanted.get("procedure")
        known = []
        for index, plan in enumerate(at.plan.procedures):
            when = plan.rule.when
            if (
                plan.reasons
                or (plan.rule.id != named if named else plan.unregistered)
                or not all(outcome[name] for name in when.below)
                or any(outcome[name] for name in when.above)
                or (when.units_max is not None and units > when.units_max)
            ):
                continue
            known.append(index)
        return Start(at, outcome, units, tuple(known), bool(named))

    def course(self, start: Start | None, procedures: tuple[int, ...]) -> Course | None:
        """A course by procedures to compare."""
        if start is None:
            return None
        ways: list[int] = []
        for index in procedures:
            name = start.setting.plan.procedures[index].rule.id
            ways.append(len(self.ways))
            self.ways.append(Way(start, index, self.names.setdefault(name, len(self.names)), [], []))
        if ways:
            first = self.ways[ways[0]]
            first.like.extend(way for way in ways[1:] if not (first.plan.by_price or self.ways[way].plan.by_price))
        return tuple(ways)

    def slots(self) -> tuple[pl.Series, list[pl.Series]]:
        """Which courses have no procedure, and for each place in the comparison the way of each course there."""
        known = self._slots
        if known is None or known[0] != (len(self.all.all), self._apart):
            with self.lock:
                every = list(self.all.all)
                none = pl.Series([course is not None and not course for course in every], dtype=pl.Boolean)
                told = [self._compared(course) for course in every]
                ways = [
                    pl.Series([each[place] if place < len(each) else NOBODY for each in told], dtype=PLACE)
                    for place in range(max(map(len, told), default=0))
                ]
                known = self._slots = ((len(every), self._apart), (none, ways))
        return known[1]

    def _compared(self, course: Course | None) -> list[int]:
        """The ways of a course, without those that are like the first."""
        if not course:
            return []
        like = self.ways[course[0]].like
        return [way for way in course if way not in like]

    def part(self, way: int, other: int) -> None:
        """Lets another way be compared from now on: it charges a kind of goods otherwise than the first."""
        self.ways[way].like.remove(other)
        self._apart += 1

    def by_price(self, way: pl.Series) -> list[tuple[ProcedurePlan, list[int]]]:
        """The plans that find rates by prices, of some ways, and which of these go by each."""
        if not any(each.plan.by_price for each in self.ways):
            return []
        found: dict[int, tuple[ProcedurePlan, list[int]]] = {}
        for number in way.unique().to_list():
            plan = self.ways[number].plan
            if plan.by_price:
                found.setdefault(id(plan), (plan, []))[1].append(number)
        return list(found.values())
