"""Several tariffs as one: goods are answered by the first of them that knows their code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from xborder.errors import BadInput
from xborder.law.sources import Source
from xborder.tariff.answers import DutyAnswer, DutySource, ListSource

__all__ = ["Several"]


def _members(given: Iterable[DutySource]) -> tuple[DutySource, ...]:
    return tuple(given)


def _some(_: object, __: object, members: tuple[DutySource, ...]) -> None:
    if not members:
        raise BadInput("no tariff is given", path="tariffs", hint="leave tariffs out for the bundled starter tariff")


@attrs.frozen(eq=False)
class Several:
    """Tariffs in the order in which they are asked; goods may be on the lists of any of them.

    >>> from xborder.tariff.starter import StarterTariff
    >>> tariffs = Several((StarterTariff(),))
    >>> tariffs.duty("EU", "8518.30", date(2026, 11, 22)).text, tariffs.duty("IS", "8518.30", date(2026, 11, 22))
    ('Free', None)
    """

    members: tuple[DutySource, ...] = attrs.field(converter=_members, validator=_some)

    def duty(self, area: str, hs: str, on: date, origin: str = "", preference: str = "") -> DutyAnswer | None:
        """The duty on goods, by the first tariff that knows their code."""
        answers = (member.duty(area, hs, on, origin, preference) for member in self._knowing(area))
        return next((answer for answer in answers if answer is not None), None)

    def sources(self, area: str) -> Mapping[str, Source]:
        """The sources of the tariffs that know an area; of two with the same key the first."""
        return {key: source for member in reversed(self._knowing(area)) for key, source in member.sources(area).items()}

    def digest(self, area: str) -> str:
        """The fingerprint of the tariffs that know an area; empty when none does."""
        return " ".join(member.digest(area) for member in self._knowing(area))

    def lists(self, area: str, hs: str, on: date) -> frozenset[str]:
        """The lists that goods are on."""
        return frozenset().union(*(member.lists(area, hs, on) for member in self._listing(area)))

    def lists_known(self, area: str, on: date) -> frozenset[str]:
        """All lists loaded for an area."""
        return frozenset().union(*(member.lists_known(area, on) for member in self._listing(area)))

    def _knowing(self, area: str) -> tuple[DutySource, ...]:
        return tuple(member for member in self.members if member.digest(area))

    def _listing(self, area: str) -> list[ListSource]:
        knowing: tuple[object, ...] = self._knowing(area)
        return [member for member in knowing if isinstance(member, ListSource)]
