"""The circumstances that consignments are answered in: numbered as they turn up, with what columns need of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from threading import RLock

import attrs
import polars as pl

from xborder.errors import XborderError
from xborder.frames._amounts import Ratios
from xborder.frames._numbering import Numbering
from xborder.frames._ops import PLACE
from xborder.frames._requests import request
from xborder.frames._setting import Closed, Setting, setting
from xborder.frames.columns import COLUMNS, Form
from xborder.landed_cost import _reading as read
from xborder.landed_cost.desk import Desk
from xborder.landed_cost.ticks import minor_step

__all__ = ["SHARED", "Circumstances", "Settings", "keys_of"]

_AROUND = ("freight", "insurance", "discount")
_AMOUNTS = {*_AROUND, *(f"{name}_currency" for name in _AROUND)}
_LISTS = {column.name for column in COLUMNS if column.form in {Form.WORDS, Form.PAIRS}}
_ONE = Fraction(1)
_PLACES = 60
SHARED = tuple(column for column in COLUMNS if column.path and not column.of_line)
"""The columns of which a consignment has one value."""


@attrs.frozen(eq=False)
class Circumstances:
    """What columns need of settings, by number.

    Attributes:
        reasons, errors: why each is asked one by one, and why it is not answered at all; empty when neither.
        step: what the minor unit of its prices' currency is in millionths.
        to_currency, to_answer, straight: rates from prices to the computation, from there to the answer, and straight.
        limits: for each place of a limit the most that is within, and how values are weighed.
        articles: for each place of a limit on the price of each article: numerator, denominator, whether it is strict,
            and who has it.
        units: how many articles are told apart.
        factor: how many ten-thousandths the minor unit of its answer is.
        answers: the currency of its answer.
        prepaid: whether the buyer pays everything with the order.
        values: weights of goods, freight and insurance in the customs value, numerator and denominator of the rate that
            turns them into millionths of the answer, and its minor unit.
    """

    reasons: Sequence[str]
    errors: Sequence[str]
    step: pl.Series
    to_currency: Ratios
    to_answer: Ratios
    straight: Ratios
    limits: tuple[tuple[int, tuple[int, int, int], pl.Series], ...]
    articles: tuple[tuple[int, pl.Series, pl.Series, pl.Series, pl.Series], ...]
    units: pl.Series
    factor: pl.Series
    prepaid: pl.Series
    values: tuple[pl.Series, ...]
    answers: pl.Series


class Settings:
    """The circumstances of consignments, by number.

    Attributes:
        names: the columns that say them, the currency of prices apart.
    """

    def __init__(self, desk: Desk, on: date | None, fx: Sequence[object], names: Sequence[str], lock: RLock) -> None:
        self.desk, self.on, self.fx = desk, on, fx
        self.names = [column.name for column in SHARED if column.name in names and column.name not in _AMOUNTS]
        self._numbering: Numbering[Setting | Closed] = Numbering(lock)
        self._places: dict[tuple[object, ...], int] = {}
        self._tables: tuple[int, Circumstances] | None = None

    @property
    def all(self) -> Sequence[Setting | Closed]:
        """Those that have turned up."""
        return self._numbering.all

    def numbers(self, heads: Mapping[str, pl.Series], currency: pl.Series) -> pl.Series:
        """The setting of each consignment.

        Args:
            heads: what consignments say, one value each.
            currency: of their prices.
        """
        columns = [heads[name] for name in self.names]

        def make(rows: list[int]) -> list[Setting | Closed]:
            at = pl.Series(rows, dtype=PLACE)
            cells = [column[at].to_list() for column in (*columns, currency)]
            return [self._setting(values) for values in zip(*cells, strict=True)]

        return self._numbering.numbers([*columns, currency], make)

    def _setting(self, values: Sequence[object]) -> Setting | Closed:
        row = {
            name: (value if value is None or name not in _LISTS else list(value))  # type: ignore[call-overload]
            for name, value in zip(self.names, values, strict=False)
        }
        price = values[-1]
        if row.get("prices_include"):
            return Closed(reason="prices that include charges")
        if row.get("buyer_year_to_date"):
            return Closed(reason="annual allowances")
        try:
            code = read.code(price)
            wanted = request([{**row, "unit_price": "1", "currency": price}], self.fx)
        except XborderError:
            return Closed(reason="circumstances that cannot be read")
        return setting(wanted, code, self.desk, self.on)

    def tables(self) -> Circumstances:
        """What columns need of them."""
        known = self._tables
        if known is None or known[0] != len(self.all):
            with self._numbering.lock:
                every = list(self.all)
                known = self._tables = (len(every), self._tabled(every))
        return known[1]

    def _tabled(self, every: Sequence[Setting | Closed]) -> Circumstances:
        open_ = [each if isinstance(each, Setting) else None for each in every]

        def rates(name: str) -> Ratios:
            return Ratios.of([getattr(each, name) if each is not None else _ONE for each in open_])

        values = [each.customs if each is not None else ((1, 0, 0), _ONE) for each in open_]
        weights = [pl.Series([value[place] for value, _ in values], dtype=pl.Int64) for place in range(3)]
        customs = Ratios.of([rate for _, rate in values])
        units = [minor_step(each.answer) if each is not None else 1 for each in open_]
        limits, articles = self._limits(open_)
        return Circumstances(
            [each.reason if isinstance(each, Closed) else "" for each in every],
            [each.error if isinstance(each, Closed) else "" for each in every],
            pl.Series([minor_step(each.price) if each is not None else 1 for each in open_], dtype=pl.Int64),
            rates("to_currency"),
            rates("to_answer"),
            rates("price_to_answer"),
            limits,
            articles,
            pl.Series([each.units if each is not None else 0 for each in open_], dtype=pl.Int64),
            pl.Series([minor_step(each.answer) // 100 if each is not None else 1 for each in open_], dtype=pl.Int64),
            pl.Series([each is None or each.wanted.get("incoterm", "DDP") == "DDP" for each in open_]),
            (*weights, customs.up, customs.over, pl.Series(units, dtype=pl.Int64)),
            pl.Series([each.answer if each is not None else None for each in open_], dtype=pl.String),
        )

    def _limits(
        self, settings: Sequence[Setting | None]
    ) -> tuple[
        tuple[tuple[int, tuple[int, int, int], pl.Series], ...],
        tuple[tuple[int, pl.Series, pl.Series, pl.Series, pl.Series], ...],
    ]:
        most: dict[tuple[object, ...], list[int]] = {}
        strict: dict[tuple[object, ...], list[tuple[int, int, bool, bool]]] = {}
        for number, each in enumerate(settings):
            for limit, key in zip(each.limits, keys_of(each), strict=True) if each is not None else ():
                if limit.weights is not None:
                    most.setdefault(key, [-1] * len(settings))[number] = min(limit.most, 2**62)
                else:
                    row = strict.setdefault(key, [(0, 1, False, False)] * len(settings))
                    row[number] = (limit.up, limit.over, not limit.inclusive, True)
        return (
            tuple(
                (self.place(key), _first_three(key), pl.Series(numbers, dtype=pl.Int64))
                for key, numbers in most.items()
            ),
            tuple(
                (
                    self.place(key),
                    pl.Series([row[0] for row in rows], dtype=pl.Int64),
                    pl.Series([row[1] for row in rows], dtype=pl.Int64),
                    pl.Series([row[2] for row in rows]),
                    pl.Series([row[3] for row in rows]),
                )
                for key, rows in strict.items()
            ),
        )

    def place(self, key: tuple[object, ...]) -> int:
        """The bit of a limit: limits of different settings on the same value share one."""
        return self._places.setdefault(key, len(self._places))

    @property
    def too_many_limits(self) -> bool:
        """Whether there are more limits than bits."""
        return len(self._places) > _PLACES


def keys_of(setting_: Setting) -> list[tuple[object, ...]]:
    """What tells the limits of a setting apart: what they compare, and which of several on the same value it is."""
    seen: dict[object, int] = {}
    found: list[tuple[object, ...]] = []
    for limit in setting_.limits:
        weights = limit.weights[:3] if limit.weights is not None else None
        rank = seen[weights] = seen.get(weights, -1) + 1
        found.append((weights, rank))
    return found


def _first_three(key: tuple[object, ...]) -> tuple[int, int, int]:
    weights = key[0]
    return weights if isinstance(weights, tuple) else (0, 0, 0)
