"""A place as people write it: country, subdivision, postal code and the lines of an address."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from xborder.errors import BadInput
from xborder.places._naming import OWN_CODE, WAYS
from xborder.places.countries import COUNTRY_SET, check_country

__all__ = ["Place"]

_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{value!r:.40} is not text", path=path, hint="give a string, or leave it out")
    return value.strip()


def _lines(street: str | Sequence[str]) -> tuple[str, ...]:
    if street == ():
        return ()
    if isinstance(street, str):
        return tuple(line for line in map(str.strip, street.splitlines()) if line)
    given: object = street  # whatever came in from outside
    if isinstance(given, Sequence) and all(type(line) is str for line in given):
        return tuple(given)
    raise BadInput(f"{street!r:.60} is not a list of lines", path="street", hint='for example ["Hauptstr. 1", "Hof"]')


@attrs.frozen
class Place:
    """Where goods leave from or go to.

    Small letters and blanks around codes are forgiven. ``XI`` is read as the United Kingdom's ``GB-NIR`` and ``IC`` as
    Spain's ``ES-CN``; ``EA`` (Ceuta and Melilla) as Spain with whichever of the two the other fields name, and else as
    Spain with ``alias`` kept, so that the territory is not forgotten.

    Attributes:
        country: ISO 3166-1 alpha-2.
        subdivision: ISO 3166-2 with the country in front (``DE-BE``); only its form is checked, see
            :func:`xborder.places.is_subdivision`.
        postal_code: as written, in capitals.
        city: the town.
        street: the lines above it; one string is split into its lines.
        name: who lives there.
        alias: ``EA`` when that is all that is known of where in Spain it is.

    Raises:
        BadInput: with the field as its path.

    >>> Place("xi", postal_code=" bt1 5gs")
    Place(country='GB', subdivision='GB-NIR', postal_code='BT1 5GS')
    >>> Place("UK")
    Traceback (most recent call last):
    ...
    xborder.errors.BadInput: country: 'UK' is not an ISO 3166-1 country code (use GB)
    """

    country: str
    subdivision: str = ""
    postal_code: str = ""
    city: str = ""
    street: tuple[str, ...] = attrs.field(default=(), converter=_lines)
    name: str = ""
    alias: str = ""

    def __attrs_post_init__(self) -> None:
        # What is tidy already is only looked at: carts build thousands of these.
        postal_code = self.postal_code
        if type(postal_code) is not str or postal_code:
            tidy = _text(postal_code, "postal_code").upper()
            if tidy != postal_code:
                _put(self, "postal_code", tidy)
        if type(self.country) is not str or self.country not in COUNTRY_SET:
            _read_country(self)
        code = self.subdivision
        if type(code) is not str or (code and not (code[:2] == self.country and _SUBDIVISION.fullmatch(code))):
            _put(self, "subdivision", _subdivision(code, self.country))
        if type(self.city) is not str:
            _text(self.city, "city")
        if type(self.name) is not str:
            _text(self.name, "name")
        if self.alias != "":
            _check_alias(self)

    def __repr__(self) -> str:
        said = ((field.name, getattr(self, field.name)) for field in attrs.fields(Place))
        return f"Place({', '.join(f'{name}={value!r}' for name, value in said if value)})"


_put = object.__setattr__  # an attrs class that is frozen can be tidied only this way, and only while it is being built


def _subdivision(value: object, country: str) -> str:
    text = _text(value, "subdivision")
    if not text:
        return ""
    code = text.upper()
    if not (text.isascii() and _SUBDIVISION.fullmatch(code)):
        hint = f"give an ISO 3166-2 code, {country}- and 1 to 3 letters or digits"
        raise BadInput(f"{value!r:.40} is not a subdivision code", path="subdivision", hint=hint)
    if code[:2] == country:
        return code
    if OWN_CODE.get(code) == country:  # FR-971 is Guadeloupe, which the country GP has said already
        return ""
    raise BadInput(
        f"subdivision {code} is not in country {country}", path="subdivision", hint=f"it starts with {country}-"
    )


def _read_country(place: Place) -> None:
    country: object = place.country
    said = country.strip().upper() if isinstance(country, str) else ""
    if said == "XI":
        _stand_for(place, said, "GB", "GB-NIR")
    elif said == "IC":
        _stand_for(place, said, "ES", "ES-CN")
    elif said == "EA":
        found = WAYS["ES"].by_postal_code(place.postal_code, "")
        _stand_for(place, said, "ES", found if found in {"ES-CE", "ES-ML"} else "")
    else:
        _put(place, "country", check_country(country))


# Which subdivisions may stand beside an alias, and to which territory code they lead.
_WITHIN = {"XI": {"XI"}, "IC": {"ES-CN"}, "EA": {"ES-CE", "ES-ML"}}


def _stand_for(place: Place, alias: str, country: str, subdivision: str) -> None:
    """Writes an alias out as the country and subdivision that it means."""
    given = _subdivision(place.subdivision, country)
    if given and WAYS[country].subdivisions.get(given) not in _WITHIN[alias]:
        hint = f"give the country as {country}, or leave the subdivision out"
        raise BadInput(f"subdivision {given} is not in {alias}", path="subdivision", hint=hint)
    _put(place, "country", country)
    _put(place, "subdivision", given or subdivision)
    if not place.subdivision:
        _put(place, "alias", alias)


def _check_alias(place: Place) -> None:
    if place.subdivision and place.alias == "EA":
        _put(place, "alias", "")  # the subdivision says it better
    elif place.alias != "EA" or place.country != "ES":
        raise BadInput(
            f"{place.alias!r:.40} is not an alias that is kept", path="alias", hint="write it as the country"
        )
