"""The rows of the US tariff's two exports, read alike: the objects of the JSON form, the lines of the CSV form."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from xborder.tariff.files import File
from xborder.tariff.records import Counter
from xborder.tariff.us_dialect import tidy

__all__ = ["Row", "rows_of"]

_COLUMNS: Final = (
    "HTS Number", "Indent", "Description", "Unit of Quantity", "General Rate of Duty", "Special Rate of Duty",
    "Column 2 Rate of Duty",
)  # fmt: skip
_ADDITIONAL: Final = "Additional Duties"
_INDENT: Final = re.compile(r"[0-9]{1,2}")
_LENGTHS: Final = frozenset({2, 4, 6, 8, 10})
_HEADING: Final = re.compile(
    r"(9903\.[0-9]{2}\.[0-9]{2})(?:(?: ?[-\u2013] ?| through )(9903\.[0-9]{2}\.[0-9]{2}))?", re.IGNORECASE
)
_MAX_RANGE: Final = 100


@attrs.frozen
class Row:
    """A row of an export; texts are without markup and odd blanks.

    Attributes:
        code: digits only, empty for a grouping line.
        heading: the code as printed.
        rates: what its three columns say: General, Special, column 2.
        additional: what its column of additional duties says.
        lists: the headings that footnotes point to, each with the columns that the footnotes stand at.
    """

    code: str
    heading: str
    depth: int
    description: str
    units: tuple[str, ...]
    rates: tuple[str, str, str]
    additional: str
    lists: tuple[tuple[str, str], ...] = ()


_PROGRAMMES: Final = re.compile(r"\(\s*[A-Z][A-Z*+]{0,2}\s*[,)]")


def rows_of(file: File, counter: Counter) -> Iterator[Row]:
    """The rows of an export, in its order.

    Raises:
        LawError: it is no such export; the path names the row.
    """
    return _from_json(file, counter) if file.is_json else _from_csv(file, counter)


def _from_json(file: File, counter: Counter) -> Iterator[Row]:
    for entry in file.objects(counter):
        cells = _Cells(file, entry, counter.rows)
        heading = cells.text("htsno", needed=True)
        yield Row(
            _code(file, heading, counter.rows),
            heading,
            _depth(file, cells.text("indent", needed=True), counter.rows),
            cells.text("description", needed=True),
            cells.units(),
            _rates(file, (cells.text("general"), cells.text("special"), cells.text("other")), cells.row),
            cells.text("additionalDuties"),
            cells.lists(),
        )


def _from_csv(file: File, counter: Counter) -> Iterator[Row]:
    for row in file.rows(counter, _COLUMNS, optional=(_ADDITIONAL,)):
        number, indent, description, units, *rates = (row[column] for column in _COLUMNS)
        general, special, other = map(tidy, rates)
        heading = tidy(number)
        try:
            listed = json.loads(units) if units else []
        except (ValueError, RecursionError):
            raise row.error("Unit of Quantity", f"{units!r:.40} is no list of units", 'for example ["No."]') from None
        yield Row(
            _code(file, heading, row.number),
            heading,
            _depth(file, tidy(indent), row.number),
            tidy(description),
            _units(file, listed, row.number),
            _rates(file, (general, special, other), row.number),
            tidy(row[_ADDITIONAL]),
        )


def _rates(file: File, rates: tuple[str, str, str], row: int) -> tuple[str, str, str]:
    """The three columns of rates; only the special one names programmes, so those elsewhere show that columns moved."""
    for column, text in (("general", rates[0]), ("other", rates[2])):
        if _PROGRAMMES.search(text):
            raise file.error(
                f"{text!r:.40} names programmes, as only the special column does",
                row=row,
                column=column,
                hint="the columns have moved: export the schedule again",
            )
    return rates


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
