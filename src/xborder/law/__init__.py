"""Law as data: packs, their timeline and sources, and the plans they compile to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.law.book import LawBook
    from xborder.law.changed import Change, LawDiff, diff
    from xborder.law.known import Coverage, coverage
    from xborder.law.loader import read_pack
    from xborder.law.sources import Evidence, Source, Status

__all__ = [
    "Change",
    "Coverage",
    "Evidence",
    "LawBook",
    "LawDiff",
    "Source",
    "Status",
    "coverage",
    "diff",
    "read_pack",
]

__getattr__, __dir__ = lazy(
    __name__,
    {
        "LawBook": "xborder.law.book",
        "Change": "xborder.law.changed",
        "LawDiff": "xborder.law.changed",
        "diff": "xborder.law.changed",
        "Coverage": "xborder.law.known",
        "coverage": "xborder.law.known",
        "read_pack": "xborder.law.loader",
        "Evidence": "xborder.law.sources",
        "Source": "xborder.law.sources",
        "Status": "xborder.law.sources",
    },
)
