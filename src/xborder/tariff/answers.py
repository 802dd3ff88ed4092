"""What a tariff answers when it is asked for the duty on goods."""

from __future__ import annotations

from datetime import date
from typing import Protocol

import attrs

from xborder.tariff.expression import DutyExpression

__all__ = ["DutyAnswer", "DutySource"]


@attrs.frozen
class DutyAnswer:
    """The base duty on a kind of goods.

    Attributes:
        code: the tariff code that matched, which may be shorter than the one asked for.
        options: one expression when the answer is certain; several when finer codes differ: the duty is one of them.
            None at all when the line's text cannot be computed.
        text: the duty as the tariff writes it.
        source: key of the source among ``sources`` of the tariff.
        evidence: ``official``, ``secondary`` or ``unverified``.
        known_from: the first day that the tariff's edition was read for; ``None`` when it has no such day.
        programme: the preference programme that the rate belongs to; empty for the most-favoured-nation rate.
    """

    code: str
    options: tuple[DutyExpression, ...]
    text: str = ""
    source: str = ""
    evidence: str = "unverified"
    known_from: date | None = None
    programme: str = ""


class DutySource(Protocol):
    """Where a desk takes base duties from: the starter tariff, a schedule, a host's own table."""

    def duty(self, area: str, hs: str, on: date, origin: str = "", preference: str = "") -> DutyAnswer | None:
        """The duty on goods imported into a customs area on a day; ``None`` when the tariff does not know the code."""

    def source(self, area: str, key: str) -> dict[str, str] | None:
        """The source that an answer names, as the public contract writes sources."""

    def digest(self, area: str) -> str:
        """The fingerprint of what answers for a customs area are read from."""
