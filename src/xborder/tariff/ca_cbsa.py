"""Canada's Customs Tariff, from the table ``TPHS`` of the database that the Canada Border Services Agency publishes.

The table has a row for each code, exported as CSV; the rate of each tariff treatment is in a column of its own. The law
is the tariff item of eight digits; the two digits after it are statistical, and rates that their rows repeat, or keep
from former years, count only where the item has none. An empty rate and ``N/A`` give nothing: the goods bear the
ordinary (Most-Favoured-Nation) duty, or cannot be imported under that item without the treatment.

What the table does not say is from:

- Countries of the General Tariff: Customs Notices 22-02 and 22-20 (Belarus and Russia lost the Most-Favoured-Nation
  Tariff, tariff item 2844.43.00 excepted); that North Korea does not have it either is from reports of these notices.
  It is 35 %, or the Most-Favoured-Nation rate where that is more (Customs Tariff, subsection 29(2), as the notices
  give it).
- Treatments: section 27 of the Customs Tariff, and column 3 of the schedule to the Customs Act.
- Parties of the Comprehensive and Progressive Agreement for Trans-Pacific Partnership: the title of S.C. 2018, c. 23.

Which countries the General Preferential Tariff, the Least Developed Country Tariff and the Commonwealth Caribbean
Countries Tariff are for, is in orders that this table does not have; ``groups`` takes it.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

import attrs

from xborder.errors import BadInput, XborderError
from xborder.places.countries import check_country
from xborder.places.union import eu_members
from xborder.tariff.ca_dialect import NOT_AVAILABLE
from xborder.tariff.dialects import parse_duty
from xborder.tariff.expression import DutyExpression
from xborder.tariff.files import File, FileSource, Row, first_day, fold
from xborder.tariff.records import Counter, Edition, Group, Line, Reading, Record, Tariff
from xborder.tariff.terms import AdValorem, AtLeast

__all__ = ["TREATMENTS", "Treatment", "read_ca_cbsa"]


@attrs.frozen
class Treatment:
    """A tariff treatment.

    Attributes:
        name: in words.
        origin: the countries whose goods it is for, or the group of them.
    """

    name: str
    origin: tuple[str, ...]


_T = Treatment

TREATMENTS: Final[Mapping[str, Treatment]] = types.MappingProxyType(
    {
        "AUT": _T("Australia Tariff", ("AU",)),
        "NZT": _T("New Zealand Tariff", ("NZ",)),
        "CCCT": _T("Commonwealth Caribbean Countries Tariff", ("CCCT",)),
        "LDCT": _T("Least Developed Country Tariff", ("LDCT",)),
        "GPT": _T("General Preferential Tariff", ("GPT",)),
        "UST": _T("United States Tariff", ("US",)),
        "MXT": _T("Mexico Tariff", ("MX",)),
        "CIAT": _T("Canada-Israel Agreement Tariff", ("IL",)),
        "CT": _T("Chile Tariff", ("CL",)),
        "CRT": _T("Costa Rica Tariff", ("CR",)),
        "IT": _T("Iceland Tariff", ("IS",)),
        "NT": _T("Norway Tariff", ("NO",)),
        "SLT": _T("Switzerland-Liechtenstein Tariff", ("CH", "LI")),
        "PT": _T("Peru Tariff", ("PE",)),
        "COLT": _T("Colombia Tariff", ("CO",)),
        "JT": _T("Jordan Tariff", ("JO",)),
        "PAT": _T("Panama Tariff", ("PA",)),
        "HNT": _T("Honduras Tariff", ("HN",)),
        "KRT": _T("Korea Tariff", ("KR",)),
        "CEUT": _T("Canada-European Union Tariff", ("CEUT",)),
        "CPTPT": _T("Comprehensive and Progressive Trans-Pacific Partnership Tariff", ("CPTPT",)),
        "UKT": _T("United Kingdom Tariff", ("GB",)),
        "UAT": _T("Ukraine Tariff", ("UA",)),
        "CPUKT": _T("Comprehensive and Progressive Trans-Pacific Partnership Tariff, United Kingdom", ("GB",)),
    }
)
"""The treatments that are preferences, by the names of their columns."""

_ORDINARY: Final = "MFN"
_GENERAL: Final = "General Tariff"
_WITHOUT_ORDINARY: Final = ("BY", "KP", "RU")
_ALWAYS_ORDINARY: Final = frozenset({"28444300"})
"""Tariff items that keep the Most-Favoured-Nation Tariff for goods of Belarus and Russia."""
_GENERAL_RATE: Final = AdValorem(Fraction(35, 100))

_CPTPP: Final = ("AU", "BN", "CL", "JP", "MX", "MY", "NZ", "PE", "SG", "VN")
_NEEDED: Final = ("TARIFF", "EFF_DATE", "DESC1", "UOM", _ORDINARY)
_OPTIONAL: Final = ("DESC2", "DESC3", _GENERAL, *TREATMENTS)
_CODE: Final = re.compile(r"[0-9]{2}\.[0-9]{2}|[0-9]{4}(?:\.[0-9]{1,2}(?:\.[0-9]{1,2}(?:\.[0-9]{1,2})?)?)?")
_CENTURY: Final = 70
"""Years of two digits from here on are of the last century; the present schedule began in 1998."""
_DAY: Final = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{2})(?: [0-9:]{4,8})?")
_NO_UNIT: Final = frozenset({"", "-", "–"})
_ITEM: Final = 8
_MAX_ROWS: Final = 500_000


def read_ca_cbsa(
    source: FileSource,
    *,
    on: date | None = None,
    name: str | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
) -> Reading:
    """Read the Customs Tariff.

    Args:
        source: the table ``TPHS`` as CSV, by its path or its content.
        on: the day from which the edition is in force. Without it the edition answers for every day, and every answer
            says so.
        name: the edition: ``2026-3``; made from the name of the file and the day, when not given.
        groups: the countries of treatments that the table does not name: ``{"GPT": ("IN", ...), "LDCT": (...)}``.

    Raises:
        BadInput: ``on`` is no date, ``name`` no text, or ``groups`` names no treatment, or no countries.
        LawError: while the records are taken: it is no such table, or a row is wrong.
    """
    begins = first_day(on)
    if name is not None and not isinstance(name, str):
        raise BadInput(f"{name!r:.40} is no text", path="name", hint="for example 2026-3")
    known = _groups(begins, groups or {})
    opened = File.open(source, "TPHS.csv")
    called = name or (f"{opened.stem} of {begins}" if begins is not None else opened.stem)
    edition = Edition(
        area="CA",
        name=called,
        form="ca-cbsa",
        title=f"Customs Tariff {called}",
        publisher="Canada Border Services Agency",
        url="https://www.cbsa-asfc.gc.ca/trade-commerce/tariff-tarif/menu-eng.html",
        from_=begins,
    )
    counter = Counter()
    records = _records(opened, begins, known, counter)
    return Reading(edition=edition, records=records, counted=counter)


def _groups(on: date | None, given: Mapping[str, Sequence[str]]) -> tuple[Group, ...]:
    members: dict[str, tuple[str, ...]] = {"CEUT": tuple(sorted(eu_members(on or date.max))), "CPTPT": _CPTPP}
    for name, countries in given.items():
        if name not in TREATMENTS:
            raise BadInput(f"unknown treatment {name!r:.40}", path="groups", hint=f"one of {', '.join(TREATMENTS)}")
        members[name] = tuple(check_country(country, f"groups.{name}") for country in countries)
    return tuple(Group(id=name, members=countries, name=TREATMENTS[name].name) for name, countries in members.items())


def _records(file: File, on: date | None, groups: tuple[Group, ...], counter: Counter) -> Iterator[Record]:
    yield from groups
    named = {group.id for group in groups}
    entries = _entries(file, counter)
    rated = {entry.code for entry in entries if entry.rates and len(entry.code) <= _ITEM}
    above: list[str] = []
    for entry in entries:
        while above and not entry.code.startswith(above[-1]):
            above.pop()
        yield Line(code=entry.code, depth=len(above), description=entry.description, units=entry.units)
        above.append(entry.code)
        if len(entry.code) <= _ITEM or rated.isdisjoint(entry.code[:length] for length in range(2, _ITEM + 1)):
            yield from _tariffs(entry, on, named)


@attrs.frozen
class _Entry:
    """A row of the table, understood."""

    code: str
    description: str
    units: tuple[str, ...]
    rates: Mapping[str, str]
    changed: date | None = attrs.field(eq=False)
    row: int = attrs.field(eq=False)


def _entries(file: File, counter: Counter) -> list[_Entry]:
    """All rows in the order of their codes; a row that stands there twice, once."""
    found: dict[str, _Entry] = {}
    width = 0
    for row in file.rows(counter, _NEEDED, optional=_OPTIONAL):
        width = width or len(row.cells)
        if len(row.cells) < width:  # a row that breaks off would be one without the last treatments
            raise row.error("", f"it has {len(row.cells)} cells and others {width}", "download it again")
        entry = _Entry(_code(row), _description(row), _units(row), _rates(row), _day(row), row.number)
        known = found.setdefault(entry.code, entry)
        if known != entry:
            shown = f"{row['TARIFF']} is there twice and differs, first on row {known.row}"
            raise row.error("TARIFF", shown, "each code once")
        if len(found) > _MAX_ROWS:
            raise row.error("TARIFF", f"more than {_MAX_ROWS} codes", "one edition of the tariff")
    if not found:
        raise file.error("no code is listed in it", hint="the table TPHS")
    return [found[code] for code in sorted(found)]


def _tariffs(entry: _Entry, on: date | None, named: set[str]) -> Iterator[Tariff]:
    changed = entry.changed
    from_ = changed if changed is not None and on is not None and changed > on else None
    item = Tariff(code=entry.code, kind="mfn", text="", dialect="ca", from_=from_)
    ordinary, general = entry.rates.get(_ORDINARY, ""), entry.rates.get(_GENERAL, "")
    if ordinary:
        yield attrs.evolve(item, text=ordinary, type=_ORDINARY, name="Most-Favoured-Nation Tariff")
    if general or ordinary:
        yield _general(item, general, ordinary)
    for column, rate in entry.rates.items():
        if column in TREATMENTS:
            known = TREATMENTS[column]
            origin = (column,) if column in named else known.origin
            yield attrs.evolve(
                item, kind="preference", text=rate, origin=origin, programme=column, type=column, name=known.name
            )


def _general(item: Tariff, general: str, ordinary: str) -> Tariff:
    origin = ("KP",) if item.code in _ALWAYS_ORDINARY else _WITHOUT_ORDINARY
    expression = ""
    if not general:
        # The law gives the rate where the table is silent: 35 %, or the ordinary rate where that is more.
        general = "35%"
        try:
            other = parse_duty(ordinary, "ca").root
        except XborderError:
            other = _GENERAL_RATE
        if not (isinstance(other, AdValorem) and other.rate <= _GENERAL_RATE.rate):
            expression = str(DutyExpression(AtLeast(_GENERAL_RATE, other)))
    return attrs.evolve(
        item,
        kind="column-2",
        text=general,
        expression=expression,
        origin=origin,
        type=_GENERAL,
        name=_GENERAL,
        legal="Customs Tariff, section 29",
    )


def _rates(row: Row) -> dict[str, str]:
    """The rates of a row, by treatment: those that are there."""
    found = {column: fold(row[column]) for column in (_ORDINARY, _GENERAL, *TREATMENTS) if row[column]}
    return {column: rate for column, rate in found.items() if rate.upper() != NOT_AVAILABLE}


def _code(row: Row) -> str:
    if not _CODE.fullmatch(row["TARIFF"]):
        shown = f"{row['TARIFF']!r:.40} is no code of the Customs Tariff"
        raise row.error("TARIFF", shown, "01.01, 0101.21.00 or 0101.21.00.10, as text")
    return row.code("TARIFF")


def _description(row: Row) -> str:
    """The second and third column go on where the first has no room left."""
    return fold(" ".join(row[column] for column in ("DESC1", "DESC2", "DESC3")))


def _units(row: Row) -> tuple[str, ...]:
    return () if row["UOM"] in _NO_UNIT else (row["UOM"],)


def _day(row: Row) -> date | None:
    text = row["EFF_DATE"]
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found is not None:
            month, day, year = (int(part) for part in found.groups())
            return date(year + (1900 if year >= _CENTURY else 2000), month, day)
    except ValueError:
        pass
    raise row.error("EFF_DATE", f"{text!r:.40} is not a date", "as 09/01/26 00:00:00")
