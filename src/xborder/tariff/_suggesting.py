"""Suggesting lines for words: what the search index finds, with the tree and the duty of each line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from xborder.tariff._retrieval import codes_above, measures_on
from xborder.tariff._schema import SHARED, split
from xborder.tariff._tree import chain_of, climbed
from xborder.tariff._view import NODE, View, chunked
from xborder.tariff.holdings import Held
from xborder.tariff.search import Suggestion, ranked

__all__ = ["suggest"]


def suggest(db: sqlite3.Connection, view: View, text: str, limit: int, prefix: str) -> tuple[Suggestion, ...]:
    """The lines whose words fit a text best."""
    searched = {id_: one for id_, one in view.editions.items() if one.loaded.lines}
    if not searched:
        return ()
    day = max(one.day.toordinal() for one in searched.values())
    tables = sorted({id_ if one.loaded.edition.whole else SHARED for id_, one in searched.items()})
    scores = dict(ranked(db, tables, text, limit, prefix, searched, day))
    rows = view.nodes(*chunked(db, f"SELECT {NODE} FROM line WHERE id IN", scores))  # noqa: S608
    places = {id_: place for place, id_ in enumerate(scores)}
    found = sorted(rows, key=lambda node: places[node.id])
    tree = climbed(db, found)
    chains = {node.id: chain_of(tree, node) for node in found}
    codes = {id_: codes_above(chain[0].code, chain, frozenset(), "") for id_, chain in chains.items()}
    measured = measures_on(db, view, {code for above in codes.values() for code in above})
    return tuple(
        Suggestion(
            code=node.code,
            description=node.description,
            path=tuple(above.description for above in reversed(chains[node.id])),
            units=next((split(above.units) for above in chains[node.id] if above.units), ()),
            rate=_ordinary(measured, codes[node.id]),
            score=scores[node.id],
        )
        for node in found
    )


def _ordinary(measured: Mapping[str, Sequence[Held]], codes: Iterable[str]) -> str:
    """The ordinary duty that the nearest code declares; several with bars between."""
    for code in codes:
        texts = [held.tariff.text for held in measured.get(code, ()) if held.tariff.kind == "mfn"]
        if texts:
            return " | ".join(dict.fromkeys(texts))
    return ""
