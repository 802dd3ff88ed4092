"""Billable weight: the published examples, and what no rule may do."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput
from xborder.law.sources import Evidence
from xborder.shipping import DIM_RULES, DimRule, Parcel, SideRounding, WeightStep, billable_weight, dim_rule

METRIC = Parcel("40", "30", "20", "cm", "3.2", "kg")
LATER = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("divisor", "step", "weight"),
    [("4000", "0.5", "6.0 kg"), ("5000", "0.5", "5.0 kg"), ("5000", None, "4.8 kg"), ("6000", "0.5", "4.0 kg"),
     ("9000", "0.5", "3.5 kg"), ("9000", None, "3.2 kg")],
)  # fmt: skip
def test_40_by_30_by_20_centimetres_weigh_what_is_published(divisor: str, step: str | None, weight: str) -> None:
    # ../shared/cases/operations.md; MetricRig has 24,000 / 5,000 = 4.8 for the same box.
    assert str(billable_weight(METRIC, divisor=divisor, step=step)) == weight


@pytest.mark.parametrize(
    ("sides", "pounds", "on", "volumetric", "billed"),
    [
        # stamps.com
        (("12", "9", "7"), "1", LATER, Fraction(756, 139), 6),
        # Parcel Industry: 11.1 x 8.5 x 6.2 in counts as 12 x 9 x 7 since 18 August 2025, before as 11 x 9 x 6
        (("11.1", "8.5", "6.2"), "1", date(2025, 8, 18), Fraction(756, 139), 6),
        (("11.1", "8.5", "6.2"), "1", date(2025, 8, 17), Fraction(594, 139), 5),
        # Atlantic Packaging: 11.1 x 8.1 x 4.1 -> 12 x 9 x 5 = 540 in3 -> 4 lb
        (("11.1", "8.1", "4.1"), "1", LATER, Fraction(540, 139), 4),
        # Jay Group: an actual weight above the volumetric one is what is billed
        (("12", "9", "7"), "7.0", LATER, Fraction(756, 139), 7),
        # Parcel Industry: 11 x 10 x 9 = 990 in3 -> 7.12 -> 8 lb
        (("11", "10", "9"), "1", LATER, Fraction(990, 139), 8),
    ],
)
@pytest.mark.parametrize("carrier", ["ups", "fedex"])
def test_published_examples_in_inches_hold(
    carrier: str, sides: tuple[str, str, str], pounds: str, on: date, volumetric: Fraction, billed: int
) -> None:
    found = billable_weight(Parcel(*sides, "in", pounds, "lb"), carrier, on=on)
    assert found.volumetric == volumetric
    assert str(found) == f"{billed} lb"


@pytest.mark.parametrize(
    ("sides", "on", "billed"),
    [
        (("11.1", "10", "6"), date(2026, 7, 11), 3),  # Parcel Industry: 666 in3 is below a cubic foot
        (("12", "12", "12"), LATER, 3),  # a cubic foot exactly does not exceed one
        (("12", "12", "12.1"), LATER, 14),  # 12 x 12 x 13 = 1,872 / 139 = 13.47
        (("12", "12", "12.1"), date(2026, 7, 11), 3),  # rounded to 12 until then
        (("12", "12", "13"), date(2026, 7, 11), 12),  # 1,872 / 166 = 11.28
    ],
)
def test_space_counts_with_usps_only_above_a_cubic_foot(sides: tuple[str, str, str], on: date, billed: int) -> None:
    assert billable_weight(Parcel(*sides, "in", "3", "lb"), "usps", on=on).value == billed


@pytest.mark.parametrize(
    ("kilos", "billed"), [("69.6", "70.0 kg"), ("70", "70.0 kg"), ("70.1", "71 kg"), ("1.01", "1.5 kg")]
)
def test_an_express_parcel_above_70_kilograms_is_rounded_to_whole_ones(kilos: str, billed: str) -> None:
    assert str(billable_weight(Parcel(10, 10, 10, "cm", kilos, "kg"), "dhl-express")) == billed


def test_units_of_one_system_are_converted_for_a_bare_divisor() -> None:
    assert str(billable_weight(Parcel("400", "300", "200", "mm", "3200", "g"), divisor="5000", step="0.5")) == "5.0 kg"
    assert str(billable_weight(Parcel("1", "0.75", "0.5", "ft", "16", "oz"), divisor="162")) == "4 lb"


@pytest.mark.parametrize(("length", "mass"), [("in", "kg"), ("cm", "lb"), ("ft", "g"), ("m", "oz")])
def test_a_bare_divisor_is_refused_for_a_parcel_of_mixed_units(length: str, mass: str) -> None:
    mixed = Parcel(2, 2, 2, length, 3, mass)
    with pytest.raises(BadInput, match="mixes"):
        billable_weight(mixed, divisor="5000")
    assert billable_weight(mixed, "dhl-express").unit == "kg"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"divisor": "0"},
        {"divisor": 5000.0},
        {"divisor": "-1"},
        {"divisor": "5000", "step": "0"},
        {"divisor": "5000", "minimum": "x"},
        {"divisor": "5000", "threshold": "-1"},
        {"divisor": "5000", "round_sides": "up"},
        {"rule": "hermes"},
        {"rule": "ups"},
        {"rule": "ups", "on": "2026-01-01"},
        {"rule": "ups", "on": datetime(2026, 1, 1)},  # noqa: DTZ001 - a point in time is no day, with a zone or without
        {"rule": "ups", "on": LATER, "divisor": "139"},
        {"rule": 5000},
        {"rule": ["ups"]},
    ],
    ids=str,
)
def test_wrong_arguments_are_named(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as caught:
        billable_weight(METRIC, **wrong)
    assert caught.value.path


def test_something_that_is_no_parcel_is_refused() -> None:
    with pytest.raises(BadInput, match="no Parcel"):
        billable_weight("40x30x20", divisor="5000")  # type: ignore[arg-type]  # that is the point


@pytest.mark.parametrize(
    "steps",
    [(WeightStep("0.5", 70),), (WeightStep("0.5"), WeightStep(1)), (WeightStep(1, 9), WeightStep(1, 5), WeightStep(1))],
)
def test_steps_that_leave_weights_out_or_stand_in_disorder_are_refused(steps: tuple[WeightStep, ...]) -> None:
    with pytest.raises(BadInput, match="steps"):
        DimRule("5000", steps=steps)


def test_a_minimum_is_billed_and_told() -> None:
    found = billable_weight(METRIC, divisor="5000", minimum="10", step="1")
    assert (str(found), found.basis) == ("10 kg", "minimum")
    assert "no parcel is billed for less than 10 kg" in found.explain()


def test_the_explanation_says_what_decided() -> None:
    assert billable_weight(METRIC, divisor="9000").explain().endswith("not more than its weight of 3.2 kg")
    small = billable_weight(Parcel(9, 9, 9, "in", 3, "lb"), "usps", on=LATER)
    assert small.explain() == "9 x 9 x 9 in is small enough to count by its weight of 3 lb"


# --- invariants -------------------------------------------------------------------------------------------------------

SIDE = st.decimals("0.1", "200", places=2)
PARCELS = st.builds(Parcel, SIDE, SIDE, SIDE, st.sampled_from(("cm", "in")), st.decimals("0.001", "100", places=3), st.sampled_from(("kg", "lb")))  # fmt: skip
RULES = st.sampled_from([rule for rules in DIM_RULES.values() for rule in rules])


@given(PARCELS, RULES)
def test_no_parcel_is_billed_for_less_than_it_weighs_nor_a_step_too_much(parcel: Parcel, rule: DimRule) -> None:
    found = rule.weigh(parcel)
    needed = max(found.actual, found.volumetric or 0)
    assert found.value >= needed
    if found.step is not None:
        assert (found.value / found.step).denominator == 1
        assert found.value - needed < found.step
    assert found.actual == parcel.weight_in(rule.weight_unit)


@given(PARCELS, RULES, st.decimals("0", "10", places=2))
def test_a_larger_or_heavier_parcel_is_never_billed_for_less(parcel: Parcel, rule: DimRule, more: Decimal) -> None:
    longer = Parcel(parcel.length + Fraction(more), parcel.width, parcel.height, parcel.dimension_unit, parcel.weight, parcel.weight_unit)  # fmt: skip
    heavier = Parcel(parcel.length, parcel.width, parcel.height, parcel.dimension_unit, parcel.weight + Fraction(more), parcel.weight_unit)  # fmt: skip
    assert rule.weigh(longer).value >= rule.weigh(parcel).value
    assert rule.weigh(heavier).value >= rule.weigh(parcel).value


@given(PARCELS, st.sampled_from(list(SideRounding)))
def test_the_order_of_the_sides_does_not_matter(parcel: Parcel, rounding: SideRounding) -> None:
    turned = Parcel(
        parcel.height, parcel.length, parcel.width, parcel.dimension_unit, parcel.weight, parcel.weight_unit
    )
    rule = DimRule(5000, side_rounding=rounding)
    assert rule.weigh(turned).value == rule.weigh(parcel).value


# --- the table --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DIM_RULES)
def test_the_rules_of_a_name_follow_each_other_and_have_sources(name: str) -> None:
    rules = DIM_RULES[name]
    for earlier, later in pairwise(rules):
        assert earlier.until == later.from_
    assert all(rule.sources and rule.name == name for rule in rules)
    assert dim_rule(name, LATER) is rules[-1]


def test_a_rule_is_as_well_founded_as_its_weakest_source() -> None:
    assert dim_rule("dhl-express", None).evidence is Evidence.UNVERIFIED
    assert dim_rule("ups", LATER).evidence is Evidence.SECONDARY
    assert DimRule("5000").evidence is Evidence.UNVERIFIED
