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
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.tariff._us_scope import UNNAMED, Scope, scope_of
from xborder.tariff.expression import DutyExpression
from xborder.tariff.files import File, FileSource
from xborder.tariff.records import Counter, Edition, Line, ListEntry, Reading, Record, Tariff
from xborder.tariff.terms import AdValorem
from xborder.tariff.us_dialect import Chapter99, parse_chapter_99, tidy
from xborder.tariff.us_programmes import COLUMN_2, PROGRAMMES, groups, read_special

__all__ = ["read_us_hts"]

_FORM: Final = "us-hts"
_COLUMNS: Final = (
    "HTS Number", "Indent", "Description", "Unit of Quantity", "General Rate of Duty", "Special Rate of Duty",
    "Column 2 Rate of Duty",
)  # fmt: skip
_ADDITIONAL: Final = "Additional Duties"
_RATES: Final = ("general", "special", "other")
_INDENT: Final = re.compile(r"[0-9]{1,2}")
_LENGTHS: Final = frozenset({2, 4, 6, 8, 10})
_NAME: Final = re.compile(r"hts_?([0-9]{4})_(?:(basic)|rev(?:ision)?_([0-9]{1,3}))", re.IGNORECASE)
_HEADING: Final = re.compile(
    r"(9903\.[0-9]{2}\.[0-9]{2})(?:(?: ?[-\u2013] ?| through )(9903\.[0-9]{2}\.[0-9]{2}))?", re.IGNORECASE
)
_MAX_RANGE: Final = 100
_TOLD: Final = 400
_NOTHING: Final = AdValorem(Fraction(0))
_ANY_PROGRAMME: Final = "special"
"""Stands for whatever programme goods are entered under, where chapters 98 and 99 name none."""


def read_us_hts(file: FileSource, *, on: date | None = None, name: str | None = None) -> Reading:
    """Read a whole edition of the schedule.

    Args:
        file: the JSON or CSV export, by its path or its content; gzip is undone.
        on: the day from which the edition is in force; the file does not say it, the publisher's list of editions does.
        name: the publisher's name of the edition; found in the name of the file where that is ``hts_2026_rev_10`` or
            ``hts_2026_revision_10_json``.

    Raises:
        BadInput: the day is missing, or the file cannot be opened.
        LawError: while the records are taken: the file is no such export.

    >>> row = {"htsno": "0101.21.00", "indent": "0", "description": "Horses", "general": "Free", "other": "20%"}
    >>> reading = read_us_hts(json.dumps([row]).encode(), on=date(2026, 6, 8), name="2026 HTS Revision 10")
    >>> [(each.kind, each.text) for each in reading.records if isinstance(each, Tariff)]
    [('mfn', 'Free'), ('column-2', '20%')]
    """
    if not isinstance(on, date) or isinstance(on, datetime):
        hint = "give the first day of the edition, from the list at https://hts.usitc.gov: on=date(2026, 6, 8)"
        raise BadInput("the file does not say from when on it is in force", path="on", hint=hint)
    opened = File.open(file, "hts")
    counter = Counter()
    edition = Edition(
        area="US",
        name=name or _name_of(opened.name) or f"HTS in force on {on}",
        form=_FORM,
        title="Harmonized Tariff Schedule of the United States",
        publisher="United States International Trade Commission",
        url="https://hts.usitc.gov",
        from_=on,
    )
    return Reading(edition=edition, records=_records(opened, on, counter), counted=counter)


def _name_of(file: str) -> str:
    found = _NAME.search(file)
    if found is None:
        return ""
    return f"{found[1]} HTS Basic Edition" if found[2] else f"{found[1]} HTS Revision {int(found[3])}"


def _records(file: File, on: date, counter: Counter) -> Iterator[Record]:
    yield from groups(on)
    rows = _from_json(file, counter) if file.is_json else _from_csv(file, counter)
    yield from _Tree(on).records(rows)


# Rows


@attrs.frozen
class _Row:
    code: str
    heading: str
    depth: int
    description: str
    units: tuple[str, ...]
    rates: tuple[str, str, str]
    additional: str
    lists: tuple[tuple[str, str], ...] = ()


def _from_json(file: File, counter: Counter) -> Iterator[_Row]:
    for entry in file.objects(counter):
        cells = _Cells(file, entry, counter.rows)
        heading = cells.text("htsno", needed=True)
        yield _Row(
            _code(file, heading, counter.rows),
            heading,
            _depth(file, cells.text("indent", needed=True), counter.rows),
            cells.text("description", needed=True),
            cells.units(),
            (cells.text("general"), cells.text("special"), cells.text("other")),
            cells.text("additionalDuties"),
            cells.lists(),
        )


def _from_csv(file: File, counter: Counter) -> Iterator[_Row]:
    for row in file.rows(counter, _COLUMNS, optional=(_ADDITIONAL,)):
        number, indent, description, units, *rates = (row[column] for column in _COLUMNS)
        general, special, other = map(tidy, rates)
        heading = tidy(number)
        try:
            listed = json.loads(units) if units else []
        except (ValueError, RecursionError):
            raise row.error("Unit of Quantity", f"{units!r:.40} is no list of units", 'for example ["No."]') from None
        yield _Row(
            _code(file, heading, row.number),
            heading,
            _depth(file, tidy(indent), row.number),
            tidy(description),
            _units(file, listed, row.number),
            (general, special, other),
            tidy(row[_ADDITIONAL]),
        )


def _code(file: File, heading: str, row: int) -> str:
    if not heading:
        return ""
    code = file.code(heading, row, "htsno")
    if len(code) not in _LENGTHS:
        raise file.error(f"{heading!r:.40} is no code of the schedule", row=row, hint="for example 0101.21.00.10")
    return code


def _depth(file: File, indent: str, row: int) -> int:
    if not _INDENT.fullmatch(indent):
        raise file.error(f"{indent!r:.40} is no indent", row=row, column="indent", hint="a number such as 2")
    return int(indent)


def _units(file: File, value: object, row: int) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(unit, str) for unit in value):
        raise file.error("these are no units", row=row, column="units", hint='a list such as ["No."]')
    return tuple(filter(None, map(tidy, value)))


@attrs.frozen
class _Cells:
    """An object of the JSON export, while it is checked."""

    file: File
    entry: Mapping[str, object]
    row: int

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self.entry.get(key)
        if isinstance(value, str):
            return tidy(value) if value else ""
        if value is not None or needed:
            raise self.file.error(f"{key} is no text", row=self.row, column=key, hint="the JSON export of the schedule")
        return ""

    def units(self) -> tuple[str, ...]:
        return _units(self.file, self.entry.get("units"), self.row)

    def lists(self) -> tuple[tuple[str, str], ...]:
        """The headings that footnotes point to, each with the columns that the footnotes stand at."""
        notes = self.entry.get("footnotes")
        if not notes:
            return ()
        if not isinstance(notes, list):
            raise self.file.error("footnotes is no list", row=self.row, column="footnotes")
        found: dict[str, str] = {}
        for note in notes:
            value, columns = (note.get("value"), note.get("columns")) if isinstance(note, dict) else (None, None)
            if not isinstance(value, str) or not isinstance(columns, (list, type(None))):
                raise self.file.error("this is no footnote", row=self.row, column="footnotes")
            if "9903" in value:
                where = ", ".join(map(str, columns or ()))
                for heading in _headings(value):
                    found.setdefault(heading, where)
        return tuple(found.items())


@functools.lru_cache(maxsize=512)
def _headings(note: str) -> tuple[str, ...]:
    """The headings 9903.xx.xx that a footnote names; ranges are written out."""
    found: list[str] = []
    for match in _HEADING.finditer(tidy(note)):
        first = match[1]
        last = match[2] or first
        low, high = int(first[-2:]), int(last[-2:])
        if first[:-2] == last[:-2] and 0 <= high - low < _MAX_RANGE:
            found += [f"{first[:-2]}{number:02}" for number in range(low, high + 1)]
        else:
            found += [first, last]
    return tuple(dict.fromkeys(found))


# Records


@attrs.define
class _Tree:
    """The lines above the one that is read, with the rates that they hand down."""

    on: date
    _above: list[tuple[int, str, tuple[str, str, str]]] = attrs.field(factory=list)
    _chapter: str = ""
    _declared: tuple[dict[str, str], dict[str, str], dict[str, str]] = attrs.field(factory=lambda: ({}, {}, {}))

    def records(self, rows: Iterable[_Row]) -> Iterator[Record]:
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

    def _own(self, row: _Row, handed: tuple[str, str, str]) -> tuple[str, str, str]:
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


def _ordinary(code: str, rates: tuple[str, str, str], on: date) -> Iterator[Tariff]:
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
def _preferences(special: str, on: date) -> tuple[_Preference, ...]:
    """What a cell of the Special column grants on a day and after it."""
    found: list[_Preference] = []
    for symbol, text in read_special(special):
        known = PROGRAMMES.get(symbol)
        if known is None:
            conditions = "" if symbol else "for goods that meet the words of the provision"
            found.append(_Preference("preference", text, symbol or _ANY_PROGRAMME, (UNNAMED,), conditions, "", None))
        elif known.until is None or known.until > on:
            found.append(_Preference(known.kind, text, symbol, known.origin, known.conditions, known.name, known.until))
    return tuple(found)


def _chapter_99(row: _Row, rates: tuple[str, str, str], words: Sequence[str], on: date) -> Iterator[Tariff]:
    """What a heading of chapter 99 asks for, if it still does."""
    general, special, other = rates
    if not any(rates):
        return
    scope = scope_of(words) if row.code.startswith("9903") else Scope()
    if (scope.ended and scope.until is None) or (scope.until is not None and scope.until <= on):
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


def _of_heading(row: _Row, kind: str, text: str, scope: Scope, excluded: tuple[str, ...] = ()) -> Tariff:
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
