"""Checks of what hosts hand in, which all of this room shares; each error names the field and the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.shipping._numbers import decimal

__all__ = [
    "above_zero",
    "all_of",
    "amount",
    "aware",
    "check_day",
    "check_list",
    "check_mapping",
    "check_name",
    "day",
    "made_of",
    "member",
    "one_of",
    "quantity",
    "text",
    "texts",
]

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

# --- values -----------------------------------------------------------------------------------------------------------


def one_of(kind: type[T], value: object, path: str) -> T:
    """The value, when it is of a class.

    Raises:
        BadInput: it is something else.
    """
    if isinstance(value, kind):
        return value
    raise BadInput(f"{value!r:.60} is no {kind.__name__}", path=path, hint=f"give a {kind.__name__}")


def all_of(kind: type[T], values: object, path: str) -> tuple[T, ...]:
    """Values of a class, as a tuple.

    Raises:
        BadInput: one is something else, or they are no sequence.

    >>> all_of(int, [1, "2"], "numbers")
    Traceback (most recent call last):
    ...
    xborder.errors.BadInput: numbers[1]: '2' is no int (give a int)
    """
    if not isinstance(values, (list, tuple)):
        raise BadInput(f"{values!r:.40} is no list", path=path, hint=f"a list of {kind.__name__}")
    return tuple(one_of(kind, value, f"{path}[{index}]") for index, value in enumerate(values))


def check_list(value: Iterable[T], path: str) -> list[T]:
    """The items of whatever can be gone through, but of no text.

    Raises:
        BadInput: it cannot.
    """
    given: object = value  # whatever came in from outside
    if isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping):
        return list(value)
    raise BadInput(f"{value!r:.60} is not a list", path=path, hint="give a list")


def check_mapping(value: object, path: str) -> None:
    """Nothing, when the value is a mapping.

    Raises:
        BadInput: it is something else.
    """
    if not isinstance(value, Mapping):
        raise BadInput(f"{value!r:.60} is not a mapping", path=path, hint="give values by name")


def check_name(value: object, path: str) -> str:
    """The text, which must not be blank.

    Raises:
        BadInput: it is no text, or blank.
    """
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{value!r:.40} is not a name", path=path, hint="give a text that is not blank")
    return value


def texts(thing: object, *fields: str) -> None:
    """Looks whether fields of a value hold text.

    Raises:
        BadInput: one of them does not.
    """
    for field in fields:
        value: object = getattr(thing, field)
        if not isinstance(value, str):
            raise BadInput(f"{value!r:.40} is not text", path=field, hint="give a string, or leave it out")


def check_day(on: object, path: str = "on") -> date:
    """A day, and nothing else.

    Raises:
        BadInput: it is something else, such as text or a point in time.
    """
    if isinstance(on, date) and not isinstance(on, datetime):
        return on
    raise BadInput(f"{on!r:.40} is not a day", path=path, hint="a date: date(2026, 6, 8)")


# --- validators of fields ---------------------------------------------------------------------------------------------


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


def above_zero(_: object, attribute: attrs.Attribute[Decimal], value: Decimal) -> None:
    """More than nothing."""
    if value <= 0:
        raise BadInput(f"{value} is not more than nothing", path=attribute.name, hint="a number above zero")


def quantity(value: object) -> Decimal:
    """An exact number above zero.

    Raises:
        BadInput: when it is not one.
    """
    read = decimal(value, "quantity")
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
