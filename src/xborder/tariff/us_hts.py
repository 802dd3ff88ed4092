"""The Harmonized Tariff Schedule of the United States, as its publisher exports it: JSON or CSV.

A line's rates stand at the line or at a line above it in the tree that the indents make; each of the three columns is
inherited by itself. A duty is handed over at the code that carries it. Where a code below it would not find it by its
own digits, because a line without a code carries it or because codes and indents disagree, it is repeated there.

- ``General`` becomes ``mfn``, ``Special`` one ``preference`` (or ``authorised-use``) for each programme in force, and
  the third column ``column-2``.
- Footnotes such as ``See 9903.88.15.`` become lists by the name of the heading. The CSV export has no footnotes.
- A heading of chapter 99 that asks for something on top of the duty of the goods becomes ``additional``, with that part
  as its expression, the origins and days that its words name, and its words as the condition. One that takes the place
  of that duty is ``suspension`` in heading 9902 and ``mfn`` elsewhere: it bears on goods declared under it. Headings
  that the authority marks as terminated, suspended or expired have no duty.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.tariff._us_rows import Row, rows_of
from xborder.tariff._us_scope import UNNAMED, Scope, scope_of
from xborder.tariff.expression import DutyExpression
from xborder.tariff.files import File, FileSource, first_day
from xborder.tariff.records import Counter, Edition, Line, ListEntry, Reading, Record, Tariff
from xborder.tariff.terms import AdValorem
from xborder.tariff.us_dialect import Chapter99, parse_chapter_99
from xborder.tariff.us_programmes import COLUMN_2, PROGRAMMES, groups, read_special

__all__ = ["read_us_hts"]

_FORM: Final = "us-hts"
_NAME: Final = re.compile(r"hts_?([0-9]{4})_(?:(basic)|rev(?:ision)?_([0-9]{1,3}))", re.IGNORECASE)
_TOLD: Final = 400
_NOTHING: Final = AdValorem(Fraction(0))
_ANY_PROGRAMME: Final = "special"
"""Stands for whatever programme goods are entered under, where chapters 98 and 99 name none."""


def read_us_hts(file: FileSource, *, on: date | None = None, name: str | None = None) -> Reading:
    """Read a whole edition of the schedule.

    Args:
        file: the JSON or CSV export, by its path or its content; gzip is undone.
        on: the day from which the edition is in force; the file does not say it, the publisher's list of editions does.
            Without it the edition answers for every day, and every answer says so.
        name: the publisher's name of the edition; found in the name of the file where that is ``hts_2026_rev_10`` or
            ``hts_2026_revision_10_json``, else made from the day or the name of the file.

    Raises:
        BadInput: ``on`` is no date, or the file cannot be opened.
        LawError: while the records are taken: the file is no such export.

    >>> import json
    >>> row = {"htsno": "0101.21.00", "indent": "0", "description": "Horses", "general": "Free", "other": "20%"}
    >>> reading = read_us_hts(json.dumps([row]).encode(), on=date(2026, 6, 8), name="2026 HTS Revision 10")
    >>> [(each.kind, each.text) for each in reading.records if isinstance(each, Tariff)]
    [('mfn', 'Free'), ('column-2', '20%')]
    """
    begins = first_day(on)
    opened = File.open(file, "hts")
    counter = Counter()
    edition = Edition(
        area="US",
        name=name or _name_of(opened.name) or (f"HTS in force on {begins}" if begins is not None else opened.stem),
        form=_FORM,
        title="Harmonized Tariff Schedule of the United States",
        publisher="United States International Trade Commission",
        url="https://hts.usitc.gov",
        from_=begins,
    )
    return Reading(edition=edition, records=_records(opened, begins, counter), counted=counter)


def _name_of(file: str) -> str:
    found = _NAME.search(file)
    if found is None:
        return ""
    return f"{found[1]} HTS Basic Edition" if found[2] else f"{found[1]} HTS Revision {int(found[3])}"


def _records(file: File, on: date | None, counter: Counter) -> Iterator[Record]:
    yield from groups(on)
    yield from _Tree(on).records(rows_of(file, counter))


@attrs.define
class _Tree:
    """The lines above the one that is read, with the rates that they hand down."""

    on: date | None
    _above: list[tuple[int, str, tuple[str, str, str]]] = attrs.field(factory=list)
    _chapter: str = ""
    _declared: tuple[dict[str, str], dict[str, str], dict[str, str]] = attrs.field(factory=lambda: ({}, {}, {}))

    def records(self, rows: Iterable[Row]) -> Iterator[Record]:
        for row in rows:
            yield Line(code=row.code, depth=row.depth, description=row.description, units=row.units)
            while self._above and self._above[-1][0] >= row.depth:
                self._above.pop()
            handed = self._above[-1][2] if self._above else ("", "", "")
            self._above.append((row.depth, row.description, _merged(row.rates, handed)))
            if not row.code:
                continue
            if row.code[:2] != self._chapter:
                self._chapter, self._declared = row.code[:2], ({}, {}, {})
            rates = self._own(row, handed)
            if self._chapter == "99":
                yield from _chapter_99(row, rates, [text for _, text, _ in self._above], self.on)
            else:
                yield from _ordinary(row.code, rates, self.on)
                for heading, where in row.lists:
                    yield ListEntry(list=heading, code=row.code, note=where)
            if row.additional and not row.code.startswith("9903"):
                yield Tariff(
                    code=row.code, kind="safeguard", text=row.additional, dialect="us", heading=row.heading,
                    conditions=row.description[:_TOLD],
                )  # fmt: skip

    def _own(self, row: Row, handed: tuple[str, str, str]) -> tuple[str, str, str]:
        """The rates to declare at a code: its own, and those above that it would not find by its digits."""
        own = list(row.rates)
        for column, declared in enumerate(self._declared):
            if not own[column] and handed[column] != _by_digits(row.code, declared):
                own[column] = handed[column]
            if own[column]:
                declared[row.code] = own[column]
        return own[0], own[1], own[2]


def _merged(own: tuple[str, str, str], handed: tuple[str, str, str]) -> tuple[str, str, str]:
    return own[0] or handed[0], own[1] or handed[1], own[2] or handed[2]


def _by_digits(code: str, declared: Mapping[str, str]) -> str:
    for length in range(len(code) - 2, 1, -2):
        if found := declared.get(code[:length]):
            return found
    return ""


def _ordinary(code: str, rates: tuple[str, str, str], on: date | None) -> Iterator[Tariff]:
    general, special, other = rates
    if general:
        yield Tariff(code=code, kind="mfn", text=general, dialect="us", excluded=(COLUMN_2,))
    for each in _preferences(special, on) if special else ():
        yield each.at(code)
    if other:
        yield Tariff(code=code, kind="column-2", text=other, dialect="us", origin=(COLUMN_2,))


@attrs.frozen
class _Preference:
    """A duty of the Special column, which hundreds of lines share."""

    kind: str
    text: str
    programme: str
    origin: tuple[str, ...]
    conditions: str
    name: str
    until: date | None

    def at(self, code: str, heading: str = "", expression: str = "") -> Tariff:
        return Tariff(
            code=code, kind=self.kind, text=self.text, dialect="us", expression=expression, origin=self.origin,
            programme=self.programme, heading=heading, conditions=self.conditions, name=self.name, until=self.until,
        )  # fmt: skip


@functools.lru_cache(maxsize=1024)
def _preferences(special: str, on: date | None) -> tuple[_Preference, ...]:
    """What a cell of the Special column grants on a day and after it, or on any day."""
    found: list[_Preference] = []
    for symbol, text in read_special(special):
        known = PROGRAMMES.get(symbol)
        if known is None:
            conditions = "" if symbol else "for goods that meet the words of the provision"
            found.append(_Preference("preference", text, symbol or _ANY_PROGRAMME, (UNNAMED,), conditions, "", None))
        elif known.until is None or on is None or known.until > on:
            found.append(_Preference(known.kind, text, symbol, known.origin, known.conditions, known.name, known.until))
    return tuple(found)


def _chapter_99(row: Row, rates: tuple[str, str, str], words: Sequence[str], on: date | None) -> Iterator[Tariff]:
    """What a heading of chapter 99 asks for, if it still does."""
    general, special, other = rates
    if not any(rates):
        return
    scope = scope_of(words) if row.code.startswith("9903") else Scope()
    if (scope.ended and scope.until is None) or (scope.until is not None and on is not None and scope.until <= on):
        return
    asked = _asked(general)
    if general:
        kind = "suspension" if row.code.startswith("9902") else "mfn" if _replaces(asked) else "additional"
        yield _of_heading(row, kind, general, scope, excluded=(COLUMN_2,))
    for each in _preferences(special, on) if special else ():
        wanted = _asked(each.text)
        if not _asks_nothing(wanted) and (each.programme != _ANY_PROGRAMME or wanted is None or wanted != asked):
            yield each.at(row.code, row.heading)
    if other and not _asks_nothing(_asked(other)):
        kind = "column-2" if _replaces(_asked(other)) else "additional"
        yield _of_heading(row, kind, other, attrs.evolve(scope, origin=scope.origin or (COLUMN_2,)))


def _of_heading(row: Row, kind: str, text: str, scope: Scope, excluded: tuple[str, ...] = ()) -> Tariff:
    asked = _asked(text)
    expression = str(DutyExpression(asked.duty)) if asked is not None and asked.on_top else ""
    return Tariff(
        code=row.code, kind=kind, text=text, dialect="us", expression=expression, origin=scope.origin,
        excluded=excluded, heading=row.heading, conditions=row.description[:_TOLD], from_=scope.from_,
        until=scope.until,
    )  # fmt: skip


@functools.lru_cache(maxsize=1024)
def _asked(text: str) -> Chapter99 | None:
    """What a rate of chapter 99 asks for; ``None`` when its words do not settle that."""
    try:
        return parse_chapter_99(text)
    except BadInput:
        return None


def _replaces(asked: Chapter99 | None) -> bool:
    return asked is not None and not asked.on_top


def _asks_nothing(asked: Chapter99 | None) -> bool:
    return asked is not None and asked.on_top and asked.duty == _NOTHING
