"""What goods, boxes and parcels are measured in: fields read alike wherever sides and weights are given."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from xborder.errors import BadInput
from xborder.goods.units import Dimension, is_unit, unit_of
from xborder.shipping._numbers import Number, positive

__all__ = [
    "DIMENSION_UNITS",
    "WEIGHT_UNITS",
    "dimension_unit",
    "height",
    "length",
    "weight",
    "weight_unit",
    "width",
]

DIMENSION_UNITS: Final = ("cm", "mm", "m", "in", "ft")
"""Units of the sides of a parcel; others that mean the same are read as one of these (``INH``, ``inch``)."""
WEIGHT_UNITS: Final = ("kg", "g", "lb", "oz")
"""Units of its weight."""


def length(value: Number) -> Fraction:
    """A length above zero."""
    return positive(value, "length")


def width(value: Number) -> Fraction:
    """A width above zero."""
    return positive(value, "width")


def height(value: Number) -> Fraction:
    """A height above zero."""
    return positive(value, "height")


def weight(value: Number) -> Fraction:
    """A weight above zero."""
    return positive(value, "weight")


def dimension_unit(name: str) -> str:
    """A unit of the sides; others that mean the same are read as one of them."""
    return _unit(name, DIMENSION_UNITS, Dimension.LENGTH, "dimension_unit")


def weight_unit(name: str) -> str:
    """A unit of weight, likewise."""
    return _unit(name, WEIGHT_UNITS, Dimension.MASS, "weight_unit")


def _unit(name: object, known: tuple[str, ...], dimension: Dimension, path: str) -> str:
    if isinstance(name, str) and name in known:
        return name
    if isinstance(name, str) and is_unit(name):
        found = unit_of(name)
        if found.dimension is dimension and found.name in known:
            return found.name
    raise BadInput(f"{name!r:.40} is not a unit for it", path=path, hint=f"one of {', '.join(known)}")
