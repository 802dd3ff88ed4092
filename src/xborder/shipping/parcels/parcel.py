"""A parcel: three sides and a weight, exact, in the units that the host measures in."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.goods.units import unit_of
from xborder.shipping._numbers import written
from xborder.shipping.parcels import _measures as read
from xborder.shipping.parcels._measures import DIMENSION_UNITS, WEIGHT_UNITS

__all__ = ["DIMENSION_UNITS", "WEIGHT_UNITS", "Parcel", "factor_between"]

# No vehicle takes more: figures beyond these are measured in another unit than the one named.
_LONGEST_METRES: Final = 30
_HEAVIEST_KG: Final = 50_000


@cache
def factor_between(source: str, target: str) -> Fraction:
    """How many of the target unit one of the source unit is; exact.

    >>> factor_between("in", "cm")
    Fraction(127, 50)
    """
    return unit_of(source).factor / unit_of(target).factor


@attrs.frozen
class Parcel:
    """A box as a carrier sees it: the outside, and the weight with all that is in it.

    Sides are given in any order; ``sides`` has them from the longest to the shortest.

    Attributes:
        length, width, height: outside, in ``dimension_unit``.
        dimension_unit: ``cm``, ``mm``, ``m``, ``in`` or ``ft``.
        weight: gross, in ``weight_unit``.
        weight_unit: ``kg``, ``g``, ``lb`` or ``oz``.

    Raises:
        BadInput: a figure is no figure, not above zero, or beyond what any vehicle takes; or a unit is not known.

    >>> parcel = Parcel(length="60", width="40", height="30", dimension_unit="cm", weight="3.2", weight_unit="kg")
    >>> parcel.girth, parcel.length_and_girth, parcel.volume
    (Fraction(140, 1), Fraction(200, 1), Fraction(72000, 1))
    >>> print(parcel)
    60 x 40 x 30 cm, 3.2 kg
    """

    length: Fraction = attrs.field(converter=read.length)
    width: Fraction = attrs.field(converter=read.width)
    height: Fraction = attrs.field(converter=read.height)
    dimension_unit: str = attrs.field(converter=read.dimension_unit)
    weight: Fraction = attrs.field(converter=read.weight)
    weight_unit: str = attrs.field(converter=read.weight_unit)

    def __attrs_post_init__(self) -> None:
        most = _LONGEST_METRES / factor_between(self.dimension_unit, "m")
        for name in ("length", "width", "height"):
            if getattr(self, name) > most:
                raise BadInput(
                    f"no parcel measures {written(getattr(self, name))} {self.dimension_unit}",
                    path=name, hint=f"at most {_LONGEST_METRES} m; is dimension_unit right?",
                )  # fmt: skip
        if self.weight > _HEAVIEST_KG / factor_between(self.weight_unit, "kg"):
            raise BadInput(
                f"no parcel weighs {written(self.weight)} {self.weight_unit}",
                path="weight", hint=f"at most {_HEAVIEST_KG} kg; is weight_unit right?",
            )  # fmt: skip

    @property
    def sides(self) -> tuple[Fraction, Fraction, Fraction]:
        """The sides from the longest to the shortest."""
        longest, second, shortest = sorted((self.length, self.width, self.height), reverse=True)
        return longest, second, shortest

    @property
    def girth(self) -> Fraction:
        """The way round across the longest side: twice the sum of the two others."""
        _, second, shortest = self.sides
        return 2 * (second + shortest)

    @property
    def length_and_girth(self) -> Fraction:
        """The longest side and the girth together, which is what posts and carriers limit."""
        return self.sides[0] + self.girth

    @property
    def volume(self) -> Fraction:
        """In cubes of ``dimension_unit``."""
        return self.length * self.width * self.height

    @property
    def cubic_metres(self) -> Fraction:
        """The volume in m3 (CBM)."""
        return self.volume * factor_between(self.dimension_unit, "m") ** 3

    def weight_in(self, unit: str) -> Fraction:
        """The weight in another unit of mass.

        Raises:
            BadInput: for a unit that is none of ``WEIGHT_UNITS``.

        >>> Parcel(1, 1, 1, "in", 16, "oz").weight_in("lb")
        Fraction(1, 1)
        """
        return self.weight * factor_between(self.weight_unit, read.weight_unit(unit))

    def sides_in(self, unit: str) -> tuple[Fraction, Fraction, Fraction]:
        """The sides in another unit of length, from the longest to the shortest.

        Raises:
            BadInput: for a unit that is none of ``DIMENSION_UNITS``.
        """
        factor = factor_between(self.dimension_unit, read.dimension_unit(unit))
        longest, second, shortest = self.sides
        return longest * factor, second * factor, shortest * factor

    def __str__(self) -> str:
        sides = " x ".join(written(side) for side in (self.length, self.width, self.height))
        return f"{sides} {self.dimension_unit}, {written(self.weight)} {self.weight_unit}"
