"""Reading what a store holds for a code on a day: lines with their tree, measures, groups and lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

import attrs

from xborder.tariff._catalogue import loaded_editions
from xborder.tariff._schema import SHARED, TERM, day_of, split
from xborder.tariff.editions import InForce, in_force
from xborder.tariff.files import read_code
from xborder.tariff.holdings import Branch, Held, Holding
from xborder.tariff.records import Group, Line, Tariff
from xborder.tariff.search import Suggestion, ranked

__all__ = ["Node", "Place", "Terms", "View", "children_of", "hold", "locate", "suggest"]

_CHUNK: Final = 500
_FEW: Final = 24
"""Up to so many editions are named in a question; of more, the answers are sorted out here."""
_DECLARABLE: Final = frozenset({"", "80"})
_INTERNATIONAL: Final = (6, 4, 2)
_TARIC: Final = 10
_MOST_TERMS: Final = 60_000
_NODE: Final = "id, edition, parent, code, suffix, depth, description, units, starts, ends"


@attrs.frozen
class Node:
    """A line in its tree."""

    id: int
    edition: int
    parent: int | None
    code: str
    suffix: str
    depth: int
    description: str
    units: str
    starts: int
    ends: int

    @property
    def line(self) -> Line:
        """The line as its reader gave it."""
        return Line(
            code=self.code,
            depth=self.depth,
            description=self.description,
            units=split(self.units),
            suffix=self.suffix,
            from_=day_of(self.starts),
            until=day_of(self.ends),
        )


@attrs.define(eq=False)
class Terms:
    """Measures as they were read, kept for the next question; what many codes share is kept once, as in the store.

    The store gives each a number that it never gives again.
    """

    _terms: dict[int, tuple[Tariff, int, int]] = attrs.field(factory=dict)
    _held: dict[tuple[int, str], Held] = attrs.field(factory=dict)

    def of(self, db: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, tuple[Tariff, int, int]]:
        """The terms of some numbers: the measure on no code, its first day and the day after its last."""
        wanted = set(numbers)
        known = self._terms
        found = {number: known[number] for number in wanted if number in known}
        missing = [number for number in wanted if number not in found]
        for row in _chunked(db, f"SELECT id, {', '.join(TERM)} FROM term WHERE id IN", missing):  # noqa: S608
            found[int(str(row[0]))] = _term(row[1:])
        if missing:
            if len(known) + len(missing) > _MOST_TERMS:
                known.clear()
            known.update((number, found[number]) for number in missing)
        return found

    def held(self, number: int, code: str, tariff: Tariff, source: str) -> Held:
        """The measure on a code; always the same value for the same code."""
        found = self._held.get((number, code))
        if found is None:
            if len(self._held) > _MOST_TERMS:
                self._held.clear()
            found = self._held[number, code] = Held(attrs.evolve(tariff, code=code), source)
        return found


@attrs.define(eq=False)
class View:
    """What answers for an area on a day."""

    area: str
    on: date
    editions: Mapping[int, InForce]
    """Those in force, by id, newest first."""
    ranks: Mapping[int, int]
    groups: Mapping[str, Group]
    lists: frozenset[str]
    terms: Terms
    headings: dict[str, tuple[Held, ...]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, db: sqlite3.Connection, area: str, on: date, terms: Terms) -> View:
        """Reads it."""
        answering = in_force(loaded_editions(db, area), on)
        editions = {one.loaded.id: one for one in answering}
        ranks = {id_: rank for rank, id_ in enumerate(editions)}
        groups: dict[str, Group] = {}
        lists: set[str] = set()
        for id_, one in editions.items():
            day = one.day.toordinal()
            if one.loaded.groups:
                for group in _groups(db, id_, day):
                    groups.setdefault(group.id, group)
            if one.loaded.entries:
                lists.update(
                    row[0]
                    for row in db.execute(
                        "SELECT DISTINCT list FROM entry WHERE edition = ? AND starts <= ? AND ends > ?",
                        (id_, day, day),
                    )
                )
        return cls(area, on, editions, ranks, groups, frozenset(lists), terms)

    @property
    def clause(self) -> str:
        """What limits a question to these editions, where they are few."""
        if len(self.editions) > _FEW:
            return ""
        return f" AND edition IN ({', '.join(map(str, self.editions))})"

    def live(self, edition: int, starts: int, ends: int) -> bool:
        """Whether a record of an edition holds on the day."""
        one = self.editions.get(edition)
        return one is not None and starts <= one.day.toordinal() < ends

    def nodes(self, rows: Iterable[tuple[object, ...]]) -> list[Node]:
        """The lines among the rows that hold on the day."""
        nodes = [Node(*row) for row in rows]  # type: ignore[arg-type]  # in the order of _NODE
        return [node for node in nodes if self.live(node.edition, node.starts, node.ends)]


def hold(db: sqlite3.Connection, view: View, code: str) -> Holding | None:
    """All that is held for a code; ``None`` when nothing is known of its chapter."""
    place = locate(db, view, code) or _without_lines(db, view, code)
    if place is None:
        return None
    codes = {leaf: _codes_above(leaf, chain, place.known, code if place.exact else "") for leaf, chain in place.leaves}
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
    used = {view.editions[id_].loaded.key for id_ in sources}
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


# --- lines ------------------------------------------------------------------------------------------------------------


@attrs.frozen
class Place:
    """Where a code stands in the nomenclature.

    Attributes:
        found: the code that answers.
        exact: it says the same as the code asked for.
        node: the line found; ``None`` for a code that has no line of its own.
        above: the lines above what was found, nearest first.
        leaves: each line below that goods can be declared under, by its code: itself and those above it, nearest first.
        known: all codes that are known to be lines.
    """

    found: str
    exact: bool
    node: Node | None
    above: tuple[Node, ...]
    leaves: tuple[tuple[str, tuple[Node, ...]], ...]
    known: frozenset[str]

    @property
    def path(self) -> tuple[str, ...]:
        """Descriptions from the top to what was found."""
        own = (self.node.description,) if self.node is not None else ()
        return (*(node.description for node in reversed(self.above)), *own)


def locate(db: sqlite3.Connection, view: View, code: str) -> Place | None:
    """Finds a code among the lines; ``None`` when there is none of its chapter."""
    above = _lines_above(db, view, code)
    best = max(above, key=lambda node: _nearness(view, node, code), default=None)
    if best is not None and _says_the_same(best.code, code) and not _stands_apart(db, view, best, code):
        return _place_of_line(db, view, code, best, above)
    if _any_below(db, view, code):
        return _place_of_family(db, view, code, exact=True, above=above)
    length = len(_reach(best.code, code)) if best is not None else 0
    for digits in _INTERNATIONAL:
        if length < digits < len(code) and _any_below(db, view, code[:digits]):
            return _place_of_family(db, view, code[:digits], exact=False, above=above)
    return _place_of_line(db, view, code, best, above) if best is not None else None


def _place_of_line(db: sqlite3.Connection, view: View, code: str, best: Node, above: Sequence[Node]) -> Place:
    same = [node for node in above if (node.code, node.suffix) == (best.code, best.suffix)]
    below = _below_lines(db, view, same)
    tree = _climbed(db, [*above, *below])
    if below:
        missing = {id_ for id_, one in view.editions.items() if one.loaded.lines} - {node.edition for node in same}
        below += [node for node in _of_family(db, view, best.code) if node.edition in missing] if missing else []
    leaves = _leaves(view, below, tree)
    exact = _says_the_same(best.code, code) or not leaves
    chain = chain_of(tree, best)
    return Place(
        found=best.code,
        exact=exact,
        node=best,
        above=chain[1:],
        leaves=tuple((node.code, chain_of(tree, node)) for node in leaves) or ((best.code, chain),),
        known=frozenset(node.code for node in (*above, *below)),
    )


def _place_of_family(db: sqlite3.Connection, view: View, code: str, *, exact: bool, above: Sequence[Node]) -> Place:
    """A code without a line of its own, and the lines that begin with it."""
    below = _of_family(db, view, code)
    tree = _climbed(db, below)
    leaves = _leaves(view, below, tree)
    chains = [(node.code, chain_of(tree, node)) for node in leaves]
    shared: list[Node] = []
    for level in zip(*(reversed(chain[1:]) for _, chain in chains), strict=False):
        if len({(node.code, node.description) for node in level}) > 1:
            break
        shared.append(level[0])
    return Place(
        found=code,
        exact=exact,
        node=None,
        above=tuple(reversed(shared)),
        leaves=tuple(chains),
        known=frozenset(node.code for node in (*above, *below)),
    )


def _lines_above(db: sqlite3.Connection, view: View, code: str) -> list[Node]:
    """The lines whose code this one begins with or, filled up with zeros, is."""
    prefixes = [code[:length] for length in range(2, len(code) + 1)]
    filled = [prefix.ljust(_TARIC, "0") for prefix in prefixes if len(prefix) < _TARIC and not len(prefix) % 2]
    wanted = dict.fromkeys((*prefixes, *filled))
    nodes = view.nodes(_chunked(db, f"SELECT {_NODE} FROM line WHERE code <> ''{view.clause} AND code IN", wanted))  # noqa: S608
    return [node for node in nodes if _reach(node.code, code)]


def _reach(line: str, code: str) -> str:
    """The part of a code that a line shares, zeros at its end left out if need be; empty when it is another."""
    while line:
        if code.startswith(line):
            return line
        if not line.endswith("00"):
            return ""
        line = line[:-2]
    return ""


def _says_the_same(line: str, code: str) -> bool:
    shorter, longer = sorted((line, code), key=len)
    return longer.startswith(shorter) and not longer[len(shorter) :].strip("0")


def _stands_apart(db: sqlite3.Connection, view: View, line: Node, code: str) -> bool:
    """Whether a line is one of several that begin with a code, and not the code itself filled up with zeros."""
    return (
        len(line.code) > len(code)
        and not _below_lines(db, view, [line])
        and any(node.code != line.code for node in _of_family(db, view, code))
    )


def _nearness(view: View, node: Node, code: str) -> tuple[object, ...]:
    return (
        len(_reach(node.code, code)),
        -len(node.code),
        node.suffix in _DECLARABLE,
        -view.ranks[node.edition],
        node.starts,
    )


def _any_below(db: sqlite3.Connection, view: View, code: str) -> bool:
    question = f"SELECT edition, starts, ends FROM line WHERE code <> '' AND code >= ? AND code < ?{view.clause}"  # noqa: S608
    return any(view.live(*row) for row in db.execute(question, (code, f"{code}:")))


def _of_family(db: sqlite3.Connection, view: View, code: str) -> list[Node]:
    question = f"SELECT {_NODE} FROM line WHERE code <> '' AND code >= ? AND code < ?{view.clause}"  # noqa: S608
    return view.nodes(db.execute(question, (code, f"{code}:")))


def _below_lines(db: sqlite3.Connection, view: View, tops: Sequence[Node]) -> list[Node]:
    marks = ", ".join(str(node.id) for node in tops)
    columns = ", ".join(f"line.{name.strip()}" for name in _NODE.split(","))
    if db.execute(f"SELECT 1 FROM line WHERE parent IN ({marks}) LIMIT 1").fetchone() is None:  # noqa: S608
        return []
    return view.nodes(
        db.execute(
            f"WITH RECURSIVE below (id) AS (SELECT id FROM line WHERE parent IN ({marks}) "  # noqa: S608
            "UNION SELECT line.id FROM line JOIN below ON line.parent = below.id) "
            f"SELECT {columns} FROM below JOIN line ON line.id = below.id"
        )
    )


def _climbed(db: sqlite3.Connection, nodes: Iterable[Node]) -> dict[int, Node]:
    """The lines by their ids, with all that stand above them."""
    tree = {node.id: node for node in nodes}
    missing = {node.parent for node in tree.values() if node.parent is not None} - tree.keys()
    while missing:
        rows = _chunked(db, f"SELECT {_NODE} FROM line WHERE id IN", sorted(missing))  # noqa: S608
        found = [Node(*row) for row in rows]  # type: ignore[arg-type]  # as above
        tree.update((node.id, node) for node in found)
        missing = {node.parent for node in found if node.parent is not None} - tree.keys()
    return tree


def chain_of(tree: Mapping[int, Node], node: Node) -> tuple[Node, ...]:
    """A line and those above it, nearest first."""
    chain = [node]
    passed = {node.id}
    while (parent := chain[-1].parent) is not None and parent in tree and parent not in passed:
        passed.add(parent)
        chain.append(tree[parent])
    return tuple(chain)


def _leaves(view: View, nodes: Sequence[Node], tree: Mapping[int, Node]) -> list[Node]:
    """The lines that goods can be declared under: with a code, and none with a code below them."""
    coded = [node for node in nodes if node.code]
    upper = {above.id for node in coded for above in chain_of(tree, node)[1:]}
    several = len({node.edition for node in coded}) > 1
    newest: dict[str, Node] = {}
    for node in sorted(coded, key=lambda node: view.ranks[node.edition]):
        if node.id not in upper and node.suffix in _DECLARABLE:
            newest.setdefault(node.code, node)
    ordered = sorted(newest)
    if several:
        covered = {tree[id_].code for id_ in upper if id_ in tree}
        covered |= {code for code, after in pairwise(ordered) if after.startswith(code)}
        ordered = [code for code in ordered if code not in covered]
    return [newest[code] for code in ordered]


def children_of(db: sqlite3.Connection, view: View, code: str) -> list[Node]:
    """The lines directly below a code; a line without a code is followed by those below it. All tops for no code."""
    if code:
        place = locate(db, view, code)
        if place is None or not place.exact:
            return []
        if place.node is None:
            tree = {node.id: node for _, chain in place.leaves for node in chain}
            inside = {node.id for node in tree.values() if node.code.startswith(code)}
            tops = [tree[id_] for id_ in inside if inside.isdisjoint(one.id for one in chain_of(tree, tree[id_])[1:])]
            return sorted(tops, key=lambda node: (node.code, node.id))
        tops = [node for node in _lines_above(db, view, code) if node.code == place.found]
        rows = db.execute(
            f"SELECT {_NODE} FROM line WHERE parent IN ({', '.join(str(node.id) for node in tops)}) ORDER BY id"  # noqa: S608
        )
    else:
        rows = db.execute(f"SELECT {_NODE} FROM line WHERE parent IS NULL{view.clause} ORDER BY id")  # noqa: S608
    return list(_spread(db, view, view.nodes(rows)))


def _spread(db: sqlite3.Connection, view: View, nodes: Iterable[Node]) -> Iterator[Node]:
    seen: set[tuple[str, str]] = set()
    for node in nodes:
        if node.code and (node.code, node.suffix) in seen:
            continue  # the same line in an older edition
        seen.add((node.code, node.suffix))
        yield node
        if not node.code:
            rows = db.execute(f"SELECT {_NODE} FROM line WHERE parent = ? ORDER BY id", (node.id,))  # noqa: S608
            yield from _spread(db, view, view.nodes(rows))


# --- measures ---------------------------------------------------------------------------------------------------------


def _without_lines(db: sqlite3.Connection, view: View, code: str) -> Place | None:
    """A code in a tariff of measures without lines."""
    prefixes = [code[:length] for length in range(len(code), 1, -1)]
    known = measures_on(db, view, prefixes)
    below = [row[1] for row in _measures_below(db, view, code) if row[1] != code]
    found = code if below else next((prefix for prefix in prefixes if prefix in known), "")
    if not found:
        for digits in _INTERNATIONAL:
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


def _codes_above(leaf: str, chain: Sequence[Node], known: frozenset[str], asked: str) -> tuple[str, ...]:
    """The codes whose measures bear on a line, nearest first: in its tree, and shorter ones that are no lines."""
    codes: dict[str, int] = {}
    for node in chain:
        if node.code:
            bare = node.code.rstrip("0") if len(node.code) == _TARIC else node.code
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

    Of the editions of a series that say something of a code, the newest answers.
    """
    rows = [
        row
        for row in _chunked(
            db,
            f"SELECT code, edition, number, term FROM measure WHERE 1{_every(view)} AND code IN",  # noqa: S608
            sorted(set(codes)),
        )
        if row[1] in view.editions
    ]
    terms = view.terms.of(db, (int(str(row[3])) for row in rows))
    ranked = sorted(rows, key=lambda row: (view.ranks[int(str(row[1]))], int(str(row[2]))))
    answering: dict[tuple[str, str], int] = {}
    held: dict[str, list[Held]] = {}
    for code, edition, _, number in ranked:
        one = view.editions[int(str(edition))]
        tariff, starts, ends = terms[int(str(number))]
        if answering.setdefault((str(code), one.loaded.series), one.loaded.id) != one.loaded.id:
            continue
        if starts <= one.day.toordinal() < ends:
            held.setdefault(str(code), []).append(view.terms.held(int(str(number)), str(code), tariff, one.loaded.key))
    return held


def _every(view: View) -> str:
    # The table is in the order of editions, so they are always named, however many.
    return f" AND edition IN ({', '.join(map(str, view.editions))})"


def _term(row: Sequence[object]) -> tuple[Tariff, int, int]:
    (
        kind, text, dialect, expression, origin, excluded, programme, heading, type_, order, proof, conditions, legal,
        name, starts, ends,
    ) = row  # fmt: skip
    first, after = int(str(starts)), int(str(ends))
    return (
        Tariff(
            code="",
            kind=str(kind),
            text=str(text),
            dialect=str(dialect),
            expression=str(expression),
            origin=split(str(origin)),
            excluded=split(str(excluded)),
            programme=str(programme),
            heading=str(heading),
            type=str(type_),
            order=str(order),
            proof=split(str(proof)),
            conditions=str(conditions),
            legal=str(legal),
            name=str(name),
            from_=day_of(first),
            until=day_of(after),
        ),
        first,
        after,
    )


def suggest(db: sqlite3.Connection, view: View, text: str, limit: int, prefix: str) -> tuple[Suggestion, ...]:
    """The lines whose words fit a text best."""
    searched = {id_: one for id_, one in view.editions.items() if one.loaded.lines}
    if not searched:
        return ()
    day = max(one.day.toordinal() for one in searched.values())
    tables = sorted({id_ if one.loaded.edition.whole else SHARED for id_, one in searched.items()})
    scores: dict[int, float] = {}
    for id_, score in ranked(db, tables, text, limit, prefix, searched, day):
        scores[id_] = score
        if len(scores) >= limit:
            break
    rows = view.nodes(_chunked(db, f"SELECT {_NODE} FROM line WHERE id IN", scores))  # noqa: S608
    found = sorted(rows, key=lambda node: -scores[node.id])
    tree = _climbed(db, found)
    chains = {node.id: chain_of(tree, node) for node in found}
    codes = {id_: _codes_above(chain[0].code, chain, frozenset(), "") for id_, chain in chains.items()}
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


# --- groups and lists -------------------------------------------------------------------------------------------------


def _groups(db: sqlite3.Connection, edition: int, day: int) -> Iterator[Group]:
    for id_, members, name, starts, ends in db.execute(
        "SELECT id, members, name, starts, ends FROM country_group WHERE edition = ? AND starts <= ? AND ends > ?",
        (edition, day, day),
    ):
        yield Group(id=id_, members=split(members), name=name, from_=day_of(starts), until=day_of(ends))


def _entries(db: sqlite3.Connection, view: View, found: str, leaves: Sequence[str]) -> dict[str, dict[str, int]]:
    """The lists by the codes on them, with the edition that says so."""
    columns = "code, list, edition, starts, ends"
    longest = leaves[0] if len(leaves) == 1 and leaves[0].startswith(found) else found
    prefixes = {longest[:length] for length in range(1, len(longest) + 1)}
    rows = list(_chunked(db, f"SELECT {columns} FROM entry WHERE 1{view.clause} AND code IN", sorted(prefixes)))  # noqa: S608
    if len(leaves) > 1:
        rows += db.execute(
            f"SELECT {columns} FROM entry WHERE code > ? AND code < ?{view.clause}",  # noqa: S608
            (found, f"{found}:"),
        )
    answering: dict[tuple[str, str, str], int] = {}
    listed: dict[str, dict[str, int]] = {}
    known = [row for row in rows if row[2] in view.ranks]
    for code, name, edition, starts, ends in sorted(known, key=lambda row: view.ranks[int(str(row[2]))]):
        id_ = int(str(edition))
        key = (view.editions[id_].loaded.series, str(name), str(code))
        if answering.setdefault(key, id_) == id_ and view.live(id_, int(str(starts)), int(str(ends))):
            listed.setdefault(str(code), {})[str(name)] = id_
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
            chain = chain_of(_climbed(db, [place.node]), place.node)
            codes = _codes_above(place.found, chain, place.known, "")
            measured = measures_on(db, view, codes)
            found = tuple(held for one in codes for held in measured.get(one, ()))
        view.headings[name] = found
    return found


def _chunked(db: sqlite3.Connection, question: str, values: Iterable[object]) -> Iterator[tuple[object, ...]]:
    """The rows of a question that ends in ``IN``, for any number of values."""
    pending = list(values)
    for at in range(0, len(pending), _CHUNK):
        some = pending[at : at + _CHUNK]
        # A few sizes only, so that SQLite keeps the statements.
        size = next(size for size in (8, 24, 100, _CHUNK) if size >= len(some))
        yield from db.execute(f"{question} ({', '.join('?' * size)})", (*some, *[some[-1]] * (size - len(some))))
