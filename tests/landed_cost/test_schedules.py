"""Quotes with the official schedules: every duty worked out by hand from the published measures."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xborder import Desk, Quote
from xborder.errors import BadInput, UnknownDutyRate
from xborder.tariff import Schedule
from xborder.tariff.starter import StarterTariff

DATA = Path(__file__).parents[3] / "shared" / "data"
BODIES = DATA / "uk-tariff-api-v2"
GB = {"country": "GB"}
NI = {"country": "GB", "subdivision": "GB-NIR"}

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the official files are not beside the checkout")


@pytest.fixture(scope="module")
def uk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with all recorded commodities of the United Kingdom and of Northern Ireland."""
    with Schedule.create(tmp_path_factory.mktemp("uk") / "uk.sqlite") as schedule:
        for body in sorted(BODIES.glob("vcr__commodities*.json")):
            schedule.load_uk_api(body)
        yield Desk(tariffs=schedule)


def ask(desk: Desk, to: dict[str, str], origin: str, value: str, on: str = "2025-06-02", **line: object) -> Quote:
    """One line of goods in the currency of the destination's tariff."""
    currency = "GBP" if to is GB else "EUR"
    return desk.quote(
        {
            "on": on,
            "currency": currency,
            "ship_from": {"country": origin},
            "ship_to": to,
            "fx": [{"base": "EUR", "quote": "GBP", "rate": "0.8500", "on": "2025-06-01", "source": "by hand"}],
            "lines": [{"origin": origin, "unit_price": {"amount": value, "currency": currency}, **line}],
        }
    )


def money(quote: Quote) -> tuple[str, str]:
    return str(quote.duties.amount), str(quote.taxes.amount)


PLATES: dict[str, Any] = {"hs": "6911100090", "quantity": "12"}
BEEF: dict[str, Any] = {"hs": "0201100021", "net_mass": {"value": "100", "unit": "kg"}}


@pytest.mark.parametrize(
    ("origin", "preference", "duties", "taxes"),
    [
        ("CN", "", "28.80", "53.76"),  # 240.00 x 12 %; (240.00 + 28.80) x 20 %
        ("AD", "", "28.80", "53.76"),  # a preference is for those who claim it
        ("AD", "any", "0.00", "48.00"),  # Andorra: 0 %; 240.00 x 20 %
    ],
)
def test_twelve_porcelain_plates_to_great_britain(
    uk: Desk, origin: str, preference: str, duties: str, taxes: str
) -> None:
    quote = ask(uk, GB, origin, "20.00", "2025-07-14", preference=preference, **PLATES)
    assert (money(quote), quote.status) == ((duties, taxes), "complete")


@pytest.mark.parametrize(
    ("to", "origin", "preference", "value", "duties"),
    [
        (GB, "BR", "", "800.00", "243.00"),  # 12 % + 147 GBP/100 kg: 96.00 + 147.00
        (GB, "FR", "", "800.00", "243.00"),
        (GB, "FR", "eu-uk-tca", "800.00", "0.00"),
        (GB, "JP", "cptpp", "800.00", "0.00"),
        (GB, "AU", "cptpp", "800.00", "243.00"),  # no better than the ordinary duty outside the quota
        (NI, "BR", "", "940.00", "297.12"),  # 12.8 % + 176.8 EUR/100 kg: 120.32 + 176.80
        (NI, "TR", "any", "940.00", "176.80"),  # 0 % + 176.8 EUR/100 kg
        (NI, "GB", "eu-uk-tca", "940.00", "0.00"),
    ],
)
def test_a_hundred_kilograms_of_beef_side_by_side(
    uk: Desk, to: dict[str, str], origin: str, preference: str, value: str, duties: str
) -> None:
    quote = ask(uk, to, origin, value, preference=preference, **BEEF)
    assert str(quote.duties.amount) == duties


def test_a_quota_is_an_option_that_is_told_and_not_taken(uk: Desk) -> None:
    quote = ask(uk, GB, "US", "800.00", **BEEF)
    assert str(quote.duties.amount) == "243.00"
    assert any(notice.code == "tariff-option" and "quota" in notice.message for notice in quote.notices)


def test_the_sources_of_a_quote_name_the_edition(uk: Desk) -> None:
    quote = ask(uk, GB, "CN", "20.00", "2025-07-14", **PLATES)
    assert any("Trade Tariff" in source["title"] for source in quote.sources.values())


def test_what_a_schedule_does_not_know_the_next_tariff_answers(uk: Desk) -> None:
    assert uk.tariffs is not None
    both = Desk(tariffs=(uk.tariffs, StarterTariff()))
    assert money(ask(both, GB, "CN", "20.00", "2025-07-14", **PLATES)) == ("28.80", "53.76")
    to_germany = ask(both, {"country": "DE"}, "CN", "200.00", hs="6109.10")
    assert str(to_germany.duties.amount) == "24.00"  # 12 % of 200.00 by the starter tariff
    with pytest.raises(UnknownDutyRate):
        ask(uk, {"country": "DE"}, "CN", "200.00", hs="6109.10")


# --- the United States: a whole edition, and the lists ----------------------------------------------------------------

LISTS = {
    "us-301": "s301_product_lists.csv",
    "us-122-exempt": "s122_exempt_products.csv",
    "us-ieepa-exempt": "ieepa_exempt_products.csv",
    "us-232-annexes": "s232_annex_products.csv",
    "us-232-derivatives": "s232_derivative_products.csv",
    "us-232-copper": "s232_copper_products.csv",
    "us-232-metal-chapters": "s232_metal_chapter_products.csv",
}


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The harmonized tariff schedule of June 2026 with the lists that law refers to."""
    with Schedule.create(tmp_path_factory.mktemp("us") / "us.sqlite") as schedule:
        schedule.load_us_hts(DATA / "us-hts" / "hts_2026_rev_10.json.gz", on=date(2026, 6, 8))
        for recipe, name in LISTS.items():
            schedule.load_list(DATA / "us-ch99-lists" / name, recipe=recipe)
        yield Desk(tariffs=schedule)


def to_us(desk: Desk, hs: str, origin: str, **line: object) -> Quote:
    return desk.quote(
        {
            "on": "2026-07-01",
            "ship_from": {"country": origin},
            "ship_to": {"country": "US"},
            "lines": [{"hs": hs, "origin": origin, "unit_price": {"amount": "1000", "currency": "USD"}, **line}],
        }
    )


def test_each_layer_is_a_charge_of_its_own_with_its_heading(us: Desk) -> None:
    quote = to_us(us, "6109.10.00.12", "CN")
    duties = [charge for charge in quote.charges if charge.kind == "duty"]
    assert [(charge.rule, charge.heading, charge.rate, charge.amount) for charge in duties] == [
        ("us.duty", "", "16.5%", "165.00"),
        ("us.s301.china", "9903.88.15", "7.5%", "75.00"),
        ("us.s122", "9903.03.01", "10%", "100.00"),
    ]
    assert quote.status == "complete"


def test_a_preference_is_for_goods_of_its_origin(us: Desk) -> None:
    ordinary = to_us(us, "6109.10.00.12", "CN")
    refused = to_us(us, "6109.10.00.12", "CN", preference="usmca")
    assert (refused.duties, refused.fees) == (ordinary.duties, ordinary.fees)
    assert any(notice.code == "tariff-choice" and "not of CN" in notice.message for notice in refused.notices)
    mexican = to_us(us, "6109.10.00.12", "MX", preference="usmca")
    assert str(mexican.duties.amount) == "0.00"


def test_a_claim_that_cannot_be_computed_leaves_a_gap_and_says_so(us: Desk) -> None:
    quote = to_us(us, "0201.10.50.10", "AU", preference="auto")
    assert quote.status == "partial"
    assert any("cannot be computed" in notice.message for notice in quote.notices)


WIDE = (
    "610910", "640219", "851830", "220421", "170114", "040690", "720810", "870322", "870421", "940161",
    "950300", "330499", "420221", "392690", "852872", "841810", "610610", "711319", "630790", "210690", "854442",
)  # fmt: skip


@pytest.mark.parametrize("origin", ["CN", "DE", "MX"])
@pytest.mark.parametrize("hs", WIDE)
def test_the_bounds_of_a_short_code_hold_every_line_below_it(us: Desk, hs: str, origin: str) -> None:
    measures = {"kg": "10", "l": "1", "alcohol_vol": "12", "pieces": "4", "pairs": "2", "degrees[polarisation]": "98"}
    quote = to_us(us, hs, origin, measures=measures)
    if quote.status == "partial":
        assert any(notice.level == "blocking" for notice in quote.notices)
        return
    bounds: Any = quote.bounds or {"landed_cost": dict.fromkeys(("min", "max"), quote.landed_cost.amount)}
    least, most = (Decimal(bounds["landed_cost"][end]) for end in ("min", "max"))
    assert isinstance(us.tariffs, Schedule)
    found = us.tariffs.lookup("US", hs, on=date(2026, 7, 1), origin=origin)
    assert found is not None
    for code in found.lines:
        below = to_us(us, code, origin, measures=measures)
        assert below.status == "complete", code
        assert least <= below.landed_cost.amount <= most, code


def test_a_watch_needs_the_values_of_its_parts(us: Desk) -> None:
    with pytest.raises(BadInput, match=r"needs value\[case\]") as caught:
        to_us(us, "9102.11", "CH")
    assert "value[case]" in caught.value.hint


def test_northern_ireland_takes_what_its_own_tariff_lacks_from_the_union(uk: Desk) -> None:
    assert uk.tariffs is not None
    both = Desk(tariffs=(uk.tariffs, StarterTariff()))
    assert str(ask(both, NI, "BR", "940.00", **BEEF).duties.amount) == "297.12"
    shirt = ask(both, NI, "CN", "200.00", hs="6109.10")
    assert str(shirt.duties.amount) == "24.00"  # 12 % of 200.00 by the starter tariff of the Union
