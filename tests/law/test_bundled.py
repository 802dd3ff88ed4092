"""The packs that come with the library: all load, and the cases reach every procedure and both sides of every limit."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from xborder import Desk, XborderError
from xborder.law.book import BUNDLED, LawBook

CASES = Path(__file__).parents[1] / "cases"
PACKS = Path(__file__).parents[2] / "src" / "xborder" / "law" / "packs"
BOOK = LawBook()


@cache
def reached() -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """The procedures that the cases are imported by, and the limits they were compared with, with the result."""
    desk = Desk(laws=BOOK)
    procedures: set[str] = set()
    limits: set[tuple[str, str]] = set()
    for file in sorted(CASES.glob("*.json")):
        for case in json.loads(file.read_text(encoding="utf-8")):
            try:
                answer: dict[str, Any] = desk.quote(case["request"]).to_dict()
            except XborderError:
                continue
            procedures.add(answer["procedure"])
            limits |= {(test["rule"], test["result"]) for test in answer["thresholds"]}
    return frozenset(procedures), frozenset(limits)


@pytest.mark.parametrize("code", BUNDLED)
def test_a_bundled_pack_loads_and_is_filed_under_its_code(code: str) -> None:
    pack = BOOK.pack(code)
    assert pack.jurisdiction.code == code
    assert pack.jurisdiction.known_from <= pack.jurisdiction.checked
    assert re.fullmatch(r"[0-9a-f]{64}", pack.digest)


def test_every_file_is_on_the_shelf() -> None:
    assert {file.stem.upper() for file in PACKS.glob("*.toml")} == set(BUNDLED)
    assert set(BOOK.codes) == set(BUNDLED)


@pytest.mark.parametrize("code", BUNDLED)
def test_a_pack_opens_with_what_it_covers_and_says_what_it_leaves_out(code: str) -> None:
    text = (PACKS / f"{code.lower()}.toml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "# Limitations" in text or BOOK.pack(code).jurisdiction.limitations


@pytest.mark.parametrize("code", BUNDLED)
def test_every_described_source_is_dated_and_can_be_found(code: str) -> None:
    for key, source in BOOK.pack(code).sources.items():
        assert source.key == key
        assert source.url.startswith(("https://", "http://")) or source.evidence.value != "official", key
        assert source.seen <= BOOK.pack(code).jurisdiction.checked, key


PROCEDURES = sorted({procedure.id for code in BUNDLED for procedure in BOOK.pack(code).procedure})
LIMITS = sorted({threshold.id for code in BUNDLED for threshold in BOOK.pack(code).threshold})


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_some_case_is_imported_by_each_procedure(procedure: str) -> None:
    assert procedure in reached()[0]


@pytest.mark.parametrize("limit", LIMITS)
def test_some_case_lies_on_each_side_of_each_limit(limit: str) -> None:
    assert {result for rule, result in reached()[1] if rule == limit} == {"below", "above"}
