from __future__ import annotations

import contextlib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, LawError, XborderError
from xborder.law.sources import Evidence
from xborder.tariff.list_csv import RECIPES, load_list, read_list
from xborder.tariff.records import ListEntry

PUBLISHED = Path(__file__).parents[2] / ".." / "shared" / "data" / "us-ch99-lists"
needs_published = pytest.mark.skipif(not PUBLISHED.exists(), reason="the published files are not beside the checkout")


def entries(table: str, **options: Any) -> list[ListEntry]:
    reading = read_list(table.encode(), **{"area": "US", "list": "us.test", **options})
    return [record for record in reading.records if isinstance(record, ListEntry)]


def of_recipe(recipe: str, source: Any = None) -> list[ListEntry]:
    found = PUBLISHED / RECIPES[recipe].file if source is None else source
    return [record for record in load_list(found, recipe).records if isinstance(record, ListEntry)]


ROWS = {
    "us-301": 12_227,
    "us-122-exempt": 1_656,
    "us-ieepa-exempt": 3_256,
    "us-232-annexes": 1_031,
    "us-232-derivatives": 568,
    "us-232-copper": 80,
    "us-232-metal-chapters": 240,
    "us-fentanyl-carve-outs": 308,
    "us-floor-exempt": 3_815,
}
LEFT_OUT = {"us-232-annexes": 71}
"""Codes of descriptions, which are on no list."""


@needs_published
@pytest.mark.parametrize("recipe", RECIPES)
def test_every_recipe_reads_all_of_its_file(recipe: str) -> None:
    reading = load_list(PUBLISHED / RECIPES[recipe].file, recipe)
    found = list(reading.records)
    assert reading.counted.rows == ROWS[recipe]
    assert len(found) == ROWS[recipe] - LEFT_OUT.get(recipe, 0)
    assert reading.edition.area == "US"
    assert reading.edition.form == recipe
    assert reading.edition.evidence is Evidence.SECONDARY
    for entry in found:
        assert isinstance(entry, ListEntry)
        assert entry.code.isdigit()
        assert len(entry.code) in {4, 6, 8, 10}


@needs_published
def test_headings_of_chapter_99_name_their_lists() -> None:
    found = Counter(entry.list for entry in of_recipe("us-301"))
    assert found["9903.88.15"] == 2_967
    assert found["9903.88.03"] == 6_190
    assert set(Counter(entry.list for entry in of_recipe("us-232-copper"))) == {"9903.78.01"}
    assert Counter(entry.list for entry in of_recipe("us-fentanyl-carve-outs")) == {
        "9903.01.05": 7,
        "9903.01.13": 294,
        "9903.01.15": 7,
    }


@needs_published
def test_annexes_and_metals_name_their_lists() -> None:
    assert {entry.list for entry in of_recipe("us-232-annexes")} == {
        *(f"us.s232.annex-{annex}.steel" for annex in ("1a", "1b", "1c", "2", "3")),
        *(f"us.s232.annex-{annex}.aluminum" for annex in ("1a", "1b", "2", "3")),
        *(f"us.s232.annex-{annex}.copper" for annex in ("1a", "1b")),
    }
    assert {entry.list for entry in of_recipe("us-232-metal-chapters")} == {
        "us.s232.mill.steel",
        "us.s232.mill.aluminum",
        "us.s232.derivative.steel",
        "us.s232.derivative.aluminum",
    }


@needs_published
def test_a_code_that_moves_to_another_annex_leaves_the_first() -> None:
    moved = [entry for entry in of_recipe("us-232-annexes") if entry.code == "84271040"]
    assert [(entry.list, entry.from_, entry.until) for entry in moved] == [
        ("us.s232.annex-1b.steel", date(2026, 4, 6), date(2026, 6, 8)),
        ("us.s232.annex-1c.steel", date(2026, 6, 8), None),
    ]
    both = [entry for entry in of_recipe("us-232-annexes") if entry.code == "8412909070"]
    assert {(entry.list, entry.until) for entry in both} == {
        ("us.s232.annex-1b.steel", None),
        ("us.s232.annex-1b.aluminum", None),
    }


@needs_published
def test_articles_of_aluminium_are_on_its_lists_whatever_the_file_calls_them() -> None:
    found = [entry for entry in of_recipe("us-232-annexes") if entry.code.startswith("76")]
    assert {entry.list for entry in found} == {"us.s232.annex-1a.aluminum", "us.s232.annex-1b.aluminum"}
    assert [entry.code for entry in found if entry.note == "source: proclamation; metal_type of the file: steel"] == [
        *("7601", "7604", "7605", "7606", "7607", "7608", "7609", "76141010", "7616995160", "7616995170"),
    ]
    wind_towers = [entry.list for entry in of_recipe("us-232-annexes") if entry.code == "7308200035"]
    assert wind_towers == ["us.s232.annex-1a.aluminum"], "a derivative of aluminium in chapter 73"


@needs_published
def test_whole_headings_are_in_the_annex_of_mill_products_alone() -> None:
    short = {entry.code[:2]: entry.list for entry in of_recipe("us-232-annexes") if len(entry.code) < 8}
    assert set(short.values()) == {"us.s232.annex-1a.steel", "us.s232.annex-1a.aluminum"}
    assert sorted(short) == ["72", "73", "76"]
    (cut,) = [entry for entry in of_recipe("us-232-annexes") if "listed as" in entry.note]
    assert (cut.code, cut.list) == ("9403999020", "us.s232.annex-1b.steel")


def test_a_list_without_short_codes_leaves_them_out() -> None:
    table = (
        b"hts_prefix,annex,metal_type,source,effective_date\n"
        b"8471,1b,aluminum,x,2026-04-06\n84181000,1b,steel,x,2026-04-06\n7606,1a,steel,x,2026-04-06\n"
    )
    found = of_recipe("us-232-annexes", table)
    assert [(entry.code, entry.list) for entry in found] == [
        ("84181000", "us.s232.annex-1b.steel"),
        ("7606", "us.s232.annex-1a.aluminum"),
    ]


@needs_published
def test_a_last_day_is_still_on_the_list() -> None:
    found = of_recipe("us-ieepa-exempt")
    assert Counter(entry.until for entry in found) == {
        None: 2_704,
        date(2025, 8, 1): 113,
        date(2025, 9, 8): 20,
        date(2025, 10, 14): 419,
    }
    (longer,) = [entry for entry in found if entry.note]
    assert (longer.code, longer.note) == ("8505110070", "listed as 850511007000")


def test_the_code_is_found_in_a_column_of_a_usual_name() -> None:
    for column in ("code", "HTS Code", "hts8", "HS", "commodity_code"):
        assert [entry.code for entry in entries(f"x,{column}\na,0101.21.00\n")] == ["01012100"]


def test_which_column_holds_the_code_must_be_clear() -> None:
    for header in ("hts8,hts10", "a,b"):
        with pytest.raises(LawError) as caught:
            entries(f"{header}\n01,02\n")
        assert "code_column" in caught.value.hint
    assert entries("hts8,hts10\n01,02\n", code_column="hts10")[0].code == "02"


def test_columns_make_the_name_of_a_list() -> None:
    found = entries("code,annex,metal\n72,1a,steel\n", list="us.annex-{annex}.{metal}")
    assert found[0].list == "us.annex-1a.steel"


def test_days_and_notes_are_kept() -> None:
    table = "code,start,end,why\n01,2026-01-01,2026-06-30,because\n02,NA,,\n03,-,N/A,x\n"
    options: dict[str, Any] = {"from_column": "start", "last_column": "end", "note_columns": ("why",)}
    found = entries(table, **options)
    assert [(entry.from_, entry.until, entry.note) for entry in found] == [
        (date(2026, 1, 1), date(2026, 7, 1), "why: because"),
        (None, None, ""),
        (None, None, "why: x"),
    ]
    until = entries(table, from_column="start", until_column="end")
    assert until[0].until == date(2026, 6, 30)


def test_each_list_is_an_edition_of_its_own_form() -> None:
    one = read_list(b"code\n01\n", area="US", list="us.a")
    other = read_list(b"code\n01\n", area="US", list="us.b", name="July", on=date(2026, 7, 1))
    assert one.edition.form != other.edition.form
    assert (one.edition.name, other.edition.name, other.edition.from_) == ("list.csv", "July", date(2026, 7, 1))


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        ("code\nx1\n", {}, "no code"),
        ("code\n\n", {}, "no code is listed"),
        ("code\n", {}, "no code is listed"),
        ("", {}, "empty"),
        ("code,f\n01,1.1.26.5\n", {"from_column": "f"}, "not a date"),
        ("code,f,u\n01,2026-02-01,2026-02-01\n", {"from_column": "f", "until_column": "u"}, "ends before"),
        ("code,f\n01,2026-02-01\n", {"from_column": "start"}, "no column 'start'"),
        ("code,a\n01,\n", {"list": "us.{a}"}, "names no list"),
        ("code,a\n01,NA\n", {"list": "us.{a}"}, "names no list"),
        ("code,a\n01,$(rm)\n", {"list": "us.{a}"}, "not the name of a list"),
        ("code,a\n01,x\n", {"list": "us.{b}"}, "no column 'b'"),
    ],
)
def test_a_wrong_table_is_refused(table: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(LawError) as caught:
        entries(table, **options)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "options",
    [
        {"list": ""},
        {"area": ""},
        {"area": "usa"},
        {"list": "two words"},
        {"list": "{"},
        {"until_column": "a", "last_column": "b"},
    ],
)
def test_wrong_options_are_refused_at_once(options: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        read_list(b"code\n01\n", **{"area": "US", "list": "us.test", **options})


def test_a_recipe_can_be_named_to_the_reader_of_any_list() -> None:
    table = b"hts8\n01012100\n"
    assert [*read_list(table, recipe="us-122-exempt").records] == [*load_list(table, "us-122-exempt").records]
    with pytest.raises(BadInput, match="a recipe says all"):
        read_list(table, recipe="us-122-exempt", list="us.other")


def test_an_unknown_recipe_is_refused() -> None:
    with pytest.raises(BadInput, match="us-301"):
        load_list(b"code\n01\n", "us-999")


def test_a_file_of_another_form_is_refused() -> None:
    with pytest.raises(LawError, match="no column"):
        of_recipe("us-301", b"hts8\n01012100\n")


def test_more_digits_than_a_code_has_are_refused_unless_they_are_zeros() -> None:
    with pytest.raises(LawError, match="12 digits"):
        of_recipe("us-122-exempt", b"hts8\n850511007001\n")
    assert of_recipe("us-122-exempt", b"hts8\n850511007000\n")[0].code == "8505110070"


def test_later_rows_end_earlier_ones_in_any_order() -> None:
    table = (
        b"hts_prefix,annex,metal_type,source,effective_date\n"
        b"7304,3,steel,c,2026-08-01\n7304,1a,steel,a,\n7304,2,steel,b,2026-06-08\n"
    )
    found = of_recipe("us-232-annexes", table)
    assert [(entry.list, entry.from_, entry.until) for entry in found] == [
        ("us.s232.annex-1a.steel", None, date(2026, 6, 8)),
        ("us.s232.annex-2.steel", date(2026, 6, 8), date(2026, 8, 1)),
        ("us.s232.annex-3.steel", date(2026, 8, 1), None),
    ]


@given(st.binary(max_size=300))
def test_no_content_raises_anything_but_our_errors(content: bytes) -> None:
    for start in (b"", b"code,a\n"):
        with contextlib.suppress(XborderError):
            list(read_list(start + content, area="US", list="us.x").records)
