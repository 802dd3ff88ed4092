"""What a reader of an official tariff file hands over: an edition, and its lines, measures, groups and lists.

Readers know the files and nothing of the store; the store knows these records and nothing of the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from xborder.law.sources import Evidence
from xborder.tariff.vocabulary import KINDS

__all__ = ["KINDS", "Counter", "Edition", "Group", "Line", "ListEntry", "Reading", "Record", "Tariff"]


@attrs.frozen(kw_only=True)
class Edition:
    """One publication of one customs area's tariff, or of a part of it.

    Attributes:
        area: the customs area it is law in: ``US``, ``GB``, ``XI``, ``EU``, ``JP``, ``CA`` ...
        name: the publisher's name of it: ``2026 HTS Revision 10``.
        form: the reader that understands it, by its command-line name: ``us-hts``, ``uk-api``, ``csv`` ...
        from_: the first day that it is in force; ``None`` when its measures carry their own dates.
        published: the day of publication, where the file says it.
        whole: it is the whole schedule of its day and replaces earlier editions of the form; otherwise it adds to them,
            and replaces only what they say of the same codes (in the ``csv`` form: of the same kind, origin and
            programme too).
        evidence: how good it is as evidence.
    """

    area: str
    name: str
    form: str
    title: str
    publisher: str
    url: str = ""
    from_: date | None = None
    published: date | None = None
    whole: bool = True
    evidence: Evidence = Evidence.OFFICIAL


@attrs.frozen(kw_only=True)
class Line:
    """A line of the nomenclature; lines come in the order of the file, so that ``depth`` makes the tree.

    Attributes:
        code: digits only; empty for a grouping line without a code.
        depth: 0 for a chapter or heading, one more for each step below it.
        units: the units that the authority asks for, as written.
        suffix: the authority's mark of lines that share a code (TARIC: ``80`` is the line that can be declared).
    """

    code: str
    depth: int
    description: str
    units: tuple[str, ...] = ()
    suffix: str = ""
    from_: date | None = None
    until: date | None = None


@attrs.frozen(kw_only=True)
class Tariff:
    """A measure on the goods of a code and of everything below it.

    Attributes:
        code: digits only; a shorter code bears on all lines below it, an empty one on all goods.
        kind: one of ``KINDS``.
        text: the duty as published.
        dialect: how that is written, a key of ``xborder.tariff.dialects.DIALECTS``.
        expression: the duty in the plain dialect, where the file gives its parts in another form than text.
        origin: the countries and groups whose goods it bears on; none for all.
        excluded: countries and groups that it does not bear on.
        programme: the preference, quota or suspension that it belongs to, by the authority (``S+``).
        heading: the additional code or chapter 99 heading under which it is declared.
        type: the authority's own number or name of the kind of measure (``103``).
        order: the order number of a quota.
        proof: the documents of which the law asks for one.
        conditions: what else must hold, as published; empty when nothing.
        legal: the regulation behind it.
        from_: the first day, ``until`` the day after the last one; open when ``None``.
    """

    code: str
    kind: str
    text: str
    dialect: str
    expression: str = ""
    origin: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    programme: str = ""
    heading: str = ""
    type: str = ""
    order: str = ""
    proof: tuple[str, ...] = ()
    conditions: str = ""
    legal: str = ""
    name: str = ""
    from_: date | None = None
    until: date | None = None


@attrs.frozen(kw_only=True)
class Group:
    """A group of countries that measures name, with its members on a range of days (``until`` excluded)."""

    id: str
    members: tuple[str, ...]
    name: str = ""
    from_: date | None = None
    until: date | None = None


@attrs.frozen(kw_only=True)
class ListEntry:
    """A code on a list that law refers to: ``0101.21.00`` is on list ``9903.88.15``.

    Attributes:
        list: the list, by the heading that goods on it are declared under, or another name that law packs use.
        code: digits only; everything below it is on the list too.
        from_: the first day, ``until`` the day after the last one; open when ``None``.
        note: what the file says beside it.
    """

    list: str
    code: str
    from_: date | None = None
    until: date | None = None
    note: str = ""


Record = Line | Tariff | Group | ListEntry


@attrs.define
class Counter:
    """How far a reader is; the store shows it and the report names it.

    Attributes:
        rows: rows, objects or cells of the file read so far.
        total: how many there are, where that is known beforehand.
    """

    rows: int = 0
    total: int | None = None


@attrs.frozen(kw_only=True)
class Reading:
    """A file, understood: what it is, and its records one after the other.

    ``rows`` in an error counts from 1 in the file. The records are read while they are taken, so an error may come from
    any of them; ``counted`` is how many rows of the file have been read so far.
    """

    edition: Edition
    records: Iterator[Record]
    counted: Counter
