"""How the goods travel: parcels, boxes, and what carriers charge for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping import s10
    from xborder.shipping.billable import BillableWeight, DimRule, SideRounding, WeightStep, billable_weight
    from xborder.shipping.dim_rules import DIM_RULES, dim_rule
    from xborder.shipping.packing import Box, Carton, Item, PackingPlan, Placement, Separation, Unpacked, pack
    from xborder.shipping.packing_list import PackingList, packing_list
    from xborder.shipping.packing_proof import check_plan
    from xborder.shipping.parcel import Parcel
    from xborder.shipping.size_rules import (
        Bound,
        Breach,
        Measure,
        ParcelTooLarge,
        SizeRule,
        breaches,
        check_size,
        fitting,
    )
    from xborder.shipping.size_table import SIZE_RULES, size_rule

__all__ = [
    "DIM_RULES",
    "SIZE_RULES",
    "BillableWeight",
    "Bound",
    "Box",
    "Breach",
    "Carton",
    "DimRule",
    "Item",
    "Measure",
    "PackingList",
    "PackingPlan",
    "Parcel",
    "ParcelTooLarge",
    "Placement",
    "Separation",
    "SideRounding",
    "SizeRule",
    "Unpacked",
    "WeightStep",
    "billable_weight",
    "breaches",
    "check_plan",
    "check_size",
    "dim_rule",
    "fitting",
    "pack",
    "packing_list",
    "s10",
    "size_rule",
]

__getattr__, __dir__ = lazy(
    __name__,
    {
        "BillableWeight": "xborder.shipping.billable",
        "DimRule": "xborder.shipping.billable",
        "SideRounding": "xborder.shipping.billable",
        "WeightStep": "xborder.shipping.billable",
        "billable_weight": "xborder.shipping.billable",
        "DIM_RULES": "xborder.shipping.dim_rules",
        "dim_rule": "xborder.shipping.dim_rules",
        "Box": "xborder.shipping.packing",
        "Carton": "xborder.shipping.packing",
        "Item": "xborder.shipping.packing",
        "PackingPlan": "xborder.shipping.packing",
        "Placement": "xborder.shipping.packing",
        "Separation": "xborder.shipping.packing",
        "Unpacked": "xborder.shipping.packing",
        "pack": "xborder.shipping.packing",
        "PackingList": "xborder.shipping.packing_list",
        "packing_list": "xborder.shipping.packing_list",
        "check_plan": "xborder.shipping.packing_proof",
        "Parcel": "xborder.shipping.parcel",
        "Bound": "xborder.shipping.size_rules",
        "Breach": "xborder.shipping.size_rules",
        "Measure": "xborder.shipping.size_rules",
        "ParcelTooLarge": "xborder.shipping.size_rules",
        "SizeRule": "xborder.shipping.size_rules",
        "breaches": "xborder.shipping.size_rules",
        "check_size": "xborder.shipping.size_rules",
        "fitting": "xborder.shipping.size_rules",
        "SIZE_RULES": "xborder.shipping.size_table",
        "size_rule": "xborder.shipping.size_table",
        "s10": "xborder.shipping.s10",
    },
)
