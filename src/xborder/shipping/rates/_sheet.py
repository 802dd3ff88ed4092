"""Reading a CSV table that a host wrote: cells by column, and errors with file, row, column and mend."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from xborder._files import FileSource, cannot_read, open_source
from xborder.errors import BadInput, InvalidRequest, XborderError

__all__ = ["SheetRow", "raise_all", "read_sheet", "written_sheet"]

_LARGEST: Final = 64 * 1024 * 1024
_MOST_ERRORS: Final = 20


@attrs.frozen
class SheetRow:
    """A row of a table.

    Attributes:
        where: file and line, for messages: ``rates.csv row 7``.
        cells: by column, without blanks around them.
    """

    where: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell of a column; empty when the table has no such column."""
        return self.cells.get(column, "")

    def figure(self, column: str) -> str | None:
        """A cell that holds a figure, or nothing."""
        return self[column] or None

    def day(self, column: str) -> date | None:
        """A cell that holds a day, or nothing.

        Raises:
            BadInput: it is no day as ISO 8601 writes it: other orders of day and month would be guesses.
        """
        text = self[column]
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise BadInput(f"{text!r:.40} is not a date", path=column, hint="as 2026-07-01") from None

    def flag(self, column: str) -> bool:
        """A cell that says yes, or no.

        Raises:
            BadInput: it says something else.
        """
        text = self[column].casefold()
        if text not in {"", "no", "yes"}:
            raise BadInput(f"{self[column]!r:.40} is neither yes nor no", path=column, hint="yes, no, or nothing")
        return text == "yes"


def read_sheet(source: FileSource, name: str, needed: Sequence[str], optional: Sequence[str]) -> tuple[SheetRow, ...]:
    """The rows of a CSV table with a header.

    Args:
        source: the table, by its path or its content.
        name: what content without a path is called.
        needed: columns that must be there.
        optional: columns that may be.

    Raises:
        BadInput: it cannot be read, is no table, or has other columns.
    """
    called, stream = open_source(source, name)
    try:
        with stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise cannot_read(source, error) from None
    if len(data) > _LARGEST:
        raise BadInput("the table is too large", path=called, hint=f"at most {_LARGEST // 1024 // 1024} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput("the content is not UTF-8", path=f"{called} row {line}", hint="save it as CSV UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise BadInput(
            f"not a CSV table: {error}", path=f"{called} row {reader.line_num}", hint="close the quotes"
        ) from None
    if not rows:
        raise BadInput("the table is empty", path=called, hint=f"begin it with the columns {', '.join(needed)}")
    header = _header(called, rows[0][1], needed, optional)
    return tuple(_row(called, line, header, cells) for line, cells in rows[1:] if any(cells))


def _header(name: str, cells: Sequence[str], needed: Sequence[str], optional: Sequence[str]) -> tuple[str, ...]:
    where = f"{name} row 1"
    header = tuple(cell.casefold() for cell in cells)
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        raise BadInput(
            "the columns are not separated by commas", path=where, hint="save it with commas, and points in figures"
        )
    known = (*needed, *optional)
    for index, column in enumerate(header):
        if column not in known:
            near = difflib.get_close_matches(column, known, 1)
            hint = f"is it {near[0]}?" if near else f"the columns are {', '.join(known)}"
            raise BadInput(
                f"{column or 'a column without a name'} is not known", path=f"{where}, column {index + 1}", hint=hint
            )
        if column in header[:index]:
            raise BadInput(f"{column} comes twice", path=f"{where}, column {index + 1}", hint="keep one of them")
    missing = [column for column in needed if column not in header]
    if missing:
        raise BadInput(f"there is no column {missing[0]}", path=where, hint=f"it must have {', '.join(needed)}")
    return header


def _row(name: str, line: int, header: Sequence[str], cells: Sequence[str]) -> SheetRow:
    if len(cells) > len(header):  # even when what is too much is empty: a comma in a figure moves all that follows
        raise BadInput(f"the row has {len(cells)} cells, the header {len(header)}", path=f"{name} row {line}",
                       hint="put quotes around a text or an amount with a comma in it")  # fmt: skip
    return SheetRow(f"{name} row {line}", dict(zip(header, cells, strict=False)))


def raise_all(errors: Sequence[XborderError]) -> None:
    """Raises what is wrong, if anything is: one error, or the first twenty of several as one."""
    if errors:
        raise errors[0] if len(errors) == 1 else InvalidRequest(errors[:_MOST_ERRORS])


def written_sheet(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """A table as CSV, with the columns in which something stands.

    >>> print(written_sheet(("zone", "country", "note"), [{"zone": "1", "country": "DE"}]), end="")
    zone,country
    1,DE
    """
    kept = list(rows)
    used = [column for column in columns if any(row.get(column) for row in kept)]
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, used, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return file.getvalue()
