"""Where a value of law comes from, and how far it can be trusted."""

from __future__ import annotations

import enum
from datetime import date

import attrs

__all__ = ["Evidence", "Source", "Status", "weakest"]


class Evidence(enum.Enum):
    """How good the evidence for a value is."""

    OFFICIAL = "official"
    """The authority itself says so."""
    SECONDARY = "secondary"
    """Somebody reports that the authority says so."""
    UNVERIFIED = "unverified"
    """Nobody has yet held it against a source."""


class Status(enum.Enum):
    """Whether a rule is law."""

    IN_FORCE = "in-force"
    SCHEDULED = "scheduled"
    DISPUTED = "disputed"


@attrs.frozen
class Source:
    """A document that a value was taken from.

    Attributes:
        key: its short name within the pack.
        title: the document.
        publisher: who answers for it.
        url: where it can be read.
        evidence: what it is worth.
        seen: the day it was last read.
    """

    title: str
    publisher: str
    evidence: Evidence
    seen: date
    url: str = ""
    note: str = ""
    key: str = ""

    def to_dict(self) -> dict[str, str]:
        """The source as the public contract writes it."""
        return {
            "title": self.title,
            "publisher": self.publisher,
            "url": self.url,
            "evidence": self.evidence.value,
            "seen": self.seen.isoformat(),
        }


_ORDER = (Evidence.UNVERIFIED, Evidence.SECONDARY, Evidence.OFFICIAL)


def weakest(*grades: Evidence) -> Evidence:
    """The weakest of several grades: a chain is as good as its weakest link.

    >>> weakest(Evidence.OFFICIAL, Evidence.SECONDARY)
    <Evidence.SECONDARY: 'secondary'>
    """
    return min(grades, key=_ORDER.index)
