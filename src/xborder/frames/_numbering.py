"""Numbers for the distinct rows of some columns: the same row has the same number for as long as the numbering lives.

A row of several columns is known by two hashes of 64 bits, made with keys of their own; a pair of small numbers by
itself. Tables from bits of these to numbers make a look-up of a few nanoseconds; a row that is not found in them is
looked for one by one, and added when it is new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import RLock
from typing import Generic, TypeVar

import attrs
import polars as pl

from xborder.frames._ops import PLACE, fill, flagged, places, put, take

__all__ = ["Numbering"]

T = TypeVar("T")
_KEYS = (20261122, 77041713)
_ROOM = 16
_LEAST, _MOST = 2**10, 2**24


@attrs.frozen(eq=False)
class _Table:
    """Numbers at slots; a slot is made of a key's upper half, times an odd number, and its lower half.

    The multiples of a golden part of the size lie far from each other, so that small pairs have slots of their own.
    """

    numbers: pl.Series
    factor: int

    @classmethod
    def of(cls, keys: pl.Series, size: int, part: int) -> _Table:
        """A table of so many slots, a power of two; of keys that share one the last stands in it.

        Args:
            keys: what is looked up.
            size: how many slots.
            part: of the size, in thousandths.
        """
        made = cls(fill(0, size, PLACE), (size * part // 1000) | 1)
        return cls(put(made.numbers, made._slots(keys), places(len(keys))), made.factor)

    def at(self, keys: pl.Series) -> pl.Series:
        """The number at each key's slot."""
        return take(self.numbers, self._slots(keys))

    def _slots(self, keys: pl.Series) -> pl.Series:
        low = keys.cast(PLACE, wrap_numerical=True)
        high = (keys // 2**32).cast(PLACE, wrap_numerical=True)
        return (high * self.factor + low) & (len(self.numbers) - 1)


@attrs.frozen(eq=False)
class _Tables:
    """What is looked into; replaced as a whole when rows are added, so that nobody sees half of it."""

    one: pl.Series
    other: pl.Series
    first: _Table
    second: _Table


class Numbering(Generic[T]):
    """Numbers from nothing up, and what stands behind each.

    Attributes:
        all: what stands behind each number; it only grows.
        lock: held while rows are added.
    """

    def __init__(self, lock: RLock) -> None:
        self.all: list[T] = []
        self.lock = lock
        self._known: dict[tuple[int, int], int] = {}
        self._keys: tuple[list[int], list[int]] = ([], [])
        self._tables: _Tables | None = None

    def numbers(self, columns: Sequence[pl.Series], make: Callable[[list[int]], Sequence[T]]) -> pl.Series:
        """The number of each row.

        Args:
            columns: of one length.
            make: what stands behind new rows, given where each stands.
        """
        frame = pl.DataFrame([column.alias(str(index)) for index, column in enumerate(columns)])
        return self._numbers(frame.hash_rows(seed=_KEYS[0]), frame.hash_rows(seed=_KEYS[1]), make)

    def of_pairs(self, one: pl.Series, other: pl.Series, make: Callable[[list[int]], Sequence[T]]) -> pl.Series:
        """The number of each pair of whole numbers below two to the 31st; a numbering has pairs or rows, not both."""
        key = one.cast(pl.UInt64, wrap_numerical=True) * 2**32 + other.cast(pl.UInt64, wrap_numerical=True)
        return self._numbers(key, None, make)

    def _numbers(self, one: pl.Series, other: pl.Series | None, make: Callable[[list[int]], Sequence[T]]) -> pl.Series:
        tables = self._tables
        if tables is None:
            found, rest = fill(0, len(one), PLACE), places(len(one))
        else:
            found = tables.first.at(one)
            wrong = _differ(tables, found, one, other)
            if not wrong.any():
                return found
            rest = flagged(wrong)
            some, more = take(one, rest), None if other is None else take(other, rest)
            again = tables.second.at(some if more is None else more)
            right = ~_differ(tables, again, some, more)
            found = put(found, rest.filter(right), again.filter(right))
            rest = rest.filter(~right)
        if len(rest):
            some = take(one, rest)
            found = put(found, rest, self._found(some, some if other is None else take(other, rest), rest, make))
        return found

    def _found(
        self, one: pl.Series, other: pl.Series, rows: pl.Series, make: Callable[[list[int]], Sequence[T]]
    ) -> pl.Series:
        """The numbers of rows that the tables do not have."""
        frame = pl.DataFrame({"one": one, "other": other, "row": rows})
        distinct = frame.unique(["one", "other"], keep="first", maintain_order=True)
        keys = list(zip(distinct["one"].to_list(), distinct["other"].to_list(), strict=True))
        with self.lock:
            fresh = [index for index, key in enumerate(keys) if key not in self._known]
            if fresh:
                at = distinct["row"].to_list()
                made = make([at[index] for index in fresh])
                for index, value in zip(fresh, made, strict=True):
                    self._known[keys[index]] = len(self.all)
                    self.all.append(value)
                    for held, key in zip(self._keys, keys[index], strict=True):
                        held.append(key)
                self._tables = self._built()
            numbers = [self._known[key] for key in keys]
        distinct = distinct.with_columns(number=pl.Series(numbers, dtype=PLACE))
        joined = frame.join(distinct, on=["one", "other"], how="left", maintain_order="left")
        return joined["number"]

    def _built(self) -> _Tables:
        one, other = (pl.Series(keys, dtype=pl.UInt64) for keys in self._keys)
        size = _LEAST
        while size < min(_ROOM * len(one), _MOST):
            size *= 2
        return _Tables(one, other, _Table.of(one, size, 618), _Table.of(other, size, 414))


def _differ(tables: _Tables, found: pl.Series, one: pl.Series, other: pl.Series | None) -> pl.Series:
    """Which rows are not what the tables say."""
    wrong = take(tables.one, found) != one
    return wrong if other is None else wrong | (take(tables.other, found) != other)
