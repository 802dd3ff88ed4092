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

__all__ = [
    "Known", "Reader", "built", "check", "choice", "code", "day_or_none", "decimal", "flag", "instance", "listed",
    "mapping", "money", "money_or_none", "optional", "rate", "record", "remembered", "short", "text", "through",
    "trusted", "unplaced", "word",
]  # fmt: skip

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
Reader = Callable[[Any], Any]

_DECIMAL = re.compile(r"\d{1,15}(\.\d{1,12})?").fullmatch
_DAY_FORM = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch
_MOST_TEXT = 2_000
_MOST_ITEMS = 10_000
_MOST_WHOLE = 10**15


def text(value: object) -> str:
    """Text of at most 2,000 characters that can be written as UTF-8."""
    if not isinstance(value, str):
        raise BadInput(f"{short(value)} is not text", hint="give a JSON string")
    if len(value) > _MOST_TEXT:
        raise BadInput(f"the text has {len(value)} characters", hint=f"at most {_MOST_TEXT}")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise BadInput("the text holds half a character (a lone surrogate)", hint="give well-formed Unicode")
    return str(value)


def word(value: object) -> str:
    """Text, or null, which counts as empty."""
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
    return _number(value, 6)


def _rate(value: object) -> Decimal:
    """The same with up to twelve decimals, for exchange rates."""
    return _number(value, 12)


def _number(value: object, decimals: int) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise BadInput(f"{short(value)} is not a number", hint='write a decimal string, for example "12.50"')
    if isinstance(value, float):
        raise BadInput(
            f"{value!r} is a floating-point number", hint='write it as a decimal string, for example "12.50"'
        )
    if isinstance(value, str):
        return _decimal_text(value, decimals)
    if value < 0 if isinstance(value, int) else value.is_signed() and not value.is_zero():
        raise BadInput(f"{short(value)} is negative", hint="give nothing or more")
    if isinstance(value, int):
        if value >= _MOST_WHOLE:
            raise BadInput(f"{short(value)} is too large", hint="at most 15 digits")
        return Decimal(value)
    return _decimal_object(value, decimals)


def _decimal_object(value: Decimal, decimals: int) -> Decimal:
    if not value.is_finite():
        raise BadInput(f"{value} is not a number", hint="give a finite decimal")
    _, digits, exponent = value.as_tuple()
    if value and (value.adjusted() >= 15 or value.adjusted() < -decimals or len(digits) > 60):
        raise BadInput(
            "the number is too large or too small", hint=f"at most 15 digits before the point and {decimals} after it"
        )
    if isinstance(exponent, int) and exponent < -decimals and any(digits[exponent + decimals :]):
        raise BadInput(f"{short(value)} has more than {decimals} decimals", hint="round it first")
    return value or Decimal(0)


def _decimal_text(value: str, decimals: int) -> Decimal:
    form = _DECIMAL(value)
    if form and value.isascii() and len(form[1] or "") <= decimals + 1:
        return Decimal(value)
    if value.startswith("-"):
        raise BadInput(f"{short(value)} is negative", hint="give nothing or more")
    raise BadInput(
        f"{short(value)} is not a plain decimal number",
        hint=f'digits, at most 15, and at most {decimals} after a point, for example "12.50"',
    )


def money(value: object) -> Money:
    """An object with an amount and an ISO 4217 currency, or money itself."""
    found = money_or_none(value)
    return found if found is not None else _AMOUNT(value)


def money_or_none(value: object) -> Money | None:
    """The same, or null."""
    if value is None:
        return None
    if type(value) is dict and len(value) == 2:
        try:
            amount, code = value["amount"], value["currency"]
        except KeyError:
            pass
        else:
            if type(amount) is str and type(code) is str:
                return _money(amount, code)
    if isinstance(value, Money):
        value = {"amount": value.amount, "currency": value.currency.code}
    return _AMOUNT(value)


@lru_cache(maxsize=2048)
def _money(amount: str, code: str) -> Money:
    return _AMOUNT({"amount": amount, "currency": code})


def _code(value: object) -> str:
    """An ISO 4217 code."""
    try:
        return currency(text(value)).code
    except XborderError as error:
        raise unplaced(error) from None


def unplaced(error: XborderError) -> XborderError:
    """The same error without the field it names, for a field that has another name here."""
    return type(error)(error.message, hint=error.hint)


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
        if isinstance(value, str) and value in words:
            return words[value]
        raise BadInput(f"{short(value)} is not known here", hint=f"one of {', '.join(known)}")

    return read


def optional(reader: Reader, empty: object = None) -> Reader:
    """What ``reader`` reads, or null, which counts as ``empty``."""

    def read(value: object) -> object:
        if value is None:
            return empty
        try:
            return reader(value)
        except TypeError:
            return through(reader, value)

    return read


class Known(dict[K, V]):
    """What was read before; forgets everything when there is too much of it."""

    __slots__ = ("_most",)

    def __init__(self, most: int) -> None:
        self._most = most

    def keep(self, key: K, value: V) -> None:
        """Remembers."""
        if len(self) >= self._most:
            self.clear()
        self[key] = value


def through(reader: Reader, value: object) -> Any:  # noqa: ANN401 - whatever the reader reads
    """Reads; a remembering reader cannot look up what is not hashable, and reads that without memory."""
    try:
        return reader(value)
    except TypeError:
        if not hasattr(reader, "__wrapped__"):
            raise
        return reader.__wrapped__(value)


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
        except (XborderError, TypeError):
            errors = []
            for index, item in enumerate(value):
                try:
                    through(reader, item)
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
                known = name(text(key)) if name is not None else text(key)
                if known in result:
                    raise BadInput(f"{known} is given twice", hint="give it once")
                result[known] = through(reader, item)
            except XborderError as error:
                errors.append(error.at(_step(key)))
        if errors:
            raise _together(errors)
        return result

    return read


def record(
    make: Callable[[dict[str, Any]], T], fields: Mapping[str, Reader], *, required: tuple[str, ...] = ()
) -> Callable[[object], T]:
    """An object with known keys; unknown and missing ones are mistakes, and all mistakes are reported together."""
    find = fields.get
    wanted = frozenset(required)

    def read(value: object) -> T:
        if type(value) is not dict and not isinstance(value, Mapping):
            raise BadInput(
                f"{short(value)} is not an object", hint=f"give an object with {', '.join(required or fields)}"
            )
        arguments: dict[str, Any] = {}
        errors: list[XborderError] = []
        for key, item in value.items():
            reader = find(key)
            if reader is None:
                errors.append(BadInput("unknown field", path=_step(key), hint=f"known are {', '.join(fields)}"))
            elif reader is word and type(item) is str and len(item) <= _MOST_TEXT and item.isascii():
                arguments[key] = item
            else:
                try:
                    arguments[key] = reader(item)
                except XborderError as error:
                    errors.append(error.at(key))
                except TypeError:
                    try:
                        arguments[key] = through(reader, item)
                    except XborderError as error:
                        errors.append(error.at(key))
        if not wanted <= arguments.keys():
            errors += [BadInput("the field is missing", path=key) for key in required if key not in value]
        if errors:
            raise _together(errors)
        return make(arguments)

    return read


def check(made: object, fields: Mapping[str, Reader]) -> None:
    """Reads the fields of an object that a caller has built, so that it is as sound as one read from JSON.

    Raises:
        BadInput: naming the field; InvalidRequest when several are wrong.
    """
    errors: list[XborderError] = []
    for name, reader in fields.items():
        try:
            object.__setattr__(made, name, through(reader, getattr(made, name)))
        except XborderError as error:
            errors.append(error.at(name))
    if errors:
        raise _together(errors)


def instance(cls: type[T], reader: Callable[[object], T]) -> Callable[[object], T]:
    """An object of a class as it is, or the JSON form of one."""

    def read(value: object) -> T:
        return value if isinstance(value, cls) else reader(value)

    return read


def remembered(reader: Reader) -> Reader:
    """The same reader, with the values that requests repeat remembered by value and type.

    Decimals are not: equal ones may be written differently, and an answer repeats a rate as it was given.
    """

    def read(value: object) -> object:
        if isinstance(value, Decimal):
            raise TypeError("read it without memory")
        return reader(value)

    remembering = lru_cache(maxsize=2048, typed=True)(read)
    remembering.__wrapped__ = reader
    return remembering


def trusted(
    cls: type[T], finish: Callable[[T], None] | None = None, **defaults: object
) -> Callable[[dict[str, Any]], T]:
    """Makes values of a class from fields that readers have already checked, without checking them again.

    Args:
        cls: an attrs class without slots.
        finish: sets what is derived.
        defaults: the class's own, for fields that are not given; a dict is made anew for each value.
    """
    new, place = cls.__new__, object.__setattr__
    fresh = [name for name, value in defaults.items() if value == {}]

    def make(fields: dict[str, Any]) -> T:
        made = new(cls)
        holder = defaults.copy()
        for name in fresh:
            holder[name] = {}
        holder.update(fields)
        place(made, "__dict__", holder)
        if finish is not None:
            finish(made)
        return made

    return make


def short(value: object) -> str:
    """A value as it can be shown in a message: never long, whatever it is."""
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:37] + "...")
    if isinstance(value, int) and value.bit_length() > 200:
        return "a very large number"
    if isinstance(value, int | float | Decimal | None):
        shown = str(value) if isinstance(value, Decimal) else repr(value)
        return shown if len(shown) <= 40 else f"{shown[:37]}..."
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else f"a {type(value).__name__}"


def _step(key: object) -> str:
    return key if isinstance(key, str) and len(key) <= 60 and key.isprintable() else short(key)


def _together(errors: list[XborderError]) -> XborderError:
    if len(errors) == 1:
        return errors[0]
    flat: list[XborderError] = []
    for error in errors:
        flat.extend(error.errors if isinstance(error, InvalidRequest) else [error])
    return InvalidRequest(flat)


def built(cls: type[T]) -> Callable[[dict[str, Any]], T]:
    """Makes values of a class from the fields that were read, as its constructor does."""
    return lambda fields: cls(**fields)


decimal: Callable[[object], Decimal] = remembered(_decimal)
rate: Callable[[object], Decimal] = remembered(_rate)
day_or_none: Callable[[object], date | None] = remembered(optional(_day))
code: Callable[[object], str] = remembered(_code)
_AMOUNT = record(built(Money), {"amount": decimal, "currency": code}, required=("amount", "currency"))
