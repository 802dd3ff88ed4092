"""Columns of several parts put together in one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import polars as pl

from xborder.frames._ops import PLACE, fill, places, take

__all__ = ["Merging"]


class Merging:
    """Puts columns of several parts, which stand at places, side by side in one; nothing elsewhere."""

    def __init__(self, at: Sequence[pl.Series | None], count: int) -> None:
        self.at, self.count = at, count

    @cached_property
    def inverse(self) -> pl.Series:
        """Where in the parts, one after the other, each place is; after their end when it is in none."""
        along = pl.concat([places(self.count) if where is None else where for where in self.at], rechunk=True)
        return fill(len(along), self.count, PLACE).scatter(along, places(len(along)))

    def merged(self, values: Sequence[pl.Series | None]) -> pl.Series | None:
        """One column; ``None`` when no part has any."""
        there = [(each, where) for each, where in zip(values, self.at, strict=True) if each is not None]
        if not there:
            return None
        if len(there) == 1:
            each, where = there[0]
            return each if where is None else fill(0, self.count, pl.Int64()).scatter(where, each)
        whole = [
            fill(0, self.count if where is None else len(where), pl.Int64()) if each is None else each
            for each, where in zip(values, self.at, strict=True)
        ]
        return take(pl.concat([*whole, pl.Series([0])], rechunk=True), self.inverse)
