"""Several tariffs as one: each customs area is answered by the first of them that knows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from xborder.errors import BadInput
from xborder.law.sources import Source
from xborder.tariff.answers import DutyAnswer, DutySource, ListSource

__all__ = ["Several"]


def _some(_: object, __: object, members: tuple[DutySource, ...]) -> None:
    if not members:
        raise BadInput("no tariff is given", path="tariffs", hint="leave tariffs out for the bundled starter tariff")


@attrs.frozen(eq=False)
class Several:
    """Tariffs in the order in which they are asked; they are never mixed within a customs area.

    >>> from xborder.tariff.starter import StarterTariff
    >>> tariffs = Several((StarterTariff(),))
    >>> tariffs.duty("EU", "8518.30", date(2026, 11, 22)).text, tariffs.duty("IS", "8518.30", date(2026, 11, 22))
    ('Free', None)
    """

    members: tuple[DutySource, ...] = attrs.field(converter=tuple, validator=_some)

    def duty(self, area: str, hs: str, on: date, origin: str = "", preference: str = "") -> DutyAnswer | None:
        """The duty on goods, by the first tariff that knows the area."""
        member = self._knowing(area)
        return member.duty(area, hs, on, origin, preference) if member is not None else None

    def sources(self, area: str) -> Mapping[str, Source]:
        """The sources of the tariff that answers for an area."""
        member = self._knowing(area)
        return member.sources(area) if member is not None else {}

    def digest(self, area: str) -> str:
        """The fingerprint of the tariff that answers for an area; empty when none does."""
        member = self._knowing(area)
        return member.digest(area) if member is not None else ""

    def lists(self, area: str, hs: str, on: date) -> frozenset[str]:
        """The lists that goods are on, by the tariff that answers for the area."""
        member: object = self._knowing(area)
        return member.lists(area, hs, on) if isinstance(member, ListSource) else frozenset()

    def lists_known(self, area: str, on: date) -> frozenset[str]:
        """All lists of the tariff that answers for the area."""
        member: object = self._knowing(area)
        return member.lists_known(area, on) if isinstance(member, ListSource) else frozenset()

    def _knowing(self, area: str) -> DutySource | None:
        return next((member for member in self.members if member.digest(area)), None)
