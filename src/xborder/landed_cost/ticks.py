"""Amounts as whole millionths of a currency unit: made from decimals, rounded, and written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from xborder.errors import BadInput
from xborder.money.currencies import minor_units

__all__ = ["TICKS", "minor_step", "ratio_text", "ticks", "ticks_text", "to_minor"]

TICKS = 1_000_000
_MOST = 10**24


@lru_cache(maxsize=8192)
def ticks(amount: Decimal) -> int:
    """A decimal in millionths.

    Raises:
        BadInput: when it has more than six decimals or is absurdly large.

    >>> ticks(Decimal("12.50"))
    12500000
    """
    numerator, denominator = amount.as_integer_ratio()
    scaled, rest = divmod(numerator * TICKS, denominator)
    if rest:
        raise BadInput(f"{amount} has more than 6 decimals", path="amount", hint="round it first")
    if scaled > _MOST:
        raise BadInput("the number is too large", path="amount", hint="at most 15 digits before the point")
    return scaled


@lru_cache(maxsize=512)
def minor_step(code: str) -> int:
    """A currency's smallest unit in millionths.

    >>> minor_step("EUR"), minor_step("JPY")
    (10000, 1000000)
    """
    return int(10 ** (6 - minor_units(code)))


def to_minor(amount: Fraction, code: str) -> int:
    """An exact amount in ticks, rounded half-up to the currency's smallest unit."""
    step = minor_step(code)
    numerator, denominator = amount.numerator, amount.denominator * step
    return (2 * numerator + denominator) // (2 * denominator) * step


def ticks_text(amount: int, code: str) -> str:
    """An amount as the contract writes it, with the currency's digits.

    >>> ticks_text(12500000, "EUR"), ticks_text(12000000, "JPY"), ticks_text(-5000, "EUR")
    ('12.50', '12', '-0.01')
    """
    digits = _DIGITS(code)
    step = 10 ** (6 - digits)
    whole = (2 * abs(amount) + step) // (2 * step)
    sign = "-" if amount < 0 and whole else ""
    if not digits:
        return f"{sign}{whole}"
    units, cents = divmod(whole, 10**digits)
    return f"{sign}{units}.{cents:0{digits}d}"


_DIGITS = lru_cache(maxsize=512)(minor_units)


def ratio_text(numerator: int, denominator: int) -> str:
    """An exact amount of ticks in currency units, to at most ten decimals, without trailing zeros.

    >>> ratio_text(10_000_000, 3)
    '3.3333333333'
    """
    scaled = (2 * numerator * 10_000 + denominator) // (2 * denominator)
    units, rest = divmod(scaled, 10**10)
    return f"{units}.{rest:010d}".rstrip("0").rstrip(".") if rest else str(units)
