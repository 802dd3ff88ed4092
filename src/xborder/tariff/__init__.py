"""Duties: how a tariff states them, and which one applies to which goods."""

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.errors import StoreUnavailable
    from xborder.tariff._loading import LoadReport
    from xborder.tariff.answers import DutyAnswer, DutySource, DutyVariant, Layer, ListSource
    from xborder.tariff.dialects import DIALECTS, parse_duty
    from xborder.tariff.differences import EditionDiff
    from xborder.tariff.editions import LoadedEdition
    from xborder.tariff.expression import Assessment, DutyExpression, RateSource
    from xborder.tariff.grammar import NotComputable
    from xborder.tariff.measures import Lookup, Measure, Option, Variant
    from xborder.tariff.records import Edition, Reading
    from xborder.tariff.schedule import Schedule
    from xborder.tariff.search import Suggestion
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
    "DutyVariant",
    "Edition",
    "EditionDiff",
    "Layer",
    "ListSource",
    "LoadReport",
    "LoadedEdition",
    "Lookup",
    "Measure",
    "NotComputable",
    "OfDuty",
    "Option",
    "RateSource",
    "Reading",
    "Schedule",
    "Specific",
    "StarterTariff",
    "StoreUnavailable",
    "Suggestion",
    "Sum",
    "Term",
    "Variant",
    "parse_duty",
]

_HOMES = {
    "LoadReport": "xborder.tariff._loading",
    "StoreUnavailable": "xborder.errors",
    "DutyAnswer": "xborder.tariff.answers",
    "DutySource": "xborder.tariff.answers",
    "DutyVariant": "xborder.tariff.answers",
    "Layer": "xborder.tariff.answers",
    "ListSource": "xborder.tariff.answers",
    "DIALECTS": "xborder.tariff.dialects",
    "parse_duty": "xborder.tariff.dialects",
    "EditionDiff": "xborder.tariff.differences",
    "LoadedEdition": "xborder.tariff.editions",
    "Assessment": "xborder.tariff.expression",
    "DutyExpression": "xborder.tariff.expression",
    "RateSource": "xborder.tariff.expression",
    "NotComputable": "xborder.tariff.grammar",
    "Lookup": "xborder.tariff.measures",
    "Measure": "xborder.tariff.measures",
    "Option": "xborder.tariff.measures",
    "Variant": "xborder.tariff.measures",
    "Edition": "xborder.tariff.records",
    "Reading": "xborder.tariff.records",
    "Schedule": "xborder.tariff.schedule",
    "Suggestion": "xborder.tariff.search",
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
