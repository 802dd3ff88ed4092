"""Places: where goods come from and go to, and whose customs and tax law holds there on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.places.countries import COUNTRY_CODES, country_name, is_country, is_subdivision, subdivision_name
    from xborder.places.find import is_import, resolve, same_customs_area, special_territories, territory_of
    from xborder.places.place import Place
    from xborder.places.provinces import province_of
    from xborder.places.territory import Evidence, Territory
    from xborder.places.union import eu_members, eurozone, is_eu_member

__all__ = [
    "COUNTRY_CODES",
    "Evidence",
    "Place",
    "Territory",
    "country_name",
    "eu_members",
    "eurozone",
    "is_country",
    "is_eu_member",
    "is_import",
    "is_subdivision",
    "province_of",
    "resolve",
    "same_customs_area",
    "special_territories",
    "subdivision_name",
    "territory_of",
]

__getattr__, __dir__ = lazy(
    __name__,
    {
        "COUNTRY_CODES": "xborder.places.countries",
        "country_name": "xborder.places.countries",
        "is_country": "xborder.places.countries",
        "is_subdivision": "xborder.places.countries",
        "subdivision_name": "xborder.places.countries",
        "is_import": "xborder.places.find",
        "resolve": "xborder.places.find",
        "same_customs_area": "xborder.places.find",
        "special_territories": "xborder.places.find",
        "territory_of": "xborder.places.find",
        "Place": "xborder.places.place",
        "province_of": "xborder.places.provinces",
        "Evidence": "xborder.places.territory",
        "Territory": "xborder.places.territory",
        "eu_members": "xborder.places.union",
        "eurozone": "xborder.places.union",
        "is_eu_member": "xborder.places.union",
    },
)
