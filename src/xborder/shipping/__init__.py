"""How the goods travel: modes side by side, bonded stock, consolidation, and choosing between the ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping import bonded, consolidation
    from xborder.shipping.choosing import Choice, Criterion, Limits, Option, Verdict, options_of, pareto, rank
    from xborder.shipping.days import Days, Transit
    from xborder.shipping.modes import Bonded, Consolidation, DirectMail, Mode, OverseasWarehouse
    from xborder.shipping.telling import explain_choice
    from xborder.shipping.warehouse import Regime, Warehouse
    from xborder.shipping.way import DutyMoment, Paper, Reason, Way

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
    "choosing": ("Choice", "Criterion", "Limits", "Option", "Verdict", "options_of", "pareto", "rank"),
    "days": ("Days", "Transit"),
    "modes": ("Bonded", "Consolidation", "DirectMail", "Mode", "OverseasWarehouse"),
    "telling": ("explain_choice",),
    "warehouse": ("Regime", "Warehouse"),
    "way": ("DutyMoment", "Paper", "Reason", "Way"),
    "bonded": ("bonded",),
    "consolidation": ("consolidation",),
}

__getattr__, __dir__ = lazy(
    __name__, {name: f"xborder.shipping.{module}" for module, names in _HOMES.items() for name in names}
)
