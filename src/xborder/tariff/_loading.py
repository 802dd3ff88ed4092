"""Writing an edition into a store: all of it, or nothing."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final, TypeVar

import attrs

from xborder.errors import BadInput, LawError, XborderError
from xborder.tariff._catalogue import find, loaded_editions
from xborder.tariff._schema import OPEN_END, OPEN_START, SHARED, TERM, join
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
        if reading.edition.whole and not (writer.lines or writer.measures or writer.entries):
            path = f"{reading.edition.name} row {reading.counted.rows}"
            raise LawError("the file ends without any line or duty", path=path, hint="download it again")
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
    _stack: list[tuple[int, int, str, str]] = attrs.field(factory=list)
    """Depth, id, words and code of the line read last and of those above it."""
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
                f"the store has {before.key!r} as {'a whole schedule' if before.edition.whole else 'a part of one'}",
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
        with self._keeping(type(record).__name__):
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
                    raise self._wrong("this is no record of a tariff", "a Line, Tariff, Group or ListEntry")

    def finish(self) -> None:
        with self._keeping("a record"):
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

    @contextmanager
    def _keeping(self, what: str) -> Iterator[None]:
        """Turns what Python and SQLite say of values that cannot be kept into an error at the row."""
        try:
            yield
        except _UNFIT as error:
            if isinstance(error, XborderError):
                raise
            raise self._wrong(f"{what} cannot be kept: {error}", "texts, days and digits") from None

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
        above = " ".join(text for _, _, text, _ in self._stack)
        starts, ends = self._days(line.from_, line.until)
        row = (parent, line.code, line.suffix, line.depth, line.description, join(line.units), starts, ends)
        key = self._merged(row) if self.merging else 0
        if not key:
            key, self.next_line = self.next_line, self.next_line + 1
            self._pending_lines.append((key, self.edition, *row))
            if line.code:  # others are found by what is below them
                self._pending_words.append((key, words, above))
            if self.merging or len(self._pending_lines) >= _BATCH:
                self._flush()
        for _, _, _, code in self._stack:
            self._bare[code] = False
        self._bare.setdefault(line.code, True)
        self._stack.append((line.depth, key, words, line.code))

    def _merged(self, row: tuple[int | None, str, str, int, str, str, int, int]) -> int:
        """The id of the same line among the earlier ones, brought up to date; 0 when there is none."""
        parent, code, suffix, depth, description, units, starts, ends = row
        if code:
            found = self.db.execute(
                "SELECT id, parent, description FROM line "
                "WHERE code <> '' AND code = ? AND edition = ? AND suffix = ? AND starts = ?",
                (code, self.edition, suffix, starts),
            ).fetchone()
        else:
            found = self.db.execute(
                "SELECT id, parent, description FROM line WHERE edition = ? AND parent IS ? AND code = ? "
                "AND description = ?",
                (self.edition, parent, code, description),
            ).fetchone()
        if found is None:
            return 0
        key: int = found[0]
        # A part of the tree that begins lower does not say that nothing is above it.
        parent = found[1] if parent is None or parent == key else parent
        self._stale_index |= (parent, description) != found[1:]
        self.db.execute(
            "UPDATE line SET parent = ?, depth = ?, description = ?, units = ?, ends = ? WHERE id = ?",
            (parent, depth, description, units, ends, key),
        )
        return key

    # --- measures

    def _tariff(self, tariff: Tariff) -> None:
        self._check_code(tariff.code)
        self.measures += 1
        if self.merging and self._first("measure", tariff.code):
            self.db.execute("DELETE FROM measure WHERE edition = ? AND code = ?", (self.edition, tariff.code))
            self._replaced = True
        term = (
            tariff.kind,
            tariff.text,
            tariff.dialect,
            tariff.expression,
            tariff.origin,
            tariff.excluded,
            tariff.programme,
            tariff.heading,
            tariff.type,
            tariff.order,
            tariff.proof,
            tariff.conditions,
            tariff.legal,
            tariff.name,
            tariff.from_,
            tariff.until,
        )
        key = self._terms.get(term)
        if key is None:
            key = self._new_term(term, tariff)
        self._pending_measures.append((self.edition, tariff.code, self.next_number, key))
        self.next_number += 1
        if len(self._pending_measures) >= _BATCH:
            self._flush()
        if not self._is_computable(tariff):
            self.unparsed[tariff.code, tariff.text] = None

    def _new_term(self, term: tuple[object, ...], tariff: Tariff) -> int:
        if tariff.kind not in KINDS:
            raise self._wrong(f"{tariff.kind!r:.40} is no kind of measure", f"one of {', '.join(KINDS)}")
        if tariff.dialect not in DIALECTS:
            raise self._wrong(f"{tariff.dialect!r:.40} is no dialect of duties", f"one of {', '.join(DIALECTS)}")
        values = [join(value) if isinstance(value, tuple) else value for value in term[:-2]]
        if not all(isinstance(value, str) for value in values):
            raise self._wrong(f"a measure on {tariff.code or 'all goods'} has something else where text belongs")
        if len(self._terms) >= _TERMS:
            self._terms.clear()
        made = self.db.execute(_NEW_TERM, (self.edition, *values, *self._days(tariff.from_, tariff.until)))
        key = self._terms[term] = made.lastrowid or 0
        return key

    def _is_computable(self, tariff: Tariff) -> bool:
        """Whether there is nothing to compute, or some dialect can."""
        if not (tariff.text or tariff.expression) or tariff.kind in _NO_DUTY:
            return True
        duty = (tariff.expression, "plain") if tariff.expression else (tariff.text, tariff.dialect)
        known = self._computable.get(duty)
        if known is None:
            try:
                parse_duty(*duty)
            except BadInput:
                known = False
            else:
                known = True
            self._computable[duty] = known
        return known

    # --- groups and lists

    def _group(self, group: Group) -> None:
        self.groups += 1
        if self.merging and self._first("group", group.id):
            self.db.execute("DELETE FROM country_group WHERE edition = ? AND id = ?", (self.edition, group.id))
        self.db.execute(
            "INSERT INTO country_group VALUES (?, ?, ?, ?, ?, ?)",
            (self.edition, group.id, join(group.members), group.name, *self._days(group.from_, group.until)),
        )

    def _entry(self, entry: ListEntry) -> None:
        self._check_code(entry.code)
        if not entry.list or not entry.code:
            raise self._wrong("an entry of a list without the list or the code")
        self.entries += 1
        if self.merging and self._first(f"list {entry.list}", entry.code):
            self.db.execute(
                "DELETE FROM entry WHERE edition = ? AND list = ? AND code = ?", (self.edition, entry.list, entry.code)
            )
        self.db.execute(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
            (entry.code, entry.list, self.edition, *self._days(entry.from_, entry.until), entry.note),
        )

    # --- all of them

    def _first(self, what: str, key: str) -> bool:
        """Whether this load says something of it for the first time: then what was said before goes."""
        if (what, key) in self._said:
            return False
        self._said.add((what, key))
        return True

    def _drop_what_is_gone(self) -> None:
        """A reading with measures says all there is on its lowest lines, also when that is nothing."""
        if self.measures:
            gone = [
                (self.edition, code)
                for code, bare in self._bare.items()
                if bare and ("measure", code) not in self._said
            ]
            self._replaced |= (
                self.db.executemany("DELETE FROM measure WHERE edition = ? AND code = ?", gone).rowcount > 0
            )
        if self._replaced:
            self.db.execute(
                "DELETE FROM term WHERE edition = ? AND id NOT IN (SELECT term FROM measure WHERE edition = ?)",
                (self.edition, self.edition),
            )

    def _flush(self) -> None:
        index = f"search_{self.edition if self.reading.edition.whole else SHARED}"
        self.db.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._pending_lines)
        self.db.executemany(f"INSERT INTO {index} (rowid, own, above) VALUES (?, ?, ?)", self._pending_words)  # noqa: S608
        self.db.executemany("INSERT INTO measure VALUES (?, ?, ?, ?)", self._pending_measures)
        self._pending_lines.clear()
        self._pending_words.clear()
        self._pending_measures.clear()

    def _check_code(self, code: str) -> None:
        if code and not (code.isascii() and code.isdigit() and len(code) <= _LONGEST):
            raise self._wrong(f"{code!r:.40} is no code", f"up to {_LONGEST} digits")

    def _days(self, from_: date | None, until: date | None) -> tuple[int, int]:
        starts = _ordinal(from_, OPEN_START)
        ends = _ordinal(until, OPEN_END)
        if starts >= ends:
            raise self._wrong(f"it ends on {until} and begins on {from_}", "until is the day after the last one")
        return starts, ends

    def _wrong(self, message: str, hint: str = "") -> LawError:
        return LawError(message, path=f"{self.reading.edition.name} row {self.reading.counted.rows}", hint=hint)


_NEW_TERM: Final = f"INSERT INTO term (edition, {', '.join(TERM)}) VALUES ({', '.join('?' * (len(TERM) + 1))})"  # noqa: S608
_UNFIT: Final = (
    TypeError,
    AttributeError,
    ValueError,
    OverflowError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    sqlite3.IntegrityError,
)
_NO_DUTY: Final = frozenset({"restriction", "statistical-unit"})


def _ordinal(day: date | None, otherwise: _T = None) -> int | _T:  # type: ignore[assignment]  # nothing for nothing
    return day.toordinal() if day is not None else otherwise


def _index_again(db: sqlite3.Connection) -> None:
    """Makes the shared search index from the lines: what it held of lines that have changed cannot be taken out."""
    db.execute(f"DROP TABLE search_{SHARED}")
    db.execute(index_table(SHARED))
    words: dict[int, tuple[int | None, str, str]] = {
        line: (parent, indexed(description), code)
        for line, parent, description, code in db.execute(
            "SELECT id, parent, description, code FROM line WHERE edition IN (SELECT id FROM edition WHERE NOT whole)"
        )
    }

    def above(line: int) -> str:
        texts: list[str] = []
        passed = {line}
        parent = words[line][0]
        while parent is not None and parent in words and parent not in passed:
            passed.add(parent)
            texts.append(words[parent][1])
            parent = words[parent][0]
        return " ".join(reversed(texts))

    db.executemany(
        f"INSERT INTO search_{SHARED} (rowid, own, above) VALUES (?, ?, ?)",  # noqa: S608 - a number
        ((line, own, above(line)) for line, (_, own, coded) in words.items() if coded),
    )


def _digest(db: sqlite3.Connection, edition: int) -> str:
    """The fingerprint of all that an edition says, however it came into the store."""
    sum_ = hashlib.sha256()
    terms = {
        row[0]: hashlib.sha256(repr(row[1:]).encode()).digest()
        for row in db.execute(f"SELECT id, {', '.join(TERM)} FROM term WHERE edition = ?", (edition,))  # noqa: S608
    }
    measures = db.execute("SELECT code, term FROM measure WHERE edition = ? ORDER BY code, number", (edition,))
    for code, term in measures:
        sum_.update(code.encode() + terms[term])
    for columns, table in _FINGERPRINTS:
        for row in db.execute(f"SELECT {columns} FROM {table} WHERE edition = ? ORDER BY {columns}", (edition,)):  # noqa: S608
            sum_.update(repr(row).encode())
    return sum_.hexdigest()


_FINGERPRINTS: Final = (
    ("code, suffix, starts, ends, depth, description, units", "line"),
    ("id, starts, ends, members, name", "country_group"),
    ("list, code, starts, ends, note", "entry"),
)
