"""The US tariff as published: every line's rates, its programmes and lists, its two forms, and what is no such file."""

from __future__ import annotations

import functools
import gzip
import json
import time
import tracemalloc
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, LawError, XborderError
from xborder.law import Evidence
from xborder.tariff import parse_duty
from xborder.tariff.grammar import NotComputable
from xborder.tariff.records import Group, Line, ListEntry, Record, Tariff
from xborder.tariff.terms import AdValorem, AtLeast, Specific, Sum, Term
from xborder.tariff.us_dialect import tidy
from xborder.tariff.us_hts import read_us_hts
from xborder.tariff.us_programmes import PROGRAMMES, read_special

DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "us-hts"
EDITIONS = {
    "hts_2025_basic": (date(2025, 1, 1), 35_859, 19_707),
    "hts_2025_rev_10": (date(2025, 4, 9), 35_938, 19_709),
    "hts_2025_rev_18": (date(2025, 8, 7), 36_087, 19_744),
    "hts_2026_rev_4": (date(2026, 2, 24), 35_733, 19_832),
    "hts_2026_rev_10": (date(2026, 6, 8), 35_509, 19_832),
}
APRIL = "htsdata_2025-04.csv.gz"
COLUMNS = {"general": "mfn", "special": "preference", "other": "column-2"}
DAY = date(2026, 6, 8)
HEADER = (
    b"HTS Number,Indent,Description,Unit of Quantity,General Rate of Duty,Special Rate of Duty,Column 2 Rate of Duty"
)

published = pytest.mark.skipif(not DATA.exists(), reason="the US tariff is not beside this checkout")


def _read(rows: object, on: date = DAY) -> list[Record]:
    return list(read_us_hts(json.dumps(rows).encode(), on=on, name="test").records)


def _row(htsno: str = "", indent: str = "0", description: str = "goods", **cells: object) -> dict[str, object]:
    return {"htsno": htsno, "indent": indent, "description": description, **cells}


def _tariffs(records: Sequence[Record], kind: str = "") -> list[Tariff]:
    return [each for each in records if isinstance(each, Tariff) and kind in {"", each.kind}]


@functools.lru_cache(maxsize=1)
def _edition(name: str) -> tuple[Record, ...]:
    return tuple(read_us_hts(DATA / f"{name}.json.gz", on=EDITIONS[name][0]).records)


@functools.lru_cache(maxsize=1)
def _leaves(name: str) -> tuple[tuple[str, dict[str, str]], ...]:
    """Each line of chapters 1 to 97 with nothing below it, with the rates that the indents of the file hand down."""
    with gzip.open(DATA / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        rows = json.load(file)
    above: list[tuple[int, dict[str, str]]] = []
    found = []
    for row, after in zip(rows, [*rows[1:], {"indent": "0"}], strict=True):
        depth = int(row["indent"])
        while above and above[-1][0] >= depth:
            above.pop()
        handed = above[-1][1] if above else dict.fromkeys(COLUMNS, "")
        above.append((depth, {column: tidy(row[column]) or handed[column] for column in COLUMNS}))
        if row["htsno"] and row["htsno"] < "98" and int(after["indent"]) <= depth:
            found.append((row["htsno"].replace(".", ""), above[-1][1]))
    return tuple(found)


def _by_digits(code: str, declared: Mapping[str, dict[str, str]]) -> dict[str, str]:
    """What the nearest code with the same first digits declares."""
    return next((declared[code[:length]] for length in range(len(code), 1, -1) if code[:length] in declared), {})


def _in_tree(records: Sequence[Record], kind: str) -> dict[str, dict[str, str]]:
    """What the nearest line above each line declares, by the tree of the lines."""
    declared = _declared(records, kind)
    above: list[tuple[int, dict[str, str]]] = []
    found: dict[str, dict[str, str]] = {}
    for line in records:
        if isinstance(line, Line):
            while above and above[-1][0] >= line.depth:
                above.pop()
            rates = declared.get(line.code) if line.code else None
            above.append((line.depth, rates or (above[-1][1] if above else {})))
            found[line.code] = above[-1][1]
    return found


def _declared(records: Sequence[Record], kind: str) -> dict[str, dict[str, str]]:
    kinds = {"preference", "authorised-use"} if kind == "preference" else {kind}
    declared: dict[str, dict[str, str]] = {}
    for tariff in _tariffs(records):
        if tariff.kind in kinds:
            declared.setdefault(tariff.code, {})[tariff.programme] = tariff.text
    return declared


@pytest.fixture(scope="module", params=EDITIONS)
def name(request: pytest.FixtureRequest) -> str:
    """Each edition in turn: all that asks for one comes before the next is read."""
    edition: str = request.param
    return edition


@published
def test_every_line_has_the_rates_that_its_indents_hand_down_in_the_tree_and_by_its_digits(name: str) -> None:
    on, rows, leaves = EDITIONS[name]
    records = _edition(name)
    assert sum(isinstance(each, Line) for each in records) == rows
    lines = _leaves(name)
    assert len(lines) == leaves
    for column, kind in COLUMNS.items():
        declared, tree = _declared(records, kind), _in_tree(records, kind)
        for code, rates in lines:
            wanted = {"": rates[column]} if rates[column] else {}
            if column == "special":
                wanted = {symbol: text for symbol, text in read_special(rates[column]) if _in_force(symbol, on)}
            assert tree[code] == wanted, (code, column)
            assert _by_digits(code, declared) == wanted, (code, column)


def _in_force(symbol: str, on: date) -> bool:
    until = PROGRAMMES[symbol].until
    return until is None or until > on


def _class(text: str) -> str:
    try:
        root: Term = parse_duty(text, "us").root
    except NotComputable:
        return "reference"
    if isinstance(root, AtLeast):
        return "sugar"
    parts = root.parts if isinstance(root, Sum) else (root,)
    if any(isinstance(part, AdValorem) and part.of and "content" not in part.of for part in parts):
        return "components"
    if any(isinstance(part, Specific) and part.unit == "jewels" for part in parts):
        return "components"
    if any(isinstance(part, (AdValorem, Specific)) and part.of for part in parts):
        return "part of the goods"
    if any(isinstance(part, Specific) and part.unit == "kg_drained" for part in parts):
        return "part of the goods"
    if len(parts) == 1 and isinstance(parts[0], AdValorem):
        return "ad valorem" if parts[0].rate else "free"
    return {1: "specific", 2: "specific and other", 3: "three"}[len(parts)]


@published
@pytest.mark.parametrize(
    ("column", "classes"),
    [
        (
            "general",
            {
                "free": 7_293,
                "ad valorem": 10_263,
                "specific": 1_343,
                "specific and other": 414,
                "three": 1,
                "part of the goods": 126,
                "components": 105,
                "sugar": 16,
                "reference": 271,
            },
        ),
        (
            "other",
            {
                "free": 1_286,
                "ad valorem": 14_414,
                "specific": 2_178,
                "specific and other": 1_380,
                "three": 1,
                "part of the goods": 182,
                "components": 92,
                "sugar": 16,
                "reference": 283,
            },
        ),
    ],
)
def test_the_lines_fall_into_the_known_classes_and_nearly_all_can_be_computed(
    column: str, classes: dict[str, int]
) -> None:
    found = Counter(_class(rates[column]) for _, rates in _leaves("hts_2026_rev_10"))
    assert found == classes
    assert 1 - found["reference"] / found.total() > 0.985


@published
def test_every_rate_of_every_edition_is_read_or_is_a_reference_or_is_known_damage(name: str) -> None:
    damage = {":", "37% /"}
    kinds: Counter[str] = Counter()
    for tariff in _tariffs(_edition(name)):
        try:
            parse_duty(tariff.expression) if tariff.expression else parse_duty(tariff.text, tariff.dialect)
        except NotComputable:
            kinds["reference"] += 1
        except BadInput:
            kinds["damage"] += 1
            assert tariff.text in damage, tariff
        else:
            kinds["read"] += 1
    assert kinds["damage"] <= 7
    assert kinds["read"] > 100_000


@published
def test_the_csv_says_what_the_json_of_its_edition_says() -> None:
    # The export of April 2025 is older by one revision, which changed nothing but footnotes; those the CSV has not.
    from_csv = Counter(read_us_hts(DATA / APRIL, on=date(2025, 4, 9)).records)
    from_json = Counter(each for each in _edition("hts_2025_rev_10") if not isinstance(each, ListEntry))
    assert from_csv == from_json


@published
def test_footnotes_are_lists_and_chapter_99_says_what_they_cost() -> None:
    records = _edition("hts_2026_rev_10")
    lists = Counter(each.list for each in records if isinstance(each, ListEntry))
    assert lists["9903.88.03"] == 5_906
    assert lists["9903.88.15"] == 2_963
    assert lists["9903.90.08"] == 553
    assert not any(name.startswith("9904") for name in lists)
    assert ListEntry(list="9903.88.15", code="01012100", note="general") in records
    headings = {each.heading: each for each in _tariffs(records, "additional")}
    assert (headings["9903.88.15"].expression, headings["9903.88.15"].origin) == ("7.5%", ("CN",))
    assert (headings["9903.88.01"].code, headings["9903.88.01"].expression) == ("99038801", "25%")
    assert headings["9903.91.06"].from_ == date(2026, 1, 1)
    assert (headings["9903.88.69"].expression, headings["9903.88.69"].until) == ("Free", date(2026, 11, 10))
    assert "9903.88.16" not in headings  # its provision is suspended
    assert all(each.expression for each in headings.values())


@published
def test_a_safeguard_stands_at_its_own_heading() -> None:
    safeguards = {each.heading: each for each in _tariffs(_edition("hts_2026_rev_10"), "safeguard")}
    assert len(safeguards) == 512
    assert safeguards["9904.02.01"].text == "66.6¢/kg"
    assert str(parse_duty(safeguards["9904.02.08"].text, "us")) == "Free"


@published
def test_the_edition_says_what_it_is() -> None:
    reading = read_us_hts(DATA / "hts_2026_rev_10.json.gz", on=DAY)
    edition = reading.edition
    assert (edition.area, edition.form, edition.name) == ("US", "us-hts", "2026 HTS Revision 10")
    assert (edition.from_, edition.whole, edition.evidence) == (DAY, True, Evidence.OFFICIAL)
    for count, _ in enumerate(reading.records):
        if count == 1_000:
            break
    assert 0 < reading.counted.rows < 35_509
    assert sum(1 for _ in reading.records) > 100_000
    assert reading.counted.rows == 35_509


@published
def test_an_edition_is_read_in_seconds_and_little_memory() -> None:
    path = DATA / "hts_2026_rev_10.json.gz"
    start = time.process_time()
    count = sum(1 for _ in read_us_hts(path, on=DAY).records)
    assert count > 180_000
    assert time.process_time() - start < 6  # under two seconds on an idle machine
    tracemalloc.start()
    try:
        for taken, _ in enumerate(read_us_hts(path, on=DAY).records):
            if taken > 40_000:
                break
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


# What the files do not happen to hold


def test_a_rate_is_never_taken_from_a_sibling_and_each_column_comes_from_its_own_line() -> None:
    records = _read(
        [
            _row("0101", "0"),
            _row("", "1", "Horses:", superior="true", footnotes=None, general=""),
            _row("0101.21.00", "2", general="Free", special=" ", other="Free"),
            _row("0101.21.00.10", "3", general="\n", special="", other="20%", units=["No.", " "]),
            _row("0101.29.00", "1", general="6.8% ", special="Free (AU)"),
            _row("0101.29.00.10", "3", general=""),
        ]
    )
    assert [(each.code, each.kind, each.text) for each in _tariffs(records)] == [
        ("01012100", "mfn", "Free"),
        ("01012100", "column-2", "Free"),
        ("0101210010", "column-2", "20%"),
        ("01012900", "mfn", "6.8%"),
        ("01012900", "preference", "Free"),
    ]
    lines = [each for each in records if isinstance(each, Line)]
    assert [(each.code, each.depth) for each in lines[:3]] == [("0101", 0), ("", 1), ("01012100", 2)]
    assert lines[3].units == ("No.",)


def test_where_indents_and_digits_disagree_the_rate_is_repeated_at_the_code() -> None:
    records = _read(
        [
            _row("0101", "0"),
            _row("", "1", "Horses:", general="5%", other="9%"),  # a rate at a line without a code
            _row("0101.21.00", "2"),
            _row("0101.21.00.10", "3"),
            _row("0101.29.00", "2", general="6%"),
            _row("0101.30.00", "1", general="7%"),
            _row("0101.21.00.90", "2"),  # below another code than its digits say
        ]
    )
    rates = {each.code: each.text for each in _tariffs(records, "mfn")}
    assert rates == {"01012100": "5%", "01012900": "6%", "01013000": "7%", "0101210090": "7%"}
    assert {each.code: each.text for each in _tariffs(records, "column-2")} == {"01012100": "9%", "01012900": "9%"}


def test_column_2_is_for_its_countries_by_date_and_they_have_no_ordinary_rate() -> None:
    records = _read([_row("0101.21.00", general="Free", other="20%")])
    eras = [each for each in records if isinstance(each, Group) and each.id == "column-2"]
    assert [(set(each.members), each.from_, each.until) for each in eras] == [
        ({"CU", "KP"}, None, date(2022, 4, 9)),
        ({"CU", "KP", "RU", "BY"}, date(2022, 4, 9), None),
    ]
    ordinary, column_2 = _tariffs(records)
    assert (ordinary.excluded, column_2.origin) == (("column-2",), ("column-2",))


def test_programmes_that_have_ended_are_left_out_and_conditions_are_told() -> None:
    row = _row("0101.21.00", special="Free (A,B,D,E*,KR,NP,S+,ZZ)")
    by_symbol = {each.programme: each for each in _tariffs(_read([row]))}
    assert set(by_symbol) == {"B", "D", "E*", "KR", "S+", "ZZ"}
    assert (by_symbol["B"].kind, by_symbol["B"].origin) == ("preference", ("CA",))
    assert "general note 5" in by_symbol["B"].conditions
    assert by_symbol["D"].until == date(2027, 1, 1)
    assert by_symbol["KR"].origin == ("KR",)
    assert by_symbol["ZZ"].origin == ("as-described",)
    assert {each.programme for each in _tariffs(_read([row], on=date(2019, 1, 1)))} >= {"A", "NP"}


@pytest.mark.parametrize(
    ("note", "lists"),
    [
        ("See 9903.88.15. ", {"9903.88.15"}),
        ("\u00a0See 9903.88.01 and\u00a0 9903.91.03.", {"9903.88.01", "9903.91.03"}),
        ("See 9903.88.25, 9903.88.26 and 9903.88.28.", {"9903.88.25", "9903.88.26", "9903.88.28"}),
        ("See 9903.88.15-9903.88.18", {"9903.88.15", "9903.88.16", "9903.88.17", "9903.88.18"}),
        ("See 9903.88.15 through 9903.88.16 and 9903.90.08", {"9903.88.15", "9903.88.16", "9903.90.08"}),
        ("See 9903.88.15–9903.91.02", {"9903.88.15", "9903.91.02"}),
        ("See 9903.88.15. 9903.88.15", {"9903.88.15"}),
        ("See subheadings 9904.02.01-9904.02.37. ", set()),
        ("See chapter 99 statistical note 1.", set()),
    ],
)
def test_a_footnote_puts_a_line_on_the_lists_it_names(note: str, lists: set[str]) -> None:
    footnotes = [{"columns": ["general", "special"], "value": note, "type": "endnote"}]
    found = [each for each in _read([_row("0101.21.00", footnotes=footnotes)]) if isinstance(each, ListEntry)]
    assert {each.list for each in found} == lists
    assert len(found) == len(lists)
    assert {(each.code, each.note) for each in found} <= {("01012100", "general, special")}


@pytest.mark.parametrize(
    ("htsno", "description", "cells", "wanted"),
    [
        ("9902.01.01", "goods", {"general": "7.2%", "special": "No change", "other": "No change"}, [("suspension", "7.2%", "")]),
        ("9903.04.05", "cheese", {"general": "200%", "other": "200%"}, [("mfn", "200%", ""), ("column-2", "200%", "")]),
        (
            "9903.79.01",
            "chips",
            dict.fromkeys(("general", "special", "other"), "The duty provided in the applicable subheading +25%"),
            [("additional", "25%", ""), ("additional", "25%", "")],
        ),
        (
            "9903.82.18",
            "steel",
            {"general": "no change", "special": "The duty provided in the applicable subheading + 25%"},
            [("additional", "Free", ""), ("preference", "100% of duty + 25%", "special")],
        ),
        ("9908.04.01", "cheese", {"special": "Free (IL)"}, [("preference", "Free", "IL")]),
        ("9903.88.16", "[Compiler's note: provision suspended.]", {"general": "No change"}, []),
        ("9903.01.84", "[Compiler’s note: provision terminated as of February 7, 2026.]", {"general": "No change"}, []),
        ("9903.88.02", "goods", {"general": "See U.S. note 3(e)"}, [("additional", "", "")]),
    ],
)  # fmt: skip
def test_a_heading_of_chapter_99_becomes_what_it_asks_for(
    htsno: str, description: str, cells: dict[str, str], wanted: list[tuple[str, str, str]]
) -> None:
    found = _tariffs(_read([_row(htsno, "0", description, **cells)]))

    def duty(tariff: Tariff) -> str:
        try:
            return str(parse_duty(tariff.expression) if tariff.expression else parse_duty(tariff.text, tariff.dialect))
        except NotComputable:
            return ""

    assert [(each.kind, duty(each), each.programme) for each in found] == wanted
    assert {each.heading for each in found} <= {htsno}


@pytest.mark.parametrize(
    ("words", "origin", "from_", "until"),
    [
        ("Articles the product of China, as provided for in U.S. note 20(b)", ("CN",), None, None),
        ("articles the product of China, including Hong Kong and Macau", ("CN", "HK", "MO"), None, None),
        ("Articles the product of any country, except for products of Canada", (), None, None),
        ("Articles the product of any country that is named by order", ("as-described",), None, None),
        ("Articles the product of any country identified in general note 3(b)", ("column-2",), None, None),
        ("Products of Austria, of the Federal Republic of Germany or of Freedonia", ("AT", "DE", "as-described"), None, None),
        ("articles the product of Japan, or a member nation of the European Union", ("JP", "EU"), None, None),
        ("articles the product of Côte d`Ivoire or Namibia", ("CI", "NA"), None, None),
        ("parts of vehicles of the United Kingdom", ("GB",), None, None),
        ("the value of products of the United States", (), None, None),
        ("Semiconductor articles", (), None, None),
        ("Effective with respect to entries on or after June 15, 2024 and through November 9, 2026, cranes", (), date(2024, 6, 15), date(2026, 11, 10)),
        ("Effective with respect to entries, on or after June 5, 2026, and before June 15, 2026, cranes", (), date(2026, 6, 5), date(2026, 6, 15)),
        ("Effective with respect to entries on or after June 31, 2024, cranes", (), None, None),
    ],
)  # fmt: skip
def test_the_words_of_a_heading_give_origins_and_days(
    words: str, origin: tuple[str, ...], from_: date | None, until: date | None
) -> None:
    row = _row("9903.99.01", "1", "goods", general="The duty provided in the applicable subheading + 1%")
    (found,) = _tariffs(_read([_row("", "0", words), row]))
    assert (found.origin, found.from_, found.until) == (origin, from_, until)


def test_the_file_name_gives_the_name_of_the_edition(tmp_path: Path) -> None:
    names = {
        "hts_2026_rev_10.json": "2026 HTS Revision 10",
        "hts_2026_revision_5_json.json": "2026 HTS Revision 5",
        "hts_2025_basic_edition_csv.csv": "2025 HTS Basic Edition",
        "export.json": "HTS in force on 2026-06-08",
    }
    for file, name in names.items():
        path = tmp_path / file
        path.write_text("[]", encoding="utf-8")
        assert read_us_hts(path, on=DAY).edition.name == name
    assert read_us_hts(tmp_path / "export.json", on=DAY, name="mine").edition.name == "mine"


def test_without_its_day_an_edition_is_for_all_days(tmp_path: Path) -> None:
    path = tmp_path / "export 2.1.JSON.gz"
    rows = [
        {"htsno": "0101.21.00", "indent": "0", "description": "Horses", "general": "Free", "special": "Free (A, R)"},
        {
            "htsno": "9903.01.01", "indent": "0", "description": "Articles the product of China, before July 1, 2025",
            "general": "The duty provided in the applicable subheading + 10%",
        },
    ]  # fmt: skip
    path.write_text(json.dumps(rows), encoding="utf-8")
    reading = read_us_hts(path)
    assert (reading.edition.name, reading.edition.from_) == ("export 2.1", None)
    ends = {each.programme: each.until for each in reading.records if isinstance(each, Tariff) and each.programme}
    assert ends["R"] == PROGRAMMES["R"].until


@pytest.mark.parametrize("on", ["2026-06-08", datetime(2026, 6, 8), 20260608])  # noqa: DTZ001 - it is refused
def test_the_day_of_an_edition_is_a_date(on: object) -> None:
    with pytest.raises(BadInput) as caught:
        read_us_hts(b"[]", on=on)  # type: ignore[arg-type]
    assert caught.value.path == "on"
    assert "give a date" in caught.value.hint
    assert ("not text" in caught.value.hint) is isinstance(on, str)


def test_the_csv_form_has_its_byte_order_mark_its_line_ends_and_lists_in_cells() -> None:
    rows = [
        '"9101.11.40","1","Watches,\nwith ""hands""","[""No."",""kg""]","51¢ each","Free (AU)","$1 each","",""',
        '"","2","Other:","","","","","",""',
        '"9904.02.01","0","Beef","[]","","","","","66.6¢/kg"',
    ]
    content = "\ufeff" + "\r\n".join([f"{HEADER.decode()},Quota Quantity,Additional Duties", *rows]) + "\r\n"
    records = list(read_us_hts(content.encode(), on=DAY).records)
    lines = [each for each in records if isinstance(each, Line)]
    assert lines[0] == Line(code="91011140", depth=1, description='Watches, with "hands"', units=("No.", "kg"))
    assert [(each.kind, each.text) for each in _tariffs(records)] == [
        ("mfn", "51¢ each"),
        ("preference", "Free"),
        ("column-2", "$1 each"),
        ("safeguard", "66.6¢/kg"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{}", b"[", b"[1]", b'[{"htsno": "0101"', b"[]]", b"\xff\xfe\x00", b"<html>no</html>", b"a,b\n1,2\n"),
        *(b"[NaN]", b"[" * 100_000, b'[{"htsno": 5, "indent": "0", "description": ""}]', b"\x1f\x8b damaged"),
        b'[{"htsno": "0101", "indent": "x", "description": ""}]',
        b'[{"htsno": "0101", "indent": "-1", "description": ""}]',
        b'[{"htsno": "0101", "indent": "0"}]',
        b'[{"htsno": "01O1", "indent": "0", "description": ""}]',
        b'[{"htsno": "010", "indent": "0", "description": ""}]',
        b'[{"htsno": "0101", "indent": "0", "description": "", "general": 5}]',
        b'[{"htsno": "0101", "indent": "0", "description": "", "units": "kg"}]',
        b'[{"htsno": "0101", "indent": "0", "description": "", "units": [5]}]',
        b'[{"htsno": "0101", "indent": "0", "description": "", "footnotes": {"value": "See 9903.88.15"}}]',
        b'[{"htsno": "0101", "indent": "0", "description": "", "footnotes": ["See 9903.88.15"]}]',
        b'[{"htsno": "0101", "indent": "0", "description": "", "footnotes": [{"value": "9903", "columns": "x"}]}]',
        b'%s\n0101,0,x,"[no list",,,\n' % HEADER,
    ],
)
def test_what_is_no_such_file_is_refused_with_its_place(content: bytes) -> None:
    with pytest.raises(LawError) as caught:
        list(read_us_hts(content, on=DAY).records)
    assert caught.value.path.startswith("hts")
    assert len(str(caught.value)) < 400


def test_a_wrong_row_is_named_by_its_number() -> None:
    with pytest.raises(LawError) as caught:
        _read([_row("0101"), _row("0102", "eleven")])
    assert "row 2" in caught.value.path
    assert "indent" in caught.value.path


cells = st.none() | st.integers() | st.text(max_size=8) | st.lists(st.text(max_size=4), max_size=2)
entries = st.dictionaries(
    st.sampled_from(["htsno", "indent", "description", "units", "general", "special", "other", "footnotes"]), cells
)


@given(st.lists(entries | cells, max_size=4))
def test_any_json_is_a_tariff_or_an_error_of_the_family(rows: list[object]) -> None:
    try:
        _read(rows)
    except XborderError:
        return


@given(st.binary(max_size=60))
def test_any_content_is_a_tariff_or_an_error_of_the_family(content: bytes) -> None:
    try:
        list(read_us_hts(content, on=DAY).records)
    except XborderError:
        return


@pytest.mark.parametrize("column", ["general", "other"])
def test_programmes_in_another_column_show_that_columns_have_moved(column: str) -> None:
    with pytest.raises(LawError, match="names programmes") as caught:
        _read([_row("0101.21.00", **{column: "Free (AU,BH,CL)"})])
    assert column in caught.value.path
