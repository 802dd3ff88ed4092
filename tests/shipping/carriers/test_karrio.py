"""Two carriers through the karrio SDK's own mappers: only the connection to their servers is replaced."""

from __future__ import annotations

import base64
import importlib
import importlib.machinery
import io
import json
import ssl
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import attrs
import pytest

from xborder import Money
from xborder.adapters import MemoryJournal, Trouble
from xborder.adapters._karrio_sdk import load
from xborder.errors import BadInput, MissingExtra
from xborder.ports.carrier import (
    Address,
    Commodity,
    Customs,
    DocumentKind,
    DocumentRequest,
    Operation,
    Parcel,
    Payer,
    PickupRequest,
    ShipmentRequest,
    TrackingRequest,
    VoidRequest,
    failures,
)
from xborder.ports.carrier_errors import (
    CarrierRejected,
    CarrierTimeout,
    CarrierUnavailable,
    KeyReused,
    OperationNotSupported,
    UnknownOutcome,
)
from xborder.testing.carrier import CarrierBench, CarrierContract

from .servers import CanadaPost, Server, Ups

with warnings.catch_warnings():  # the SDK imports packages that are no longer kept
    warnings.simplefilter("ignore")
    try:
        load("karrio.sdk")
    except MissingExtra as missing:
        pytest.skip(str(missing), allow_module_level=True)
    pytest.importorskip("karrio.mappers.ups", reason="karrio-ups is not installed")
    pytest.importorskip("karrio.mappers.canadapost", reason="karrio-canadapost is not installed")
    helpers = importlib.import_module("karrio.core.utils.helpers")
    from loguru import logger
    from PIL import Image

    from xborder.adapters.karrio import KarrioCarrier, open_gateway

logger.remove()  # the SDK writes a line for each request
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

MONTREAL = ZoneInfo("America/Montreal")
BERLIN = ZoneInfo("Europe/Berlin")


def picture() -> str:
    made = io.BytesIO()
    Image.new("1", (12, 8), 1).save(made, "GIF")
    return base64.b64encode(made.getvalue()).decode()


ACCOUNTS: dict[str, dict[str, object]] = {
    "ups": {"client_id": "id", "client_secret": "secret", "account_number": "A1B2C3"},
    "canadapost": {
        "username": "user", "password": "word", "customer_number": "2004381", "contract_id": "42708517",
        "config": {"transmit_shipment_by_default": True},
    },
}  # fmt: skip


def connect(carrier: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return open_gateway(carrier, ACCOUNTS[carrier])


def canada(name: str, code: str, city: str, province: str) -> Address:
    return Address(
        "CA", subdivision=f"CA-{province}", postal_code=code, city=city, street=["125 Church St", "Unit 4"], name=name,
        company=f"{name} Inc", phone="5145550100", email="a@example.com",
    )  # fmt: skip


BOX = Parcel("30", "20", "10", "cm", "1.25", "kg", description="phone cases")
UPS_SHIP = ShipmentRequest(
    "order-17",
    "ups_standard_eu",
    Address("DE", postal_code="50667", city="Köln", street="Domkloster 4", name="Shop", company="Shop GmbH", phone="0221555"),
    Address("FR", postal_code="75001", city="Paris", street="1 rue de Rivoli", name="A. Dupont", phone="015555", tax_id="FR123"),
    (BOX, attrs.evolve(BOX, weight=Decimal("0.4"))),
    customs=Customs(
        (Commodity("phone case", 3, Money("9.90", "EUR"), "0.05", hs="3926.90", origin="CN", sku="PC-1"),),
        duties_paid_by=Payer.SENDER, incoterm="DDP", invoice="INV-17", invoice_date=date(2026, 11, 22),
    ),
    reference="17",
    options={"signature_confirmation": True, "insurance": Decimal("29.70")},
)  # fmt: skip
CP_SHIP = ShipmentRequest(
    "order-18",
    "canadapost_expedited_parcel",
    canada("Shop", "H8Z 2Z3", "Montreal", "QC"),
    canada("B. Tremblay", "E1C 4Z8", "Moncton", "NB"),
    (BOX, attrs.evolve(BOX, weight="2")),
    reference="18",
)
PICKUP = PickupRequest(
    "pick-1", CP_SHIP.ship_from, date(2026, 11, 23), time(9), time(17), (BOX,), instructions="Door at the back"
)


class Standing:
    """Benches whose servers stand in for the network while a test runs."""

    @pytest.fixture(autouse=True)
    def _network(self) -> Iterator[None]:
        self.current: Server | None = None

        def urlopen(request: Any, timeout: float | None = None) -> Any:
            assert self.current is not None, f"nobody stands for {request.full_url}"
            return self.current.open(request, timeout)

        with patch.object(helpers, "urlopen", urlopen):
            yield

    def ups(self) -> Ups:
        made = Ups(picture())
        self.current = made
        return made

    def canada_post(self) -> CanadaPost:
        made = CanadaPost()
        self.current = made
        return made


class TestUpsContract(Standing, CarrierContract):
    def bench(self) -> CarrierBench:
        server = self.ups()
        carrier = KarrioCarrier(connect("ups"), journal=MemoryJournal(), event_zone=BERLIN)
        return CarrierBench(
            carrier=carrier, ship=UPS_SHIP, pickup=PICKUP, shipments_made=server.shipments_made, arrange=server.arrange,
            refusal=server.refusal, pickups_made=server.pickups_made,
        )  # fmt: skip


class TestCanadaPostContract(Standing, CarrierContract):
    def bench(self) -> CarrierBench:
        server = self.canada_post()
        carrier = KarrioCarrier(connect("canadapost"), journal=MemoryJournal(), event_zone=MONTREAL)
        return CarrierBench(
            carrier=carrier, ship=CP_SHIP, pickup=PICKUP, shipments_made=server.shipments_made, arrange=server.arrange,
            refusal=server.refusal, pickups_made=server.pickups_made,
        )  # fmt: skip


# --- what the SDK is told ---------------------------------------------------------------------------------------------


class TestKarrio(Standing):
    """Beyond the contract: what reaches the carriers, and what comes back."""

    def on_ups(self, **more: Any) -> tuple[KarrioCarrier, Ups]:
        server = self.ups()
        settings = {"journal": MemoryJournal(), "event_zone": BERLIN, **more}
        return KarrioCarrier(connect("ups"), **settings), server

    def on_canada_post(self, **more: Any) -> tuple[KarrioCarrier, CanadaPost]:
        server = self.canada_post()
        settings = {"journal": MemoryJournal(), "event_zone": MONTREAL, **more}
        return KarrioCarrier(connect("canadapost"), **settings), server

    def test_the_whole_request_reaches_the_carrier_in_its_own_terms(self) -> None:
        carrier, server = self.on_ups()
        carrier.ship(UPS_SHIP)
        sent = next(json.loads(body) for method, url, body in server.requests if url.endswith("/ship"))
        shipment = sent["ShipmentRequest"]["Shipment"]
        assert shipment["Service"]["Code"] == "11"
        assert shipment["ShipTo"]["Address"]["AddressLine"] == ["1 rue de Rivoli"]
        assert shipment["ShipTo"]["TaxIdentificationNumber"] == "FR123"
        assert shipment["ReferenceNumber"]["Value"] == "17"
        assert [package["PackageWeight"]["Weight"] for package in shipment["Package"]] == ["1.25", "0.4"]
        forms = shipment["ShipmentServiceOptions"]["InternationalForms"]
        product = forms["Product"][0]
        assert (product["CommodityCode"], product["OriginCountryCode"], product["Unit"]["Value"]) == (
            "3926.90",
            "CN",
            "9.9",
        )
        assert (forms["InvoiceNumber"], forms["CurrencyCode"]) == ("INV-17", "EUR")

    def test_money_is_exact_to_the_cent_and_offers_keep_their_parts(self) -> None:
        carrier, _ = self.on_ups()
        rates = carrier.rates(attrs.evolve(UPS_SHIP.as_rate_request(), services=()))
        assert [(offer.service, offer.total, offer.transit_days) for offer in rates.offers] == [
            ("ups_standard_eu", Money("18.13", "EUR"), 3), ("ups_express_eu", Money("44.96", "EUR"), 3),
        ]  # fmt: skip
        assert Money("2.74", "EUR") in [charge.amount for charge in rates.offers[0].charges]

    def test_parcels_of_a_carrier_that_takes_several_share_one_shipment(self) -> None:
        carrier, server = self.on_ups()
        shipment = carrier.ship(UPS_SHIP)
        assert len(shipment.shipment_ids) == 1
        assert shipment.tracking_numbers == ("1Z0000000000000101", "1Z0000000000000102")
        assert server.shipments_made() == 1
        (label,) = shipment.documents
        assert (label.kind, label.format, label.parcels) == (DocumentKind.LABEL, "PDF", (1, 2))
        assert label.content.startswith(b"%PDF")

    def test_parcels_of_a_carrier_that_takes_single_ones_are_shipped_one_by_one_in_order(self) -> None:
        carrier, server = self.on_canada_post()
        shipment = carrier.ship(CP_SHIP)
        assert shipment.tracking_numbers == ("7023210000000001", "7023210000000002")
        assert len(shipment.shipment_ids) == server.shipments_made() == 2
        assert [document.parcels for document in shipment.documents] == [(1,), (2,)]
        assert shipment.charged == Money("50.14", "CAD")
        assert carrier.documents(DocumentRequest(shipment.shipment_ids[1])).documents == (shipment.documents[1],)

    def test_a_shipment_that_stopped_half_way_goes_on_where_it_stopped(self) -> None:
        carrier, server = self.on_canada_post()
        seen: list[str] = []

        def down_at_the_second(url: str) -> None:
            seen.append(url)
            if sum(each.endswith("/shipment") for each in seen) == 2 and url.endswith("/shipment"):
                server.arrange(Operation.SHIP, Trouble.UNAVAILABLE)

        server.before = down_at_the_second
        half = carrier.ship(CP_SHIP)
        assert [parcel.number for parcel in half.parcels] == [1]
        assert [(message.subject, message.certain) for message in failures(half.messages)] == [("parcels[1]", True)]
        whole = carrier.ship(CP_SHIP)
        assert whole.complete
        assert whole.parcels[0] == half.parcels[0]
        assert server.shipments_made() == 2
        assert carrier.ship(CP_SHIP) == whole

    def test_a_parcel_of_which_nobody_knows_is_told_as_such_and_never_sent_again(self) -> None:
        carrier, server = self.on_canada_post()
        server.arrange(Operation.SHIP, Trouble.ANSWER_LOST)
        for _ in range(2):
            shipment = carrier.ship(CP_SHIP)
            assert [parcel.number for parcel in shipment.parcels] == [2]
            assert [(message.subject, message.certain) for message in failures(shipment.messages)] == [
                ("parcels[0]", False)
            ]
        assert server.shipments_made() == 2

    def test_other_goods_under_the_key_of_a_shipment_of_several_are_refused(self) -> None:
        carrier, server = self.on_canada_post()
        carrier.ship(CP_SHIP)
        with pytest.raises(KeyReused):
            carrier.ship(attrs.evolve(CP_SHIP, parcels=(*CP_SHIP.parcels, BOX)))
        assert server.shipments_made() == 2

    def test_parcels_that_are_all_refused_free_the_key(self) -> None:
        carrier, _ = self.on_canada_post()
        with pytest.raises(CarrierRejected) as caught:
            carrier.ship(attrs.evolve(CP_SHIP, service="none"))
        assert caught.value.carrier_code == "7062"
        assert carrier.ship(CP_SHIP).complete

    # --- tracking ---

    def test_local_clocks_are_read_in_the_zone_of_the_host_whatever_the_sdk_writes_behind_them(self) -> None:
        carrier, _ = self.on_canada_post()
        number = carrier.ship(attrs.evolve(CP_SHIP, parcels=(BOX,))).tracking_numbers[0]
        (track,) = carrier.track(TrackingRequest((number,))).tracks
        delivered, out = track.events
        assert (
            delivered.time
            == datetime(2026, 11, 24, 7, 59, tzinfo=MONTREAL)
            == datetime(2026, 11, 24, 12, 59, tzinfo=UTC)
        )
        assert (delivered.vocabulary, delivered.code, delivered.carrier_code) == ("karrio", "delivered", "1496")
        assert (out.text, out.place) == ("Item out for delivery", "QUEBEC, QC")
        assert (track.estimated_delivery, track.signed_by) == (date(2026, 11, 25), "R GREGOIRE")

    def test_the_zone_may_depend_on_the_place(self) -> None:
        zones: list[str] = []

        def zone(place: str) -> ZoneInfo:
            zones.append(place)
            return BERLIN

        carrier, _ = self.on_ups(event_zone=zone)
        number = carrier.ship(UPS_SHIP).tracking_numbers[0]
        (track,) = carrier.track(TrackingRequest((number,))).tracks
        assert zones == ["Berlin, DE", "Köln, DE"]
        assert track.events[0].time == datetime(2026, 11, 24, 6, 13, tzinfo=UTC)

    def test_an_unknown_number_is_told_with_the_carriers_words(self) -> None:
        carrier, _ = self.on_canada_post()
        tracks = carrier.track(TrackingRequest(("404",)))
        assert tracks.tracks == ()
        assert ("004", "No Pin History") in [(message.code, message.text) for message in tracks.messages]
        assert "404" in [message.subject for message in tracks.messages]

    # --- what breaks ---

    def test_an_answer_that_comes_too_late_is_found_by_asking_again(self) -> None:
        carrier, server = self.on_ups(timeout=timedelta(seconds=0.05))
        gate, settled = threading.Event(), threading.Event()
        server.before = lambda url: gate.wait(5) if url.endswith("/ship") else None
        journal = carrier.journal
        finish = journal.finish

        def finishing(key: str, result: Any) -> None:
            finish(key, result)
            settled.set()

        with patch.object(MemoryJournal, "finish", lambda _, key, result: finishing(key, result)):
            with pytest.raises(UnknownOutcome):
                carrier.ship(UPS_SHIP)
            with pytest.raises(UnknownOutcome):
                carrier.ship(UPS_SHIP)
            gate.set()
            assert settled.wait(5)
        assert carrier.ship(UPS_SHIP).tracking_numbers[0] == "1Z0000000000000101"
        assert server.shipments_made() == 1

    def test_a_question_that_takes_too_long_is_a_timeout(self) -> None:
        carrier, server = self.on_canada_post(timeout=timedelta(seconds=0.05))
        gate = threading.Event()
        server.before = lambda _: gate.wait(5)
        with pytest.raises(CarrierTimeout):
            carrier.rates(CP_SHIP.as_rate_request())
        gate.set()

    @pytest.mark.parametrize("body", ["", "<html>Bad gateway", "{}"])
    def test_an_answer_that_cannot_be_read_is_no_refusal(self, body: str) -> None:
        for make in (self.on_ups, self.on_canada_post):
            carrier, server = make()
            ship = UPS_SHIP if make == self.on_ups else CP_SHIP
            with patch.object(
                server,
                "answer",
                lambda method, url, sent, old=server.answer: old(method, url, sent) if "oauth" in url else body,
            ):
                with pytest.raises(UnknownOutcome):
                    carrier.ship(attrs.evolve(ship, parcels=(BOX,)))
                with pytest.raises(CarrierUnavailable):
                    carrier.rates(ship.as_rate_request())

    def test_an_overloaded_carrier_is_unavailable_and_a_failing_one_unknown(self) -> None:
        carrier, server = self.on_ups()

        def say(code: str) -> Any:
            def answer(method: str, url: str, sent: str) -> Any:
                if "oauth" in url:
                    return Ups.answer(server, method, url, sent)
                raise server.no(code, "Try later", int(code))

            return patch.object(server, "answer", answer)

        with say("429"), pytest.raises(CarrierUnavailable) as caught:
            carrier.ship(UPS_SHIP)
        assert caught.value.carrier_text == "Try later"
        with say("504"), pytest.raises(UnknownOutcome):
            carrier.ship(UPS_SHIP)

    def test_a_refused_sign_in_keeps_the_carriers_words(self) -> None:
        carrier, server = self.on_ups()

        def answer(*_: str) -> Any:
            raise server.no("10401", "ClientId is Invalid", 401)

        with patch.object(server, "answer", answer), pytest.raises(CarrierRejected) as caught:
            carrier.ship(UPS_SHIP)
        assert (caught.value.carrier_code, caught.value.carrier_text) == ("10401", "ClientId is Invalid")

    def test_what_the_sdk_cannot_put_in_the_carriers_terms_is_refused_before_anything_is_sent(self) -> None:
        carrier, server = self.on_canada_post()
        abroad = attrs.evolve(CP_SHIP, ship_from=UPS_SHIP.ship_from)
        for ask in (lambda: carrier.rates(abroad.as_rate_request()), lambda: carrier.ship(abroad)):
            with pytest.raises(CarrierRejected) as caught:
                ask()
            assert caught.value.carrier_code == "SHIPPING_SDK_ORIGIN_NOT_SERVICED_ERROR"
        assert server.requests == []

    def test_an_operation_that_the_sdk_lacks_is_said(self) -> None:
        carrier, _ = self.on_ups()
        with patch.object(type(carrier.gateway), "proxy_methods", []), pytest.raises(OperationNotSupported):
            carrier.rates(UPS_SHIP.as_rate_request())

    def test_the_empty_answer_to_the_void_of_a_shipment_that_was_not_transmitted_is_beyond_the_sdk(self) -> None:
        carrier, server = self.on_canada_post()
        shipment = carrier.ship(attrs.evolve(CP_SHIP, parcels=(BOX,)))
        server.transmitted.clear()
        with pytest.raises(UnknownOutcome):
            carrier.void(VoidRequest(shipment.shipment_ids[0]))
        with pytest.raises(CarrierRejected, match="take it back") as caught:
            carrier.void(VoidRequest(shipment.shipment_ids[0]))
        assert caught.value.carrier_code == "7292"

    def test_a_pickup_is_charged_in_exact_money(self) -> None:
        carrier, _ = self.on_ups()
        assert carrier.pickup(PICKUP).charged == Money("6.50", "USD")
        carrier, server = self.on_canada_post()
        assert carrier.pickup(PICKUP).charged == Money("4.42", "CAD")
        server.arrange(Operation.PICKUP, Trouble.REJECTED)
        with pytest.raises(CarrierRejected, match="does not come"):
            carrier.pickup(attrs.evolve(PICKUP, idempotency_key="pick-2"))

    # --- the SDK itself ---

    def test_beside_sentry_the_sdk_would_send_a_lost_request_again_so_the_adapter_does_not_start(self) -> None:
        class Span:
            def __enter__(self) -> Any:
                return self

            def __exit__(self, *_: object) -> None: ...

            def set_data(self, *_: object) -> None: ...

        sentry = ModuleType("sentry_sdk")
        sentry.start_span = lambda **_: Span()  # type: ignore[attr-defined]  # as much of it as the SDK uses
        sentry.__spec__ = importlib.machinery.ModuleSpec("sentry_sdk", None)
        with patch.dict(sys.modules, {"sentry_sdk": sentry}):
            with pytest.raises(BadInput, match="second time"):
                self.on_ups()
            carrier, server = self.on_ups(may_resend=True)
            server.arrange(Operation.SHIP, Trouble.ANSWER_LOST)
            carrier.ship(UPS_SHIP)
        assert server.shipments_made() == 2, "when this is 1, the SDK is mended and the check can go"

    def test_the_check_of_certificates_stays_on(self) -> None:
        connect("ups")
        assert ssl._create_default_https_context().check_hostname

    def test_a_connection_that_cannot_be_made_says_what_to_install_and_give(self) -> None:
        for carrier in ("no_such_carrier", "ups"):
            with pytest.raises(BadInput) as caught:
                open_gateway(carrier, {})
            assert caught.value.path == "carrier"
            assert "pip install karrio-" in caught.value.hint

    def test_without_the_sdk_the_extra_is_named(self) -> None:
        with (
            patch("xborder.adapters._karrio_sdk.find_spec", lambda _: None),
            pytest.raises(MissingExtra, match="karrio"),
        ):
            open_gateway("ups", {})
