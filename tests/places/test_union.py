from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput
from xborder.places import COUNTRY_CODES, eu_members, eurozone, is_eu_member
from xborder.places.union import check_day

DAY = timedelta(days=1)
ECB = Path(__file__).parents[2] / ".." / "shared" / "data" / "ecb-fx" / "eurofxref-hist.zip"
OLD_MONEY = {
    "SI": "SIT",
    "CY": "CYP",
    "MT": "MTL",
    "SK": "SKK",
    "EE": "EEK",
    "LV": "LVL",
    "LT": "LTL",
    "HR": "HRK",
    "BG": "BGN",
}


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(1958, 1, 1), 0, 6),
        (date(1973, 1, 1), 6, 9),
        (date(1981, 1, 1), 9, 10),
        (date(1986, 1, 1), 10, 12),
        (date(1995, 1, 1), 12, 15),
        (date(2004, 5, 1), 15, 25),
        (date(2007, 1, 1), 25, 27),
        (date(2013, 7, 1), 27, 28),
        (date(2020, 2, 1), 28, 27),
    ],
)
def test_the_union_grew_and_shrank_on_these_days(day: date, before: int, after: int) -> None:
    assert len(eu_members(day - DAY)) == before
    assert len(eu_members(day)) == after


@pytest.mark.parametrize(
    ("day", "joined"),
    [
        (date(2001, 1, 1), {"GR"}),
        (date(2007, 1, 1), {"SI"}),
        (date(2008, 1, 1), {"CY", "MT"}),
        (date(2009, 1, 1), {"SK"}),
        (date(2011, 1, 1), {"EE"}),
        (date(2014, 1, 1), {"LV"}),
        (date(2015, 1, 1), {"LT"}),
        (date(2023, 1, 1), {"HR"}),
        (date(2026, 1, 1), {"BG"}),
    ],
)
def test_the_euro_came_on_these_days(day: date, joined: set[str]) -> None:
    assert eurozone(day) - eurozone(day - DAY) == joined


def test_the_euro_began_with_eleven_and_has_twenty_one() -> None:
    assert eurozone(date(1998, 12, 31)) == frozenset()
    assert len(eurozone(date(1999, 1, 1))) == 11
    assert len(eurozone(date(2026, 11, 22))) == 21
    assert eu_members(date(2026, 11, 22)) - eurozone(date(2026, 11, 22)) == {"CZ", "DK", "HU", "PL", "RO", "SE"}


@pytest.mark.parametrize("country", OLD_MONEY)
def test_the_ecb_stopped_quoting_the_old_money_when_the_euro_came(country: str) -> None:
    if not ECB.exists():
        pytest.skip("the ECB's file of rates is not beside this checkout")
    with zipfile.ZipFile(ECB) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read(archive.namelist()[0]).decode())))
    last = max(date.fromisoformat(row["Date"]) for row in rows if row[OLD_MONEY[country]] not in {"", "N/A"})
    assert country not in eurozone(last)
    assert country in eurozone(last + timedelta(days=3))  # over a year's end at a weekend


@given(st.dates())
def test_who_has_the_euro_is_a_member_and_members_are_countries(on: date) -> None:
    assert eurozone(on) <= eu_members(on) <= set(COUNTRY_CODES)


def test_the_united_kingdom_left_with_january_2020() -> None:
    assert is_eu_member("GB", date(2020, 1, 31))
    assert not is_eu_member("GB", date(2020, 2, 1))
    assert not is_eu_member("GB", date(1972, 12, 31))


def test_membership_is_asked_of_a_country() -> None:
    assert not is_eu_member("CH", date(2026, 11, 22))
    with pytest.raises(BadInput, match="use GR"):
        is_eu_member("EL", date(2026, 11, 22))


@pytest.mark.parametrize("wrong", [datetime(2026, 11, 22, 12, 0), "2026-11-22", None, 20261122])  # noqa: DTZ001
def test_a_day_is_a_date_and_nothing_else(wrong: date) -> None:
    for ask in (check_day, eu_members, eurozone):
        with pytest.raises(BadInput, match="is not a day") as caught:
            ask(wrong)
        assert caught.value.path == "on"


def test_a_subclass_of_date_is_a_day() -> None:
    class Feast(date):
        pass

    assert len(eu_members(Feast(2026, 12, 24))) == 27
