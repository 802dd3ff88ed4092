"""How procedures bear on kinds of goods: asked of the scalar engine once for each pair, and written in tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import RLock

import attrs
import polars as pl

from xborder.errors import XborderError
from xborder.frames._courses import Courses, Way
from xborder.frames._families import CannotSay, Families, Family, Table
from xborder.frames._kinds import Kinds
from xborder.frames._numbering import Numbering
from xborder.frames._ops import PLACE
from xborder.frames._price_limits import prices_of
from xborder.frames._rates import Resolved, resolved

__all__ = ["CODES", "Bearings", "Pairs"]

CODES = 60
"""How many codes of notices, or limits, are told apart in one number."""


@attrs.frozen(eq=False)
class Bearings:
    """What columns need of pairs of a way and a kind of goods, by number.

    Attributes:
        reason, missing: places in ``words`` and ``failures``; nothing is none.
        content, together, partial, bounded: whether a measure of the line would change a charge, whether one on several
            lines together goes by measures, whether something is left out, whether a duty is the highest of several;
            each a column, or ``None`` when it is so nowhere.
        codes: a bit for each code of notices.
        number: of the pair in its family.
        family, procedure: of each way; the place of its family and of its name.
        strange: of each way, why columns cannot say it, as a place in ``words``.
    """

    words: Sequence[str]
    failures: Sequence[str]
    reason: pl.Series | None
    missing: pl.Series | None
    content: pl.Series | None
    together: pl.Series | None
    partial: pl.Series | None
    bounded: pl.Series | None
    codes: pl.Series
    number: pl.Series
    family: pl.Series
    strange: pl.Series | None
    procedure: pl.Series
    families: Sequence[tuple[Family, Sequence[Table]]]


class Pairs:
    """Pairs of a way and a kind of goods, by number.

    Attributes:
        codes: of notices, each with its bit.
    """

    def __init__(self, courses: Courses, kinds: Kinds, lock: RLock) -> None:
        self.courses, self.kinds, self.lock = courses, kinds, lock
        self.all: Numbering[Resolved] = Numbering(lock)
        self.families = Families()
        self.codes: dict[str, int] = {}
        self._words: dict[str, int] = {"": 0}
        self._failures: dict[str, int] = {"": 0}
        self._kept: dict[tuple[object, ...], Resolved] = {}
        self._numbers: list[int] = []
        self._bearings: tuple[tuple[int, int], Bearings] | None = None

    @property
    def failures(self) -> list[str]:
        """The errors of consignments none of whose duties is known, by number."""
        return list(self._failures)

    def numbers(self, way: pl.Series, kind: pl.Series) -> tuple[pl.Series, Bearings]:
        """The pair of each line, and the tables of pairs."""

        def make(rows: list[int]) -> list[Resolved]:
            at = pl.Series(rows, dtype=PLACE)
            found: list[Resolved] = []
            touched: dict[int, list[Resolved]] = {}
            for number, which in zip(way[at].to_list(), kind[at].to_list(), strict=True):
                each = self._resolved(self.courses.ways[number], which)
                for other in list(self.courses.ways[number].like):
                    if not self._charges_alike(each, self._resolved(self.courses.ways[other], which), other):
                        self.courses.part(number, other)
                self.courses.ways[number].pairs.append(len(self.all.all) + len(found))
                self._numbers.append(0)
                found.append(each)
                touched.setdefault(number, []).append(each)
            every = [*self.all.all, *found]
            for number, fresh in touched.items():
                self._settle(self.courses.ways[number], fresh, every)
            return found

        numbers = self.all.of_pairs(way, kind, make)
        return numbers, self.bearings()

    def _resolved(self, way: Way, which: int) -> Resolved:
        kind, reached = self.kinds.of(which)
        start = way.start
        if kind is None:
            return Resolved("goods that cannot be read")
        plan, asked = way.plan, (start.setting, start.outcome, start.units)
        prices = prices_of(plan, reached)
        try:
            return resolved(plan, kind.goods, kind.line, kind.filled, prices, *asked, self._kept)
        except XborderError:
            return Resolved("a duty that cannot be found")

    def _charges_alike(self, one: Resolved, other: Resolved, way: int) -> bool:
        """Whether two procedures charge a kind of goods the same, step by step."""
        if one.reason or other.reason or bool(one.missing) != bool(other.missing):
            return one.reason == other.reason and bool(one.missing) == bool(other.missing)
        setting_ = self.courses.ways[way].start.setting
        try:
            (family, at), (second, there) = (self.families.place(setting_, [each]) for each in (one, other))
        except CannotSay:
            return False
        return family == second and {at[rate.step]: rate.charges for rate in one.rates} == {
            there[rate.step]: rate.charges for rate in other.rates
        }

    def _settle(self, way: Way, fresh: Sequence[Resolved], every: Sequence[Resolved]) -> None:
        """Finds the family of a way for kinds of goods that are new to it, and their numbers there."""
        if way.strange:
            return
        steps = frozenset(rate.step for each in fresh for rate in each.rates)
        pairs = way.pairs[len(way.pairs) - len(fresh) :]
        if way.family < 0 or not steps <= way.steps:
            way.steps = way.steps | steps
            pairs = way.pairs
            try:
                way.family, way.places = self.families.place(way.start.setting, [every[pair] for pair in pairs])
            except CannotSay as why:
                way.strange, way.family = str(why), 0
                return
        family = self.families.all[way.family]
        for pair in pairs:
            self._numbers[pair] = family.add(
                {way.places[rate.step]: rate for rate in every[pair].rates}, way.start.setting
            )

    def bearings(self) -> Bearings:
        """The tables of pairs."""
        known = self._bearings
        mark = (len(self.all.all), len(self.courses.ways))
        if known is None or known[0] != mark:
            with self.lock:
                mark = (len(self.all.all), len(self.courses.ways))
                known = self._bearings = (mark, self._borne(list(self.all.all)))
        return known[1]

    def _borne(self, every: Sequence[Resolved]) -> Bearings:
        def flags(told: Callable[[Resolved], bool]) -> pl.Series | None:
            found = [told(each) for each in every]
            return pl.Series(found, dtype=pl.Boolean) if any(found) else None

        def numbered(words: dict[str, int], told: Sequence[str]) -> pl.Series | None:
            if not any(told):
                return None
            return pl.Series([words.setdefault(word, len(words)) for word in told], dtype=pl.Int64)

        families = [(family, family.tables() if family.rates else []) for family in self.families.all]
        masks = []
        reasons = [each.reason for each in every]
        for way in self.courses.ways:
            strange = self.families.all[way.family].strange if way.family >= 0 else {}
            for pair in way.pairs if strange else ():
                reasons[pair] = reasons[pair] or strange.get(self._numbers[pair], "")
        for index, each in enumerate(every):
            mask = 0
            for code in each.codes:
                mask |= 1 << self.codes.setdefault(code, len(self.codes))
            if mask >> CODES:
                reasons[index], mask = reasons[index] or "many notices", 0
            masks.append(mask)
        reason = numbered(self._words, reasons)
        ways = numbered(self._words, [way.strange for way in self.courses.ways])
        missing = numbered(self._failures, [each.missing for each in every])
        return Bearings(
            list(self._words),
            list(self._failures),
            reason,
            missing,
            flags(lambda each: each.content),
            flags(lambda each: each.together),
            flags(lambda each: each.partial),
            flags(lambda each: each.bounded),
            pl.Series(masks, dtype=pl.Int64),
            pl.Series(self._numbers, dtype=PLACE),
            pl.Series([max(way.family, 0) for way in self.courses.ways], dtype=PLACE),
            ways,
            pl.Series([way.name for way in self.courses.ways], dtype=PLACE),
            families,
        )
