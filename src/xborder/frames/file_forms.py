"""Parquet and CSV, read and written in batches of rows, so that a file may be larger than memory."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

import attrs
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it has no types
import pyarrow.csv as pc  # type: ignore[import-untyped]  # as above
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # as above

from xborder.errors import BadInput
from xborder.frames.columns import COLUMNS, Form

__all__ = ["FORMATS", "CsvSource", "FileFormat", "ParquetSource", "Sink", "Source", "form_of", "sink_of", "source_of"]

FileFormat = Literal["parquet", "csv"]
FORMATS: dict[str, FileFormat] = {".parquet": "parquet", ".pq": "parquet", ".csv": "csv"}
"""The form that a file has by the end of its name."""

_BATCH = 65_536
_BLOCK = 8 * 1024 * 1024
_LISTS = [column.name for column in COLUMNS if column.form in {Form.WORDS, Form.PAIRS}]
_FLAGS = [column.name for column in COLUMNS if column.form is Form.FLAG]
_YES_NO = {"true": True, "false": False}
_FLAG = pl.Boolean()
_PARSING = pc.ParseOptions(newlines_in_values=True)


def form_of(path: Path, given: str | None, where: str) -> FileFormat:
    """The form of a file: by the end of its name, else as given.

    Raises:
        BadInput: when neither says it.
    """
    known = FORMATS.get(path.suffix.lower())
    if known is not None:
        return known
    if given in {"parquet", "csv"}:
        return given  # type: ignore[return-value]  # it is one of the two
    raise BadInput(
        f"{path.name} does not end in one of {', '.join(FORMATS)}",
        path=where,
        hint='call it so, or give format="parquet" or "csv"',
    )


class Source(Protocol):
    """A file of rows."""

    @property
    def schema(self) -> pa.Schema:
        """Its columns."""

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Its rows from the beginning; all columns, or some."""

    def rows(self) -> int | None:
        """How many; ``None`` when only reading would tell."""

    def prepare(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series | None]:
        """The columns that are read, in the types that a frame has, and what is wrong with rows that have none."""


class Sink(Protocol):
    """A file that is being written."""

    def write(self, table: pa.Table) -> None:
        """Adds rows."""

    def close(self) -> None:
        """Ends the file."""


def source_of(path: Path, form: FileFormat) -> Source:
    """Opens a file for reading.

    Raises:
        BadInput: when it is not there, or is something else.
    """
    if not path.is_file():
        raise BadInput(f"{path} is not there" if not path.exists() else f"{path} is no file", path="source")
    return ParquetSource.open(path) if form == "parquet" else CsvSource.open(path)


def sink_of(path: BinaryIO, form: FileFormat, schema: pa.Schema) -> Sink:
    """Begins a file.

    Raises:
        BadInput: when columns cannot be written in its form.
    """
    return (
        ParquetSink(pq.ParquetWriter(path, schema, compression="zstd")) if form == "parquet" else CsvSink(path, schema)
    )


# --- Parquet ----------------------------------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class ParquetSource:
    """A Parquet file."""

    path: Path
    schema: pa.Schema
    count: int

    @classmethod
    def open(cls, path: Path) -> ParquetSource:
        """Reads its end, which says what is in it.

        Raises:
            BadInput: when it is no Parquet file.
        """
        try:
            with pq.ParquetFile(path) as file:
                return cls(path, file.schema_arrow, file.metadata.num_rows)
        except (OSError, pa.ArrowException) as error:
            raise BadInput(f"{path.name} cannot be read as Parquet: {error}", path="source") from None

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """See :class:`Source`."""
        try:
            with pq.ParquetFile(self.path, pre_buffer=False) as file:
                yield from file.iter_batches(_BATCH, columns=columns)
        except (OSError, pa.ArrowException) as error:
            raise BadInput(f"{self.path.name} cannot be read as Parquet: {error}", path="source") from None

    def rows(self) -> int | None:
        """See :class:`Source`."""
        return self.count

    def prepare(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series | None]:
        """See :class:`Source`."""
        return rows, None


@attrs.frozen(eq=False)
class ParquetSink:
    """A Parquet file that is being written."""

    writer: pq.ParquetWriter

    def write(self, table: pa.Table) -> None:
        """See :class:`Sink`."""
        self.writer.write_table(table)

    def close(self) -> None:
        """See :class:`Sink`."""
        self.writer.close()


# --- CSV --------------------------------------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class CsvSource:
    """A CSV file with a heading, in UTF-8: all cells are text, and an empty one is none."""

    path: Path
    schema: pa.Schema

    @classmethod
    def open(cls, path: Path) -> CsvSource:
        """Reads the heading.

        Raises:
            BadInput: when there is none.
        """
        with _told(path), pc.open_csv(path, pc.ReadOptions(block_size=_BLOCK), _PARSING) as reader:
            return cls(path, pa.schema([pa.field(name, pa.string()) for name in reader.schema.names]))

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """See :class:`Source`."""
        converting = pc.ConvertOptions(
            column_types=self.schema,
            null_values=[""],  # NA is Namibia
            strings_can_be_null=True,
            include_columns=list(columns) if columns is not None else None,
        )
        with _told(self.path):
            reader = pc.open_csv(self.path, pc.ReadOptions(block_size=_BLOCK), _PARSING, converting)
            with reader:
                yield from reader

    def rows(self) -> int | None:
        """See :class:`Source`."""
        return None

    def prepare(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series | None]:
        """See :class:`Source`."""
        lists = [
            pl.col(name).str.replace_all(r"[;\s]+", ";").str.strip_chars(";").str.split(";")
            for name in _LISTS
            if name in rows.columns
        ]
        flags = [
            pl.col(name).str.strip_chars().str.to_lowercase().replace_strict(_YES_NO, default=None, return_dtype=_FLAG)
            for name in _FLAGS
            if name in rows.columns
        ]
        made = rows.with_columns(*lists, *flags)
        for name in _FLAGS:
            if name in rows.columns and made[name].null_count() > rows[name].null_count():
                return made, _strange(rows, name, made[name])
        return made, None


def _strange(rows: pl.DataFrame, name: str, read: pl.Series) -> pl.Series:
    """What is wrong with the rows of which a cell is neither true nor false, as the column ``error`` has it."""
    place = pl.int_range(pl.len())
    if "consignment" in rows.columns:
        place = pl.when(pl.col("consignment").is_null()).then(0).otherwise(place.over("consignment"))
    else:
        place = pl.lit(0)
    told = pl.format(
        f"bad-input: lines[{{}}].{name}: '{{}}' is neither true nor false (write true, false or nothing)",
        place,
        pl.col(name).str.slice(0, 40),
    )
    return rows.select(pl.when(pl.lit(read).is_null() & pl.col(name).is_not_null()).then(told)).to_series()


class CsvSink:
    """A CSV file that is being written: a heading, text where it must be in quotes, lists with semicolons."""

    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        for field in schema:
            if pa.types.is_nested(field.type) and not _is_list_of_text(field.type):
                raise BadInput(
                    f"column {field.name} is {field.type}, which a cell of CSV cannot hold",
                    path=field.name,
                    hint="drop it, or write Parquet",
                )
        self.file = file
        self.lists = [field.name for field in schema if pa.types.is_nested(field.type)]
        file.write(_csv(pl.DataFrame(schema.empty_table()), self.lists, heading=True))

    def write(self, table: pa.Table) -> None:
        """See :class:`Sink`."""
        self.file.write(_csv(pl.DataFrame(table), self.lists, heading=False))

    def close(self) -> None:
        """See :class:`Sink`."""


def _csv(frame: pl.DataFrame, lists: Sequence[str], *, heading: bool) -> bytes:
    buffer = io.BytesIO()
    try:
        frame.with_columns(pl.col(lists).list.join(";").replace("", None)).write_csv(buffer, include_header=heading)
    except pl.exceptions.PolarsError as error:
        raise BadInput(f"a column cannot be written as CSV: {error}", path="target", hint="write Parquet") from None
    return buffer.getvalue()


def _is_list_of_text(kind: pa.DataType) -> bool:
    listed = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return bool(listed and (pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type)))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Says what is wrong with a CSV file."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        hint = "save it in UTF-8" if "UTF8" in str(error) else "a heading, commas, and as many cells in each row"
        raise BadInput(f"{path.name} cannot be read as CSV: {error}", path="source", hint=hint) from None
