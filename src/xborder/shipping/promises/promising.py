"""The date that a shop may promise: the earliest by which an order has arrived with the confidence asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import attrs

from xborder._figures import decimal_of
from xborder.errors import BadInput
from xborder.landed_cost.notices import Notice
from xborder.shipping._checks import check_list, one_of
from xborder.shipping._numbers import Number, share_of
from xborder.shipping.promises._promise_text import told
from xborder.shipping.promises.cutoffs import CutOff
from xborder.shipping.promises.seasons import Season
from xborder.shipping.promises.steps import Arrivals, Step, passed

__all__ = ["DEFAULT_CONFIDENCE", "Promise", "PromisedStep", "promise"]

DEFAULT_CONFIDENCE = Fraction(4, 5)
"""Four of five orders arrive by the date, or earlier. A choice of ours; a promise with a penalty wants more."""


@attrs.frozen
class PromisedStep:
    """What a promise says of one step.

    Attributes:
        name: the step.
        counted: which days it is counted in, for example ``business days in DE``.
        days: the fewest days, the fewest that half of all need, and the most that are known.
        done_by: the date by which it is done, with all before it, at the promise's confidence.
        basis: what its duration rests on.
        seasons: the peak seasons that may slow it on this journey.
    """

    name: str
    counted: str
    days: tuple[int, int | None, int]
    done_by: dt.date
    basis: tuple[str, ...]
    seasons: tuple[str, ...] = ()


@attrs.frozen
class Promise:
    """A date, how sure it is, and why.

    Attributes:
        date: the earliest date by which the order has arrived with ``confidence``.
        confidence: what was asked for.
        probability: of arriving by ``date``; ``confidence`` or more, for dates are whole days.
        ordered: when the order was placed.
        handed_in: the day on which it is handed over.
        steps: step by step.
        arrivals: every date of arrival that has a probability, and that probability, by date.
        assumptions: what was taken for granted, in words.
        notices: what a reader must be told.
    """

    date: dt.date
    confidence: Fraction
    probability: Fraction
    ordered: dt.datetime
    handed_in: dt.date
    steps: tuple[PromisedStep, ...]
    arrivals: tuple[tuple[dt.date, Fraction], ...]
    assumptions: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    def probability_by(self, day: dt.date) -> Fraction:
        """The probability of arriving on a day or before it."""
        return sum((share for at, share in self.arrivals if at <= day), Fraction(0))

    def by(self, confidence: Number) -> dt.date:
        """The date at another confidence.

        Raises:
            BadInput: the confidence is not inside (0, 1), or no date reaches it.
        """
        wanted, reached = share_of(confidence, "confidence"), Fraction(0)
        for day, share in self.arrivals:
            reached += share
            if reached >= wanted:
                return day
        raise _out_of_reach(wanted, reached)

    def window(self, low: Number = "0.5", high: Number = "0.9") -> tuple[dt.date, dt.date]:
        """From the date at one confidence to the date at another: a window to show beside the promise.

        Raises:
            BadInput: as for :meth:`by`, or the two are not in order.
        """
        if share_of(low, "low") > share_of(high, "high"):
            raise BadInput(f"{low} is above {high}", path="low", hint="low <= high")
        return self.by(low), self.by(high)

    def explain(self) -> str:
        """The promise step by step, in plain words."""
        return told(self)

    def to_dict(self) -> dict[str, object]:
        """The promise as JSON can hold it; shares to ten places."""
        return {
            "date": self.date.isoformat(),
            "confidence": f"{decimal_of(self.confidence):f}",
            "probability": f"{decimal_of(self.probability):f}",
            "ordered": self.ordered.isoformat(),
            "handed_in": self.handed_in.isoformat(),
            "steps": [
                {
                    "name": step.name,
                    "counted": step.counted,
                    "days": list(step.days),
                    "done_by": step.done_by.isoformat(),
                    "basis": list(step.basis),
                    "seasons": list(step.seasons),
                }
                for step in self.steps
            ],
            "assumptions": list(self.assumptions),
            "notices": [notice.to_dict() for notice in self.notices],
        }


def promise(
    ordered: dt.datetime,
    cut_off: CutOff,
    steps: Sequence[Step],
    *,
    confidence: Number = DEFAULT_CONFIDENCE,
    seasons: Sequence[Season] = (),
) -> Promise:
    """The date that may be promised for an order.

    The order is handed over on the first day whose cut-off it makes. From there each step begins on the date on which
    the one before it ended, takes its days by its own calendar, and leaves a distribution over dates; steps are taken
    to be independent of each other. A higher confidence, a later order or a further step never gives an earlier date.

    Args:
        ordered: when; with a time zone.
        cut_off: until when it is handed over the same day.
        steps: the journey, in order.
        confidence: above 0 and below 1.
        seasons: peak seasons.

    Raises:
        BadInput: an argument is not of its form, two steps have one name, or no date reaches the confidence because
            too many shipments of the history had not arrived.

    >>> from datetime import UTC, datetime, time
    >>> from xborder.shipping.promises import EVERY_DAY, Distribution, PublicHolidays, business_calendar
    >>> fr, cn = (business_calendar(c, public_holidays_are=PublicHolidays.LEFT_OUT) for c in ("FR", "CN"))
    >>> journey = [
    ...     Step("line haul", Distribution.of({3: 50, 4: 40, 6: 10}), EVERY_DAY),
    ...     Step("customs", Distribution.of({0: 70, 1: 20, 3: 10}), cn),
    ...     Step("last mile", Distribution.of({1: 60, 2: 40}), cn),
    ... ]
    >>> monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    >>> made = promise(monday, CutOff("Europe/Paris", time(16), fr), journey, confidence="0.9")
    >>> made.date, made.probability, made.window()
    (datetime.date(2026, 12, 2), Fraction(461, 500), (datetime.date(2026, 11, 30), datetime.date(2026, 12, 2)))
    """
    wanted = share_of(confidence, "confidence")
    one_of(CutOff, cut_off, "cut_off")
    journey, peaks = _journey(steps), _peaks(seasons)
    handed_in = cut_off.day_of(ordered)
    at = Arrivals(((handed_in, 1),))
    told_steps = []
    for step in journey:
        begun, at = at, passed(at, step, peaks)
        told_steps.append(_promised(step, begun, _earliest(at, wanted), peaks))
    found = _earliest(at, wanted)
    arrivals = tuple((day, Fraction(weight, at.total)) for day, weight in at.dates)
    return Promise(
        date=found,
        confidence=wanted,
        probability=sum((share for day, share in arrivals if day <= found), Fraction(0)),
        ordered=ordered,
        handed_in=handed_in,
        steps=tuple(told_steps),
        arrivals=arrivals,
        assumptions=_assumptions(journey),
        notices=_notices(cut_off, journey),
    )


def _journey(steps: Sequence[Step]) -> tuple[Step, ...]:
    journey = tuple(check_list(steps, "steps"))
    for index, step in enumerate(journey):
        one_of(Step, step, f"steps[{index}]")
        if step.name in {before.name for before in journey[:index]}:
            raise BadInput(f"two steps are called {step.name!r}", path=f"steps[{index}].name", hint="name them apart")
    return journey


def _peaks(seasons: Sequence[Season]) -> tuple[Season, ...]:
    peaks = tuple(check_list(seasons, "seasons"))
    for index, season in enumerate(peaks):
        one_of(Season, season, f"seasons[{index}]")
    return peaks


def _earliest(at: Arrivals, wanted: Fraction) -> dt.date:
    reached = 0
    for day, weight in at.dates:
        reached += weight
        if reached * wanted.denominator >= wanted.numerator * at.total:
            return day
    raise _out_of_reach(wanted, Fraction(reached, at.total))


def _out_of_reach(wanted: Fraction, reached: Fraction) -> BadInput:
    message = f"no date is sure to {decimal_of(wanted):f}: of the history only {float(reached):.1%} is known to arrive"
    return BadInput(message, path="confidence", hint="ask for less, or give a prior that says how the rest arrives")


def _promised(step: Step, begun: Arrivals, done_by: dt.date, seasons: tuple[Season, ...]) -> PromisedStep:
    takes = step.takes.distribution
    slowing = (season.name for season in seasons if any(season.slows(step.name, day) for day, _ in begun.dates))
    return PromisedStep(
        name=step.name,
        counted=step.days.name,
        days=(takes.earliest, takes.quantile("0.5"), takes.latest),
        done_by=done_by,
        basis=step.takes.basis,
        seasons=tuple(slowing),
    )


def _assumptions(journey: tuple[Step, ...]) -> tuple[str, ...]:
    said = [
        "the steps are independent of each other",
        "the change of date between time zones on the way is not counted",
    ]
    said += [f"{step.name}: {basis}" for step in journey if step.takes.assumed for basis in step.takes.basis[:1]]
    return tuple(said)


def _notices(cut_off: CutOff, journey: tuple[Step, ...]) -> tuple[Notice, ...]:
    """Each once, in the order of the journey."""
    found = dict.fromkeys(cut_off.calendar.notices)
    for step in journey:
        found.update(dict.fromkeys(step.days.notices))
        if step.takes.assumed:
            message = f"the time of {step.name} leans on an assumption, not on a source or a history alone"
            found[Notice("transit-time-assumed", "warning", message, step.name)] = None
        if step.takes.distribution.beyond:
            message = f"in the history of {step.name} some shipments had not arrived; their time is not known"
            found[Notice("transit-time-open", "warning", message, step.name)] = None
    return tuple(found)
