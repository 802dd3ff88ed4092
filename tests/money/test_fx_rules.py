from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import NoExchangeRate
from xborder.money import FxRule, RateTable, penultimate_wednesday


def daily(*rows: tuple[date, str]) -> RateTable:
    return RateTable.of((day, "EUR", "USD", figure, "ECB") for day, figure in rows)


@given(st.integers(1999, 2100), st.integers(1, 12))
def test_the_penultimate_wednesday_has_exactly_one_wednesday_after_it_in_its_month(year: int, month: int) -> None:
    day = penultimate_wednesday(year, month)
    assert (day.year, day.month, day.weekday()) == (year, month, 2)
    assert day.replace(day=day.day + 7).month == month
    later = day.toordinal() + 14
    assert date.fromordinal(later).month != month


def test_latest_is_the_last_published_on_or_before_the_day() -> None:
    rates = daily((date(2026, 11, 18), "1.15"), (date(2026, 11, 20), "1.16"))
    assert rates.rate("EUR", "USD", on=date(2026, 11, 22), rule=FxRule.LATEST).text == "1.16"
    assert rates.rate("EUR", "USD", on=date(2026, 11, 20), rule=FxRule.LATEST).text == "1.16"
    assert rates.rate("EUR", "USD", on=date(2026, 11, 19), rule=FxRule.LATEST).text == "1.15"
    with pytest.raises(NoExchangeRate):
        rates.rate("EUR", "USD", on=date(2026, 11, 17), rule=FxRule.LATEST)


def test_a_daily_rate_answers_for_ten_days_and_no_longer() -> None:
    rates = daily((date(2026, 11, 1), "1.15"))
    assert rates.rate("EUR", "USD", on=date(2026, 11, 11)).on == date(2026, 11, 1)
    with pytest.raises(NoExchangeRate, match="ECB's EUR to USD ends on 2026-11-01"):
        rates.rate("EUR", "USD", on=date(2026, 11, 12))
    assert rates.with_max_age(11).rate("EUR", "USD", on=date(2026, 11, 12)).on == date(2026, 11, 1)


def test_exact_day_takes_no_other_day() -> None:
    rates = daily((date(2026, 11, 18), "1.15"))
    assert rates.rate("EUR", "USD", on=date(2026, 11, 18), rule=FxRule.EXACT_DAY).text == "1.15"
    with pytest.raises(NoExchangeRate, match="by the rule exact-day"):
        rates.rate("EUR", "USD", on=date(2026, 11, 19), rule=FxRule.EXACT_DAY)


def test_eu_monthly_holds_for_the_whole_following_month() -> None:
    # 21 October 2026 and 18 November 2026 are second-last Wednesdays.
    rates = daily(*((date(2026, 10, day), f"1.{day}") for day in range(12, 31)), (date(2026, 11, 18), "1.99"))
    for day in (1, 15, 30):
        rate = rates.rate("EUR", "USD", on=date(2026, 11, day), rule=FxRule.EU_MONTHLY)
        assert (rate.text, rate.on) == ("1.21", date(2026, 10, 21))
    assert rates.rate("EUR", "USD", on=date(2026, 12, 1), rule=FxRule.EU_MONTHLY).text == "1.99"


def test_eu_monthly_takes_the_most_recent_before_when_none_was_published_that_wednesday() -> None:
    rates = daily((date(2026, 10, 19), "1.19"), (date(2026, 10, 22), "1.22"))
    assert rates.rate("EUR", "USD", on=date(2026, 11, 5), rule=FxRule.EU_MONTHLY).on == date(2026, 10, 19)


def test_eu_monthly_crosses_years_and_ends_with_the_currency() -> None:
    rates = daily((date(2024, 12, 18), "1.0496"))
    assert rates.rate("EUR", "USD", on=date(2025, 1, 31), rule=FxRule.EU_MONTHLY).text == "1.0496"
    with pytest.raises(NoExchangeRate):
        rates.rate("EUR", "USD", on=date(2025, 2, 1), rule=FxRule.EU_MONTHLY)


def test_hmrc_monthly_is_the_period_that_contains_the_day() -> None:
    rates = RateTable.of(
        [
            (date(2026, 9, 1), "GBP", "USD", "1.30", "HMRC", date(2026, 9, 30)),
            (date(2026, 11, 1), "GBP", "USD", "1.35", "HMRC", date(2026, 11, 30)),
        ]
    )
    september = rates.rate("GBP", "USD", on=date(2026, 9, 30), rule=FxRule.HMRC_MONTHLY)
    assert (september.text, september.on, september.until) == ("1.30", date(2026, 9, 1), date(2026, 9, 30))
    for gap in (date(2026, 8, 31), date(2026, 10, 1), date(2026, 12, 1)):
        with pytest.raises(NoExchangeRate):
            rates.rate("GBP", "USD", on=gap, rule=FxRule.HMRC_MONTHLY)


def test_a_short_period_goes_before_the_longer_one_around_it_while_it_lasts() -> None:
    rates = RateTable.of(
        [
            (date(2026, 9, 1), "GBP", "USD", "1.30", "HMRC", date(2026, 9, 30)),
            (date(2026, 9, 10), "GBP", "USD", "1.20", "HMRC", date(2026, 9, 16)),
        ]
    )
    assert [rates.rate("GBP", "USD", on=date(2026, 9, day)).text for day in (9, 10, 16, 17)] == [
        "1.30",
        "1.20",
        "1.20",
        "1.30",
    ]


def test_rules_by_day_and_by_period_do_not_take_each_others_rates() -> None:
    daily_only = daily((date(2026, 9, 10), "1.16"))
    monthly_only = RateTable.of([(date(2026, 9, 1), "EUR", "USD", "1.17", "X", date(2026, 9, 30))])
    on = date(2026, 9, 10)
    with pytest.raises(NoExchangeRate):
        daily_only.rate("EUR", "USD", on=on, rule=FxRule.HMRC_MONTHLY)
    for rule in (FxRule.LATEST, FxRule.EXACT_DAY, FxRule.EU_MONTHLY):
        with pytest.raises(NoExchangeRate):
            monthly_only.rate("EUR", "USD", on=on, rule=rule)
    assert daily_only.rate("EUR", "USD", on=on).text == "1.16"
    assert monthly_only.rate("EUR", "USD", on=on).text == "1.17"


@pytest.mark.parametrize("on", [date.min, date.max])
@pytest.mark.parametrize("rule", [*FxRule, None])
def test_the_ends_of_the_calendar_are_days_like_others(on: date, rule: FxRule | None) -> None:
    with pytest.raises(NoExchangeRate):
        daily((date(2026, 9, 10), "1.16")).rate("EUR", "USD", on=on, rule=rule)
