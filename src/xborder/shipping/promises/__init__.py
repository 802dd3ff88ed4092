"""Dates that a shop can keep: transit times, business days, cut-offs, promises, and how carriers keep theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping.promises.calendars import (
        EVERY_DAY,
        BusinessCalendar,
        BusinessDays,
        PublicHolidays,
        business_calendar,
        days_after,
        days_between,
    )
    from xborder.shipping.promises.cutoffs import CutOff, zone_of
    from xborder.shipping.promises.distribution import Distribution, days_from_hours
    from xborder.shipping.promises.lanes import CUSTOMS, HAND_OVER, LAST_MILE, LINE_HAUL, Lane, journey
    from xborder.shipping.promises.observations import DEFAULT_STRENGTH, Estimate, Observation, estimate
    from xborder.shipping.promises.priors import Prior, bundled_priors, prior
    from xborder.shipping.promises.promising import DEFAULT_CONFIDENCE, Promise, PromisedStep, promise
    from xborder.shipping.promises.proportions import Proportion
    from xborder.shipping.promises.punctuality import Delivery, OnTime, on_time, transit_times
    from xborder.shipping.promises.scoring import CarrierScore, Scorecard, Weights, scorecard
    from xborder.shipping.promises.seasons import Season
    from xborder.shipping.promises.steps import Step
    from xborder.shipping.promises.tracked import delivery_of, passages
    from xborder.shipping.promises.transit import PromisedTransit, Promises

__all__ = [
    "CUSTOMS",
    "DEFAULT_CONFIDENCE",
    "DEFAULT_STRENGTH",
    "EVERY_DAY",
    "HAND_OVER",
    "LAST_MILE",
    "LINE_HAUL",
    "BusinessCalendar",
    "BusinessDays",
    "CarrierScore",
    "CutOff",
    "Delivery",
    "Distribution",
    "Estimate",
    "Lane",
    "Observation",
    "OnTime",
    "Prior",
    "Promise",
    "PromisedStep",
    "PromisedTransit",
    "Promises",
    "Proportion",
    "PublicHolidays",
    "Scorecard",
    "Season",
    "Step",
    "Weights",
    "bundled_priors",
    "business_calendar",
    "days_after",
    "days_between",
    "days_from_hours",
    "delivery_of",
    "estimate",
    "journey",
    "on_time",
    "passages",
    "prior",
    "promise",
    "scorecard",
    "transit_times",
    "zone_of",
]

_HOMES = {
    "calendars": (
        "BusinessCalendar", "BusinessDays", "EVERY_DAY", "PublicHolidays", "business_calendar", "days_after",
        "days_between",
    ),
    "cutoffs": ("CutOff", "zone_of"),
    "distribution": ("Distribution", "days_from_hours"),
    "lanes": ("CUSTOMS", "HAND_OVER", "LAST_MILE", "LINE_HAUL", "Lane", "journey"),
    "observations": ("DEFAULT_STRENGTH", "Estimate", "Observation", "estimate"),
    "punctuality": ("Delivery", "OnTime", "on_time", "transit_times"),
    "priors": ("Prior", "bundled_priors", "prior"),
    "promising": ("DEFAULT_CONFIDENCE", "Promise", "PromisedStep", "promise"),
    "proportions": ("Proportion",),
    "scoring": ("CarrierScore", "Scorecard", "Weights", "scorecard"),
    "seasons": ("Season",),
    "steps": ("Step",),
    "tracked": ("delivery_of", "passages"),
    "transit": ("PromisedTransit", "Promises"),
}  # fmt: skip
__getattr__, __dir__ = lazy(__name__, {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names})
