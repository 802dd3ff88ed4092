"""What a parcel's journey emits: legs, hubs and packaging, each with its factor and source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import attrs

from xborder._figures import shown
from xborder.errors import BadInput
from xborder.goods.units import convert, unit_of
from xborder.landed_cost.notices import Notice
from xborder.law.sources import Evidence, Source
from xborder.shipping._checks import check_list, one_of
from xborder.shipping._numbers import Number, positive
from xborder.shipping.carbon.distances import Adjustment, Distance
from xborder.shipping.carbon.factors import Factor, Factors, Mode, bundled_factors
from xborder.shipping.carbon.grams import Grams
from xborder.shipping.parcels.parcel import Parcel

__all__ = ["Footprint", "Hub", "Leg", "Packaging", "Part", "footprint", "mass_in_kg"]

_USUAL = {
    Mode.AIR: Adjustment.AIR_PLUS_95_KM,
    Mode.ROAD: Adjustment.ROAD_PLUS_5_PERCENT,
    Mode.SEA: Adjustment.SEA_PLUS_15_PERCENT,
    Mode.RAIL: Adjustment.NONE,
}


@attrs.frozen
class Leg:
    """One vehicle over one distance.

    Attributes:
        factor: the id of its intensity, for example ``desnz.air.long-haul``; its mode is the factor's.
        distance: how far, and which distance that is.
        adjustment: how the one kind of distance becomes the other where the factor is per another kind; ``None`` for
            the usual of the mode.
        name: for the explanation; may be empty.
    """

    factor: str
    distance: Distance
    adjustment: Adjustment | None = None
    name: str = ""

    def __attrs_post_init__(self) -> None:
        one_of(Distance, self.distance, "distance")
        if self.adjustment is not None:
            one_of(Adjustment, self.adjustment, "adjustment")


@attrs.frozen
class Hub:
    """One passage through a hub."""

    factor: str = "hub.parcel"
    name: str = ""


@attrs.frozen
class Packaging:
    """Packaging that the sender put around the goods.

    Attributes:
        mass: its mass, in ``unit``; above zero. It is part of the mass that travels, and is given with it.
        unit: of mass.
        factor: the id of its material's intensity; empty when only its share of the journey is wanted.
    """

    mass: Number
    unit: str = "kg"
    factor: str = ""

    @property
    def kilograms(self) -> Fraction:
        """Its mass in kilograms.

        Raises:
            BadInput: the mass is not above zero, or the unit is none of mass.
        """
        return mass_in_kg(self.mass, self.unit, "packaging.mass")


@attrs.frozen
class Part:
    """What one leg, hub or packaging emits.

    Attributes:
        name: in words.
        mode: what it is of.
        emitted: how much.
        factor: by which intensity.
        mass_kg: the mass that travelled, was handled or was made.
        km: the distance as the factor counts it; ``None`` for what does not move.
        note: how the distance was adjusted; empty when it was not.
    """

    name: str
    mode: Mode
    emitted: Grams
    factor: Factor
    mass_kg: Fraction
    km: Fraction | None = None
    note: str = ""


@attrs.frozen
class Footprint:
    """What a parcel emits on its way, as a range.

    Attributes:
        parts: leg by leg and hub by hub, in order; then the packaging's material.
        mass_kg: what travelled, packaging included.
        packaging_kg: how much of that is packaging.
        notices: what a reader must be told.
    """

    parts: tuple[Part, ...]
    mass_kg: Fraction
    packaging_kg: Fraction = Fraction(0)
    notices: tuple[Notice, ...] = ()

    @property
    def transport(self) -> Grams:
        """Legs and hubs: what ISO 14083 counts."""
        return _sum(part.emitted for part in self.parts if part.mode is not Mode.PACKAGING)

    @property
    def material(self) -> Grams:
        """The making of the packaging, which ISO 14083 leaves out; nothing when no factor was given for it."""
        return _sum(part.emitted for part in self.parts if part.mode is Mode.PACKAGING)

    @property
    def packaging_share(self) -> Grams:
        """The part of ``transport`` that carries the packaging, by mass; it is not added to it."""
        return self.transport.times(self.packaging_kg / self.mass_kg)

    @property
    def total(self) -> Grams:
        """Transport and material."""
        return self.transport + self.material

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of all factors, each once."""
        return tuple(dict.fromkeys(part.factor.source for part in self.parts))

    def explain(self) -> str:
        """The sum part by part, with sources."""
        lines = [f"{self.total} for {shown(self.mass_kg)} kg"]
        for part in self.parts:
            far = f", {shown(part.km)} km ({part.note or part.factor.distance_said})" if part.km is not None else ""
            lines.append(f"- {part.name}: {part.emitted}; {shown(part.mass_kg)} kg{far}; {part.factor.said()}")
        if self.packaging_kg:
            lines.append(f"- of the transport, {self.packaging_share} carry {shown(self.packaging_kg)} kg of packaging")
        return "\n".join([*lines, *(f"Note: {notice.message}." for notice in self.notices)])

    def to_dict(self) -> dict[str, object]:
        """The footprint as JSON can hold it, in whole grams."""
        return {
            "transport_g": _three(self.transport),
            "material_g": _three(self.material),
            "total_g": _three(self.total),
            "parts": [
                {
                    "name": part.name,
                    "mode": part.mode.value,
                    "emitted_g": _three(part.emitted),
                    "factor": part.factor.id,
                }
                for part in self.parts
            ],
            "sources": [source.to_dict() for source in self.sources],
            "notices": [notice.to_dict() for notice in self.notices],
        }


def footprint(
    mass: Number | Parcel,
    journey: Sequence[Leg | Hub],
    *,
    unit: str = "kg",
    packaging: Sequence[Packaging] = (),
    factors: Factors | None = None,
) -> Footprint:
    """What a parcel emits: mass times distance times intensity, leg by leg, hubs and packaging with it.

    The mass is the one that is moved: the goods with the sender's packaging, not the volumetric weight.

    Args:
        mass: of the parcel with its packaging, or the parcel itself.
        journey: legs and hubs in order.
        unit: of the mass; a parcel has its own.
        packaging: the packaging in it.
        factors: the intensities; by default those that come with the library.

    Raises:
        BadInput: the mass is not above zero, a factor is unknown or not of the kind that its place asks for, the
            packaging outweighs the parcel, or a distance is not of the kind that the factor is per.

    >>> from xborder.shipping.carbon.distances import DistanceKind
    >>> flown = Leg("glec.air.belly.long-haul", Distance("9200", DistanceKind.GREAT_CIRCLE))
    >>> print(footprint("0.5", [flown]).total)
    2797 g CO2e (2797 to 3625)
    >>> print(footprint(Parcel(20, 20, 10, "cm", "500", "g"), [flown]).total)
    2797 g CO2e (2797 to 3625)
    """
    kilograms = mass.weight_in("kg") if isinstance(mass, Parcel) else mass_in_kg(mass, unit, "mass")
    table = bundled_factors() if factors is None else factors
    one_of(Factors, table, "factors")
    stages = check_list(journey, "journey")
    if not stages:
        raise BadInput("there is no leg and no hub", path="journey", hint="give at least one Leg")
    parts = [_part(stage, kilograms, table, f"journey[{index}]") for index, stage in enumerate(stages)]
    wrapped = Fraction(0)
    for index, material in enumerate(check_list(packaging, "packaging")):
        one_of(Packaging, material, f"packaging[{index}]")
        wrapped += material.kilograms
        if material.factor:
            parts.append(_material(material, table, f"packaging[{index}]"))
    if wrapped > kilograms:
        message = f"{shown(wrapped)} kg of packaging outweigh the parcel's {shown(kilograms)} kg"
        raise BadInput(message, path="packaging", hint="the mass is given with its packaging")
    return Footprint(tuple(parts), kilograms, wrapped, _notices(parts))


def mass_in_kg(mass: object, unit: str, path: str) -> Fraction:
    """A mass in kilograms.

    Raises:
        BadInput: it is not an exact number above zero, or the unit is none of mass.
    """
    value = positive(mass, path, "a mass above zero")
    try:
        kilograms = convert(value, unit_of(unit).name, "kg")
    except BadInput as error:
        raise error.at(path) from None
    if kilograms > 1_000_000:
        raise BadInput(f"{shown(kilograms)} kg are no parcel", path=path, hint="at most 1,000 t")
    return kilograms


def _part(stage: object, kilograms: Fraction, table: Factors, path: str) -> Part:
    match stage:
        case Leg():
            return _leg(stage, kilograms, table, path)
        case Hub():
            factor = _factor(table, stage.factor, path)
            if factor.mode is not Mode.HUB:
                raise BadInput(f"{factor.id} is not a hub's", path=f"{path}.factor", hint=_of(table, Mode.HUB))
            emitted = _emitted(factor, kilograms / 1000)
            return Part(stage.name or factor.name, Mode.HUB, emitted, factor, kilograms)
    raise BadInput(f"{stage!r:.60} is neither leg nor hub", path=path, hint="give a Leg or a Hub")


def _leg(leg: Leg, kilograms: Fraction, table: Factors, path: str) -> Part:
    factor = _factor(table, leg.factor, path)
    if factor.distance is None:
        raise BadInput(
            f"{factor.id} moves nothing", path=f"{path}.factor", hint="give an intensity per tonne-kilometre"
        )
    adjustment = leg.adjustment or _USUAL[factor.mode]
    try:
        km = leg.distance.as_kind(factor.distance, adjustment)
    except BadInput as error:
        raise error.at(path) from None
    note = "" if leg.distance.kind is factor.distance else f"{shown(leg.distance.km)} km {leg.distance.kind.value}"
    note += f", {adjustment.value}" if note else ""
    emitted = _emitted(factor, kilograms / 1000 * km)
    return Part(leg.name or factor.name, factor.mode, emitted, factor, kilograms, km, note)


def _material(material: Packaging, table: Factors, path: str) -> Part:
    factor = _factor(table, material.factor, path)
    if factor.mode is not Mode.PACKAGING:
        raise BadInput(f"{factor.id} is no material", path=f"{path}.factor", hint=_of(table, Mode.PACKAGING))
    kilograms = material.kilograms
    return Part(factor.name, Mode.PACKAGING, _emitted(factor, kilograms), factor, kilograms)


def _factor(table: Factors, key: str, path: str) -> Factor:
    try:
        return table[key]
    except BadInput as error:
        raise error.at(path) from None


def _emitted(factor: Factor, activity: Fraction) -> Grams:
    return Grams(factor.low, factor.typical, factor.high).times(activity)


def _of(table: Factors, mode: Mode) -> str:
    return ", ".join(factor.id for factor in table.of(mode))


def _sum(amounts: Iterable[Grams]) -> Grams:
    return sum(amounts, start=Grams())


def _three(amount: Grams) -> list[int]:
    return list(amount.rounded)


def _notices(parts: Sequence[Part]) -> tuple[Notice, ...]:
    """One for each factor that nobody has held against a source."""
    weak = {part.factor.id: part.factor for part in parts if part.factor.source.evidence is Evidence.UNVERIFIED}
    return tuple(
        Notice("weak-evidence", "warning", f"the intensity {key} is unverified: {factor.source.title}", key)
        for key, factor in weak.items()
    )
