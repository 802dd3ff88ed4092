"""Reading what a store holds for a code on a day: measures along the tree, and lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from xborder.tariff._schema import split
from xborder.tariff._tree import INTERNATIONAL, TARIC, Place, chain_of, climbed, locate
from xborder.tariff._view import Node, View, chunked
from xborder.tariff.files import read_code
from xborder.tariff.holdings import Branch, Held, Holding

__all__ = ["codes_above", "hold", "measures_on"]


def hold(db: sqlite3.Connection, view: View, code: str) -> Holding | None:
    """All that is held for a code; ``None`` when nothing is known of its chapter."""
    place = locate(db, view, code) or _without_lines(db, view, code)
    if place is None:
        return None
    codes = {leaf: codes_above(leaf, chain, place.known, code if place.exact else "") for leaf, chain in place.leaves}
    measured = measures_on(db, view, {one for above in codes.values() for one in above})
    listed = _entries(db, view, place.found, [leaf for leaf, _ in place.leaves])
    shared: dict[tuple[str, ...], tuple[Held, ...]] = {}
    branches: list[Branch] = []
    sources: set[int] = {place.node.edition} if place.node is not None else set()
    for leaf, chain in place.leaves:
        bearing = tuple(one for one in codes[leaf] if one in measured)
        held = shared.get(bearing)
        if held is None:
            held = shared[bearing] = tuple(measure for one in bearing for measure in measured[one])
        on_lists, of_editions = _lists_of(leaf, codes[leaf], listed)
        sources |= of_editions
        branches.append(
            Branch(
                code=leaf,
                held=held,
                lists=on_lists,
                description=chain[0].description if chain else "",
                units=next((split(node.units) for node in chain if node.units), ()),
            )
        )
    names = {name for branch in branches for name in branch.lists}
    headings = {name: found for name in sorted(names) if (found := _heading(db, view, name))}
    keys = {one.loaded.key: one for one in view.editions.values()}
    used = {view.keys[id_] for id_ in sources}
    used |= {one.source for held in (*shared.values(), *headings.values()) for one in held}
    return Holding(
        area=view.area,
        on=view.on,
        code=code,
        found=place.found,
        branches=tuple(branches),
        groups=view.groups,
        editions={key: one.loaded.edition for key, one in keys.items() if key in used},
        headings=headings,
        exact=place.exact,
        path=place.path,
        line=place.node.line if place.node is not None else None,
        lists=view.lists,
        early=any(one.early for key, one in keys.items() if key in used),
    )


# --- measures ---------------------------------------------------------------------------------------------------------


def _without_lines(db: sqlite3.Connection, view: View, code: str) -> Place | None:
    """A code in a tariff of measures without lines."""
    prefixes = [code[:length] for length in range(len(code), 1, -1)]
    known = measures_on(db, view, prefixes)
    below = [row[1] for row in _measures_below(db, view, code) if row[1] != code]
    found = code if below else next((prefix for prefix in prefixes if prefix in known), "")
    if not found:
        for digits in INTERNATIONAL:
            if digits < len(code) and not below:
                found = code[:digits]
                below = [row[1] for row in _measures_below(db, view, found)]
        if not below:
            return None
    ordered = sorted({one for one in below if one != found})
    leaves = [one for one, after in pairwise([*ordered, ""]) if not after.startswith(one)]
    exact = found == code or not below
    return Place(found, exact, None, (), tuple((leaf, ()) for leaf in leaves or [found]), frozenset())


def _measures_below(db: sqlite3.Connection, view: View, code: str) -> Iterator[tuple[int, str]]:
    for edition in view.editions:
        yield from db.execute(
            "SELECT DISTINCT edition, code FROM measure WHERE edition = ? AND code >= ? AND code < ?",
            (edition, code, f"{code}:"),
        )


_HOSTS = "csv"
"""The series of files that a host writes itself."""


def codes_above(leaf: str, chain: Sequence[Node], known: frozenset[str], asked: str) -> tuple[str, ...]:
    """The codes whose measures bear on a line, nearest first: in its tree, and shorter ones that are no lines."""
    codes: dict[str, int] = {}
    for node in chain:
        if node.code:
            bare = node.code.rstrip("0") if len(node.code) == TARIC else node.code
            bare += "0" * (len(bare) % 2)
            codes.setdefault(node.code, len(bare))
            codes.setdefault(bare, len(bare))
    longest = asked if asked.startswith(leaf) else leaf
    for length in range(len(longest), 0, -1):
        if longest[:length] not in known:
            codes.setdefault(longest[:length], length)
    codes[""] = 0
    return tuple(sorted(codes, key=lambda code: -codes[code]))


def measures_on(db: sqlite3.Connection, view: View, codes: Iterable[str]) -> dict[str, list[Held]]:
    """The measures in force on the day that are declared at some codes, by code.

    Of the editions of a series that say something of a code, the newest answers; of those that a host writes itself,
    the newest for each kind, origin and programme: a list of anti-dumping duties leaves the ordinary ones as they are.
    """
    # The table is in the order of editions, so they are always named, however many.
    question = (
        "SELECT code, edition, number, term FROM measure "  # noqa: S608
        f"WHERE edition IN ({', '.join(map(str, view.editions))}) AND code IN"
    )
    found = [row for rows in chunked(db, question, sorted(set(codes))) for row in rows]
    if len(view.editions) > 1:
        found.sort(key=lambda row: (view.ranks[row[1]], row[2]))
    else:
        found.sort(key=lambda row: row[2])
    terms = view.terms.of(db, {row[3] for row in found})
    answering: dict[tuple[str, str, tuple[object, ...]], int] = {}
    held: dict[str, list[Held]] = {}
    for code, edition, _, number in found:
        term, series = terms[number], view.series[edition]
        one = view.terms.held(number, code, term, view.keys[edition])
        about = (one.tariff.kind, one.tariff.origin, one.tariff.programme) if series == _HOSTS else ()
        if answering.setdefault((code, series, about), edition) != edition:
            continue
        if term.starts <= view.days[edition] < term.ends:
            held.setdefault(code, []).append(one)
    return held


# --- lists ------------------------------------------------------------------------------------------------------------


def _entries(db: sqlite3.Connection, view: View, found: str, leaves: Sequence[str]) -> dict[str, dict[str, int]]:
    """The lists by the codes on them, with the edition that says so."""
    columns = "code, list, edition, starts, ends"
    longest = leaves[0] if len(leaves) == 1 and leaves[0].startswith(found) else found
    prefixes = {longest[:length] for length in range(1, len(longest) + 1)}
    question = f"SELECT {columns} FROM entry WHERE 1{view.clause} AND code IN"  # noqa: S608
    rows = [row for some in chunked(db, question, sorted(prefixes)) for row in some]
    if len(leaves) > 1:
        rows += db.execute(
            f"SELECT {columns} FROM entry WHERE code > ? AND code < ?{view.clause}",  # noqa: S608
            (found, f"{found}:"),
        )
    answering: dict[tuple[str, str, tuple[object, ...]], int] = {}
    listed: dict[str, dict[str, int]] = {}
    known = [row for row in rows if row[2] in view.ranks]
    for code, name, edition, starts, ends in sorted(known, key=lambda row: view.ranks[row[2]]):
        key = (view.series[edition], name, code)
        if answering.setdefault(key, edition) == edition and view.live(edition, starts, ends):
            listed.setdefault(code, {})[name] = edition
    return listed


def _lists_of(
    leaf: str, above: Sequence[str], listed: Mapping[str, Mapping[str, int]]
) -> tuple[frozenset[str], set[int]]:
    names: dict[str, int] = {}
    if listed:
        for code in {*above, *(leaf[:length] for length in range(1, len(leaf) + 1))}:
            names.update(listed.get(code, {}))
    return frozenset(names), set(names.values())


def _heading(db: sqlite3.Connection, view: View, name: str) -> tuple[Held, ...]:
    """The measures declared at a list that is itself a code, or above it; none for other lists."""
    found = view.headings.get(name)
    if found is None:
        try:
            code = read_code(name)
        except ValueError:
            code = ""
        place = locate(db, view, code) if code else None
        if place is None or not place.exact or place.node is None:
            found = ()
        else:
            chain = chain_of(climbed(db, [place.node]), place.node)
            codes = codes_above(place.found, chain, place.known, "")
            measured = measures_on(db, view, codes)
            found = tuple(held for one in codes for held in measured.get(one, ()))
        view.headings[name] = found
    return found
