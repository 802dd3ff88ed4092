"""The dialect of the US tariff: every form that the schedule has, and what cannot be computed from its words."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, XborderError
from xborder.money import Money
from xborder.tariff import DutyExpression, parse_duty
from xborder.tariff.grammar import NotComputable
from xborder.tariff.us_dialect import parse_chapter_99, tidy
from xborder.tariff.us_programmes import PROGRAMMES, read_special

SHAPES = Path(__file__).parents[2] / ".." / "shared" / "data" / "us-hts" / "expression_shapes_2026_rev_10.csv"

SUGAR = (
    "3.6606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in proportion) but not"
    " less than 3.143854¢/kg"
)
MOVEMENT = (
    "4.3% + 1.7¢/jewel + 0.2¢ for each other piece or part, but if consisting in part of a plate or a set of plates the"
    " total duty shall not exceed the duty for the complete movement"
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Free", "Free"),
        ("3.7% ", "3.7%"),
        ("33 1/3%", "33 1/3%"),
        ("4.4¢/kg", "0.044 USD/kg"),
        ("$1.646/kg", "1.646 USD/kg"),
        ("$1,234.50/t", "1234.5 USD/t"),
        ("46.3¢/kg + 14.9%", "0.463 USD/kg + 14.9%"),
        ("40¢/kg +10.4%", "0.4 USD/kg + 10.4%"),
        ("39.9¢/kg of total sugars+ 6%", "0.399 USD/kg[total sugars] + 6%"),
        ("4.5¢/ liter", "0.045 USD/l"),
        ("2.831562¢ /kg", "0.02831562 USD/kg"),
        ("2.2¢/kg  +  33.5%", "0.022 USD/kg + 33.5%"),
        ("0.9¢ each", "0.009 USD/item"),
        ("68¢/head", "0.68 USD/item"),
        ("88.2¢/kg + 55% + 12.5¢/ article", "0.882 USD/kg + 55% + 0.125 USD/item"),
        ("2.8¢/doz.", "0.028 USD/dozen"),
        ("76¢/pr. + 32%", "0.76 USD/pair + 32%"),
        ("$1/doz. prs. + 4%", "1 USD/dozen_pairs + 4%"),
        ("14¢/gross + 4.3%", "0.14 USD/gross + 4.3%"),
        ("20¢/gross of immediate containers", "0.2 USD/gross[immediate containers]"),
        ("89.6¢/1000", "0.896 USD/1000 item"),
        ("$2/1,000 + 60%", "2 USD/1000 item + 60%"),
        ("10¢/1,000 pins + 3.5%", "0.1 USD/1000 item[pins] + 3.5%"),
        ("20¢/thousand + 3.5%", "0.2 USD/thousand + 3.5%"),
        ("$2.50/thou- sand + 40%", "2.5 USD/thousand + 40%"),
        ("10¢/pack + 20%", "0.1 USD/item[packs] + 20%"),
        ("5.25¢/bbl", "0.0525 USD/bbl"),
        ("0.3¢/line/ gross + 4.6%", "0.003 USD/gross[lines] + 4.6%"),
        ("10¢/m", "0.1 USD/m"),
        ("3.3¢/lin. m", "0.033 USD/m"),
        ("$1.13/m<sup>3</sup>", "1.13 USD/m3"),
        ("14.5¢/m<sup>2 </sup>+ 0.4%", "0.145 USD/m2 + 0.4%"),
        ("4.3¢/m<sup>2</sup><il></il><il></il>", "0.043 USD/m2"),
        ("2.5% <u></u>", "2.5%"),
        ("<il>86.1¢/m<sup>2</sup></il> of recording surface", "0.861 USD/m2[recording surface]"),
        ("86.1¢/m2of recording surface", "0.861 USD/m2[recording surface]"),
        ("18.7¢/m²", "0.187 USD/m2"),
        ("10.6¢/g", "0.106 USD/g"),
        ("18.9¢/pf.liter", "0.189 USD/pf_l"),
        ("4.4¢/liter + 31.4¢/pf. liter", "0.044 USD/l + 0.314 USD/pf_l"),
        ("3.1¢/liter + 22.1¢/pf. liter on ethyl alcohol content", "0.031 USD/l + 0.221 USD/pf_l"),
        ("22¢/kg on drained weight+45%", "0.22 USD/kg_drained + 45%"),
        ("22¢/kg on drained weght + 45%", "0.22 USD/kg_drained + 45%"),
        ("5¢/kg on contents and container", "0.05 USD/kg[contents and container]"),
        ("$1.32/t, including weight of container", "1.32 USD/t[contents and container]"),
        ("2.1¢/kg on entire contents of container", "0.021 USD/kg[entire contents of container]"),
        ("18.7¢/clean kg", "0.187 USD/kg[clean]"),
        ("0.7¢/kg on copper content + 0.7¢/kg on lead content", "0.007 USD/kg[copper content] + 0.007 USD/kg[lead content]"),
        ("$40/kg of anhydrous morphine content", "40 USD/kg[anhydrous morphine content]"),
        ("2.5% on the value of the lead content", "2.5% of value[lead content]"),
        ("6.5% on the entire set", "6.5%"),
        ("5% on the full value of the imported article", "5%"),
        (
            "44¢ each + 6% on the case + 14% on the strap, band or bracelet + 5.3% on the battery",
            "0.44 USD/item + 6% of value[case] + 14% of value[strap] + 5.3% of value[battery]",
        ),
        (
            "41¢ each + 5% on case and strap, band or bracelet + 4.2% on the battery",
            "0.41 USD/item + 5% of value[case] + 5% of value[strap] + 4.2% of value[battery]",
        ),
        ("3.9% on the movement and case+ 5.3% on the battery", "3.9% of value[movement] + 3.9% of value[case] + 5.3% of value[battery]"),
        ("$2.70 each + 45% on the case + 35% on thebattery", "2.7 USD/item + 45% of value[case] + 35% of value[battery]"),
        ("17¢ each + 2.5% + 1¢/jewel", "0.17 USD/item + 2.5% + 0.01 USD/jewel"),
        ("43¢ each + 2.8¢/jewel over 7 + 3.7% on the case", "0.43 USD/item + 0.028 USD/jewel[over 7] + 3.7% of value[case]"),
        ("4.7% on the value of the rifle + 20% on the value of the telescopic sight, if any", "4.7% of value[rifle] + 20% of value[telescopic sight]"),
        ("3 percent of the fair retail value", "3% of value[fair retail value]"),
        (SUGAR, "0.036606 USD/kg - 0.00020668 USD/kg per degree under 100 MIN 0.03143854 USD/kg"),
        ("No additional duty", "Free"),
        ("No change", "100% of duty"),
        ("The duty provided in the applicable subheading + 25%", "100% of duty + 25%"),
    ],
)  # fmt: skip
def test_a_form_of_the_schedule_is_read(text: str, plain: str) -> None:
    duty = parse_duty(text, "us")
    assert str(duty) == plain
    assert parse_duty(plain) == duty


@pytest.mark.parametrize(
    ("text", "supply"),
    [
        ("The rate applicable to each garment in the ensemble if separately entered", "each garment"),
        ("The rate applicable to each garment in the in the ensemble if separately entered", "each garment"),
        ("See additional U.S. note 1", "note that it names"),
        ("See 9822.04.01-9822.04.03", "chapter 98"),
        ("See subheadings 9919.02.01, 9919.02.02", "chapter 99"),
        ("The rate of duty appli- cable to that article in the set subject to the high- est rate of duty", "highest"),
        ("The rate applicable to the natural juice in heading 2009", "juice"),
        ("The rate applicable to the article of which it is a part or accessory", "article that it belongs to"),
        ("The rate applicable to the complete, assembled", "complete movement"),
        ("Free, under bond", "when that condition is met"),
        ("Free, under bond, as prescribed in U.S. note 2 to this subchapter", "when that condition is met"),
        ("The duty rate provided in such subheading minus 0.5%", "subheading that the provision names"),
        ("A duty upon the value of the repairs oralterations (see U.S. note 3 of this subchapter)", "repairs"),
        ("The rate provided for beneficiary countries in heading 9901.00.50", "rate that it refers to"),
        (MOVEMENT, "complete movement"),
    ],
)
def test_a_reference_says_what_a_person_must_supply(text: str, supply: str) -> None:
    with pytest.raises(NotComputable) as caught:
        parse_duty(text, "us")
    assert supply in caught.value.hint
    assert "duty of the line" in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "   ",
            "nonsense",
            "5",
            "5¢",
            "5¢/",
            "5¢/bushel",
            "$/kg",
            "¢/kg",
            "5% on the moon",
            "5% +",
            "+ 5%",
            "5% 6%",
        ),
        *("10001%", "5 1/0%", "37% /", ":", "1,23¢/kg", "5¢/kg less 1¢/kg", "-5%", "5% on the case and the moon"),
        *("9" * 400 + "%", "9" * 400 + "¢/kg", "The duty provided in the applicable subheading twice"),
        *("5% less 1¢/kg for each degree under 100 degrees (and fractions of a degree in proportion) but not less 1%",),
    ],
)
def test_what_the_schedule_does_not_write_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_duty(text, "us")
    assert not isinstance(caught.value, NotComputable)
    assert len(str(caught.value)) < 400


FORMS = [
    *("Free", "5%", "33 1/3%", "4.4¢/kg", "$1.1/t", "each", "+", "¢", "/", "kg", "on drained weight", "on the case"),
    *("less", "for each degree under 100 degrees", "but not less than", "<sup>2</sup>", "of total sugars", "- "),
    *("The duty provided in the applicable subheading", "No change", "plus", "See", "9903.88.15"),
]


@given(st.text(max_size=40) | st.lists(st.sampled_from(FORMS), max_size=10).map(" ".join))
def test_any_text_is_a_duty_or_an_error_of_the_family(text: str) -> None:
    try:
        duty = parse_duty(text, "us")
    except XborderError:
        return
    assert parse_duty(str(duty)) == duty


def test_proof_litres_come_from_litres_and_strength_or_are_given() -> None:
    duty = parse_duty("18.9¢/pf.liter", "us")
    by_strength = duty.assess(Money("10", "USD"), {"l": "0.75", "alcohol_vol": "40"})
    assert by_strength.exact == duty.assess(Money("10", "USD"), {"pf.l": "0.6"}).exact


def test_a_watch_is_taxed_by_its_parts() -> None:
    duty = parse_duty("44¢ each + 6% on the case + 14% on the strap, band or bracelet + 5.3% on the battery", "us")
    measures = {"pieces": "1", "value[case]": "30", "value[strap]": "10", "value[battery]": "1"}
    assert duty.assess(Money("90", "USD"), measures).amount == Money("3.693", "USD")
    del measures["value[battery]"]
    with pytest.raises(BadInput, match=r"needs value\[battery\]"):
        duty.assess(Money("90", "USD"), measures)


def test_raw_sugar_is_taxed_by_its_polarisation_and_never_below_the_floor() -> None:
    duty = parse_duty(SUGAR, "us")

    def per_kg(degrees: str) -> str:
        found = duty.assess(Money("1", "USD"), {"kg": "100", "degrees[polarisation]": degrees})
        return f"{found.amount.amount:f}"

    assert per_kg("100") == "3.6606"
    assert per_kg("96") == "3.577928"
    assert per_kg("96.5") == "3.588262"
    assert per_kg("50") == "3.143854"


@pytest.mark.parametrize(
    ("text", "duty", "on_top"),
    [
        ("The duty provided in the applicable subheading", "Free", True),
        ("The duty provided in the applicable subheading.", "Free", True),
        ("The duty provided for in the applicable subheading", "Free", True),
        ("The duty provided in the applicable subheading + 25%", "25%", True),
        ("The duty provided in the applicable subheading +10%", "10%", True),
        ("The duty provided in the applicable subheading plus 25%", "25%", True),
        ("The duty provided inthe applicable subheading+ 25%", "25%", True),
        ("the duty provided in the applicable subheading + 125%.", "125%", True),
        ("The duty provided in the applicable subheading + a duty of 25%", "25%", True),
        (
            "The duty provided in the applicable subheading + a duty of 25% upon the value of the non-U.S. content",
            "25% of value[non-us content]",
            True,
        ),
        (
            "The duty provided in the applicable subheading + a duty of 50% upon the value of the steel content.",
            "50% of value[steel content]",
            True,
        ),
        ("The duty provided in subheadings 8716.39.00, 8716.90.30 or 8716.90.50 + 100%", "100%", True),
        ("No change", "Free", True),
        ("no change.", "Free", True),
        ("Free", "Free", False),
        ("7.2%", "7.2%", False),
        ("200%", "200%", False),
        ("13.3¢/kg", "0.133 USD/kg", False),
    ],
)
def test_a_heading_of_chapter_99_is_on_top_of_a_duty_or_in_its_place(text: str, duty: str, *, on_top: bool) -> None:
    found = parse_chapter_99(text)
    assert (str(DutyExpression(found.duty)), found.on_top) == (duty, on_top)


def test_chapter_99_has_references_too() -> None:
    with pytest.raises(NotComputable):
        parse_chapter_99("See U.S. note 3(e)")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("", {}),
        ("Free (A+,AU, BH,CL)", dict.fromkeys(("A+", "AU", "BH", "CL"), "Free")),
        ("Free(A, AU)2.7% (JP)", {"A": "Free", "AU": "Free", "JP": "2.7%"}),
        ("Free \n(A*)", {"A*": "Free"}),
        ("Free (AU,.OM,B,)", {"AU": "Free", "OM": "Free", "B": "Free"}),
        ("$1.646/kg (S+)", {"S+": "$1.646/kg"}),
        ("Free (E) 31¢/kg + 5.4% (JO)", {"E": "Free", "JO": "31¢/kg + 5.4%"}),
        (
            "Free (AU) See 9908.04.05 (IL) See 9919.04.50, 9919.04.67 (PA (PA)",
            {"AU": "Free", "IL": "See 9908.04.05", "PA": "See 9919.04.50, 9919.04.67"},
        ),
        (
            "Free (S) A duty upon the value of the repairs (see U.S. note 3 of this subchapter) (B,C)",
            {
                "S": "Free",
                **dict.fromkeys("BC", "A duty upon the value of the repairs (see U.S. note 3 of this subchapter)"),
            },
        ),
        ("No change", {"": "No change"}),
        ("Free (See U.S. note 4 of this subchapter)", {"": "Free (See U.S. note 4 of this subchapter)"}),
    ],
)
def test_the_special_column_is_split_into_programmes(cell: str, found: dict[str, str]) -> None:
    assert dict(read_special(cell)) == found


def test_programmes_are_for_origins_or_for_uses() -> None:
    uses = {symbol for symbol, programme in PROGRAMMES.items() if programme.kind == "authorised-use"}
    assert uses == {"C", "K", "L"}
    assert PROGRAMMES["S"].origin == PROGRAMMES["S+"].origin == ("CA", "MX")
    assert set(PROGRAMMES["P"].origin) == {"CR", "DO", "SV", "GT", "HN", "NI"}


def _shapes() -> Iterator[tuple[str, str]]:
    with SHAPES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["example_value"].strip() and row["column"] != "special":
                yield row["column"], row["example_value"]
            elif row["example_value"].strip():
                yield from ((f"special {symbol}", text) for symbol, text in read_special(row["example_value"]))


@pytest.mark.skipif(not SHAPES.exists(), reason="the shapes of the US tariff are not beside this checkout")
def test_every_shape_of_the_schedule_is_read_or_is_a_reference() -> None:
    references = 0
    for column, text in _shapes():
        try:
            duty = parse_duty(text, "us")
        except NotComputable:
            references += 1
            assert tidy(text)[:1].isalpha() or "shall not exceed" in text, (column, text)
        else:
            assert parse_duty(str(duty)) == duty, (column, text)
    assert references > 50
