"""What a duty is made of: eight kinds of term, each one frozen value with one sum to do.

A term computes exactly, in the currency of the value it is assessed on; ``told``, when given, receives one line of text
for each step.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import attrs

from xborder._figures import percent, plain, shown
from xborder.errors import BadInput
from xborder.goods.units import Dimension, how_to_give, unit_of

__all__ = [
    "MAX_RATE",
    "AdValorem",
    "AtLeast",
    "AtMost",
    "Case",
    "Difference",
    "Exchange",
    "Measure",
    "OfDuty",
    "Polarisation",
    "Specific",
    "Sum",
    "Term",
]

Measure = Callable[[str], Fraction | None]
"""The quantity of the goods in a unit, by the unit's name; ``None`` when it is not known."""

Exchange = Callable[[str, str], Fraction]
"""How many units of the second currency one unit of the first is worth."""

MAX_RATE = Fraction(100)
"""The highest rate that is believed: 10,000 %."""

DEGREES = "degrees[polarisation]"
"""The measure of how sweet raw sugar is, by the polarimeter."""

_MAX_DIGITS = 60


@attrs.frozen
class Case:
    """What a duty is assessed on.

    Attributes:
        value: the value that percentages are taken of.
        currency: its currency, and that of the answer.
        measure: quantities of the goods.
        fx: exchange rates, for duties written in another currency.
        duty: the duty found elsewhere, for terms like ``10% of duty``; in the same currency.
    """

    value: Fraction
    currency: str
    measure: Measure
    fx: Exchange
    duty: Fraction | None = None


def _fraction(value: Fraction | Decimal | int) -> Fraction:
    if isinstance(value, Decimal) and not (value.is_finite() and (not value or abs(value.adjusted()) <= _MAX_DIGITS)):
        raise BadInput(f"{value} is not a figure of a duty", hint="for example 12.5")
    number = Fraction(value)
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > 4 * _MAX_DIGITS:
        raise BadInput(f"a figure of more than {_MAX_DIGITS} digits is not a figure of a duty", hint="for example 12.5")
    return number


def _unit_name(name: str) -> str:
    unit = unit_of(name)
    if unit.dimension is Dimension.PART:
        raise BadInput(f"{name!r:.60} is no unit of a duty", hint="give the unit, and its part as of=")
    return unit.name


def _part(name: str) -> str:
    return unit_of(f"kg[{name}]").name[len("kg[") : -1] if name else ""


def _rate(_: object, __: object, value: Fraction) -> None:
    if not 0 <= value <= MAX_RATE:
        raise BadInput(f"a rate of {shown(value * 100):.40}% is not between 0% and 10000%")


def _not_negative(_: object, __: object, value: Fraction) -> None:
    if value < 0:
        raise BadInput("the amount of a duty is never negative", hint="write a difference: 10% - 5 EUR/kg")


def _positive(_: object, __: object, value: Fraction) -> None:
    if value <= 0:
        raise BadInput("a specific duty is per some quantity of a unit", hint="for example 22.40 EUR/100 kg")


def _currency(_: object, __: object, value: str) -> None:
    if not (len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):
        raise BadInput(f"{value!r:.40} is not a currency", hint="give an ISO 4217 code such as EUR")


@attrs.frozen
class AdValorem:
    """A share of the value: ``6.5%``; at zero, ``Free``.

    Attributes:
        rate: the share; exact.
        of: the part of the goods whose value it is taken of (``case``), empty for the whole. That value is the measure
            ``value[case]``, an amount in the currency of the value.
    """

    rate: Fraction = attrs.field(converter=_fraction, validator=_rate)
    of: str = attrs.field(default="", converter=_part)

    def exact(self, case: Case, told: list[str] | None = None) -> Fraction:
        """The duty on a case.

        Raises:
            BadInput: when the value of the part is not known.
        """
        value = _quantity(self, f"value[{self.of}]", case) if self.of else case.value
        result = self.rate * value
        if told is not None:
            part = f" for the {self.of}" if self.of else ""
            told.append(f"{percent(self.rate)} of {_money(value, case)}{part} = {_money(result, case)}")
        return result

    def __str__(self) -> str:
        return f"{percent(self.rate)} of value[{self.of}]" if self.of else percent(self.rate)


@attrs.frozen
class Specific:
    """An amount per quantity: ``22.40 EUR/100 kg``.

    Attributes:
        amount: in ``currency``, exact.
        per: how many units the amount is for.
        unit: name of the unit (``xborder.goods.units``).
        of: the part or quality of the goods that is measured (``lead content``), empty for the goods themselves. The
            quantity is then the measure ``kg[lead content]``.
    """

    amount: Fraction = attrs.field(converter=_fraction, validator=_not_negative)
    currency: str = attrs.field(validator=_currency)
    per: Fraction = attrs.field(converter=_fraction, validator=_positive)
    unit: str = attrs.field(converter=_unit_name)
    of: str = attrs.field(default="", converter=_part)

    @property
    def measure(self) -> str:
        """The name of the measure that it needs."""
        return f"{self.unit}[{self.of}]" if self.of else self.unit

    def exact(self, case: Case, told: list[str] | None = None) -> Fraction:
        """The duty on a case.

        Raises:
            BadInput: when the measure that the duty is per is not known.
        """
        quantity = _quantity(self, self.measure, case)
        own = self.amount * quantity / self.per
        result = own if self.currency == case.currency else own * case.fx(self.currency, case.currency)
        if told is not None:
            step = f"{shown(quantity)} {unit_of(self.measure).label} x {self} = {shown(own)} {self.currency}"
            told.append(step if self.currency == case.currency else f"{step} = {_money(result, case)}")
        return result

    def __str__(self) -> str:
        per = "" if self.per == 1 else f"{plain(self.per)} "
        return f"{plain(self.amount)} {self.currency}/{per}{unit_of(self.measure).label}"


@attrs.frozen
class Polarisation:
    """An amount per quantity and per degree of polarisation that sugar lacks: ``0.0002 USD/kg per degree under 100``.

    Fractions of a degree count in proportion; at ``under`` degrees and above it is nothing.

    Attributes:
        rate: the amount for one degree.
        under: the degrees from which it counts downwards.
    """

    rate: Specific
    under: Fraction = attrs.field(converter=_fraction, validator=_positive)

    def exact(self, case: Case, told: list[str] | None = None) -> Fraction:
        """The duty on a case.

        Raises:
            BadInput: when the degrees, or the measure that the rate is per, are not known.
        """
        missing = max(self.under - _quantity(self, DEGREES, case), Fraction(0))
        result = missing * self.rate.exact(case, told)
        if told is not None:
            told.append(f"for {shown(missing)} degrees under {plain(self.under)}: {_money(result, case)}")
        return result

    def __str__(self) -> str:
        return f"{self.rate} per degree under {plain(self.under)}"


@attrs.frozen
class OfDuty:
    """A share of the duty found elsewhere, which is what a surtax is: ``10% of duty``."""

    rate: Fraction = attrs.field(converter=_fraction, validator=_rate)

    def exact(self, case: Case, told: list[str] | None = None) -> Fraction:
        """The duty on a case.

        Raises:
            BadInput: when the case has no other duty to take a share of.
        """
        if case.duty is None:
            raise BadInput(
                f"{self} needs the duty that it is a share of", path="duty", hint="assess that duty first and give it"
            )
        result = self.rate * case.duty
        if told is not None:
            told.append(f"{percent(self.rate)} of the duty of {_money(case.duty, case)} = {_money(result, case)}")
        return result

    def __str__(self) -> str:
        return f"{percent(self.rate)} of duty"


def _flat(parts: tuple[Term, ...]) -> tuple[Term, ...]:
    flat: list[Term] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Sum) else (part,))
    return tuple(flat)


def _several(_: object, __: object, parts: tuple[Term, ...]) -> None:
    if len(parts) < 2:
        raise BadInput("a sum has two or more parts")


@attrs.frozen
class Sum:
    """Several duties together: ``4.4 USD/kg + 8.5%``. A sum inside a sum is one sum."""

    parts: tuple[Term, ...] = attrs.field(converter=_flat, validator=_several)

    def exact(self, case: Case, told: list[str] | None = None) -> Fraction:
        """The duty on a case."""
        result = sum((part.exact(case, told) for part in self.parts), start=Fraction(0))
        if told is not None:
            told.append(f"together {_money(result, case)}")
        return result

    def __str__(self) -> str:
        first, *others = self.parts
        return " + ".join([_inside(first, Difference), *(_inside(other) for other in others)])


@attrs.frozen
class Difference:
    """One duty less another: ``12% - 3 EUR/100 kg``. It may fall below nothing; a whole expression may not."""

    whole: Term
    less: Term

    def exact(self, case: Case, told: list[str] | None = None) -> Fraction:
        """The duty on a case."""
        result = self.whole.exact(case, told) - self.less.exact(case, told)
        if told is not None:
            told.append(f"the first less the second {_money(result, case)}")
        return result

    def __str__(self) -> str:
        return f"{_inside(self.whole, Sum, Difference)} - {_inside(self.less)}"


@attrs.frozen
class AtLeast:
    """A duty with a floor: ``10% MIN 22.40 EUR/100 kg`` is the higher of the two."""

    duty: Term
    floor: Term

    def exact(self, case: Case, told: list[str] | None = None) -> Fraction:
        """The duty on a case."""
        duty, floor = self.duty.exact(case, told), self.floor.exact(case, told)
        result = max(duty, floor)
        if told is not None:
            told.append(f"the higher of {shown(duty)} and {shown(floor)}: {_money(result, case)}")
        return result

    def __str__(self) -> str:
        return f"{_inside(self.duty, Sum, Difference, AtLeast, AtMost)} MIN {_inside(self.floor, Sum, Difference)}"


@attrs.frozen
class AtMost:
    """A duty with a ceiling: ``10% MAX 5 EUR/kg`` is the lower of the two."""

    duty: Term
    ceiling: Term

    def exact(self, case: Case, told: list[str] | None = None) -> Fraction:
        """The duty on a case."""
        duty, ceiling = self.duty.exact(case, told), self.ceiling.exact(case, told)
        result = min(duty, ceiling)
        if told is not None:
            told.append(f"the lower of {shown(duty)} and {shown(ceiling)}: {_money(result, case)}")
        return result

    def __str__(self) -> str:
        return f"{_inside(self.duty, Sum, Difference, AtLeast, AtMost)} MAX {_inside(self.ceiling, Sum, Difference)}"


Term = AdValorem | Specific | Polarisation | OfDuty | Sum | Difference | AtLeast | AtMost
"""Any part of a duty."""


def _inside(term: Term, *bare: type[Term]) -> str:
    """A term inside another: in parentheses unless it is single or one of the kinds that may stand bare there."""
    text = str(term)
    return text if isinstance(term, (AdValorem, Specific, Polarisation, OfDuty, *bare)) else f"({text})"


def _quantity(duty: AdValorem | Specific | Polarisation, measure: str, case: Case) -> Fraction:
    quantity = case.measure(measure)
    if quantity is None:
        what = measure if unit_of(measure).dimension is Dimension.PART else f"the quantity in {measure}"
        raise BadInput(f"the duty {duty} needs {what}", path="measures", hint=how_to_give(measure))
    return quantity


def _money(value: Fraction, case: Case) -> str:
    return f"{shown(value)} {case.currency}"
