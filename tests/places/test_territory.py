"""Every territory apart, by each way of naming it, and the ordinary places just beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, XborderError
from xborder.places import (
    COUNTRY_CODES,
    Place,
    Territory,
    eu_members,
    is_import,
    is_subdivision,
    resolve,
    same_customs_area,
    special_territories,
    territory_of,
)
from xborder.places._naming import OWN_CODE, WAYS
from xborder.places._special import ERAS

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def codes(text: str) -> list[tuple[str, str, str]]:
    """``DE 27498; ES/ES-CN; GB/GB-NIR BT1 5GS`` as countries, subdivisions and postal codes."""
    rows = []
    for part in text.split(";"):
        where, _, postal_code = part.strip().partition(" ")
        country, _, subdivision = where.partition("/")
        rows.append((country, subdivision, postal_code))
    return rows


# code of the territory: country, law, customs area, VAT area, and ways of naming it
NAMED: dict[str, tuple[str, str, str, str, str]] = {
    "XI": (
        "GB",
        "XI",
        "EU",
        "XI",
        "XI; GB/GB-NIR; GB/GB-BFS; GB BT1 5GS; GB bt9 7aa; GB BT15GS; GB BT48; GB GB-BT1 5GS",
    ),
    "IM": ("GB", "GB", "GB", "GB", "IM; IM IM1 1AA; GB IM1 1AA; GB IM99 1AA"),
    "JE": ("GB", "", "GB", "", "JE; JE JE2 3AB; GB JE2 3AB"),
    "GG": ("GB", "", "GB", "", "GG; GG GY1 1AA; GB GY1 1AA; GB GY10 1SF"),
    "ES-CN": (
        "ES",
        "ES",
        "EU",
        "",
        "IC; ES/ES-CN; ES/ES-GC; ES/ES-TF; ES 35001; ES 35660; ES 38001; ES 38999; ES E-35001",
    ),
    "ES-CE": ("ES", "", "ES-CE", "", "ES/ES-CE; ES 51001; ES 51081; EA 51001; EA/ES-CE"),
    "ES-ML": ("ES", "", "ES-ML", "", "ES/ES-ML; ES 52001; ES 52081; EA 52001; EA/ES-ML"),
    "EA": ("ES", "", "EA", "", "EA; EA 28001"),
    "DE-HELGOLAND": ("DE", "", "DE-HELGOLAND", "", "DE 27498; DE/DE-SH 27498; DE D-27498; DE DE 27498"),
    "DE-BUESINGEN": ("DE", "CH", "CH", "CH", "DE 78266; DE/DE-BW 78266; CH 8238; CH CH-8238"),
    "IT-LIVIGNO": ("IT", "", "IT-LIVIGNO", "", "IT 23041; IT/IT-SO 23041; IT I-23041"),
    "IT-CAMPIONE": ("IT", "IT", "EU", "", "IT 22061; IT/IT-CO 22061; CH 6911"),
    "GR-69": ("GR", "GR", "EU", "", "GR/GR-69; GR 63086; GR 630 86; GR 63087; GR GR-63086"),
    "GR-ISLANDS": (
        "GR",
        "GR",
        "EU",
        "GR",
        "GR 81100; GR 811 32; GR 81400; GR 82101; GR 83100; GR 83300; GR 85300; GR 85303; GR 85400; GR 68002; GR/GR-K",
    ),
    "AX": ("FI", "FI", "EU", "", "AX; AX 22100; AX AX-22100; FI/FI-01; FI 22100; FI 22999; FI FI-22100"),
    "PT-20": ("PT", "PT", "EU", "PT", "PT/PT-20; PT 9500-321; PT 9980-024; PT 9500; PT PT-9700-010; PT 9999-999"),
    "PT-30": ("PT", "PT", "EU", "PT", "PT/PT-30; PT 9000-082; PT 9400-001; PT 9499-999; PT 9000"),
    "AT-JUNGHOLZ": ("AT", "AT", "EU", "AT", "AT 6691; AT A-6691; DE 87491"),
    "AT-MITTELBERG": ("AT", "AT", "EU", "AT", "AT 6991; AT 6992; AT 6993; DE 87567; DE 87568; DE 87569"),
    "GP": ("FR", "FR", "EU", "", "GP; GP 97110; FR 97110; FR/FR-971; FR/FR-GP; FR 97110 CEDEX; GP/FR-971"),
    "MQ": ("FR", "FR", "EU", "", "MQ; MQ 97200; FR 97200; FR/FR-972; FR/FR-MQ"),
    "GF": ("FR", "FR", "EU", "", "GF; GF 97300; FR 97300; FR/FR-973; FR/FR-GF"),
    "RE": ("FR", "FR", "EU", "", "RE; RE 97400; FR 97400; FR/FR-974; FR/FR-RE"),
    "YT": ("FR", "FR", "EU", "", "YT; YT 97600; FR 97600; FR/FR-976; FR/FR-YT"),
    "MF": ("FR", "FR", "EU", "", "MF; MF 97150; FR 97150; FR/FR-MF; FR/FR-978; GP 97150; FR 97800"),
    "BL": ("FR", "", "BL", "", "BL; BL 97133; FR 97133; FR/FR-BL; GP 97133; FR 97700"),
    "PM": ("FR", "", "PM", "", "PM; PM 97500; FR 97500; FR/FR-PM"),
    "PF": ("FR", "", "PF", "", "PF; FR 98713; FR/FR-PF"),
    "NC": ("FR", "", "NC", "", "NC; FR 98800; FR/FR-NC"),
    "WF": ("FR", "", "WF", "", "WF; FR 98600; FR/FR-WF"),
    "TF": ("FR", "", "TF", "", "TF; FR 98400; FR/FR-TF"),
    "MC": ("MC", "FR", "EU", "FR", "MC; MC 98000; MC MC-98000; FR 98000"),
    "LI": ("LI", "LI", "CH", "LI", "LI; LI 9490; CH 9485; CH 9490; CH 9498; CH FL-9490"),
    "CH-SAMNAUN": ("CH", "", "CH-SAMNAUN", "", "CH 7562; CH 7563; CH/CH-GR 7563"),
    "CY-NORTH": ("CY", "", "CY-NORTH", "", "CY/CY-06"),
    "FO": ("DK", "", "FO", "", "FO; FO 100"),
    "GL": ("DK", "", "GL", "", "GL; GL 3900; DK 3900; DK 3992; DK DK-3900"),
    "AW": ("NL", "", "AW", "", "AW; NL/NL-AW"),
    "CW": ("NL", "", "CW", "", "CW; NL/NL-CW"),
    "SX": ("NL", "", "SX", "", "SX; NL/NL-SX"),
    "BQ": ("NL", "", "BQ", "", "BQ; NL/NL-BQ1; NL/NL-BQ2; NL/NL-BQ3; BQ/BQ-BO"),
    "SJ": ("NO", "", "SJ", "", "SJ; SJ 9170; NO 9170; NO 9179; NO 8099; NO/NO-21; NO/NO-22; SJ/NO-21"),
    "PR": ("US", "US", "US", "", "PR; PR 00901; US 00901; US 00601-0001; US 00799; US/US-PR; PR/US-PR"),
    "VI": ("US", "", "VI", "", "VI; US 00801; US/US-VI"),
    "GU": ("US", "", "GU", "", "GU; US 96910; US 96932; US/US-GU"),
    "MP": ("US", "", "MP", "", "MP; US 96950; US 96952; US/US-MP"),
    "AS": ("US", "", "AS", "", "AS; US 96799; US/US-AS"),
    "UM": ("US", "", "UM", "", "UM; US/US-UM"),
    "NF": ("AU", "", "NF", "", "NF; AU 2899"),
    "CX": ("AU", "", "CX", "", "CX; AU 6798"),
    "CC": ("AU", "", "CC", "", "CC; AU 6799"),
    "HK": ("CN", "HK", "HK", "HK", "HK; CN/CN-HK; CN 999077; HK/CN-HK"),
    "MO": ("CN", "MO", "MO", "MO", "MO; CN/CN-MO; CN 999078"),
}

# Ordinary countries that another country's address form can name, and their code.
ORDINARY = {
    "TW": "TW; CN/CN-TW; TW/CN-TW",
    "GI": "GI; GI GX11 1AA; GB GX11 1AA",
    "SM": "SM; SM 47890; IT 47890; IT 47899",
    "VA": "VA; VA 00120; IT 00120",
    "PW": "PW; US 96940",
    "FM": "FM; US 96941; US 96944",
    "MH": "MH; US 96960",
}

# What is just outside: the neighbours in the post's numbering, codes cut short, other countries' codes.
BESIDE = {
    "AT": "AT 6690; AT 6692; AT 6990; AT 6994; AT 66911; AT; AT/AT-8 6900",
    "AU": "AU 2898; AU 2900; AU 6797; AU 6800; AU/AU-WA 6000",
    "CH": "CH 9484; CH 9499; CH 7561; CH 7564; CH 8237; CH 8239; CH 6910; CH 6912; CH 8001; CH/CH-GR",
    "CN": "CN 100000; CN 999076; CN 99907; CN/CN-GD 518000; CN/CN-HI",
    "CY": "CY 1010; CY/CY-04; CY",
    "DE": "DE 27497; DE 27499; DE 78265; DE 78267; DE 2749; DE 87490; DE 87492; DE 87566; DE 87570; DE/DE-SH",
    "DK": "DK 3899; DK 4000; DK 390; DK 1050",
    "ES": "ES 34999; ES 36001; ES 37999; ES 39001; ES 50999; ES 53000; ES 3512; ES 07001; ES/ES-IB; ES/ES-PM; ES/ES-CA",
    "FI": "FI 21999; FI 23000; FI 00100; FI 2210; FI/FI-19",
    "FR": "FR 96999; FR 97000; FR 97900; FR 98100; FR 20000; FR 20200; FR/FR-2A 20000; FR/FR-20R; FR 9711; FR 75001",
    "GB": "GB SW1A 1AA; GB B1 1TT; GB BH1 1AA; GB BS1 1AA; GB T1 1AA; GB BT; GB BTX 1AA; GB IV1 1AA; GB/GB-ENG; GB",
    "GR": (
        "GR 63075; GR 63085; GR 63088; GR 85100; GR 85101; GR 85109; GR 84100; GR 80100; GR 68001; GR 68003; GR 85000; "
        "GR 10431; GR 8110; GR/GR-L; GR/GR-M"
    ),
    "IT": "IT 23040; IT 23042; IT 22060; IT 22062; IT 23030; IT 47889; IT 47900; IT 00119; IT 00121; IT/IT-SO; IT 2304",
    "NL": "NL 1012 AB; NL/NL-NH",
    "NO": "NO 9169; NO 9180; NO 8098; NO 8100; NO 0150; NO/NO-18",
    "PT": "PT 8999-999; PT 8950-001; PT 1000-001; PT 950; PT 95000; PT/PT-11",
    "US": (
        "US 00599; US 01001; US 96898; US 96909; US 96933; US 96949; US 96953; US 96798; US 96800; US 9910; US 901; "
        "US 10001; US 96701; US/US-HI 96813; US/US-AK; US/US-DC"
    ),
}


def flat(table: dict[str, str]) -> list[tuple[str, tuple[str, str, str]]]:
    return [(code, row) for code, text in table.items() for row in codes(text)]


@pytest.mark.parametrize(("code", "row"), [(code, row) for code, facts in NAMED.items() for row in codes(facts[4])])
def test_a_territory_apart_is_found_by_each_of_its_names(code: str, row: tuple[str, str, str]) -> None:
    found = resolve(*row, TODAY)
    country, law, customs_area, tax_area, _ = NAMED[code]
    assert (found.code, found.country, found.law) == (code, country, law)
    assert (found.customs_area, found.tax_area) == (customs_area, tax_area)
    assert found.special
    assert found.source
    assert found.evidence in {"official", "secondary", "unverified"}
    assert found.name


def test_these_are_all_there_are() -> None:
    assert [territory.code for territory in special_territories(TODAY)] == sorted(NAMED)


@pytest.mark.parametrize(("code", "row"), flat(ORDINARY))
def test_a_country_is_found_though_written_as_part_of_another(code: str, row: tuple[str, str, str]) -> None:
    found = resolve(*row, TODAY)
    assert (found.code, found.country, found.law, found.customs_area, found.tax_area) == (code,) * 5
    assert not found.special


@pytest.mark.parametrize(("country", "row"), flat(BESIDE))
def test_what_lies_just_beside_is_ordinary(country: str, row: tuple[str, str, str]) -> None:
    found = resolve(*row, TODAY)
    assert (found.code, found.country, found.law, found.tax_area) == (country,) * 4
    assert found.customs_area == ("EU" if country in eu_members(TODAY) else country)
    assert not found.special


@pytest.mark.parametrize(
    ("postal_code", "city", "code"),
    [
        ("23030", "Livigno", "IT-LIVIGNO"),
        ("23030", "LIVIGNO (SO)", "IT-LIVIGNO"),
        ("23030", "Valdidentro", "IT"),
        ("22060", "Campione d'Italia", "IT-CAMPIONE"),
        ("22060", "Cabiate", "IT"),
        ("20121", "Livigno", "IT"),
    ],
)
def test_the_town_decides_where_an_old_postal_code_was_shared(postal_code: str, city: str, code: str) -> None:
    assert territory_of(Place("IT", postal_code=postal_code, city=city), TODAY).code == code


@pytest.mark.parametrize("country", COUNTRY_CODES)
def test_every_country_has_a_territory_on_every_day(country: str) -> None:
    for on in (date.min, date(1957, 12, 31), date(2013, 12, 31), date(2020, 6, 1), TODAY, date.max):
        found = territory_of(Place(country), on)
        assert found.code == country
        assert found.name
        assert found.source
        assert found.tax_area in {found.law, ""}


def test_the_territories_of_all_countries_outside_make_areas_of_their_own() -> None:
    apart = {territory.code for territory in special_territories(TODAY)}
    for country in set(COUNTRY_CODES) - eu_members(TODAY) - apart:
        assert territory_of(Place(country), TODAY).customs_area == country


def test_the_evidence_is_never_better_than_the_note_on_it() -> None:
    for territory in special_territories(TODAY):
        if "as reported" in territory.source or "as reprinted" in territory.source or "as told" in territory.source:
            assert territory.evidence != "official", territory.code


def test_monaco_follows_france_and_buesingen_follows_switzerland() -> None:
    assert same_customs_area(Place("MC"), Place("FR"), TODAY)
    assert same_customs_area(Place("DE", postal_code="78266"), Place("CH"), TODAY)
    assert same_customs_area(Place("LI"), Place("DE", postal_code="78266"), TODAY)
    assert not same_customs_area(Place("DE", postal_code="78266"), Place("DE"), TODAY)


@pytest.mark.parametrize(
    ("place", "day", "before", "after"),
    [
        # law, customs area, VAT area, code
        (Place("GB", "GB-ENG"), date(2021, 1, 1), ("GB", "EU", "GB", "GB"), ("GB", "GB", "GB", "GB")),
        (Place("XI"), date(2021, 1, 1), ("GB", "EU", "GB", "GB"), ("XI", "EU", "XI", "XI")),
        (Place("GB", postal_code="BT1 5GS"), date(2021, 1, 1), ("GB", "EU", "GB", "GB"), ("XI", "EU", "XI", "XI")),
        (Place("IM"), date(2021, 1, 1), ("GB", "EU", "GB", "IM"), ("GB", "GB", "GB", "IM")),
        (Place("JE"), date(2021, 1, 1), ("", "EU", "", "JE"), ("", "GB", "", "JE")),
        (Place("GG"), date(2021, 1, 1), ("", "EU", "", "GG"), ("", "GB", "", "GG")),
        (
            Place("IT", postal_code="22061"),
            date(2020, 1, 1),
            ("", "IT-CAMPIONE", "", "IT-CAMPIONE"),
            ("IT", "EU", "", "IT-CAMPIONE"),
        ),
        (
            Place("IT", postal_code="23041"),
            date(2020, 1, 1),
            ("", "IT-LIVIGNO", "", "IT-LIVIGNO"),
            ("", "IT-LIVIGNO", "", "IT-LIVIGNO"),
        ),
        (Place("YT"), date(2014, 1, 1), ("", "YT", "", "YT"), ("FR", "EU", "", "YT")),
        (Place("HR"), date(2013, 7, 1), ("HR", "HR", "HR", "HR"), ("HR", "EU", "HR", "HR")),
        (
            Place("GR", postal_code="81100"),
            date(2018, 1, 1),
            ("GR", "EU", "GR", "GR"),
            ("GR", "EU", "GR", "GR-ISLANDS"),
        ),
        (
            Place("GR", postal_code="85400"),
            date(2026, 1, 1),
            ("GR", "EU", "GR", "GR-ISLANDS"),
            ("GR", "EU", "GR", "GR-ISLANDS"),
        ),
        (
            Place("GR", postal_code="85303"),
            date(2026, 1, 1),
            ("GR", "EU", "GR", "GR"),
            ("GR", "EU", "GR", "GR-ISLANDS"),
        ),
        (Place("GR", "GR-K"), date(2026, 1, 1), ("GR", "EU", "GR", "GR"), ("GR", "EU", "GR", "GR-ISLANDS")),
    ],
)
def test_the_status_changed_on_that_day(
    place: Place, day: date, before: tuple[str, str, str, str], after: tuple[str, str, str, str]
) -> None:
    def status(found: Territory) -> tuple[str, str, str, str]:
        return found.law, found.customs_area, found.tax_area, found.code

    assert status(territory_of(place, day - DAY)) == before
    assert status(territory_of(place, day)) == after


def test_leaving_the_union_was_not_yet_leaving_its_customs_area() -> None:
    on = date(2020, 6, 1)
    assert "GB" not in eu_members(on)
    assert same_customs_area(Place("GB"), Place("IE"), on)
    assert not same_customs_area(Place("GB"), Place("IE"), date(2021, 1, 1))


@pytest.mark.parametrize(
    ("ship_from", "ship_to", "imported"),
    [
        (Place("DE"), Place("FR"), False),
        (Place("CN"), Place("DE"), True),
        (Place("CN"), Place("CN", "CN-HK"), True),
        (Place("IE"), Place("XI"), False),
        (Place("XI"), Place("IE"), False),
        (Place("GB"), Place("XI"), True),
        (Place("XI"), Place("GB"), False),
        (Place("IE"), Place("GB"), True),
        (Place("XI"), Place("JE"), True),
        (Place("GB"), Place("IM"), False),
        (Place("US", "US-NY"), Place("PR"), False),
        (Place("US", "US-NY"), Place("VI"), True),
        (Place("ES"), Place("IC"), False),
        (Place("ES"), Place("EA"), True),
        (Place("CH"), Place("LI"), False),
        (Place("CH"), Place("CH", postal_code="7563"), True),
        (Place("TR"), Place("DE"), True),
        (Place("SM"), Place("IT"), True),
    ],
)
def test_whether_goods_are_imported(ship_from: Place, ship_to: Place, imported: bool) -> None:
    assert is_import(ship_from, ship_to, TODAY) is imported


PLACES = st.builds(Place, st.sampled_from(COUNTRY_CODES)) | st.sampled_from(
    [Place(country, sub, code) for facts in NAMED.values() for country, sub, code in codes(facts[4])]
)
DAYS = st.dates(date(2014, 1, 1), date(2030, 12, 31))


@given(PLACES, PLACES, DAYS)
def test_lying_in_one_customs_area_works_both_ways(a: Place, b: Place, on: date) -> None:
    assert same_customs_area(a, a, on)
    assert same_customs_area(a, b, on) == same_customs_area(b, a, on)
    assert not is_import(a, a, on)


TEXT = st.text(max_size=12)


@given(
    st.sampled_from([*COUNTRY_CODES, "XI", "IC", "EA", "UK"]) | TEXT,
    st.sampled_from(["", *OWN_CODE, "ES-GC", "GB-NIR"]) | TEXT,
    TEXT | st.from_regex(r"[A-Z]{0,2}[ -]?[0-9]{2,6}[ -]?[0-9A-Z]{0,4}", fullmatch=True),
    st.dates(),
)
def test_any_text_gives_a_territory_or_one_of_our_errors(country: str, sub: str, postal_code: str, on: date) -> None:
    try:
        found = resolve(country, sub, postal_code, on)
    except XborderError as error:
        assert error.path  # noqa: PT017  # not every input fails
        return
    assert isinstance(found, Territory)


@pytest.mark.parametrize("wrong", [{"country": "DE"}, "DE", None])
def test_what_is_not_a_place_is_refused(wrong: Place) -> None:
    with pytest.raises(BadInput, match="is not a Place"):
        territory_of(wrong, TODAY)


@pytest.mark.parametrize("country", ["JP", "DE"])
@pytest.mark.parametrize("wrong", ["2026-11-22", None, datetime(2026, 11, 22)])  # noqa: DTZ001
def test_what_is_not_a_day_is_refused(country: str, wrong: date) -> None:
    with pytest.raises(BadInput, match="is not a day"):
        territory_of(Place(country), wrong)
    with pytest.raises(BadInput, match="is not a day"):
        special_territories(wrong)


def test_a_subclass_of_date_will_do() -> None:
    class Feast(date):
        pass

    assert territory_of(Place("JP"), Feast(2026, 12, 24)).code == "JP"
    assert territory_of(Place("DE"), Feast(2026, 12, 24)).code == "DE"


def test_the_districts_of_northern_ireland_are_those_of_iso() -> None:
    known = {sub.code for sub in pycountry.subdivisions if getattr(sub, "parent_code", None) == "GB-NIR"}
    assert set(WAYS["GB"].subdivisions) == known | {"GB-NIR"}


def test_the_subdivisions_that_name_a_territory_exist() -> None:
    # The collectivities' department numbers and the departments' letters are in use beside ISO's own codes.
    beside_iso = {"FR-975", "FR-977", "FR-978", "FR-GF", "FR-GP", "FR-MQ", "FR-RE", "FR-YT"}
    used = {code for ways in WAYS.values() for code in ways.subdivisions}
    assert {code for code in used if not is_subdivision(code)} == beside_iso


def test_every_name_leads_to_a_territory_and_its_history_is_in_order() -> None:
    for country, ways in WAYS.items():
        assert country in COUNTRY_CODES
        targets = {*ways.subdivisions.values(), *ways.prefixes.values(), *(code for _, code in ways.towns.values())}
        assert targets <= set(ERAS)
    for eras in ERAS.values():
        days = [start for start, _ in eras]
        assert days == sorted(days, reverse=True)
        assert days[-1] == date.min


def test_no_law_means_a_customs_area_of_its_own_or_the_neighbours_tariff() -> None:
    for territory in special_territories(TODAY):
        if not territory.law:
            assert territory.customs_area in {territory.code, "GB"}
            assert not territory.tax_area


def test_an_assumed_customs_area_is_not_called_verified() -> None:
    for country in ("JP", "KZ", "GB"):
        found = territory_of(Place(country), TODAY)
        assert found.evidence == "unverified"
        assert "assumed" in found.source
    assert territory_of(Place("DE"), TODAY).evidence == "official"
