"""Shipments that need somebody: what is the matter, who can mend it, and how."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

import attrs

from xborder.errors import BadInput
from xborder.shipping._checks import one_of
from xborder.shipping.tracking.shipment import TrackedShipment
from xborder.shipping.tracking.statuses import Reason, TrackingStatus

__all__ = ["ACTIONS", "Action", "Attention", "Who", "attention"]


class Who(enum.Enum):
    """Who can do something about it."""

    SELLER = "seller"
    BUYER = "buyer"
    CARRIER = "carrier"


class Action(NamedTuple):
    """What to do.

    Attributes:
        who: the one who can do it.
        what: in words.
        after: how long the status may last before it needs anybody.
    """

    who: Who
    what: str
    after: timedelta = timedelta(0)


_DAY: Final = timedelta(days=1)
_S, _R = TrackingStatus, Reason

ACTIONS: Final[Mapping[tuple[TrackingStatus, Reason], Action]] = MappingProxyType({
    (_S.PRE_ADVICE, _R.NONE): Action(Who.SELLER, "hand the parcel over, or void its label", 5 * _DAY),
    (_S.PRESENTED_TO_CUSTOMS, _R.NONE): Action(Who.CARRIER, "ask the carrier what customs waits for", 10 * _DAY),
    (_S.HELD_BY_CUSTOMS, _R.NONE): Action(Who.CARRIER, "ask the carrier what customs waits for", 3 * _DAY),
    (_S.HELD_BY_CUSTOMS, _R.CUSTOMS_DELAY): Action(Who.CARRIER, "ask the carrier what customs waits for", 5 * _DAY),
    (_S.HELD_BY_CUSTOMS, _R.CUSTOMS_DOCUMENTS): Action(
        Who.SELLER, "send the invoice, the description of the goods and the numbers that customs asks for"
    ),
    (_S.HELD_BY_CUSTOMS, _R.CUSTOMS_INSPECTION): Action(Who.CARRIER, "wait for it; tell the buyer", 5 * _DAY),
    (_S.HELD_BY_CUSTOMS, _R.PROHIBITED): Action(
        Who.SELLER, "choose between return and destruction, and look the goods up for this destination"
    ),
    (_S.DUTY_DUE, _R.NONE): Action(Who.BUYER, "pay duties and taxes, or the seller pays them for the buyer"),
    (_S.DUTY_DUE, _R.PAYMENT): Action(Who.BUYER, "pay what is due, or the seller pays it for the buyer"),
    (_S.FAILED_ATTEMPT, _R.NONE): Action(Who.BUYER, "agree with the carrier on a day or a pick-up point", 2 * _DAY),
    (_S.FAILED_ATTEMPT, _R.NOT_AT_HOME): Action(Who.BUYER, "agree with the carrier on a day or a pick-up point", _DAY),
    (_S.FAILED_ATTEMPT, _R.CLOSED): Action(Who.BUYER, "say when the business is open", _DAY),
    (_S.FAILED_ATTEMPT, _R.ADDRESS): Action(Who.SELLER, "get the right address from the buyer to the carrier"),
    (_S.FAILED_ATTEMPT, _R.SECURITY_OR_FEES): Action(Who.CARRIER, "ask the carrier what is to be paid or shown"),
    (_S.AVAILABLE_FOR_PICK_UP, _R.NONE): Action(Who.BUYER, "fetch the parcel before it goes back", 3 * _DAY),
    (_S.EXCEPTION, _R.NONE): Action(Who.CARRIER, "ask the carrier what happened", _DAY),
    (_S.EXCEPTION, _R.ADDRESS): Action(Who.SELLER, "get the right address from the buyer to the carrier"),
    (_S.EXCEPTION, _R.DAMAGED): Action(Who.SELLER, "claim the damage, and replace or refund the goods"),
    (_S.EXCEPTION, _R.DELAYED): Action(Who.CARRIER, "tell the buyer; ask the carrier", 3 * _DAY),
    (_S.EXCEPTION, _R.WEATHER): Action(Who.CARRIER, "tell the buyer", 3 * _DAY),
    (_S.EXCEPTION, _R.HELD_BY_CARRIER): Action(Who.CARRIER, "ask the carrier why it is held", 2 * _DAY),
    (_S.EXCEPTION, _R.IMPORT_TERMINATED): Action(Who.SELLER, "ask the carrier why, and where the goods are"),
    (_S.EXCEPTION, _R.INFORMATION_MISSING): Action(Who.SELLER, "give the carrier what it asks for"),
    (_S.EXCEPTION, _R.NOT_ACCEPTED_BY_CARRIER): Action(Who.SELLER, "read why, and send it otherwise"),
    (_S.EXCEPTION, _R.NOT_PICKED_UP): Action(Who.BUYER, "fetch the parcel before it goes back"),
    (_S.EXCEPTION, _R.NO_NEWS): Action(Who.SELLER, "have the carrier look for it"),
    (_S.EXCEPTION, _R.SECURITY_OR_FEES): Action(Who.CARRIER, "ask the carrier what is to be paid or shown"),
    (_S.REFUSED, _R.NONE): Action(Who.SELLER, "ask the buyer; choose between return and destruction"),
    (_S.REFUSED, _R.REFUSED_BY_CUSTOMS): Action(Who.SELLER, "choose return or destruction; refund the buyer"),
    (_S.RETURNING, _R.NONE): Action(Who.SELLER, "expect the goods; tell the buyer"),
    (_S.RETURNED, _R.NONE): Action(Who.SELLER, "take the goods in, refund the buyer, look whether duty comes back"),
    (_S.DESTROYED, _R.NONE): Action(Who.SELLER, "refund the buyer; keep the proof for reclaiming duty"),
    (_S.LOST, _R.NONE): Action(Who.SELLER, "claim the loss, and replace or refund the goods"),
})  # fmt: skip
"""What to do about a status and its reason; a reason that is not here is treated as no reason."""

_KEEPS_QUIET: Final = timedelta(days=30)  # aggregators give up then: 17TRACK and AfterShip call it expired


@attrs.frozen
class Attention:
    """Something that needs somebody.

    Attributes:
        kind: ``status``, ``silence``, ``unknown-code`` or ``contradiction``.
        who: the one who can do something.
        action: what, in words.
        why: what is the matter, in words.
        since: since when.
    """

    kind: str
    who: Who
    action: str
    why: str
    since: datetime


def attention(
    shipment: TrackedShipment,
    *,
    now: datetime,
    quiet: timedelta = _KEEPS_QUIET,
    actions: Mapping[tuple[TrackingStatus, Reason], Action] = ACTIONS,
) -> tuple[Attention, ...]:
    """What about a shipment needs somebody now, the gravest first.

    Args:
        shipment: as its events tell it.
        now: the time now, with its zone.
        quiet: after how long without news somebody should ask; 30 days, for post 60 are usual.
        actions: what to do about which status; a host may give its own.

    Raises:
        BadInput: the time now has no zone.
    """
    one_of(TrackedShipment, shipment, "shipment")
    if one_of(datetime, now, "now").utcoffset() is None:
        raise BadInput("it has no time zone", path="now", hint="give a clock with a zone: datetime.now(UTC)")
    return tuple(_found(shipment, now, quiet, actions))


def _found(
    shipment: TrackedShipment, now: datetime, quiet: timedelta, actions: Mapping[tuple[TrackingStatus, Reason], Action]
) -> Iterator[Attention]:
    status, since = shipment.status, shipment.since
    action = actions.get((status, shipment.reason)) or actions.get((status, Reason.NONE))
    if action is not None and since is not None and now - since >= action.after:
        why = f"{status.value}: {shipment.reason.value}" if shipment.reason.value else status.value
        yield Attention("status", action.who, action.what, why, since)
    last = shipment.last
    if last is not None and not status.final and now - last > quiet:
        why = f"no news for {(now - last).days} days"
        yield Attention("silence", Who.SELLER, "have the carrier look for it", why, last)
    for event in shipment.unknown:
        scan = event.scan
        said = (scan.vocabulary, scan.code, scan.detail, scan.carrier_code, scan.text)
        why = f"not understood: {' '.join(part for part in said if part)}"
        yield Attention("unknown-code", Who.SELLER, "add the code to a table of your own", why, event.time)
    for event in shipment.ignored:
        if status.final and since is not None and event.time > since:
            why = f"{event.status.value} is told of a time when it was {status.value} already"
            yield Attention("contradiction", Who.CARRIER, "ask the carrier which is right", why, event.time)
