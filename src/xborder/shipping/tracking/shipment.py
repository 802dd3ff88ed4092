"""A shipment as its events tell it: late, twice, in any order, the same set of events makes the same shipment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

import attrs

from xborder.errors import BadInput
from xborder.ports.carrier_answers import ScanEvent
from xborder.shipping._checks import check_list, one_of
from xborder.shipping.tracking.lifecycle import STEPS
from xborder.shipping.tracking.statuses import Leg, Reason, TrackingStatus
from xborder.shipping.tracking.vocabularies import Reading, Vocabularies, bundled

__all__ = ["Event", "EventFromTheFuture", "Refused", "Taken", "TrackedShipment", "fold"]

NO_TIME = timedelta(0)


class EventFromTheFuture(BadInput):
    """An event says that it happens later than now."""

    code: ClassVar[str] = "event-from-the-future"


@attrs.frozen
class Event:
    """An event, read.

    Attributes:
        scan: as its source says it.
        reading: what that means.
    """

    scan: ScanEvent
    reading: Reading

    @property
    def time(self) -> datetime:
        """When it happened, with its zone."""
        return self.scan.time

    @property
    def status(self) -> TrackingStatus:
        """What it says."""
        return self.reading.status


_Key = tuple[float, str, str, str, str, str]


def _key(scan: ScanEvent) -> _Key:
    """What makes two reports one event: the moment, the code and the place, whatever the words."""
    return (scan.time.timestamp(), scan.vocabulary, scan.code, scan.detail, scan.carrier_code, scan.place)


def _fuller(one: Event, other: Event) -> Event:
    """Of two reports of one event the one that says more, whichever came first."""
    first, second = one.scan, other.scan
    if first == second:
        return one
    return max(one, other, key=lambda event: (len(event.scan.text), event.scan.text))


@attrs.frozen
class TrackedShipment:
    """What is known of a parcel.

    Made by :func:`fold` and :meth:`take`; equal for equal sets of events.

    Attributes:
        tracking_number: of the parcel.
        events: every event ever taken, each once, by time.
        status: where it is.
        since: when that status was reached; ``None`` while nothing is known.
        reason: why it is there, where that was said.
        leg: which customs has it, where that was said.
        firsts: when each status was first told, in order.
        attempts: how often delivery was tried in vain.
        ignored: events that contradict what had happened by their time; they change nothing, and are kept.
        unknown: events whose code no table has; they change nothing, and are kept with their own words.
    """

    tracking_number: str
    events: tuple[Event, ...] = ()
    status: TrackingStatus = TrackingStatus.UNKNOWN
    since: datetime | None = None
    reason: Reason = Reason.NONE
    leg: Leg = Leg.UNSAID
    firsts: tuple[tuple[TrackingStatus, datetime], ...] = ()
    attempts: int = 0
    ignored: tuple[Event, ...] = ()
    unknown: tuple[Event, ...] = ()

    def first(self, status: TrackingStatus) -> datetime | None:
        """When a status was first told, or ``None``."""
        return dict(self.firsts).get(status)

    def reread(self, vocabularies: Vocabularies) -> TrackedShipment:
        """The same events read by other tables: what nobody understood before may say something now."""
        read = vocabularies.read
        scans = (event.scan for event in self.events)
        events = {_key(scan): Event(scan, read(scan.vocabulary, scan.code, scan.detail)) for scan in scans}
        return _told(self.tracking_number, events)

    @property
    def last(self) -> datetime | None:
        """When its latest event happened."""
        return self.events[-1].time if self.events else None

    def take(
        self,
        scans: Iterable[ScanEvent],
        *,
        now: datetime,
        tolerance: timedelta = NO_TIME,
        vocabularies: Vocabularies | None = None,
    ) -> Taken:
        """The shipment with more events, as far as they can be taken; it stays as it is itself.

        Args:
            scans: events in any order, known ones among them.
            now: the time now, with its zone.
            tolerance: how far a source's clock may be ahead.
            vocabularies: the tables to read by; those of the library by default.

        Returns:
            The shipment then, and what became of each event. Events from the future are refused, one by one.

        Raises:
            BadInput: the time now has no zone, or something that is given is no event.
        """
        tables = vocabularies or bundled()
        limit = _moment(now) + one_of(timedelta, tolerance, "tolerance").total_seconds()
        known: dict[_Key, Event] = {_key(event.scan): event for event in self.events}
        read = tables.read
        added: list[Event] = []
        repeated = 0
        refused: list[Refused] = []
        for index, scan in enumerate(check_list(scans, "events")):
            if not isinstance(scan, ScanEvent):
                raise BadInput(f"{scan!r:.60} is no ScanEvent", path=f"events[{index}]", hint="give a ScanEvent")
            key = _key(scan)
            if key[0] > limit:
                refused.append(Refused(scan, _from_the_future(scan, now, index)))
                continue
            event = Event(scan, read(scan.vocabulary, scan.code, scan.detail))
            there = known.get(key)
            if there is None:
                known[key] = event
                added.append(event)
            else:
                known[key] = _fuller(there, event)
                repeated += 1
        if not added and not repeated:
            return Taken(self, (), 0, tuple(refused))
        return Taken(_told(self.tracking_number, known), tuple(added), repeated, tuple(refused))


@attrs.frozen
class Refused:
    """An event that was not taken, and why."""

    scan: ScanEvent
    error: EventFromTheFuture


@attrs.frozen
class Taken:
    """What became of some events.

    Attributes:
        shipment: as it is now.
        added: the events that were new, in the order they came.
        repeated: how many were known.
        refused: those from the future.
    """

    shipment: TrackedShipment
    added: tuple[Event, ...]
    repeated: int
    refused: tuple[Refused, ...]


def fold(
    tracking_number: str,
    scans: Iterable[ScanEvent],
    *,
    now: datetime,
    tolerance: timedelta = NO_TIME,
    vocabularies: Vocabularies | None = None,
) -> TrackedShipment:
    """The shipment that some events tell, in whatever order they come.

    Args:
        tracking_number: of the parcel.
        scans: its events.
        now: the time now, with its zone.
        tolerance: how far a source's clock may be ahead.
        vocabularies: the tables to read by; those of the library by default.

    Raises:
        EventFromTheFuture: an event happens later than now; :meth:`TrackedShipment.take` takes the others.
        BadInput: the time now has no zone.

    >>> from datetime import UTC
    >>> scans = [ScanEvent(datetime(2026, 11, day, tzinfo=UTC), "upu", code) for day, code in ((9, "EMI"), (7, "EMD"))]
    >>> fold("RB123456785GB", scans, now=datetime(2026, 11, 10, tzinfo=UTC)).status
    <TrackingStatus.DELIVERED: 'delivered'>
    """
    taken = TrackedShipment(tracking_number).take(scans, now=now, tolerance=tolerance, vocabularies=vocabularies)
    if taken.refused:
        raise taken.refused[0].error
    return taken.shipment


def _moment(now: datetime) -> float:
    if one_of(datetime, now, "now").utcoffset() is None:
        raise BadInput("it has no time zone", path="now", hint="give a clock with a zone: datetime.now(UTC)")
    return now.timestamp()


def _from_the_future(scan: ScanEvent, now: datetime, index: int) -> EventFromTheFuture:
    return EventFromTheFuture(
        f"{scan.time.isoformat()} is later than now, {now.isoformat()}",
        path=f"events[{index}].time",
        hint="is its zone right? a clock that is a little ahead may be let pass with tolerance",
    )


def _told(tracking_number: str, known: Mapping[_Key, Event]) -> TrackedShipment:
    """Walks the table of transitions over all events by their own time."""
    ordered = sorted([(key[0], event.reading.rank, key, event) for key, event in known.items()])  # keys are each once
    events = tuple([each[3] for each in ordered])
    status, since, reason, leg, attempts = TrackingStatus.UNKNOWN, None, Reason.NONE, Leg.UNSAID, 0
    at = _UNKNOWN
    firsts: list[tuple[TrackingStatus, datetime]] = []
    told_of = [False] * len(STEPS)
    ignored: list[Event] = []
    unknown: list[Event] = []
    for event in events:
        reading = event.reading
        told = reading.rank
        if told == _UNKNOWN:
            if not reading.known:
                unknown.append(event)
            continue
        after = STEPS[at][told]
        if after is None:
            ignored.append(event)
            continue
        if after is not status:
            since, at = event.scan.time, after.rank
            if not told_of[at]:
                told_of[at] = True
                firsts.append((after, event.scan.time))
        if after is TrackingStatus.FAILED_ATTEMPT:
            attempts += 1
        status, reason, leg = after, reading.reason, reading.leg
    return TrackedShipment(
        tracking_number,
        events,
        status,
        since,
        reason,
        leg,
        tuple(firsts),
        attempts,
        tuple(ignored),
        tuple(unknown),
    )


_UNKNOWN = TrackingStatus.UNKNOWN.rank
