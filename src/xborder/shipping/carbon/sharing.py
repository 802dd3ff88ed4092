"""One movement's emissions among the parcels in it: by mass times distance, exactly, to the last gram."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import attrs

from xborder.errors import BadInput
from xborder.money.allocation import allocate_int
from xborder.shipping._checks import check_list, check_name, one_of
from xborder.shipping._numbers import Number
from xborder.shipping.carbon.distances import Distance
from xborder.shipping.carbon.footprints import mass_in_kg
from xborder.shipping.carbon.grams import Grams

__all__ = ["Consigned", "Share", "share_emissions"]


@attrs.frozen
class Consigned:
    """One parcel or order in a shared movement.

    Attributes:
        name: the host's name for it; unique within the movement.
        mass: with its packaging; above zero.
        distance: direct, from where it was loaded to where it was unloaded, not along the round.
        unit: of the mass.

    Raises:
        BadInput: a field is not of that form.
    """

    name: str
    mass: Number
    distance: Distance
    unit: str = "kg"

    def __attrs_post_init__(self) -> None:
        check_name(self.name, "name")
        one_of(Distance, self.distance, "distance")
        mass_in_kg(self.mass, self.unit, "mass")

    @property
    def kilogram_kilometres(self) -> Fraction:
        """Mass times direct distance."""
        return mass_in_kg(self.mass, self.unit, "mass") * self.distance.km


@attrs.frozen
class Share:
    """What one of them bears.

    Attributes:
        name: whose it is.
        share: of the movement's emissions; the shares add up to 1.
        emitted: the exact amount; the amounts add up to the movement's.
        grams: low, typical and high in whole grams, which add up to the movement's own whole grams.
    """

    name: str
    share: Fraction
    emitted: Grams
    grams: tuple[int, int, int]


def share_emissions(total: Grams, consigned: Sequence[Consigned]) -> list[Share]:
    """Share the emissions of one movement (a flight, a round of deliveries) among what it carried.

    By mass times direct distance, as ISO 14083 and the GLEC Framework ask for a movement that cannot be taken apart
    further. The amounts do not depend on the order of the list; whole grams left over go to the largest remainders.

    Args:
        total: what the movement emitted.
        consigned: what it carried, all distances of one kind.

    Raises:
        BadInput: nothing was carried, two have one name, or distances of two kinds are mixed.

    >>> from xborder.shipping.carbon.distances import DistanceKind
    >>> direct = Distance("10", DistanceKind.GREAT_CIRCLE)
    >>> letters = [Consigned("a", "0.2", direct), Consigned("b", "0.1", direct)]
    >>> [(share.name, share.grams[1]) for share in share_emissions(Grams(*3 * [Fraction(1000)]), letters)]
    [('a', 667), ('b', 333)]
    """
    one_of(Grams, total, "total")
    carried = _carried(consigned)
    work = [one.kilogram_kilometres for one in carried]
    whole = sum(work, Fraction(0))
    shares = [part / whole for part in work]
    common = lcm(*(part.denominator for part in work))
    weights = [int(part * common) for part in work]
    columns = [allocate_int(amount, weights) for amount in total.rounded]
    return [
        Share(one.name, share, total.times(share), (low, typical, high))
        for one, share, low, typical, high in zip(carried, shares, *columns, strict=True)
    ]


def _carried(consigned: Sequence[Consigned]) -> list[Consigned]:
    carried = check_list(consigned, "consigned")
    if not carried:
        raise BadInput("the movement carried nothing", path="consigned", hint="give at least one Consigned")
    names = set()
    for index, one in enumerate(carried):
        one_of(Consigned, one, f"consigned[{index}]")
        if one.name in names:
            raise BadInput(f"{one.name!r:.40} is there twice", path=f"consigned[{index}].name", hint="name them apart")
        if one.distance.kind is not carried[0].distance.kind:
            message = f"distances of kind {one.distance.kind.value} and {carried[0].distance.kind.value} are mixed"
            raise BadInput(message, path=f"consigned[{index}].distance", hint="ISO 14083 asks for one kind")
        names.add(one.name)
    return carried
