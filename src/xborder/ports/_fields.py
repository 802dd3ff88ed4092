"""Converters of the messages' fields: each takes what a host may hand in and refuses the rest by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeVar

import attrs
from moneyed import Money

from xborder.errors import BadInput

__all__ = [
    "OptionPair",
    "OptionValue",
    "aware",
    "is_a",
    "is_country",
    "is_filled",
    "is_key",
    "is_money",
    "is_one_of",
    "is_text",
    "items",
    "option_pairs",
    "positive",
    "texts",
]

OptionValue = str | int | bool | Decimal
OptionPair = tuple[str, OptionValue]
T = TypeVar("T")

_LONGEST_KEY = 200
_LARGEST = 12
_MOST_DIGITS = 18


def is_text(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """It is text."""
    if not isinstance(value, str):
        raise BadInput(f"{value!r:.40} is not text", path=attribute.name, hint="give a string")


def is_filled(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """It is text, and not blank."""
    _filled(value, attribute.name)


def _filled(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{value!r:.40} is not text", path=path, hint="give a string")
    if not value.strip():
        raise BadInput("nothing is given", path=path, hint="it cannot be left empty")
    return value


def texts(value: object, path: str) -> tuple[str, ...]:
    """Several texts, none of them empty; one string alone is one text."""
    if isinstance(value, str):
        return (_filled(value, path),)
    if not isinstance(value, Iterable):
        raise BadInput(f"{value!r:.40} is not a list of texts", path=path, hint="give a list of strings")
    return tuple(_filled(each, f"{path}[{index}]") for index, each in enumerate(value))


def is_country(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """It has the form of an ISO 3166-1 code: two capital letters."""
    if not (isinstance(value, str) and len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()):
        hint = "ISO 3166-1 alpha-2, for example DE"
        raise BadInput(f"{value!r:.40} is not a country code", path=attribute.name, hint=hint)


def is_one_of(*known: str) -> Callable[[object, attrs.Attribute[str], object], None]:
    """It is one of a few words."""

    def check(_: object, attribute: attrs.Attribute[str], value: object) -> None:
        if not (isinstance(value, str) and value in known):
            hint = f"one of {', '.join(known)}"
            raise BadInput(f"{value!r:.40} is not known here", path=attribute.name, hint=hint)

    return check


def is_key(_: object, attribute: attrs.Attribute[str], value: object) -> None:
    """It is an idempotency key: up to 200 visible characters."""
    if isinstance(value, str) and 0 < len(value) <= _LONGEST_KEY and value.isprintable() and value == value.strip():
        return
    hint = f"one key for each thing that shall be done once, up to {_LONGEST_KEY} characters: an order's number, a UUID"
    raise BadInput(f"{value!r:.40} is not an idempotency key", path=attribute.name, hint=hint)


def is_money(_: object, attribute: attrs.Attribute[Money], value: object) -> None:
    """It is a finite amount of money."""
    if not (isinstance(value, Money) and value.amount.is_finite()):
        hint = 'for example Money("12.50", "EUR")'
        raise BadInput(f"{value!r:.40} is not money", path=attribute.name, hint=hint)


def is_a(kind: type[T]) -> Callable[[object, attrs.Attribute[T], T], None]:
    """It is of a class."""

    def check(_: object, attribute: attrs.Attribute[T], value: object) -> None:
        if not isinstance(value, kind):
            hint = f"give a {kind.__name__}"
            raise BadInput(f"{value!r:.40} is not of the class {kind.__name__}", path=attribute.name, hint=hint)

    return check


def positive(value: object, path: str) -> Decimal:
    """An exact figure above zero; a fraction that ends as a decimal is one."""
    found = _decimal(value)
    if found is None or not found.is_finite():
        raise BadInput(f"{value!r:.40} is not an exact figure", path=path, hint='a decimal string such as "12.5"')
    if found <= 0 or found.adjusted() > _LARGEST or len(found.as_tuple().digits) > _MOST_DIGITS:
        raise BadInput(f"{found:.40} is out of range", path=path, hint="a figure above zero that can be measured")
    return found


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Fraction):
        places = next((n for n in range(_MOST_DIGITS) if not 10**n % value.denominator), None)
        return None if places is None else Decimal(f"{value * 10**places}E-{places}")
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        try:
            return Decimal(value)
        except InvalidOperation:
            return None
    return None


def aware(value: object, path: str) -> datetime:
    """A point in time: a datetime that has its zone."""
    if not isinstance(value, datetime):
        raise BadInput(f"{value!r:.40} is not a time", path=path, hint="give a datetime with its zone")
    if value.utcoffset() is None:
        raise BadInput(
            f"{value.isoformat()} has no time zone",
            path=path,
            hint='say where its clock stands: time.replace(tzinfo=ZoneInfo("Asia/Shanghai"))',
        )
    return value


def items(value: object, kind: type[T], path: str, read: Callable[[object], T | None] | None = None) -> tuple[T, ...]:
    """Several values of one class; ``read`` may make one of something else."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise BadInput(f"{value!r:.40} is not a list", path=path, hint=f"give a list of {kind.__name__}")
    found: list[T] = []
    for index, each in enumerate(value):
        made = read(each) if read is not None and not isinstance(each, kind) else None
        if made is None and not isinstance(each, kind):
            hint = f"give a {kind.__name__}"
            raise BadInput(f"{each!r:.40} is not of the class {kind.__name__}", path=f"{path}[{index}]", hint=hint)
        found.append(each if made is None else made)
    return tuple(found)


def option_pairs(value: object) -> tuple[OptionPair, ...]:
    """The carrier's own options, from a mapping or from pairs, by name."""
    pairs = value.items() if isinstance(value, Mapping) else value
    if isinstance(pairs, str) or not isinstance(pairs, Iterable):
        raise BadInput(f"{value!r:.40} is not a mapping", path="options", hint='for example {"signature": True}')
    found: dict[str, OptionValue] = {}
    for pair in pairs:
        if not (isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str)):
            raise BadInput(f"{pair!r:.40} is not a name and a value", path="options", hint="names are strings")
        name, given = pair
        if not isinstance(given, (str, int, Decimal)):
            hint = "text, a number that is exact, true or false"
            raise BadInput(f"{given!r:.40} is not the value of an option", path=f"options.{name}", hint=hint)
        found[name] = given
    return tuple(sorted(found.items()))
