"""Spark's workers have the answers of one process, row for row. Needs PySpark and Java; see docs/frames-at-scale.md."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pytest

from xborder.errors import BadInput, RulesChanged
from xborder.frames import DeskSpec, quote_frame, rules_digest, same_rules
from xborder.frames.spark import quote

pyspark = pytest.importorskip("pyspark", reason="the extra spark is not installed")
pytest.importorskip("pandas", reason="PySpark needs pandas")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("default"),  # those of PySpark are not ours
]

ON = date(2026, 11, 22)
FX = tuple(
    {"base": "EUR", "quote": code, "rate": rate, "on": "2026-11-20", "source": "made up"}
    for code, rate in {"GBP": "0.87", "USD": "1.16", "CHF": "0.93"}.items()
)


def mixed(lines: int) -> pl.DataFrame:
    """Consignments of one to four lines, some without a name, some that cannot be answered or disagree."""
    draw = random.Random(7)  # noqa: S311 - a catalogue, no secret
    rows: list[dict[str, object]] = []
    number = 0
    while len(rows) < lines:
        number += 1
        named, destination = draw.random() < 0.7, draw.choice(("NL", "DE", "GB", "CH", "XX"))
        currency = draw.choice(("EUR", "USD", "GBP"))
        rows += [
            {
                "consignment": f"k{number % 97}-{number}" if named else None,
                "destination": destination if draw.random() < 0.97 else "FR",
                "ship_from": "CN",
                "origin": "CN",
                "hs": draw.choice(("8518.30", "4901.99", "6109.10", "9503.00", "61x")),
                "quantity": draw.randint(1, 4),
                "unit_price": Decimal(draw.randrange(100, 30_000)).scaleb(-2),
                "currency": currency,
                "freight": Decimal("3.50") if draw.random() < 0.5 else None,
                "seller_registrations": draw.choice((None, [], ["ioss=IM2760000742"])),
                "prices_include": None if draw.random() < 0.9 else ["tax"],
                "on": draw.choice((None, ON, date(2026, 1, 15))),
            }
            for _ in range(draw.randint(1, 4))
        ]
    kinds = {"unit_price": pl.Decimal(18, 2), "freight": pl.Decimal(18, 2), "prices_include": pl.List(pl.String)}
    frame = pl.DataFrame(rows, infer_schema_length=None, schema_overrides=kinds)
    # Rows of one consignment lie anywhere: Spark brings them together.
    return frame.sample(fraction=1, shuffle=True, seed=1).with_columns(place=pl.int_range(pl.len()))


FRAME = mixed(600)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    before = dict(os.environ)
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    from pyspark.sql import SparkSession  # noqa: PLC0415 - with its settings

    builder = SparkSession.builder.master("local[2]").appName("xborder")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "3",
        "spark.sql.adaptive.coalescePartitions.enabled": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "16",  # consignments lie across batches
        "spark.driver.memory": "1g",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def spec() -> DeskSpec:
    return DeskSpec.of(on=ON, fx=FX)


@pytest.fixture(scope="module")
def rows(spark: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("spark") / "in.parquet"
    FRAME.write_parquet(path)
    return spark.read.parquet(str(path))


def collected(df: Any) -> pl.DataFrame:
    return pl.DataFrame(df.toArrow()).sort("place")


def test_workers_have_the_answers_of_one_process(rows: Any, spec: DeskSpec) -> None:
    whole = quote_frame(FRAME, spec.desk(), on=ON, fx=FX).frame
    assert 0 < whole["error"].null_count() < whole.height
    quoted = quote(rows, spec, rows=100)
    assert quoted.schema["landed_cost"].dataType.simpleString() == "decimal(38,4)"
    assert quoted.schema["notices"].dataType.simpleString() == "array<string>"
    found = collected(quoted)
    assert found.columns == whole.columns
    assert found.schema == whole.schema
    assert found.equals(whole)


def test_rows_without_the_column_stay_where_they_are(rows: Any, spec: DeskSpec) -> None:
    alone = FRAME.drop("consignment")
    whole = quote_frame(alone, spec.desk(), on=ON, fx=FX).frame
    assert collected(quote(rows.drop("consignment").repartition(3), spec)).equals(whole)


def test_parts_and_whole_numbers_are_welcome(rows: Any, spec: DeskSpec) -> None:
    numbered = FRAME.with_columns(pl.col("consignment").rank("dense").cast(pl.Int64))
    whole = quote_frame(numbered, spec.desk(), on=ON, fx=FX).frame
    session = rows.sparkSession
    df = session.createDataFrame(numbered.to_arrow())
    assert collected(quote(df, spec, partitions=2)).equals(whole)


def test_the_digest_travels_with_the_columns(rows: Any, spec: DeskSpec, tmp_path: Path) -> None:
    quoted = quote(rows.limit(20), spec)
    folder = tmp_path / "out"
    quoted.write.parquet(str(folder))
    assert rules_digest(quoted) == rules_digest(folder) == same_rules(quoted, folder) == spec.digest
    other = quote(rows.limit(20), attrs.evolve(spec, strict=True, rules=None))
    with pytest.raises(RulesChanged, match="made under different rules"):
        same_rules(folder, other)


def test_what_is_wrong_is_told_before_anything_runs(rows: Any, spec: DeskSpec) -> None:
    with pytest.raises(BadInput, match="floating-point numbers"):
        quote(rows.withColumn("unit_price", rows.unit_price.cast("double")), spec)
    with pytest.raises(BadInput, match="no column destination"):
        quote(rows.drop("destination"), spec)
    with pytest.raises(BadInput, match="a DataFrame is no Spark DataFrame"):
        quote(FRAME, spec)
    with pytest.raises(BadInput, match="0 is not a number of parts"):
        quote(rows, spec, partitions=0)
    with pytest.raises(BadInput, match="xborder_place is needed"):
        quote(rows.withColumn("xborder_place", rows.place), spec)


def test_floats_are_taken_when_the_spec_says_so(rows: Any, spec: DeskSpec) -> None:
    floating = rows.withColumn("unit_price", rows.unit_price.cast("double"))
    found = collected(quote(floating, attrs.evolve(spec, floats="round", rules=None)))
    whole = quote_frame(FRAME, spec.desk(), on=ON, fx=FX).frame
    assert found["landed_cost"].equals(whole["landed_cost"])


def test_a_worker_with_other_rules_stops_the_job(rows: Any, spec: DeskSpec) -> None:
    assert spec.rules is not None
    elsewhere = attrs.evolve(spec, rules=attrs.evolve(spec.rules, version="of another machine"))
    with pytest.raises(Exception, match=r"RulesChanged.*version: of another machine"):
        quote(rows, elsewhere).collect()
