"""The offline carrier keeps the contract, and the contract is a contract: carriers that break it are found."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import pytest

from xborder import Money
from xborder.adapters import MemoryJournal, OfflineCarrier, Trouble
from xborder.errors import BadInput, LawError, XborderError
from xborder.ports.carrier import (
    Address,
    Carrier,
    CarrierMessage,
    Charge,
    Commodity,
    Customs,
    Document,
    DocumentKind,
    DocumentRequest,
    Documents,
    Operation,
    Parcel,
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
    failures,
    warnings,
)
from xborder.ports.carrier_errors import (
    CarrierError,
    CarrierRejected,
    CarrierTimeout,
    CarrierUnavailable,
    KeyReused,
    Level,
    UnknownOutcome,
)
from xborder.shipping.carriers import RetryPolicy, act_once, digest_of, retrying
from xborder.testing.carrier import CarrierBench, CarrierContract, check_carrier

WRONG: Any = object()  # of no type that a field takes
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SHANGHAI = Address("CN", city="Shanghai", street="Nanjing Rd 1", postal_code="200000", name="Shop")
BERLIN = Address("DE", city="Berlin", street="Hauptstr. 1", postal_code="10115", name="B. Muster")


def parcel(weight: str = "1.2") -> Parcel:
    return Parcel("40", "30", "20", "cm", weight, "kg")


SHIP = ShipmentRequest(
    "order-17",
    "standard",
    SHANGHAI,
    BERLIN,
    (parcel(), parcel("2")),
    customs=Customs((Commodity("phone case", 2, Money("9.90", "EUR"), "0.05", hs="3926.90", origin="CN"),)),
    reference="17",
)
PICKUP = PickupRequest("pick-1", SHANGHAI, date(2026, 11, 23), time(9), time(17), (parcel(),))


def price(request: RateRequest) -> list[RateOffer]:
    kilos = sum(each.weight for each in request.parcels)
    return [
        RateOffer(name, Money(kilos * rate, "EUR"), (Charge("base", Money(kilos * rate, "EUR")),), days)
        for name, rate, days in (("standard", 10, 12), ("express", 30, 3))
    ]


def offline(**more: object) -> OfflineCarrier:
    return OfflineCarrier("offline", price, lambda: NOW, **more)  # type: ignore[arg-type]  # as a test asks


def bench(
    make: Callable[[], OfflineCarrier] = offline, wrap: Callable[[OfflineCarrier], Carrier] = lambda c: c
) -> CarrierBench:
    carrier = make()
    return CarrierBench(
        carrier=wrap(carrier), ship=SHIP, pickup=PICKUP, pickups_made=lambda: carrier.pickups_made,
        shipments_made=lambda: carrier.shipments_made, arrange=carrier.trouble,
    )  # fmt: skip


class TestOfflineCarrier(CarrierContract):
    def bench(self) -> CarrierBench:
        return bench()


class TestRetryingCarrier(CarrierContract):
    """Asked once and no more, a retrying carrier is a carrier as any other."""

    def bench(self) -> CarrierBench:
        return bench(
            wrap=lambda carrier: retrying(carrier, RetryPolicy(tries=1), sleep=lambda _: None, clock=lambda: NOW)
        )


def test_the_contract_runs_without_a_test_framework() -> None:
    findings = check_carrier(bench)
    assert len(findings) >= 18
    assert [finding.test for finding in findings if finding.passed is not True] == []


# --- broken carriers are found ----------------------------------------------------------------------------------------


@attrs.define
class Broken:
    """Hands everything on; the carriers below each spoil one thing."""

    it: OfflineCarrier

    @property
    def name(self) -> str:
        return self.it.name

    def rates(self, request: RateRequest, /) -> Rates:
        return self.it.rates(request)

    def ship(self, request: ShipmentRequest, /) -> Shipment:
        return self.it.ship(request)

    def void(self, request: VoidRequest, /) -> Voided:
        return self.it.void(request)

    def track(self, request: TrackingRequest, /) -> Tracks:
        return self.it.track(request)

    def documents(self, request: DocumentRequest, /) -> Documents:
        return self.it.documents(request)

    def pickup(self, request: PickupRequest, /) -> Pickup:
        return self.it.pickup(request)


class ShipsAgainAfterALostAnswer(Broken):
    def ship(self, request: ShipmentRequest, /) -> Shipment:
        try:
            return self.it.ship(request)
        except UnknownOutcome:
            return self.it.ship(attrs.evolve(request, idempotency_key=request.idempotency_key + "-again"))


class MakesUpItsOwnKeys(Broken):
    def ship(self, request: ShipmentRequest, /) -> Shipment:
        own = attrs.evolve(request, idempotency_key=f"{request.idempotency_key}/{self.it.shipments_made}")
        return attrs.evolve(self.it.ship(own), idempotency_key=request.idempotency_key)


class LosesTheCarriersWords(Broken):
    def ship(self, request: ShipmentRequest, /) -> Shipment:
        try:
            return self.it.ship(request)
        except CarrierRejected:
            raise CarrierRejected("no") from None

    def rates(self, request: RateRequest, /) -> Rates:
        return attrs.evolve(self.it.rates(request), messages=())


class LeaksOtherErrors(Broken):
    def rates(self, request: RateRequest, /) -> Rates:
        try:
            return self.it.rates(request)
        except CarrierError as error:
            raise ConnectionError(str(error)) from None


class HidesFailedParcels(Broken):
    def ship(self, request: ShipmentRequest, /) -> Shipment:
        return attrs.evolve(self.it.ship(request), messages=())


class CallsALostAnswerATimeout(Broken):
    def ship(self, request: ShipmentRequest, /) -> Shipment:
        try:
            return self.it.ship(request)
        except UnknownOutcome as error:
            raise CarrierTimeout(error.message) from None


class KeepsQuietAboutUnknownNumbers(Broken):
    def track(self, request: TrackingRequest, /) -> Tracks:
        return attrs.evolve(self.it.track(request), messages=())


class MakesOtherLabels(Broken):
    def documents(self, request: DocumentRequest, /) -> Documents:
        other = Document(DocumentKind.LABEL, "ZPL", b"^XA^XZ")
        return attrs.evolve(self.it.documents(request), documents=(other,))


class BooksWhenAskedForRates(Broken):
    def rates(self, request: RateRequest, /) -> Rates:
        self.it.ship(attrs.evolve(SHIP, idempotency_key=f"rates-{self.it.shipments_made}"))
        return self.it.rates(request)


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        (ShipsAgainAfterALostAnswer, "test_a_lost_answer_never_becomes_a_second_shipment"),
        (MakesUpItsOwnKeys, "test_the_same_key_ships_once_and_answers_the_same"),
        (LosesTheCarriersWords, "test_a_refusal_to_ship_keeps_the_carriers_words_and_frees_the_key"),
        (LosesTheCarriersWords, "test_offers_that_fail_are_told_beside_those_that_do_not"),
        (LeaksOtherErrors, "test_a_refusal_to_rate_keeps_the_carriers_code_and_words"),
        (HidesFailedParcels, "test_parcels_that_fail_are_told_beside_those_that_do_not"),
        (CallsALostAnswerATimeout, "test_a_lost_answer_never_becomes_a_second_shipment"),
        (KeepsQuietAboutUnknownNumbers, "test_scans_have_their_zone_and_unknown_numbers_are_told"),
        (MakesOtherLabels, "test_documents_are_those_of_the_shipment"),
        (BooksWhenAskedForRates, "test_rates_name_services_and_prices_and_book_nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_carrier_that_breaks_the_contract_is_found(broken: type[Broken], found: str) -> None:
    findings = check_carrier(lambda: bench(wrap=broken))
    assert found in {finding.test for finding in findings if finding.passed is False}


# --- asking again -----------------------------------------------------------------------------------------------------


def patient(carrier: Carrier, naps: list[float], **policy: object) -> Carrier:
    clock = iter(NOW + timedelta(seconds=n) for n in range(100))
    return retrying(carrier, RetryPolicy(**policy), sleep=naps.append, clock=lambda: next(clock))  # type: ignore[arg-type]  # as a test asks


def test_asking_again_waits_twice_as_long_each_time() -> None:
    carrier, naps = offline(), list[float]()
    for _ in range(3):
        carrier.trouble(Operation.SHIP, Trouble.UNAVAILABLE)
    assert patient(carrier, naps).ship(SHIP).complete
    assert naps == [1.0, 2.0, 4.0]
    assert carrier.shipments_made == 1


def test_the_last_error_comes_out_and_says_how_often_it_was_tried() -> None:
    carrier, naps = offline(), list[float]()
    for _ in range(2):
        carrier.trouble(Operation.TRACK, Trouble.TIMED_OUT)
    with pytest.raises(CarrierTimeout) as caught:
        patient(carrier, naps, tries=2).track(TrackingRequest(("1",)))
    assert caught.value.__notes__ == ["after 2 of 2 tries"]


def test_a_refusal_is_not_asked_again() -> None:
    carrier, naps = offline(), list[float]()
    carrier.trouble(Operation.RATES, Trouble.REJECTED)
    with pytest.raises(CarrierRejected):
        patient(carrier, naps).rates(SHIP.as_rate_request())
    assert naps == []


def test_no_try_starts_after_the_time_is_up() -> None:
    carrier, naps = offline(), list[float]()
    for _ in range(9):
        carrier.trouble(Operation.VOID, Trouble.UNAVAILABLE)
    with pytest.raises(CarrierUnavailable):
        patient(carrier, naps, tries=9, within=timedelta(seconds=8)).void(VoidRequest("1"))
    assert naps == [1.0, 2.0, 4.0]


def test_the_carriers_own_wish_to_wait_is_kept() -> None:
    busy = CarrierUnavailable("busy", retry_after=timedelta(seconds=77)).at("orders[1]")

    class Busy(Broken):
        def documents(self, _: DocumentRequest, /) -> Documents:
            raise busy

    naps: list[float] = []
    with pytest.raises(CarrierUnavailable):
        patient(Busy(offline()), naps, tries=2).documents(DocumentRequest("1"))
    assert naps == [77.0]


def test_a_lost_answer_is_found_by_asking_again() -> None:
    carrier, naps = offline(), list[float]()
    carrier.trouble(Operation.SHIP, Trouble.ANSWER_LOST)
    carrier.trouble(Operation.PICKUP, Trouble.ANSWER_LOST)
    assert patient(carrier, naps).ship(SHIP).tracking_numbers == ("OFF000000001", "OFF000000002")
    assert patient(carrier, naps).pickup(PICKUP).confirmation == "offline-pickup-1"
    assert (carrier.shipments_made, carrier.pickups_made) == (1, 1)


@pytest.mark.parametrize("wrong", [{"tries": 0}, {"first_wait": timedelta(-1)}])
def test_a_policy_without_tries_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        RetryPolicy(**wrong)  # type: ignore[arg-type]  # wrong on purpose


# --- the journal ------------------------------------------------------------------------------------------------------


def test_whatever_breaks_off_leaves_the_key_taken_until_somebody_settles_it() -> None:
    journal = MemoryJournal()

    def fall() -> Shipment:
        raise RuntimeError("the cable")

    for _ in range(2):
        with pytest.raises(UnknownOutcome):
            act_once(journal, SHIP, fall, Shipment, carrier="x")
    found = Shipment("x", SHIP.idempotency_key, "standard", (ShippedParcel(1, "T1", "S1"),))
    journal.finish(SHIP.idempotency_key, found)
    assert act_once(journal, SHIP, fall, Shipment, carrier="x") == found
    assert journal.shipment("S1") == found
    assert journal.shipment("S2") is None


def test_an_answer_that_cannot_be_read_may_have_been_a_yes_and_keeps_the_key() -> None:
    journal = MemoryJournal()

    def unreadable() -> Shipment:
        return Shipment("x", SHIP.idempotency_key, "standard", (ShippedParcel(1, "", "S1"),))

    for _ in range(2):
        with pytest.raises(UnknownOutcome):
            act_once(journal, SHIP, unreadable, Shipment, carrier="x")


def test_a_result_that_is_on_record_is_not_written_over() -> None:
    journal = MemoryJournal()
    done = Shipment("x", SHIP.idempotency_key, "standard", (ShippedParcel(1, "T1", "S1"),))
    assert act_once(journal, SHIP, lambda: done, Shipment, carrier="x") == done
    journal.finish(SHIP.idempotency_key, attrs.evolve(done, service="another"))
    assert act_once(journal, SHIP, lambda: done, Shipment, carrier="x") == done


def test_a_key_that_is_released_may_act() -> None:
    journal = MemoryJournal()
    done = Shipment("x", SHIP.idempotency_key, "standard", (ShippedParcel(1, "T1", "S1"),))
    journal.begin(SHIP.idempotency_key, digest_of(SHIP))
    with pytest.raises(UnknownOutcome):
        act_once(journal, SHIP, lambda: done, Shipment, carrier="x")
    journal.release(SHIP.idempotency_key)
    assert act_once(journal, SHIP, lambda: done, Shipment, carrier="x") == done
    journal.release(SHIP.idempotency_key)
    assert act_once(journal, SHIP, lambda: done, Shipment, carrier="x") == done, "what is done is not forgotten"


def test_a_key_of_a_shipment_is_no_key_of_a_pickup() -> None:
    carrier = offline()
    carrier.ship(SHIP)
    with pytest.raises(KeyReused):
        carrier.pickup(attrs.evolve(PICKUP, idempotency_key=SHIP.idempotency_key))


def test_a_result_for_a_key_that_nobody_began_is_refused() -> None:
    with pytest.raises(BadInput, match="begin"):
        MemoryJournal().finish("k", Pickup("x", "k", "1"))


def test_equal_requests_have_equal_digests_and_others_have_not() -> None:
    same = attrs.evolve(SHIP, parcels=(parcel("1.20"), parcel("2.0")))
    assert digest_of(same) == digest_of(SHIP)
    assert digest_of(attrs.evolve(SHIP, parcels=(parcel("1.21"), parcel("2")))) != digest_of(SHIP)
    assert digest_of(attrs.evolve(SHIP, options={"signature": True})) != digest_of(SHIP)
    with pytest.raises(BadInput):
        digest_of(object())


def test_two_threads_at_once_ship_once() -> None:
    carrier = offline()
    gate = threading.Barrier(2)
    said: list[object] = []

    def ship() -> None:
        gate.wait()
        try:
            said.append(carrier.ship(SHIP))
        except UnknownOutcome as error:
            said.append(error)

    threads = [threading.Thread(target=ship) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert carrier.shipments_made == 1
    assert any(isinstance(each, Shipment) for each in said)


# --- the offline carrier itself ---------------------------------------------------------------------------------------


def test_prices_come_from_the_host_and_its_refusal_is_the_carriers() -> None:
    def none(_: RateRequest) -> list[RateOffer]:
        raise LawError("no zone for DE", path="zones")

    carrier = OfflineCarrier("offline", none, lambda: NOW)
    with pytest.raises(CarrierRejected) as caught:
        carrier.rates(SHIP.as_rate_request())
    assert (caught.value.carrier_code, caught.value.messages[0].subject) == ("bad-law", "zones")
    assert "no zone for DE" in caught.value.carrier_text


def test_messages_of_the_hosts_prices_are_handed_on() -> None:
    told = CarrierMessage("too heavy for it", "limit", "express")
    carrier = OfflineCarrier("offline", lambda request: Rates("x", price(request)[:1], (told,)), lambda: NOW)
    assert carrier.rates(SHIP.as_rate_request()).messages == (told,)


def test_a_label_holds_the_address_and_the_number_and_no_commands_of_others() -> None:
    request = attrs.evolve(SHIP, ship_to=attrs.evolve(BERLIN, name="^XZ~JA Müller"))
    label = offline().ship(request).documents[0].content.decode()
    assert "^FDOFF000000001^FS" in label
    assert "XZ JA Müller" in label
    assert label.count("^XZ") == 1
    assert "10115 Berlin DE" in label


def test_a_shipment_that_was_scanned_is_not_voided() -> None:
    carrier = offline()
    shipment = carrier.ship(SHIP)
    event = carrier.scan(shipment.tracking_numbers[1], "EMA", "Posting", "Shanghai")
    assert carrier.track(TrackingRequest(shipment.tracking_numbers)).tracks[1].events == (event,)
    with pytest.raises(CarrierRejected) as caught:
        carrier.void(VoidRequest(shipment.shipment_ids[0]))
    assert caught.value.carrier_code == "shipment-under-way"
    with pytest.raises(CarrierRejected):
        carrier.scan("nobody's", "EMA")


def test_a_void_whose_answer_is_lost_is_found_by_asking_again() -> None:
    carrier, naps = offline(), list[float]()
    shipment = carrier.ship(SHIP)
    carrier.trouble(Operation.VOID, Trouble.ANSWER_LOST)
    assert patient(carrier, naps).void(VoidRequest(shipment.shipment_ids[0])).refunded == Money("32", "EUR")
    assert len(naps) == 1


# --- messages ---------------------------------------------------------------------------------------------------------


def test_a_parcel_of_the_shop_is_taken_as_it_is() -> None:
    class Its:
        length, width, height, dimension_unit, weight, weight_unit = "4", 3, "2.5", "in", "0.5", "lb"

    request = RateRequest(SHANGHAI, BERLIN, [Its()])
    assert request.parcels == (Parcel("4", "3", "2.5", "in", "0.5", "lb"),)


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Address("Germany"), "country"),
        (lambda: Address("DE", city=WRONG), "city"),
        (lambda: Address("DE", street=[""]), "street[0]"),
        (lambda: Parcel("0", 1, 1, "cm", 1, "kg"), "length"),
        (lambda: Parcel(1, 1, 1, "cm", 0.5, "kg"), "weight"),
        (lambda: Parcel(1, 1, 1, "cm", "1e99", "kg"), "weight"),
        (lambda: Parcel(1, 1, 1, "cm", "NaN", "kg"), "weight"),
        (lambda: Parcel(1, 1, 1, "yd", 1, "kg"), "dimension_unit"),
        (lambda: attrs.evolve(SHIP, idempotency_key=" "), "idempotency_key"),
        (lambda: attrs.evolve(SHIP, idempotency_key="k" * 201), "idempotency_key"),
        (lambda: attrs.evolve(SHIP, parcels=()), "parcels"),
        (lambda: attrs.evolve(SHIP, parcels=(1,)), "parcels[0]"),
        (lambda: attrs.evolve(SHIP, ship_to=WRONG), "ship_to"),
        (lambda: attrs.evolve(SHIP, service=""), "service"),
        (lambda: attrs.evolve(SHIP, options={"insured": 0.5}), "options.insured"),
        (lambda: attrs.evolve(SHIP, options=3), "options"),
        (lambda: Commodity("", 1, Money(1, "EUR"), 1), "description"),
        (lambda: Commodity("x", 0, Money(1, "EUR"), 1), "quantity"),
        (lambda: Commodity("x", 1, WRONG, 1), "unit_value"),
        (lambda: TrackingRequest(()), "tracking_numbers"),
        (lambda: TrackingRequest((3,)), "tracking_numbers[0]"),
        (lambda: attrs.evolve(PICKUP, close=time(9)), "close"),
        (lambda: attrs.evolve(PICKUP, ready=WRONG), "ready"),
        (lambda: ScanEvent(datetime(2026, 1, 1), "upu", "EMA"), "time"),  # noqa: DTZ001 - naive on purpose
        (lambda: ScanEvent("2026-01-01", "upu", "EMA"), "time"),
        (lambda: Track("1", "events"), "events"),
        (lambda: RateOffer("x", Money("NaN", "EUR")), "total"),
    ],
)
def test_a_message_with_a_wrong_field_is_refused_by_its_name(make: Callable[[], object], path: str) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.path == path
    assert caught.value.hint


def test_an_error_keeps_what_the_carrier_said_wherever_it_goes() -> None:
    said = CarrierMessage("Adresse unbekannt", "A-7", "parcels[0]")
    error = CarrierRejected("refused", carrier="x", messages=(said,)).at("orders[3]")
    assert isinstance(error, XborderError)
    assert (error.path, error.carrier_code, error.carrier_text) == ("orders[3]", "A-7", "Adresse unbekannt")
    assert error.to_dict()["code"] == "carrier-rejected"
    assert error.to_dict()["carrier_text"] == "Adresse unbekannt"
    assert str(said) == "parcels[0]: A-7: Adresse unbekannt"
    noted = attrs.evolve(said, level=Level.WARNING)
    assert (failures((said, noted)), warnings((said, noted))) == ((said,), (noted,))
