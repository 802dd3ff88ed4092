"""The editions in a store, and which of them answer for a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Final

import attrs

from xborder.law.sources import Source
from xborder.tariff.records import Edition

__all__ = ["DATELESS", "InForce", "LoadedEdition", "in_force"]

DATELESS: Final = frozenset({"us-hts", "jp", "ca-cbsa"})
"""Forms whose records do not say when they hold: only the first day of the edition does, where it is given."""

_SERIES: Final = {"uk-api": "uk", "uk-bulk": "uk"}
"""Forms in which the same tariff is published: the newer one answers, whatever its form."""


@attrs.frozen(kw_only=True)
class LoadedEdition:
    """An edition as it lies in a store.

    Attributes:
        id: the store's own number of it; later loads have higher ones.
        edition: what its reader said of it.
        loaded: the day that it was loaded.
        lines: how many lines it has; ``measures``, ``groups`` and ``entries`` (of lists) likewise.
        digest: fingerprint of its records, the same for the same records in any store.
    """

    id: int
    edition: Edition
    loaded: date
    lines: int
    measures: int
    groups: int
    entries: int
    digest: str

    @property
    def key(self) -> str:
        """Its name within its area, as answers give it: form and name."""
        return f"{self.edition.form}: {self.edition.name}"

    @property
    def series(self) -> str:
        """What it replaces earlier editions of."""
        return _SERIES.get(self.edition.form, self.edition.form)

    @property
    def says(self) -> frozenset[str]:
        """What it is the whole of, when it is whole: some tariffs publish lines and measures as two files."""
        found = {what for what, count in (("lines", self.lines), ("measures", self.measures)) if count}
        return frozenset(found or {"other"})

    @property
    def source(self) -> Source:
        """It as a source of law."""
        return Source(
            title=self.edition.title,
            publisher=self.edition.publisher,
            evidence=self.edition.evidence,
            seen=self.loaded,
            url=self.edition.url,
            note=self.edition.name,
            key=self.key,
        )

    @property
    def age(self) -> tuple[date, date, int]:
        """What orders editions from old to new: from when it is in force, publication, load."""
        published = self.edition.published or date.min
        return self.edition.from_ or published, published, self.id

    def known_on(self, on: date) -> bool:
        """Whether it says something of a day; one without a first day does, its measures carry their own."""
        return self.edition.from_ is None or self.edition.from_ <= on


@attrs.frozen
class InForce:
    """An edition that answers for a day.

    Attributes:
        loaded: the edition.
        day: the day that its records are asked for: that of the question, or its own first day when it is ``early``.
        early: the day of the question lies before it; it is the first there is.
    """

    loaded: LoadedEdition
    day: date
    early: bool = False


def in_force(editions: Iterable[LoadedEdition], on: date) -> tuple[InForce, ...]:
    """The editions of one area that answer for a day, newest first.

    Of each series these are the newest whole edition that has begun and what was added to it since, or on no day in
    particular; before the first has begun, the first. Where lines and measures are published apart, there is one of
    each.
    """
    ordered = sorted(editions, key=lambda one: (one.series, one.age), reverse=True)
    answering = [one for _, series in groupby(ordered, key=lambda one: one.series) for one in _of_series(series, on)]
    return tuple(sorted(answering, key=lambda one: one.loaded.age, reverse=True))


def _of_series(newest_first: Iterable[LoadedEdition], on: date) -> Iterator[InForce]:
    editions = list(newest_first)
    begun = [one for one in editions if one.known_on(on)]
    covered: set[str] = set()
    for one in begun:
        undated = one.edition.from_ is None and not one.edition.whole
        if undated or not one.says <= covered:
            yield InForce(one, on)
            covered |= one.says if one.edition.whole else set()
    if covered:
        return
    # Nothing whole has begun: the first whole one answers, or where there are only parts, the first of these.
    coming = [one for one in editions if not one.known_on(on)]
    first = next((one for one in reversed(coming) if one.edition.whole), None)
    if first is None and coming and not begun:
        first = coming[-1]
    if first is not None:
        yield from (
            InForce(one, one.edition.from_ or on, early=True)
            for one in coming
            if one is first or (one.edition.from_ == first.edition.from_ and not one.edition.whole)
        )
