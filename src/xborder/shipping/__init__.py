"""How the goods travel: promises that are kept, and what a journey emits.

The rooms are packages of their own: :mod:`xborder.shipping.promises` and :mod:`xborder.shipping.carbon`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping import carbon, promises
    from xborder.shipping.carbon import Footprint, footprint
    from xborder.shipping.promises import Promise, promise, scorecard

__all__ = [
    "Footprint",
    "Promise",
    "carbon",
    "footprint",
    "promise",
    "promises",
    "scorecard",
]

_CARBON, _PROMISES = "xborder.shipping.carbon", "xborder.shipping.promises"
__getattr__, __dir__ = lazy(
    __name__,
    {
        "Footprint": _CARBON,
        "Promise": _PROMISES,
        "carbon": _CARBON,
        "footprint": _CARBON,
        "promise": _PROMISES,
        "promises": _PROMISES,
        "scorecard": _PROMISES,
    },
)
