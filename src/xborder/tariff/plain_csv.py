"""A tariff as a table, one duty in each row: how a host loads its own, and any that no other reader knows.

The table is CSV with a header, and columns are found by name, in any order, with others between them:

``code``
    the goods, by digits with or without dots; a short code bears on all goods below it, and ``*`` on all goods.
``duty``
    the duty, written in the plain dialect (``6.5%``, ``1.2 EUR/kg``, ``10% MIN 22.40 EUR/100 kg``) or in ``dialect``.
``description``, ``unit``
    of the goods; several units with ``|`` between them.
``origin``, ``excluded``
    countries by ISO 3166-1 code, or groups that ``groups`` defines, with blanks or ``|`` between them; none is all.
``preference``
    the programme under which the duty is claimed; its rows are preferences.
``from``, ``until``
    the first day and the day **after** the last one, as 2026-07-01; open when empty.
``source``
    the law behind the row.
``kind``, ``heading``, ``dialect``
    for what is no ordinary duty: one of ``xborder.tariff.records.KINDS``; the additional code or heading that it is
    declared under; and how the row's duty is written, where that is not as in the other rows.

Only ``code`` and ``duty`` are needed. What is wrong is told for many rows at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from xborder.errors import BadInput, InvalidRequest, XborderError
from xborder.law.sources import Evidence
from xborder.places.countries import check_country
from xborder.tariff.dialects import DIALECTS, parse_duty
from xborder.tariff.files import File, FileSource, Row, first_day, fold
from xborder.tariff.grammar import NotComputable
from xborder.tariff.records import KINDS, Counter, Edition, Group, Line, Reading, Record, Tariff

__all__ = ["MAX_ERRORS", "read_plain_csv"]

MAX_ERRORS: Final = 20
"""After so many the rest of the table is not read."""

_NEEDED: Final = ("code", "duty")
_OPTIONAL: Final = (
    "description", "unit", "origin", "excluded", "preference", "from", "until", "source", "kind", "heading", "dialect",
)  # fmt: skip
_ALL_GOODS: Final = "*"
_WITHOUT_DUTY: Final = frozenset({"restriction", "statistical-unit"})
_BETWEEN: Final = re.compile(r"[\s|]+")
_AREA: Final = re.compile(r"[A-Z]{2,3}")


def read_plain_csv(
    source: FileSource,
    *,
    area: str,
    name: str,
    on: date | None = None,
    title: str = "",
    publisher: str = "",
    url: str = "",
    dialect: str = "plain",
    groups: Mapping[str, Sequence[str]] | None = None,
    whole: bool = True,
    evidence: Evidence = Evidence.SECONDARY,
) -> Reading:
    r"""Read a tariff from a table of the form above.

    Args:
        source: the table, by its path or its content.
        area: the customs area whose tariff it is.
        name: what to call this edition of it.
        on: the first day that it is in force; not needed where the rows have their own dates.
        title: what it is; the name when empty.
        publisher: who answers for it.
        url: where it can be read.
        dialect: how duties are written, where the row does not say it.
        groups: groups of countries that ``origin`` and ``excluded`` name: ``{"MERCOSUR": ("AR", "BR", "PY", "UY")}``.
        whole: it is all of the tariff; otherwise it adds to what is there.
        evidence: what it is worth.

    Raises:
        BadInput: an argument is wrong.
        LawError: while the records are taken: the table is none, or a row is wrong; ``InvalidRequest`` holds the errors
            of several rows.

    >>> table = b"code,duty,origin,preference\n6109.10,12%,,\n6109.10,Free,CL,FTA-CL\n"
    >>> reading = read_plain_csv(table, area="XX", name="2026")
    >>> [(record.code, record.kind, record.text, record.origin) for record in reading.records]
    [('610910', 'mfn', '12%', ()), ('610910', 'preference', 'Free', ('CL',))]
    """
    for field, value in (("area", area), ("name", name), ("dialect", dialect)):
        if not isinstance(value, str):
            raise BadInput(f"{type(value).__name__} is not text", path=field, hint="give text")
    if not _AREA.fullmatch(area):
        raise BadInput(f"{area!r:.40} is not a customs area", path="area", hint="two capitals, for example AU")
    if not name.strip():
        raise BadInput("the edition has no name", path="name", hint="for example 2026-07")
    if dialect not in DIALECTS:
        raise BadInput(f"unknown dialect {dialect!r:.40}", path="dialect", hint=f"one of {', '.join(DIALECTS)}")
    begins = first_day(on)
    known = tuple(
        Group(id=group, members=tuple(check_country(member, f"groups.{group}") for member in members))
        for group, members in (groups or {}).items()
    )
    edition = Edition(
        area=area, name=name, form="csv", title=title or name, publisher=publisher, url=url, from_=begins, whole=whole,
        evidence=evidence,
    )  # fmt: skip
    counter = Counter()
    table = _Table(File.open(source, "table.csv"), dialect, known)
    return Reading(edition=edition, records=table.records(counter), counted=counter)


@attrs.define
class _Table:
    """A table while it is read: what is wrong with it so far, its goods, and which rows speak of the same."""

    file: File
    dialect: str
    groups: tuple[Group, ...]
    errors: list[XborderError] = attrs.field(factory=list)
    goods: dict[str, tuple[str, tuple[str, ...]]] = attrs.field(factory=dict)
    seen: dict[tuple[object, ...], list[tuple[date, date, int]]] = attrs.field(factory=dict)

    def records(self, counter: Counter) -> Iterator[Record]:
        yield from self.groups
        for row in self.file.rows(counter, _NEEDED, optional=_OPTIONAL):
            try:
                tariff = self._tariff(row)
            except XborderError as error:
                self.errors.append(error)
                if len(self.errors) >= MAX_ERRORS:
                    break
            else:
                if not self.errors:
                    yield tariff
        if len(self.errors) == 1:
            raise self.errors[0]
        if self.errors:
            raise InvalidRequest(self.errors)
        yield from self._lines()

    def _tariff(self, row: Row) -> Tariff:
        code = "" if row["code"] == _ALL_GOODS else row.code("code")
        kind = _kind(row)
        tariff = Tariff(
            code=code,
            kind=kind,
            text=fold(row["duty"]),
            dialect=self._dialect(row, kind),
            origin=self._countries(row, "origin"),
            excluded=self._countries(row, "excluded"),
            programme=fold(row["preference"]),
            heading=fold(row["heading"]),
            legal=fold(row["source"]),
            from_=_day(row, "from"),
            until=_day(row, "until"),
        )
        self._not_twice(row, tariff)
        if code:
            description, units = self.goods.get(code, ("", ()))
            told = tuple(filter(None, (fold(unit) for unit in row["unit"].split("|"))))
            self.goods[code] = (description or fold(row["description"]), units or told)
        return tariff

    def _dialect(self, row: Row, kind: str) -> str:
        dialect = row["dialect"] or self.dialect
        if dialect not in DIALECTS:
            raise row.error("dialect", f"unknown dialect {dialect!r:.40}", f"one of {', '.join(DIALECTS)}")
        if not row["duty"]:
            if kind in _WITHOUT_DUTY:
                return dialect
            raise row.error("duty", "there is no duty", "for example 6.5%, 1.2 EUR/kg or Free")
        try:
            parse_duty(fold(row["duty"]), dialect)
        except NotComputable:
            pass  # the text is kept, and whoever asks for the duty is told what to supply
        except BadInput as error:
            raise row.error("duty", error.message, error.hint) from None
        return dialect

    def _countries(self, row: Row, column: str) -> tuple[str, ...]:
        known = {group.id for group in self.groups}
        found = []
        for name in filter(None, _BETWEEN.split(row[column])):
            try:
                found.append(name if name in known else check_country(name))
            except BadInput as error:
                hint = f"{error.hint}, or a group that groups= defines"
                raise row.error(column, error.message, hint) from None
        return tuple(dict.fromkeys(found))

    def _not_twice(self, row: Row, tariff: Tariff) -> None:
        start, end = tariff.from_ or date.min, tariff.until or date.max
        if end <= start:
            raise row.error("until", f"{end} is not after {start}", "the day after the last one")
        key = (tariff.code, tariff.kind, tariff.origin, tariff.excluded, tariff.programme, tariff.heading)
        others = self.seen.setdefault(key, [])
        for from_, until, number in others:
            if from_ < end and start < until:
                raise row.error("code", f"row {number} gives a duty on the same goods and days", "one row for each")
        others.append((start, end, row.number))

    def _lines(self) -> Iterator[Line]:
        if not any(description or units for description, units in self.goods.values()):
            return
        above: list[str] = []
        for code in sorted(self.goods):
            while above and not code.startswith(above[-1]):
                above.pop()
            description, units = self.goods[code]
            yield Line(code=code, depth=len(above), description=description, units=units)
            above.append(code)


def _kind(row: Row) -> str:
    kind = row["kind"].casefold()
    if not kind:
        return "preference" if row["preference"] else "mfn"
    if kind not in KINDS:
        raise row.error("kind", f"unknown kind {row['kind']!r:.40}", f"one of {', '.join(KINDS)}")
    if kind == "mfn" and row["preference"]:
        raise row.error("kind", "an ordinary duty (mfn) belongs to no preference", "kind preference, or none")
    return kind


def _day(row: Row, column: str) -> date | None:
    """A day as ISO 8601 writes it: other orders of day and month would be guesses."""
    text = row[column]
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise row.error(column, f"{text!r:.40} is not a date", "as 2026-07-01") from None
