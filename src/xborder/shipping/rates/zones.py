"""Zones: which part of a rate card holds for a destination, by country and range of postal codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import attrs

from xborder.errors import BadInput, InvalidRequest, XborderError
from xborder.places.countries import check_country
from xborder.places.place import Place
from xborder.shipping._checks import all_of, texts
from xborder.shipping.rates.postal import PostalRange, PostalRanges

__all__ = ["ELSEWHERE", "ZoneRow", "ZoneTable"]

ELSEWHERE: Final = "*"
"""The country of a row for all countries that have none of their own."""


@attrs.frozen
class ZoneRow:
    """Where a zone is.

    Attributes:
        zone: its name.
        country: ISO 3166-1 alpha-2, or ``*`` for every country without a row.
        postal_from, postal_to: the postal codes; without them, all of the country that no other row takes.
        where: where it was read, for messages.
    """

    zone: str
    country: str
    postal_from: str = ""
    postal_to: str = ""
    where: str = attrs.field(default="", eq=False)

    def __attrs_post_init__(self) -> None:
        texts(self, "zone", "country", "postal_from", "postal_to", "where")


@attrs.frozen
class ZoneTable:
    """The zones of a rate card, or the postal codes of an area such as a remote one.

    Attributes:
        rows: in any order.

    Raises:
        BadInput: rows overlap, or one is wrong; ``InvalidRequest`` holds the errors of several.

    >>> table = ZoneTable((ZoneRow("1", "DE"), ZoneRow("2", "GB"), ZoneRow("3", "GB", "BT"), ZoneRow("9", "*")))
    >>> [table.find(Place(*place)) for place in (("DE",), ("GB", "", "LS1 4DY"), ("GB", "", "BT1 5GS"), ("JP",))]
    ['1', '2', '3', '9']
    """

    rows: tuple[ZoneRow, ...]
    _whole: Mapping[str, str] = attrs.field(init=False, eq=False, repr=False)
    _ranges: Mapping[str, PostalRanges] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        all_of(ZoneRow, self.rows, "zones")
        errors: list[XborderError] = []
        whole: dict[str, str] = {}
        parts: dict[str, list[tuple[PostalRange, str, ZoneRow]]] = {}
        for index, row in enumerate(self.rows):
            try:
                _sort_in(row, whole, parts)
            except XborderError as error:
                errors.append(at_row(error, row.where or f"zones[{index}]"))
        ranges: dict[str, PostalRanges] = {}
        for country, entries in parts.items():
            for row, overlap in _overlaps(entries):
                errors.append(at_row(overlap, row.where or "zones"))
            if not errors:
                ranges[country] = PostalRanges.of((entry, zone) for entry, zone, _ in entries)
        if errors:
            raise errors[0] if len(errors) == 1 else InvalidRequest(errors)
        object.__setattr__(self, "_whole", MappingProxyType(whole))
        object.__setattr__(self, "_ranges", MappingProxyType(ranges))

    @property
    def zones(self) -> tuple[str, ...]:
        """The names, each once."""
        return tuple(dict.fromkeys(row.zone for row in self.rows))

    def find(self, place: Place) -> str | None:
        """The zone of a place, or ``None`` when it lies in none.

        Raises:
            BadInput: the zone depends on the postal code, and there is none or it does not tell.
        """
        country = place.country
        ranges = self._ranges.get(country)
        if ranges is not None:
            if not place.postal_code:
                raise BadInput(f"in {country} it depends on the postal code", path="postal_code", hint="give it")
            found = ranges.find(country, place.postal_code)
            if found is not None:
                return found
        return self._whole.get(country) or self._whole.get(ELSEWHERE)


def at_row(error: XborderError, where: str) -> XborderError:
    """An error of a row: its path says where the row stands, and the column."""
    path = f"{where}, column {error.path}" if " row " in where else f"{where}.{error.path}"
    return type(error)(error.message, path=path, hint=error.hint)


def _sort_in(row: ZoneRow, whole: dict[str, str], parts: dict[str, list[tuple[PostalRange, str, ZoneRow]]]) -> None:
    if not row.zone:
        raise BadInput("the zone has no name", path="zone", hint="for example 3")
    country = row.country if row.country == ELSEWHERE else check_country(row.country)
    if not row.postal_from:
        if row.postal_to:
            raise BadInput("there is no first code", path="postal_from", hint=f"for example {row.postal_to}")
        if country in whole:
            raise BadInput(
                f"{country} has two zones without postal codes", path="country", hint="one row for each country"
            )
        whole[country] = row.zone
    elif country == ELSEWHERE:
        raise BadInput("postal codes are of a country", path="country", hint="name it")
    else:
        parts.setdefault(country, []).append((PostalRange(country, row.postal_from, row.postal_to), row.zone, row))


def _overlaps(entries: Iterable[tuple[PostalRange, str, ZoneRow]]) -> list[tuple[ZoneRow, BadInput]]:
    found = []
    ordered = sorted(entries, key=lambda entry: (entry[0].low, entry[0].high))
    for (earlier, _, first), (later, _, row) in pairwise(ordered):
        if earlier.meets(later):
            other = f" of {first.where}" if first.where else ""
            error = BadInput(
                f"{later} overlaps {earlier}{other}", path="postal_from", hint="end one where the other begins"
            )
            found.append((row, error))
    return found
