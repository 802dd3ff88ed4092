"""The plain dialect: what is read, how it is written back, and how mistakes are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moneyed import Money

import xborder.tariff
from xborder.errors import BadInput, XborderError
from xborder.tariff import DIALECTS, AdValorem, Specific, parse_duty

FRAGMENTS = [
    *("Free", "0", "6.5%", "33", "1/3", "1.2", "100", "1/0", "1e9", "NaN", "inf", ".", ",", "%"),
    *("EUR", "$", "¢", "¥", "/", "per", "each", "kg", "item", "doz.", "pf.liter", "m²", "% vol/hl"),
    *("+", "-", "MIN", "MAX", "(", ")", "of", "duty"),
    *("value", "[case]", "[lead content]", "per degree under"),
]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Free", "Free"),
        ("free", "Free"),
        ("0", "Free"),
        ("0.00 %", "Free"),
        (" 6.50 % ", "6.5%"),
        (".5%", "0.5%"),
        ("6.5 per cent", "6.5%"),
        ("33 1/3%", "33 1/3%"),
        ("1/3%", "1/3%"),
        ("66 2/4%", "66.5%"),
        ("1.2 EUR/kg", "1.2 EUR/kg"),
        ("1.20 EUR per kg", "1.2 EUR/kg"),
        ("EUR 1.2/kg", "1.2 EUR/kg"),
        ("1.2 EUR/KGM", "1.2 EUR/kg"),
        ("22.40 EUR / 100 kg", "22.4 EUR/100 kg"),
        ("22.40EUR/100kg", "22.4 EUR/100 kg"),
        ("22.40 EUR/DTN", "22.4 EUR/100 kg"),
        ("3 EUR/item", "3 EUR/item"),
        ("3 EUR per item", "3 EUR/item"),
        ("3 EUR each", "3 EUR/item"),
        ("1¢ each + 2.8%", "0.01 USD/item + 2.8%"),
        ("4.4 USD/dozen", "4.4 USD/dozen"),
        ("2.8¢/doz.", "0.028 USD/dozen"),
        ("89.6¢/1000 item", "0.896 USD/1000 item"),
        ("4.4¢/kg + 8.5%", "0.044 USD/kg + 8.5%"),
        ("4.4 ¢ /kg +8.5%", "0.044 USD/kg + 8.5%"),
        ("$1.646/kg", "1.646 USD/kg"),
        ("£147.00 / 100 kg", "147 GBP/100 kg"),
        ("€4.40/hl", "4.4 EUR/hl"),
        ("¥361/kg", "361 JPY/kg"),
        ("361 ¥/kg", "361 JPY/kg"),
        ("18.9¢/pf.liter", "0.189 USD/pf_l"),
        ("0.70 EUR / % vol/hl + 4.40 EUR / hl", "0.7 EUR/% vol/hl + 4.4 EUR/hl"),
        ("1.52 JPY/m²", "1.52 JPY/m2"),
        ("30% MIN 4300 JPY/pair", "30% MIN 4300 JPY/pair"),
        ("10.00 % MIN 22.40 EUR / 100 kg", "10% MIN 22.4 EUR/100 kg"),
        ("10% max 5 EUR/kg", "10% MAX 5 EUR/kg"),
        ("8% MIN 1 EUR/kg MAX 12%", "8% MIN 1 EUR/kg MAX 12%"),
        ("8% MIN (1 EUR/kg MAX 12%)", "8% MIN (1 EUR/kg MAX 12%)"),
        ("(8% MIN 1 EUR/kg) MAX 12%", "8% MIN 1 EUR/kg MAX 12%"),
        ("(8% + 1%) + (2% + 3%)", "8% + 1% + 2% + 3%"),
        ("8% - (2% - 1%)", "8% - (2% - 1%)"),
        ("(8% - 2%) - 1%", "8% - 2% - 1%"),
        ("8% - 2% + 1%", "8% - 2% + 1%"),
        ("8% \u2212 2%", "8% - 2%"),
        ("2% + (8% MIN 1 EUR/kg)", "2% + (8% MIN 1 EUR/kg)"),
        ("10% of duty", "10% of duty"),
        ("10% of the duty", "10% of duty"),
        ("duty + 25%", "100% of duty + 25%"),
        ("0% + 147 GBP/100 kg", "0% + 147 GBP/100 kg"),
        ("1.7¢/kg[lead content]", "0.017 USD/kg[lead content]"),
        ("1.7¢ per KGM [ Lead  content ] + 1%", "0.017 USD/kg[lead content] + 1%"),
        ("2.8¢ each [Over 7]", "0.028 USD/item[over 7]"),
        ("2 EUR/DTN[clean]", "2 EUR/100 kg[clean]"),
        ("14% of value[strap, band or bracelet]", "14% of value[strap, band or bracelet]"),
        ("14 per cent OF THE VALUE [Case]", "14% of value[case]"),
        ("0% of value[case]", "0% of value[case]"),
        ("3 USD/kg - .02 USD/kg PER  degree under 99.50", "3 USD/kg - 0.02 USD/kg per degree under 99.5"),
    ],
)
def test_a_duty_is_read_and_written_canonically(text: str, canonical: str) -> None:
    duty = parse_duty(text)
    assert str(duty) == canonical
    assert parse_duty(canonical) == duty


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "at its end: wanted a number"),
        ("NaN", "from character 1 ('NaN'): wanted a number"),
        ("inf%", "from character 1"),
        ("-5%", "from character 1 ('-5%')"),
        ("10001%", "from character 1 ('10001%'): wanted a rate of at most 10000%"),
        ("5", "at its end: wanted % or a currency"),
        ("5 kg", "from character 3 ('kg'): wanted % or a currency"),
        ("5 EUR", "at its end: wanted a unit, since"),
        ("5 EUR/", "at its end: wanted a unit"),
        ("5 EUR/bushel", "from character 7 ('bushel'): wanted a unit"),
        ("5 EUR/0 kg", "from character 7 ('0 kg'): wanted a quantity above zero"),
        ("5 eur/kg", "from character 3 ('eur/kg'): wanted % or a currency"),
        ("5% +", "at its end"),
        ("5% MIN", "at its end"),
        ("5% 6%", "from character 4 ('6%'): wanted +, -, MIN, MAX or the end"),
        ("(5%", "at its end: wanted a closing parenthesis"),
        ("5%)", "from character 3 (')')"),
        ("0,45 EUR/kg", "from character 2 (',45 EUR/kg'): wanted no comma"),
        ("5 EUR/kg[]", "from character 9 ('[]'): wanted the name of a part"),
        ("5 EUR/kg[lead", "from character 9 ('[lead')"),
        ("5 EUR/kg[(lead)]", "wanted the name of a part"),
        ("5% of value", "from character 4 ('of value')"),
        ("5% of value[case][strap]", "from character 18 ('[strap]')"),
        ("5% of kg[lead]", "from character 4 ('of kg[lead]')"),
        ("5 EUR/kg per degree under 0", "from character 27 ('0'): wanted degrees above zero"),
        ("5 EUR/kg per degree under", "at its end: wanted a number"),
        ("5% per degree under 100", "from character 4 ('per degree under 100')"),
        ("1/0%", "wanted a fraction with a denominator"),
        ("1e9%", "from character 2 ('e9%')"),
        ("MIN 5 EUR/kg", "from character 1"),
        ("See additional U.S. note 1", "from character 1"),
        ("(" * 21 + "5%" + ")" * 21, "from character 21"),
    ],
)
def test_a_mistake_is_shown_at_its_place(text: str, where: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_duty(text)
    assert where in caught.value.message


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("1 EUR/kg[lead content]", "kg[lead content]"),
        ("6% of value[case]", "value[case]"),
        ("1 EUR/kg per degree under 100", "degrees[polarisation]"),
    ],
)
def test_a_missing_part_is_named_with_the_way_to_give_it(text: str, named: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_duty(text).assess(Money("10", "EUR"), {"kg": "1"})
    assert caught.value.path == "measures"
    assert f'"{named}"' in caught.value.hint


def test_the_steps_tell_which_part_was_taxed() -> None:
    measures = {"kg": "10", "value[case]": "30", "degrees[polarisation]": "96"}
    found = parse_duty("6% of value[case] + 0.1 EUR/kg per degree under 100").assess(Money("50", "EUR"), measures)
    assert found.steps == (
        "6% of 30 EUR for the case = 1.8 EUR",
        "10 kg x 0.1 EUR/kg = 1 EUR",
        "for 4 degrees under 100: 4 EUR",
        "together 5.8 EUR",
    )


def test_a_part_is_no_unit_of_a_duty() -> None:
    with pytest.raises(BadInput, match="no unit of a duty"):
        Specific(1, "EUR", 1, "kg[lead content]")
    with pytest.raises(BadInput, match="unknown unit"):
        AdValorem(1, "(case)")


def test_twenty_parentheses_are_read() -> None:
    assert str(parse_duty("(" * 20 + "5%" + ")" * 20)) == "5%"


@pytest.mark.parametrize("text", ["5%" + " " * 500, "5% + " * 200 + "5%", "9" * 501 + "%", "9" * 490 + " EUR/kg"])
def test_what_no_tariff_would_write_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_duty(text)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("text", [None, 5, 0.065, ["5%"], b"5%"])
def test_what_is_no_text_is_refused(text: object) -> None:
    with pytest.raises(BadInput, match="a duty is text"):
        parse_duty(text)  # type: ignore[arg-type]


def test_an_unknown_dialect_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput) as caught:
        parse_duty("5%", dialect="klingon")
    assert "klingon" in caught.value.message
    assert all(dialect in caught.value.hint for dialect in DIALECTS)


@given(st.text(max_size=40) | st.lists(st.sampled_from(FRAGMENTS), max_size=14).map(" ".join))
def test_any_text_is_a_duty_or_an_error_of_the_family(text: str) -> None:
    try:
        duty = parse_duty(text)
    except XborderError:
        return
    assert parse_duty(str(duty)) == duty


def test_reading_the_same_text_again_is_free() -> None:
    assert parse_duty("7.25% + 3 EUR/kg") is parse_duty("7.25% + 3 EUR/kg")


def test_every_name_of_the_room_is_there() -> None:
    assert set(xborder.tariff.__all__) <= set(dir(xborder.tariff))
    for name in xborder.tariff.__all__:
        assert getattr(xborder.tariff, name) is not None
