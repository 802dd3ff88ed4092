"""Quotes a stream of Arrow record batches: the piece that other machines and files larger than memory are served by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

import attrs
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it has no types

from xborder.errors import BadInput
from xborder.frames._input import read_frame, taken_in
from xborder.frames.asking import ANSWER, Asking, Tally, asking, is_read
from xborder.frames.columns import COLUMNS, Form
from xborder.frames.consignments import LINES, chunks
from xborder.frames.provenance import stamped
from xborder.frames.spec import DeskSpec

__all__ = ["ArrowMapper", "Order", "arrow_mapper", "consignments_of", "mapped", "schema_of"]

_MOST_AT_ONCE = 65_536
_MONEY = pa.decimal128(38, 4)
_TYPES = {
    "quote_currency": pa.string(),
    "procedure": pa.string(),
    "status": pa.string(),
    "notices": pa.list_(pa.string()),
    "error": pa.string(),
}
_FIELDS = tuple(pa.field(name, _TYPES.get(name, _MONEY)) for name in ANSWER)

_TAKEN: Sequence[Callable[[pa.DataType], bool]] = (
    pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_integer, pa.types.is_floating,
    pa.types.is_decimal128, pa.types.is_boolean, pa.types.is_date, pa.types.is_timestamp, pa.types.is_null,
    pa.types.is_list, pa.types.is_large_list,
)  # fmt: skip
"""What Polars reads without fail; whether a column may be of it is decided there."""

Batches = Iterable[pa.RecordBatch]
Prepare = Callable[[pl.DataFrame], tuple[pl.DataFrame, pl.Series | None]]
Order = Literal["unknown", "together", "any"]


def _as_it_is(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series | None]:
    return rows, None


@attrs.frozen
class ArrowMapper:
    """Quotes batch by batch: the shape of Spark's ``mapInArrow``. It can be pickled.

    Attributes:
        spec: the desk, sealed.
        rows: how many rows are quoted at once; more cost memory, fewer cost time.
    """

    spec: DeskSpec
    rows: int = LINES

    def schema(self, given: pa.Schema) -> pa.Schema:
        """The schema of what comes out, for a schema of what goes in.

        Raises:
            BadInput: naming the column that is missing or has a wrong type, and the mend.
        """
        return schema_of(given, self.spec)

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """The rows in their order, with the columns of the answer.

        Args:
            batches: of one schema; the rows of one consignment lie together, also across batches.

        Raises:
            BadInput: when a column cannot be read, or a consignment comes back after others.
            RulesChanged: when the rules here are not those that the spec was sealed with.
        """
        for table in mapped(batches, asking(self.spec), self.rows):
            yield from table.to_batches(max_chunksize=_MOST_AT_ONCE)


def arrow_mapper(spec: DeskSpec, *, rows: int = LINES) -> ArrowMapper:
    """A callable from record batches to record batches with their answers.

    Args:
        spec: the desk; it is sealed here when it is not yet.
        rows: how many rows are quoted at once, unless a batch has fewer and is the last.

    Raises:
        XborderError: when the spec cannot be sealed.

    >>> import pyarrow as pa
    >>> from datetime import date
    >>> mapper = arrow_mapper(DeskSpec(on=date(2026, 11, 22)))
    >>> batch = pa.RecordBatch.from_pydict({
    ...     "destination": ["NL", "XX"], "ship_from": ["CN", "CN"], "hs": ["8518.30", "8518.30"],
    ...     "unit_price": ["200.00", "10"], "currency": ["EUR", "EUR"],
    ... })
    >>> [out] = mapper([batch])
    >>> out["landed_cost"].to_pylist(), out.schema.equals(mapper.schema(batch.schema), check_metadata=True)
    ([Decimal('242.0000'), None], True)
    """
    if not isinstance(spec, DeskSpec):
        raise BadInput(
            f"a {type(spec).__name__} is no spec",
            path="spec",
            hint="describe the desk: DeskSpec(tariffs=..., rates=...); a desk itself does not travel",
        )
    return ArrowMapper(spec if spec.rules is not None else spec.seal(), rows)


def schema_of(given: pa.Schema, asked: Asking | DeskSpec, prepare: Prepare = _as_it_is) -> pa.Schema:
    """The schema of the answer to rows of a schema.

    Args:
        given: of what goes in.
        asked: who will answer.
        prepare: see :func:`mapped`.

    Raises:
        BadInput: naming the column that is missing, comes twice or has a wrong type, and the mend.
    """
    for name in given.names:
        if given.names.count(name) > 1:
            raise BadInput(f"two columns are called {name}", path=name, hint="drop or rename one of them")
    read, _ = prepare(_read(given.empty_table()))
    read_frame(read, asked.floats)
    handed_on = [field for field in given if field.name not in ANSWER]
    return stamped(pa.schema([*handed_on, *_FIELDS], metadata=given.metadata), asked.rules)


def mapped(
    batches: Batches,
    asked: Asking,
    rows: int = LINES,
    *,
    tally: Tally | None = None,
    prepare: Prepare = _as_it_is,
    order: Order = "unknown",
) -> Iterator[pa.Table]:
    """Quotes record batches, chunk by chunk.

    Args:
        batches: of one schema.
        asked: who answers.
        rows: of a chunk.
        tally: counts the answers.
        prepare: puts the columns that are read into the form of a frame, and says what is wrong with rows beforehand.
        order: whether the rows of a consignment are known to lie together; with ``"any"``, all batches are one chunk.

    Raises:
        BadInput: when a column cannot be read, or a consignment comes back after others.
    """
    given, schema = None, None
    parts: Iterable[Sequence[pa.RecordBatch]]
    if order == "any":
        parts = filter(None, [list(batches)])
    else:
        parts = chunks(batches, consignments_of, rows, watched=order == "unknown")
    for part in parts:
        for batch in part:
            if given is None:
                given, schema = batch.schema, schema_of(batch.schema, asked, prepare)
            elif not batch.schema.equals(given):
                raise BadInput("the batches have different schemas", path="batches", hint="cast them to one schema")
        table = pa.Table.from_batches(part, given)
        read, wrong = prepare(_read(table))
        answer = asked.answer(read)
        told = answer.frame.select(ANSWER)
        if wrong is not None:
            told = _refused(told, read, wrong)
        if tally is not None:
            tally.count(told, answer.fallback.reasons)
        kept = [table[name] for name in table.column_names if name not in ANSWER]
        yield pa.Table.from_arrays([*kept, *_arrays(told)], schema=schema)


def _refused(told: pl.DataFrame, read: pl.DataFrame, wrong: pl.Series) -> pl.DataFrame:
    """The answers, with an error on all rows of consignments of which a row is wrong."""
    said = pl.DataFrame({"said": wrong})
    if "consignment" in read.columns:
        said = said.with_columns(read["consignment"]).select(
            pl.when(pl.col("consignment").is_null())
            .then("said")
            .otherwise(pl.col("said").drop_nulls().first().over("consignment"))
            .alias("said")
        )
    right = said["said"].is_null()
    return told.select(
        *(pl.when(right).then(name).alias(name) for name in ANSWER if name != "error"),
        pl.coalesce(said["said"], pl.col("error")).alias("error"),
    )


def consignments_of(batch: pa.RecordBatch) -> pl.Series | None:
    """What the consignments of some rows are called; ``None`` without the column."""
    place = batch.schema.get_field_index("consignment")
    return _plain(batch.select([place]))["consignment"] if place >= 0 else None


def _read(table: pa.Table) -> pl.DataFrame:
    """The columns that are read, as Polars has them."""
    return _plain(table.select([name for name in table.column_names if is_read(name)]))


def _plain(table: pa.Table | pa.RecordBatch) -> pl.DataFrame:
    """Columns as Polars has them, dictionaries and odd widths of decimals undone."""
    columns = []
    for field, column in zip(table.schema, table.columns, strict=True):
        plain = field.type
        while pa.types.is_dictionary(plain):
            plain = plain.value_type
        if pa.types.is_decimal(plain) and not pa.types.is_decimal128(plain):
            plain = pa.decimal128(38, plain.scale)
        if not any(is_one(plain) for is_one in _TAKEN):
            types = next((known.form.types for known in COLUMNS if known.name == field.name), Form.NUMBER.types)
            wrong = f"column {field.name} is {field.type}, which it cannot be"
            raise BadInput(wrong, path=field.name, hint=f"cast it to one of: {types}")
        try:
            columns.append(column if plain == field.type else column.cast(plain))
        except pa.ArrowException as error:
            raise BadInput(f"column {field.name} cannot be read: {error}", path=field.name) from None
    return taken_in(pa.table(columns, names=table.schema.names) if columns else pa.table({}))


def _arrays(told: pl.DataFrame) -> list[pa.Array]:
    """The columns of the answer in the types that every reader of Arrow has."""
    table = told.to_arrow(compat_level=pl.CompatLevel.oldest())
    return [table[field.name].cast(field.type) for field in _FIELDS]
