"""Which row of one frame is which row of another."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from xborder.errors import BadInput
from xborder.frames.columns import OUTPUT

__all__ = ["matched", "read_keys"]

_TELLING = ("consignment", "sku", "destination", "subdivision", "market")
_ANSWERS = frozenset(output.name for output in OUTPUT)


def read_keys(by: object) -> tuple[str, ...]:
    """The columns to match by.

    Raises:
        BadInput: when it is not a list of names, each once.
    """
    if isinstance(by, str):
        by = (by,)
    if not isinstance(by, Sequence) or not all(isinstance(name, str) for name in by):
        raise BadInput(f"{by!r:.60} is no list of columns", path="by", hint='for example by=["sku", "destination"]')
    for name in by:
        if name in {"compared", "why_not"} or name.endswith(("_before", "_after", "_difference")):
            raise BadInput(
                f"the comparison has a column {name!r:.40} of its own", path="by", hint="rename it in both frames"
            )
    return tuple(dict.fromkeys(by))


def matched(before: pl.DataFrame, after: pl.DataFrame, by: Sequence[str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The pairs of rows as ``row_before`` and ``row_after``, and the columns that tell rows apart for a reader.

    Raises:
        BadInput: when the rows cannot be matched.
    """
    return _by_keys(before, after, by) if by else _in_order(before, after)


def _in_order(before: pl.DataFrame, after: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    names = tuple(name for name in _TELLING if name in before.columns and name in after.columns)
    if before.height != after.height:
        raise BadInput(
            f"the frames have {before.height} and {after.height} rows, so their order does not match them",
            path="by",
            hint='give the columns that match them, for example by=["sku", "destination"]',
        )
    for name in names:
        said = [frame[name].cast(pl.String) for frame in (before, after)]
        other = said[0].ne_missing(said[1])
        if other.any():
            row = int(other.arg_max() or 0)
            raise BadInput(
                f"row {row} has the {name} {said[0][row]!r:.40} before and {said[1][row]!r:.40} after",
                path="by",
                hint='sort both frames alike, or give the columns that match them: by=["sku", "destination"]',
            )
    places = pl.int_range(after.height, dtype=pl.Int64, eager=True)
    return pl.DataFrame([places.alias("row_before"), places.alias("row_after")]), names


def _by_keys(before: pl.DataFrame, after: pl.DataFrame, by: Sequence[str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    sides = []
    for frame, when in ((before, "before"), (after, "after")):
        for name in by:
            if name not in frame.columns or name in _ANSWERS:
                known = ", ".join(name for name in before.columns if name in after.columns and name not in _ANSWERS)
                raise BadInput(
                    f"the frame {when} has no column {name!r:.40} to match by", path="by", hint=f"both have {known}"
                )
            if frame.schema[name].is_nested():
                raise BadInput(f"the column {name} holds lists, which match nothing", path="by", hint="leave it out")
        keys = frame.select(pl.col(name).cast(pl.String) for name in by).with_row_index(f"row_{when}")
        twice = keys.select(by).is_duplicated()
        if twice.any():
            said = keys.select(by).row(int(twice.arg_max() or 0))
            told = ", ".join(f"{name} {value!r:.40}" for name, value in zip(by, said, strict=True))
            raise BadInput(
                f"the frame {when} has several rows with {told}",
                path="by",
                hint="add a column that tells them apart, such as destination, on or sku",
            )
        sides.append(keys.with_columns(pl.col(f"row_{when}").cast(pl.Int64)))
    pairs = sides[1].join(sides[0], on=list(by), how="full", coalesce=True, nulls_equal=True)
    pairs = pairs.sort("row_after", "row_before", nulls_last=True).select("row_before", "row_after")
    names = dict.fromkeys([*by, *(name for name in _TELLING if name in before.columns and name in after.columns)])
    return pairs, tuple(names)
