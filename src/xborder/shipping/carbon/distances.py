"""Distances and what they are: great circle, shortest feasible, or travelled; and how one becomes another."""

from __future__ import annotations

import enum
import math
from decimal import Decimal
from fractions import Fraction

import attrs

from xborder._figures import shown
from xborder.errors import BadInput
from xborder.shipping._checks import one_of
from xborder.shipping._numbers import Number, fraction_of, positive

__all__ = ["Adjustment", "Distance", "DistanceKind", "great_circle"]

_MEAN_RADIUS_KM = 6371.0088  # mean radius R1 of the International Union of Geodesy and Geophysics
_MOST_KM = 100_000


class DistanceKind(enum.Enum):
    """What a distance is, as ISO 14083 tells them apart."""

    GREAT_CIRCLE = "gcd"
    """The shortest along the globe; for air always."""
    SHORTEST_FEASIBLE = "sfd"
    """The shortest that the vehicle can really take."""
    ACTUAL = "actual"
    """What was travelled, detours and all."""


class Adjustment(enum.Enum):
    """How the distance of the activity becomes the distance travelled.

    Source: Table 3 of CLECAT's "Greenhouse gas emissions in the transport sector: guide to ISO 14083" (by ifeu and
    Fraunhofer IML, after the German Environment Agency), which cites ISO 14083; secondary. EN 16258, which ISO 14083
    replaced, had the same 95 km for air (known, not read).
    """

    AIR_PLUS_95_KM = "air: great circle + 95 km"
    ROAD_PLUS_5_PERCENT = "road: shortest feasible + 5 %"
    SEA_PLUS_15_PERCENT = "sea: shortest feasible + 15 %"
    NONE = "as it is"
    """Rail and other fixed networks: what is travelled is the shortest feasible."""

    @property
    def starts_from(self) -> DistanceKind:
        """The kind of distance that it is applied to."""
        return DistanceKind.GREAT_CIRCLE if self is Adjustment.AIR_PLUS_95_KM else DistanceKind.SHORTEST_FEASIBLE

    def travelled(self, km: Fraction) -> Fraction:
        """The distance travelled, from that of the activity.

        >>> Adjustment.AIR_PLUS_95_KM.travelled(Fraction(9200)), Adjustment.ROAD_PLUS_5_PERCENT.travelled(Fraction(100))
        (Fraction(9295, 1), Fraction(105, 1))
        """
        times, more = _TERMS[self]
        return km * times + more

    def activity(self, km: Fraction) -> Fraction:
        """The distance of the activity, from the one travelled.

        Raises:
            BadInput: the allowance is all that was travelled.
        """
        times, more = _TERMS[self]
        if km <= more:
            message = f"{shown(km)} km travelled are no more than the allowance ({self.value})"
            raise BadInput(message, path="km", hint="give the great circle between the two airports")
        return (km - more) / times


_TERMS = {
    Adjustment.AIR_PLUS_95_KM: (Fraction(1), Fraction(95)),
    Adjustment.ROAD_PLUS_5_PERCENT: (Fraction(105, 100), Fraction(0)),
    Adjustment.SEA_PLUS_15_PERCENT: (Fraction(115, 100), Fraction(0)),
    Adjustment.NONE: (Fraction(1), Fraction(0)),
}


def _km(value: Number) -> Fraction:
    km = positive(value, "km", "a distance in kilometres")
    if km > _MOST_KM:
        raise BadInput(f"{value!s:.40} km are no distance on this planet", path="km", hint=f"at most {_MOST_KM}")
    return km


@attrs.frozen
class Distance:
    """A distance and what it is.

    Attributes:
        km: kilometres, above zero.
        kind: great circle, shortest feasible, or travelled.

    Raises:
        BadInput: the kilometres are no exact number above zero, or the kind is none.
    """

    km: Fraction = attrs.field(converter=_km)
    kind: DistanceKind = DistanceKind.ACTUAL

    def __attrs_post_init__(self) -> None:
        one_of(DistanceKind, self.kind, "kind")

    def as_kind(self, kind: DistanceKind, adjustment: Adjustment) -> Fraction:
        """The kilometres as another kind of distance.

        Raises:
            BadInput: the adjustment does not lead from the one kind to the other.

        >>> flown = Distance("9200", DistanceKind.GREAT_CIRCLE)
        >>> flown.as_kind(DistanceKind.ACTUAL, Adjustment.AIR_PLUS_95_KM)
        Fraction(9295, 1)
        """
        if kind is self.kind:
            return self.km
        start = adjustment.starts_from
        if self.kind is start and kind is DistanceKind.ACTUAL:
            return adjustment.travelled(self.km)
        if self.kind is DistanceKind.ACTUAL and kind is start:
            return adjustment.activity(self.km)
        raise BadInput(
            f"a distance of kind {self.kind.value} does not become one of kind {kind.value}",
            path="distance",
            hint=f"give the distance as {kind.value}: nobody can tell the detour from here",
        )


def great_circle(
    latitude: float | Number, longitude: float | Number, to_latitude: float | Number, to_longitude: float | Number
) -> Distance:
    """The great circle between two points, to the metre, on a sphere of the mean radius of the Earth.

    The Earth is flatter than a sphere; the distance on its ellipsoid differs by up to half a percent.

    Args:
        latitude: of the first point, in degrees, north positive.
        longitude: of the first point, in degrees, east positive.
        to_latitude: of the second.
        to_longitude: of the second.

    Raises:
        BadInput: a coordinate is no number or out of range, or the two points are one.

    >>> paris_shanghai = great_circle("49.0097", "2.5479", "31.1434", "121.8052")
    >>> round(paris_shanghai.km), paris_shanghai.kind
    (9267, <DistanceKind.GREAT_CIRCLE: 'gcd'>)
    """
    one, two = _degrees(latitude, 90, "latitude"), _degrees(to_latitude, 90, "to_latitude")
    east, to_east = _degrees(longitude, 180, "longitude"), _degrees(to_longitude, 180, "to_longitude")
    turn = math.radians(to_east - east)
    first, second = math.radians(one), math.radians(two)
    across = math.hypot(
        math.cos(second) * math.sin(turn),
        math.cos(first) * math.sin(second) - math.sin(first) * math.cos(second) * math.cos(turn),
    )
    along = math.sin(first) * math.sin(second) + math.cos(first) * math.cos(second) * math.cos(turn)
    km = Decimal(f"{_MEAN_RADIUS_KM * math.atan2(across, along):.3f}")
    if not km:
        raise BadInput("the two points are one", path="to_latitude", hint="a leg leads somewhere else")
    return Distance(km, DistanceKind.GREAT_CIRCLE)


def _degrees(value: object, most: int, path: str) -> float:
    if isinstance(value, float) and math.isfinite(value):
        found = value
    else:
        found = float(fraction_of(value, path, "degrees, for example 49.0097"))
    if not -most <= found <= most:
        raise BadInput(f"{value!s:.40} is out of range", path=path, hint=f"from {-most} to {most} degrees")
    return found
