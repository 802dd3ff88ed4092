"""Quotes what is larger than memory: from file to file, and inside a lazy query of Polars."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO, Self

import attrs
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it has no types
from polars.io.plugins import register_io_source

from xborder.errors import BadInput
from xborder.frames._input import Floats
from xborder.frames.asking import Tally, asking, is_read
from xborder.frames.consignments import LINES, Runs, chunks, identities
from xborder.frames.file_forms import FileFormat, Sink, Source, form_of, sink_of, source_of
from xborder.frames.mapper import Order, consignments_of, mapped, schema_of
from xborder.frames.spec import DeskSpec
from xborder.landed_cost.desk import Desk

__all__ = ["FileSummary", "quote_file", "quote_lazy"]

_MOST_SCATTERED = 1_000_000
"""Rows of a file that are quoted at once when the rows of a consignment do not lie together."""


@attrs.frozen
class FileSummary:
    """What came of a file.

    Attributes:
        rows: how many it has.
        consignments: how many they make.
        errors: rows without an answer, by the code of the error.
        notices: rows with a notice, by its code.
        fallback: rows that columns could not say and that were put to the desk one consignment at a time, by reason.
        seconds: how long it took.
        rules: the digest of the rules that answered, which stands in the metadata of a Parquet file; empty when the
            desk has rates that cannot be told from others.
    """

    rows: int
    consignments: int
    errors: Mapping[str, int]
    notices: Mapping[str, int]
    fallback: Mapping[str, int]
    seconds: float
    rules: str


def quote_file(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    desk: Desk | DeskSpec | None = None,
    *,
    on: date | None = None,
    floats: Floats = None,
    fx: Sequence[object] = (),
    format: FileFormat | None = None,  # noqa: A002 - the word for it
    rows: int = LINES,
    progress: Callable[[Tally], object] | None = None,
) -> FileSummary:
    """Quotes the rows of a file, Parquet or CSV, into another; memory does not grow with the file.

    Rows keep their order. The rows of one consignment must lie together, unless the file has a million rows or fewer.
    The target appears, or is replaced, when everything is written; until then, and when something fails, it is as it
    was.

    Args:
        source: the file to read; its columns are those of :data:`xborder.frames.COLUMNS`, others are handed on.
        target: the file to write.
        desk: who answers, as a desk or a spec; by default the starter tariff, no exchange rates, today.
        on: the tax point of the rows that do not say theirs.
        floats: ``"round"`` takes floating-point numbers.
        fx: exchange rates for all rows.
        format: of files whose name does not end in ``.parquet``, ``.pq`` or ``.csv``.
        rows: how many rows are quoted at once; more cost memory, fewer cost time.
        progress: is told from time to time how far it is.

    Raises:
        BadInput: when a file or a column cannot be read or written, or the rows of a consignment do not lie together;
            it says what to do.
        RulesChanged: when a spec was sealed under other rules.
    """
    begun = time.monotonic()
    asked = asking(desk, on, floats, fx)
    here, there = _path(source, "source"), _path(target, "target")
    read, written = form_of(here, format, "source"), form_of(there, format, "target")
    if there.exists() and here.exists() and here.samefile(there):
        raise BadInput("source and target are the same file", path="target", hint="write to another one")
    if there.is_dir() or not there.parent.is_dir():
        wrong = f"{there} is a folder" if there.is_dir() else f"there is no folder {there.parent}"
        raise BadInput(wrong, path="target", hint="name a file in a folder that is there")
    opened = source_of(here, read)
    schema = schema_of(opened.schema, asked, opened.prepare)
    tally = Tally()
    order = _looked_over(opened, tally)
    with _replacing(there) as file, _Behind(sink_of(file, written, schema)) as behind:
        for table in mapped(opened.batches(), asked, rows, tally=tally, prepare=opened.prepare, order=order):
            behind.write(table)
            if progress is not None:
                progress(tally)
    return FileSummary(
        tally.rows,
        tally.consignments if "consignment" in schema.names else tally.rows,
        _by_count(tally.errors),
        _by_count(tally.notices),
        _by_count(tally.fallback),
        time.monotonic() - begun,
        asked.rules.digest if asked.rules is not None else "",
    )


def quote_lazy(
    frame: pl.LazyFrame,
    desk: Desk | DeskSpec | None = None,
    *,
    on: date | None = None,
    floats: Floats = None,
    fx: Sequence[object] = (),
    rows: int = LINES,
) -> pl.LazyFrame:
    """Quotes the rows of a lazy query as they come, for ``scan_parquet(...).pipe(quote_lazy, desk).sink_parquet(...)``.

    Rows keep their order; the rows of one consignment must lie together. The query before it runs in Polars' streaming
    engine, whatever engine runs the query after it.

    Args:
        frame: the query; its columns are those of :data:`xborder.frames.COLUMNS`, others are handed on.
        desk: who answers, as a desk or a spec; by default the starter tariff, no exchange rates, today.
        on: the tax point of the rows that do not say theirs.
        floats: ``"round"`` takes floating-point numbers.
        fx: exchange rates for all rows.
        rows: how many rows are quoted at once; more cost memory, fewer cost time.

    Raises:
        BadInput: naming the column that is missing or has a wrong type, and the mend; while the query runs, when a
            consignment comes back after others.

    >>> import polars as pl
    >>> rows = pl.LazyFrame({
    ...     "destination": ["NL", "GB"], "ship_from": ["CN", "CN"], "hs": ["8518.30", "8518.30"],
    ...     "unit_price": ["200.00", "10"], "currency": ["EUR", "GBP"],
    ... })
    >>> rows.pipe(quote_lazy, on=date(2026, 11, 22)).select("procedure", "landed_cost").collect().rows()
    [('eu.h1', Decimal('242.0000')), ('gb.standard', Decimal('12.0000'))]
    """
    if not isinstance(frame, pl.LazyFrame):
        raise BadInput(f"a {type(frame).__name__} is no LazyFrame", path="frame", hint="quote_frame takes other frames")
    asked = asking(desk, on, floats, fx)
    given = frame.collect_schema()
    schema = asked.answer(pl.DataFrame(schema=given)).frame.schema

    def quoted(
        columns: list[str] | None, predicate: pl.Expr | None, most: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        wanted = list(schema) if columns is None else columns
        needed = frame.select([name for name in given if is_read(name) or name in wanted])
        pieces = needed.collect_batches(maintain_order=True, lazy=True, engine="streaming")
        left = most
        for part in chunks(pieces, _names, rows if most is None else max(1, min(rows, most))):
            told = asked.answer(pl.concat(part)).frame.select(wanted)
            if left is not None:
                told = told.head(left)
                left -= told.height
            yield told if predicate is None else told.filter(predicate)
            if left == 0:
                return

    return register_io_source(quoted, schema=schema)


def _names(rows: pl.DataFrame) -> pl.Series | None:
    return rows["consignment"] if "consignment" in rows.columns else None


# --- files ------------------------------------------------------------------------------------------------------------


def _path(given: str | os.PathLike[str], where: str) -> Path:
    try:
        return Path(given)
    except TypeError:
        raise BadInput(f"{given!r:.60} is no path", path=where) from None


def _by_count(counted: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _looked_over(source: Source, tally: Tally) -> Order:
    """Reads the one column of consignments to see whether their rows lie together; counts what there is.

    Raises:
        BadInput: when they do not, and there are too many to quote them at once.
    """
    tally.of = source.rows()
    if "consignment" not in source.schema.names:
        return "together"
    runs = Runs()
    names: list[pl.Series] = []
    scattered: BadInput | None = None
    rows = 0
    for batch in source.batches(["consignment"]):
        column = consignments_of(batch)
        if column is None:  # never: the column was asked for
            continue
        rows += len(column)
        if scattered is None:
            try:
                runs.take(column)
            except BadInput as error:
                scattered = error
        if rows <= _MOST_SCATTERED:
            names.append(identities(column))
        else:
            names.clear()
            if scattered is not None:
                raise scattered
    tally.of = rows
    if scattered is None:
        tally.consignments = runs.consignments
        return "together"
    every = pl.concat(names)
    tally.consignments = every.drop_nulls().n_unique() + every.null_count()
    return "any"


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of the target when all has gone well, and is removed when something has not."""
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            yield file
        beside.replace(target)
    except OSError as error:
        raise BadInput(f"{target} cannot be written: {error.strerror or error}", path="target") from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


class _Behind:
    """Writes in a thread of its own while the next rows are quoted; at most one lot of rows waits."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.thread = ThreadPoolExecutor(1, "xborder-write")
        self.waiting: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def write(self, table: pa.Table) -> None:
        """Hands rows over, when those before them are written."""
        if self.waiting is not None:
            self.waiting.result()
        self.waiting = self.thread.submit(self.sink.write, table)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self.thread.shutdown()
        if kind is not None:
            with suppress(Exception):  # the file is thrown away
                self.sink.close()
            return
        if self.waiting is not None:
            self.waiting.result()
        self.sink.close()
