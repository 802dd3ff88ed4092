"""Quotes the rows of a Spark DataFrame on its workers. Needs the extra ``spark`` (PySpark)."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pyarrow as pa  # type: ignore[import-untyped]  # it has no types

from xborder.errors import BadInput, MissingExtra
from xborder.frames.asking import ANSWER
from xborder.frames.consignments import LINES
from xborder.frames.mapper import arrow_mapper
from xborder.frames.provenance import DIGEST, VERSION
from xborder.frames.spec import DeskSpec

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["quote"]

_NEEDED = ("pyspark", "pandas")
"""PySpark asks for pandas before it maps Arrow batches, though nothing here uses it."""
_PLACE = "xborder_place"


def quote(df: DataFrame, spec: DeskSpec, *, partitions: int | None = None, rows: int = LINES) -> DataFrame:
    """The rows of a Spark DataFrame with the columns of the answer.

    Where there is a column ``consignment``, rows are first brought together by it (one shuffle), each consignment's in
    the order in which they stood; without it, they stay where they are. Every worker builds the desk once and stops
    the job when its rules are not those of the spec. The digest of the rules stands in the metadata of each column of
    the answer, and stays there in Parquet files that Spark writes.

    Args:
        df: its columns are those of :data:`xborder.frames.COLUMNS`, others are handed on.
        spec: the desk, whose files every worker finds under the same paths; it is sealed here when it is not yet.
        partitions: into how many parts consignments are spread; by default as Spark is configured.
        rows: how many rows a worker quotes at once; more cost memory, fewer cost time.

    Raises:
        BadInput: naming the column that is missing or has a wrong type, and the mend.
        MissingExtra: when PySpark is not installed.
        XborderError: when the spec cannot be sealed.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtra(f"quoting in Spark needs {' and '.join(missing)}", hint="pip install 'xborder[spark]'")
    from pyspark.sql import functions as f  # noqa: PLC0415 - loads when Spark is used
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema  # noqa: PLC0415 - as above
    from pyspark.sql.types import StructField, StructType  # noqa: PLC0415 - as above

    if not hasattr(df, "mapInArrow"):
        raise BadInput(f"a {type(df).__name__} is no Spark DataFrame", path="df", hint="quote_frame takes other frames")
    if partitions is not None and (type(partitions) is not int or partitions < 1):
        raise BadInput(f"{partitions!r:.40} is not a number of parts", path="partitions", hint="a whole number from 1")
    mapper = arrow_mapper(spec, rows=rows)
    given = to_arrow_schema(df.schema)
    mapper.schema(given)
    answer = from_arrow_schema(pa.schema([field for field in mapper.schema(given) if field.name in ANSWER]))
    marks = {DIGEST: mapper.spec.digest, VERSION: mapper.spec.rules.version if mapper.spec.rules is not None else ""}
    schema = StructType(
        [field for field in df.schema.fields if field.name not in ANSWER]
        + [StructField(field.name, field.dataType, nullable=True, metadata=marks) for field in answer.fields]
    )
    if "consignment" not in df.columns:
        return df.mapInArrow(mapper, schema)
    if _PLACE in df.columns:
        raise BadInput(f"the column {_PLACE} is needed for a while", path=_PLACE, hint="rename it")
    # Rows without a consignment are spread by their place; those of one keep the order in which they stood.
    placed = df.withColumn(_PLACE, f.monotonically_increasing_id())
    key = f.coalesce(f.col("consignment").cast("string"), f.col(_PLACE).cast("string"))
    spread = placed.repartition(key) if partitions is None else placed.repartition(partitions, key)
    ordered = spread.sortWithinPartitions("consignment", _PLACE).drop(_PLACE)
    return ordered.mapInArrow(mapper, schema)
