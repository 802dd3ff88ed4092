"""How the UK and the EU write duties: in words, in components, and in which units."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, XborderError
from xborder.goods.units import UNITS, convert, unit_of
from xborder.tariff import parse_duty
from xborder.tariff.expression import DutyExpression
from xborder.tariff.grammar import NotComputable
from xborder.tariff.terms import AdValorem, Specific
from xborder.tariff.uk_dialect import Component, from_components, parse_eu, parse_uk
from xborder.tariff.uk_units import RETAIL_PRICE, TARIC_UNITS, TaricUnit, spelled_unit, taric_unit

PUBLISHED = Path(__file__).parents[2] / ".." / "shared" / "data" / "uk-measurement-units" / "measurement_units.json"


@pytest.fixture(scope="module")
def published() -> dict[str, dict[str, Any]]:
    if not PUBLISHED.exists():
        pytest.skip("the published table of units is not beside the checkout")
    table: dict[str, dict[str, Any]] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return table


# Words


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("12.00 %", "12%"),
        ("0.00 %", "Free"),
        ("10.20%", "10.2%"),
        ("NIHIL", "Free"),
        ("12.00 % + 147.00 GBP / 100 kg", "12% + 147 GBP/100 kg"),
        (
            "<span>12.00</span> % + <span>147.00</span> GBP / <abbr title='Hectokilogram'>100 kg</abbr>",
            "12% + 147 GBP/100 kg",
        ),
        ("£147.00&nbsp;/ 100&nbsp;kg", "147 GBP/100 kg"),
        ("0.00 % + 176.80 EUR / 100 kg", "0% + 176.8 EUR/100 kg"),
        ("1.00 EUR / % vol/hl + 6.40 EUR / hl", "1 EUR/% vol/hl + 6.4 EUR/hl"),
        ("1.000 EUR ASV X + 6.400 EUR HLT", "1 EUR/% vol/hl + 6.4 EUR/hl"),
        ("1.000 EUR / % vol / hl", "1 EUR/% vol/hl"),
        ("28.74 GBP / l alc. 100%", "28.74 GBP/lpa"),
        ("10.200 % + 93.100 EUR DTN", "10.2% + 93.1 EUR/100 kg"),
        ("12.000 % MIN 2.400 EUR/100 kg/net", "12% MIN 2.4 EUR/100 kg"),
        ("18.400 % MIN 22.000 EUR DTN MAX 24.000 EUR DTN", "18.4% MIN 22 EUR/100 kg MAX 24 EUR/100 kg"),
        ("10.000 % + 5.000 EUR DTN MAX 18.000 % + 3.000 EUR DTN", "10% + 5 EUR/100 kg MAX 18% + 3 EUR/100 kg"),
        ("9 % MIN 0,45 €/100 kg/net", "9% MIN 0.45 EUR/100 kg"),
        ("1,234.50 GBP / 1,000 kg", "1234.5 GBP/1000 kg"),
        ("22.4 EUR / TNE E", "22.4 EUR/1000 kg_drained"),
        ("5.5000 GBP / kilogram / net drained wt", "5.5 GBP/kg_drained"),
        ("2.000 EUR DTN G", "2 EUR/100 kg_gross"),
        ("172.200 EUR TNE I", "172.2 EUR/1000 kg[biodiesel content]"),
        ("0.30 EUR / 100 kg/net/%sacchar.", "0.3 EUR/kg[sucrose content]"),
        ("244.78 GBP / 1,000 p/st", "244.78 GBP/1000 item"),
        ("0.80 EUR / p/st", "0.8 EUR/item"),
        ("0.80 EUR NAR", "0.8 EUR/item"),
        ("3.00 EUR / pa", "3 EUR/pair"),
        ("16.50 % / GBP", "16.5% of value[retail price]"),
        ("30.00% - 3.00 GBP / hl", "30% - 3 GBP/hl"),
        ("5.00 EUR / 50 kg", "5 EUR/50 kg"),
        ("5.00 EUR / 12 bbl", "5 EUR/12 bbl"),
    ],
)
def test_a_duty_is_read_as_published(text: str, canonical: str) -> None:
    duty = parse_duty(text, "uk")
    assert str(duty) == canonical
    assert parse_duty(text, "eu") == parse_duty(canonical) == duty


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("9.000 % + EA", "agricultural component (EA"),
        ("EA", "agricultural component (EA"),
        ("9.000 % + EAR", "reduced"),
        ("8.300 % + EA MAX 18.700 % +ADSZ", "additional duty on sugar (ADSZ"),
        ("9.000 % + EA MAX 24.200 % + AD F/M", "additional duty on flour (ADFM"),
        ("Cond:  A cert: D-008 (01):0.000 EUR TNE I ; A (01):172.200 EUR TNE I", "conditions"),
        ("5.00 GBP / % sucrose", "(BRX) is not computed"),
        ("1.00 GBP / SPR discount", "(SPR) is not computed"),
    ],
)
def test_what_the_text_does_not_settle_says_what_to_supply(text: str, needed: str) -> None:
    with pytest.raises(NotComputable) as caught:
        parse_duty(text, "uk")
    assert needed in caught.value.message
    assert "duty" in caught.value.hint


def test_an_agricultural_component_asks_for_the_meursing_code_and_each_amount() -> None:
    with pytest.raises(NotComputable) as caught:
        parse_eu("9.000 % + EA MAX 24.200 % + ADSZR")
    assert "Meursing additional code" in caught.value.hint
    assert "EA and ADSZR" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "at its end: wanted a number"),
        ("p/st", "p/st is a supplementary unit and no duty"),
        ("kg/net eda", "is a supplementary unit"),
        ("5 EUR", "at its end: wanted a unit"),
        ("5 USD / kg", "from character 3 ('USD / kg'): wanted %, EUR or GBP"),
        ("5 EUR / bushel", "from character 9 ('bushel'): wanted a unit of this tariff"),
        ("5 EUR / 0 kg", "wanted a unit of this tariff"),
        ("5 % 6 %", "from character 5 ('6 %')"),
        ("5 % +", "at its end"),
        ("MAX 5 %", "from character 1"),
        ("10001 %", "from character 1 ('10001 %'): wanted a rate of at most 10000%"),
        ("1,234 EUR / kg", "wanted a number with a decimal point"),
        ("<b>", "at its end"),
    ],
)
def test_a_mistake_is_shown_at_its_place(text: str, where: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_duty(text, "uk")
    assert not isinstance(caught.value, NotComputable)
    assert where in caught.value.message


@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(
            [*("12.00", "%", "GBP", "EUR", "/", "100 kg", "DTN", "E", "MIN", "MAX", "+", "-", "EA", "Cond:", "NIHIL")]
            + [unit.abbreviation for unit in TARIC_UNITS]
        ),
        max_size=12,
    ).map(" ".join)
)
def test_any_text_is_a_duty_or_an_error_of_the_family(text: str) -> None:
    try:
        duty = parse_duty(text, "uk")
    except XborderError:
        return
    assert parse_duty(str(duty)) == duty


# Components


COUNTED = [unit for unit in TARIC_UNITS if unit.unit]
amounts = st.decimals(min_value=0, max_value=9999, places=4, allow_nan=False, allow_infinity=False)
rates = st.decimals(min_value=0, max_value=200, places=3, allow_nan=False, allow_infinity=False)


@st.composite
def parts(draw: st.DrawFn, expression: str) -> Component:
    if draw(st.booleans()):
        return Component(expression, draw(rates))
    unit = draw(st.sampled_from(COUNTED))
    return Component(expression, draw(amounts), draw(st.sampled_from(["EUR", "GBP"])), unit.code, unit.qualifier)


@st.composite
def duties(draw: st.DrawFn) -> list[Component]:
    joins = draw(st.lists(st.sampled_from(["04", "19", "20", "02", "36", "15", "17", "35"]), max_size=4))
    return [draw(parts("01")), *(draw(parts(join)) for join in joins)]


SIGNS = {"01": "", "04": "+ ", "19": "+ ", "20": "+ ", "02": "- ", "36": "- ", "15": "MIN ", "17": "MAX ", "35": "MAX "}


def in_words(components: list[Component], style: str) -> str:
    """The duty as the service writes it, plain or formatted, or as the workbooks do."""
    told: list[str] = []
    for one in components:
        sign = SIGNS[one.expression]
        if not one.currency:
            told.append(f"{sign}{one.amount} %")
            continue
        unit = taric_unit(one.unit, one.qualifier)
        told.append(
            {
                "service": f"{sign}{one.amount} {one.currency} / {unit.abbreviation}",
                "formatted": f"{sign}<span>{one.amount}</span> {one.currency} / <abbr title='x'>{unit.abbreviation}</abbr>",
                "workbook": f"{sign}{one.amount} {one.currency} {one.unit} {one.qualifier}".strip(),
            }[style]
        )
    return " ".join(told)


@given(duties(), st.sampled_from(["service", "formatted", "workbook"]))
def test_words_and_components_make_the_same_duty(components: list[Component], style: str) -> None:
    duty = DutyExpression(from_components(components))
    assert DutyExpression(parse_uk(in_words(components, style))) == duty
    assert DutyExpression(parse_eu(in_words(components, style))) == duty


@given(duties())
def test_the_canonical_text_of_a_duty_is_read_back_as_the_same_duty(components: list[Component]) -> None:
    duty = DutyExpression(from_components(components))
    assert parse_duty(str(duty)) == duty


def test_bounds_apply_from_left_to_right_to_sums() -> None:
    capped = from_components(
        [
            Component("01", Decimal(10)),
            Component("15", Decimal(22), "EUR", "DTN"),
            Component("17", Decimal(12)),
            Component("19", Decimal(3), "EUR", "DTN"),
        ]
    )
    duty = DutyExpression(capped)
    assert str(duty) == "10% MIN 22 EUR/100 kg MAX 12% + 3 EUR/100 kg"

    def on(value: int, kg: int) -> Fraction:
        return duty.exact(Fraction(value), lambda unit: Fraction(kg) if unit == "kg" else None, _no_rate, "EUR")

    assert on(1000, 100) == 100  # 100, at least 22, at most 123
    assert on(100, 100) == 15  # 10, at least 22, at most 12 + 3
    assert on(300, 100) == 30  # 30, at least 22, at most 39


def _no_rate(_: str, __: str) -> Fraction:
    raise AssertionError


@pytest.mark.parametrize(
    ("components", "wrong"),
    [
        ([], "without components"),
        ([Component("99", None, "", "NAR")], "NAR is a supplementary unit"),
        ([Component("01")], "has no amount"),
        ([Component("77", Decimal(1))], "'77' is not known"),
        ([Component("40", Decimal(1))], "export refund"),
        ([Component("15", Decimal(1))], "does not begin with MIN"),
        ([Component("01", Decimal(1)), Component("01", Decimal(2))], "one part without a sign"),
        ([Component("01", Decimal(-1))], "not between"),
        ([Component("01", Decimal(10_001))], "not between"),
        ([Component("01", Decimal("NaN"))], "is not a figure"),
        ([Component("01", Decimal("1E-999999"))], "is not a figure"),
        ([Component("01", Decimal("1E+999999"), "EUR", "DTN")], "is not a figure"),
        ([Component("01", Decimal(1), "USD", "DTN")], "no money of this tariff"),
        ([Component("01", Decimal(1), "EUR")], "per some unit"),
        ([Component("01", Decimal(1), "EUR", "XYZ")], "no unit of TARIC"),
        ([Component("01", Decimal(1), "EUR", "DT", "NE")], "no unit of TARIC"),
    ],
)
def test_components_that_make_no_duty_are_refused(components: list[Component], wrong: str) -> None:
    with pytest.raises(BadInput, match=wrong):
        from_components(components)


@pytest.mark.parametrize(
    "component",
    [
        *(Component(number) for number in ("12", "14", "21", "25", "27", "29")),
        Component("01", Decimal(5), "GBP", "SPQ", "LPA"),
        Component("01", Decimal(5), "", "DTN"),
    ],
)
def test_components_that_cannot_be_computed_say_so(component: Component) -> None:
    with pytest.raises(NotComputable):
        from_components([component])


def test_nihil_is_free_and_a_share_of_the_retail_price_names_it() -> None:
    assert from_components([Component("37")]) == AdValorem(Fraction(0))
    share = from_components([Component("01", Decimal("16.5"), "", "RET")])
    assert share == AdValorem(Fraction(33, 200), RETAIL_PRICE)


# Units


def test_every_published_unit_is_known_with_its_abbreviation(published: dict[str, dict[str, Any]]) -> None:
    ours = {unit.key: unit for unit in TARIC_UNITS}
    assert set(ours) == set(published)
    for key, row in published.items():
        assert ours[key].code == row["measurement_unit_code"]
        assert ours[key].qualifier == (row["measurement_unit_qualifier_code"] or "")
        assert ours[key].abbreviation == row["abbreviation"]


def test_quantities_agree_with_the_published_multipliers(published: dict[str, dict[str, Any]]) -> None:
    ours = {unit.key: unit for unit in TARIC_UNITS}
    multiplied = {key: row for key, row in published.items() if row.get("multiplier")}
    assert len(multiplied) == 21
    del multiplied["TNEZ"]  # its multiplier counts the mass and leaves the per cent out
    for key, row in multiplied.items():
        unit = ours[key]
        one = Fraction(1) / Fraction(row["multiplier"])
        coerced = row.get("coerced_measurement_unit_code")
        if coerced and unit_of(unit.unit).dimension is unit_of(coerced).dimension:
            assert convert(unit.per, unit.unit, coerced) == one
        else:  # gross, drained and dry mass, and counts: in the base of their own dimension
            assert unit.per * unit_of(unit.unit).factor == one


def test_a_duty_per_per_cent_of_sucrose_is_one_per_kilogram_of_sucrose() -> None:
    """0.30 EUR per 100 kg and per 1 %: 2,000 kg with 65 % bear 0.30 x 20 x 65 = 390 EUR; they hold 1,300 kg."""
    measures = {"kg[sucrose content]": Fraction(1300)}
    for text, expected in [("0.30 EUR / 100 kg/net/%sacchar.", 390), ("3.00 EUR TNE Z", 390)]:
        duty = parse_duty(text, "uk")
        assert duty.exact(Fraction(0), measures.get, _no_rate, "EUR") == expected


@pytest.mark.parametrize("unit", TARIC_UNITS, ids=lambda unit: unit.key)
def test_every_unit_is_found_by_its_abbreviation_and_code(unit: TaricUnit) -> None:
    assert taric_unit(unit.code, unit.qualifier) is unit
    found = spelled_unit(unit.abbreviation)
    assert found is not None
    assert found.abbreviation == unit.abbreviation
    assert spelled_unit(f"{unit.code} {unit.qualifier}".strip()) is unit
    if unit.unit:
        assert unit.unit in {known.name for known in UNITS}
        assert Specific(Fraction(1), "EUR", unit.per, unit.unit, unit.of).measure


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("100 kg / net drained wt", "DTNE"),
        ("1 000 p/st", "MIL"),
        ("1,000 items", "MIL"),
        ("100kg", "DTN"),
        ("kg/br", "KGMG"),
        ("% vol / hl", "ASVX"),
        ("l alc. 100 %", "LPA"),
        ("m3", "MTQ"),
        ("tonne / biodiesel", "TNEI"),
        ("litre / tot alc", "LTRA"),
    ],
)
def test_units_are_found_in_the_spellings_of_other_files(spelling: str, key: str) -> None:
    found = spelled_unit(spelling)
    assert found is not None
    assert found.key == key


def test_what_is_no_unit_is_none() -> None:
    assert [spelled_unit(text) for text in ("", "bushel", "kg / nothing", "/", "p/st / br")] == [None] * 5
    with pytest.raises(BadInput, match="no unit of TARIC"):
        taric_unit("DTN", "Q")


def test_units_stand_in_the_order_of_their_codes() -> None:
    assert all(one.key < other.key for one, other in pairwise(TARIC_UNITS))
