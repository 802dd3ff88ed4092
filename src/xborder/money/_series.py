"""The published figures of one pair of currencies, kept small: sorted days beside one long text.

Twenty-seven years of daily rates for forty currencies are a quarter of a million figures. Kept as objects they would
fill some twenty megabytes and take a second to make; almost none is ever asked for. So the figures stay text, as
published, and become numbers when used.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate

import attrs

from xborder.money.fx_rules import Window

__all__ = ["Series"]


@attrs.frozen(eq=False)
class Series:
    """What one source has published for one pair.

    Attributes:
        base: the currency that one unit is of.
        quote: the currency that the figures are in.
        source: who published them.
        days: ordinals, ascending: days of publication, or the first days of periods.
        ends: the last days of the periods; empty for figures by day of publication.
        longest: the days of the longest period.
    """

    base: str
    quote: str
    source: str
    days: array[int]
    ends: array[int]
    longest: int
    _offsets: array[int]
    _text: str

    @classmethod
    def of(
        cls,
        base: str,
        quote: str,
        source: str,
        *,
        days: Sequence[int],
        figures: Sequence[str],
        ends: Sequence[int] = (),
    ) -> Series:
        """Build from columns of equal length that are already sorted by day."""
        return cls(
            base=base,
            quote=quote,
            source=source,
            days=array("i", days),
            ends=array("i", ends),
            longest=max((end - start + 1 for start, end in zip(days, ends, strict=False)), default=0),
            offsets=array("I", accumulate(map(len, figures), initial=0)),
            text="".join(figures),
        )

    def __len__(self) -> int:
        return len(self.days)

    def figure(self, index: int) -> str:
        """The figure as published."""
        return self._text[self._offsets[index] : self._offsets[index + 1]]

    def value(self, index: int) -> Fraction:
        """The figure as an exact number."""
        return Fraction(self.figure(index))

    def find(self, window: Window) -> int:
        """The place of the figure in force, or -1."""
        if self.ends:
            return self._period(window.inside)
        index = bisect_right(self.days, window.newest) - 1
        return index if index >= 0 and self.days[index] >= window.oldest else -1

    def _period(self, day: int) -> int:
        index = bisect_right(self.days, day) - 1
        # A short period inside a longer one, a change in mid-month, goes before it while it lasts.
        while index >= 0 and self.days[index] > day - self.longest:
            if self.ends[index] >= day:
                return index
            index -= 1
        return -1

    def rows(self) -> Iterable[tuple[int, int, str]]:
        """Each figure with its day and the end of its period, which is 0 without periods."""
        ends = self.ends or (0,) * len(self)
        return ((day, end, self.figure(index)) for index, (day, end) in enumerate(zip(self.days, ends, strict=True)))

    def overlaid(self, other: Series) -> Series:
        """This series with the figures of ``other``, of the same pair, source and kind, laid over it."""
        merged = {(day, end): figure for series in (self, other) for day, end, figure in series.rows()}
        keys = sorted(merged)
        ends = [end for _, end in keys] if self.ends else []
        return Series.of(
            self.base,
            self.quote,
            self.source,
            days=[day for day, _ in keys],
            ends=ends,
            figures=[merged[key] for key in keys],
        )


def last_common_day(one: Series, other: Series, window: Window) -> tuple[int, int] | None:
    """The places of the last day in the window on which both series have a figure."""
    here, there = one.find(window), other.find(window)
    if one.ends or other.ends:
        same = here >= 0 and there >= 0 and one.days[here] == other.days[there]
        return (here, there) if same else None
    while here >= 0 and there >= 0 and min(one.days[here], other.days[there]) >= window.oldest:
        if one.days[here] == other.days[there]:
            return here, there
        if one.days[here] > other.days[there]:
            here -= 1
        else:
            there -= 1
    return None
