"""Refusing what is of the wrong type where hosts hand values in."""

from __future__ import annotations

from typing import TypeVar

from xborder.errors import BadInput

__all__ = ["all_of", "one_of", "texts"]

T = TypeVar("T")


def one_of(kind: type[T], value: object, path: str) -> T:
    """The value, when it is of a class.

    Raises:
        BadInput: it is something else.
    """
    if isinstance(value, kind):
        return value
    raise BadInput(f"{value!r:.40} is no {kind.__name__}", path=path, hint=f"a {kind.__name__}")


def all_of(kind: type[T], values: object, path: str) -> tuple[T, ...]:
    """Values of a class, as a tuple.

    Raises:
        BadInput: one is something else, or they are no sequence.

    >>> all_of(int, [1, "2"], "numbers")
    Traceback (most recent call last):
    ...
    xborder.errors.BadInput: numbers[1]: '2' is no int (a int)
    """
    if not isinstance(values, (list, tuple)):
        raise BadInput(f"{values!r:.40} is no list", path=path, hint=f"a list of {kind.__name__}")
    return tuple(one_of(kind, value, f"{path}[{index}]") for index, value in enumerate(values))


def texts(thing: object, *fields: str) -> None:
    """Looks whether fields of a value hold text.

    Raises:
        BadInput: one of them does not.
    """
    for field in fields:
        value: object = getattr(thing, field)
        if not isinstance(value, str):
            raise BadInput(f"{value!r:.40} is not text", path=field, hint="give a string, or leave it out")
