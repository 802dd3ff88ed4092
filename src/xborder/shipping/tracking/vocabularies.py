"""How carriers and aggregators say it: tables of codes, each with its source.

A table is a TOML file beside this module, or a host's own text in the same form: ``name``, ``title``, ``[sources.*]``
and ``[[rows]]`` of one source each, whose ``codes`` have ``code``, ``detail``, ``status``, ``reason``, ``leg`` and
``text``. The evidence of a source is about what a code means there; which of our statuses that is, we judge.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

import attrs

from xborder.errors import LawError
from xborder.law.sources import Evidence, Source
from xborder.shipping.tracking.statuses import Leg, Reason, TrackingStatus

__all__ = ["Reading", "Vocabularies", "Vocabulary", "bundled", "load_vocabulary"]

_FILES = ("upu", "17track", "aftership", "easypost", "karrio")
_FIELDS = frozenset({"code", "detail", "status", "reason", "leg", "text"})
_UNTOLD = Source("no table", "nobody", Evidence.UNVERIFIED, date.min)

E = TypeVar("E", TrackingStatus, Reason, Leg, Evidence)


@attrs.frozen
class Reading:
    """What a code means.

    Attributes:
        status: in our vocabulary.
        reason: why, where the code says so.
        leg: which customs, where the code says so.
        text: what the code means, in our words.
        source: who says so.
        known: whether a table has the code; what is not known keeps its own words in the event.
        exact: whether the table has its detail too, where it has one.
    """

    status: TrackingStatus
    reason: Reason = Reason.NONE
    leg: Leg = Leg.UNSAID
    text: str = ""
    source: Source = _UNTOLD
    known: bool = True
    exact: bool = True
    rank: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "rank", self.status.rank)  # kept, because every event is sorted by it


_NOT_KNOWN = Reading(TrackingStatus.UNKNOWN, known=False, exact=False)


@attrs.frozen
class Vocabulary:
    """The codes of one source.

    Attributes:
        name: as events name it.
        title: for people.
        readings: by code and detail, both in small letters; a detail is empty where the code alone is meant.
    """

    name: str
    title: str
    readings: Mapping[tuple[str, str], Reading]

    def read(self, code: str, detail: str = "") -> Reading:
        """What a code means; a detail that is not in the table leaves the code alone.

        >>> bundled().of("upu").read("EMI").status
        <TrackingStatus.DELIVERED: 'delivered'>
        >>> bundled().of("upu").read("EMH", "26").exact, bundled().of("upu").read("ZZZ").known
        (False, False)
        """
        first, second = code.strip().casefold(), detail.strip().casefold()
        found = self.readings.get((first, second))
        if found is not None:
            return found
        alone = self.readings.get((first, ""))
        return _NOT_KNOWN if alone is None else attrs.evolve(alone, exact=False)

    def over(self, other: Vocabulary) -> Vocabulary:
        """This table, and below it another one's codes that it does not have."""
        return attrs.evolve(self, readings=MappingProxyType({**other.readings, **self.readings}))


@attrs.frozen
class Vocabularies:
    """The tables in use, by name."""

    tables: Mapping[str, Vocabulary]
    _read: dict[tuple[str, str, str], Reading] = attrs.field(factory=dict, init=False, repr=False, eq=False)

    def of(self, name: str) -> Vocabulary:
        """The table of a source; an empty one when it is not known."""
        return self.tables.get(name.strip().casefold()) or Vocabulary(name, name, MappingProxyType({}))

    def read(self, vocabulary: str, code: str, detail: str = "") -> Reading:
        """What a code of a source means."""
        asked = vocabulary, code, detail
        found = self._read.get(asked)
        if found is None:
            found = self.of(vocabulary).read(code, detail)
            if found.known:  # what is not known may be anything, and is not kept
                self._read[asked] = found
        return found

    def adding(self, *tables: Vocabulary) -> Vocabularies:
        """These tables and a host's own, which lie over those of the same name."""
        merged = dict(self.tables)
        for table in tables:
            below = merged.get(table.name)
            merged[table.name] = table if below is None else table.over(below)
        return Vocabularies(MappingProxyType(merged))


@cache
def bundled() -> Vocabularies:
    """The tables that come with the library: UPU EMSEVT, 17TRACK, AfterShip, EasyPost, karrio."""
    folder = files("xborder.shipping.tracking") / "tables"
    tables = (load_vocabulary((folder / f"{name}.toml").read_text("utf-8"), f"{name}.toml") for name in _FILES)
    return Vocabularies(MappingProxyType({table.name: table for table in tables}))


def load_vocabulary(text: str, name: str = "vocabulary") -> Vocabulary:
    r"""A table of codes.

    Args:
        text: TOML.
        name: of the file, for errors.

    Raises:
        LawError: it is no such table; the path names the entry.

    >>> load_vocabulary('name = "acme"\ntitle = "Acme"\nrows = []').name
    'acme'
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LawError(
            f"it is not TOML: {error}", path=name, hint="see the tables that come with the library"
        ) from None
    return _Reader(name).vocabulary(table)


@attrs.frozen
class _Reader:
    """Reads a table, and names the entry that is wrong."""

    name: str

    def vocabulary(self, table: Mapping[str, object]) -> Vocabulary:
        sources = {
            key: self._source(key, value) for key, value in self._mapping(table.get("sources", {}), "sources").items()
        }
        readings: dict[tuple[str, str], Reading] = {}
        for index, group in enumerate(self._list(table.get("rows"), "rows")):
            path = f"rows[{index}]"
            rows = self._mapping(group, path)
            source = sources.get(self._text(rows, "source", path))
            if source is None:
                raise self._wrong(f"{path}.source", "no such source", f"one of {', '.join(sources) or 'those you add'}")
            for at, entry in enumerate(self._list(rows.get("codes"), f"{path}.codes")):
                key, reading = self._row(entry, f"{path}.codes[{at}]", source)
                if key in readings:
                    raise self._wrong(f"{path}.codes[{at}]", f"{'/'.join(filter(None, key))} is here twice", "once")
                readings[key] = reading
        name = self._text(table, "name", "").strip().casefold()
        return Vocabulary(name, self._text(table, "title", ""), MappingProxyType(readings))

    def _row(self, entry: object, path: str, source: Source) -> tuple[tuple[str, str], Reading]:
        row = self._mapping(entry, path)
        strange = sorted(set(row) - _FIELDS)
        if strange:
            raise self._wrong(f"{path}.{strange[0]}", "no such field", f"one of {', '.join(sorted(_FIELDS))}")
        code, detail = self._text(row, "code", path), self._text(row, "detail", path, needed=False)
        reading = Reading(
            self._one_of(TrackingStatus, row, "status", path),
            self._one_of(Reason, row, "reason", path),
            self._one_of(Leg, row, "leg", path),
            self._text(row, "text", path, needed=False),
            source,
        )
        return (code.strip().casefold(), detail.strip().casefold()), reading

    def _source(self, key: str, value: object) -> Source:
        path = f"sources.{key}"
        found = self._mapping(value, path)
        seen = found.get("seen")
        if type(seen) is not date:
            raise self._wrong(f"{path}.seen", f"{seen!r:.40} is not a day", "the day it was last read: 2026-11-30")
        return Source(
            self._text(found, "title", path),
            self._text(found, "publisher", path),
            self._one_of(Evidence, found, "evidence", path),
            seen,
            self._text(found, "url", path, needed=False),
            self._text(found, "note", path, needed=False),
            key,
        )

    def _one_of(self, kind: type[E], row: Mapping[str, object], field: str, path: str) -> E:
        value = row.get(field, "")
        for member in kind:
            if member.value == value:
                return member
        known = ", ".join(repr(member.value) for member in kind)
        raise self._wrong(f"{path}.{field}", f"{value!r:.40} is not known", f"one of {known}")

    def _text(self, row: Mapping[str, object], field: str, path: str, *, needed: bool = True) -> str:
        value = row.get(field, "")
        if isinstance(value, str) and (value.strip() or not needed):
            return value
        raise self._wrong(f"{path}.{field}" if path else field, f"{value!r:.40} is not text", "give a string")

    def _mapping(self, value: object, path: str) -> Mapping[str, object]:
        if isinstance(value, dict):
            return value
        raise self._wrong(path, f"{value!r:.40} is not a table", "names and values")

    def _list(self, value: object, path: str) -> Iterable[object]:
        if isinstance(value, list):
            return value
        raise self._wrong(path, f"{value!r:.40} is not a list", "a list of tables")

    def _wrong(self, path: str, message: str, hint: str) -> LawError:
        return LawError(message, path=f"{self.name}: {path}", hint=hint)
