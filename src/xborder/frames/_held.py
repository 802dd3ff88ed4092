"""What lines hold of units of measure: which of their fields say it, and how much that is.

Which fields a line fills decides where a unit is read from, so it is part of the kind of goods; how much it fills in is
a column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

import polars as pl

from xborder.goods.units import find_quantity

__all__ = ["MASS", "QUANTITY", "Amounts", "Filled", "Source", "filled_line", "filled_of", "source_of"]

QUANTITY, MASS = "quantity", "net_mass"
Filled = tuple[str, ...]
"""The measures of a line that are filled in, by unit, and ``net_mass``."""
Source = tuple[tuple[str, ...], Fraction]
"""The fields whose product a unit is read from, and how many units the product of ones is."""
Amounts = Callable[[str], pl.Series]
"""A field's amounts, by line, in millionths."""
_ONE = Decimal(1)


def source_of(unit: str, filled: Filled) -> Source | None:
    """Where a line that fills in some fields says how much of a unit it holds; ``None`` when it does not."""
    measures = {name: _ONE for name in filled if name != MASS}
    mass = Fraction(1) if MASS in filled else None
    found = find_quantity(measures, unit, net_mass_kg=mass, quantity=_ONE)
    return None if found is None else (found.used, found.value)


def filled_line(filled: Filled) -> dict[str, object]:
    """The fields of a line that fills them in with ones."""
    line: dict[str, object] = {}
    measures = {name: "1" for name in filled if name != MASS}
    if measures:
        line["measures"] = measures
    if MASS in filled:
        line["net_mass"] = {"value": "1", "unit": "kg"}
    return line


def filled_of(names: Sequence[str], values: Sequence[object]) -> Filled:
    """The fields that are filled in, of columns that say so."""
    return tuple(name for name, value in zip(names, values, strict=True) if value)
