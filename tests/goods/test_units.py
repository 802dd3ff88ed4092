"""Units and measures: the registry against UN/ECE Rec 20, exact conversion, derivation."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, XborderError
from xborder.goods.units import (
    UNITS,
    Dimension,
    Found,
    Unit,
    convert,
    find_quantity,
    how_to_give,
    is_unit,
    quantity_in,
    unit_of,
)

SHARED = Path(__file__).parents[2] / ".." / "shared"
REC20 = SHARED / "data" / "unece-rec20" / "units-of-measure.csv"
UK_UNITS = SHARED / "data" / "uk-measurement-units" / "measurement_units.json"

units = st.sampled_from(UNITS)
amounts = st.decimals(min_value=0, max_value=10**6, places=4)


@pytest.mark.skipif(not REC20.exists(), reason="the Rec 20 list is not beside this checkout")
def test_every_code_is_a_current_code_of_rec_20() -> None:
    with REC20.open(encoding="utf-8", newline="") as file:
        status = {row["CommonCode"]: row["Status"] for row in csv.DictReader(file)}
    assert {unit.code: status.get(unit.code) for unit in UNITS if unit.code and status.get(unit.code) != ""} == {}


@pytest.mark.skipif(not UK_UNITS.exists(), reason="the UK unit list is not beside this checkout")
def test_the_usual_unit_codes_of_the_uk_and_eu_tariffs_are_understood() -> None:
    known = {code for code in json.loads(UK_UNITS.read_text(encoding="utf-8")) if is_unit(code)}
    usual = "ASV ASVX CEN CTM DTN GRM HLT KGM KGME LPA LTR MIL MTK MTQ MTR MWH NAR NPR TNE TJO WAT KLT"
    assert set(usual.split()) <= known


def test_no_spelling_means_two_units() -> None:
    seen: dict[str, str] = {}
    for unit in UNITS:
        for key in filter(None, (unit.name, unit.code, unit.label, *unit.aliases)):
            assert seen.setdefault(key.casefold(), unit.name) == unit.name, key


@pytest.mark.parametrize(
    ("value", "from_", "to", "result"),
    [
        ("1", "lb", "kg", Fraction(45359237, 100_000_000)),
        ("16", "oz", "lb", Fraction(1)),
        ("1", "t", "dtn", Fraction(10)),
        ("5", "ct", "g", Fraction(1)),
        ("1", "gal", "l", Fraction(3785411784, 10**9)),
        ("42", "gal", "bbl", Fraction(1)),
        ("1", "m3", "hl", Fraction(10)),
        ("2", "gross", "dozens", Fraction(24)),
        ("1", "MWh", "kWh", Fraction(1000)),
        ("3.6", "MJ", "kWh", Fraction(1)),
        ("1", "lpa", "pf_l", Fraction(2)),
        ("144", "sq in", "ft2", None),
        ("36", "in", "yd", Fraction(1)),
        ("9", "ft2", "yd2", Fraction(1)),
    ],
)
def test_conversion_is_exact(value: str, from_: str, to: str, result: Fraction | None) -> None:
    if result is None:
        with pytest.raises(BadInput, match="unknown unit"):
            convert(Decimal(value), from_, to)
    else:
        assert convert(Decimal(value), from_, to) == result


@given(amounts, units, units)
def test_conversion_there_and_back_gives_the_same(value: Decimal, one: Unit, other: Unit) -> None:
    if one.dimension is other.dimension:
        assert convert(convert(value, one.name, other.name), other.name, one.name) == Fraction(value)
    else:
        with pytest.raises(BadInput, match="is a unit of"):
            convert(value, one.name, other.name)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1e999999"), 0.5, "3"])
def test_what_is_no_exact_number_is_refused(value: object) -> None:
    with pytest.raises(BadInput, match="not an exact number"):
        convert(value, "kg", "g")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["bushel", "", None, 5])
def test_an_unknown_unit_is_refused(name: object) -> None:
    assert not is_unit(name)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="unknown unit"):
        unit_of(name)  # type: ignore[arg-type]


def test_a_measure_given_comes_before_the_net_mass() -> None:
    found = find_quantity({"kg": Decimal(2)}, "g", net_mass_kg=Decimal(3))
    assert found == Found(Fraction(2000), ("kg",))
    assert find_quantity({}, "g", net_mass_kg=Decimal(3)) == Found(Fraction(3000), ("net_mass",))


def test_a_measure_may_be_given_by_its_rec_20_code() -> None:
    assert quantity_in({"KGM": Decimal(2)}, "dtn") == Fraction(1, 50)


def test_pieces_come_from_the_quantity_only_when_not_given_and_say_so() -> None:
    assert find_quantity({"pieces": Decimal(24)}, "dozens", quantity=Decimal(2)) == Found(Fraction(2), ("pieces",))
    assert find_quantity({}, "pieces", quantity=Decimal(2)) == Found(Fraction(2), ("quantity",), assumed=True)
    assert find_quantity({}, "pairs", quantity=Decimal(2)) == Found(Fraction(2), ("quantity",), assumed=True)
    assert find_quantity({}, "sticks", quantity=Decimal(2)) is None


@pytest.mark.parametrize(
    ("unit", "quantity"),
    [("lpa", "0.28"), ("pf_l", "0.56"), ("hl", "0.007"), ("vol_hl", "0.28"), ("alcohol_vol", "40"), ("ml", "700")],
)
def test_alcohol_is_derived_from_litres_and_strength(unit: str, quantity: str) -> None:
    measures = {"l": Decimal("0.7"), "alcohol_vol": Decimal(40)}
    assert quantity_in(measures, unit) == Fraction(quantity)


@pytest.mark.parametrize("measures", [{}, {"l": Decimal(1)}, {"alcohol_vol": Decimal(40)}])
def test_pure_alcohol_needs_both_litres_and_strength(measures: dict[str, Decimal]) -> None:
    assert quantity_in(measures, "lpa", net_mass_kg=Decimal(1), quantity=Decimal(1)) is None


def test_net_mass_is_neither_gross_nor_drained() -> None:
    assert quantity_in({}, "kg_gross", net_mass_kg=Decimal(1)) is None
    assert quantity_in({}, "kg_drained", net_mass_kg=Decimal(1)) is None


@given(
    st.dictionaries(st.sampled_from([unit.name for unit in UNITS]) | st.text(max_size=5), amounts, max_size=4), units
)
def test_a_quantity_is_found_or_not_and_never_raises(measures: dict[str, Decimal], unit: Unit) -> None:
    found = find_quantity(measures, unit.name)
    assert found is None or (found.value >= 0 and found.used)


@given(st.text(max_size=10))
def test_any_name_gives_a_unit_or_an_error_of_the_family(name: str) -> None:
    try:
        unit = unit_of(name)
    except XborderError:
        return
    assert unit in UNITS or unit.dimension is Dimension.PART


@given(units)
def test_the_way_out_names_measures_that_then_suffice(unit: Unit) -> None:
    hint = how_to_give(unit.name)
    named = json.loads(hint[hint.index("{") : hint.index("}") + 1])
    assert quantity_in({name: Decimal(1) for name in named}, unit.name) is not None


def test_every_dimension_has_a_unit_of_factor_one() -> None:
    assert {unit.dimension for unit in UNITS if unit.factor == 1} == set(Dimension) - {Dimension.PART}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("kg[lead content]", "kg[lead content]"),
        ("KGM[ Lead   Content ]", "kg[lead content]"),
        (" kilo [clean]", "kg[clean]"),
        ("jewels[over 7]", "jewels[over 7]"),
        ("value[case]", "value[case]"),
        ("Value[ Case]", "value[case]"),
        ("share[steel]", "share[steel]"),
        ("degrees[polarisation]", "degrees[polarisation]"),
    ],
)
def test_a_measure_may_be_of_a_part_of_the_goods(given: str, name: str) -> None:
    assert unit_of(given).name == name
    assert unit_of(name) == unit_of(given)
    assert unit_of(name).dimension is Dimension.PART


@pytest.mark.parametrize(
    "name",
    [
        *("value", "share", "degrees", "bushel[lead]", "kg[]", "kg[ ]", "kg[a", "kg]a[", "kg[a]b", "kg[a[b]]", "[a]"),
        *("kg[é]", "kg[(a)]", "kg[" + "a" * 100 + "]", "value[case][strap]", "kg[-]"),
    ],
)
def test_what_measures_no_part_is_refused(name: str) -> None:
    assert not is_unit(name)


def test_a_measure_of_a_part_is_looked_up_as_given_and_never_derived() -> None:
    measures = {"kg": Decimal(5), "kg[lead content]": Decimal(2), "g[copper content]": Decimal(300)}
    assert find_quantity(measures, "kg[lead content]") == Found(Fraction(2), ("kg[lead content]",))
    assert find_quantity(measures, "KGM[Lead content]") == Found(Fraction(2), ("kg[lead content]",))
    assert find_quantity({"KGM[Lead content]": Decimal(2)}, "kg[lead content]") is not None
    assert quantity_in(measures, "kg[copper content]") is None
    assert quantity_in(measures, "kg[zinc content]", net_mass_kg=Decimal(1), quantity=Decimal(1)) is None
    assert quantity_in(measures, "kg", net_mass_kg=Decimal(1)) == 5
    assert quantity_in({"pieces[pins]": Decimal(2)}, "pieces") is None


def test_parts_do_not_convert_into_each_other() -> None:
    assert convert(Decimal(2), "kg[lead content]", "KGM[lead content]") == 2
    for other in ("kg[zinc content]", "g[lead content]", "kg"):
        with pytest.raises(BadInput, match="is a unit of"):
            convert(Decimal(2), "kg[lead content]", other)


@pytest.mark.parametrize("name", ["kg[lead content]", "value[case]", "share[steel]", "degrees[polarisation]"])
def test_the_way_out_names_the_part(name: str) -> None:
    assert f'"{name}"' in how_to_give(name)
