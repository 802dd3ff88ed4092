"""Writing an edition into a store: all of it, or nothing."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, TypeVar

import attrs

from xborder.errors import BadInput, LawError
from xborder.tariff._catalogue import find, loaded_editions
from xborder.tariff._schema import OPEN_END, OPEN_START, SHARED, TERM, join, split
from xborder.tariff._store import Store
from xborder.tariff.dialects import DIALECTS, parse_duty
from xborder.tariff.editions import LoadedEdition
from xborder.tariff.records import KINDS, Counter, Edition, Group, Line, ListEntry, Reading, Record, Tariff
from xborder.tariff.search import index_table, indexed

__all__ = ["LoadReport", "Progress", "load", "remove"]

Progress = Callable[[Counter], object]
"""Is told from time to time how far a load is."""

_BATCH: Final = 2_000
_TERMS: Final = 50_000
"""How many terms of measures are remembered, to keep each once; beyond that some are kept twice."""
_DEEPEST: Final = 60
_LONGEST: Final = 14

_T = TypeVar("_T")


@attrs.frozen(kw_only=True)
class LoadReport:
    """What a load has done.

    Attributes:
        edition: the edition as it now lies in the store.
        rows: rows of the file read.
        lines: lines of the nomenclature read; ``measures``, ``groups`` and ``entries`` (of lists) likewise.
        unparsed: code and text of each measure whose duty cannot be computed; it is kept with its text.
        replaced: whether the edition was there before.
        seconds: how long it took.
    """

    edition: LoadedEdition
    rows: int
    lines: int
    measures: int
    groups: int
    entries: int
    unparsed: tuple[tuple[str, str], ...]
    replaced: bool
    seconds: float


def load(store: Store, reading: Reading, progress: Progress | None, today: date) -> LoadReport:
    """Takes all records of a reading into the store, in one transaction.

    Raises:
        LawError: a record makes no sense, or the reader says that the file does not; the store is as it was.
        StoreUnavailable: the store cannot be written; it is as it was.
    """
    begun = time.perf_counter()
    _check_edition(reading.edition)
    with store.writing() as db:
        before = find(db, reading.edition)
        writer = _Writer.of(db, reading, before, today)
        told = 0
        for record in reading.records:
            writer.take(record)
            if progress is not None and reading.counted.rows - told >= _BATCH:
                told = reading.counted.rows
                progress(reading.counted)
        writer.finish()
        loaded = find(db, reading.edition)
    if loaded is None:
        raise LawError("the edition was not kept", path=reading.edition.name)
    if progress is not None:
        progress(reading.counted)
    return LoadReport(
        edition=loaded,
        rows=reading.counted.rows,
        lines=writer.lines,
        measures=writer.measures,
        groups=writer.groups,
        entries=writer.entries,
        unparsed=tuple(writer.unparsed),
        replaced=before is not None,
        seconds=time.perf_counter() - begun,
    )


def remove(store: Store, edition: LoadedEdition) -> None:
    """Takes an edition out of the store.

    Raises:
        BadInput: it is not there.
    """
    with store.writing() as db:
        if all(one.id != edition.id for one in loaded_editions(db, edition.edition.area)):
            raise BadInput(f"there is no edition {edition.key!r} in the store", path="edition", hint="see editions()")
        _forget(db, edition)
        db.execute("DELETE FROM edition WHERE id = ?", (edition.id,))
        if not edition.edition.whole:
            _index_again(db)


def _forget(db: sqlite3.Connection, edition: LoadedEdition) -> None:
    for table in ("line", "term", "measure", "country_group", "entry"):
        db.execute(f"DELETE FROM {table} WHERE edition = ?", (edition.id,))  # noqa: S608 - the names are above
    if edition.edition.whole:
        db.execute(f"DROP TABLE IF EXISTS search_{edition.id}")


def _check_edition(edition: Edition) -> None:
    for name in ("area", "name", "form", "title", "publisher", "url"):
        value: object = getattr(edition, name)
        if not isinstance(value, str) or (not value.strip() and name in {"area", "name", "form"}):
            raise BadInput("the edition does not say it", path=f"edition.{name}", hint="text")
    if not (edition.area.isascii() and edition.area.isalnum() and edition.area.isupper()):
        raise BadInput(f"{edition.area!r:.20} is no customs area", path="edition.area", hint="for example US, EU or XI")


@attrs.define
class _Writer:
    """Takes the records of one edition one by one."""

    db: sqlite3.Connection
    reading: Reading
    edition: int
    merging: bool
    """Whether earlier records of the edition stay, except on what the new ones say."""
    next_line: int
    next_number: int
    lines: int = 0
    measures: int = 0
    groups: int = 0
    entries: int = 0
    unparsed: dict[tuple[str, str], None] = attrs.field(factory=dict)
    _stack: list[tuple[int, int, str]] = attrs.field(factory=list)
    """Depth, id and words of the line read last and of those above it."""
    _bare: dict[str, bool] = attrs.field(factory=dict)
    """Codes of the lines read, and whether nothing has yet stood below them."""
    _said: set[tuple[str, str]] = attrs.field(factory=set)
    _terms: dict[tuple[object, ...], int] = attrs.field(factory=dict)
    _computable: dict[tuple[str, str], bool] = attrs.field(factory=dict)
    _pending_lines: list[tuple[object, ...]] = attrs.field(factory=list)
    _pending_words: list[tuple[int, str, str]] = attrs.field(factory=list)
    _pending_measures: list[tuple[int, str, int, int]] = attrs.field(factory=list)
    _stale_index: bool = False
    _replaced: bool = False

    @classmethod
    def of(cls, db: sqlite3.Connection, reading: Reading, before: LoadedEdition | None, today: date) -> _Writer:
        said = reading.edition
        if before is not None and before.edition.whole != said.whole:
            raise BadInput(
                f"the edition {before.key!r} is in the store {'as a' if before.edition.whole else 'not as a'} whole one",
                path="edition.whole",
                hint="remove it first, or give this one another name",
            )
        merging = not said.whole and before is not None
        columns = {
            "area": said.area,
            "form": said.form,
            "name": said.name,
            "title": said.title,
            "publisher": said.publisher,
            "url": said.url,
            "from_": _ordinal(said.from_),
            "published": _ordinal(said.published),
            "whole": said.whole,
            "evidence": said.evidence.value,
            "loaded": today.toordinal(),
        }
        if before is not None and merging:
            changes = ", ".join(f"{name} = ?" for name in columns)
            db.execute(f"UPDATE edition SET {changes} WHERE id = ?", (*columns.values(), before.id))  # noqa: S608
            number = before.id
        else:
            if before is not None:
                _forget(db, before)
                db.execute("DELETE FROM edition WHERE id = ?", (before.id,))
            marks = ", ".join("?" * len(columns))
            made = db.execute(f"INSERT INTO edition ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values()))  # noqa: S608
            number = made.lastrowid or 0
            if said.whole:
                db.execute(index_table(number))
        next_line = db.execute("SELECT coalesce(max(id), 0) + 1 FROM line").fetchone()[0]
        next_number = db.execute("SELECT number FROM edition WHERE id = ?", (number,)).fetchone()[0]
        return cls(db, reading, number, merging, next_line, next_number)

    def take(self, record: Record) -> None:
        try:
            match record:
                case Line():
                    self._line(record)
                case Tariff():
                    self._tariff(record)
                case Group():
                    self._group(record)
                case ListEntry():
                    self._entry(record)
                case _:
                    raise self._wrong(f"{type(record).__name__} is no record of a tariff")
        except (TypeError, AttributeError, ValueError, OverflowError, sqlite3.InterfaceError) as error:
            if isinstance(error, (LawError, BadInput)):
                raise
            raise self._wrong(f"{type(record).__name__} cannot be kept: {error}") from None
        except sqlite3.ProgrammingError as error:
            raise self._wrong(f"{type(record).__name__} cannot be kept: {error}") from None

    def finish(self) -> None:
        self._flush()
        if self.merging:
            self._drop_what_is_gone()
        if self._stale_index:
            _index_again(self.db)
        counts = {
            table: self.db.execute(f"SELECT count(*) FROM {table} WHERE edition = ?", (self.edition,)).fetchone()[0]  # noqa: S608
            for table in ("line", "measure", "country_group", "entry")
        }
        self.db.execute(
            "UPDATE edition SET lines = ?, measures = ?, groups = ?, entries = ?, number = ?, digest = ? WHERE id = ?",
            (*counts.values(), self.next_number, _digest(self.db, self.edition), self.edition),
        )

    # --- lines

    def _line(self, line: Line) -> None:
        self._check_code(line.code)
        if type(line.depth) is not int or not 0 <= line.depth <= _DEEPEST:
            raise self._wrong(f"a line of depth {line.depth!r:.20}")
        self.lines += 1
        while self._stack and self._stack[-1][0] >= line.depth:
            self._stack.pop()
        parent = self._stack[-1][1] if self._stack else None
        words = indexed(line.description)
        above = " ".join(text for _, _, text in self._stack)
        starts, ends = self._days(line.from_, line.until)
        row = (parent, line.code, line.suffix, line.depth, line.description, join(line.units), starts, ends)
        key = self._merged(row) if self.merging else 0
        if not key:
            key, self.next_line = self.next_line, self.next_line + 1
            self._pending_lines.append((key, self.edition, *row))
            self._pending_words.append((key, words, above))
            if self.merging or len(self._pending_lines) >= _BATCH:
                self._flush()
        self._stack.append((line.depth, key, words))
        if self.merging:
            for depth_code in self._path_codes:
                self._bare[depth_code] = False
            if line.code:
                self._bare.setdefault(line.code, True)
                self._path_codes = [*self._path_codes_above(line.depth), line.code]
