"""Where a desk keeps what frames have asked it, so that the next frame does not ask again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from xborder.frames._known import Known
from xborder.landed_cost.desk import Desk

__all__ = ["known_of"]

_MOST = 8
_MOST_SIZE = 400_000


def known_of(desk: Desk, on: date | None, fx: Sequence[object], rows: pl.DataFrame) -> Known:
    """What the desk has answered frames with such columns, on that day and by these rates.

    It is kept with the desk, forgotten when the desk forgets, and begun anew when it has grown large.
    """
    day = on if on is not None else desk.clock()
    key = (day, tuple(fx), tuple(rows.columns))
    found = desk.frames.get(key)
    if isinstance(found, Known) and found.size <= _MOST_SIZE:
        return found
    while len(desk.frames) >= _MOST:
        desk.frames.pop(next(iter(desk.frames)), None)
    made = Known(desk, on, fx, rows.columns)
    desk.frames[key] = made
    return made
