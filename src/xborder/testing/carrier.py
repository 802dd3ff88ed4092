"""What a carrier's adapter has to keep, as tests that its author runs.

With pytest (or unittest's discovery, over :func:`check_carrier`)::

    class TestMyCarrier(CarrierContract):
        def bench(self) -> CarrierBench:
            return CarrierBench(carrier=..., ship=..., shipments_made=..., arrange=...)

Nothing here imports a test framework: a test that cannot be run raises ``unittest.SkipTest``, which pytest counts as
skipped.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from unittest import SkipTest

import attrs

from xborder.adapters.offline_carrier import REFUSAL, Trouble
from xborder.errors import XborderError
from xborder.ports.carrier import (
    Carrier,
    CarrierMessage,
    DocumentKind,
    DocumentRequest,
    Operation,
    PickupRequest,
    RateRequest,
    Shipment,
    ShipmentRequest,
    TrackingRequest,
    VoidRequest,
    failures,
)
from xborder.ports.carrier_errors import (
    CarrierError,
    CarrierRejected,
    CarrierTimeout,
    CarrierUnavailable,
    KeyReused,
    OperationNotSupported,
    UnknownOutcome,
)
from xborder.shipping.carriers.retries import RetryPolicy, retrying

__all__ = ["CarrierBench", "CarrierContract", "Finding", "check_carrier"]


def _cannot(operation: Operation, trouble: Trouble) -> None:
    raise SkipTest(f"the bench cannot arrange that {trouble.value} ({operation.value})")


@attrs.frozen(kw_only=True)
class CarrierBench:
    """An adapter on a test bench, with a carrier behind it that the test controls.

    Attributes:
        carrier: the adapter, fresh.
        ship: a shipment that it takes; at least two parcels where the carrier takes several.
        pickup: a pick-up that it agrees to; ``None`` when it has none.
        shipments_made: how many shipments the carrier's own side has taken since the bench was made.
        pickups_made: how many pick-ups the carrier's own side has agreed to; ``None`` when that cannot be told.
        arrange: makes the next question of a kind go wrong in a way; raises ``SkipTest`` for ways that it cannot.
        refusal: what the carrier's side says when it is made to refuse, in its own code and words.
        unsupported: operations that the carrier does not have.
        unknown_service: a service that it does not have.
    """

    carrier: Carrier
    ship: ShipmentRequest
    shipments_made: Callable[[], int]
    arrange: Callable[[Operation, Trouble], None] = _cannot
    refusal: CarrierMessage = REFUSAL
    pickup: PickupRequest | None = None
    pickups_made: Callable[[], int] | None = None
    unsupported: frozenset[Operation] = frozenset()
    unknown_service: str = "no-such-service"


class CarrierContract:
    """The tests; a subclass gives the bench. Each test makes its own."""

    def bench(self) -> CarrierBench:
        """A fresh adapter on a fresh bench."""
        raise NotImplementedError("give a CarrierBench")

    # --- rates ---

    def test_rates_name_services_and_prices_and_book_nothing(self) -> None:
        bench = self._with(Operation.RATES)
        first = bench.carrier.rates(bench.ship.as_rate_request())
        _check(first.carrier == bench.carrier.name, "the answer carries another carrier's name")
        _check(bool(first.offers), "there is no offer for a shipment that it takes")
        _check(all(offer.total.amount >= 0 for offer in first.offers), "an offer costs less than nothing")
        _check(
            bench.ship.service in {offer.service for offer in first.offers}, "the service to ship with is not offered"
        )
        again = bench.carrier.rates(bench.ship.as_rate_request())
        _check(again.offers == first.offers, "the same question gets another answer")
        _check(bench.shipments_made() == 0, "asking for rates has booked something")

    def test_offers_that_fail_are_told_beside_those_that_do_not(self) -> None:
        bench = self._with(Operation.RATES)
        everything: RateRequest = attrs.evolve(bench.ship.as_rate_request(), services=())
        whole = bench.carrier.rates(everything)
        if len(whole.offers) < 2:
            raise SkipTest("the carrier offers one service only")
        bench.arrange(Operation.RATES, Trouble.PARTLY)
        part = bench.carrier.rates(everything)
        _check(0 < len(part.offers) < len(whole.offers), "one offer should be missing")
        self._told(bench, part.messages)

    def test_a_refusal_to_rate_keeps_the_carriers_code_and_words(self) -> None:
        bench = self._with(Operation.RATES)
        bench.arrange(Operation.RATES, Trouble.REJECTED)
        with _expect(CarrierRejected) as caught:
            bench.carrier.rates(bench.ship.as_rate_request())
        self._told(bench, caught[0].messages)

    def test_a_carrier_that_is_not_reached_when_rating_may_be_asked_again(self) -> None:
        for trouble in (Trouble.UNAVAILABLE, Trouble.TIMED_OUT):
            bench = self._with(Operation.RATES)
            bench.arrange(Operation.RATES, trouble)
            with _expect(CarrierUnavailable, CarrierTimeout):
                bench.carrier.rates(bench.ship.as_rate_request())
            _check(bool(bench.carrier.rates(bench.ship.as_rate_request()).offers), "the next question is not answered")

    # --- ship ---

    def test_a_shipment_has_a_tracking_number_for_each_parcel_and_a_label(self) -> None:
        bench = self._with(Operation.SHIP)
        shipment = bench.carrier.ship(bench.ship)
        numbers = shipment.tracking_numbers
        _check(shipment.complete, f"parcels failed: {failures(shipment.messages)}")
        _check(shipment.idempotency_key == bench.ship.idempotency_key, "the answer carries another key")
        _check(shipment.carrier == bench.carrier.name, "the answer carries another carrier's name")
        wanted = list(range(1, len(bench.ship.parcels) + 1))
        _check(
            [parcel.number for parcel in shipment.parcels] == wanted, "the parcels are not those asked for, in order"
        )
        _check(len(set(numbers)) == len(numbers), "two parcels have one tracking number")
        labels = [document for document in shipment.documents if document.kind is DocumentKind.LABEL]
        _check(bool(labels) and all(label.content for label in labels), "there is no label")
        _check(all(isinstance(label.content, bytes) for label in labels), "a label is not bytes")

    def test_the_same_key_ships_once_and_answers_the_same(self) -> None:
        bench = self._with(Operation.SHIP)
        first = bench.carrier.ship(bench.ship)
        made = bench.shipments_made()
        _check(made > 0, "the carrier's side has taken nothing")
        _check(bench.carrier.ship(bench.ship) == first, "the same key gets another answer")
        _check(bench.shipments_made() == made, "the same key has shipped twice")

    def test_another_key_ships_again(self) -> None:
        bench = self._with(Operation.SHIP)
        first = bench.carrier.ship(bench.ship)
        second = bench.carrier.ship(attrs.evolve(bench.ship, idempotency_key=_fresh_key()))
        shared = set(first.tracking_numbers) & set(second.tracking_numbers)
        _check(not shared, f"two shipments share tracking numbers: {shared}")

    def test_a_key_that_stands_for_another_request_is_refused(self) -> None:
        bench = self._with(Operation.SHIP)
        bench.carrier.ship(bench.ship)
        made = bench.shipments_made()
        with _expect(KeyReused):
            bench.carrier.ship(attrs.evolve(bench.ship, reference=bench.ship.reference + "x"))
        _check(bench.shipments_made() == made, "it has shipped all the same")

    def test_a_refusal_to_ship_keeps_the_carriers_words_and_frees_the_key(self) -> None:
        bench = self._with(Operation.SHIP)
        bench.arrange(Operation.SHIP, Trouble.REJECTED)
        with _expect(CarrierRejected) as caught:
            bench.carrier.ship(_one_parcel(bench.ship))
        self._told(bench, caught[0].messages)
        _check(bench.shipments_made() == 0, "it was refused and made all the same")
        bench.carrier.ship(_one_parcel(bench.ship))
        _check(bench.shipments_made() == 1, "the key cannot be used after a refusal")

    def test_a_carrier_that_is_not_reached_ships_when_asked_again(self) -> None:
        bench = self._with(Operation.SHIP)
        bench.arrange(Operation.SHIP, Trouble.UNAVAILABLE)
        request = _one_parcel(bench.ship)
        with _expect(CarrierUnavailable, CarrierTimeout):
            bench.carrier.ship(request)
        _check(bench.shipments_made() == 0, "it was not reached and made all the same")
        bench.carrier.ship(request)
        _check(bench.shipments_made() == 1, "it should have shipped once")

    def test_a_lost_answer_never_becomes_a_second_shipment(self) -> None:
        bench = self._with(Operation.SHIP)
        request = _one_parcel(bench.ship)
        bench.arrange(Operation.SHIP, Trouble.ANSWER_LOST)
        with _expect(UnknownOutcome):
            bench.carrier.ship(request)
        for _ in range(2):
            try:
                answer = bench.carrier.ship(request)
            except UnknownOutcome:
                continue
            _check(len(answer.parcels) == 1, "the answer found later is another shipment's")
        _check(bench.shipments_made() == 1, f"{bench.shipments_made()} shipments were made for one key")

    def test_asking_until_it_answers_never_becomes_a_second_shipment(self) -> None:
        bench = self._with(Operation.SHIP)
        request = _one_parcel(bench.ship)
        for trouble in (Trouble.UNAVAILABLE, Trouble.ANSWER_LOST):
            bench.arrange(Operation.SHIP, trouble)
        clock = datetime(2026, 1, 1, tzinfo=UTC)
        patient = retrying(
            bench.carrier, RetryPolicy(tries=5, first_wait=timedelta(0)), sleep=lambda _: None, clock=lambda: clock
        )
        with suppress(UnknownOutcome):
            patient.ship(request)
        _check(bench.shipments_made() == 1, f"{bench.shipments_made()} shipments were made for one key")

    def test_several_threads_with_one_key_ship_once(self) -> None:
        bench = self._with(Operation.SHIP)
        request = _one_parcel(bench.ship)

        def ship() -> Shipment | None:
            with suppress(UnknownOutcome):
                return bench.carrier.ship(request)
            return None

        with ThreadPoolExecutor(4) as threads:
            answers = {answer for answer in threads.map(lambda _: ship(), range(8)) if answer is not None}
        _check(len(answers) == 1, f"{len(answers)} different answers came for one key")
        _check(bench.shipments_made() == 1, f"{bench.shipments_made()} shipments were made for one key")

    def test_parcels_that_fail_are_told_beside_those_that_do_not(self) -> None:
        bench = self._with(Operation.SHIP)
        if len(bench.ship.parcels) < 2:
            raise SkipTest("the bench ships one parcel only")
        bench.arrange(Operation.SHIP, Trouble.PARTLY)
        shipment = bench.carrier.ship(bench.ship)
        failed = failures(shipment.messages)
        _check(not shipment.complete and bool(shipment.parcels), "some parcels should have failed and others not")
        subjects = {f"parcels[{parcel.number - 1}]" for parcel in shipment.parcels} | {each.subject for each in failed}
        everyone = {f"parcels[{index}]" for index in range(len(bench.ship.parcels))}
        _check(subjects == everyone, f"not every parcel is told of: {sorted(subjects)}")
        self._told(bench, shipment.messages)
        made = bench.shipments_made()
        _check(bench.carrier.ship(bench.ship) == shipment, "the same key gets another answer")
        _check(bench.shipments_made() == made, "the same key has shipped again")

    def test_a_service_that_there_is_not_is_refused(self) -> None:
        bench = self._with(Operation.SHIP)
        with _expect(CarrierRejected):
            bench.carrier.ship(attrs.evolve(bench.ship, service=bench.unknown_service))
        _check(bench.shipments_made() == 0, "it has shipped all the same")

    # --- void, track, documents, pickup ---

    def test_a_shipment_is_voided_and_voiding_again_does_no_harm(self) -> None:
        bench = self._with(Operation.VOID)
        shipment = bench.carrier.ship(_one_parcel(bench.ship))
        request = VoidRequest(shipment.shipment_ids[0], service=shipment.service)
        voided = bench.carrier.void(request)
        _check(voided.shipment_id == request.shipment_id, "the answer is about another shipment")
        with _nothing_worse_than(CarrierRejected):
            bench.carrier.void(request)

    def test_voiding_what_was_never_shipped_is_refused(self) -> None:
        bench = self._with(Operation.VOID)
        with _expect(CarrierRejected) as caught:
            bench.carrier.void(VoidRequest(_NOBODYS, service=bench.ship.service))
        _check(bool(caught[0].carrier_text), "the carrier's words are lost")

    def test_scans_have_their_zone_and_unknown_numbers_are_told(self) -> None:
        bench = self._with(Operation.TRACK)
        shipment = bench.carrier.ship(_one_parcel(bench.ship))
        known = shipment.tracking_numbers[0]
        tracks = bench.carrier.track(TrackingRequest((known, _NOBODYS)))
        _check(all(track.tracking_number in {known, _NOBODYS} for track in tracks.tracks), "a strange number came")
        _check(_NOBODYS not in {track.tracking_number for track in tracks.tracks}, "an unknown number is known")
        _check(bool(tracks.messages), "nothing is said of the unknown number")
        for track in tracks.tracks:
            _check(all(event.time.utcoffset() is not None for event in track.events), "a scan has no zone")
            _check(all(event.code or event.text for event in track.events), "a scan says nothing")

    def test_documents_are_those_of_the_shipment(self) -> None:
        bench = self._with(Operation.DOCUMENTS)
        shipment = bench.carrier.ship(_one_parcel(bench.ship))
        asked = bench.carrier.documents(DocumentRequest(shipment.shipment_ids[0], (DocumentKind.LABEL,)))
        labels = tuple(document for document in shipment.documents if document.kind is DocumentKind.LABEL)
        _check(asked.documents == labels, "the labels are others than those that came with the shipment")
        with _expect(CarrierRejected):
            bench.carrier.documents(DocumentRequest(_NOBODYS))

    def test_a_pickup_is_ordered_once_for_a_key(self) -> None:
        bench = self._with(Operation.PICKUP)
        if bench.pickup is None:
            raise SkipTest("the bench has no pick-up")
        first = bench.carrier.pickup(bench.pickup)
        _check(bench.carrier.pickup(bench.pickup) == first, "the same key gets another answer")
        with _expect(KeyReused):
            bench.carrier.pickup(attrs.evolve(bench.pickup, instructions="another door"))

    def test_a_lost_answer_never_becomes_a_second_pickup(self) -> None:
        bench = self._with(Operation.PICKUP)
        if bench.pickup is None or bench.pickups_made is None:
            raise SkipTest("the bench does not count pick-ups")
        bench.arrange(Operation.PICKUP, Trouble.ANSWER_LOST)
        with _expect(UnknownOutcome):
            bench.carrier.pickup(bench.pickup)
        with suppress(UnknownOutcome):
            bench.carrier.pickup(bench.pickup)
        _check(bench.pickups_made() == 1, f"{bench.pickups_made()} pick-ups were ordered for one key")

    def test_what_the_carrier_does_not_have_is_said(self) -> None:
        bench = self.bench()
        asked: dict[Operation, Callable[[], object]] = {
            Operation.RATES: lambda: bench.carrier.rates(bench.ship.as_rate_request()),
            Operation.SHIP: lambda: bench.carrier.ship(bench.ship),
            Operation.VOID: lambda: bench.carrier.void(VoidRequest("1")),
            Operation.TRACK: lambda: bench.carrier.track(TrackingRequest(("1",))),
            Operation.DOCUMENTS: lambda: bench.carrier.documents(DocumentRequest("1")),
        }
        for operation in bench.unsupported & set(asked):
            with _expect(OperationNotSupported):
                asked[operation]()

    # --- how ---

    def _with(self, operation: Operation) -> CarrierBench:
        bench = self.bench()
        if operation in bench.unsupported:
            raise SkipTest(f"the carrier has no {operation.value}")
        return bench

    def _told(self, bench: CarrierBench, messages: tuple[CarrierMessage, ...]) -> None:
        """The carrier's own code and words are among the messages."""
        wanted = bench.refusal.code, bench.refusal.text
        said = [(message.code, message.text) for message in messages]
        _check(wanted in said, f"the carrier said {wanted}, and the host is told {said}")


@attrs.frozen
class Finding:
    """What one test of the contract found.

    Attributes:
        test: its name, a sentence.
        passed: ``None`` when it could not be run.
        why: what it found, or why it could not be run.
    """

    test: str
    passed: bool | None
    why: str = ""


def check_carrier(bench: Callable[[], CarrierBench]) -> tuple[Finding, ...]:
    """Runs the whole contract without a test framework.

    Args:
        bench: makes a fresh bench.

    Returns:
        A finding for each test, in order.
    """
    contract = CarrierContract()
    contract.bench = bench  # type: ignore[method-assign]  # the bench of this run
    return tuple(_run(contract, name) for name in vars(CarrierContract) if name.startswith("test_"))


def _run(contract: CarrierContract, name: str) -> Finding:
    try:
        getattr(contract, name)()
    except SkipTest as skipped:
        return Finding(name, None, str(skipped))
    except Exception as error:  # noqa: BLE001 - whatever an adapter raises is a finding
        return Finding(name, passed=False, why="".join(traceback.format_exception_only(error)).strip())
    return Finding(name, passed=True)


# --- small pieces ---

_keys = count(1)
_NOBODYS = "999999999999"


def _fresh_key() -> str:
    return f"contract-{next(_keys)}"


def _one_parcel(request: ShipmentRequest) -> ShipmentRequest:
    return attrs.evolve(request, idempotency_key=_fresh_key(), parcels=request.parcels[:1])


def _check(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - an assertion that optimised bytecode keeps
    if not holds:
        raise AssertionError(otherwise)


@contextmanager
def _expect(*kinds: type[XborderError]) -> Iterator[list[CarrierError]]:
    """The block raises one of these; the list holds it afterwards."""
    names = " or ".join(kind.__name__ for kind in kinds)
    caught: list[CarrierError] = []
    try:
        yield caught
    except kinds as error:
        if isinstance(error, CarrierError):
            caught.append(error)
        return
    except XborderError as error:
        raise AssertionError(f"it should raise {names}, and raises {type(error).__name__}: {error}") from error
    raise AssertionError(f"it should raise {names}")


@contextmanager
def _nothing_worse_than(kind: type[XborderError]) -> Iterator[None]:
    try:
        yield
    except kind:
        return
