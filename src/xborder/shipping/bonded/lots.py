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
from xborder.shipping._checks import amount, day, made_of, text
from xborder.shipping._numbers import decimal
from xborder.shipping.modes.warehouse import Warehouse, regime_rule

__all__ = ["Lot", "LotState", "Part"]


class LotState(StrEnum):
    """What may be done with a lot on a day."""

    OPEN = "open"
    EXHAUSTED = "exhausted"
    """Nothing is left of it."""
    EXPIRED = "expired"
    """Its goods, or its time under the regime, have expired: it may leave, but not into free circulation."""
    AHEAD = "ahead"
    """It is admitted only later."""


def _quantity(value: object) -> Decimal:
    return decimal(value, "quantity")


@attrs.frozen
class Part:
    """Some of a lot: how much, what it is worth, and the duty that waits on it."""

    quantity: Decimal
    value: Money
    duty: Money | None = None


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

    id: str = attrs.field(validator=text)
    sku: str = attrs.field(validator=text)
    warehouse: Warehouse = attrs.field(validator=made_of(Warehouse))
    quantity: Decimal = attrs.field(converter=_quantity)
    value: Money = attrs.field(validator=amount)
    admitted: date = attrs.field(validator=day)
    duty: Money | None = attrs.field(default=None, validator=attrs.validators.optional(amount))
    expires: date | None = attrs.field(default=None, validator=attrs.validators.optional(day))

    @quantity.validator
    def _there(self, _: object, value: Decimal) -> None:
        if value < 0:
            raise BadInput(f"{value} is less than nothing", path="quantity", hint="zero or more")

    @property
    def last_day(self) -> date | None:
        """The last day on which it may be released: what comes first of its shelf life and the regime's limit."""
        months = regime_rule(self.warehouse.regime).months
        limit = self.admitted + relativedelta(months=months) if months is not None else None
        return min((each for each in (self.expires, limit) if each is not None), default=None)

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
        return attrs.evolve(self, quantity=self.quantity + part.quantity, value=self.value + part.value, duty=duty)
