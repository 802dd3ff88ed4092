"""Promises as the days that ways are compared by: a range at a confidence, for the lanes of a shop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction

import attrs

from xborder._figures import decimal_of
from xborder.errors import BadInput
from xborder.places.find import territory_of
from xborder.places.place import Place
from xborder.shipping._checks import check_list, one_of
from xborder.shipping._numbers import Number, share_of
from xborder.shipping.modes.days import Days
from xborder.shipping.promises.cutoffs import zone_of
from xborder.shipping.promises.lanes import Lane
from xborder.shipping.promises.promising import DEFAULT_CONFIDENCE, Promise

__all__ = ["PromisedTransit", "Promises"]

_MOST_KEPT = 4096
_HALF = Fraction(1, 2)
_Way = tuple[str, str, str, str]


def _lanes(value: Iterable[Lane]) -> tuple[Lane, ...]:
    lanes = tuple(check_list(value, "lanes"))
    for index, lane in enumerate(lanes):
        one_of(Lane, lane, f"lanes[{index}]")
    return lanes


def _confidence(value: Number) -> Fraction:
    return share_of(value, "confidence")


@attrs.frozen(eq=False)
class Promises:
    """What a shop can promise on its lanes.

    It keeps what it has reckoned: orders of one day that are handed over on one day have one promise on a lane. So it
    is made once, and asked with :meth:`at` for each order.

    Attributes:
        lanes: of goods that leave from one place for each mode; a shop with several warehouses makes one for each.
        confidence: how sure the last day of the range is.

    Raises:
        BadInput: a lane is none, or the confidence is not inside (0, 1).
    """

    lanes: tuple[Lane, ...] = attrs.field(converter=_lanes)
    confidence: Fraction = attrs.field(default=DEFAULT_CONFIDENCE, converter=_confidence)
    _found: dict[date, Mapping[_Way, Lane]] = attrs.field(factory=dict, init=False, repr=False)
    _made: dict[tuple[int, date, date], tuple[Promise, Days]] = attrs.field(factory=dict, init=False, repr=False)

    def at(self, ordered: datetime) -> PromisedTransit:
        """The promises for an order placed at a moment: what ``Desk.compare(transit=...)`` asks.

        Args:
            ordered: when; with a time zone.

        Raises:
            BadInput: two lanes answer for the same way, or the moment has no zone.
        """
        one_of(datetime, ordered, "ordered")
        if ordered.utcoffset() is None:
            hint = "give it a time zone, for example datetime(2026, 11, 20, 9, tzinfo=UTC)"
            raise BadInput(f"{ordered} is in no time zone", path="ordered", hint=hint)
        return PromisedTransit(self, ordered)

    def lane(self, mode: str, transport: str, origin: str, destination: str, on: date) -> Lane | None:
        """The lane of a way: that of its transport before one for any; origin and destination may be customs areas.

        Raises:
            BadInput: two lanes answer for the same way.
        """
        found = self._found.get(on)
        if found is None:
            if len(self._found) >= _MOST_KEPT:
                self._found.clear()
            found = self._found[on] = self._by_way(on)
        return found.get((mode, transport, origin, destination)) or found.get((mode, "", origin, destination))

    def reckoned(self, lane: Lane, ordered: datetime) -> tuple[Promise, Days]:
        """The promise on a lane and its range of days, worked out once for a day of order and of hand-over."""
        day = ordered.astimezone(zone_of(lane.cut_off.zone)).date()
        key = (id(lane), day, lane.cut_off.day_of(ordered))  # a lane of this object lives as long as what is kept
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= _MOST_KEPT:
                self._made.clear()
            promised = lane.promise(ordered, self.confidence)
            made = self._made[key] = promised, _days(promised, day)
        return made

    def _by_way(self, on: date) -> Mapping[_Way, Lane]:
        found: dict[_Way, Lane] = {}
        for index, lane in enumerate(self.lanes):
            for way in _ways(lane, on):
                if way in found:
                    said = f"{lane.mode} {lane.transport}".strip()
                    raise BadInput(
                        f"two lanes answer for {said} from {way[2]} to {way[3]}", path=f"lanes[{index}]",
                        hint="keep the lanes of each place of dispatch in Promises of their own",
                    )  # fmt: skip
                found[way] = lane
        return found


@attrs.frozen(eq=False)
class PromisedTransit:
    """The promises of a shop for an order placed at a moment; a :class:`xborder.shipping.Transit`.

    Attributes:
        promises: of the shop.
        ordered: when the order was placed.
    """

    promises: Promises
    ordered: datetime

    def days(self, mode: str, transport: str, origin: str, destination: str) -> Days | None:
        """The days from the order: the first that has a chance, the one by which half arrive, and the promised one.

        ``None`` where no lane answers for the way.

        Raises:
            BadInput: the history of the lane does not reach the confidence.
        """
        lane = self._lane(mode, transport, origin, destination)
        return None if lane is None else self.promises.reckoned(lane, self.ordered)[1]

    def promise(self, mode: str, transport: str, origin: str, destination: str) -> Promise | None:
        """The promise of a way, with its steps and their basis; ``None`` where no lane answers for it."""
        lane = self._lane(mode, transport, origin, destination)
        if lane is None:
            return None
        return attrs.evolve(self.promises.reckoned(lane, self.ordered)[0], ordered=self.ordered)

    def _lane(self, mode: str, transport: str, origin: str, destination: str) -> Lane | None:
        return self.promises.lane(mode, transport, origin, destination, self.ordered.date())


def _ways(lane: Lane, on: date) -> set[_Way]:
    """The ways that a lane answers for: by its countries, and by the customs areas that they lie in."""
    starts, ends = (
        {country, territory_of(Place(country), on).customs_area} for country in (lane.origin, lane.destination)
    )
    return {(lane.mode, lane.transport, start, end) for start in starts for end in ends}


def _days(made: Promise, ordered: date) -> Days:
    """The range of a promise, in days from the order."""
    most = (made.date - ordered).days
    usual = most if made.confidence < _HALF else (made.by(_HALF) - ordered).days
    said = dict.fromkeys(basis for step in made.steps for basis in step.basis)
    assumed = any(notice.code == "transit-time-assumed" for notice in made.notices)
    sure = f"{decimal_of(made.confidence * 100):f} %"
    return Days(
        (made.arrivals[0][0] - ordered).days, usual, most, f"promised at {sure}: {'; '.join(said)}",
        "unverified" if assumed else "", sure,
    )  # fmt: skip
