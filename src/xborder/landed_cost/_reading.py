"""Reads requests: one table of fields per record drives both the reading and the error paths."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from moneyed import Money

from xborder.errors import BadInput, InvalidRequest, XborderError
from xborder.money.currencies import currency

__all__ = ["Reader", "choice", "day", "decimal", "flag", "listed", "mapping", "money", "optional", "record", "remembered", "short", "text", "trusted", "word"]

T = TypeVar("T")
Reader = Callable[[Any], Any]

_DECIMAL = re.compile(r"\d{1,15}(?:\.\d{1,6})?").fullmatch
_DAY_FORM = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch
_MOST_TEXT = 2_000
_MOST_ITEMS = 10_000
_MOST_WHOLE = 10**15


def text(value: object) -> str:
    """Text of at most 2,000 characters."""
    if type(value) is str and len(value) <= _MOST_TEXT:
        return value
    if isinstance(value, str):
        raise BadInput(f"the text has {len(value)} characters", hint=f"at most {_MOST_TEXT}")
    raise BadInput(f"{short(value)} is not text", hint="give a JSON string")


def word(value: object) -> str:
    """Text, or null, which counts as empty."""
    if type(value) is str and len(value) <= _MOST_TEXT:
        return value
    return "" if value is None else text(value)


def flag(value: object) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    raise BadInput(f"{short(value)} is neither true nor false")


def _decimal(value: object) -> Decimal:
    """A decimal string, or a whole number; never a float, never negative.

    >>> decimal("12.50")
    Decimal('12.50')
    """
    if type(value) is str:
        return _decimal_text(value)
    if type(value) is int and 0 <= value < _MOST_WHOLE:
        return Decimal(value)
    if isinstance(value, float):
        raise BadInput(f"{value!r} is a floating-point number", hint='write it as a decimal string, for example "12.50"')
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        raise BadInput(f"{value} is negative", hint="give nothing or more")
    raise BadInput(f"{short(value)} is not a number", hint='write a decimal string, for example "12.50"')


def _decimal_text(value: str) -> Decimal:
    if _DECIMAL(value) and value.isascii():
        return Decimal(value)
    if value.startswith("-"):
        raise BadInput(f"{short(value)} is negative", hint="give nothing or more")
    raise BadInput(
        f"{short(value)} is not a plain decimal number",
        hint='digits, at most 15, and at most 6 after a point, for example "12.50"',
    )


def money(value: object) -> Money:
    """An object with an amount and an ISO 4217 currency."""
    if type(value) is dict and len(value) == 2:
        try:
            amount, code = value["amount"], value["currency"]
        except KeyError:
            pass
        else:
            if type(amount) is str and type(code) is str:
                return _money(amount, code)
    return _AMOUNT(value)  # type: ignore[no-any-return]


@lru_cache(maxsize=8192)
def _money(amount: str, code: str) -> Money:
    return _AMOUNT({"amount": amount, "currency": code})  # type: ignore[no-any-return]


def _currency(value: object) -> str:
    return currency(text(value)).code


def _day(value: object) -> date:
    """An ISO 8601 calendar day."""
    if type(value) is str and _DAY_FORM(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if type(value) is date:
        return value
    raise BadInput(f"{short(value)} is not a day", hint='write it as "2026-07-01"')


def choice(*known: str) -> Reader:
    """One of a few words."""
    words = {word: word for word in known}

    def read(value: object) -> str:
        if type(value) is str and value in words:
            return words[value]
        raise BadInput(f"{short(value)} is not known here", hint=f"one of {', '.join(known)}")

    return read


def optional(reader: Reader, empty: object = None) -> Reader:
    """What ``reader`` reads, or null, which counts as ``empty``."""

    def read(value: object) -> object:
        return empty if value is None else reader(value)

    return read


def listed(reader: Reader, *, least: int = 0) -> Reader:
    """A list whose members ``reader`` reads; every member's mistakes are reported."""

    def read(value: object) -> tuple[object, ...]:
        if not isinstance(value, list | tuple):
            raise BadInput(f"{short(value)} is not a list", hint="give a JSON array")
        if len(value) < least:
            raise BadInput("the list is empty", hint=f"give at least {least}")
        if len(value) > _MOST_ITEMS:
            raise BadInput(f"the list has {len(value)} entries", hint=f"at most {_MOST_ITEMS}; split the request")
        try:
            return tuple([reader(item) for item in value])
        except XborderError:
            errors = []
            for index, item in enumerate(value):
                try:
                    reader(item)
                except XborderError as error:
                    errors.append(error.at(f"[{index}]"))
            raise _together(errors) from None

    return read


def mapping(reader: Reader, name: Callable[[str], str] | None = None) -> Reader:
    """An object with free keys, whose values ``reader`` reads; ``name`` may check or change a key."""

    def read(value: object) -> dict[str, object]:
        if not isinstance(value, Mapping):
            raise BadInput(f"{short(value)} is not an object", hint="give a JSON object")
        if len(value) > _MOST_ITEMS:
            raise BadInput(f"the object has {len(value)} entries", hint=f"at most {_MOST_ITEMS}")
        result: dict[str, object] = {}
        errors: list[XborderError] = []
        for key, item in value.items():
            try:
                result[name(text(key)) if name is not None else text(key)] = reader(item)
            except XborderError as error:
                errors.append(error.at(_step(key)))
        if errors:
            raise _together(errors)
        return result

    return read


def record(make: Callable[..., T], fields: Mapping[str, Reader], *, required: tuple[str, ...] = ()) -> Callable[[object], T]:
    """An object with known keys; unknown and missing ones are mistakes, and all mistakes are reported together."""
    find = fields.get

    def read(value: object) -> T:
        if type(value) is not dict and not isinstance(value, Mapping):
            raise BadInput(f"{short(value)} is not an object", hint=f"give an object with {', '.join(required or fields)}")
        arguments: dict[str, Any] = {}
        errors: list[XborderError] = []
        for key, item in value.items():
            reader = find(key)
            if reader is None:
                errors.append(BadInput("unknown field", path=_step(key), hint=f"known are {', '.join(fields)}"))
            elif reader is word and type(item) is str and len(item) <= _MOST_TEXT:
                arguments[key] = item
            else:
                try:
                    arguments[key] = reader(item)
                except XborderError as error:
                    errors.append(error.at(key))
                except TypeError:
                    # A remembering reader cannot look up what is not hashable: read it without memory.
                    try:
                        arguments[key] = reader.__wrapped__(item)  # type: ignore[attr-defined]
                    except XborderError as error:
                        errors.append(error.at(key))
        for key in required:
            if key not in arguments and key not in value:
                errors.append(BadInput("the field is missing", path=key))
        if errors:
            raise _together(errors)
        return make(**arguments)

    return read


def remembered(reader: Reader) -> Reader:
    """The same reader, with the values that requests repeat remembered by value and type."""
    return lru_cache(maxsize=8192, typed=True)(reader)


def trusted(cls: type[T], finish: Callable[[T], None] | None = None, **defaults: object) -> Callable[..., T]:
    """Makes values of a class from fields that readers have already checked, without checking them again.

    Args:
        cls: an attrs class without slots.
        finish: sets what is derived.
        defaults: the class's own, for fields that are not given; a dict is made anew for each value.
    """
    new = cls.__new__
    fresh = [name for name, value in defaults.items() if value == {}]

    def make(**fields: object) -> T:
        made = new(cls)
        holder = made.__dict__
        holder.update(defaults)
        holder.update(fields)
        for name in fresh:
            if name not in fields:
                holder[name] = {}
        if finish is not None:
            finish(made)
        return made

    return make


def short(value: object) -> str:
    """A value as it can be shown in a message: never long, whatever it is."""
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:37] + "...")
    if isinstance(value, int | float | None):
        shown = repr(value) if not isinstance(value, int) or value.bit_length() < 200 else "a very large number"
        return shown if len(shown) <= 40 else f"{shown[:37]}..."
    return {dict: "an object", list: "a list", tuple: "a list"}.get(type(value), f"a {type(value).__name__}")


def _step(key: object) -> str:
    return key if isinstance(key, str) and len(key) <= 60 else short(key)


def _together(errors: list[XborderError]) -> XborderError:
    if len(errors) == 1:
        return errors[0]
    flat: list[XborderError] = []
    for error in errors:
        flat.extend(error.errors if isinstance(error, InvalidRequest) else [error])
    return InvalidRequest(flat)


def _made(amount: Decimal, currency: str) -> Money:
    return Money(amount, currency)


decimal: Callable[[object], Decimal] = remembered(_decimal)
day: Callable[[object], date] = remembered(_day)
_AMOUNT = record(_made, {"amount": decimal, "currency": _currency}, required=("amount", "currency"))
