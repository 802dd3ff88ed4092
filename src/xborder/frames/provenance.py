"""Under which rules answers were made: written into the metadata of Arrow and Parquet, and held against each other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa  # type: ignore[import-untyped]  # it has no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # as above

from xborder.errors import BadInput, RulesChanged

if TYPE_CHECKING:
    from xborder.landed_cost.rules_in_use import RulesInUse

__all__ = ["DIGEST", "VERSION", "concat_quoted", "rules_digest", "same_rules", "stamped"]

DIGEST, VERSION = "xborder.rules", "xborder.version"
"""The keys of the metadata: the digest of the rules, and the version of the library."""

_SPARK = b"org.apache.spark.sql.parquet.row.metadata"
_HINT = "quote them again under one set of rules; what each was made under stands in its metadata"


def stamped(schema: pa.Schema, rules: RulesInUse | None) -> pa.Schema:
    """A schema whose metadata names the rules, and no others."""
    metadata = {key: value for key, value in (schema.metadata or {}).items() if key.decode() not in {DIGEST, VERSION}}
    if rules is not None:
        metadata |= {DIGEST.encode(): rules.digest.encode(), VERSION.encode(): rules.version.encode()}
    return schema.with_metadata(metadata or None)


def rules_digest(output: object) -> str:
    """The digest of the rules that an output was made under; empty when it does not say.

    Args:
        output: an Arrow table, record batch or schema, a Parquet file or a folder of them, or a Spark DataFrame.

    Raises:
        BadInput: when it is none of these, or the file cannot be read.
        RulesChanged: when the files of a folder were made under different rules.
    """
    if isinstance(output, str | Path):
        path = Path(output)
        if path.is_dir():
            return same_rules(*sorted(path.rglob("*.parquet")))
        try:
            return _of_arrow(pq.read_schema(path))
        except (OSError, pa.ArrowException) as error:
            raise BadInput(f"{path.name} cannot be read as Parquet: {error}", path="output") from None
    schema = getattr(output, "schema", output)
    if isinstance(schema, pa.Schema):
        return _of_arrow(schema)
    if hasattr(schema, "jsonValue"):
        return _of_spark(schema.jsonValue())
    raise BadInput(
        f"a {type(output).__name__} does not say under which rules it was made",
        path="output",
        hint="give an Arrow table, record batch or schema, the path of a Parquet file, or a Spark DataFrame",
    )


def same_rules(*outputs: object) -> str:
    """The digest that several outputs share.

    Args:
        *outputs: as :func:`rules_digest` takes them, at least one.

    Raises:
        BadInput: when one of them does not say under which rules it was made.
        RulesChanged: when they were made under different rules.
    """
    found: dict[str, int] = {}
    for place, output in enumerate(outputs):
        digest = rules_digest(output)
        if not digest:
            raise BadInput("it does not say under which rules it was made", path=f"outputs[{place}]", hint=_HINT)
        found.setdefault(digest, place)
    if len(found) > 1:
        told = "; ".join(f"outputs[{place}] under {digest}" for digest, place in found.items())
        raise RulesChanged(f"the outputs were made under different rules: {told}", path="outputs", hint=_HINT)
    if not found:
        raise BadInput("there are no outputs", path="outputs", hint="give at least one")
    return next(iter(found))


def concat_quoted(*tables: pa.Table | pa.RecordBatch) -> pa.Table:
    """Several outputs as one table, which keeps the digest.

    Raises:
        BadInput: when one of them does not say under which rules it was made, or their columns differ.
        RulesChanged: when they were made under different rules.

    >>> concat_quoted(pa.table({"landed_cost": [1]}))
    Traceback (most recent call last):
    ...
    xborder.errors.BadInput: outputs[0]: it does not say under which rules it was made (quote them again under one set \
of rules; what each was made under stands in its metadata)
    """
    same_rules(*tables)
    whole = [pa.Table.from_batches([table]) if isinstance(table, pa.RecordBatch) else table for table in tables]
    try:
        return pa.concat_tables(whole)
    except pa.ArrowException as error:
        raise BadInput(f"the columns differ: {error}", path="tables", hint="give them the same columns") from None


def _of_arrow(schema: pa.Schema) -> str:
    metadata: Mapping[bytes, bytes] = schema.metadata or {}
    if DIGEST.encode() in metadata:
        return metadata[DIGEST.encode()].decode()
    if _SPARK in metadata:
        return _of_spark(json.loads(metadata[_SPARK]))
    return ""


def _of_spark(schema: Mapping[str, object]) -> str:
    """The digest that Spark keeps with the columns of the answer."""
    fields = schema.get("fields")
    marked = (field.get("metadata", {}).get(DIGEST, "") for field in fields) if isinstance(fields, list) else ()
    return next(filter(None, marked), "")
