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
    )
    from xborder.shipping.promises.cutoffs import CutOff, zone_of
    from xborder.shipping.promises.distribution import Distribution, days_from_hours
    from xborder.shipping.promises.observations import DEFAULT_STRENGTH, Estimate, Observation, estimate
    from xborder.shipping.promises.priors import Prior, bundled_priors, prior
    from xborder.shipping.promises.promising import DEFAULT_CONFIDENCE, Promise, PromisedStep, promise
    from xborder.shipping.promises.proportions import Proportion
    from xborder.shipping.promises.punctuality import Delivery, OnTime, on_time, transit_times
    from xborder.shipping.promises.scoring import CarrierScore, Scorecard, Weights, scorecard
    from xborder.shipping.promises.seasons import Season
    from xborder.shipping.promises.steps import Step

__all__ = [
    "DEFAULT_CONFIDENCE",
    "DEFAULT_STRENGTH",
    "EVERY_DAY",
    "BusinessCalendar",
    "BusinessDays",
    "CarrierScore",
    "CutOff",
    "Delivery",
    "Distribution",
    "Estimate",
    "Observation",
    "OnTime",
    "Prior",
    "Promise",
    "PromisedStep",
    "Proportion",
    "PublicHolidays",
    "Scorecard",
    "Season",
    "Step",
    "Weights",
    "bundled_priors",
    "business_calendar",
    "days_after",
    "days_from_hours",
    "estimate",
    "on_time",
    "prior",
    "promise",
    "scorecard",
    "transit_times",
    "zone_of",
]

_HOMES = {
    "calendars": ("BusinessCalendar", "BusinessDays", "EVERY_DAY", "PublicHolidays", "business_calendar", "days_after"),
    "cutoffs": ("CutOff", "zone_of"),
    "distribution": ("Distribution", "days_from_hours"),
    "observations": ("DEFAULT_STRENGTH", "Estimate", "Observation", "estimate"),
    "punctuality": ("Delivery", "OnTime", "on_time", "transit_times"),
    "priors": ("Prior", "bundled_priors", "prior"),
    "promising": ("DEFAULT_CONFIDENCE", "Promise", "PromisedStep", "promise"),
    "proportions": ("Proportion",),
    "scoring": ("CarrierScore", "Scorecard", "Weights", "scorecard"),
    "seasons": ("Season",),
    "steps": ("Step",),
}
__getattr__, __dir__ = lazy(__name__, {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names})
