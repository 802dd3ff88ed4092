"""Packing: the goods of an order into boxes, with a proof that they go in, and the packing list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping.packing.lists import Content, PackingList, PackingListCarton, packing_list
    from xborder.shipping.packing.plan import Box, Carton, Item, PackingPlan, Placement, Separation, Unpacked, pack
    from xborder.shipping.packing.proof import check_plan

__all__ = [
    "Box",
    "Carton",
    "Content",
    "Item",
    "PackingList",
    "PackingListCarton",
    "PackingPlan",
    "Placement",
    "Separation",
    "Unpacked",
    "check_plan",
    "pack",
    "packing_list",
]

_HOMES = {
    "lists": ("Content", "PackingList", "PackingListCarton", "packing_list"),
    "plan": ("Box", "Carton", "Item", "PackingPlan", "Placement", "Separation", "Unpacked", "pack"),
    "proof": ("check_plan",),
}
__getattr__, __dir__ = lazy(__name__, {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names})
