"""The SQLite file behind a schedule: making and opening it, its connections, and what can go wrong with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import attrs

from xborder.errors import BadInput, LawError, StoreUnavailable, XborderError
from xborder.tariff._schema import APPLICATION, FORMAT, SHARED, TABLES
from xborder.tariff.search import index_table

__all__ = ["Store", "stamp_of"]

_MAGIC: Final = b"SQLite format 3\0"
_ANEW: Final = "make a new store and load the editions again, or take a copy of this one"
_STATEMENTS: Final = 256


@attrs.define(eq=False)
class Store:
    """A store and the connections to it.

    Each question borrows a connection, so any number of threads may ask at once; a forked process makes its own.

    Attributes:
        path: the file.
        read_only: whether it was opened for reading only.
        patience: for how many seconds another process that writes is waited for.
    """

    path: Path
    read_only: bool
    patience: int
    _idle: list[sqlite3.Connection] = attrs.field(init=False, factory=list, repr=False)
    _left: list[sqlite3.Connection] = attrs.field(init=False, factory=list, repr=False)
    _process: int = attrs.field(init=False, factory=os.getpid, repr=False)
    _frozen: tuple[int, int, int] | None = attrs.field(init=False, default=None, repr=False)
    _closed: bool = attrs.field(init=False, default=False)

    @classmethod
    def create(cls, path: str | os.PathLike[str], patience: int) -> Store:
        """A new store.

        Raises:
            BadInput: there is something already, or it is no path of a file.
            StoreUnavailable: the place cannot be written.
        """
        place = _place(path)
        if place.exists() and place.stat().st_size:
            raise BadInput(
                f"there is already something at {str(place)!r}", path="path", hint="Schedule.open, or another path"
            )
        if not place.parent.is_dir():
            raise BadInput(f"there is no folder {str(place.parent)!r}", path="path", hint="make the folder first")
        store = cls(place, read_only=False, patience=patience)
        with store._errors():
            db = store._connect("rwc")
            try:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("BEGIN IMMEDIATE")
                for statement in (*TABLES, index_table(SHARED)):
                    db.execute(statement)
                db.execute(f"PRAGMA application_id = {APPLICATION}")
                db.execute(f"PRAGMA user_version = {FORMAT}")
                db.execute("COMMIT")
            finally:
                db.close()
        return store

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, read_only: bool, patience: int) -> Store:
        """A store that is there.

        Raises:
            BadInput: there is none, or the file is something else or of a newer release.
            LawError: it is damaged.
            StoreUnavailable: it cannot be read.
        """
        place = _place(path)
        if not place.is_file():
            raise BadInput(f"there is no store at {str(place)!r}", path="path", hint="Schedule.create makes one")
        store = cls(place, read_only=read_only, patience=patience)
        with store._errors():
            with place.open("rb") as file:
                store._check_head(file.read(100))
            with store.reading() as db:
                store._check_marks(db)
        return store

    def close(self) -> None:
        """Ends the connections; those in use end with their question. A closed store answers no more."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on which all that is asked sees the same state of the store."""
        with self._errors(), self._borrowed() as db:
            db.execute("BEGIN")
            try:
                yield db
            finally:
                if db.in_transaction:
                    db.execute("COMMIT")

    def stamp(self) -> int:
        """A number that changes with everything that is loaded or removed, by whatever process."""
        # Asked before everything else, so without the context managers' time where nothing is the matter.
        if self._frozen is None and not self._closed and os.getpid() == self._process:
            try:
                db = self._idle.pop()
            except IndexError:
                pass
            else:
                try:
                    return stamp_of(db)
                except sqlite3.Error:
                    pass  # told below
                finally:
                    self._give_back(db)
        with self.glance() as db:
            return stamp_of(db)

    @contextmanager
    def glance(self) -> Iterator[sqlite3.Connection]:
        """A connection for one quick question."""
        with self._errors(), self._borrowed() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection on which everything that is done becomes true together, or none of it.

        Raises:
            StoreUnavailable: the store was opened for reading, or cannot be written now.
        """
        if self.read_only or self._frozen is not None:
            raise StoreUnavailable("the store is open for reading only", path=str(self.path), hint=_writable(self.path))
        with self._errors(), self._borrowed() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("UPDATE state SET generation = generation + 1")
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    with suppress(sqlite3.Error):
                        db.execute("ROLLBACK")
                raise
            with suppress(sqlite3.Error):  # only tidies up: readers may still need the journal
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def check(self) -> None:
        """Reads the whole file.

        Raises:
            LawError: it is damaged.
        """
        with self.reading() as db:
            said = [str(row[0]) for row in db.execute("PRAGMA quick_check(3)")]
        if said != ["ok"]:
            raise LawError(f"the store is damaged: {'; '.join(said)}", path=str(self.path), hint=_ANEW)

    # --- connections

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        if self._closed:
            raise StoreUnavailable("the store is closed", path=str(self.path), hint="Schedule.open opens it again")
        if os.getpid() != self._process:
            # SQLite's connections must not be used, nor even closed, in a process that was forked off.
            self._left.extend(self._idle)
            self._idle.clear()
            self._process = os.getpid()
        if self._frozen is not None and self._frozen != self._state():
            while self._idle:
                self._idle.pop().close()
            self._frozen = self._state()
        try:
            db = self._idle.pop()
        except IndexError:
            db = self._connected()
        try:
            yield db
        finally:
            self._give_back(db)

    def _give_back(self, db: sqlite3.Connection) -> None:
        if self._closed:
            db.close()
        else:
            self._idle.append(db)

    def _connected(self) -> sqlite3.Connection:
        if self._frozen is not None:
            return self._connect("ro&immutable=1")
        mode = "ro" if self.read_only else "rw"
        db = self._connect(mode)
        try:
            db.execute("SELECT 1 FROM sqlite_master").fetchall()
        except sqlite3.OperationalError as error:
            db.close()
            # Where no journal can be made beside it, the file is read as it lies there, and watched for changes.
            journal = Path(f"{self.path}-wal")
            if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY} or (
                journal.exists() and journal.stat().st_size
            ):
                raise
            self._frozen = self._state()
            return self._connect("ro&immutable=1")
        return db

    def _connect(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self.path.as_uri()}?mode={mode}",
            uri=True,
            timeout=self.patience,
            isolation_level=None,
            check_same_thread=False,  # a connection is in one thread at a time: see _borrowed
            cached_statements=_STATEMENTS,
        )

    def _state(self) -> tuple[int, int, int]:
        found = self.path.stat()
        return found.st_mtime_ns, found.st_size, found.st_ino

    # --- what can be wrong

    def _check_head(self, head: bytes) -> None:
        if not head:
            raise BadInput("the file is empty", path=str(self.path), hint="Schedule.create makes a store of it")
        if not head.startswith(_MAGIC):
            raise BadInput(
                "the file is no tariff store", path=str(self.path), hint="Schedule.create makes one elsewhere"
            )
        journal = Path(f"{self.path}-wal")
        size = int.from_bytes(head[16:18], "big")
        pages = int.from_bytes(head[28:32], "big")
        if not journal.exists() and self.path.stat().st_size < (65_536 if size == 1 else size) * pages:
            raise LawError("the store is damaged: its end is missing", path=str(self.path), hint=_ANEW)

    def _check_marks(self, db: sqlite3.Connection) -> None:
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if application != APPLICATION:
            raise BadInput(
                "the file is an SQLite database, but no tariff store",
                path=str(self.path),
                hint="Schedule.create makes one elsewhere",
            )
        if version > FORMAT:
            raise BadInput(
                f"the store is of a newer release (format {version}, this release reads {FORMAT})",
                path=str(self.path),
                hint="update xborder, or make a new store with this release",
            )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._told(error) from error
        except OSError as error:
            raise StoreUnavailable(
                f"the file cannot be used: {error.strerror or error}", path=str(self.path), hint="check its rights"
            ) from error

    def _told(self, error: sqlite3.Error) -> XborderError:
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        where = str(self.path)
        if kind in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return StoreUnavailable(
                f"another process is writing the store, for more than {self.patience} s",
                path=where,
                hint="try again later, or open it with more patience",
            )
        if kind == sqlite3.SQLITE_FULL:
            return StoreUnavailable("the disk is full; the store is as it was", path=where, hint="make room first")
        if kind in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
            return StoreUnavailable("the store cannot be written", path=where, hint=_writable(self.path))
        if kind == sqlite3.SQLITE_CANTOPEN:
            return StoreUnavailable(
                "the store cannot be opened", path=where, hint="check the rights of file and folder"
            )
        if kind == sqlite3.SQLITE_IOERR:
            return StoreUnavailable(f"the disk does not answer: {error}", path=where, hint="try again, or another disk")
        if kind in {sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_NOMEM}:
            return StoreUnavailable(f"this is too large: {error}", path=where, hint="load it in parts")
        return LawError(f"the store is damaged: {error}", path=where, hint=_ANEW)


def stamp_of(db: sqlite3.Connection) -> int:
    """A number that changes with everything that is loaded or removed, by whatever process."""
    found: tuple[int] = db.execute("SELECT generation FROM state").fetchone()
    return found[0]


def _place(path: object) -> Path:
    if not isinstance(path, (str, os.PathLike)):
        raise BadInput(f"{type(path).__name__} is not a path", path="path", hint='for example "tariffs.sqlite"')
    try:
        place = Path(path).absolute()
        if place.is_dir():
            raise BadInput(f"{str(place)!r} is a folder", path="path", hint="a file in it, for example tariffs.sqlite")
    except (OSError, ValueError, TypeError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(
            f"{str(path)!r:.80} is no path: {error}", path="path", hint="for example tariffs.sqlite"
        ) from None
    return place


def _writable(path: Path) -> str:
    return f"open it for writing, where {str(path.parent)!r} can be written, or copy it to such a folder"
