"""Tracking: what carriers and aggregators tell, read into one vocabulary and folded into one shipment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.ports.carrier_answers import ScanEvent
    from xborder.shipping.tracking.lifecycle import TRANSITIONS, following
    from xborder.shipping.tracking.needs import ACTIONS, Action, Attention, Who, attention
    from xborder.shipping.tracking.shipment import Event, EventFromTheFuture, Refused, Taken, TrackedShipment, fold
    from xborder.shipping.tracking.statuses import Leg, Reason, TrackingStatus
    from xborder.shipping.tracking.vocabularies import Reading, Vocabularies, Vocabulary, bundled, load_vocabulary

__all__ = [
    "ACTIONS",
    "TRANSITIONS",
    "Action",
    "Attention",
    "Event",
    "EventFromTheFuture",
    "Leg",
    "Reading",
    "Reason",
    "Refused",
    "ScanEvent",
    "Taken",
    "TrackedShipment",
    "TrackingStatus",
    "Vocabularies",
    "Vocabulary",
    "Who",
    "attention",
    "bundled",
    "fold",
    "following",
    "load_vocabulary",
]

_HERE = "xborder.shipping.tracking"
__getattr__, __dir__ = lazy(
    __name__,
    {
        "ScanEvent": "xborder.ports.carrier_answers",
        **dict.fromkeys(("ACTIONS", "Action", "Attention", "Who", "attention"), f"{_HERE}.needs"),
        **dict.fromkeys(("TRANSITIONS", "following"), f"{_HERE}.lifecycle"),
        **dict.fromkeys(
            ("Event", "EventFromTheFuture", "Refused", "Taken", "TrackedShipment", "fold"), f"{_HERE}.shipment"
        ),
        **dict.fromkeys(("Leg", "Reason", "TrackingStatus"), f"{_HERE}.statuses"),
        **dict.fromkeys(
            ("Reading", "Vocabularies", "Vocabulary", "bundled", "load_vocabulary"), f"{_HERE}.vocabularies"
        ),
    },
)
