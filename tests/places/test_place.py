from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, XborderError
from xborder.places import COUNTRY_CODES, Place, is_country, territory_of

TODAY = date(2026, 11, 22)


def test_a_place_is_tidied_when_it_is_made() -> None:
    place = Place(" de", "de-be ", " 10115 ", "Berlin", "Hauptstr. 1\n\n Hof ", "A. Buyer")
    assert place == Place("DE", "DE-BE", "10115", "Berlin", ("Hauptstr. 1", "Hof"), "A. Buyer")
    assert hash(place) == hash(attrs.evolve(place))


def test_street_lines_may_come_as_any_sequence_of_strings() -> None:
    assert Place("DE", street=["a", "b"]).street == ("a", "b")


def test_only_what_was_said_is_shown() -> None:
    assert repr(Place("DE", city="Köln")) == "Place(country='DE', city='Köln')"


def test_it_cannot_be_changed() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Place("DE").country = "FR"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (Place("XI"), Place("GB", "GB-NIR")),
        (Place("xi", "gb-bfs"), Place("GB", "GB-BFS")),
        (Place("IC"), Place("ES", "ES-CN")),
        (Place("IC", "ES-TF"), Place("ES", "ES-TF")),
        (Place("EA", postal_code="51001"), Place("ES", "ES-CE", "51001")),
        (Place("EA", postal_code="52001"), Place("ES", "ES-ML", "52001")),
        (Place("EA", "ES-ML"), Place("ES", "ES-ML")),
        (Place("GP", "FR-971"), Place("GP")),
        (Place("PR", "US-PR"), Place("PR")),
        (Place("HK", "CN-HK"), Place("HK")),
        (Place("AX", "fi-01"), Place("AX")),
    ],
)
def test_aliases_are_written_out(said: Place, meant: Place) -> None:
    assert said == meant
    assert not said.alias


def test_ceuta_and_melilla_are_not_forgotten_when_nobody_said_which() -> None:
    place = Place("EA", city="?")
    assert (place.country, place.subdivision, place.alias) == ("ES", "", "EA")
    assert place != Place("ES", city="?")
    assert territory_of(place, TODAY).code == "EA"
    assert territory_of(attrs.evolve(place, postal_code="51001"), TODAY).code == "ES-CE"
    assert attrs.evolve(place, subdivision="ES-ML") == Place("ES", "ES-ML", city="?")


@pytest.mark.parametrize(
    ("fields", "path", "hint"),
    [
        ({"country": "UK"}, "country", "use GB"),
        ({"country": "EL"}, "country", "use GR"),
        ({"country": None}, "country", "give an ISO 3166-1 alpha-2 code, for example DE"),
        ({"country": ["DE"]}, "country", "give an ISO 3166-1 alpha-2 code, for example DE"),
        ({"country": "DE", "subdivision": "FR-75"}, "subdivision", "it starts with DE-"),
        ({"country": "MQ", "subdivision": "FR-971"}, "subdivision", "it starts with MQ-"),
        ({"country": "US", "subdivision": "CA"}, "subdivision", "US- and 1 to 3 letters or digits"),
        ({"country": "US", "subdivision": "US-CALI"}, "subdivision", "US- and 1 to 3 letters or digits"),
        ({"country": "FI", "subdivision": "ﬁ-01"}, "subdivision", "FI- and 1 to 3 letters or digits"),
        ({"country": "US", "subdivision": 6}, "subdivision", "give a string, or leave it out"),
        ({"country": "XI", "subdivision": "GB-ENG"}, "subdivision", "give the country as GB"),
        ({"country": "IC", "subdivision": "ES-M"}, "subdivision", "give the country as ES"),
        ({"country": "EA", "subdivision": "ES-CN"}, "subdivision", "give the country as ES"),
        ({"country": "DE", "postal_code": 10115}, "postal_code", "give a string, or leave it out"),
        ({"country": "DE", "postal_code": None}, "postal_code", "give a string, or leave it out"),
        ({"country": "DE", "city": None}, "city", "give a string, or leave it out"),
        ({"country": "DE", "name": 7}, "name", "give a string, or leave it out"),
        ({"country": "DE", "street": 7}, "street", 'for example ["Hauptstr. 1", "Hof"]'),
        ({"country": "DE", "street": ("a", 1)}, "street", 'for example ["Hauptstr. 1", "Hof"]'),
        ({"country": "DE", "alias": "EA"}, "alias", "write it as the country"),
        ({"country": "GB", "alias": "XI"}, "alias", "write it as the country"),
    ],
)
def test_a_wrong_field_is_named_with_the_way_out(fields: dict[str, object], path: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        Place(**fields)  # type: ignore[arg-type]
    assert caught.value.path == path
    assert hint in caught.value.hint


ANYTHING = (
    st.none() | st.integers() | st.text(max_size=8) | st.lists(st.text(max_size=3), max_size=2) | st.binary(max_size=3)
)


@given(country=st.sampled_from(COUNTRY_CODES) | ANYTHING, subdivision=ANYTHING, postal_code=ANYTHING, street=ANYTHING)
def test_any_input_makes_a_tidy_place_or_one_of_our_errors(
    country: object, subdivision: object, postal_code: object, street: object
) -> None:
    try:
        place = Place(country, subdivision, postal_code, street=street)  # type: ignore[arg-type]
    except XborderError as error:
        assert error.path in {"country", "subdivision", "postal_code", "street"}  # noqa: PT017  # not every input fails
        return
    assert is_country(place.country)
    assert place.subdivision == "" or place.subdivision.startswith(f"{place.country}-")
    assert attrs.evolve(place) == place
