"""The European Central Bank's reference rates: history or single day, as CSV (zipped or not) or XML.

The CSV has one column per currency and one row per TARGET day, newest first, in units per euro; a currency that is not
published that day has ``N/A``, and each line ends with a comma.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from xborder.errors import BadInput
from xborder.money._files import FIGURE, File, elements
from xborder.money._series import Series

__all__ = ["SOURCE", "read_ecb"]

SOURCE: Final = "ECB"
_ABSENT: Final = frozenset({"N/A", ""})


def read_ecb(file: File) -> list[Series]:
    """The series of one file, a series for each currency.

    Raises:
        BadInput: the file is not laid out as published; the error names the row and the column.
    """
    columns = _xml(file) if file.is_xml else _csv(file)
    series = [
        Series.of("EUR", code, SOURCE, days=[day for day, _ in rows], figures=[figure for _, figure in rows])
        for code, rows in columns.items()
        if rows
    ]
    if not series:
        raise BadInput("there are no rates in the file", path=file.name, hint="eurofxref-hist.zip, for example")
    return series


def _csv(file: File) -> Mapping[str, Sequence[tuple[int, str]]]:
    rows = file.table()
    if not rows or rows[0][1][0].lower() != "date":
        raise BadInput("the first row does not begin with Date", path=file.name, hint="a CSV file of the ECB")
    heading, codes = rows[0][0], rows[0][1][1:]
    while codes and not codes[-1]:
        codes.pop()
    for code in codes:
        file.code(code, heading, code or "without a name")
    if len(set(codes)) < len(codes):
        raise BadInput("a currency has two columns", path=f"{file.name} row {heading}", hint="download it again")
    days = [file.day(row[0], line, "Date") for line, row in rows[1:]]
    order = sorted(range(len(days)), key=days.__getitem__)
    _refuse_repeats(file, [(days[place], rows[place + 1][0]) for place in order])
    for line, row in rows[1:]:
        if len(row) <= len(codes):
            raise file.error(line, codes[len(row) - 1], "the row ends before this column", "download the file again")
    lines = [rows[place + 1] for place in order]
    ordinals = [days[place] for place in order]
    return {
        code: _column(file, code, ordinals, [(line, row[place]) for line, row in lines])
        for place, code in enumerate(codes, start=1)
    }


def _column(file: File, code: str, days: Sequence[int], cells: Sequence[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    present = [(day, cell) for day, (_, cell) in zip(days, cells, strict=True) if cell not in _ABSENT]
    # One pass in C; the row is looked for only when there is something to find.
    if not all(map(FIGURE.fullmatch, [cell for _, cell in present])):
        for line, cell in cells:
            if cell not in _ABSENT:
                file.figure(cell, line, code)
    return present


def _xml(file: File) -> Mapping[str, Sequence[tuple[int, str]]]:
    columns: dict[str, dict[int, str]] = {}
    seen: list[tuple[int, int]] = []
    row = 0
    for cube in elements(file.tree(), "Cube"):
        if "time" not in cube.attrib:
            continue
        day = file.day(cube.attrib["time"], row + 1, "time")
        seen.append((day, row + 1))
        for entry in cube:
            row += 1
            code = file.code(entry.get("currency", ""), row, "currency")
            if day in columns.setdefault(code, {}):
                raise file.error(row, code, "this currency comes twice on one day", "download the file again")
            columns[code][day] = file.figure(entry.get("rate", ""), row, code)
    _refuse_repeats(file, sorted(seen))
    return {code: sorted(rows.items()) for code, rows in columns.items()}


def _refuse_repeats(file: File, days: Sequence[tuple[int, int]]) -> None:
    """Refuse sorted days, each with its row, of which two are equal."""
    for (day, _), (other, row) in pairwise(days):
        if day == other:
            raise file.error(row, "Date", "this day comes twice", "download the file again")
