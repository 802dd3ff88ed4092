"""What is shipped: HS codes, units of measure, goods categories."""

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
