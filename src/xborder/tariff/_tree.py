"""Where a code stands in the nomenclature: its line, those above it, and those below that goods are declared under."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

import attrs

from xborder.tariff._view import NODE, Node, View, chunked

__all__ = ["SUBHEADING", "TARIC", "Place", "bearing", "chain_of", "children_of", "climbed", "locate", "with_rest"]

SUBHEADING: Final = 6
"""The digits that all tariffs share: goods of other codes with fewer in common are other goods."""
TARIC: Final = 10
"""The digits that some tariffs fill their codes up to, with zeros."""
_DECLARABLE: Final = frozenset({"", "80"})


@attrs.frozen
class Place:
    """Where a code stands in the nomenclature.

    Attributes:
        found: the code that answers.
        exact: it says the same as the code asked for.
        node: the line found; ``None`` for a code that has no line of its own.
        above: the lines above what was found, nearest first.
        leaves: each line below that goods can be declared under, by its code: itself and those above it, nearest first;
            and, where short codes bear duties, each code for what is below it and has no line.
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
    """Finds a code among the lines.

    It is answered by its own line; by the lines below it; by the line above it that goods can be declared under; or, as
    bounds, by the lines that share as much of it as there is, its first six digits at least. Else by none.
    """
    above = _lines_above(db, view, code)
    best = max(above, key=lambda node: _nearness(view, node, code), default=None)
    if best is not None and _says_the_same(best.code, code) and not _stands_apart(db, view, best, code):
        return _place_of_line(db, view, code, best, above)
    if _any_below(db, view, code):
        return _place_of_family(db, view, code, exact=True, above=above)
    place = _place_of_line(db, view, code, best, above) if best is not None else None
    if view.free and not (place is not None and place.exact):
        chain = (place.node, *place.above) if place is not None and place.node is not None else ()
        shorter = [code[:length] for length in range(len(code))]
        if bearing(db, view, [*shorter, *(node.code for node in chain)]):
            return attrs.evolve(place, exact=True, leaves=((place.found, chain),)) if place is not None else None
    length = len(_reach(best.code, code)) if best is not None else 0
    if length < SUBHEADING < len(code) and _any_below(db, view, code[:SUBHEADING]):
        return _place_of_family(db, view, code[:SUBHEADING], exact=False, above=above)
    return place if place is not None and (place.exact or length >= SUBHEADING) else None


def _place_of_line(db: sqlite3.Connection, view: View, code: str, best: Node, above: Sequence[Node]) -> Place:
    same = [node for node in above if (node.code, node.suffix) == (best.code, best.suffix)]
    below = _below_lines(db, view, same)
    tree = climbed(db, [*above, *below])
    if below:
        missing = {id_ for id_, one in view.editions.items() if one.loaded.lines} - {node.edition for node in same}
        below += [node for node in _of_family(db, view, best.code) if node.edition in missing] if missing else []
    leaves = _leaves(view, below, tree)
    exact = _says_the_same(best.code, code) or not leaves
    chain = chain_of(tree, best)
    chains = [(node.code, chain_of(tree, node)) for node in leaves]
    return Place(
        found=best.code,
        exact=exact,
        node=best,
        above=chain[1:],
        leaves=tuple(with_rest(db, view, best.code, chains, chain)) if chains else ((best.code, chain),),
        known=frozenset(node.code for node in (*above, *below)),
    )


def _place_of_family(db: sqlite3.Connection, view: View, code: str, *, exact: bool, above: Sequence[Node]) -> Place:
    """A code without a line of its own, and the lines that begin with it."""
    below = _of_family(db, view, code)
    tree = climbed(db, [*above, *below])
    leaves = _leaves(view, below, tree)
    chains = [(node.code, chain_of(tree, node)) for node in leaves]
    shared: list[Node] = []
    for level in zip(*(reversed(chain[1:]) for _, chain in chains), strict=False):
        if len({(node.code, node.description) for node in level}) > 1:
            break
        shared.append(level[0])
    best = max(above, key=lambda node: _nearness(view, node, code), default=None)
    return Place(
        found=code,
        exact=exact,
        node=None,
        above=tuple(reversed(shared)),
        leaves=tuple(with_rest(db, view, code, chains, chain_of(tree, best) if best is not None else ())),
        known=frozenset(node.code for node in (*above, *below)),
    )


def with_rest(
    db: sqlite3.Connection,
    view: View,
    code: str,
    leaves: Sequence[tuple[str, tuple[Node, ...]]],
    chain: tuple[Node, ...],
    inner: Collection[str] = (),
) -> list[tuple[str, tuple[Node, ...]]]:
    """The lines below a code, and for each code among them that bears a duty, the goods that no line is for.

    Args:
        db: the store.
        view: what answers for the day.
        code: the code.
        leaves: the lines below it, with those above them.
        chain: the line of the code, or the nearest above it, and those above that.
        inner: codes below it that are none of the lines below it and have none of their own.
    """
    if not view.free:
        return list(leaves)
    chains: dict[str, tuple[Node, ...]] = {code: chain, **dict.fromkeys(inner, ())}
    for _, nodes in leaves:
        for at, node in enumerate(nodes):
            if at and node.code.startswith(code):
                chains.setdefault(node.code, nodes[at:])
    for leaf, _ in leaves:
        chains.pop(leaf, None)
    prefixes = [code[:length] for length in range(len(code))]
    bear = tuple(bearing(db, view, [*chains, *prefixes]))
    rest = [(inside, nodes) for inside, nodes in chains.items() if inside.startswith(bear)] if bear else []
    return sorted([*leaves, *rest], key=lambda leaf: leaf[0]) if rest else list(leaves)


def bearing(db: sqlite3.Connection, view: View, codes: Iterable[str]) -> set[str]:
    """The codes at which a tariff that is no nomenclature declares an ordinary duty that is in force on the day."""
    if not view.loose:
        return set()
    question = (
        "SELECT measure.code, measure.edition, starts, ends FROM measure JOIN term ON term.id = measure.term "  # noqa: S608
        f"WHERE measure.edition IN ({', '.join(map(str, view.loose))}) AND kind = 'mfn' AND origin = '' "
        "AND measure.code IN"
    )
    rows = (row for some in chunked(db, question, sorted(set(codes))) for row in some)
    return {code for code, *row in rows if view.live(*row)}


def _lines_above(db: sqlite3.Connection, view: View, code: str) -> list[Node]:
    """The lines whose code this one begins with or, filled up with zeros, is."""
    prefixes = [code[:length] for length in range(2, len(code) + 1)]
    filled = [prefix.ljust(TARIC, "0") for prefix in prefixes if len(prefix) < TARIC and not len(prefix) % 2]
    wanted = dict.fromkeys((*prefixes, *filled))
    nodes = view.nodes(*chunked(db, f"SELECT {NODE} FROM line WHERE code <> ''{view.clause} AND code IN", wanted))  # noqa: S608
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
    question = f"SELECT {NODE} FROM line WHERE code <> '' AND code >= ? AND code < ?{view.clause}"  # noqa: S608
    return view.nodes(db.execute(question, (code, f"{code}:")))


def _below_lines(db: sqlite3.Connection, view: View, tops: Sequence[Node]) -> list[Node]:
    marks = ", ".join(str(node.id) for node in tops)
    columns = ", ".join(f"line.{name.strip()}" for name in NODE.split(","))
    if db.execute(f"SELECT 1 FROM line WHERE parent IN ({marks}) LIMIT 1").fetchone() is None:  # noqa: S608
        return []
    return view.nodes(
        db.execute(
            f"WITH RECURSIVE below (id) AS (SELECT id FROM line WHERE parent IN ({marks}) "  # noqa: S608
            "UNION SELECT line.id FROM line JOIN below ON line.parent = below.id) "
            f"SELECT {columns} FROM below JOIN line ON line.id = below.id"
        )
    )


def climbed(db: sqlite3.Connection, nodes: Iterable[Node]) -> dict[int, Node]:
    """The lines by their ids, with all that stand above them."""
    tree = {node.id: node for node in nodes}
    missing = {node.parent for node in tree.values() if node.parent is not None} - tree.keys()
    while missing:
        rows = chunked(db, f"SELECT {NODE} FROM line WHERE id IN", sorted(missing))  # noqa: S608
        found = [Node(*row) for some in rows for row in some]
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
            f"SELECT {NODE} FROM line WHERE parent IN ({', '.join(str(node.id) for node in tops)}) ORDER BY id"  # noqa: S608
        )
    else:
        rows = db.execute(f"SELECT {NODE} FROM line WHERE parent IS NULL{view.clause} ORDER BY id")  # noqa: S608
    return list(_spread(db, view, view.nodes(rows)))


def _spread(db: sqlite3.Connection, view: View, nodes: Iterable[Node]) -> Iterator[Node]:
    seen: set[tuple[str, str]] = set()
    for node in nodes:
        if node.code and (node.code, node.suffix) in seen:
            continue  # the same line in an older edition
        seen.add((node.code, node.suffix))
        yield node
        if not node.code:
            rows = db.execute(f"SELECT {NODE} FROM line WHERE parent = ? ORDER BY id", (node.id,))  # noqa: S608
            yield from _spread(db, view, view.nodes(rows))
