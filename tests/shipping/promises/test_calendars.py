from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from babel import Locale
from babel.core import UnknownLocaleError
from hypothesis import given, settings
from hypothesis import strategies as st

from xborder.errors import BadInput, MissingExtra
from xborder.places import COUNTRY_CODES
from xborder.shipping.promises import EVERY_DAY, CutOff, PublicHolidays, business_calendar, days_after, zone_of
from xborder.shipping.promises._weekends import DISPUTED, WEEKENDS

EXAMPLES = settings(max_examples=60, deadline=None)  # the machine is shared

LEFT_OUT = PublicHolidays.LEFT_OUT
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
calendars = st.sampled_from(
    [EVERY_DAY, *(business_calendar(c, public_holidays_are=LEFT_OUT) for c in ("DE", "EG", "IN"))]
)


def weekend_of_cldr(code: str) -> frozenset[int] | None:
    try:
        locale = Locale.parse(f"und_{code}")
    except UnknownLocaleError:
        return None
    return frozenset(range(locale.weekend_start, locale.weekend_end + 1))


def test_the_weekends_are_those_of_cldr_where_nobody_disputes_them() -> None:
    for code in COUNTRY_CODES:
        published = weekend_of_cldr(code)
        if published is not None and code not in DISPUTED:
            assert WEEKENDS.get(code, frozenset({5, 6})) == published, code


def test_the_weekends_are_those_of_the_package_holidays_where_nobody_disputes_them() -> None:
    holidays = pytest.importorskip("holidays", reason="the extra is not installed")
    for code in COUNTRY_CODES:
        if code in holidays.list_supported_countries() and code not in DISPUTED:
            published = holidays.country_holidays(code, years=2026).weekend
            assert WEEKENDS.get(code, frozenset({5, 6})) == published, code


def test_a_disputed_weekend_says_so_and_the_hosts_own_does_not() -> None:
    assert [notice.code for notice in business_calendar("BD").notices][:1] == ["weekend-disputed"]
    told = business_calendar("BD", weekend=[4], public_holidays_are=LEFT_OUT)
    assert [notice.code for notice in told.notices] == ["holidays-not-counted"]
    assert told.is_business_day(date(2026, 11, 28))
    assert not told.is_business_day(date(2026, 11, 27))


def test_public_holidays_are_counted_when_the_package_is_there() -> None:
    pytest.importorskip("holidays", reason="the extra is not installed")
    germany = business_calendar("DE", public_holidays_are=PublicHolidays.REQUIRED)
    assert not germany.notices
    assert not germany.is_business_day(date(2026, 12, 25))
    assert germany.is_business_day(date(2026, 6, 4))
    assert germany.holidays is not None
    assert germany.holidays.source.startswith("holidays ")
    bavaria = business_calendar("DE", subdivision="DE-BY")
    assert not bavaria.is_business_day(date(2026, 6, 4))  # Corpus Christi


def test_without_the_package_a_notice_says_that_holidays_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    germany = business_calendar("DE")
    assert germany.is_business_day(date(2026, 12, 25))
    assert [notice.code for notice in germany.notices] == ["holidays-not-counted"]
    assert "not installed" in germany.notices[0].message
    with pytest.raises(MissingExtra, match="holidays"):
        business_calendar("DE", public_holidays_are=PublicHolidays.REQUIRED)


def test_a_country_that_the_package_does_not_know_is_told_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    holidays = pytest.importorskip("holidays", reason="the extra is not installed")
    monkeypatch.setattr(holidays, "list_supported_countries", lambda **_: {"DE": []})
    assert "does not know" in business_calendar("FR").notices[0].message
    with pytest.raises(BadInput, match="does not know") as caught:
        business_calendar("FR", public_holidays_are=PublicHolidays.REQUIRED)
    assert caught.value.path == "country"


def test_the_host_closes_and_opens_days_of_its_own() -> None:
    calendar = business_calendar(
        "DE", closed=[date(2026, 11, 27)], opened=[date(2026, 11, 28)], public_holidays_are=LEFT_OUT
    )
    assert days_after(date(2026, 11, 26), 1, calendar) == date(2026, 11, 28)


@EXAMPLES
@given(days, st.integers(0, 20), calendars)
def test_days_after_counts_business_days_and_lands_on_one(day: date, count: int, calendar: Any) -> None:
    found = days_after(day, count, calendar)
    assert calendar.is_business_day(found)
    between = (day + timedelta(passed) for passed in range((found - day).days))
    assert sum(calendar.is_business_day(at) for at in between) == count
    assert found <= days_after(day + timedelta(1), count, calendar)


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: business_calendar("XX"), "country"),
        (lambda: business_calendar("UK"), "country"),
        (lambda: business_calendar("DE", weekend=[7]), "weekend"),
        (lambda: business_calendar("DE", weekend=range(7)), "weekend"),
        (lambda: business_calendar("DE", weekend=5), "weekend"),  # type: ignore[arg-type]  # on purpose
        (lambda: business_calendar("DE", closed=[datetime(2026, 1, 1, tzinfo=UTC)]), "closed[0]"),
        (lambda: business_calendar("DE", opened=["2026-01-01"]), "opened[0]"),  # type: ignore[list-item]  # on purpose
        (lambda: business_calendar("DE", public_holidays_are=True), "public_holidays_are"),  # type: ignore[arg-type]  # on purpose
        (lambda: business_calendar("DE", closed=date(2026, 1, 1)), "closed"),  # type: ignore[arg-type]  # on purpose
        (lambda: days_after(datetime(2026, 1, 1, tzinfo=UTC), 1, EVERY_DAY), "day"),
        (lambda: days_after(date(2026, 1, 1), -1, EVERY_DAY), "count"),
        (lambda: days_after(date(2026, 1, 1), 1, "DE"), "calendar"),  # type: ignore[arg-type]  # on purpose
        (lambda: days_after(date(9999, 12, 30), 5, EVERY_DAY), "day"),
        (lambda: CutOff("Europe/Paris", time(16), "FR"), "calendar"),  # type: ignore[arg-type]  # on purpose
        (lambda: CutOff("Mars/Olympus", time(16), EVERY_DAY), "zone"),
        (lambda: CutOff("../etc/passwd", time(16), EVERY_DAY), "zone"),
        (lambda: CutOff("Europe/Paris", "16:00", EVERY_DAY), "at"),
        (lambda: CutOff("Europe/Paris", time(16, tzinfo=UTC), EVERY_DAY), "at"),
        (lambda: CutOff("Europe/Paris", {7: time(16)}, EVERY_DAY), "at"),
        (lambda: CutOff("Europe/Paris", {}, EVERY_DAY), "at"),
        (lambda: CutOff("Europe/Paris", time(16), EVERY_DAY).day_of(datetime(2026, 1, 1)), "ordered"),  # noqa: DTZ001 - naive on purpose
        (lambda: CutOff("Europe/Paris", time(16), EVERY_DAY).day_of(date(2026, 1, 1)), "ordered"),  # type: ignore[arg-type]  # on purpose
        (lambda: CutOff("UTC", time(16), EVERY_DAY).day_of(datetime(9999, 12, 31, 23, tzinfo=UTC)), "ordered"),
        (lambda: zone_of(None), "zone"),
    ],
)
def test_what_is_no_calendar_or_cut_off_is_refused_by_the_field(make: Any, path: str) -> None:
    with pytest.raises(BadInput) as caught:
        make()
    assert caught.value.path == path


def test_a_subdivision_that_has_no_holidays_of_its_own_is_refused() -> None:
    pytest.importorskip("holidays", reason="the extra is not installed")
    for part in ("DE-XX", 3):
        with pytest.raises(BadInput) as caught:
            business_calendar("DE", subdivision=part)  # type: ignore[arg-type]  # on purpose
        assert caught.value.path == "subdivision"


def test_a_calendar_that_is_never_open_is_refused_instead_of_searched_for_ever() -> None:
    class Never:
        name = "days of a closed shop"
        notices = ()

        def is_business_day(self, day: date) -> bool:
            return day.year < 1900

    with pytest.raises(BadInput, match="within a year"):
        days_after(date(2026, 1, 1), 1, Never())
    weekday = business_calendar("DE", public_holidays_are=LEFT_OUT)
    with pytest.raises(BadInput, match="no day of a year"):
        CutOff("UTC", {5: time(12)}, weekday).day_of(datetime(2026, 1, 1, tzinfo=UTC))


# --- cut-offs ----------------------------------------------------------------------------------------------------------


def test_the_cut_off_is_in_the_zone_of_the_origin() -> None:
    cut_off = CutOff("America/Los_Angeles", time(14), EVERY_DAY)
    assert cut_off.day_of(datetime(2026, 11, 20, 21, 59, tzinfo=UTC)) == date(2026, 11, 20)
    assert cut_off.day_of(datetime(2026, 11, 20, 22, tzinfo=UTC)) == date(2026, 11, 21)
    assert cut_off.day_of(datetime(2026, 11, 21, 3, tzinfo=UTC)) == date(2026, 11, 21)


def test_each_weekday_may_have_its_own_cut_off() -> None:
    cut_off = CutOff("Europe/Berlin", {4: time(12), 0: time(18)}, business_calendar("DE", public_holidays_are=LEFT_OUT))
    friday = datetime(2026, 11, 20, tzinfo=zone_of("Europe/Berlin"))
    assert cut_off.day_of(friday.replace(hour=11)) == date(2026, 11, 20)
    assert cut_off.day_of(friday.replace(hour=12)) == date(2026, 11, 23)
    assert cut_off.day_of(friday + timedelta(days=4)) == date(2026, 11, 27)


@EXAMPLES
@given(st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30)), st.integers(0, 3 * 86_400))  # noqa: DTZ001 - made aware below
def test_a_later_order_is_never_handed_over_earlier_when_clocks_change_either(moment: datetime, later: int) -> None:
    at = moment.replace(tzinfo=UTC)
    for zone, hour in (("Europe/Paris", time(2, 20)), ("America/Havana", time(0, 30)), ("Asia/Beirut", time(23, 30))):
        cut_off = CutOff(zone, hour, EVERY_DAY)
        assert cut_off.day_of(at) <= cut_off.day_of(at + timedelta(seconds=later))


def test_in_the_hour_that_comes_twice_the_first_passing_of_the_cut_off_counts() -> None:
    cut_off = CutOff("Europe/Paris", time(2, 20), EVERY_DAY)
    before, after = datetime(2026, 10, 25, 0, 19, tzinfo=UTC), datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 2:19, 2:10
    assert (cut_off.day_of(before), cut_off.day_of(after)) == (date(2026, 10, 25), date(2026, 10, 26))
