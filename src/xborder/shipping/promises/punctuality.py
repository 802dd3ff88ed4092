"""How carriers kept what was promised, with shipments that have not arrived counted for what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.shipping._checks import check_day, check_list, check_name, one_of
from xborder.shipping.promises._survival import survived
from xborder.shipping.promises.calendars import EVERY_DAY, BusinessCalendar, days_between
from xborder.shipping.promises.distribution import Distribution
from xborder.shipping.promises.observations import Observation
from xborder.shipping.promises.proportions import Proportion

__all__ = ["Delivery", "OnTime", "checked", "on_time", "transit_times"]


@attrs.frozen
class Delivery:
    """One shipment that a carrier took on: what was promised and what came of it.

    Attributes:
        carrier: who.
        promised: the day it was promised for.
        delivered: the day it arrived; ``None`` while it has not.
        service: the carrier's service; may be empty.
        handed_in: the day it was handed over; ``None`` if not known.
        lost: whether it is known to be lost.
        damaged: whether it arrived damaged.
        claimed: whether a claim was made.
        cost: what the carrier charged; ``None`` if not known.
        reference: the host's name for it.

    Raises:
        BadInput: a field is not of that form, it arrived before it was handed over, or it is lost and arrived.
    """

    carrier: str
    promised: date
    delivered: date | None = None
    service: str = ""
    handed_in: date | None = None
    lost: bool = False
    damaged: bool = False
    claimed: bool = False
    cost: Money | None = None
    reference: str = ""

    def __attrs_post_init__(self) -> None:
        check_name(self.carrier, "carrier")
        check_day(self.promised, "promised")
        for name in ("delivered", "handed_in"):
            if getattr(self, name) is not None:
                check_day(getattr(self, name), name)
        for name in ("lost", "damaged", "claimed"):
            one_of(bool, getattr(self, name), name)
        if self.cost is not None:
            one_of(Money, self.cost, "cost")
            if not self.cost.amount.is_finite() or self.cost.amount < 0:
                raise BadInput(f"{self.cost} is no cost", path="cost", hint="nothing or more")
        if self.delivered and self.handed_in and self.delivered < self.handed_in:
            raise BadInput("it arrived before it was handed over", path="delivered", hint="swap the two days")
        if self.lost and self.delivered:
            raise BadInput("it arrived, so it is not lost", path="lost", hint="leave one of the two out")
        if self.damaged and not self.delivered:
            raise BadInput("it has not arrived, so nobody has seen damage", path="damaged", hint="give delivered")

    @property
    def decided(self) -> bool:
        """Whether it has arrived or is known to be lost."""
        return self.lost or self.delivered is not None


@attrs.frozen
class OnTime:
    """How many arrived by the day they were promised for, of all whose day is over.

    Attributes:
        kept: those on time, of all that were due.
        late: those that arrived after their day.
        missing: those whose day is over and that have not arrived, lost ones with them.
        not_due: those whose day is not over. They are left out, arrived or not: to count the early ones among them and
            not the others would flatter.
        lateness: the days by which those that were due came after their day, 0 for on time; the missing are taken as
            still running. ``None`` when none has arrived.
    """

    kept: Proportion
    late: int
    missing: int
    not_due: int
    lateness: Distribution | None


def checked(deliveries: Iterable[Delivery], as_of: date) -> list[Delivery]:
    """The deliveries, of which none lies in the future.

    Raises:
        BadInput: one is no Delivery, or arrived or was handed over after ``as_of``.
    """
    check_day(as_of, "as_of")
    found = []
    for index, one in enumerate(check_list(deliveries, "deliveries")):
        one_of(Delivery, one, f"deliveries[{index}]")
        for name in ("delivered", "handed_in"):
            day = getattr(one, name)
            if day is not None and day > as_of:
                path = f"deliveries[{index}].{name}"
                raise BadInput(f"{day} is after {as_of}", path=path, hint="give a later as_of, or correct the day")
        found.append(one)
    return found


def on_time(deliveries: Iterable[Delivery], as_of: date) -> OnTime:
    """How promises were kept.

    A shipment counts once the day it was promised for is over, whatever has become of it: one that has still not
    arrived is late for certain. One whose day is not over is left out.

    Args:
        deliveries: of one carrier, of one lane, or of whatever is to be measured.
        as_of: the day on which the record was taken; that day is not over.

    Raises:
        BadInput: a delivery is no Delivery, or lies in the future.

    >>> record = [
    ...     Delivery("A", promised=date(2026, 11, 10), delivered=date(2026, 11, 9)),
    ...     Delivery("A", promised=date(2026, 11, 10), delivered=date(2026, 11, 12)),
    ...     Delivery("A", promised=date(2026, 11, 10)),
    ...     Delivery("A", promised=date(2026, 11, 25), delivered=date(2026, 11, 15)),
    ... ]
    >>> found = on_time(record, as_of=date(2026, 11, 20))
    >>> str(found.kept), found.late, found.missing, found.not_due
    ('1 of 3 (33.3%)', 1, 1, 1)
    """
    record = checked(deliveries, as_of)
    due = [one for one in record if one.promised < as_of]
    over: Counter[int] = Counter()
    running: Counter[int] = Counter()
    for one in due:
        if one.delivered is not None:
            over[max(0, (one.delivered - one.promised).days)] += 1
        else:  # today is not over: it may still come today
            running[(as_of - one.promised).days - 1] += 1
    return OnTime(
        kept=Proportion(over[0], len(due)),
        late=over.total() - over[0],
        missing=running.total(),
        not_due=len(record) - len(due),
        lateness=survived(_weights(over), _weights(running)) if over.total() else None,
    )


def transit_times(
    deliveries: Iterable[Delivery],
    as_of: date,
    *,
    step: str,
    origin: str,
    destination: str,
    days: BusinessCalendar = EVERY_DAY,
) -> list[Observation]:
    """Deliveries as observations of one step, so that tomorrow's promises learn from them.

    Those that have not arrived come along as still running; those without a day of hand-over are passed over.

    Args:
        deliveries: on one lane.
        as_of: the day on which the record was taken.
        step: the step that they are passages of, for example ``door to door``.
        origin: where the lane begins.
        destination: where it ends.
        days: which days are counted; the same calendar as the step's in the promise.

    Raises:
        BadInput: a delivery is no Delivery, or lies in the future.
    """
    found = []
    for one in checked(deliveries, as_of):
        if one.handed_in is None:
            continue
        ended = one.delivered is not None
        taken = days_between(one.handed_in, one.delivered or as_of, days)
        if not ended and taken == 0:
            continue  # handed over today: it tells nothing yet
        taken -= 0 if ended else 1  # today is not over: it may still come
        found.append(Observation(step, origin, destination, taken, ended, one.carrier, one.service))
    return found


def _weights(counts: Counter[int]) -> dict[int, Fraction]:
    return {days: Fraction(count) for days, count in counts.items() if count}
