"""Columns of whole numbers that know how large they can be, so that nothing ever runs over unnoticed."""

from __future__ import annotations

import polars as pl

from xborder.frames._ops import largest, smallest, take

__all__ = ["LONG", "SHORT", "TooLarge", "Whole", "Width", "short"]

Width = tuple[pl.DataType, int]
"""A type of whole numbers, and the largest that it holds."""

SHORT: Width = (pl.Int64(), 2**63 - 1)
LONG: Width = (pl.Int128(), 2**126)


class TooLarge(Exception):
    """A result could be larger than the type of its column holds."""


_SUMMED = 2**59


def short(series: pl.Series, lines: int) -> pl.Series:
    """Numbers, not below nothing, as 64 bits: small enough for a sum over so many lines and a few steps.

    Raises:
        TooLarge: when they are not.
    """
    if largest(series) > _SUMMED // lines:
        raise TooLarge
    return series if series.dtype == SHORT[0] else series.cast(SHORT[0], wrap_numerical=True)


class Whole:
    """A column of whole numbers.

    Attributes:
        series: the numbers.
        most: none is larger, the sign apart.
    """

    __slots__ = ("_width", "most", "series")

    def __init__(self, series: pl.Series, width: Width, most: int | None = None) -> None:
        if most is None:
            most = max(largest(series), -smallest(series))
        if most > width[1]:
            raise TooLarge
        # Nothing is lost by the quick cast: the numbers are known to fit.
        self.series = series if series.dtype == width[0] else series.cast(width[0], wrap_numerical=True)
        self.most, self._width = most, width

    def __add__(self, other: Whole | int) -> Whole:
        if isinstance(other, int):
            return self if not other else self._made(self.series + self._plain(other), self.most + abs(other))
        return self._made_of(other, self.most + other.most, "+")

    def __sub__(self, other: Whole) -> Whole:
        return self._made_of(other, self.most + other.most, "-")

    def __mul__(self, other: Whole | int) -> Whole:
        if isinstance(other, int):
            return self if other == 1 else self._made(self.series * self._plain(other), self.most * abs(other))
        return self._made_of(other, self.most * other.most, "*")

    __rmul__ = __mul__

    def __floordiv__(self, other: Whole | int) -> Whole:
        if isinstance(other, int):
            return self if other == 1 else self._made(self.series // self._fits(other), self.most // abs(other) + 1)
        return Whole(self.series // other.series, self._width, self.most)

    def of(self, places: pl.Series) -> Whole:
        """The numbers at places."""
        return Whole(take(self.series, places), self._width, self.most)

    def where(self, flags: pl.Series, other: Whole | int) -> Whole:
        """These numbers where the flags are up, and others elsewhere."""
        if isinstance(other, int):
            return Whole(self.series.zip_with(flags, self._fits(other)), self._width, max(self.most, abs(other)))
        return Whole(self.series.zip_with(flags, other.series), self._width, max(self.most, other.most))

    def like(self, number: int) -> Whole:
        """A column of one number, as long as this."""
        return Whole(self._fits(number).new_from_index(0, len(self.series)), self._width, abs(number))

    def _fits(self, number: int) -> pl.Series:
        if abs(number) > SHORT[1]:
            raise TooLarge
        return pl.Series([number], dtype=self._width[0])

    def _plain(self, number: int) -> pl.Series | int:
        """A number as arithmetic takes it quickest: 64 bits take a plain one, 128 do not."""
        return number if self._width is SHORT and abs(number) <= SHORT[1] else self._fits(number)

    def _made(self, series: pl.Series, most: int) -> Whole:
        if most > self._width[1]:
            raise TooLarge
        return Whole(series, self._width, most)

    def _made_of(self, other: Whole, most: int, sign: str) -> Whole:
        if most > self._width[1]:
            raise TooLarge
        match sign:
            case "+":
                series = self.series + other.series
            case "-":
                series = self.series - other.series
            case _:
                series = self.series * other.series
        return Whole(series, self._width, most)
