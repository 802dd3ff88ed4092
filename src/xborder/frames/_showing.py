"""Amounts and counts for a reader: to the cent of their currency, and never less exact than they are."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from xborder.errors import XborderError
from xborder.money.currencies import minor_units

__all__ = ["amount_text", "counted", "tidy"]


def tidy(amount: Decimal, currency: str | None) -> Decimal:
    """The amount with the decimals of its currency, or with those that it has when it is finer.

    >>> tidy(Decimal("16.6600"), "EUR"), tidy(Decimal("1200.0000"), "JPY"), tidy(Decimal("0.1250"), "EUR")
    (Decimal('16.66'), Decimal('1200'), Decimal('0.125'))
    """
    places = _places(currency)
    close = amount.quantize(Decimal(1).scaleb(-places))
    if close == amount:
        return close
    text = f"{amount:f}".rstrip("0")
    return Decimal(text)


def amount_text(amount: Decimal | None, currency: str | None) -> str:
    """The amount as it is written in a table; a dash where there is none.

    >>> amount_text(Decimal("1234.5000"), "EUR"), amount_text(None, "EUR")
    ('1,234.50', '–')
    """
    return "–" if amount is None else f"{tidy(amount, currency):,f}"


def counted(count: int, word: str) -> str:
    """A count with its word.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


@cache
def _places(currency: str | None) -> int:
    try:
        return int(minor_units(currency)) if currency else 2
    except XborderError:
        return 2
