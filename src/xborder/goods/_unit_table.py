"""The units of measure that xborder knows, typed as facts.

References: UN/ECE Recommendation 20, Revision 17 (2021), for codes; the exact definitions of the units for factors,
since the recommendation prints them rounded (the pound is 0.45359237 kg, the US gallon 231 cubic inches of 2.54 cm, the
imperial gallon 4.54609 l). Two measures of tariffs have no code there: strength by volume as a number (``ASV`` of
TARIC) and that strength times hectolitres (``ASVX``). ``NMB`` is what Canada's tariff writes for pieces; ``NPR`` is
deprecated there in favour of ``PR`` and still written by the EU and the UK.
"""

from __future__ import annotations

import enum
from fractions import Fraction

import attrs

__all__ = ["UNITS", "Dimension", "Unit"]


class Dimension(enum.Enum):
    """What a unit measures; only units of one dimension convert into each other."""

    MASS = "net mass"
    GROSS_MASS = "gross mass"
    DRAINED_MASS = "drained net mass"
    DRY_MASS = "mass of dry matter"
    VOLUME = "volume"
    STRENGTH = "alcoholic strength by volume"
    PURE_ALCOHOL = "pure alcohol"
    STRENGTH_VOLUME = "alcoholic strength times volume"
    LENGTH = "length"
    AREA = "area"
    COUNT = "pieces"
    PAIRS = "pairs"
    SETS = "sets"
    STICKS = "cigarettes"
    DOSES = "doses"
    JEWELS = "jewels of a watch movement"
    ENERGY = "energy"
    POWER = "power"
    PART = "a measure of a part or a quality of the goods"


@attrs.frozen
class Unit:
    """A unit of measure.

    Attributes:
        name: the key of ``measures`` in a request.
        code: UN/ECE Rec 20 common code; empty when it has none.
        dimension: what it measures.
        factor: how many of the dimension's base unit one of it is; exact.
        label: how a duty expression writes it after the stroke.
        aliases: other spellings that are understood, in lower case without a closing dot.
    """

    name: str
    code: str
    dimension: Dimension
    factor: Fraction
    label: str
    aliases: tuple[str, ...] = ()


def _unit(name: str, code: str, dimension: Dimension, factor: str = "1", *, also: str = "", label: str = "") -> Unit:
    return Unit(name, code, dimension, Fraction(factor), label or name, tuple(also.split()))


_D = Dimension
_POUND = "0.45359237"
_GALLON = "3.785411784"

UNITS: tuple[Unit, ...] = (
    # the base of mass is the kilogram
    _unit("kg", "KGM", _D.MASS, also="kilo kilos kilogram kilograms kilogramme"),
    _unit("g", "GRM", _D.MASS, "1/1000", also="gr gram grams gramme"),
    _unit("mg", "MGM", _D.MASS, "1/1000000", also="milligram"),
    _unit("t", "TNE", _D.MASS, "1000", also="tonne tonnes mt"),
    _unit("dtn", "DTN", _D.MASS, "100", also="quintal"),
    _unit("lb", "LBR", _D.MASS, _POUND, also="lbs pound pounds"),
    _unit("oz", "ONZ", _D.MASS, "0.028349523125", also="ounce ounces"),
    _unit("oz_t", "APZ", _D.MASS, "0.0311034768", also="troy_ounce"),
    _unit("short_ton", "STN", _D.MASS, "907.18474"),
    _unit("long_ton", "LTN", _D.MASS, "1016.0469088"),
    _unit("ct", "CTM", _D.MASS, "0.0002", also="carat carats"),
    _unit("kg_gross", "E4", _D.GROSS_MASS, also="kgmg"),
    _unit("kg_drained", "KDW", _D.DRAINED_MASS, also="kgme"),
    _unit("kg_dry", "MND", _D.DRY_MASS),
    # the base of volume is the litre
    _unit("l", "LTR", _D.VOLUME, also="litre litres liter liters"),
    _unit("ml", "MLT", _D.VOLUME, "1/1000", also="millilitre milliliter"),
    _unit("cl", "CLT", _D.VOLUME, "1/100", also="centilitre centiliter"),
    _unit("dl", "DLT", _D.VOLUME, "1/10", also="decilitre deciliter"),
    _unit("hl", "HLT", _D.VOLUME, "100", also="hectolitre hectoliter"),
    _unit("kl", "K6", _D.VOLUME, "1000", also="klt kilolitre kiloliter"),
    _unit("m3", "MTQ", _D.VOLUME, "1000", also="m³ cubic_metre cubic_meter"),
    _unit("cm3", "CMQ", _D.VOLUME, "1/1000", also="cm³ cc"),
    _unit("gal", "GLL", _D.VOLUME, _GALLON, also="gallon gallons"),
    _unit("gal_uk", "GLI", _D.VOLUME, "4.54609"),
    _unit("fl_oz", "OZA", _D.VOLUME, "0.0295735295625"),
    _unit("bbl", "BLL", _D.VOLUME, "158.987294928", also="barrel barrels"),
    # per cent by volume
    _unit("alcohol_vol", "", _D.STRENGTH, also="asv abv %vol", label="% vol"),
    # the base is the litre of pure alcohol; proof spirit of the US tariff is half alcohol
    _unit("lpa", "LPA", _D.PURE_ALCOHOL, also="litre_pure_alcohol"),
    _unit("hlpa", "HPA", _D.PURE_ALCOHOL, "100"),
    _unit("pf_l", "PFL", _D.PURE_ALCOHOL, "1/2", also="pf.l pf.liter pf.liters pf.litre proof_litre proof_liter"),
    _unit("pf_gal", "PGL", _D.PURE_ALCOHOL, "1.892705892", also="pf.gal proof_gallon"),
    # per cent by volume times hectolitre
    _unit("vol_hl", "", _D.STRENGTH_VOLUME, also="asvx %vol/hl", label="% vol/hl"),
    # the bases of length and area are the metre and the square metre
    _unit("m", "MTR", _D.LENGTH, also="metre metres meter meters"),
    _unit("mm", "MMT", _D.LENGTH, "1/1000"),
    _unit("cm", "CMT", _D.LENGTH, "1/100"),
    _unit("km", "KMT", _D.LENGTH, "1000"),
    _unit("in", "INH", _D.LENGTH, "0.0254", also="inch inches"),
    _unit("ft", "FOT", _D.LENGTH, "0.3048", also="foot feet"),
    _unit("yd", "YRD", _D.LENGTH, "0.9144", also="yard yards"),
    _unit("m2", "MTK", _D.AREA, also="m² square_metre square_meter"),
    _unit("cm2", "CMK", _D.AREA, "1/10000", also="cm²"),
    _unit("ft2", "FTK", _D.AREA, "0.09290304", also="ft² sqft"),
    _unit("yd2", "YDK", _D.AREA, "0.83612736", also="yd²"),
    # the base of count is the piece
    _unit(
        "pieces",
        "H87",
        _D.COUNT,
        also="piece pcs pc item items each ea article articles unit units no number nmb nar c62 p/st head hea",
        label="item",
    ),
    _unit("dozens", "DZN", _D.COUNT, "12", also="dozen doz dz", label="dozen"),
    _unit("hundreds", "CEN", _D.COUNT, "100", also="hundred", label="hundred"),
    _unit("gross", "GRO", _D.COUNT, "144"),
    _unit("thousands", "MIL", _D.COUNT, "1000", also="thousand t3", label="thousand"),
    _unit("pairs", "PR", _D.PAIRS, also="pair prs npr pa", label="pair"),
    _unit("dozen_pairs", "DPR", _D.PAIRS, "12"),
    _unit("sets", "SET", _D.SETS, label="set"),
    _unit("sticks", "STK", _D.STICKS, also="stick cigarette cigarettes", label="stick"),
    _unit("mille", "E12", _D.STICKS, "1000"),
    _unit("doses", "E27", _D.DOSES, also="dose", label="dose"),
    _unit("jewels", "JWL", _D.JEWELS, also="jewel jwls", label="jewel"),
    # the bases of energy and power are the kilowatt hour and the watt
    _unit("kWh", "KWH", _D.ENERGY),
    _unit("MWh", "MWH", _D.ENERGY, "1000"),
    _unit("MJ", "3B", _D.ENERGY, "5/18"),
    _unit("GJ", "GV", _D.ENERGY, "2500/9"),
    _unit("TJ", "D30", _D.ENERGY, "2500000/9", also="tjo"),
    _unit("W", "WTT", _D.POWER, also="wat watt watts"),
    _unit("kW", "KWT", _D.POWER, "1000"),
)
