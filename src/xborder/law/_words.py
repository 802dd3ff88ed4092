"""The words of other rooms that a pack may use: goods, units, currencies and places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

from xborder.errors import LawError
from xborder.goods.categories import is_category
from xborder.goods.units import is_unit
from xborder.law import rules
from xborder.money.currencies import MINOR_UNITS
from xborder.places.countries import is_country
from xborder.places.find import special_territories

__all__ = [
    "BUILT_IN_VALUES",
    "among",
    "check_code",
    "check_currency",
    "check_heading",
    "check_selectors",
    "check_unit",
    "named",
]

BUILT_IN_VALUES = ("goods", "freight", "insurance")
"""The parts every consignment has: prices after discounts, transport, insurance."""

_HS = re.compile(r"[0-9]{2,12}")
_LIST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}\*?|\*")
_HEADING = re.compile(r"[A-Za-z0-9]{1,12}(\.[A-Za-z0-9]{1,12}){0,5}")
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_USER_ASSIGNED = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ")  # ISO 3166-1 leaves these to whoever needs them, as XI and XK do


def check_selectors(entry: rules.Conditions | rules.RateRow, path: str) -> None:
    """Refuses goods and places that nobody knows: such a rule would never hold, silently."""
    for key, (known, what, hint) in _SELECTORS.items():
        for field in (key, f"{key}_not", f"{key}_missing"):
            for word in getattr(entry, field, ()):
                if not known(word):
                    raise LawError(f"{word!r:.60} is not {what}", path=f"{path}.{field}", hint=hint)


def check_code(code: str, path: str) -> None:
    """Refuses a jurisdiction that is none."""
    if not is_country(code) and code != "EU" and not _USER_ASSIGNED.fullmatch(code):
        raise LawError(f"{code!r:.60} is not a jurisdiction", path=path, hint="ISO 3166-1 alpha-2 in capitals, or EU")


def check_currency(code: str, path: str) -> None:
    """Refuses a currency that is none."""
    if code not in MINOR_UNITS:
        raise LawError(f"{code!r:.60} is not a currency", path=path, hint="ISO 4217 in capitals, for example EUR")


def check_unit(unit: str, path: str) -> None:
    """Refuses a unit of measure that no line can give."""
    if not is_unit(unit):
        raise LawError(f"{unit!r:.60} is not a unit of measure", path=path, hint="for example kg, l, pieces")


def check_heading(heading: str, path: str) -> None:
    """Refuses a heading that no tariff prints; an empty one is none at all."""
    if heading and not _HEADING.fullmatch(heading):
        hint = "as the tariff prints it, for example 9903.88.15"
        raise LawError(f"{heading!r:.60} is not a heading", path=f"{path}.heading", hint=hint)


def among(value: str, known: Iterable[str], path: str) -> None:
    """Refuses a word that is not one of a few."""
    if value not in known:
        raise LawError(f"{value!r:.60} is not one of {', '.join(sorted(filter(None, known)))}", path=path)


def named(names: Iterable[str], known: Iterable[str], what: str, path: str) -> None:
    """Refuses a name that nothing in the pack has."""
    for name in names:
        if name not in known:
            raise LawError(f"no {what} is called {name!r:.60}", path=path)


def _is_place_of_goods(code: str) -> bool:
    return is_country(code) or code == "XI"


def _is_territory(code: str) -> bool:
    return is_country(code) or code in _special()


@cache
def _special() -> frozenset[str]:
    return frozenset(territory.code for territory in special_territories(date.max))


_SELECTORS: dict[str, tuple[Callable[[str], object], str, str]] = {
    "category": (is_category, "a category of goods", "the table is in xborder.goods.categories"),
    "hs": (_HS.fullmatch, "the start of an HS code", "2 to 12 digits without dots"),
    "list": (_LIST.fullmatch, "the name of a list", "as the tariff has it: 9903.88.15, or 9903.88.* for all such"),
    "origin": (_is_place_of_goods, "a country", "ISO 3166-1 alpha-2, or XI"),
    "ship_from": (_is_place_of_goods, "a country", "ISO 3166-1 alpha-2, or XI"),
    "subdivision": (_SUBDIVISION.fullmatch, "the code of a subdivision", "ISO 3166-2, for example DE-BE"),
    "territory": (_is_territory, "a territory", "one of xborder.places.special_territories()"),
}
