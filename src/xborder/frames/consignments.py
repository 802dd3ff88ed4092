"""Cuts a stream of rows where consignments end, so that each is quoted whole and memory stays bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, Protocol, Self, TypeVar

import attrs
import polars as pl

from xborder.errors import BadInput

__all__ = ["LINES", "Piece", "Runs", "chunks", "identities"]

LINES = 500_000
"""How many rows are quoted at once unless somebody says otherwise: more cost memory, fewer cost time."""

_MOST_LINES = 10_000
"""Lines of one consignment; more are an error of the contract, wherever they are cut."""


class Piece(Protocol):
    """Some rows: a Polars frame or an Arrow record batch."""

    def __len__(self) -> int:
        """How many."""

    def slice(self, offset: int, length: int) -> Self:
        """Some of them."""


_P = TypeVar("_P", bound=Piece)


def identities(column: pl.Series) -> pl.Series:
    """A column of consignments in the form in which it is compared: whole numbers or text."""
    plain = column.dtype.is_integer() and column.dtype not in (pl.Int128, pl.UInt128)
    return column if plain else column.cast(pl.String)


class Runs:
    """Watches rows go by and knows where the last consignment began.

    Rows of one consignment must lie together: when one comes back after others, its first rows may have been answered
    already. What is remembered is eight bytes of each consignment with a whole number and sixteen of each with a text.

    Attributes:
        rows: how many went by.
        consignments: how many of them began.
        open: the row at which the consignment began that may go on; ``rows`` when none may.
    """

    def __init__(self, *, watched: bool = True) -> None:
        self.rows = 0
        self.consignments = 0
        self.open = 0
        self._last: int | str | None = None
        self._seen = _Seen() if watched else None

    def single(self, rows: int) -> None:
        """Takes rows that are a consignment each."""
        self.rows += rows
        self.consignments += rows
        self.open = self.rows

    def take(self, column: pl.Series) -> None:
        """Takes rows by what their consignments are called; rows without are sent by themselves.

        Raises:
            BadInput: when a consignment comes back after others.
        """
        if not len(column):
            return
        names = identities(column)
        before = names.shift(1)
        if self._last is not None:
            before = before.scatter(0, self._last)
        begins = (names.ne_missing(before) & names.is_not_null()).arg_true()
        fresh = names.gather(begins)
        twice = self._seen.add(fresh) if self._seen is not None else None
        if twice is not None:
            raise BadInput(
                f"row {self.rows + int(begins[twice])}: consignment {fresh[twice]!r:.60} comes back after others",
                path="consignment",
                hint="sort or cluster the rows by consignment first; rows that are sent by themselves leave it empty",
            )
        self.consignments += len(begins) + names.null_count()
        last = names[-1]
        if last is None:
            self.open = self.rows + len(names)
        elif len(begins):
            self.open = self.rows + int(begins[-1])
        self.rows += len(names)
        self._last = last


def chunks(
    pieces: Iterable[_P], names: Callable[[_P], pl.Series | None], rows: int = LINES, *, watched: bool = True
) -> Iterator[Sequence[_P]]:
    """Puts pieces of a stream together to chunks in which consignments are whole.

    Args:
        pieces: of any length, none of them kept longer than needed.
        names: the consignments of a piece; ``None`` when each row is one.
        rows: of a chunk, more or less.
        watched: whether it is not yet known that the rows of each consignment lie together.

    Raises:
        BadInput: when a consignment comes back after others, or ``rows`` is no number of rows.
    """
    if type(rows) is not int or rows < 1:
        raise BadInput(f"{rows!r:.40} is not a number of rows", path="rows", hint="250_000, or less for less memory")
    runs = Runs(watched=watched)
    held: _Held[_P] = _Held()
    for given in pieces:
        for start in range(0, len(given), rows):
            piece = given.slice(start, min(rows, len(given) - start))
            column = names(piece)
            if column is None:
                runs.single(len(piece))
            else:
                runs.take(column)
            held.put(piece)
            if held.rows < rows:
                continue
            open_ = runs.rows - runs.open
            if open_ < held.rows:
                yield held.take(held.rows - open_)
            if held.rows >= max(rows, 2 * (_MOST_LINES + 1)):
                # One consignment that is longer than any may be: an error on all rows, also when it is asked in two.
                yield held.take(held.rows - (_MOST_LINES + 1))
    if held.rows:
        yield held.take(held.rows)


@attrs.define(eq=False)
class _Held(Generic[_P]):
    """Pieces that wait for the rest of their last consignment."""

    pieces: list[_P] = attrs.field(factory=list)
    rows: int = 0

    def put(self, piece: _P) -> None:
        self.pieces.append(piece)
        self.rows += len(piece)

    def take(self, rows: int) -> Sequence[_P]:
        """The first rows, which are held no longer."""
        self.rows -= rows
        taken: list[_P] = []
        while rows:
            piece = self.pieces.pop(0)
            if len(piece) > rows:
                self.pieces.insert(0, piece.slice(rows, len(piece) - rows))
                piece = piece.slice(0, rows)
            taken.append(piece)
            rows -= len(piece)
        return taken


# --- what has gone by -------------------------------------------------------------------------------------------------


@attrs.define(eq=False)
class _Seen:
    """The consignments that have begun, as sorted runs of numbers that double in length.

    Of a whole number it is the number itself; of a text two hashes of 64 bits each, so that two texts that differ are
    as good as never taken for one.

    Attributes:
        levels: the runs, long ones first.
        waiting: what came in ascending order, up to ``highest``, and need not be looked at as long as it goes on so.
    """

    levels: list[pl.DataFrame] = attrs.field(factory=list)
    waiting: list[pl.DataFrame] = attrs.field(factory=list)
    highest: int | str | None = None

    def add(self, names: pl.Series) -> int | None:
        """Adds consignments; gives the place of the first that is there already, if one is."""
        if not len(names):
            return None
        own = _numbers(names)
        if not self.levels:
            if (names.shift(-1) > names).all() and (self.highest is None or names[0] > self.highest):
                self.waiting.append(own)
                self.highest = names[-1]
                return None
            if self.waiting:
                self.levels.append(pl.concat(self.waiting).sort("a"))
                self.waiting.clear()
        ordered = own.with_row_index("at").sort("a")
        found = [place for level in self.levels if (place := _place(level, ordered)) is not None]
        if (ordered["a"] == ordered["a"].shift(1)).any():
            again = ~own.select(pl.struct(pl.all()).is_first_distinct()).to_series()
            found += again.arg_true()[:1].to_list()
        if found:
            return min(found)
        self.levels.append(ordered.drop("at"))
        while len(self.levels) > 1 and 2 * self.levels[-1].height > self.levels[-2].height:
            last = self.levels.pop()
            self.levels[-1] = pl.concat([self.levels[-1], last]).sort("a")
        return None


def _numbers(names: pl.Series) -> pl.DataFrame:
    if names.dtype.is_integer():
        return names.cast(pl.Int64 if names.dtype.is_signed_integer() else pl.UInt64).to_frame("a")
    return pl.DataFrame({"a": names.hash(1), "b": names.hash(2)})


def _place(level: pl.DataFrame, ordered: pl.DataFrame) -> int | None:
    """Which is the first of some consignments, in the order of their numbers, that a level has."""
    there = level[level["a"].search_sorted(ordered["a"], side="left").clip(upper_bound=level.height - 1)]
    same = there["a"] == ordered["a"]
    if same.any() and "b" in there.columns:
        same = same & (there["b"] == ordered["b"])
    return min(ordered["at"].filter(same).to_list(), default=None)
