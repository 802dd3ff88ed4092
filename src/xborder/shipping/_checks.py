"""Checks of fields that several value classes of this room share; each error names the field and the way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

import attrs
from moneyed import Money

from xborder.errors import BadInput

__all__ = ["amount", "aware", "day", "decimal", "made_of", "member", "positive", "quantity", "text"]

E = TypeVar("E", bound=StrEnum)

_MOST_DIGITS = 15
_MOST_DECIMALS = 6


def text(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """Text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{value!r:.40} is not a name", path=attribute.name, hint="text that is not empty")


def day(_: object, attribute: attrs.Attribute[date], value: object) -> None:
    """A calendar day, not a time."""
    if type(value) is not date:
        raise BadInput(f"{value!r:.40} is not a day", path=attribute.name, hint="a datetime.date")


def aware(_: object, attribute: attrs.Attribute[datetime], value: object) -> None:
    """A time with a zone."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise BadInput(
            f"{value!r:.60} is not a time with a zone",
            path=attribute.name,
            hint='for example datetime(2026, 11, 22, 18, tzinfo=ZoneInfo("Europe/Paris"))',
        )


def amount(_: object, attribute: attrs.Attribute[Money], value: object) -> None:
    """Money of zero or more."""
    if not isinstance(value, Money) or not value.amount.is_finite() or value.amount < 0:
        raise BadInput(f"{value!r:.40} is not an amount", path=attribute.name, hint='for example Money("12.50", "EUR")')


def positive(_: object, attribute: attrs.Attribute[Decimal], value: Decimal) -> None:
    """More than nothing."""
    if value <= 0:
        raise BadInput(f"{value} is not more than nothing", path=attribute.name, hint="a number above zero")


def decimal(value: object) -> Decimal:
    """An exact number of up to 15 digits and six decimals; floats are refused.

    Raises:
        BadInput: when it is not one.
    """
    hint = "an int, a Decimal or its text"
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise BadInput(f"{value!r:.40} is not an exact number", path="value", hint=hint)
    try:
        read = Decimal(value)
    except ArithmeticError:
        raise BadInput(f"{value!r:.40} is not a number", path="value", hint=hint) from None
    exponent = read.as_tuple().exponent
    if not isinstance(exponent, int):
        raise BadInput(f"{read} is not a number", path="value", hint=hint)
    if read.adjusted() >= _MOST_DIGITS or exponent < -_MOST_DECIMALS:
        raise BadInput(f"{read:.6E} is out of range", path="value", hint="below 10^15, with at most 6 decimals")
    return read


def quantity(value: object) -> Decimal:
    """An exact number above zero.

    Raises:
        BadInput: when it is not one.
    """
    read = decimal(value)
    if read <= 0:
        raise BadInput(f"{read} is not more than nothing", path="quantity", hint="a quantity above zero")
    return read


def member(kind: type[E], value: object, path: str) -> E:
    """A member of an enumeration, or its text.

    Raises:
        BadInput: when it is none; the hint names them all.
    """
    try:
        return kind(str(value))
    except ValueError:
        raise BadInput(
            f"{value!r:.40} is not one of them", path=path, hint=f"one of {', '.join(each.value for each in kind)}"
        ) from None


def made_of(kind: type) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """A check that a field is an object of a class."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, kind):
            raise BadInput(
                f"{value!r:.60} is not a {kind.__name__}", path=attribute.name, hint=f"give a {kind.__name__}"
            )

    return check
