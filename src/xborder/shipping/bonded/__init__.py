"""Bonded stock: lots under suspension of duty, a ledger of what happens to them, and what a release costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping.bonded.events import (
        Adjustment,
        Destruction,
        Event,
        LotMovement,
        LotMovementKind,
        Pick,
        Release,
        Removal,
        Return,
        StockIn,
        Transfer,
    )
    from xborder.shipping.bonded.holder import record
    from xborder.shipping.bonded.ledger import ALLOWED, Applied, Ledger
    from xborder.shipping.bonded.lots import Lot, LotState, Part
    from xborder.shipping.bonded.release import ReleaseQuote, quote_release

__all__ = [
    "ALLOWED",
    "Adjustment",
    "Applied",
    "Destruction",
    "Event",
    "Ledger",
    "Lot",
    "LotMovement",
    "LotMovementKind",
    "LotState",
    "Part",
    "Pick",
    "Release",
    "ReleaseQuote",
    "Removal",
    "Return",
    "StockIn",
    "Transfer",
    "quote_release",
    "record",
]

_HOMES = {
    "events": (
        "Adjustment", "Destruction", "Event", "LotMovement", "LotMovementKind", "Pick", "Release", "Removal", "Return",
        "StockIn", "Transfer",
    ),
    "holder": ("record",),
    "ledger": ("ALLOWED", "Applied", "Ledger"),
    "lots": ("Lot", "LotState", "Part"),
    "release": ("ReleaseQuote", "quote_release"),
}  # fmt: skip

__getattr__, __dir__ = lazy(
    __name__, {name: f"xborder.shipping.bonded.{module}" for module, names in _HOMES.items() for name in names}
)
