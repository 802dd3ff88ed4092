"""HMRC's monthly rates for customs: units per pound, each with the first and last day it holds.

Four layouts: the monthly CSV (a row per country, dates ``dd/mm/yyyy``), the "HMRC" CSV and the XML (with a period
``01/Sep/2023 to 30/Sep/2023``), and the table without a header that the Trade Tariff service loads. Countries repeat a
currency and some of their codes are invented; only the currency matters here. Where HMRC printed a figure under the
wrong code, it stays as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.money._files import File, elements, local_name
from xborder.money._series import Series

__all__ = ["SOURCE", "read_hmrc"]

SOURCE: Final = "HMRC"
_HINT: Final = "a monthly file of HMRC: the CSV, the HMRC CSV, the XML, or the table of all rates"
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


@attrs.frozen
class _Entry:
    """One line as read: row number, currency, first and last day, figure."""

    row: int
    code: str
    start: int
    end: int
    figure: str


def read_hmrc(file: File) -> list[Series]:
    """The series of one file, a series for each currency.

    Raises:
        BadInput: the file is not laid out as published, or gives one currency two rates for one period; the error
            names the row and the column.
    """
    figures: dict[str, dict[tuple[int, int], _Entry]] = {}
    for entry in _xml(file) if file.is_xml else _csv(file):
        known = figures.setdefault(entry.code, {}).setdefault((entry.start, entry.end), entry)
        if known.figure != entry.figure and Decimal(known.figure) != Decimal(entry.figure):
            raise file.error(
                entry.row, "rate", f"{entry.code} is {entry.figure} here and {known.figure} in row {known.row}"
            )
    if not figures:
        raise BadInput("there are no rates in the file", path=file.name, hint=_HINT)
    return [
        Series.of(
            "GBP",
            code,
            SOURCE,
            days=[start for start, _ in sorted(rows)],
            ends=[end for _, end in sorted(rows)],
            figures=[rows[key].figure for key in sorted(rows)],
        )
        for code, rows in figures.items()
    ]


def _csv(file: File) -> Iterable[_Entry]:
    rows = file.table()
    if not rows:
        return ()
    first = rows[0][1]
    if len(first) >= 4 and re.fullmatch("[A-Z]{3}", first[0]) and first[1][:1].isdigit():
        return _headless(file, rows)
    names = [re.sub(r"[^a-z£1]", "", cell.lower()) for cell in first]
    places = {_CELLS[name]: place for place, name in enumerate(names) if name in _CELLS}
    if not {"code", "rate"} <= places.keys() or not ({"start", "end"} <= places.keys() or "period" in places):
        raise BadInput(
            f"the columns are {', '.join(first)}", path=f"{file.name} row {rows[0][0]}", hint=f"{_HINT}; no averages"
        )
    return _headed(file, rows[1:], places)


_CELLS: Final = {
    "currencycode": "code",
    "currencyunitsper£1": "rate",
    "currencyunitsper1": "rate",
    "ratenew": "rate",
    "startdate": "start",
    "enddate": "end",
    "period": "period",
}


def _headed(file: File, rows: Iterable[tuple[int, list[str]]], places: Mapping[str, int]) -> Iterator[_Entry]:
    for line, row in rows:
        cells = {}
        for name, place in places.items():
            if place >= len(row):
                raise file.error(line, name, "the row ends before this column", "download the file again")
            cells[name] = row[place]
        if "period" in cells:
            days = _period(file, cells["period"], line)
        else:
            days = file.day(cells["start"], line, "start"), file.day(cells["end"], line, "end")
        yield from _entry(file, line, cells["code"], days, cells["rate"])


def _headless(file: File, rows: Iterable[tuple[int, list[str]]]) -> Iterator[_Entry]:
    for line, row in rows:
        while row and not row[-1]:
            row.pop()
        if len(row) != 4:
            raise file.error(line, "5", "a row has four columns: code, first day, last day, rate", _HINT)
        yield from _entry(file, line, row[0], (file.day(row[1], line, "start"), file.day(row[2], line, "end")), row[3])


def _xml(file: File) -> Iterator[_Entry]:
    root = file.tree()
    if local_name(root) != "exchangeRateMonthList":
        raise BadInput(f"the document is a {local_name(root)}", path=file.name, hint=_HINT)
    days = _period(file, root.get("Period", ""), 0)
    for row, rate in enumerate(elements(root, "exchangeRate"), start=1):
        cells = {local_name(cell): (cell.text or "").strip() for cell in rate}
        yield from _entry(file, row, cells.get("currencyCode", ""), days, cells.get("rateNew", ""))


def _period(file: File, text: str, row: int) -> tuple[int, int]:
    start, separator, end = text.partition(" to ")
    if not separator:
        raise file.error(row, "Period", f"{text!r} is not a period", "for example 01/Sep/2023 to 30/Sep/2023")
    return file.day(start.strip(), row, "Period"), file.day(end.strip(), row, "Period")


def _entry(file: File, row: int, code: str, days: tuple[int, int], text: str) -> Iterator[_Entry]:
    """The line as an entry; nothing for a currency without a rate, and for sterling itself."""
    if text == "N/A" or file.code(code, row, "currency code") == "GBP":
        return
    if days[1] < days[0]:
        raise file.error(row, "end", "the period ends before it starts")
    plain = text.replace(",", "") if _GROUPED.fullmatch(text) else text
    yield _Entry(row, code, *days, file.figure(plain, row, "rate"))
