"""Common names of preference programmes, and what the tariffs of each customs area call them.

A tariff names its preferences by symbols (``S+``), columns (``EPA_TH``) or groups of countries (``1013``); people say
``usmca``. The table is for people: whatever stands in the tariff itself can be claimed by that name without it.

Names on the right are programmes, groups or countries of the tariff; ``*`` at the end stands for anything.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from typing import Final

__all__ = ["ANY", "COMMON_NAMES", "common_names", "matches", "meant_by"]

ANY: Final = frozenset({"any", "auto"})
"""What claims the best preference that the origin allows."""

_UNION: Final[Mapping[str, tuple[str, ...]]] = {
    "gsp": ("2020", "2027", "2005"),
    "gsp+": ("2027",),
    "eba": ("2005",),
    "eu-uk-tca": ("GB",),
    "ceta": ("CA",),
    "eu-japan-epa": ("JP",),
    "eu-korea-fta": ("KR",),
    "eu-vietnam-fta": ("VN",),
    "eu-singapore-fta": ("SG",),
    "eea": ("2012",),
    "cariforum": ("1033",),
    "octs": ("2080",),
    "customs-union": ("TR", "AD", "SM"),
}

COMMON_NAMES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = types.MappingProxyType(
    {
        "US": {
            "usmca": ("S", "S+"),
            "gsp": ("A", "A*", "A+"),
            "agoa": ("D",),
            "cbera": ("E", "E*"),
            "cbtpa": ("R",),
            "cafta-dr": ("P", "P+"),
            "korus": ("KR",),
            "usjta": ("JP",),
            "nepal": ("NP",),
            "civil-aircraft": ("C",),
            "pharmaceuticals": ("K",),
        },
        "GB": {
            "eu-uk-tca": ("1013",),
            "gsp": ("1060", "1061", "1062", "2020", "2027", "2005"),
            "dcts": ("1060", "1061", "1062"),
            "cptpp": ("2051", "2052", "2053", "2054", "2055", "2056", "2057", "2058", "2059", "2060"),
            "cariforum": ("1033",),
            "uk-japan-cepa": ("JP",),
            "uk-australia-fta": ("AU",),
            "uk-new-zealand-fta": ("NZ",),
            "octs": ("2080",),
        },
        "EU": _UNION,
        "XI": _UNION,
        "JP": {
            "gsp": ("GSP", "GSP_*", "LDC"),
            "ldc": ("LDC", "GSP_LDC"),
            "cptpp": ("EPA_CPTPP",),
            "rcep": ("EPA_RCEP*",),
            "eu-japan-epa": ("EPA_EU",),
            "uk-japan-cepa": ("EPA_GB", "EPA_UK"),
            "ajcep": ("EPA_ASEAN",),
            "usjta": ("EPA_US", "USJTA"),
        },
        "CA": {
            "usmca": ("UST", "MXT"),
            "cusma": ("UST", "MXT"),
            "cptpp": ("CPTPT", "CPUKT"),
            "ceta": ("CEUT",),
            "gsp": ("GPT",),
            "ldc": ("LDCT",),
            "ckfta": ("KRT",),
        },
    }
)
"""By customs area and name, in small letters."""


def common_names(area: str) -> Mapping[str, tuple[str, ...]]:
    """The common names that are understood for a customs area."""
    return COMMON_NAMES.get(area, {})


def meant_by(area: str, claim: str) -> tuple[str, ...]:
    """What a claim may be called in the tariff of an area: itself, and what its common name stands for.

    >>> meant_by("US", "USMCA")
    ('usmca', 's', 's+')
    """
    name = claim.strip().casefold()
    return (name, *(other.casefold() for other in common_names(area).get(name, ())))


def matches(names: Iterable[str], patterns: Iterable[str]) -> bool:
    """Whether one of the tariff's names of a measure is meant, whatever their case.

    >>> matches(("EPA_RCEP_CN",), ("rcep", "epa_rcep*"))
    True
    """
    folded = [name.casefold() for name in names]
    return any(
        name.startswith(pattern[:-1]) if pattern.endswith("*") and len(pattern) > 2 else name == pattern
        for pattern in patterns
        for name in folded
    )
