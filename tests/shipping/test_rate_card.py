"""Rate cards: prices by hand, dates, surcharges and their order, and cards that are not whole."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder import Money
from xborder.errors import BadInput, InvalidRequest, XborderError
from xborder.places import Place
from xborder.shipping import (
    Basis,
    Condition,
    DimRule,
    Parcel,
    RateBand,
    RateCard,
    ShippingRate,
    Surcharge,
    WeightStep,
    ZoneRow,
    ZoneTable,
    example_card,
)

ON = date(2026, 11, 22)
CN = Place("CN")
HALF = DimRule("5000", steps=(WeightStep("0.5"),))
ZONES = ZoneTable((ZoneRow("1", "DE"), ZoneRow("4", "CN")))
LADDER = tuple(
    row
    for zone, price in (("1", 5), ("4", 20))
    for row in (
        RateBand("air", zone, to=1, price=price),
        RateBand("air", zone, above=1, to=10, price=price, per_unit="2.5"),
        RateBand("air", zone, above=10, per_unit="3.333", step=1, minimum=50),
    )
)


def card(*surcharges: Surcharge, **changes: Any) -> RateCard:
    given_ = {
        "name": "mine",
        "currency": "EUR",
        "rows": LADDER,
        "zones": ZONES,
        "surcharges": surcharges,
        "weighing": HALF,
    }
    return RateCard(**{**given_, **changes})


def anything(value: object) -> Any:
    """A value of a type that the type checker would refuse."""
    return value


def box(kilos: str = "1", *sides: str) -> Parcel:
    return Parcel(*(sides or ("10", "10", "10")), "cm", kilos, "kg")  # type: ignore[call-arg]  # three sides


def lines(rate: ShippingRate) -> list[tuple[str, str, int]]:
    return [(line.code, str(line.amount.amount), line.parcel) for line in rate.lines]


# --- freight ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kilos", "amount"),
    [
        ("0.2", "20.00"), ("1", "20.00"),  # the band up to 1 kg, its end included
        ("1.1", "21.25"), ("10", "42.50"),  # 20 + 0.5 x 2.50, and 20 + 9 x 2.50
        ("10.1", "50.00"), ("15", "50.00"),  # 11 x 3.333 and 15 x 3.333 = 49.995 are below the minimum
        ("15.5", "53.33"),  # 16 x 3.333 = 53.328
    ],
)  # fmt: skip
def test_the_freight_is_that_of_the_band_of_the_billable_weight(kilos: str, amount: str) -> None:
    assert str(card().rate(box(kilos), CN, ON).total.amount) == amount


def test_space_counts_as_weight() -> None:
    rate = card().rate(box("1", "40", "30", "20"), CN, ON)
    assert str(rate.billable[0]) == "5.0 kg"
    assert rate.total == Money("30.00", "EUR")
    assert rate.lines[0].reason == "parcel 1: air to zone 4, 5 kg (band above 1 to 10 kg)"


def test_parcels_are_rated_each_or_together_as_the_card_says() -> None:
    two = [box("0.7"), box("0.7")]
    assert lines(card().rate(two, CN, ON)) == [("freight", "20.00", 1), ("freight", "20.00", 2)]
    together = card(together=True).rate(two, CN, ON)
    assert lines(together) == [("freight", "21.25", 0)]  # 1.4 kg is billed as 1.5
    assert [str(weight) for weight in together.billable] == ["1.5 kg"]


def test_without_a_rule_of_weighing_the_weight_counts_as_it_is() -> None:
    rate = card(weighing="").rate(box("1.2", "100", "50", "50"), CN, ON)
    assert rate.total == Money("20.50", "EUR")


def test_a_card_in_pounds_converts_and_a_named_rule_is_that_of_the_day() -> None:
    rows = tuple(RateBand("ground", "1", to=weight, above=weight - 1, price=weight) for weight in range(1, 151))
    ground = RateCard("g", "USD", rows, ZoneTable((ZoneRow("1", "US"),)), weighing="ups", weight_unit="lb")
    parcel = Parcel("11.1", "8.5", "6.2", "in", "1", "lb")
    totals = [ground.rate(parcel, Place("US"), day).total for day in (date(2025, 8, 17), date(2025, 8, 18))]
    assert totals == [Money("5.00", "USD"), Money("6.00", "USD")]
    assert ground.rate(Parcel(1, 1, 1, "cm", 1, "kg"), Place("US"), ON).total == Money("3.00", "USD")


def test_a_yen_card_has_no_decimals() -> None:
    rate = card(
        Surcharge("fuel", "7.5", Basis.PERCENT),
        currency="JPY",
        rows=(RateBand("a", "1", price=101), RateBand("a", "4", price=101)),
    ).rate(box(), CN, ON)
    assert lines(rate) == [("freight", "101", 1), ("fuel", "8", 0)]


# --- dates ------------------------------------------------------------------------------------------------------------

DATED = tuple(
    RateBand("air", zone, price=price, from_=first, until=last)
    for zone in ("1", "4")
    for price, first, last in ((10, date(2025, 1, 1), date(2026, 1, 1)), (12, date(2026, 1, 1), None))
)


def test_the_price_is_that_of_the_day() -> None:
    dated = card(rows=DATED)
    assert dated.rate(box(), CN, date(2025, 12, 31)).total == Money("10.00", "EUR")
    assert dated.rate(box(), CN, date(2026, 1, 1)).total == Money("12.00", "EUR")
    with pytest.raises(BadInput, match="no prices for 2024-12-31") as caught:
        dated.rate(box(), CN, date(2024, 12, 31))
    assert caught.value.path == "on"


def test_a_surcharge_that_ended_is_an_error_unless_it_is_seasonal() -> None:
    first, last = date(2026, 10, 1), date(2026, 11, 1)
    for seasonal in (False, True):
        dated = card(Surcharge("peak", 2, Basis.PER_PARCEL, from_=first, until=last, seasonal=seasonal))
        assert lines(dated.rate(box(), CN, last - timedelta(1)))[1:] == [("peak", "2.00", 1)]
        if seasonal:
            assert lines(dated.rate(box(), CN, last))[1:] == []
        else:
            with pytest.raises(BadInput, match="peak is not known for 2026-11-01"):
                dated.rate(box(), CN, last)


# --- surcharges -------------------------------------------------------------------------------------------------------


def test_a_percentage_is_of_the_lines_that_it_names_and_no_other() -> None:
    rate = card(
        Surcharge("handling", "3.10", Basis.PER_PARCEL),
        Surcharge("clearance", "8.50", Basis.PER_SHIPMENT),
        Surcharge("fuel", "18.5", Basis.PERCENT, of=("freight", "handling")),
    ).rate([box(), box()], CN, ON)
    assert lines(rate) == [
        ("freight", "20.00", 1), ("freight", "20.00", 2), ("handling", "3.10", 1), ("handling", "3.10", 2),
        ("clearance", "8.50", 0), ("fuel", "8.55", 0),
    ]  # fmt: skip
    assert rate.total == Money("63.25", "EUR")  # 46.20 x 18.5 % = 8.547
    assert rate.lines[-1].reason == "fuel, 18.5% of freight and handling 46.2 EUR"


def test_the_remote_area_is_charged_by_weight_with_its_minimum_and_only_there() -> None:
    areas = {"remote": ZoneTable((ZoneRow("remote", "GB", "IV"), ZoneRow("remote", "CN", "85")))}
    zones = ZoneTable((*ZONES.rows, ZoneRow("1", "GB")))
    remote = card(Surcharge("remote", "0.5", Basis.PER_WEIGHT, minimum=24, area="remote"), areas=areas, zones=zones)
    assert lines(remote.rate(box("60"), Place("CN", postal_code="850000"), ON))[1:] == [("remote", "30.00", 1)]
    assert lines(remote.rate(box("9"), Place("CN", postal_code="850000"), ON))[1:] == [("remote", "24.00", 1)]
    assert lines(remote.rate(box("9"), Place("CN", postal_code="100000"), ON))[1:] == []
    assert lines(remote.rate(box("9"), Place("DE"), ON))[1:] == []
    with pytest.raises(BadInput, match="depends on the postal code"):
        remote.rate(box("9"), Place("CN"), ON)


def test_what_is_weighed_together_bears_a_weight_surcharge_once() -> None:
    rate = card(Surcharge("remote", 1, Basis.PER_WEIGHT), Surcharge("label", 1, Basis.PER_PARCEL), together=True).rate(
        [box("2"), box("2")], CN, ON
    )
    assert lines(rate)[1:] == [("remote", "4.00", 1), ("label", "1.00", 1), ("label", "1.00", 2)]


def test_a_home_is_charged_when_it_is_one_and_told_when_that_is_not_known() -> None:
    home = card(Surcharge("home", 3, Basis.PER_PARCEL, condition=Condition.RESIDENTIAL))
    assert lines(home.rate(box(), CN, ON, residential=True))[1:] == [("home", "3.00", 1)]
    assert home.rate(box(), CN, ON, residential=True).notices == ()
    unknown = home.rate(box(), CN, ON)
    assert (lines(unknown)[1:], unknown.notices) == ([], ("residential-unknown",))
    assert home.rate(box(), CN, ON, residential=False).notices == ()


def test_the_fee_for_advancing_duties_is_due_when_they_are_advanced() -> None:
    fee = card(Surcharge("duty-advance", 2, Basis.PERCENT_OF_DUTIES, minimum=12, maximum=100))
    for duties, amount in (("0", "12.00"), ("700.55", "14.01"), ("9999", "100.00")):
        assert lines(fee.rate(box(), CN, ON, duties=Money(duties, "EUR")))[1:] == [("duty-advance", amount, 0)]
    assert lines(fee.rate(box(), CN, ON))[1:] == []
    for wrong in (Money(1, "USD"), Money(-1, "EUR"), "12.00"):
        with pytest.raises(BadInput) as caught:
            fee.rate(box(), CN, ON, duties=wrong)  # type: ignore[arg-type]  # that is the point
        assert caught.value.path == "duties"


def test_of_a_group_only_the_dearest_is_charged_on_a_parcel() -> None:
    ups = card(
        Surcharge("additional-handling", 20, Basis.PER_PARCEL, size="ups-additional-handling", group="size"),
        Surcharge("large-package", 200, Basis.PER_PARCEL, size="ups-large-package", group="size"),
        Surcharge("heavy", 30, Basis.PER_PARCEL, above=25, group="size"),
    )
    small, long_, giant, heavy = box(), box("1", "130", "20", "10"), box("1", "300", "20", "20"), box("26")
    rate = ups.rate([small, long_, giant, heavy], CN, ON)
    assert [(line.code, line.parcel) for line in rate.lines if line.code != "freight"] == [
        ("additional-handling", 2), ("large-package", 3), ("heavy", 4),
    ]  # fmt: skip


def test_a_surcharge_of_one_service_or_zone_stays_there() -> None:
    rows = (*LADDER, *(attrs.evolve(row, service="road") for row in LADDER if row.zone == "1"))
    both = card(
        Surcharge("x", 1, Basis.PER_SHIPMENT, service="road"),
        Surcharge("y", 1, Basis.PER_SHIPMENT, zone="4"),
        rows=rows,
    )
    assert both.services == ("air", "road")
    assert [code for code, _, _ in lines(both.rate(box(), Place("DE"), ON, service="road"))] == ["freight", "x"]
    assert [code for code, _, _ in lines(both.rate(box(), CN, ON, service="air"))] == ["freight", "y"]


# --- asking for what is not there -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "path", "message"),
    [
        (lambda: card().rate(box(), Place("JP"), ON), "to", "does not reach JP"),
        (lambda: card().rate([], CN, ON), "parcels", "no parcel"),
        (lambda: card().rate(anything(["box"]), CN, ON), "parcels[0]", "no Parcel"),
        (lambda: card().rate(box(), anything("CN"), ON), "to", "no Place"),
        (lambda: card().rate(box(), CN, "2026-11-22"), "on", "not a day"),  # type: ignore[arg-type]  # that is the point
        (lambda: card().rate(box(), CN, ON, service="sea"), "service", "'sea' is not a service"),
        (lambda: card(rows=(*LADDER, RateBand("road", "1", price=1))).rate(box(), CN, ON), "service", "several services"),
        (lambda: card(rows=(*LADDER, RateBand("road", "1", price=1))).rate(box(), CN, ON, service="road"), "service",
         "road does not go to zone 4"),
        (lambda: card(rows=(RateBand("air", "1", to=2, price=1), RateBand("air", "4", to=2, price=1))).rate(box("3"), CN, ON),
         "parcels", "no price for 3.0 kg"),
    ],
)  # fmt: skip
def test_what_a_card_does_not_have_is_told(ask: Any, path: str, message: str) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        ask()
    assert caught.value.path == path
    assert caught.value.hint


# --- cards that are not whole -----------------------------------------------------------------------------------------


def two(row: RateBand) -> tuple[RateBand, ...]:
    return (attrs.evolve(row, zone="1"), attrs.evolve(row, zone="4"))


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"rows": ()}, "rows", "no prices"),
        ({"rows": (*LADDER, RateBand("air", "7", price=1))}, "rows[6].zone", "where zone '7' is"),
        ({"rows": LADDER[:3]}, "zones.zone", "zone '4' has no prices"),
        ({"rows": (*LADDER[:4], *LADDER[5:])}, "rows[4].above", "no price above 1 to 10"),
        ({"rows": LADDER[1:]}, "rows[0].above", "no price above 0 to 1"),
        ({"rows": (*LADDER, RateBand("air", "4", above=5, to=6, price=1))}, "rows[6].above", "two prices"),
        ({"rows": (*LADDER, RateBand("air", "4", above=10, price=1))}, "rows[6].above", "two prices"),
        ({"rows": (*DATED, RateBand("air", "4", price=1, from_=date(2026, 6, 1)))}, "rows[4].from", "two values hold"),
        ({"rows": (DATED[0], *DATED[1:2], DATED[2], attrs.evolve(DATED[3], from_=date(2026, 2, 1)))}, "rows[3].from",
         "no value holds from 2026-01-01 to 2026-02-01"),
        ({"surcharges": (Surcharge("a", 1, Basis.PERCENT, of=("b",)),)}, "surcharges[0].of", "'b', which is not computed"),
        ({"surcharges": (Surcharge("a", 1, Basis.PER_PARCEL, zone="7"),)}, "surcharges[0].zone", "'7' is not known"),
        ({"surcharges": (Surcharge("a", 1, Basis.PER_PARCEL, service="sea"),)}, "surcharges[0].service", "not known"),
        ({"surcharges": (Surcharge("a", 1, Basis.PER_PARCEL, area="far"),)}, "surcharges[0].area", "not known"),
        ({"surcharges": (Surcharge("a", 1, Basis.PER_PARCEL, size="big"),)}, "surcharges[0].size", "not known"),
        ({"surcharges": (Surcharge("a", 1, Basis.PER_PARCEL), Surcharge("a", 2, Basis.PER_PARCEL))},
         "surcharges[1].from", "two values hold"),
        ({"surcharges": (Surcharge("a", 1, Basis.PER_PARCEL), Surcharge("a", 2, Basis.PER_PARCEL, zone="4"))},
         "surcharges[1].code", "two amounts of a"),
        ({"surcharges": (Surcharge("a", 1, Basis.PER_PARCEL, until=date(2026, 1, 1)),
                         Surcharge("a", 2, Basis.PER_PARCEL, from_=date(2026, 1, 2)))}, "surcharges[1].from", "no value holds"),
        ({"currency": "EURO"}, "currency", "not the code"),
        ({"rows": ["row"]}, "rows[0]", "no RateBand"),
        ({"surcharges": 7}, "surcharges", "no list"),
        ({"zones": ZONES.rows}, "zones", "no ZoneTable"),
        ({"weight_unit": "stone"}, "weight_unit", "not a unit"),
        ({"weighing": "hermes"}, "weighing", "not known"),
        ({"weighing": DimRule(139, "in", "lb")}, "weighing", "weighs in lb"),
    ],
)  # fmt: skip
def test_a_gap_an_overlap_or_an_unknown_name_is_an_error_when_the_card_is_made(
    changes: dict[str, Any], path: str, message: str
) -> None:
    with pytest.raises(XborderError, match=message) as caught:
        card(**changes)
    errors = caught.value.errors if isinstance(caught.value, InvalidRequest) else (caught.value,)
    assert path in [error.path for error in errors]


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: RateBand("a", "1"), "price"),
        (lambda: RateBand("a", "1", above=2, to=2, price=1), "to"),
        (lambda: RateBand("a", "1", price="-1"), "price"),
        (lambda: RateBand("a", "1", price=1.5), "price"),  # type: ignore[arg-type]  # that is the point
        (lambda: RateBand("a", "1", price=1, from_=ON, until=ON), "until"),
        (lambda: RateBand("a", "1", price=1, from_=anything("2026-01-01")), "from"),
        (lambda: RateBand("a", anything(1), price=1), "zone"),
        (lambda: ZoneRow("1", "GB", anything(7)), "postal_from"),
        (lambda: Surcharge("a", 1, Basis.PERCENT, until=anything("2026-01-01")), "until"),
        (lambda: Surcharge("a", 1, Basis.PERCENT, of=anything("freight")), "of"),
        (lambda: Surcharge("a", 1, Basis.PER_PARCEL, condition=anything("home")), "condition"),
        (lambda: HALF.weigh_together([]), "parcels"),
        (lambda: DimRule(5000, steps=anything([7])), "steps[0]"),
        (lambda: Surcharge("", 1, Basis.PERCENT), "code"),
        (lambda: Surcharge("freight", 1, Basis.PERCENT), "code"),
        (lambda: Surcharge("a", 1, "percent"), "basis"),  # type: ignore[arg-type]  # that is the point
        (lambda: Surcharge("a", 1, Basis.PERCENT, from_=ON, until=ON), "until"),
        (lambda: Surcharge("a", 1, Basis.PERCENT, minimum=2, maximum=1), "maximum"),
        (lambda: Surcharge("a", 1, Basis.PER_PARCEL, of=("freight",)), "of"),
        (lambda: Surcharge("a", 1, Basis.PERCENT, group="g"), "group"),
        (lambda: Surcharge("a", 1, Basis.PER_SHIPMENT, size="ups"), "basis"),
    ],
)
def test_rows_and_surcharges_that_make_no_sense_are_refused(make: Any, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.path == path


# --- the example, and invariants --------------------------------------------------------------------------------------

EXAMPLE = example_card()
PLACES = st.sampled_from([Place("DE"), CN, Place("US", postal_code="10001"), Place("US", postal_code="99501"), Place("GB", postal_code="IV1 1AA"), Place("BR")])  # fmt: skip
DAYS = st.dates(date(2025, 8, 18), date(2027, 6, 1))


def test_every_rate_of_the_example_says_that_it_is_one() -> None:
    rate = EXAMPLE.rate(box(), CN, ON, service="express", residential=False)
    assert rate.notices == ("example-card",)
    assert rate.to_dict()["notices"] == ["example-card"]
    assert "example-card" in rate.explain()


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.decimals("0.01", "60", places=2), st.integers(1, 60)), min_size=1, max_size=3),
    PLACES,
    DAYS,
    st.booleans(),
)
def test_the_lines_add_up_and_each_has_a_reason(
    goods: list[tuple[Decimal, int]], to: Place, on: date, residential: bool
) -> None:
    parcels = [Parcel(side, 20, 10, "cm", weight, "kg") for weight, side in goods]
    rate = EXAMPLE.rate(parcels, to, on, service="express", residential=residential, duties=Money("31.20", "EUR"))
    assert rate.total.amount == sum(line.amount.amount for line in rate.lines)
    assert all(line.reason for line in rate.lines)
    assert [line.code for line in rate.lines].count("freight") == len(parcels)
    assert rate.lines[-1].code == "duty-advance"


@settings(deadline=None)
@given(st.fractions(Fraction(1, 100), 60), st.fractions(0, 9), PLACES, DAYS)
def test_a_heavier_parcel_never_costs_less_by_the_example(
    weight: Fraction, more: Fraction, to: Place, on: date
) -> None:
    light, heavy = (
        EXAMPLE.rate(
            Parcel(10, 10, 10, "cm", kilos.limit_denominator(1000), "kg"), to, on, service="express", residential=True
        )
        for kilos in (weight, weight + more)
    )
    assert heavy.total.amount >= light.total.amount
