"""What a carrier answers: plain values, the same for every carrier.

An answer may be partial: what was done, and ``messages`` about what was not. Nothing that the carrier said is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import attrs
from moneyed import Money

from xborder.ports import _fields
from xborder.ports.carrier_errors import CarrierMessage, Level
from xborder.ports.carrier_requests import DocumentKind

__all__ = [
    "Charge",
    "Document",
    "Documents",
    "Pickup",
    "RateOffer",
    "Rates",
    "ScanEvent",
    "Shipment",
    "ShippedParcel",
    "Track",
    "Tracks",
    "Voided",
    "failures",
    "warnings",
]


def failures(messages: Iterable[CarrierMessage]) -> tuple[CarrierMessage, ...]:
    """The messages about parts that were not done, or of which nobody knows."""
    return tuple(message for message in messages if message.level is Level.ERROR)


def warnings(messages: Iterable[CarrierMessage]) -> tuple[CarrierMessage, ...]:
    """The messages about parts that were done all the same."""
    return tuple(message for message in messages if message.level is Level.WARNING)


def _charges(value: object) -> tuple[Charge, ...]:
    return _fields.items(value, Charge, "charges")


def _offers(value: object) -> tuple[RateOffer, ...]:
    return _fields.items(value, RateOffer, "offers")


def _messages(value: object) -> tuple[CarrierMessage, ...]:
    return _fields.items(value, CarrierMessage, "messages")


def _parcels(value: object) -> tuple[ShippedParcel, ...]:
    return _fields.items(value, ShippedParcel, "parcels")


def _documents(value: object) -> tuple[Document, ...]:
    return _fields.items(value, Document, "documents")


def _events(value: object) -> tuple[ScanEvent, ...]:
    return _fields.items(value, ScanEvent, "events")


def _tracks(value: object) -> tuple[Track, ...]:
    return _fields.items(value, Track, "tracks")


@attrs.frozen
class Charge:
    """One part of a price, as the carrier names it."""

    name: str
    amount: Money = attrs.field(validator=_fields.is_money)


@attrs.frozen
class RateOffer:
    """What a carrier would take for one of its services.

    Attributes:
        service: the name to ask for when shipping.
        total: what it costs.
        charges: its parts as far as the carrier tells them; they need not add up to the total.
        transit_days: as the carrier counts days; ``None`` when it does not say.
        deliver_by: the day it names, at the destination.
        service_name: for people.
    """

    service: str = attrs.field(validator=_fields.is_filled)
    total: Money = attrs.field(validator=_fields.is_money)
    charges: tuple[Charge, ...] = attrs.field(default=(), converter=_charges)
    transit_days: int | None = None
    deliver_by: date | None = None
    service_name: str = ""


@attrs.frozen
class Rates:
    """Offers, and what the carrier said of services that it cannot offer."""

    carrier: str
    offers: tuple[RateOffer, ...] = attrs.field(converter=_offers)
    messages: tuple[CarrierMessage, ...] = attrs.field(default=(), converter=_messages)


@attrs.frozen
class Document:
    """A document of a shipment.

    Attributes:
        format: ``PDF``, ``ZPL``, ``PNG`` ...
        content: its bytes.
        parcels: the numbers of the parcels it is for, from 1; empty when for the whole shipment.
    """

    kind: DocumentKind
    format: str
    content: bytes = attrs.field(repr=lambda content: f"<{len(content)} bytes>")
    name: str = ""
    parcels: tuple[int, ...] = ()


@attrs.frozen
class ShippedParcel:
    """A parcel that the carrier took.

    Attributes:
        number: its place in the request, from 1.
        shipment_id: the carrier's name for the shipment it is in: what is given to void it.
    """

    number: int
    tracking_number: str = attrs.field(validator=_fields.is_filled)
    shipment_id: str = attrs.field(validator=_fields.is_filled)


@attrs.frozen
class Shipment:
    """What the carrier took, with its documents; and what it did not take.

    Attributes:
        parcels: those taken, in the order of the request.
        charged: what it costs, when the carrier says so.
        messages: of the parcels that were not taken, with ``parcels[index]`` as their subject, and warnings.
    """

    carrier: str
    idempotency_key: str
    service: str
    parcels: tuple[ShippedParcel, ...] = attrs.field(converter=_parcels)
    documents: tuple[Document, ...] = attrs.field(default=(), converter=_documents)
    charged: Money | None = None
    charges: tuple[Charge, ...] = attrs.field(default=(), converter=_charges)
    messages: tuple[CarrierMessage, ...] = attrs.field(default=(), converter=_messages)

    @property
    def shipment_ids(self) -> tuple[str, ...]:
        """The carrier's names for it: one, or one for each parcel, in order."""
        return tuple(dict.fromkeys(parcel.shipment_id for parcel in self.parcels))

    @property
    def tracking_numbers(self) -> tuple[str, ...]:
        """One for each parcel taken, in the order of the request."""
        return tuple(parcel.tracking_number for parcel in self.parcels)

    @property
    def complete(self) -> bool:
        """Whether every parcel was taken."""
        return not failures(self.messages)


@attrs.frozen
class Voided:
    """A shipment that the carrier took back.

    Attributes:
        refunded: what comes back, when the carrier says so.
    """

    carrier: str
    shipment_id: str
    refunded: Money | None = None
    messages: tuple[CarrierMessage, ...] = attrs.field(default=(), converter=_messages)


def _time(value: object) -> datetime:
    return _fields.aware(value, "time")


@attrs.frozen
class ScanEvent:
    """Something that happened to a parcel, as its source says it; ``xborder.shipping.tracking`` reads it.

    Attributes:
        time: when it happened, with its zone.
        vocabulary: whose codes these are: ``upu``, ``17track``, ``aftership``, ``easypost``, ``karrio`` or a host's.
        code: the source's code for what happened.
        detail: its second code, where it has one: a sub-status, a reason.
        text: its words.
        place: where, in its words.
        carrier_code: the carrier's own code beneath that of an aggregator.

    Raises:
        BadInput: the time has no zone.

    >>> from xborder.errors import BadInput
    >>> try:
    ...     ScanEvent(datetime(2026, 11, 20, 9), "upu", "EMA")
    ... except BadInput as error:
    ...     print(error.hint)
    say where its clock stands: time.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    """

    time: datetime = attrs.field(converter=_time)
    vocabulary: str = attrs.field(validator=_fields.is_text)
    code: str = attrs.field(validator=_fields.is_text)
    detail: str = attrs.field(default="", validator=_fields.is_text)
    text: str = attrs.field(default="", validator=_fields.is_text)
    place: str = attrs.field(default="", validator=_fields.is_text)
    carrier_code: str = attrs.field(default="", validator=_fields.is_text)


@attrs.frozen
class Track:
    """What the carrier knows of one parcel.

    Attributes:
        events: as the carrier gives them.
        estimated_delivery: the day it names.
        signed_by: who signed for it.
    """

    tracking_number: str
    events: tuple[ScanEvent, ...] = attrs.field(converter=_events)
    estimated_delivery: date | None = None
    signed_by: str = ""


@attrs.frozen
class Tracks:
    """Parcels that the carrier knows, and messages about those that it does not, by tracking number."""

    carrier: str
    tracks: tuple[Track, ...] = attrs.field(converter=_tracks)
    messages: tuple[CarrierMessage, ...] = attrs.field(default=(), converter=_messages)


@attrs.frozen
class Documents:
    """The documents of a shipment."""

    carrier: str
    documents: tuple[Document, ...] = attrs.field(converter=_documents)
    messages: tuple[CarrierMessage, ...] = attrs.field(default=(), converter=_messages)


@attrs.frozen
class Pickup:
    """A pick-up that the carrier agreed to.

    Attributes:
        confirmation: the carrier's number for it.
        on: the day it comes, when it says so.
    """

    carrier: str
    idempotency_key: str
    confirmation: str = attrs.field(validator=_fields.is_filled)
    on: date | None = None
    charged: Money | None = None
    messages: tuple[CarrierMessage, ...] = attrs.field(default=(), converter=_messages)
