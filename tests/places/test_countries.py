from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pycountry
import pytest

from xborder.errors import BadInput
from xborder.places import COUNTRY_CODES, country_name, is_country, is_subdivision, subdivision_name
from xborder.places.countries import check_country

TABLE = Path(__file__).parents[2] / ".." / "shared" / "data" / "iso-lists" / "country-codes.csv"


def test_the_codes_are_those_of_pycountry() -> None:
    assert set(COUNTRY_CODES) == {country.alpha_2 for country in pycountry.countries}


def test_the_codes_are_those_of_the_published_table() -> None:
    if not TABLE.exists():
        pytest.skip("the published country table is not beside this checkout")
    with TABLE.open(encoding="utf-8", newline="") as file:
        published = {row["ISO3166-1-Alpha-2"] for row in csv.DictReader(file)}
    assert set(COUNTRY_CODES) == published


def test_the_codes_stand_once_and_in_order() -> None:
    assert list(COUNTRY_CODES) == sorted(set(COUNTRY_CODES))
    assert len(COUNTRY_CODES) == 249


@pytest.mark.parametrize("code", COUNTRY_CODES)
def test_every_country_has_a_name(code: str) -> None:
    assert len(country_name(code)) > 3


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("UK", "use GB"),
        ("EL", "use GR"),
        ("el", "use GR"),
        ("EU", "use the member state, for example DE"),
        ("AN", "use CW, SX or BQ: the Netherlands Antilles ended in 2010"),
        ("DEU", "use DE"),
        ("germany", "use DE"),
        ("Türkiye", "use TR"),
        ("XI", "use GB"),
        ("XK", "give an ISO 3166-1 alpha-2 code, for example DE"),
        ("ﬁ", "use FI"),
        ("", "give an ISO 3166-1 alpha-2 code, for example DE"),
        ("  ", "give an ISO 3166-1 alpha-2 code, for example DE"),
        (None, "give an ISO 3166-1 alpha-2 code, for example DE"),
        (49, "give an ISO 3166-1 alpha-2 code, for example DE"),
        (["DE"], "give an ISO 3166-1 alpha-2 code, for example DE"),
    ],
)
def test_a_wrong_country_is_refused_with_the_way_out(wrong: object, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_country(wrong)
    assert caught.value.path == "country"
    assert caught.value.hint == hint


def test_small_letters_and_blanks_are_forgiven() -> None:
    assert check_country(" de ") == "DE"
    assert country_name("gb") == "United Kingdom"


def test_only_capitals_are_a_code() -> None:
    assert is_country("DE")
    assert not is_country("de")
    assert not is_country(["DE"])


def test_subdivisions_are_known_by_their_exact_code() -> None:
    assert subdivision_name("GB-NIR") == "Northern Ireland"
    assert is_subdivision("US-CA")
    assert not is_subdivision("us-ca")
    assert not is_subdivision("US-XX")
    assert not is_subdivision("")
    assert not is_subdivision(None)


@pytest.mark.parametrize("wrong", ["DE-ZZ", "", "Berlin", "\x00", 7])
def test_an_unknown_subdivision_is_refused(wrong: str) -> None:
    with pytest.raises(BadInput, match="is not a known subdivision") as caught:
        subdivision_name(wrong)
    assert caught.value.path == "subdivision"


def test_importing_places_and_resolving_does_not_load_pycountry() -> None:
    code = (
        "import sys, datetime, xborder.places as p;"
        "p.resolve('ES', 'ES-CN', '35001', datetime.date(2026, 11, 22));"
        "sys.exit('pycountry' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
