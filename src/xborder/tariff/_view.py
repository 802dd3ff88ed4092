"""What answers for a customs area on a day, and the rows of a store as values."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import attrs

from xborder.tariff._catalogue import loaded_editions
from xborder.tariff._schema import TERM, day_of, split
from xborder.tariff.editions import InForce, in_force
from xborder.tariff.holdings import Held
from xborder.tariff.records import Group, Line, Tariff

__all__ = ["NODE", "Node", "Terms", "View", "chunked"]

NODE: Final = "id, edition, parent, code, suffix, depth, description, units, starts, ends"
"""The columns of a ``Node``."""

_CHUNK: Final = 500
_FEW: Final = 24
"""Up to so many editions are named in a question; of more, the answers are sorted out here."""
_MOST_TERMS: Final = 60_000


@attrs.frozen
class Node:
    """A line in its tree."""

    id: int
    edition: int
    parent: int | None
    code: str
    suffix: str
    depth: int
    description: str
    units: str
    starts: int
    ends: int

    @property
    def line(self) -> Line:
        """The line as its reader gave it."""
        return Line(
            code=self.code,
            depth=self.depth,
            description=self.description,
            units=split(self.units),
            suffix=self.suffix,
            from_=day_of(self.starts),
            until=day_of(self.ends),
        )


@attrs.frozen
class Term:
    """A measure on no code yet: what makes it one on a code, its first day, and the day after its last."""

    on: Callable[..., Tariff]
    starts: int
    ends: int


@attrs.define(eq=False)
class Terms:
    """Measures as they were read, kept for the next question; what many codes share is kept once, as in the store.

    The store gives each a number that it never gives again.
    """

    _terms: dict[int, Term] = attrs.field(factory=dict)
    _held: dict[tuple[int, str], Held] = attrs.field(factory=dict)

    def of(self, db: sqlite3.Connection, numbers: Collection[int]) -> dict[int, Term]:
        """The terms of some numbers."""
        known = self._terms
        found = {number: known[number] for number in numbers if number in known}
        missing = [number for number in numbers if number not in found]
        for rows in chunked(db, f"SELECT id, {', '.join(TERM)} FROM term WHERE id IN", missing):  # noqa: S608
            for number, *values in rows:
                found[number] = _term(*values)
        if missing:
            if len(known) + len(missing) > _MOST_TERMS:
                known.clear()
            known.update((number, found[number]) for number in missing)
        return found

    def held(self, number: int, code: str, term: Term, source: str) -> Held:
        """The measure on a code; always the same value for the same code."""
        found = self._held.get((number, code))
        if found is None:
            if len(self._held) > _MOST_TERMS:
                self._held.clear()
            found = self._held[number, code] = Held(term.on(code=code), source)
        return found


@attrs.define(eq=False)
class View:
    """What answers for an area on a day."""

    area: str
    on: date
    editions: Mapping[int, InForce]
    """Those in force, by id, newest first."""
    ranks: Mapping[int, int]
    days: Mapping[int, int]
    """The day that each is asked for, as its ordinal."""
    keys: Mapping[int, str]
    series: Mapping[int, str]
    groups: Mapping[str, Group]
    lists: frozenset[str]
    terms: Terms
    headings: dict[str, tuple[Held, ...]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, db: sqlite3.Connection, area: str, on: date, terms: Terms) -> View:
        """Reads it."""
        answering = in_force(loaded_editions(db, area), on)
        editions = {one.loaded.id: one for one in answering}
        days = {id_: one.day.toordinal() for id_, one in editions.items()}
        groups: dict[str, Group] = {}
        lists: set[str] = set()
        for id_, one in editions.items():
            day = days[id_]
            if one.loaded.groups:
                for group in _groups(db, id_, day):
                    groups.setdefault(group.id, group)
            if one.loaded.entries:
                lists.update(
                    row[0]
                    for row in db.execute(
                        "SELECT DISTINCT list FROM entry WHERE edition = ? AND starts <= ? AND ends > ?",
                        (id_, day, day),
                    )
                )
        return cls(
            area,
            on,
            editions,
            ranks={id_: rank for rank, id_ in enumerate(editions)},
            days=days,
            keys={id_: one.loaded.key for id_, one in editions.items()},
            series={id_: one.loaded.series for id_, one in editions.items()},
            groups=groups,
            lists=frozenset(lists),
            terms=terms,
        )

    @property
    def clause(self) -> str:
        """What limits a question to these editions, where they are few."""
        if len(self.editions) > _FEW:
            return ""
        return f" AND edition IN ({', '.join(map(str, self.editions))})"

    def live(self, edition: int, starts: int, ends: int) -> bool:
        """Whether a record of an edition holds on the day."""
        day = self.days.get(edition)
        return day is not None and starts <= day < ends

    def nodes(self, *cursors: sqlite3.Cursor) -> list[Node]:
        """The lines among the rows that hold on the day."""
        nodes = [Node(*row) for rows in cursors for row in rows]
        return [node for node in nodes if self.live(node.edition, node.starts, node.ends)]


def chunked(db: sqlite3.Connection, question: str, values: Iterable[object]) -> Iterator[sqlite3.Cursor]:
    """The rows of a question that ends in ``IN``, for any number of values, some hundreds at a time."""
    pending = list(values)
    for at in range(0, len(pending), _CHUNK):
        some = pending[at : at + _CHUNK]
        # A few sizes only, so that SQLite keeps the statements.
        size = next(size for size in (8, 24, 100, _CHUNK) if size >= len(some))
        yield db.execute(f"{question} ({', '.join('?' * size)})", (*some, *[some[-1]] * (size - len(some))))


def _groups(db: sqlite3.Connection, edition: int, day: int) -> Iterator[Group]:
    for id_, members, name, starts, ends in db.execute(
        "SELECT id, members, name, starts, ends FROM country_group WHERE edition = ? AND starts <= ? AND ends > ?",
        (edition, day, day),
    ):
        yield Group(id=id_, members=split(members), name=name, from_=day_of(starts), until=day_of(ends))


def _term(
    kind: str,
    text: str,
    dialect: str,
    expression: str,
    origin: str,
    excluded: str,
    programme: str,
    heading: str,
    type_: str,
    order: str,
    proof: str,
    conditions: str,
    legal: str,
    name: str,
    starts: int,
    ends: int,
) -> Term:
    make = functools.partial(
        Tariff,
        kind=kind,
        text=text,
        dialect=dialect,
        expression=expression,
        origin=split(origin),
        excluded=split(excluded),
        programme=programme,
        heading=heading,
        type=type_,
        order=order,
        proof=split(proof),
        conditions=conditions,
        legal=legal,
        name=name,
        from_=day_of(starts),
        until=day_of(ends),
    )
    return Term(make, starts, ends)
