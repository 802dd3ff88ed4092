"""From an HS code to the category of goods that laws speak of: books, wine, children's clothing."""

from __future__ import annotations

import functools
import types
from collections.abc import Mapping
from typing import Final

from xborder.goods._category_table import CATEGORIES, Category
from xborder.goods.hs import longest_prefix

__all__ = ["CATEGORIES", "Category", "category_of", "is_category", "lineage"]

_BY_PREFIX: Final[Mapping[str, str]] = types.MappingProxyType(
    {prefix: category.name for category in CATEGORIES for prefix in category.prefixes}
)
_PARENT: Final[Mapping[str, str]] = types.MappingProxyType({category.name: category.parent for category in CATEGORIES})


@functools.lru_cache(maxsize=16_384)
def category_of(hs: str) -> str:
    """The category of a normalised HS code by its longest known prefix, or ``""``.

    The code alone cannot tell everything: see the limitations in the table beside this module. A line's own
    ``category`` comes first.

    >>> category_of("22042109"), category_of("490199"), category_of("2523")
    ('wine', 'book', '')
    """
    prefix = longest_prefix(hs, _BY_PREFIX)
    return _BY_PREFIX[prefix] if prefix else ""


@functools.lru_cache(maxsize=4_096)
def lineage(category: str) -> tuple[str, ...]:
    """A category followed by the wider ones that it belongs to.

    A category that only the host knows is its own lineage; no category has none.

    >>> lineage("wine"), lineage("sweetened-drink"), lineage("")
    (('wine', 'alcohol'), ('sweetened-drink', 'soft-drink', 'food'), ())
    """
    line: list[str] = []
    while category:
        line.append(category)
        category = _PARENT.get(category, "")
    return tuple(line)


def is_category(name: str) -> bool:
    """Whether the table knows a category of this name; hosts may use further ones.

    >>> is_category("book"), is_category("books")
    (True, False)
    """
    return name in _PARENT
