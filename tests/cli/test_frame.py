"""``xborder frame``: a file in, a file out, and every wrong use named in one line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from xborder.cli import app
from xborder.cli._terminal import row_bar
from xborder.frames import quote_frame
from xborder.frames.asking import Tally
from xborder.tariff import Schedule

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
FRAME = pl.DataFrame(
    {
        "consignment": ["a", "a", "b"],
        "destination": ["NL", "NL", "GB"],
        "ship_from": ["CN"] * 3,
        "origin": ["CN"] * 3,
        "hs": ["8518.30", "4901.99", "6109.10"],
        "unit_price": ["200.00", "9.99", "12.50"],
        "currency": ["EUR", "EUR", "GBP"],
    }
)
RATES = "Date,USD,GBP,\n20 November 2026,1.16,0.87,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    FRAME.write_parquet(tmp_path / "in.parquet")
    FRAME.write_csv(tmp_path / "in.csv")
    return tmp_path


def told(*arguments: str | Path) -> tuple[int, str]:
    """The exit status, and what is said on standard error."""
    result = CliRunner().invoke(app, ["frame", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    return result.exit_code, result.stderr


def test_a_process_of_its_own_answers_and_sums_up(run: Run, folder: Path) -> None:
    done = run("frame", folder / "in.parquet", folder / "out.parquet", "--on", "2026-11-22")
    assert (done.returncode, done.stdout) == (0, b"")
    said = done.stderr.decode()
    assert f"{folder / 'out.parquet'}: 3 rows of 2 consignments in " in said
    assert "rows with a notice" in said
    assert "rules sha256:" in said
    assert pl.read_parquet(folder / "out.parquet").equals(quote_frame(FRAME, on=date(2026, 11, 22)).frame)


def test_rows_with_errors_are_counted_and_make_the_status_one(folder: Path) -> None:
    FRAME.with_columns(destination=pl.Series(["NL", "NL", "XX"])).write_csv(folder / "in.csv")
    status, said = told(folder / "in.csv", folder / "out.csv")
    assert status == 1
    assert "rows without an answer: bad-input 1" in said


def test_options_are_those_of_a_desk(folder: Path) -> None:
    with Schedule.create(folder / "tariffs.sqlite") as schedule:
        schedule.load_csv(b"code,duty,description\n8518.30,50%,dear\n", area="EU", name="1", on=date(2026, 1, 1))
    (folder / "eurofxref.csv").write_text(RATES, encoding="utf-8")
    FRAME.with_columns(currency=pl.lit("USD"), unit_price=pl.Series([200.0, 9.99, 12.5])).write_parquet(
        folder / "in.parquet"
    )
    given: list[str | Path] = [folder / "in.parquet", folder / "out.parquet", "--on", "2026-11-22", "--floats", "round"]
    options: list[str | Path] = [
        "--tariffs",
        folder / "tariffs.sqlite",
        "--rates",
        folder / "eurofxref.csv",
        "--rows",
        "1",
    ]
    assert told(*given, *options, "--policy", "eu.handling-fee=from-2026-11-01")[0] == 0
    found = pl.read_parquet(folder / "out.parquet")
    assert found["error"].null_count() == 3
    assert found["duties"][0] > 80
    assert found["unit_price"].dtype == pl.Float64  # handed on as it was
    status, said = told(*given, "--strict", "--on", "2031-01-01")
    assert status == 1
    assert "bad-law 3" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none.parquet", "out.parquet"], "none.parquet is not there"),
        (["in.parquet", "in.parquet"], "the same file"),
        (["in.parquet", "out.xlsx"], "does not end in one of .parquet, .pq, .csv (call it so, or give --format"),
        (["in.parquet", "none/out.csv"], "there is no folder"),
        (["float.parquet", "out.csv"], "give --floats round"),
        (["missing.csv", "out.csv"], "no column destination"),
        (["in.csv", "out.csv", "--format", "json"], "Invalid value for '--format'"),
        (["in.csv", "out.csv", "--policy", "none=x"], "no law pack has this policy"),
        (["in.csv", "out.csv", "--tariffs", "in.csv"], "cannot be used as a tariff store"),
        (["in.csv", "out.csv", "--rates", "in.csv"], "as a file of ECB"),
        (["in.csv", "out.csv", "--law", "in.csv"], "--law in.csv"),
        (["in.csv", "out.csv", "--rows", "0"], "Invalid value for '--rows'"),
        (["in.csv", "out.csv", "--floats", "down"], "Invalid value for '--floats'"),
        (["in.csv"], "Missing argument 'OUT'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "_",
)
def test_wrong_use_is_told_and_writes_nothing(
    folder: Path, arguments: list[str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    FRAME.with_columns(pl.col("unit_price").cast(pl.Float64)).write_parquet(folder / "float.parquet")
    FRAME.drop("destination").write_csv(folder / "missing.csv")
    monkeypatch.chdir(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    status, said = told(*arguments)
    assert status == 2
    assert says in said
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_form_is_given_where_no_name_says_it(folder: Path) -> None:
    (folder / "in.csv").rename(folder / "in.txt")
    assert told(folder / "in.txt", folder / "out.parquet", "--format", "csv", "--on", "2026-11-22")[0] == 0
    assert pl.read_parquet(folder / "out.parquet").height == 3


def test_without_the_packages_of_frames_it_says_how_to_get_them(folder: Path) -> None:
    code = (
        "import importlib.util as u, sys; real = u.find_spec; "
        "u.find_spec = lambda name, *a: None if name in ('polars', 'pyarrow') else real(name, *a); "
        "from xborder.cli import main; sys.argv = ['xborder', 'frame', *sys.argv[1:]]; main()"
    )
    arguments = [sys.executable, "-c", code, str(folder / "in.csv"), str(folder / "out.csv")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert 'pip install "xborder[frames]"' in done.stderr
    assert done.stderr.count("\n") == 1


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_with_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    err = Terminal()
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with row_bar() as tell:
        tell(Tally(rows=1_500, of=3_000, errors={"bad-input": 2}, notices={"policy": 7}))
    assert "1,500 of 3,000 rows, 2 errors, 7 notices" in err.getvalue()
