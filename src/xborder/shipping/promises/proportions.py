"""A share of something counted, and how far it can be trusted."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from statistics import NormalDist

import attrs

from xborder.errors import BadInput
from xborder.shipping._numbers import Number, check_count, share_of

__all__ = ["Proportion"]

_SCALE = 10**24
_DIGITS = 6


@attrs.frozen
class Proportion:
    """How many of how many.

    Attributes:
        count: those that did.
        of: all that were counted.

    Raises:
        BadInput: they are not whole numbers, or there are more that did than there are.

    >>> late = Proportion(15, 148)
    >>> low, high = late.interval("0.95")
    >>> f"{float(late.rate):.4f} ({float(low):.4f} to {float(high):.4f})"
    '0.1014 (0.0624 to 0.1605)'
    """

    count: int
    of: int

    def __attrs_post_init__(self) -> None:
        if check_count(self.count, "count") > check_count(self.of, "of"):
            raise BadInput(
                f"{self.count} are more than {self.of}", path="count", hint="at most as many as were counted"
            )

    @property
    def rate(self) -> Fraction | None:
        """The share; ``None`` when nothing was counted."""
        return Fraction(self.count, self.of) if self.of else None

    def interval(self, confidence: Number = "0.95") -> tuple[Fraction, Fraction]:
        """Wilson's score interval, without continuity correction; from 0 to 1 when nothing was counted.

        The normal quantile is taken to six places; the rest is exact but for a root, which is taken to 12 places and
        so that the interval comes out wider.

        Source: R. G. Newcombe, Two-sided confidence intervals for the single proportion: comparison of seven methods,
        Statistics in Medicine 17 (1998), 857-872, method 3.

        Args:
            confidence: above 0 and below 1.

        Raises:
            BadInput: the confidence is not inside (0, 1).
        """
        level = share_of(confidence, "confidence")
        if not self.of:
            return Fraction(0), Fraction(1)
        z = Fraction(round(NormalDist().inv_cdf(float((1 + level) / 2)) * 10**_DIGITS), 10**_DIGITS)
        share, square = Fraction(self.count, self.of), z * z
        root = _root_above(square * (share * (1 - share) / self.of + square / (4 * self.of * self.of)))
        middle, whole = share + square / (2 * self.of), 1 + square / self.of
        low = Fraction(0) if not self.count else max(Fraction(0), (middle - root) / whole)
        high = Fraction(1) if self.count == self.of else min(Fraction(1), (middle + root) / whole)
        return low, high

    def __str__(self) -> str:
        return f"{self.count} of {self.of}" + (f" ({float(self.rate):.1%})" if self.rate is not None else "")


def _root_above(value: Fraction) -> Fraction:
    """The square root, rounded up at the twelfth place."""
    return Fraction(isqrt(value.numerator * _SCALE // value.denominator) + 1, isqrt(_SCALE))
