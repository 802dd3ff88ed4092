"""What rules are held against: the circumstances of a consignment, the goods of a line, and their prices."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs

from xborder.goods.categories import category_of, lineage

__all__ = ["Facts", "GoodsFacts", "UnitPrices"]


@attrs.frozen
class Facts:
    """The circumstances of a consignment that decide which rules can bear on it, apart from amounts and goods."""

    sale: str
    transport: str
    mode: str
    ship_from: str
    subdivision: str
    territory: str
    tax_area: bool
    seller: frozenset[str]
    platform: frozenset[str]
    buyer: frozenset[str]
    policies: tuple[tuple[str, str], ...]
    currency: str


@attrs.frozen
class GoodsFacts:
    """What rules look at in a line: its code, origin, category, claimed preference, and the lists it is on.

    Attributes:
        lists: the lists of the tariff in use that the goods are on.
        known_lists: all lists that this tariff knows on the day; ``None`` when it knows of no lists at all.
    """

    hs: str
    origin: str
    category: str
    preference: str
    lists: frozenset[str] = frozenset()
    known_lists: frozenset[str] | None = None

    @property
    def categories(self) -> tuple[str, ...]:
        """The line's category, then its ancestors."""
        return lineage(self.category or category_of(self.hs))


UnitPrices = Mapping[str, Fraction]
"""The price of a line per unit of each of its measures, in units of the currency it was converted to (key ``""``)."""
