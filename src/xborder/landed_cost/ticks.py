"""Amounts as whole millionths of a currency unit: made from decimals, rounded, and written."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from xborder.errors import BadInput
from xborder.money.currencies import minor_units

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["TICKS", "Texts", "minor_step", "ratio_text", "texts", "ticks", "ticks_text", "to_minor"]

TICKS = 1_000_000
_MOST = 10**24
_MOST_TEXTS = 2048


@lru_cache(maxsize=2048)
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
    return texts(code)[amount]


class Texts(dict[int, str]):
    """Amounts of one currency as text; remembers those that carts repeat, nothing above all."""

    __slots__ = ("_digits", "_step")

    def __init__(self, code: str) -> None:
        self._digits, self._step = int(minor_units(code)), minor_step(code)

    def __missing__(self, amount: int) -> str:
        if len(self) >= _MOST_TEXTS:
            self.clear()
        text = self[amount] = self._write(amount)
        return text

    def _write(self, amount: int) -> str:
        if amount < 0:
            text = self._write(-amount)
            return f"-{text}" if text.strip("0.") else text
        digits = self._digits
        text = str((2 * amount + self._step) // (2 * self._step))
        if not digits:
            return text
        if len(text) <= digits:
            text = text.zfill(digits + 1)
        return f"{text[:-digits]}.{text[-digits:]}"


@lru_cache(maxsize=512)
def texts(code: str) -> Texts:
    """What gives the text of amounts of one currency."""
    return Texts(code)


@lru_cache(maxsize=2048)
def ratio_text(numerator: int, denominator: int) -> str:
    """An exact amount of ticks in currency units, to at most ten decimals, without trailing zeros.

    >>> ratio_text(10_000_000, 3), ratio_text(1_000_000, 1), ratio_text(0, 7)
    ('3.3333333333', '1', '0')
    """
    text = str((20_000 * numerator + denominator) // (2 * denominator))
    if len(text) <= 10:
        text = text.zfill(11)
    decimals = text[-10:].rstrip("0")
    return f"{text[:-10]}.{decimals}" if decimals else text[:-10]
