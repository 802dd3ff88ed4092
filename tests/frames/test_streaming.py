"""Files and lazy queries of any size have the answers of one frame, and nothing half-written is ever left."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from xborder import Desk
from xborder.errors import BadInput, RulesChanged
from xborder.frames import DeskSpec, quote_file, quote_frame, quote_lazy, rules_digest, streaming
from xborder.frames.asking import Tally

ON = date(2026, 11, 22)
DESK = Desk()
ROWS = 1_400
WEEKS = [number // 7 for number in range(ROWS)]
# Of seven rows each, four are one consignment and three are sent by themselves.
FRAME = pl.DataFrame(
    {
        "consignment": [f"k{week}" if number % 7 < 4 else None for number, week in enumerate(WEEKS)],
        "destination": [("NL", "GB", "AU", "XX")[week % 4] for week in WEEKS],
        "ship_from": ["CN"] * ROWS,
        "origin": ["CN"] * ROWS,
        "hs": [("8518.30", "6109.10", "9503.00")[number % 3] for number in range(ROWS)],
        "unit_price": [f"{number}.50" for number in range(ROWS)],
        "currency": [("EUR", "GBP", "AUD", "EUR")[week % 4] for week in WEEKS],
        "mine": [f"{number}, and so on" for number in range(ROWS)],
    }
)
SCATTERED = FRAME[::-1].gather_every(2).vstack(FRAME[::-1].gather_every(2, 1))


@pytest.fixture(scope="module")
def whole() -> pl.DataFrame:
    return quote_frame(FRAME, DESK, on=ON).frame


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.parquet"
    FRAME.write_parquet(path, row_group_size=100)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [450, 100_000])
def test_a_file_has_the_answers_of_a_frame(source: Path, whole: pl.DataFrame, rows: int) -> None:
    target = source.with_name("out.parquet")
    seen: list[tuple[int, int | None]] = []
    told = quote_file(
        source, target, DESK, on=ON, rows=rows, progress=lambda tally: seen.append((tally.rows, tally.of))
    )
    assert pl.read_parquet(target).equals(whole)
    assert (told.rows, told.consignments) == (ROWS, 200 + 600)
    assert dict(told.errors) == {"bad-input": 350}
    assert sum(told.notices.values()) == whole["notices"].explode().drop_nulls().len()
    assert told.rules == rules_digest(target) == DeskSpec.of(on=ON).digest
    assert seen[-1] == (ROWS, ROWS)
    assert len(seen) == (4 if rows == 450 else 1)
    assert left(source.parent) == ["in.parquet", "out.parquet"]


def test_csv_has_the_same_answers_and_no_cell_becomes_a_number(source: Path, whole: pl.DataFrame) -> None:
    given, target = source.with_name("in.csv"), source.with_name("out.csv")
    FRAME.with_columns(sku=pl.lit("0012"), seller_registrations=pl.lit("ioss=IM2760000742; voec=1")).write_csv(given)
    quote_file(given, target, DESK, on=ON, rows=500)
    read = rows_of(target)
    assert {row["sku"] for row in read} == {"0012"}
    assert [row["mine"] for row in read] == FRAME["mine"].to_list()
    lists = pl.Series([["ioss=IM2760000742", "voec=1"]])
    expected = quote_frame(FRAME.with_columns(seller_registrations=lists.new_from_index(0, ROWS)), DESK, on=ON).frame
    assert [row["landed_cost"] for row in read] == expected["landed_cost"].cast(pl.String).fill_null("").to_list()
    assert [row["notices"] for row in read] == expected["notices"].list.join(";").fill_null("").to_list()
    assert [row["error"] for row in read] == expected["error"].fill_null("").to_list()
    assert expected["procedure"].unique().sort().to_list() != whole["procedure"].unique().sort().to_list()
    parquet = source.with_name("from_csv.parquet")
    quote_file(given, parquet, DESK, on=ON)
    assert pl.read_parquet(parquet)["landed_cost"].equals(expected["landed_cost"])


def test_csv_from_parquet_says_lists_with_semicolons(tmp_path: Path) -> None:
    given, target = tmp_path / "in.parquet", tmp_path / "out.csv"
    lists = pl.Series([["ioss=IM2760000742", "gb-vat"], None])
    FRAME.head(2).with_columns(seller_registrations=lists).write_parquet(given)
    quote_file(given, target, DESK, on=ON)
    row = rows_of(target)[0]
    assert row["seller_registrations"] == "ioss=IM2760000742;gb-vat"
    odd = tmp_path / "odd.parquet"
    FRAME.head(2).with_columns(pair=pl.struct("hs", "mine")).write_parquet(odd)
    with pytest.raises(BadInput, match="pair: column pair is struct"):
        quote_file(odd, target, DESK, on=ON)


CSV = (
    "consignment,destination,ship_from,origin,hs,unit_price,currency,duty_is_final,ship_from_subdivision\n"
    "a,NL,CN,CN,8518.30,200.00,EUR,TRUE,\n"
    'a,NL,CN,CN,8518.30,"200.00",EUR,maybe,""\n'
    "b,NL,NA,NA,8518.30,200.00,EUR,,\n"
    ",NL,CN,CN,8518.30,200.00,EUR,0,\n"
    ",NL,CN,CN,8518.30,200.00,EUR,false,\n"
)


def test_a_cell_that_is_neither_true_nor_false_is_an_error_of_its_consignment(tmp_path: Path) -> None:
    given, target = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text(CSV, encoding="utf-8-sig")
    told = quote_file(given, target, DESK, on=ON)
    errors = [row["error"] for row in rows_of(target)]
    assert errors[0] == errors[1]
    assert errors[0].startswith("bad-input: lines[1].duty_is_final: 'maybe' is neither true nor false")
    assert errors[2] == ""  # NA is Namibia
    assert errors[3].startswith("bad-input: lines[0].duty_is_final: '0' is neither")
    assert errors[4] == ""
    assert told.errors == {"bad-input": 3}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Empty CSV"),
        (b"destination,ship_from\nNL\n", "Expected 2 columns"),
        (CSV.encode().replace(b"8518.30", b"\xff\xfe", 1), "UTF-8"),
        (b"destination;ship_from\nNL;CN\n", "no column destination"),
        (b"a,a\n1,2\n", "two columns are called a"),
    ],
)
def test_what_is_no_csv_is_refused(tmp_path: Path, data: bytes, says: str) -> None:
    given = tmp_path / "in.csv"
    given.write_bytes(data)
    with pytest.raises(BadInput, match=says):
        quote_file(given, tmp_path / "out.csv", DESK, on=ON)
    assert left(tmp_path) == ["in.csv"]


def test_a_file_without_rows_has_a_heading(tmp_path: Path) -> None:
    given, target = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text(CSV.partition("\n")[0] + "\n", encoding="utf-8")
    assert quote_file(given, target, DESK, on=ON).rows == 0
    assert target.read_text(encoding="utf-8").count("\n") == 1
    FRAME.clear().write_parquet(tmp_path / "in.parquet")
    assert quote_file(tmp_path / "in.parquet", tmp_path / "out.parquet", DESK, on=ON).consignments == 0
    assert pl.read_parquet(tmp_path / "out.parquet").columns[-1] == "error"


def test_rows_without_the_column_are_consignments_of_their_own(tmp_path: Path) -> None:
    FRAME.drop("consignment").head(9).write_parquet(tmp_path / "in.pq")
    told = quote_file(tmp_path / "in.pq", tmp_path / "out.parquet", DESK, on=ON)
    assert (told.rows, told.consignments) == (9, 9)


def test_scattered_consignments_are_quoted_at_once_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    SCATTERED.write_parquet(given)
    told = quote_file(given, target, DESK, on=ON, rows=100)
    assert (told.rows, told.consignments) == (ROWS, 800)
    assert pl.read_parquet(target).equals(quote_frame(SCATTERED, DESK, on=ON).frame)
    monkeypatch.setattr(streaming, "_MOST_SCATTERED", 1_000)
    target.write_bytes(b"as it was")
    with pytest.raises(BadInput, match="comes back after others") as caught:
        quote_file(given, target, DESK, on=ON)
    assert "sort or cluster" in caught.value.hint
    assert target.read_bytes() == b"as it was"


def test_a_failure_while_writing_leaves_the_target_as_it_was(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = source.with_name("out.parquet")
    target.write_bytes(b"as it was")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(BadInput, match=r"out\.parquet cannot be written: No space left"):
        quote_file(source, target, DESK, on=ON, rows=300)
    assert target.read_bytes() == b"as it was"
    assert left(source.parent) == ["in.parquet", "out.parquet"]


def test_a_stop_in_the_middle_leaves_nothing(source: Path) -> None:
    def stop(_: Tally) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        quote_file(source, source.with_name("out.parquet"), DESK, on=ON, rows=300, progress=stop)
    assert left(source.parent) == ["in.parquet"]


def test_a_killed_run_leaves_no_file_under_the_name_of_the_target(source: Path) -> None:
    code = (
        "import sys, time; from xborder.frames import quote_file; "
        "quote_file(sys.argv[1], sys.argv[2], rows=300, progress=lambda _: (print('on', flush=True), time.sleep(60)))"
    )
    target = source.with_name("out.parquet")
    with subprocess.Popen([sys.executable, "-c", code, source, target], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"on\n"
        run.kill()
    assert not target.exists()


@pytest.mark.parametrize(
    ("given", "target", "path"),
    [
        ("none.parquet", "out.parquet", "source"),
        (".", "out.parquet", "source"),
        ("in.parquet", "in.parquet", "target"),
        ("in.parquet", "./none/../in.parquet", "target"),
        ("in.parquet", "out.xlsx", "target"),
        ("in.parquet", "none/out.parquet", "target"),
        ("text.parquet", "out.parquet", "source"),
    ],
)
def test_what_is_wrong_with_a_path_is_named(source: Path, given: str, target: str, path: str) -> None:
    source.with_name("text.parquet").write_text("no Parquet", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        quote_file(source.parent / given, source.parent / target, DESK, on=ON)
    assert caught.value.path == path
    assert left(source.parent) == ["in.parquet", "text.parquet"]


def test_a_spec_answers_too_and_says_its_own_terms(source: Path, whole: pl.DataFrame) -> None:
    target = source.with_name("out.parquet")
    quote_file(source, target, DeskSpec(on=ON))
    assert pl.read_parquet(target).equals(whole)
    with pytest.raises(BadInput, match="a spec says day"):
        quote_file(source, target, DeskSpec(on=ON), on=ON)
    with pytest.raises(BadInput, match="a str is no desk"):
        quote_file(source, target, "desk")  # type: ignore[arg-type]  # what is wrong
    spec = DeskSpec.of(on=ON)
    other = DeskSpec.from_dict({**spec.to_dict(), "strict": True})
    with pytest.raises(RulesChanged, match="choices: "):
        quote_file(source, target, other)


# --- lazy queries -----------------------------------------------------------------------------------------------------


def test_a_lazy_query_streams_from_file_to_file(source: Path, whole: pl.DataFrame) -> None:
    target = source.with_name("out.parquet")
    pl.scan_parquet(source).pipe(quote_lazy, DESK, on=ON, rows=450).sink_parquet(target)
    assert pl.read_parquet(target).equals(whole)


def test_a_lazy_query_may_choose_columns_and_rows(source: Path, whole: pl.DataFrame) -> None:
    lazy = pl.scan_parquet(source).pipe(quote_lazy, DeskSpec(on=ON), rows=450)
    assert lazy.collect_schema() == whole.schema
    few = lazy.filter(pl.col("destination") == "GB").select("landed_cost", "mine")
    assert few.collect().equals(whole.filter(pl.col("destination") == "GB").select("landed_cost", "mine"))
    assert few.collect(engine="in-memory").equals(few.collect())
    assert lazy.head(5).collect().equals(whole.head(5))
    assert lazy.slice(600, 3).select("mine", "error").collect().equals(whole.slice(600, 3).select("mine", "error"))
    assert lazy.select(pl.len()).collect().item() == ROWS


def test_a_lazy_query_is_refused_early_where_it_can_be(source: Path) -> None:
    with pytest.raises(BadInput, match="no column destination"):
        pl.scan_parquet(source).drop("destination").pipe(quote_lazy, DESK, on=ON)
    with pytest.raises(BadInput, match="a DataFrame is no LazyFrame"):
        quote_lazy(FRAME, DESK)  # type: ignore[arg-type]  # what is wrong
    with pytest.raises(BadInput, match="comes back after others"):
        SCATTERED.lazy().pipe(quote_lazy, DESK, on=ON).collect()


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
def test_an_interrupted_command_leaves_no_file(source: Path) -> None:
    code = (
        "import sys, time; from xborder.frames import streaming; "
        "streaming.mapped = lambda *a, **k: (print('on', flush=True), time.sleep(60)); "
        "from xborder.cli import app; app(['frame', *sys.argv[1:]])"
    )
    target = source.with_name("out.parquet")
    with subprocess.Popen(
        [sys.executable, "-c", code, source, target], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"on\n"
        time.sleep(0.1)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert f"stopped; {target} is as it was" in said.decode()
    assert left(source.parent) == ["in.parquet"]


def test_the_schema_of_a_file_is_kept(tmp_path: Path) -> None:
    table = pa.table(FRAME.head(7)).replace_schema_metadata({"mine": "kept"})
    pq.write_table(table, tmp_path / "in.parquet")
    quote_file(tmp_path / "in.parquet", tmp_path / "out.parquet", DESK, on=ON)
    schema = pq.read_schema(tmp_path / "out.parquet")
    assert schema.metadata[b"mine"] == b"kept"
    assert schema.metadata[b"xborder.rules"].startswith(b"sha256:")
    assert [schema.field(name).type for name in table.column_names] == table.schema.types
