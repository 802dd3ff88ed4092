"""Size and weight limits of posts and carriers, and the sizes from which carriers charge more, typed as facts.

Limitations: many destinations have limits of their own (``upu-parcel-small`` has the smaller of the two common sets);
packaging, shape and soft packs trigger surcharges too and are not measured here; only list rules, no contract's.
Where the first day of a rule was not read, its start is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from xborder.law.sources import Evidence, Source
from xborder.shipping._dated import named_on
from xborder.shipping.parcels.billable import SideRounding
from xborder.shipping.parcels.size_rules import Bound, Measure, SizeRule

__all__ = ["SIZE_RULES", "size_rule"]

_READ: Final = date(2026, 11, 22)
_LATER: Final = date(2026, 11, 30)


def _source(title: str, publisher: str, evidence: Evidence, url: str, note: str = "", seen: date = _LATER) -> Source:
    return Source(title, publisher, evidence, seen, url, note)


_OFFICIAL, _SECONDARY = Evidence.OFFICIAL, Evidence.SECONDARY

_KOREA: Final = _source(
    "Size and weight, after Letter-post Regulations Article 203", "Korea Post", _OFFICIAL,
    "https://www.koreapost.go.kr/eng/subIndex/4424.do", seen=_READ,
)  # fmt: skip
_CYPRUS: Final = _source(
    "Cyprus postal rates", "Paphos Finder, on Cyprus Post", _SECONDARY,
    "https://www.paphosfinder.com/index.php/cyprus-postal-rates", "tolerance of 2 mm, smallest face", _READ,
)  # fmt: skip
_MACAO: Final = _source(
    "Parcel: limits of weight and dimensions", "Macao Post and Telecommunications", _OFFICIAL,
    "https://www.ctt.gov.mo/MacauPost/Contents/ParcelSizeLimit.aspx?lang=en-us",
    "20 or 31.5 kg, by destination", _READ,
)  # fmt: skip
_JAPAN: Final = _source(
    "Weight and size", "Treasure Japan, on Japan Post", _SECONDARY, "https://treasure-japan.com/rates_weight_size.html",
    "EMS and parcels 30 or 20 kg and one of two sizes, by destination", _READ,
)  # fmt: skip
_CHINA: Final = _source(
    "International EMS: weights and sizes by destination", "comesoho.com, on China Post", _SECONDARY,
    "http://comesoho.com/viewthread.php?tid=34611", "set 1: 1.5 m and 3 m; set 2: 1.05 m and 2 m",
)  # fmt: skip
_UPS_LIMITS: Final = _source(
    "Weight and size", "UPS", _OFFICIAL, "https://filexfer.ups.com/us/en/support/shipping-support/shipping-dimensions-weight",
    "150 lb, 108 in, 165 in; some countries have others",
)  # fmt: skip
_UPS_2024: Final = _source(
    "UPS 2024 additional handling qualifications", "AFS Logistics", _SECONDARY,
    "https://afs.net/blog/ups-2024-additional-handling-qualifications/", "from 26 December 2023",
)  # fmt: skip
_UPS_2026: Final = _source(
    "UPS additional handling and large package update", "ShipScience", _SECONDARY,
    "https://www.shipscience.com/carrier-updates/ups-additional-handling-and-large-package-update",
    "from 26 January 2026 volume counts too; large packages by volume and weight only within the United States",
)  # fmt: skip
_UPS_LARGE: Final = _source(
    "UPS large package surcharge guide", "Red Stag Fulfillment", _SECONDARY,
    "https://redstagfulfillment.com/ups-large-package-surcharge", "96 in, 130 in; from 2026 17,280 in3 and 110 lb",
)  # fmt: skip
_FEDEX_2018: Final = _source(
    "Other changes that may affect your shipping rate", "FedEx", _OFFICIAL,
    "http://www.fedex.com/us/shipping-rates/other-changes.html", "from 22 January 2018: 48 in; oversize 96 in, 130 in",
)  # fmt: skip
_FEDEX_SECOND: Final = _source(
    "FedEx additional handling surcharge", "Let's Label", _SECONDARY,
    "https://letslabel.com/blogs/blog/fedex-additional-handling-surcharge", "second longest side of 30 in",
)  # fmt: skip
_FEDEX_2026: Final = _source(
    "FedEx and UPS dimensional surcharge updates", "Gain Consulting", _SECONDARY,
    "https://www.gain.consulting/post/fedex-and-ups-dimensional-surcharge-updates",
    "from 12 January 2026 also 10,368 in3; oversize also 17,280 in3 or 110 lb",
)  # fmt: skip
_FEDEX_GROUND: Final = _source(
    "FedEx oversize and overweight surcharges", "eSeller365", _SECONDARY,
    "https://www.eseller365.com/fedex-oversize-overweight-surcharges-reminder/", "108 in, 165 in, 150 lb",
)  # fmt: skip
_USPS: Final = _source(
    "Shipping dimensions", "Global Postal Code System, on USPS", _SECONDARY,
    "https://www.globalpostalcodesystem.info/package/how-to-measure-a-package-for-usps.html", "70 lb, 108 in",
)  # fmt: skip
_DHL: Final = _source(
    "DHL Express: sizes, weights and surcharges", "Lianshuncheng, a forwarder", _SECONDARY,
    "https://chookash.com/1613.html", "more than 1.2 m or 70 kg costs a surcharge",
)  # fmt: skip
_DPD: Final = _source(
    "Weight and dimensions", "DPD Switzerland", _OFFICIAL,
    "https://www.dpd.com/ch/en/support/shipping-information/weight-dimensions", "standard size; international",
)  # fmt: skip
_ROUNDED_2025: Final = _source(
    "FedEx and UPS DIM rounding rule", "Jay Group", _SECONDARY,
    "https://www.jaygroup.com/blog/fedex-ups-dim-rounding-rule-aug-18-2025-whats-changing-how-to-cut-costs",
    "sides rounded up can trip the sizes of surcharges", _READ,
)  # fmt: skip

_M = Measure
_PAST_2025: Final = date(2025, 8, 18)
_UPS_VOLUME: Final = date(2026, 1, 26)
_FEDEX_VOLUME: Final = date(2026, 1, 12)


def _post(longest: str, around: str, kilos: str) -> tuple[Bound, ...]:
    return (Bound(_M.LONGEST, "cm", longest), Bound(_M.LENGTH_AND_GIRTH, "cm", around), Bound(_M.WEIGHT, "kg", kilos))


def _inches(longest: int, around: int | None, pounds: int | None, second: int | None = None,
            volume: int | None = None) -> tuple[Bound, ...]:  # fmt: skip
    """Bounds in inches and pounds; what is ``None`` is not bounded."""
    return tuple(
        Bound(measure, unit, most)
        for measure, unit, most in (
            (_M.LONGEST, "in", longest), (_M.SECOND, "in", second), (_M.LENGTH_AND_GIRTH, "in", around),
            (_M.VOLUME, "in", volume), (_M.WEIGHT, "lb", pounds),
        )
        if most is not None
    )  # fmt: skip


_UPS_HANDLING: Final = "ups-additional-handling"
_UPS_LARGE_NAME: Final = "ups-large-package"
_FEDEX_HANDLING: Final = "fedex-additional-handling"
_FEDEX_OVERSIZE: Final = "fedex-oversize"

_RULES: Final = (
    SizeRule("upu-small-packet", (
        Bound(_M.LONGEST, "cm", 60, tolerance="0.2"), Bound(_M.SUM, "cm", 90, tolerance="0.2"),
        Bound(_M.LONGEST, "cm", at_least=14, tolerance="0.2"), Bound(_M.SECOND, "cm", at_least=9, tolerance="0.2"),
        Bound(_M.WEIGHT, "kg", 2),
    ), sources=(_KOREA, _CYPRUS)),
    SizeRule("upu-small-packet-roll", (
        Bound(_M.LONGEST, "cm", 90, tolerance="0.2"), Bound(_M.ROLL, "cm", 104, tolerance="0.2"),
        Bound(_M.LONGEST, "cm", at_least=10), Bound(_M.ROLL, "cm", at_least=17), Bound(_M.WEIGHT, "kg", 2),
    ), sources=(_KOREA, _CYPRUS)),
    SizeRule("upu-parcel", _post("150", "300", "31.5"), sources=(_MACAO,)),
    SizeRule("upu-parcel-20kg", _post("150", "300", "20"), sources=(_MACAO,)),
    SizeRule("upu-parcel-small", _post("105", "200", "20"), sources=(_JAPAN, _CHINA)),
    SizeRule("ems", _post("150", "300", "30"), sources=(_JAPAN, _CHINA)),
    SizeRule("ems-small", _post("105", "200", "20"), sources=(_JAPAN, _CHINA)),
    SizeRule("dpd", _post("120", "300", "31.5"), sources=(_DPD,)),
    SizeRule("ups", _inches(108, 165, 150), sources=(_UPS_LIMITS,)),
    SizeRule("fedex-ground", _inches(108, 165, 150), sources=(_FEDEX_GROUND,)),
    SizeRule("usps", (Bound(_M.LENGTH_AND_GIRTH, "in", 108), Bound(_M.WEIGHT, "lb", 70)), sources=(_USPS,)),
    SizeRule("dhl-express-oversize", (Bound(_M.LONGEST, "cm", 120), Bound(_M.WEIGHT, "kg", 70)), surcharge=True,
             sources=(_DHL,)),
    SizeRule(_UPS_HANDLING, _inches(48, 105, 50, second=30), surcharge=True, side_rounding=SideRounding.HALF_UP,
             from_=date(2023, 12, 26), until=_PAST_2025, sources=(_UPS_2024,)),
    SizeRule(_UPS_HANDLING, _inches(48, 105, 50, second=30), surcharge=True, side_rounding=SideRounding.UP,
             from_=_PAST_2025, until=_UPS_VOLUME, sources=(_UPS_2024, _ROUNDED_2025)),
    SizeRule(_UPS_HANDLING, _inches(48, 105, 50, second=30, volume=10_368), surcharge=True,
             side_rounding=SideRounding.UP, from_=_UPS_VOLUME, sources=(_UPS_2024, _UPS_2026)),
    SizeRule(_UPS_LARGE_NAME, _inches(96, 130, None), surcharge=True, side_rounding=SideRounding.UP,
             from_=_PAST_2025, until=_UPS_VOLUME, sources=(_UPS_LARGE, _ROUNDED_2025)),
    SizeRule(_UPS_LARGE_NAME, _inches(96, 130, 110, volume=17_280), surcharge=True, side_rounding=SideRounding.UP,
             from_=_UPS_VOLUME, sources=(_UPS_2026, _UPS_LARGE)),
    SizeRule(f"{_UPS_LARGE_NAME}-international", (Bound(_M.LENGTH_AND_GIRTH, "in", 130),), surcharge=True,
             side_rounding=SideRounding.UP, from_=_PAST_2025, sources=(_UPS_2026,)),
    SizeRule(_FEDEX_HANDLING, _inches(48, None, None, second=30), surcharge=True, side_rounding=SideRounding.UP,
             from_=_PAST_2025, until=_FEDEX_VOLUME, sources=(_FEDEX_2018, _FEDEX_SECOND, _ROUNDED_2025)),
    SizeRule(_FEDEX_HANDLING, _inches(48, None, None, second=30, volume=10_368), surcharge=True,
             side_rounding=SideRounding.UP, from_=_FEDEX_VOLUME, sources=(_FEDEX_2018, _FEDEX_SECOND, _FEDEX_2026)),
    SizeRule(_FEDEX_OVERSIZE, _inches(96, 130, None), surcharge=True, side_rounding=SideRounding.UP,
             from_=_PAST_2025, until=_FEDEX_VOLUME, sources=(_FEDEX_2018, _ROUNDED_2025)),
    SizeRule(_FEDEX_OVERSIZE, _inches(96, 130, 110, volume=17_280), surcharge=True, side_rounding=SideRounding.UP,
             from_=_FEDEX_VOLUME, sources=(_FEDEX_2018, _FEDEX_2026)),
)  # fmt: skip

SIZE_RULES: Final[Mapping[str, tuple[SizeRule, ...]]] = MappingProxyType(
    {name: tuple(rule for rule in _RULES if rule.name == name) for name in dict.fromkeys(rule.name for rule in _RULES)}
)
"""The rules of each name, earlier ones first; those with ``surcharge`` cost more, the others are limits."""


def size_rule(name: str, on: date | None) -> SizeRule:
    """The rule of a name that holds on a day.

    Raises:
        BadInput: no such rule is known, or the day is missing and the rule has changed over time.

    >>> from xborder.shipping import Parcel, breaches
    >>> box = Parcel("30", "24", "24", "in", "20", "lb")
    >>> [str(b) for b in breaches(box, size_rule("ups-large-package", date(2026, 1, 25)))]
    []
    >>> [str(b) for b in breaches(Parcel("30", "24", "25", "in", "20", "lb"), "ups-large-package", date(2026, 1, 26))]
    ['volume of 18000 in3 is more than 17280 in3']
    """
    return named_on(SIZE_RULES, name, on, "rule")
