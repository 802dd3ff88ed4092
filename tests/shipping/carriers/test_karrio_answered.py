"""What the SDK may hand back, read: money to the cent, clocks in the host's zone, nothing dropped."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from xborder import Money
from xborder.adapters._deadline import within
from xborder.adapters._karrio_answered import charge_of, day, documents, messages, money_of, offers, tracks
from xborder.adapters._karrio_asked import rate_values
from xborder.adapters._karrio_booked import shipment_in
from xborder.adapters._karrio_talk import Answer
from xborder.ports.carrier import (
    Address,
    CarrierMessage,
    DocumentKind,
    Level,
    Parcel,
    RateOffer,
    RateRequest,
    ShipmentRequest,
    Track,
)

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("amount", "code", "money"),
    [
        (3.9600000000000004, "EUR", Money("3.96", "EUR")),
        (0.1 + 0.2, "EUR", Money("0.30", "EUR")),
        ("12.5", "EUR", Money("12.50", "EUR")),
        (7, "JPY", Money("7", "JPY")),
        (1.2345, "EUR", Money("1.2345", "EUR")),  # more than noise is the carrier's own precision
        (-0.29, "CAD", Money("-0.29", "CAD")),
        (0.0, "EUR", Money("0", "EUR")),
        (True, "EUR", None),
        (None, "EUR", None),
        ("free", "EUR", None),
        (float("nan"), "EUR", None),
        (1.0, "XXQ", None),
        (1.0, None, None),
    ],
)
def test_an_amount_is_read_to_the_cent_or_not_at_all(amount: Any, code: Any, money: Money | None) -> None:
    assert money_of(amount, code) == money


def test_an_offer_without_a_price_is_told_and_the_others_stay() -> None:
    found = list(offers([
        {"service": "a", "total_charge": 5.0, "currency": "EUR", "estimated_delivery": "2026-11-24", "extra_charges": [{"name": "x"}]},
        {"service": "b", "total_charge": "on request", "currency": "EUR"},
    ]))  # fmt: skip
    assert found[0] == RateOffer("a", Money("5.00", "EUR"), deliver_by=date(2026, 11, 24))
    assert isinstance(found[1], CarrierMessage)
    assert (found[1].subject, "on request" in found[1].text) == ("b", True)
    assert charge_of({"name": "x"}) is None
    assert day("soon") is None


def scan(**fields: Any) -> datetime | None:
    (found, *_) = list(tracks([{"tracking_number": "1", "events": [fields]}], BERLIN))
    return found.events[0].time if isinstance(found, Track) and found.events else None


@pytest.mark.parametrize(
    ("fields", "local"),
    [
        ({"timestamp": "2026-07-04T07:16:00.000Z"}, (2026, 7, 4, 7, 16)),
        ({"date": "2026-07-04", "time": "14:45"}, (2026, 7, 4, 14, 45)),
        ({"date": "2026-07-04", "time": "14:45 PM"}, (2026, 7, 4, 14, 45)),
        ({"date": "2026-07-04", "time": "02:45 pm"}, (2026, 7, 4, 14, 45)),
        ({"date": "2026-07-04", "time": "12:05 AM"}, (2026, 7, 4, 0, 5)),
        ({"date": "2026-07-04"}, (2026, 7, 4, 0, 0)),
        ({"date": "2026-07-04", "time": "noon"}, (2026, 7, 4, 0, 0)),
        ({"timestamp": "never", "date": "2026-07-04", "time": "9:05:07"}, (2026, 7, 4, 9, 5, 7)),
    ],
)
def test_a_clock_is_read_in_the_zone_of_the_host(fields: dict[str, Any], local: tuple[int, ...]) -> None:
    assert scan(**fields) == datetime(*local, tzinfo=BERLIN)  # type: ignore[misc, arg-type]  # the parts of a time


def test_a_true_offset_is_believed() -> None:
    assert scan(timestamp="2026-07-04T07:16:00+08:00") == datetime(2026, 7, 3, 23, 16, tzinfo=UTC)


@pytest.mark.parametrize("fields", [{}, {"date": "32.13."}, {"date": "2026-07-04", "time": "25:99"}])
def test_an_event_without_a_time_is_told_with_its_words(fields: dict[str, Any]) -> None:
    found = list(
        tracks([{"tracking_number": "1", "events": [{**fields, "code": "K9", "description": "Paket im Kanal"}]}], UTC)
    )
    assert [each for each in found if isinstance(each, Track)] == [Track("1", ())]
    (said,) = (each for each in found if isinstance(each, CarrierMessage))
    assert (said.code, said.subject, said.level) == ("K9", "1", Level.WARNING)
    assert "Paket im Kanal" in said.text


def test_documents_are_decoded_whatever_form_they_come_in() -> None:
    found = list(documents({
        "label_type": "ZPL",
        "docs": {
            "label": "^XA^XZ",
            "invoice": base64.b64encode(b"%PDF invoice").decode(),
            "extra_documents": [
                {"category": "shipping_receipt", "format": "PDF", "base64": "JVBERg==\n"},
                {"category": "cod_document", "base64": base64.b64encode(b"cod").decode()},
                {"category": "empty"},
            ],
        },
    }, (1, 2)))  # fmt: skip
    assert [(each.kind, each.format, each.content, each.parcels) for each in found] == [
        (DocumentKind.LABEL, "ZPL", b"^XA^XZ", (1, 2)),
        (DocumentKind.COMMERCIAL_INVOICE, "PDF", b"%PDF invoice", ()),
        (DocumentKind.RECEIPT, "PDF", b"%PDF", ()),
        (DocumentKind.OTHER, "PDF", b"cod", ()),
    ]


def test_what_a_carrier_says_keeps_its_code_its_details_and_its_subject() -> None:
    said = messages([
        {"code": 7, "message": {"a": "b"}, "details": {"tracking_number": "9", "fields": {"x": 1}}},
        {"message": "mind the gap", "level": "warning"},
    ])  # fmt: skip
    assert (said[0].code, said[0].text, said[0].subject, said[0].level) == ("7", '{"a": "b"}', "9", Level.ERROR)
    assert dict(said[0].details)["fields"] == '{"x": 1}'
    assert said[1].level is Level.WARNING


def test_a_count_of_numbers_that_does_not_fit_is_told() -> None:
    box = Parcel(1, 1, 1, "cm", 1, "kg")
    request = ShipmentRequest("k", "s", Address("DE"), Address("FR"), (box, box, box))
    answer = Answer({"tracking_number": "A", "meta": {"tracking_numbers": ["A", "B"]}}, None)
    shipment = shipment_in(answer, request, "x")
    assert shipment is not None
    assert shipment.tracking_numbers == ("A", "A", "A")
    assert shipment.shipment_ids == ("A",)
    assert "A, B" in shipment.messages[0].text
    assert shipment.complete
    assert shipment_in(Answer(None, None), request, "x") is None


@pytest.mark.parametrize(
    ("unit", "side", "sent"), [("mm", "125", (12.5, "CM")), ("m", "0.4", (40.0, "CM")), ("ft", "2", (24.0, "IN")), ("in", "3.5", (3.5, "IN"))]
)  # fmt: skip
def test_sides_in_other_units_are_converted_exactly(unit: str, side: str, sent: tuple[float, str]) -> None:
    box = Parcel(side, side, side, unit, "1", "oz")
    values: Any = rate_values(RateRequest(Address("DE"), Address("FR"), (box,)))
    (parcel,) = values["parcels"]
    assert (parcel["length"], parcel["dimension_unit"]) == sent
    assert (parcel["weight"], parcel["weight_unit"]) == (1.0, "OZ")


def test_work_that_fails_in_time_raises_where_it_was_asked_for() -> None:
    def work() -> int:
        raise KeyError("x")

    with pytest.raises(KeyError):
        within(timedelta(seconds=5), work, print)
    assert within(timedelta(seconds=5), lambda: 7, print) == 7
