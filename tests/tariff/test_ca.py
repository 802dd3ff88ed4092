from __future__ import annotations

import contextlib
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money

from xborder.errors import BadInput, LawError, XborderError
from xborder.tariff import parse_duty
from xborder.tariff.ca_cbsa import TREATMENTS, read_ca_cbsa
from xborder.tariff.ca_dialect import parse_ca
from xborder.tariff.grammar import NotComputable
from xborder.tariff.records import Group, Line, Record, Tariff

PUBLISHED = Path(__file__).parents[2] / ".." / "shared" / "data" / "ca-tariff" / "ca_tphs_excerpt_2026_rev_3.csv"
COLUMNS = [
    "TARIFF",
    "EFF_DATE",
    "CHANGE",
    "SUB_CHAP",
    "DESC1",
    "DESC2",
    "DESC3",
    "FOOTNOTE",
    "UOM",
    "MFN",
    "AUT",
    "NZT",
    "CCCT",
    "LDCT",
    "GPT",
    "UST",
    "MXT",
    "CIAT",
    "CT",
    "CRT",
    "IT",
    "NT",
    "SLT",
    "PT",
    "COLT",
    "JT",
    "PAT",
    "HNT",
    "KRT",
    "CEUT",
    "CPTPT",
    "UKT",
    "row_id",
    "UAT",
    "General Tariff",
    "CPUKT",
]
IN_FORCE = date(2026, 9, 1)


def row(code: str, **cells: str) -> str:
    known = {"TARIFF": code, "EFF_DATE": "09/01/26 00:00:00", "DESC1": "Other", **cells}
    known["General Tariff"] = known.pop("General_Tariff", "")
    assert set(known) <= set(COLUMNS)
    return ",".join('"' + known.get(column, "").replace('"', '""') + '"' for column in COLUMNS)


def table(*rows: str) -> bytes:
    return "\r\n".join([",".join(COLUMNS), *rows, ""]).encode()


def read(source: bytes | Path, **options: Any) -> list[Record]:
    return list(read_ca_cbsa(source, **{"on": IN_FORCE, "name": "2026-3", **options}).records)


def tariffs(source: bytes | Path, **options: Any) -> list[Tariff]:
    return [record for record in read(source, **options) if isinstance(record, Tariff)]


def lines(source: bytes | Path) -> list[Line]:
    return [record for record in read(source) if isinstance(record, Line)]


# --- the dialect


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Free", "Free"),
        ("free", "Free"),
        ("8 %", "8%"),
        ("35%", "35%"),
        ("6.5 %", "6.5%"),
        ("2.82 ¢/kg", "0.0282 CAD/kg"),
        ("0.51¢/kg", "0.0051 CAD/kg"),
        ("0.86 ¢each", "0.0086 CAD/item"),
        ("$1.60/kg", "1.6 CAD/kg"),
        ("$30.86/tonne", "30.86 CAD/t"),
        ("7.74 ¢/litre", "0.0774 CAD/l"),
        ("$1.00/doz", "1 CAD/dozen"),
        ("$1,000.50/m²", "1000.5 CAD/m2"),
        ("12.28¢/litre of absolute ethyl alcohol", "0.1228 CAD/lpa"),
        ("0.94 ¢/kg plus 4 %", "0.0094 CAD/kg + 4%"),
        ("$106.50/tonne plus 7 %", "106.5 CAD/t + 7%"),
        ("238 % but not less than 30.8 ¢each", "238% MIN 0.308 CAD/item"),
        ("154.5 % but not less than $1.60/kg", "154.5% MIN 1.6 CAD/kg"),
        ("241 % but not less than $34.50/hl", "241% MIN 34.5 CAD/hl"),
        ("2.35 ¢/kg but not less than 12.5 %", "0.0235 CAD/kg MIN 12.5%"),
        ("10 % but not greater than $5.00/pair", "10% MAX 5 CAD/pair"),
        ("5.62 ¢/kg but not less than 10.5 % plus 4 %", "(0.0562 CAD/kg MIN 10.5%) + 4%"),
        ("\u00a08\u00a0%\u200b ", "8%"),
    ],
)
def test_what_the_tariff_writes_is_understood(text: str, plain: str) -> None:
    duty = parse_duty(text, "ca")
    assert str(duty) == plain
    assert parse_duty(plain) == duty


def test_money_is_canadian() -> None:
    duty = parse_duty("238 % but not less than 30.8 ¢each", "ca")
    assert duty.assess(Money("0.10", "CAD"), {"pieces": 10}).exact == Fraction("3.08")
    assert duty.assess(Money("100", "CAD"), {"pieces": 10}).exact == 238


@pytest.mark.parametrize("text", ["1.9 ¢", "1.9 ¢ plus 5 %", "8 % but not less than $2"])
def test_an_amount_without_a_unit_asks_for_it(text: str) -> None:
    with pytest.raises(NotComputable) as caught:
        parse_duty(text, "ca")
    assert "per" in caught.value.message
    assert "unit" in caught.value.hint


@pytest.mark.parametrize("text", ["N/A", " n/a ", "N / A"])
def test_a_treatment_that_is_not_there_has_no_duty(text: str) -> None:
    with pytest.raises(NotComputable, match="no duty under this treatment"):
        parse_duty(text, "ca")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "at its end"),
        ("5", "character 1"),
        ("lots", "character 1"),
        ("8 %%", "character 4"),
        ("8 % but", "character 5"),
        ("8 % plus", "at its end"),
        ("3 ¢/bushel", "character 5"),
        ("3 ¢ or more", "character 5"),
        ("20000 %", "character 1"),
        ("8 % 9 %", "character 5"),
    ],
)
def test_what_is_no_duty_is_refused_at_its_place(text: str, place: str) -> None:
    with pytest.raises(BadInput, match=place) as caught:
        parse_duty(text, "ca")
    assert not isinstance(caught.value, NotComputable)


@given(st.text(alphabet="0123456789.,% ¢$/abcdefghikglmnopstuNA+é²", max_size=40))
def test_no_text_raises_anything_but_our_errors(text: str) -> None:
    with contextlib.suppress(BadInput):
        parse_ca(text)


_AMOUNT = st.integers(0, 99_999).map(lambda cents: f"{cents // 100}.{cents % 100:02}")
_PARTS = st.one_of(
    st.just("Free"),
    _AMOUNT.map(lambda n: f"{n} %"),
    st.tuples(_AMOUNT, st.sampled_from(["/kg", "each", "/litre", "/tonne", "/doz"])).map(lambda x: f"{x[0]} ¢{x[1]}"),
    st.tuples(_AMOUNT, st.sampled_from(["/kg", "/hl", "/m²"])).map(lambda x: f"${x[0]}{x[1]}"),
)


@given(
    _PARTS,
    st.lists(st.tuples(st.sampled_from(["plus", "but not less than", "but not greater than"]), _PARTS), max_size=3),
)
def test_every_duty_of_the_form_says_the_same_in_plain_words(first: str, rest: list[tuple[str, str]]) -> None:
    duty = parse_duty(" ".join([first, *(word for pair in rest for word in pair)]), "ca")
    assert parse_duty(str(duty)) == duty


# --- the table


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published files are not beside the checkout")
def test_the_published_rows_are_understood() -> None:
    found = tariffs(PUBLISHED)
    ordinary = {one.code: one.text for one in found if one.kind == "mfn"}
    assert ordinary == {
        "01012100": "Free",
        "01012900": "Free",
        "01051121": "0.86 ¢each",
        "01051122": "238 % but not less than 30.8 ¢each",
        "01051290": "8 %",
        "01059491": "1.9 ¢",
        "01059492": "238 % but not less than $1.25/kg",
        "01059912": "154.5 % but not less than $1.60/kg",
    }
    trans_pacific = [one.text for one in found if one.code.startswith("01051290") and one.programme == "CPTPT"]
    assert trans_pacific == ["Free"]  # and not the 2.5 % that the statistical row keeps
    assert [(line.code, line.depth, line.units) for line in lines(PUBLISHED)][:5] == [
        ("0101", 0, ()),
        ("01012", 1, ()),
        ("01012100", 2, ()),
        ("0101210000", 3, ("NMB",)),
        ("01012900", 2, ()),
    ]


def test_a_treatment_is_a_preference_of_its_countries() -> None:
    found = {one.programme: one for one in tariffs(table(row("0101.21.00", MFN="8 %", UST="Free", SLT="2 %", MXT="")))}
    assert found["UST"].origin == ("US",)
    assert found["UST"].kind == "preference"
    assert found["SLT"].origin == ("CH", "LI")
    assert found["SLT"].text == "2 %"
    assert "MXT" not in found
    assert found["UST"].name == "United States Tariff"


def test_every_treatment_of_the_table_is_known() -> None:
    every = dict.fromkeys(COLUMNS[COLUMNS.index("AUT") : COLUMNS.index("UKT") + 1], "Free")
    found = tariffs(table(row("0101.21.00", MFN="8 %", UAT="Free", CPUKT="Free", **every)))
    assert {one.programme for one in found if one.kind == "preference"} == set(TREATMENTS)


def test_groups_have_their_countries_where_they_are_known() -> None:
    groups = {one.id: one.members for one in read(table(row("0101.21.00", MFN="8 %"))) if isinstance(one, Group)}
    assert len(groups["CEUT"]) == 27
    assert groups["CPTPT"] == ("AU", "BN", "CL", "JP", "MX", "MY", "NZ", "PE", "SG", "VN")
    assert "GPT" not in groups


def test_groups_can_be_given() -> None:
    records = read(table(row("0101.21.00", MFN="8 %", GPT="3 %")), groups={"GPT": ("IN", "id")})
    assert Group(id="GPT", members=("IN", "ID"), name="General Preferential Tariff") in records
    for wrong in ({"XYZ": ("IN",)}, {"GPT": ("XX",)}):
        with pytest.raises(BadInput) as caught:
            read(table(), groups=wrong)
        assert caught.value.path.startswith("groups")


def test_na_and_nothing_give_no_measure() -> None:
    found = tariffs(table(row("1701.91.10", MFN="N/A", PT="Free", HNT="Free", CPUKT="N/A", General_Tariff="35%")))
    assert [(one.kind, one.programme, one.text) for one in found] == [
        ("column-2", "", "35%"),
        ("preference", "PT", "Free"),
        ("preference", "HNT", "Free"),
    ]


def test_the_general_tariff_is_for_those_without_the_ordinary_one() -> None:
    (general,) = [
        one for one in tariffs(table(row("0101.21.00", MFN="8 %", General_Tariff="35%"))) if one.kind == "column-2"
    ]
    assert general.origin == ("BY", "KP", "RU")
    assert (general.text, general.expression, general.programme) == ("35%", "", "")


def test_one_item_keeps_the_ordinary_tariff_for_belarus_and_russia() -> None:
    found = tariffs(table(row("2844.43.00", MFN="Free", General_Tariff="35%")))
    assert [one.origin for one in found if one.kind == "column-2"] == [("KP",)]


@pytest.mark.parametrize(
    ("ordinary", "expression"),
    [
        ("8 %", ""),
        ("35 %", ""),
        ("Free", ""),
        ("45 %", "35% MIN 45%"),
        ("5 ¢/kg", "35% MIN 0.05 CAD/kg"),
        ("1.9 ¢", ""),
    ],
)
def test_where_the_table_is_silent_the_general_tariff_is_35_percent_or_more(ordinary: str, expression: str) -> None:
    (general,) = [one for one in tariffs(table(row("0101.21.00", MFN=ordinary))) if one.kind == "column-2"]
    assert (general.text, general.expression) == ("35%", expression)


def test_rates_are_those_of_the_item_of_eight_digits() -> None:
    found = tariffs(
        table(
            row("0105.12.90", MFN="8 %", CPTPT="Free", General_Tariff="35%"),
            row("0105.12.90.00", MFN="9 %", CPTPT="2.5 %", UOM="NMB"),
            row("0105.94.10.1", UOM="NMB", MFN="3 %"),
        )
    )
    assert {one.code for one in found} == {"01051290", "010594101"}


def test_the_order_of_the_file_does_not_matter() -> None:
    rows = [
        row("0101.21.00", MFN="8 %"),
        row("0101.21.00.10", MFN="9 %"),
        row("01.01"),
        row("0101.2"),
        row("9903.00.00"),
    ]
    assert read(table(*rows)) == read(table(*reversed(rows)))
    assert [(line.code, line.depth) for line in lines(table(*rows))] == [
        ("0101", 0),
        ("01012", 1),
        ("01012100", 2),
        ("0101210010", 3),
        ("99030000", 0),
    ]


def test_descriptions_go_on_in_the_other_columns_and_over_lines() -> None:
    (line,) = lines(table(row("0101.21.00", DESC1="In cans\nor  glass jars;", DESC2="Prepared", DESC3=" meals")))
    assert line.description == "In cans or glass jars; Prepared meals"


@pytest.mark.parametrize("unit", ["-  ", "", "-"])
def test_no_unit_is_no_unit(unit: str) -> None:
    assert lines(table(row("0101.21.00", UOM=unit)))[0].units == ()


def test_a_row_that_comes_later_than_the_edition_says_so() -> None:
    source = table(
        row("0101.21.00", MFN="8 %", EFF_DATE="09/11/26 00:00:00"), row("0101.29.00", MFN="1 %", EFF_DATE="01/01/98")
    )
    assert {one.code: one.from_ for one in tariffs(source)} == {"01012100": date(2026, 9, 11), "01012900": None}


def test_a_row_that_stands_there_twice_counts_once() -> None:
    twice = row("5206.41.00", MFN="Free")
    assert len(tariffs(table(twice, twice))) == len(tariffs(table(twice)))
    with pytest.raises(LawError, match="twice and differs, first on row 2"):
        read(table(twice, row("5206.41.00", MFN="8 %")))


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"TARIFF": "101.21"}, "TARIFF"),
        ({"TARIFF": ""}, "TARIFF"),
        ({"TARIFF": "1012100"}, "TARIFF"),
        ({"TARIFF": "0101.21.00.00.1"}, "TARIFF"),
        ({"EFF_DATE": "13/45/26 00:00:00"}, "EFF_DATE"),
        ({"EFF_DATE": "2026-09-01"}, "EFF_DATE"),
    ],
)
def test_a_wrong_cell_is_told(cells: dict[str, str], column: str) -> None:
    with pytest.raises(LawError) as caught:
        read(table(row("0101.29.00"), row(cells.pop("TARIFF", "0101.21.00"), **cells)))
    assert caught.value.path == f"TPHS.csv row 3, column {column}"


def test_columns_may_move_but_not_be_missing() -> None:
    moved = b"MFN,UST,UOM,DESC1,EFF_DATE,TARIFF\n8 %,Free,NMB,Horses,01/01/98,0101.21.00\n"
    assert [(one.kind, one.text) for one in tariffs(moved)] == [
        ("mfn", "8 %"),
        ("column-2", "35%"),
        ("preference", "Free"),
    ]
    with pytest.raises(LawError, match="no column 'MFN'"):
        read(b"TARIFF,EFF_DATE,DESC1,UOM\n0101.21.00,01/01/98,Horses,NMB\n")


@pytest.mark.parametrize("source", [b"", table(), table(row("0101.21.00", MFN="8 %"))[:-30], b"\x00\x01\x02" * 50])
def test_what_is_no_such_table_is_refused(source: bytes) -> None:
    with pytest.raises(XborderError):
        read(source)


def test_a_row_that_breaks_off_is_refused() -> None:
    with pytest.raises(LawError, match="10 cells and others 36"):
        read(table(row("0101.21.00", MFN="8 %"), "0101.29.00,01/01/98,0,,Other,,,,NMB,8 %"))


def test_a_cent_sign_of_western_windows_is_read() -> None:
    source = table(row("0101.21.00", MFN="2.82 ¢/kg")).decode().encode("cp1252")
    assert tariffs(source)[0].text == "2.82 ¢/kg"


def test_an_edition_needs_neither_day_nor_name() -> None:
    edition = read_ca_cbsa(table()).edition
    assert (edition.from_, edition.name) == (None, "TPHS")
    assert read_ca_cbsa(table(), on=IN_FORCE).edition.name == f"TPHS of {IN_FORCE}"
    with pytest.raises(BadInput, match=r"on: .* is no date .*not text"):
        read_ca_cbsa(table(), on="2026-01-01")  # type: ignore[arg-type]


def test_the_edition_is_canadas() -> None:
    edition = read_ca_cbsa(table(), on=IN_FORCE, name="2026-3").edition
    assert (edition.area, edition.form, edition.name, edition.from_) == ("CA", "ca-cbsa", "2026-3", IN_FORCE)


@given(st.binary(max_size=300))
def test_no_content_raises_anything_but_our_errors(content: bytes) -> None:
    for start in (b"", table(row("0101.21.00", MFN="8 %"))):
        with contextlib.suppress(XborderError):
            read(start + content)
