"""What is chosen between: a way with its three figures, the limits it must keep, and what was made of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.shipping._checks import amount, day
from xborder.shipping._numbers import decimal

__all__ = ["Choice", "Criterion", "Limits", "Option", "Verdict", "money_text"]


class Criterion(StrEnum):
    """What to choose by."""

    COST = "cost"
    DATE = "date"
    CARBON = "carbon"


def _grams(value: object) -> Decimal | None:
    read = None if value is None else decimal(value, "carbon_g")
    if read is not None and read < 0:
        raise BadInput(f"{read} is not a number of grams", path="carbon_g", hint="zero or more")
    return read


_COST = attrs.validators.optional(amount)
_DAY = attrs.validators.optional(day)


@attrs.frozen
class Option:
    """A way with the three figures that it is chosen by.

    Attributes:
        name: what people call it; unique among the options.
        cost: landed cost; ``None`` when it is not known.
        arrives: the day by which it is there at the confidence wanted; ``None`` when it is not known.
        carbon_g: grams of CO2 equivalent; ``None`` when it is not known.
        lawful: whether it may be taken.
        why_not: why it may not.
        confidence: of ``arrives``, in words: ``usual``, ``95 %``.
    """

    name: str
    cost: Money | None = attrs.field(default=None, validator=_COST)
    arrives: date | None = attrs.field(default=None, validator=_DAY)
    carbon_g: Decimal | None = attrs.field(default=None, converter=_grams)
    lawful: bool = True
    why_not: str = ""
    confidence: str = ""


@attrs.frozen
class Limits:
    """What an option must keep within; ``None`` is no limit. An unknown figure is not within a limit."""

    cost: Money | None = attrs.field(default=None, validator=_COST)
    arrives: date | None = attrs.field(default=None, validator=_DAY)
    carbon_g: Decimal | None = attrs.field(default=None, converter=_grams)


@attrs.frozen
class Verdict:
    """An option, whether it was kept, and why."""

    option: Option
    kept: bool
    reason: str


@attrs.frozen
class Choice:
    """What was chosen.

    Attributes:
        by: the criterion.
        best: the option to take; ``None`` when none is left.
        ranked: those within the limits, the best first.
        dropped: the others, each with its reason.
        frontier: of all options within the limits, which are worth a look, and which another one beats.
    """

    by: Criterion
    best: Option | None
    ranked: tuple[Option, ...]
    dropped: tuple[Verdict, ...]
    frontier: tuple[Verdict, ...]


def money_text(money: Money) -> str:
    """An amount as sentences write it."""
    return f"{money.amount} {money.currency.code}"
