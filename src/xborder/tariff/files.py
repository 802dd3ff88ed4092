"""Official tariff files as their readers see them: rows, objects and elements one after the other.

A file may be a path or bytes, packed by gzip, in a zip or tar archive, or in a folder; what it is packed in is told by
its first bytes, never by its name. Nothing is unpacked to disk, and files of any size are read in pieces.

The whole of a reader, for a table of codes and duties::

    def read_mine(source: FileSource, *, edition: Edition) -> Reading:
        counter = Counter()
        return Reading(edition=edition, records=_records(File.open(source), counter), counted=counter)

    def _records(file: File, counter: Counter) -> Iterator[Record]:
        for row in file.rows(counter, ("code", "duty")):
            yield Tariff(code=row.code("code"), kind="mfn", text=row["duty"], dialect="plain", from_=row.day("from"))
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, NoReturn, cast
from xml.etree import ElementTree as ET

import attrs

from xborder._files import FileSource, cannot_read, open_source
from xborder.errors import BadInput, LawError
from xborder.tariff.records import Counter

__all__ = ["File", "FileSource", "Row", "first_day", "fold", "read_code", "read_day"]

_WHOLE: Final = 256 * 1024 * 1024
"""The most that is taken into memory at once: many times any real chapter, body or list."""
_LINE: Final = 1024 * 1024
"""The longest line of a table."""
_ITEM: Final = 64 * 1024 * 1024
"""The longest object in an array."""
_PIECE: Final = 256 * 1024
_DEPTH: Final = 200
_CODE: Final = re.compile(r"[0-9]{1,14}")
_SEPARATORS: Final = str.maketrans("", "", ". \u00a0\u200b\u3000\t-")
_BLANKS: Final = str.maketrans({"\u200b": None, "\ufeff": None, "\u00ad": None})
_AGAIN: Final = "download it again"
_ENDING: Final = re.compile(r"(?<=.)\.(?:json|csv|txt|xml|xlsx|zip|tar|tgz|gz)\Z", re.IGNORECASE)


def fold(text: str) -> str:
    r"""A text in one line: every run of blanks, tabs and line ends is one blank, and invisible characters are gone.

    >>> fold(" Other,\n  of\u00a0cotton\u200b ")
    'Other, of cotton'
    """
    return " ".join(text.translate(_BLANKS).split())


def read_code(text: str) -> str:
    """The digits of a code; dots, blanks and hyphens may stand between them.

    Raises:
        ValueError: it has other characters, no digit or more than 14.

    >>> read_code("0101.21.00"), read_code(" 01.01")
    ('01012100', '0101')
    """
    digits = text.translate(_SEPARATORS)
    if _CODE.fullmatch(digits) is None:
        raise ValueError(text)
    return digits


_DAY: Final = re.compile(r"([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,4})(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?")


def read_day(text: str, order: str = "ymd") -> date:
    """A date, with or without a time of day after it.

    Args:
        text: numbers with ``-``, ``/``, ``.`` or a blank between them.
        order: ``ymd``, ``dmy`` or ``mdy``: how this file writes; a four-digit first number is always a year. Years of
            two digits are of this century.

    Raises:
        ValueError: it is no such date.

    >>> read_day("2026-07-01T00:00:00.000Z") == read_day("01-07-2026", "dmy") == read_day("07/01/26 00:00:00", "mdy")
    True
    """
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    parts = [match[1], match[2], match[3]]
    by = dict(zip("ymd" if len(parts[0]) == 4 else order, parts, strict=True))
    if len(by["y"]) not in {2, 4}:
        raise ValueError(text)
    return date(int(by["y"]) + (2000 if len(by["y"]) == 2 else 0), int(by["m"]), int(by["d"]))


def first_day(on: object) -> date | None:
    """The first day of an edition as it was given, or ``None``.

    Raises:
        BadInput: it is something else, such as text.
    """
    if on is None or (isinstance(on, date) and not isinstance(on, datetime)):
        return on
    hint = "give a date, not text: on=date(2026, 6, 8)" if isinstance(on, str) else "give a date: on=date(2026, 6, 8)"
    raise BadInput(f"{on!r:.40} is no date", path="on", hint=hint)


def _nowhere() -> None:
    """No row."""


@attrs.frozen
class Row:
    """A row of a table, by the names of its columns; blanks around cells are gone.

    Attributes:
        file: where it stands.
        number: the line of the file that it ends on, from 1; the header counts.
        cells: by the name that the reader gave, else by the name in the header.
    """

    file: File
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell of a column; empty when the table has no such column."""
        return self.cells.get(column, "")

    def code(self, column: str) -> str:
        """A cell that must hold a code: its digits."""
        return self.file.code(self[column], self.number, column)

    def day(self, column: str, order: str = "ymd") -> date | None:
        """A cell that holds a date or nothing; see ``read_day``."""
        return self.file.day(self[column], self.number, column, order) if self[column] else None

    def error(self, column: str, message: str, hint: str = "") -> LawError:
        """An error at this row."""
        return self.file.error(message, row=self.number, column=column, hint=hint)


@attrs.frozen
class File:
    """A tariff file: by itself, in a folder or in an archive.

    Attributes:
        name: what messages call it: ``htsdata.csv``, ``tariffdata.tar.gz/j_61.json``.
    """

    name: str
    _opener: Callable[[], AbstractContextManager[BinaryIO]] = attrs.field(repr=False, eq=False)
    _folder: Path | None = attrs.field(default=None, repr=False, eq=False)

    @classmethod
    def open(cls, source: FileSource, name: str = "file") -> File:
        """A file by its path, a folder, or content as bytes.

        Args:
            source: the path or the content.
            name: what content without a path is called in messages.

        Raises:
            BadInput: it is neither, or cannot be read.
        """
        if not isinstance(source, bytes) and (folder := _folder_of(source)) is not None:
            return cls(folder.name, lambda: io.BytesIO(b""), folder)
        called, stream = open_source(source, name)
        stream.close()
        return cls(called, lambda: open_source(source, name)[1])

    # What it is

    @property
    def stem(self) -> str:
        """Its name without the endings that say how it is written or packed: ``hts_2026`` of ``hts_2026.json.gz``."""
        stem = self.name.rpartition("/")[2]
        while (found := _ENDING.search(stem)) is not None:
            stem = stem[: found.start()]
        return stem

    @cached_property
    def head(self) -> bytes:
        """The first bytes of the content, gzip undone: enough to tell what it is."""
        with self.stream() as stream, self._reading():
            return stream.read(4096)

    @property
    def is_archive(self) -> bool:
        """Whether ``members`` are other files: a folder, or a zip or tar archive (workbooks are zip archives too)."""
        return self._folder is not None or self._is_zip or self._is_tar

    @property
    def is_workbook(self) -> bool:
        """Whether it is an Excel workbook (xlsx), whose sheets are XML in a zip archive."""
        return self._is_zip and any(name.startswith("xl/") for name in self.member_names())

    @property
    def is_xml(self) -> bool:
        """Whether the content is XML."""
        return self._first == b"<"

    @property
    def is_json(self) -> bool:
        """Whether the content is a JSON array or object."""
        return self._first in {b"[", b"{"}

    @property
    def _first(self) -> bytes:
        return self.head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1]

    @property
    def _is_zip(self) -> bool:
        return self.head.startswith(b"PK\x03\x04") or self.head.startswith(b"PK\x05\x06")

    @property
    def _is_tar(self) -> bool:
        return self.head[257:262] == b"ustar"

    # What is in it

    def members(self) -> Iterator[File]:
        """The files in a folder or archive, by name; of any other file, itself."""
        if self._folder is not None:
            yield from self._in_folder(self._folder)
        elif self._is_zip:
            for name in sorted(self.member_names()):
                yield self.member(name)
        elif self._is_tar:
            yield from self._in_tar()
        else:
            yield self

    def member_names(self) -> tuple[str, ...]:
        """The names of the files in a zip archive, in its order."""
        import zipfile  # noqa: PLC0415 - most files are no archives

        names: list[str] = []
        with self._reading(), self._opener() as raw, zipfile.ZipFile(raw) as archive:
            names.extend(info.filename for info in archive.infolist() if not info.is_dir())
        return tuple(names)

    def member(self, name: str) -> File:
        """The file of a name in a zip archive.

        Raises:
            LawError: there is none.
        """
        if name not in self.member_names():
            raise self.error(f"the archive has no {name!r}", hint="the archive as published")
        return File(f"{self.name}/{name}", lambda: self._unzipped(name))

    def only(self) -> File:
        """The one file in an archive or folder, or the file itself when it is neither.

        Raises:
            LawError: there are none or several.
        """
        files = self.members()
        first, second = next(files, None), next(files, None)
        if first is None or second is not None:
            raise self.error(f"{'several files' if first else 'no file'} in it", hint="give the one file that is meant")
        return first

    def _in_folder(self, folder: Path) -> Iterator[File]:
        try:
            paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        except OSError as error:
            raise cannot_read(folder, error) from None
        for path in paths:
            yield attrs.evolve(File.open(path), name=f"{self.name}/{path.relative_to(folder).as_posix()}")

    def _in_tar(self) -> Iterator[File]:
        import tarfile  # noqa: PLC0415 - as above

        # One pass: to open one member after the other by name would unpack the archive as often as it has members.
        files: list[File] = []
        held = 0
        with self._reading(), self.stream() as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                member = archive.extractfile(info) if info.isreg() else None
                if member is None:
                    continue
                held += info.size
                if held > _WHOLE:
                    raise self.error("more is packed in it than any tariff holds", hint="the archive as published")
                files.append(_in_memory(f"{self.name}/{info.name}", member.read()))
        yield from sorted(files, key=lambda file: file.name)

    @contextmanager
    def _unzipped(self, name: str) -> Iterator[BinaryIO]:
        import zipfile  # noqa: PLC0415 - as above

        with (
            self._reading(),
            self._opener() as raw,
            zipfile.ZipFile(raw) as archive,
            archive.open(name) as stream,
        ):
            yield cast("BinaryIO", stream)

    # What it says

    @contextmanager
    def stream(self) -> Iterator[BinaryIO]:
        """The content as bytes, gzip undone; to be used in a ``with``."""
        with self._opener() as raw:
            with self._reading():
                packed = raw.read(2) == b"\x1f\x8b"
                raw.seek(0)
            if not packed:
                yield raw
                return
            import gzip  # noqa: PLC0415 - only packed files need it

            with gzip.open(raw) as stream:
                yield cast("BinaryIO", stream)

    def content(self) -> bytes:
        """The whole content, gzip undone."""
        with self._reading(), self.stream() as stream:
            data = stream.read(_WHOLE + 1)
        if len(data) > _WHOLE:
            raise self.error(f"it holds more than {_WHOLE >> 20} MB", hint="the file as published")
        return data

    def text(self) -> str:
        """The whole content as text."""
        try:
            return self.content().decode(self.encoding)
        except UnicodeError as error:
            raise self.error(f"the content is not text: {error}", hint=_AGAIN) from None

    @cached_property
    def encoding(self) -> str:
        """How the content is written: UTF-8, UTF-16 with its mark, or else Windows' Western code page."""
        if self.head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        with self._reading(), self.stream() as stream:
            try:
                while piece := stream.read(_PIECE):
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                return "cp1252"
        return "utf-8-sig"

    def rows(
        self,
        counter: Counter | None = None,
        columns: Sequence[str] = (),
        *,
        optional: Sequence[str] = (),
        delimiter: str = "",
        skip: int = 0,
    ) -> Iterator[Row]:
        """The rows of a table with a header (CSV), empty ones left out.

        Args:
            counter: counts the rows read.
            columns: columns that must be there; the header's names are compared without case, blanks and punctuation.
            optional: columns that may be there, under the names that the reader uses.
            delimiter: what stands between cells; told from the header when empty.
            skip: lines before the header.

        Raises:
            LawError: it is no such table; the path names the row.
        """
        counted = counter if counter is not None else Counter()
        encoding = self.encoding
        reader = None
        at: list[int | None] = [None]
        with (
            self.stream() as stream,
            self._reading(lambda: at[0]),
            io.TextIOWrapper(stream, encoding, newline="") as text,
        ):
            names: list[str] | None = None
            try:
                lines = _lines(self, text)
                for _ in range(skip):
                    next(lines, "")
                first = next(lines, "")
                reader = csv.reader(chain([first], lines), delimiter=delimiter or _delimiter(first), strict=True)
                for cells in reader if first else ():
                    number = reader.line_num + skip
                    at[0] = number + 1
                    if names is None:
                        names = self._names(cells, columns, optional, number)
                        continue
                    counted.rows += 1
                    if any(cells):
                        yield Row(self, number, self._cells(names, cells, number))
            except csv.Error as error:
                row = reader.line_num + skip if reader is not None else None
                raise self.error(str(error), row=row, hint="a CSV file") from None
            except UnicodeError as error:
                raise self.error(f"the content is not text: {error}", hint="a CSV file") from None
            if names is None:
                raise self.error("the file is empty", hint=_AGAIN)

    def _names(self, header: list[str], columns: Sequence[str], optional: Sequence[str], row: int) -> list[str]:
        wanted = {_key(name): name for name in (*columns, *optional)}
        names = [wanted.get(_key(name), fold(name)) for name in header]
        missing = [name for name in columns if name not in names]
        if missing:
            found = ", ".join(names)
            raise self.error(
                f"the table has no column {', '.join(map(repr, missing))}",
                row=row,
                hint=f"its columns are {found:.200}",
            )
        return names

    def _cells(self, names: list[str], cells: list[str], row: int) -> dict[str, str]:
        if len(cells) > len(names) and any(cells[len(names) :]):
            raise self.error(f"it has {len(cells)} cells and the header {len(names)}", row=row, hint=_AGAIN)
        # Backwards, so that the first of two columns with one name is the one that is kept.
        return {name: cell.strip() for name, cell in reversed(list(zip(names, cells, strict=False)))}

    def json(self) -> object:
        """The content as JSON; numbers with a fraction are ``Decimal``.

        Raises:
            LawError: it is no JSON.
        """
        try:
            return _decoder().decode(self._json_text())
        except (ValueError, RecursionError) as error:
            raise self.error(f"not readable as JSON: {error}", hint=_AGAIN) from None

    def _json_text(self) -> str:
        data = self.content()
        try:
            return data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
        except UnicodeError as error:
            raise self.error(f"not readable as JSON: {error}", hint=_AGAIN) from None

    def objects(self, counter: Counter | None = None) -> Iterator[Mapping[str, object]]:
        """The objects of a file that is one JSON array, read one by one so that the file may be large.

        Raises:
            LawError: it is no array of objects, or breaks off.
        """
        counted = counter if counter is not None else Counter()
        with (
            self.stream() as stream,
            self._reading(lambda: counted.rows + 1),
            io.TextIOWrapper(stream, "utf-8-sig") as characters,
        ):
            text = _Pieces(self, characters, counted)
            text.expect("[", "an array")
            decoder = _decoder()
            if text.peek() == "]":
                text.expect("]", "the end")
            else:
                while True:
                    item = text.item(decoder)
                    counted.rows += 1
                    if not isinstance(item, dict):
                        raise self.error("it is no object", row=counted.rows, hint="an array of objects")
                    yield item
                    if text.peek() == "]":
                        text.expect("]", "the end")
                        break
                    text.expect(",", "the next object or the end")
            if text.peek():
                raise self.error("something stands after the array", hint=_AGAIN)

    def elements(self, *names: str, counter: Counter | None = None) -> Iterator[ET.Element]:
        """The XML elements of some names, whole and one by one, so that the file may be large.

        Names are without namespaces, here and in the tags of what is yielded; an element inside another that is yielded
        comes only as its child.

        Raises:
            LawError: it is not well-formed, or declares a document type.
        """
        counted = counter if counter is not None else Counter()
        builder = _Builder(self, frozenset(names))
        parser = ET.XMLParser(target=builder)  # noqa: S314 - document types, which carry the attacks, are refused
        with self.stream() as stream, self._reading():
            while True:
                piece = stream.read(_PIECE)
                try:
                    if piece:
                        parser.feed(piece)
                    else:
                        parser.close()
                except (ET.ParseError, LookupError, ValueError) as error:
                    if isinstance(error, LawError):
                        raise
                    raise self.error(f"not well-formed XML: {error}", hint=_AGAIN) from None
                while builder.done:
                    counted.rows += 1
                    yield builder.done.popleft()
                if not piece:
                    return

    # What is wrong with it

    def error(self, message: str, *, row: int | None = None, column: str = "", hint: str = "") -> LawError:
        """An error in this file, at a row and a column where they are known."""
        where = [f"row {row}"] if row is not None else []
        where += [f"column {column}"] if column else []
        return LawError(message, path=f"{self.name} {', '.join(where)}".rstrip(), hint=hint)

    def code(self, text: str, row: int | None = None, column: str = "") -> str:
        """The digits of a code, or an error at its place."""
        try:
            return read_code(text)
        except ValueError:
            raise self.error(
                f"{text!r:.40} is no code", row=row, column=column, hint="1 to 14 digits, dots allowed"
            ) from None

    def day(self, text: str, row: int | None = None, column: str = "", order: str = "ymd") -> date:
        """A date, or an error at its place; see ``read_day``."""
        try:
            return read_day(text, order)
        except ValueError:
            example = {"ymd": "2026-04-13", "dmy": "13/04/2026", "mdy": "04/13/2026"}.get(order, order)
            raise self.error(
                f"{text!r:.40} is not a date", row=row, column=column, hint=f"for example {example}"
            ) from None

    @contextmanager
    def _reading(self, row: Callable[[], int | None] = _nowhere) -> Iterator[None]:
        """Turns what archives and disks raise into an error of this file, at the row that is being read."""
        import tarfile  # noqa: PLC0415 - as above
        import zipfile  # noqa: PLC0415 - as above

        try:
            yield
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError) as error:
            raise self.error(f"it is damaged or cannot be read: {error}", row=row(), hint=_AGAIN) from None
        except (RuntimeError, NotImplementedError) as error:  # zip archives with passwords, or packed in rare ways
            if isinstance(error, RecursionError):
                raise
            raise self.error(f"it cannot be unpacked: {error}", hint="give the file in it") from None


def _folder_of(source: object) -> Path | None:
    try:
        path = Path(source)  # type: ignore[arg-type]  # open_source tells what is wrong with it
        return path if path.is_dir() else None
    except (OSError, ValueError, TypeError):
        return None


def _in_memory(name: str, data: bytes) -> File:
    return File(name, lambda: io.BytesIO(data))


def _key(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _delimiter(header: str) -> str:
    return max(",", ";", "\t", key=header.count)


def _lines(file: File, text: io.TextIOWrapper) -> Iterator[str]:
    # A file without line ends would otherwise be one line of any size.
    number = 0
    while line := text.readline(_LINE):
        number += 1
        if len(line) == _LINE:
            raise file.error("a line without an end", row=number, hint="a CSV file")
        yield line


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(parse_float=Decimal, parse_constant=_no_constant)


@attrs.define
class _Pieces:
    """JSON text of which only a part is in memory."""

    _file: File
    _text: io.TextIOWrapper
    _counted: Counter
    _held: str = ""
    _at: int = 0

    def peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            match = re.compile(r"[ \t\r\n]*").match(self._held, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more(_PIECE):
                return ""

    def expect(self, character: str, what: str) -> None:
        found = self.peek()
        if found != character:
            message = f"{found!r} where {what} should begin" if found else "the file breaks off here"
            raise self._wrong(message, "a JSON array, whole")
        self._at += 1

    def item(self, decoder: json.JSONDecoder) -> object:
        self.peek()
        wanted = _PIECE
        while True:
            try:
                value, self._at = decoder.raw_decode(self._held, self._at)
            except RecursionError as error:
                raise self._wrong(f"not readable as JSON: {error}") from None
            except ValueError as error:
                # Either it breaks off because more is to be read, or it is wrong; only more text can tell.
                if len(self._held) - self._at > _ITEM:
                    raise self._wrong("an object that is too large, or has no end") from None
                if not self._more(wanted):
                    raise self._wrong(self._told(error)) from None
                wanted *= 2
            else:
                result: object = value
                return result

    def _more(self, characters: int) -> bool:
        try:
            piece = self._text.read(characters)
        except UnicodeDecodeError as error:
            raise self._wrong(f"not readable as JSON: {error.reason}") from None
        self._held, self._at = self._held[self._at :] + piece, 0
        return bool(piece)

    def _wrong(self, message: str, hint: str = _AGAIN) -> LawError:
        """An error in the object that is being read: its number, since places in a piece say nothing."""
        return self._file.error(message, row=self._counted.rows + 1, hint=hint)

    def _told(self, error: ValueError) -> str:
        if not isinstance(error, json.JSONDecodeError):
            return f"not readable as JSON: {error}"
        if error.pos >= len(self._held.rstrip()) or error.msg.startswith("Unterminated"):
            return "the file breaks off here"
        return f"not readable as JSON: {error.msg}"


@attrs.define
class _Builder:
    """Builds the elements that are wanted, and nothing of what is around them."""

    _file: File
    _wanted: frozenset[str]
    done: deque[ET.Element] = attrs.field(factory=deque)
    _inner: ET.TreeBuilder | None = None
    _depth: int = 0
    _level: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._level += 1
        if self._level > _DEPTH:
            raise self._file.error("elements nested too deeply", hint="the XML file as published")
        if self._inner is None:
            if name not in self._wanted:
                return
            self._inner = ET.TreeBuilder()
        self._depth += 1
        self._inner.start(name, attributes)

    def end(self, tag: str) -> None:
        self._level -= 1
        if self._inner is None:
            return
        self._inner.end(tag.rpartition("}")[2])
        self._depth -= 1
        if not self._depth:
            self.done.append(self._inner.close())
            self._inner = None

    def data(self, text: str) -> None:
        if self._inner is not None:
            self._inner.data(text)

    def doctype(self, *_: object) -> NoReturn:
        raise self._file.error("a document type is declared", hint="the XML file as published has none")

    def close(self) -> None:
        """Called by the parser at the end."""
