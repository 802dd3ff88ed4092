from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from babel.numbers import get_currency_precision
from moneyed import CURRENCIES, Currency

from xborder.errors import BadInput
from xborder.money import MINOR_UNITS, Money, currency, minor_units


@pytest.fixture(scope="module")
def list_one(official_files: Path) -> dict[str, str]:
    root = ET.parse(official_files / "iso-lists" / "iso4217_list_one.xml")  # noqa: S314 - a file of ours
    codes = {entry.findtext("Ccy"): entry.findtext("CcyMnrUnts") for entry in root.iter("CcyNtry")}
    return {code: digits for code, digits in codes.items() if code and digits}


def test_digits_are_those_of_the_iso_list(list_one: dict[str, str]) -> None:
    assert len(list_one) == 179
    expected = {code: int(digits) for code, digits in list_one.items() if digits != "N.A."}
    assert {code: MINOR_UNITS.get(code) for code in expected} == expected


def test_only_withdrawn_and_younger_codes_are_not_in_the_iso_list_of_2024(list_one: dict[str, str]) -> None:
    younger = {"XAD", "XCG"}
    withdrawn = {"BYR", "HRK", "MRO", "SLL", "STD", "VEF", "ZWL"}
    assert MINOR_UNITS.keys() - list_one.keys() == younger | withdrawn


def test_units_of_account_without_a_minor_unit_are_refused(list_one: dict[str, str]) -> None:
    units = {code for code, digits in list_one.items() if digits == "N.A."}
    assert {"XAU", "XDR", "XXX", "XTS"} <= units
    for code in units:
        with pytest.raises(BadInput, match="is not the code of a currency"):
            minor_units(code)


def test_babel_shows_fewer_digits_than_iso_for_some() -> None:
    shown = {code: get_currency_precision(code) for code in MINOR_UNITS if code in CURRENCIES}
    differing = {code for code, digits in shown.items() if digits != MINOR_UNITS[code]}
    # Which ones they are goes by the edition of CLDR that Babel carries; these are in every one since 2020.
    assert differing >= {"AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "SOS", "SYP", "YER"}
    assert all(shown[code] < MINOR_UNITS[code] for code in differing)


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        *((code, 2) for code in ("HRK", "BGN", "ZWL", "ZWG", "SLL", "SLE", "VES", "VED", "MRO", "XCG")),
        *((code, 0) for code in ("JPY", "ISK", "BYR")),
        *((code, 3) for code in ("KWD", "IQD")),
        ("CLF", 4),
    ],
)
def test_codes_that_matter_since_2020_have_their_digits(code: str, digits: int) -> None:
    assert minor_units(code) == digits


def test_every_code_has_a_currency_that_money_takes() -> None:
    for code in MINOR_UNITS:
        money = Money("1", currency(code))
        assert isinstance(money.currency, Currency)
        assert money.currency.code == code


@pytest.mark.parametrize("code", ["EURO", "eur", "", "XAU", "BTC", "CNH", " EUR", None, 978, ["EUR"]])
def test_what_is_no_currency_code_is_bad_input(code: object) -> None:
    for ask in (minor_units, currency):
        with pytest.raises(BadInput) as caught:
            ask(code)  # type: ignore[arg-type]
        assert caught.value.path == "currency"
        assert caught.value.hint


def test_the_hint_for_small_letters_names_the_code() -> None:
    with pytest.raises(BadInput, match="write EUR"):
        minor_units("eur")
