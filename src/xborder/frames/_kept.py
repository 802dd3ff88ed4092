"""Where a desk keeps what frames have asked it, so that the next frame does not ask again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from xborder.frames._known import Known
from xborder.landed_cost.desk import Desk

__all__ = ["known_of"]

_MOST = 8
_MOST_SIZE = 100_000


def known_of(desk: Desk, on: date | None, fx: Sequence[object], rows: pl.DataFrame) -> Known:
    """What the desk has answered frames with such columns, on that day and by these rates.

    It is kept with the desk, forgotten when the desk forgets, and begun anew when it has grown large.
    """
    day = on if on is not None else desk.clock()
    if type(day) is not date:
        return Known(desk, on, fx, rows.columns)
    kept = desk._columns  # noqa: SLF001 - the executor of columns is one of the desk's own
    key = (day, tuple(fx), tuple(rows.columns))
    found = kept.get(key)
    if isinstance(found, Known) and found.size <= _MOST_SIZE:
        return found
    for old in list(kept)[: 1 - _MOST]:
        kept.pop(old, None)
    made = kept[key] = Known(desk, on, fx, rows.columns)
    return made
