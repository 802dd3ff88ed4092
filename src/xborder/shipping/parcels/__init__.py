"""Parcels: sides and weights, what carriers bill, and what they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping.parcels.billable import BillableWeight, DimRule, SideRounding, WeightStep, billable_weight
    from xborder.shipping.parcels.dim_rules import DIM_RULES, dim_rule
    from xborder.shipping.parcels.parcel import DIMENSION_UNITS, WEIGHT_UNITS, Parcel
    from xborder.shipping.parcels.size_rules import (
        Bound,
        Breach,
        Measure,
        ParcelTooLarge,
        SizeRule,
        breaches,
        check_size,
        fitting,
    )
    from xborder.shipping.parcels.size_table import SIZE_RULES, size_rule

__all__ = [
    "DIMENSION_UNITS",
    "DIM_RULES",
    "SIZE_RULES",
    "WEIGHT_UNITS",
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
    "size_rule",
]

_HOMES = {
    "billable": ("BillableWeight", "DimRule", "SideRounding", "WeightStep", "billable_weight"),
    "dim_rules": ("DIM_RULES", "dim_rule"),
    "parcel": ("DIMENSION_UNITS", "Parcel", "WEIGHT_UNITS"),
    "size_rules": ("Bound", "Breach", "Measure", "ParcelTooLarge", "SizeRule", "breaches", "check_size", "fitting"),
    "size_table": ("SIZE_RULES", "size_rule"),
}
__getattr__, __dir__ = lazy(__name__, {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names})
