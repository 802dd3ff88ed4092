"""The editions in a store, as rows and as values."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import date

from xborder.law.sources import Evidence
from xborder.tariff.editions import LoadedEdition
from xborder.tariff.records import Edition

__all__ = ["areas", "find", "fingerprint", "loaded_editions"]

_COLUMNS = (
    "id, area, form, name, title, publisher, url, from_, published, whole, evidence, loaded, digest, lines, measures, "
    "groups, entries"
)


def loaded_editions(db: sqlite3.Connection, area: str = "") -> tuple[LoadedEdition, ...]:
    """The editions of one area or of all, by area and age."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM edition WHERE ? IN ('', area)", (area,))  # noqa: S608 - names from above
    return tuple(sorted(map(_of_row, rows), key=lambda one: (one.edition.area, one.age)))


def find(db: sqlite3.Connection, edition: Edition) -> LoadedEdition | None:
    """The edition of the same area, form and name."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM edition WHERE area = ? AND form = ? AND name = ?",  # noqa: S608 - as above
        (edition.area, edition.form, edition.name),
    ).fetchone()
    return _of_row(row) if row is not None else None


def areas(db: sqlite3.Connection) -> tuple[str, ...]:
    """The customs areas that something is loaded for."""
    return tuple(row[0] for row in db.execute("SELECT DISTINCT area FROM edition ORDER BY area"))


def fingerprint(editions: tuple[LoadedEdition, ...]) -> str:
    """What the editions together say, in hexadecimal; empty for none."""
    told = sorted(
        (one.key, str(one.edition.from_), str(one.edition.published), one.edition.evidence.value, one.digest)
        for one in editions
    )
    return hashlib.sha256(repr(told).encode()).hexdigest() if told else ""


def _of_row(row: tuple[object, ...]) -> LoadedEdition:
    id_, area, form, name, title, publisher, url, from_, published, whole, evidence, loaded, digest, *counts = row
    lines, measures, groups, entries = (int(str(count)) for count in counts)
    return LoadedEdition(
        id=int(str(id_)),
        edition=Edition(
            area=str(area),
            form=str(form),
            name=str(name),
            title=str(title),
            publisher=str(publisher),
            url=str(url),
            from_=_day(from_),
            published=_day(published),
            whole=bool(whole),
            evidence=Evidence(evidence),
        ),
        loaded=_day(loaded) or date.min,
        lines=lines,
        measures=measures,
        groups=groups,
        entries=entries,
        digest=str(digest),
    )


def _day(ordinal: object) -> date | None:
    return date.fromordinal(ordinal) if isinstance(ordinal, int) else None
