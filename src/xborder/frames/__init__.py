"""A whole catalogue at once: quotes for the rows of a frame, by the same law and to the same cent as the desk's.

Needs the extra ``frames`` (Polars and PyArrow).
"""

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.frames import spark
    from xborder.frames.charts import chart
    from xborder.frames.columns import COLUMNS, OUTPUT, Column, Output, column_table
    from xborder.frames.comparison import Comparison, compare
    from xborder.frames.grid import PriceGrid, WideGrid, price_grid
    from xborder.frames.mapper import ArrowMapper, arrow_mapper
    from xborder.frames.provenance import concat_quoted, rules_digest, same_rules
    from xborder.frames.quoted import Fallback, QuotedFrame, charges, explain, quote_frame, replay, totals
    from xborder.frames.spec import DeskSpec
    from xborder.frames.streaming import FileSummary, quote_file, quote_lazy

__all__ = [
    "COLUMNS",
    "OUTPUT",
    "ArrowMapper",
    "Column",
    "Comparison",
    "DeskSpec",
    "Fallback",
    "FileSummary",
    "Output",
    "PriceGrid",
    "QuotedFrame",
    "WideGrid",
    "arrow_mapper",
    "charges",
    "chart",
    "column_table",
    "compare",
    "concat_quoted",
    "explain",
    "price_grid",
    "quote_file",
    "quote_frame",
    "quote_lazy",
    "replay",
    "rules_digest",
    "same_rules",
    "spark",
    "totals",
]

_COLUMNS, _QUOTED, _GRID = "xborder.frames.columns", "xborder.frames.quoted", "xborder.frames.grid"
_COMPARISON, _CHARTS = "xborder.frames.comparison", "xborder.frames.charts"
_MAPPER, _PROVENANCE = "xborder.frames.mapper", "xborder.frames.provenance"
_STREAMING = "xborder.frames.streaming"
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
        "ArrowMapper": _MAPPER,
        "arrow_mapper": _MAPPER,
        "concat_quoted": _PROVENANCE,
        "rules_digest": _PROVENANCE,
        "same_rules": _PROVENANCE,
        "DeskSpec": "xborder.frames.spec",
        "FileSummary": _STREAMING,
        "quote_file": _STREAMING,
        "quote_lazy": _STREAMING,
        "spark": "xborder.frames.spark",
        "totals": _QUOTED,
    },
)
