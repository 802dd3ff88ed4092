"""Rate cards: what carriers charge, as dated tables, and a price line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping.rates.card import RateBand, RateCard
    from xborder.shipping.rates.example import example_card
    from xborder.shipping.rates.files import card_from_csv, card_to_csv
    from xborder.shipping.rates.json_form import card_from_dict, card_to_dict
    from xborder.shipping.rates.postal import PostalRange, PostalRanges
    from xborder.shipping.rates.rating import PriceLine, ShippingRate
    from xborder.shipping.rates.surcharges import Basis, Condition, Surcharge
    from xborder.shipping.rates.zones import ZoneRow, ZoneTable

__all__ = [
    "Basis",
    "Condition",
    "PostalRange",
    "PostalRanges",
    "PriceLine",
    "RateBand",
    "RateCard",
    "ShippingRate",
    "Surcharge",
    "ZoneRow",
    "ZoneTable",
    "card_from_csv",
    "card_from_dict",
    "card_to_csv",
    "card_to_dict",
    "example_card",
]

_HOMES = {
    "card": ("RateBand", "RateCard"),
    "example": ("example_card",),
    "files": ("card_from_csv", "card_to_csv"),
    "json_form": ("card_from_dict", "card_to_dict"),
    "postal": ("PostalRange", "PostalRanges"),
    "rating": ("PriceLine", "ShippingRate"),
    "surcharges": ("Basis", "Condition", "Surcharge"),
    "zones": ("ZoneRow", "ZoneTable"),
}
__getattr__, __dir__ = lazy(__name__, {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names})
