"""What the law packs hold, how good it is, and what stands in one of them on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from xborder.law import rules
from xborder.law._entries import Entry, charges, procedures, rates, thresholds
from xborder.law._view import LawView, show
from xborder.law.book import LawBook, bundled
from xborder.law.sources import Evidence

__all__ = ["Coverage", "Entry", "LawView", "coverage", "show"]


@attrs.frozen
class Coverage:
    """What is known of one jurisdiction.

    Attributes:
        jurisdiction: its code, as quotes name it.
        from_: the first day that the pack answers for.
        checked: the day somebody last held it against its sources; later days are answered with a notice.
        evidence: how many values (charges, dated rates and limits, procedures) have evidence of each grade.
        procedures: the ways to import that it knows, by id.
        limitations: what is knowingly left out.
        extends: whose law it inherits; empty for none.
    """

    jurisdiction: str
    name: str
    from_: date
    checked: date
    evidence: Mapping[Evidence, int]
    procedures: tuple[str, ...]
    limitations: tuple[str, ...]
    extends: str = ""

    def to_dict(self) -> dict[str, object]:
        """The row as JSON can hold it."""
        return {
            "jurisdiction": self.jurisdiction,
            "name": self.name,
            "from": self.from_.isoformat(),
            "checked": self.checked.isoformat(),
            "evidence": {grade.value: count for grade, count in self.evidence.items()},
            "procedures": list(self.procedures),
            "limitations": list(self.limitations),
            "extends": self.extends,
        }


def coverage(book: LawBook | None = None) -> tuple[Coverage, ...]:
    """What is known of every destination, sorted by code.

    Args:
        book: the shelf to look at; default: the bundled packs.

    >>> [row.name for row in coverage() if row.jurisdiction in ("CH", "XI")]
    ['Switzerland', 'Northern Ireland']
    """
    shelf = book if book is not None else bundled()
    packs = map(shelf.pack, shelf.codes)
    return tuple(_row(pack) for pack in packs if not pack.jurisdiction.abstract)


def _row(pack: rules.Pack) -> Coverage:
    head = pack.jurisdiction
    counts = dict.fromkeys(Evidence, 0)
    for entry in (*charges(pack), *rates(pack), *thresholds(pack), *procedures(pack)):
        counts[entry.evidence] += 1
    return Coverage(
        head.code,
        head.name,
        head.known_from,
        head.checked,
        counts,
        tuple(dict.fromkeys(procedure.id for procedure in pack.procedure)),
        head.limitations,
        head.extends,
    )
