"""Numbers, days and names as a host writes them, read exactly or refused with the field that is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from xborder.errors import BadInput

__all__ = [
    "Number",
    "check_calendar_day",
    "check_count",
    "check_list",
    "check_name",
    "check_record",
    "fraction_of",
    "positive",
    "share_of",
]

Number = int | str | Decimal | Fraction
"""An exact number: whole, a decimal string, a Decimal or a Fraction; a float never is."""

T = TypeVar("T")

_TEXT = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?")
_MOST = 10**15
_HINT = 'an exact number, for example "12.5"; not a float'


def fraction_of(value: object, path: str, hint: str = _HINT) -> Fraction:
    """The number, exactly.

    Raises:
        BadInput: it is a float, no number, not finite, or of a size that no measure has.

    >>> fraction_of("0.8", "confidence"), fraction_of(Decimal("2.50"), "mass")
    (Fraction(4, 5), Fraction(5, 2))
    """
    if isinstance(value, str) and value.isascii() and _TEXT.fullmatch(value.strip()):
        return Fraction(value.strip())
    if isinstance(value, Fraction) or (isinstance(value, int) and not isinstance(value, bool)):
        found = Fraction(value)
        if -_MOST < found < _MOST and found.denominator < _MOST**2:
            return found
    elif isinstance(value, Decimal) and value.is_finite() and (not value or -30 <= value.adjusted() < 15):
        return Fraction(value)
    raise BadInput(f"{value!r:.40} is not an exact number of reasonable size", path=path, hint=hint)


def positive(value: object, path: str, hint: str = "more than nothing") -> Fraction:
    """The number, which must be above zero.

    Raises:
        BadInput: it is no exact number, or zero or less.
    """
    found = fraction_of(value, path)
    if found <= 0:
        raise BadInput(f"{value!s:.40} is not above zero", path=path, hint=hint)
    return found


def share_of(value: object, path: str) -> Fraction:
    """The number, which must lie between 0 and 1 and be neither.

    Raises:
        BadInput: it is no exact number, or not inside (0, 1).
    """
    found = fraction_of(value, path, 'a decimal string between 0 and 1, for example "0.8"')
    if not 0 < found < 1:
        raise BadInput(f"{value!s:.40} is not between 0 and 1", path=path, hint='for example "0.8", for 80 %')
    return found


def check_count(value: object, path: str, *, least: int = 0, most: int | None = _MOST) -> int:
    """The whole number, which must not be below ``least`` nor above ``most``; ``None`` for as large as it likes.

    Raises:
        BadInput: it is no whole number, or too small or large.
    """
    hint = f"a whole number, {least} or more" + (f", at most {most}" if most is not None and most < _MOST else "")
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput(f"{value!r:.40} is not a whole number", path=path, hint=hint)
    if value < least or (most is not None and value > most):
        raise BadInput(f"the number is too {'small' if value < least else 'large'}", path=path, hint=hint)
    return value


def check_calendar_day(value: object, path: str) -> date:
    """The day, which must be a date without a time.

    Raises:
        BadInput: it is anything else; a ``datetime`` too, for which day that is depends on the place.
    """
    if isinstance(value, datetime) or not isinstance(value, date):
        raise BadInput(f"{value!r:.60} is not a day", path=path, hint="give a datetime.date")
    return value


def check_name(value: object, path: str) -> str:
    """The text, which must not be blank.

    Raises:
        BadInput: it is no text, or blank.
    """
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{value!r:.40} is not a name", path=path, hint="give a text that is not blank")
    return value


def check_list(value: Iterable[T], path: str) -> list[T]:
    """The items of whatever can be gone through, but of no text.

    Raises:
        BadInput: it cannot.
    """
    given: object = value  # whatever came in from outside
    if isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping):
        return list(value)
    raise BadInput(f"{value!r:.60} is not a list", path=path, hint="give a list")


def check_record(value: object, kind: type, path: str) -> None:
    """Nothing, when the value is of that class.

    Raises:
        BadInput: it is of another.
    """
    if not isinstance(value, kind):
        raise BadInput(f"{value!r:.60} is not of the class {kind.__name__}", path=path, hint=f"give a {kind.__name__}")
