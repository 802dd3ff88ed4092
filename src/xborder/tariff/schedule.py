"""The tariffs of any number of customs areas in one file, loaded from what their authorities publish."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from importlib import import_module
from types import TracebackType
from typing import Final, Self, cast

import attrs

from xborder.errors import BadInput
from xborder.goods.hs import normalise
from xborder.law.sources import Source
from xborder.places.countries import COUNTRY_CODES, check_country
from xborder.tariff import _loading
from xborder.tariff._catalogue import areas, fingerprint, loaded_editions
from xborder.tariff._loading import LoadReport, Progress
from xborder.tariff._retrieval import hold
from xborder.tariff._store import Store, stamp_of
from xborder.tariff._suggesting import suggest
from xborder.tariff._tree import children_of, locate
from xborder.tariff._view import Area, Spans, Terms, View, lists_of
from xborder.tariff.answers import DutyAnswer
from xborder.tariff.differences import EditionDiff, compare
from xborder.tariff.editions import LoadedEdition
from xborder.tariff.files import FileSource
from xborder.tariff.holdings import Holding
from xborder.tariff.measures import Lookup
from xborder.tariff.records import Line, Reading
from xborder.tariff.schedule_duties import ScheduleDuties
from xborder.tariff.search import Suggestion

__all__ = ["LoadReport", "Schedule"]

_MOST_VIEWS: Final = 400
_LONGEST: Final = 200
_LONGEST_WAIT: Final = 3600


@attrs.define(eq=False)
class _Seen:
    """What is kept of one state of the store."""

    stamp: int
    views: dict[tuple[str, date], View] = attrs.field(factory=dict)
    areas: dict[str, Area] = attrs.field(factory=dict)
    lists: Mapping[int, Spans] | None = None
    sources: dict[str, Mapping[str, Source]] = attrs.field(factory=dict)
    digests: dict[str, str] = attrs.field(factory=dict)


@attrs.define(eq=False)
class Schedule:
    r"""A tariff store: one SQLite file.

    It is the tariff of a desk (``Desk(tariffs=schedule)``), may be asked by any number of threads and processes, also
    while another one loads, and is closed at the end of a ``with`` or by ``close``. Loading an edition again replaces
    it; a load that fails or is killed leaves the store as it was.

    >>> from datetime import date
    >>> from tempfile import TemporaryDirectory
    >>> table = b"code,duty,description\n6109.10,12%,T-shirts of cotton\n"
    >>> with TemporaryDirectory() as folder, Schedule.create(f"{folder}/tariffs.sqlite") as schedule:
    ...     report = schedule.load_csv(table, area="XX", name="2026", on=date(2026, 1, 1))
    ...     found = schedule.lookup("XX", "6109.10", on=date(2026, 7, 1))
    ...     suggested = schedule.search("XX", "cotton t-shirt")[0]
    >>> report.rows, report.lines, str(found.base), suggested.code, suggested.rate
    (1, 1, 'mfn 12%', '610910', '12%')
    """

    _store: Store
    _terms: Terms = attrs.field(init=False, factory=Terms, repr=False)
    _seen: _Seen = attrs.field(init=False, factory=lambda: _Seen(-1), repr=False)
    _duties: ScheduleDuties = attrs.field(init=False, repr=False)

    @_duties.default
    def _make_duties(self) -> ScheduleDuties:
        from xborder.law.book import bundled  # noqa: PLC0415 - the law loads when it is looked up

        return ScheduleDuties(self, bundled())

    # --- the store

    @classmethod
    def create(cls, path: str | os.PathLike[str], *, patience: int = 10) -> Schedule:
        """Make a new, empty store.

        Args:
            path: the file to make; its folder must be there.
            patience: for how many seconds a store that another process is writing is waited for.

        Raises:
            BadInput: there is something already, or it is no path of a file.
            StoreUnavailable: the place cannot be written.
        """
        return cls(Store.create(path, _whole(patience, 0, _LONGEST_WAIT, "patience")))

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, read_only: bool = False, patience: int = 10) -> Schedule:
        """Open a store that is there.

        Args:
            path: the file.
            read_only: never write it.
            patience: for how many seconds a store that another process is writing is waited for.

        Raises:
            BadInput: there is none, or the file is something else or of a newer release.
            LawError: it is damaged.
            StoreUnavailable: it cannot be read.
        """
        return cls(Store.open(path, read_only=read_only, patience=_whole(patience, 0, _LONGEST_WAIT, "patience")))

    def close(self) -> None:
        """Close the file; a closed schedule answers no more."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> str:
        """The file."""
        return str(self._store.path)

    def check(self) -> None:
        """Read the whole file to see that it is sound.

        Raises:
            LawError: it is damaged.
        """
        self._store.check()

    # --- loading

    def load(self, reading: Reading, progress: Progress | None = None) -> LoadReport:
        """Take what a reader has found into the store, all of it or nothing.

        Args:
            reading: an edition and its records.
            progress: is called from time to time with the reading's ``Counter``.

        Raises:
            LawError: the file or a record makes no sense; the store is as it was.
            BadInput: the edition does not say what it is; the store is as it was.
            StoreUnavailable: the store cannot be written now; it is as it was.
        """
        return _loading.load(self._store, reading, progress, date.today())  # noqa: DTZ011 - the host's day

    def load_us_hts(self, source: FileSource, *, progress: Progress | None = None, **options: object) -> LoadReport:
        """Load the Harmonized Tariff Schedule of the United States, as exported by the USITC in JSON or CSV.

        Args:
            source: the file, by its path or its content.
            progress: see ``load``.
            **options: see ``xborder.tariff.us_hts.read_us_hts``.
        """
        return self._load("us_hts", "read_us_hts", source, progress, options)

    def load_uk_api(self, source: FileSource, *, progress: Progress | None = None, **options: object) -> LoadReport:
        """Load a body of the UK Trade Tariff API: a commodity, a heading, or geographical areas.

        Args:
            source: the file, by its path or its content.
            progress: see ``load``.
            **options: see ``xborder.tariff.uk_api.read_uk_api``.
        """
        return self._load("uk_api", "read_uk_api", source, progress, options)

    def load_uk_bulk(self, source: FileSource, *, progress: Progress | None = None, **options: object) -> LoadReport:
        """Load a table of the UK tariff's bulk data: measures, or commodities.

        Args:
            source: the file, by its path or its content.
            progress: see ``load``.
            **options: see ``xborder.tariff.uk_bulk.read_uk_bulk``.
        """
        return self._load("uk_bulk", "read_uk_bulk", source, progress, options)

    def load_eu_taric(self, source: FileSource, *, progress: Progress | None = None, **options: object) -> LoadReport:
        """Load the European Union's TARIC.

        Args:
            source: the file, by its path or its content.
            progress: see ``load``.
            **options: see ``xborder.tariff.eu_taric.read_eu_taric``.
        """
        return self._load("eu_taric", "read_eu_taric", source, progress, options)

    def load_jp(self, source: FileSource, *, progress: Progress | None = None, **options: object) -> LoadReport:
        """Load Japan's import tariff schedule.

        Args:
            source: the file, by its path or its content.
            progress: see ``load``.
            **options: see ``xborder.tariff.jp_tariff.read_jp``.
        """
        return self._load("jp_tariff", "read_jp", source, progress, options)

    def load_ca(self, source: FileSource, *, progress: Progress | None = None, **options: object) -> LoadReport:
        """Load Canada's Customs Tariff.

        Args:
            source: the file, by its path or its content.
            progress: see ``load``.
            **options: see ``xborder.tariff.ca_cbsa.read_ca_cbsa``.
        """
        return self._load("ca_cbsa", "read_ca_cbsa", source, progress, options)

    def load_csv(self, source: FileSource, *, progress: Progress | None = None, **options: object) -> LoadReport:
        """Load a table of your own: codes and duties.

        Args:
            source: the file, by its path or its content.
            progress: see ``load``.
            **options: see ``xborder.tariff.plain_csv.read_plain_csv``.
        """
        return self._load("plain_csv", "read_plain_csv", source, progress, options)

    def load_list(self, source: FileSource, *, progress: Progress | None = None, **options: object) -> LoadReport:
        """Load a list of codes that law refers to.

        Args:
            source: the file, by its path or its content.
            progress: see ``load``.
            **options: see ``xborder.tariff.list_csv.read_list``.
        """
        return self._load("list_csv", "read_list", source, progress, options)

    def load_hs(self, source: FileSource, *, progress: Progress | None = None, **options: object) -> LoadReport:
        """Load the nomenclature of the Harmonized System.

        Args:
            source: the file, by its path or its content.
            progress: see ``load``.
            **options: see ``xborder.tariff.hs_nomenclature.read_hs``.
        """
        return self._load("hs_nomenclature", "read_hs", source, progress, options)

    def _load(
        self, module: str, name: str, source: FileSource, progress: Progress | None, options: Mapping[str, object]
    ) -> LoadReport:
        # A reader loads with the first file of its form.
        read = cast("Callable[..., Reading]", getattr(import_module(f"xborder.tariff.{module}"), name))
        _check_options(read, f"xborder.tariff.{module}.{name}", options)
        try:
            reading = read(source, **options)
        except (TypeError, AttributeError) as error:
            hint = f"see xborder.tariff.{module}.{name}"
            raise BadInput(f"an option has no possible value: {error}", path="options", hint=hint) from error
        return self.load(reading, progress)

    def remove(self, edition: LoadedEdition) -> None:
        """Take an edition out of the store.

        Args:
            edition: one of ``editions()``.

        Raises:
            BadInput: it is not there.
            StoreUnavailable: the store cannot be written now.
        """
        _loading.remove(self._store, edition)

    # --- what is loaded

    def editions(self, area: str = "") -> tuple[LoadedEdition, ...]:
        """What is loaded for an area or for all, older editions first."""
        with self._store.glance() as db:
            return loaded_editions(db, area)

    @property
    def areas(self) -> tuple[str, ...]:
        """The customs areas that something is loaded for."""
        with self._store.glance() as db:
            return areas(db)

    @property
    def stamp(self) -> int:
        """A number that changes with everything that is loaded or removed."""
        return self._store.stamp()

    def sources(self, area: str) -> Mapping[str, Source]:
        """The editions loaded for an area as sources, by the keys that answers name."""
        with self._store.glance() as db:
            kept = self._kept(stamp_of(db)).sources
            found = kept.get(area)
            if found is None:
                found = kept[area] = {one.key: one.source for one in (loaded_editions(db, area) if area else ())}
        return found

    def digest(self, area: str) -> str:
        """The fingerprint of what is loaded for an area: what makes an answer repeatable; empty when nothing is."""
        with self._store.glance() as db:
            kept = self._kept(stamp_of(db)).digests
            found = kept.get(area)
            if found is None:
                found = kept[area] = fingerprint(loaded_editions(db, area)) if area else ""
        return found

    def diff(self, area: str, older: LoadedEdition | str, newer: LoadedEdition | str) -> EditionDiff:
        """What changed between two editions of an area.

        Args:
            area: the customs area.
            older: one of ``editions(area)``, or its name or key; ``newer`` likewise.
            newer: the other.

        Raises:
            BadInput: there is no such edition, or several.
        """
        loaded = self.editions(area)
        first, second = (_named(loaded, one, path) for one, path in ((older, "older"), (newer, "newer")))
        with self._store.reading() as db:
            return compare(db, first, second)

    # --- questions

    def lookup(
        self,
        area: str,
        hs: str,
        on: date,
        origin: str | None = "",
        preference: str | None = None,
        codes: Collection[str] = (),
    ) -> Lookup | None:
        """All that the tariff says of goods; ``None`` when it does not know their code.

        A code is answered by its own line, or by that line or duty above it that it only adds digits to. A shorter one
        is answered for all lines below it, and one that the tariff does not have for the lines that share its first
        six digits or more, with a remark; goods of other headings never answer for it. Among what lies on top of the
        duty is what the bundled law packs lay there by origin, date and lists of goods, for an ordinary import.

        Args:
            area: customs area: ``US``, ``GB``, ``XI``, ``EU``, ``JP`` ...
            hs: HS or national tariff code, 2 to 12 digits, dots allowed.
            on: the day.
            origin: country of origin, ISO 3166-1 alpha-2; empty when not known.
            preference: the preference claimed; see ``xborder.tariff.selection.select``.
            codes: additional codes named for the goods, such as that of the company that made them.

        Raises:
            BadInput: ``hs`` is no code, ``origin`` no country, or nothing is loaded for the area.
        """
        if type(hs) is not str:
            normalise(hs)
        _check_area(area)
        _check_day(on)
        if type(origin) is not str or origin not in _CLEAR:
            origin = check_country(origin, "origin") if origin is not None else ""
        if preference is not None and not isinstance(preference, str):
            raise BadInput(f"{preference!r:.40} is no text", path="preference", hint='for example "usmca" or "auto"')
        found = self._duties.lookup(area, hs, on, origin, preference or "", codes)
        if found is None:
            self._check_loaded(area)
        return found

    def duty(self, area: str, hs: str, on: date, origin: str = "", preference: str = "") -> DutyAnswer | None:
        """The duty on goods, as a desk asks for it; see ``xborder.tariff.DutySource``."""
        return self._duties.duty(area, hs, on, origin, preference)

    def lists(self, area: str, hs: str, on: date) -> frozenset[str]:
        """The lists that goods of a code are on, on a day: for a wide code, those that every line below it is on."""
        return self._duties.lists(area, hs, on)

    def holding(self, area: str, code: str, on: date) -> Holding | None:
        """What is held for a code on a day, of whatever origin; ``None`` when nothing is known of it.

        Raises:
            BadInput: it is no code.
        """
        digits = normalise(code)
        with self._asking(area, on) as (db, view):
            return hold(db, view, digits)

    def lists_known(self, area: str, on: date) -> frozenset[str]:
        """All lists loaded for an area that have entries on the day."""
        with self._asking(area, on) as (_, view):
            return view.lists

    def ancestors(self, area: str, code: str, on: date) -> tuple[Line, ...]:
        """The lines above the line of a code, from the top down, grouping lines without a code included.

        Raises:
            BadInput: it is no code, or nothing is loaded for the area.
        """
        digits = normalise(code)
        with self._asking(area, on) as (db, view):
            self._check_loaded(area, view)
            place = locate(db, view, digits)
            return tuple(node.line for node in reversed(place.above)) if place is not None else ()

    def children(self, area: str, code: str, on: date) -> tuple[Line, ...]:
        """The lines directly below a code; those below a grouping line without a code come right after it.

        Args:
            area: the customs area.
            code: 2 to 12 digits, or nothing for the lines at the top.
            on: the day.

        Raises:
            BadInput: it is no code, or nothing is loaded for the area.
        """
        digits = normalise(code) if code else ""
        with self._asking(area, on) as (db, view):
            self._check_loaded(area, view)
            return tuple(node.line for node in children_of(db, view, digits))

    def search(
        self, area: str, text: str, limit: int = 10, chapter: str | None = None, on: date | None = None
    ) -> tuple[Suggestion, ...]:
        """Lines whose words fit what somebody calls the goods, best first: suggestions, never a classification.

        Args:
            area: the customs area.
            text: any words.
            limit: at most so many.
            chapter: only codes that begin so.
            on: the day; the host's today when it is not given.

        Raises:
            BadInput: ``limit`` or ``chapter`` make no sense, or nothing is loaded for the area.
        """
        many = _whole(limit, 1, _LONGEST, "limit")
        if not isinstance(text, str):
            raise BadInput(f"{type(text).__name__} is no text", path="text", hint="for example cotton T-shirt")
        prefix = normalise(chapter) if chapter else ""
        with self._asking(area, on or date.today()) as (db, view):  # noqa: DTZ011 - the host's day
            self._check_loaded(area, view)
            return suggest(db, view, text, many, prefix)

    # --- what is kept

    @contextmanager
    def _asking(self, area: str, on: date) -> Iterator[tuple[sqlite3.Connection, View]]:
        """A state of the store, and what answers for an area on a day in that state."""
        _check_area(area)
        _check_day(on)
        with self._store.reading() as db:
            seen = self._kept(stamp_of(db))
            views = seen.views
            view = views.get((area, on))
            if view is None:
                loaded = seen.areas.get(area)
                if loaded is None:
                    if seen.lists is None:
                        seen.lists = lists_of(db)
                    loaded = Area.of(db, area, seen.lists)
                    if loaded.loaded:  # what nobody has loaded may be any number of names
                        seen.areas[area] = loaded
                view = View.of(db, loaded, on, self._terms)
                while len(views) >= _MOST_VIEWS:
                    views.pop(next(iter(views), (area, on)), None)
                views[area, on] = view
            yield db, view

    def _check_loaded(self, area: str, view: View | None = None) -> None:
        """Refuses an area of which nothing is loaded, whatever the day."""
        if view is not None and view.editions:
            return
        with self._store.glance() as db:
            loaded = areas(db)
        if area not in loaded:
            meant = next((one for one in loaded if one == area.strip().upper()), "")
            hint = (
                f"loaded: {', '.join(loaded):.400}" if loaded else "nothing is loaded yet: begin with a load_... method"
            )
            hint = f"use {meant!r}; {hint}" if meant else hint
            raise BadInput(f"nothing is loaded for the customs area {area!r:.40}", path="area", hint=hint)

    def _kept(self, stamp: int) -> _Seen:
        """What is kept of a state of the store; a thread that still asks an older one keeps that to itself."""
        seen = self._seen
        if seen.stamp != stamp:
            seen = self._seen = _Seen(stamp)
        return seen


_CLEAR: Final = frozenset({"", *COUNTRY_CODES})
"""Origins that need no second look."""


def _check_area(area: object) -> None:
    if not isinstance(area, str):
        raise BadInput(f"{area!r:.40} is no customs area", path="area", hint='text, for example "US"')


def _check_day(on: object) -> None:
    if not isinstance(on, date) or isinstance(on, datetime):
        raise BadInput(f"{on!r:.40} is no day", path="on", hint="date(2026, 7, 1)")


def _check_options(read: Callable[..., Reading], name: str, options: Mapping[str, object]) -> None:
    """Refuses options that a reader does not have, and asks for those that it needs."""
    from inspect import Parameter, signature  # noqa: PLC0415 - only loading needs it

    _, *known = signature(read).parameters.values()
    names = ", ".join(one.name for one in known)
    for option in options:
        if all(one.name != option for one in known):
            raise BadInput(f"there is no option {option!r:.40}", path=option, hint=f"one of {names}; see {name}")
    needed = [one.name for one in known if one.default is Parameter.empty and one.name not in options]
    if needed:
        raise BadInput(
            f"the option{'s' if len(needed) > 1 else ''} {' and '.join(needed)} must be given",
            path=needed[0],
            hint=f"for example {', '.join(_EXAMPLES.get(one, f'{one}=...') for one in needed)}; see {name}",
        )


_EXAMPLES: Final[Mapping[str, str]] = {
    "area": 'area="AU"',
    "name": 'name="2026-1"',
    "list": 'list="9903.88.15"',
    "on": "on=date(2026, 7, 1)",
}


def _whole(value: object, least: int, most: int, path: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    raise BadInput(f"{value!r:.20} is not possible here", path=path, hint=f"a whole number from {least} to {most}")


def _named(editions: tuple[LoadedEdition, ...], wanted: LoadedEdition | str, path: str) -> LoadedEdition:
    if isinstance(wanted, LoadedEdition):
        found = [one for one in editions if one.id == wanted.id]
    else:
        found = [one for one in editions if wanted in {one.edition.name, one.key}]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.key for one in editions)
    raise BadInput(
        f"{'several editions are' if found else 'no edition is'} called {getattr(wanted, 'key', wanted)!r:.80}",
        path=path,
        hint=f"one of {names:.400}" if names else "nothing is loaded for this area",
    )
