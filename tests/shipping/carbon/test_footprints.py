from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder.errors import BadInput
from xborder.shipping.carbon import (
    Adjustment,
    Consigned,
    Distance,
    DistanceKind,
    Grams,
    Hub,
    Leg,
    Mode,
    Packaging,
    bundled_factors,
    footprint,
    great_circle,
    share_emissions,
)

EXAMPLES = settings(max_examples=60, deadline=None)  # the machine is shared

GCD, SFD, ACTUAL = DistanceKind.GREAT_CIRCLE, DistanceKind.SHORTEST_FEASIBLE, DistanceKind.ACTUAL
BELLY = Leg("glec.air.belly.long-haul", Distance("9200", GCD))
MOVING = [factor for factor in bundled_factors().by_id.values() if factor.distance is not None]
masses = st.fractions(Fraction(1, 1000), 50, max_denominator=1000)
distances = st.fractions(1, 20_000, max_denominator=10)


# --- published cases -----------------------------------------------------------------------------------------------------


def test_half_a_kilogram_over_9200_km_in_a_belly_is_2797_g() -> None:
    found = footprint("0.5", [BELLY])
    assert found.total.typical == Fraction("2796.8")
    assert found.total.rounded[1] == 2797


@pytest.mark.parametrize(
    ("tonnes", "factor", "km", "kilograms"),
    [(18, "desnz.lorry", 150, "343.305"), (18, "desnz.container-ship", 13_200, "4697.352")],
)
def test_worked_shipments_hold(tonnes: int, factor: str, km: int, kilograms: str) -> None:
    found = footprint(tonnes, [Leg(factor, Distance(km, ACTUAL))], unit="t")
    assert found.total.typical == Fraction(kilograms) * 1000


def test_the_guides_case_of_a_lorry_adjusts_the_shortest_feasible_distance() -> None:
    # guide to ISO 14083, example A: 10 t over 50 km and over 100 km of shortest feasible distance are 525 and 1,050 tkm
    for km, tonne_kilometres in ((50, 525), (100, 1050)):
        (part,) = footprint(10, [Leg("desnz.artic", Distance(km, SFD))], unit="t").parts
        assert part.km is not None
        assert part.km * 10 == tonne_kilometres
        assert part.note == f"{km} km sfd, road: shortest feasible + 5 %"


def test_the_guides_item_of_a_delivery_round_bears_its_share() -> None:
    # GLEC: an item of 250 g with 0.0024 of the round's 0.3631 tonne-kilometres; the round emits 15.734 kg
    item = Consigned("item", "250", Distance("9.6", SFD), unit="g")
    rest = Consigned("rest", "360.7", Distance(1, SFD))
    first, second = share_emissions(Grams(*[Fraction(15_734)] * 3), [item, rest])
    assert f"{float(first.share):.1%}" == "0.7%"
    assert (first.grams[1], second.grams[1]) == (104, 15_630)


# --- distances -----------------------------------------------------------------------------------------------------------


def test_nothing_is_added_where_the_factor_is_per_the_distance_given() -> None:
    (part,) = footprint(1, [BELLY]).parts
    assert part.km == 9200
    assert not part.note


def test_what_was_flown_becomes_the_great_circle_that_the_factor_is_per() -> None:
    (part,) = footprint(1, [Leg("glec.air.belly.long-haul", Distance(9295, ACTUAL))]).parts
    assert part.km == 9200


@pytest.mark.parametrize(
    ("factor", "kind", "km", "counted"),
    [
        ("desnz.artic", SFD, 100, 105),
        ("desnz.container-ship", SFD, 10_000, 11_500),
        ("desnz.rail", ACTUAL, 100, 100),
        ("desnz.rail", SFD, 100, 100),
        ("glec.rail.eu", ACTUAL, 100, 100),
        ("glec.container-ship", ACTUAL, 11_500, 10_000),
        ("desnz.air.long-haul", ACTUAL, 9295, 9200),
    ],
)
def test_each_mode_has_its_usual_allowance(factor: str, kind: DistanceKind, km: int, counted: int) -> None:
    (part,) = footprint(1, [Leg(factor, Distance(km, kind))]).parts
    assert part.km == counted


def test_a_host_may_name_another_adjustment() -> None:
    (part,) = footprint(1, [Leg("desnz.artic", Distance(100, SFD), Adjustment.NONE)]).parts
    assert part.km == 100


@EXAMPLES
@given(distances, st.sampled_from(Adjustment))
def test_an_adjustment_undone_is_the_distance_again(km: Fraction, adjustment: Adjustment) -> None:
    assert adjustment.activity(adjustment.travelled(km)) == km
    assert adjustment.travelled(km) >= km


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (("0", "0"), ("0", "180"), math.pi * 6371.0088),
        (("90", "0"), ("-90", "77"), math.pi * 6371.0088),
        (("0", "0"), ("0", "1"), math.pi * 6371.0088 / 180),
        (("10", "179.5"), ("10", "-179.5"), 109.5),
        (
            ("40.6413", "-73.7781"),
            ("51.4700", "-0.4543"),
            5540,
        ),  # New York JFK to London Heathrow: 5,540 km on a sphere
    ],
)
def test_great_circles_of_known_length(one: tuple[str, str], other: tuple[str, str], km: float) -> None:
    assert float(great_circle(*one, *other).km) == pytest.approx(km, rel=2e-3)
    assert great_circle(*one, *other) == great_circle(*other, *one)


# --- what always holds ---------------------------------------------------------------------------------------------------


@EXAMPLES
@given(masses, st.lists(st.tuples(st.sampled_from(MOVING), distances), min_size=1, max_size=4), st.integers(0, 2))
def test_parts_add_up_and_twice_the_mass_is_twice_the_gas(mass: Fraction, legs: list[Any], hubs: int) -> None:
    journey: list[Leg | Hub] = [
        *(Leg(factor.id, Distance(km, factor.distance)) for factor, km in legs),
        *[Hub()] * hubs,
    ]
    one, two = footprint(mass, journey), footprint(2 * mass, journey)
    assert one.total == sum((part.emitted for part in one.parts), start=Grams())
    assert two.total == one.total.times(Fraction(2))
    assert 0 < one.total.low <= one.total.typical <= one.total.high


@EXAMPLES
@given(
    st.lists(st.tuples(masses, distances), min_size=1, max_size=8),
    st.lists(st.fractions(0, 10_000, max_denominator=7), min_size=3, max_size=3).map(sorted),
)
def test_a_shared_movement_is_shared_to_the_last_gram(carried: list[Any], ends: list[Fraction]) -> None:
    total = Grams(*ends)
    consigned = [Consigned(str(index), mass, Distance(km, GCD)) for index, (mass, km) in enumerate(carried)]
    shares = share_emissions(total, consigned)
    assert sum(share.share for share in shares) == 1
    assert sum((share.emitted for share in shares), start=Grams()) == total
    assert tuple(map(sum, zip(*(share.grams for share in shares), strict=True))) == total.rounded
    first = consigned[0]
    for one, share in zip(consigned, shares, strict=True):
        assert share.share * first.kilogram_kilometres == shares[0].share * one.kilogram_kilometres
    backwards = share_emissions(total, consigned[::-1])[::-1]
    assert [(share.name, share.emitted) for share in backwards] == [(share.name, share.emitted) for share in shares]


def test_a_mass_in_another_unit_is_the_same_mass() -> None:
    assert footprint(500, [BELLY], unit="g").total == footprint("0.5", [BELLY]).total


def test_packaging_is_shown_as_its_share_and_its_material_apart() -> None:
    found = footprint("0.5", [BELLY], packaging=[Packaging("0.1", factor="packaging.corrugated"), Packaging(20, "g")])
    assert found.packaging_kg == Fraction("0.12")
    assert found.transport == footprint("0.5", [BELLY]).transport
    assert found.packaging_share.typical == found.transport.typical * Fraction(12, 50)
    assert found.material.rounded == (49, 49, 54)
    assert found.total == found.transport + found.material
    assert [part.mode for part in found.parts] == [Mode.AIR, Mode.PACKAGING]


def test_weak_evidence_is_told_once_for_each_factor() -> None:
    found = footprint(1, [BELLY, Hub(), BELLY, Leg("desnz.van", Distance(10))])
    assert [notice.rule for notice in found.notices] == ["glec.air.belly.long-haul", "hub.parcel"]
    assert len(found.sources) == 3


def test_a_footprint_is_explained_with_its_sources() -> None:
    found = footprint("0.5", [Leg("desnz.van", Distance(20, SFD), name="to the airport"), BELLY, Hub(name="LGG")])
    text = found.explain()
    assert "- to the airport: 8 g CO2e (8 to 11); 0.5 kg, 21 km (20 km sfd, road: shortest feasible + 5 %)" in text
    assert "9200 km (great circle); belly of a passenger aircraft" in text
    assert "GLEC Framework v3.2 (October 2025); EcoFreight, after Smart Freight Centre [unverified]" in text
    told: Any = json.loads(json.dumps(found.to_dict()))
    assert told["total_g"] == list(found.total.rounded)
    assert [part["mode"] for part in told["parts"]] == ["road", "air", "hub"]


# --- bad input -----------------------------------------------------------------------------------------------------------

KM = Distance(10, GCD)


@pytest.mark.parametrize(
    ("make", "path"),
    [
        *((lambda mass=mass: footprint(mass, [BELLY]), "mass") for mass in (0, -1, "0", 0.5, "heavy", None, True, 10**9)),
        (lambda: footprint(1, [BELLY], unit="m"), "mass"),
        (lambda: footprint(1, [BELLY], unit="stone"), "mass"),
        (lambda: footprint(1, []), "journey"),
        (lambda: footprint(1, BELLY), "journey"),  # type: ignore[arg-type]  # on purpose
        (lambda: footprint(1, ["air"]), "journey[0]"),  # type: ignore[list-item]  # on purpose
        (lambda: footprint(1, [Leg("rocket", KM)]), "journey[0].factor"),
        (lambda: footprint(1, [Leg("hub.parcel", KM)]), "journey[0].factor"),
        (lambda: footprint(1, [Hub("desnz.van")]), "journey[0].factor"),
        (lambda: footprint(1, [Leg("desnz.van", KM)]), "journey[0].distance"),
        (lambda: footprint(1, [Leg("desnz.rail", Distance(10, GCD))]), "journey[0].distance"),
        (lambda: footprint(1, [Leg("desnz.air.short-haul", Distance(95, ACTUAL))]), "journey[0].km"),
        (lambda: footprint(1, [BELLY], packaging=[Packaging(2)]), "packaging"),
        (lambda: footprint(1, [BELLY], packaging=[Packaging(0)]), "packaging.mass"),
        (lambda: footprint(1, [BELLY], packaging=[Packaging("0.1", factor="desnz.van")]), "packaging[0].factor"),
        (lambda: footprint(1, [BELLY], packaging=[1]), "packaging[0]"),  # type: ignore[list-item]  # on purpose
        (lambda: footprint(1, [BELLY], factors={}), "factors"),  # type: ignore[arg-type]  # on purpose
        *((lambda km=km: Distance(km), "km") for km in (0, -5, 1.5, "far", 10**6)),
        (lambda: Distance(5, "gcd"), "kind"),  # type: ignore[arg-type]  # on purpose
        (lambda: Leg("desnz.van", 5), "distance"),  # type: ignore[arg-type]  # on purpose
        (lambda: Leg("desnz.van", KM, "+5 %"), "adjustment"),  # type: ignore[arg-type]  # on purpose
        (lambda: great_circle(91, 0, 0, 0), "latitude"),
        (lambda: great_circle(0, 0, 0, 181.0), "to_longitude"),
        (lambda: great_circle(float("nan"), 0, 0, 0), "latitude"),
        (lambda: great_circle("49", "2", "49", "2"), "to_latitude"),
        (lambda: Grams(Fraction(2), Fraction(1), Fraction(3)), "typical"),
        (lambda: share_emissions(Grams(), []), "consigned"),
        (lambda: share_emissions(Grams(), ["a"]), "consigned[0]"),  # type: ignore[list-item]  # on purpose
        (lambda: share_emissions(5, [Consigned("a", 1, KM)]), "total"),  # type: ignore[arg-type]  # on purpose
        (lambda: share_emissions(Grams(), [Consigned("a", 1, KM)] * 2), "consigned[1].name"),
        (lambda: share_emissions(Grams(), [Consigned("a", 1, KM), Consigned("b", 1, Distance(1))]), "consigned[1].distance"),
        (lambda: Consigned("a", 0, KM), "mass"),
        (lambda: Consigned("", 1, KM), "name"),
    ],
)  # fmt: skip
def test_what_has_no_footprint_is_refused_by_the_field(make: Any, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.path == path
