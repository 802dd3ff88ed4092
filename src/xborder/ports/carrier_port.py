"""A carrier: rates, ship, void, track, documents, pickup.

An adapter implements :class:`Carrier`; :mod:`xborder.testing.carrier` holds what it has to keep, to be run by the host.
"""

from __future__ import annotations

import enum
from typing import Protocol

from xborder.ports.carrier_answers import Documents, Pickup, Rates, Shipment, Tracks, Voided
from xborder.ports.carrier_requests import (
    DocumentRequest,
    PickupRequest,
    RateRequest,
    ShipmentRequest,
    TrackingRequest,
    VoidRequest,
)

__all__ = ["Carrier", "Operation"]


class Operation(enum.Enum):
    """What a carrier can be asked."""

    RATES = "rates"
    SHIP = "ship"
    VOID = "void"
    TRACK = "track"
    DOCUMENTS = "documents"
    PICKUP = "pickup"


class Carrier(Protocol):
    """A carrier, as a host books with it.

    What every implementation keeps:

    - It raises nothing but the errors of :mod:`xborder.ports.carrier_errors` (and ``BadInput`` for bad requests).
    - ``ship`` and ``pickup`` act once for an idempotency key. The same request again gives the same answer; another
      request with that key is refused; when an answer was lost, the key gives the answer later or
      :class:`~xborder.ports.carrier_errors.UnknownOutcome`, and never a second shipment.
    - What could not be done in part is in ``messages``, beside what was done. When nothing was done, it raises.
    - The carrier's codes and words are handed on unchanged.
    """

    @property
    def name(self) -> str:
        """The carrier's name, as its answers carry it."""

    def rates(self, request: RateRequest, /) -> Rates:
        """What each service would cost.

        Raises:
            CarrierRejected: the carrier offers nothing for it.
        """

    def ship(self, request: ShipmentRequest, /) -> Shipment:
        """Takes the parcels, once for each idempotency key.

        Raises:
            CarrierRejected: no parcel was taken.
            UnknownOutcome: no answer came, and the parcels may have been taken.
            KeyReused: the key stands for another request.
        """

    def void(self, request: VoidRequest, /) -> Voided:
        """Takes a shipment back before it is handed over.

        Raises:
            CarrierRejected: there is no such shipment, or it is on its way.
        """

    def track(self, request: TrackingRequest, /) -> Tracks:
        """What is known of some parcels; unknown ones are told in the messages."""

    def documents(self, request: DocumentRequest, /) -> Documents:
        """The documents of a shipment.

        Raises:
            CarrierRejected: there is no such shipment.
        """

    def pickup(self, request: PickupRequest, /) -> Pickup:
        """Orders a pick-up, once for each idempotency key.

        Raises:
            CarrierRejected: the carrier does not come.
            UnknownOutcome: no answer came, and it may come.
            KeyReused: the key stands for another request.
        """
