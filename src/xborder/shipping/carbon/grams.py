"""An amount of greenhouse gas as a range."""

from __future__ import annotations

from fractions import Fraction

import attrs

from xborder._figures import shown
from xborder.errors import BadInput
from xborder.money.rounding import Rounding, round_ratio

__all__ = ["Grams"]


@attrs.frozen
class Grams:
    """Grams of CO2 equivalent: from ``low`` to ``high``, typically ``typical``; exact.

    Raises:
        BadInput: the three are not in order.

    >>> print(Grams(Fraction(100), Fraction(13984, 5), Fraction(4000)))
    2797 g CO2e (100 to 4000)
    """

    low: Fraction = Fraction(0)
    typical: Fraction = Fraction(0)
    high: Fraction = Fraction(0)

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.low <= self.typical <= self.high:
            raise BadInput(
                f"{shown(self.low)}, {shown(self.typical)}, {shown(self.high)} are no range",
                path="typical",
                hint="0 <= low <= typical <= high",
            )

    def __add__(self, other: object) -> Grams:
        if not isinstance(other, Grams):
            return NotImplemented
        return Grams(self.low + other.low, self.typical + other.typical, self.high + other.high)

    def times(self, factor: Fraction) -> Grams:
        """So much of it."""
        return Grams(self.low * factor, self.typical * factor, self.high * factor)

    @property
    def rounded(self) -> tuple[int, int, int]:
        """Low, typical and high in whole grams, halves up."""
        low, typical, high = (
            round_ratio(value.numerator, value.denominator, Rounding.HALF_UP)
            for value in (self.low, self.typical, self.high)
        )
        return low, typical, high

    def __str__(self) -> str:
        low, typical, high = self.rounded
        return f"{typical} g CO2e" + (f" ({low} to {high})" if low != high else "")
