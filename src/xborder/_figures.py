"""Exact figures as text, and as decimals."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

__all__ = ["decimal_of", "percent", "plain", "shown"]

_PLACES = 10


def decimal_of(value: Fraction) -> Decimal:
    """The value as a decimal: exact when it ends, else to ten places.

    >>> decimal_of(Fraction(13, 200)), decimal_of(Fraction(1, 3))
    (Decimal('0.065'), Decimal('0.3333333333'))
    """
    places = _places(value.denominator)
    if places is None:
        return Decimal(f"{round(value * 10**_PLACES)}E-{_PLACES}")
    return Decimal(f"{value.numerator * 10**places // value.denominator}E-{places}")


def plain(value: Fraction) -> str:
    """The value as a tariff writes it: a decimal when it ends, else a whole number and a fraction.

    >>> plain(Fraction("22.40")), plain(Fraction(100, 3))
    ('22.4', '33 1/3')
    """
    if _places(value.denominator) is not None:
        return f"{decimal_of(value):f}"
    whole, rest = divmod(value, 1)
    return f"{whole} {rest}" if whole else str(rest)


def percent(rate: Fraction) -> str:
    """A rate as a percentage.

    >>> percent(Fraction("0.065")), percent(Fraction(22, 78))
    ('6.5%', '28 8/39%')
    """
    return f"{plain(rate * 100)}%"


def shown(value: Fraction) -> str:
    """The value for a reader: exact when it ends, else to ten places and marked.

    >>> shown(Fraction(5, 2)), shown(Fraction(1, 3))
    ('2.5', '0.3333333333...')
    """
    return f"{decimal_of(value):f}" + ("" if _places(value.denominator) is not None else "...")


def _places(denominator: int) -> int | None:
    """How many decimal places a reduced fraction needs, or ``None`` when it never ends."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
