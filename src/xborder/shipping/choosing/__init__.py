"""Choosing: options, limits, what is best and what is not, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping.choosing.options import Choice, Criterion, Limits, Option, Verdict
    from xborder.shipping.choosing.ranking import options_of, pareto, rank
    from xborder.shipping.choosing.telling import explain_choice

__all__ = [
    "Choice",
    "Criterion",
    "Limits",
    "Option",
    "Verdict",
    "explain_choice",
    "options_of",
    "pareto",
    "rank",
]

_HOMES = {
    "options": ("Choice", "Criterion", "Limits", "Option", "Verdict"),
    "ranking": ("options_of", "pareto", "rank"),
    "telling": ("explain_choice",),
}
__getattr__, __dir__ = lazy(__name__, {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names})
