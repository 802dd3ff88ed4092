"""Finding lines by what people call the goods: words in descriptions, those of the line itself weighing most."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Final, Literal

import attrs

__all__ = ["Suggestion", "index_table", "indexed", "question", "ranked"]

_OWN: Final = 4
_ABOVE: Final = 2
_POSSESSIVE: Final = re.compile(r"['\u2019\u02bc]s\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]+")
_DENSE: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
"""Letters of scripts that put no blanks between words: each is looked for by itself, next to its neighbours."""
_SMALL: Final = frozenset(["a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "other", "the", "to", "with"])
_MOST_WORDS: Final = 16
_TELLING: Final = 8_000
"""What so many lines have tells none of them from another, and takes long to rank."""


@attrs.frozen(kw_only=True)
class Suggestion:
    """A line whose words fit: a suggestion, never a classification, which follows from the tariff's rules and notes.

    Attributes:
        code: digits of the line.
        description: of the line alone.
        path: descriptions from the top down to the line.
        units: the units that the authority asks for.
        rate: the ordinary duty of the line as published, its own or that of the nearest line above; empty when none.
        score: how well it fits; comparable within one search only, higher is better.
        standing: what it is worth.
    """

    code: str
    description: str
    path: tuple[str, ...]
    units: tuple[str, ...] = ()
    rate: str = ""
    score: float = 0.0
    standing: Literal["suggestion"] = attrs.field(default="suggestion", init=False)


def index_table(number: int) -> str:
    """The statement that makes a search index."""
    return (
        f"CREATE VIRTUAL TABLE search_{number} USING fts5"
        "(own, above, content='', tokenize='porter unicode61 remove_diacritics 2')"
    )


def indexed(text: str) -> str:
    """A description as the index takes it."""
    plain = _POSSESSIVE.sub("", text)
    return _DENSE.sub(lambda letter: f" {letter[0]} ", plain) if _DENSE.search(plain) else plain


def question(text: str) -> tuple[str, ...]:
    """The words of a user's text, as the index is asked for them; nothing in it can be taken for more than a word.

    >>> question("women's cotton T-shirts")
    ('"women"', '"cotton"', '"T"', '"shirts"')
    """
    return tuple(f'"{indexed(word)}"' for word in _words(text))


def _words(text: str) -> list[str]:
    found = _WORD.findall(_POSSESSIVE.sub("", text).replace("\0", " "))
    telling = [word for word in found if word.casefold() not in _SMALL]
    return list(dict.fromkeys(telling or found))[:_MOST_WORDS]


def ranked(
    db: sqlite3.Connection,
    tables: Iterable[int],
    text: str,
    limit: int,
    chapter: str,
    editions: Iterable[int],
    day: int,
) -> Iterator[tuple[int, float]]:
    """The ids of the lines that fit best with their scores: those with all words first, then those with some."""
    top = f"{chapter}:" if chapter else ":"
    among = ", ".join(map(str, editions))
    numbers = tuple(tables)
    words = question(text)
    seen: set[int] = set()
    for ask in (" ".join(words), " OR ".join(word for word in words if _count(db, numbers, word) <= _TELLING)):
        if not ask:
            continue
        values = (ask, chapter, top, day, day, limit + len(seen))
        found = []
        for number in numbers:
            table = f"search_{number}"
            # Chapters 98 and 99 speak of the goods of other chapters, and come after them.
            rank = f"bm25({table}, {_OWN}, {_ABOVE}) * iif(line.code < '98', 2, 1)"
            by = "score"
            if _count(db, (number,), ask) > _TELLING:
                rank, by = "0.0", f"{table}.rowid"
            # Codes are digits, and the colon is the character after nine.
            found += db.execute(
                f"SELECT {rank} AS score, line.id FROM {table} JOIN line ON line.id = {table}.rowid "  # noqa: S608
                f"WHERE {table} MATCH ? AND line.edition IN ({among}) AND line.code >= ? AND line.code < ? "
                f"AND line.starts <= ? AND line.ends > ? ORDER BY {by} LIMIT ?",
                values,
            ).fetchall()
        for rated, line in sorted(found):
            if line not in seen:
                seen.add(line)
                yield line, -rated
        if len(seen) >= limit:
            return


def _count(db: sqlite3.Connection, tables: Iterable[int], ask: str) -> int:
    counts = (
        db.execute(f"SELECT count(*) FROM search_{number} WHERE search_{number} MATCH ?", (ask,))  # noqa: S608
        for number in tables
    )
    return sum(int(row[0]) for rows in counts for row in rows)
