"""Asking a carrier again when it gave no answer, with the same key each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

import attrs

from xborder.errors import BadInput
from xborder.ports.carrier import (
    Carrier,
    DocumentRequest,
    Documents,
    Pickup,
    PickupRequest,
    RateRequest,
    Rates,
    Shipment,
    ShipmentRequest,
    TrackingRequest,
    Tracks,
    Voided,
    VoidRequest,
)
from xborder.ports.carrier_errors import CarrierError, CarrierTimeout, CarrierUnavailable, UnknownOutcome

__all__ = ["RetryPolicy", "RetryingCarrier", "retrying"]

Q = TypeVar("Q")
A = TypeVar("A")

AGAIN: tuple[type[CarrierError], ...] = (CarrierUnavailable, CarrierTimeout, UnknownOutcome)
"""Errors after which the same question may be asked once more."""


@attrs.frozen
class RetryPolicy:
    """How often and how long to wait before a question is asked again.

    Attributes:
        tries: in all.
        first_wait: before the second try; each further wait is twice as long.
        longest_wait: no wait is longer, unless the carrier asks for it.
        within: no try starts later than this after the first; ``None`` for no limit.

    Raises:
        BadInput: there is no try at all, or a wait is negative.

    >>> [wait.total_seconds() for wait in RetryPolicy(tries=5, longest_wait=timedelta(seconds=5)).waits()]
    [1.0, 2.0, 4.0, 5.0]
    """

    tries: int = 4
    first_wait: timedelta = timedelta(seconds=1)
    longest_wait: timedelta = timedelta(seconds=30)
    within: timedelta | None = None

    def __attrs_post_init__(self) -> None:
        if self.tries < 1:
            raise BadInput(f"{self.tries} tries are none", path="tries", hint="1 or more")
        if self.first_wait < timedelta(0) or self.longest_wait < timedelta(0):
            raise BadInput("a wait cannot be negative", path="first_wait", hint="a timedelta of 0 or more")

    def waits(self) -> Iterator[timedelta]:
        """The waits between the tries."""
        wait = self.first_wait
        for _ in range(self.tries - 1):
            yield min(wait, self.longest_wait)
            wait = min(wait * 2, max(self.longest_wait, self.first_wait))


@attrs.frozen
class RetryingCarrier:
    """A carrier that is asked again: made by :func:`retrying`."""

    carrier: Carrier
    policy: RetryPolicy
    sleep: Callable[[float], object]
    clock: Callable[[], datetime]

    @property
    def name(self) -> str:
        """That of the carrier."""
        return self.carrier.name

    def rates(self, request: RateRequest, /) -> Rates:
        """As the carrier's, asked again when it gives no answer."""
        return self._ask(self.carrier.rates, request)

    def ship(self, request: ShipmentRequest, /) -> Shipment:
        """As the carrier's, with the same key on every try."""
        return self._ask(self.carrier.ship, request)

    def void(self, request: VoidRequest, /) -> Voided:
        """As the carrier's, asked again when it gives no answer."""
        return self._ask(self.carrier.void, request)

    def track(self, request: TrackingRequest, /) -> Tracks:
        """As the carrier's, asked again when it gives no answer."""
        return self._ask(self.carrier.track, request)

    def documents(self, request: DocumentRequest, /) -> Documents:
        """As the carrier's, asked again when it gives no answer."""
        return self._ask(self.carrier.documents, request)

    def pickup(self, request: PickupRequest, /) -> Pickup:
        """As the carrier's, with the same key on every try."""
        return self._ask(self.carrier.pickup, request)

    def _ask(self, question: Callable[[Q], A], request: Q) -> A:
        start = self.clock()
        waits = self.policy.waits()
        tries = 0
        while True:
            tries += 1
            try:
                return question(request)
            except AGAIN as error:
                wait = next(waits, None)
                if wait is None or not self._in_time(start, wait := max(wait, _asked_for(error))):
                    error.add_note(f"after {tries} of {self.policy.tries} tries")
                    raise
                self.sleep(wait.total_seconds())

    def _in_time(self, start: datetime, wait: timedelta) -> bool:
        within = self.policy.within
        return within is None or self.clock() + wait - start <= within


def _asked_for(error: CarrierError) -> timedelta:
    """How long the carrier asks to wait."""
    asked = error.retry_after if isinstance(error, CarrierUnavailable) else None
    return asked or timedelta(0)


def retrying(
    carrier: Carrier,
    policy: RetryPolicy | None = None,
    *,
    sleep: Callable[[float], object],
    clock: Callable[[], datetime],
) -> RetryingCarrier:
    """The same carrier, asked again when it could not be reached or gave no answer in time.

    Each try carries the same request, and so the same idempotency key. A carrier that keeps the port's promise never
    acts twice for it: :mod:`xborder.testing.carrier` checks that.

    Args:
        carrier: any carrier.
        policy: how often and how long; four tries by default.
        sleep: waits a number of seconds: ``time.sleep``.
        clock: the time now, with its zone.

    Returns:
        A carrier.
    """
    return RetryingCarrier(carrier, policy or RetryPolicy(), sleep, clock)
