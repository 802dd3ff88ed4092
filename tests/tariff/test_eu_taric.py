from __future__ import annotations

import contextlib
import importlib.util
import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder.errors import BadInput, LawError, MissingExtra, XborderError
from xborder.tariff import parse_duty
from xborder.tariff.eu_taric import DUTIES, read_eu_taric
from xborder.tariff.files import File
from xborder.tariff.grammar import NotComputable
from xborder.tariff.records import Counter, Group, Record, Tariff
from xborder.tariff.workbook import sheet_rows, workbook_day

# The names of two columns begin with a blank in the workbooks that are published.
HEADER = tuple(f" {name}" if name in {"Measure type", "Meas. type code"} else name for name in DUTIES)
GROUPS = (
    "Country group", "Abbrev.", "Country group descr.", "Start date", "End date", "Member country", "Abbrev.",
    "Description", "Mbship start date", "Mbship end date",
)  # fmt: skip
EXCLUSIONS = (
    "Goods code", "Add code", "Order No.", "Start date", "End date", "Origin", "Measure type", "Excluded country code",
    "Origin code", "Meas. type code", "Excluded country",
)  # fmt: skip
TYPES = {
    "103": "Third country duty",
    "112": "Autonomous tariff suspension",
    "117": "Suspension - goods for certain categories of ships",
    "142": "Tariff preference",
    "143": "Preferential tariff quota",
    "552": "Definitive anti-dumping duty",
}


def workbook(*sheets: Iterable[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet{number + 1}")
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def measure(
    code: object = "6109100010",
    duty: object = "12.000 %",
    type_: object = "103",
    origin: object = "1011",
    *,
    add: object = None,
    order: object = None,
    start: object = "01-01-2020",
    end: object = None,
) -> tuple[object, ...]:
    named = "ERGA OMNES" if origin == "1011" else "Some countries"
    return (code, add, order, start, end, None, named, TYPES.get(str(type_), "Other"), "R2658/87", duty, origin, type_)


def duties(*measures: tuple[object, ...]) -> bytes:
    return workbook([HEADER, *measures])


def read(source: Any, **options: Any) -> list[Record]:
    return list(read_eu_taric(source, **options).records)


def tariffs(*measures: tuple[object, ...], **options: Any) -> list[Tariff]:
    return [record for record in read(duties(*measures), **options) if isinstance(record, Tariff)]


def only(*measures: tuple[object, ...], **options: Any) -> Tariff:
    (one,) = tariffs(*measures, **options)
    return one


def refusal(source: Any, **options: Any) -> XborderError:
    with pytest.raises(XborderError) as caught:
        read(source, **options)
    return caught.value


def repacked(
    source: bytes, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None
) -> bytes:
    """The workbook with changed members, and with others in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = change(info.filename, old.read(info))
            if content is not None:
                new.writestr(info.filename, content)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return stream.getvalue()


def in_sheet(source: bytes, before: bytes, after: bytes) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return content
        assert before in content
        return content.replace(before, after, 1)

    return repacked(source, change)


# --- measures


def test_a_row_is_a_measure() -> None:
    assert only(measure(end="31-12-2026")) == Tariff(
        code="6109100010",
        kind="mfn",
        text="12.000 %",
        dialect="eu",
        type="103",
        legal="R2658/87",
        name="Third country duty",
        from_=date(2020, 1, 1),
        until=date(2027, 1, 1),
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("0.000 %", "Free"),
        ("10.200 % + 93.100 EUR DTN", "10.2% + 93.1 EUR/100 kg"),
        ("12.800 % + 176.800 EUR DTN", "12.8% + 176.8 EUR/100 kg"),
    ],
)
def test_duties_are_in_the_words_of_taric(text: str, plain: str) -> None:
    one = only(measure(duty=text))
    assert str(parse_duty(one.text, one.dialect)) == plain


@pytest.mark.parametrize(
    "text", ["9.000 % + EA MAX 18.700 % +ADSZ", "Cond:  V 52.600 EUR/DTN(01):8.800 % ; V 51.500 EUR/DTN(01):8.800 %"]
)
def test_duties_that_need_a_person_are_kept_as_text(text: str) -> None:
    one = only(measure(duty=text))
    assert one.text == " ".join(text.split())
    assert one.conditions == ""
    with pytest.raises(NotComputable):
        parse_duty(one.text, one.dialect)


def test_conditions_of_what_lowers_the_duty_are_told() -> None:
    one = only(measure(duty="Cond:  A cert: D-008 (01):0.000 % ; A (01):5.000 %", type_="112"))
    assert one.kind == "suspension"
    assert one.conditions == "A cert: D-008 (01):0.000 % ; A (01):5.000 %"
    assert only(measure(duty="0.000 %", type_="112")).conditions == ""
    assert "ships" in only(measure(duty="0.000 %", type_="117")).conditions


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("103", "mfn"),
        ("105", "authorised-use"),
        ("106", "preference"),
        ("112", "suspension"),
        ("117", "suspension"),
        ("122", "quota"),
        ("141", "preference"),
        ("142", "preference"),
        ("143", "quota"),
        ("552", "anti-dumping"),
        ("554", "countervailing"),
        ("695", "additional"),
        ("672", "additional"),
    ],
)
def test_the_type_says_what_a_measure_is(type_: str, kind: str) -> None:
    assert only(measure(type_=type_)).kind == kind


def test_controls_and_units_have_no_duty() -> None:
    found = tariffs(measure(type_="410", duty=None), measure(type_="109", duty="p/st"))
    assert [(one.kind, one.text) for one in found] == [("restriction", ""), ("statistical-unit", "p/st")]


def test_kinds_of_types_can_be_given() -> None:
    assert only(measure(type_="999"), kinds={"999": "safeguard"}).kind == "safeguard"
    with pytest.raises(BadInput) as caught:
        read_eu_taric(duties(measure()), kinds={"999": "tax"})
    assert caught.value.path == "kinds.999"


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("0100000000", "01"),
        ("1000000000", "10"),
        ("0101000000", "0101"),
        ("0101300000", "010130"),
        ("6109100010", "6109100010"),
        ("6109100010 80", "6109100010"),
        (6109100010, "6109100010"),
        (101210000, "010121"),
    ],
)
def test_a_code_is_declared_at_the_level_that_it_bears_on(code: object, digits: str) -> None:
    assert only(measure(code=code)).code == digits


def test_erga_omnes_is_everybody_and_other_origins_are_their_own() -> None:
    found = tariffs(
        measure(), measure(origin="BY", duty="50.000 %"), measure(origin="2020", type_="142", duty="9.600 %")
    )
    assert [one.origin for one in found] == [(), ("BY",), ("2020",)]
    assert only(measure(origin="XS", type_="142")).origin == ("RS",)
    assert only(measure(origin=1011)).origin == ()


def test_additional_codes_and_order_numbers_are_kept() -> None:
    one = only(measure(type_="552", duty="48.500 %", origin="CN", add="C999"))
    assert (one.kind, one.heading, one.origin) == ("anti-dumping", "C999", ("CN",))
    assert only(measure(type_="143", origin="CL", order="090001")).order == "090001"
    assert only(measure(type_="143", origin="CL", order=90001)).order == "090001"


@pytest.mark.parametrize(
    "start",
    [
        "01-07-2021",
        44378,
        "44378",
        datetime(2021, 7, 1),  # noqa: DTZ001 - as Excel keeps them
        datetime(2021, 7, 1, 12),  # noqa: DTZ001
        date(2021, 7, 1),
        "2021-07-01",
    ],
)
def test_dates_are_texts_serial_numbers_or_dates(start: object) -> None:
    assert only(measure(start=start, end=start)).from_ == date(2021, 7, 1)
    assert only(measure(start=start, end=start)).until == date(2021, 7, 2)


def test_open_ends_are_open() -> None:
    one = only(measure(start=None, end=None))
    assert (one.from_, one.until) == (None, None)
    assert only(measure(end="31-12-9999")).until is None


def test_identical_rows_count_once() -> None:
    rows = [measure(), measure(duty="9.600 %", origin="2020", type_="142")] * 50
    reading = read_eu_taric(duties(*rows))
    assert len(list(reading.records)) == 2
    assert reading.counted.rows == 100


def test_columns_are_found_by_name_wherever_they_are() -> None:
    row = dict(zip(DUTIES, measure(), strict=True))
    header = [*reversed(DUTIES), "Remark"]
    source = workbook([("Extracted 22-11-2026",), (), header, [*(row[name] for name in reversed(DUTIES)), "x"]])
    assert read(source) == list(tariffs(measure()))


def test_every_sheet_with_the_columns_is_read() -> None:
    source = workbook([("About",), ("Some text",)], [HEADER, measure()], [HEADER, measure(code="6110000000")])
    assert [one.code for one in read(source) if isinstance(one, Tariff)] == ["6109100010", "6110"]


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, measure(), measure(code="6110000000")):
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    source = in_sheet(stream.getvalue(), b'<dimension ref="A1:L3"', b'<dimension ref="A1:B1"')
    assert len(read(source)) == 2


def test_the_edition_is_the_unions() -> None:
    edition = read_eu_taric(duties(measure()), on=date(2026, 11, 1), name="2026-11").edition
    assert (edition.area, edition.form, edition.name) == ("EU", "eu-taric", "2026-11")
    assert (edition.published, edition.from_) == (date(2026, 11, 1), None)


def test_a_workbook_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "Duties Import 01-99.xlsx"
    path.write_bytes(duties(measure()))
    reading = read_eu_taric(path)
    assert len(list(reading.records)) == 1
    assert reading.edition.name == path.name


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"code": "61091000"}, "Goods code"),
        ({"code": "610910001X"}, "Goods code"),
        ({"code": None}, "Goods code"),
        ({"type_": "MFN"}, "Meas. type code"),
        ({"type_": None}, "Meas. type code"),
        ({"origin": "ERGA OMNES"}, "Origin code"),
        ({"origin": None}, "Origin code"),
        ({"add": "C99"}, "Add code"),
        ({"order": "9001"}, "Order No."),
        ({"start": "2020-13-01"}, "Start date"),
        ({"start": "first of May"}, "Start date"),
        ({"start": 0}, "Start date"),
        ({"start": 99_999_999}, "Start date"),
        ({"end": "31-12-2019"}, "End date"),
    ],
)
def test_a_wrong_cell_is_told_by_sheet_row_and_column(cells: dict[str, Any], column: str) -> None:
    error = refusal(duties(measure(), measure(**cells)))
    assert isinstance(error, LawError)
    assert error.path == f"Duties Import 01-99.xlsx sheet 'Sheet1' row 3, column {column}"


def test_missing_columns_are_named() -> None:
    without = [name for name in DUTIES if name != "Duty"]
    assert "'Duty'" in str(refusal(workbook([without, measure()[:11]])))
    assert "'Duty'" in str(refusal(workbook([without, *([(*measure()[:11], "x")] * 30)])))
    assert "no sheet has the columns" in str(refusal(workbook([])))


def test_a_workbook_without_measures_is_refused() -> None:
    assert "no measure" in str(refusal(duties()))


def test_cells_beyond_the_header_are_refused() -> None:
    assert "more cells" in str(refusal(duties((*measure(), "surprise"))))


# --- groups and exclusions


def membership(group: str, member: str, start: object = "01-01-2014", end: object = None) -> tuple[object, ...]:
    return (group, "GSP", "GSP general", "01-01-2014", None, member, member, "A country", start, end)


def groups(*rows: tuple[object, ...]) -> bytes:
    return workbook([GROUPS, *rows])


def exclusion(
    left_out: str,
    code: str = "6109100010",
    type_: str = "142",
    origin: str = "2020",
    *,
    add: object = None,
    order: object = None,
    start: object = "01-01-2020",
    end: object = None,
    exchanged: bool = False,
) -> tuple[object, ...]:
    one, other = ("A country", left_out) if exchanged else (left_out, "A country")
    return (code, add, order, start, end, "Some", "Tariff preference", one, origin, type_, other)


def members(source: bytes, group: str = "2020") -> list[tuple[date | None, date | None, tuple[str, ...]]]:
    found = [record for record in read(duties(measure()), groups=source) if isinstance(record, Group)]
    return [(one.from_, one.until, one.members) for one in found if one.id == group]


def test_groups_come_first_with_their_members() -> None:
    records = read(duties(measure()), groups=groups(membership("2020", "IN"), membership("2020", "XS")))
    assert records[0] == Group(id="2020", members=("IN", "RS"), name="GSP general", from_=date(2014, 1, 1))
    assert isinstance(records[1], Tariff)


def test_members_come_and_go() -> None:
    source = groups(
        membership("2020", "IN"),
        membership("2020", "VN", end="31-12-2022"),
        membership("2020", "UZ", start="10-04-2021"),
    )
    assert members(source) == [
        (date(2014, 1, 1), date(2021, 4, 10), ("IN", "VN")),
        (date(2021, 4, 10), date(2023, 1, 1), ("IN", "UZ", "VN")),
        (date(2023, 1, 1), None, ("IN", "UZ")),
    ]


def test_the_union_as_a_member_is_its_member_states() -> None:
    source = groups(
        membership("1010", "DE", "01-01-1958"),
        membership("1010", "HR", "01-07-2013"),
        membership("1010", "XI", "01-01-2021"),
        membership("1010", "EU", "01-01-1958"),
        membership("2200", "CH", "01-01-2010"),
        membership("2200", "EU", "01-01-2010"),
    )
    assert members(source, "2200") == [
        (date(2010, 1, 1), date(2013, 7, 1), ("CH", "DE")),
        (date(2013, 7, 1), date(2021, 1, 1), ("CH", "DE", "HR")),
        (date(2021, 1, 1), None, ("CH", "DE", "HR", "XI")),
    ]
    assert members(source, "1010")[-1][2] == ("DE", "HR", "XI")


PREFERENCE = measure(type_="142", origin="2020", duty="9.600 %")


@pytest.mark.parametrize("exchanged", [False, True])
def test_countries_left_out_are_left_out(exchanged: bool) -> None:
    excluded = workbook([EXCLUSIONS, exclusion("IN", exchanged=exchanged), exclusion("XS", exchanged=exchanged)])
    assert only(PREFERENCE, exclusions=excluded).excluded == ("IN", "RS")


@pytest.mark.parametrize(
    "other",
    [
        exclusion("IN", code="6109100090"),
        exclusion("IN", type_="143"),
        exclusion("IN", origin="2027"),
        exclusion("IN", add="2500"),
        exclusion("IN", order="090001"),
        exclusion("IN", start="01-01-2015", end="31-12-2019"),
    ],
)
def test_exclusions_of_other_measures_are_not_taken(other: tuple[object, ...]) -> None:
    assert only(PREFERENCE, exclusions=workbook([EXCLUSIONS, other])).excluded == ()


def test_an_exclusion_without_an_additional_code_is_for_all_of_them() -> None:
    source = workbook([EXCLUSIONS, exclusion("IL", type_="552", origin="1011")])
    found = tariffs(measure(type_="552", add="C123"), measure(type_="552", add="C999", duty="9 %"), exclusions=source)
    assert [one.excluded for one in found] == [("IL",), ("IL",)]


def test_wrong_groups_and_exclusions_are_refused() -> None:
    bad_member = groups(membership("2020", "India"))
    assert refusal(duties(measure()), groups=bad_member).path.endswith("row 2, column Member country")
    bad_country = workbook([EXCLUSIONS, exclusion("India")])
    assert refusal(duties(measure()), exclusions=bad_country).path.endswith("row 2, column Excluded country")
    assert "no sheet has the columns" in str(refusal(duties(measure()), groups=duties(measure())))


# --- dangerous and broken workbooks

SOUND = duties(measure(code=6109100010, start=44378), PREFERENCE)


def test_a_formula_is_refused_by_its_cell() -> None:
    error = refusal(duties(measure(duty="=1+1")))
    assert "cell J2 holds a formula" in str(error)


def test_a_formula_for_several_cells_is_refused() -> None:
    source = in_sheet(duties(measure(code=6109100010)), b"<v>6109100010</v>", b'<f t="array" ref="A2">1+1</f><v>2</v>')
    assert "cell A2 holds no plain value" in str(refusal(source))


@pytest.mark.parametrize(
    "member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "_rels/.rels"]
)
@pytest.mark.parametrize("declared", [b'<!DOCTYPE x [<!ENTITY a "b">]>', b"<!doctype x>", b"<! DOCTYPE x>"])
def test_a_document_type_is_refused_wherever_it_is(member: str, declared: bytes) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != member:
            return content
        prolog, _, rest = content.rpartition(b"?>")
        return (prolog + b"?>" if prolog else b"") + declared + rest

    assert "declares a document type" in str(refusal(repacked(duties(measure()), change)))


def test_a_document_type_behind_a_long_comment_is_refused() -> None:
    def change(name: str, content: bytes) -> bytes:
        return padding + content if "sheet1" in name else content

    noise = random.Random(1).randbytes(512 * 1024).hex().encode()  # noqa: S311 - what does not pack well
    for length in (256 * 1024 - 30, 256 * 1024 - 12, 256 * 1024, 1024**2):
        padding = b"<!--" + noise[:length] + b"--><!DOCTYPE x>"
        assert "declares a document type" in str(refusal(repacked(duties(measure()), change)))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_xml_in_other_encodings_is_refused(encoding: str) -> None:
    text = '<?xml version="1.0"?><!DOCTYPE x><x/>'.encode(encoding)
    source = repacked(duties(measure()), lambda name, content: text if name == "xl/styles.xml" else content)
    assert "not XML in UTF-8" in str(refusal(source))


def test_xml_that_says_another_encoding_is_refused() -> None:
    text = b'<?xml version="1.0" encoding="UTF-7"?><x/>'
    source = repacked(duties(measure()), lambda name, content: text if name == "xl/styles.xml" else content)
    assert "not XML in UTF-8" in str(refusal(source))


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/activeX1.xml"])
def test_macros_are_refused(name: str) -> None:
    source = repacked(duties(measure()), lambda _, content: content, {name: b"<x/>"})
    assert "macros" in str(refusal(source))


def test_a_workbook_that_is_made_for_macros_is_refused() -> None:
    source = repacked(
        duties(measure()),
        lambda name, content: (
            content.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml") if name.startswith("[") else content
        ),
    )
    assert refusal(source).code == "bad-law"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    source = repacked(duties(measure()), lambda _, content: content, {"xl/media/x.bin": bytes(50 * 1024**2)})
    tracemalloc.start()
    error = refusal(source)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "unpack to 52428800" in str(error)
    assert peak < 8 * 1024**2


def test_too_many_members_are_refused() -> None:
    source = repacked(duties(measure()), lambda _, content: content, {f"x/{n}.bin": b"" for n in range(2_001)})
    assert "packs" in str(refusal(source))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused() -> None:
    source = repacked(duties(measure()), lambda _, content: content, {"xl/workbook.xml": b"<x/>"})
    assert "twice" in str(refusal(source))


def test_a_long_text_is_refused() -> None:
    source = in_sheet(duties(measure(duty="12.000 %")), b"12.000 %", b"1" * 40_000)
    assert "40000 characters" in str(refusal(source))


def test_a_sheet_with_absurd_rows_ends() -> None:
    source = in_sheet(duties(measure()), b'<row r="2"', b'<row r="99999999999"')
    assert isinstance(refusal(source), LawError)


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"PK\x03\x04",
        b"Goods code,Duty\n6109100010,12 %\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100,  # the Excel of former times
        duties(measure())[:-100],
        duties(measure())[:200],
        repacked(duties(measure()), lambda name, content: None if name == "xl/workbook.xml" else content),
        repacked(duties(measure()), lambda name, content: None if "sheet1" in name else content),
        repacked(duties(measure()), lambda name, content: None if name.startswith("[") else content),
        repacked(duties(measure()), lambda name, content: content[:-40] if "sheet1" in name else content),
        repacked(duties(measure()), lambda name, content: b"" if name == "xl/workbook.xml" else content),
    ],
    ids=["empty", "magic", "csv", "xls", "cut", "head", "no-workbook", "no-sheet", "no-types", "cut-xml", "empty-xml"],
)
def test_what_is_no_workbook_is_refused(source: bytes) -> None:
    assert isinstance(refusal(source), LawError)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_raises_anything_but_our_errors(data: st.DataObject) -> None:
    content = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(XborderError):
        read(bytes(content))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_to_a_sheet_raises_anything_but_our_errors(data: st.DataObject) -> None:
    def change(name: str, content: bytes) -> bytes:
        if "sheet1" not in name:
            return content
        start = data.draw(st.integers(0, len(content) - 1))
        return content[:start] + data.draw(st.binary(max_size=8)) + content[start + data.draw(st.integers(0, 8)) :]

    with contextlib.suppress(XborderError):
        read(repacked(SOUND, change))


def test_packages_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    source = duties(measure())
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    error = refusal(source)
    assert isinstance(error, MissingExtra)
    assert "openpyxl and defusedxml" in error.message
    assert error.hint == "pip install 'xborder[documents]'"


def test_rows_are_read_while_their_measures_are_taken() -> None:
    reading = read_eu_taric(duties(*(measure(code=f"{6109000001 + number}") for number in range(50))))
    for number, _ in enumerate(reading.records, start=1):
        assert reading.counted.rows == number
    assert reading.counted.rows == 50


# --- cells


def cells(*values: object) -> list[str]:
    source = workbook([["x", *(f"c{n}" for n in range(len(values)))], ["1", *values]])
    (row,) = sheet_rows(File.open(source), Counter(), ("x",))
    return [row[f"c{n}"] for n in range(len(values))]


def test_cells_become_texts() -> None:
    assert cells(" a b ", 7, 6.5, 3.0, 0.1, True, None, date(2026, 7, 1), 1e-7) == [
        "a b", "7", "6.5", "3", "0.1", "TRUE", "", "2026-07-01", "0.0000001",
    ]  # fmt: skip


@given(st.integers(61, 2_958_465))
@settings(max_examples=30, deadline=None)
def test_serial_numbers_count_days(serial: int) -> None:
    source = workbook([["d"], [serial]])
    (row,) = sheet_rows(File.open(source), None, ("d",))
    assert workbook_day(row, "d") == date.fromordinal(date(1899, 12, 30).toordinal() + serial)
