"""Parcels: exact measures, and figures that no parcel has."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder import XborderError
from xborder.errors import BadInput
from xborder.shipping import Parcel, billable_weight

SIDE = st.decimals("0.1", "300", places=1)
UNITS = st.sampled_from(("cm", "mm", "m", "in", "ft"))


def parcel(**changes: object) -> Parcel:
    given_ = {
        "length": "40",
        "width": "30",
        "height": "20",
        "dimension_unit": "cm",
        "weight": "3.2",
        "weight_unit": "kg",
    }
    return Parcel(**{**given_, **changes})  # type: ignore[arg-type]  # bad types are what some tests are about


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"length": "0"}, "length"),
        ({"length": "-1"}, "length"),
        ({"width": "nan"}, "width"),
        ({"width": "1e3"}, "width"),
        ({"width": "inf"}, "width"),
        ({"height": 20.0}, "height"),
        ({"height": True}, "height"),
        ({"height": None}, "height"),
        ({"height": Decimal("NaN")}, "height"),
        ({"height": Decimal("1e99")}, "height"),
        ({"height": 10**30}, "height"),
        ({"height": Fraction(1, 10**40)}, "height"),
        ({"length": "40 cm"}, "length"),
        ({"length": "40,5"}, "length"),
        ({"length": "3001"}, "length"),
        ({"weight": "0"}, "weight"),
        ({"weight": "60000"}, "weight"),
        ({"weight": "3,2"}, "weight"),
        ({"dimension_unit": "kg"}, "dimension_unit"),
        ({"dimension_unit": "yard"}, "dimension_unit"),
        ({"dimension_unit": ["cm"]}, "dimension_unit"),
        ({"weight_unit": "cm"}, "weight_unit"),
        ({"weight_unit": "stone"}, "weight_unit"),
        ({"weight_unit": ""}, "weight_unit"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_an_impossible_parcel_names_the_field_and_the_way_out(changes: dict[str, object], path: str) -> None:
    with pytest.raises(BadInput) as caught:
        parcel(**changes)
    assert caught.value.path == path
    assert caught.value.hint


@pytest.mark.parametrize("figure", [10**5000, -(10**5000)], ids=["huge", "hugely negative"])
def test_a_figure_too_long_to_be_written_is_refused_as_well(figure: int) -> None:
    with pytest.raises(BadInput, match="out of range"):
        parcel(height=figure)


def test_the_hint_of_a_comma_is_the_figure_with_a_point() -> None:
    with pytest.raises(BadInput, match=r"write 3\.2"):
        parcel(weight="3,2")


@pytest.mark.parametrize(("given_", "read"), [("INH", "in"), ("inch", "in"), ("CMT", "cm"), ("foot", "ft")])
def test_other_names_of_a_unit_are_read(given_: str, read: str) -> None:
    assert parcel(dimension_unit=given_).dimension_unit == read


def test_the_girth_is_measured_across_the_longest_side_however_the_sides_are_given() -> None:
    assert {
        parcel(length=a, width=b, height=c).length_and_girth
        for a, b, c in (("60", "40", "30"), ("30", "60", "40"), ("40", "30", "60"))
    } == {200}


@given(SIDE, SIDE, SIDE, UNITS)
def test_sides_and_volume_are_the_same_in_every_unit(a: Decimal, b: Decimal, c: Decimal, unit: str) -> None:
    box = Parcel(Fraction(a) / 99, Fraction(b) / 99, Fraction(c) / 99, unit, 1, "kg")
    metres = box.sides_in("m")
    assert metres[0] * metres[1] * metres[2] == box.cubic_metres
    again = Parcel(*box.sides_in("mm"), "mm", box.weight_in("g"), "g")
    assert again.cubic_metres == box.cubic_metres
    assert again.sides_in(unit) == box.sides


@given(st.one_of(st.text(max_size=12), st.floats(), st.none(), st.binary(max_size=3), st.integers(), st.fractions()))
def test_no_figure_makes_another_error_leak(figure: object) -> None:
    with suppress(XborderError):
        billable_weight(parcel(length=figure), divisor="5000")
