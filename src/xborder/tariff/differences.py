"""What changed between two editions of a tariff."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

import attrs

from xborder.tariff._schema import split
from xborder.tariff.editions import LoadedEdition
from xborder.tariff.files import fold

__all__ = ["Description", "EditionDiff", "Rate", "compare"]


@attrs.frozen(kw_only=True)
class Description:
    """A line whose words changed.

    Attributes:
        code: digits of the line; ``older`` and ``newer`` are its descriptions.
    """

    code: str
    older: str
    newer: str


@attrs.frozen(kw_only=True)
class Rate:
    """A measure that changed, began or ended.

    Attributes:
        code: digits of the code that it is declared at.
        kind: what it is: ``mfn``, ``preference`` ...
        older: the duty as published before; ``None`` where there was none.
        newer: the duty as published now; ``None`` where there is none any more.
        programme: the preference, quota or suspension; ``heading``, ``type``, ``order`` and ``origin`` likewise tell
            measures of one kind apart.
    """

    code: str
    kind: str
    older: str | None
    newer: str | None
    programme: str = ""
    heading: str = ""
    type: str = ""
    order: str = ""
    origin: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class EditionDiff:
    """What changed from one edition to another.

    Attributes:
        older: the key of the one, ``newer`` that of the other.
        added: codes of lines that are new; ``removed`` of those that are gone.
        described: lines whose description changed, apart from blanks.
        rates: measures that changed, began or ended.
    """

    older: str
    newer: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    described: tuple[Description, ...]
    rates: tuple[Rate, ...]


_Measure = tuple[str, str, str, str, str, str, str]


def compare(db: sqlite3.Connection, older: LoadedEdition, newer: LoadedEdition) -> EditionDiff:
    """Compares two editions in a store."""
    before, after = _lines(db, older.id), _lines(db, newer.id)
    return EditionDiff(
        older=older.key,
        newer=newer.key,
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        described=tuple(
            Description(code=code, older=before[code], newer=after[code])
            for code in sorted(before.keys() & after.keys())
            if fold(before[code]) != fold(after[code])
        ),
        rates=tuple(_rates(_measures(db, older.id), _measures(db, newer.id))),
    )


def _lines(db: sqlite3.Connection, edition: int) -> dict[str, str]:
    # Of lines that share a code, the one that can be declared comes last and stays.
    rows = db.execute("SELECT code, description FROM line WHERE edition = ? AND code <> '' ORDER BY suffix", (edition,))
    return dict(rows.fetchall())


_QUESTION: Final = """
    SELECT code, kind, programme, heading, type, order_, origin, text FROM measure JOIN term ON term.id = measure.term
    WHERE measure.edition = ? ORDER BY code, number"""


def _measures(db: sqlite3.Connection, edition: int) -> dict[_Measure, dict[str, None]]:
    found: dict[_Measure, dict[str, None]] = {}
    for code, kind, programme, heading, type_, order, origin, text in db.execute(_QUESTION, (edition,)):
        found.setdefault((code, kind, programme, heading, type_, order, origin), {})[text] = None
    return found


def _rates(before: dict[_Measure, dict[str, None]], after: dict[_Measure, dict[str, None]]) -> Iterator[Rate]:
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None and set(map(fold, old)) == set(map(fold, new)):
            continue
        code, kind, programme, heading, type_, order, origin = key
        yield Rate(
            code=code,
            kind=kind,
            older=" | ".join(old) if old is not None else None,
            newer=" | ".join(new) if new is not None else None,
            programme=programme,
            heading=heading,
            type=type_,
            order=order,
            origin=split(origin),
        )
