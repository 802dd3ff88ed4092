"""Exact figures as hosts write them: decimal text, whole numbers, Decimals and Fractions; never a float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from xborder._figures import decimal_of, shown
from xborder.errors import BadInput

__all__ = ["Figure", "exact", "positive", "rounded_up", "written"]

Figure = str | int | Decimal | Fraction
"""How a host writes a figure: ``"12.5"``, ``12``, ``Decimal("12.5")`` or ``Fraction(25, 2)``."""

_PLAIN: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,12})?")
_LARGEST: Final = 15
_FINEST: Final = 12


def exact(value: object, path: str) -> Fraction:
    """A figure, zero or more.

    Raises:
        BadInput: it is no exact figure, is negative, or of a size that nothing has.

    >>> exact("12.50", "length"), exact(3, "length")
    (Fraction(25, 2), Fraction(3, 1))
    """
    if type(value) is str:
        figure = value.strip()
        if _PLAIN.fullmatch(figure) is None:
            raise _strange(value, path)
        return Fraction(figure)
    if isinstance(value, Decimal) and value == 0:
        return Fraction(0)
    if isinstance(value, Decimal) and not (value.is_finite() and -_FINEST <= value.adjusted() <= _LARGEST):
        raise _strange(value, path)
    if type(value) is not int and not isinstance(value, (Fraction, Decimal)):
        raise _strange(value, path)
    found = Fraction(value)
    if abs(found) >= 10**_LARGEST or found.denominator > 10 ** (2 * _FINEST):
        raise BadInput("the figure is out of range", path=path, hint="at most 15 digits, and 12 after the point")
    if found < 0:
        raise BadInput(f"{value} is negative", path=path, hint="give nothing or more")
    return found


def positive(value: object, path: str) -> Fraction:
    """A figure above zero.

    Raises:
        BadInput: as ``exact`` does, and for zero.
    """
    found = exact(value, path)
    if not found:
        raise BadInput("it is zero", path=path, hint="give a figure above zero")
    return found


def _strange(value: object, path: str) -> BadInput:
    if isinstance(value, float):
        return BadInput(
            f"{value!r} is a floating-point number", path=path, hint=f'write it as text, for example "{value:.6g}"'
        )
    if isinstance(value, str):
        if value.strip().startswith("-"):
            return BadInput(f"{value!r:.40} is negative", path=path, hint="give a figure above zero")
        if re.match(r"\s*[0-9]+(\.[0-9]+)?\s*[A-Za-z\"']", value):
            return BadInput(
                f"{value!r:.40} has its unit in it",
                path=path,
                hint="give the figure alone, and the unit in its own field",
            )
        if re.fullmatch(r"\s*[0-9]+,[0-9]+\s*", value):
            return BadInput(f"{value!r:.40} has a comma", path=path, hint=f"write {value.strip().replace(',', '.')}")
    return BadInput(f"{value!r:.40} is not a plain decimal number", path=path, hint='for example "12.5"')


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
