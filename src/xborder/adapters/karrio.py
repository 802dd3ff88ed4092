"""Carriers through the karrio SDK: one adapter, dozens of carriers (extra ``karrio``, and the carriers' own packages).

The adapter walks the SDK's steps itself - put into the carrier's terms, send, read - so that it knows at which of them
something broke: before anything was sent, nothing was done; after it, nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta

import attrs

from xborder.adapters import _karrio_answered as answered
from xborder.adapters import _karrio_asked as asked
from xborder.adapters._karrio_answered import Zone
from xborder.adapters._karrio_booked import about, pickup_in, shipment_in, together
from xborder.adapters._karrio_sdk import Gateway, load, sends_twice
from xborder.adapters._karrio_talk import Answer, Talk
from xborder.errors import BadInput, XborderError
from xborder.ports.carrier import (
    CarrierMessage,
    DocumentRequest,
    Documents,
    Level,
    Operation,
    Pickup,
    PickupRequest,
    RateOffer,
    RateRequest,
    Rates,
    Shipment,
    ShipmentRequest,
    Track,
    TrackingRequest,
    Tracks,
    Voided,
    VoidRequest,
)
from xborder.ports.carrier_errors import CarrierError, CarrierRejected, KeyReused, UnknownOutcome
from xborder.ports.shipping_journal import Recorded, ShippingJournal
from xborder.shipping.carriers.once import act_once, digest_of

__all__ = ["KarrioCarrier", "open_gateway"]


_COME_AGAIN = frozenset({"429", "503"})


def open_gateway(carrier: str, settings: Mapping[str, object]) -> Gateway:
    """A connection to a carrier, with the check of certificates left on.

    Args:
        carrier: the SDK's name for it, for example ``ups``; its package has to be installed.
        settings: the account, as the SDK's documentation lists it.

    Raises:
        MissingExtra: the SDK is not installed.
        BadInput: it does not know the carrier, or not these settings.
    """
    sdk = load("karrio.sdk")
    try:
        gateway: Gateway = getattr(sdk, "gateway")[carrier].create(dict(settings))  # noqa: B009 - untyped
    except Exception as error:
        cause = error.__cause__ or error
        hint = f"pip install karrio-{carrier.replace('_', '-')}, and give the settings that it lists"
        raise BadInput(f"no connection to {carrier!r:.40}: {cause}", path="carrier", hint=hint) from error
    return gateway


@attrs.frozen
class KarrioCarrier:
    """A carrier behind a gateway of the karrio SDK.

    Args:
        gateway: of :func:`open_gateway`, or the SDK's own.
        journal: where idempotency keys are kept; carriers rarely know them, so that the journal alone keeps an order
            from being shipped twice. One that outlives the process belongs here.
        event_zone: where the clocks of the carrier's tracking events stand, or a function that says it of a place; the
            SDK does not tell.
        timeout: how long an answer is waited for; the SDK waits for ever.
        come_again: codes of the carrier that say that it is overloaded and did nothing.
        may_resend: takes a gateway whose SDK may send a failed request twice by itself (see Raises).

    Raises:
        MissingExtra: the SDK is not installed.
        BadInput: sentry-sdk is installed, and this version of the SDK then sends a request that failed a second time.
    """

    gateway: Gateway
    journal: ShippingJournal = attrs.field(kw_only=True)
    event_zone: Zone = attrs.field(kw_only=True)
    timeout: timedelta = attrs.field(kw_only=True, default=timedelta(seconds=30))
    come_again: frozenset[str] = attrs.field(kw_only=True, default=_COME_AGAIN)
    may_resend: bool = attrs.field(kw_only=True, default=False)

    def __attrs_post_init__(self) -> None:
        if not self.may_resend and sends_twice():
            raise BadInput(
                "beside sentry-sdk the SDK sends a request that failed a second time",
                path="may_resend",
                hint="install it apart from sentry-sdk; may_resend=True takes the risk of a second shipment",
            )

    @property
    def name(self) -> str:
        """The SDK's name for the carrier."""
        return self.gateway.settings.carrier_name

    @property
    def _talk(self) -> Talk:
        return Talk(self.gateway, self.timeout, self.come_again)

    def rates(self, request: RateRequest, /) -> Rates:
        """What each service would cost."""
        answer = self._talk.ask(Operation.RATES, asked.rate_values(request), request.ship_from.country)
        found = list(answered.offers(answer.details))
        told = (
            *answered.messages(answer.said),
            *(each for each in found if isinstance(each, CarrierMessage)),
        )
        offers = [each for each in found if isinstance(each, RateOffer)]
        if request.services:
            offers = [offer for offer in offers if offer.service in request.services]
            if len(found) > len(offers) == 0:
                others = ", ".join(each.service for each in found if isinstance(each, RateOffer))
                told = (*told, CarrierMessage(f"it offers other services: {others}", "unknown-service"))
        if not offers:
            self._talk.refuse(Operation.RATES, "it offers nothing for this", told)
        return Rates(self.name, tuple(offers), told)

    def ship(self, request: ShipmentRequest, /) -> Shipment:
        """Takes the parcels, once for each key.

        Where the SDK sends one request for each parcel, the parcels are shipped one by one, each under the key and its
        number: then some may be taken and others not. Asked again with the same key, it goes on where it stopped.
        """
        if len(request.parcels) > 1 and self._one_by_one(request):
            return self._each(request)
        return act_once(self.journal, request, lambda: self._shipped(request), Shipment, carrier=self.name)

    def void(self, request: VoidRequest, /) -> Voided:
        """Takes a shipment back."""
        answer = self._talk.ask(Operation.VOID, asked.void_values(request))
        if not answered.mapping(answer.details).get("success"):
            self._talk.refuse(Operation.VOID, "it does not take it back", answered.messages(answer.said))
        return Voided(self.name, request.shipment_id, messages=answered.messages(answer.said, level=Level.WARNING))

    def track(self, request: TrackingRequest, /) -> Tracks:
        """What is known of some parcels."""
        answer = self._talk.ask(Operation.TRACK, asked.tracking_values(request))
        if len(request.tracking_numbers) == 1 and not answer.details and not answer.said:
            # Some of the SDK's parsers look below the root of the answer, and see nothing where one number is its root.
            twice = attrs.evolve(request, tracking_numbers=request.tracking_numbers * 2)
            answer = self._talk.ask(Operation.TRACK, asked.tracking_values(twice))
        found = list(dict.fromkeys(answered.tracks(answer.details, self.event_zone)))
        tracks = tuple(each for each in found if isinstance(each, Track))
        told = answered.messages(answer.said) + tuple(each for each in found if isinstance(each, CarrierMessage))
        known = {track.tracking_number for track in tracks} | {message.subject for message in told}
        nothing = tuple(
            CarrierMessage("nothing came back for this number", subject=number)
            for number in request.tracking_numbers
            if number not in known
        )
        return Tracks(self.name, tracks, told + nothing)

    def documents(self, request: DocumentRequest, /) -> Documents:
        """The documents that came with the shipment, from the journal: the SDK has no way to ask for them again."""
        shipment = self.journal.shipment(request.shipment_id)
        if shipment is None:
            said = CarrierMessage("the journal has no such shipment", "unknown-shipment", request.shipment_id)
            raise CarrierRejected(
                f"there is no shipment {request.shipment_id!r:.60}", carrier=self.name, messages=(said,)
            )
        found = [each for each in shipment.documents if not request.kinds or each.kind in request.kinds]
        return Documents(self.name, tuple(found))

    def pickup(self, request: PickupRequest, /) -> Pickup:
        """Orders a pick-up, once for each key."""
        return act_once(self.journal, request, lambda: self._ordered(request), Pickup, carrier=self.name)

    # --- how ---

    def _one_by_one(self, request: ShipmentRequest) -> bool:
        """Whether the SDK makes one request for each parcel of this carrier's shipments."""
        try:
            sent = self._talk.created(Operation.SHIP, asked.shipment_values(request))
        except Exception:  # noqa: BLE001 - whatever it is, shipping meets it again and tells it
            return False
        return isinstance(sent, list) and len(sent) == len(request.parcels)

    def _each(self, request: ShipmentRequest) -> Shipment:
        """Ships parcel by parcel; the journal keeps the whole once no answer is missing."""
        key, digest = request.idempotency_key, digest_of(request)
        entry = self.journal.begin(key, digest)
        if entry.digest != digest:
            hint = "send what the key stood for, or choose a new key"
            raise KeyReused(f"{key!r} stands for another request", path="idempotency_key", hint=hint)
        if isinstance(entry.result, Shipment):
            return entry.result
        taken: list[Shipment] = []
        told: list[CarrierMessage] = []
        errors: list[CarrierError] = []
        for number, parcel in enumerate(request.parcels, 1):
            reference = request.reference or key
            alone = attrs.evolve(request, idempotency_key=f"{key}#{number}", parcels=(parcel,), reference=reference)
            try:
                taken.append(self._alone(alone, number))
            except CarrierError as error:
                errors.append(error)
                told += about(error, f"parcels[{number - 1}]")
        final = all(isinstance(error, CarrierRejected) for error in errors)
        if not taken:
            if final:
                self.journal.release(key)
            raise next((error for error in errors if isinstance(error, UnknownOutcome)), errors[0])
        whole = together(request, taken, told)
        if final:
            self.journal.finish(key, whole)
        return whole

    def _alone(self, request: ShipmentRequest, number: int) -> Shipment:
        return act_once(self.journal, request, lambda: self._shipped(request, number), Shipment, carrier=self.name)

    def _shipped(self, request: ShipmentRequest, first: int = 1) -> Shipment:
        def read(answer: Answer) -> Shipment:
            return self._shipment(answer, request, first)

        return read(self._act(Operation.SHIP, request, asked.shipment_values(request), request.ship_from.country, read))

    def _shipment(self, answer: Answer, request: ShipmentRequest, first: int) -> Shipment:
        shipment = shipment_in(answer, request, self.name, first)
        if shipment is None:
            self._talk.refuse(Operation.SHIP, "it does not take the parcels", answered.messages(answer.said))
        return shipment

    def _ordered(self, request: PickupRequest) -> Pickup:
        def read(answer: Answer) -> Pickup:
            return self._pickup(answer, request)

        return read(self._act(Operation.PICKUP, request, asked.pickup_values(request), "", read))

    def _pickup(self, answer: Answer, request: PickupRequest) -> Pickup:
        pickup = pickup_in(answer, request, self.name)
        if pickup is None:
            self._talk.refuse(Operation.PICKUP, "it does not come", answered.messages(answer.said))
        return pickup

    def _act(
        self,
        operation: Operation,
        request: ShipmentRequest | PickupRequest,
        values: Mapping[str, object],
        origin: str,
        read: Callable[[Answer], Recorded],
    ) -> Answer:
        """Asks for something to be done; an answer that comes too late is written down for the next try."""
        key = request.idempotency_key
        return self._talk.ask(operation, values, origin, lambda outcome: self._settle(key, outcome, read))

    def _settle(self, key: str, outcome: Answer | BaseException, read: Callable[[Answer], Recorded]) -> None:
        """Writes down an answer that came when nobody waited for it any longer."""
        with suppress(XborderError):
            try:
                if isinstance(outcome, BaseException):
                    raise outcome
                self.journal.finish(key, read(outcome))
            except UnknownOutcome:
                return
            except CarrierError:
                self.journal.release(key)
