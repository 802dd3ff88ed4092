"""One key, one act: a journal is asked before the carrier, and told after it."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TypeVar

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.ports.carrier_answers import Pickup, Shipment
from xborder.ports.carrier_errors import CarrierError, KeyReused, UnknownOutcome
from xborder.ports.carrier_requests import PickupRequest, ShipmentRequest
from xborder.ports.shipping_journal import ShippingJournal

__all__ = ["act_once", "digest_of"]

_R = TypeVar("_R", Shipment, Pickup)


def act_once(
    journal: ShippingJournal,
    request: ShipmentRequest | PickupRequest,
    act: Callable[[], _R],
    kind: type[_R],
    *,
    carrier: str,
) -> _R:
    """What the carrier did for the request's key: acts if nobody has, recalls if somebody did.

    A ``CarrierError`` that is not an ``UnknownOutcome`` says that nothing was done, and frees the key. Anything else
    leaves it taken, and says so again until somebody settles it: an answer that could not be read may have been a yes.

    Args:
        journal: where keys are kept.
        request: with its key.
        act: asks the carrier.
        kind: what it answers.
        carrier: its name, for errors.

    Raises:
        KeyReused: the key stands for another request.
        UnknownOutcome: an earlier try has no answer on record, or this one got none.
    """
    key = request.idempotency_key
    digest = digest_of(request)
    entry = journal.begin(key, digest)
    if entry.digest != digest:
        hint = "send what the key stood for, or choose a new key"
        raise KeyReused(f"{key!r} stands for another request", path="idempotency_key", hint=hint)
    if isinstance(entry.result, kind):
        return entry.result
    if not entry.fresh:
        raise UnknownOutcome(
            f"{key!r} was asked for before, and no answer is on record",
            path="idempotency_key",
            hint="it may be under way; else look it up at the carrier, then finish or release the key in the journal",
            carrier=carrier,
        )
    try:
        result = act()
    except UnknownOutcome:
        raise
    except CarrierError:
        journal.release(key)
        raise
    except Exception as error:
        hint = "look it up at the carrier, then finish or release the key in the journal"
        raise UnknownOutcome(
            f"it broke off, and may have been done: {error}", path="idempotency_key", hint=hint, carrier=carrier
        ) from error
    journal.finish(key, result)
    return result


def digest_of(request: object) -> str:
    """A digest of what a request says: equal for equal requests, also after they were stored and read again.

    >>> digest_of((Decimal("1.50"), "a")) == digest_of((Decimal("1.5"), "a"))
    True
    """
    text = json.dumps(_plain(request), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return {"decimal": f"{value.normalize():f}"}
        case Money():
            return {"money": [f"{value.amount.normalize():f}", value.currency.code]}
        case enum.Enum():
            return {type(value).__name__: value.name}
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case tuple() | list():
            return [_plain(each) for each in value]
        case _:
            return _fields(value)


def _fields(value: object) -> object:
    kind = type(value)
    if not attrs.has(kind):
        raise BadInput(f"{value!r:.40} cannot be part of a request", hint="plain values only")
    return {kind.__name__: {field.name: _plain(getattr(value, field.name)) for field in attrs.fields(kind)}}
