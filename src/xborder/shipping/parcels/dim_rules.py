"""How carriers make billable weights: rules by name, with the days that they hold and where they were read.

Limitations: these are list rules. A contract may have another divisor; then the host writes its own ``DimRule``. Where
the first day of a rule is not known, its start is open and the evidence of the row is the weaker for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from xborder.law.sources import Evidence, Source
from xborder.shipping._dated import named_on
from xborder.shipping.parcels.billable import DimRule, SideRounding, WeightStep

__all__ = ["DIM_RULES", "dim_rule"]

_READ: Final = date(2026, 11, 22)

_DHL_US: Final = Source(
    "Volumetric weight", "DHL Express US", Evidence.OFFICIAL, _READ, "https://goglobal.dhl-usa.com",
    "divisors 5,000 for cm and kg, 139 for inches and pounds",
)  # fmt: skip
_DHL_STEP: Final = Source(
    "Dimensions", "GPI, a reseller of DHL Express", Evidence.SECONDARY, _READ, "https://gpi.com.pk/info/dimensions",
    "up to the next 0.5 kg; inches and pounds up to the next pound",
)  # fmt: skip
_DHL_HEAVY: Final = Source(
    "steps of 1 kg above 70 kg", "", Evidence.UNVERIFIED, _READ, note="general knowledge, not read in a source"
)
_ROUNDING_2025: Final = Source(
    "Decoding Dimensional Weight", "Parcel Industry", Evidence.SECONDARY, _READ,
    "https://www.parcelindustry.com/article-6567-Decoding-Dimensional-Weight-How-New-Rate-Structures-Are-Squeezing-E-Commerce-Margins.html",
    "from 18 August 2025 every fraction of an inch counts as a whole one, at UPS and FedEx; divisor 139",
)  # fmt: skip
_BEFORE_2025: Final = Source(
    "Shipping guide: measuring packages", "eBay community, quoting UPS and FedEx", Evidence.UNVERIFIED, _READ,
    "https://community.ebay.com/t5/Shipping/Shipping-Guide-Measuring-Packages/td-p/35214174",
    "to the nearest inch until then; the day on which that began was not read",
)  # fmt: skip
_USPS_BEFORE: Final = Source(
    "Domestic Mail Manual 604.7.1.3, as quoted", "eBay community", Evidence.SECONDARY, _READ,
    "https://community.ebay.com/t5/Shipping/Shipping-Guide-Measuring-Packages/td-p/35214174",
    "sides are rounded off, weights up; another report has sides rounded up already in 2025",
)  # fmt: skip
_USPS_DIVISOR: Final = Source(
    "Decoding Dimensional Weight", "Parcel Industry", Evidence.SECONDARY, _READ, _ROUNDING_2025.url,
    "166, and only above one cubic foot (1,728 cubic inches)",
)  # fmt: skip
_USPS_2026: Final = Source(
    "USPS measures parcels like FedEx and UPS", "The Logistic News", Evidence.SECONDARY, _READ,
    "https://thelogisticnews.com/?p=18371",
    "from 12 July 2026 fractions of an inch count as whole ones and the divisor is 139; above one cubic foot only",
)  # fmt: skip
_AIR: Final = Source(
    "DHL volumetric divisor", "MetricRig", Evidence.SECONDARY, _READ,
    "https://metricrig.com/logistics/dhl-volumetric-divisor-5000", "6,000 cm3 per kg for air cargo and older products",
)  # fmt: skip
_ECONOMY: Final = Source(
    "How is DHL weight calculated", "a carrier comparison", Evidence.SECONDARY, _READ,
    "https://svobodnaya-gruzia.com/73075", "some products have 4,000 cm3 per kg",
)  # fmt: skip

_POUND: Final = (WeightStep(1),)
_HALF_KILO: Final = (WeightStep("0.5", 70), WeightStep(1))
_UP_SINCE: Final = date(2025, 8, 18)
_USPS_SINCE: Final = date(2026, 7, 12)
_FOOT: Final = 1728

_RULES: Final = (
    DimRule(5000, name="dhl-express", steps=_HALF_KILO, sources=(_DHL_US, _DHL_STEP, _DHL_HEAVY)),
    DimRule(139, "in", "lb", name="dhl-express-us", steps=_POUND, sources=(_DHL_US, _DHL_STEP)),
    *(
        rule
        for name in ("ups", "fedex")
        for rule in (
            DimRule(
                139, "in", "lb", SideRounding.HALF_UP, _POUND, name=name, until=_UP_SINCE, sources=(_BEFORE_2025,)
            ),
            DimRule(139, "in", "lb", SideRounding.UP, _POUND, name=name, from_=_UP_SINCE, sources=(_ROUNDING_2025,)),
        )
    ),
    DimRule(
        166, "in", "lb", SideRounding.HALF_UP, _POUND, _FOOT, name="usps", until=_USPS_SINCE,
        sources=(_USPS_BEFORE, _USPS_DIVISOR),
    ),
    DimRule(139, "in", "lb", SideRounding.UP, _POUND, _FOOT, name="usps", from_=_USPS_SINCE, sources=(_USPS_2026,)),
    DimRule(6000, name="air-6000", sources=(_AIR,)),
    DimRule(4000, name="economy-4000", sources=(_ECONOMY,)),
)  # fmt: skip

DIM_RULES: Final[Mapping[str, tuple[DimRule, ...]]] = MappingProxyType(
    {name: tuple(rule for rule in _RULES if rule.name == name) for name in dict.fromkeys(rule.name for rule in _RULES)}
)
"""The rules of each name, earlier ones first."""


def dim_rule(name: str, on: date | None) -> DimRule:
    """The rule of a name that holds on a day.

    Raises:
        BadInput: no such rule is known, or the day is missing and the rule has changed over time.

    >>> dim_rule("usps", date(2026, 7, 11)).divisor, dim_rule("usps", date(2026, 7, 12)).divisor
    (Fraction(166, 1), Fraction(139, 1))
    """
    return named_on(DIM_RULES, name, on, "rule")
