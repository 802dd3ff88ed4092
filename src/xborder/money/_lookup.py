"""Finding a rate among the published series: direct, inverse, or crossed through one other currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

import attrs

from xborder.money._series import Series, last_common_day
from xborder.money.euro import EURO_ADOPTIONS, EuroAdoption
from xborder.money.fx_rules import FxRule, Window
from xborder.money.rate import Rate

__all__ = ["Index", "find_rate"]


@attrs.frozen(eq=False)
class _Link:
    """A series, read in one of its two directions."""

    series: Series
    inverse: bool

    def value(self, index: int) -> Fraction:
        figure = self.series.value(index)
        return 1 / figure if self.inverse else figure

    def until(self, index: int) -> int:
        return self.series.ends[index] if self.series.ends else 0


@attrs.frozen(eq=False)
class Index:
    """The series by pair, both ways, those asked first in front; and the currencies to cross through.

    ``max_age`` is the age in days at which a daily rate no longer answers.
    """

    links: Mapping[tuple[str, str], tuple[_Link, ...]]
    pivots: tuple[str, ...]
    max_age: int

    @classmethod
    def of(cls, series: Iterable[Series], max_age: int) -> Index:
        """Index series that are given in order of precedence."""
        links: dict[tuple[str, str], list[_Link]] = {}
        ranks: dict[str, int] = {}
        for one in series:
            ranks.setdefault(one.source, len(ranks))
            links.setdefault((one.base, one.quote), []).append(_Link(one, inverse=False))
            links.setdefault((one.quote, one.base), []).append(_Link(one, inverse=True))
        ordered = {
            pair: tuple(sorted(found, key=lambda link: (ranks[link.series.source], link.inverse)))
            for pair, found in links.items()
        }
        pivots = {link.series.base for found in links.values() for link in found}
        return cls(ordered, tuple(sorted(pivots)), max_age)


def find_rate(index: Index, base: str, quote: str, on: date, rule: FxRule | None) -> Rate | None:
    """The rate in force on a day by a rule, or None."""
    if base == quote:
        return Rate(base, quote, Fraction(1), on, "identity", published="1")
    near, far = _adopted(base, on), _adopted(quote, on)
    if near is None and far is None:
        window = Window.of(rule, on, index.max_age)
        return _quoted(index, base, quote, window) or _crossed(index, base, quote, window)
    middle = find_rate(index, "EUR" if near else base, "EUR" if far else quote, on, rule)
    return middle and _through_euro(middle, near, far)


def _quoted(index: Index, base: str, quote: str, window: Window) -> Rate | None:
    """The first series that answers; a source's own direction and its inverse rank by the source."""
    for link in index.links.get((base, quote), ()):
        place = link.series.find(window)
        if place >= 0:
            return Rate(
                base,
                quote,
                link.value(place),
                date.fromordinal(link.series.days[place]),
                link.series.source,
                inverse=link.inverse,
                published=link.series.figure(place),
                until=_date(link.until(place)),
            )
    return None


def _crossed(index: Index, base: str, quote: str, window: Window) -> Rate | None:
    """Through the pivot with the most recent day on which both legs were published; the first of equals."""
    crossings = [
        _Crossing.of(pivot, one, other, window)
        for pivot in index.pivots
        for one in _answering(index.links.get((base, pivot), ()), window)
        for other in _answering(index.links.get((pivot, quote), ()), window)
    ]
    return max(crossings, key=_Crossing.rank).rate(base, quote) if crossings else None


def _answering(links: Iterable[_Link], window: Window) -> Iterable[_Link]:
    """Of the series by day and of those by period, the first that answers."""
    found: dict[bool, _Link] = {}
    for link in links:
        if bool(link.series.ends) not in found and link.series.find(window) >= 0:
            found[bool(link.series.ends)] = link
    return found.values()


@attrs.frozen(eq=False)
class _Crossing:
    """Two legs over a pivot, each with the place of its figure."""

    pivot: str
    one: _Link
    here: int
    other: _Link
    there: int

    @classmethod
    def of(cls, pivot: str, one: _Link, other: _Link, window: Window) -> _Crossing:
        """The legs with the figures of the last day they have in common, else with the last of each."""
        places = last_common_day(one.series, other.series, window) if one.series.source == other.series.source else None
        here, there = places or (one.series.find(window), other.series.find(window))
        return cls(pivot, one, here, other, there)

    @property
    def days(self) -> tuple[int, int]:
        """The days of the two figures."""
        return self.one.series.days[self.here], self.other.series.days[self.there]

    @property
    def sources(self) -> tuple[str, ...]:
        """The publisher, or both."""
        return tuple(dict.fromkeys((self.one.series.source, self.other.series.source)))

    def rank(self) -> tuple[bool, bool, int, bool]:
        """What makes one crossing better than another: figures of one kind, of one day, recent, of one publisher."""
        one_kind = bool(self.one.series.ends) == bool(self.other.series.ends)
        return one_kind, self.days[0] == self.days[1], min(self.days), len(self.sources) == 1

    def rate(self, base: str, quote: str) -> Rate:
        """The product of the legs."""
        ends = [end for end in (self.one.until(self.here), self.other.until(self.there)) if end]
        return Rate(
            base,
            quote,
            self.one.value(self.here) * self.other.value(self.there),
            date.fromordinal(min(self.days)),
            " + ".join(self.sources),
            via=(self.pivot,),
            until=_date(min(ends, default=0)),
        )


def _adopted(code: str, on: date) -> EuroAdoption | None:
    adoption = EURO_ADOPTIONS.get(code)
    return adoption if adoption is not None and on >= adoption.since else None


def _through_euro(middle: Rate, near: EuroAdoption | None, far: EuroAdoption | None) -> Rate:
    """A rate between euros and something, extended at either end by a fixed conversion rate."""
    fixed = [adoption for adoption in (near, far) if adoption is not None]
    same = middle.base == middle.quote
    base, quote = near.currency if near else middle.base, far.currency if far else middle.quote
    value = middle.value
    if near is not None:
        value /= near.value
    if far is not None:
        value *= far.value
    alone = same and len(fixed) == 1
    steps = () if alone else tuple(dict.fromkeys((*(["EUR"] if near else []), *middle.via, *(["EUR"] if far else []))))
    return Rate(
        base,
        quote,
        value,
        max(adoption.since for adoption in fixed) if same else middle.on,
        " + ".join([*([] if same else [middle.source]), *(adoption.source for adoption in fixed)]),
        via=steps,
        inverse=alone and near is not None,
        published=fixed[0].rate if alone else "",
        until=middle.until,
    )


def _date(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None
