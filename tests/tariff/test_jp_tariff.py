"""Japan's tariff schedule as records: lines, the one ordinary duty of each, and the preferences."""

from __future__ import annotations

import copy
import io
import itertools
import json
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xborder.errors import BadInput, LawError, XborderError
from xborder.law.sources import Evidence
from xborder.tariff import DutyExpression, parse_duty
from xborder.tariff.grammar import NotComputable
from xborder.tariff.jp_dialect import Obstacle
from xborder.tariff.jp_programmes import PARTIES, PROGRAMMES, WITHOUT_WTO_RATE
from xborder.tariff.jp_tariff import read_jp
from xborder.tariff.records import Group, Line, Record, Tariff
from xborder.tariff.starter import StarterTariff

DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "jp-tariff"
ARCHIVE = DATA / "tariffdata_2026-07-09.tar.gz"
CHAPTER = DATA / "j_61_tariff_data.json"
DAY = date(2026, 7, 9)
there = pytest.mark.skipif(not ARCHIVE.exists(), reason="the Japanese schedule is not beside the checkout")


def _node(stat: str = "", suffix: str = "", desc: str = "", rate: object = None, *children: object) -> dict[str, Any]:
    return {
        "level": 0,
        "stat_code": stat,
        "hs_code": suffix,
        "desc": desc,
        "rate": {} if rate is None else rate,
        "unit": {"I": "", "II": "KG"} if suffix else {},
        "law": [],
        "children": list(children),
    }


def _read(*nodes: object) -> list[Record]:
    return list(read_jp(json.dumps(nodes).encode(), on=DAY).records)


def _tariffs(rate: dict[str, str]) -> list[Tariff]:
    found = _read(_node("6101.20", "000", "綿製のもの", rate))
    return [record for record in found if isinstance(record, Tariff)]


def _ordinary(general: str = "", temporary: str = "", wto: str = "") -> list[Tariff]:
    return _tariffs({"基本": general, "暫定": temporary, "WTO協定": wto})


def _duty(tariff: Tariff) -> DutyExpression:
    return parse_duty(tariff.expression) if tariff.expression else parse_duty(tariff.text, tariff.dialect)


# --- the ordinary duty ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("general", "temporary", "wto", "duty"),
    [
        ("10%", "", "", "10%"),
        ("10%", "", "8.5%", "8.5%"),
        ("10%", "", "(10%)", "10%"),
        ("(50%)", "38.5%", "(50%)", "38.5%"),
        ("10%", "4.2%", "6%", "4.2%"),
        ("無税", "", "8.5%", "Free"),
        ("無税", "", "(42.40円/l)", "Free"),
        ("3%", "", "(3%)〜(6%)", "3%"),
        ("10.5%", "", "（一部10.5%）", "10.5%"),
        ("17円/kg", "", "免税", "Free"),
        ("190円/kg", "", "161.50円/kg", "161.5 JPY/kg"),
        ("5.6%又は4.4%＋1.52円/㎡のうちいずれか高い税率", "", "5.6%", "5.6%"),
        (
            "60%又は4,800円/足のうちいずれか高い税率",
            "",
            "30%又は4,300円/足のうちいずれか高い税率",
            "30% MIN 4300 JPY/pair",
        ),
        ("35%", "※17.7%", "29.8%", "17.7%"),
        ("", "", "5%", "5%"),
    ],
)
def test_the_temporary_rate_replaces_the_general_one_and_the_lower_of_it_and_the_wto_rate_applies(
    general: str, temporary: str, wto: str, duty: str
) -> None:
    (found,) = _ordinary(general, temporary, wto)
    assert (found.kind, found.code, str(_duty(found)), found.conditions) == ("mfn", "610120000", duty, "")
    assert found.name


@pytest.mark.parametrize(
    ("general", "temporary", "wto", "text", "expression"),
    [
        ("1.68円/kg", "", "5.5%", "基本 1.68円/kg / WTO協定 5.5%", "1.68 JPY/kg MAX 5.5%"),
        (
            "(35%＋466円/kg)",
            "36%＋130円/kg",
            "*29.8%＋396円/kg",
            "暫定 36%＋130円/kg / WTO協定 *29.8%＋396円/kg",
            "36% + 130 JPY/kg MAX 29.8% + 396 JPY/kg",
        ),
    ],
)
def test_rates_that_the_goods_decide_between_are_both_there(
    general: str, temporary: str, wto: str, text: str, expression: str
) -> None:
    (found,) = _ordinary(general, temporary, wto)
    assert (found.text, found.expression) == (text, expression)
    assert parse_duty(found.text, "jp") == parse_duty(expression)


@pytest.mark.parametrize(
    ("general", "temporary", "wto"),
    [
        ("6.4%", "", "●5%〜5.3%"),
        ("(5%)", "1キログラムにつき部分肉に係る基準輸入価格と課税価格との差額", "(482円/kg)"),
        ("25%", "", "●21%〜（29.8%+1,159円/kg）"),
    ],
)
def test_a_rate_that_cannot_be_computed_is_not_guessed(general: str, temporary: str, wto: str) -> None:
    (found,) = _ordinary(general, temporary, wto)
    assert found.expression == ""
    with pytest.raises(NotComputable):
        parse_duty(found.text, found.dialect)


def test_origins_without_the_wto_rate_are_excluded_where_it_decides() -> None:
    assert _ordinary("10%", "", "8.5%")[0].excluded == WITHOUT_WTO_RATE
    assert _ordinary("1.68円/kg", "", "5.5%")[0].excluded == WITHOUT_WTO_RATE
    assert _ordinary("10%", "", "(10%)")[0].excluded == ()
    assert _ordinary("10%", "4.2%", "6%")[0].excluded == ()


def test_a_wto_rate_for_some_goods_makes_a_duty_for_each() -> None:
    found = _ordinary("9%", "", "人造繊維製のもの 7.4%\n\nその他のもの (9%)")
    assert [(one.text, one.conditions) for one in found] == [
        ("7.4%", "人造繊維製のもの"),
        ("9%", "その他のもの; none of: 人造繊維製のもの"),
    ]


def test_the_name_tells_the_choice_and_the_marks() -> None:
    assert _ordinary("10%", "", "8.5%")[0].name == "WTO rate, not above the general rate 10%"
    assert _ordinary("10%", "", "(10%)")[0].name == "general rate; the WTO rate (10%) is not lower"
    (sugar,) = _ordinary("35%", "※17.7%", "29.8%")
    assert sugar.name.startswith("temporary rate, in place of the general rate 35%; the WTO rate 29.8% is not lower")
    assert "marked ※" in sugar.name
    assert "levy" in sugar.name


# --- preferences ------------------------------------------------------------------------------------------------------


def test_a_preference_names_its_programme_and_its_origin() -> None:
    thai, world = _tariffs({"EPA_タイ": "無税", "EPA_CPTPP": "1.8%"})
    assert (thai.kind, thai.programme, thai.origin, thai.text) == ("preference", "EPA_TH", ("TH",), "無税")
    assert (world.programme, world.origin, world.conditions) == ("EPA_CPTPP", ("EPA_CPTPP",), "")


def test_beneficiaries_of_the_gsp_are_not_guessed() -> None:
    found = _tariffs({"特恵": "4.3%", "特別特恵": "無税"})
    assert [(one.programme, one.origin, bool(one.conditions)) for one in found] == [
        ("GSP", ("GSP",), True),
        ("LDC", ("LDC",), True),
    ]
    assert not any(record.id in {"GSP", "LDC"} for record in _read() if isinstance(record, Group))


def test_an_empty_cell_is_no_preference() -> None:
    assert _tariffs({"EPA_タイ": "", "EPA_チリ": " \u3000"}) == []


def test_a_quota_is_no_preference_without_a_quota_certificate() -> None:
    within, outside = _tariffs({"EPA_CPTPP": "関税割当数量以内のもの　無税\n関税割当数量以外のもの　21.3%"})
    assert (within.kind, within.text, within.conditions) == ("quota", "無税", "関税割当数量以内のもの")
    assert (outside.kind, outside.text, outside.conditions) == ("preference", "21.3%", "")
    (named,) = _tariffs(
        {
            "EPA_CPTPP": "その他のもので、協定附属書2-D付録AのCSQ-JP6に定める関税割当数量以内のもの（オーストラリアに対する待遇）"
            "及びCSQ-JP7に定める関税割当数量以内のもの（カナダに対する待遇）　無税"
        }
    )
    assert (named.kind, named.order, named.origin) == ("quota", "CSQ-JP6, CSQ-JP7", ("AU", "CA"))


def test_treatment_for_parties_and_for_the_others() -> None:
    found = _tariffs(
        {"EPA_CPTPP": "（マレーシアに対する待遇）　3%\n（ベトナムに対する待遇）　2.6%\n（他の締約国に対する待遇）　1%"}
    )
    assert [(one.text, one.origin, one.excluded) for one in found] == [
        ("3%", ("MY",), ()),
        ("2.6%", ("VN",), ()),
        ("1%", ("EPA_CPTPP",), ("MY", "VN")),
    ]


def test_other_goods_are_those_that_no_row_before_names() -> None:
    found = _tariffs({"EPA_RCEP_中国": "うに　6.3%\nくらげ　4.5%\nその他のもの　4.4%"})
    assert [one.conditions for one in found] == ["うに", "くらげ", "その他のもの; none of: うに; くらげ"]
    assert {one.origin for one in found} == {("CN",)}


def test_a_preference_newer_than_the_table_is_for_nobody_known() -> None:
    (found,) = _tariffs({"EPA_アトランティス": "無税"})
    assert found.origin == ("EPA_アトランティス",)
    assert "not known" in found.conditions


def test_programmes() -> None:
    assert len(PROGRAMMES) == 24
    for column, programme in PROGRAMMES.items():
        assert programme.column == column
        assert len({party.country for party in programme.parties}) == len(programme.parties)
        assert all(len(party.country) == 2 and party.country.isupper() for party in programme.parties)
        assert bool(programme.parties) != bool(programme.conditions), column
        for group in programme.groups():
            assert len(group.members) == len(set(group.members)) > 0
    now = {group.id: set(group.members) for one in PROGRAMMES.values() for group in one.groups() if not group.until}
    assert now.keys() == {"EPA_ASEAN", "EPA_CPTPP", "EPA_EU", "EPA_RCEP_ASEAN_AU_NZ"}
    assert now["EPA_CPTPP"] == set(PARTIES.values())
    assert len(now["EPA_ASEAN"]) == 10
    assert len(now["EPA_EU"]) == 27
    assert now["EPA_RCEP_ASEAN_AU_NZ"] == now["EPA_ASEAN"] - {"MM"} | {"AU", "NZ"}


def test_members_change_over_time() -> None:
    groups = list(PROGRAMMES["EPA_CPTPP"].groups())
    assert groups[0].from_ == date(2018, 12, 30)
    assert set(groups[0].members) == {"AU", "CA", "MX", "NZ", "SG"}
    assert all(before.until == after.from_ for before, after in itertools.pairwise(groups))
    assert groups[-1].until is None


# --- the tree ---------------------------------------------------------------------------------------------------------


def _lines(*nodes: object) -> list[tuple[str, int, str]]:
    return [(one.code, one.depth, one.description) for one in _read(*nodes) if isinstance(one, Line)]


def test_duties_come_down_the_tree() -> None:
    records = _read(
        _node("02.01", "", "牛の肉", None,
            _node("0201.30", "", "骨付きでない肉", {"基本": "(50%)", "暫定": "38.5%", "WTO協定": "(50%)"},
                _node("0201.30", "010", "ロインのもの", {"EPA_豪州": "24.7%"}),
                _node("0201.30", "090", "その他のもの", {}))),
    )  # fmt: skip
    assert [(one.code, one.kind, one.text) for one in records if isinstance(one, Tariff)] == [
        ("020130010", "mfn", "38.5%"),
        ("020130010", "preference", "24.7%"),
        ("020130090", "mfn", "38.5%"),
    ]


def test_groups_of_lines_have_no_code_of_their_own() -> None:
    assert _lines(
        _node("02.03", "", "豚の肉", None,
            _node("02.03", "", "生鮮のもの", None,
                _node("0203.11", "", "枝肉", None,
                    _node("0203.11", "010", "いのしし", {"基本": "無税"}),
                    _node("0203.11", "", "その他", None, _node("0203.11", "040", "別", {"基本": "5%"}))))),
    ) == [
        ("0203", 0, "豚の肉"),
        ("", 1, "生鮮のもの"),
        ("020311", 2, "枝肉"),
        ("020311010", 3, "いのしし"),
        ("", 3, "その他"),
        ("020311040", 4, "別"),
    ]  # fmt: skip


def test_a_heading_printed_above_its_only_line_is_above_it_in_the_tree() -> None:
    sanitary = _node("9619.00", "000", "おむつ", {"基本": "無税"}, _node("96.20"))
    assert _lines(
        _node("96.19"), sanitary, _node("9620.00", "000", "一脚", {"基本": "3%"}), _node("97.01", "", "絵")
    ) == [
        ("9619", 0, ""),
        ("961900000", 1, "おむつ"),
        ("9620", 0, ""),
        ("962000000", 1, "一脚"),
        ("9701", 0, "絵"),
    ]


def test_seasons_share_a_line_and_are_conditions() -> None:
    records = _read(
        _node(
            "0805.10",
            "000",
            "1 毎年6月1日から同年11月30日までに輸入されるもの",
            {"基本": "20%", "EPA_メキシコ": "関税割当数量以内のもの　5%"},
        ),
        _node("0805.10", "000", "2 毎年12月1日から翌年5月31日までに輸入されるもの", {"基本": "40%"}),
    )
    assert [one.code for one in records if isinstance(one, Line)] == ["080510000"]
    assert [(one.text, one.conditions) for one in records if isinstance(one, Tariff)] == [
        ("20%", "毎年6月1日から同年11月30日までに輸入されるもの"),
        ("5%", "毎年6月1日から同年11月30日までに輸入されるもの; 関税割当数量以内のもの"),
        ("40%", "毎年12月1日から翌年5月31日までに輸入されるもの"),
    ]


def test_units_are_those_of_the_file_in_one_line() -> None:
    node = _node("6101.20", "000", "", {"基本": "5%"})
    node["unit"] = {"I": "NO", "II": "KG\n(I.I.)"}
    (line,) = (one for one in _read(node) if isinstance(one, Line))
    assert line.units == ("NO", "KG (I.I.)")


# --- the whole of Japan -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def japan() -> list[Record]:
    return list(read_jp(ARCHIVE).records)


@there
def test_the_edition_is_whole_and_secondary() -> None:
    reading = read_jp(ARCHIVE)
    edition = reading.edition
    assert (edition.area, edition.form, edition.from_, edition.published) == ("JP", "jp", DAY, DAY)
    assert edition.whole
    assert edition.evidence is Evidence.SECONDARY
    for _ in reading.records:
        pass
    assert (reading.counted.rows, reading.counted.total) == (15_433, 15_433)


@there
def test_one_chapter_is_no_whole_schedule_and_is_for_all_days_without_a_day() -> None:
    reading = read_jp(CHAPTER, on=DAY, name="mine")
    assert (reading.edition.whole, reading.edition.name, reading.edition.published) == (False, "mine", None)
    codes = {record.code for record in reading.records if isinstance(record, Tariff)}
    assert "610910010" in codes
    assert all(code.startswith("61") for code in codes)
    undated = read_jp(CHAPTER).edition
    assert undated.from_ is None
    assert undated.name == CHAPTER.name.partition(".")[0]


@there
def test_a_folder_reads_like_the_archive(tmp_path: Path) -> None:
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(
            tmp_path,
            members=[archive.getmember(name) for name in archive.getnames() if "_61_" in name or "_09_" in name],
            filter="data",
        )
    reading = read_jp(tmp_path, on=DAY)
    lines = [record.code for record in reading.records if isinstance(record, Line) and len(record.code) == 9]
    assert (lines[0][:2], lines[-1][:2]) == ("09", "61")


@there
def test_the_whole_schedule(japan: list[Record]) -> None:
    kinds = Counter(record.kind if isinstance(record, Tariff) else type(record).__name__ for record in japan)
    assert kinds == {"Line": 15_425, "Group": 20, "mfn": 9_663, "preference": 185_714, "quota": 817}


@there
def test_lines_make_a_tree_of_unique_codes(japan: list[Record]) -> None:
    lines = [record for record in japan if isinstance(record, Line)]
    codes = Counter(line.code for line in lines if line.code)
    assert max(codes.values()) == 1
    assert Counter(map(len, codes)) == {9: 9_646, 6: 1_720, 4: 1_227}
    above: list[Line] = []
    for line in lines:
        while above and above[-1].depth >= line.depth:
            above.pop()
        assert line.depth <= len(above)
        known = [one.code for one in above if one.code]
        assert not line.code or not known or line.code.startswith(known[-1])
        above.append(line)


@there
def test_every_line_of_statistics_has_an_ordinary_duty_and_one_only_but_for_seasons_and_goods(
    japan: list[Record],
) -> None:
    lines = {record.code for record in japan if isinstance(record, Line) and len(record.code) == 9}
    duties: dict[str, list[Tariff]] = {}
    for record in japan:
        if isinstance(record, Tariff) and record.kind == "mfn":
            duties.setdefault(record.code, []).append(record)
    assert duties.keys() == lines
    several = {code: found for code, found in duties.items() if len(found) > 1}
    assert len(several) == 17
    assert all(one.conditions for found in several.values() for one in found)


@there
def test_how_many_duties_can_be_computed_and_why_the_others_cannot(japan: list[Record]) -> None:
    computed: Counter[str] = Counter()
    others: Counter[tuple[str, str]] = Counter()
    reasons = {obstacle.value[0]: obstacle.name for obstacle in Obstacle if obstacle is not Obstacle.PARTLY}
    for record in japan:
        if isinstance(record, Tariff):
            try:
                _duty(record)
            except NotComputable as error:
                others[record.kind, reasons[error.message.partition(": ")[2]]] += 1
            else:
                computed[record.kind] += 1
    assert computed == {"mfn": 9_598, "preference": 185_294, "quota": 817}
    assert others == {
        ("mfn", "RANGE"): 39,
        ("mfn", "STANDARD_PRICE"): 24,
        ("mfn", "LACTOSE"): 2,
        ("preference", "RANGE"): 160,
        ("preference", "PARTLY_CONCEDED"): 190,
        ("preference", "NOTE"): 65,
        ("preference", "LACTOSE"): 5,
    }


def _triples(nodes: list[dict[str, Any]], above: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    for node in nodes:
        rates = {**above, **{column: text for column, text in node["rate"].items() if text.strip()}}
        if node["hs_code"]:
            yield node["stat_code"].replace(".", "") + node["hs_code"], rates
        yield from _triples(node["children"], rates)


@there
def test_nothing_of_the_file_is_lost(japan: list[Record]) -> None:
    """Counted apart from the reader: each filled cell of a line, its own or one above it, has its measures."""
    wanted: Counter[tuple[str, str]] = Counter()
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith("_tariff_data.json") else None
            if content is not None:
                for code, rates in _triples(json.load(content), {}):
                    wanted.update((code, PROGRAMMES[column].id) for column in rates if column in PROGRAMMES)
    found = {(record.code, record.programme) for record in japan if isinstance(record, Tariff) and record.programme}
    assert found == wanted.keys()


@there
def test_figures_read_in_the_file(japan: list[Record]) -> None:
    found: dict[tuple[str, str], list[Tariff]] = {}
    for record in japan:
        if isinstance(record, Tariff):
            found.setdefault((record.code, record.programme), []).append(record)

    def duties(code: str, programme: str = "") -> list[str]:
        return [str(_duty(tariff)) for tariff in found.get((code, programme), ())]

    assert duties("610910010") == ["10.9%"]
    assert duties("610910010", "EPA_RCEP_CN") == ["6.8%"]
    assert duties("610910010", "EPA_US") == []
    assert duties("020110000") == ["38.5%"]
    assert duties("020110000", "EPA_CPTPP") == ["20.8%"]
    assert duties("640351012") == ["30% MIN 4300 JPY/pair"]
    assert duties("220421020") == ["15% MAX 125 JPY/l MIN 67 JPY/l"]
    assert duties("392690029") == ["3.9%"]
    assert duties("392690029", "GSP") == ["Free"]
    assert duties("441231932", "EPA_CPTPP") == ["3%", "2.6%", "1%"]


@there
def test_brackets_never_hide_a_lower_rate(japan: list[Record]) -> None:
    for record in japan:
        if isinstance(record, Tariff) and record.kind == "mfn" and "; the WTO rate (" in record.name:
            bracketed = record.name.partition("; the WTO rate ")[2].partition(" is not lower")[0]
            try:
                own, wto = _duty(record).ad_valorem, parse_duty(bracketed, "jp").ad_valorem
            except NotComputable:
                continue
            if own is not None and wto is not None:
                assert own[0] * wto[1] <= wto[0] * own[1], record


_STARTER_DIFFERS = {
    "180632": "the starter leaves out the temporary rate of 1 % marked ※",
    "180690": "as 180632",
    "210111": "the starter does not compute the temporary rate of 9.7 % marked ※",
    "230910": "one of the lines cannot be computed, the others can",
    "611610": "three lines are a range (●), whose ends the starter takes",
}


@there
def test_the_starter_tariff_agrees_but_for_what_is_known(japan: list[Record]) -> None:
    ordinary = [record for record in japan if isinstance(record, Tariff) and record.kind == "mfn"]
    starter = StarterTariff()
    differs = set()
    for code in starter.file("JP").codes:
        duties: set[DutyExpression] = set()
        gaps = False
        for record in ordinary:
            if record.code.startswith(code):
                try:
                    duties.add(_duty(record))
                except NotComputable:
                    gaps = True
        answer = starter.duty("JP", code, date(2026, 11, 22))
        assert answer is not None
        shares = sorted(share[0] / share[1] for duty in duties if (share := duty.ad_valorem))
        known = sorted(share[0] / share[1] for duty in answer.options if (share := duty.ad_valorem))
        others = {duty for duty in duties if duty.ad_valorem is None}
        same = (shares[:1], shares[-1:]) == (known[:1], known[-1:]) and others <= set(answer.options)
        if gaps or not same:
            differs.add(code)
    assert differs == _STARTER_DIFFERS.keys()


@there
def test_the_whole_schedule_is_read_in_seconds() -> None:
    start = time.process_time()
    count = sum(1 for _ in read_jp(ARCHIVE).records)
    assert count > 200_000
    assert time.process_time() - start < 20


# --- files that are none ----------------------------------------------------------------------------------------------

_GOOD = _node("61.01", "", "コート", None, _node("6101.20", "000", "綿製のもの", {"基本": "11.2%", "EPA_タイ": "無税"}))
_WRONG: tuple[object, ...] = (None, True, 3, "x", [], {}, ["x"], {"x": 1}, [[]], "●")


def _places() -> Iterator[tuple[str | int, ...]]:
    for key in ("stat_code", "hs_code", "desc", "rate", "unit", "children"):
        yield (0, key)
        yield (0, "children", 0, key)
    yield (0,)
    yield (0, "children", 0)
    yield (0, "children", 0, "rate", "基本")
    yield (0, "children", 0, "rate", "EPA_タイ")
    yield (0, "children", 0, "unit", "I")


@pytest.mark.parametrize("place", tuple(_places()), ids=str)
def test_wrong_types_anywhere_name_the_chapter_and_the_node(place: tuple[str | int, ...]) -> None:
    refused: list[XborderError] = []
    for wrong in _WRONG:
        tree: Any = [copy.deepcopy(_GOOD)]
        inner = tree
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = wrong
        try:
            _read(*tree)
        except XborderError as error:
            refused.append(error)
    assert len(refused) >= 5
    assert all("j_tariff_data.json" in error.path and error.message.startswith("[0]") for error in refused)


def test_a_missing_key_names_its_place() -> None:
    broken = copy.deepcopy(_GOOD)
    del broken["children"][0]["rate"]
    with pytest.raises(LawError, match=r"j_tariff_data\.json: \[0\]\.children\[0\]\.rate is not an object"):
        _read(broken)


def test_a_duty_that_is_not_understood_names_its_column_and_code() -> None:
    with pytest.raises(LawError, match=r"\[0\]\.rate\.EPA_タイ \(610120000\): duty '5円'"):
        _tariffs({"EPA_タイ": "5円"})
    with pytest.raises(LawError, match="no column of the schedule"):
        _tariffs({"関税": "5%"})
    with pytest.raises(LawError, match="no party known"):
        _tariffs({"EPA_CPTPP": "（アトランティスに対する待遇）　5%\n（他の締約国に対する待遇）　無税"})
    with pytest.raises(LawError, match="for each kind of goods"):
        _ordinary("うに　5%\nその他のもの　6%", "", "4%")


@pytest.mark.parametrize("depth", [60, 100_000])
def test_trees_nested_too_deeply_are_refused(depth: int) -> None:
    node = json.dumps(_node("61.01", "", "x"))
    head, tail = node.replace('"children": []', '"children": [\0]').split("\0")
    with pytest.raises(LawError, match=r"too deeply|not readable"):
        list(read_jp(f"[{head * depth}{tail * depth}]".encode(), on=DAY).records)


@pytest.mark.parametrize("content", [b"", b"{}", b"[", b"<html>", b"[1]", b'"x"', b"\xff\xfe", b"null", b"[NaN]"])
def test_content_that_is_no_chapter(content: bytes) -> None:
    with pytest.raises(XborderError):
        list(read_jp(content, on=DAY).records)


def _archive(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(f"{name}.json")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def test_an_archive_without_chapters_is_refused() -> None:
    with pytest.raises(LawError, match="no chapter"):
        read_jp(_archive(readme=b"[]"), on=DAY)


@pytest.mark.parametrize(
    "index", [b"[]", b"{}", b'{"version": 1, "total_chapters": 1}', b'{"version": "2026_13_40", "total_chapters": 1}']
)
def test_an_index_that_is_none_is_refused(index: bytes) -> None:
    with pytest.raises(LawError):
        read_jp(_archive(index=index, j_61_tariff_data=b"[]"))


def test_an_archive_with_fewer_chapters_than_its_index_counts_is_not_whole() -> None:
    index = json.dumps({"version": "2026_07_09", "total_chapters": 2}).encode()
    packed = _archive(index=index, j_61_tariff_data=json.dumps([_GOOD]).encode())
    reading = read_jp(packed)
    assert (reading.edition.whole, reading.edition.from_, reading.counted.total) == (False, DAY, None)
    assert read_jp(packed, on=date(2026, 8, 1)).edition.from_ == date(2026, 8, 1)
    assert [one.text for one in reading.records if isinstance(one, Tariff)] == ["11.2%", "無税"]


@pytest.mark.parametrize("options", [{"on": "2026-07-09"}, {"on": DAY, "name": 3}])
def test_options_of_the_wrong_type(options: Any) -> None:
    with pytest.raises(BadInput):
        read_jp(b"[]", **options)
