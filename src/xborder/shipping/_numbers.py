"""Exact numbers as hosts write them: decimal text, whole numbers, Decimals and Fractions; never a float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from xborder._figures import decimal_of, shown
from xborder.errors import BadInput

__all__ = [
    "Number",
    "check_count",
    "decimal",
    "exact",
    "fraction_of",
    "positive",
    "rounded_up",
    "share_of",
    "written",
]

Number = str | int | Decimal | Fraction
"""How a host writes a number: ``"12.5"``, ``12``, ``Decimal("12.5")`` or ``Fraction(25, 2)``."""

_PLAIN: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?")
_DIGITS: Final = 15
_MOST: Final = 10**_DIGITS
_FINEST: Final = 30
_MOST_DECIMALS: Final = 6
_EXAMPLE: Final = 'for example "12.5"'


def fraction_of(value: object, path: str, hint: str = _EXAMPLE) -> Fraction:
    """A number of either sign.

    Args:
        value: as the host wrote it.
        path: of the field.
        hint: what would be right, where nothing better can be said of what is wrong.

    Raises:
        BadInput: it is a float, no number, not finite, or of a size that no measure has.

    >>> fraction_of("0.8", "confidence"), fraction_of(Decimal("2.50"), "mass")
    (Fraction(4, 5), Fraction(5, 2))
    """
    if type(value) is str:
        figure = value.strip()
        if _PLAIN.fullmatch(figure) is not None:
            return Fraction(figure)
    elif type(value) is int or isinstance(value, Fraction):
        found = Fraction(value)
        if -_MOST < found < _MOST and found.denominator < 10**_FINEST:
            return found
        raise BadInput("the number is out of range", path=path, hint=f"at most {_DIGITS} digits before the point")
    elif isinstance(value, Decimal) and value.is_finite() and (not value or -_FINEST <= value.adjusted() < _DIGITS):
        return Fraction(value)
    raise _strange(value, path, hint)


def exact(value: object, path: str) -> Fraction:
    """A number, zero or more.

    Raises:
        BadInput: as ``fraction_of`` does, and for less than zero.

    >>> exact("12.50", "length"), exact(3, "length")
    (Fraction(25, 2), Fraction(3, 1))
    """
    found = fraction_of(value, path)
    if found < 0:
        raise BadInput(f"{value!s:.40} is negative", path=path, hint="give nothing or more")
    return found


def positive(value: object, path: str, hint: str = "give a number above zero") -> Fraction:
    """A number above zero.

    Raises:
        BadInput: as ``fraction_of`` does, and for zero or less.
    """
    found = fraction_of(value, path)
    if found <= 0:
        raise BadInput(f"{value!s:.40} is not above zero", path=path, hint=hint)
    return found


def share_of(value: object, path: str) -> Fraction:
    """A number between 0 and 1 that is neither.

    Raises:
        BadInput: it is no exact number, or not inside (0, 1).
    """
    found = fraction_of(value, path, 'a decimal string between 0 and 1, for example "0.8"')
    if not 0 < found < 1:
        raise BadInput(f"{value!s:.40} is not between 0 and 1", path=path, hint='for example "0.8", for 80 %')
    return found


def check_count(value: object, path: str, *, least: int = 0, most: int | None = _MOST) -> int:
    """A whole number that is not below ``least`` nor above ``most``; ``None`` for as large as it likes.

    Raises:
        BadInput: it is no whole number, or too small or large.
    """
    hint = f"a whole number, {least} or more" + (f", at most {most}" if most is not None and most < _MOST else "")
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput(f"{value!r:.40} is not a whole number", path=path, hint=hint)
    if value < least or (most is not None and value > most):
        raise BadInput(f"the number is too {'small' if value < least else 'large'}", path=path, hint=hint)
    return value


def decimal(value: object, path: str) -> Decimal:
    """A number of up to 15 digits and six decimals, of either sign, as it is kept in books: a Decimal.

    Raises:
        BadInput: it is a float, no number, or has more digits.
    """
    hint = "an int, a Decimal or its text"
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise BadInput(f"{value!r:.40} is not an exact number", path=path, hint=hint)
    try:
        read = Decimal(value)
    except ArithmeticError:
        raise BadInput(f"{value!r:.40} is not a number", path=path, hint=hint) from None
    exponent = read.as_tuple().exponent
    if not isinstance(exponent, int):
        raise BadInput(f"{read} is not a number", path=path, hint=hint)
    if read.adjusted() >= _DIGITS or exponent < -_MOST_DECIMALS:
        raise BadInput(f"{read:.6E} is out of range", path=path, hint="below 10^15, with at most 6 decimals")
    return read


def _strange(value: object, path: str, hint: str) -> BadInput:
    if isinstance(value, float):
        return BadInput(
            f"{value!r} is a floating-point number", path=path, hint=f'write it as text, for example "{value:.6g}"'
        )
    if isinstance(value, str):
        if re.match(r"\s*[0-9]+(\.[0-9]+)?\s*[A-Za-z\"']", value):
            return BadInput(
                f"{value!r:.40} has its unit in it",
                path=path,
                hint="give the figure alone, and the unit in its own field",
            )
        if re.fullmatch(r"\s*[0-9]+,[0-9]+\s*", value):
            return BadInput(f"{value!r:.40} has a comma", path=path, hint=f"write {value.strip().replace(',', '.')}")
    return BadInput(f"{value!r:.40} is not a plain decimal number", path=path, hint=hint)


def rounded_up(value: Fraction, step: Fraction) -> Fraction:
    """The smallest multiple of the step that is not below the value.

    >>> rounded_up(Fraction("4.8"), Fraction("0.5")), rounded_up(Fraction(5), Fraction("0.5"))
    (Fraction(5, 1), Fraction(5, 1))
    """
    steps = -(-value.numerator * step.denominator // (value.denominator * step.numerator))
    return Fraction(steps * step.numerator, step.denominator)


def written(value: Fraction, like: Fraction | None = None) -> str:
    """A figure for a reader, with at least the decimals of another one.

    >>> written(Fraction(5), Fraction("0.5")), written(Fraction(24, 5)), written(Fraction(756, 139))
    ('5.0', '4.8', '5.4388489209...')
    """
    places = 0
    if like is not None:
        exponent = decimal_of(like).as_tuple().exponent
        places = -exponent if isinstance(exponent, int) else 0
    text = shown(value)
    _, _, decimals = text.partition(".")
    if text.endswith("...") or len(decimals) >= places:
        return text
    return (text if decimals else f"{text}.") + "0" * (places - len(decimals))
