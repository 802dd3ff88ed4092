"""Country and subdivision codes: ISO 3166-1 alpha-2 as typed facts, names on demand."""

from __future__ import annotations

import functools

from xborder.errors import BadInput

__all__ = ["COUNTRY_CODES", "check_country", "country_name", "is_country", "is_subdivision", "subdivision_name"]

# The officially assigned codes of ISO 3166-1; the tests hold them against two published tables.
_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT
    MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ
    UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRY_CODES: tuple[str, ...] = tuple(_CODES.split())
COUNTRY_SET = frozenset(COUNTRY_CODES)

# Codes that people use for a country and that are not its ISO code.
_INSTEAD = {
    "UK": "GB",
    "EL": "GR",
    "EU": "the member state, for example DE",
    "AN": "CW, SX or BQ: the Netherlands Antilles ended in 2010",
    "XI": "GB",
    "IC": "ES",
    "EA": "ES",
}
_EXAMPLE = "give an ISO 3166-1 alpha-2 code, for example DE"


def is_country(code: object) -> bool:
    """Whether ``code`` is an ISO 3166-1 alpha-2 code, in capitals.

    >>> is_country("GB"), is_country("UK")
    (True, False)
    """
    return isinstance(code, str) and code in COUNTRY_SET


def check_country(code: object, path: str = "country") -> str:
    """The ISO 3166-1 alpha-2 code that was meant; small letters and blanks around it are forgiven.

    Raises:
        BadInput: when it is none; the hint says which code would be right, where that is known.
    """
    if isinstance(code, str) and code in COUNTRY_SET:
        return code
    if not isinstance(code, str):
        raise BadInput(f"country {code!r:.40} is not text", path=path, hint=_EXAMPLE)
    tidy = code.strip().upper()
    if code.isascii() and tidy in COUNTRY_SET:
        return tidy
    if not tidy:
        raise BadInput("the country is empty", path=path, hint=_EXAMPLE)
    meant = _INSTEAD.get(tidy) or _looked_up(tidy)
    hint = f"use {meant}" if meant else _EXAMPLE
    raise BadInput(f"{code!r:.40} is not an ISO 3166-1 country code", path=path, hint=hint)


def _looked_up(text: str) -> str:
    """The code behind an alpha-3 code, a number or an exact name, else nothing."""
    import pycountry  # noqa: PLC0415  # heavy, and only wanted to help with a mistake

    try:
        found = pycountry.countries.lookup(text)
    except LookupError:
        return ""
    return str(found.alpha_2)


def country_name(code: str) -> str:
    """The English name of a country, for display.

    Raises:
        BadInput: when ``code`` is not a country's.

    >>> country_name("DE"), country_name("BO")
    ('Germany', 'Bolivia')
    """
    return _country_name(check_country(code))


@functools.cache
def _country_name(code: str) -> str:
    import pycountry  # noqa: PLC0415  # heavy

    found = pycountry.countries.get(alpha_2=code)
    return code if found is None else str(getattr(found, "common_name", found.name))


def is_subdivision(code: object) -> bool:
    """Whether ``code`` is an ISO 3166-2 code that exists, by the pycountry tables.

    >>> is_subdivision("DE-BE"), is_subdivision("DE-ZZ")
    (True, False)
    """
    return isinstance(code, str) and _subdivision_name(code) is not None


def subdivision_name(code: str) -> str:
    """The name of a subdivision, for display.

    Raises:
        BadInput: when no such subdivision exists.

    >>> subdivision_name("DE-BE")
    'Berlin'
    """
    if is_subdivision(code):
        return str(_subdivision_name(code))
    hint = "give an ISO 3166-2 code, for example DE-BE"
    raise BadInput(f"{code!r:.40} is not a known subdivision", path="subdivision", hint=hint)


@functools.lru_cache(maxsize=4096)
def _subdivision_name(code: str) -> str | None:
    import pycountry  # noqa: PLC0415  # heavy

    found = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call]  # pycountry leaves it untyped
    return None if found is None or found.code != code else str(found.name)
