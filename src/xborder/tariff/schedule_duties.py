"""A stored schedule as the tariff of a desk: base duties, what lies on top, and the lists that law refers to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, Protocol

import attrs

from xborder.goods.hs import normalise
from xborder.law.sources import Evidence, Source, weakest
from xborder.tariff.answers import DutyAnswer, DutyVariant, Layer
from xborder.tariff.holdings import Holding
from xborder.tariff.measures import Lookup, Measure, Option
from xborder.tariff.records import Edition
from xborder.tariff.selection import select

if TYPE_CHECKING:
    from xborder.law.book import LawBook
    from xborder.tariff.law_layers import LawLayers

__all__ = ["HoldingSource", "ScheduleDuties", "answer_of"]

_MOST_ANSWERS: Final = 20_000
_MOST_LINES: Final = 20_000
"""How many lines the holdings that are kept may have together: a chapter has hundreds."""
_WEIGHT: Final = 4
"""How many lines of a holding a look-up weighs, beside its own."""
_MOST_DAYS: Final = 500
_REMARKS: Final = 12
_PARTS: Final = frozenset({"csv", "uk-api"})
"""Forms that hold what somebody picked, not everything there is."""
_ADVICE: Final = 6
_BASE: Final = frozenset({"preference", "quota", "suspension", "authorised-use"})


class HoldingSource(Protocol):
    """Where holdings come from: the store of ``Schedule``."""

    @property
    def stamp(self) -> object:
        """Something that changes when anything is loaded or removed; cheap to ask for."""

    def holding(self, area: str, code: str, on: date) -> Holding | None:
        """What is held for the digits of a code on a day; ``None`` when nothing is known of it."""

    def lists_known(self, area: str, on: date) -> frozenset[str]:
        """All lists loaded for the area that have entries on the day."""

    def sources(self, area: str) -> Mapping[str, Source]:
        """The editions loaded for an area, by the keys that holdings use."""

    def digest(self, area: str) -> str:
        """The fingerprint of the editions loaded for an area; empty when there are none."""


@attrs.define(eq=False)
class _Kept:
    """What was worked out from one state of the store."""

    stamp: object
    answers: dict[tuple[str, str, date, str, str], DutyAnswer | None] = attrs.field(factory=dict)
    holdings: dict[tuple[str, str, date], Holding | None] = attrs.field(factory=dict)
    known: dict[tuple[str, date], frozenset[str]] = attrs.field(factory=dict)
    lookups: dict[tuple[str, str, date, str, str], Lookup | None] = attrs.field(factory=dict)
    lines: int = 0
    looked: int = 0

    def hold(self, key: tuple[str, str, date], held: Holding | None) -> None:
        """Keeps a holding; when the lines of all become too many, forgets the others."""
        size = len(held.branches) if held is not None else 1
        if self.lines + size > _MOST_LINES:
            self.holdings.clear()
            self.lines = 0
        self.lines += size
        self.holdings[key] = held

    def look(self, key: tuple[str, str, date, str, str], found: Lookup | None) -> None:
        """Keeps a look-up, likewise."""
        size = _WEIGHT + sum(len(variant.codes) for variant in found.variants) if found is not None else 1
        if self.looked + size > _MOST_LINES:
            self.lookups.clear()
            self.looked = 0
        self.looked += size
        self.lookups[key] = found


@attrs.define(eq=False)
class ScheduleDuties:
    """The ``DutySource`` and ``ListSource`` that a stored schedule is.

    It keeps what it has worked out, up to a bound, and forgets it when something else is loaded into the store. It may
    be shared between threads if the store may.

    Attributes:
        store: where holdings come from; not to be exchanged.
        law: the packs whose additional duties look-ups show; a desk lays its own law on what ``duty`` answers.
    """

    store: HoldingSource
    law: LawBook | None = None
    _layers: LawLayers | None = attrs.field(init=False, default=None, repr=False)
    _kept: _Kept = attrs.field(init=False, factory=lambda: _Kept(None), repr=False)

    def duty(self, area: str, hs: str, on: date, origin: str = "", preference: str = "") -> DutyAnswer | None:
        """The duty on goods, and what the tariff lays on top of it.

        Args:
            area: customs area: ``US``, ``GB``, ``XI``, ``EU``, ``JP`` ...
            hs: HS or national tariff code, 2 to 12 digits, dots allowed.
            on: the day.
            origin: country of origin, ISO 3166-1 alpha-2.
            preference: the preference claimed; see ``xborder.tariff.selection.select``.

        Returns:
            The answer; ``None`` when the schedule has no base duty for the code. A table of a host's own, or some
            commodities of the UK's interface, say nothing of codes that they do not name; a whole nomenclature answers
            for one that it does not have, within the bounds of its subheading.

        Raises:
            BadInput: when ``hs`` is no code.
        """
        answers = self._current().answers
        key = (area, hs, on, origin, preference)
        try:
            return answers[key]
        except KeyError:
            pass
        found = self._looked_up(area, hs, on, origin, preference)
        answer = answer_of(found) if found is not None and (found.exact or _is_whole(found)) else None
        if len(answers) >= _MOST_ANSWERS:
            answers.clear()
        answers[key] = answer
        return answer

    def lookup(
        self,
        area: str,
        hs: str,
        on: date,
        origin: str = "",
        preference: str = "",
        codes: Collection[str] = (),
    ) -> Lookup | None:
        """All that the schedule says of goods: see ``Lookup``; ``None`` when it does not know their code.

        With it is what the law lays on top, by origin, date and lists of goods. The arguments are those of ``duty``,
        and the additional codes named for the goods.

        Raises:
            BadInput: when ``hs`` is no code.
        """
        if codes:
            return self._lawful(self._looked_up(area, hs, on, origin, preference, codes), preference)
        kept = self._current()
        key = (area, hs, on, origin, preference)
        try:
            return kept.lookups[key]
        except KeyError:
            found = self._lawful(self._looked_up(area, hs, on, origin, preference), preference)
            kept.look(key, found)
            return found

    def _lawful(self, found: Lookup | None, preference: str) -> Lookup | None:
        """A look-up with the law's own additional duties."""
        if found is None or self.law is None:
            return found
        if self._layers is None:
            from xborder.tariff.law_layers import LawLayers  # noqa: PLC0415 - the law loads when it is looked up

            self._layers = LawLayers(self.law)
        return self._layers.on(found, self.lists_known(found.area, found.on), preference)

    def _looked_up(
        self, area: str, hs: str, on: date, origin: str, preference: str, codes: Collection[str] = ()
    ) -> Lookup | None:
        held = self.holding(area, hs, on)
        return select(held, origin, preference, codes) if held is not None else None

    def holding(self, area: str, hs: str, on: date) -> Holding | None:
        """What is held for a code on a day, kept for the next question.

        Raises:
            BadInput: when ``hs`` is no code.
        """
        kept = self._current()
        key = (area, normalise(hs), on)
        try:
            return kept.holdings[key]
        except KeyError:
            pass
        held = self.store.holding(*key)
        kept.hold(key, held)
        return held

    def lists(self, area: str, hs: str, on: date) -> frozenset[str]:
        """The lists that goods of a code are on; for a wide code, those that all lines below it are on.

        Raises:
            BadInput: when ``hs`` is no code.
        """
        held = self.holding(area, hs, on)
        if held is None:
            return frozenset()
        if len(held.branches) == 1:
            return held.branches[0].lists
        return frozenset.intersection(*{branch.lists for branch in held.branches})

    def lists_known(self, area: str, on: date) -> frozenset[str]:
        """All lists loaded for an area that have entries on the day."""
        known = self._current().known
        found = known.get((area, on))
        if found is None:
            if len(known) >= _MOST_DAYS:
                known.clear()
            found = known[area, on] = self.store.lists_known(area, on)
        return found

    def sources(self, area: str) -> Mapping[str, Source]:
        """The editions that the answers for an area name, as sources."""
        return self.store.sources(area)

    def digest(self, area: str) -> str:
        """The fingerprint of the editions loaded for an area: what makes an answer repeatable."""
        return self.store.digest(area)

    def _current(self) -> _Kept:
        """What is kept of the store as it is now; a thread that still works on an older state keeps that to itself."""
        stamp, kept = self.store.stamp, self._kept
        if kept.stamp != stamp:
            kept = self._kept = _Kept(stamp)
        return kept


# --- a look-up as the answer that the engine takes --------------------------------------------------------------------


def answer_of(found: Lookup) -> DutyAnswer | None:
    """A look-up as the engine takes it; ``None`` when there is no base duty in it."""
    variants = tuple(
        DutyVariant(
            codes=variant.codes,
            options=variant.base.options if variant.base is not None else (),
            text=variant.base.text if variant.base is not None else "",
            kind=variant.base.kind if variant.base is not None else "",
            programme=variant.base.programme if variant.base is not None else "",
            gaps=variant.base is None or variant.base.gaps or not variant.base.options,
            layers=_layers((*variant.additional, *variant.taxes), found.sources),
            lists=variant.lists,
        )
        for variant in found.variants
    )
    bases = [variant.base for variant in found.variants if variant.base is not None]
    if not bases:
        return None
    used = [*bases, *(one for variant in found.variants for one in (*variant.additional, *variant.taxes))]
    keys = tuple(dict.fromkeys(measure.source for measure in used if measure.source))
    editions = [found.sources[key] for key in keys if key in found.sources]
    starts = [edition.from_ for edition in editions if edition.from_ is not None]
    options = tuple(dict.fromkeys(option for base in bases for option in base.options))
    computed = [variant for variant in variants if not variant.gaps]
    return DutyAnswer(
        code=found.code,
        options=options,
        text=" | ".join(dict.fromkeys(base.text for base in bases)),
        sources=keys,
        evidence=weakest(*(edition.evidence for edition in editions)) if editions else Evidence.UNVERIFIED,
        known_from=max(starts, default=None),
        early=found.early,
        wide=found.wide,
        gaps=bool(options) and len(computed) < len(variants),
        programme=found.base.programme if found.base is not None else "",
        kind=found.base.kind if found.base is not None else bases[0].kind,
        layers=_layers((*found.additional, *found.taxes), found.sources),
        variants=variants if found.wide else (),
        refused=found.refused,
        remarks=(*_span(found), *found.remarks)[:_REMARKS],
        advice=tuple(_advice(option) for option in found.options if option.measure.kind in _BASE)[:_ADVICE],
    )


def _is_whole(found: Lookup) -> bool:
    """Whether what answers is a whole nomenclature, so that the relatives of a code are all there."""
    return not any(edition.form in _PARTS for edition in found.sources.values())


def _layers(measures: tuple[Measure, ...], editions: Mapping[str, Edition]) -> tuple[Layer, ...]:
    return tuple(
        Layer(
            kind=measure.kind,
            options=measure.options,
            text=measure.text,
            source=measure.source,
            heading=measure.heading,
            name=measure.name,
            gaps=measure.gaps or not measure.options,
            evidence=editions[measure.source].evidence if measure.source in editions else Evidence.UNVERIFIED,
        )
        for measure in measures
        if not measure.by_list
    )


def _span(found: Lookup) -> tuple[str, ...]:
    """Which of the lines below a code have the lowest and the highest duty."""
    if not found.wide or found.base is not None:
        return ()
    low, high = found.lowest, found.highest
    if not low or not high:
        return ()
    most = f"{_some(low)} with the lowest ordinary duty, {_some(high)} with the highest"
    return (f"The lines below {found.code} differ: {most}.",)


def _some(codes: tuple[str, ...]) -> str:
    more = len(codes) - 1
    return f"{codes[0]} and {more} other{'s' if more > 1 else ''}" if more else codes[0]


def _advice(option: Option) -> str:
    """An option as a sentence."""
    measure = option.measure
    duty = " or ".join(map(str, measure.options)) or measure.text
    name = measure.name or measure.kind
    return (
        f"{name}, {duty}: {option.reason}." if not option.claim else f"{option.reason[0].upper()}{option.reason[1:]}."
    )
