"""The Harmonized System as UN Comtrade lists it: chapters, headings and subheadings with their wording.

The file is CSV with the columns ``section,hscode,description,parent,level``. One row is no goods: the total of all,
whose level is 5. The wording is Comtrade's and shorter than that of the convention.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from xborder.law.sources import Evidence
from xborder.tariff.files import File, FileSource, Row, fold
from xborder.tariff.records import Counter, Edition, Line, Reading, Record

__all__ = ["AREA", "read_hs"]

AREA: Final = "HS"
"""What stands for the customs area: the nomenclature belongs to none."""

_TOTAL: Final = "TOTAL"
_LEVELS: Final = {"2": 0, "4": 1, "6": 2}
_IN_FORCE: Final = date(2022, 1, 1)


def read_hs(source: FileSource, *, name: str = "HS 2022", on: date = _IN_FORCE) -> Reading:
    r"""Read the list of the Harmonized System.

    Args:
        source: the file, by its path or its content.
        name: the edition of the system that it lists.
        on: the first day of that edition.

    Raises:
        LawError: while the records are taken: it is no such list, or a row is wrong.

    >>> table = b"section,hscode,description,parent,level\nI,01,Animals; live,TOTAL,2\nI,0101,Horses,01,4\n"
    >>> [(line.code, line.depth) for line in read_hs(table).records]
    [('01', 0), ('0101', 1)]
    """
    edition = Edition(
        area=AREA,
        name=name,
        form="un-hs",
        title=f"{name} nomenclature, as listed by UN Comtrade",
        publisher="United Nations Statistics Division",
        from_=on,
        evidence=Evidence.SECONDARY,
    )
    counter = Counter()
    return Reading(edition=edition, records=_lines(File.open(source, "hs.csv"), counter), counted=counter)


def _lines(file: File, counter: Counter) -> Iterator[Record]:
    seen: set[str] = set()
    for row in file.rows(counter, ("hscode", "description", "parent", "level")):
        if row["hscode"] == _TOTAL:
            continue
        code = _code(row, seen)
        seen.add(code)
        yield Line(code=code, depth=_LEVELS[row["level"]], description=fold(row["description"]))
    if not seen:
        raise file.error("no code is listed in it", hint="download it again")


def _code(row: Row, seen: set[str]) -> str:
    level = row["level"]
    if level not in _LEVELS:
        raise row.error("level", f"{level!r:.40} is no level of the Harmonized System", "2, 4 or 6")
    code = row.code("hscode")
    if len(code) != int(level):
        raise row.error(
            "hscode", f"{row['hscode']!r:.40} has {len(code)} digits and the level {level}", "with its zeros"
        )
    if code in seen:
        raise row.error("hscode", f"{code} is listed twice", "each code once")
    parent = code[:-2] or _TOTAL
    if row["parent"] != parent:
        raise row.error("parent", f"{row['parent']!r:.40} is not above {code}", parent)
    if parent != _TOTAL and parent not in seen:
        raise row.error("parent", f"{parent} comes after {code}", "each code after the one above it")
    return code
