"""Size limits of posts and carriers: the bounds on both sides, and the table they stand in."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from xborder.errors import BadInput
from xborder.shipping import (
    SIZE_RULES,
    Bound,
    Measure,
    Parcel,
    ParcelTooLarge,
    SizeRule,
    breaches,
    check_size,
    fitting,
    size_rule,
)

LATER = date(2026, 11, 22)


def broken(rule: str, *sides: str, weight: str = "1", on: date | None = LATER) -> list[Measure]:
    unit, mass = ("in", "lb") if rule.startswith(("ups", "fedex", "usps")) else ("cm", "kg")
    return [breach.bound.measure for breach in breaches(Parcel(*sides, unit, weight, mass), rule, on)]  # type: ignore[call-arg]  # three sides


@pytest.mark.parametrize(
    ("rule", "sides", "weight", "measures"),
    [
        # Letter-post Regulations: 60 cm, 90 cm, tolerance 2 mm, 2 kg; smallest face 9 x 14 cm
        ("upu-small-packet", ("60.2", "20", "9.8"), "2", []),
        ("upu-small-packet", ("60.3", "20", "9"), "2", [Measure.LONGEST]),
        ("upu-small-packet", ("50", "30", "10.3"), "2.001", [Measure.SUM, Measure.WEIGHT]),
        ("upu-small-packet", ("13.8", "8.8", "1"), "0.1", []),
        ("upu-small-packet", ("13.7", "8.7", "1"), "0.1", [Measure.LONGEST, Measure.SECOND]),
        ("upu-small-packet-roll", ("90", "7", "7"), "1", []),
        ("upu-small-packet-roll", ("90", "7.2", "7.2"), "1", [Measure.ROLL]),
        # parcels: 1.5 m and 3 m, or 1.05 m and 2 m
        ("upu-parcel", ("150", "40", "35"), "31.5", []),
        ("upu-parcel", ("150", "40", "35.1"), "31.5", [Measure.LENGTH_AND_GIRTH]),
        ("upu-parcel-small", ("105", "25", "22.5"), "20", []),
        ("upu-parcel-small", ("106", "25", "22.5"), "21", [Measure.LONGEST, Measure.LENGTH_AND_GIRTH, Measure.WEIGHT]),
        ("ems", ("60", "40", "30"), "30", []),
        ("ems", ("60", "40", "30"), "30.1", [Measure.WEIGHT]),
        ("ups", ("108", "15", "13.5"), "150", []),
        ("ups", ("108.1", "15", "13.5"), "150.1", [Measure.LONGEST, Measure.LENGTH_AND_GIRTH, Measure.WEIGHT]),
        ("usps", ("48", "15", "15"), "70", []),
        ("usps", ("48.1", "15", "15"), "70", [Measure.LENGTH_AND_GIRTH]),
    ],
)
def test_a_limit_holds_up_to_its_bound_and_no_further(
    rule: str, sides: tuple[str, str, str], weight: str, measures: list[Measure]
) -> None:
    assert broken(rule, *sides, weight=weight) == measures


def test_volume_makes_a_large_package_from_the_day_it_counts() -> None:
    # Red Stag: 30 x 24 x 24 in is exactly 17,280 in3, so that any more of it is large
    assert broken("ups-large-package", "30", "24", "24") == []
    assert broken("ups-large-package", "30", "24", "24.1") == [Measure.VOLUME]
    assert broken("ups-large-package", "30", "24", "24.1", on=date(2026, 1, 25)) == []
    assert broken("fedex-oversize", "30", "24", "24.1", on=date(2026, 1, 12)) == [Measure.VOLUME]
    assert broken("fedex-oversize", "30", "24", "24.1", on=date(2026, 1, 11)) == []


def test_rounding_sides_up_trips_a_surcharge_that_rounding_to_the_nearest_did_not() -> None:
    assert broken("ups-additional-handling", "48.1", "20", "5", on=date(2025, 8, 17)) == []
    assert broken("ups-additional-handling", "48.1", "20", "5", on=date(2025, 8, 18)) == [Measure.LONGEST]


def test_a_parcel_in_other_units_is_compared_exactly() -> None:
    assert breaches(Parcel("23.7", "10", "1.7", "in", "2", "lb"), "upu-small-packet") == ()
    assert breaches(Parcel("23.71", "10", "1.7", "in", "2", "lb"), "upu-small-packet")


def test_a_parcel_over_every_limit_is_refused_with_the_reason_of_each() -> None:
    giant = Parcel("200", "100", "100", "cm", "80", "kg")
    with pytest.raises(ParcelTooLarge) as caught:
        fitting(giant, ["upu-small-packet", "upu-parcel", "ems", "ups"])
    for name in ("upu-small-packet: ", "upu-parcel: ", "ems: ", "ups: "):
        assert name in caught.value.message
    with pytest.raises(ParcelTooLarge, match="weight of 80 kg is more than 30 kg"):
        check_size(giant, "ems")
    check_size(Parcel(20, 20, 20, "cm", 1, "kg"), "ems")
    assert caught.value.code == "bad-input"


@pytest.mark.parametrize(
    ("name", "on"), [("hermes", LATER), ("ups-large-package", None), ("ups-large-package", date(2020, 1, 1))]
)
def test_a_rule_that_is_not_known_on_the_day_is_an_error(name: str, on: date | None) -> None:
    with pytest.raises(BadInput) as caught:
        size_rule(name, on)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("unit", "bound"), [("kg", {"at_most": 1}), ("cm", {}), ("cm", {"at_most": "-1"}), ("parsec", {"at_most": 1})]
)
def test_a_bound_that_bounds_nothing_or_in_a_wrong_unit_is_refused(unit: str, bound: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        Bound(Measure.LONGEST, unit, **bound)


def test_what_is_no_parcel_or_no_rule_is_refused() -> None:
    for parcel, rule, path in (("60x40x30", "ems", "parcel"), (Parcel(1, 1, 1, "cm", 1, "kg"), 7, "rule")):
        with pytest.raises(BadInput) as caught:
            breaches(parcel, rule)  # type: ignore[arg-type]  # that is the point
        assert caught.value.path == path


def test_a_host_writes_its_own_rule() -> None:
    own = SizeRule("locker", (Bound(Measure.SHORTEST, "cm", 38), Bound(Measure.WEIGHT, "kg", 25)))
    assert [str(breach) for breach in breaches(Parcel(60, 40, 39, "cm", 1, "kg"), own)] == [
        "shortest side of 39 cm is more than 38 cm"
    ]


@pytest.mark.parametrize("name", SIZE_RULES)
def test_the_rules_of_a_name_follow_each_other_and_have_sources(name: str) -> None:
    rules = SIZE_RULES[name]
    for earlier, later in pairwise(rules):
        assert earlier.until == later.from_
        assert later.from_
        assert size_rule(name, later.from_) is later
        assert size_rule(name, later.from_ - timedelta(1)) is earlier
    assert all(rule.sources and rule.bounds for rule in rules)
