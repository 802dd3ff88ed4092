"""Shipments and pick-ups that the karrio SDK read in a carrier's answer, in the words of the port."""

from __future__ import annotations

from collections.abc import Sequence

from xborder.adapters import _karrio_answered as answered
from xborder.adapters._karrio_talk import Answer
from xborder.ports.carrier import (
    CarrierMessage,
    Charge,
    Level,
    Pickup,
    PickupRequest,
    Shipment,
    ShipmentRequest,
    ShippedParcel,
)
from xborder.ports.carrier_errors import CarrierError, UnknownOutcome

__all__ = ["about", "pickup_in", "shipment_in", "together"]


def shipment_in(answer: Answer, request: ShipmentRequest, carrier: str, first: int = 1) -> Shipment | None:
    """The shipment in an answer, if one is there.

    Args:
        answer: what the SDK read.
        request: what was asked.
        carrier: the carrier's name.
        first: the number of its first parcel in the host's request.
    """
    found = answered.mapping(answer.details)
    number = answered.text_of(found.get("tracking_number"))
    if not number:
        return None
    identifier = answered.text_of(found.get("shipment_identifier")) or number
    told = answered.listed(answered.mapping(found.get("meta")).get("tracking_numbers"))
    numbers = [answered.text_of(each) for each in told]
    wanted = len(request.parcels)
    messages = answered.messages(answer.said, level=Level.WARNING)
    if len(numbers) != wanted:
        if len(numbers) > 1:
            said = f"{len(numbers)} tracking numbers came for {wanted} parcels: {', '.join(numbers)}"
            messages = (*messages, CarrierMessage(said, level=Level.WARNING))
        numbers = [number] * wanted  # the parcels share the shipment's
    rate = answered.mapping(found.get("selected_rate"))
    charges = (answered.charge_of(line) for line in answered.listed(rate.get("extra_charges")))
    of = tuple(range(first, first + wanted))
    return Shipment(
        carrier,
        request.idempotency_key,
        request.service,
        tuple(ShippedParcel(at, each, identifier) for at, each in zip(of, numbers, strict=True)),
        tuple(answered.documents(found, of)),
        answered.money_of(rate.get("total_charge"), rate.get("currency")),
        tuple(charge for charge in charges if charge is not None),
        messages,
    )


def pickup_in(answer: Answer, request: PickupRequest, carrier: str) -> Pickup | None:
    """The pick-up in an answer, if one is there."""
    found = answered.mapping(answer.details)
    confirmation = answered.text_of(found.get("confirmation_number"))
    if not confirmation:
        return None
    charge = answered.charge_of(found.get("pickup_charge"))
    return Pickup(
        carrier,
        request.idempotency_key,
        confirmation,
        answered.day(found.get("pickup_date")),
        charge.amount if charge else None,
        answered.messages(answer.said, level=Level.WARNING),
    )


def together(request: ShipmentRequest, taken: Sequence[Shipment], told: Sequence[CarrierMessage]) -> Shipment:
    """Shipments of single parcels as the one that the host asked for."""
    prices = [shipment.charged for shipment in taken if shipment.charged is not None]
    one_currency = len(prices) == len(taken) and len({price.currency for price in prices}) == 1
    charges: tuple[Charge, ...] = tuple(charge for shipment in taken for charge in shipment.charges)
    return Shipment(
        taken[0].carrier,
        request.idempotency_key,
        request.service,
        tuple(parcel for shipment in taken for parcel in shipment.parcels),
        tuple(document for shipment in taken for document in shipment.documents),
        sum(prices[1:], prices[0]) if one_currency else None,
        charges,
        (*(message for shipment in taken for message in shipment.messages), *told),
    )


def about(error: CarrierError, subject: str) -> tuple[CarrierMessage, ...]:
    """What an error says of one part of a request: the carrier's words, or our own where it said none."""
    certain = not isinstance(error, UnknownOutcome)
    said = error.messages or (CarrierMessage(error.message, error.code),)
    return tuple(CarrierMessage(each.text, each.code, subject, Level.ERROR, certain, each.details) for each in said)
