"""How addresses name the places that the law treats apart: by subdivision, by postal code, by town.

The law behind each territory is in ``_special``. Of the postal codes these were seen in a source: 9170 to 9179 (Bring,
https://www.bring.no/english/sending/parcels/surcharge-for-svalbard-december-1-2019); Jungholz and Mittelberg with their
German codes (https://kalkuel.at/unternehmensratgeber/umsatzsteuerregelung-jungholz-und-mittelberg/); 853 (Kos, Nisyros,
https://scm-en.ecer.com/zipcode_GR/); and in the VAT tables of ibericode and kdeldycke Büsingen with 8238, Helgoland,
Livigno 23041, Campione 22061, Athos 63086, Samothrace, the Canary Islands, Ceuta, Melilla, Madeira, the Azores and the
French departments 971 to 974 and 976. All other codes are general knowledge, not yet held against a post's own list:
among them the rest of the Aegean, Åland, the American islands, Liechtenstein, San Marino and the old shared codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import attrs

__all__ = ["OWN_CODE", "WAYS", "Ways"]

# An optional country letter or two, then the digits: "FI-22100", "D 27498", "9500-321", "97110 CEDEX".
_DIGITS = re.compile(r"(?:[A-Z]{1,2}[ -]?)?([0-9][0-9 -]*)")


@attrs.frozen
class Ways:
    """How one country's addresses name its exceptions; every value is the code of a territory.

    Attributes:
        subdivisions: ISO 3166-2 codes.
        prefixes: the beginnings of postal codes; the longest that fits is taken.
        lengths: how long a whole postal code may be, so that one cut short is not taken for another.
        towns: postal codes shared with ordinary places, and the beginning of the town's name that decides.
        letters: whether postal codes have letters.
    """

    subdivisions: Mapping[str, str] = attrs.field(factory=dict)
    prefixes: Mapping[str, str] = attrs.field(factory=dict)
    lengths: frozenset[int] = frozenset()
    towns: Mapping[str, tuple[str, str]] = attrs.field(factory=dict)
    letters: bool = False
    widths: tuple[int, ...] = attrs.field(init=False)

    @widths.default
    def _widths(self) -> tuple[int, ...]:
        return tuple(sorted({len(prefix) for prefix in self.prefixes}, reverse=True))

    def by_postal_code(self, postal_code: str, city: str) -> str:
        """The code of the exception that a postal code names, else nothing."""
        key = postal_code.replace(" ", "").replace("-", "")
        if not key.isdigit():
            key = self._key(postal_code, key)
        if len(key) not in self.lengths:
            return ""
        for width in self.widths:
            found = self.prefixes.get(key[:width])
            if found is not None:
                return found
        town = self.towns.get(key)
        return town[1] if town is not None and city.casefold().startswith(town[0]) else ""

    def _key(self, text: str, closed: str) -> str:
        if self.letters:
            return closed[2:] if text.startswith("GB-") else closed
        match = _DIGITS.match(text)
        return match[1].replace(" ", "").replace("-", "") if match else ""


def _each(codes: Iterable[str], territory: str) -> dict[str, str]:
    return dict.fromkeys(codes, territory)


def _areas(areas: Mapping[str, str]) -> dict[str, str]:
    """British postcode areas: the letters, then at least one digit."""
    return {f"{letters}{digit}": territory for letters, territory in areas.items() for digit in "0123456789"}


# The districts of Northern Ireland; the tests hold them against pycountry.
_NI = "NIR ABC AND ANN BFS CCG DRS FMO LBC MEA MUL NMD"

_FRENCH = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT", "975": "PM", "977": "BL", "978": "MF"}
_FRENCH_ISO = "GP MQ GF RE YT PM BL MF PF NC WF TF"

# Lesbos, Chios, Samos, Kos, Leros.
_AEGEAN_FIVE = "811 812 813 821 822 823 831 832 85300 85301 85302 854"
# Lemnos, Agios Efstratios, Oinousses, Psara, Ikaria, Fournoi, Samothrace, and of the Dodecanese Kalymnos, Nisyros,
# Patmos, Symi, Karpathos, Kasos, Astypalaia, Agathonisi, Leipsoi, Tilos, Chalki and Megisti.
_AEGEAN_SMALL = "814 815 82101 82104 833 834 68002 852 85303 855 856 857 858 859 85001 85002 85110 85111"

_FIVE_DIGITS = frozenset({5})

WAYS: dict[str, Ways] = {
    "AT": Ways(
        prefixes={"6691": "AT-JUNGHOLZ", **_each(("6991", "6992", "6993"), "AT-MITTELBERG")},
        lengths=frozenset({4}),
    ),
    "AU": Ways(prefixes={"2899": "NF", "6798": "CX", "6799": "CC"}, lengths=frozenset({4})),
    "CH": Ways(
        prefixes={
            **_each(map(str, range(9485, 9499)), "LI"),
            **_each(("7562", "7563"), "CH-SAMNAUN"),
            "8238": "DE-BUESINGEN",
            "6911": "IT-CAMPIONE",
        },
        lengths=frozenset({4}),
    ),
    "CN": Ways(
        subdivisions={"CN-HK": "HK", "CN-MO": "MO", "CN-TW": "TW"},
        prefixes={"999077": "HK", "999078": "MO", "999079": "TW"},
        lengths=frozenset({6}),
    ),
    "CY": Ways(subdivisions={"CY-06": "CY-NORTH"}),
    "DE": Ways(
        prefixes={
            "27498": "DE-HELGOLAND",
            "78266": "DE-BUESINGEN",
            "87491": "AT-JUNGHOLZ",
            **_each(("87567", "87568", "87569"), "AT-MITTELBERG"),
        },
        lengths=_FIVE_DIGITS,
    ),
    "DK": Ways(prefixes={"39": "GL"}, lengths=frozenset({4})),
    "ES": Ways(
        subdivisions={**_each(("ES-CN", "ES-GC", "ES-TF"), "ES-CN"), "ES-CE": "ES-CE", "ES-ML": "ES-ML"},
        prefixes={"35": "ES-CN", "38": "ES-CN", "51": "ES-CE", "52": "ES-ML"},
        lengths=_FIVE_DIGITS,
    ),
    "FI": Ways(subdivisions={"FI-01": "AX"}, prefixes={"22": "AX"}, lengths=_FIVE_DIGITS),
    "FR": Ways(
        subdivisions={
            **{f"FR-{number}": code for number, code in _FRENCH.items()},
            **{f"FR-{code}": code for code in _FRENCH_ISO.split()},
        },
        prefixes={
            **_FRENCH,
            "97133": "BL",
            "97150": "MF",
            "980": "MC",
            "984": "TF",
            "986": "WF",
            "987": "PF",
            "988": "NC",
        },
        lengths=_FIVE_DIGITS,
    ),
    "GB": Ways(
        subdivisions=_each((f"GB-{district}" for district in _NI.split()), "XI"),
        prefixes=_areas({"BT": "XI", "IM": "IM", "JE": "JE", "GY": "GG", "GX": "GI"}),
        lengths=frozenset(range(3, 8)),
        letters=True,
    ),
    "GP": Ways(prefixes={"97133": "BL", "97150": "MF", "977": "BL", "978": "MF"}, lengths=_FIVE_DIGITS),
    "GR": Ways(
        subdivisions={"GR-69": "GR-69", "GR-K": "GR-ISLANDS 2026"},
        prefixes={
            **_each(("63086", "63087"), "GR-69"),
            **_each(_AEGEAN_FIVE.split(), "GR-ISLANDS"),
            **_each(_AEGEAN_SMALL.split(), "GR-ISLANDS 2026"),
        },
        lengths=_FIVE_DIGITS,
    ),
    "IT": Ways(
        prefixes={"23041": "IT-LIVIGNO", "22061": "IT-CAMPIONE", "4789": "SM", "00120": "VA"},
        lengths=_FIVE_DIGITS,
        towns={"23030": ("livigno", "IT-LIVIGNO"), "22060": ("campione", "IT-CAMPIONE")},
    ),
    "NL": Ways(
        subdivisions={
            "NL-AW": "AW",
            "NL-CW": "CW",
            "NL-SX": "SX",
            **_each(("NL-BQ1", "NL-BQ2", "NL-BQ3"), "BQ"),
        },
    ),
    "NO": Ways(
        subdivisions={"NO-21": "SJ", "NO-22": "SJ"},
        prefixes={"917": "SJ", "8099": "SJ"},
        lengths=frozenset({4}),
    ),
    "PT": Ways(
        subdivisions={"PT-20": "PT-20", "PT-30": "PT-30"},
        prefixes={
            **_each(("90", "91", "92", "93", "94"), "PT-30"),
            **_each(("95", "96", "97", "98", "99"), "PT-20"),
        },
        lengths=frozenset({4, 7}),
    ),
    "US": Ways(
        subdivisions={f"US-{code}": code for code in ("AS", "GU", "MP", "PR", "UM", "VI")},
        prefixes={
            **_each(("006", "007", "009"), "PR"),
            "008": "VI",
            **_each(("9691", "9692", "96930", "96931", "96932"), "GU"),
            **_each(("96950", "96951", "96952"), "MP"),
            "96799": "AS",
            # Written like American addresses, but states of their own.
            **_each(("96939", "96940"), "PW"),
            **_each(("96941", "96942", "96943", "96944"), "FM"),
            **_each(("96960", "96970"), "MH"),
        },
        lengths=frozenset({5, 9}),
    ),
}

# Subdivisions of a state that have a country code of their own.
OWN_CODE: dict[str, str] = {
    subdivision: territory
    for ways in WAYS.values()
    for subdivision, territory in ways.subdivisions.items()
    if len(territory) == 2 and territory != "XI"
}
