"""Lanes: the journeys that a shop's orders take again and again, promised and learned from by one description."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.places.countries import check_country
from xborder.shipping._checks import check_list, check_mapping, check_name, one_of
from xborder.shipping._numbers import Number
from xborder.shipping.promises.calendars import EVERY_DAY, BusinessCalendar
from xborder.shipping.promises.cutoffs import CutOff, zone_of
from xborder.shipping.promises.distribution import Distribution
from xborder.shipping.promises.observations import DEFAULT_STRENGTH, Observation, estimate
from xborder.shipping.promises.priors import Prior, prior
from xborder.shipping.promises.promising import DEFAULT_CONFIDENCE, Promise, promise
from xborder.shipping.promises.seasons import Season
from xborder.shipping.promises.steps import Step

__all__ = ["CUSTOMS", "HAND_OVER", "LAST_MILE", "LINE_HAUL", "Lane", "journey"]

HAND_OVER: Final = "hand-over"
"""From the order's day of hand-over to the carrier's first scan."""
LINE_HAUL: Final = "line haul"
"""To the arrival in the country of destination."""
CUSTOMS: Final = "customs"
"""To the release for import."""
LAST_MILE: Final = "last mile"
"""To the buyer."""


def _steps(value: Iterable[Step]) -> tuple[Step, ...]:
    steps = tuple(check_list(value, "steps"))
    for index, step in enumerate(steps):
        one_of(Step, step, f"steps[{index}]")
    if not steps:
        raise BadInput("the journey has no step", path="steps", hint="see journey()")
    return steps


@attrs.frozen
class Lane:
    """One journey: by which mode, between which countries, with which steps.

    Attributes:
        mode: ``direct-mail``, ``consolidation``, ``bonded`` or ``overseas-warehouse``.
        origin: ISO 3166-1 country that the transport to the buyer starts from: for stock, where it lies.
        destination: that of the buyer.
        cut_off: until when an order is handed over the same day, and the clock of the place it leaves from.
        steps: in order. Those called :data:`HAND_OVER`, :data:`LINE_HAUL`, :data:`CUSTOMS` and :data:`LAST_MILE` can
            be learned from tracking.
        zone: the time zone of the buyer, by its IANA name.
        transport: ``courier``, ``post``, ``air`` ...; any when empty.
        seasons: peak seasons on it.

    Raises:
        BadInput: a field is not of that form.
    """

    mode: str
    origin: str
    destination: str
    cut_off: CutOff
    steps: tuple[Step, ...] = attrs.field(converter=_steps)
    zone: str
    transport: str = ""
    seasons: tuple[Season, ...] = ()

    def __attrs_post_init__(self) -> None:
        check_name(self.mode, "mode")
        for name in ("origin", "destination"):
            object.__setattr__(self, name, check_country(getattr(self, name), name))  # tidied while it is built
        one_of(CutOff, self.cut_off, "cut_off")
        zone_of(self.zone)
        one_of(str, self.transport, "transport")

    def promise(self, ordered: datetime, confidence: Number = DEFAULT_CONFIDENCE) -> Promise:
        """The date that may be promised for an order on this lane; see :func:`xborder.shipping.promises.promise`."""
        return promise(ordered, self.cut_off, self.steps, confidence=confidence, seasons=self.seasons)


def journey(
    days: Mapping[str, BusinessCalendar],
    *,
    origin: str,
    destination: str,
    priors: Mapping[str, Prior | Distribution | str] | None = None,
    history: Iterable[Observation] = (),
    carrier: str = "",
    service: str = "",
    strength: Number = DEFAULT_STRENGTH,
) -> tuple[Step, ...]:
    """The steps of a lane, each from what the host has seen of it and from what is believed before.

    Args:
        days: the steps in order, each with the days that count on it.
        origin: the country where the journey begins.
        destination: the country where it ends.
        priors: what is believed of a step: a prior, the name of a bundled one, or a distribution that the host assumes.
        history: passages of any steps and lanes.
        carrier: by whom; empty for any.
        service: by which service of the carrier; empty for any.
        strength: how many observations a prior weighs as much as.

    Raises:
        BadInput: a step has neither a passage that has ended nor a prior, or a prior counts other days than the step.

    >>> from xborder.shipping.promises import EVERY_DAY, PublicHolidays, business_calendar
    >>> china = business_calendar("CN", public_holidays_are=PublicHolidays.LEFT_OUT)
    >>> steps = journey(
    ...     {LINE_HAUL: EVERY_DAY, CUSTOMS: china, LAST_MILE: china}, origin="FR", destination="CN",
    ...     priors={LINE_HAUL: "air.line-haul", CUSTOMS: "customs.post", LAST_MILE: "last-mile.courier"},
    ... )
    >>> [(step.name, step.takes.distribution.quantile("0.8")) for step in steps]
    [('line haul', 8), ('customs', 4), ('last mile', 2)]
    """
    check_mapping(days, "days")
    seen = check_list(history, "history")
    believed = priors or {}
    for name in believed:
        if name not in days:
            raise BadInput(f"there is no step {name!r:.40}", path="priors", hint=f"one of {', '.join(days)}")
    steps = []
    for name, calendar in days.items():
        takes = estimate(
            seen, step=name, origin=origin, destination=destination, carrier=carrier, service=service,
            prior=_prior(believed.get(name), name, calendar), strength=strength,
        )  # fmt: skip
        steps.append(Step(name, takes, calendar))
    return tuple(steps)


def _prior(belief: Prior | Distribution | str | None, step: str, calendar: BusinessCalendar) -> Prior | None:
    if isinstance(belief, str):
        return prior(belief)
    if isinstance(belief, Distribution):
        return Prior(step, belief, "calendar" if calendar is EVERY_DAY else "business")
    return belief
