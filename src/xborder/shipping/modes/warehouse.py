"""Where goods wait under suspension of duty: the regimes that law has for it, and a warehouse under one of them."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

import attrs

from xborder.places.place import Place
from xborder.shipping._checks import made_of, member
from xborder.shipping.modes._known import known

__all__ = ["Regime", "RegimeRule", "Warehouse", "regime_rule"]


class Regime(StrEnum):
    """Ways to store goods without paying duty yet."""

    CUSTOMS_WAREHOUSE = "customs-warehouse"
    FREE_ZONE = "free-zone"
    CN_1210 = "cn-1210"
    """China: stock of cross-border e-commerce in a special supervision area or bonded logistics centre (B)."""
    EU_CUSTOMS_WAREHOUSE = "eu-customs-warehouse"
    US_BONDED_WAREHOUSE = "us-bonded-warehouse"
    US_FTZ_PRIVILEGED = "us-ftz-privileged"
    """United States: foreign-trade zone, privileged foreign status, which fixes the rate of duty at admission."""


@attrs.frozen
class RegimeRule:
    """What law says of a regime.

    Attributes:
        name: in words.
        areas: the customs areas that have it; empty when many do.
        procedures: the procedures it serves that other regimes do not; patterns with ``*`` at the end.
        duty_at: ``release`` or ``admission``: the day whose rate of duty counts.
        months: how long goods may stay; ``None`` without limit, or where none is known.
        source: what says so.
        evidence: ``official``, ``secondary`` or ``unverified``.
    """

    name: str
    areas: tuple[str, ...]
    procedures: tuple[str, ...]
    duty_at: str
    months: int | None
    source: str
    evidence: str


@cache
def regime_rule(regime: Regime) -> RegimeRule:
    """What law says of a regime.

    >>> regime_rule(Regime.US_BONDED_WAREHOUSE).months, regime_rule(Regime.US_FTZ_PRIVILEGED).duty_at
    (60, 'admission')
    """
    table = known()
    row = next(row for row in table.tables["regime"] if row.said["id"] == regime)
    return RegimeRule(
        row.said["name"],
        tuple(row.said.get("area", ())),
        row.conditions.get("procedure", ()),
        row.said["duty_at"],
        row.said.get("months"),
        table.told(row),
        table.grade(row),
    )


_USUAL = {"CN": Regime.CN_1210, "EU": Regime.EU_CUSTOMS_WAREHOUSE, "US": Regime.US_FTZ_PRIVILEGED}


def usual_regime(area: str) -> Regime:
    """The regime that stock for a customs area usually lies under."""
    return _USUAL.get(area, Regime.CUSTOMS_WAREHOUSE)


def _regime(value: object) -> Regime:
    return member(Regime, value, "regime")


@attrs.frozen
class Warehouse:
    """A place under customs supervision.

    Attributes:
        place: where it is.
        regime: under which rules goods lie there.
        name: what the host calls it.

    >>> Warehouse(Place("NL"), "eu-customs-warehouse").regime.value
    'eu-customs-warehouse'
    """

    place: Place = attrs.field(validator=made_of(Place))
    regime: Regime = attrs.field(converter=_regime)
    name: str = ""
