"""Who is in the European Union and in the euro area on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime

from xborder.errors import BadInput
from xborder.places.countries import check_country

__all__ = ["ACCESSION", "check_day", "eu_members", "eurozone", "is_eu_member"]

# Years of entry: https://europa.eu/european-union/about-eu/countries_en
ACCESSION: dict[str, date] = {
    **dict.fromkeys(("BE", "DE", "FR", "IT", "LU", "NL"), date(1958, 1, 1)),
    **dict.fromkeys(("DK", "GB", "IE"), date(1973, 1, 1)),
    "GR": date(1981, 1, 1),
    **dict.fromkeys(("ES", "PT"), date(1986, 1, 1)),
    **dict.fromkeys(("AT", "FI", "SE"), date(1995, 1, 1)),
    **dict.fromkeys(("CY", "CZ", "EE", "HU", "LT", "LV", "MT", "PL", "SI", "SK"), date(2004, 5, 1)),
    **dict.fromkeys(("BG", "RO"), date(2007, 1, 1)),
    "HR": date(2013, 7, 1),
}
# Withdrawal Agreement: member until the end of 31 January 2020 (Central European Time).
_LEFT: dict[str, date] = {"GB": date(2020, 2, 1)}

# From 2007 on each day follows the last on which the ECB quoted the old currency (the tests look); 1999 and 2001 are
# general knowledge.
_EURO: dict[str, date] = {
    **dict.fromkeys(("AT", "BE", "DE", "ES", "FI", "FR", "IE", "IT", "LU", "NL", "PT"), date(1999, 1, 1)),
    "GR": date(2001, 1, 1),
    "SI": date(2007, 1, 1),
    **dict.fromkeys(("CY", "MT"), date(2008, 1, 1)),
    "SK": date(2009, 1, 1),
    "EE": date(2011, 1, 1),
    "LV": date(2014, 1, 1),
    "LT": date(2015, 1, 1),
    "HR": date(2023, 1, 1),
    "BG": date(2026, 1, 1),
}


def _steps(joined: dict[str, date], left: dict[str, date]) -> tuple[tuple[date, ...], tuple[frozenset[str], ...]]:
    """The days on which a membership changed, and the members from each of them on; nobody before the first."""
    days = tuple(sorted({*joined.values(), *left.values()}))
    return days, (frozenset(), *(frozenset(_on(joined, left, day)) for day in days))


def _on(joined: dict[str, date], left: dict[str, date], day: date) -> Iterable[str]:
    return (code for code, start in joined.items() if start <= day < left.get(code, date.max))


_UNION_DAYS, _UNION = _steps(ACCESSION, _LEFT)
_EURO_DAYS, _EURO_AREA = _steps(_EURO, {})


def check_day(on: date) -> date:
    """The day itself, when it is one.

    Raises:
        BadInput: for anything else; a ``datetime`` too, for only its owner knows in which time zone it is which day.
    """
    if isinstance(on, datetime) or not isinstance(on, date):
        hint = "give a datetime.date, the calendar day at the destination"
        raise BadInput(f"{on!r:.60} is not a day", path="on", hint=hint)
    return on


def eu_members(on: date) -> frozenset[str]:
    """The member states of the European Union (before 1993 of the Communities) on a day.

    The United Kingdom counts up to 31 January 2020, though customs and VAT law treated it as a member to the end of
    that year; ask :func:`xborder.places.territory_of` for the customs area.

    >>> len(eu_members(date(2020, 1, 31))), len(eu_members(date(2020, 2, 1)))
    (28, 27)
    """
    return _UNION[bisect_right(_UNION_DAYS, check_day(on))]


def is_eu_member(country: str, on: date) -> bool:
    """Whether a country is a member state on a day.

    >>> is_eu_member("HR", date(2013, 6, 30)), is_eu_member("HR", date(2013, 7, 1))
    (False, True)
    """
    return check_country(country) in eu_members(on)


def eurozone(on: date) -> frozenset[str]:
    """The member states whose currency is the euro on a day.

    Not in it are those who use the euro without being members (Monaco, San Marino, the Vatican, Andorra, ...).

    >>> sorted(eurozone(date(2026, 1, 1)) - eurozone(date(2022, 12, 31)))
    ['BG', 'HR']
    """
    return _EURO_AREA[bisect_right(_EURO_DAYS, check_day(on))]
