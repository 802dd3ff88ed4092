"""What a packed order emits: its cartons as they weigh, with the boxes as packaging."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xborder.errors import BadInput
from xborder.shipping._checks import one_of
from xborder.shipping.carbon.factors import Factors
from xborder.shipping.carbon.footprints import Footprint, Hub, Leg, Packaging, footprint
from xborder.shipping.packing.plan import PackingPlan
from xborder.shipping.parcels.parcel import factor_between

__all__ = ["packed_footprint"]


def packed_footprint(
    plan: PackingPlan, journey: Sequence[Leg | Hub], *, material: str = "", factors: Factors | None = None
) -> Footprint:
    """What the cartons of a plan emit on one journey, together.

    The mass is the gross weight of the cartons, and the packaging in it the empty weight of the boxes with what fills
    them up. What is left in no carton does not travel.

    Args:
        plan: how the order is packed.
        journey: legs and hubs in order.
        material: the id of the boxes' intensity, for example ``packaging.corrugated``; empty to leave their making out.
        factors: the intensities; by default those that come with the library.

    Raises:
        BadInput: there is no carton, or as :func:`xborder.shipping.carbon.footprint`.

    >>> from xborder.shipping import Box, Item, pack
    >>> from xborder.shipping.carbon import Distance, DistanceKind
    >>> plan = pack([Item("A", 10, 10, 10, "cm", "0.4", "kg")], [Box("S", 12, 12, 12, "cm", "0.1")])
    >>> flown = Leg("glec.air.belly.long-haul", Distance("9200", DistanceKind.GREAT_CIRCLE))
    >>> found = packed_footprint(plan, [flown], material="packaging.corrugated")
    >>> str(found.transport), str(found.packaging_share), found.material.rounded[1]
    ('2797 g CO2e (2797 to 3625)', '559 g CO2e (559 to 725)', 49)
    """
    one_of(PackingPlan, plan, "plan")
    if not plan.cartons:
        raise BadInput("there is no carton", path="plan.cartons", hint="pack something")
    mass = sum((carton.parcel.weight_in("kg") for carton in plan.cartons), Fraction(0))
    boxes = [carton.box for carton in plan.cartons if carton.box.empty_weight]
    packaging = [
        Packaging(box.empty_weight * factor_between(box.weight_unit, "kg"), "kg", material) for box in boxes
    ]  # fmt: skip
    return footprint(mass, journey, packaging=packaging, factors=factors)
