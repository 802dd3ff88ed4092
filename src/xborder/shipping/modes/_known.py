"""The table of what is known of modes beside the law packs: read once, asked by circumstances."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import attrs

from xborder.law.sources import Evidence, Source, weakest
from xborder.shipping.modes.days import Days

__all__ = ["Circumstances", "Row", "known"]

_TESTED = ("mode", "transport", "from", "to", "procedure")


@attrs.frozen
class Circumstances:
    """What rows are looked up by."""

    mode: str
    transport: str = ""
    origin: str = ""
    destination: str = ""
    procedure: str = ""


@attrs.frozen
class Row:
    """One row: its conditions, what it says, and its sources.

    Attributes:
        conditions: by name, the values that hold; an absent condition holds always.
        said: the other fields.
        source: keys of its sources.
    """

    conditions: Mapping[str, tuple[str, ...]]
    said: Mapping[str, Any]
    source: tuple[str, ...]

    def holds(self, c: Circumstances) -> bool:
        """Whether every condition holds."""
        asked = {
            "mode": c.mode, "transport": c.transport, "from": c.origin, "to": c.destination, "procedure": c.procedure
        }  # fmt: skip
        return all(any(_matches(asked[name], value) for value in values) for name, values in self.conditions.items())


def _matches(value: str, pattern: str) -> bool:
    return value.startswith(pattern[:-1]) if pattern.endswith("*") else value == pattern


@attrs.frozen(eq=False)
class Known:
    """All tables.

    Attributes:
        sources: by key.
        tables: rows by the name of the table.
    """

    sources: Mapping[str, Source]
    tables: Mapping[str, tuple[Row, ...]]

    def rows(self, table: str, c: Circumstances) -> Iterator[Row]:
        """The rows of a table that hold, in their order."""
        return (row for row in self.tables.get(table, ()) if row.holds(c))

    def days(self, c: Circumstances) -> Days | None:
        """The most specific prior of days; looked up once for each kind of way."""
        return _days(c)

    def prior(self, c: Circumstances) -> Days | None:
        """The same, looked up."""
        row = max(self.rows("days", c), key=lambda each: len(each.conditions), default=None)
        if row is None:
            return None
        return Days(row.said["least"], row.said["usual"], row.said["most"], self.told(row), self.grade(row))

    def told(self, row: Row) -> str:
        """The titles of a row's sources."""
        return "; ".join(self.sources[key].title for key in row.source)

    def grade(self, row: Row) -> str:
        """How good the evidence for a row is."""
        return weakest(*(self.sources[key].evidence for key in row.source)).value


@cache
def known() -> Known:
    """The bundled tables."""
    data = tomllib.loads(files("xborder.shipping").joinpath("data", "ways.toml").read_text(encoding="utf-8"))
    sources = {
        key: Source(
            title=said["title"],
            publisher=said["publisher"],
            evidence=Evidence(said["evidence"]),
            seen=said["seen"],
            url=said.get("url", ""),
            key=key,
        )
        for key, said in data.pop("sources").items()
    }
    return Known(sources, {name: tuple(map(_row, rows)) for name, rows in data.items()})


@lru_cache(maxsize=1024)
def _days(c: Circumstances) -> Days | None:
    return known().prior(c)


def _row(data: dict[str, Any]) -> Row:
    source = data.pop("source")
    conditions = {name: tuple(data.pop(name)) for name in _TESTED if name in data}
    return Row(conditions, data, (source,) if isinstance(source, str) else tuple(source))
