"""What is asked of the desk once and kept: circumstances, kinds of goods, and how each procedure bears on each kind.

A frame has millions of rows and few of these. They are numbered as they turn up; what columns need of them stands in
tables, by number, which are made anew when more have turned up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from threading import RLock

import attrs
import polars as pl

from xborder.errors import XborderError
from xborder.frames._amounts import Ratios
from xborder.frames._families import CannotSay, Families, Family, Table
from xborder.frames._held import Filled, filled_line, filled_of
from xborder.frames._numbering import Numbering
from xborder.frames._ops import PLACE, fill
from xborder.frames._price_limits import prices_of
from xborder.frames._rates import Goods, Resolved, resolved
from xborder.frames._requests import request
from xborder.frames._setting import Closed, Setting, setting
from xborder.frames.columns import COLUMNS, Form
from xborder.landed_cost import _reading as read
from xborder.landed_cost.consignment import Consignment
from xborder.landed_cost.desk import Desk
from xborder.landed_cost.ticks import minor_step
from xborder.law.plan import ProcedurePlan

__all__ = [
    "ALL",
    "CODES",
    "NOBODY",
    "PRICED",
    "SHARED",
    "Bearings",
    "Circumstances",
    "Course",
    "Kind",
    "Known",
    "Start",
]

_AROUND = ("freight", "insurance", "discount")
_AMOUNTS = {*_AROUND, *(f"{name}_currency" for name in _AROUND)}
_LISTS = {column.name for column in COLUMNS if column.form in {Form.WORDS, Form.PAIRS}}
_KIND = ("hs", "origin", "category", "preference", "duty", "duty_is_final")
_ONE = Fraction(1)
_PLACES = 60
CODES = 60
"""How many codes of notices, or limits, are told apart in one number."""
ALL = 2**62 - 1
"""A bit for each of as many procedures as there may be."""
PRICED = 2**30
"""Kinds of goods from this number on are kinds with a class of prices."""
NOBODY = 2**32 - 1
"""The place of nobody."""
SHARED = tuple(column for column in COLUMNS if column.path and not column.of_line)
"""The columns of which a consignment has one value."""


@attrs.frozen(eq=False)
class Kind:
    """A kind of goods: as the contract writes it, and as rules look at it, the origin empty when it is not given.

    ``filled`` are the measures that its lines give.
    """

    line: Mapping[str, object]
    goods: Goods
    filled: Filled = ()


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


@attrs.frozen(eq=False)
class Course:
    """A start, and the procedures to compare, each as a number of :attr:`Known.ways`."""

    start: Start
    procedures: tuple[int, ...]
    ways: tuple[int, ...]


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


@attrs.frozen(eq=False)
class Circumstances:
    """What columns need of settings, by number.

    Attributes:
        reasons, errors: why each is asked one by one, and why it is not answered at all; empty when neither.
        step: what the minor unit of its prices' currency is in millionths.
        to_currency, to_answer, straight: rates from prices to the computation, from there to the answer, and straight.
        limits: for each place of a limit the most that is within, and how values are weighed.
        articles: for each place of a limit on the price of each article: numerator, denominator, whether it is strict,
            and who has it.
        units: how many articles are told apart.
        factor: how many ten-thousandths the minor unit of its answer is.
        answers: the currency of its answer.
        prepaid: whether the buyer pays everything with the order.
        values: weights of goods, freight and insurance in the customs value, numerator and denominator of the rate that
            turns them into millionths of the answer, and its minor unit.
    """

    settings: Sequence[Setting | None]
    reasons: Sequence[str]
    errors: Sequence[str]
    step: pl.Series
    to_currency: Ratios
    to_answer: Ratios
    straight: Ratios
    limits: tuple[tuple[int, tuple[int, int, int], pl.Series], ...]
    articles: tuple[tuple[int, pl.Series, pl.Series, pl.Series, pl.Series], ...]
    units: pl.Series
    factor: pl.Series
    prepaid: pl.Series
    values: tuple[pl.Series, ...]
    answers: pl.Series


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
    families: Sequence[tuple[Family, Sequence[Table] | str]]


class Known:
    """What is kept between frames with the same columns of circumstances and kinds, for one desk, day and rates."""

    def __init__(self, desk: Desk, on: date | None, fx: Sequence[object], names: Sequence[str]) -> None:
        self.desk, self.on, self.fx = desk, on, fx
        self.names = [column.name for column in SHARED if column.name in names and column.name not in _AMOUNTS]
        self.kind_names = [name for name in _KIND if name in names]
        self.lock = RLock()
        self.settings: Numbering[Setting | Closed] = Numbering(self.lock)
        self.kinds: Numbering[Kind | None] = Numbering(self.lock)
        self.priced: Numbering[tuple[int, int]] = Numbering(self.lock)
        self.starts: Numbering[Start | None] = Numbering(self.lock)
        self.courses: Numbering[Course | None] = Numbering(self.lock)
        self.pairs: Numbering[Resolved] = Numbering(self.lock)
        self.admissions: Numbering[int] = Numbering(self.lock)
        self.masks: Numbering[int] = Numbering(self.lock)
        self.masks.numbers([pl.Series([ALL])], lambda _: [ALL])
        self.ways: list[Way] = []
        self.families = Families()
        self.names_of: dict[str, int] = {}
        self.codes: dict[str, int] = {}
        self._words: dict[str, int] = {"": 0}
        self._failures: dict[str, int] = {"": 0}
        self._places: dict[tuple[object, ...], int] = {}
        self._numbers: list[int] = []
        self._of_way: list[int] = []
        self._circumstances: tuple[int, Circumstances] | None = None
        self._courses: tuple[tuple[int, int], tuple[pl.Series, list[pl.Series]]] | None = None
        self._apart = 0
        self._bearings: tuple[tuple[int, int], Bearings] | None = None

    @property
    def size(self) -> int:
        """How much is kept, roughly in kilobytes."""
        return 4 * (len(self.settings.all) + len(self.pairs.all)) + len(self.kinds.all) + len(self.courses.all)

    @property
    def failures(self) -> list[str]:
        """The errors of consignments none of whose duties is known, by number."""
        return list(self._failures)

    # --- circumstances ------------------------------------------------------------------------------------------------

    def number_settings(self, heads: Mapping[str, pl.Series], currency: pl.Series) -> pl.Series:
        """The setting of each consignment.

        Args:
            heads: what consignments say, one value each.
            currency: of their prices.
        """
        columns = [heads[name] for name in self.names]

        def make(rows: list[int]) -> list[Setting | Closed]:
            at = pl.Series(rows, dtype=PLACE)
            cells = [column[at].to_list() for column in (*columns, currency)]
            return [self._setting(values) for values in zip(*cells, strict=True)]

        return self.settings.numbers([*columns, currency], make)

    def _setting(self, values: Sequence[object]) -> Setting | Closed:
        row = {
            name: (value if value is None or name not in _LISTS else list(value))  # type: ignore[call-overload]
            for name, value in zip(self.names, values, strict=False)
        }
        price = values[-1]
        if row.get("prices_include"):
            return Closed(reason="prices that include charges")
        if row.get("buyer_year_to_date"):
            return Closed(reason="annual allowances")
        try:
            code = read.code(price)
            wanted = request([{**row, "unit_price": "1", "currency": price}], self.fx)
        except XborderError:
            return Closed(reason="circumstances that cannot be read")
        return setting(wanted, code, self.desk, self.on)

    def circumstances(self) -> Circumstances:
        """The tables of settings."""
        known = self._circumstances
        if known is None or known[0] != len(self.settings.all):
            with self.lock:
                every = list(self.settings.all)
                known = self._circumstances = (len(every), self._tabled(every))
        return known[1]

    def _tabled(self, every: Sequence[Setting | Closed]) -> Circumstances:
        open_ = [each if isinstance(each, Setting) else None for each in every]

        def rates(name: str) -> Ratios:
            return Ratios.of([getattr(each, name) if each is not None else _ONE for each in open_])

        values = [each.customs if each is not None else ((1, 0, 0), _ONE) for each in open_]
        weights = [pl.Series([value[place] for value, _ in values], dtype=pl.Int64) for place in range(3)]
        customs = Ratios.of([rate for _, rate in values])
        units = [minor_step(each.answer) if each is not None else 1 for each in open_]
        limits, articles = self._limits(open_)
        return Circumstances(
            open_,
            [each.reason if isinstance(each, Closed) else "" for each in every],
            [each.error if isinstance(each, Closed) else "" for each in every],
            pl.Series([minor_step(each.price) if each is not None else 1 for each in open_], dtype=pl.Int64),
            rates("to_currency"),
            rates("to_answer"),
            rates("price_to_answer"),
            limits,
            articles,
            pl.Series([each.units if each is not None else 0 for each in open_], dtype=pl.Int64),
            pl.Series([minor_step(each.answer) // 100 if each is not None else 1 for each in open_], dtype=pl.Int64),
            pl.Series([each is None or each.wanted.get("incoterm", "DDP") == "DDP" for each in open_]),
            (*weights, customs.up, customs.over, pl.Series(units, dtype=pl.Int64)),
            pl.Series([each.answer if each is not None else None for each in open_], dtype=pl.String),
        )

    def _limits(
        self, settings: Sequence[Setting | None]
    ) -> tuple[
        tuple[tuple[int, tuple[int, int, int], pl.Series], ...],
        tuple[tuple[int, pl.Series, pl.Series, pl.Series, pl.Series], ...],
    ]:
        most: dict[tuple[object, ...], list[int]] = {}
        strict: dict[tuple[object, ...], list[tuple[int, int, bool, bool]]] = {}
        for number, each in enumerate(settings):
            for limit, key in zip(each.limits, _keys(each), strict=True) if each is not None else ():
                if limit.weights is not None:
                    most.setdefault(key, [-1] * len(settings))[number] = min(limit.most, 2**62)
                else:
                    row = strict.setdefault(key, [(0, 1, False, False)] * len(settings))
                    row[number] = (limit.up, limit.over, not limit.inclusive, True)
        return (
            tuple(
                (self._place(key), _first_three(key), pl.Series(numbers, dtype=pl.Int64))
                for key, numbers in most.items()
            ),
            tuple(
                (
                    self._place(key),
                    pl.Series([row[0] for row in rows], dtype=pl.Int64),
                    pl.Series([row[1] for row in rows], dtype=pl.Int64),
                    pl.Series([row[2] for row in rows]),
                    pl.Series([row[3] for row in rows]),
                )
                for key, rows in strict.items()
            ),
        )

    def _place(self, key: tuple[object, ...]) -> int:
        """The bit of a limit: limits of different settings on the same value share one."""
        return self._places.setdefault(key, len(self._places))

    @property
    def too_many_limits(self) -> bool:
        """Whether there are more limits than bits."""
        return len(self._places) > _PLACES

    # --- goods --------------------------------------------------------------------------------------------------------

    def number_kinds(self, frame: pl.DataFrame, filled: Sequence[pl.Series]) -> pl.Series:
        """The kind of goods of each line.

        Args:
            frame: the lines.
            filled: for each column of measures, which lines fill it in.
        """
        columns = [*(frame[name] for name in self.kind_names), *filled]
        if not columns:
            columns = [fill(0, frame.height, PLACE)]
        measures = [column.name for column in filled]

        def make(rows: list[int]) -> list[Kind | None]:
            at = pl.Series(rows, dtype=PLACE)
            cells = [column[at].to_list() for column in columns]
            return [self._kind(values, measures) for values in zip(*cells, strict=True)]

        return self.kinds.numbers(columns, make)

    def _kind(self, values: Sequence[object], measures: Sequence[str]) -> Kind | None:
        count = len(self.kind_names)
        line = {name: value for name, value in zip(self.kind_names, values, strict=False) if value is not None}
        filled = filled_of(measures, values[count : count + len(measures)])
        line |= filled_line(filled)
        try:
            read_ = Consignment.from_dict({**_ANYWHERE, "lines": [{**line, "unit_price": _PRICE}]}).lines[0]
        except XborderError:
            return None
        goods = (read_.hs, read_.origin, read_.category, read_.preference, read_.duty, read_.duty_is_final)
        return Kind(line, goods, filled)

    # --- courses ------------------------------------------------------------------------------------------------------

    def start(self, number: int, bits: int, units: int) -> Start | None:
        """The procedures that are open, as far as the goods are not asked."""
        at = self.settings.all[number]
        if not isinstance(at, Setting):
            return None
        outcome = {
            limit.name: bool(bits >> self._places[key] & 1) for limit, key in zip(at.limits, _keys(at), strict=True)
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
            self.ways.append(Way(start, index, self.names_of.setdefault(name, len(self.names_of)), [], []))
        if ways:
            first = self.ways[ways[0]]
            first.like.extend(way for way in ways[1:] if not (first.plan.by_price or self.ways[way].plan.by_price))
        return Course(start, procedures, tuple(ways))

    def slots(self) -> tuple[pl.Series, list[pl.Series]]:
        """Which courses have no procedure, and for each place in the comparison the way of each course there."""
        known = self._courses
        if known is None or known[0] != (len(self.courses.all), self._apart):
            with self.lock:
                every = list(self.courses.all)
                none = pl.Series([course is not None and not course.ways for course in every], dtype=pl.Boolean)
                told = [self._compared(course) for course in every]
                ways = [
                    pl.Series([each[place] if place < len(each) else NOBODY for each in told], dtype=PLACE)
                    for place in range(max(map(len, told), default=0))
                ]
                known = self._courses = ((len(every), self._apart), (none, ways))
        return known[1]

    def _compared(self, course: Course | None) -> list[int]:
        """The ways of a course, without those that are like the first."""
        if course is None or not course.ways:
            return []
        like = self.ways[course.ways[0]].like
        return [way for way in course.ways if way not in like]

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

    def number_priced(self, kind: pl.Series, reached: pl.Series) -> pl.Series:
        """The kinds of lines by what they cost, too: as numbers from :data:`PRICED` on."""

        def make(rows: list[int]) -> list[tuple[int, int]]:
            at = pl.Series(rows, dtype=PLACE)
            return list(zip(kind[at].to_list(), reached[at].to_list(), strict=True))

        return self.priced.of_pairs(kind, reached, make) + PRICED

    # --- how procedures bear on goods ---------------------------------------------------------------------------------

    def number_pairs(self, way: pl.Series, kind: pl.Series) -> tuple[pl.Series, Bearings]:
        """The pair of each line, and the tables of pairs."""

        def make(rows: list[int]) -> list[Resolved]:
            at = pl.Series(rows, dtype=PLACE)
            found: list[Resolved] = []
            touched: dict[int, list[Resolved]] = {}
            for number, which in zip(way[at].to_list(), kind[at].to_list(), strict=True):
                each = self._resolved(self.ways[number], which)
                for other in list(self.ways[number].like):
                    if not self._charges_alike(each, self._resolved(self.ways[other], which), other):
                        self.ways[number].like.remove(other)
                        self._apart += 1
                self.ways[number].pairs.append(len(self.pairs.all) + len(found))
                self._numbers.append(0)
                self._of_way.append(number)
                found.append(each)
                touched.setdefault(number, []).append(each)
            for number, fresh in touched.items():
                self._settle(self.ways[number], fresh, [*self.pairs.all, *found])
            return found

        numbers = self.pairs.of_pairs(way, kind, make)
        return numbers, self.bearings()

    def _resolved(self, way: Way, which: int) -> Resolved:
        reached = 0
        if which >= PRICED:
            which, reached = self.priced.all[which - PRICED]
        kind, start = self.kinds.all[which], way.start
        if kind is None:
            return Resolved("goods that cannot be read")
        plan = way.plan
        prices = prices_of(plan, reached)
        try:
            return resolved(plan, kind.goods, kind.line, kind.filled, prices, start.setting, start.outcome, start.units)
        except XborderError:
            return Resolved("a duty that cannot be found")

    def _charges_alike(self, one: Resolved, other: Resolved, way: int) -> bool:
        """Whether two procedures charge a kind of goods the same, step by step."""
        if one.reason or other.reason or bool(one.missing) != bool(other.missing):
            return one.reason == other.reason and bool(one.missing) == bool(other.missing)
        setting_ = self.ways[way].start.setting
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
        mark = (len(self.pairs.all), len(self.ways))
        if known is None or known[0] != mark:
            with self.lock:
                mark = (len(self.pairs.all), len(self.ways))
                known = self._bearings = (mark, self._borne(list(self.pairs.all)))
        return known[1]

    def _borne(self, every: Sequence[Resolved]) -> Bearings:
        def flags(told: Callable[[Resolved], bool]) -> pl.Series | None:
            found = [told(each) for each in every]
            return pl.Series(found, dtype=pl.Boolean) if any(found) else None

        def numbered(words: dict[str, int], told: Sequence[str]) -> pl.Series | None:
            if not any(told):
                return None
            return pl.Series([words.setdefault(word, len(words)) for word in told], dtype=pl.Int64)

        masks = []
        reasons = [each.reason for each in every]
        for index, each in enumerate(every):
            mask = 0
            for code in each.codes:
                mask |= 1 << self.codes.setdefault(code, len(self.codes))
            if mask >> CODES:
                reasons[index], mask = reasons[index] or "many notices", 0
            masks.append(mask)
        reason = numbered(self._words, reasons)
        strange = numbered(self._words, [way.strange for way in self.ways])
        missing = numbered(self._failures, [each.missing for each in every])
        families: list[tuple[Family, Sequence[Table] | str]] = []
        for family in self.families.all:
            try:
                families.append((family, family.tables() if family.rates else ()))
            except CannotSay as why:
                families.append((family, str(why)))
            except XborderError:
                families.append((family, "an amount of law in a currency without a rate"))
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
            pl.Series([max(way.family, 0) for way in self.ways], dtype=PLACE),
            strange,
            pl.Series([way.name for way in self.ways], dtype=PLACE),
            families,
        )


def _keys(setting_: Setting) -> list[tuple[object, ...]]:
    """What tells the limits of a setting apart: what they compare, and which of several on the same value it is."""
    seen: dict[object, int] = {}
    found: list[tuple[object, ...]] = []
    for limit in setting_.limits:
        weights = limit.weights[:3] if limit.weights is not None else None
        rank = seen[weights] = seen.get(weights, -1) + 1
        found.append((weights, rank))
    return found


def _first_three(key: tuple[object, ...]) -> tuple[int, int, int]:
    weights = key[0]
    return weights if isinstance(weights, tuple) else (0, 0, 0)


_PRICE = {"amount": 1, "currency": "EUR"}
_ANYWHERE = {"ship_from": {"country": "CN"}, "ship_to": {"country": "DE"}}
