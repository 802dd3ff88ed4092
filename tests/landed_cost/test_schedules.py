"""Quotes with the official schedules: every duty worked out by hand from the published measures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from xborder import Desk, Quote
from xborder.errors import UnknownDutyRate
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


PLATES = {"hs": "6911100090", "quantity": "12"}
BEEF = {"hs": "0201100021", "net_mass": {"value": "100", "unit": "kg"}}


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
    both = Desk(tariffs=(uk.tariffs, StarterTariff()))
    assert money(ask(both, GB, "CN", "20.00", "2025-07-14", **PLATES)) == ("28.80", "53.76")
    to_germany = ask(both, {"country": "DE"}, "CN", "200.00", hs="6109.10")
    assert str(to_germany.duties.amount) == "24.00"  # 12 % of 200.00 by the starter tariff
    with pytest.raises(UnknownDutyRate):
        ask(uk, {"country": "DE"}, "CN", "200.00", hs="6109.10")
