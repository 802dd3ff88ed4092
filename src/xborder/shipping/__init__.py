"""How the goods travel: ways and warehouses, parcels and cards of rates, carriers and tracking, promises and carbon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.landed_cost.ways import Reason
    from xborder.shipping import bonded, carbon, carriers, consolidation, promises, s10, tracking
    from xborder.shipping.billable import BillableWeight, DimRule, SideRounding, WeightStep, billable_weight
    from xborder.shipping.carbon import Footprint, footprint
    from xborder.shipping.carriers.retries import RetryPolicy, retrying
    from xborder.shipping.choosing import options_of, pareto, rank
    from xborder.shipping.days import Days, Transit
    from xborder.shipping.dim_rules import DIM_RULES, dim_rule
    from xborder.shipping.example import example_card
    from xborder.shipping.mode import Mode
    from xborder.shipping.modes import Consolidation, DirectMail
    from xborder.shipping.options import Choice, Criterion, Limits, Option, Verdict
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
    from xborder.shipping.stock_modes import Bonded, OverseasWarehouse
    from xborder.shipping.surcharges import Basis, Condition, Surcharge
    from xborder.shipping.telling import explain_choice
    from xborder.shipping.tracking.needs import attention
    from xborder.shipping.tracking.shipment import TrackedShipment, fold
    from xborder.shipping.warehouse import Regime, Warehouse
    from xborder.shipping.way import DutyMoment, Paper, Standing, Way
    from xborder.shipping.zones import ZoneRow, ZoneTable

__all__ = [
    "DIM_RULES",
    "SIZE_RULES",
    "Basis",
    "BillableWeight",
    "Bonded",
    "Bound",
    "Box",
    "Breach",
    "Carton",
    "Choice",
    "Condition",
    "Consolidation",
    "Criterion",
    "Days",
    "DimRule",
    "DirectMail",
    "DutyMoment",
    "Footprint",
    "Item",
    "Limits",
    "Measure",
    "Mode",
    "Option",
    "OverseasWarehouse",
    "PackingList",
    "PackingPlan",
    "Paper",
    "Parcel",
    "ParcelTooLarge",
    "Placement",
    "PostalRange",
    "PostalRanges",
    "PriceLine",
    "Promise",
    "RateBand",
    "RateCard",
    "Reason",
    "Regime",
    "RetryPolicy",
    "Separation",
    "ShippingRate",
    "SideRounding",
    "SizeRule",
    "Standing",
    "Surcharge",
    "TrackedShipment",
    "Transit",
    "Unpacked",
    "Verdict",
    "Warehouse",
    "Way",
    "WeightStep",
    "ZoneRow",
    "ZoneTable",
    "attention",
    "billable_weight",
    "bonded",
    "breaches",
    "carbon",
    "card_from_csv",
    "card_from_dict",
    "card_to_csv",
    "card_to_dict",
    "carriers",
    "check_plan",
    "check_size",
    "consolidation",
    "dim_rule",
    "example_card",
    "explain_choice",
    "fitting",
    "fold",
    "footprint",
    "options_of",
    "pack",
    "packing_list",
    "pareto",
    "promise",
    "promises",
    "rank",
    "retrying",
    "s10",
    "scorecard",
    "size_rule",
    "tracking",
]

__getattr__, __dir__ = lazy(
    __name__,
    {
        "Reason": "xborder.landed_cost.ways",
        "BillableWeight": "xborder.shipping.billable",
        "DimRule": "xborder.shipping.billable",
        "SideRounding": "xborder.shipping.billable",
        "WeightStep": "xborder.shipping.billable",
        "billable_weight": "xborder.shipping.billable",
        "bonded": "xborder.shipping.bonded",
        "Footprint": "xborder.shipping.carbon",
        "carbon": "xborder.shipping.carbon",
        "footprint": "xborder.shipping.carbon",
        "carriers": "xborder.shipping.carriers",
        "RetryPolicy": "xborder.shipping.carriers.retries",
        "retrying": "xborder.shipping.carriers.retries",
        "options_of": "xborder.shipping.choosing",
        "pareto": "xborder.shipping.choosing",
        "rank": "xborder.shipping.choosing",
        "consolidation": "xborder.shipping.consolidation",
        "Days": "xborder.shipping.days",
        "Transit": "xborder.shipping.days",
        "DIM_RULES": "xborder.shipping.dim_rules",
        "dim_rule": "xborder.shipping.dim_rules",
        "example_card": "xborder.shipping.example",
        "Mode": "xborder.shipping.mode",
        "Consolidation": "xborder.shipping.modes",
        "DirectMail": "xborder.shipping.modes",
        "Choice": "xborder.shipping.options",
        "Criterion": "xborder.shipping.options",
        "Limits": "xborder.shipping.options",
        "Option": "xborder.shipping.options",
        "Verdict": "xborder.shipping.options",
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
        "Bonded": "xborder.shipping.stock_modes",
        "OverseasWarehouse": "xborder.shipping.stock_modes",
        "Basis": "xborder.shipping.surcharges",
        "Condition": "xborder.shipping.surcharges",
        "Surcharge": "xborder.shipping.surcharges",
        "explain_choice": "xborder.shipping.telling",
        "tracking": "xborder.shipping.tracking",
        "attention": "xborder.shipping.tracking.needs",
        "TrackedShipment": "xborder.shipping.tracking.shipment",
        "fold": "xborder.shipping.tracking.shipment",
        "Regime": "xborder.shipping.warehouse",
        "Warehouse": "xborder.shipping.warehouse",
        "DutyMoment": "xborder.shipping.way",
        "Paper": "xborder.shipping.way",
        "Standing": "xborder.shipping.way",
        "Way": "xborder.shipping.way",
        "ZoneRow": "xborder.shipping.zones",
        "ZoneTable": "xborder.shipping.zones",
    },
)
