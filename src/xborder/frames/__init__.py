"""A whole catalogue at once: quotes for the rows of a frame, by the same law and to the same cent as the desk's.

Needs the extra ``frames`` (Polars and PyArrow).
"""

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.frames.columns import COLUMNS, OUTPUT, Column, Output, column_table
    from xborder.frames.quoted import Fallback, QuotedFrame, charges, explain, quote_frame, replay, totals

__all__ = [
    "COLUMNS",
    "OUTPUT",
    "Column",
    "Fallback",
    "Output",
    "QuotedFrame",
    "charges",
    "column_table",
    "explain",
    "quote_frame",
    "replay",
    "totals",
]

_COLUMNS, _QUOTED = "xborder.frames.columns", "xborder.frames.quoted"
__getattr__, __dir__ = lazy(
    __name__,
    {
        "COLUMNS": _COLUMNS,
        "Column": _COLUMNS,
        "Fallback": _QUOTED,
        "OUTPUT": _COLUMNS,
        "Output": _COLUMNS,
        "QuotedFrame": _QUOTED,
        "charges": _QUOTED,
        "column_table": _COLUMNS,
        "explain": _QUOTED,
        "quote_frame": _QUOTED,
        "replay": _QUOTED,
        "totals": _QUOTED,
    },
)
