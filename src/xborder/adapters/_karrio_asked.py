"""Requests of the port in the words of the karrio SDK's unified models."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from xborder.goods.units import convert
from xborder.ports.carrier import (
    Address,
    Contents,
    Customs,
    Parcel,
    Payer,
    PickupRequest,
    RateRequest,
    ShipmentRequest,
    TrackingRequest,
    VoidRequest,
)

__all__ = ["pickup_values", "rate_values", "shipment_values", "tracking_values", "void_values"]

_CONTENTS = {
    Contents.SALE: "merchandise",
    Contents.GIFT: "gift",
    Contents.DOCUMENTS: "documents",
    Contents.SAMPLE: "sample",
    Contents.RETURN: "return_merchandise",
    Contents.OTHER: "other",
}
_PAYER = {Payer.SENDER: "sender", Payer.RECIPIENT: "recipient", Payer.THIRD_PARTY: "third_party"}
_LENGTHS = {"cm": "CM", "in": "IN"}
_WEIGHTS = {"kg": "KG", "g": "G", "lb": "LB", "oz": "OZ"}

Values = dict[str, object]


def rate_values(request: RateRequest) -> Values:
    """For ``models.RateRequest``."""
    return {**_goods(request), "services": list(request.services), "options": _options(request)}


def shipment_values(request: ShipmentRequest) -> Values:
    """For ``models.ShipmentRequest``; the key stands as the reference where the host gives none, to be looked up by."""
    return {
        **_goods(request),
        "service": request.service,
        "reference": request.reference or request.idempotency_key,
        "label_type": request.label_format,
        "options": _options(request),
    }


def void_values(request: VoidRequest) -> Values:
    """For ``models.ShipmentCancelRequest``."""
    return {"shipment_identifier": request.shipment_id, "service": request.service or None}


def tracking_values(request: TrackingRequest) -> Values:
    """For ``models.TrackingRequest``."""
    return {"tracking_numbers": list(request.tracking_numbers)}


def pickup_values(request: PickupRequest) -> Values:
    """For ``models.PickupRequest``."""
    return {
        "pickup_date": request.on.isoformat(),
        "ready_time": request.ready.strftime("%H:%M"),
        "closing_time": request.close.strftime("%H:%M"),
        "address": _address(request.address),
        "parcels": [_parcel(parcel) for parcel in request.parcels],
        "parcels_count": len(request.parcels),
        "shipment_identifiers": list(request.shipment_ids),
        "instruction": request.instructions or None,
        "options": _pairs(request.options),
    }


def _goods(request: RateRequest | ShipmentRequest) -> Values:
    return {
        "shipper": _address(request.ship_from),
        "recipient": _address(request.ship_to),
        "parcels": [_parcel(parcel) for parcel in request.parcels],
        **({"customs": _customs(request.customs)} if request.customs is not None else {}),
    }


def _options(request: RateRequest | ShipmentRequest) -> Values:
    posted = {"shipment_date": request.on.isoformat()} if request.on is not None else {}
    return {**posted, **_pairs(request.options)}


def _pairs(options: tuple[tuple[str, str | int | bool | Decimal], ...]) -> Values:
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in options}


def _address(address: Address) -> Mapping[str, object]:
    first, *rest = address.street or ("",)
    return {
        "country_code": address.country,
        "state_code": address.subdivision.removeprefix(f"{address.country}-") or None,
        "postal_code": address.postal_code or None,
        "city": address.city or None,
        "address_line1": first,
        "address_line2": ", ".join(rest) or None,
        "person_name": address.name or None,
        "company_name": address.company or None,
        "email": address.email or None,
        "phone_number": address.phone or None,
        "federal_tax_id": address.tax_id or None,
        "residential": address.residential,
    }


def _parcel(parcel: Parcel) -> Mapping[str, object]:
    """Sides in centimetres or inches; what is measured in other units is converted exactly."""
    unit = (
        parcel.dimension_unit
        if parcel.dimension_unit in _LENGTHS
        else ("in" if parcel.dimension_unit == "ft" else "cm")
    )

    def side(value: Decimal) -> float:
        return _number(value if unit == parcel.dimension_unit else convert(value, parcel.dimension_unit, unit))

    return {
        "length": side(parcel.length),
        "width": side(parcel.width),
        "height": side(parcel.height),
        "dimension_unit": _LENGTHS[unit],
        "weight": _number(parcel.weight),
        "weight_unit": _WEIGHTS[parcel.weight_unit],
        "reference_number": parcel.reference or None,
        "description": parcel.description or None,
    }


def _customs(customs: Customs) -> Mapping[str, object]:
    total = sum(Fraction(each.unit_value.amount) * each.quantity for each in customs.commodities)
    currency = customs.commodities[0].unit_value.currency.code if customs.commodities else None
    return {
        "commodities": [
            {
                "title": each.description,
                "description": each.description,
                "quantity": each.quantity,
                "value_amount": _number(each.unit_value.amount),
                "value_currency": each.unit_value.currency.code,
                "weight": _number(each.unit_weight),
                "weight_unit": _WEIGHTS[each.weight_unit],
                "hs_code": each.hs or None,
                "origin_country": each.origin or None,
                "sku": each.sku or None,
            }
            for each in customs.commodities
        ],
        "content_type": _CONTENTS[customs.contents],
        "incoterm": customs.incoterm or None,
        "invoice": customs.invoice or None,
        "invoice_date": customs.invoice_date.isoformat() if customs.invoice_date else None,
        "signer": customs.signer or None,
        "certify": True if customs.signer else None,
        "duty": {"paid_by": _PAYER[customs.duties_paid_by], "currency": currency, "declared_value": _number(total)},
    }


def _number(value: Decimal | Fraction | int) -> float:
    """The SDK takes floats; one made of a decimal of up to 15 digits reads back as that decimal."""
    return float(value)
