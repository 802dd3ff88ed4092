"""Between Decimal amounts and exact integers, without the decimal context, which rounds to 28 digits."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from moneyed import Money

from xborder.errors import BadInput

__all__ = ["decimal_of", "ratio_of", "ratio_of_money"]

# A Decimal may carry an exponent of a million; as an integer it would fill the memory.
_LARGEST: Final = 60


def ratio_of(amount: Decimal, path: str) -> tuple[int, int]:
    """The amount as numerator and positive denominator.

    Raises:
        BadInput: it is not a finite number, or of a size that no amount has.
    """
    if not amount:
        return 0, 1
    if not -_LARGEST <= amount.adjusted() <= _LARGEST:
        raise BadInput(f"{amount:.3E} is out of range", path=path, hint=f"at most {_LARGEST} digits before the point")
    try:
        return amount.as_integer_ratio()
    except (ValueError, OverflowError):
        raise BadInput(f"{amount} is not an amount", path=path, hint="a decimal number, for example 12.50") from None


def ratio_of_money(money: object, path: str = "money") -> tuple[int, int]:
    """The amount of a Money as numerator and positive denominator.

    Raises:
        BadInput: it is no Money, or its amount is not a finite number of reasonable size.
    """
    if not isinstance(money, Money):
        raise BadInput(f"{money!r} is not Money", path=path, hint='for example Money("12.50", "EUR")')
    return ratio_of(money.amount, path)


def decimal_of(units: int, digits: int) -> Decimal:
    """``units`` of the last of ``digits`` decimal places, exact.

    >>> decimal_of(1250, 2)
    Decimal('12.50')
    """
    return Decimal(f"{units}E-{digits}")
