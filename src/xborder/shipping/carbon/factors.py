"""Greenhouse gas intensities as data: each with its edition, source, grade of evidence and range."""

from __future__ import annotations

import enum
import functools
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from typing import TypeVar

import attrs

from xborder._figures import plain
from xborder._files import FileSource, open_source
from xborder.errors import BadInput
from xborder.law.sources import Evidence, Source
from xborder.shipping._checks import one_of
from xborder.shipping._numbers import fraction_of
from xborder.shipping.carbon.distances import DistanceKind

__all__ = ["Factor", "Factors", "Mode", "bundled_factors", "load_factors"]

E = TypeVar("E", bound=enum.Enum)

_BUNDLED = ("desnz-2026.toml", "glec-3.2.toml", "other.toml")


class Mode(enum.Enum):
    """What an intensity is of."""

    ROAD = "road"
    RAIL = "rail"
    SEA = "sea"
    AIR = "air"
    HUB = "hub"
    PACKAGING = "packaging"

    @property
    def unit(self) -> str:
        """What its intensities are written in: grams of CO2e per tonne-kilometre, tonne or kilogram."""
        return {Mode.HUB: "g/t", Mode.PACKAGING: "g/kg"}.get(self, "g/tkm")


@attrs.frozen
class Factor:
    """One greenhouse gas intensity, well to wheel.

    Attributes:
        id: its name, for example ``desnz.air.long-haul``.
        mode: what it is of.
        name: in words.
        low: the lower end of the range, in g CO2e per tonne-kilometre, per tonne (hubs) or per kilogram (packaging).
        typical: the value itself.
        high: the upper end.
        edition: of the table that it stands in.
        source: where it was read, and what that is worth.
        distance: which distance it is per; ``None`` for what does not move.
        operation: how much of the typical value arises in operation, the rest in providing the energy; ``None`` if not
            known.
        range: what the two ends are.
        licence: under which the figure is published; empty if not known.

    Raises:
        BadInput: a field is not of that form, or the three values are not in order.
    """

    id: str
    mode: Mode
    name: str
    low: Fraction
    typical: Fraction
    high: Fraction
    edition: str
    source: Source
    distance: DistanceKind | None = None
    operation: Fraction | None = None
    range: str = ""
    licence: str = ""

    def __attrs_post_init__(self) -> None:
        for name in ("low", "typical", "high"):
            one_of(Fraction, getattr(self, name), name)
        if not 0 <= self.low <= self.typical <= self.high:
            raise BadInput(f"{self.id}: the range is not in order", path="typical", hint="0 <= low <= typical <= high")
        if self.operation is not None and not 0 <= self.operation <= self.typical:
            raise BadInput(f"{self.id}: operation is a part of the typical value", path="operation")
        if (self.distance is None) != (self.mode in {Mode.HUB, Mode.PACKAGING}):
            raise BadInput(f"{self.id}: what moves has a distance, and nothing else", path="distance")

    @property
    def distance_said(self) -> str:
        """Which distance it is per, in words."""
        return {
            None: "",
            DistanceKind.GREAT_CIRCLE: "great circle",
            DistanceKind.SHORTEST_FEASIBLE: "shortest feasible",
            DistanceKind.ACTUAL: "as travelled",
        }[self.distance]

    def said(self) -> str:
        """The factor with its source, in words."""
        figure = f"{plain(self.typical)} {self.mode.unit} ({plain(self.low)} to {plain(self.high)})"
        return f"{self.name}: {figure}; {self.edition}; {self.source.publisher} [{self.source.evidence.value}]"


@attrs.frozen
class Factors:
    """A table of intensities, by id.

    Attributes:
        by_id: the factors.
    """

    by_id: Mapping[str, Factor]

    def __getitem__(self, key: str) -> Factor:
        """A factor by its id.

        Raises:
            BadInput: there is none of that id; the hint lists some.
        """
        wanted: object = key  # whatever a host wrote
        found = self.by_id.get(wanted) if isinstance(wanted, str) else None
        if found is None:
            raise BadInput(f"no intensity is called {key!r:.40}", path="factor", hint=", ".join(list(self.by_id)[:30]))
        return found

    def of(self, mode: Mode | str) -> tuple[Factor, ...]:
        """The factors of a mode.

        Raises:
            BadInput: there is no such mode.
        """
        wanted = _member(Mode, mode, "mode")
        return tuple(factor for factor in self.by_id.values() if factor.mode is wanted)

    def __or__(self, other: object) -> Factors:
        """Both tables; of two factors with one id the right one's."""
        if not isinstance(other, Factors):
            return NotImplemented
        return Factors({**self.by_id, **other.by_id})


@functools.cache
def bundled_factors() -> Factors:
    """The intensities that come with the library.

    >>> [factor.id for factor in bundled_factors().of("hub")]
    ['hub.parcel']
    """
    package = files("xborder.shipping.carbon")
    tables = (load_factors(package.joinpath(name).read_bytes()) for name in _BUNDLED)
    return functools.reduce(Factors.__or__, tables)


def load_factors(source: FileSource) -> Factors:
    """A table of intensities from a TOML file in the form of the bundled ones.

    Args:
        source: the file's path, or its content as bytes.

    Raises:
        BadInput: the file cannot be read or is not of that form; the path names the entry.
    """
    name, stream = open_source(source, "factors")
    with stream:
        try:
            table = tomllib.load(stream)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput(
                f"{name} is not TOML: {error}", path=name, hint="see the bundled tables for the form"
            ) from None
    edition = _text(table, "edition", name)
    sources = _table(table.get("sources"), f"{name}.sources")
    rows = table.get("factor")
    if not isinstance(rows, list) or not rows:
        raise BadInput(f"{name} holds no factor", path=f"{name}.factor", hint="write them as [[factor]]")
    read = {key: _source(key, said, f"{name}.sources.{key}") for key, said in sources.items()}
    return _by_id((_factor(row, edition, read, f"{name}.factor[{at}]") for at, row in enumerate(rows)), name)


_FIELDS = {"id", "mode", "name", "unit", "distance", "typical", "operation", "low", "high", "range", "source"}


def _by_id(factors: Iterable[Factor], name: str) -> Factors:
    found: dict[str, Factor] = {}
    for factor in factors:
        if factor.id in found:
            raise BadInput(f"{factor.id} is there twice", path=f"{name}.{factor.id}", hint="give each its own id")
        found[factor.id] = factor
    return Factors(found)


def _factor(row: object, edition: str, sources: Mapping[str, tuple[Source, str]], path: str) -> Factor:
    said = _table(row, path)
    unknown = said.keys() - _FIELDS
    if unknown:
        raise BadInput(
            f"unknown keys {', '.join(sorted(unknown))}", path=path, hint=f"one of {', '.join(sorted(_FIELDS))}"
        )
    mode = _member(Mode, _text(said, "mode", path), f"{path}.mode")
    if _text(said, "unit", path) != mode.unit:
        raise BadInput(f"intensities of {mode.value} are in {mode.unit}", path=f"{path}.unit", hint=mode.unit)
    key = _text(said, "source", path)
    if key not in sources:
        raise BadInput(f"no source is called {key!r:.40}", path=f"{path}.source", hint=f"write [sources.{key}]")
    source, licence = sources[key]
    typical = _figure(said, "typical", path)
    try:
        return Factor(
            id=_text(said, "id", path),
            mode=mode,
            name=_text(said, "name", path),
            low=_figure(said, "low", path) if "low" in said else typical,
            typical=typical,
            high=_figure(said, "high", path) if "high" in said else typical,
            edition=edition,
            source=source,
            distance=_kind(said.get("distance"), f"{path}.distance"),
            operation=_figure(said, "operation", path) if "operation" in said else None,
            range=str(said.get("range", "")),
            licence=licence,
        )
    except BadInput as error:
        raise (error if error.path.startswith(path) else error.at(path)) from None


def _source(key: str, row: object, path: str) -> tuple[Source, str]:
    said = _table(row, path)
    seen, grade = said.get("seen"), said.get("evidence")
    if not isinstance(seen, date):
        raise BadInput(f"{seen!r:.40} is not a day", path=f"{path}.seen", hint="the day it was read, as 2026-11-30")
    title, publisher = _text(said, "title", path), _text(said, "publisher", path)
    source = Source(
        title, publisher, _member(Evidence, grade, f"{path}.evidence"), seen, url=str(said.get("url", "")), key=key
    )
    return source, str(said.get("licence", ""))


def _table(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise BadInput(f"{value!r:.40} is not a table", path=path, hint="see the bundled tables for the form")
    return value


def _text(said: Mapping[str, object], key: str, path: str) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{key} is missing", path=f"{path}.{key}", hint="give a text that is not blank")
    return value


def _figure(said: Mapping[str, object], key: str, path: str) -> Fraction:
    value = said.get(key)
    if isinstance(value, Decimal | str | int):
        return fraction_of(value, f"{path}.{key}")
    raise BadInput(f"{key} is missing or a float", path=f"{path}.{key}", hint='a decimal string, for example "97.49"')


def _kind(value: object, path: str) -> DistanceKind | None:
    return None if value is None else _member(DistanceKind, value, path)


def _member(kind: type[E], value: object, path: str) -> E:
    """The member of an enumeration, or of its value."""
    try:
        return kind(value)
    except ValueError:
        hint = ", ".join(str(member.value) for member in kind)
        raise BadInput(f"{value!r:.40} is no {kind.__name__.lower()}", path=path, hint=hint) from None
