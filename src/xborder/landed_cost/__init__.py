"""Consignment in, quote out: valuation, procedure, charges, explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.landed_cost.consignment import Consignment, Line, Party
    from xborder.landed_cost.desk import Desk
    from xborder.landed_cost.notices import Notice
    from xborder.landed_cost.parts import FxQuote, Mass
    from xborder.landed_cost.quote import Alternative, Charge, LineQuote, Quote, ThresholdTest
    from xborder.landed_cost.receipt import Receipt

__all__ = [
    "Alternative",
    "Charge",
    "Consignment",
    "Desk",
    "FxQuote",
    "Line",
    "LineQuote",
    "Mass",
    "Notice",
    "Party",
    "Quote",
    "Receipt",
    "ThresholdTest",
]

_HOMES = {
    "consignment": ("Consignment", "Line", "Party"),
    "desk": ("Desk",),
    "notices": ("Notice",),
    "parts": ("FxQuote", "Mass"),
    "quote": ("Alternative", "Charge", "LineQuote", "Quote", "ThresholdTest"),
    "receipt": ("Receipt",),
}

__getattr__, __dir__ = lazy(
    __name__, {name: f"xborder.landed_cost.{module}" for module, names in _HOMES.items() for name in names}
)
