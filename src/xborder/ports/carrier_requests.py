"""What a host asks of a carrier: plain values, the same for every carrier.

A request that makes the carrier act carries an idempotency key: the host's own name for the thing that shall be done
once. The same key on every try, and a new one only for another thing.
"""

from __future__ import annotations

import enum
from datetime import date, time
from decimal import Decimal

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.ports import _fields
from xborder.ports._fields import OptionPair

__all__ = [
    "Address",
    "Commodity",
    "Contents",
    "Customs",
    "DocumentKind",
    "DocumentRequest",
    "Parcel",
    "Payer",
    "PickupRequest",
    "RateRequest",
    "ShipmentRequest",
    "TrackingRequest",
    "VoidRequest",
]

DIMENSION_UNITS = ("cm", "mm", "m", "in", "ft")
WEIGHT_UNITS = ("kg", "g", "lb", "oz")


def _length(value: object) -> Decimal:
    return _fields.positive(value, "length")


def _width(value: object) -> Decimal:
    return _fields.positive(value, "width")


def _height(value: object) -> Decimal:
    return _fields.positive(value, "height")


def _weight(value: object) -> Decimal:
    return _fields.positive(value, "weight")


def _unit_weight(value: object) -> Decimal:
    return _fields.positive(value, "unit_weight")


def _street(value: object) -> tuple[str, ...]:
    return _fields.texts(value, "street")


def _services(value: object) -> tuple[str, ...]:
    return _fields.texts(value, "services")


def _tracking_numbers(value: object) -> tuple[str, ...]:
    return _fields.texts(value, "tracking_numbers")


def _shipment_ids(value: object) -> tuple[str, ...]:
    return _fields.texts(value, "shipment_ids")


def _commodities(value: object) -> tuple[Commodity, ...]:
    return _fields.items(value, Commodity, "commodities")


def _kinds(value: object) -> tuple[DocumentKind, ...]:
    return _fields.items(value, DocumentKind, "kinds")


class Contents(enum.Enum):
    """Why goods are sent, as a customs form asks."""

    SALE = "sale of goods"
    GIFT = "gift"
    DOCUMENTS = "documents"
    SAMPLE = "commercial sample"
    RETURN = "returned goods"
    OTHER = "other"


class Payer(enum.Enum):
    """Who pays duties and taxes."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    THIRD_PARTY = "third party"


class DocumentKind(enum.Enum):
    """What a document of a shipment is."""

    LABEL = "label"
    CUSTOMS_DECLARATION = "customs declaration"
    COMMERCIAL_INVOICE = "commercial invoice"
    RECEIPT = "receipt"
    PROOF_OF_DELIVERY = "proof of delivery"
    OTHER = "other"


@attrs.frozen
class Address:
    """Where a parcel leaves from or goes to, and who is there.

    The fields of an ``xborder.places.Place`` have the same names here.

    Attributes:
        country: ISO 3166-1 alpha-2.
        subdivision: ISO 3166-2 with the country in front (``CA-QC``); empty when the country needs none.
        street: the lines above the town.
        name: the person.
        company: the firm.
        tax_id: what the destination's customs asks of the addressee or the sender, for example a VAT number.
        residential: whether it is a home; ``None`` when that is not known.

    Raises:
        BadInput: with the field as its path.

    >>> Address("DE", postal_code="10115", city="Berlin", street="Hauptstr. 1").street
    ('Hauptstr. 1',)
    """

    country: str = attrs.field(validator=_fields.is_country)
    subdivision: str = attrs.field(default="", validator=_fields.is_text)
    postal_code: str = attrs.field(default="", validator=_fields.is_text)
    city: str = attrs.field(default="", validator=_fields.is_text)
    street: tuple[str, ...] = attrs.field(default=(), converter=_street)
    name: str = attrs.field(default="", validator=_fields.is_text)
    company: str = attrs.field(default="", validator=_fields.is_text)
    email: str = attrs.field(default="", validator=_fields.is_text)
    phone: str = attrs.field(default="", validator=_fields.is_text)
    tax_id: str = attrs.field(default="", validator=_fields.is_text)
    residential: bool | None = None


@attrs.frozen
class Parcel:
    """One parcel as a carrier is told of it.

    A request takes any object with these six fields, for example an ``xborder.shipping.Parcel``.

    Attributes:
        length, width, height: outside, in ``dimension_unit``.
        dimension_unit: ``cm``, ``mm``, ``m``, ``in`` or ``ft``.
        weight: gross, in ``weight_unit``.
        weight_unit: ``kg``, ``g``, ``lb`` or ``oz``.
        reference: the host's name for it.
        description: what is in it, in words.
    """

    length: Decimal = attrs.field(converter=_length)
    width: Decimal = attrs.field(converter=_width)
    height: Decimal = attrs.field(converter=_height)
    dimension_unit: str = attrs.field(validator=_fields.is_one_of(*DIMENSION_UNITS))
    weight: Decimal = attrs.field(converter=_weight)
    weight_unit: str = attrs.field(validator=_fields.is_one_of(*WEIGHT_UNITS))
    reference: str = attrs.field(default="", validator=_fields.is_text)
    description: str = attrs.field(default="", validator=_fields.is_text)


_SIX = ("length", "width", "height", "dimension_unit", "weight", "weight_unit")


def _like_a_parcel(value: object) -> Parcel | None:
    if not all(hasattr(value, name) for name in _SIX):
        return None
    return Parcel(**{name: getattr(value, name) for name in _SIX})


def _some_parcels(value: object) -> tuple[Parcel, ...]:
    found = _fields.items(value, Parcel, "parcels", _like_a_parcel)
    if not found:
        raise BadInput("there is no parcel", path="parcels", hint="give at least one")
    return found


@attrs.frozen
class Commodity:
    """One kind of goods in a shipment, as customs is told of it.

    Attributes:
        description: in plain words.
        quantity: how many pieces.
        unit_value: of one piece.
        unit_weight: net, of one piece, in ``weight_unit``.
        hs: the HS code, digits and dots.
        origin: ISO 3166-1 alpha-2.
    """

    description: str = attrs.field(validator=_fields.is_filled)
    quantity: int
    unit_value: Money = attrs.field(validator=_fields.is_money)
    unit_weight: Decimal = attrs.field(converter=_unit_weight)
    weight_unit: str = attrs.field(default="kg", validator=_fields.is_one_of(*WEIGHT_UNITS))
    hs: str = attrs.field(default="", validator=_fields.is_text)
    origin: str = attrs.field(default="", validator=_fields.is_text)
    sku: str = attrs.field(default="", validator=_fields.is_text)

    def __attrs_post_init__(self) -> None:
        if type(self.quantity) is not int or self.quantity < 1:
            raise BadInput(f"{self.quantity!r:.40} is not a number of pieces", path="quantity", hint="1 or more")


@attrs.frozen
class Customs:
    """What customs is told of a shipment.

    Attributes:
        commodities: the goods.
        contents: why they are sent.
        incoterm: Incoterms 2020, for example ``DAP`` or ``DDP``.
        duties_paid_by: who pays duties and taxes.
        duties: what they come to by the host's own reckoning, where the carrier advances them; ``None`` when that is
            not known.
        invoice: the number of the commercial invoice.
        signer: who answers for the declaration.
    """

    commodities: tuple[Commodity, ...] = attrs.field(converter=_commodities)
    contents: Contents = Contents.SALE
    incoterm: str = attrs.field(default="DAP", validator=_fields.is_text)
    duties_paid_by: Payer = Payer.RECIPIENT
    invoice: str = attrs.field(default="", validator=_fields.is_text)
    invoice_date: date | None = None
    signer: str = attrs.field(default="", validator=_fields.is_text)
    duties: Money | None = attrs.field(default=None, validator=attrs.validators.optional(_fields.is_money))


@attrs.frozen
class RateRequest:
    """What would it cost to send these parcels?

    Attributes:
        services: only these of the carrier's services; empty for all.
        on: the day of posting; ``None`` leaves it to the carrier.
        options: the carrier's own options, by its names.
    """

    ship_from: Address = attrs.field(validator=_fields.is_a(Address))
    ship_to: Address = attrs.field(validator=_fields.is_a(Address))
    parcels: tuple[Parcel, ...] = attrs.field(converter=_some_parcels)
    services: tuple[str, ...] = attrs.field(default=(), converter=_services)
    customs: Customs | None = None
    on: date | None = None
    options: tuple[OptionPair, ...] = attrs.field(default=(), converter=_fields.option_pairs)


@attrs.frozen
class ShipmentRequest:
    """Take these parcels: make the labels and the tracking numbers.

    Attributes:
        idempotency_key: the same on every try; the carrier's side acts on it once.
        service: one of the carrier's services, as an offer names it.
        reference: the host's name for the shipment, which the carrier repeats.
        label_format: ``PDF``, ``ZPL``, ``PNG`` ...
    """

    idempotency_key: str = attrs.field(validator=_fields.is_key)
    service: str = attrs.field(validator=_fields.is_filled)
    ship_from: Address = attrs.field(validator=_fields.is_a(Address))
    ship_to: Address = attrs.field(validator=_fields.is_a(Address))
    parcels: tuple[Parcel, ...] = attrs.field(converter=_some_parcels)
    customs: Customs | None = None
    reference: str = attrs.field(default="", validator=_fields.is_text)
    label_format: str = attrs.field(default="PDF", validator=_fields.is_filled)
    on: date | None = None
    options: tuple[OptionPair, ...] = attrs.field(default=(), converter=_fields.option_pairs)

    def as_rate_request(self) -> RateRequest:
        """The question what this shipment would cost."""
        return RateRequest(
            self.ship_from, self.ship_to, self.parcels, (self.service,), self.customs, self.on, self.options
        )


@attrs.frozen
class VoidRequest:
    """Take a shipment back before it is handed over; asking twice does no harm."""

    shipment_id: str = attrs.field(validator=_fields.is_filled)
    service: str = attrs.field(default="", validator=_fields.is_text)


@attrs.frozen
class TrackingRequest:
    """Where are these parcels?"""

    tracking_numbers: tuple[str, ...] = attrs.field(converter=_tracking_numbers)

    def __attrs_post_init__(self) -> None:
        if not self.tracking_numbers:
            raise BadInput("there is no tracking number", path="tracking_numbers", hint="give at least one")


@attrs.frozen
class DocumentRequest:
    """Give the documents of a shipment.

    Attributes:
        kinds: only these; empty for all.
    """

    shipment_id: str = attrs.field(validator=_fields.is_filled)
    kinds: tuple[DocumentKind, ...] = attrs.field(default=(), converter=_kinds)


@attrs.frozen
class PickupRequest:
    """Come and fetch parcels.

    Attributes:
        on: the day, at the address.
        ready, close: from when and until when, by the clock of the address.
        shipment_ids: which shipments are fetched; may be empty.
        instructions: for the driver.
    """

    idempotency_key: str = attrs.field(validator=_fields.is_key)
    address: Address = attrs.field(validator=_fields.is_a(Address))
    on: date = attrs.field(validator=_fields.is_a(date))
    ready: time = attrs.field(validator=_fields.is_a(time))
    close: time = attrs.field(validator=_fields.is_a(time))
    parcels: tuple[Parcel, ...] = attrs.field(converter=_some_parcels)
    shipment_ids: tuple[str, ...] = attrs.field(default=(), converter=_shipment_ids)
    instructions: str = attrs.field(default="", validator=_fields.is_text)
    options: tuple[OptionPair, ...] = attrs.field(default=(), converter=_fields.option_pairs)

    def __attrs_post_init__(self) -> None:
        if self.close <= self.ready:
            raise BadInput(f"{self.close} is not after {self.ready}", path="close", hint="close is later than ready")
