"""A loader that is killed leaves the whole of an edition or nothing of it, and a store that is sound."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from xborder.tariff import Schedule

LINES: Final = 8_000
DAY: Final = date(2026, 7, 1)

LOADER: Final = """
import sys
from datetime import date
from xborder.tariff import Schedule
from xborder.tariff.records import Counter, Edition, Line, Reading, Tariff

path, rate, lines, whole = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "whole"
counter = Counter()

def records():
    for number in range(lines):
        code = f"{6100000000 + number:010}"
        counter.rows += 1
        yield Line(code=code, depth=0, description=f"goods {number} of {rate}")
        yield Tariff(code=code, kind="mfn", text=rate, dialect="plain", legal=str(number % 50))

edition = Edition(area="US", name="2026", form="test", title="Tariff", publisher="Office",
                  from_=date(2026, 1, 1), whole=whole)
with Schedule.open(path) as schedule:
    print("begun", flush=True)
    schedule.load(Reading(edition=edition, records=records(), counted=counter), progress=lambda c: print(c.rows, flush=True))
    print("loaded", flush=True)
"""


def loader(path: Path, rate: str, whole: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LOADER, str(path), rate, str(LINES), whole],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        stdout=subprocess.PIPE,
        text=True,
    )


def killed(path: Path, rate: str, whole: str, *, after_line: str = "", after_seconds: float = 0.0) -> bool:
    """Whether a loader was killed before it was done."""
    with loader(path, rate, whole) as process:
        assert process.stdout is not None
        while (said := process.stdout.readline().strip()) not in {after_line or "begun", "loaded", ""}:
            pass
        assert said, "the loader ended by itself"
        time.sleep(after_seconds)
        process.send_signal(signal.SIGKILL)
        process.stdout.read()
    return process.returncode == -signal.SIGKILL


def state(path: Path) -> tuple[str, int]:
    """The one rate that all lines have, and how many lines there are; ``("", 0)`` for an empty store."""
    with Schedule.open(path) as schedule:
        schedule.check()
        editions = schedule.editions("US")
        if not editions:
            assert schedule.holding("US", "61", DAY) is None
            return "", 0
        found = schedule.holding("US", "61", DAY)
        assert found is not None
        rates = {held.tariff.text for branch in found.branches for held in branch.held}
        words = {branch.description.rpartition(" ")[2] for branch in found.branches}
        assert rates == words
        assert len(rates) == 1
        assert (editions[0].lines, editions[0].measures) == (LINES, LINES)
        assert schedule.search("US", f"goods 7 {min(rates)}")
        return rates.pop(), len(found.branches)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no such signal")
@pytest.mark.parametrize("whole", ["whole", "part"])
def test_a_killed_loader_leaves_all_of_an_edition_or_nothing(tmp_path: Path, whole: str) -> None:
    path = tmp_path / "tariffs.sqlite"
    Schedule.create(path).close()

    assert killed(path, "1%", whole, after_line="4000")
    assert state(path) == ("", 0)

    begun = time.monotonic()
    with loader(path, "1%", whole) as process:
        assert process.communicate()[0].endswith("loaded\n")
    took = time.monotonic() - begun
    assert state(path) == ("1%", LINES)

    # In the middle of the records, where nothing can have been kept; then anywhere, also while it is being kept.
    for line in ("begun", "2000", "6000"):
        assert killed(path, "2%", whole, after_line=line)
        assert state(path) == ("1%", LINES)
    dice = random.Random(20260701)  # noqa: S311 - when to kill is no secret
    kept = "1%"
    for round_ in range(5):
        rate = f"{round_ + 3}%"
        killed(path, rate, whole, after_line="8000", after_seconds=dice.uniform(0, took / 3))
        found, lines = state(path)
        assert lines == LINES
        assert found in {kept, rate}
        kept = found

    with loader(path, "99%", whole) as process:
        assert process.communicate()[0].endswith("loaded\n")
    assert state(path) == ("99%", LINES)
    assert [file.name for file in tmp_path.iterdir()] == ["tariffs.sqlite"]
