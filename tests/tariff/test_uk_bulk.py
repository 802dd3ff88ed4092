"""Tables of the UK tariff: small samples in the shape of the published ones."""

from __future__ import annotations

import csv
import gzip
import io
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder.errors import BadInput, LawError, XborderError
from xborder.tariff import parse_duty
from xborder.tariff.grammar import NotComputable
from xborder.tariff.records import KINDS, Line, Tariff
from xborder.tariff.uk_bulk import read_uk_bulk

COLUMNS = [
    "id",
    "commodity__sid",
    "commodity__code",
    "commodity__indent",
    "commodity__description",
    "measure__sid",
    "measure__type__id",
    "measure__type__description",
    "measure__additional_code__code",
    "measure__additional_code__description",
    "measure__duty_expression",
    "measure__effective_start_date",
    "measure__effective_end_date",
    "measure__reduction_indicator",
    "measure__footnotes",
    "measure__conditions",
    "measure__geographical_area__sid",
    "measure__geographical_area__id",
    "measure__geographical_area__description",
    "measure__excluded_geographical_areas__ids",
    "measure__excluded_geographical_areas__descriptions",
    "measure__quota__order_number",
    "measure__regulation__id",
    "measure__regulation__url",
]
ORDINARY = {
    "id": "1",
    "commodity__sid": "27811",
    "commodity__code": "0201100000",
    "commodity__indent": "1",
    "commodity__description": "Carcases, and half-carcases",
    "measure__sid": "20000065",
    "measure__type__id": "103",
    "measure__type__description": "Third country duty",
    "measure__duty_expression": "12.0% + 147.0 GBP / 100 kg",
    "measure__effective_start_date": "2021-01-01",
    "measure__geographical_area__id": "1011",
    "measure__geographical_area__description": "ERGA OMNES",
    "measure__regulation__id": "P2014301",
}
REPORT = [
    "id",
    "commodity__sid",
    "commodity__code",
    "commodity__suffix",
    "commodity__description",
    "commodity__validity_start",
    "commodity__validity_end",
    "parent__sid",
    "parent__code",
    "parent__suffix",
]


def table(*rows: dict[str, str], columns: list[str] | None = None, null: str = "#NA") -> bytes:
    names = columns or COLUMNS
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row.get(name) or null for name in names] for row in rows)
    return out.getvalue().encode()


def measure(**cells: str) -> dict[str, str]:
    return ORDINARY | {f"measure__{name}": value for name, value in cells.items()}


def read(content: bytes, **options: Any) -> list[Any]:
    return list(read_uk_bulk(content, **options).records)


def only(*rows: dict[str, str], **options: Any) -> Tariff:
    (found,) = read(table(*rows), **options)
    assert isinstance(found, Tariff)
    return found


def test_an_ordinary_duty_is_declared_at_its_code() -> None:
    assert only(ORDINARY) == Tariff(
        code="020110",
        kind="mfn",
        text="12.0% + 147.0 GBP / 100 kg",
        dialect="uk",
        type="103",
        legal="P2014301",
        name="Third country duty",
        from_=date(2021, 1, 1),
    )
    assert str(parse_duty(only(ORDINARY).text, "uk")) == "12% + 147 GBP/100 kg"


def test_the_edition_names_its_version(tmp_path: Path) -> None:
    path = tmp_path / "uk-tariff-2021-01-01--v4.0.1527--measures-as-defined.csv"
    path.write_bytes(table(ORDINARY))
    reading = read_uk_bulk(path)
    assert reading.edition.area == "GB"
    assert reading.edition.name == "UK Tariff, measures, v4.0.1527"
    assert reading.edition.url.endswith("/versions/v4.0.1527")
    assert reading.edition.whole
    assert len(list(reading.records)) == reading.counted.rows == 1


def test_everything_that_a_row_says_is_kept() -> None:
    row = measure(
        type__id="143",
        type__description="Preferential tariff quota",
        additional_code__code="B999",
        additional_code__description="Other",
        duty_expression="0.0%",
        effective_end_date="2025-06-19",
        conditions="condition:B,certificate:9041,action:27|condition:B,action:07|"
        "condition:C,certificate:9001,action:27|condition:C,action:07",
        geographical_area__id="2005",
        excluded_geographical_areas__ids="XS|KM",
        quota__order_number="059720",
    )
    found = only(row)
    assert (found.kind, found.order, found.heading, found.name) == ("quota", "059720", "B999", "Other")
    assert (found.origin, found.excluded, found.until) == (("2005",), ("RS", "KM"), date(2025, 6, 20))
    assert found.proof == ("9041",)
    assert found.conditions == "C 9001: apply the mentioned duty; C: measure not applicable"


def test_a_third_country_duty_of_one_origin_keeps_its_origin() -> None:
    assert only(measure(geographical_area__id="1080", duty_expression="0.0%")).origin == ("1080",)


def test_columns_are_found_by_name_in_every_generation() -> None:
    older = ["trackedmodel_ptr_id", *reversed(COLUMNS), "trade__direction", "measure__quota__available"]
    row = ORDINARY | {"trade__direction": "import", "trackedmodel_ptr_id": "7"}
    assert read(table(row, columns=older)) == read(table(ORDINARY))
    few = [name for name in COLUMNS if name in ORDINARY or name == "measure__effective_end_date"]
    assert read(table(ORDINARY, columns=few)) == read(table(ORDINARY))


@pytest.mark.parametrize(
    "missing",
    [
        "commodity__code",
        "measure__type__id",
        "measure__duty_expression",
        "measure__effective_start_date",
        "measure__effective_end_date",
        "measure__geographical_area__id",
    ],
)
def test_a_missing_column_is_named(missing: str) -> None:
    with pytest.raises(LawError) as caught:
        read(table(ORDINARY, columns=[name for name in COLUMNS if name != missing]))
    assert f"no column '{missing}'" in caught.value.message


def test_exports_are_left_out() -> None:
    directed = [*COLUMNS, "trade__direction"]
    rows = [ORDINARY | {"trade__direction": way} for way in ("import", "export", "both")]
    assert len(read(table(*rows, columns=directed))) == 2
    assert read(table(measure(type__id="715", duty_expression=""))) == []


def test_amounts_of_meursing_codes_without_goods_are_left_out() -> None:
    assert read(table(ORDINARY | {"commodity__code": "", "measure__type__id": "674"})) == []


def test_empty_cells_may_be_empty_or_marked() -> None:
    assert read(table(ORDINARY, null="")) == read(table(ORDINARY, null="#NA"))


def test_a_duty_that_stands_in_its_conditions_is_not_computed() -> None:
    found = only(measure(type__id="552", duty_expression="", conditions="condition:A,certificate:D008,action:01"))
    assert (found.kind, found.proof) == ("anti-dumping", ("D008",))
    with pytest.raises(NotComputable):
        parse_duty(found.text, found.dialect)
    control = only(measure(type__id="410", duty_expression="", conditions="condition:B,certificate:N853,action:29"))
    assert (control.kind, control.text, control.proof) == ("restriction", "", ("N853",))


def test_conditions_in_another_form_are_kept_as_they_stand() -> None:
    assert only(measure(conditions="see the notice")).conditions == "?: see the notice"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"commodity__code": "02x1"}, "commodity__code"),
        ({"measure__type__id": ""}, "measure__type__id"),
        ({"measure__effective_start_date": "soon"}, "measure__effective_start_date"),
        ({"measure__effective_end_date": "2025-02-30"}, "measure__effective_end_date"),
        ({"measure__effective_end_date": "9999-12-31"}, "measure__effective_end_date"),
    ],
)
def test_a_wrong_cell_is_shown_at_its_row_and_column(cells: dict[str, str], column: str) -> None:
    with pytest.raises(LawError) as caught:
        read(table(ORDINARY, ORDINARY | cells))
    assert caught.value.path == f"measures.csv row 3, column {column}"


@pytest.mark.parametrize("area", ["gb", "", "GBR", 5, None])
def test_what_is_no_area_is_refused(area: Any) -> None:
    with pytest.raises(BadInput, match="no customs area"):
        read_uk_bulk(table(ORDINARY), area=area)


@pytest.mark.parametrize("content", [b"", b"\n", b"a,b\n1,2\n", b'{"data": []}', b"\xff\xfe\x00\xd8", b"PK\x03\x04x"])
def test_what_is_no_table_of_measures_is_refused(content: bytes) -> None:
    with pytest.raises(XborderError):
        read(content)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=12), max_size=4))
def test_any_row_is_read_or_refused_by_an_error_of_the_family(cells: dict[str, str]) -> None:
    try:
        found = read(table(ORDINARY | cells))
    except XborderError:
        return
    assert all(one.kind in KINDS for one in found)


def test_a_large_table_is_read_in_pieces(tmp_path: Path) -> None:
    header, row = table(ORDINARY).splitlines(keepends=True)
    path = tmp_path / "measures.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(header)
        for _ in range(40):
            out.write(row * 1000)
    tracemalloc.start()
    reading = read_uk_bulk(path)
    count = sum(1 for _ in reading.records)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == reading.counted.rows == 40_000
    assert len(row) * count > 7_000_000
    assert peak < 4_000_000


# The nomenclature


def line(sid: str, code: str, parent: str = "", **cells: str) -> dict[str, str]:
    return {
        "id": sid,
        "commodity__sid": sid,
        "commodity__code": code,
        "commodity__suffix": "80",
        "commodity__description": f"Line {sid}",
        "commodity__validity_start": "1972-01-01",
        "parent__sid": parent,
    } | {f"commodity__{name}": value for name, value in cells.items()}


def lines(*rows: dict[str, str]) -> list[tuple[str, int, str]]:
    found = read(table(*rows, columns=REPORT))
    return [(one.code, one.depth, one.suffix) for one in found if isinstance(one, Line)]


def test_the_nomenclature_makes_its_tree_from_the_parents() -> None:
    rows = [
        line("5", "0201100099", "4"),
        line("1", "0200000000"),
        line("4", "0201100021", "3", suffix="10"),
        line("2", "0201000000", "1"),
        line("6", "0201100021", "4"),
        line("3", "0201100000", "2"),
        line("7", "0202000000", "1", validity_end="2026-12-31"),
    ]
    assert lines(*rows) == [
        ("02", 0, "80"),
        ("0201", 1, "80"),
        ("020110", 2, "80"),
        ("0201100021", 3, "10"),
        ("0201100021", 4, "80"),
        ("0201100099", 4, "80"),
        ("0202", 1, "80"),
    ]
    last = read(table(*rows, columns=REPORT))[-1]
    assert (last.description, last.from_, last.until) == ("Line 7", date(1972, 1, 1), date(2027, 1, 1))


def test_a_line_that_was_replaced_and_never_ended_gives_way_to_the_newer_one() -> None:
    rows = [
        line("1", "0200000000"),
        line("2", "0201000000", "1"),
        line("3", "0201000000", "1", validity_start="2022-01-01"),
    ]
    found = read(table(*rows, columns=REPORT))
    assert [one.description for one in found] == ["Line 1", "Line 3"]


def test_lines_above_each_other_in_a_circle_are_refused() -> None:
    with pytest.raises(LawError, match="in a circle"):
        lines(line("1", "0200000000"), line("2", "0201000000", "3"), line("3", "0201100000", "2"))
