"""The kinds of goods of lines, numbered as they turn up; with classes of prices where a law finds rates by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import RLock

import attrs
import polars as pl

from xborder.errors import XborderError
from xborder.frames._held import Filled, filled_line, filled_of
from xborder.frames._numbering import Numbering
from xborder.frames._ops import PLACE, fill
from xborder.frames._rates import Goods
from xborder.landed_cost.consignment import Consignment

__all__ = ["PRICED", "Kind", "Kinds"]

_KIND = ("hs", "origin", "category", "preference", "duty", "duty_is_final")
PRICED = 2**30
"""Kinds of goods from this number on are kinds with a class of prices."""


@attrs.frozen(eq=False)
class Kind:
    """A kind of goods: as the contract writes it, and as rules look at it, the origin empty when it is not given.

    ``filled`` are the measures that its lines give.
    """

    line: Mapping[str, object]
    goods: Goods
    filled: Filled = ()


class Kinds:
    """The kinds of goods, by number."""

    def __init__(self, names: Sequence[str], lock: RLock) -> None:
        self.names = [name for name in _KIND if name in names]
        self._numbering: Numbering[Kind | None] = Numbering(lock)
        self._priced: Numbering[tuple[int, int]] = Numbering(lock)

    @property
    def all(self) -> Sequence[Kind | None]:
        """Those that have turned up; ``None`` where the goods cannot be read."""
        return self._numbering.all

    def of(self, number: int) -> tuple[Kind | None, int]:
        """A kind of goods, and the limits of prices that it reaches."""
        if number < PRICED:
            return self.all[number], 0
        kind, reached = self._priced.all[number - PRICED]
        return self.all[kind], reached

    def numbers(self, frame: pl.DataFrame, filled: Sequence[pl.Series]) -> pl.Series:
        """The kind of goods of each line.

        Args:
            frame: the lines.
            filled: for each column of measures, which lines fill it in.
        """
        columns = [*(frame[name] for name in self.names), *filled]
        if not columns:
            columns = [fill(0, frame.height, PLACE)]
        measures = [column.name for column in filled]

        def make(rows: list[int]) -> list[Kind | None]:
            at = pl.Series(rows, dtype=PLACE)
            cells = [column[at].to_list() for column in columns]
            return [self._kind(values, measures) for values in zip(*cells, strict=True)]

        return self._numbering.numbers(columns, make)

    def _kind(self, values: Sequence[object], measures: Sequence[str]) -> Kind | None:
        count = len(self.names)
        line = {name: value for name, value in zip(self.names, values, strict=False) if value is not None}
        filled = filled_of(measures, values[count : count + len(measures)])
        line |= filled_line(filled)
        try:
            read_ = Consignment.from_dict({**_ANYWHERE, "lines": [{**line, "unit_price": _PRICE}]}).lines[0]
        except XborderError:
            return None
        goods = (read_.hs, read_.origin, read_.category, read_.preference, read_.duty, read_.duty_is_final)
        return Kind(line, goods, filled)

    def priced(self, kind: pl.Series, reached: pl.Series) -> pl.Series:
        """The kinds of lines by what they cost, too: as numbers from :data:`PRICED` on."""

        def make(rows: list[int]) -> list[tuple[int, int]]:
            at = pl.Series(rows, dtype=PLACE)
            return list(zip(kind[at].to_list(), reached[at].to_list(), strict=True))

        return self._priced.of_pairs(kind, reached, make) + PRICED


_PRICE = {"amount": 1, "currency": "EUR"}
_ANYWHERE = {"ship_from": {"country": "CN"}, "ship_to": {"country": "DE"}}
