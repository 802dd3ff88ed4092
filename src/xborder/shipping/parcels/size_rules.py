"""Sizes and weights that posts and carriers take, and those from which they charge more.

A rule is a list of bounds. A parcel that breaks one of a limit is not taken; one that breaks one of a trigger costs a
surcharge. Both are asked with ``breaches``.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.law.sources import Evidence, Source, weakest
from xborder.shipping._checks import all_of, one_of, texts
from xborder.shipping._dated import check_period, named_on
from xborder.shipping._numbers import Number, exact, written
from xborder.shipping.parcels.billable import SideRounding
from xborder.shipping.parcels.parcel import DIMENSION_UNITS, WEIGHT_UNITS, Parcel

__all__ = ["Bound", "Breach", "Measure", "ParcelTooLarge", "SizeRule", "breaches", "check_size", "fitting"]


class ParcelTooLarge(BadInput):
    """A parcel is outside a size or weight that is taken."""


class Measure(enum.Enum):
    """What of a parcel is compared."""

    LONGEST = "longest side"
    SECOND = "second longest side"
    SHORTEST = "shortest side"
    SUM = "length, width and height together"
    LENGTH_AND_GIRTH = "length and girth together"
    ROLL = "length and twice the diameter together"
    VOLUME = "volume"
    WEIGHT = "weight"


Sides = tuple[Fraction, Fraction, Fraction]

_OF_SIDES: Final[Mapping[Measure, Callable[[Sides], Fraction]]] = MappingProxyType(
    {
        Measure.LONGEST: lambda sides: sides[0],
        Measure.SECOND: lambda sides: sides[1],
        Measure.SHORTEST: lambda sides: sides[2],
        Measure.SUM: lambda sides: sides[0] + sides[1] + sides[2],
        Measure.LENGTH_AND_GIRTH: lambda sides: sides[0] + 2 * (sides[1] + sides[2]),
        Measure.ROLL: lambda sides: sides[0] + 2 * sides[1],
        Measure.VOLUME: lambda sides: sides[0] * sides[1] * sides[2],
    }
)


def _limit(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value, "bound")


def _tolerance(value: Number) -> Fraction:
    return exact(value, "tolerance")


@attrs.frozen
class Bound:
    """What one measure may be.

    Attributes:
        measure: what is compared.
        unit: of length, whose cube it is for a volume; or of weight.
        at_most: it may be that much and no more.
        at_least: it may be that little and no less.
        tolerance: how far beyond either is still taken.
    """

    measure: Measure
    unit: str
    at_most: Fraction | None = attrs.field(default=None, converter=_limit)
    at_least: Fraction | None = attrs.field(default=None, converter=_limit)
    tolerance: Fraction = attrs.field(default=Fraction(0), converter=_tolerance)

    def __attrs_post_init__(self) -> None:
        one_of(Measure, self.measure, "measure")
        known = WEIGHT_UNITS if self.measure is Measure.WEIGHT else DIMENSION_UNITS
        if self.unit not in known:
            raise BadInput(f"{self.unit!r:.40} is not a unit for it", path="unit", hint=f"one of {', '.join(known)}")
        if self.at_most is None and self.at_least is None:
            raise BadInput("the bound bounds nothing", path="bound", hint="give at_most or at_least")

    @property
    def shown_unit(self) -> str:
        """The unit for a reader: ``in3`` for a volume in inches."""
        return f"{self.unit}3" if self.measure is Measure.VOLUME else self.unit


@attrs.frozen
class SizeRule:
    """A list of bounds of one post or carrier.

    Attributes:
        name: by which it is asked for.
        bounds: all of them must hold.
        surcharge: whether breaking it costs more, rather than being refused.
        side_rounding: what happens to each side before it is compared, in the unit of the bound.
        from_, until: the first day, and the day after the last one; open when ``None``.
        sources: where it was read.
    """

    name: str
    bounds: tuple[Bound, ...]
    surcharge: bool = False
    side_rounding: SideRounding = SideRounding.NONE
    from_: date | None = None
    until: date | None = None
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        texts(self, "name")
        all_of(Bound, self.bounds, "bounds")
        one_of(SideRounding, self.side_rounding, "side_rounding")
        check_period(self.from_, self.until)

    @property
    def evidence(self) -> Evidence:
        """The weakest of its sources; what a host writes itself has none and is unverified."""
        return weakest(*(source.evidence for source in self.sources)) if self.sources else Evidence.UNVERIFIED


@attrs.frozen
class Breach:
    """One bound that a parcel breaks.

    Attributes:
        rule: the name of the rule.
        bound: which of its bounds.
        value: what the parcel measures, in the unit of the bound.
    """

    rule: str
    bound: Bound
    value: Fraction

    def __str__(self) -> str:
        most, least, unit = self.bound.at_most, self.bound.at_least, self.bound.shown_unit
        if most is not None and self.value > most:
            return f"{self.bound.measure.value} of {written(self.value)} {unit} is more than {written(most)} {unit}"
        fewest = written(least or Fraction(0))
        return f"{self.bound.measure.value} of {written(self.value)} {unit} is less than {fewest} {unit}"


def breaches(parcel: Parcel, rule: SizeRule | str, on: date | None = None) -> tuple[Breach, ...]:
    """The bounds of a rule that a parcel breaks.

    Args:
        parcel: as it is handed over.
        rule: by itself or by name; then ``on`` says of which day.
        on: the day.

    Returns:
        One breach for each, in the order of the rule; none when the parcel keeps all of them.

    Raises:
        BadInput: no rule of that name holds on the day.

    >>> parcel = Parcel("60", "40", "30", "cm", "3.2", "kg")
    >>> [str(breach) for breach in breaches(parcel, "upu-small-packet")]
    ['length, width and height together of 130 cm is more than 90 cm', 'weight of 3.2 kg is more than 2 kg']
    >>> breaches(parcel, "upu-parcel")
    ()
    """
    one_of(Parcel, parcel, "parcel")
    rule = _named(rule, on) if isinstance(rule, str) else one_of(SizeRule, rule, "rule")
    return tuple(breach for bound in rule.bounds if (breach := _breach(parcel, rule, bound)) is not None)


def _breach(parcel: Parcel, rule: SizeRule, bound: Bound) -> Breach | None:
    if bound.measure is Measure.WEIGHT:
        value = parcel.weight_in(bound.unit)
    else:
        sides = parcel.sides_in(bound.unit)
        rounding = rule.side_rounding.applied
        value = _OF_SIDES[bound.measure]((rounding(sides[0]), rounding(sides[1]), rounding(sides[2])))
    within = (bound.at_most is None or value <= bound.at_most + bound.tolerance) and (
        bound.at_least is None or value >= bound.at_least - bound.tolerance
    )
    return None if within else Breach(rule.name, bound, value)


def check_size(parcel: Parcel, rule: SizeRule | str, on: date | None = None) -> None:
    """Refuses a parcel that a post or carrier does not take.

    Raises:
        ParcelTooLarge: naming every bound that it breaks.
        BadInput: no rule of that name holds on the day.
    """
    found = breaches(parcel, rule, on)
    if found:
        raise ParcelTooLarge(
            "; ".join(map(str, found)),
            path="parcel",
            hint=f"outside {found[0].rule}: send it otherwise",
        )


def fitting(parcel: Parcel, rules: Iterable[SizeRule | str], on: date | None = None) -> tuple[str, ...]:
    """The names of those of several limits that a parcel keeps.

    Raises:
        ParcelTooLarge: it keeps none of them; the message says why for each.
        BadInput: a name is not known.

    >>> fitting(Parcel("60", "40", "30", "cm", "3.2", "kg"), ["upu-small-packet", "upu-parcel", "ems"])
    ('upu-parcel', 'ems')
    """
    kept, lost = [], []
    for rule in rules:
        name = rule if isinstance(rule, str) else one_of(SizeRule, rule, "rules").name
        found = breaches(parcel, rule, on)
        if found:
            lost.append(f"{name}: {', '.join(map(str, found))}")
        else:
            kept.append(name)
    if lost and not kept:
        raise ParcelTooLarge("; ".join(lost), path="parcel", hint="pack it in several parcels, or send it as freight")
    return tuple(kept)


def _named(name: str, on: date | None) -> SizeRule:
    from xborder.shipping.parcels.size_table import SIZE_RULES  # noqa: PLC0415 - the table is made of what is defined here

    return named_on(SIZE_RULES, name, on, "rule")
