from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import LawError, XborderError
from xborder.law.sources import Evidence
from xborder.tariff.hs_nomenclature import read_hs
from xborder.tariff.records import Line

PUBLISHED = Path(__file__).parents[2] / ".." / "shared" / "data" / "un-hs" / "harmonized-system.csv"
HEADER = "section,hscode,description,parent,level\n"


def lines(rows: str) -> list[Line]:
    return [record for record in read_hs((HEADER + rows).encode()).records if isinstance(record, Line)]


def wrong(rows: str) -> LawError:
    with pytest.raises(LawError) as caught:
        lines(rows)
    return caught.value


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published files are not beside the checkout")
def test_the_published_list_has_all_chapters_headings_and_subheadings() -> None:
    reading = read_hs(PUBLISHED)
    found = [record for record in reading.records if isinstance(record, Line)]
    assert reading.counted.rows == 6_940
    assert Counter(line.depth for line in found) == {0: 97, 1: 1_229, 2: 5_613}
    assert Counter(len(line.code) for line in found) == {2: 97, 4: 1_229, 6: 5_613}
    by_code = {line.code: line for line in found}
    assert by_code["610910"].description.startswith("T-shirts")
    assert {"851713", "854929", "240412", "300241"} <= set(by_code)  # new in 2022
    assert "851712" not in by_code
    assert all(line.description and "\n" not in line.description for line in found)


def test_the_edition_is_no_customs_area() -> None:
    edition = read_hs(HEADER.encode()).edition
    assert (edition.area, edition.form, edition.name, edition.evidence) == (
        "HS",
        "un-hs",
        "HS 2022",
        Evidence.SECONDARY,
    )


def test_the_row_of_the_total_is_no_line() -> None:
    rows = "TOTAL,TOTAL,All,TOTAL,5\nI,01,Animals; live,TOTAL,2\nI,0101,Horses,01,4\n"
    assert [(line.code, line.depth) for line in lines(rows)] == [("01", 0), ("0101", 1)]


@pytest.mark.parametrize(
    ("rows", "column", "message"),
    [
        ("I,1,Animals,TOTAL,2\n", "hscode", "1 digits and the level 2"),
        ("I,01,Animals,TOTAL,3\n", "level", "no level"),
        ("I,01,Animals,TOTAL,5\n", "level", "no level"),
        ("I,01,A,TOTAL,2\nI,0201,B,01,4\n", "parent", "not above"),
        ("I,0101,B,01,4\n", "parent", "comes after"),
        ("I,01,A,TOTAL,2\nI,01,A,TOTAL,2\n", "hscode", "twice"),
        ("I,0I,A,TOTAL,2\n", "hscode", "no code"),
    ],
)
def test_a_row_out_of_place_is_refused(rows: str, column: str, message: str) -> None:
    error = wrong(rows)
    assert error.path.endswith(f"column {column}")
    assert message in error.message


def test_a_list_without_codes_or_columns_is_refused() -> None:
    assert "no code" in wrong("").message
    with pytest.raises(LawError, match="no column 'hscode'"):
        list(read_hs(b"code,description\n01,Animals\n").records)
    with pytest.raises(LawError):
        list(read_hs(HEADER.encode() + b'I,01,"Animals\n').records)


@given(st.binary(max_size=300))
def test_no_content_raises_anything_but_our_errors(content: bytes) -> None:
    for start in (b"", HEADER.encode()):
        with contextlib.suppress(XborderError):
            list(read_hs(start + content).records)
