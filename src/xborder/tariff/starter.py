"""The starter tariff: most-favoured-nation duties of common e-commerce goods, read area by area from package data.

One TOML file per customs area lists HS prefixes with the duty of their national tariff lines: one expression where they
agree, several where they differ. What the text of a line does not let anybody compute is kept as text. A code that no
row covers is not guessed at: absence is the answer.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from importlib.resources import files
from typing import Final

import attrs

from xborder.errors import BadInput, LawError
from xborder.goods.hs import normalise
from xborder.law.sources import Evidence, Source, weakest
from xborder.tariff.answers import DutyAnswer
from xborder.tariff.dialects import parse_duty
from xborder.tariff.expression import DutyExpression

__all__ = ["AREAS", "StarterFile", "StarterTariff", "read_starter"]

_DATA = files("xborder.tariff").joinpath("data")
AREAS: Final[tuple[str, ...]] = tuple(
    sorted(file.name.removesuffix(".toml").upper() for file in _DATA.iterdir() if file.name.endswith(".toml"))
)
"""The customs areas that come with the library: one file each."""

_FILE_KEYS: Final = frozenset({"tariff", "sources", "duty"})
_TARIFF_KEYS: Final = frozenset({"area", "currency", "edition", "known_from", "checked", "mfn_not", "limitations"})
_SOURCE_KEYS: Final = frozenset({"title", "publisher", "url", "evidence", "seen", "note"})
_GROUP_KEYS: Final = frozenset({"source", "evidence", "from", "until", "known_from", "note", "rows", "texts"})


@attrs.frozen
class _Group:
    """What the rows of one ``[[duty]]`` table share."""

    source: str
    evidence: Evidence
    from_: date
    until: date
    known_from: date


@attrs.frozen
class _Row:
    """A prefix and what the tariff lines below it say; ``computable`` tells expressions from mere text."""

    code: str
    texts: tuple[str, ...]
    computable: bool
    group: _Group
    path: str

    def options(self) -> Iterator[DutyExpression]:
        for text in self.texts if self.computable else ():
            try:
                yield parse_duty(text)
            except BadInput as error:
                raise LawError(f"{self.code}: {error.message}", path=self.path, hint=error.hint) from error


@attrs.frozen
class StarterFile:
    """The starter tariff of one area, as its file says it.

    Attributes:
        area: ISO 3166-1 alpha-2 code, or EU.
        currency: the currency of that area.
        edition: which edition of the national tariff the rows were taken from.
        known_from: the first day that its rows are known for, unless a row says otherwise.
        checked: the day somebody last held the file against its sources.
        mfn_not: countries of origin whose goods do not get these rates.
        limitations: what is knowingly not in it.
        sources: where its rows come from, by key.
        digest: SHA-256 of the file, in hexadecimal.
    """

    area: str
    currency: str
    edition: str
    known_from: date
    checked: date
    mfn_not: tuple[str, ...]
    limitations: tuple[str, ...]
    sources: Mapping[str, Source]
    digest: str
    _rows: Mapping[str, tuple[_Row, ...]]
    _codes: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The prefixes that have a row, in order."""
        return self._codes

    def lookup(self, code: str, on: date) -> DutyAnswer | None:
        """The duty of a code of digits on a day; ``None`` when no row covers it and none lies below it."""
        covering = self._covering(code, on)
        below = list(self._below(code, on))
        used = ([covering] if covering is not None else []) + below
        if not used:
            return None
        known_from = max(row.group.known_from for row in used)
        options = dict.fromkeys(option for row in used for option in row.options())
        return DutyAnswer(
            code=code if below or covering is None else covering.code,
            options=tuple(options),
            text=" | ".join(dict.fromkeys(text for row in used for text in row.texts)),
            sources=tuple(dict.fromkeys(row.group.source for row in used)),
            evidence=weakest(*(row.group.evidence for row in used)),
            known_from=known_from,
            early=on < known_from,
            wide=bool(below),
            gaps=not all(row.computable for row in used),
        )

    def _covering(self, code: str, on: date) -> _Row | None:
        for length in range(len(code), 1, -1):
            for row in self._rows.get(code[:length], ()):
                if row.group.from_ <= on < row.group.until:
                    return row
        return None

    def _below(self, code: str, on: date) -> Iterator[_Row]:
        for other in self._codes[bisect_left(self._codes, code) :]:
            if not other.startswith(code):
                return
            if other != code:
                yield from (row for row in self._rows[other] if row.group.from_ <= on < row.group.until)


@attrs.frozen
class StarterTariff:
    """The starter tariffs of all areas; each file is read when it is first asked for.

    It may be shared between threads: two that ask at once may both read the file, and keep the same.

    >>> from datetime import date
    >>> answer = StarterTariff().duty("US", "6109.10.00.12", date(2026, 6, 8))
    >>> str(answer.expression), answer.code, answer.source
    ('16.5%', '610910', 'hts')
    >>> answer = StarterTariff().duty("EU", "4202.22", date(2026, 6, 8))
    >>> str(answer.low), str(answer.high)
    ('3.7%', '9.7%')
    """

    _shelf: dict[str, StarterFile] = attrs.field(init=False, factory=dict, repr=False, eq=False)

    def duty(self, area: str, hs: str, on: date, origin: str = "", preference: str = "") -> DutyAnswer | None:  # noqa: ARG002
        """The most-favoured-nation duty of a code in an area.

        The longest row that the code begins with answers. A code shorter than the rows is answered with every duty
        known below it; a code that no row covers, with those known of its heading: bounds, flagged as
        ``wide``.

        Args:
            area: customs area, one of ``AREAS``; for any other there is no answer.
            hs: HS or national tariff code, 2 to 12 digits, dots allowed.
            on: the day; a day before the rows are known is answered with ``early`` set.
            origin: country of origin, ISO 3166-1 alpha-2; some origins do not get these rates.
            preference: not used: the starter tariff knows no preferences.

        Returns:
            The answer, or ``None`` when the starter tariff knows nothing of the heading.

        Raises:
            BadInput: when ``hs`` is no code.
            LawError: when the area's file is malformed.
        """
        code = normalise(hs)
        if area not in AREAS:
            return None
        file = self.file(area)
        if origin and origin in file.mfn_not:
            return None
        return file.lookup(code, on) or file.lookup(code[:4], on)

    def sources(self, area: str) -> Mapping[str, Source]:
        """Where the rows of an area come from, by key; empty for an area without a file."""
        return self.file(area).sources if area in AREAS else {}

    def digest(self, area: str) -> str:
        """SHA-256 of the file of an area, in hexadecimal: what makes an answer repeatable; empty without a file."""
        return self.file(area).digest if area in AREAS else ""

    def file(self, area: str) -> StarterFile:
        """The file of an area.

        Raises:
            BadInput: for an area without a starter tariff.
            LawError: when the file is malformed.
        """
        found = self._shelf.get(area)
        if found is None:
            found = self._shelf[area] = _read_bundled(area)
        return found


def _read_bundled(area: str) -> StarterFile:
    if area not in AREAS:
        raise BadInput(f"there is no starter tariff for {area!r:.40}", path="area", hint=f"one of {', '.join(AREAS)}")
    name = f"{area.lower()}.toml"
    found = read_starter(_DATA.joinpath(name).read_bytes(), name)
    if found.area != area:
        raise LawError(f"this file is of {found.area!r}", path=f"{name}: tariff.area")
    return found


def read_starter(data: bytes, name: str) -> StarterFile:
    """Read the file of one area.

    Args:
        data: the TOML text as bytes.
        name: the file's name, for messages.

    Raises:
        LawError: when it is not TOML, or is no starter tariff; the path names the entry.
    """
    import tomllib  # noqa: PLC0415 - keeps the import of this module light

    try:
        tree = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LawError(f"not readable as TOML: {error}", path=name) from error
    top = _Table(tree, name, _FILE_KEYS)
    head = top.table("tariff", _TARIFF_KEYS)
    sources = {key: _source(key, top.table("sources").table(key, _SOURCE_KEYS)) for key in top.table("sources").entries}
    known_from = head.day("known_from")
    rows: dict[str, tuple[_Row, ...]] = {}
    for group in top.tables("duty", _GROUP_KEYS):
        for row in _rows_of(group, sources, known_from):
            others = rows.get(row.code, ())
            if any(row.group.from_ < other.group.until and other.group.from_ < row.group.until for other in others):
                raise LawError(f"{row.code} has two rows for the same days", path=row.path)
            rows[row.code] = (*others, row)
    return StarterFile(
        area=head.text("area"),
        currency=head.text("currency"),
        edition=head.text("edition"),
        known_from=known_from,
        checked=head.day("checked"),
        mfn_not=head.texts("mfn_not"),
        limitations=head.texts("limitations"),
        sources=sources,
        digest=hashlib.sha256(data).hexdigest(),
        rows=rows,
        codes=tuple(sorted(rows)),
    )


def _source(key: str, table: _Table) -> Source:
    return Source(
        title=table.text("title"),
        publisher=table.text("publisher"),
        evidence=table.grade("evidence"),
        seen=table.day("seen"),
        url=table.text("url", ""),
        note=table.text("note", ""),
        key=key,
    )


def _rows_of(table: _Table, sources: Mapping[str, Source], known_from: date) -> Iterator[_Row]:
    key = table.text("source")
    if key not in sources:
        raise LawError(f"no source {key!r} is defined", path=f"{table.path}.source")
    from_, until = table.day("from", date.min), table.day("until", date.max)
    if from_ >= until:
        raise LawError("the period ends before it starts", path=f"{table.path}.until")
    grade = sources[key].evidence
    group = _Group(
        source=key,
        evidence=weakest(grade, table.grade("evidence", grade)),
        from_=from_,
        until=until,
        known_from=max(from_, table.day("known_from", known_from)),
    )
    for name, computable in (("rows", True), ("texts", False)):
        for number, (code, *texts) in enumerate(table.lists(name)):
            path = f"{table.path}.{name}[{number}]"
            if not (code.isascii() and code.isdigit() and 2 <= len(code) <= 12):
                raise LawError(f"{code!r:.40} is no HS prefix", path=path, hint="2 to 12 digits without dots")
            if not texts or not all(texts):
                raise LawError(f"{code} has no duty", path=path, hint='for example ["610910", "16.5%"]')
            yield _Row(code, tuple(texts), computable, group, path)


@attrs.frozen
class _Table:
    """A TOML table that says where it stands when something in it is wrong."""

    entries: Mapping[str, object]
    path: str
    keys: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        for key in self.entries:
            if self.keys and key not in self.keys:
                raise LawError(f"unknown key {key!r}", path=self.path, hint=f"one of {', '.join(sorted(self.keys))}")

    def at(self, key: str) -> str:
        return f"{self.path}: {key}" if self.path.endswith(".toml") else f"{self.path}.{key}"

    def table(self, key: str, keys: frozenset[str] = frozenset()) -> _Table:
        return _Table(self._mapping(self.entries.get(key), self.at(key)), self.at(key), keys)

    def tables(self, key: str, keys: frozenset[str]) -> Iterator[_Table]:
        for number, entry in enumerate(self._list(key)):
            path = f"{self.at(key)}[{number}]"
            yield _Table(self._mapping(entry, path), path, keys)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.entries.get(key, default)
        if not isinstance(value, str):
            raise LawError("text is wanted", path=self.at(key), hint="write it in quotes")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._strings(self._list(key), self.at(key)))

    def lists(self, key: str) -> Iterator[list[str]]:
        for number, row in enumerate(self._list(key)):
            path = f"{self.at(key)}[{number}]"
            if not isinstance(row, list) or not row:
                raise LawError("a row is a list", path=path, hint='for example ["610910", "16.5%"]')
            yield list(self._strings(row, path))

    def day(self, key: str, default: date | None = None) -> date:
        value = self.entries.get(key, default)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise LawError("a day is wanted", path=self.at(key), hint="a TOML date without quotes: 2026-07-01")
        return value

    def grade(self, key: str, default: Evidence | None = None) -> Evidence:
        if default is not None and key not in self.entries:
            return default
        try:
            return Evidence(self.text(key))
        except ValueError as error:
            grades = ", ".join(grade.value for grade in Evidence)
            raise LawError("this is no grade of evidence", path=self.at(key), hint=f"one of {grades}") from error

    def _list(self, key: str) -> list[object]:
        value = self.entries.get(key, [])
        if not isinstance(value, list):
            raise LawError("a list is wanted", path=self.at(key))
        return value

    def _mapping(self, value: object, path: str) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise LawError("a table is wanted", path=path)
        return value

    def _strings(self, values: Iterable[object], path: str) -> Iterator[str]:
        for value in values:
            if not isinstance(value, str):
                raise LawError(f"{value!r:.40} is not text", path=path, hint="write it in quotes")
            yield value
