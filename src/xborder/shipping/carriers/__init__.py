"""Booking with carriers: what to ask them, their prices by a card, asking once, and asking again without an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping.carriers.asking import (
        address_of,
        customs_of,
        duties_advanced,
        parcels_of,
        place_of,
        shipment_request,
    )
    from xborder.shipping.carriers.card_prices import CardPrices
    from xborder.shipping.carriers.once import act_once, digest_of
    from xborder.shipping.carriers.retries import RetryingCarrier, RetryPolicy, retrying

__all__ = [
    "CardPrices",
    "RetryPolicy",
    "RetryingCarrier",
    "act_once",
    "address_of",
    "customs_of",
    "digest_of",
    "duties_advanced",
    "parcels_of",
    "place_of",
    "retrying",
    "shipment_request",
]

_HOMES = {
    "asking": ("address_of", "customs_of", "duties_advanced", "parcels_of", "place_of", "shipment_request"),
    "card_prices": ("CardPrices",),
    "once": ("act_once", "digest_of"),
    "retries": ("RetryPolicy", "RetryingCarrier", "retrying"),
}
__getattr__, __dir__ = lazy(__name__, {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names})
