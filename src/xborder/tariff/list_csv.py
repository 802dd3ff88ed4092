"""Lists of codes that law refers to: goods of section 301 list 3, goods that an annex exempts.

A list is CSV with one code in a row. The caller says which columns hold the code and the dates, and what the list is
called: one name, or one made of columns (``us.s232.annex-{annex}.{metal_type}``).

For the files in which the Budget Lab at Yale transcribes the lists of chapter 99 of the HTS and of the proclamations
behind it, ``RECIPES`` says all that. Their lists are called:

- by the heading of chapter 99 where the file gives one: ``9903.88.15``, ``9903.78.01``, ``9903.01.13`` ...
- ``us.s122-exempt`` and ``us.ieepa-exempt``: goods exempt from the duties of section 122, and from those under the
  International Emergency Economic Powers Act;
- ``us.s232.annex-1a.steel`` ... ``us.s232.annex-3.aluminum``: annexes ``1a``, ``1b``, ``1c``, ``2`` and ``3`` of the
  metals proclamations of 2026, by metal (``steel``, ``aluminum``, ``copper``);
- ``us.s232.mill.steel``, ``us.s232.mill.aluminum``, ``us.s232.derivative.steel``, ``us.s232.derivative.aluminum``: mill
  products and derivatives before them.

The file of the annexes is corrected in two points, by the lists of U.S. note 16(c) as the annexes to Proclamation 11021
print them. Articles of chapter 76 that it labels steel (7601, 7604 to 7609 and three more codes) are on the lists of
aluminium; what the file says is in the note of the entry. And codes of fewer than eight digits are left out of annexes
1b, 2 and 3 of 6 April 2026: these name subheadings alone, and the short codes (``8471``, ``8501``) only stand in the
descriptions of goods. The one that stands for a subheading that is missing (``940399``) is read as that: 9403.99.9020.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.law.sources import Evidence
from xborder.tariff.files import File, FileSource, Row, fold
from xborder.tariff.records import Counter, Edition, ListEntry, Reading, Record

__all__ = ["RECIPES", "Recipe", "load_list", "read_list"]

_DAY: Final = timedelta(days=1)
_ANNEXES: Final = date(2026, 4, 6)
_COLUMN: Final = re.compile(r"\{([^{}]*)\}")
_LIST: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+:/-]*")
_AREA: Final = re.compile(r"[A-Z]{2,3}")
_OPEN: Final = frozenset({"", "na", "n/a", "nan", "none", "null", "-"})
"""What stands for no date."""

_CODE_COLUMNS: Final = (
    "code", "hs", "hs_code", "hscode", "hts", "hts_code", "hts_prefix", "hts10", "hts8", "commodity", "commodity_code",
    "tariff", "tariff_item", "goods_code",
)  # fmt: skip


def _area(_: object, __: object, value: str) -> None:
    if not _AREA.fullmatch(value):
        raise BadInput(f"{value!r:.40} is not a customs area", path="area", hint="two capitals, for example US")


def _named(_: object, __: object, value: str) -> None:
    if not _LIST.fullmatch(_COLUMN.sub("x", value)):
        hint = "for example 9903.88.15, us.s122-exempt or us.annex-{annex}"
        raise BadInput(f"{value!r:.60} is not the name of a list", path="list", hint=hint)


@attrs.frozen(kw_only=True)
class Recipe:
    """How a file of lists is read.

    Attributes:
        file: what its publisher calls it.
        area: the customs area whose law refers to the lists.
        list: the name of the list, with columns in braces.
        code: the column of the code.
        from_: the column of the first day.
        until: the column of the day after the last one.
        last: the column of the last day, where the file has that instead.
        note: columns that are kept as the note of an entry.
        moves: columns within which a code is on one list at a time: a later row ends the earlier one.
        digits: the most that a code of the tariff has; zeros beyond them are left off.
        whole: codes that the file cuts short, and what they are.
        settled: what a column must say of codes with a prefix, where the file may be wrong: prefix, column, cell.
        fewest: how a list begins, a first day, and how many digits its codes of that day have; shorter are left out.
        title: what the lists are.
        publisher: who wrote the file.
        url: where it can be had.
        evidence: what it is worth.
    """

    area: str = attrs.field(validator=_area)
    list: str = attrs.field(validator=_named)
    code: str = ""
    from_: str = ""
    until: str = ""
    last: str = ""
    note: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    digits: int = 14
    whole: tuple[tuple[str, str], ...] = ()
    settled: tuple[tuple[str, str, str], ...] = ()
    fewest: tuple[tuple[str, date, int], ...] = ()
    file: str = ""
    title: str = ""
    publisher: str = ""
    url: str = ""
    evidence: Evidence = Evidence.SECONDARY

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the file must have."""
        used = (self.code, self.from_, self.until, self.last, *_COLUMN.findall(self.list), *self.note, *self.moves)
        return tuple(dict.fromkeys(filter(None, used)))


def _budget_lab(file: str, title: str, list_name: str, code: str, **options: object) -> Recipe:
    known = Recipe(
        area="US",
        list=list_name,
        code=code,
        digits=10,
        file=file,
        title=title,
        publisher="The Budget Lab at Yale",
        url="https://github.com/Budget-Lab-Yale/tariff-rate-tracker",
    )
    return attrs.evolve(known, **options)  # type: ignore[arg-type]  # each option is one of the class above


RECIPES: Final[Mapping[str, Recipe]] = types.MappingProxyType(
    {
        "us-301": _budget_lab(
            "s301_product_lists.csv", "Goods of China under section 301", "{ch99_code}", "hts8", note=("list",)
        ),
        "us-122-exempt": _budget_lab(
            "s122_exempt_products.csv", "Goods exempt from the duty of section 122", "us.s122-exempt", "hts8"
        ),
        "us-ieepa-exempt": _budget_lab(
            "ieepa_exempt_products.csv",
            "Goods exempt from the reciprocal duties under IEEPA",
            "us.ieepa-exempt",
            "hts10",
            from_="effective_date_start",
            last="effective_date_end",  # the day before a section 232 action takes over, or before a new annex
        ),
        "us-232-annexes": _budget_lab(
            "s232_annex_products.csv",
            "Goods of the annexes to the metals proclamations of 2026 under section 232",
            "us.s232.annex-{annex}.{metal_type}",
            "hts_prefix",
            from_="effective_date",
            note=("source",),
            moves=("metal_type",),
            whole=(("940399", "9403999020"),),
            settled=(("72", "metal_type", "steel"), ("74", "metal_type", "copper"), ("76", "metal_type", "aluminum")),
            fewest=tuple((f"us.s232.annex-{annex}.", _ANNEXES, 8) for annex in ("1b", "2", "3")),
        ),
        "us-232-derivatives": _budget_lab(
            "s232_derivative_products.csv",
            "Derivatives of steel and aluminum under section 232",
            "{ch99_code}",
            "hts_prefix",
            from_="effective_date",
            note=("derivative_type",),
        ),
        "us-232-copper": _budget_lab("s232_copper_products.csv", "Copper under section 232", "{ch99_code}", "hts10"),
        "us-232-metal-chapters": _budget_lab(
            "s232_metal_chapter_products.csv",
            "Mill products and derivatives of steel and aluminum under section 232",
            "us.s232.{kind}.{metal_type}",
            "hts_prefix",
            from_="effective_date",
            note=("source",),
        ),
        "us-fentanyl-carve-outs": _budget_lab(
            "fentanyl_carveout_products.csv",
            "Energy and potash under the duties on goods of Canada and Mexico",
            "{ch99_code}",
            "hts8",
            note=("category",),
        ),
        "us-floor-exempt": _budget_lab(
            "floor_exempt_products.csv",
            "Goods outside the duties on goods of the EU, Switzerland and Korea",
            "{ch99_code}",
            "hts8",
            from_="effective_date_start",
            note=("category", "country_group"),
        ),
    }
)
"""How the files of lists that are known are read, by the name that they are loaded under."""


def load_list(source: FileSource, recipe: str, *, name: str = "", on: date | None = None) -> Reading:
    r"""Read a file of lists whose form is known.

    Args:
        source: the file, by its path or its content.
        recipe: a key of ``RECIPES``.
        name: what to call this edition; the name of the file when empty.
        on: the day that the file is of.

    Raises:
        BadInput: there is no such recipe.
        LawError: while the records are taken: the file has another form, or a row is wrong.

    >>> reading = load_list(b"hts8,list,ch99_code\n01012100,4A,9903.88.15\n", "us-301")
    >>> [(entry.list, entry.code, entry.note) for entry in reading.records]
    [('9903.88.15', '01012100', 'list: 4A')]
    """
    known = RECIPES.get(recipe)
    if known is None:
        raise BadInput(f"unknown recipe {recipe!r:.40}", path="recipe", hint=f"one of {', '.join(RECIPES)}")
    return _read(source, known, recipe, name, on)


def read_list(
    source: FileSource,
    *,
    recipe: str = "",
    area: str = "",
    list: str = "",  # noqa: A002 - the word of the trade, and of the records
    code_column: str = "",
    from_column: str = "",
    until_column: str = "",
    last_column: str = "",
    note_columns: Sequence[str] = (),
    name: str = "",
    on: date | None = None,
    title: str = "",
    publisher: str = "",
    url: str = "",
    evidence: Evidence = Evidence.SECONDARY,
) -> Reading:
    r"""Read a file with codes on one or several lists.

    Args:
        source: the file, by its path or its content.
        recipe: a key of ``RECIPES``, which says all that follows but ``name`` and ``on``; see ``load_list``.
        area: the customs area whose law refers to the lists.
        list: the name of the list; columns in braces stand for their cells: ``us.annex-{annex}``, ``{heading}``.
        code_column: the column of the code; told from the usual names when empty.
        from_column: the column of the first day.
        until_column: the column of the day after the last one.
        last_column: the column of the last day, where the file has that instead.
        note_columns: columns that are kept as the note of an entry.
        name: what to call this edition; the name of the file when empty.
        on: the day that the file is of.
        title: what the lists are.
        publisher: who answers for the file.
        url: where it can be had.
        evidence: what it is worth.

    Raises:
        BadInput: an argument is wrong.
        LawError: while the records are taken: the table is none, or a row is wrong.

    >>> table = b"heading,hs,ends\n9903.78.01,7406.10,2026-12-31\n"
    >>> next(read_list(table, area="US", list="{heading}", last_column="ends").records)
    ListEntry(list='9903.78.01', code='740610', from_=None, until=datetime.date(2027, 1, 1), note='')
    """
    if recipe:
        own = (area, list, code_column, from_column, until_column, last_column, *note_columns, title, publisher, url)
        if any(own):
            raise BadInput(
                "a recipe says all of the list", path="recipe", hint="give name and on beside it, or no recipe"
            )
        return load_list(source, recipe, name=name, on=on)
    if until_column and last_column:
        hint = "the column of the last day, or of the day after it"
        raise BadInput("a row has one end", path="last_column", hint=hint)
    given = Recipe(
        area=area,
        list=list,
        code=code_column,
        from_=from_column,
        until=until_column,
        last=last_column,
        note=tuple(note_columns),
        title=title,
        publisher=publisher,
        url=url,
        evidence=evidence,
    )
    return _read(source, given, f"list:{list}", name, on)


def _read(source: FileSource, recipe: Recipe, form: str, name: str, on: date | None) -> Reading:
    file = File.open(source, recipe.file or "list.csv")
    edition = Edition(
        area=recipe.area,
        name=name or file.name,
        form=form,
        title=recipe.title or name or file.name,
        publisher=recipe.publisher,
        url=recipe.url,
        from_=on,
        evidence=recipe.evidence,
    )
    counter = Counter()
    entries = _entries(file, recipe, counter)
    return Reading(edition=edition, records=_moved(entries) if recipe.moves else _plain(entries), counted=counter)


def _plain(entries: Iterator[tuple[ListEntry, tuple[str, ...]]]) -> Iterator[Record]:
    for entry, _ in entries:
        yield entry


def _moved(entries: Iterator[tuple[ListEntry, tuple[str, ...]]]) -> Iterator[Record]:
    """The entries of a file that says when a code came to a list, and not when it left for another one."""
    stays: dict[tuple[str, ...], list[ListEntry]] = {}
    for entry, key in entries:
        stays.setdefault((entry.code, *key), []).append(entry)
    for stay in stays.values():
        stay.sort(key=lambda entry: entry.from_ or date.min)
        for entry in stay:
            later = [other.from_ for other in stay if other.from_ and other.from_ > (entry.from_ or date.min)]
            ends = [day for day in (entry.until, *later[:1]) if day is not None]
            yield attrs.evolve(entry, until=min(ends, default=None))


def _entries(file: File, recipe: Recipe, counter: Counter) -> Iterator[tuple[ListEntry, tuple[str, ...]]]:
    found = False
    code_of = _code_column(recipe)
    for given in file.rows(counter, recipe.columns):
        found = True
        column = code_of(given)
        code, note = _code(given, column, recipe)
        row, told = _settled(given, code, recipe.settled)
        listed = _list(row, recipe.list)
        from_, until = _day(row, recipe.from_), _day(row, recipe.until)
        last = _day(row, recipe.last)
        if last is not None:
            until = last + _DAY
        if from_ is not None and until is not None and until <= from_:
            raise row.error(recipe.last or recipe.until, f"it ends before its first day, {from_}", "the days exchanged")
        if any(listed.startswith(start) and from_ == day and len(code) < least for start, day, least in recipe.fewest):
            continue
        notes = (*(f"{name}: {fold(row[name])}" for name in recipe.note if row[name]), *note, *told)
        entry = ListEntry(list=listed, code=code, from_=from_, until=until, note="; ".join(notes))
        yield entry, tuple(row[name] for name in recipe.moves)
    if not found:
        raise file.error("no code is listed in it", hint="the file with its rows")


def _code_column(recipe: Recipe) -> Callable[[Row], str]:
    def column(row: Row) -> str:
        if recipe.code:
            return recipe.code
        found = [name for name in row.cells if re.sub(r"[\s.-]+", "_", name.casefold()) in _CODE_COLUMNS]
        if len(found) == 1:
            return found[0]
        which = f"several columns may hold the code: {', '.join(found)}" if found else "no column of it holds a code"
        raise row.error("", which, f"code_column=, one of {', '.join(row.cells)}")

    return column


def _code(row: Row, column: str, recipe: Recipe) -> tuple[str, tuple[str, ...]]:
    code, digits = row.code(column), recipe.digits
    for short, whole in recipe.whole:
        if code == short:
            return whole, (f"listed as {code}",)
    if len(code) <= digits:
        return code, ()
    if code[digits:].strip("0"):
        raise row.error(column, f"{code} has {len(code)} digits", f"at most {digits}")
    return code[:digits], (f"listed as {code}",)


def _settled(row: Row, code: str, settled: tuple[tuple[str, str, str], ...]) -> tuple[Row, tuple[str, ...]]:
    """The row with what is known better than the file has it, and what the file says instead."""
    for prefix, column, cell in settled:
        if code.startswith(prefix) and row[column] != cell:
            told = f"{column} of the file: {fold(row[column])}"
            return attrs.evolve(row, cells={**row.cells, column: cell}), (told,)
    return row, ()


def _list(row: Row, template: str) -> str:
    for column in _COLUMN.findall(template):
        if row[column].casefold() in _OPEN:
            raise row.error(column, "it names no list", f"what {{{column}}} stands for in {template}")
    name = _COLUMN.sub(lambda found: fold(row[found[1]]), template)
    if not _LIST.fullmatch(name):
        raise row.error("", f"{name!r:.60} is not the name of a list", "letters, digits, dots and hyphens")
    return name


def _day(row: Row, column: str) -> date | None:
    return row.day(column) if column and row[column].casefold() not in _OPEN else None
