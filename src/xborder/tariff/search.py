"""Finding lines by what people call the goods: words in descriptions, those of the line itself weighing most."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

import attrs

from xborder.tariff.shop_words import parts

__all__ = ["Suggestion", "index_table", "indexed", "question", "ranked"]

_OWN: Final = 4
_ABOVE: Final = 2
_POSSESSIVE: Final = re.compile(r"['\u2019\u02bc]s\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]+")
_DENSE: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
"""Letters of scripts that put no blanks between words: each is looked for by itself, next to its neighbours."""
_SMALL: Final = frozenset(["a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "other", "the", "to", "with"])
_MOST_WORDS: Final = 16
_SAID: Final = 0.8
"""What the tariffs' words for what shops say weigh, beside the words as they were typed."""
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
) -> list[tuple[int, float]]:
    """The ids of the lines that fit best with their scores, best first.

    Those of chapters 98 and 99, which speak of the goods of other chapters, come after all others.
    """
    numbers = tuple(tables)
    among = ", ".join(map(str, editions))
    scores: dict[int, float] = {}
    late: set[int] = set()
    for some in _asks(db, numbers, text):
        for ask, weight in some:
            for line, is_late, score in _asked(db, numbers, ask, chapter, among, day, limit):
                scores[line] = max(scores.get(line, 0.0), score * weight)
                if is_late:
                    late.add(line)
        if len(scores) - len(late) >= limit:
            break
    best = sorted((-score, line) for line, score in scores.items() if line not in late)[:limit]
    least = -best[-1][0] if best else float("inf")
    after = sorted((-min(scores[line], least), line) for line in late)[: limit - len(best)]
    return [(line, -score) for score, line in (*best, *after)]


def _asks(db: sqlite3.Connection, tables: Sequence[int], text: str) -> Iterator[list[tuple[str, float]]]:
    """What to ask the index, with the weights of the answers: for all that is said; then for some of it."""
    told = [(" AND ".join(question(" ".join(own))), _instead(said)) for own, said in parts(_words(text))]
    words = [typed for typed, _ in told if typed]
    if not words:
        return
    everything = [(" AND ".join(words), 1.0)]
    if any(said for _, said in told):
        either = (f"(({typed}) OR {said})" if said else typed for typed, said in told if typed)
        everything.append((" AND ".join(either), _SAID))
    yield everything
    telling = [word for word in question(text) if _count(db, tables, word) <= _TELLING]
    some = [(" OR ".join(telling), 1.0)] if telling else []
    said = [said for _, said in told if said]
    if said and len(told) > 1:
        some.append((" OR ".join(said), _SAID))
    yield some


def _instead(said: Iterable[str]) -> str:
    """The tariffs' ways to say something, as a question; empty for none."""
    return " OR ".join(f"({' AND '.join(question(way))})" for way in said)


def _asked(
    db: sqlite3.Connection, tables: Sequence[int], ask: str, chapter: str, among: str, day: int, limit: int
) -> Iterator[tuple[int, bool, float]]:
    top = f"{chapter}:" if chapter else ":"
    values = (ask, chapter, top, day, day, limit)
    for number in tables:
        table = f"search_{number}"
        rank, by = f"bm25({table}, {_OWN}, {_ABOVE})", "score"
        if _count(db, (number,), ask) > _TELLING:
            rank, by = "0.0", f"{table}.rowid"
        # Codes are digits, and the colon is the character after nine.
        for score, line, late in db.execute(
            f"SELECT {rank} AS score, line.id, line.code >= '98' AS late "  # noqa: S608 - names and numbers from here
            f"FROM {table} JOIN line ON line.id = {table}.rowid "
            f"WHERE {table} MATCH ? AND line.edition IN ({among}) AND line.code >= ? AND line.code < ? "
            f"AND line.starts <= ? AND line.ends > ? ORDER BY late, {by} LIMIT ?",
            values,
        ):
            yield line, bool(late), -score


def _count(db: sqlite3.Connection, tables: Iterable[int], ask: str) -> int:
    counts = (
        db.execute(f"SELECT count(*) FROM search_{number} WHERE search_{number} MATCH ?", (ask,))  # noqa: S608
        for number in tables
    )
    return sum(int(row[0]) for rows in counts for row in rows)
