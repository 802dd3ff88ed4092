"""A carrier without a network: prices from the host's rate cards, labels and scans in memory, troubles on demand.

For tests, demonstrations and carriers that have no interface: what it books is real to the host and to nobody else.
"""

from __future__ import annotations

import enum
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from datetime import datetime
from threading import RLock

import attrs

from xborder.adapters._labels import zpl_label
from xborder.adapters.memory_journal import MemoryJournal
from xborder.errors import XborderError
from xborder.ports.carrier import (
    CarrierMessage,
    Document,
    DocumentKind,
    DocumentRequest,
    Documents,
    Operation,
    Pickup,
    PickupRequest,
    RateOffer,
    RateRequest,
    Rates,
    ScanEvent,
    Shipment,
    ShipmentRequest,
    ShippedParcel,
    Track,
    TrackingRequest,
    Tracks,
    Voided,
    VoidRequest,
    warnings,
)
from xborder.ports.carrier_errors import (
    CarrierError,
    CarrierRejected,
    CarrierTimeout,
    CarrierUnavailable,
    UnknownOutcome,
)
from xborder.ports.shipping_journal import ShippingJournal
from xborder.shipping.carriers.once import act_once

__all__ = ["OfflineCarrier", "Pricing", "Trouble"]

Pricing = Callable[[RateRequest], Rates | Iterable[RateOffer]]
"""What each service costs for a request: offers, or offers with messages about services that cannot be offered."""


class Trouble(enum.Enum):
    """What can be made to happen to the next question."""

    REJECTED = "the carrier answers no"
    UNAVAILABLE = "the carrier is not reached"
    TIMED_OUT = "no answer comes, and nothing was done"
    ANSWER_LOST = "it was done, and no answer comes"
    PARTLY = "the last part is not done"


REFUSAL = CarrierMessage("The parcel cannot be taken today (offline).", code="OFF-42")
"""What the offline carrier says when it is made to refuse."""

_TRACKED = "upu"


@attrs.define
class OfflineCarrier:
    """A carrier in memory.

    Args:
        name: what it calls itself.
        price: what each service costs: a function of the host's, or a card of rates
            (:class:`xborder.shipping.carriers.CardPrices`).
        clock: the time now, with its zone.
        numbers: makes the tracking number of the nth parcel; ``OFF000000001`` and so on by default.
        journal: where idempotency keys are kept.
    """

    name: str
    price: Pricing
    clock: Callable[[], datetime]
    numbers: Callable[[int], str] = "OFF{:09d}".format
    journal: ShippingJournal = attrs.field(factory=MemoryJournal)
    _count: int = attrs.field(default=0, init=False)
    _shipments: dict[str, Shipment] = attrs.field(factory=dict, init=False, repr=False)
    _voided: set[str] = attrs.field(factory=set, init=False, repr=False)
    _scans: dict[str, list[ScanEvent]] = attrs.field(factory=dict, init=False, repr=False)
    _pickups: int = attrs.field(default=0, init=False)
    _troubles: dict[Operation, deque[Trouble]] = attrs.field(factory=lambda: defaultdict(deque), init=False, repr=False)
    _lock: RLock = attrs.field(factory=RLock, init=False, repr=False, eq=False)

    # --- what a test or a host arranges ---

    def trouble(self, operation: Operation, trouble: Trouble) -> None:
        """Lets the next question of a kind go wrong; several wait in a row."""
        with self._lock:
            self._troubles[operation].append(trouble)

    def scan(self, tracking_number: str, code: str, text: str = "", place: str = "") -> ScanEvent:
        """Adds an event to a parcel, now, with a UPU event code.

        Raises:
            CarrierRejected: there is no such parcel.
        """
        with self._lock:
            if tracking_number not in self._scans:
                raise self._no(f"there is no parcel {tracking_number!r:.60}", "unknown-tracking-number")
            event = ScanEvent(self.clock(), _TRACKED, code, text=text, place=place)
            self._scans[tracking_number].append(event)
            return event

    @property
    def shipments_made(self) -> int:
        """How many shipments it has ever taken, voided ones included."""
        return len(self._shipments)

    @property
    def pickups_made(self) -> int:
        """How many pick-ups it has agreed to."""
        return self._pickups

    # --- the port ---

    def rates(self, request: RateRequest, /) -> Rates:
        """What each service costs by the host's prices."""
        with self._lock:
            trouble = self._strike(Operation.RATES)
            rates = self._priced(request)
            if trouble is Trouble.PARTLY and rates.offers:
                last = rates.offers[-1]
                message = attrs.evolve(REFUSAL, subject=last.service)
                rates = attrs.evolve(rates, offers=rates.offers[:-1], messages=(*rates.messages, message))
            if not rates.offers:
                raise CarrierRejected("it offers no service for this", carrier=self.name, messages=rates.messages)
            return rates

    def ship(self, request: ShipmentRequest, /) -> Shipment:
        """Takes the parcels, once for each key."""
        return act_once(self.journal, request, lambda: self._take(request), Shipment, carrier=self.name)

    def void(self, request: VoidRequest, /) -> Voided:
        """Takes a shipment back; a second time too."""
        with self._lock:
            trouble = self._strike(Operation.VOID)
            shipment = self._shipments.get(request.shipment_id)
            if shipment is None:
                raise self._no(f"there is no shipment {request.shipment_id!r:.60}", "unknown-shipment")
            if any(self._scans[number] for number in shipment.tracking_numbers):
                raise self._no("it is on its way already", "shipment-under-way")
            self._voided.add(request.shipment_id)
            if trouble is Trouble.ANSWER_LOST:
                raise UnknownOutcome("no answer came", carrier=self.name)
            return Voided(self.name, request.shipment_id, refunded=shipment.charged)

    def track(self, request: TrackingRequest, /) -> Tracks:
        """The scans of parcels, oldest first."""
        with self._lock:
            self._strike(Operation.TRACK)
            known = [number for number in request.tracking_numbers if number in self._scans]
            return Tracks(
                self.name,
                tuple(Track(number, tuple(self._scans[number])) for number in known),
                tuple(
                    CarrierMessage("This number is not known.", "unknown-tracking-number", number)
                    for number in request.tracking_numbers
                    if number not in self._scans
                ),
            )

    def documents(self, request: DocumentRequest, /) -> Documents:
        """The labels of a shipment."""
        with self._lock:
            self._strike(Operation.DOCUMENTS)
            shipment = self._shipments.get(request.shipment_id)
            if shipment is None:
                raise self._no(f"there is no shipment {request.shipment_id!r:.60}", "unknown-shipment")
            wanted = [each for each in shipment.documents if not request.kinds or each.kind in request.kinds]
            return Documents(self.name, tuple(wanted))

    def pickup(self, request: PickupRequest, /) -> Pickup:
        """Agrees to come, once for each key."""
        return act_once(self.journal, request, lambda: self._agree(request), Pickup, carrier=self.name)

    # --- how ---

    def _strike(self, operation: Operation) -> Trouble | None:
        """The trouble that waits for a question; those that keep it from being done are raised."""
        waiting = self._troubles[operation]
        trouble = waiting.popleft() if waiting else None
        match trouble:
            case Trouble.REJECTED:
                raise CarrierRejected("it answers no", carrier=self.name, messages=(REFUSAL,))
            case Trouble.UNAVAILABLE:
                raise CarrierUnavailable("it cannot be reached", carrier=self.name)
            case Trouble.TIMED_OUT:
                raise CarrierTimeout("no answer came in time", carrier=self.name)
            case _:
                return trouble

    def _no(self, message: str, code: str) -> CarrierError:
        return CarrierRejected(message, carrier=self.name, messages=(CarrierMessage(message, code),))

    def _priced(self, request: RateRequest) -> Rates:
        try:
            priced = self.price(request)
        except CarrierError:
            raise
        except XborderError as error:  # the host's prices know no price: the carrier's answer is no
            message = CarrierMessage(str(error), error.code, error.path)
            raise CarrierRejected(f"it has no price: {error}", carrier=self.name, messages=(message,)) from error
        rates = (
            attrs.evolve(priced, carrier=self.name) if isinstance(priced, Rates) else Rates(self.name, tuple(priced))
        )
        if not request.services:
            return rates
        return attrs.evolve(rates, offers=tuple(offer for offer in rates.offers if offer.service in request.services))

    def _take(self, request: ShipmentRequest) -> Shipment:
        with self._lock:
            trouble = self._strike(Operation.SHIP)
            rates = self._priced(request.as_rate_request())
            if not rates.offers:
                raise self._unserved(request.service, rates.messages)
            taken = len(request.parcels) - (trouble is Trouble.PARTLY)
            if not taken:
                raise CarrierRejected("it answers no", carrier=self.name, messages=(REFUSAL,))
            shipment = self._booked(request, rates, taken)
            self._shipments[shipment.shipment_ids[0]] = shipment
            if trouble is Trouble.ANSWER_LOST:
                self.journal.finish(request.idempotency_key, shipment)  # the carrier itself remembers the key
                raise UnknownOutcome("no answer came", carrier=self.name)
            return shipment

    def _unserved(self, service: str, messages: tuple[CarrierMessage, ...]) -> CarrierError:
        """That a service is not to be had for this, with what the prices said about it."""
        message = f"it has no service {service!r:.60} for this"
        if not messages:
            return self._no(message, "unknown-service")
        return CarrierRejected(f"{message}: {messages[0].text}", carrier=self.name, messages=messages)

    def _booked(self, request: ShipmentRequest, rates: Rates, taken: int) -> Shipment:
        offer = rates.offers[0]
        left_out = (attrs.evolve(REFUSAL, subject=f"parcels[{index}]") for index in range(taken, len(request.parcels)))
        shipment_id = f"{self.name}-{len(self._shipments) + 1}"
        parcels = tuple(
            ShippedParcel(number, self.numbers(self._count + number), shipment_id) for number in range(1, taken + 1)
        )
        self._count += taken
        for parcel in parcels:
            self._scans[parcel.tracking_number] = []
        return Shipment(
            self.name,
            request.idempotency_key,
            offer.service,
            parcels,
            tuple(
                Document(DocumentKind.LABEL, "ZPL", zpl_label(request, parcel), parcels=(parcel.number,))
                for parcel in parcels
            ),
            offer.total,
            offer.charges,
            (*left_out, *warnings(rates.messages)),
        )

    def _agree(self, request: PickupRequest) -> Pickup:
        with self._lock:
            trouble = self._strike(Operation.PICKUP)
            self._pickups += 1
            pickup = Pickup(self.name, request.idempotency_key, f"{self.name}-pickup-{self._pickups}", request.on)
            if trouble is Trouble.ANSWER_LOST:
                self.journal.finish(request.idempotency_key, pickup)  # as above
                raise UnknownOutcome("no answer came", carrier=self.name)
            return pickup
