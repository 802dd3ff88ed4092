<<<<<<< HEAD
"""How the goods travel: ways and warehouses, parcels and cards of rates, carriers and tracking, promises and carbon."""
=======
"""How the goods travel: modes side by side, bonded stock, consolidation, and choosing between the ways."""
>>>>>>> s2

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
<<<<<<< HEAD
    from xborder.shipping import carbon, carriers, promises, s10, tracking
    from xborder.shipping.billable import BillableWeight, DimRule, SideRounding, WeightStep, billable_weight
    from xborder.shipping.carbon import Footprint, footprint
    from xborder.shipping.carriers.retries import RetryPolicy, retrying
    from xborder.shipping.dim_rules import DIM_RULES, dim_rule
    from xborder.shipping.example import example_card
    from xborder.shipping.packing import Box, Carton, Item, PackingPlan, Placement, Separation, Unpacked, pack
    from xborder.shipping.packing_lists import PackingList, packing_list
    from xborder.shipping.packing_proof import check_plan
    from xborder.shipping.parcel import Parcel
    from xborder.shipping.postal import PostalRange, PostalRanges
    from xborder.shipping.promises import Promise, promise, scorecard
    from xborder.shipping.rate_card import RateBand, RateCard
    from xborder.shipping.rate_files import card_from_csv, card_to_csv
    from xborder.shipping.rate_json import card_from_dict, card_to_dict
    from xborder.shipping.rating import PriceLine, ShippingRate
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
    from xborder.shipping.surcharges import Basis, Condition, Surcharge
    from xborder.shipping.tracking.needs import attention
    from xborder.shipping.tracking.shipment import TrackedShipment, fold
    from xborder.shipping.zones import ZoneRow, ZoneTable

__all__ = [
    "DIM_RULES",
    "SIZE_RULES",
    "Basis",
    "BillableWeight",
    "Bound",
    "Box",
    "Breach",
    "Carton",
    "Condition",
    "DimRule",
    "Footprint",
    "Item",
    "Measure",
    "PackingList",
    "PackingPlan",
    "Parcel",
    "ParcelTooLarge",
    "Placement",
    "PostalRange",
    "PostalRanges",
    "PriceLine",
    "Promise",
    "RateBand",
    "RateCard",
    "RetryPolicy",
    "Separation",
    "ShippingRate",
    "SideRounding",
    "SizeRule",
    "Surcharge",
    "TrackedShipment",
    "Unpacked",
    "WeightStep",
    "ZoneRow",
    "ZoneTable",
    "attention",
    "billable_weight",
    "breaches",
    "carbon",
    "card_from_csv",
    "card_from_dict",
    "card_to_csv",
    "card_to_dict",
    "carriers",
    "check_plan",
    "check_size",
    "dim_rule",
    "example_card",
    "fitting",
    "fold",
    "footprint",
    "pack",
    "packing_list",
    "promise",
    "promises",
    "retrying",
    "s10",
    "scorecard",
    "size_rule",
    "tracking",
]

__getattr__, __dir__ = lazy(
    __name__,
    {
        "BillableWeight": "xborder.shipping.billable",
        "DimRule": "xborder.shipping.billable",
        "SideRounding": "xborder.shipping.billable",
        "WeightStep": "xborder.shipping.billable",
        "billable_weight": "xborder.shipping.billable",
        "Footprint": "xborder.shipping.carbon",
        "carbon": "xborder.shipping.carbon",
        "footprint": "xborder.shipping.carbon",
        "carriers": "xborder.shipping.carriers",
        "RetryPolicy": "xborder.shipping.carriers.retries",
        "retrying": "xborder.shipping.carriers.retries",
        "DIM_RULES": "xborder.shipping.dim_rules",
        "dim_rule": "xborder.shipping.dim_rules",
        "example_card": "xborder.shipping.example",
        "Box": "xborder.shipping.packing",
        "Carton": "xborder.shipping.packing",
        "Item": "xborder.shipping.packing",
        "PackingPlan": "xborder.shipping.packing",
        "Placement": "xborder.shipping.packing",
        "Separation": "xborder.shipping.packing",
        "Unpacked": "xborder.shipping.packing",
        "pack": "xborder.shipping.packing",
        "PackingList": "xborder.shipping.packing_lists",
        "packing_list": "xborder.shipping.packing_lists",
        "check_plan": "xborder.shipping.packing_proof",
        "Parcel": "xborder.shipping.parcel",
        "PostalRange": "xborder.shipping.postal",
        "PostalRanges": "xborder.shipping.postal",
        "Promise": "xborder.shipping.promises",
        "promise": "xborder.shipping.promises",
        "promises": "xborder.shipping.promises",
        "scorecard": "xborder.shipping.promises",
        "RateBand": "xborder.shipping.rate_card",
        "RateCard": "xborder.shipping.rate_card",
        "card_from_csv": "xborder.shipping.rate_files",
        "card_to_csv": "xborder.shipping.rate_files",
        "card_from_dict": "xborder.shipping.rate_json",
        "card_to_dict": "xborder.shipping.rate_json",
        "PriceLine": "xborder.shipping.rating",
        "ShippingRate": "xborder.shipping.rating",
        "s10": "xborder.shipping.s10",
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
        "Basis": "xborder.shipping.surcharges",
        "Condition": "xborder.shipping.surcharges",
        "Surcharge": "xborder.shipping.surcharges",
        "tracking": "xborder.shipping.tracking",
        "attention": "xborder.shipping.tracking.needs",
        "TrackedShipment": "xborder.shipping.tracking.shipment",
        "fold": "xborder.shipping.tracking.shipment",
        "ZoneRow": "xborder.shipping.zones",
        "ZoneTable": "xborder.shipping.zones",
=======
    from xborder.landed_cost.ways import Reason
    from xborder.shipping import bonded, consolidation
    from xborder.shipping.choosing import options_of, pareto, rank
    from xborder.shipping.days import Days, Transit
    from xborder.shipping.mode import Mode
    from xborder.shipping.modes import Consolidation, DirectMail
    from xborder.shipping.options import Choice, Criterion, Limits, Option, Verdict
    from xborder.shipping.stock_modes import Bonded, OverseasWarehouse
    from xborder.shipping.telling import explain_choice
    from xborder.shipping.warehouse import Regime, Warehouse
    from xborder.shipping.way import DutyMoment, Paper, Standing, Way

__all__ = [
    "Bonded",
    "Choice",
    "Consolidation",
    "Criterion",
    "Days",
    "DirectMail",
    "DutyMoment",
    "Limits",
    "Mode",
    "Option",
    "OverseasWarehouse",
    "Paper",
    "Reason",
    "Regime",
    "Standing",
    "Transit",
    "Verdict",
    "Warehouse",
    "Way",
    "bonded",
    "consolidation",
    "explain_choice",
    "options_of",
    "pareto",
    "rank",
]

_HOMES = {
    "bonded": ("bonded",),
    "choosing": ("options_of", "pareto", "rank"),
    "consolidation": ("consolidation",),
    "days": ("Days", "Transit"),
    "mode": ("Mode",),
    "modes": ("Consolidation", "DirectMail"),
    "options": ("Choice", "Criterion", "Limits", "Option", "Verdict"),
    "stock_modes": ("Bonded", "OverseasWarehouse"),
    "telling": ("explain_choice",),
    "warehouse": ("Regime", "Warehouse"),
    "way": ("DutyMoment", "Paper", "Standing", "Way"),
}

__getattr__, __dir__ = lazy(
    __name__,
    {
        "Reason": "xborder.landed_cost.ways",
        **{name: f"xborder.shipping.{module}" for module, names in _HOMES.items() for name in names},
>>>>>>> s2
    },
)
