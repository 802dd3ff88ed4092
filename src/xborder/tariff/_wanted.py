"""Whose goods are asked about, and whether a measure bears on them."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from typing import Final

import attrs

from xborder.tariff.holdings import Holding
from xborder.tariff.programmes import ANY, matches, meant_by
from xborder.tariff.records import Group, Tariff

__all__ = ["ERGA_OMNES", "NEARLY_ALL", "Fit", "Wanted"]

ERGA_OMNES: Final = "1011"
NEARLY_ALL: Final = 150
"""Members from which on a group means goods of any origin, when the origin is not known."""
_RESIDENTS: Final = "column-2"
"""The group of those who pay column 2, where the measures of column 2 do not name their origins."""
_SHOWN: Final = 8


class Fit(enum.IntEnum):
    """Whether a measure bears on goods of the origin."""

    NO = 0
    UNKNOWN = 1
    YES = 2


@attrs.frozen
class Wanted:
    """What is asked, read once for all lines.

    Attributes:
        names: the origin and every group that it is in.
        claim: what the claimed preference may be called; empty without a claim.
        best: the claim is for the best there is.
    """

    area: str
    origin: str
    names: frozenset[str]
    groups: Mapping[str, Group]
    preference: str
    claim: tuple[str, ...]
    best: bool
    codes: frozenset[str]

    @classmethod
    def of(cls, holding: Holding, origin: str, preference: str, codes: Collection[str]) -> Wanted:
        country = origin.strip().upper()
        names = {ERGA_OMNES, country} if country else {ERGA_OMNES}
        for group in holding.groups.values():
            if country in group.members if country else len(group.members) >= NEARLY_ALL:
                names.add(group.id)
        claim = preference.strip()
        best = claim.casefold() in ANY
        meant = meant_by(holding.area, claim) if claim and not best else ()
        named = frozenset(code.strip().upper() for code in codes)
        return cls(holding.area, country, frozenset(names), holding.groups, claim, meant, best, named)

    def fit(self, tariff: Tariff) -> Fit:
        """Whether a measure bears on the goods, as far as its origins say."""
        if tariff.excluded and not self.names.isdisjoint(tariff.excluded):
            return Fit.NO
        origin = tariff.origin
        if not origin:
            if tariff.kind == "column-2":
                return Fit.YES if _RESIDENTS in self.names else Fit.NO
            return Fit.UNKNOWN if tariff.kind == "preference" else Fit.YES
        if not self.names.isdisjoint(origin):
            return Fit.YES
        if not self.origin or any(len(name) != 2 and name not in self.groups for name in origin):
            return Fit.UNKNOWN
        return Fit.NO

    def claims(self, tariff: Tariff) -> bool:
        """Whether a preference is one that was claimed."""
        return self.best or (bool(self.claim) and matches((tariff.programme, *tariff.origin), self.claim))

    def means(self, programme: str, order: str) -> bool:
        """Whether the claim is the name of something else: a use of goods, or a quota by its order number."""
        return bool(self.claim) and matches((programme, order), self.claim)

    def whose(self, tariff: Tariff) -> str:
        """Whose goods a measure is for, in words."""
        named = (self.groups[name].name if name in self.groups else "" for name in tariff.origin)
        told = [f"{name} ({title})" if title else name for name, title in zip(tariff.origin, named, strict=True)]
        return ", ".join(told[:_SHOWN]) + (", ..." if len(told) > _SHOWN else "")
