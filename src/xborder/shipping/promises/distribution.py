"""How long something takes, as a distribution over whole days whose masses are whole numbers: nothing is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.shipping._numbers import Number, check_count, fraction_of, positive

__all__ = ["MOST_DAYS", "Distribution", "days_from_hours"]

MOST_DAYS: Final = 3660
"""More days than any step takes."""
_HINT = "for example {2: 30, 3: 50, 5: 20}"


def _sorted(mass: object) -> tuple[tuple[int, int], ...]:
    """The masses in order of their days, those of nothing left out."""
    try:
        pairs = [(day, weight) for day, weight in mass]  # type: ignore[attr-defined]  # whatever came in
    except (TypeError, ValueError):
        raise BadInput(f"{mass!r:.60} is not a list of days and masses", path="mass", hint=_HINT) from None
    for day, weight in pairs:
        check_count(weight, f"mass[{day!r:.20}]", most=None)
        check_count(day, "mass", most=MOST_DAYS)
    if len({day for day, _ in pairs}) < len(pairs):
        raise BadInput("a number of days is given twice", path="mass", hint=_HINT)
    return tuple(sorted((day, weight) for day, weight in pairs if weight))


@attrs.frozen
class Distribution:
    """A number of whole days (or of any other whole unit) that is not certain.

    Two distributions are equal when they give every number of days the same probability.

    Attributes:
        mass: days and their whole-number weights, by days; the probability of one is its weight over ``total``.
        beyond: the weight of "later than the last of them, and nobody knows when": shipments of a history that had not
            arrived when it was taken.

    Raises:
        BadInput: a number of days or a weight is negative or not whole, or there is no weight at all.

    >>> takes = Distribution.of({2: 30, 3: 50, 5: 20})
    >>> takes.at_most(3), takes.quantile("0.8"), takes.quantile("0.9")
    (Fraction(4, 5), 3, 5)
    >>> (takes + Distribution.certain(1)).quantile("0.9")
    6
    """

    mass: tuple[tuple[int, int], ...] = attrs.field(converter=_sorted)
    beyond: int = 0

    def __attrs_post_init__(self) -> None:
        check_count(self.beyond, "beyond", most=None)
        if not self.mass:
            raise BadInput("no number of days has any weight", path="mass", hint=_HINT)
        common = gcd(self.beyond, *(weight for _, weight in self.mass))
        if common > 1:  # the same probabilities are the same value
            _put(self, "mass", tuple((day, weight // common) for day, weight in self.mass))
            _put(self, "beyond", self.beyond // common)

    @classmethod
    def of(cls, masses: Mapping[int, Number], beyond: Number = 0) -> Distribution:
        """From masses in any exact numbers: counts, probabilities, percentages.

        Raises:
            BadInput: a mass is no exact number or negative, a number of days is not whole, or all are zero.

        >>> Distribution.of({1: "0.25", 2: "0.75"}) == Distribution.of({1: 1, 2: 3})
        True
        """
        if not isinstance(masses, Mapping):
            raise BadInput(f"{masses!r:.60} is not a mapping of days to masses", path="mass", hint=_HINT)
        exact = {day: _weight(value, f"mass[{day!r:.20}]") for day, value in masses.items()}
        rest = _weight(beyond, "beyond")
        common = lcm(rest.denominator, *(value.denominator for value in exact.values()))
        return cls(tuple((day, int(value * common)) for day, value in exact.items()), int(rest * common))

    @classmethod
    def certain(cls, days: int) -> Distribution:
        """Exactly so many days."""
        return cls(((days, 1),))

    @classmethod
    def triangular(cls, low: int, typical: int, high: int) -> Distribution:
        """Rising from ``low`` to ``typical`` and falling to ``high``, in equal steps on each side; both ends count.

        Raises:
            BadInput: they are not whole, or not in order.

        >>> Distribution.triangular(1, 2, 4).mass
        ((1, 3), (2, 6), (3, 4), (4, 2))
        """
        for name, value in (("low", low), ("typical", typical), ("high", high)):
            check_count(value, name)
        if not low <= typical <= high:
            raise BadInput(f"{low}, {typical}, {high} are not in order", path="typical", hint="low <= typical <= high")
        rise, fall = typical - low + 1, high - typical + 1
        up = {day: Fraction(day - low + 1, rise) for day in range(low, typical + 1)}
        return cls.of(up | {day: Fraction(high - day + 1, fall) for day in range(typical, high + 1)})

    @property
    def total(self) -> int:
        """All weight there is, with what lies beyond."""
        return sum(weight for _, weight in self.mass) + self.beyond

    @property
    def earliest(self) -> int:
        """The fewest days that have any weight."""
        return self.mass[0][0]

    @property
    def latest(self) -> int:
        """The most days that have any weight; ``beyond`` is later still."""
        return self.mass[-1][0]

    def at_most(self, days: int) -> Fraction:
        """The probability of so many days or fewer."""
        return Fraction(sum(weight for day, weight in self.mass if day <= days), self.total)

    def quantile(self, confidence: Number) -> int | None:
        """The fewest days whose probability, with all below, is ``confidence`` or more; ``None`` if it lies beyond.

        Raises:
            BadInput: the confidence is no exact number above 0 and at most 1.
        """
        wanted = fraction_of(confidence, "confidence")
        if not 0 < wanted <= 1:
            raise BadInput(f"{confidence} is not above 0 and at most 1", path="confidence", hint='for example "0.8"')
        reached, needed = 0, wanted * self.total
        for day, weight in self.mass:
            reached += weight
            if reached >= needed:
                return day
        return None

    def mean(self) -> Fraction:
        """The mean number of days of what is known to end; what lies beyond is left out."""
        return Fraction(sum(day * weight for day, weight in self.mass), self.total - self.beyond)

    def __add__(self, other: object) -> Distribution:
        """Both, one after the other and independent of each other: the convolution."""
        if not isinstance(other, Distribution):
            return NotImplemented
        sums: dict[int, int] = {}
        for day, weight in self.mass:
            for more, times in other.mass:
                sums[day + more] = sums.get(day + more, 0) + weight * times
        return Distribution(tuple(sums.items()), self.total * other.total - sum(sums.values()))

    def stretched(self, multiplier: Number = 1, shift: int = 0) -> Distribution:
        """Each number of days times ``multiplier``, rounded up to whole days, and ``shift`` days more.

        Raises:
            BadInput: the multiplier is not above zero, or the shift is negative or not whole.

        >>> Distribution.of({1: 1, 2: 1}).stretched("1.5", 1).mass
        ((3, 1), (4, 1))
        """
        times, more = positive(multiplier, "multiplier"), check_count(shift, "shift")
        sums: dict[int, int] = {}
        for day, weight in self.mass:
            longer = -(-day * times.numerator // times.denominator) + more
            sums[longer] = sums.get(longer, 0) + weight
        return Distribution(tuple(sums.items()), self.beyond)


_put = object.__setattr__  # the only way to tidy a frozen value, and only while it is being built


def _weight(value: object, path: str) -> Fraction:
    # An estimate from a long history has large denominators, and is exact all the same.
    weight = value if isinstance(value, Fraction) else fraction_of(value, path)
    if weight < 0:
        raise BadInput(f"{value!s:.40} is negative", path=path, hint="a mass is nothing or more")
    return weight


def days_from_hours(hours: Distribution, begun_at: int) -> Distribution:
    """The whole days that a time in hours takes, when it begins at a full hour of the day: the midnights passed.

    Args:
        hours: a distribution over hours.
        begun_at: the hour of the day, 0 to 23, of the place where the days are counted.

    Raises:
        BadInput: the hour is none.

    >>> flight = Distribution.of({11: 1, 14: 3})
    >>> days_from_hours(flight, begun_at=12).mass
    ((0, 1), (1, 3))
    """
    check_count(begun_at, "begun_at", most=23)
    return _gathered((((begun_at + hour) // 24, weight) for hour, weight in hours.mass), hours.beyond)


def _gathered(pairs: Iterable[tuple[int, int]], beyond: int) -> Distribution:
    sums: dict[int, int] = {}
    for day, weight in pairs:
        sums[day] = sums.get(day, 0) + weight
    return Distribution(tuple(sums.items()), beyond)
