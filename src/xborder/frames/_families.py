"""Procedures that compute in the same way make a family: the same steps, with rates that differ by row.

A family is what columns are computed for: Germany and France, this day and that, one kind of goods and another differ
in rates only, which are looked up in the family's tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm

import attrs
import polars as pl

from xborder.errors import XborderError
from xborder.frames._rates import Rate, Resolved
from xborder.frames._setting import Setting
from xborder.frames._terms import Leaf, Tree
from xborder.landed_cost.ticks import TICKS, minor_step
from xborder.law import rules
from xborder.law.plan import Step

__all__ = ["CannotSay", "Families", "Family", "Numbers", "Rounding", "Shape", "Table"]

Rounding = tuple[int, str]
"""A step in minor units, and how to round to it."""

_MODES = ("half_up", "down", "up")
_FINEST = 10**9
_MOST = 2**62


class CannotSay(Exception):
    """What columns cannot say of a procedure; the reason."""


@attrs.frozen
class Shape:
    """A step, its rates apart.

    Attributes:
        kind: 0 duty, 1 tax, 2 fee.
        sale: whether it is collected with the sale.
        by_line: whether it falls on each line by itself.
        value: weights of goods, freight and insurance in its base, and their denominator.
        refs: earlier steps in its base, by place, with factors.
        tops: the steps that a top-up fills up from; ``None`` when it is none.
        unit: what the result is rounded to.
        carry: what later steps see: ``exact``, the amount rounded again, or the amount.
        waiver: scope and operator of a waiver, and the steps it counts with.
        bands: the rates of bands, and the weights of the value they go by.
        carried: whether a later step asks what it left.
    """

    kind: int
    sale: bool
    payable: bool
    by_line: bool
    value: tuple[int, int, int, int]
    refs: tuple[tuple[int, int, int], ...]
    tops: tuple[int, ...] | None
    unit: Rounding
    base_round: Rounding | None
    carry: Rounding | str | None
    total_round: Rounding | None
    waiver: tuple[str, str, tuple[int, ...]] | None
    bands: tuple[tuple[tuple[int, int], ...], tuple[int, int, int, int]] | None
    carried: bool = True


@attrs.frozen(eq=False)
class Numbers:
    """One ratio for each kind of goods: over a common denominator, or over one of its own."""

    up: pl.Series | int
    over: pl.Series | int

    @classmethod
    def of(cls, ratios: Sequence[Fraction]) -> Numbers:
        """The ratios as columns; what is the same everywhere is one number.

        Raises:
            CannotSay: when one of them has more digits than a column takes.
        """
        distinct = set(ratios)
        if any(max(ratio.numerator, ratio.denominator) > _MOST for ratio in distinct):
            raise CannotSay("rates that are too fine")
        if len(distinct) == 1:
            only = ratios[0]
            return cls(only.numerator, only.denominator)
        common = lcm(*(ratio.denominator for ratio in distinct))
        if common <= _FINEST and max(distinct) * common <= _MOST:
            return cls(pl.Series([int(ratio * common) for ratio in ratios], dtype=pl.Int64), common)
        return cls(
            pl.Series([ratio.numerator for ratio in ratios], dtype=pl.Int64),
            pl.Series([ratio.denominator for ratio in ratios], dtype=pl.Int64),
        )


@attrs.frozen(eq=False)
class Table:
    """The rates of one step, by kind of goods.

    Attributes:
        present: which kinds it bears on; ``None`` when on all.
        known: which kinds it is known for; ``None`` when for all.
        ratio, amount: of the base, or an amount by itself; where both are there, ``fixed`` says where the amount holds.
        low, high: bounds of the charge, with the kinds that have them.
        group: a number for what lines are charged together by; ``None`` when it is the same for all.
        waiver: the limit of the waiver.
        trees: the charges that are made otherwise: how, for which kinds, and their figures.
        limits, less: of each band its limit (but the last's), and what is taken off.
    """

    present: pl.Series | None
    known: pl.Series | None
    ratio: Numbers | None
    amount: Numbers | None
    fixed: pl.Series | None
    low: tuple[pl.Series, Numbers] | None
    high: tuple[pl.Series, Numbers] | None
    group: pl.Series | None
    waiver: Numbers | None
    limits: tuple[Numbers, ...]
    less: tuple[Numbers, ...]
    trees: tuple[tuple[Tree, pl.Series, tuple[Numbers, ...]], ...]


class Family:
    """The kinds of goods, under whatever law, whose charges are computed by the same steps.

    Attributes:
        strange: why the rates of some kinds, by number, cannot be written in tables; these have them without.
    """

    def __init__(self, shapes: tuple[Shape, ...]) -> None:
        self.shapes = shapes
        self.rates: list[tuple[dict[int, Rate], Setting]] = []
        self.strange: dict[int, str] = {}
        self._tables: list[Table] | None = None

    def add(self, rates: dict[int, Rate], setting: Setting) -> int:
        """Takes in a kind of goods; its number in the tables."""
        self.rates.append((rates, setting))
        self._tables = None
        return len(self.rates) - 1

    def tables(self) -> list[Table]:
        """The tables of the steps."""
        if self._tables is None:
            try:
                self._tables = self._made()
            except (CannotSay, XborderError):
                self._part_strange()
                self._tables = self._made()
        return self._tables

    def _made(self) -> list[Table]:
        return [self._table(place, shape) for place, shape in enumerate(self.shapes)]

    def _part_strange(self) -> None:
        """Takes out the rates that cannot be written as numbers, so that the other kinds do not go without."""
        for number, (rates, setting) in enumerate(self.rates):
            alone = Family(self.shapes)
            alone.add(rates, setting)
            try:
                alone._made()
            except CannotSay as why:
                self.strange[number] = str(why)
            except XborderError:
                self.strange[number] = "an amount of law in a currency without a rate"
            if number in self.strange:
                self.rates[number] = {}, setting

    def _table(self, place: int, shape: Shape) -> Table:
        cells = [(rates.get(place), setting) for rates, setting in self.rates]
        there = [rate is not None for rate, _ in cells]
        known = [rate is None or not rate.unknown for rate, _ in cells]
        fixed = [rate is not None and rate.amount is not None for rate, _ in cells]
        ratio = amount = None
        if shape.bands is None and not all(flag for flag, here in zip(fixed, there, strict=True) if here):
            ratio = Numbers.of([(rate.ratio if rate is not None else None) or _NOTHING for rate, _ in cells])
        if any(fixed):
            amount = Numbers.of([_amount(rate.amount if rate is not None else None, at) for rate, at in cells])
        groups: dict[tuple[object, ...], int] = {}
        grouped = [groups.setdefault(rate.group, len(groups)) if rate is not None else 0 for rate, _ in cells]
        applied = [(rate.applied if rate is not None else None, setting) for rate, setting in cells]
        waiver = None
        if shape.waiver is not None:
            waiver = Numbers.of(
                [_amount(on.step.rule.waive.up_to if on and on.step.rule.waive else None, at) for on, at in applied]
            )
        limits: list[Numbers] = []
        less: list[Numbers] = []
        for band in range(len(shape.bands[0]) if shape.bands else 0):
            of = [(on.step.rule.bands[band] if on is not None else None, at) for on, at in applied]
            limits.append(Numbers.of([_amount(each.up_to if each is not None else None, at) for each, at in of]))
            less.append(Numbers.of([_amount(each.less if each is not None else None, at) for each, at in of]))
        return Table(
            None if all(there) else pl.Series(there),
            None if all(known) else pl.Series(known),
            ratio,
            amount,
            pl.Series(fixed) if ratio is not None and amount is not None else None,
            _bound([(on.low if on is not None else None, at) for on, at in applied]),
            _bound([(on.high if on is not None else None, at) for on, at in applied]),
            pl.Series(grouped, dtype=pl.Int64) if len(groups) > 1 else None,
            waiver,
            tuple(limits),
            tuple(less),
            _trees(cells),
        )


_NOTHING = Fraction(0)


def _amount(amount: rules.Amount | None, setting: Setting) -> Fraction:
    return setting.minor(amount) if amount is not None else _NOTHING


def _trees(cells: Sequence[tuple[Rate | None, Setting]]) -> tuple[tuple[Tree, pl.Series, tuple[Numbers, ...]], ...]:
    trees = dict.fromkeys(rate.tree for rate, _ in cells if rate is not None and rate.tree)
    found = []
    for tree in trees:
        flags = [rate is not None and rate.tree == tree for rate, _ in cells]
        count = next(len(rate.leaves) for rate, _ in cells if rate is not None and rate.tree == tree)
        leaves = [
            Numbers.of([
                _leaf(rate.leaves[place], at) if rate is not None and flag else _NOTHING
                for (rate, at), flag in zip(cells, flags, strict=True)
            ])
            for place in range(count)
        ]  # fmt: skip
        found.append((tree, pl.Series(flags), tuple(leaves)))
    return tuple(found)


def _leaf(leaf: Leaf, setting: Setting) -> Fraction:
    return leaf.share if leaf.amount is None else setting.minor(leaf.amount) / TICKS**leaf.fields


def _bound(bounds: Sequence[tuple[rules.Amount | None, Setting]]) -> tuple[pl.Series, Numbers] | None:
    if all(bound is None for bound, _ in bounds):
        return None
    return pl.Series([bound is not None for bound, _ in bounds]), Numbers.of([_amount(*each) for each in bounds])


class Families:
    """Finds the family of each way to import goods."""

    def __init__(self) -> None:
        self.known: dict[tuple[Shape, ...], int] = {}
        self.all: list[Family] = []

    def place(self, setting: Setting, kinds: Iterable[Resolved]) -> tuple[int, Mapping[int, int]]:
        """The family of a procedure as it bears on kinds of goods, and where each step of the plan stands in it.

        Raises:
            CannotSay: when columns cannot say a step.
        """
        steps: dict[int, Step] = {}
        for kind in kinds:
            for rate in kind.rates:
                steps[rate.step] = rate.applied.step
        order = sorted(steps)
        places = {index: place for place, index in enumerate(order)}
        made = [_shape(steps[index], places, setting) for index in order]
        asked = {ref for shape in made for ref, _, _ in shape.refs}.union(*(shape.tops or () for shape in made))
        shapes = tuple([attrs.evolve(shape, carried=place in asked) for place, shape in enumerate(made)])
        known = self.known.get(shapes)
        if known is None:
            known = self.known[shapes] = len(self.all)
            self.all.append(Family(shapes))
        return known, places


def _shape(step: Step, places: Mapping[int, int], setting: Setting) -> Shape:
    rule, value = step.rule, step.value
    smallest = minor_step(setting.currency)
    unit = (_whole(step.quantum, smallest), "half_up")
    waiver = None
    if rule.waive is not None:
        waits = tuple(places[at] for at in step.waits_for if at in places)
        waiver = (rule.waive.scope, rule.waive.operator, waits)
    bands = None
    if rule.bands:
        if rule.band_mode == "graduated" or step.band_value is None:
            raise CannotSay("bands that are graduated")
        of = step.band_value
        bands = (
            tuple((band.rate.numerator, band.rate.denominator) for band in rule.bands),
            (of.goods, of.freight, of.insurance, of.over),
        )
    return Shape(
        step.kind,
        step.collected == "sale",
        rule.payable,
        rule.per is rules.Per.LINE,
        (value.goods, value.freight, value.insurance, value.over),
        tuple((places[ref], up, down) for ref, up, down in step.refs if ref in places),
        tuple(places[at] for at in step.tops if at in places) if rule.method is rules.Method.TOP_UP else None,
        _rounding(rule.round, smallest) or unit,
        _rounding(rule.base_round, smallest),
        _rounding(rule.carry, smallest) if isinstance(rule.carry, rules.Quantum) else rule.carry,
        _rounding(rule.total_round, smallest),
        waiver,
        bands,
    )


def _rounding(quantum: rules.Quantum | None, smallest: int) -> Rounding | None:
    if quantum is None:
        return None
    if quantum.mode not in _MODES:
        raise CannotSay(f"rounding {quantum.mode}")
    return _whole(int(quantum.quantum * TICKS), smallest), quantum.mode


def _whole(quantum: int, smallest: int) -> int:
    units, rest = divmod(quantum, smallest)
    if rest or not units:
        raise CannotSay("rounding below the minor unit")
    return units
