"""What is shipped: HS codes, units of measure, goods categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.goods.categories import CATEGORIES, Category, category_of, is_category, lineage
    from xborder.goods.hs import chapter, display, heading, is_prefix, longest_prefix, normalise, subheading
    from xborder.goods.units import (
        UNITS,
        Dimension,
        Found,
        Unit,
        convert,
        find_quantity,
        how_to_give,
        is_unit,
        quantity_in,
        unit_of,
    )

__all__ = [
    "CATEGORIES",
    "UNITS",
    "Category",
    "Dimension",
    "Found",
    "Unit",
    "category_of",
    "chapter",
    "convert",
    "display",
    "find_quantity",
    "heading",
    "how_to_give",
    "is_category",
    "is_prefix",
    "is_unit",
    "lineage",
    "longest_prefix",
    "normalise",
    "quantity_in",
    "subheading",
    "unit_of",
]

__getattr__, __dir__ = lazy(
    __name__,
    {
        "CATEGORIES": "xborder.goods.categories",
        "Category": "xborder.goods.categories",
        "category_of": "xborder.goods.categories",
        "is_category": "xborder.goods.categories",
        "lineage": "xborder.goods.categories",
        "chapter": "xborder.goods.hs",
        "display": "xborder.goods.hs",
        "heading": "xborder.goods.hs",
        "is_prefix": "xborder.goods.hs",
        "longest_prefix": "xborder.goods.hs",
        "normalise": "xborder.goods.hs",
        "subheading": "xborder.goods.hs",
        "Dimension": "xborder.goods.units",
        "Found": "xborder.goods.units",
        "UNITS": "xborder.goods.units",
        "Unit": "xborder.goods.units",
        "convert": "xborder.goods.units",
        "find_quantity": "xborder.goods.units",
        "how_to_give": "xborder.goods.units",
        "is_unit": "xborder.goods.units",
        "quantity_in": "xborder.goods.units",
        "unit_of": "xborder.goods.units",
    },
)
