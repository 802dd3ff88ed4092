"""What a tariff answers when it is asked for the duty on goods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Protocol

import attrs

from xborder.law.sources import Evidence, Source
from xborder.tariff.expression import DutyExpression

__all__ = ["DutyAnswer", "DutySource"]


@attrs.frozen
class DutyAnswer:
    """The base duty on a kind of goods, as a tariff knows it.

    Attributes:
        code: the prefix that answered: of the row, or the code asked for when several rows lie below it.
        options: every duty that may apply; one is exact, several are bounds, none means that it cannot be computed.
        text: the duty as the file writes it.
        sources: keys among the tariff's ``sources``.
        evidence: the weakest grade among the rows used.
        known_from: the first day that the rows used are known for.
        early: the day asked for is before ``known_from``; the answer is given all the same.
        wide: the code asked for is shorter than the rows; ``options`` are those of all known rows below it.
        programme: the preference programme that the rate belongs to; empty for the most-favoured-nation rate.
        gaps: some of the rows used cannot be computed, so the duty may also lie outside ``options``.
    """

    code: str
    options: tuple[DutyExpression, ...]
    text: str
    sources: tuple[str, ...]
    evidence: Evidence
    known_from: date | None = None
    early: bool = False
    wide: bool = False
    gaps: bool = False
    programme: str = ""

    @property
    def expression(self) -> DutyExpression | None:
        """The duty, when there is exactly one."""
        return self.options[0] if len(self.options) == 1 else None

    @property
    def low(self) -> DutyExpression | None:
        """The lowest duty where all options are percentages, else ``None``: assess each, compare the amounts."""
        return min(self.options, key=_percentage) if self._comparable else None

    @property
    def high(self) -> DutyExpression | None:
        """The highest duty where all options are percentages, else ``None``: assess each, compare the amounts."""
        return max(self.options, key=_percentage) if self._comparable else None

    @property
    def source(self) -> str:
        """The first of ``sources``."""
        return self.sources[0] if self.sources else ""

    @property
    def _comparable(self) -> bool:
        return bool(self.options) and all(option.ad_valorem is not None for option in self.options)


def _percentage(duty: DutyExpression) -> Fraction:
    return Fraction(*(duty.ad_valorem or (0, 1)))


class DutySource(Protocol):
    """Where a desk takes base duties from: the starter tariff, a schedule, a host's own table."""

    def duty(self, area: str, hs: str, on: date, origin: str = "", preference: str = "") -> DutyAnswer | None:
        """The duty on goods imported into a customs area on a day; ``None`` when the tariff does not know the code."""

    def sources(self, area: str) -> Mapping[str, Source]:
        """The sources that the answers for an area name."""

    def digest(self, area: str) -> str:
        """The fingerprint of what answers for a customs area are read from; empty when it knows nothing of it."""
