"""Bodies of the Trade Tariff API: every recorded one, what it comes to by hand, and hostile ones."""

from __future__ import annotations

import copy
import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder.errors import BadInput, LawError, XborderError
from xborder.tariff import parse_duty
from xborder.tariff.expression import DutyExpression
from xborder.tariff.records import KINDS, Group, Line, Tariff
from xborder.tariff.uk_api import read_uk_api
from xborder.tariff.uk_dialect import Component, from_components
from xborder.tariff.uk_measures import Condition, code_of, depth_of, what_holds

RECORDED = Path(__file__).parents[2] / ".." / "shared" / "data" / "uk-tariff-api-v2"
GOODS = {  # recorded body: customs area, code, import measures, lines, groups
    "commodities_0101300000_uk__0": ("GB", "0101300000", 59, 3, 13),
    "commodities_0101300000_xi__0": ("XI", "0101300000", 58, 3, 11),
    "commodities_0201100021__0": ("XI", "0201100021", 39, 5, 7),
    "commodities_0201100021__1": ("GB", "0201100021", 64, 5, 20),
    "commodities_2208909110__0": ("GB", "2208909110", 49, 6, 12),
    "commodities_6911100090_show_filter_ad__0": ("GB", "6911100090", 5, 4, 2),
    "headings_show_declarable__0": ("GB", "0501000000", 57, 2, 11),
}
BEEF_GB = "commodities_0201100021__1"
BEEF_XI = "commodities_0201100021__0"
PORCELAIN = "commodities_6911100090_show_filter_ad__0"
SPIRITS = "commodities_2208909110__0"
RECORDING = date(2025, 2, 11)


def recorded(name: str) -> Path:
    path = RECORDED / f"vcr__{name}.json"
    if not path.exists():
        pytest.skip("the recorded bodies are not beside the checkout")
    return path


def records(name: str) -> list[Any]:
    return list(read_uk_api(recorded(name)).records)


def tariffs(name: str) -> list[Tariff]:
    return [record for record in records(name) if isinstance(record, Tariff)]


def only(name: str, **wanted: object) -> Tariff:
    found = [one for one in tariffs(name) if all(getattr(one, field) == value for field, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def raw_measures(name: str) -> Iterator[tuple[str, str, list[Component]]]:
    """The measures of a body as it stands: base text, formatted text and components; read without the library."""
    body = json.loads(recorded(name).read_text(encoding="utf-8"), parse_float=Decimal)
    included = {(one["type"], one["id"]): one for one in body["included"]}
    for one in body["included"]:
        if one["type"] != "measure":
            continue
        links = one["relationships"]
        duty = included["duty_expression", links["duty_expression"]["data"]["id"]]["attributes"]
        parts = [included[link["type"], link["id"]]["attributes"] for link in links["measure_components"]["data"]]
        components = [
            Component(
                part["duty_expression_id"],
                part["duty_amount"],
                part["monetary_unit_code"] or "",
                part["measurement_unit_code"] or "",
                part["measurement_unit_qualifier_code"] or "",
            )
            for part in parts
        ]
        yield duty["base"], duty["formatted_base"], components


# Every recorded body


@pytest.mark.parametrize("name", GOODS)
def test_a_recorded_body_is_read_whole(name: str) -> None:
    area, digits, measures, lines, groups = GOODS[name]
    reading = read_uk_api(recorded(name))
    found = list(reading.records)
    assert reading.edition.area == area
    assert reading.edition.form == "uk-api"
    assert not reading.edition.whole
    assert reading.edition.url.endswith("/xi/api/v2" if area == "XI" else "/uk/api/v2")
    assert Counter(type(one) for one in found) == {Tariff: measures, Line: lines, Group: groups}
    assert (reading.counted.rows, reading.counted.total) == (measures, measures)
    for one in found:
        if isinstance(one, Tariff):
            assert one.code == code_of(digits)
            assert one.kind in KINDS
            assert one.dialect == ("eu" if area == "XI" else "uk")
            assert one.name
            assert one.type.isdigit()


def test_words_and_components_of_every_recorded_measure_make_the_same_duty() -> None:
    duties = units = without = 0
    for name in GOODS:
        for base, formatted, components in raw_measures(name):
            if not components:
                assert base == formatted == ""
                without += 1
                continue
            if components[0].expression == "99":
                with pytest.raises(BadInput, match="supplementary unit"):
                    from_components(components)
                with pytest.raises(BadInput, match="supplementary unit"):
                    parse_duty(base, "uk")
                units += 1
                continue
            duty = DutyExpression(from_components(components))
            for text in (base, formatted):
                assert parse_duty(text, "uk") == parse_duty(text, "eu") == duty
            assert parse_duty(str(duty)) == duty
            duties += 1
    assert (duties, units, without) == (302, 3, 36)


def test_every_recorded_duty_is_computable_and_kept_as_published() -> None:
    for name in GOODS:
        for one in tariffs(name):
            if one.kind in {"restriction", "statistical-unit"}:
                assert one.expression == ""
            else:
                assert parse_duty(one.expression) == parse_duty(one.text, one.dialect)
                assert one.text == html.unescape(one.text)


def test_kinds_are_those_of_the_measure_types() -> None:
    kinds = {(one.type, one.kind) for name in GOODS for one in tariffs(name)}
    assert {
        ("103", "mfn"),
        ("106", "preference"),
        ("109", "statistical-unit"),
        ("117", "suspension"),
        ("122", "quota"),
        ("142", "preference"),
        ("143", "quota"),
        ("305", "vat"),
        ("306", "excise"),
        ("695", "additional"),
    } <= kinds
    assert {type_ for type_, kind in kinds if kind == "restriction"} == {
        *("410", "465", "482", "710", "728", "750", "755", "760", "762"),
    }


def test_export_measures_are_left_out() -> None:
    assert not {one.type for name in GOODS for one in tariffs(name)} & {"353", "467", "715", "718", "751"}


def test_lines_make_the_tree_of_the_commodity() -> None:
    lines = [one for one in records(BEEF_XI) if isinstance(one, Line)]
    assert [(one.code, one.depth, one.suffix) for one in lines] == [
        ("02", 0, "80"),
        ("0201", 1, "80"),
        ("020110", 2, "80"),
        ("0201100021", 3, "10"),
        ("0201100021", 4, "80"),
    ]
    assert lines[-1].description == "Of bison"
    assert [one.units for one in records(SPIRITS) if isinstance(one, Line)][-1] == ("l alc. 100%",)


def test_groups_have_their_members_by_iso_codes() -> None:
    groups = {one.id: one for one in records(BEEF_GB) if isinstance(one, Group)}
    assert groups["1080"] == Group(id="1080", members=("GG", "JE"), name="Channel Islands")
    assert "RS" in groups["1011"].members
    assert "XS" not in groups["1011"].members
    assert len(groups["1013"].members) == 28
    assert only(SPIRITS, origin=("RS",)).kind == "preference"


def test_a_third_country_duty_of_one_origin_keeps_its_origin() -> None:
    ordinary = [one for one in tariffs(BEEF_GB) if one.type == "103"]
    assert [(one.text, one.origin) for one in ordinary] == [
        ("12.00 % + 147.00 GBP / 100 kg", ()),
        ("0.00 %", ("1080",)),
    ]


def test_end_dates_are_the_last_day() -> None:
    quota = only(BEEF_GB, order="050351", origin=("US",))
    assert (quota.from_, quota.until) == (date(2025, 1, 1), date(2025, 6, 30))
    assert only(SPIRITS, kind="mfn").until == date(2021, 1, 1)
    assert only(BEEF_XI, kind="mfn").until is None


def test_exclusions_additional_codes_preference_codes_and_acts_are_kept() -> None:
    esa = only(BEEF_GB, origin=("1034",))
    assert (esa.excluded, esa.programme, esa.legal) == (("KM",), "300", "C0000/21")
    zero = only(BEEF_GB, kind="vat")
    assert (zero.heading, zero.name, zero.origin) == ("VATZ", "VAT zero rate", ("1400",))
    excise = only(SPIRITS, kind="excise")
    assert (excise.heading, excise.name, excise.expression) == ("X451", "Excise - full, 451, spirits", "28.74 GBP/lpa")
    assert only(BEEF_GB, kind="mfn", origin=()).legal == "S.I. 2020/1430"


def test_documents_are_proof_and_what_else_must_hold_is_told() -> None:
    cptpp = only(BEEF_GB, origin=("2052",))
    assert (cptpp.proof, cptpp.conditions) == (("9081",), "")
    licence = only(BEEF_GB, order="050331")
    assert licence.proof == ("L001",)
    assert licence.conditions == "Q Y100: Apply the mentioned duty; Q: Measure not applicable"
    ships = only(PORCELAIN, kind="suspension")
    assert ships.proof == ("C990",)
    assert ships.conditions.startswith("B C990: Apply the mentioned duty")


def test_a_document_that_lifts_a_duty_is_no_proof() -> None:
    for one in tariffs("headings_show_declarable__0"):
        if one.kind == "additional":
            assert one.proof == ()
            assert one.conditions == "B 9014: Measure not applicable; B: Apply the mentioned duty"


def test_in_bodies_of_northern_ireland_only_duties_per_mass_are_in_euro() -> None:
    money = {
        (one.type, one.origin, one.expression)
        for name, (area, *_) in GOODS.items()
        if area == "XI"
        for one in tariffs(name)
        if "EUR" in one.text or "GBP" in one.text
    }
    assert money == {
        ("103", (), "12.8% + 176.8 EUR/100 kg"),
        ("142", ("TR",), "0% + 176.8 EUR/100 kg"),
    }


# By hand


def duty_of(one: Tariff, value: str, currency: str, kg: str = "", **rates: str) -> Fraction:
    def rate(base: str, quote: str) -> Fraction:
        return Fraction(rates[f"{base}_{quote}"])

    measures = {"kg": Fraction(kg)} if kg else {}
    return parse_duty(one.expression).exact(Fraction(value), measures.get, rate, currency)


def test_twelve_porcelain_plates_in_great_britain() -> None:
    """12 plates of 20.00 GBP, customs value 240.00 GBP.

    Ordinary duty 12 % of 240.00 = 28.80; value added tax 20 % of 240.00 + 28.80 = 268.80 is 53.76.
    From Andorra (preference 300) duty 0 % = 0.00; value added tax 20 % of 240.00 = 48.00.
    """
    ordinary = duty_of(only(PORCELAIN, kind="mfn"), "240.00", "GBP")
    andorra = duty_of(only(PORCELAIN, kind="preference", origin=("AD",), programme="300"), "240.00", "GBP")
    vat = only(PORCELAIN, kind="vat")
    assert (ordinary, andorra) == (Fraction("28.80"), Fraction(0))
    assert duty_of(vat, str(240 + ordinary), "GBP") == Fraction("53.76")
    assert duty_of(vat, str(240 + andorra), "GBP") == 48


@pytest.mark.parametrize(
    ("wanted", "duty"),
    [
        ({"kind": "mfn", "origin": ()}, "243.00"),  # 12 % of 800.00 = 96.00, and 147.00 for 100 kg
        ({"kind": "mfn", "origin": ("1080",)}, "0"),  # of the Channel Islands
        ({"kind": "preference", "origin": ("2052",)}, "0"),  # CPTPP, Japan
        ({"kind": "preference", "origin": ("AU",)}, "243.00"),  # 12 % + 147.00 until 2032, no better than ordinary
        ({"kind": "preference", "origin": ("2056",)}, "243.00"),  # CPTPP, Australia, until 2037
        ({"kind": "quota", "origin": ("AU",), "order": "050331"}, "0"),  # AGRIM licence
        ({"kind": "quota", "origin": ("US",), "order": "054002"}, "160.00"),  # 20 % of 800.00, to 29 June 2025
        ({"kind": "quota", "origin": ("NZ",), "order": "059720"}, "0"),  # to 19 June 2025
        ({"kind": "preference", "origin": ("1013",)}, "0"),  # the EU, Trade and Cooperation Agreement
    ],
)
def test_100_kg_of_bison_in_great_britain(wanted: dict[str, object], duty: str) -> None:
    """100 kg of fresh carcases of bison (0201 10 00 21) with a customs value of 800.00 GBP; VAT at the zero rate."""
    found = duty_of(only(BEEF_GB, **wanted), "800.00", "GBP", "100")
    assert found == Fraction(duty)
    assert duty_of(only(BEEF_GB, kind="vat", heading="VATZ"), str(800 + found), "GBP") == 0


@pytest.mark.parametrize(
    ("wanted", "duty"),
    [
        ({"kind": "mfn"}, "297.12"),  # 12.8 % of 940.00 = 120.32, and 176.80 for 100 kg
        ({"kind": "preference", "origin": ("TR",)}, "176.80"),  # 0 % + 176.80
        ({"kind": "preference", "origin": ("UA",)}, "0"),  # to 5 June 2025
        ({"kind": "preference", "origin": ("GB",)}, "0"),
    ],
)
def test_100_kg_of_bison_in_northern_ireland(wanted: dict[str, object], duty: str) -> None:
    """The same goods with a customs value of 940.00 EUR under the EU's tariff; its bodies have no value added tax."""
    assert duty_of(only(BEEF_XI, **wanted), "940.00", "EUR", "100") == Fraction(duty)
    assert not [one for one in tariffs(BEEF_XI) if one.kind in {"vat", "quota"}]


def test_a_duty_in_euro_on_a_value_in_sterling_is_exchanged() -> None:
    """12.8 % of 800.00 GBP = 102.40 GBP, and 176.80 EUR at 0.85 = 150.28 GBP: 252.68 GBP."""
    found = duty_of(only(BEEF_XI, kind="mfn"), "800.00", "GBP", "100", EUR_GBP="0.85")
    assert found == Fraction("252.68")


def test_spirits_of_2018_by_strength_and_volume() -> None:
    """10 bottles of 0.7 l at 40 % vol: 0.07 hl, 2.8 % vol/hl, 2.8 l of pure alcohol.

    Duty 1.00 x 2.8 + 6.40 x 0.07 = 3.248 EUR; excise 28.74 x 2.8 = 80.472 GBP.
    """
    measures = {"l": Decimal(7), "alcohol_vol": Decimal(40)}
    from xborder.goods.units import quantity_in  # noqa: PLC0415

    def measure(unit: str) -> Fraction | None:
        return quantity_in(measures, unit)

    def exchange(_: str, __: str) -> Fraction:
        raise AssertionError

    duty = parse_duty(only(SPIRITS, kind="mfn").expression)
    assert duty.exact(Fraction(100), measure, exchange, "EUR") == Fraction("3.248")
    excise = parse_duty(only(SPIRITS, kind="excise").expression)
    assert excise.exact(Fraction(100), measure, exchange, "GBP") == Fraction("80.472")


# Which tariff


def goods_body(**meta: object) -> dict[str, Any]:
    body: dict[str, Any] = {
        "data": {
            "id": "1",
            "type": "commodity",
            "attributes": {
                "goods_nomenclature_item_id": "6911100090",
                "description": "Plates &amp; <b>bowls</b>",
                "number_indents": 2,
                "producline_suffix": "80",
                "validity_start_date": "2012-11-16T00:00:00.000Z",
                "validity_end_date": None,
            },
            "relationships": {
                "chapter": {"data": {"id": "c", "type": "chapter"}},
                "ancestors": {"data": []},
                "import_measures": {"data": [{"id": "m", "type": "measure"}]},
            },
        },
        "included": [
            {"id": "c", "type": "chapter", "attributes": {"goods_nomenclature_item_id": "6900000000"}},
            {
                "id": "m",
                "type": "measure",
                "attributes": {
                    "effective_start_date": "2025-06-07T00:00:00.000Z",
                    "effective_end_date": "2025-12-31T23:59:59.000Z",
                },
                "relationships": {
                    "measure_type": {"data": {"id": "552", "type": "measure_type"}},
                    "duty_expression": {"data": {"id": "d", "type": "duty_expression"}},
                    "measure_components": {"data": [{"id": "p", "type": "measure_component"}]},
                    "measure_conditions": {"data": [{"id": "k", "type": "measure_condition"}]},
                    "geographical_area": {"data": {"id": "CN", "type": "geographical_area"}},
                    "excluded_countries": {"data": [{"id": "XS", "type": "geographical_area"}]},
                    "additional_code": {"data": {"id": "a", "type": "additional_code"}},
                    "order_number": {"data": None},
                },
            },
            {"id": "552", "type": "measure_type", "attributes": {"description": "Definitive anti-dumping duty"}},
            {"id": "d", "type": "duty_expression", "attributes": {"base": "18.30 %"}},
            {"id": "p", "type": "measure_component", "attributes": {"duty_expression_id": "01", "duty_amount": 18.3}},
            {
                "id": "k",
                "type": "measure_condition",
                "attributes": {"condition_code": "A", "document_code": "D008", "action_code": "01"},
            },
            {"id": "a", "type": "additional_code", "attributes": {"code": "B349", "description": "One maker"}},
            {"id": "CN", "type": "geographical_area", "attributes": {"description": "China"}},
        ],
    }
    if meta:
        body["data"]["meta"] = {"duty_calculator": meta}
    return body


def read(body: object, **options: Any) -> list[Any]:
    return list(read_uk_api(json.dumps(body).encode(), **options).records)


def area_of(body: object, **options: Any) -> str:
    return read_uk_api(json.dumps(body).encode(), **options).edition.area


def test_the_body_says_which_tariff_it_is_of() -> None:
    assert area_of(goods_body(source="uk")) == "GB"
    assert area_of(goods_body(source="xi")) == "XI"
    assert area_of(goods_body(source="xi"), area="GB") == "GB"
    linked = {**goods_body(), "links": {"self": "https://example.org/xi/api/v2/commodities/6911100090"}}
    assert area_of(linked) == "XI"
    assert area_of({**linked, **goods_body(source="uk")}) == "GB"


def test_the_name_of_a_file_is_asked_last(tmp_path: Path) -> None:
    path = tmp_path / "6911100090_xi.json"
    path.write_text(json.dumps(goods_body()))
    assert read_uk_api(path).edition.area == "XI"
    path.write_text(json.dumps(goods_body(source="uk")))
    assert read_uk_api(path).edition.area == "GB"


def test_a_body_that_does_not_say_asks_for_the_area() -> None:
    with pytest.raises(BadInput) as caught:
        read_uk_api(json.dumps(goods_body()).encode())
    assert caught.value.path == "area"
    assert "area=GB or area=XI" in caught.value.hint


def test_a_body_of_two_tariffs_is_refused() -> None:
    body = goods_body(source="uk")
    body["included"][1]["meta"] = {"duty_calculator": {"source": "xi"}}
    with pytest.raises(LawError, match="of several tariffs"):
        read(body)


@pytest.mark.parametrize("area", ["UK", "EU", "", "gb", 5, []])
def test_an_area_that_the_service_does_not_serve_is_refused(area: Any) -> None:
    with pytest.raises(BadInput, match="no tariff of this service"):
        read(goods_body(source="uk"), area=area)


def test_a_measure_of_a_plain_body() -> None:
    found = read(goods_body(source="uk"))
    assert [one.code for one in found if isinstance(one, Line)] == ["69", "6911100090"]
    assert found[1].description == "Plates & bowls"
    assert found[-1] == Tariff(
        code="6911100090",
        kind="anti-dumping",
        text="18.30 %",
        dialect="uk",
        expression="18.3%",
        origin=("CN",),
        excluded=("RS",),
        heading="B349",
        type="552",
        proof=("D008",),
        conditions="A D008: apply the amount of the action",
        name="One maker",
        from_=date(2025, 6, 7),
        until=date(2026, 1, 1),
    )


def test_a_duty_that_stands_in_the_conditions_is_kept_and_not_computed() -> None:
    body = goods_body(source="uk")
    body["included"][1]["relationships"]["measure_components"]["data"] = []
    body["included"][3]["attributes"] = {"base": ""}
    body["included"][5]["attributes"]["duty_expression"] = "<span>172.20</span> EUR / <abbr title='x'>1,000 kg</abbr>"
    found = read(body)[-1]
    assert found.text == "Cond: A D008: apply the amount of the action: 172.20 EUR / 1,000 kg"
    with pytest.raises(BadInput, match="depends on conditions"):
        parse_duty(found.text, found.dialect)


def test_an_agricultural_component_is_kept_as_text() -> None:
    body = goods_body(source="xi")
    body["included"][4]["attributes"] = {"duty_expression_id": "12"}
    body["included"][3]["attributes"] = {"base": "9.00 % + EA"}
    found = read(body)[-1]
    assert (found.text, found.expression) == ("9.00 % + EA", "")


def test_a_heading_gives_the_lines_below_it_by_their_parents() -> None:
    body = goods_body(source="uk")
    body["data"] |= {"type": "heading"}
    body["data"]["attributes"] |= {"goods_nomenclature_item_id": "6911000000", "number_indents": 0}
    links = body["data"]["relationships"]
    del links["import_measures"]
    links["commodities"] = {"data": [{"id": str(number), "type": "commodity"} for number in (10, 11, 12)]}
    body["included"] += [
        {
            "id": str(number),
            "type": "commodity",
            "attributes": {
                "goods_nomenclature_item_id": code,
                "goods_nomenclature_sid": number,
                "parent_sid": parent,
                "producline_suffix": "80",
            },
        }
        for number, code, parent in [(10, "6911100000", 1), (11, "6911100090", 10), (12, "6911900000", 1)]
    ]
    lines = [one for one in read(body) if isinstance(one, Line)]
    assert [(one.code, one.depth) for one in lines] == [
        ("69", 0),
        ("6911", 1),
        ("691110", 2),
        ("6911100090", 3),
        ("691190", 2),
    ]
    body["included"][-3]["attributes"]["parent_sid"] = 11
    with pytest.raises(LawError, match="in a circle") as caught:
        read(body)
    assert caught.value.path == "body included[8].attributes.parent_sid"


# Other bodies


def test_geographical_areas_are_read_as_groups() -> None:
    reading = read_uk_api(recorded("geographical_areas_1013__0"))
    (group,) = reading.records
    assert isinstance(group, Group)
    assert (group.id, group.name, len(group.members)) == ("1013", "European Union", 28)
    assert {"FR", "EU"} <= set(group.members)


def test_a_list_of_countries_has_no_groups() -> None:
    assert list(read_uk_api(recorded("commodities_0201100021__2"), area="XI").records) == []


@pytest.mark.parametrize("number", [0, 1, 3, 4])
def test_exchange_rates_are_refused_with_the_way_out(number: int) -> None:
    with pytest.raises(BadInput) as caught:
        read_uk_api(recorded(f"exchange_rates__{number}"))
    assert "exchange rates and no tariff" in caught.value.message
    assert "RateTable" in caught.value.hint


@pytest.mark.parametrize("kind", ["search_result", "section", "measure"])
def test_other_resources_are_refused(kind: str) -> None:
    with pytest.raises(BadInput, match=f"holds {kind} and no tariff"):
        read({"data": {"id": "1", "type": kind}})


# Hostile bodies


@pytest.mark.parametrize(
    ("place", "value", "path"),
    [
        (("data",), 5, "data"),
        (("data",), None, "data"),
        (("data", "id"), 5, "data.id"),
        (("data", "type"), None, "data.type"),
        (("data", "attributes"), [], "data.attributes"),
        (("data", "attributes", "goods_nomenclature_item_id"), 6911, "data.attributes.goods_nomenclature_item_id"),
        (("data", "attributes", "goods_nomenclature_item_id"), "69x", "data.attributes.goods_nomenclature_item_id"),
        (("data", "attributes", "number_indents"), "2", "data.attributes.number_indents"),
        (("data", "attributes", "number_indents"), 2.5, "data.attributes.number_indents"),
        (("data", "attributes", "validity_start_date"), "soon", "data.attributes.validity_start_date"),
        (("data", "attributes", "validity_end_date"), "9999-12-31", "data.attributes.validity_end_date"),
        (("data", "attributes", "description"), ["x"], "data.attributes.description"),
        (("data", "relationships", "chapter"), "c", "data.relationships.chapter"),
        (("data", "relationships", "chapter", "data", "id"), "none", "data.relationships.chapter.data"),
        (("data", "relationships", "import_measures", "data"), {}, "data.relationships.import_measures.data"),
        (("data", "relationships", "import_measures", "data", 0), "m", "data.relationships.import_measures.data[0]"),
        (("data", "meta", "duty_calculator", "source"), "fr", "data.meta.duty_calculator.source"),
        (("included",), {}, "included"),
        (("included", 1), None, "included[1]"),
        (("included", 1, "relationships"), 1, "included[1].relationships"),
        (("included", 1, "relationships", "measure_type"), None, "included[1].relationships.measure_type"),
        (("included", 1, "relationships", "measure_type", "data"), None, "included[1]"),
        (("included", 1, "attributes", "effective_start_date"), 5, "included[1].attributes.effective_start_date"),
        (("included", 1, "relationships", "excluded_countries", "data", 0, "id"), 5, None),
        (("included", 3, "attributes", "base"), 12, "included[3].attributes.base"),
        (("included", 4, "attributes", "duty_amount"), "12", "included[4].attributes.duty_amount"),
        (("included", 4, "attributes", "duty_amount"), True, "included[4].attributes.duty_amount"),
        (("included", 4, "attributes", "duty_expression_id"), 1, "included[4].attributes.duty_expression_id"),
        (("included", 5, "attributes", "document_code"), {}, "included[5].attributes.document_code"),
    ],
)
def test_a_wrong_value_is_shown_at_its_place(place: tuple[Any, ...], value: object, path: str | None) -> None:
    body = goods_body(source="uk")
    at: Any = body
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value
    with pytest.raises(LawError) as caught:
        read(body)
    if path is not None:
        assert caught.value.path == f"body {path}"


@pytest.mark.parametrize("name", ["measure_type"])
def test_a_missing_relationship_is_shown(name: str) -> None:
    body = goods_body(source="uk")
    del body["included"][1]["relationships"][name]
    with pytest.raises(LawError, match=f"this measure has no {name}"):
        read(body)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"data": ',
        b'{"data": {"id": "1"}}',
        b"\xff\xfe\x00",
        b'{"data":' + b"[" * 100_000,
        b'{"data": {"id": "1", "type": "commodity", "attributes": ' + b'{"a":' * 5000,
    ],
)
def test_what_is_no_body_is_refused(content: bytes) -> None:
    with pytest.raises(XborderError):
        list(read_uk_api(content).records)


@pytest.mark.parametrize("amount", ["1e999999999", "1e-999999999", "123456789e50", "-12.0", "9" * 400])
def test_figures_that_no_duty_has_leave_the_text(amount: str) -> None:
    content = json.dumps(goods_body(source="uk")).replace('"duty_amount": 18.3', f'"duty_amount": {amount}')
    found = list(read_uk_api(content.encode()).records)[-1]
    assert isinstance(found, Tariff)
    assert (found.text, found.expression) == ("18.30 %", "")


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _places(child, (*at, key))


PLACES = [place for place in _places(goods_body(source="uk")) if place]
JUNK: list[Any] = [None, True, 0, -1, 2.5, 10**30, "", "x", "1" * 30, [], {}, [[]], {"data": {}}, {"data": []}, [None]]


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(JUNK) | st.text(max_size=8)), min_size=1, max_size=3)
)
def test_any_body_is_read_or_refused_by_an_error_of_the_family(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    body: Any = goods_body(source="uk")
    for place, value in changes:
        at = body
        try:
            for step in place[:-1]:
                at = at[step]
            at[place[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue
    try:
        found = read(body)
    except XborderError:
        return
    assert all(one.kind in KINDS for one in found if isinstance(one, Tariff))


# What the conditions say


def test_conditions_of_several_letters_are_all_told() -> None:
    lines = [
        Condition("B", "L001", "27"),
        Condition("B", "", "07"),
        Condition("E", "", "29", "=< 10 kg"),
        Condition("E"),
    ]
    assert what_holds("quota", "122", lines) == (("L001",), "E: =< 10 kg; E")


def test_a_suspension_for_one_use_is_never_for_all_goods() -> None:
    for type_ in ("115", "117", "119"):
        proof, conditions = what_holds("suspension", type_, ())
        assert proof == ()
        assert conditions
    assert what_holds("suspension", "112", ()) == ((), "")


def test_codes_lose_the_zeros_that_fill_them_up_and_lines_have_their_depth() -> None:
    assert [code_of(code) for code in ("0100000000", "2000000000", "0101300000", "22", "0501", "6911100090")] == [
        *("01", "20", "010130", "22", "0501", "6911100090")
    ]
    assert [depth_of("01", 0), depth_of("0101", 0), depth_of("010121", 1), depth_of("0101210000", 3)] == [0, 1, 2, 4]


def test_tags_of_the_recorded_texts_are_gone() -> None:
    for name in GOODS:
        for one in records(name):
            told = one.description if isinstance(one, Line) else one.name
            assert not re.search(r"<[a-z/]", told)
