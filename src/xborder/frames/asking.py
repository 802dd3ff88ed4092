"""Who is asked about the rows of a stream, and in which terms; and what its answers come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import attrs
import polars as pl

from xborder.errors import BadInput
from xborder.frames._input import Floats
from xborder.frames.columns import COLUMNS, MEASURES, OUTPUT
from xborder.frames.quoted import QuotedFrame, quote_frame
from xborder.frames.spec import DeskSpec
from xborder.landed_cost.consignment import read_day
from xborder.landed_cost.desk import Desk
from xborder.landed_cost.parts import read_rates
from xborder.landed_cost.rules_in_use import RulesInUse

__all__ = ["ANSWER", "Asking", "Tally", "asking", "is_read"]

ANSWER: tuple[str, ...] = tuple(column.name for column in OUTPUT)
"""The names of the columns of the answer, in order."""
_NAMES = {*ANSWER, *(column.name for column in COLUMNS)}


def is_read(name: str) -> bool:
    """Whether a column is one that is read, or one that it must not be called; others are handed on unseen."""
    return name in _NAMES or name.startswith(MEASURES)


@attrs.frozen(eq=False)
class Asking:
    """A desk, and what holds for all rows.

    Attributes:
        desk: who answers.
        on: the tax point of rows that do not say theirs.
        floats: what to do with floating-point numbers.
        fx: exchange rates for all rows.
        rules: the rules that answer; ``None`` when the desk has rates that cannot be told from others.
    """

    desk: Desk
    on: date | None
    floats: Floats
    fx: tuple[object, ...]
    rules: RulesInUse | None

    def answer(self, rows: pl.DataFrame) -> QuotedFrame:
        """The answers to rows of which consignments are whole."""
        return quote_frame(rows, self.desk, on=self.on, floats=self.floats, fx=self.fx)


def asking(
    desk: Desk | DeskSpec | None,
    on: date | None = None,
    floats: Floats = None,
    fx: Sequence[object] = (),
) -> Asking:
    """Settles who is asked; the day of rows that do not say theirs is today's for all of them.

    Raises:
        BadInput: when a spec comes with terms beside its own, or something is neither desk nor spec.
        RulesChanged: when the spec was sealed under other rules.
    """
    if isinstance(desk, DeskSpec):
        if on is not None or floats is not None or fx:
            raise BadInput("a spec says day, floats and exchange rates itself", path="spec", hint="put them into it")
        made = desk.desk()
        rules = desk.rules if desk.rules is not None else RulesInUse.of(made, desk.fx)
        return Asking(made, desk.on if desk.on is not None else made.clock(), desk.floats, desk.fx, rules)
    if desk is not None and not isinstance(desk, Desk):
        raise BadInput(f"a {type(desk).__name__} is no desk", path="desk", hint="give a Desk or a DeskSpec")
    desk = desk if desk is not None else Desk()
    rates = read_rates(fx)
    day = read_day(on) if on is not None else desk.clock()
    try:
        return Asking(desk, day, floats, rates, RulesInUse.of(desk, rates))
    except BadInput:  # the rates of a host's own making
        return Asking(desk, day, floats, rates, None)


@attrs.define
class Tally:
    """How far a stream is, and what its answers say.

    Attributes:
        rows: how many are answered, errors included.
        of: how many there are; ``None`` when nobody knows.
        consignments: how many they make.
        errors: rows without an answer, by the code of the error.
        notices: rows with a notice, by its code.
        fallback: rows that were put to the desk one consignment at a time, by reason.
    """

    rows: int = 0
    of: int | None = None
    consignments: int = 0
    errors: dict[str, int] = attrs.field(factory=dict)
    notices: dict[str, int] = attrs.field(factory=dict)
    fallback: dict[str, int] = attrs.field(factory=dict)

    def count(self, told: pl.DataFrame, fallback: Mapping[str, int]) -> None:
        """Adds the answers to some rows."""
        self.rows += told.height
        _add(self.fallback, fallback)
        if told["error"].null_count() < told.height:
            codes = told["error"].drop_nulls().str.extract(r"^([^:]*)").alias("code")
            _add(self.errors, dict(codes.value_counts().rows()))
        notices = told["notices"].drop_nulls().explode().drop_nulls().alias("code")
        _add(self.notices, dict(notices.value_counts().rows()))


def _add(counted: dict[str, int], more: Mapping[str, int]) -> None:
    for name, count in more.items():
        counted[name] = counted.get(name, 0) + count
