"""The tables of a tariff store: one SQLite file with a mark in its header that says what it is and how new."""

from __future__ import annotations

from datetime import date
from typing import Final

__all__ = [
    "APPLICATION",
    "DATED",
    "FORMAT",
    "OPEN_END",
    "OPEN_START",
    "SHARED",
    "TABLES",
    "TERM",
    "day_of",
    "join",
    "split",
]

APPLICATION: Final = 0x7862_6F72
"""What SQLite's header field for applications says of a store."""
FORMAT: Final = 1
"""The format that this release writes; it reads no newer one."""

OPEN_START: Final = 0
OPEN_END: Final = date.max.toordinal() + 1
"""Days are kept as their ordinals, and open ends as days that no day lies beyond, so that one comparison does."""

DATED: Final = f"(starts > {OPEN_START} OR ends < {OPEN_END})"
"""What makes a record one that does not hold on all days."""

SHARED: Final = 0
"""The search index of the editions that are no whole schedules: all of them share one; a whole one has its own."""

TERM: Final = (
    "kind", "text", "dialect", "expression", "origin", "excluded", "programme", "heading", "type", "order_", "proof",
    "conditions", "legal", "name", "starts", "ends",
)  # fmt: skip
"""What a measure says, apart from its code: many codes share it, so it is kept once."""

TABLES: Final = (
    "CREATE TABLE state (generation INTEGER NOT NULL)",
    "INSERT INTO state VALUES (0)",
    """CREATE TABLE edition (
        id INTEGER PRIMARY KEY AUTOINCREMENT, area TEXT NOT NULL, form TEXT NOT NULL, name TEXT NOT NULL,
        title TEXT NOT NULL, publisher TEXT NOT NULL, url TEXT NOT NULL, from_ INTEGER, published INTEGER,
        whole INTEGER NOT NULL, evidence TEXT NOT NULL, loaded INTEGER NOT NULL, digest TEXT NOT NULL DEFAULT '',
        lines INTEGER NOT NULL DEFAULT 0, measures INTEGER NOT NULL DEFAULT 0, groups INTEGER NOT NULL DEFAULT 0,
        entries INTEGER NOT NULL DEFAULT 0, number INTEGER NOT NULL DEFAULT 0, UNIQUE (area, form, name))""",
    """CREATE TABLE line (
        id INTEGER PRIMARY KEY, edition INTEGER NOT NULL, parent INTEGER, code TEXT NOT NULL, suffix TEXT NOT NULL,
        depth INTEGER NOT NULL, description TEXT NOT NULL, units TEXT NOT NULL, starts INTEGER NOT NULL,
        ends INTEGER NOT NULL)""",
    "CREATE INDEX line_code ON line (code, edition) WHERE code <> ''",
    "CREATE INDEX line_edition ON line (edition)",
    "CREATE INDEX line_parent ON line (parent)",
    f"CREATE INDEX line_dated ON line (edition) WHERE {DATED}",
    f"""CREATE TABLE term (
        id INTEGER PRIMARY KEY AUTOINCREMENT, edition INTEGER NOT NULL,
        {", ".join(f"{name} NOT NULL" for name in TERM)})""",
    "CREATE INDEX term_edition ON term (edition)",
    """CREATE TABLE measure (
        edition INTEGER NOT NULL, code TEXT NOT NULL, number INTEGER NOT NULL, term INTEGER NOT NULL,
        PRIMARY KEY (edition, code, number)) WITHOUT ROWID""",
    """CREATE TABLE country_group (
        edition INTEGER NOT NULL, id TEXT NOT NULL, members TEXT NOT NULL, name TEXT NOT NULL, starts INTEGER NOT NULL,
        ends INTEGER NOT NULL)""",
    "CREATE INDEX country_group_id ON country_group (edition, id)",
    """CREATE TABLE entry (
        code TEXT NOT NULL, list TEXT NOT NULL, edition INTEGER NOT NULL, starts INTEGER NOT NULL,
        ends INTEGER NOT NULL, note TEXT NOT NULL)""",
    "CREATE INDEX entry_code ON entry (code, edition)",
)

_SEPARATOR: Final = "\x1f"


def join(texts: tuple[str, ...]) -> str:
    """Several texts as one, for a column."""
    if any(_SEPARATOR in text or not text for text in texts):
        raise ValueError("an empty text, or the control character U+001F in a text")
    return _SEPARATOR.join(texts)


def split(text: str) -> tuple[str, ...]:
    """The texts that ``join`` made one."""
    return tuple(text.split(_SEPARATOR)) if text else ()


def day_of(ordinal: int | None) -> date | None:
    """The day of an ordinal; ``None`` for none and for open ends."""
    return None if ordinal is None or not OPEN_START < ordinal < OPEN_END else date.fromordinal(ordinal)
