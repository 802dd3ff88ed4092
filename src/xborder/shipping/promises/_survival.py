"""What a history says when part of it has not ended yet: the estimate of Kaplan and Meier, exact."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from xborder.errors import BadInput
from xborder.shipping.promises.distribution import Distribution

__all__ = ["survived"]


def survived(ended: Mapping[int, Fraction], running: Mapping[int, Fraction]) -> Distribution:
    """The distribution of a duration of which some instances are still running.

    An instance still running after ``c`` days says that it takes more than ``c``; it is at risk on every day up to
    ``c`` and then leaves. To leave it out would make the slow ones vanish, and to count it as ended would make them
    quick. What is at risk after the last end stays beyond the distribution.

    Args:
        ended: weights by the days that they took: observations count one each, a prior what it is worth.
        running: weights of those that were still running after so many whole days.

    Raises:
        BadInput: nothing has ended.

    >>> survived({2: Fraction(2), 4: Fraction(1)}, {3: Fraction(1)}).mass
    ((2, 1), (4, 1))
    """
    if not any(ended.values()):
        raise BadInput(
            "nothing in this history has ended, so it tells no duration", path="history", hint="give a prior as well"
        )
    at_risk = sum(ended.values(), sum(running.values(), Fraction(0)))
    alive, masses = Fraction(1), dict[int, Fraction]()
    for day in sorted({*ended, *running}):
        ending = ended.get(day, Fraction(0))
        if ending:
            masses[day] = alive * ending / at_risk
            alive -= masses[day]
        at_risk -= ending + running.get(day, Fraction(0))
    return Distribution.of(dict(masses), alive)
