"""Measures of goods: units, exact conversion, and what a line's measures say in the unit that a law asks for.

A measure may be of a part or a quality of the goods, named in brackets: ``kg[lead content]``, ``value[case]``,
``degrees[polarisation]``, ``share[steel]``. Such a measure stands for itself: nothing is converted into it or derived.
"""

from __future__ import annotations

import functools
import re
import types
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.goods._unit_table import UNITS, Dimension, Unit

__all__ = [
    "UNITS",
    "Dimension",
    "Found",
    "Unit",
    "convert",
    "find_quantity",
    "how_to_give",
    "is_unit",
    "quantity_in",
    "unit_of",
]

_HUNDRED: Final = Fraction(100)
_MAX_EXPONENT: Final = 40

_QUALIFIED: Final = re.compile(r"([^\[\]]{1,20})\[([^\[\]]{1,80})\]")
_QUALIFIER: Final = re.compile(r"[a-z0-9][a-z0-9 ,.'/%&-]*")
_PART_BASES: Final = {
    "value": ", an amount in the currency of the customs value",
    "share": ", from 0 to 1",
    "degrees": "",
}
"""What is measured of a part and is no unit of a whole, and how it is given."""


def _index(units: Iterable[Unit]) -> Mapping[str, Unit]:
    by_key: dict[str, Unit] = {}
    for unit in units:
        for key in (unit.name, unit.code, unit.label, *unit.aliases):
            if key:
                by_key[key.casefold()] = unit
                by_key[key] = unit
    return types.MappingProxyType(by_key)


_BY_KEY: Final = _index(UNITS)


def _lookup(name: object) -> Unit | None:
    if not isinstance(name, str):
        return None
    return _BY_KEY.get(name) or _BY_KEY.get(name.strip().rstrip(".").casefold()) or _qualified(name)


@functools.lru_cache(maxsize=1024)
def _qualified(name: str) -> Unit | None:
    found = _QUALIFIED.fullmatch(name.strip())
    if found is None:
        return None
    part = " ".join(found[2].split()).lower()
    if not _QUALIFIER.fullmatch(part):
        return None
    base = found[1].strip().casefold()
    if base in _PART_BASES:
        return Unit(f"{base}[{part}]", "", Dimension.PART, Fraction(1), f"{base}[{part}]")
    whole = _lookup(found[1])
    return Unit(f"{whole.name}[{part}]", "", Dimension.PART, whole.factor, f"{whole.label}[{part}]") if whole else None


def is_unit(name: str) -> bool:
    """Whether ``unit_of`` knows the name.

    >>> is_unit("KGM"), is_unit("bushel")
    (True, False)
    >>> is_unit("kg[lead content]"), is_unit("value")
    (True, False)
    """
    return _lookup(name) is not None


def unit_of(name: str) -> Unit:
    """The unit of a name: its short name, its UN/ECE Rec 20 code, or a common spelling; with a part in brackets or not.

    Raises:
        BadInput: when no such unit is known.

    >>> unit_of("KGM").name, unit_of("doz.").name, unit_of("item").code
    ('kg', 'dozens', 'H87')
    >>> unit_of("KGM[Lead  content]").name
    'kg[lead content]'
    """
    found = _lookup(name)
    if found is None:
        raise BadInput(
            f"unknown unit {name!r:.40}", hint="give a short name such as kg, l, m2, pieces, pairs, or a Rec 20 code"
        )
    return found


def convert(value: Decimal | Fraction | int, from_: str, to: str) -> Fraction:
    """A quantity in another unit of the same dimension, exactly.

    Raises:
        BadInput: for an unknown unit, for units of different dimensions, or for a value that is no number.

    >>> convert(Decimal("2.5"), "lb", "kg")
    Fraction(45359237, 40000000)
    """
    source, target = unit_of(from_), unit_of(to)
    if source.dimension is not target.dimension or (source.dimension is Dimension.PART and source != target):
        raise BadInput(
            f"{from_} is a unit of {source.dimension.value} and {to} of {target.dimension.value}",
            hint="convert between units of one dimension",
        )
    return _exact(value) * source.factor / target.factor


@attrs.frozen
class Found:
    """A quantity in the unit asked for, and where it was read.

    Attributes:
        value: the exact quantity.
        used: the fields of the line that gave it: measures by name, ``net_mass``, ``quantity``.
        assumed: whether it was assumed that one unit sold is one piece or one pair.
    """

    value: Fraction
    used: tuple[str, ...]
    assumed: bool = False


def find_quantity(
    measures: Mapping[str, Decimal],
    unit: str,
    *,
    net_mass_kg: Decimal | Fraction | None = None,
    quantity: Decimal | Fraction | None = None,
) -> Found | None:
    """What a line says about itself in the unit that a law asks for, given or derived.

    A measure of a part of the goods (``kg[lead content]``) is given or unknown. Others are looked for in this order:
    the measure itself; another measure of its dimension; the net mass; strength times volume, for pure alcohol; and,
    for pieces and pairs only, the quantity sold, which is then flagged as assumed.

    Args:
        measures: of the whole line, by unit.
        unit: the unit asked for.
        net_mass_kg: net mass of the whole line.
        quantity: how many units the line sells.

    Returns:
        The quantity and where it was read, or ``None`` when it cannot be known.

    Raises:
        BadInput: for an unknown unit, or a measure that is no number.

    >>> find_quantity({"l": Decimal("0.75"), "alcohol_vol": Decimal(40)}, "lpa")
    Found(value=Fraction(3, 10), used=('l', 'alcohol_vol'), assumed=False)
    >>> find_quantity({}, "dozens", quantity=Decimal(6))
    Found(value=Fraction(1, 2), used=('quantity',), assumed=True)
    """
    wanted = unit_of(unit)
    given = _given(measures, wanted)
    if given is not None:
        return given
    match wanted.dimension:
        case Dimension.MASS if net_mass_kg is not None:
            return Found(_exact(net_mass_kg) / wanted.factor, ("net_mass",))
        case Dimension.PURE_ALCOHOL:
            return _alcohol(measures, _HUNDRED * wanted.factor)
        case Dimension.STRENGTH_VOLUME:
            return _alcohol(measures, _HUNDRED)  # litres to hectolitres
        case Dimension.COUNT | Dimension.PAIRS if quantity is not None:
            return Found(_exact(quantity) / wanted.factor, ("quantity",), assumed=True)
        case _:
            return None


def quantity_in(
    measures: Mapping[str, Decimal],
    unit: str,
    *,
    net_mass_kg: Decimal | Fraction | None = None,
    quantity: Decimal | Fraction | None = None,
) -> Fraction | None:
    """The value of ``find_quantity`` alone.

    >>> quantity_in({"kg": Decimal("1.2")}, "g")
    Fraction(1200, 1)
    """
    found = find_quantity(measures, unit, net_mass_kg=net_mass_kg, quantity=quantity)
    return None if found is None else found.value


def how_to_give(unit: str) -> str:
    """What a request must hold so that the quantity in ``unit`` is known.

    >>> how_to_give("lpa")
    'give measures {"l": "...", "alcohol_vol": "..."}'
    """
    wanted = unit_of(unit)
    if wanted.dimension in {Dimension.PURE_ALCOHOL, Dimension.STRENGTH_VOLUME}:
        return 'give measures {"l": "...", "alcohol_vol": "..."}'
    if wanted.dimension is Dimension.PART:
        return f'give measures {{"{wanted.name}": "..."}}{_PART_BASES.get(wanted.name.partition("[")[0], "")}'
    if wanted.dimension is Dimension.MASS:
        return f'give net_mass, or measures {{"{wanted.name}": "..."}}'
    return f'give measures {{"{wanted.name}": "..."}}'


def _given(measures: Mapping[str, Decimal], wanted: Unit) -> Found | None:
    direct = measures.get(wanted.name)
    if direct is not None:
        return Found(_exact(direct), (wanted.name,))
    for name, value in measures.items():
        unit = _lookup(name)
        if unit is None or unit.dimension is not wanted.dimension:
            continue
        if unit.dimension is not Dimension.PART or unit.name == wanted.name:
            return Found(_exact(value) * unit.factor / wanted.factor, (name,))
    return None


def _alcohol(measures: Mapping[str, Decimal], divisor: Fraction) -> Found | None:
    litres = _given(measures, _BY_KEY["l"])
    strength = _given(measures, _BY_KEY["alcohol_vol"])
    if litres is None or strength is None:
        return None
    return Found(litres.value * strength.value / divisor, litres.used + strength.used)


def _exact(value: object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, Decimal) and value.is_finite() and (not value or abs(value.adjusted()) <= _MAX_EXPONENT):
        return Fraction(value)
    if isinstance(value, int):
        return Fraction(value)
    raise BadInput(f"{value!r:.40} is not an exact number", hint='give a decimal string such as "12.5"')
