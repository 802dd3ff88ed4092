"""Places: where goods come from and go to, and whose customs and tax law holds there on a day."""

from xborder.places.countries import COUNTRY_CODES, country_name, is_country, is_subdivision, subdivision_name
from xborder.places.find import is_import, resolve, same_customs_area, special_territories, territory_of
from xborder.places.place import Place
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
    "resolve",
    "same_customs_area",
    "special_territories",
    "subdivision_name",
    "territory_of",
]
