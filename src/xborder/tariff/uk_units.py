"""The units of TARIC and of the UK tariff: what each unit and its qualifier measures, in the units of xborder.

References: the table of measurement units of HMRC's trade tariff service (codes, qualifiers, abbreviations and
multipliers), with which the EU's TARIC shares its codes; the spellings in words are those of the UK tariff's data sets.

A qualifier often changes what is measured. Gross, drained and dry mass are units of their own here; other qualifiers
name the part of the goods that is weighed (``kg[biodiesel content]``). An amount per 100 kg and per 1 % of sucrose is
an amount per kilogram of sucrose, and is kept as that.
"""

from __future__ import annotations

import re
import types
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

import attrs

from xborder.errors import BadInput

__all__ = ["RETAIL_PRICE", "TARIC_UNITS", "TaricUnit", "spelled_unit", "taric_unit"]

RETAIL_PRICE: Final = "retail price"
"""What a share of the retail price is taken of."""


@attrs.frozen
class TaricUnit:
    """A unit of measurement of TARIC, alone or with a qualifier.

    Attributes:
        code: three capitals: ``DTN``.
        qualifier: what changes its meaning: ``E``; empty for none.
        abbreviation: how duties write it: ``100 kg/net eda``.
        unit: the unit of xborder that it is counted in, empty where the goods cannot be measured in it.
        per: how many of ``unit`` one of it is.
        of: the part or quality of the goods that is measured, empty for the goods themselves.
    """

    code: str
    qualifier: str
    abbreviation: str
    unit: str
    per: Fraction = attrs.field(converter=Fraction, default=Fraction(1))
    of: str = ""

    @property
    def key(self) -> str:
        """Code and qualifier together: ``DTNE``."""
        return self.code + self.qualifier


_U = TaricUnit

TARIC_UNITS: Final[tuple[TaricUnit, ...]] = (
    _U("ASV", "", "% vol", "alcohol_vol"),
    _U("ASV", "X", "% vol/hl", "vol_hl"),
    _U("BRX", "", "% sucrose", ""),
    _U("CCT", "", "ct/l", "t", of="carrying capacity"),
    _U("CEN", "", "100 p/st", "pieces", Fraction(100)),
    _U("CTM", "", "c/k", "ct"),
    _U("DAP", "", "10 000 kg/polar", "kg", Fraction(10_000), of="weight corrected for polarisation"),
    _U("DHS", "", "kg DHS", "kg", of="dihydrostreptomycin"),
    _U("DTN", "", "100 kg", "kg", Fraction(100)),
    _U("DTN", "E", "100 kg/net eda", "kg_drained", Fraction(100)),
    _U("DTN", "F", "100 kg common wheat", "kg", Fraction(100), of="common wheat"),
    _U("DTN", "G", "100 kg/br", "kg_gross", Fraction(100)),
    _U("DTN", "L", "100 kg live weight", "kg", Fraction(100), of="live weight"),
    _U("DTN", "M", "100 kg/net mas", "kg_dry", Fraction(100)),
    _U("DTN", "R", "100 kg std qual", "kg", Fraction(100), of="standard quality"),
    _U("DTN", "S", "100 kg raw sugar", "kg", Fraction(100), of="raw sugar"),
    _U("DTN", "Z", "100 kg/net/%sacchar.", "kg", of="sucrose content"),  # 100 kg x 1 %
    _U("EUR", "", "EUR", ""),
    _U("GFI", "", "gi F/S", "g", of="fissile isotopes"),
    _U("GRM", "", "g", "g"),
    _U("GRT", "", "GT", ""),
    _U("HLT", "", "hl", "hl"),
    _U("HMT", "", "100 m", "m", Fraction(100)),
    _U("KCC", "", "kg C₅H₁₄ClNO", "kg", of="choline chloride"),
    _U("KCL", "", "tonne KCl", "t", of="potassium chloride"),
    _U("KGM", "", "kg", "kg"),
    _U("KGM", "A", "kg/tot/alc", "kg", of="total alcohol"),
    _U("KGM", "E", "kg/net eda", "kg_drained"),
    _U("KGM", "G", "GKG", "kg_gross"),
    _U("KGM", "P", "kg/lactic matter", "kg", of="lactic matter"),
    _U("KGM", "S", "kg/raw sugar", "kg", of="raw sugar"),
    _U("KGM", "T", "kg/dry lactic matter", "kg", of="dry lactic matter"),
    _U("KLT", "", "1,000 l", "l", Fraction(1000)),
    _U("KMA", "", "kg methylamines", "kg", of="methylamines"),
    _U("KMT", "", "KM", "km"),
    _U("KNI", "", "kg N", "kg", of="nitrogen"),
    _U("KNS", "", "kg H₂O₂", "kg", of="hydrogen peroxide"),
    _U("KPH", "", "kg KOH", "kg", of="potassium hydroxide"),
    _U("KPO", "", "kg K₂O", "kg", of="potassium oxide"),
    _U("KPP", "", "kg P₂O₅", "kg", of="diphosphorus pentaoxide"),
    _U("KSD", "", "kg 90% sdt", "kg", of="substance 90% dry"),
    _U("KSH", "", "kg NaOH", "kg", of="sodium hydroxide"),
    _U("KUR", "", "kg U", "kg", of="uranium"),
    _U("LPA", "", "l alc. 100%", "lpa"),
    _U("LTR", "", "l", "l"),
    _U("LTR", "A", "L total alc.", "l", of="total alcohol"),
    _U("MIL", "", "1,000 p/st", "pieces", Fraction(1000)),
    _U("MPR", "", "1,000 pa", "pairs", Fraction(1000)),
    _U("MTK", "", "m²", "m2"),
    _U("MTQ", "", "m³", "m3"),
    _U("MTQ", "C", "1,000 m³", "m3", Fraction(1000)),
    _U("MTR", "", "m", "m"),
    _U("MWH", "", "1,000 kWh", "MWh"),
    _U("NAR", "", "p/st", "pieces"),
    _U("NAR", "B", "b/f", ""),
    _U("NCL", "", "ce/el", "pieces", of="cells"),
    _U("NPR", "", "pa", "pairs"),
    _U("RET", "", "GBP", "", of=RETAIL_PRICE),
    _U("SPQ", "", "for each litre of pure alcohol, multiplied by the SPR discount", ""),
    _U("SPQ", "LPA", "for each litre of pure alcohol, multiplied by the SPR discount", ""),
    _U("SPQ", "LTR", "for each litre of pure alcohol, multiplied by the SPR discount", ""),
    _U("SPR", "", "SPR discount", ""),
    _U("TJO", "", "TJ", "TJ"),
    _U("TNE", "", "1,000 kg", "kg", Fraction(1000)),
    _U("TNE", "E", "1,000 kg/net eda", "kg_drained", Fraction(1000)),
    _U("TNE", "I", "1,000 kg/biodiesel", "kg", Fraction(1000), of="biodiesel content"),
    _U("TNE", "J", "1,000 kg/fuel content", "kg", Fraction(1000), of="fuel content"),
    _U("TNE", "K", "1,000 kg/bioethanol", "kg", Fraction(1000), of="bioethanol content"),
    _U("TNE", "M", "1,000 kg/net mas", "kg_dry", Fraction(1000)),
    _U("TNE", "R", "1,000 kg std qual", "kg", Fraction(1000), of="standard quality"),
    _U("TNE", "Z", "1,000 kg/net/%saccha.", "kg", Fraction(10), of="sucrose content"),  # 1,000 kg x 1 %
    _U("WAT", "", "Watt", "W"),
)
"""Every unit with every qualifier that it is used with."""

_WORDS: Final = {
    "DTN": "100 kilograms, 100 kg/net, 100 kg net, hectokilogram",
    "KGM": "kilogram, kilograms, kg/net, kg net",
    "TNE": "tonne, tonnes, t, 1000 kg/net",
    "GRM": "gram",
    "HLT": "hectolitre, 100 l, 100 litres",
    "LTR": "litre, litres",
    "KLT": "1000 litres",
    "NAR": "item, items, number of items",
    "CEN": "100 items",
    "MIL": "1000 items",
    "NPR": "pair, pairs, number of pairs",
    "MPR": "1000 pairs",
    "MTR": "metre, metres",
    "HMT": "100 metres",
    "MTK": "square metre",
    "MTQ": "cubic metre",
    "LPA": "litre pure (100%) alcohol",
    "ASV": "%vol",
    "CTM": "carat, carats",
    "WAT": "W",
    "TJO": "terajoule (gross calorific value)",
    "KMA": "kg met.am.",
    "DTNG": "100 kg br",
    "KGMG": "kg/br, kg br",
    "TNEZ": "1000 kg/net/%sacchar.",
}
_QUALIFIERS: Final = {
    "A": "tot alc, tot/alc, total alcohol, total alc.",
    "C": "1000",
    "E": "net drained wt, net eda, drained net weight, net of drained weight",
    "F": "common wheat, of common wheat",
    "G": "gross, br",
    "I": "biodiesel, biodiesel content, of biodiesel content",
    "J": "fuel content, of fuel content",
    "K": "bioethanol, bioethanol content, of bioethanol content",
    "L": "live weight, live wt, of live wt",
    "M": "net dry, net mas, net of dry matter",
    "P": "lactic matter, of lactic matter",
    "R": "std qual, of the standard quality",
    "S": "raw sugar",
    "T": "dry lactic matter, of dry lactic matter",
    "X": "hl, hectolitre, per hectolitre",
    "Z": "% sacchar., % saccha., net/%sacchar., per 1% by weight of sucrose",
}
_PARTED: Final = re.compile(r"[./]")


def _plain(text: str) -> str:
    """A spelling without what writers vary: blanks, capitals, closing dots, separators of thousands, raised figures."""
    flat = "".join(unicodedata.normalize("NFKC", text).split()).casefold().rstrip(".")
    return re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", flat)


_BY_KEY: Final[Mapping[str, TaricUnit]] = types.MappingProxyType({unit.key: unit for unit in TARIC_UNITS})


def _spellings() -> Iterator[tuple[str, TaricUnit]]:
    for unit in reversed(TARIC_UNITS):  # the first of a shared abbreviation wins
        yield _plain(unit.abbreviation), unit
        yield _plain(unit.key), unit
    for key, words in _WORDS.items():
        for word in words.split(", "):
            yield _plain(word), _BY_KEY[key]


_BY_SPELLING: Final[Mapping[str, TaricUnit]] = types.MappingProxyType(dict(_spellings()))
_BY_QUALIFIER: Final[Mapping[str, str]] = types.MappingProxyType(
    {_plain(word): letter for letter, words in _QUALIFIERS.items() for word in (*words.split(", "), letter)}
)


def taric_unit(code: str, qualifier: str = "") -> TaricUnit:
    """The unit of a code and a qualifier.

    Raises:
        BadInput: when TARIC has no such unit.

    >>> taric_unit("DTN", "E").unit, taric_unit("DTN", "E").per
    ('kg_drained', Fraction(100, 1))
    """
    found = _BY_KEY.get(code + qualifier)
    if found is None or found.code != code:
        raise BadInput(
            f"{code + qualifier!r:.40} is no unit of TARIC", hint="for example KGM, DTN, HLT, NAR or DTN with E"
        )
    return found


def spelled_unit(text: str) -> TaricUnit | None:
    """The unit that a duty means by a spelling, or ``None``.

    >>> spelled_unit("100 kg / net drained wt") == spelled_unit("DTN E") == taric_unit("DTN", "E")
    True
    """
    key = _plain(text)
    found = _BY_SPELLING.get(key)
    if found is not None:
        return found
    for stroke in _PARTED.finditer(key):
        whole, letter = _BY_SPELLING.get(key[: stroke.start()]), _BY_QUALIFIER.get(key[stroke.end() :])
        if whole is not None and not whole.qualifier and letter is not None:
            return _BY_KEY.get(whole.code + letter)
    return None
