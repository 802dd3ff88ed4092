"""One question to a carrier through the karrio SDK: put into its terms, sent, read; and what broke, told apart."""

from __future__ import annotations

import copy
import socket
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NoReturn
from urllib.error import URLError

import attrs

from xborder.adapters import _karrio_answered as answered
from xborder.adapters._deadline import within
from xborder.adapters._karrio_sdk import Gateway, Plain, Step, Tracer, plain, to_model
from xborder.ports.carrier import CarrierMessage, Operation
from xborder.ports.carrier_errors import (
    CarrierError,
    CarrierRejected,
    CarrierTimeout,
    CarrierUnavailable,
    OperationNotSupported,
    UnknownOutcome,
)

__all__ = ["Answer", "Late", "Talk"]


@attrs.frozen
class _Steps:
    """The SDK's names for the steps of an operation.

    Attributes:
        acts: whether something changes at the carrier.
    """

    model: str
    create: str
    send: str
    parse: str
    acts: bool = False


_STEPS = {
    Operation.RATES: _Steps("RateRequest", "create_rate_request", "get_rates", "parse_rate_response"),
    Operation.TRACK: _Steps("TrackingRequest", "create_tracking_request", "get_tracking", "parse_tracking_response"),
    Operation.SHIP: _Steps(
        "ShipmentRequest", "create_shipment_request", "create_shipment", "parse_shipment_response", acts=True
    ),
    Operation.VOID: _Steps(
        "ShipmentCancelRequest", "create_cancel_shipment_request", "cancel_shipment",
        "parse_cancel_shipment_response", acts=True,
    ),
    Operation.PICKUP: _Steps(
        "PickupRequest", "create_pickup_request", "schedule_pickup", "parse_pickup_response", acts=True
    ),
}  # fmt: skip
_NOT_SUPPORTED = "SHIPPING_SDK_NON_SUPPORTED_ERROR"
_UNSURE = frozenset({"408", "500", "502", "504"})
LOOK = "look it up at the carrier by its reference, then finish or release the key in the journal"


@attrs.frozen
class Answer:
    """What the SDK read in the carrier's answer.

    Attributes:
        details: the unified model, as plain values.
        said: the messages, as plain values.
    """

    details: Plain
    said: Plain


Late = Callable[[Answer | BaseException], object]
"""Is told what came of a question for which nobody waits any longer."""


class _Watch:
    """Stands before a tracer and counts: requests are traced before they are opened, answers after."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self.answers: list[str] = []

    def with_metadata(self, metadata: Mapping[str, object]) -> Step:
        inner = self._tracer.with_metadata(metadata)

        def trace(data: object, key: str, *args: object, **more: object) -> object:
            if key != "request":
                self.answers.append(key)
            return inner(data, key, *args, **more)

        return trace

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else the tracer has
        return getattr(self._tracer, name)


@attrs.frozen
class Talk:
    """Questions to the carrier of a gateway.

    Attributes:
        gateway: of the SDK.
        timeout: how long an answer is waited for.
        come_again: codes that say that the carrier is overloaded and did nothing.
    """

    gateway: Gateway
    timeout: timedelta
    come_again: frozenset[str]

    @property
    def name(self) -> str:
        """The SDK's name for the carrier."""
        return self.gateway.settings.carrier_name

    def ask(
        self, operation: Operation, values: Mapping[str, object], origin: str = "", late: Late | None = None
    ) -> Answer:
        """Asks.

        Args:
            operation: what.
            values: of the SDK's unified model.
            origin: the country it is asked from, which an account may not serve.
            late: is told of an answer that comes too late.

        Raises:
            CarrierRejected: the SDK cannot put it in the carrier's terms; nothing was sent.
            OperationNotSupported: the carrier has no such operation.
            CarrierUnavailable, CarrierTimeout: there is no answer, and nothing changed.
            UnknownOutcome: there is no answer, and something may have changed.
        """
        steps = _STEPS[operation]
        self._check(steps, origin)
        request = self._created(steps, values)
        try:
            return within(self.timeout, lambda: self._sent(steps, request), late or (lambda _: None))
        except TimeoutError as error:
            raise self._no_answer(steps, str(error)) from error

    def created(self, operation: Operation, values: Mapping[str, object]) -> object:
        """The request in the carrier's terms, serialised: what would be sent."""
        return getattr(self._created(_STEPS[operation], values), "serialize")()  # noqa: B009 - untyped

    def refuse(self, operation: Operation, message: str, told: tuple[CarrierMessage, ...]) -> NoReturn:
        """Raises what an answer without a result means.

        Raises:
            CarrierRejected: the carrier said why.
            CarrierUnavailable: it said that it is overloaded, or nothing to a question that changes nothing.
            UnknownOutcome: it said nothing, or that it failed on the way.
        """
        acts = _STEPS[operation].acts
        codes = {each.code for each in told}
        if codes & self.come_again:
            raise CarrierUnavailable(message, carrier=self.name, messages=told)
        if told and not (acts and codes & _UNSURE):
            raise CarrierRejected(message, carrier=self.name, messages=told)
        if acts:
            raise UnknownOutcome(f"{message}, as far as can be told", hint=LOOK, carrier=self.name, messages=told)
        raise CarrierUnavailable(f"{message}, and does not say why", carrier=self.name)

    # --- steps ---

    def _check(self, steps: _Steps, origin: str) -> None:
        told = answered.messages(plain(list(self.gateway.check(steps.send, origin or None))))
        if any(message.code == _NOT_SUPPORTED for message in told):
            raise OperationNotSupported(f"{self.name} has no {steps.send}", carrier=self.name, messages=told)
        if told:
            raise CarrierRejected("this account does not do that", carrier=self.name, messages=told)

    def _created(self, steps: _Steps, values: Mapping[str, object]) -> object:
        try:
            create: Step = getattr(self.gateway.mapper, steps.create)
            return create(to_model(steps.model, values))
        except Exception as error:
            told = _sdk_messages(error) or (CarrierMessage(f"{type(error).__name__}: {error}"),)
            raise CarrierRejected(
                "it cannot be put in the carrier's terms", carrier=self.name, messages=told
            ) from error

    def _sent(self, steps: _Steps, request: object) -> Answer:
        settings = copy.copy(self.gateway.settings)  # of this question alone, so that its answers can be counted
        watch = _Watch(settings.tracer)
        settings.tracer = watch
        try:
            proxy: object = type(self.gateway.proxy)(settings)  # type: ignore[call-arg]  # as every proxy of the SDK is made
            send: Step = getattr(proxy, steps.send)
            response = send(request)
        except Exception as error:
            raise self._broken(steps, error, reached=bool(watch.answers)) from error
        try:
            parse: Step = getattr(self.gateway.mapper, steps.parse)
            read = plain(parse(response))  # what was read, and messages
            details, said = answered.listed(read) if read else (None, None)
            return Answer(details, said)
        except Exception as error:
            message = f"its answer cannot be read: {type(error).__name__}: {error}"
            if steps.acts:
                raise UnknownOutcome(message, hint=LOOK, carrier=self.name) from error
            raise CarrierUnavailable(message, carrier=self.name) from error

    def _broken(self, steps: _Steps, error: Exception, *, reached: bool) -> CarrierError:
        """What it means that sending broke off."""
        told = _sdk_messages(error)
        if told:
            return CarrierRejected("it does not answer the question", carrier=self.name, messages=told)
        cause = error.reason if isinstance(error, URLError) else error
        if isinstance(cause, (ConnectionRefusedError, socket.gaierror)) and not reached:
            return CarrierUnavailable(f"it cannot be reached: {cause}", carrier=self.name)
        if isinstance(cause, TimeoutError) or steps.acts:
            return self._no_answer(steps, f"no answer: {cause}")
        return CarrierUnavailable(f"no answer: {cause}", carrier=self.name)

    def _no_answer(self, steps: _Steps, message: str) -> CarrierError:
        if steps.acts:
            return UnknownOutcome(message, hint=LOOK, carrier=self.name)
        return CarrierTimeout(message, carrier=self.name)


def _sdk_messages(error: Exception) -> tuple[CarrierMessage, ...]:
    """What an error of the SDK says: the carrier's messages, or its own code with the fields it complains of."""
    parsed = getattr(error, "messages", None)
    if parsed:
        return answered.messages(plain(parsed))
    code = getattr(error, "code", None)
    if not isinstance(code, str):
        return ()
    details = answered.mapping(plain(getattr(error, "details", None)))
    pairs = tuple((name, answered.text_of(value)) for name, value in details.items())
    return (CarrierMessage(str(error), code, details=pairs),)
