"""Japan's import tariff schedule (実行関税率表) as JSON: one tree for each chapter, in an archive, a folder or alone.

A node has ``stat_code`` (``6101.20``), ``hs_code`` (the three digits of statistics), ``desc``, ``rate`` (a column for
each duty), ``unit``, ``law`` and ``children``. A duty stands on the line or on a line above it, never on both; an empty
cell under empty ones means that the column does not bear on the line.

The ordinary duty is one of three columns. The temporary rate (暫定) always goes before the general one (基本), and the
rate bound in the WTO (WTO協定) applies where it is lower than that: Japan Customs, Customs Answer 1105,
http://www.customs.go.jp/english/c-answer_e/imtsukan/1105_e.htm; Customs Tariff Act, appended table; Temporary Tariff
Measures Act, Article 2. Brackets say that a rate does not apply; rates of unlike forms (22.40円/kg and 6.5%) are
compared by what they come to, which ``AtMost`` does.

``law`` (import controls under other acts) is not read. In the edition of 2026-07-09 all lines with a rate marked ※
have ``SP`` there, the Act on Price Adjustment of Sugar and Starch: the names of these duties say what is not in them.
"""

from __future__ import annotations

import functools
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from xborder.errors import BadInput, LawError
from xborder.law.sources import Evidence
from xborder.tariff.expression import DutyExpression
from xborder.tariff.files import File, FileSource, first_day, fold
from xborder.tariff.jp_dialect import WTO_COLUMN, Clause, Obstacle, not_above, read_cell
from xborder.tariff.jp_programmes import PARTIES, PROGRAMMES, WITHOUT_WTO_RATE, Programme
from xborder.tariff.records import Counter, Edition, Line, Reading, Record, Tariff
from xborder.tariff.terms import AtMost

__all__ = ["read_jp"]

_MAX_DEPTH: Final = 40
_GENERAL, _TEMPORARY, _WTO = "基本", "暫定", "WTO協定"
_ORDINARY: Final = frozenset({_GENERAL, _TEMPORARY, _WTO})
_CHAPTER: Final = re.compile(r"j_([0-9]{2})_tariff_data\.json\Z")
_INDEX: Final = re.compile(r"(?:\A|/)index\.json\Z")
_VERSION: Final = re.compile(r"([0-9]{4})_([0-9]{2})_([0-9]{2})")
_STAT_CODE: Final = re.compile(r"(?:[0-9]{2}\.[0-9]{2}|[0-9]{4}\.[0-9]{2})?")
_SUFFIX: Final = re.compile(r"(?:[0-9]{3})?")
_ORDER: Final = re.compile(r"(?:TWQ|CSQ)-JP[0-9]+")
_NUMBERING: Final = re.compile(r"\A[(（]?[0-9]{1,2}[)）]?\s*(?=毎年)")
_REST: Final = "その他のもの"
_GENERAL_ACT: Final = "Customs Tariff Act, appended table"
_TEMPORARY_ACT: Final = "Temporary Tariff Measures Act, Article 2"
_WTO_SCHEDULE: Final = "Schedule XXXVIII (Japan) to the GATT 1994"


def read_jp(source: FileSource, *, on: date | None = None, name: str | None = None) -> Reading:
    """Read Japan's tariff schedule.

    Args:
        source: the archive or folder of chapter files (``j_61_tariff_data.json``), or one of them.
        on: the first day that the edition is in force; that of its version, when not given. Without either it answers
            for every day, and every answer says so.
        name: the publisher's name of the edition; made from the day or the name of the file, when not given.

    Returns:
        The edition, whole when every chapter that its index counts is there; its records are groups of parties, lines,
        and one ordinary duty and the preferences of each line of statistics.

    Raises:
        BadInput: there is no file, ``on`` is no date, or ``name`` no text.
        LawError: it is no such schedule. The records raise it too, naming the chapter file and the node.
    """
    begins = first_day(on)
    if name is not None and not isinstance(name, str):
        raise BadInput(f"{name!r:.40} is no text", path="name", hint="leave it out, or give one")
    file = File.open(source, name="j_tariff_data.json")
    files = list(file.members())
    chapters = [one for one in files if _CHAPTER.search(one.name)]
    if len(files) == 1 and not file.is_archive:
        chapters = files
    if not chapters:
        raise file.error("no chapter of Japan's schedule is in it", hint="files named like j_61_tariff_data.json")
    index = next((one for one in files if _INDEX.search(one.name)), None)
    version, count, total = _index(index) if index is not None else (None, None, None)
    start = begins or version
    counter = Counter(total=total)
    edition = Edition(
        area="JP",
        name=name or (f"Japan import tariff schedule of {start.isoformat()}" if start is not None else file.stem),
        form="jp",
        title="Japan's import tariff schedule (実行関税率表), parsed to JSON",
        publisher="Japan Customs; parsed by a third party",
        url="https://www.customs.go.jp/tariff/",
        from_=start,
        published=version,
        whole=count is not None and len(chapters) == count,
        evidence=Evidence.SECONDARY,
    )
    return Reading(edition=edition, records=_records(chapters, counter), counted=counter)


def _index(file: File) -> tuple[date, int, int | None]:
    """The day, the number of chapters and the number of nodes that the index of an archive gives."""
    found = file.json()
    if not isinstance(found, dict):
        raise file.error("the index is no object", hint='{"version": "2026_07_09", "total_chapters": 96, ...}')
    version, count, total = found.get("version"), found.get("total_chapters"), found.get("total_items")
    match = _VERSION.fullmatch(version) if isinstance(version, str) else None
    if match is None or not isinstance(count, int):
        raise file.error("the index has no version or no total_chapters", hint='"2026_07_09" and 96')
    return file.day("-".join(match.groups()), column="version"), count, total if isinstance(total, int) else None


def _records(chapters: Sequence[File], counter: Counter) -> Iterator[Record]:
    for programme in PROGRAMMES.values():
        yield from programme.groups()
    for file in chapters:
        yield from _Chapter(file, counter).records()


# --- the tree ---------------------------------------------------------------------------------------------------------

_Rates = Mapping[str, str]


@attrs.frozen
class _Node:
    """A node as it stands in the file, checked.

    Attributes:
        place: where it stands: ``[3].children[1]``.
        rates: the cells that are filled.
    """

    place: str
    stat: str
    suffix: str
    description: str
    rates: _Rates
    units: tuple[str, ...]
    children: Sequence[object]

    @property
    def code(self) -> str:
        return self.stat + self.suffix

    @property
    def is_bare_heading(self) -> bool:
        """A heading printed above a line that has its number: it is above the lines that follow it."""
        return len(self.stat) == 4 and not (self.suffix or self.children or self.rates or self.description)


@attrs.define
class _Chapter:
    """A chapter file, read from top to bottom."""

    file: File
    counter: Counter

    def records(self) -> Iterator[Record]:
        tree = self.file.json()
        if not isinstance(tree, list):
            raise self.file.error("a chapter is an array of nodes", hint="a file like j_61_tariff_data.json")
        yield from self._siblings(self._nodes(tree, ""), 0, "", {})

    def _siblings(self, nodes: Sequence[_Node], depth: int, above: str, inherited: _Rates) -> Iterator[Record]:
        if depth > _MAX_DEPTH:
            raise self.file.error(f"{nodes[0].place} is nested too deeply", hint=f"at most {_MAX_DEPTH} levels")
        heading = ""
        waiting = deque(nodes)
        while waiting:
            node = waiting.popleft()
            if node.is_bare_heading:
                heading = node.stat
                yield Line(code=heading, depth=depth, description="")
                continue
            if not node.stat.startswith(heading):
                heading = ""
            same = [node]
            while node.suffix and waiting and waiting[0].code == node.code:
                same.append(waiting.popleft())
            children = [self._nodes(one.children, f"{one.place}.children") for one in same]
            # The heading that follows is sometimes printed below the last line of the one before.
            strays = [one for below in children for one in below if one.is_bare_heading and one.stat != node.stat[:4]]
            waiting.extendleft(reversed(strays))
            below = [[one for one in few if one not in strays] for few in children] if strays else children
            yield from self._line(same, below, depth + 1 if heading else depth, heading or above, inherited)

    def _line(
        self, same: Sequence[_Node], below: Sequence[Sequence[_Node]], depth: int, above: str, inherited: _Rates
    ) -> Iterator[Record]:
        """A line of the schedule: one node, or the nodes of its seasons."""
        node = same[0]
        # A group of lines is printed with the number of the line above it, which it is not.
        code = "" if node.code == above else node.code
        yield Line(code=code, depth=depth, description=" / ".join(one.description for one in same), units=node.units)
        for one, children in zip(same, below, strict=True):
            rates = {**inherited, **one.rates}
            if code and (one.suffix or not children):
                yield from self._tariffs(one, rates, _NUMBERING.sub("", one.description) if len(same) > 1 else "")
            if children:
                yield from self._siblings(children, depth + 1, code or above, rates)

    def _nodes(self, items: Sequence[object], place: str) -> list[_Node]:
        return [self._node(item, f"{place}[{number}]") for number, item in enumerate(items)]

    def _tariffs(self, node: _Node, rates: _Rates, season: str) -> Iterator[Tariff]:
        column = ""
        try:
            ordinary = tuple(rates.get(column, "") for column in (_GENERAL, _TEMPORARY, _WTO))
            if any(ordinary):
                column = _WTO if ordinary[2] else _TEMPORARY if ordinary[1] else _GENERAL
                for duty in _ordinary(*ordinary):
                    yield duty.tariff(node.code, season)
            for column, text in rates.items():
                if column not in _ORDINARY:
                    for duty in _preference(column, text):
                        yield duty.tariff(node.code, season)
        except BadInput as error:
            raise self.file.error(
                f"{node.place}.rate.{column} ({node.code}): {error.message}", hint=error.hint
            ) from None

    # What a node may be

    def _node(self, item: object, place: str) -> _Node:
        self.counter.rows += 1
        if not isinstance(item, dict):
            raise self._wrong(place, "an object")
        stat = self._text(item, "stat_code", place)
        suffix = self._text(item, "hs_code", place)
        if _STAT_CODE.fullmatch(stat) is None:
            raise self._wrong(f"{place}.stat_code", "a number like 61.01 or 6101.20")
        if _SUFFIX.fullmatch(suffix) is None or (suffix and len(stat) != 7):
            raise self._wrong(f"{place}.hs_code", "three digits after a number like 6101.20, or nothing")
        return _Node(
            place,
            stat.replace(".", ""),
            suffix,
            fold(self._text(item, "desc", place)),
            self._cells(item, "rate", place),
            tuple(fold(unit) for unit in self._cells(item, "unit", place).values()),
            self._children(item, place),
        )

    def _text(self, item: Mapping[str, object], key: str, place: str) -> str:
        text = item.get(key)
        if not isinstance(text, str):
            raise self._wrong(f"{place}.{key}", "text")
        return text

    def _cells(self, item: Mapping[str, object], key: str, place: str) -> dict[str, str]:
        cells = item.get(key)
        if not isinstance(cells, dict):
            raise self._wrong(f"{place}.{key}", "an object of texts")
        filled: dict[str, str] = {}
        for column, cell in cells.items():
            if not isinstance(cell, str):
                raise self._wrong(f"{place}.{key}.{column}", "text")
            if cell and not cell.isspace():
                filled[column] = cell
        return filled

    def _children(self, item: Mapping[str, object], place: str) -> Sequence[object]:
        children = item.get("children")
        if not isinstance(children, list):
            raise self._wrong(f"{place}.children", "an array")
        return children

    def _wrong(self, place: str, wanted: str) -> LawError:
        return self.file.error(f"{place} is not {wanted}", hint="the file as published")


# --- the duties -------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Duty:
    """A measure without the line that it is for; the same for all lines with the same cells."""

    kind: str
    text: str
    name: str
    expression: str = ""
    origin: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    programme: str = ""
    order: str = ""
    conditions: str = ""
    legal: str = ""

    def tariff(self, code: str, season: str) -> Tariff:
        return Tariff(
            code=code,
            kind=self.kind,
            text=self.text,
            dialect="jp",
            expression=self.expression,
            origin=self.origin,
            excluded=self.excluded,
            programme=self.programme,
            order=self.order,
            conditions="; ".join(filter(None, (season, self.conditions))),
            legal=self.legal,
            name=self.name,
        )


@functools.lru_cache(maxsize=16_384)
def _ordinary(general: str, temporary: str, wto: str) -> tuple[_Duty, ...]:
    """The ordinary duty of a line, from its three columns."""
    own_text = temporary or general
    called = "temporary rate" if temporary else "general rate"
    legal = _TEMPORARY_ACT if temporary else _GENERAL_ACT
    instead = f", in place of the general rate {general}" if temporary and general else ""
    if not wto:
        return tuple(
            _Duty(kind="mfn", text=one.rate, name=called + instead + _marked(one), conditions=goods, legal=legal)
            for one, goods in _with_goods(read_cell(own_text))
        )
    if not own_text:
        return tuple(
            _Duty(kind="mfn", text=one.rate, name="WTO rate", conditions=goods, legal=_WTO_SCHEDULE)
            for one, goods in _with_goods(read_cell(wto))
        )
    own, *others = read_cell(own_text)
    if others or own.goods:
        raise BadInput(f"{own_text!r:.60} has a duty for each kind of goods beside a WTO rate", hint="one duty")
    return tuple(
        attrs.evolve(_lower(own, bound, "暫定" if temporary else "基本", called + instead, legal), conditions=goods)
        for bound, goods in _with_goods(read_cell(wto))
    )


def _lower(own: Clause, bound: Clause, column: str, called: str, legal: str) -> _Duty:
    """The lower of the rate of Japan's own law and the one bound in the WTO."""
    statutory = _Duty(
        kind="mfn", text=own.rate, name=f"{called}; the WTO rate {bound.rate} is not lower{_marked(own)}", legal=legal
    )
    if bound.bracketed:
        return statutory
    wto = _Duty(
        kind="mfn",
        text=bound.rate,
        name=f"WTO rate, not above the {called} {own.rate}{_marked(bound)}",
        excluded=WITHOUT_WTO_RATE,
        legal=_WTO_SCHEDULE,
    )
    both = attrs.evolve(
        wto,
        text=f"{column} {own.rate}{WTO_COLUMN}{bound.rate}",
        name=f"the lower of the {called} and the WTO rate{_marked(own)}{_marked(bound)}",
        legal=f"{legal}; {_WTO_SCHEDULE}",
    )
    if isinstance(own.duty, Obstacle) or isinstance(bound.duty, Obstacle):
        return both
    if not_above(own.duty, bound.duty):
        return statutory
    if not_above(bound.duty, own.duty):
        return wto
    return attrs.evolve(both, expression=str(DutyExpression(AtMost(own.duty, bound.duty))))


@functools.lru_cache(maxsize=16_384)
def _preference(column: str, text: str) -> tuple[_Duty, ...]:
    """The duties of a cell of a preference."""
    programme = PROGRAMMES.get(column) or _unknown(column)
    cell = read_cell(text)
    named = tuple(dict.fromkeys(_party(name) for clause in cell for name in clause.parties if not clause.in_quota))
    return tuple(
        _Duty(
            kind="quota" if clause.in_quota else "preference",
            text=clause.rate,
            name=programme.name + _marked(clause),
            origin=tuple(_party(name) for name in clause.parties) or programme.origin,
            excluded=named if clause.others else (),
            programme=programme.id,
            order=", ".join(_ORDER.findall(clause.goods)),
            conditions="; ".join(filter(None, (goods, programme.conditions))),
        )
        for clause, goods in _with_goods(cell)
    )


def _unknown(column: str) -> Programme:
    """A preference that is newer than the table: for goods of nobody knows whom."""
    if not column.startswith("EPA_"):
        raise BadInput(f"{column!r:.40} is no column of the schedule", hint=f"one of {', '.join(PROGRAMMES)}")
    return Programme(column, column, column, conditions="origin in a party of the agreement, which is not known here")


def _party(name: str) -> str:
    try:
        return PARTIES[name]
    except KeyError:
        raise BadInput(f"{name!r:.40} is no party known", hint=f"one of {', '.join(PARTIES)}") from None


def _with_goods(cell: tuple[Clause, ...]) -> Iterator[tuple[Clause, str]]:
    """The clauses of a cell, each with what must hold for it.

    The row for other goods is for all goods when the rows before it are quotas: outside a quota nothing must hold.
    """
    before: list[str] = []
    for clause in cell:
        goods = clause.goods
        if clause.out_of_quota or (goods == _REST and not before):
            goods = ""
        elif goods == _REST:
            goods = f"{_REST}; none of: {'; '.join(before)}"
        elif not clause.in_quota and goods:
            before.append(goods)
        yield clause, goods


def _marked(clause: Clause) -> str:
    if not clause.marks:
        return ""
    sugar = "; a levy under the Act on Price Adjustment of Sugar and Starch is not in it" if "※" in clause.marks else ""
    return f" (marked {clause.marks} in the schedule{sugar})"
