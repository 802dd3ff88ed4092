"""What answers for a customs area on a day, and the rows of a store as values."""

from __future__ import annotations

import functools
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import attrs

from xborder.tariff._catalogue import loaded_editions
from xborder.tariff._schema import DATED, TERM, day_of, split
from xborder.tariff.editions import InForce, LoadedEdition, in_force
from xborder.tariff.holdings import Held
from xborder.tariff.records import Group, Line, Tariff

__all__ = ["HOSTS", "NODE", "Answering", "Area", "Declared", "Node", "Spans", "Terms", "View", "chunked", "lists_of"]

NODE: Final = "id, edition, parent, code, suffix, depth, description, units, starts, ends"
"""The columns of a ``Node``."""

HOSTS: Final = "csv"
"""The series of files that a host writes itself."""

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


Spans = tuple[tuple[str, int, int], ...]
"""Names, each with its first day and the day after its last."""


@attrs.frozen
class Declared:
    """A measure that is declared at a code, and the days on which it is in force."""

    code: str
    edition: int
    held: Held
    starts: int
    ends: int


@attrs.define(eq=False)
class Answering:
    """Some editions that answer together, and what they say on whatever day."""

    editions: tuple[InForce, ...]
    """Newest first; the day of the question is not theirs."""
    ranks: Mapping[int, int]
    keys: Mapping[int, str]
    series: Mapping[int, str]
    groups: tuple[tuple[int, Group, int, int], ...]
    lists: Mapping[int, Spans]
    loose: tuple[int, ...]
    """Those that are no nomenclature: what they declare at a code bears on all below it that they do not name."""
    headings: dict[str, tuple[Declared, ...]] = attrs.field(factory=dict)
    _dated: bool | None = None

    @classmethod
    def of(cls, db: sqlite3.Connection, editions: tuple[InForce, ...], lists: Mapping[int, Spans]) -> Answering:
        """Reads it."""
        by_id = {one.loaded.id: one.loaded for one in editions}
        return cls(
            editions,
            ranks={id_: rank for rank, id_ in enumerate(by_id)},
            keys={id_: one.key for id_, one in by_id.items()},
            series={id_: one.series for id_, one in by_id.items()},
            groups=tuple(row for id_, one in by_id.items() if one.groups for row in _groups(db, id_)),
            lists={id_: lists[id_] for id_ in by_id if id_ in lists},
            loose=tuple(id_ for id_, one in by_id.items() if not one.lines or one.series == HOSTS),
        )

    def dated(self, db: sqlite3.Connection) -> bool:
        """Whether any of their lines has days of its own."""
        if self._dated is None:
            question = (
                f"SELECT 1 FROM line WHERE edition IN ({', '.join(map(str, self.ranks))}) "  # noqa: S608 - numbers
                f"AND {DATED} LIMIT 1"
            )
            self._dated = db.execute(question).fetchone() is not None
        return self._dated


@attrs.define(eq=False)
class Area:
    """What is loaded for a customs area, and what was worked out from it for any day."""

    name: str
    loaded: tuple[LoadedEdition, ...]
    lists: Mapping[int, Spans]
    _turns: tuple[date, ...] = attrs.field(init=False)
    """The first days of editions: between two of them the same ones answer."""
    _answering: dict[int, Answering] = attrs.field(init=False, factory=dict)

    @_turns.default
    def _first_days(self) -> tuple[date, ...]:
        return tuple(sorted({one.edition.from_ for one in self.loaded if one.edition.from_ is not None}))

    @classmethod
    def of(cls, db: sqlite3.Connection, name: str, lists: Mapping[int, Spans]) -> Area:
        """Reads it."""
        return cls(name, loaded_editions(db, name), lists)

    def answering(self, db: sqlite3.Connection, on: date) -> Answering:
        """The editions that answer for a day."""
        turn = bisect_right(self._turns, on)
        found = self._answering.get(turn)
        if found is None:
            found = self._answering[turn] = Answering.of(db, in_force(self.loaded, on), self.lists)
        return found


def lists_of(db: sqlite3.Connection) -> Mapping[int, Spans]:
    """The lists of each edition in a store."""
    found: dict[int, list[tuple[str, int, int]]] = {}
    for edition, name, starts, ends in db.execute("SELECT DISTINCT edition, list, starts, ends FROM entry"):
        found.setdefault(edition, []).append((name, starts, ends))
    return {edition: tuple(spans) for edition, spans in found.items()}


@attrs.define(eq=False)
class View:
    """What answers for an area on a day."""

    area: str
    on: date
    answering: Answering
    editions: Mapping[int, InForce]
    """Those in force, by id, newest first."""
    days: Mapping[int, int]
    """The day that each is asked for, as its ordinal."""
    groups: Mapping[str, Group]
    lists: frozenset[str]
    terms: Terms
    headings: dict[str, tuple[Held, ...]] = attrs.field(factory=dict)
    ranks: Mapping[int, int] = attrs.field(init=False)
    keys: Mapping[int, str] = attrs.field(init=False)
    series: Mapping[int, str] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.ranks, self.keys, self.series = self.answering.ranks, self.answering.keys, self.answering.series

    @classmethod
    def of(cls, db: sqlite3.Connection, area: Area, on: date, terms: Terms) -> View:
        """Works it out; the first for a set of editions reads what these say."""
        answering = area.answering(db, on)
        editions = {
            one.loaded.id: one if one.early or one.day == on else InForce(one.loaded, on) for one in answering.editions
        }
        days = {id_: one.day.toordinal() for id_, one in editions.items()}
        groups: dict[str, Group] = {}
        for edition, group, starts, ends in answering.groups:
            if starts <= days[edition] < ends:
                groups.setdefault(group.id, group)
        return cls(
            area.name,
            on,
            answering,
            editions,
            days=days,
            groups=groups,
            lists=frozenset(
                name
                for edition, spans in answering.lists.items()
                for name, starts, ends in spans
                if starts <= days[edition] < ends
            ),
            terms=terms,
        )

    @property
    def loose(self) -> tuple[int, ...]:
        """Editions that are no nomenclature: what they declare bears on all below a code that they do not name."""
        return self.answering.loose

    @property
    def free(self) -> bool:
        """Whether there is no nomenclature at all: no edition says which codes there are."""
        return len(self.loose) == len(self.editions)

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


def _groups(db: sqlite3.Connection, edition: int) -> Iterator[tuple[int, Group, int, int]]:
    for id_, members, name, starts, ends in db.execute(
        "SELECT id, members, name, starts, ends FROM country_group WHERE edition = ?", (edition,)
    ):
        group = Group(id=id_, members=split(members), name=name, from_=day_of(starts), until=day_of(ends))
        yield edition, group, starts, ends


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
