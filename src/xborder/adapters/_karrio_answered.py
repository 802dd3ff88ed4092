"""Answers of the karrio SDK in the words of the port."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal, InvalidOperation

from moneyed import Money

from xborder.adapters._karrio_sdk import Plain
from xborder.errors import BadInput
from xborder.money.currencies import currency, minor_units
from xborder.ports.carrier import (
    CarrierMessage,
    Charge,
    Document,
    DocumentKind,
    Level,
    RateOffer,
    ScanEvent,
    Track,
)

__all__ = ["charge_of", "day", "documents", "listed", "mapping", "messages", "money_of", "offers", "text_of", "tracks"]

Zone = tzinfo | Callable[[str], tzinfo]
"""Where the clocks of a carrier's events stand: one zone, or the zone of a place in its words."""

_VOCABULARY = "karrio"
_WARNINGS = {"warning", "info", "note", "notice", "debug"}
_KINDS = {
    "label": DocumentKind.LABEL,
    "invoice": DocumentKind.COMMERCIAL_INVOICE,
    "commercial_invoice": DocumentKind.COMMERCIAL_INVOICE,
    "shipping_receipt": DocumentKind.RECEIPT,
    "receipt": DocumentKind.RECEIPT,
    "customs_declaration": DocumentKind.CUSTOMS_DECLARATION,
    "cn23": DocumentKind.CUSTOMS_DECLARATION,
    "proof_of_delivery": DocumentKind.PROOF_OF_DELIVERY,
}
_NOISE = Decimal("0.000001")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?")


# --- plain values ---


def mapping(value: Plain) -> Mapping[str, Plain]:
    """The value if it is a mapping, else nothing."""
    return value if isinstance(value, Mapping) else {}


def listed(value: Plain) -> Sequence[Plain]:
    """The value if it is a list, a list of it if it is one thing, else nothing."""
    if value is None:
        return ()
    return value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)


def text_of(value: Plain) -> str:
    """The value as text."""
    return (
        "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    )


def day(value: Plain) -> date | None:
    """A day, where the value begins with one."""
    try:
        return date.fromisoformat(text_of(value)[:10])
    except ValueError:
        return None


def money_of(amount: Plain, code: Plain) -> Money | None:
    """An amount: the SDK's floats as they print, without the noise of their last digits; ``None`` if none is there."""
    if isinstance(amount, bool) or not isinstance(amount, (int, float, str)):
        return None
    try:
        exact = Decimal(str(amount))
        known = currency(text_of(code))
    except (InvalidOperation, BadInput):
        return None
    if not exact.is_finite():
        return None
    tidy = exact.quantize(Decimal(1).scaleb(-minor_units(known.code)))
    return Money(tidy if abs(tidy - exact) < _NOISE else exact, known)


# --- messages ---


def messages(value: Plain, *, level: Level | None = None, subject: str = "") -> tuple[CarrierMessage, ...]:
    """The SDK's messages, which hold the carrier's own codes and words.

    Args:
        value: a list of ``models.Message``.
        level: of all of them; by default as each says, and an error where it says nothing.
        subject: what all of them are about, where they do not say.
    """
    return tuple(_message(mapping(each), level, subject) for each in listed(value))


def _message(said: Mapping[str, Plain], level: Level | None, subject: str) -> CarrierMessage:
    details = mapping(said.get("details"))
    own = Level.WARNING if text_of(said.get("level")).lower() in _WARNINGS else Level.ERROR
    about = text_of(details.get("tracking_number")) or text_of(details.get("service"))
    return CarrierMessage(
        text_of(said.get("message")),
        text_of(said.get("code")),
        subject or about,
        level or own,
        details=tuple((name, text_of(value)) for name, value in details.items()),
    )


# --- rates ---


def offers(value: Plain) -> Iterator[RateOffer | CarrierMessage]:
    """The SDK's rates; one without a price that can be read is told in a message."""
    for each in listed(value):
        rate = mapping(each)
        service = text_of(rate.get("service"))
        total = money_of(rate.get("total_charge"), rate.get("currency"))
        if total is None or not service:
            said = f"no price can be read: {text_of(rate.get('total_charge'))} {text_of(rate.get('currency'))}"
            yield CarrierMessage(said, subject=service)
            continue
        days = rate.get("transit_days")
        yield RateOffer(
            service,
            total,
            tuple(charge for line in listed(rate.get("extra_charges")) if (charge := charge_of(line)) is not None),
            days if isinstance(days, int) else None,
            day(rate.get("estimated_delivery")),
            text_of(mapping(rate.get("meta")).get("service_name")),
        )


def charge_of(value: Plain) -> Charge | None:
    """One of the SDK's charges."""
    line = mapping(value)
    amount = money_of(line.get("amount"), line.get("currency"))
    return None if amount is None else Charge(text_of(line.get("name")), amount)


# --- documents ---


def documents(details: Mapping[str, Plain], parcels: tuple[int, ...]) -> Iterator[Document]:
    """The documents of ``models.ShipmentDetails``."""
    docs = mapping(details.get("docs"))
    form = text_of(details.get("label_type")).split("_")[0] or "PDF"
    found = [
        (DocumentKind.LABEL, form, docs.get("label"), "label", parcels),
        (DocumentKind.LABEL, "ZPL", docs.get("zpl_label"), "label", parcels),
        (DocumentKind.LABEL, "PDF", docs.get("pdf_label"), "label", parcels),
        (DocumentKind.COMMERCIAL_INVOICE, "PDF", docs.get("invoice"), "invoice", ()),
    ]
    for each in listed(docs.get("extra_documents")):
        extra = mapping(each)
        name = text_of(extra.get("category"))
        kind = _KINDS.get(name.lower(), DocumentKind.OTHER)
        found.append((kind, text_of(extra.get("format")) or "PDF", extra.get("base64"), name, ()))
    for kind, form_, content, name, of in found:
        decoded = _decoded(content)
        if decoded:
            yield Document(kind, form_, decoded, name, of)


def _decoded(content: Plain) -> bytes:
    if not isinstance(content, str):
        return b""
    try:
        return base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        return content.encode()  # some carriers' labels come as they are: ZPL, an address of a page


# --- tracking ---


def tracks(value: Plain, zone: Zone) -> Iterator[Track | CarrierMessage]:
    """The SDK's tracking details; an event without a day is told in a message."""
    for each in listed(value):
        details = mapping(each)
        number = text_of(details.get("tracking_number"))
        events: list[ScanEvent] = []
        for scan in map(mapping, listed(details.get("events"))):
            when = _when(scan, zone)
            if when is None:
                said = f"an event without a day: {text_of(scan.get('description'))}"
                yield CarrierMessage(said, text_of(scan.get("code")), number, Level.WARNING)
                continue
            events.append(
                ScanEvent(
                    when,
                    _VOCABULARY,
                    text_of(scan.get("status")),
                    text_of(scan.get("reason")),
                    text_of(scan.get("description")),
                    text_of(scan.get("location")),
                    text_of(scan.get("code")),
                )
            )
        signed = text_of(mapping(details.get("info")).get("signed_by"))
        yield Track(number, tuple(events), day(details.get("estimated_delivery")), signed)


def _when(scan: Mapping[str, Plain], zone: Zone) -> datetime | None:
    """When a scan was made.

    The SDK writes the carrier's local clock with a ``Z`` behind it and drops the offset where the carrier gave one: the
    letter is not believed, the host's zone is.
    """
    local = _stamp(text_of(scan.get("timestamp"))) or _day_and_clock(scan)
    if local is None:
        return None
    if local.tzinfo is not None:
        return local
    return local.replace(tzinfo=zone if isinstance(zone, tzinfo) else zone(text_of(scan.get("location"))))


def _stamp(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return None


def _day_and_clock(scan: Mapping[str, Plain]) -> datetime | None:
    found = day(scan.get("date"))
    if found is None:
        return None
    clock = _CLOCK.match(text_of(scan.get("time")))
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3]) if clock else (0, 0, 0)
    half = (clock[4] or "").lower() if clock else ""
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    try:
        return datetime(found.year, found.month, found.day, hour, minute, second, tzinfo=UTC).replace(tzinfo=None)
    except ValueError:
        return None
