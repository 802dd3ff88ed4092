"""Reading published rate files: bytes, text, tables, and errors that name the row and the column."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Final
from xml.etree import ElementTree as ET

import attrs

from xborder._files import FileSource, cannot_read, open_source
from xborder.errors import BadInput

__all__ = ["FIGURE", "File", "read_day"]

FIGURE: Final = re.compile(r"(?=[0.]*[1-9])[0-9]{1,15}(?:\.[0-9]{1,15})?")
"""A rate: a plain decimal above zero."""

# Many times the size of any real rate file.
_LARGEST: Final = 64 * 1024 * 1024
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@attrs.frozen
class File:
    """A rate file in memory.

    Attributes:
        name: what error messages call it.
        data: the content; of an archive, what is in it.
        digest: the SHA-256 of the file as it came, archive or not.
    """

    name: str
    data: bytes = attrs.field(repr=False)
    digest: str

    @classmethod
    def open(cls, source: FileSource, name: str) -> File:
        """Read a path, or take bytes as they are; a zip archive yields its one member.

        Raises:
            BadInput: the file cannot be read, or the archive does not hold exactly one file.
        """
        called, stream = open_source(source, name)
        try:
            with stream:
                file = cls._whole(called, stream.read())
        except OSError as error:
            raise cannot_read(source, error) from None
        return _unpacked(file) if file.data.startswith(b"PK") else file

    @classmethod
    def _whole(cls, name: str, data: bytes) -> File:
        return cls(name, data, f"sha256:{hashlib.sha256(data).hexdigest()}")

    @property
    def is_xml(self) -> bool:
        """Whether the content is XML."""
        return self.data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")

    def table(self) -> list[tuple[int, list[str]]]:
        """The rows of a CSV file that hold anything, each with its line number, cells without outer blanks."""
        reader = csv.reader(io.StringIO(self._text(), newline=""))
        try:
            rows = ((reader.line_num, [cell.strip() for cell in row]) for row in reader)
            return [(line, row) for line, row in rows if any(row)]
        except csv.Error as error:
            raise BadInput(str(error), path=f"{self.name} row {reader.line_num}", hint="a CSV file") from None

    def tree(self) -> ET.Element:
        """The root element of an XML file."""
        if b"<!DOCTYPE" in self.data or b"<!ENTITY" in self.data:
            raise BadInput("a document type is declared", path=self.name, hint="the XML file as published has none")
        try:
            return ET.fromstring(self.data)  # noqa: S314 - declarations, which carry the attacks, are refused
        except (ET.ParseError, ValueError, LookupError) as error:
            raise BadInput(f"not well-formed XML: {error}", path=self.name, hint="download it again") from None

    def error(self, row: int, column: str, message: str, hint: str = "") -> BadInput:
        """An error at a row and a column of this file."""
        return BadInput(message, path=f"{self.name} row {row}, column {column}", hint=hint)

    def figure(self, text: str, row: int, column: str) -> str:
        """A cell that must hold a rate."""
        if FIGURE.fullmatch(text) is None:
            raise self.error(row, column, f"{text!r} is not a rate", "a plain decimal above zero, for example 1.0834")
        return text

    def code(self, text: str, row: int, column: str) -> str:
        """A cell that must hold a currency code."""
        if len(text) != 3 or not (text.isascii() and text.isalpha() and text.isupper()):
            raise self.error(row, column, f"{text!r} is not a currency code", "three capital letters, for example USD")
        return text

    def day(self, text: str, row: int, column: str) -> int:
        """A cell that must hold a date, as an ordinal."""
        try:
            return read_day(text).toordinal()
        except ValueError:
            raise self.error(row, column, f"{text!r} is not a date", "for example 2026-04-13") from None

    def _text(self) -> str:
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return self.data.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise BadInput("the content is not text", path=self.name, hint="a CSV, XML or zip file as published")


def _unpacked(file: File) -> File:
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) != 1 or members[0].file_size > _LARGEST:
                raise BadInput(
                    f"the archive holds {len(members)} files", path=file.name, hint="one rate file as published"
                )
            return File(f"{file.name}/{members[0].filename}", archive.read(members[0]), file.digest)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"the archive is damaged: {error}", path=file.name, hint="download it again") from None


def read_day(text: str) -> date:
    """A date as rate files write it: ``2026-04-13``, ``13/04/2026``, ``13/Apr/2026`` or ``13 April 2026``.

    >>> read_day("30/Sep/2023") == read_day("30/09/2023") == read_day("30 September 2023") == read_day("2023-09-30")
    True
    """
    match = re.fullmatch(r"([0-9]{1,2})[/ ]([0-9]{1,2}|[A-Za-z]{3,9})[/ ]([0-9]{4})", text)
    if match is None:
        if len(text) != 10:
            raise ValueError(text)
        return date.fromisoformat(text)
    day, month, year = match.groups()
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].title()) + 1
    return date(int(year), number, int(day))


def local_name(element: ET.Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def elements(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """The elements of a name, in whatever namespace."""
    return (element for element in root.iter() if local_name(element) == name)
