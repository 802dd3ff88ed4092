"""Takes in a frame of any kind: as Polars, with the types that the table of columns names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

import polars as pl

from xborder.errors import BadInput
from xborder.frames.columns import COLUMNS, MEASURES, OUTPUT, Column, Form
from xborder.goods.units import is_unit
from xborder.landed_cost.desk import Desk

__all__ = ["Floats", "desk_of", "read_frame", "taken_in"]

Floats = Literal["round"] | None
"""What to do with floating-point numbers: refuse them, or take each at its shortest text, to six decimals."""

_KNOWN = {column.name: column for column in COLUMNS}
_PLAIN = r"^\d{1,15}(\.\d{1,6})?$"


def taken_in(frame: object) -> pl.DataFrame:
    """A frame as Polars has it.

    Args:
        frame: a Polars DataFrame or LazyFrame, an Arrow table or record batch, or whatever else speaks the Arrow
            stream interface, such as a pandas DataFrame.

    Raises:
        BadInput: when it is none of these.
    """
    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if hasattr(frame, "__arrow_c_stream__") or hasattr(frame, "__arrow_c_array__"):
        try:
            found = pl.DataFrame(frame)  # type: ignore[arg-type]  # it speaks the interface
        except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
            twice = _twice(frame)
            if twice is not None:
                raise BadInput(
                    f"the frame has several columns {twice:.60}", path=twice, hint="drop or rename all but one"
                ) from None
            raise BadInput(f"the frame cannot be read: {error}", path="frame") from error
        return found
    raise BadInput(
        f"a {type(frame).__name__} is no frame",
        path="frame",
        hint="give a Polars DataFrame or LazyFrame, an Arrow table or record batch, or a pandas DataFrame",
    )


def _twice(frame: object) -> str | None:
    """The name of columns that a frame of pandas or Arrow has more than once."""
    names: Iterable[object] = getattr(frame, "column_names", getattr(frame, "columns", ()))
    return next((str(name) for name, count in Counter(names).items() if count > 1), None)


def desk_of(desk: object) -> Desk:
    """Who is asked; by default a desk without files of its own.

    Raises:
        BadInput: when it is no desk.
    """
    if desk is not None and not isinstance(desk, Desk):
        raise BadInput(f"a {type(desk).__name__} is no desk", path="desk", hint="give an xborder.Desk, or leave it out")
    return desk if desk is not None else Desk()


def read_frame(frame: pl.DataFrame, floats: Floats = None) -> pl.DataFrame:
    """The columns that are read, checked and in one form: text as strings, numbers as they are, floats as text.

    Columns that hold nothing are left out, so that an absent column and an empty one are the same.

    Raises:
        BadInput: naming the column that is missing or has a wrong type, and the mend.
    """
    if floats not in {None, "round"}:
        raise BadInput(f"{floats!r:.40} is not a way to treat floats", path="floats", hint='None or "round"')
    for column in COLUMNS:
        if column.required and column.name not in frame.columns:
            raise BadInput(
                f"the frame has no column {column.name}",
                path=column.name,
                hint=f"add it: {column.says}; types {column.form.types}",
            )
    for output in OUTPUT:
        if output.name in frame.columns and output.name not in _KNOWN:
            raise BadInput(
                f"the frame has a column {output.name} already, which the answer adds",
                path=output.name,
                hint="drop or rename it",
            )
    found: list[pl.Series] = []
    for name in frame.columns:
        known = _KNOWN.get(name) or _measure(name)
        if known is not None:
            series = _read(frame[name], known, floats)
            if known.required or series.null_count() < len(series):
                found.append(series)
    return pl.DataFrame(found)


def _measure(name: str) -> Column | None:
    if not name.startswith(MEASURES):
        return None
    unit = name.removeprefix(MEASURES)
    if not is_unit(unit):
        raise BadInput(
            f"{unit!r:.40} is no measure", path=name, hint=f"for example {MEASURES}kg, {MEASURES}l, {MEASURES}pairs"
        )
    return Column(name, Form.NUMBER, f"lines.measures.{unit}", "a measure")


def _read(series: pl.Series, column: Column, floats: Floats) -> pl.Series:
    """A column in its one form.

    Raises:
        BadInput: when its type is not one that is read.
    """
    dtype = series.dtype
    if dtype == pl.Null:
        return series.cast(pl.String)
    if column.form is Form.NUMBER and dtype.is_float():
        if floats == "round":
            return _rounded(series)
        raise BadInput(
            f"column {column.name} holds floating-point numbers ({dtype}), which cannot say cents exactly",
            path=column.name,
            hint='cast it to Decimal or String, or give floats="round"',
        )
    if column.form in {Form.WORDS, Form.PAIRS} and isinstance(dtype, pl.List) and dtype.inner in (pl.String, pl.Null):
        return series.cast(pl.List(pl.String))
    if column.form is Form.TEXT and isinstance(dtype, pl.Categorical | pl.Enum):
        return series.cast(pl.String)
    if _fits(column, dtype):
        return series
    # Codes that a reader has taken for numbers have lost their zeros; a cast does not bring them back.
    again = "; a code that was read as a number has lost its zeros: read it as text" if dtype.is_numeric() else ""
    raise BadInput(
        f"column {column.name} is {dtype}, which it cannot be",
        path=column.name,
        hint=f"cast it to one of: {column.form.types}{again if column.form is Form.TEXT else ''}",
    )


def _fits(column: Column, dtype: pl.DataType) -> bool:
    """Whether a column is read as it is."""
    match column.form:
        case Form.NUMBER:
            return dtype.is_integer() or dtype.is_decimal() or dtype == pl.String
        case Form.DAY:
            return dtype in (pl.Date, pl.String)
        case Form.FLAG:
            return dtype == pl.Boolean
        case Form.TEXT:
            return dtype == pl.String or (column.name == "consignment" and dtype.is_integer())
        case _:
            return False


def _rounded(series: pl.Series) -> pl.Series:
    """Floats at their shortest text; more than six decimals are rounded, what is no number is an empty cell."""
    wide = series.cast(pl.Float64).fill_nan(None)
    text = wide.cast(pl.String).str.strip_suffix(".0")
    plain = text.str.contains(_PLAIN).fill_null(value=True)
    if plain.all():
        return text.alias(series.name)
    close = wide.is_finite() & (wide.abs() < 1e15)
    rounded = wide.set(~close.fill_null(value=False), None).cast(pl.Decimal(38, 6)).cast(pl.String)
    return text.zip_with(plain | rounded.is_null(), rounded).alias(series.name)
