"""How the goods travel: modes side by side, bonded stock, consolidation, and choosing between the ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.landed_cost.ways import Reason
    from xborder.shipping import bonded, consolidation
    from xborder.shipping.choosing import options_of, pareto, rank
    from xborder.shipping.days import Days, Transit
    from xborder.shipping.mode import Mode
    from xborder.shipping.modes import Consolidation, DirectMail
    from xborder.shipping.options import Choice, Criterion, Limits, Option, Verdict
    from xborder.shipping.stock_modes import Bonded, OverseasWarehouse
    from xborder.shipping.telling import explain_choice
    from xborder.shipping.warehouse import Regime, Warehouse
    from xborder.shipping.way import DutyMoment, Paper, Standing, Way

__all__ = [
    "Bonded",
    "Choice",
    "Consolidation",
    "Criterion",
    "Days",
    "DirectMail",
    "DutyMoment",
    "Limits",
    "Mode",
    "Option",
    "OverseasWarehouse",
    "Paper",
    "Reason",
    "Regime",
    "Standing",
    "Transit",
    "Verdict",
    "Warehouse",
    "Way",
    "bonded",
    "consolidation",
    "explain_choice",
    "options_of",
    "pareto",
    "rank",
]

_HOMES = {
    "bonded": ("bonded",),
    "choosing": ("options_of", "pareto", "rank"),
    "consolidation": ("consolidation",),
    "days": ("Days", "Transit"),
    "mode": ("Mode",),
    "modes": ("Consolidation", "DirectMail"),
    "options": ("Choice", "Criterion", "Limits", "Option", "Verdict"),
    "stock_modes": ("Bonded", "OverseasWarehouse"),
    "telling": ("explain_choice",),
    "warehouse": ("Regime", "Warehouse"),
    "way": ("DutyMoment", "Paper", "Standing", "Way"),
}

__getattr__, __dir__ = lazy(
    __name__,
    {
        "Reason": "xborder.landed_cost.ways",
        **{name: f"xborder.shipping.{module}" for module, names in _HOMES.items() for name in names},
    },
)
