"""Consolidation: many orders in one movement, its documents and lifecycle, and what it costs and saves each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping.consolidation.costs import By, LineHaul, Saving, saving, share_cost
    from xborder.shipping.consolidation.events import (
        TRANSITIONS,
        AddOrder,
        Arrive,
        BreakBulk,
        Cancel,
        ClearOrder,
        Close,
        Depart,
        Event,
        Hub,
        HubSide,
        IssueDocuments,
        State,
        WithdrawOrder,
    )
    from xborder.shipping.consolidation.movement import Applied, Movement
    from xborder.shipping.consolidation.orders import HouseDocument, MasterDocument, Order
    from xborder.shipping.consolidation.shares import OrderShare, share_carbon, share_movement

__all__ = [
    "TRANSITIONS",
    "AddOrder",
    "Applied",
    "Arrive",
    "BreakBulk",
    "By",
    "Cancel",
    "ClearOrder",
    "Close",
    "Depart",
    "Event",
    "HouseDocument",
    "Hub",
    "HubSide",
    "IssueDocuments",
    "LineHaul",
    "MasterDocument",
    "Movement",
    "Order",
    "OrderShare",
    "Saving",
    "State",
    "WithdrawOrder",
    "saving",
    "share_carbon",
    "share_cost",
    "share_movement",
]

_HOMES = {
    "costs": ("By", "LineHaul", "Saving", "saving", "share_cost"),
    "events": (
        "TRANSITIONS", "AddOrder", "Arrive", "BreakBulk", "Cancel", "ClearOrder", "Close", "Depart", "Event", "Hub",
        "HubSide", "IssueDocuments", "State", "WithdrawOrder",
    ),
    "movement": ("Applied", "Movement"),
    "orders": ("HouseDocument", "MasterDocument", "Order"),
    "shares": ("OrderShare", "share_carbon", "share_movement"),
}  # fmt: skip

__getattr__, __dir__ = lazy(
    __name__, {name: f"xborder.shipping.consolidation.{module}" for module, names in _HOMES.items() for name in names}
)
