"""Excel workbooks (xlsx) as tables: the rows of their sheets, after a look at what the file would make of itself.

A workbook is a zip archive of XML. Before anything reads it, its size unpacked, its macros, and document types in its
XML are looked at. Cells are values: one that holds a formula is refused, since nobody knows what its value is.

Needs ``openpyxl`` and ``defusedxml``: ``pip install 'xborder[documents]'``.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO, Final

import attrs

from xborder.errors import LawError, MissingExtra, XborderError
from xborder.tariff.files import File, Row, fold
from xborder.tariff.records import Counter

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

__all__ = ["sheet_rows", "workbook_day"]

_MAX_MEMBERS: Final = 2_000
_MAX_UNPACKED: Final = 2 * 1024**3
"""Bytes of all members together: ten times those of any real workbook of a tariff."""
_MAX_SHARED: Final = 512 * 1024**2
"""Bytes of the texts that cells share, which are all in memory at once."""
_MAX_RATIO: Final = 400
_SMALL: Final = 1024**2
"""Members up to this size may be packed as tightly as they like."""
_MAX_ROWS: Final = 1_048_576
_MAX_CELLS: Final = 1_000
_MAX_TEXT: Final = 32_767
"""Rows in a sheet and characters in a cell, as Excel has them."""
_HEADER_WITHIN: Final = 20
_PIECE: Final = 256 * 1024

_XML: Final = (".xml", ".rels", ".vml")
_MACROS: Final = re.compile(r"vbaProject|macrosheets/|vbaData|activeX/", re.IGNORECASE)
_TYPES: Final = "[Content_Types].xml"
_DECLARED: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"""\A<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{0,40})""")
_UTF_8: Final = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_AS_PUBLISHED: Final = "the workbook as published"
_SERIAL: Final = re.compile(r"[0-9]{1,7}(?:\.0+)?")
_EPOCH: Final = date(1899, 12, 30)
_LAST_SERIAL: Final = 2_958_465
"""The last day that Excel counts: 9999-12-31."""

# What openpyxl and what it builds on raise for files that are not what they say.
_BROKEN: Final = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def sheet_rows(
    file: File, counter: Counter | None = None, columns: Sequence[str] = (), *, optional: Sequence[str] = ()
) -> Iterator[Row]:
    """The rows below the header, of every sheet that has one; empty rows are left out.

    Dates are written as ISO 8601, whole numbers without a point, and blanks around texts are gone. The header may stand
    on any of the first rows.

    Args:
        file: the workbook.
        counter: counts the rows read.
        columns: columns that a sheet must have; names are compared without case, blanks and punctuation.
        optional: columns that may be there, under the names that the reader uses.

    Raises:
        MissingExtra: openpyxl or defusedxml is not installed.
        LawError: it is no workbook, is dangerous to open, or has no such table; the path names sheet, row and column.
    """
    counted = counter if counter is not None else Counter()
    _need_packages()
    with file.stream() as stream:
        _inspect(file, stream)
        stream.seek(0)
        workbook = _open(file, stream)
        try:
            found, first = False, ""
            for sheet in workbook.worksheets:
                # What it says of its own size is often wrong, and would cut rows and columns off.
                sheet.reset_dimensions()
                part = attrs.evolve(file, name=f"{file.name} sheet {sheet.title!r:.40}")
                table = _Table(part, tuple(columns), tuple(optional), counted)
                yield from table.rows(_guarded(part, sheet.iter_rows(values_only=True)))
                found, first = found or table.names is not None, first or table.first
        finally:
            workbook.close()
    if not found:
        wanted = ", ".join(map(repr, columns))
        raise file.error(f"no sheet has the columns {wanted}", hint=f"its first row is {first or 'empty'}")


def workbook_day(row: Row, column: str, order: str = "dmy") -> date | None:
    """A cell that holds a date, as text or as the number of days that Excel counts, or nothing.

    Raises:
        LawError: it holds something else.
    """
    text = row[column]
    if _SERIAL.fullmatch(text):
        days = int(text.partition(".")[0])
        # Excel counts a 29 February 1900 that was none; days before it are one off, and no law of today is so old.
        if 60 < days <= _LAST_SERIAL:
            return _EPOCH + timedelta(days=days)
    return row.day(column, order)


def _need_packages() -> None:
    from importlib.util import find_spec  # noqa: PLC0415 - only workbooks need it

    missing = [name for name in ("openpyxl", "defusedxml") if find_spec(name) is None]
    if missing:
        raise MissingExtra(f"workbooks need {' and '.join(missing)}", hint="pip install 'xborder[documents]'")


# --- before it is opened ---


def _inspect(file: File, stream: BinaryIO) -> None:
    """Refuses an archive that is no workbook, unpacks to more than any, or has macros or document types in it."""
    try:
        with zipfile.ZipFile(stream) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            _inspect_sizes(file, members)
            for info in members:
                if _MACROS.search(info.filename):
                    raise file.error(f"it holds macros ({info.filename:.80})", hint="a workbook without macros (xlsx)")
                if info.filename.endswith(_XML):
                    _inspect_xml(file, archive, info)
    except XborderError:
        raise
    except _BROKEN as error:
        raise _damaged(file, error) from None


def _inspect_sizes(file: File, members: Sequence[zipfile.ZipInfo]) -> None:
    names = {info.filename for info in members}
    if _TYPES not in names:
        raise file.error("it is no workbook", hint="an Excel workbook (xlsx)")
    if len(members) > _MAX_MEMBERS or len(names) < len(members):
        raise file.error(f"it packs {len(members)} files, or one twice", hint=_AS_PUBLISHED)
    if any(info.flag_bits & 1 for info in members):
        raise file.error("it is protected by a password", hint="the workbook without a password")
    if sum(info.file_size for info in members) > _MAX_UNPACKED:
        raise file.error(f"it unpacks to more than {_MAX_UNPACKED >> 20} MB", hint=_AS_PUBLISHED)
    for info in members:
        shared = info.filename.lower().endswith("sharedstrings.xml")
        tight = info.file_size > _SMALL and info.file_size > _MAX_RATIO * max(info.compress_size, 1)
        if tight or (shared and info.file_size > _MAX_SHARED):
            size = f"{info.compress_size} bytes that unpack to {info.file_size}"
            raise file.error(f"{info.filename:.80} is {size}", hint=_AS_PUBLISHED)


def _inspect_xml(file: File, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    with archive.open(info) as member:
        piece = member.read(_PIECE)
        start = piece.removeprefix(b"\xef\xbb\xbf")
        encoding = _ENCODING.match(start)
        if (start and not start.lstrip().startswith(b"<")) or (encoding and encoding[1].lower() not in _UTF_8):
            raise file.error(f"{info.filename:.80} is not XML in UTF-8", hint=_AS_PUBLISHED)
        while piece:
            following = member.read(_PIECE)
            if _DECLARED.search(piece + following[:64]):
                raise file.error(f"{info.filename:.80} declares a document type", hint=_AS_PUBLISHED)
            if info.filename == _TYPES and b"macroEnabled" in piece:
                raise file.error("it may hold macros", hint="a workbook without macros (xlsx)")
            piece = following


def _open(file: File, stream: BinaryIO) -> Workbook:
    import openpyxl  # noqa: PLC0415 - optional, and heavy

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that no value depends on
            return openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False, rich_text=False)
    except _BROKEN as error:
        raise _damaged(file, error) from None


def _damaged(file: File, error: BaseException) -> LawError:
    return file.error(f"it is damaged or no workbook: {str(error) or type(error).__name__:.200}", hint=_AS_PUBLISHED)


def _guarded(file: File, rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    while True:
        try:
            row = next(rows, None)
        except (*_BROKEN, Warning) as error:  # warnings may be errors; they are of dates that are none
            raise _damaged(file, error) from None
        if row is None:
            return
        yield row


# --- what it says ---


@attrs.define
class _Table:
    """The table of one sheet, while it is read."""

    file: File
    columns: tuple[str, ...]
    optional: tuple[str, ...]
    counter: Counter
    names: list[str] | None = None
    first: str = ""

    def rows(self, sheet: Iterator[tuple[object, ...]]) -> Iterator[Row]:
        for number, values in enumerate(sheet, start=1):
            if number > _MAX_ROWS or len(values) > _MAX_CELLS:
                raise self.file.error("it has more rows or columns than a sheet has", row=number, hint=_AS_PUBLISHED)
            cells = [_text(self.file, value, number, index) for index, value in enumerate(values)]
            filled = sum(1 for cell in cells if cell)
            if self.names is None:
                self._look_for_header(cells, number, filled)
                continue
            self.counter.rows += 1
            if not filled:
                continue
            if any(cells[len(self.names) :]):
                raise self.file.error("it has more cells than the header", row=number, hint=_AS_PUBLISHED)
            # Backwards, so that the first of two columns with one name is the one that is kept.
            yield Row(self.file, number, dict(reversed(list(zip(self.names, cells, strict=False)))))

    def _look_for_header(self, cells: Sequence[str], number: int, filled: int) -> None:
        wanted = {_key(name): name for name in (*self.columns, *self.optional)}
        names = [wanted.get(_key(cell), fold(cell)) for cell in cells]
        if set(self.columns) <= set(names):
            self.names = names
        elif not self.first and filled:
            self.first = fold(", ".join(filter(None, cells)))[:200]
        if self.names is None and number > _HEADER_WITHIN and filled >= len(self.columns):
            missing = ", ".join(repr(name) for name in self.columns if name not in names)
            raise self.file.error(f"no header has the columns {missing}", hint=f"its first row is {self.first}")


def _key(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _text(file: File, value: object, row: int, index: int) -> str:
    match value:
        case None:
            return ""
        case str():
            if value.startswith("="):
                break_at = _letters(index) + str(row)
                raise file.error(f"cell {break_at} holds a formula", row=row, hint="a workbook of values only")
            if len(value) > _MAX_TEXT:
                raise file.error(
                    f"cell {_letters(index)}{row} holds {len(value)} characters", row=row, hint=_AS_PUBLISHED
                )
            return value.strip()
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case float():
            return _number(file, value, row, index)
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:  # the formulas of arrays and data tables, times of day
            raise file.error(
                f"cell {_letters(index)}{row} holds no plain value", row=row, hint="a workbook of values only"
            )


def _number(file: File, value: float, row: int, index: int) -> str:
    # Excel keeps numbers so; the shortest text that gives the number again is what was typed.
    number = Decimal(repr(value))
    if not number.is_finite() or abs(number.adjusted()) > 40:
        raise file.error(
            f"cell {_letters(index)}{row} holds {value}, no number of a tariff", row=row, hint=_AS_PUBLISHED
        )
    return f"{number:f}".removesuffix(".0")


def _letters(index: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
