"""A whole catalogue at once: quotes for the rows of a frame, by the same law and to the same cent as the desk's.

Needs the extra ``frames`` (Polars and PyArrow).
"""

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.frames.charts import chart
    from xborder.frames.columns import COLUMNS, OUTPUT, Column, Output, column_table
    from xborder.frames.comparison import Comparison, compare
    from xborder.frames.grid import PriceGrid, WideGrid, price_grid
    from xborder.frames.quoted import Fallback, QuotedFrame, charges, explain, quote_frame, replay, totals

__all__ = [
    "COLUMNS",
    "OUTPUT",
    "Column",
    "Comparison",
    "Fallback",
    "Output",
    "PriceGrid",
    "QuotedFrame",
    "WideGrid",
    "charges",
    "chart",
    "column_table",
    "compare",
    "explain",
    "price_grid",
    "quote_frame",
    "replay",
    "totals",
]

_COLUMNS, _QUOTED, _GRID = "xborder.frames.columns", "xborder.frames.quoted", "xborder.frames.grid"
_COMPARISON, _CHARTS = "xborder.frames.comparison", "xborder.frames.charts"
__getattr__, __dir__ = lazy(
    __name__,
    {
        "COLUMNS": _COLUMNS,
        "Column": _COLUMNS,
        "Comparison": _COMPARISON,
        "Fallback": _QUOTED,
        "OUTPUT": _COLUMNS,
        "Output": _COLUMNS,
        "PriceGrid": _GRID,
        "QuotedFrame": _QUOTED,
        "WideGrid": _GRID,
        "charges": _QUOTED,
        "chart": _CHARTS,
        "column_table": _COLUMNS,
        "compare": _COMPARISON,
        "explain": _QUOTED,
        "price_grid": _GRID,
        "quote_frame": _QUOTED,
        "replay": _QUOTED,
        "totals": _QUOTED,
    },
)
