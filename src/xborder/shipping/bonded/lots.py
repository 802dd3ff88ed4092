"""A lot: goods that entered a warehouse under suspension together, with their value and the duty that waits on them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs
from dateutil.relativedelta import relativedelta
from moneyed import Money

from xborder.errors import BadInput
from xborder.money.allocation import allocate
from xborder.shipping.warehouse import Warehouse, regime_rule

__all__ = ["Lot", "LotState", "Part", "quantity"]

_LARGEST = 15


def quantity(value: object, path: str = "quantity") -> Decimal:
    """An exact quantity of more than nothing.

    Raises:
        BadInput: when it is not one; floats are not.
    """
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise BadInput(f"{value!r:.40} is not a quantity", path=path, hint="an int, a Decimal or its text")
    try:
        read = Decimal(value)
    except ArithmeticError:
        raise BadInput(f"{value!r:.40} is not a quantity", path=path, hint="an int, a Decimal or its text") from None
    if not read.is_finite() or read <= 0:
        raise BadInput(f"{read} is not more than nothing", path=path, hint="a quantity above zero")
    _, digits, exponent = read.as_tuple()
    if read.adjusted() >= _LARGEST or (isinstance(exponent, int) and exponent < -6) or len(digits) > _LARGEST + 6:
        raise BadInput(f"{read} is out of range", path=path, hint="below 10^15, with at most 6 decimals")
    return read


class LotState(StrEnum):
    """What may be done with a lot on a day."""

    OPEN = "open"
    EXHAUSTED = "exhausted"
    """Nothing is left of it."""
    EXPIRED = "expired"
    """Its goods, or its time under the regime, have expired: it may leave, but not into free circulation."""
    AHEAD = "ahead"
    """It is admitted only later."""


@attrs.frozen
class Part:
    """Some of a lot: how much, what it is worth, and the duty that waits on it."""

    quantity: Decimal
    value: Money
    duty: Money | None = None


def _name(instance: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not value:
        raise BadInput(f"{value!r:.40} is not a name", path=attribute.name, hint="text that is not empty")


def _day(instance: object, attribute: attrs.Attribute[date], value: object) -> None:
    if type(value) is not date:
        raise BadInput(f"{value!r:.40} is not a day", path=attribute.name, hint="a datetime.date")


def _some_day(instance: object, attribute: attrs.Attribute[date | None], value: object) -> None:
    if value is not None and type(value) is not date:
        raise BadInput(f"{value!r:.40} is not a day", path=attribute.name, hint="a datetime.date, or None")


def _not_negative(instance: object, attribute: attrs.Attribute[Money], value: object) -> None:
    if not isinstance(value, Money) or not value.amount.is_finite() or value.amount < 0:
        raise BadInput(f"{value!r:.40} is not an amount", path=attribute.name, hint='for example Money("12.50", "EUR")')


def _warehouse(instance: object, attribute: attrs.Attribute[Warehouse], value: object) -> None:
    if not isinstance(value, Warehouse):
        raise BadInput(f"{value!r:.40} is not a Warehouse", path=attribute.name, hint="where the lot lies")


@attrs.frozen
class Lot:
    """Goods of one kind that were admitted together.

    Attributes:
        id: unique in the ledger.
        sku: the kind of goods.
        warehouse: where they lie, and under which regime.
        quantity: on hand.
        value: of what is on hand.
        admitted: when they came under the regime; a transfer keeps the day.
        duty: the duty that is suspended on what is on hand, as the host reckoned it at admission; ``None`` when it
            did not. What is due at a release is quoted then (:func:`xborder.shipping.bonded.quote_release`).
        expires: the last day on which the goods may be sold; ``None`` when they keep.

    >>> from xborder.places import Place
    >>> lot = Lot("L1", "SERUM", Warehouse(Place("CN"), "cn-1210"), 3, Money("100.00", "CNY"), date(2026, 9, 1))
    >>> taken, rest = lot.take(Decimal(1))
    >>> taken.value, rest.value
    (Money('33.33', 'CNY'), Money('66.67', 'CNY'))
    """

    id: str = attrs.field(validator=_name)
    sku: str = attrs.field(validator=_name)
    warehouse: Warehouse = attrs.field(validator=_warehouse)
    quantity: Decimal = attrs.field(converter=lambda value: value if value == 0 else quantity(value))
    value: Money = attrs.field(validator=_not_negative)
    admitted: date = attrs.field(validator=_day)
    duty: Money | None = attrs.field(default=None, validator=attrs.validators.optional(_not_negative))
    expires: date | None = attrs.field(default=None, validator=_some_day)

    @property
    def last_day(self) -> date | None:
        """The last day on which it may be released: what comes first of its shelf life and the regime's limit."""
        months = regime_rule(self.warehouse.regime).months
        limit = self.admitted + relativedelta(months=months) if months is not None else None
        return min((day for day in (self.expires, limit) if day is not None), default=None)

    def state(self, on: date) -> LotState:
        """What may be done with it on a day."""
        if on < self.admitted:
            return LotState.AHEAD
        last = self.last_day
        if last is not None and on > last:
            return LotState.EXPIRED
        return LotState.OPEN if self.quantity else LotState.EXHAUSTED

    def take(self, wanted: Decimal) -> tuple[Part, Lot]:
        """Some of it, and what is left; value and duty are shared by quantity and add up to the last minor unit."""
        left = self.quantity - wanted
        value, rest = allocate(self.value, [wanted, left])
        duty = remaining = None
        if self.duty is not None:
            duty, remaining = allocate(self.duty, [wanted, left])
        return Part(wanted, value, duty), attrs.evolve(self, quantity=left, value=rest, duty=remaining)

    def put(self, part: Part) -> Lot:
        """With some more in it."""
        duty = self.duty
        if duty is not None and part.duty is not None:
            duty += part.duty
        return attrs.evolve(
            self, quantity=self.quantity + part.quantity, value=self.value + part.value, duty=duty
        )
