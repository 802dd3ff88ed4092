"""The UK tariff in tables: the CSV files of the Department for Business and Trade's data API.

``measures-as-defined`` has each measure once, at the code where the law declares it; ``measures-on-declarable-
commodities`` has it again at every code below. Either is read by the names of its columns, since these moved between
versions, and in pieces, since it may hold hundreds of megabytes. ``#NA`` is an empty cell, ``|`` stands between the
entries of a list, and end dates are the last day.

``commodities-report`` has the nomenclature; its tree is in the parents of the lines.

Limitations: measures name groups of countries by number, and no table has their members: load the geographical areas
of the API beside it. Where the duty of a measure stands in its conditions, the tables leave it out, so that it cannot
be computed. Amounts that belong to Meursing codes and to no goods are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from xborder.errors import BadInput
from xborder.tariff.files import File, FileSource, Row, fold
from xborder.tariff.records import Counter, Edition, Line, Reading, Record, Tariff
from xborder.tariff.uk_measures import EXPORT_ONLY, NO_DUTY, Condition, code_of, country, kind_of, what_holds, whose

__all__ = ["read_uk_bulk"]

_NULL: Final = "#NA"
_ADDRESS: Final = "https://data.api.trade.gov.uk/v1/datasets/uk-tariff-2021-01-01"
_VERSION: Final = re.compile(r"v[0-9]+\.[0-9]+\.[0-9]+")
_AREA: Final = re.compile(r"[A-Z]{2}")
_ONE_DAY: Final = timedelta(days=1)

_CODE: Final = "commodity__code"
_TYPE: Final = "measure__type__id"
_TYPE_NAME: Final = "measure__type__description"
_DUTY: Final = "measure__duty_expression"
_FROM: Final = "measure__effective_start_date"
_LAST: Final = "measure__effective_end_date"
_WHOSE: Final = "measure__geographical_area__id"
_NEEDED: Final = (_CODE, _TYPE, _DUTY, _FROM, _LAST, _WHOSE)

_EXTRA_CODE: Final = "measure__additional_code__code"
_EXTRA_NAME: Final = "measure__additional_code__description"
_CONDITIONS: Final = "measure__conditions"
_EXCLUDED: Final = "measure__excluded_geographical_areas__ids"
_ORDER: Final = "measure__quota__order_number"
_LEGAL: Final = "measure__regulation__id"
_DIRECTION: Final = "trade__direction"
_WELCOME: Final = (_TYPE_NAME, _EXTRA_CODE, _EXTRA_NAME, _CONDITIONS, _EXCLUDED, _ORDER, _LEGAL, _DIRECTION)

_SID: Final = "commodity__sid"
_PARENT: Final = "parent__sid"
_SUFFIX: Final = "commodity__suffix"
_DESCRIPTION: Final = "commodity__description"
_START: Final = "commodity__validity_start"
_END: Final = "commodity__validity_end"
_LINE: Final = (_SID, _CODE, _SUFFIX, _DESCRIPTION, _START, _END, _PARENT)


def read_uk_bulk(source: FileSource, *, area: str = "GB") -> Reading:
    """Read a table of the UK tariff: its measures, or its nomenclature.

    Args:
        source: the CSV, packed or not, as a path or as bytes.
        area: the customs area that it is the tariff of.

    Raises:
        BadInput: the area is none.
        LawError: it is no such table; the path names the row, the message a column that is missing.
    """
    if not _AREA.fullmatch(str(area)):
        raise BadInput(f"{area!r:.40} is no customs area", path="area", hint="GB")
    file = File.open(source, "measures.csv").only()
    counter = Counter()
    header = _header(file)
    report = "parent" in header and "measure" not in header
    version = _VERSION.search(file.name)
    table = "commodities report" if report else "measures"
    edition = Edition(
        area=area,
        name=f"UK Tariff, {table}" + (f", {version[0]}" if version else ""),
        form="uk-bulk",
        title=f"UK Tariff: {table}",
        publisher="Department for Business and Trade",
        url=_ADDRESS + (f"/versions/{version[0]}" if version else ""),
    )
    records = _lines(file, counter) if report else _tariffs(file, counter)
    return Reading(edition=edition, records=records, counted=counter)


def _header(file: File) -> str:
    return file.head.partition(b"\n")[0].decode("utf-8", "replace").casefold()


def _cell(row: Row, column: str) -> str:
    text = row[column]
    return "" if text == _NULL else text


def _list(row: Row, column: str) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, _cell(row, column).split("|")) if part)


# Measures


def _tariffs(file: File, counter: Counter) -> Iterator[Record]:
    for row in file.rows(counter, _NEEDED, optional=_WELCOME, delimiter=","):
        if _cell(row, _DIRECTION).casefold() == "export" or _cell(row, _TYPE) in EXPORT_ONLY or not _cell(row, _CODE):
            continue
        yield _tariff(row)


def _tariff(row: Row) -> Tariff:
    type_ = _cell(row, _TYPE)
    if not type_:
        raise row.error(_TYPE, "the measure has no type")
    kind = kind_of(type_)
    text = fold(_cell(row, _DUTY))
    conditions = tuple(_condition(part) for part in _list(row, _CONDITIONS))
    proof, others = what_holds(kind, type_, conditions)
    if not text and kind not in NO_DUTY:
        text = f"Cond: {_cell(row, _CONDITIONS) or 'see the measure'}"
    last = row.day(_LAST) if _cell(row, _LAST) else None
    try:
        until = last + _ONE_DAY if last is not None else None
    except OverflowError:
        raise row.error(_LAST, "no day follows this one") from None
    return Tariff(
        code=code_of(row.code(_CODE)),
        kind=kind,
        text=text,
        dialect="uk",
        origin=whose(_cell(row, _WHOSE)),
        excluded=tuple(map(country, _list(row, _EXCLUDED))),
        heading=_cell(row, _EXTRA_CODE),
        type=type_,
        order=_cell(row, _ORDER),
        proof=proof,
        conditions=others,
        legal=_cell(row, _LEGAL),
        name=fold(_cell(row, _EXTRA_NAME) or _cell(row, _TYPE_NAME)),
        from_=row.day(_FROM) if _cell(row, _FROM) else None,
        until=until,
    )


def _condition(text: str) -> Condition:
    """``condition:B,certificate:C400,action:29``."""
    parts = dict(part.partition(":")[::2] for part in text.split(","))
    if "condition" not in parts:
        return Condition("?", text=text)
    return Condition(parts["condition"].strip(), parts.get("certificate", "").strip(), parts.get("action", "").strip())


# Nomenclature


def _lines(file: File, counter: Counter) -> Iterator[Record]:
    rows = _newest(file.rows(counter, _LINE, delimiter=","))
    below: dict[str, list[Row]] = {}
    for row in sorted(rows.values(), key=lambda row: (row.code(_CODE), _cell(row, _SUFFIX))):
        parent = _cell(row, _PARENT)
        below.setdefault(parent if parent in rows else "", []).append(row)
    waiting = [(0, row) for row in reversed(below.pop("", []))]
    while waiting:
        depth, row = waiting.pop()
        yield _line(row, depth)
        waiting += ((depth + 1, child) for child in reversed(below.pop(_cell(row, _SID), [])))
    for lost in below.values():
        raise lost[0].error(_PARENT, "the lines are above each other in a circle")


def _newest(rows: Iterator[Row]) -> dict[str, Row]:
    """The lines by number; of two with one code and suffix that overlap, the one with the later start.

    The tables keep lines that were replaced and never ended.
    """
    open_: dict[tuple[str, str], Row] = {}
    kept: dict[str, Row] = {}
    for row in rows:
        kept[_cell(row, _SID)] = row
        if _cell(row, _END):
            continue
        key = (row.code(_CODE), _cell(row, _SUFFIX))
        other = open_.setdefault(key, row)
        if other is not row:
            older, newer = sorted((other, row), key=lambda one: _cell(one, _START))
            open_[key] = newer
            kept.pop(_cell(older, _SID), None)
    return kept


def _line(row: Row, depth: int) -> Line:
    last = row.day(_END) if _cell(row, _END) else None
    try:
        until = last + _ONE_DAY if last is not None else None
    except OverflowError:
        raise row.error(_END, "no day follows this one") from None
    return Line(
        code=code_of(row.code(_CODE)),
        depth=depth,
        description=fold(_cell(row, _DESCRIPTION)),
        suffix=_cell(row, _SUFFIX),
        from_=row.day(_START) if _cell(row, _START) else None,
        until=until,
    )
