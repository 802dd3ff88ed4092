"""What tracked shipments say of carriers and steps: deliveries for the scorecard, passages for tomorrow's promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from typing import Final

from moneyed import Money

from xborder.errors import BadInput
from xborder.shipping._checks import check_day, one_of
from xborder.shipping.promises.calendars import days_between
from xborder.shipping.promises.cutoffs import zone_of
from xborder.shipping.promises.lanes import CUSTOMS, HAND_OVER, LAST_MILE, LINE_HAUL, Lane
from xborder.shipping.promises.observations import Observation
from xborder.shipping.promises.punctuality import Delivery
from xborder.shipping.tracking.shipment import Event, TrackedShipment
from xborder.shipping.tracking.statuses import Leg, Reason, TrackingStatus

__all__ = ["delivery_of", "passages"]

S = TrackingStatus
_NOT_YET: Final = frozenset({S.UNKNOWN, S.PRE_ADVICE})
_ELSEWHERE: Final = frozenset({S.REFUSED, S.RETURNING, S.RETURNED, S.DESTROYED, S.CANCELLED})


def delivery_of(
    shipment: TrackedShipment,
    lane: Lane,
    *,
    carrier: str,
    promised: date,
    service: str = "",
    cost: Money | None = None,
    claimed: bool = False,
) -> Delivery | None:
    """A tracked shipment as what became of a promise.

    Days are those of the place: of the hand-over by the clock of the lane's cut-off, of the delivery by the buyer's.

    Args:
        shipment: as its events tell it.
        lane: that it travels on.
        carrier: who carries it.
        promised: the day that it was promised for.
        service: the carrier's.
        cost: what the carrier charged.
        claimed: whether a claim was made.

    Returns:
        The delivery, still open while it is on its way. ``None`` where the shipment says nothing of how a carrier keeps
        its promises: the carrier does not have it yet, or it was refused, turned back, destroyed or cancelled.
    """
    one_of(TrackedShipment, shipment, "shipment")
    one_of(Lane, lane, "lane")
    status = shipment.status
    if status in _NOT_YET or status in _ELSEWHERE:
        return None
    handed_in = next((at for told, at in shipment.firsts if told not in _NOT_YET), None)
    arrived = shipment.since if status is S.DELIVERED else None
    return Delivery(
        carrier,
        promised,
        _day(arrived, zone_of(lane.zone)),
        service,
        _day(handed_in, zone_of(lane.cut_off.zone)),
        lost=status is S.LOST,
        damaged=arrived is not None and any(event.reading.reason is Reason.DAMAGED for event in shipment.events),
        claimed=claimed,
        cost=cost,
        reference=shipment.tracking_number,
    )


def passages(
    shipment: TrackedShipment,
    lane: Lane,
    *,
    as_of: date,
    handed_in: date | None = None,
    carrier: str = "",
    service: str = "",
) -> list[Observation]:
    """How long a tracked shipment took for each step of its lane, as far as its events tell.

    A step begins where the one before it ended, so that the steps of a shipment add up to its whole way: customs is
    the time from the arrival in the country to the release for import. A step whose beginning or end was not scanned
    is left out. The one that is going on comes along as still running; of a shipment that was lost or turned back, the
    step that it was in is taken as running until then.

    Args:
        shipment: as its events tell it.
        lane: that it travels on; its steps say which days are counted.
        as_of: the day, at the buyer, on which the record was taken; that day is not over.
        handed_in: the day on which the order was handed over; without it the hand-over is not observed.
        carrier: who carries it.
        service: the carrier's.

    Raises:
        BadInput: the shipment has events after ``as_of``.
    """
    one_of(TrackedShipment, shipment, "shipment")
    one_of(Lane, lane, "lane")
    check_day(as_of, "as_of")
    zone = zone_of(lane.zone)
    if shipment.last is not None and shipment.last.astimezone(zone).date() > as_of:
        raise BadInput(f"the shipment has events after {as_of}", path="as_of", hint="give the day of the record")
    return list(_passages(shipment, lane, as_of, handed_in, (carrier, service)))


def _passages(
    shipment: TrackedShipment, lane: Lane, as_of: date, handed_in: date | None, by: tuple[str, str]
) -> Iterator[Observation]:
    ends, zone = _milestones(shipment, lane), zone_of(lane.zone)
    left = next((at for told, at in shipment.firsts if told in {*_ELSEWHERE, S.LOST}), None)
    until = as_of if left is None or shipment.status is S.DELIVERED else _day(left, zone) or as_of
    begun = handed_in if lane.steps[0].name == HAND_OVER else ends[HAND_OVER]
    names = [step.name for step in lane.steps]
    for place, step in enumerate(lane.steps):
        end = ends.get(step.name)
        if begun is not None and end is not None:
            days = days_between(begun, end, step.days)
            yield Observation(step.name, lane.origin, lane.destination, days, True, *by)
        elif begun is not None and not any(ends.get(name) for name in names[place + 1 :]):
            days = days_between(begun, until, step.days) - 1  # the last day is not over: it may still end today
            if days >= 0:
                yield Observation(step.name, lane.origin, lane.destination, days, False, *by)
            return
        begun = end if begun is None or end is None else max(begun, end)


def _milestones(shipment: TrackedShipment, lane: Lane) -> Mapping[str, date | None]:
    """The day on which each step ended."""
    zone = zone_of(lane.zone)
    arrived = shipment.first(S.ARRIVED_AT_DESTINATION)
    released = max((event.time for event in _releases(shipment, arrived)), default=None)
    delivered = shipment.since if shipment.status is S.DELIVERED else None
    return {
        HAND_OVER: _day(shipment.first(S.ACCEPTED), zone_of(lane.cut_off.zone)),
        LINE_HAUL: _day(arrived, zone),
        CUSTOMS: _day(released, zone),
        LAST_MILE: _day(delivered, zone),
    }


def _releases(shipment: TrackedShipment, arrived: datetime | None) -> Iterator[Event]:
    """The releases by customs of the destination: said to be, or told after the arrival there."""
    ignored = set(map(id, shipment.ignored))
    for event in shipment.events:
        if event.status is S.RELEASED_BY_CUSTOMS and id(event) not in ignored:
            leg = event.reading.leg
            if leg is Leg.IMPORT or (leg is Leg.UNSAID and arrived is not None and event.time >= arrived):
                yield event


def _day(at: datetime | None, zone: tzinfo) -> date | None:
    return None if at is None else at.astimezone(zone).date()
