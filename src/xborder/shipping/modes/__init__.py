"""Modes: the four ways for an order to travel, and what each of them means under law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping.modes.comparing import compare
    from xborder.shipping.modes.days import Days, Transit
    from xborder.shipping.modes.four import MODES, Consolidation, DirectMail, mode_of
    from xborder.shipping.modes.mode import (
        Mode,
        Prepared,
    )
    from xborder.shipping.modes.stock import Bonded, OverseasWarehouse
    from xborder.shipping.modes.warehouse import Regime, RegimeRule, Warehouse, regime_rule
    from xborder.shipping.modes.way import DutyMoment, Paper, Standing, Way

__all__ = [
    "MODES",
    "Bonded",
    "Consolidation",
    "Days",
    "DirectMail",
    "DutyMoment",
    "Mode",
    "OverseasWarehouse",
    "Paper",
    "Prepared",
    "Regime",
    "RegimeRule",
    "Standing",
    "Transit",
    "Warehouse",
    "Way",
    "compare",
    "mode_of",
    "regime_rule",
]

_HOMES = {
    "comparing": ("compare",),
    "days": ("Days", "Transit"),
    "four": ("Consolidation", "DirectMail", "MODES", "mode_of"),
    "mode": ("Mode", "Prepared"),
    "stock": ("Bonded", "OverseasWarehouse"),
    "warehouse": ("Regime", "RegimeRule", "Warehouse", "regime_rule"),
    "way": ("DutyMoment", "Paper", "Standing", "Way"),
}
__getattr__, __dir__ = lazy(__name__, {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names})
