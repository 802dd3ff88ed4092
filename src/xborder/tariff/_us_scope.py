"""Whose goods and which days a heading of chapter 99 of the US tariff is for, as far as its words say so.

The schedule has no fields for either: ``Effective with respect to entries on or after September 27, 2024, articles the
product of China, as provided for in ...``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from xborder.tariff.us_programmes import COLUMN_2

__all__ = ["UNNAMED", "Scope", "scope_of"]

UNNAMED: Final = "as-described"
"""Stands for origins that the words describe otherwise than by names of countries."""

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAY: Final = rf"({'|'.join(_MONTHS)}) ([0-9]{{1,2}}), ([0-9]{{4}})"
_EFFECTIVE: Final = re.compile(
    rf"effective with respect to entries,? (?:made )?on or after {_DAY}(?:,? and (through|before) {_DAY})?",
    re.IGNORECASE,
)
_NOTE: Final = re.compile(r"\[compiler.{0,3}s? note:([^\]]*)", re.IGNORECASE)
_ENDED: Final = re.compile(
    r"provision (?:was )?(?:terminated|suspended)|have expired|; expired|duties suspended", re.IGNORECASE
)
_AS_OF: Final = re.compile(rf"(?:as of|on) {_DAY}")
_MENTION: Final = re.compile(r"\bproducts? of (?:the )?", re.IGNORECASE)
_ANY: Final = re.compile(r"any country(?=[,;:]|$)")
_NOTE_3B: Final = re.compile(r"any country identified in general note 3\(b\)")
_GOES_ON: Final = re.compile(r"(?:,| and| or)(?: and| or)?(?: of)?(?: the)?(?: member| [A-Z])")
_ALIASES: Final = {
    "Congo": "CG",
    "Democratic Republic of the Congo": "CD",
    "European Union": "EU",
    "Federal Republic of Germany": "DE",
    "Hong Kong": "HK",
    "Korea": "KR",
    "Macau": "MO",
    "Macao": "MO",
    "Myanmar": "MM",
    "Republic of Cyprus": "CY",
    "Republic of Korea": "KR",
    "Russian Federation": "RU",
    "Turkey": "TR",
    "Czech Republic": "CZ",
}

_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


@attrs.frozen
class Scope:
    """What a heading says of itself.

    Attributes:
        origin: countries and groups whose goods it is for; none for all.
        ended: the authority notes that it is no longer applied, from ``until`` on where that has a day.
    """

    origin: tuple[str, ...] = ()
    from_: date | None = None
    until: date | None = None
    ended: bool = False


def scope_of(descriptions: Sequence[str]) -> Scope:
    """Read the words of a heading, and of the lines above it; the nearest word counts.

    >>> scope_of(["Articles the product of Japan:", "Bovine leather"]).origin
    ('JP',)
    >>> scope_of(["Effective with respect to entries on or after January 1, 2026, articles the product of China"])
    Scope(origin=('CN',), from_=datetime.date(2026, 1, 1), until=None, ended=False)
    """
    origin: tuple[str, ...] = ()
    from_ = until = None
    ended = False
    for text in reversed(descriptions):
        origin = origin or _origin(text)
        note = _NOTE.search(text)
        if note is not None and _ENDED.search(note[1]):
            ended = True
            day = _AS_OF.search(note[1])
            until = until or (_day(day[1], day[2], day[3]) if day else None)
        found = _EFFECTIVE.search(text)
        if found is not None and from_ is None:
            from_ = _day(found[1], found[2], found[3])
            last = _day(found[5], found[6], found[7]) if found[4] else None
            if last is not None and until is None:
                until = last + timedelta(days=1) if found[4].casefold() == "through" else last
    return Scope(origin, from_, until, ended)


def _day(month: str, day: str, year: str) -> date | None:
    try:
        return date(int(year), _MONTHS.index(month.capitalize()) + 1, int(day))
    except ValueError:
        return None


def _origin(text: str) -> tuple[str, ...]:
    mention = _MENTION.search(text)
    listed, loose, codes = _names()
    if mention is None:
        found = loose.search(text)
    elif _ANY.match(text, mention.end()):
        return ()
    elif _NOTE_3B.match(text, mention.end()):
        return (COLUMN_2,)
    else:
        found = listed.match(text, mention.end())
        if found is None:
            return (UNNAMED,)
    if found is None:
        return ()
    named = [codes[name] for name in re.findall(_one(codes), found[0]) if codes[name] != "US"]
    return tuple(dict.fromkeys([*named, UNNAMED] if _GOES_ON.match(text, found.end()) else named))


def _one(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@functools.cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """A pattern of one or several names of countries, one of ``of`` and such names, and the codes of the names."""
    from babel import Locale  # noqa: PLC0415 - heavy, and only chapter 99 needs it

    codes = {
        name.replace("&", "and"): code
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }
    codes |= {name.replace("’", mark): code for name, code in list(codes.items()) for mark in "'`" if "’" in name}
    codes |= _ALIASES
    one = rf"(?:of )?(?:a member nation of )?(?:the )?(?:{_one(codes)})\b"
    several = rf"{one}(?:(?:,? and |,? or |, including |, ){one})*"
    abroad = _one(name for name, code in codes.items() if code != "US")
    return re.compile(several), re.compile(rf"\bof (?:the )?(?={abroad}){several}"), codes
