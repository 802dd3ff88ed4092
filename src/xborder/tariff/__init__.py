"""Duties: how a tariff states them, and which one applies to which goods."""

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.tariff.answers import DutyAnswer, DutySource
    from xborder.tariff.dialects import DIALECTS, parse_duty
    from xborder.tariff.expression import Assessment, DutyExpression, RateSource
    from xborder.tariff.starter import StarterTariff
    from xborder.tariff.terms import (
        AdValorem,
        AtLeast,
        AtMost,
        Difference,
        OfDuty,
        Specific,
        Sum,
        Term,
    )

__all__ = [
    "DIALECTS",
    "AdValorem",
    "Assessment",
    "AtLeast",
    "AtMost",
    "Difference",
    "DutyAnswer",
    "DutyExpression",
    "DutySource",
    "OfDuty",
    "RateSource",
    "Specific",
    "StarterTariff",
    "Sum",
    "Term",
    "parse_duty",
]

_HOMES = {
    "DutyAnswer": "xborder.tariff.answers",
    "DutySource": "xborder.tariff.answers",
    "DIALECTS": "xborder.tariff.dialects",
    "parse_duty": "xborder.tariff.dialects",
    "Assessment": "xborder.tariff.expression",
    "DutyExpression": "xborder.tariff.expression",
    "RateSource": "xborder.tariff.expression",
    "StarterTariff": "xborder.tariff.starter",
    "AdValorem": "xborder.tariff.terms",
    "AtLeast": "xborder.tariff.terms",
    "AtMost": "xborder.tariff.terms",
    "Difference": "xborder.tariff.terms",
    "OfDuty": "xborder.tariff.terms",
    "Specific": "xborder.tariff.terms",
    "Sum": "xborder.tariff.terms",
    "Term": "xborder.tariff.terms",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
