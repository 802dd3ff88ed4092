"""Rounding: every lossy step names its mode, and all of them go through one exact primitive."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from moneyed import Money

from xborder.errors import BadInput
from xborder.money._exact import decimal_of, ratio_of, ratio_of_money
from xborder.money.currencies import minor_units

__all__ = ["CASH_QUANTA", "Rounding", "cash_quantum", "round_money", "round_ratio"]


class Rounding(StrEnum):
    """How a figure that does not fit is brought to one that does.

    The members but one are the rounding modes of the decimal module, whose values they carry. ``UNNECESSARY``
    asserts that nothing is lost, and raises when something would be. The call also takes a mode's plain name, in
    any case, with hyphens or underscores.

    >>> Rounding("half-even") is Rounding("HALF_EVEN") is Rounding.HALF_EVEN
    True
    """

    CEILING = decimal.ROUND_CEILING
    FLOOR = decimal.ROUND_FLOOR
    UP = decimal.ROUND_UP
    DOWN = decimal.ROUND_DOWN
    HALF_UP = decimal.ROUND_HALF_UP
    HALF_DOWN = decimal.ROUND_HALF_DOWN
    HALF_EVEN = decimal.ROUND_HALF_EVEN
    ZERO_FIVE_UP = decimal.ROUND_05UP
    UNNECESSARY = "ROUND_UNNECESSARY"

    # The decimal module's own name for ZERO_FIVE_UP is no identifier: Rounding["05UP"] finds it.
    vars()["05UP"] = decimal.ROUND_05UP

    @classmethod
    def _missing_(cls, value: object) -> Rounding | None:
        name = value.strip().upper().replace("-", "_").removeprefix("ROUND_") if isinstance(value, str) else ""
        return cls.__members__.get(name)


# Whether a remainder enlarges the magnitude: given the truncated magnitude, twice the remainder less the
# denominator (so its sign says below, at or above the half), and whether the number is negative.
_GROWS: Final[Mapping[Rounding, Callable[[int, int, bool], bool]]] = MappingProxyType(
    {
        Rounding.CEILING: lambda _whole, _half, negative: not negative,
        Rounding.FLOOR: lambda _whole, _half, negative: negative,
        Rounding.UP: lambda _whole, _half, _negative: True,
        Rounding.DOWN: lambda _whole, _half, _negative: False,
        Rounding.HALF_UP: lambda _whole, half, _negative: half >= 0,
        Rounding.HALF_DOWN: lambda _whole, half, _negative: half > 0,
        Rounding.HALF_EVEN: lambda whole, half, _negative: half > 0 or (half == 0 and whole % 2 == 1),
        Rounding.ZERO_FIVE_UP: lambda whole, _half, _negative: whole % 5 == 0,
    }
)

CASH_QUANTA: Final[Mapping[str, Decimal]] = MappingProxyType(
    {
        "AUD": Decimal("0.05"),
        "CAD": Decimal("0.05"),
        "CHF": Decimal("0.05"),
        "CZK": Decimal(1),
        "DKK": Decimal("0.50"),
        "HUF": Decimal(5),
        "NOK": Decimal(1),
        "NZD": Decimal("0.10"),
        "SEK": Decimal(1),
    }
)
"""The smallest coin where it is larger than the minor unit.

CHF, CAD, DKK, CZK, NOK and SEK are also in CLDR's currency data; AUD, NZD and HUF are general knowledge. For amounts
paid in notes and coins only, never for tax or customs amounts.
"""


def round_ratio(numerator: int, denominator: int, rounding: Rounding = Rounding.HALF_UP) -> int:
    """Round an exact fraction to a whole number.

    Args:
        numerator: any integer.
        denominator: a positive integer.
        rounding: the mode; ``HALF_UP`` takes halves away from zero, as in the decimal module.

    Returns:
        The rounded quotient.

    Raises:
        BadInput: the denominator is not positive, or ``UNNECESSARY`` was asked for and the quotient is not whole.

    >>> round_ratio(5, 2), round_ratio(-5, 2), round_ratio(5, 2, Rounding.HALF_EVEN)
    (3, -3, 2)
    """
    if denominator <= 0:
        raise BadInput(f"the denominator {denominator} is not positive", path="denominator")
    if rounding is Rounding.HALF_UP:
        if numerator >= 0:
            return (2 * numerator + denominator) // (2 * denominator)
        return -((denominator - 2 * numerator) // (2 * denominator))
    whole, rest = divmod(abs(numerator), denominator)
    if rest:
        if rounding is Rounding.UNNECESSARY:
            raise BadInput(
                f"{numerator}/{denominator} is not a whole number and rounding was declared unnecessary",
                path="rounding",
                hint="name a rounding mode, for example HALF_UP",
            )
        whole += _GROWS[rounding](whole, 2 * rest - denominator, numerator < 0)
    return -whole if numerator < 0 else whole


def round_money(money: Money, rounding: Rounding = Rounding.HALF_UP, quantum: str | Decimal | None = None) -> Money:
    """Round an amount of money to its minor unit, or to multiples of a quantum.

    Args:
        money: the amount.
        rounding: the mode.
        quantum: what the result is a multiple of, for example ``"0.05"`` or ``"1000"``; default: the minor unit.

    Returns:
        The rounded amount, written with the digits of the quantum.

    Raises:
        BadInput: the quantum is not a positive decimal, the currency has no minor unit and no quantum is given, or
            ``UNNECESSARY`` was asked for and something would be lost.

    >>> round_money(Money("1.005", "EUR"))
    Money('1.01', 'EUR')
    >>> round_money(Money("1.03", "CHF"), quantum=cash_quantum("CHF"))
    Money('1.05', 'CHF')
    >>> round_money(Money("23550", "IDR"), Rounding.UP, "1000")
    Money('24000', 'IDR')
    """
    numerator, denominator = ratio_of_money(money)
    if not isinstance(rounding, Rounding):
        raise BadInput(
            f"{rounding!r} is not a rounding mode", path="rounding", hint="a member of Rounding, for example HALF_UP"
        )
    if quantum is None:
        digits = minor_units(money.currency.code)
        units = round_ratio(numerator * 10**digits, denominator, rounding)
    else:
        (step, parts), digits = _quantum(quantum)
        units = round_ratio(numerator * parts, denominator * step, rounding) * step * 10**digits // parts
    return Money(decimal_of(units, digits), money.currency)


def cash_quantum(code: str) -> Decimal:
    """The smallest amount of a currency that can be paid in coins: the minor unit, where no larger coin is known.

    Raises:
        BadInput: the code is not the code of a currency.

    >>> cash_quantum("SEK"), cash_quantum("EUR")
    (Decimal('1'), Decimal('0.01'))
    """
    digits = minor_units(code)
    return CASH_QUANTA.get(code) or decimal_of(1, digits)


def _quantum(quantum: object) -> tuple[tuple[int, int], int]:
    """The quantum as a fraction, and the digits it is written with."""
    hint = 'a positive decimal, for example "0.05" or "1000"'
    if not isinstance(quantum, (str, Decimal, int)) or isinstance(quantum, bool):
        raise BadInput(f"{quantum!r} is not a quantum", path="quantum", hint=hint)
    try:
        value = Decimal(quantum)
    except decimal.InvalidOperation:
        raise BadInput(f"{quantum!r} is not a number", path="quantum", hint=hint) from None
    fraction = ratio_of(value, "quantum")
    if fraction[0] <= 0:
        raise BadInput(f"the quantum {value} is not positive", path="quantum", hint=hint)
    exponent = value.as_tuple().exponent
    return fraction, max(0, -exponent) if isinstance(exponent, int) else 0
