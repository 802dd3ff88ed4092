"""The publishers' own files; the expected figures were read from them by eye."""

import time
import tracemalloc
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from xborder.errors import NoExchangeRate
from xborder.money import FxRule, Money, RateTable


@pytest.fixture(scope="module")
def ecb(official_files: Path) -> RateTable:
    return RateTable.from_ecb(official_files / "ecb-fx" / "eurofxref-hist.zip")


@pytest.fixture(scope="module")
def hmrc(official_files: Path) -> RateTable:
    return RateTable.from_hmrc(official_files / "uk-hmrc-fx" / "all_rates.csv")


def test_the_ecb_history_is_held_whole(ecb: RateTable) -> None:
    (held,) = ecb.provenance
    assert (held.source, held.first, held.last) == ("ECB", date(1999, 1, 4), date(2026, 4, 13))
    assert len(held.currencies) == 42
    assert held.digests == ("sha256:f866ef61b04a7f08b741f6ec731b71e2e777cbbc694943d09b8409aee46743b3",)


@pytest.mark.parametrize(
    ("on", "quote", "figure"),
    [
        (date(1999, 1, 4), "USD", "1.1789"),
        (date(1999, 1, 4), "CYP", "0.58231"),
        (date(1999, 1, 4), "ZAR", "6.9358"),
        (date(2022, 3, 1), "RUB", "117.201"),
        (date(2022, 12, 30), "HRK", "7.5365"),
        (date(2025, 3, 3), "USD", "1.0465"),
        (date(2025, 3, 3), "JPY", "158.33"),
        (date(2025, 12, 31), "BGN", "1.9558"),
        (date(2026, 4, 13), "IDR", "20082.05"),
        (date(2026, 4, 13), "ZAR", "19.3849"),
    ],
)
def test_ecb_figures(ecb: RateTable, on: date, quote: str, figure: str) -> None:
    rate = ecb.rate("EUR", quote, on=on, rule=FxRule.EXACT_DAY)
    assert (rate.published, rate.on) == (figure, on)


def test_dollars_in_yen_are_crossed_through_the_euro(ecb: RateTable) -> None:
    on = date(2025, 3, 3)
    rate = ecb.rate("USD", "JPY", on=on)
    assert (rate.value, rate.via) == (Fraction("158.33") / Fraction("1.0465"), ("EUR",))
    # 100 / 1.0465 * 158.33 = 15,129.479...
    assert ecb.convert(Money("100.00", "USD"), "JPY", on=on) == Money("15129", "JPY")


@pytest.mark.parametrize("day", [17, 18, 19, 20, 21])
def test_over_easter_the_rate_of_maundy_thursday_holds(ecb: RateTable, day: int) -> None:
    rate = ecb.rate("EUR", "USD", on=date(2025, 4, day))
    assert (rate.on, rate.text) == (date(2025, 4, 17), "1.136")


def test_customs_rates_of_january_and_march_2025(ecb: RateTable) -> None:
    # Second-last Wednesdays: 18 December 2024 and 19 February 2025.
    january = ecb.rate("EUR", "USD", on=date(2025, 1, 31), rule=FxRule.EU_MONTHLY)
    march = ecb.rate("EUR", "USD", on=date(2025, 3, 1), rule=FxRule.EU_MONTHLY)
    assert (january.on, january.text) == (date(2024, 12, 18), "1.0496")
    assert (march.on, march.text) == (date(2025, 2, 19), "1.0434")


def test_ended_currencies_do_not_answer_for_ever(ecb: RateTable) -> None:
    assert ecb.rate("EUR", "RUB", on=date(2022, 3, 11)).on == date(2022, 3, 1)
    with pytest.raises(NoExchangeRate, match="ECB's EUR to RUB ends on 2022-03-01"):
        ecb.rate("EUR", "RUB", on=date(2022, 3, 12))
    with pytest.raises(NoExchangeRate):
        ecb.rate("EUR", "RUB", on=date(2022, 4, 1), rule=FxRule.EU_MONTHLY)
    with pytest.raises(NoExchangeRate):
        ecb.rate("EUR", "EEK", on=date(2011, 2, 1))


def test_kuna_and_lev_end_in_their_fixed_rates(ecb: RateTable) -> None:
    assert ecb.rate("EUR", "HRK", on=date(2022, 12, 31)).text == "7.5365"
    assert ecb.rate("EUR", "HRK", on=date(2023, 1, 1)).text == "7.53450"
    assert ecb.rate("EUR", "BGN", on=date(2025, 12, 31)).text == "1.9558"
    assert ecb.rate("EUR", "BGN", on=date(2026, 1, 1)).text == "1.95583"
    assert ecb.rate("BGN", "USD", on=date(2026, 4, 13)).value == Fraction("1.1684") / Fraction("1.95583")


@pytest.mark.parametrize(
    ("on", "quote", "figure"),
    [
        (date(2020, 1, 1), "AED", "4.8012"),
        (date(2020, 2, 29), "AED", "4.82"),
        (date(2020, 1, 31), "USD", "1.3071"),
        (date(2023, 8, 31), "USD", "1.2886"),
        (date(2023, 8, 1), "EUR", "1.1515"),
        (date(2023, 8, 15), "VEF", "3468014.13"),
        (date(2022, 11, 5), "SLE", "15631.1792"),
    ],
)
def test_hmrc_figures_hold_from_the_first_to_the_last_day(hmrc: RateTable, on: date, quote: str, figure: str) -> None:
    rate = hmrc.rate("GBP", quote, on=on, rule=FxRule.HMRC_MONTHLY)
    assert (rate.published, rate.on.day, rate.source) == (figure, 1, "HMRC")


def test_the_hmrc_table_is_held_whole(hmrc: RateTable) -> None:
    (held,) = hmrc.provenance
    assert (held.rates, len(held.currencies)) == (6374, 148)
    assert (held.first, held.last) == (date(2020, 1, 1), date(2023, 8, 31))
    with pytest.raises(NoExchangeRate):
        hmrc.rate("GBP", "USD", on=date(2023, 9, 1))


def test_the_kuna_that_hmrc_printed_after_adoption_is_not_used(hmrc: RateTable) -> None:
    # The file has HRK 1.1441 for February 2023, which is its figure for the euro.
    rate = hmrc.rate("GBP", "HRK", on=date(2023, 2, 1))
    assert rate.value == Fraction("1.1441") * Fraction("7.53450")
    assert hmrc.rate("GBP", "EUR", on=date(2023, 2, 1)).text == "1.1441"


def test_each_publisher_answers_by_its_own_rule(ecb: RateTable, hmrc: RateTable) -> None:
    both, on = ecb | hmrc, date(2023, 8, 10)
    assert both.rate("USD", "GBP", on=on, rule=FxRule.HMRC_MONTHLY).source == "HMRC"
    assert both.rate("USD", "GBP", on=on, rule=FxRule.LATEST).source == "ECB"
    assert [held.source for held in both.provenance] == ["HMRC", "ECB"]


def test_the_history_stays_small_in_memory(official_files: Path) -> None:
    tracemalloc.start()
    table = RateTable.from_ecb(official_files / "ecb-fx" / "eurofxref-hist.zip")
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert table.provenance[0].rates > 200_000
    assert held < 6_000_000


def test_a_warm_look_up_takes_microseconds(ecb: RateTable) -> None:
    on = date(2025, 3, 3)
    ecb.rate("USD", "JPY", on=on)
    rounds = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(1000):
            ecb.rate("USD", "JPY", on=on)
        rounds.append(time.perf_counter() - start)
    assert min(rounds) / 1000 < 20e-6
