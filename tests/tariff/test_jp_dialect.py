"""The duties of Japan's tariff schedule: every form that it writes is read, or says why it cannot be computed."""

from __future__ import annotations

import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput
from xborder.tariff import parse_duty
from xborder.tariff.grammar import NotComputable
from xborder.tariff.jp_dialect import Clause, Obstacle, not_above, parse_jp, read_cell
from xborder.tariff.terms import AdValorem, AtLeast, AtMost, Case, Specific, Sum

ARCHIVE = Path(__file__).parents[2] / ".." / "shared" / "data" / "jp-tariff" / "tariffdata_2026-07-09.tar.gz"
_FIGURE = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
there = pytest.mark.skipif(not ARCHIVE.exists(), reason="the Japanese schedule is not beside the checkout")


def _nodes(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from _nodes(node["children"])


@pytest.fixture(scope="module")
def cells() -> Counter[str]:
    """How often each text stands in a cell of the schedule."""
    found: Counter[str] = Counter()
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith("_tariff_data.json") else None
            if content is not None:
                for node in _nodes(json.load(content)):
                    found.update(text for text in node["rate"].values() if text.strip())
    return found


def _class(text: str) -> str:
    cell = read_cell(text)
    obstacles = sorted({clause.duty.name for clause in cell if isinstance(clause.duty, Obstacle)})
    if len(cell) == 1 and not (cell[0].goods or cell[0].parties or cell[0].others):
        return obstacles[0] if obstacles else "computable"
    return "by row, not all computable" if obstacles else "by row"


@there
def test_every_cell_of_the_schedule_is_read_or_says_why_not(cells: Counter[str]) -> None:
    assert (cells.total(), len(cells)) == (201_100, 1_370)
    classes: Counter[str] = Counter()
    for text, times in cells.items():
        classes[_class(text)] += times
    assert classes == {
        "computable": 199_225,
        "by row": 1_335,
        "by row, not all computable": 1,
        "RANGE": 250,
        "PARTLY_CONCEDED": 190,
        "NOTE": 64,
        "STANDARD_PRICE": 16,
        "PARTLY": 10,
        "LACTOSE": 9,
    }


_SURVEY = {
    "無税": (175_248, AdValorem),
    "#%": (18_281, AdValorem),
    "(無税)": (2_721, AdValorem),
    "(#%)": (835, AdValorem),
    "#円/kg": (509, Specific),
    "#%又は#円/kgのうちいずれか高い税率": (432, AtLeast),
    "#%又は#%＋#円/㎡のうちいずれか高い税率": (252, AtLeast),
    "関税割当数量以内のもの\u3000#%": (208, AdValorem),
    "関税割当数量以内のもの\u3000無税": (109, AdValorem),
    "#%＋#円/kg": (144, Sum),
    "（#円×#-課税価格）/kg又は#円/kgのうちいずれか低い税率": (96, AtMost),
    "●無税又は非譲許": (89, Obstacle),
    "●無税〜#%": (67, Obstacle),
}
"""Forms with their figures left out: how often they stand in the file, and what they are read as."""


@there
def test_the_forms_are_as_many_as_a_survey_of_the_file_says(cells: Counter[str]) -> None:
    forms: Counter[str] = Counter()
    for text, times in cells.items():
        form = _FIGURE.sub("#", text)
        forms[form] += times
        if form in _SURVEY:
            assert [type(clause.duty) for clause in read_cell(text)] == [_SURVEY[form][1]], text
    assert len(forms) == 341
    assert {form: forms[form] for form in _SURVEY} == {form: times for form, (times, _) in _SURVEY.items()}


@there
def test_every_single_duty_parses_in_the_dialect_and_back_from_its_canonical_text(cells: Counter[str]) -> None:
    for text in cells:
        if _class(text) == "computable":
            duty = parse_duty(text, "jp")
            assert parse_duty(str(duty)) == duty, text
        else:
            with pytest.raises(NotComputable) as caught:
                parse_duty(text, "jp")
            assert caught.value.hint, text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("無税", "Free"),
        ("免税", "Free"),
        ("5.4%", "5.4%"),
        ("※1％", "1%"),
        ("◎16.2%", "16.2%"),
        ("（無税）", "Free"),
        ("(10%)", "10%"),
        ("**(71.80円/kg)", "71.8 JPY/kg"),
        ("4,000,000円/頭", "4000000 JPY/item"),
        ("関税割当て 170万円/頭", None),
        ("1.50円/枚", "1.5 JPY/item"),
        ("930円/MT", "930 JPY/t"),
        ("934円/kl", "934 JPY/kl"),
        ("(500円\n/kg)", "500 JPY/kg"),
        ("29.8%+\n915円/kg", "29.8% + 915 JPY/kg"),
        ("２５％＋６３円／ｋｇ", "25% + 63 JPY/kg"),
        ("(8.5%＋290.70円/1,000本)", "8.5% + 290.7 JPY/1000 stick"),
        ("6%又は1.51円/本のうちいずれか高い税率", "6% MIN 1.51 JPY/item"),
        ("30%又は4,300円/足のうちいずれか高い税率", "30% MIN 4300 JPY/pair"),
        ("11.7%又は72.90円/kgのうちいずれか低い税率", "11.7% MAX 72.9 JPY/kg"),
        ("5.6%又は4.4%＋1.52円/㎡のうちいずれか高い税率", "5.6% MIN 4.4% + 1.52 JPY/m2"),
        ("29.8%＋396円/kg又は36%＋130円/kgのうちいずれか低い税率", "29.8% + 396 JPY/kg MAX 36% + 130 JPY/kg"),
        (
            "15%又は125円/lのうちいずれか低い税率\nただしその税率が67円/lを下回る場合は67円/l",
            "15% MAX 125 JPY/l MIN 67 JPY/l",
        ),
        (
            "9.3%又は7.19円/kgのうちいずれか高い税率（ただしその税率が50%を上回る場合は50%とする）",
            "9.3% MIN 7.19 JPY/kg MAX 50%",
        ),
        ("(73.70円−課税価格)/kg", "73.7 JPY/kg - 100%"),
        ("535.53円/kg-課税価格/kg", "535.53 JPY/kg - 100%"),
        ("(577.15円/kg-課税価格/kg×0.6)又は4.3%のうちいずれか高い税率", "577.15 JPY/kg - 60% MIN 4.3%"),
        ("（393円×1.002-課税価格）/kg又は40.50円/kgのうちいずれか低い税率", "393.786 JPY/kg - 100% MAX 40.5 JPY/kg"),
        ("1.9%又は((500円-課税価格)×10/16)/kgのうちいずれか低い税率", "1.9% MAX 312.5 JPY/kg - 62.5%"),
        ("当該原産品に含まれる砂糖の重量1kgにつき21.50円", "21.5 JPY/kg[sugar content]"),
        ("暫定 36%＋130円/kg / WTO協定 *29.8%＋396円/kg", "36% + 130 JPY/kg MAX 29.8% + 396 JPY/kg"),
    ],
)
def test_forms(text: str, canonical: str | None) -> None:
    if canonical is None:
        assert [str(clause.duty) for clause in read_cell(text)] == ["1700000 JPY/item"]
    else:
        assert str(parse_duty(text, "jp")) == canonical


def test_a_gate_price_comes_to_the_yen_that_its_words_give() -> None:
    # 10 kg of 3,700 yen: (393 x 1.002 - 370) x 10 = 237.86 is below 40.50 x 10 = 405.
    duty = parse_duty("（393円×1.002-課税価格）/kg又は40.50円/kgのうちいずれか低い税率", "jp")

    def assess(value: int) -> Fraction:
        return duty.exact(Fraction(value), lambda unit: Fraction(10) if unit == "kg" else None, lambda _, __: 1, "JPY")  # type: ignore[arg-type,return-value]

    assert assess(3_700) == Fraction("237.86")
    assert assess(3_000) == 405
    assert assess(9_000) == 0


def test_processed_pork_pays_the_difference_of_two_formulas() -> None:
    term = parse_jp("（（課税価格×（1.007-51.46/897.59）＋51.46円）-課税価格）/kg")
    case = Case(Fraction(5_000), "JPY", lambda _: Fraction(10), lambda _, __: Fraction(1))
    factor = Fraction("1.007") - Fraction("51.46") / Fraction("897.59")
    assert term.exact(case) == 5_000 * factor + Fraction("514.6") - 5_000


@pytest.mark.parametrize(
    ("text", "obstacle"),
    [
        ("●無税〜3.5%", Obstacle.RANGE),
        ("(3%)〜(6%)", Obstacle.RANGE),
        ("●(9%）〜（29.8%+1,159円/kg)、64円/kg、85円/kg又は341円/kg", Obstacle.RANGE),
        ("●5%", Obstacle.RANGE),
        ("●無税又は非譲許", Obstacle.PARTLY_CONCEDED),
        ("無税〜(2.4%)又は非譲許", Obstacle.PARTLY_CONCEDED),
        ("（一部8.4%〜10.5%)", Obstacle.PARTLY),
        ("◆2", Obstacle.NOTE),
        ("◎無税 ◆2", Obstacle.NOTE),
        ("25%＋40円/kg〜29.8%＋396円/kg又は36%＋200円/kgのうちいずれか低い税率 ◆3", Obstacle.NOTE),
        ("1キログラムにつき枝肉に係る基準輸入価格と課税価格との差額", Obstacle.STANDARD_PRICE),
        ("1キログラムにつき、70円に重量比による乳糖の含有率が10%を超える1%ごとに7円を加えた額", Obstacle.LACTOSE),
        ("くらげ　無税", Obstacle.GOODS),
        ("関税割当数量以内のもの　30.8%", Obstacle.GOODS),
        ("（カナダに対する待遇）　2.4%\r\n（他の締約国に対する待遇）　無税", Obstacle.GOODS),
    ],
)
def test_what_cannot_be_computed_says_what_to_find_out(text: str, obstacle: Obstacle) -> None:
    message, hint = obstacle.value
    with pytest.raises(NotComputable) as caught:
        parse_jp(text)
    assert message in caught.value.message
    assert caught.value.hint == hint


def test_rows_are_for_goods_quotas_and_parties() -> None:
    first, second = read_cell(
        "関税割当数量以内のもの（ニュージーランドに対する待遇）　無税\nその他のもの　29.8%＋1,023円/kg"
    )
    assert (first.in_quota, first.parties, str(first.duty)) == (True, ("ニュージーランド",), "0%")
    assert (second.in_quota, second.goods, second.rate) == (False, "その他のもの", "29.8%＋1,023円/kg")
    one, other = read_cell(
        "（オーストラリア、カナダ及びニュージーランドに対する待遇）　0.6%\r\n（他の締約国に対する待遇）　無税"
    )
    assert (one.goods, one.parties, one.others) == ("", ("オーストラリア", "カナダ", "ニュージーランド"), False)
    assert (other.goods, other.parties, other.others) == ("", (), True)
    (season,) = read_cell("毎年6月1日から同年9月30日までに輸入されるもの　3%")
    assert (season.in_quota, season.goods) == (False, "毎年6月1日から同年9月30日までに輸入されるもの")
    outside = read_cell("関税割当数量以内のもの　無税\n関税割当数量以外のもの　21.3%")[1]
    assert outside.out_of_quota


def test_a_blank_inside_the_goods_does_not_end_them() -> None:
    clauses = read_cell("JIS　L-1017に定める糸を使用したもの　2.2%\nその他のもの　無税")
    assert [(clause.goods, clause.rate) for clause in clauses] == [
        ("JIS　L-1017に定める糸を使用したもの", "2.2%"),
        ("その他のもの", "無税"),
    ]


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("(10%)", True),
        ("（9.1%）〜（10.9%）", True),
        ("(無税)〜(4.8%)又は(8.8円/kg)", True),
        ("（一部7%)", True),
        ("*(55円/kg)", True),
        ("(25%又は60円/kgのうちいずれか高い税率)", True),
        ("10%", False),
        ("●2.5%〜(4.8%)", False),
        ("(73.70円−課税価格)/kg", False),
    ],
)
def test_brackets_round_every_figure_mark_a_rate_that_does_not_apply(text: str, bracketed: bool) -> None:
    (clause,) = read_cell(text)
    assert clause.bracketed is bracketed


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("無税", "22.40円/kg"),
        ("5%", "5.4%"),
        ("44円/kg", "72.90円/kg"),
        ("25%＋63円/kg", "30%＋63円/kg"),
        ("5.6%", "5.6%又は4.4%＋1.52円/㎡のうちいずれか高い税率"),
        ("11.7%又は72.90円/kgのうちいずれか低い税率", "12%"),
        ("25%", "25%＋63円/kg"),
        (
            "15%又は125円/lのうちいずれか低い税率\nただしその税率が67円/lを下回る場合は67円/l",
            "21.3%又は156.80円/lのうちいずれか低い税率\nただしその税率が93円/lを下回る場合は93円/l",
        ),
    ],
)
def test_duties_of_comparable_forms_are_compared(low: str, high: str) -> None:
    assert not_above(parse_jp(low), parse_jp(high))
    assert not not_above(parse_jp(high), parse_jp(low))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("22.40円/kg", "6.5%"),
        ("44円/kg", "11.7%又は72.90円/kgのうちいずれか低い税率"),
        ("36%＋130円/kg", "29.8%＋396円/kg"),
        ("10円/kg", "20円/l"),
    ],
)
def test_duties_that_the_goods_decide_are_not_compared(one: str, other: str) -> None:
    assert not not_above(parse_jp(one), parse_jp(other))
    assert not not_above(parse_jp(other), parse_jp(one))


_RATES = st.one_of(
    st.integers(0, 400).map(lambda n: f"{n / 10:g}%"),
    st.integers(1, 9_000).map(lambda n: f"{n:,}円/kg"),
    st.tuples(st.integers(1, 40), st.integers(1, 1_500)).map(lambda pair: f"{pair[0]}%＋{pair[1]:,}円/kg"),
)
_DUTIES = st.one_of(
    _RATES,
    st.tuples(_RATES, _RATES, st.sampled_from(["高い", "低い"])).map(
        lambda three: f"{three[0]}又は{three[1]}のうちいずれか{three[2]}税率"
    ),
)


@given(_DUTIES, _DUTIES, st.integers(0, 10**7), st.integers(0, 10**5))
def test_a_duty_that_is_never_above_another_is_not_above_it_on_any_goods(
    one: str, other: str, value: int, mass: int
) -> None:
    case = Case(Fraction(value), "JPY", lambda _: Fraction(mass, 100), lambda _, __: Fraction(1))
    first, second = parse_jp(one), parse_jp(other)
    if not_above(first, second):
        assert first.exact(case) <= second.exact(case)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "%", "abc", "5", "5円", "5円/", "円/kg", "(5%", "5%)", "()", "5%〜", "●", "◎", "5%又は6%", "5%/kg",
        "5円/0", "1/0%", "5円/kg+6円/l", "5円/1000枚", "無税+5%", "無税円", "課税価格", "課税価格-10円/kg", "5%のうちいずれか高い税率",
        "一部", "くらげ", "くらげ　", "くらげ　abc", "くらげ　5%\nさわら", "5円/kg×6円/kg", "(" * 400, "٥%", "5.5.5%", "1000000%",
        "基本 5% / WTO協定 ", "5%又は6円/kgのうちいずれか高い税率ただしその税率が1%を下回る場合は2%", "9" * 200 + "円/kg",
        "◆", "5%◆", "くらげ◆2", "無税" * 300,
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_jp(text)
    assert not isinstance(caught.value, NotComputable)


@given(
    st.text(
        alphabet="無税0123456789.,%％円/kgl本足()（）+＋-−×又は〜●◎◆※*非譲許　\n 課税価格のうちいずれか高い低い税率その他のもの",
        max_size=60,
    )
)
def test_no_other_error_leaves_the_reader(text: str) -> None:
    try:
        for clause in read_cell(text):
            assert isinstance(clause, Clause)
        parse_jp(text)
    except BadInput:
        pass
