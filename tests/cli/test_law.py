"""``xborder coverage`` and ``xborder law show``."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from xborder.landed_cost._page import WIDTH
from xborder.law.book import BUNDLED, LawBook
from xborder.law.known import coverage, show

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
ISLAND = """
[jurisdiction]
code = "FK"
name = "The Island"
currency = "EUR"
known_from = 2020-01-01
checked = 2026-01-01
limitations = ["Excises are not known."]
[sources.gazette]
title = "Gazette 1"
publisher = "The Island"
url = "https://example.org/1"
evidence = "official"
seen = 2026-01-01
[[procedure]]
id = "fk.all"
name = "Declaration"
source = "gazette"
[[charge]]
id = "fk.stamp"
kind = "fee"
name = "Stamp"
amount = "2 EUR"
per = "consignment"
until = 2026-07-01
source = "gazette"
[[charge]]
id = "fk.seal"
kind = "fee"
name = "Seal"
amount = "3 EUR"
per = "consignment"
from = 2027-01-01
status = "scheduled"
source = "gazette"
"""


def test_coverage_lists_every_destination(run: Run) -> None:
    done = run("coverage")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert lines[0].split()[:4] == ["code", "name", "from", "checked"]
    assert [line.split()[0] for line in lines[1:]] == [row.jurisdiction for row in coverage()]


def test_coverage_as_json(run: Run) -> None:
    done = run("coverage", "--json")
    assert json.loads(done.stdout) == [row.to_dict() for row in coverage()]


def test_the_law_of_a_day_is_shown(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "island.toml"
    path.write_text(ISLAND, encoding="utf-8")
    done = run("law", "show", "fk", "--on", "2026-08-01", "--law", path)
    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == [
        "The Island (FK) on 2026-08-01",
        "-----------------------------",
        "Known from 2020-01-01, last checked on 2026-01-01; currency EUR.",
        "The day is later than the last check: a quote says so.",
        "",
        "Procedures",
        "  fk.all: competes on cost; collected at import",
        "    Declaration",
        "    evidence official: gazette",
        "",
        "Charges",
        "  fk.seal: 3 EUR per consignment (scheduled, from 2027-01-01)",
        "    Seal (fee)",
        "    evidence official, scheduled: gazette",
        "",
        "Limitations",
        "  - Excises are not known.",
        "",
        "Sources",
        "  gazette: Gazette 1; The Island, official, seen 2026-01-01",
        "      https://example.org/1",
        "",
        "1 entries have ended by that day; --all shows them.",
    ]
    everything = run("law", "show", "FK", "--on", "2026-08-01", "--law", path, "--all")
    assert b"fk.stamp: 2 EUR per consignment (ended, until 2026-07-01)" in everything.stdout
    assert b"FK" in run("coverage", "--law", path).stdout


def test_the_law_as_json(run: Run) -> None:
    done = run("law", "show", "CH", "--on", "2026-11-22", "--json")
    assert json.loads(done.stdout) == show(LawBook().pack("CH"), date(2026, 11, 22)).to_dict()


def test_today_is_the_day_when_none_is_given(run: Run) -> None:
    before = date.today()  # noqa: DTZ011 - the host's calendar day is meant
    shown = json.loads(run("law", "show", "CH", "--json").stdout)["on"]
    assert before.isoformat() <= shown <= date.today().isoformat()  # noqa: DTZ011 - as above


@pytest.mark.parametrize("arguments", [["law", "show", "QQ"], ["law", "show"], ["law", "show", "CH", "--on", "soon"]])
def test_wrong_use_exits_with_two(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("code", [code for code in BUNDLED if code in {"CN", "DE", "EU", "US", "XI"}])
def test_every_line_of_the_law_fits_the_page(run: Run, code: str) -> None:
    text = run("law", "show", code, "--on", "2026-11-22", "--all").stdout.decode()
    assert [line for line in text.splitlines() if len(line) > WIDTH and "http" not in line] == []
