"""How the goods travel: parcels and what carriers charge for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping import s10
    from xborder.shipping.billable import BillableWeight, DimRule, SideRounding, WeightStep, billable_weight
    from xborder.shipping.dim_rules import DIM_RULES, dim_rule
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
    "Breach",
    "DimRule",
    "Measure",
    "Parcel",
    "ParcelTooLarge",
    "SideRounding",
    "SizeRule",
    "WeightStep",
    "billable_weight",
    "breaches",
    "check_size",
    "dim_rule",
    "fitting",
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
