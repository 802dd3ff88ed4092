"""How the goods travel, from the packing table to the doorstep.

In the order in which an order meets them: ``packing`` (which boxes) and ``parcels`` (sizes and weights), ``rates``
(what a carrier charges), ``modes`` (the ways side by side, behind ``Desk.compare``), ``bonded`` and ``consolidation``
(stock under suspension, many orders in one movement), ``promises`` (when), ``carbon`` (how much), ``choosing`` (which),
``carriers`` (booking), ``tracking`` (where it is) and ``s10`` (its number). What most hosts need has its name here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.landed_cost.ways import Reason
    from xborder.shipping import bonded, carbon, carriers, consolidation, promises, s10, tracking
    from xborder.shipping.carbon import Footprint, footprint
    from xborder.shipping.carriers.retries import RetryPolicy, retrying
    from xborder.shipping.choosing.options import Choice, Criterion, Limits, Option, Verdict
    from xborder.shipping.choosing.ranking import options_of, pareto, rank
    from xborder.shipping.choosing.telling import explain_choice
    from xborder.shipping.modes.days import Days, Transit
    from xborder.shipping.modes.four import Consolidation, DirectMail
    from xborder.shipping.modes.mode import Mode
    from xborder.shipping.modes.stock import Bonded, OverseasWarehouse
    from xborder.shipping.modes.warehouse import Regime, Warehouse
    from xborder.shipping.modes.way import DutyMoment, Paper, Standing, Way
    from xborder.shipping.packing.lists import PackingList, packing_list
    from xborder.shipping.packing.plan import Box, Carton, Item, PackingPlan, Placement, Separation, Unpacked, pack
    from xborder.shipping.packing.proof import check_plan
    from xborder.shipping.parcels.billable import BillableWeight, DimRule, SideRounding, WeightStep, billable_weight
    from xborder.shipping.parcels.dim_rules import DIM_RULES, dim_rule
    from xborder.shipping.parcels.parcel import Parcel
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
    from xborder.shipping.promises import Promise, promise, scorecard
    from xborder.shipping.rates.card import RateBand, RateCard
    from xborder.shipping.rates.example import example_card
    from xborder.shipping.rates.files import card_from_csv, card_to_csv
    from xborder.shipping.rates.json_form import card_from_dict, card_to_dict
    from xborder.shipping.rates.postal import PostalRange, PostalRanges
    from xborder.shipping.rates.rating import PriceLine, ShippingRate
    from xborder.shipping.rates.surcharges import Basis, Condition, Surcharge
    from xborder.shipping.rates.zones import ZoneRow, ZoneTable
    from xborder.shipping.tracking.needs import attention
    from xborder.shipping.tracking.shipment import TrackedShipment, fold

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
        "BillableWeight": "xborder.shipping.parcels.billable",
        "DimRule": "xborder.shipping.parcels.billable",
        "SideRounding": "xborder.shipping.parcels.billable",
        "WeightStep": "xborder.shipping.parcels.billable",
        "billable_weight": "xborder.shipping.parcels.billable",
        "bonded": "xborder.shipping.bonded",
        "Footprint": "xborder.shipping.carbon",
        "carbon": "xborder.shipping.carbon",
        "footprint": "xborder.shipping.carbon",
        "carriers": "xborder.shipping.carriers",
        "RetryPolicy": "xborder.shipping.carriers.retries",
        "retrying": "xborder.shipping.carriers.retries",
        "options_of": "xborder.shipping.choosing.ranking",
        "pareto": "xborder.shipping.choosing.ranking",
        "rank": "xborder.shipping.choosing.ranking",
        "consolidation": "xborder.shipping.consolidation",
        "Days": "xborder.shipping.modes.days",
        "Transit": "xborder.shipping.modes.days",
        "DIM_RULES": "xborder.shipping.parcels.dim_rules",
        "dim_rule": "xborder.shipping.parcels.dim_rules",
        "example_card": "xborder.shipping.rates.example",
        "Mode": "xborder.shipping.modes.mode",
        "Consolidation": "xborder.shipping.modes.four",
        "DirectMail": "xborder.shipping.modes.four",
        "Choice": "xborder.shipping.choosing.options",
        "Criterion": "xborder.shipping.choosing.options",
        "Limits": "xborder.shipping.choosing.options",
        "Option": "xborder.shipping.choosing.options",
        "Verdict": "xborder.shipping.choosing.options",
        "Box": "xborder.shipping.packing.plan",
        "Carton": "xborder.shipping.packing.plan",
        "Item": "xborder.shipping.packing.plan",
        "PackingPlan": "xborder.shipping.packing.plan",
        "Placement": "xborder.shipping.packing.plan",
        "Separation": "xborder.shipping.packing.plan",
        "Unpacked": "xborder.shipping.packing.plan",
        "pack": "xborder.shipping.packing.plan",
        "PackingList": "xborder.shipping.packing.lists",
        "packing_list": "xborder.shipping.packing.lists",
        "check_plan": "xborder.shipping.packing.proof",
        "Parcel": "xborder.shipping.parcels.parcel",
        "PostalRange": "xborder.shipping.rates.postal",
        "PostalRanges": "xborder.shipping.rates.postal",
        "Promise": "xborder.shipping.promises",
        "promise": "xborder.shipping.promises",
        "promises": "xborder.shipping.promises",
        "scorecard": "xborder.shipping.promises",
        "RateBand": "xborder.shipping.rates.card",
        "RateCard": "xborder.shipping.rates.card",
        "card_from_csv": "xborder.shipping.rates.files",
        "card_to_csv": "xborder.shipping.rates.files",
        "card_from_dict": "xborder.shipping.rates.json_form",
        "card_to_dict": "xborder.shipping.rates.json_form",
        "PriceLine": "xborder.shipping.rates.rating",
        "ShippingRate": "xborder.shipping.rates.rating",
        "s10": "xborder.shipping.s10",
        "Bound": "xborder.shipping.parcels.size_rules",
        "Breach": "xborder.shipping.parcels.size_rules",
        "Measure": "xborder.shipping.parcels.size_rules",
        "ParcelTooLarge": "xborder.shipping.parcels.size_rules",
        "SizeRule": "xborder.shipping.parcels.size_rules",
        "breaches": "xborder.shipping.parcels.size_rules",
        "check_size": "xborder.shipping.parcels.size_rules",
        "fitting": "xborder.shipping.parcels.size_rules",
        "SIZE_RULES": "xborder.shipping.parcels.size_table",
        "size_rule": "xborder.shipping.parcels.size_table",
        "Bonded": "xborder.shipping.modes.stock",
        "OverseasWarehouse": "xborder.shipping.modes.stock",
        "Basis": "xborder.shipping.rates.surcharges",
        "Condition": "xborder.shipping.rates.surcharges",
        "Surcharge": "xborder.shipping.rates.surcharges",
        "explain_choice": "xborder.shipping.choosing.telling",
        "tracking": "xborder.shipping.tracking",
        "attention": "xborder.shipping.tracking.needs",
        "TrackedShipment": "xborder.shipping.tracking.shipment",
        "fold": "xborder.shipping.tracking.shipment",
        "Regime": "xborder.shipping.modes.warehouse",
        "Warehouse": "xborder.shipping.modes.warehouse",
        "DutyMoment": "xborder.shipping.modes.way",
        "Paper": "xborder.shipping.modes.way",
        "Standing": "xborder.shipping.modes.way",
        "Way": "xborder.shipping.modes.way",
        "ZoneRow": "xborder.shipping.rates.zones",
        "ZoneTable": "xborder.shipping.rates.zones",
    },
)
