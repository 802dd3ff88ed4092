"""What the store of a schedule hands over for one code in one customs area on one day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from xborder.tariff.records import Edition, Group, Line, Tariff

__all__ = ["Branch", "Held", "Holding"]


@attrs.frozen
class Held:
    """A measure in force on the day, and where the store has it from.

    Attributes:
        tariff: the record, as the reader gave it; ``tariff.code`` is the code that it is declared at.
        source: the key of its edition, in ``Holding.editions``.
    """

    tariff: Tariff
    source: str


@attrs.frozen(kw_only=True)
class Branch:
    """A line that goods can be declared under, and all that bears on it.

    Attributes:
        code: digits of the line.
        held: the measures in force on the day on the line and on every line above it **in the tree**, whatever their
            origin: those declared at the line itself first, then those of its parent, up to those with an empty code;
            at one code those of the newest edition first.
            Two lines with the same measures may share one tuple.
        lists: the lists that the line, or a code above it, is on that day.
        description: of the line alone.
        units: the units that the authority asks for; those of the nearest line above when its own are empty.
    """

    code: str
    held: tuple[Held, ...]
    lists: frozenset[str] = frozenset()
    description: str = ""
    units: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Holding:
    """What the store holds for a code in a customs area on a day, of whatever origin the goods are.

    The store gives ``None`` instead when it knows neither the code nor lines that share its first six digits.

    Attributes:
        area: the customs area.
        on: the day.
        code: the digits asked for.
        found: the code that answers: ``code`` itself where the tariff has it or something below it; else, for a code
            with more digits than the tariff has, the longest line that it begins with; else what it shares with the
            lines nearest to it, six digits or more.
        exact: ``found`` says the same as ``code``, or ``code`` only adds digits to a line that goods can be declared
            under; ``False`` when the tariff has lines below ``found`` and ``code`` is none of them, so that
            the answer is that of its relatives.
        path: descriptions from the chapter or heading down to the line found, grouping lines without a code included.
        line: the line found; ``None`` for a tariff that has no lines but measures only.
        branches: the lines that goods can be declared under: one for such a line itself, all below a shorter code,
            never none. In a tariff that is no nomenclature, whose short codes bear duties, a code with others below it
            stands for the goods that none of these is for.
        groups: the groups of countries that the measures name, by id, with their members on the day.
        editions: the editions that anything here was read from, by key (the keys that ``sources`` of the store has).
        headings: for each list that a branch is on and that is itself a code of the tariff (``9903.88.15``), the
            measures in force on the day that are declared at that code or above it, nearest first: what the list
            costs. Keys are written as in ``Branch.lists``.
        lists: every list that is loaded for the area on the day, whether or not the code is on it.
        early: the day lies before the first that the editions are known for; what is first known is given all the same.
    """

    area: str
    on: date
    code: str
    found: str
    branches: tuple[Branch, ...]
    groups: Mapping[str, Group]
    editions: Mapping[str, Edition]
    headings: Mapping[str, tuple[Held, ...]] = attrs.field(factory=dict)
    exact: bool = True
    path: tuple[str, ...] = ()
    line: Line | None = None
    lists: frozenset[str] = frozenset()
    early: bool = False
