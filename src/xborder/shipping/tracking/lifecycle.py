"""How a shipment's status follows from what happens to it: a table of transitions.

The table is walked over events in the order of their own times. It says for a status, and for what is told next, which
status follows; what it does not have is told too late or in error, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from xborder.shipping.tracking.statuses import TrackingStatus

__all__ = ["STEPS", "TRANSITIONS", "following"]

S = TrackingStatus
_ENDS: Final = (S.DELIVERED, S.REFUSED, S.RETURNING, S.RETURNED, S.DESTROYED, S.LOST, S.CANCELLED)
_CUSTOMS: Final = (S.PRESENTED_TO_CUSTOMS, S.HELD_BY_CUSTOMS, S.DUTY_DUE, S.RELEASED_BY_CUSTOMS)
_LAST_MILE: Final = (S.OUT_FOR_DELIVERY, S.FAILED_ATTEMPT, S.AVAILABLE_FOR_PICK_UP)
_ON_ITS_WAY: Final = (S.IN_TRANSIT, *_CUSTOMS, *_LAST_MILE, S.EXCEPTION, *_ENDS)
_ANYTHING: Final = (S.PRE_ADVICE, S.ACCEPTED, S.DEPARTED_ORIGIN, S.ARRIVED_AT_DESTINATION, *_ON_ITS_WAY)
_HANDED_OVER: Final = tuple(status for status in _ANYTHING if status is not S.PRE_ADVICE)


def _to(*statuses: TrackingStatus, **instead: TrackingStatus) -> Mapping[TrackingStatus, TrackingStatus]:
    """Each of the statuses follows as itself; ``delivered=S.RETURNED`` says that another one follows instead."""
    own = {status: status for status in statuses}
    return MappingProxyType({**own, **{TrackingStatus[name.upper()]: status for name, status in instead.items()}})


def _staying(status: TrackingStatus, others: Iterable[TrackingStatus]) -> dict[str, TrackingStatus]:
    return {other.name.lower(): status for other in others}


TRANSITIONS: Final[Mapping[TrackingStatus, Mapping[TrackingStatus, TrackingStatus]]] = MappingProxyType({
    S.UNKNOWN: _to(*_ANYTHING),
    S.PRE_ADVICE: _to(*_ANYTHING),
    S.ACCEPTED: _to(*_HANDED_OVER),
    S.IN_TRANSIT: _to(S.DEPARTED_ORIGIN, S.ARRIVED_AT_DESTINATION, *_ON_ITS_WAY),
    S.DEPARTED_ORIGIN: _to(S.DEPARTED_ORIGIN, S.ARRIVED_AT_DESTINATION, *_ON_ITS_WAY),
    S.ARRIVED_AT_DESTINATION: _to(S.ARRIVED_AT_DESTINATION, *_ON_ITS_WAY),
    # Customs of the country of export has it first: departure and arrival may follow.
    **{status: _to(S.DEPARTED_ORIGIN, S.ARRIVED_AT_DESTINATION, *_ON_ITS_WAY) for status in _CUSTOMS},
    # Once it was out for delivery, scans of customs and of the border are late: their clocks or their reports.
    S.OUT_FOR_DELIVERY: _to(S.IN_TRANSIT, S.DUTY_DUE, *_LAST_MILE, S.EXCEPTION, *_ENDS),
    S.FAILED_ATTEMPT: _to(S.IN_TRANSIT, S.DUTY_DUE, *_LAST_MILE, S.EXCEPTION, *_ENDS),
    S.AVAILABLE_FOR_PICK_UP: _to(S.IN_TRANSIT, S.DUTY_DUE, *_LAST_MILE, S.EXCEPTION, *_ENDS),
    S.EXCEPTION: _to(*_HANDED_OVER),
    # Delivered is undone only by what contradicts it: a scan in the depot that comes later does not.
    S.DELIVERED: _to(S.DELIVERED, S.FAILED_ATTEMPT, S.REFUSED, S.RETURNING, S.RETURNED, S.LOST),
    S.REFUSED: _to(
        *_LAST_MILE, S.REFUSED, S.RETURNING, S.RETURNED, S.DESTROYED, S.LOST, S.DELIVERED,
        **_staying(S.RETURNING, (S.IN_TRANSIT, S.DEPARTED_ORIGIN, S.ARRIVED_AT_DESTINATION)),
    ),
    # On its way back it is scanned as on its way there; delivered means to the sender.
    S.RETURNING: _to(
        S.RETURNING, S.RETURNED, S.DESTROYED, S.LOST, delivered=S.RETURNED,
        **_staying(
            S.RETURNING,
            (S.IN_TRANSIT, S.DEPARTED_ORIGIN, S.ARRIVED_AT_DESTINATION, *_CUSTOMS, *_LAST_MILE, S.EXCEPTION, S.REFUSED),
        ),
    ),
    S.RETURNED: _to(S.RETURNED, delivered=S.RETURNED),
    S.DESTROYED: _to(S.DESTROYED),
    S.LOST: _to(*_HANDED_OVER),  # what was lost may be found
    S.CANCELLED: _to(*_HANDED_OVER),  # what was cancelled may have been handed over before
})  # fmt: skip
"""From a status, by what is told next, to the status that follows."""

STEPS: Final = tuple(tuple(TRANSITIONS[status].get(told) for told in TrackingStatus) for status in TrackingStatus)
"""The same table by the ranks of the statuses, for whoever walks it a million times."""


def following(status: TrackingStatus, told: TrackingStatus) -> TrackingStatus | None:
    """The status that follows, or ``None`` when what is told changes nothing.

    >>> following(TrackingStatus.RETURNING, TrackingStatus.DELIVERED)
    <TrackingStatus.RETURNED: 'returned'>
    >>> following(TrackingStatus.DELIVERED, TrackingStatus.IN_TRANSIT)
    """
    return TRANSITIONS[status].get(told)
