from __future__ import annotations

import contextlib
import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, InvalidRequest, LawError, XborderError
from xborder.law.sources import Evidence
from xborder.tariff import parse_duty
from xborder.tariff.plain_csv import MAX_ERRORS, read_plain_csv
from xborder.tariff.records import Group, Line, Record, Tariff


def read(table: str | bytes | Path, **options: Any) -> list[Record]:
    source = table.encode() if isinstance(table, str) else table
    return list(read_plain_csv(source, **{"area": "AU", "name": "2026-07", **options}).records)


def tariffs(table: str, **options: Any) -> list[Tariff]:
    return [record for record in read(table, **options) if isinstance(record, Tariff)]


def errors(table: str, **options: Any) -> list[XborderError]:
    with pytest.raises(XborderError) as caught:
        read(table, **options)
    return list(caught.value.errors) if isinstance(caught.value, InvalidRequest) else [caught.value]


FULL = """\
code,description,unit,duty,origin,preference,from,until,source
6109.10,T-shirts of cotton,No,5%,,,2020-01-01,,Schedule 3
6109.10,,,Free,NZ,ANZCERTA,2020-01-01,,Schedule 4
6109.10,,,2.5%,CL PE|MX,CPTPP,2020-01-01,2028-01-01,Schedule 8
2203.00,Beer,L|L al,5% + 1.2 AUD/l,,,,,
"""


def test_a_table_gives_its_measures_in_its_order() -> None:
    found = tariffs(FULL)
    assert [(one.code, one.kind, one.text, one.origin, one.programme) for one in found] == [
        ("610910", "mfn", "5%", (), ""),
        ("610910", "preference", "Free", ("NZ",), "ANZCERTA"),
        ("610910", "preference", "2.5%", ("CL", "PE", "MX"), "CPTPP"),
        ("220300", "mfn", "5% + 1.2 AUD/l", (), ""),
    ]
    assert found[2].until == date(2028, 1, 1)
    assert found[0].from_ == date(2020, 1, 1)
    assert found[3].from_ is None
    assert found[0].legal == "Schedule 3"
    assert {one.dialect for one in found} == {"plain"}


def test_goods_become_lines_of_a_tree() -> None:
    table = (
        "code,duty,description,unit\n6109.10.00,5%,Of cotton,No\n61,1%,Knitted,\n6109,2%,T-shirts,\n62,3%,Woven,kg|No\n"
    )
    lines = [record for record in read(table) if isinstance(record, Line)]
    assert [(line.code, line.depth, line.description, line.units) for line in lines] == [
        ("61", 0, "Knitted", ()),
        ("6109", 1, "T-shirts", ()),
        ("61091000", 2, "Of cotton", ("No",)),
        ("62", 0, "Woven", ("kg", "No")),
    ]


def test_a_table_without_descriptions_has_no_lines() -> None:
    assert [type(record) for record in read("code,duty\n6109,5%\n")] == [Tariff]


def test_columns_are_found_by_name_in_any_order_with_others_between() -> None:
    found = tariffs('remark,DUTY,Code ,x\n"a, b",5%,61.09,y\n')
    assert [(one.code, one.text) for one in found] == [("6109", "5%")]


def test_semicolons_boms_and_gzip_are_understood() -> None:
    table = "\ufeffcode;duty;description\n6109;5%;Maillots d'été\n".encode()
    assert [type(record) for record in read(gzip.compress(table))] == [Tariff, Line]
    assert read(table)[0] == read(b"code,duty\n6109,5%\n")[0]


def test_western_code_pages_are_understood() -> None:
    lines = [one for one in read("code,duty,description\n6109,5%,été\n".encode("cp1252")) if isinstance(one, Line)]
    assert lines[0].description == "été"


def test_a_star_is_all_goods() -> None:
    assert [one.code for one in tariffs("code,duty,kind\n*,10%,additional\n")] == [""]


def test_other_kinds_and_dialects_stand_in_their_columns() -> None:
    table = "code,duty,kind,heading,dialect,excluded\n72,25%,safeguard,9903.45.01,,CA MX\n01,2.82 ¢/kg,,,ca,\n02,,restriction,,,\n"
    found = tariffs(table)
    assert [(one.kind, one.heading, one.dialect, one.excluded) for one in found] == [
        ("safeguard", "9903.45.01", "plain", ("CA", "MX")),
        ("mfn", "", "ca", ()),
        ("restriction", "", "plain", ()),
    ]


def test_a_dialect_for_all_rows_can_be_given() -> None:
    (one,) = tariffs("code,duty\n01,238 % but not less than 30.8 ¢each\n", dialect="ca")
    assert str(parse_duty(one.text, one.dialect)) == "238% MIN 0.308 CAD/item"


def test_a_duty_that_needs_a_person_is_kept_as_text() -> None:
    assert [one.text for one in tariffs("code,duty,dialect\n01,1.9 ¢,ca\n")] == ["1.9 ¢"]


def test_groups_can_be_named_and_are_handed_over() -> None:
    records = read("code,duty,origin\n01,Free,MERCOSUR US\n", groups={"MERCOSUR": ("AR", "BR", "PY", "UY")})
    assert records[0] == Group(id="MERCOSUR", members=("AR", "BR", "PY", "UY"))
    assert isinstance(records[1], Tariff)
    assert records[1].origin == ("MERCOSUR", "US")


def test_the_edition_says_what_was_given() -> None:
    reading = read_plain_csv(
        b"code,duty\n01,1%\n",
        area="AU",
        name="2026-07",
        on=date(2026, 7, 1),
        publisher="ABF",
        whole=False,
        evidence=Evidence.OFFICIAL,
    )
    edition = reading.edition
    assert (edition.area, edition.form, edition.title, edition.from_) == ("AU", "csv", "2026-07", date(2026, 7, 1))
    assert (edition.publisher, edition.whole, edition.evidence) == ("ABF", False, Evidence.OFFICIAL)
    assert list(reading.records)
    assert reading.counted.rows == 1


def test_a_file_of_a_host_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    path.write_text("code,duty\n01,1%\n")
    assert len(read(path)) == 1


@pytest.mark.parametrize(
    ("row", "column", "message", "hint"),
    [
        ("61x,5%,,,,", "code", "no code", "digits"),
        (",5%,,,,", "code", "no code", "digits"),
        ("6109,5 percents,,,,", "duty", "not understood", ""),
        ("6109,1/0 %,,,,", "duty", "not understood", ""),
        ("6109,,,,,", "duty", "no duty", "6.5%"),
        ("6109,5%,UK,,,", "origin", "'UK' is not", "use GB"),
        ("6109,5%,EU,,,", "origin", "'EU' is not", "groups="),
        ("6109,5%,,,01/07/2026,", "from", "not a date", "2026-07-01"),
        ("6109,5%,,,2026-02-30,", "from", "not a date", "2026-07-01"),
        ("6109,5%,,,2026-07-01,2026-07-01", "until", "not after", "after the last"),
        ("6109,5%,,mfn-x,,", "kind", "unknown kind", "mfn"),
    ],
)
def test_a_wrong_cell_is_told_by_row_and_column(row: str, column: str, message: str, hint: str) -> None:
    (error,) = errors(f"code,duty,origin,kind,from,until\n0101,Free,,,,\n{row}\n")
    assert isinstance(error, LawError)
    assert error.path == f"table.csv row 3, column {column}"
    assert message in error.message
    assert hint in error.hint


def test_an_ordinary_duty_is_no_preference() -> None:
    (error,) = errors("code,duty,kind,preference\n01,5%,mfn,FTA\n")
    assert "no preference" in error.message


def test_several_wrong_rows_are_told_together() -> None:
    found = errors("code,duty\n01,5%\nx,5%\n02,5%\n03,lots\n04,1%\ny,1%\n")
    assert [error.path for error in found] == [
        "table.csv row 3, column code",
        "table.csv row 5, column duty",
        "table.csv row 7, column code",
    ]


def test_after_many_wrong_rows_the_rest_is_not_read() -> None:
    reading = read_plain_csv(("code,duty\n" + "x,5%\n" * 1000).encode(), area="AU", name="x")
    with pytest.raises(InvalidRequest) as caught:
        list(reading.records)
    assert len(caught.value.errors) == MAX_ERRORS
    assert reading.counted.rows == MAX_ERRORS


def test_two_rows_on_the_same_goods_and_days_contradict_each_other() -> None:
    (error,) = errors("code,duty,from,until\n6109,5%,2026-01-01,\n6110,1%,,\n61.09,6%,2027-01-01,\n")
    assert error.path == "table.csv row 4, column code"
    assert "row 2" in error.message


def test_rows_on_the_same_goods_may_follow_each_other() -> None:
    table = "code,duty,from,until\n6109,5%,,2027-01-01\n6109,6%,2027-01-01,\n"
    assert len(tariffs(table)) == 2


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "empty"),
        ("hs,rate\n01,5%\n", "'code', 'duty'"),
        ("code,rate\n01,5%\n", "'duty'"),
        ("code,duty\n01,5%,extra\n", "3 cells"),
        ('code,duty\n01,"5%\n', "end of data"),
    ],
)
def test_what_is_no_such_table_is_refused(table: str, message: str) -> None:
    (error,) = errors(table)
    assert isinstance(error, LawError)
    assert message in str(error)


def test_a_huge_field_is_refused() -> None:
    (error,) = errors('code,duty\n01,"' + "5" * 2_000_000 + '"\n')
    assert isinstance(error, LawError)


def test_binary_content_is_refused() -> None:
    with pytest.raises(XborderError):
        read(bytes(range(256)) * 64)


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"area": "Australia"}, "area"),
        ({"area": ""}, "area"),
        ({"area": 7}, "area"),
        ({"name": " "}, "name"),
        ({"name": None}, "name"),
        ({"dialect": "french"}, "dialect"),
        ({"groups": {"G": ("XX",)}}, "groups.G"),
    ],
)
def test_wrong_options_are_told_at_once(options: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_plain_csv(b"code,duty\n01,5%\n", **{"area": "AU", "name": "x", **options})
    assert caught.value.path == path


def test_a_missing_file_is_told() -> None:
    with pytest.raises(BadInput):
        read(Path("no-such-file.csv"))


@given(st.binary(max_size=400))
def test_no_content_raises_anything_but_our_errors(content: bytes) -> None:
    with contextlib.suppress(XborderError):
        read(content)


@given(st.lists(st.text(alphabet='0123456789.%abcFre,"\n| -*', max_size=12), min_size=1, max_size=30))
def test_no_table_raises_anything_but_our_errors(cells: list[str]) -> None:
    rows = "\n".join(",".join(f'"{c.replace(chr(34), "")}"' for c in cells[i : i + 4]) for i in range(0, len(cells), 4))
    with contextlib.suppress(XborderError):
        read(f"code,duty,origin,from\n{rows}\n")


@given(
    st.lists(
        st.tuples(st.integers(1, 97), st.sampled_from(["Free", "5%", "1.2 EUR/kg"])),
        unique_by=lambda x: x[0],
        max_size=20,
    )
)
def test_every_good_row_comes_back(rows: list[tuple[int, str]]) -> None:
    table = "code,duty\n" + "".join(f"{chapter:02},{duty}\n" for chapter, duty in rows)
    assert [(one.code, one.text) for one in tariffs(table)] == [(f"{chapter:02}", duty) for chapter, duty in rows]
