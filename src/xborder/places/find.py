"""From a place and a day to the territory whose law holds there."""

from __future__ import annotations

from datetime import date

from xborder.errors import BadInput
from xborder.places._naming import WAYS
from xborder.places._special import ERAS
from xborder.places.place import Place
from xborder.places.territory import Territory
from xborder.places.union import check_day

__all__ = ["customs_areas", "is_import", "resolve", "same_customs_area", "special_territories", "territory_of"]

# Countries without exceptions and without a history: the code alone decides.
_PLAIN: dict[str, Territory] = {code: eras[0][1] for code, eras in ERAS.items() if code not in WAYS and len(eras) == 1}


def territory_of(place: Place, on: date) -> Territory:
    """The territory that a place lies in on a day.

    The subdivision decides if it names a territory apart, else the postal code, else the country. Where an old postal
    code was shared (23030, 22060) the town decides.

    Args:
        place: where.
        on: the calendar day there.

    Raises:
        BadInput: when ``place`` is no :class:`Place` or ``on`` no day.

    >>> territory_of(Place("ES", postal_code="35001"), date(2026, 11, 22)).name
    'Canary Islands'
    >>> territory_of(Place("GB", postal_code="BT1 5GS"), date(2026, 11, 22)).law
    'XI'
    """
    try:
        country = place.country
        plain = _PLAIN.get(country)
        if plain is not None and type(on) is date:
            return plain
        code = _code(place, country)
    except AttributeError:
        hint = "give an xborder Place, or call resolve() with codes"
        raise BadInput(f"{place!r:.60} is not a Place", path="place", hint=hint) from None
    return _in_force(code, on if type(on) is date else check_day(on))


def _code(place: Place, country: str) -> str:
    ways = WAYS.get(country)
    if ways is None:
        return country
    found = ""
    if place.subdivision:
        found = ways.subdivisions.get(place.subdivision, "")
    if not found and place.postal_code:
        found = ways.by_postal_code(place.postal_code, place.city)
    return found or place.alias or country


def _in_force(code: str, on: date) -> Territory:
    eras = ERAS[code]
    for start, territory in eras:
        if start <= on:
            return territory
    return eras[-1][1]  # never reached: every series goes back to the first day there is


def resolve(country: str, subdivision: str, postal_code: str, on: date) -> Territory:
    """The same from codes as they stand in an address; empty strings for what is not known.

    Raises:
        BadInput: naming the field that is wrong.

    >>> resolve("DE", "", "78266", date(2026, 11, 22)).law
    'CH'
    """
    return territory_of(Place(country, subdivision, postal_code), on)


def same_customs_area(a: Place, b: Place, on: date) -> bool:
    """Whether two places lie in one customs area on a day.

    It says nothing of VAT: from Madrid to the Canary Islands goods stay in one customs area and leave the VAT area.

    >>> same_customs_area(Place("DE"), Place("FR"), date(2026, 11, 22))
    True
    >>> same_customs_area(Place("DE"), Place("DE", postal_code="27498"), date(2026, 11, 22))
    False
    """
    return territory_of(a, on).customs_area == territory_of(b, on).customs_area


def is_import(ship_from: Place, ship_to: Place, on: date) -> bool:
    """Whether goods in free circulation at one place are imported when they go to the other.

    It is the question of :func:`same_customs_area`, and one rule that has a direction: goods in free circulation in
    Northern Ireland enter Great Britain unfettered, while goods from Great Britain are brought into Northern Ireland
    under Union customs law (https://www.gov.uk/guidance/moving-qualifying-goods-from-northern-ireland-to-the-rest-of-the-uk).

    >>> is_import(Place("XI"), Place("GB"), date(2026, 11, 22)), is_import(Place("GB"), Place("XI"), date(2026, 11, 22))
    (False, True)
    """
    if same_customs_area(ship_from, ship_to, on):
        return False
    return not (territory_of(ship_from, on).code == "XI" and territory_of(ship_to, on).code == "GB")


def special_territories(on: date) -> tuple[Territory, ...]:
    """Every territory that the law treats apart from its state on a day, by code.

    >>> [t.code for t in special_territories(date(2026, 11, 22)) if t.country == "ES"]
    ['EA', 'ES-CE', 'ES-CN', 'ES-ML']
    """
    check_day(on)
    found = (_in_force(code, on) for code in ERAS)
    apart = {territory.code: territory for territory in found if territory.special}
    return tuple(apart[code] for code in sorted(apart))


def customs_areas() -> tuple[str, ...]:
    """The codes under which a tariff may be asked about a territory, on whatever day: its own and its customs area's.

    >>> [area for area in ("EU", "XI", "US", "ES-CN") if area in customs_areas()]
    ['EU', 'XI', 'US', 'ES-CN']
    """
    found = (territory for eras in ERAS.values() for _, territory in eras)
    return tuple(sorted({code for territory in found for code in (territory.code, territory.customs_area)}))
