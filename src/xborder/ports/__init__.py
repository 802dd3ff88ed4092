"""What the library asks of the world outside, as protocols and plain messages that a host implements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.ports.carrier import Carrier, Operation
    from xborder.ports.carrier_errors import (
        CarrierError,
        CarrierRejected,
        CarrierTimeout,
        CarrierUnavailable,
        KeyReused,
        OperationNotSupported,
        UnknownOutcome,
    )
    from xborder.ports.shipping_journal import Entry, Recorded, ShippingJournal
    from xborder.ports.versioned import VersionedStore

__all__ = [
    "Carrier",
    "CarrierError",
    "CarrierRejected",
    "CarrierTimeout",
    "CarrierUnavailable",
    "Entry",
    "KeyReused",
    "Operation",
    "OperationNotSupported",
    "Recorded",
    "ShippingJournal",
    "UnknownOutcome",
    "VersionedStore",
]

_CARRIER, _ERRORS = "xborder.ports.carrier", "xborder.ports.carrier_errors"
_JOURNAL = "xborder.ports.shipping_journal"
__getattr__, __dir__ = lazy(
    __name__,
    {
        "Carrier": _CARRIER,
        "Operation": _CARRIER,
        "CarrierError": _ERRORS,
        "CarrierRejected": _ERRORS,
        "CarrierTimeout": _ERRORS,
        "CarrierUnavailable": _ERRORS,
        "KeyReused": _ERRORS,
        "OperationNotSupported": _ERRORS,
        "UnknownOutcome": _ERRORS,
        "Entry": _JOURNAL,
        "Recorded": _JOURNAL,
        "ShippingJournal": _JOURNAL,
        "VersionedStore": "xborder.ports.versioned",
    },
)
