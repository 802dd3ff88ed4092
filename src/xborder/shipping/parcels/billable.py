"""Billable weight: what a carrier charges a parcel as weighing, from its weight and the space that it takes.

A rule divides the volume by a divisor, takes the greater of that and the weight, and rounds up. The rules of carriers
by name, with their dates and sources, are in ``xborder.shipping.parcels.dim_rules``.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.law.sources import Evidence, Source, weakest
from xborder.shipping._checks import all_of, one_of
from xborder.shipping._dated import check_period
from xborder.shipping._numbers import Number, exact, positive, rounded_up, written
from xborder.shipping.parcels import _measures as read
from xborder.shipping.parcels.parcel import Parcel, factor_between

__all__ = ["BillableWeight", "DimRule", "SideRounding", "WeightStep", "billable_weight"]

# A divisor without units is for the system that the parcel is measured in.
_SYSTEMS: Final = {"cm": "metric", "mm": "metric", "m": "metric", "kg": "metric", "g": "metric"}
_DIVISOR_UNITS: Final = {"metric": ("cm", "kg"), "imperial": ("in", "lb")}


Sides = tuple[Fraction, Fraction, Fraction]


class SideRounding(enum.Enum):
    """What a carrier does with the fraction of a side before it computes a volume."""

    NONE = "none"
    HALF_UP = "half-up"
    """To the nearest whole unit."""
    UP = "up"
    """To the next whole unit."""

    def applied(self, side: Fraction) -> Fraction:
        """The side as it is computed with; never less than one unit once it is rounded at all."""
        if self is SideRounding.NONE or side.denominator == 1:
            return side
        whole = -(-side.numerator // side.denominator) if self is SideRounding.UP else (2 * side + 1) // 2
        return Fraction(max(whole, 1))


def _step(value: Number) -> Fraction:
    return positive(value, "step")


def _up_to(value: Number | None) -> Fraction | None:
    return None if value is None else positive(value, "up_to")


@attrs.frozen
class WeightStep:
    """Weights are rounded up to multiples of a step.

    Attributes:
        step: in the unit of the rule.
        up_to: the heaviest weight, before rounding, that this step is for; ``None`` for all that are heavier.
    """

    step: Fraction = attrs.field(converter=_step)
    up_to: Fraction | None = attrs.field(default=None, converter=_up_to)


def _divisor(value: Number | None) -> Fraction | None:
    return None if value is None else positive(value, "divisor")


def _threshold(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value, "threshold")


def _minimum(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value, "minimum")


@attrs.frozen
class DimRule:
    """How one carrier, or one product of it, makes a billable weight.

    Attributes:
        divisor: cubes of ``dimension_unit`` that count as one ``weight_unit``; ``None`` where space never counts.
        dimension_unit, weight_unit: what the rule measures in; parcels in other units are converted exactly.
        side_rounding: what happens to each side first.
        steps: to what weights are rounded up, lighter weights first; empty leaves them as they are.
        threshold: the volume, after rounding of sides, up to and with which space does not count.
        minimum: no parcel is billed for less.
        name: by which ``dim_rule`` finds it.
        from_, until: the first day, and the day after the last one; open when ``None``.
        sources: where it was read.

    >>> rule = DimRule("5000", steps=(WeightStep("0.5"),))
    >>> print(rule.weigh(Parcel("40", "30", "20", "cm", "3.2", "kg")))
    5.0 kg
    """

    divisor: Fraction | None = attrs.field(converter=_divisor)
    dimension_unit: str = attrs.field(default="cm", converter=read.dimension_unit)
    weight_unit: str = attrs.field(default="kg", converter=read.weight_unit)
    side_rounding: SideRounding = SideRounding.NONE
    steps: tuple[WeightStep, ...] = ()
    threshold: Fraction | None = attrs.field(default=None, converter=_threshold)
    minimum: Fraction | None = attrs.field(default=None, converter=_minimum)
    name: str = ""
    from_: date | None = None
    until: date | None = None
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.side_rounding, SideRounding):
            raise BadInput(f"{self.side_rounding!r:.40} is not a rounding of sides", path="side_rounding",
                           hint="a member of SideRounding")  # fmt: skip
        check_period(self.from_, self.until)
        ends = [step.up_to for step in all_of(WeightStep, self.steps, "steps")]
        closed = [end for end in ends if end is not None]
        if ends and (None in ends[:-1] or ends[-1] is not None or sorted(set(closed)) != closed):
            raise BadInput(
                "the steps leave weights out, or are not in order", path="steps",
                hint="lighter weights first, and the last step without up_to",
            )  # fmt: skip

    @property
    def evidence(self) -> Evidence:
        """The weakest of its sources; what a host writes itself has none and is unverified."""
        return weakest(*(source.evidence for source in self.sources)) if self.sources else Evidence.UNVERIFIED

    def weigh(self, parcel: Parcel) -> BillableWeight:
        """The billable weight of a parcel by this rule.

        >>> usps = DimRule(166, "in", "lb", SideRounding.HALF_UP, (WeightStep(1),), threshold=1728)
        >>> print(usps.weigh(Parcel(12, 12, 12, "in", 3, "lb")), usps.weigh(Parcel(12, 12, 13, "in", 3, "lb")))
        3 lb 12 lb
        """
        actual, volumetric, sides = self._compared(parcel)
        return self._billed(actual if volumetric is None else max(actual, volumetric), actual, volumetric, sides, 1)

    def weigh_together(self, parcels: Sequence[Parcel]) -> BillableWeight:
        """The billable weight of several parcels as one: of each what is greater, rounded once.

        >>> rule = DimRule("5000", steps=(WeightStep("0.5"),))
        >>> two = [Parcel("40", "30", "20", "cm", "3.2", "kg"), Parcel(9, 9, 9, "cm", "1.6", "kg")]
        >>> print(rule.weigh_together(two))
        6.5 kg
        """
        found = [self._compared(one_of(Parcel, parcel, "parcels")) for parcel in parcels]
        if not found:
            raise BadInput("there is no parcel", path="parcels", hint="give one at least")
        heaviest = sum((max(actual, volumetric or actual) for actual, volumetric, _ in found), Fraction(0))
        actual = sum((weight for weight, _, _ in found), Fraction(0))
        counts = any(volumetric is not None for _, volumetric, _ in found)
        volumetric = sum((space or Fraction(0) for _, space, _ in found), Fraction(0)) if counts else None
        return self._billed(heaviest, actual, volumetric, found[0][2], len(found))

    def _compared(self, parcel: Parcel) -> tuple[Fraction, Fraction | None, Sides]:
        """The weight, the weight that the volume stands for, and the sides it was computed with."""
        actual, sides = parcel.weight, (parcel.length, parcel.width, parcel.height)
        if parcel.dimension_unit != self.dimension_unit:
            factor = factor_between(parcel.dimension_unit, self.dimension_unit)
            sides = (sides[0] * factor, sides[1] * factor, sides[2] * factor)
        if parcel.weight_unit != self.weight_unit:
            actual *= factor_between(parcel.weight_unit, self.weight_unit)
        if self.side_rounding is not SideRounding.NONE:
            rounding = self.side_rounding.applied
            sides = (rounding(sides[0]), rounding(sides[1]), rounding(sides[2]))
        a, b, c = sides
        # One fraction from six whole numbers: this runs for every parcel that is rated.
        volume = Fraction(a.numerator * b.numerator * c.numerator, a.denominator * b.denominator * c.denominator)
        if self.divisor is None or (self.threshold is not None and volume <= self.threshold):
            return actual, None, sides
        return actual, volume / self.divisor, sides

    def _billed(
        self, heaviest: Fraction, actual: Fraction, volumetric: Fraction | None, sides: Sides, parcels: int
    ) -> BillableWeight:
        basis = "weight" if heaviest is actual or heaviest == actual else "volume"
        unrounded = heaviest
        if self.minimum is not None and self.minimum > heaviest:
            unrounded, basis = self.minimum, "minimum"
        step = self._step(unrounded)
        value = unrounded if step is None else rounded_up(unrounded, step)
        return BillableWeight(value, self.weight_unit, basis, actual, volumetric, sides, self, step, heaviest, parcels)

    def _step(self, weight: Fraction) -> Fraction | None:
        for step in self.steps:
            if step.up_to is None or weight <= step.up_to:
                return step.step
        return None


@attrs.frozen
class BillableWeight:
    """A billable weight and what it was made of.

    Attributes:
        value: the weight that is charged, in ``unit``.
        unit: of all weights here.
        basis: what decided: ``weight``, ``volume`` or ``minimum``.
        actual: the parcel's own weight.
        volumetric: the weight that its volume stands for; ``None`` when space does not count.
        sides: as they were computed with, in the rule's unit.
        rule: by which it was made.
        step: to whose multiple it was rounded up, if to any.
        heaviest: what was rounded, a minimum apart: of each parcel the greater of weight and volume.
        parcels: how many parcels it is of; ``sides`` are those of the first.
    """

    value: Fraction
    unit: str
    basis: str
    actual: Fraction
    volumetric: Fraction | None
    sides: Sides
    rule: DimRule
    step: Fraction | None
    heaviest: Fraction
    parcels: int = 1

    def explain(self) -> str:
        """One sentence on how it was made.

        >>> parcel = Parcel("11.1", "8.5", "6.2", "in", "4.2", "lb")
        >>> print(billable_weight(parcel, divisor="139", step="1", round_sides=True).explain())
        12 x 9 x 7 in / 139 = 5.4388489209... lb, more than its weight of 4.2 lb; rounded up to 6 lb
        """
        sides = f"{' x '.join(written(side) for side in self.sides)} {self.rule.dimension_unit}"
        weight = f"its weight of {written(self.actual)} {self.unit}"
        if self.parcels > 1:
            made = f"{self.parcels} parcels, of each the greater of weight and volume: "
            made += f"{written(self.heaviest)} {self.unit}"
        elif self.rule.divisor is None:
            made = f"it counts by {weight}"
        elif self.volumetric is None:
            made = f"{sides} is small enough to count by {weight}"
        else:
            compared = "more" if self.volumetric > self.actual else "not more"
            made = f"{sides} / {written(self.rule.divisor)} = {written(self.volumetric)} {self.unit}, "
            made += f"{compared} than {weight}"
        if self.basis == "minimum":
            made += f"; no parcel is billed for less than {written(self.rule.minimum or self.value)} {self.unit}"
        unrounded = self.rule.minimum if self.basis == "minimum" else self.heaviest
        return made if unrounded == self.value else f"{made}; rounded up to {self}"

    def __str__(self) -> str:
        return f"{written(self.value, self.step)} {self.unit}"


def billable_weight(
    parcel: Parcel,
    rule: DimRule | str | None = None,
    *,
    divisor: Number | None = None,
    step: Number | None = None,
    round_sides: bool | SideRounding = False,
    threshold: Number | None = None,
    minimum: Number | None = None,
    on: date | None = None,
) -> BillableWeight:
    """The weight that a carrier charges a parcel for.

    Args:
        parcel: as it is handed over.
        rule: one of a carrier's, by itself or by name (``ups``, ``dhl-express``; then ``on`` says of which day);
            without it, ``divisor`` makes one, in cm and kg or in inches and pounds as the parcel is measured.
        divisor: cubic centimetres per kilogram, or cubic inches per pound.
        step: weights are rounded up to its multiples.
        round_sides: whether each side is first rounded up to a whole unit, or how it is rounded.
        threshold: the volume up to which space does not count.
        minimum: no parcel is billed for less.
        on: the day, for a rule by name.

    Raises:
        BadInput: the parcel mixes metric and other units while the divisor names none, no rule of that name holds on
            the day, or an argument is wrong.

    >>> parcel = Parcel(length="40", width="30", height="20", dimension_unit="cm", weight="3.2", weight_unit="kg")
    >>> str(billable_weight(parcel, divisor="5000", step="0.5", round_sides=False))
    '5.0 kg'
    >>> str(billable_weight(parcel, "dhl-express", on=date(2026, 11, 22)))
    '5.0 kg'
    """
    one_of(Parcel, parcel, "parcel")
    if rule is None:
        return _made(parcel, divisor, step, round_sides, threshold, minimum).weigh(parcel)
    if (divisor, step, threshold, minimum) != (None, None, None, None) or round_sides is not False:
        raise BadInput("a rule has its own divisor, step and rounding", path="rule", hint="give either of them")
    if isinstance(rule, str):
        from xborder.shipping.parcels.dim_rules import dim_rule  # noqa: PLC0415 - only rules by name need the table

        rule = dim_rule(rule, on)
    return one_of(DimRule, rule, "rule").weigh(parcel)


def _made(
    parcel: Parcel,
    divisor: Number | None,
    step: Number | None,
    round_sides: bool | SideRounding,  # noqa: FBT001 - the argument as the caller gave it
    threshold: Number | None,
    minimum: Number | None,
) -> DimRule:
    if divisor is None:
        raise BadInput("there is neither a rule nor a divisor", path="divisor", hint='for example divisor="5000"')
    sides, weight = (_SYSTEMS.get(unit, "imperial") for unit in (parcel.dimension_unit, parcel.weight_unit))
    if sides != weight:
        raise BadInput(
            f"the parcel mixes {parcel.dimension_unit} and {parcel.weight_unit}, and a divisor has no units",
            path="divisor", hint="measure in cm and kg or in inches and pounds, or give a DimRule with its units",
        )  # fmt: skip
    if isinstance(round_sides, bool):
        round_sides = SideRounding.UP if round_sides else SideRounding.NONE
    length, mass = _DIVISOR_UNITS[sides]
    steps = () if step is None else (WeightStep(step),)
    return DimRule(divisor, length, mass, round_sides, steps, threshold, minimum)
