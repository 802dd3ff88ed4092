"""Numbers for the distinct rows of some columns: the same row has the same number for as long as the numbering lives.

A row is known by two hashes of 64 bits, made with keys of their own. Tables from bits of a hash to numbers make a look-up
of a few nanoseconds; a row that is not found in them is looked for one by one, and added when it is new.
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
class _Tables:
    """What is looked into; replaced as a whole when rows are added, so that nobody sees half of it."""

    one: pl.Series
    other: pl.Series
    first: pl.Series
    second: pl.Series


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
        one, other = (frame.hash_rows(seed=key) for key in _KEYS)
        tables = self._tables
        if tables is None:
            found, rest = fill(0, frame.height, PLACE), places(frame.height)
        else:
            found = take(tables.first, _slots(one, len(tables.first)))
            wrong = _differ(tables, found, one, other)
            if not wrong.any():
                return found
            rest = flagged(wrong)
            some, more = take(one, rest), take(other, rest)
            again = take(tables.second, _slots(more, len(tables.second)))
            right = ~_differ(tables, again, some, more)
            found = put(found, rest.filter(right), again.filter(right))
            rest = rest.filter(~right)
        if len(rest):
            found = put(found, rest, self._found(take(one, rest), take(other, rest), rest, make))
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
        empty = fill(0, size, PLACE)
        numbers = places(len(one))
        return _Tables(one, other, put(empty, _slots(one, size), numbers), put(empty, _slots(other, size), numbers))


def _slots(keys: pl.Series, size: int) -> pl.Series:
    return (keys & (size - 1)).cast(PLACE, wrap_numerical=True)


def _differ(tables: _Tables, found: pl.Series, one: pl.Series, other: pl.Series) -> pl.Series:
    """Which rows are not what the tables say."""
    return (take(tables.one, found) != one) | (take(tables.other, found) != other)
