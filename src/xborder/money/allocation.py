"""Allocation: one amount in several parts that add up to it, to the last minor unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import lcm

from moneyed import Money

from xborder.errors import BadInput
from xborder.money._exact import decimal_of, ratio_of, ratio_of_money
from xborder.money.currencies import minor_units

__all__ = ["AllocationMode", "allocate", "allocate_int", "split"]


class AllocationMode(Enum):
    """Who gets the units that are left over when every part is rounded towards zero.

    Each part gets at most one of them, and a part with ratio zero none.
    """

    LARGEST_REMAINDER = "largest-remainder"
    """The parts that lost most by rounding; among equals the earlier."""
    FIRST = "first"
    """The parts that come first."""
    LARGEST_RATIO = "largest-ratio"
    """The parts with the largest ratios; among equals the earlier."""
    LAST = "last"
    """The parts that come last."""


def allocate(
    money: Money,
    ratios: Iterable[int | Decimal | Fraction],
    mode: AllocationMode = AllocationMode.LARGEST_REMAINDER,
) -> list[Money]:
    """Divide an amount in proportion to ratios.

    The parts are in minor units of the currency; when the amount itself has finer digits, in those. The parts of a
    negative amount are the negatives of the parts of the positive one.

    Args:
        money: what is divided.
        ratios: one for each part; not negative, not all zero. Floats are refused.
        mode: who gets the units left over.

    Returns:
        One amount for each ratio, in their order; their sum is ``money``.

    Raises:
        BadInput: a ratio is no exact number or is negative, or all are zero.

    >>> allocate(Money("100.00", "USD"), [2, 3, 1])
    [Money('33.33', 'USD'), Money('50.00', 'USD'), Money('16.67', 'USD')]
    >>> allocate(Money("100.00", "USD"), [2, 3, 1], AllocationMode.FIRST)
    [Money('33.34', 'USD'), Money('50.00', 'USD'), Money('16.66', 'USD')]
    """
    total, digits = _units(money)
    return [Money(decimal_of(part, digits), money.currency) for part in _share(total, _weights(ratios), mode)]


def split(money: Money, n: int) -> list[Money]:
    """Divide an amount in ``n`` parts that differ by one minor unit at most, the larger ones first.

    Raises:
        BadInput: ``n`` is not a positive integer.

    >>> split(Money("100.00", "USD"), 3)
    [Money('33.34', 'USD'), Money('33.33', 'USD'), Money('33.33', 'USD')]
    """
    return allocate(money, [1] * _parts(n))


def allocate_int(total: int, weights: Sequence[int]) -> list[int]:
    """Divide whole units in proportion to whole weights by largest remainder, ties to the earlier.

    Args:
        total: the units to divide, of either sign.
        weights: one for each part; not negative, not all zero.

    Returns:
        One whole number for each weight; their sum is ``total``.

    Raises:
        BadInput: a weight is negative or no integer, or all are zero.

    >>> allocate_int(100, [1, 1, 1]), allocate_int(-100, [1, 1, 1])
    ([34, 33, 33], [-34, -33, -33])
    """
    return _share(total, weights, AllocationMode.LARGEST_REMAINDER)


def _parts(n: object) -> int:
    if not isinstance(n, int) or isinstance(n, bool) or n < 1:
        raise BadInput(f"{n!r} is not a number of parts", path="n", hint="an integer of 1 or more")
    return n


def _share(total: int, weights: Sequence[int], mode: AllocationMode) -> list[int]:
    whole = _total_weight(weights)
    size = abs(total)
    shares = [divmod(size * weight, whole) for weight in weights]
    parts = [part for part, _ in shares]
    left = size - sum(parts)
    if left:
        for index in _order(weights, [rest for _, rest in shares], mode)[:left]:
            parts[index] += 1
    return [-part for part in parts] if total < 0 else parts


def _order(weights: Sequence[int], rests: Sequence[int], mode: AllocationMode) -> list[int]:
    """The parts in the order in which they get a unit left over; sorting keeps equals in place."""
    bearing = [index for index, weight in enumerate(weights) if weight]
    match mode:
        case AllocationMode.LARGEST_REMAINDER:
            return sorted(bearing, key=rests.__getitem__, reverse=True)
        case AllocationMode.LARGEST_RATIO:
            return sorted(bearing, key=weights.__getitem__, reverse=True)
        case AllocationMode.LAST:
            return bearing[::-1]
        case AllocationMode.FIRST:
            return bearing
        case _:
            raise BadInput(
                f"{mode!r} is not an allocation mode", path="mode", hint="a member of AllocationMode, for example FIRST"
            )


def _total_weight(weights: Sequence[int]) -> int:
    hint = "whole numbers of zero or more, not all zero"
    try:
        whole, least = sum(weights), min(weights, default=0)
    except TypeError:
        raise BadInput("the weights are not numbers", path="weights", hint=hint) from None
    if whole <= 0 or least < 0 or not _is_whole(whole):
        raise BadInput(f"{list(weights)!r} cannot be weights", path="weights", hint=hint)
    return whole


def _is_whole(number: object) -> bool:
    # One float or Decimal among integers makes their sum one.
    return isinstance(number, int)


def _weights(ratios: Iterable[int | Decimal | Fraction]) -> list[int]:
    """The ratios as whole numbers in the same proportion."""
    try:
        exact = [_exact_ratio(ratio, f"ratios[{index}]") for index, ratio in enumerate(ratios)]
    except TypeError:
        raise BadInput(f"{ratios!r} is not a list of ratios", path="ratios", hint="for example [2, 3, 1]") from None
    if not any(numerator for numerator, _ in exact):
        raise BadInput("there is no ratio above zero", path="ratios", hint="give at least one part a ratio above zero")
    common = lcm(*(denominator for _, denominator in exact))
    return [numerator * (common // denominator) for numerator, denominator in exact]


def _exact_ratio(ratio: object, path: str) -> tuple[int, int]:
    hint = "an int, a Decimal or a Fraction of zero or more"
    if isinstance(ratio, Decimal):
        fraction = ratio_of(ratio, path)
    elif isinstance(ratio, (int, Fraction)) and not isinstance(ratio, bool):
        fraction = ratio.as_integer_ratio()
    else:
        raise BadInput(f"{ratio!r} is not an exact number", path=path, hint=hint)
    if fraction[0] < 0:
        raise BadInput(f"the ratio {ratio} is negative", path=path, hint=hint)
    return fraction


def _units(money: Money) -> tuple[int, int]:
    """The amount in whole units of its last digit that counts, at least the minor unit, and that digit's place."""
    numerator, denominator = ratio_of_money(money)
    digits = minor_units(money.currency.code)
    scaled = numerator * 10**digits
    while scaled % denominator:
        scaled *= 10
        digits += 1
    return scaled // denominator, digits
