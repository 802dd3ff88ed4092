"""The EU's TARIC, from the workbooks that the Commission publishes every month.

``Duties Import 01-99.xlsx`` has a measure in each row, in twelve columns; some names begin with a blank::

    Goods code | Add code | Order No. | Start date | End date | RED_IND | Origin | Measure type | Legal base | Duty
    | Origin code | Meas. type code

Dates are texts (``31-12-2026``) or the numbers of days that Excel counts; the end is the last day. A measure is
declared at the code that it bears on, which may be a heading or chapter, and some rows stand there twice. Measure type
103 is the ordinary duty for goods of everybody (1011, erga omnes), and for goods of another origin a duty of that
origin alone.

Two other workbooks say what the rows leave out: ``Geographical areas composition.xlsx`` the countries in a group
(2020, the generalised scheme of preferences), and ``Measure exclusions.xlsx`` the countries of a group that a measure
does not bear on. Without the first nobody can say whose goods a measure for a group is for; without the second
preferences seem to be for too many.

What the workbook cannot say: whether a quota is exhausted, and the agricultural components of Meursing goods.

Needs ``openpyxl`` and ``defusedxml``: ``pip install 'xborder[documents]'``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.tariff.files import File, FileSource, Row, fold
from xborder.tariff.records import KINDS, Counter, Edition, Group, Reading, Record, Tariff
from xborder.tariff.uk_measures import NO_DUTY, code_of, country, kind_of, what_holds, whose
from xborder.tariff.workbook import sheet_rows, workbook_day

__all__ = ["DUTIES", "EXCLUSIONS", "GROUPS", "read_eu_taric"]

DUTIES: Final = (
    "Goods code", "Add code", "Order No.", "Start date", "End date", "RED_IND", "Origin", "Measure type", "Legal base",
    "Duty", "Origin code", "Meas. type code",
)  # fmt: skip
"""The columns of the workbook of duties."""

GROUPS: Final = ("Country group", "Member country", "Mbship start date", "Mbship end date")
"""The columns that are read of the workbook of geographical areas."""

EXCLUSIONS: Final = (
    "Goods code", "Add code", "Order No.", "Start date", "End date", "Origin code", "Meas. type code",
    "Excluded country",
)  # fmt: skip
"""The columns that are read of the workbook of exclusions; the country stands in the last or in the next one."""

_GROUP_NAME: Final = "Country group descr."
_EXCLUDED_CODE: Final = "Excluded country code"
_DAY: Final = timedelta(days=1)
_UNION: Final = "1010"
_UNION_MEMBER: Final = "EU"
_CODE: Final = re.compile(r"([0-9]{10})(?:\s+[0-9]{2})?")
_AREA: Final = re.compile(r"[A-Z]{2}|[0-9A-Z]{4}")
_TYPE: Final = re.compile(r"[0-9]{3}")
_ADDITIONAL: Final = re.compile(r"[0-9A-Z]{4}|")
_ORDER: Final = re.compile(r"[0-9]{5,6}|")
_CONDITION: Final = re.compile(r"Cond\s*:\s*", re.IGNORECASE)


def read_eu_taric(
    source: FileSource,
    *,
    groups: FileSource | None = None,
    exclusions: FileSource | None = None,
    on: date | None = None,
    name: str = "",
    kinds: Mapping[str, str] | None = None,
) -> Reading:
    """Read TARIC's duties on imports.

    Args:
        source: the workbook of duties, by its path or its content.
        groups: the workbook of the composition of geographical areas.
        exclusions: the workbook of the exclusions of measures.
        on: the day of publication.
        name: the edition, such as ``2026-11``; the day of publication, or the name of the file, when empty.
        kinds: kinds of measure (``xborder.tariff.records.KINDS``) of types that have another here, by number.

    Raises:
        BadInput: ``kinds`` names what is no kind, or a file cannot be read.
        MissingExtra: the packages that read workbooks are not installed.
        LawError: while the records are taken: a file is no such workbook, or a row is wrong.
    """
    for type_, kind in (kinds or {}).items():
        if kind not in KINDS:
            raise BadInput(f"unknown kind {kind!r:.40}", path=f"kinds.{type_}", hint=f"one of {', '.join(KINDS)}")
    file = File.open(source, "Duties Import 01-99.xlsx")
    edition = Edition(
        area="EU",
        name=name or (on.isoformat() if on else file.name),
        form="eu-taric",
        title=f"TARIC, duties on imports{f', {name}' if name else ''}",
        publisher="European Commission, Directorate-General for Taxation and Customs Union",
        url="https://circabc.europa.eu/ui/group/0e5f18c2-4b2f-42e9-aed4-dfe50ae1263b",
        published=on,
    )
    counter = Counter()
    areas = None if groups is None else File.open(groups, "Geographical areas composition.xlsx")
    outside = None if exclusions is None else File.open(exclusions, "Measure exclusions.xlsx")
    records = _records(file, areas, outside, kinds or {}, counter)
    return Reading(edition=edition, records=records, counted=counter)


def _records(
    file: File, areas: File | None, outside: File | None, kinds: Mapping[str, str], counter: Counter
) -> Iterator[Record]:
    if areas is not None:
        yield from _groups(areas)
    excluded = _exclusions(outside) if outside is not None else {}
    seen: set[bytes] = set()
    for row in sheet_rows(file, counter, DUTIES):
        # A digest of each row, since the rows themselves would not all fit into memory.
        digest = hashlib.blake2b("\x1f".join(row[column] for column in DUTIES).encode(), digest_size=16).digest()
        if digest in seen:
            continue
        seen.add(digest)
        yield _measure(row, kinds, excluded)
    if not seen:
        raise file.error("no measure is listed in it", hint="the workbook of duties on imports")


def _measure(row: Row, kinds: Mapping[str, str], excluded: Mapping[_Key, list[_Excluded]]) -> Tariff:
    code, type_, duty = _goods(row), _match(row, "Meas. type code", _TYPE, "103"), fold(row["Duty"])
    origin = _match(row, "Origin code", _AREA, "1011, 2020 or CN")
    from_, until = _days(row)
    kind = kinds.get(type_) or _kind(type_, duty)
    # Which document or price decides is told as a condition too; an ordinary duty has no other to give way to.
    condition = _CONDITION.match(duty) if kind not in {"mfn", *NO_DUTY} else None
    conditions = duty[condition.end() :] if condition else what_holds(kind, type_, ())[1]
    found = _Found(_match(row, "Add code", _ADDITIONAL, "C999"), _order(row), from_, until)
    return Tariff(
        code=code_of(code),
        kind=kind,
        text=duty,
        dialect="eu",
        origin=whose(origin),
        excluded=_excluded(excluded.get((code, type_, origin), ()), found),
        heading=found.add,
        type=type_,
        order=found.order,
        conditions=conditions,
        legal=fold(row["Legal base"]),
        name=fold(row["Measure type"]),
        from_=from_,
        until=until,
    )


def _kind(type_: str, duty: str) -> str:
    """The kind of a type; those of the series of duties against imports that are not known by number are additional."""
    kind = kind_of(type_)
    return "additional" if kind == "restriction" and duty and type_[0] in "56" else kind


def _goods(row: Row) -> str:
    text = row["Goods code"]
    # A cell that holds a number has lost the zero of chapters 01 to 09.
    found = _CODE.fullmatch(text.zfill(10) if text.isdigit() and len(text) == 9 else text)
    if found is None:
        raise row.error("Goods code", f"{text!r:.40} is no code of TARIC", "ten digits")
    return found[1]


def _order(row: Row) -> str:
    text = row["Order No."]
    if _ORDER.fullmatch(text) is None:
        raise row.error("Order No.", f"{text!r:.40} is not understood", "for example 090001")
    return text.zfill(6) if text else ""  # as above, numbers have lost their zero


def _match(row: Row, column: str, form: re.Pattern[str], example: str) -> str:
    text = row[column].upper()
    if form.fullmatch(text) is None:
        raise row.error(column, f"{row[column]!r:.40} is not understood", f"for example {example}")
    return text


def _days(row: Row, start: str = "Start date", end: str = "End date") -> tuple[date | None, date | None]:
    """The first day, and the day after the last one."""
    from_, last = workbook_day(row, start), workbook_day(row, end)
    if last is None or last == date.max:
        return from_, None
    if from_ is not None and last < from_:
        raise row.error(end, f"it ends on {last}, before its first day, {from_}", "the days exchanged")
    return from_, last + _DAY


# --- who is left out ---

_Key = tuple[str, str, str]
"""Goods code, measure type and origin."""


@attrs.frozen
class _Found:
    """What tells measures on the same goods, of one type and origin, from each other."""

    add: str
    order: str
    from_: date | None
    until: date | None

    def is_of(self, other: _Found) -> bool:
        """Whether this exclusion is of that measure; one without an additional code is of all codes."""
        if self.add not in {"", other.add} or self.order not in {"", other.order}:
            return False
        start = max(self.from_ or date.min, other.from_ or date.min)
        return start < min(self.until or date.max, other.until or date.max)


_Excluded = tuple[_Found, str]


def _excluded(candidates: tuple[_Excluded, ...] | list[_Excluded], measure: _Found) -> tuple[str, ...]:
    return tuple(sorted({left_out for found, left_out in candidates if found.is_of(measure)}))


def _exclusions(file: File) -> Mapping[_Key, list[_Excluded]]:
    found: dict[_Key, list[_Excluded]] = {}
    for row in sheet_rows(file, None, EXCLUSIONS, optional=(_EXCLUDED_CODE,)):
        key = (_goods(row), _match(row, "Meas. type code", _TYPE, "142"), _match(row, "Origin code", _AREA, "2020"))
        measure = _Found(_match(row, "Add code", _ADDITIONAL, "C999"), _order(row), *_days(row))
        found.setdefault(key, []).append((measure, _left_out(row)))
    return found


def _left_out(row: Row) -> str:
    """The country left out: of the two columns for its code and its name, which have been exchanged, the code."""
    for column in (_EXCLUDED_CODE, "Excluded country"):
        if _AREA.fullmatch(row[column]):
            return country(row[column])
    raise row.error("Excluded country", f"{row['Excluded country']!r:.40} is no country", "for example CN")


# --- groups ---


@attrs.frozen
class _Membership:
    member: str
    from_: date
    until: date


def _groups(file: File) -> Iterator[Group]:
    names: dict[str, str] = {}
    members: dict[str, list[_Membership]] = {}
    for row in sheet_rows(file, None, GROUPS, optional=(_GROUP_NAME,)):
        group = _match(row, "Country group", _AREA, "2020")
        member = country(_match(row, "Member country", _AREA, "CN"))
        from_, until = _days(row, "Mbship start date", "Mbship end date")
        names.setdefault(group, fold(row[_GROUP_NAME]))
        members.setdefault(group, []).append(_Membership(member, from_ or date.min, until or date.max))
    union = [each for each in members.get(_UNION, ()) if each.member != _UNION_MEMBER]
    for group, memberships in members.items():
        yield from _on_days(group, names[group], _spelled_out(memberships, union))


def _spelled_out(memberships: list[_Membership], union: list[_Membership]) -> list[_Membership]:
    """Memberships with those of the member states for that of the Union."""
    found: list[_Membership] = []
    for each in memberships:
        if each.member != _UNION_MEMBER:
            found.append(each)
            continue
        states = (_Membership(s.member, max(s.from_, each.from_), min(s.until, each.until)) for s in union)
        found.extend(state for state in states if state.from_ < state.until)
    return found


def _on_days(group: str, name: str, memberships: list[_Membership]) -> Iterator[Group]:
    """A group for each range of days on which its members stay the same."""
    changes = sorted({day for each in memberships for day in (each.from_, each.until)})
    for start, end in pairwise(changes):
        on_those = tuple(sorted({each.member for each in memberships if each.from_ <= start and end <= each.until}))
        if on_those:
            yield Group(
                id=group,
                members=on_those,
                name=name,
                from_=None if start == date.min else start,
                until=None if end == date.max else end,
            )
