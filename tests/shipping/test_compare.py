"""Ways side by side: what each mode makes of an order, what law has open, and why the rest is not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moneyed import Money

from xborder import Desk
from xborder.errors import BadInput, XborderError
from xborder.law.sources import Source
from xborder.places import Place
from xborder.shipping import Bonded, Consolidation, Days, DirectMail, OverseasWarehouse, Warehouse, Way
from xborder.shipping.modes._known import known
from xborder.tariff.answers import DutyAnswer
from xborder.tariff.starter import StarterTariff

DESK = Desk()
ON = date(2026, 11, 22)
EUR_CNY = {"base": "EUR", "quote": "CNY", "rate": "8.2"}


def eur(amount: str) -> Money:
    return Money(amount, "EUR")


def serum(**changes: object) -> dict[str, object]:
    """Cosmetics from France to China by a registered seller."""
    return {
        "on": "2026-11-22",
        "currency": "EUR",
        "ship_from": {"country": "FR"},
        "ship_to": {"country": "CN"},
        "seller": {"country": "FR", "registrations": {"cn-cbec": "1"}},
        "freight": {"amount": "8.00", "currency": "EUR"},
        "fx": [EUR_CNY],
        "lines": [
            {
                "sku": "SERUM", "hs": "3304.99", "origin": "FR", "duty": "1%", "measures": {"ml": "50"},
                "unit_price": {"amount": "60.00", "currency": "EUR"},
            }
        ],
        **changes,
    }  # fmt: skip


def case(**changes: object) -> dict[str, object]:
    """A phone case from China to Germany."""
    return {
        "on": "2026-11-22",
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "DE"},
        "seller": {"country": "CN", "registrations": {"vat": "DE136695976"}},
        "freight": {"amount": "8.00", "currency": "EUR"},
        "lines": [
            {"sku": "CASE", "hs": "3926.90", "origin": "CN", "duty": "6.5%", "unit_price": {"amount": "30.00", "currency": "EUR"}}
        ],
        **changes,
    }  # fmt: skip


def by(ways: tuple[Way, ...], mode: str, procedure: str) -> Way:
    (found,) = [way for way in ways if (way.mode, way.procedure) == (mode, procedure)]
    return found


def codes(way: Way) -> set[str]:
    return {reason.code for reason in way.reasons}


# --- figures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "procedure", "cost"),
    [
        # (60 + 8) x 8.2 = 557.60 CNY, x 13 % x 70 % = 50.74 CNY = 6.19 EUR; below 10 CNY a ml no consumption tax.
        ("direct-mail", "cn.cbec-direct", "74.19"),
        ("consolidation", "cn.cbec-direct", "74.19"),
        ("bonded", "cn.cbec-bonded", "74.19"),
        # A bulk of 100: duty 1 % of 55,760.00 CNY = 557.60, VAT 13 % of 56,317.60 = 7,321.29; 78.79 CNY an order = 9.61 EUR.
        ("overseas-warehouse", "cn.general", "77.61"),
    ],
)
def test_cosmetics_to_china_cost_what_the_formulas_say(mode: str, procedure: str, cost: str) -> None:
    assert by(DESK.compare(serum()), mode, procedure).landed_cost == eur(cost)


def test_a_phone_case_to_germany_pays_the_flat_duty_as_a_parcel_and_the_tariff_from_stock() -> None:
    ways = DESK.compare(case())
    # 38.00 + 3.00, and 19 % of 41.00 = 7.79; against 6.5 % of 38.00 = 2.47, and 19 % of 40.47 = 7.69.
    assert by(ways, "direct-mail", "eu.h7").landed_cost == eur("48.79")
    assert by(ways, "bonded", "eu.warehouse").landed_cost == eur("48.16")
    assert by(ways, "overseas-warehouse", "eu.h1").landed_cost == eur("48.16")


def test_each_mode_may_have_a_freight_of_its_own() -> None:
    ways = DESK.compare(
        case(), modes=[DirectMail(), Consolidation(freight=eur("5.00")), Bonded(freight=eur("3.00"))],
        procedures=["eu.h7", "eu.warehouse"],
    )  # fmt: skip
    assert by(ways, "direct-mail", "eu.h7").landed_cost == eur("48.79")
    assert by(ways, "consolidation", "eu.h7").landed_cost == eur("45.22")
    # 33.00 + 6.5 % = 2.15, and 19 % of 35.15 = 6.68.
    assert by(ways, "bonded", "eu.warehouse").landed_cost == eur("41.83")


@pytest.mark.parametrize("order", [serum(), case(), case(prices_include=["tax"]), case(prices_include=["tax", "duty"])])
def test_the_quote_of_a_way_is_the_one_that_the_desk_gives_when_asked_for_it(order: dict[str, object]) -> None:
    ways = [way for way in DESK.compare(order) if way.quote is not None]
    assert len(ways) >= 3
    for way in ways:
        assert way.quote is not None
        asked = way.quote.assessment.consignment.to_dict()
        assert asked["procedure"] == way.procedure
        assert DESK.quote(asked, ON) == way.quote
        assert way.quote.receipt().replay() == way.quote


def test_the_share_of_a_bulk_import_is_exact_to_the_cent() -> None:
    (way,) = DESK.compare(case(), ["eu.h1"], [OverseasWarehouse(batch=3)])
    assert way.quote is not None
    assert way.landed_cost is not None
    assert abs(way.landed_cost * 3 - way.quote.landed_cost) <= eur("0.02")


def test_goods_keep_the_origin_that_was_assumed_for_them_wherever_they_are_stored() -> None:
    order = case()
    line = dict(order["lines"][0])  # type: ignore[index]
    del line["origin"]
    (way,) = DESK.compare({**order, "lines": [line]}, ["eu.warehouse"], ["bonded"])
    assert way.quote is not None
    assert way.quote.assessment.consignment.lines[0].origin == "CN"
    assert "lines[0] gives no origin; CN was taken." in way.risks


# --- lawful or not ----------------------------------------------------------------------------------------------------


def test_a_seller_that_is_not_registered_is_told_so() -> None:
    way = by(DESK.compare(serum(seller={"country": "FR"})), "bonded", "cn.cbec-bonded")
    assert not way.lawful
    assert way.landed_cost is None
    assert way.quote is None
    assert way.why_not == "neither seller nor platform is registered (cn-cbec)"
    assert codes(way) == {"no-registration"}


def test_an_order_over_the_limit_is_told_which() -> None:
    order = serum()
    line = {**order["lines"][0], "quantity": "12"}  # type: ignore[index]
    way = by(DESK.compare({**order, "lines": [line]}), "direct-mail", "cn.cbec-direct")
    assert not way.lawful
    assert way.why_not == "the value is over the limit of cn.cbec-order"
    assert codes(way) == {"over-limit"}


def test_a_scheme_that_the_law_prescribes_shuts_the_others_out() -> None:
    ways = DESK.compare(case(seller={"registrations": {"ioss": "IM2760000742"}}), modes=["direct-mail"])
    assert [way.procedure for way in ways if way.lawful] == ["eu.ioss"]
    assert by(ways, "direct-mail", "eu.h7").why_not == "the law requires eu.ioss"


@pytest.mark.parametrize(
    ("warehouse", "why"),
    [
        (Warehouse(Place("NL"), "eu-customs-warehouse"), "not in the customs territory of China"),
        (Warehouse(Place("HK"), "free-zone"), "not in the customs territory of China"),
        (Warehouse(Place("CN"), "us-ftz-privileged"), "there is no US foreign-trade zone"),
        (Warehouse(Place("CN"), "customs-warehouse"), "cn.cbec-bonded is for stock in a special supervision area"),
    ],
)
def test_stock_in_the_wrong_zone_is_told_so(warehouse: Warehouse, why: str) -> None:
    (way,) = DESK.compare(serum(), ["cn.cbec-bonded"], [Bonded(warehouse)])
    assert not way.lawful
    assert why in way.why_not
    assert "wrong-zone" in codes(way)


def test_a_warehouse_in_one_member_state_serves_buyers_in_another() -> None:
    (way,) = DESK.compare(case(), ["eu.warehouse"], [Bonded(Warehouse(Place("NL"), "eu-customs-warehouse"))])
    assert way.landed_cost == eur("48.16")


class Listed:
    """A tariff that knows which goods are on the list of CBEC retail imports."""

    def __init__(self, *codes: str) -> None:
        self._starter, self._codes = StarterTariff(), codes

    def duty(self, area: str, hs: str, on: date, origin: str = "", preference: str = "") -> DutyAnswer | None:
        return self._starter.duty(area, hs, on, origin, preference)

    def sources(self, area: str) -> Mapping[str, Source]:
        return self._starter.sources(area)

    def digest(self, area: str) -> str:
        return self._starter.digest(area)

    def lists(self, area: str, hs: str, on: date) -> frozenset[str]:  # noqa: ARG002 - the shape of the port
        return frozenset({"cn.cbec-positive-list"}) if area == "CN" and hs.startswith(self._codes) else frozenset()

    def lists_known(self, area: str, on: date) -> frozenset[str]:  # noqa: ARG002 - as above
        return frozenset({"cn.cbec-positive-list"}) if area == "CN" else frozenset()


def test_goods_that_are_not_on_the_positive_list_may_not_go_as_retail_imports() -> None:
    way = by(Desk(tariffs=Listed("8518")).compare(serum()), "bonded", "cn.cbec-bonded")
    assert not way.lawful
    assert way.why_not == "lines[0]: 3304.99 is not on the list of CBEC retail imports"
    assert codes(way) == {"not-listed"}
    assert by(Desk(tariffs=Listed("3304")).compare(serum()), "bonded", "cn.cbec-bonded").lawful


def test_stock_that_is_imported_needs_the_registration_of_its_country() -> None:
    (way,) = DESK.compare(case(seller={"registrations": {"vat": "FR40303265045"}}), ["eu.h1"], ["overseas-warehouse"])
    assert not way.lawful
    assert way.why_not == "the seller has no DE number (vat), which stock there needs"


def test_a_destination_without_a_law_pack_is_unsupported_and_its_other_figures_stand() -> None:
    ways = DESK.compare(case(ship_from={"country": "US"}, ship_to={"country": "TH"}))
    assert [way.mode for way in ways] == ["direct-mail", "consolidation", "bonded", "overseas-warehouse"]
    for way in ways:
        assert not way.lawful
        assert way.standing == "unsupported"
        assert codes(way) >= {"no-law-pack"}
        assert way.landed_cost is None
        assert way.days is not None
        assert way.papers
        assert way.risks


def test_a_duty_that_nobody_knows_leaves_the_way_lawful_and_without_a_figure() -> None:
    order = case()
    line = {key: value for key, value in order["lines"][0].items() if key != "duty"}  # type: ignore[index]
    way = by(DESK.compare({**order, "lines": [{**line, "hs": "9999.99"}]}), "bonded", "eu.warehouse")
    assert way.lawful
    assert way.standing == "not-calculable"
    assert way.landed_cost is None
    assert codes(way) == {"unknown-duty"}


def test_goods_that_are_there_already_are_not_imported() -> None:
    ways = DESK.compare(serum(ship_from={"country": "CN"}))
    assert codes(next(way for way in ways if way.mode == "direct-mail")) == {"no-import"}
    assert by(ways, "bonded", "cn.cbec-bonded").lawful
    assert "no-import" in codes(next(way for way in ways if way.mode == "overseas-warehouse"))


RATES = [
    {"base": "EUR", "quote": code, "rate": "1.5"}
    for code in ["AUD", "BRL", "CAD", "CHF", "GBP", "JPY", "NOK", "NZD", "SGD", "USD"]
]
SCHEMES = dict.fromkeys(
    [
        "ioss",
        "gb-vat",
        "voec",
        "au-gst",
        "nz-gst",
        "sg-gst",
        "ca-gst",
        "ch-vat",
        "br-remessa-conforme",
        "jp-jct",
        "cn-cbec",
    ],
    "1",
)


@pytest.mark.parametrize("country", ["AU", "BR", "CA", "CH", "FR", "GB", "JP", "NO", "NZ", "SG", "US", "XI"])
def test_stock_under_suspension_is_no_parcel_from_abroad_and_no_domestic_goods(country: str) -> None:
    order = case(ship_to={"country": country}, seller={"registrations": SCHEMES}, fx=RATES)
    lawful = [way for way in DESK.compare(order, modes=["bonded"]) if way.lawful]
    assert lawful
    assert all(way.collected == "import" for way in lawful)


# --- when, how long, what with ------------------------------------------------------------------------------------------


def test_duty_falls_due_at_the_moment_of_the_mode() -> None:
    ways = DESK.compare(serum())
    assert by(ways, "direct-mail", "cn.cbec-direct").due == {"at-order": eur("6.19")}
    assert by(ways, "bonded", "cn.cbec-bonded").due == {"at-release": eur("6.19")}
    assert by(ways, "overseas-warehouse", "cn.general").due == {"at-stock-in": eur("9.61")}
    ioss = by(DESK.compare(case(seller={"registrations": {"ioss": "IM2760000742"}})), "direct-mail", "eu.ioss")
    assert ioss.due == {"at-order": eur("7.22"), "at-import": eur("3.00")}
    assert ioss.duty_due == "at-import"
    assert by(ways, "direct-mail", "cn.cbec-direct").duty_due == "at-order"


def test_money_is_tied_up_only_where_goods_are_on_stock() -> None:
    ways = DESK.compare(serum())
    direct, bonded, local = (
        by(ways, *names)
        for names in (
            ("direct-mail", "cn.cbec-direct"), ("bonded", "cn.cbec-bonded"), ("overseas-warehouse", "cn.general"),
        )
    )  # fmt: skip
    assert (direct.capital_days.most, direct.capital) == (0, eur("0.00"))
    assert (bonded.capital_days.usual, bonded.capital) == (60, eur("60.00"))
    assert (local.capital_days.usual, local.capital) == (60, eur("69.61"))


def test_the_host_knows_better_than_the_prior_how_long_it_takes() -> None:
    class Mine:
        def days(self, mode: str, transport: str, origin: str, destination: str) -> Days | None:
            return (
                Days(1, 2, 3)
                if (mode, transport, origin, destination) == ("direct-mail", "courier", "CN", "EU")
                else None
            )

    ways = DESK.compare(
        case(), ["eu.h7"], [DirectMail(), Consolidation(), DirectMail(days=Days(7, 8, 9))], transit=Mine()
    )
    assert [str(way.days) for way in ways] == [
        "1 to 3 days, usually 2", "6 to 24 days, usually 11", "7 to 9 days, usually 8"
    ]  # fmt: skip
    assert ways[1].days is not None
    assert ways[1].days.evidence == "unverified"


def test_papers_go_by_procedure_and_mode_and_name_their_sources() -> None:
    ways = DESK.compare(serum())
    direct = [paper.name for paper in by(ways, "direct-mail", "cn.cbec-direct").papers]
    bonded = by(ways, "bonded", "cn.cbec-bonded").papers
    house = [paper.name for paper in by(ways, "consolidation", "cn.cbec-direct").papers]
    assert "warehousing list of the supervised site (711)" in direct
    assert "gate release slip at second-line exit" in [paper.name for paper in bonded]
    assert "house waybill of the order" in house
    assert "house waybill of the order" not in direct
    assert all(paper.source and paper.evidence in {"official", "secondary", "unverified"} for paper in bonded)


def test_every_row_of_the_table_names_sources_that_are_there() -> None:
    table = known()
    for rows in table.tables.values():
        for row in rows:
            assert row.source
            assert table.grade(row)


def test_a_way_can_be_written_as_json() -> None:
    for way in DESK.compare(serum()):
        assert json.loads(json.dumps(way.to_dict()))["mode"] == way.mode
        assert way.mode in repr(way)


# --- bad input ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"modes": ["teleport"]}, "modes"),
        ({"modes": "bonded"}, "modes"),
        ({"modes": [3]}, "modes"),
        ({"modes": 3}, "modes"),
        ({"procedures": "eu.h7"}, "procedures"),
        ({"procedures": [7]}, "procedures"),
        ({"on": "2026-11-22"}, "on"),
    ],
)
def test_arguments_that_make_no_sense_are_named(arguments: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput) as caught:
        DESK.compare(case(), **arguments)
    assert caught.value.path == path
    assert caught.value.hint


@pytest.mark.parametrize(
    "make",
    [
        lambda: OverseasWarehouse(batch=0),
        lambda: OverseasWarehouse(batch=1.5),  # type: ignore[arg-type]
        lambda: DirectMail(transport="pigeon"),
        lambda: DirectMail(freight=8),
        lambda: DirectMail(days=(1, 2, 3)),
        lambda: Days(3, 2, 1),
        lambda: Days(-1, 2, 3),
        lambda: Days(1.5, 2, 3),  # type: ignore[arg-type]
        lambda: Warehouse("NL", "free-zone"),  # type: ignore[arg-type]
        lambda: Warehouse(Place("NL"), "shed"),
    ],
)
def test_impossible_modes_cannot_be_made(make: Any) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.path
    assert caught.value.hint


def test_what_is_wrong_with_the_request_is_still_told() -> None:
    with pytest.raises(XborderError, match="no law pack has this policy"):
        DESK.compare(case(policies={"eu.nonsense": "x"}))


# --- whatever is asked --------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    price=st.integers(1, 2_000_000),
    quantity=st.integers(1, 3),
    to=st.sampled_from(["DE", "FR", "GB", "XI", "US", "CN", "JP", "AU", "CH"]),
    schemes=st.sets(st.sampled_from(sorted(SCHEMES)), max_size=3),
    transport=st.sampled_from(["courier", "post", "sea"]),
    included=st.sampled_from([[], ["tax"]]),
)
def test_a_way_is_lawful_exactly_when_nothing_speaks_against_it_and_its_quote_can_be_asked_for(
    price: int, quantity: int, to: str, schemes: set[str], transport: str, included: list[str]
) -> None:
    order = case(
        ship_from={"country": "KR"}, ship_to={"country": to}, seller={"registrations": dict.fromkeys(schemes, "1")}, transport=transport,
        prices_include=included, fx=[*RATES, EUR_CNY], currency="EUR",
        lines=[{"hs": "3926.90", "origin": "CN", "duty": "6.5%", "quantity": quantity,
                "unit_price": {"amount": f"{price / 100:.2f}", "currency": "EUR"}}],
    )  # fmt: skip
    ways = DESK.compare(order)
    assert any(way.lawful for way in ways if way.mode == "direct-mail")
    for way in ways:
        assert way.lawful == (not way.reasons) == (way.quote is not None) == (not way.why_not)
        if way.quote is not None and way.orders == 1:
            assert DESK.quote(way.quote.assessment.consignment, ON).landed_cost == way.landed_cost


def test_the_way_that_the_desk_would_take_is_the_cheapest_lawful_one() -> None:
    for order in (serum(), case(), case(ship_to={"country": "US"}, fx=RATES)):
        lawful = [way for way in DESK.compare(order, modes=["direct-mail"]) if way.landed_cost is not None]
        assert DESK.quote(order).landed_cost == min(way.landed_cost for way in lawful if way.landed_cost is not None)
