"""What a tariff answers when it is asked for the duty on goods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Protocol, runtime_checkable

import attrs

from xborder.law.sources import Evidence, Source
from xborder.tariff.expression import DutyExpression

__all__ = ["DutyAnswer", "DutySource", "DutyVariant", "Layer", "ListSource"]


@attrs.frozen(kw_only=True)
class Layer:
    """A measure of the tariff that is charged beside its base duty, such as an anti-dumping duty or an excise.

    A tariff gives those layers that are declared for the goods' own code or above it. What goods bear because they are
    on a list that law refers to is not among them: the law charges that, by the list (``ListSource``).

    Attributes:
        kind: one of ``xborder.tariff.records.KINDS``: ``anti-dumping``, ``countervailing``, ``safeguard``,
            ``additional``, ``excise``, ``vat``.
        heading: the additional code or chapter 99 heading under which it is declared; empty when there is none.
        name: its name, by the authority.
        options: every duty that may apply; one is exact, several are bounds, none means that it cannot be computed.
        text: the duty as the authority writes it.
        source: the key among the tariff's ``sources``.
        gaps: the duty may also lie outside ``options``, since some of what may apply cannot be computed.
        evidence: how good the source is.
    """

    kind: str
    options: tuple[DutyExpression, ...]
    text: str
    source: str
    heading: str = ""
    name: str = ""
    gaps: bool = False
    evidence: Evidence = Evidence.OFFICIAL

    @property
    def expression(self) -> DutyExpression | None:
        """The duty, when there is exactly one."""
        return self.options[0] if len(self.options) == 1 and not self.gaps else None


@attrs.frozen(kw_only=True)
class DutyVariant:
    """What is the same for some of the lines below a code: base duty, layers and lists together.

    The fields have the names and meanings that they have in ``DutyAnswer``; a quote for a wide code is bounded by the
    results of computing with each variant as a whole, since a line with a low base duty may bear a high layer.

    Attributes:
        codes: the lines, as digits.
        lists: the lists that all of them are on.
    """

    codes: tuple[str, ...]
    options: tuple[DutyExpression, ...]
    text: str
    kind: str = "mfn"
    programme: str = ""
    gaps: bool = False
    layers: tuple[Layer, ...] = ()
    lists: frozenset[str] = frozenset()


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
        kind: what the base duty is: ``mfn``, ``preference``, ``column-2`` or ``suspension``.
        layers: what the tariff lays on top, in stacking order, then excises and value added tax as it gives them; for
            a wide code only the layers that all lines share: the others are in ``variants``.
        variants: for a wide code, the different combinations of base duty, layers and lists below it; one when all
            lines agree, none when the tariff does not tell them apart.
        remarks: whole sentences on how the duty was chosen: a claim that was not taken and why, a preference that was
            and the proof that it needs, the rate for all other companies.
        refused: the preference claimed is not for goods of this origin, so that the law grants nothing by it either.
        advice: whole sentences on what could lower the duty and was not assumed: a preference to claim, a quota.
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
    kind: str = "mfn"
    layers: tuple[Layer, ...] = ()
    variants: tuple[DutyVariant, ...] = ()
    remarks: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    refused: bool = False

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


@runtime_checkable
class ListSource(Protocol):
    """A duty source that also has lists of goods that law refers to (``9903.88.15``, ``us.ieepa-exempt``).

    Hosts' own duty sources need not be one: without it, nobody can say which goods are on a list. Law then asks
    ``list_missing``.
    """

    def lists(self, area: str, hs: str, on: date) -> frozenset[str]:
        """The lists that goods of a code are on, on a day: for a wide code, those that every line below it is on."""

    def lists_known(self, area: str, on: date) -> frozenset[str]:
        """All lists loaded for a customs area that have entries on the day, whatever goods are on them."""
