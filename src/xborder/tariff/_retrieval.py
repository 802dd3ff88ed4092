"""Reading what a store holds for a code on a day: measures along the tree, and lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from xborder.tariff._schema import split
from xborder.tariff._tree import SUBHEADING, TARIC, Place, bearing, chain_of, climbed, locate, with_rest
from xborder.tariff._view import HOSTS, Declared, Node, View, chunked
from xborder.tariff.files import read_code
from xborder.tariff.holdings import Branch, Held, Holding

__all__ = ["codes_above", "hold", "measures_on"]


def hold(db: sqlite3.Connection, view: View, code: str) -> Holding | None:
    """All that is held for a code; ``None`` when nothing is known of it."""
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
    """A code that has no place among lines, in tariffs that are no nomenclature.

    Beside a nomenclature these answer for what is not in it only with an ordinary duty.
    """
    if not view.loose:
        return None
    prefixes = [code[:length] for length in range(len(code), 1, -1)]
    below = _codes_below(db, view, code)
    if below:
        return _of_codes(db, view, code, below, exact=True)
    known = measures_on(db, view, prefixes).keys() if view.free else bearing(db, view, prefixes)
    found = next((prefix for prefix in prefixes if prefix in known), "")
    if not found and view.free and bearing(db, view, [""]):
        found = code
    if found:
        return Place(found, True, None, (), ((found, ()),), frozenset())
    below = _codes_below(db, view, code[:SUBHEADING]) if len(code) > SUBHEADING else []
    return _of_codes(db, view, code[:SUBHEADING], below, exact=False) if below else None


def _of_codes(db: sqlite3.Connection, view: View, code: str, below: Sequence[str], *, exact: bool) -> Place:
    lowest = [one for one, after in pairwise([*below, ""]) if not after.startswith(one)]
    leaves = with_rest(db, view, code, [(leaf, ()) for leaf in lowest], (), set(below) - set(lowest))
    return Place(code, exact, None, (), tuple(leaves), frozenset())


def _codes_below(db: sqlite3.Connection, view: View, code: str) -> list[str]:
    """The codes below a code that have measures, in order."""
    found = {row[1] for row in _measures_below(db, view, code)} - {code}
    return sorted(found if view.free else bearing(db, view, found))


def _measures_below(db: sqlite3.Connection, view: View, code: str) -> Iterator[tuple[int, str]]:
    for edition in view.loose:
        yield from db.execute(
            "SELECT DISTINCT edition, code FROM measure WHERE edition = ? AND code >= ? AND code < ?",
            (edition, code, f"{code}:"),
        )


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
    held: dict[str, list[Held]] = {}
    days = view.days
    for one in _declared(db, view, codes):
        if one.starts <= days[one.edition] < one.ends:
            held.setdefault(one.code, []).append(one.held)
    return held


def _declared(db: sqlite3.Connection, view: View, codes: Iterable[str]) -> Iterator[Declared]:
    """The measures that are declared at some codes, on whatever days, by the editions that answer for them."""
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
    for code, edition, _, number in found:
        term, series = terms[number], view.series[edition]
        one = view.terms.held(number, code, term, view.keys[edition])
        about = (one.tariff.kind, one.tariff.origin, one.tariff.programme) if series == HOSTS else ()
        if answering.setdefault((code, series, about), edition) == edition:
            yield Declared(code, edition, one, term.starts, term.ends)


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
        kept = view.answering.headings
        declared = kept.get(name)
        if declared is None:
            declared = tuple(_at_heading(db, view, name))
            if not view.answering.dated(db):  # then it is the same on all days
                kept[name] = declared
        days = view.days
        found = tuple(one.held for one in declared if one.starts <= days[one.edition] < one.ends)
        view.headings[name] = found
    return found


def _at_heading(db: sqlite3.Connection, view: View, name: str) -> Iterator[Declared]:
    try:
        code = read_code(name)
    except ValueError:
        return
    place = locate(db, view, code)
    if place is None or not place.exact or place.node is None:
        return
    chain = chain_of(climbed(db, [place.node]), place.node)
    codes = codes_above(place.found, chain, place.known, "")
    by_code: dict[str, list[Declared]] = {}
    for one in _declared(db, view, codes):
        by_code.setdefault(one.code, []).append(one)
    for one_code in codes:
        yield from by_code.get(one_code, ())
