"""Options that several commands take, and the kinds of values that they have."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from xborder.errors import XborderError

if TYPE_CHECKING:
    from moneyed import Money

__all__ = ["DAY", "FILE", "JSON", "MONEY", "PAIR", "STORE_VARIABLE", "day_of", "existing_store"]

STORE_VARIABLE: Final = "XBORDER_TARIFFS"
"""Names the tariff store where no option does."""

FILE: Final = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
DAY: Final = click.DateTime(["%Y-%m-%d"])
JSON: Final = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

_C = TypeVar("_C", bound=Callable[..., object] | click.Command)
_AMOUNT: Final = re.compile(r"(?:(?P<before>[A-Z]{3})\s*)?(?P<number>[0-9]+(?:\.[0-9]+)?)(?:\s*(?P<after>[A-Z]{3}))?")


def existing_store(*names: str, help_: str = "The tariff store.", needed: bool = True) -> Callable[[_C], _C]:
    """The option of a store that is there."""
    return click.option(
        *names, "store", type=FILE, envvar=STORE_VARIABLE, show_envvar=True, required=needed, metavar="DB", help=help_
    )


def day_of(given: datetime | None) -> date:
    """The day that an option names, or today."""
    return given.date() if given is not None else date.today()  # noqa: DTZ011 - the host's calendar day is meant


class _Money(click.ParamType):  # type: ignore[type-arg]  # generic in some releases of click only
    """An amount with its currency: ``250 EUR``."""

    name = "amount"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Money:
        """The amount."""
        from moneyed import Money  # noqa: PLC0415 - heavy; few commands take an amount

        from xborder.money.currencies import currency  # noqa: PLC0415

        if isinstance(value, Money):
            return value
        found = _AMOUNT.fullmatch(str(value).strip())
        if found is None or bool(found["before"]) == bool(found["after"]):
            self.fail(f"{value!r:.40} is no amount with a currency; write it as 250.00 EUR", param, ctx)
        try:
            return Money(found["number"], currency(found["before"] or found["after"]))
        except XborderError as error:
            self.fail(str(error), param, ctx)


class _Pair(click.ParamType):  # type: ignore[type-arg]  # as above
    """A name and what it is given: ``kg=12``."""

    name = "pair"

    def __init__(self, form: str, *, number: bool) -> None:
        self.form = form
        self.number = number

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002 - as click has it
        return self.form

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The name and the text."""
        if isinstance(value, tuple):
            return value
        name, given, text = (part.strip() for part in str(value).partition("="))
        if not (name and given and text):
            self.fail(f"{value!r:.40}: write {self.form}", param, ctx)
        if self.number and not _is_number(text):
            self.fail(f"{text!r:.40} is no number; write it as 12.5", param, ctx)
        return name, text


def _is_number(text: str) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and number >= 0


MONEY: Final = _Money()
PAIR: Final = _Pair
