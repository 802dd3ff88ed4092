"""What a consolidation costs each order, exactly, and what it saves against sending each alone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.money._exact import decimal_of
from xborder.money.allocation import allocate
from xborder.money.currencies import minor_units
from xborder.money.rounding import round_ratio
from xborder.shipping._checks import above_zero, all_of, amount, member
from xborder.shipping._numbers import decimal
from xborder.shipping.consolidation.orders import Order

__all__ = ["By", "LineHaul", "Saving", "saving", "share_cost"]


class By(StrEnum):
    """What a shared cost goes by."""

    WEIGHT = "weight"
    VOLUME = "volume"
    VALUE = "value"
    CHARGEABLE = "chargeable"
    """The larger of weight and volumetric weight, order by order, at 167 kg to the cubic metre (air, 6000 cm³/kg)."""
    ORDER = "order"
    """Alike for each order."""


_AIR_KG_PER_M3 = Fraction(1_000_000, 6000)


def share_cost(cost: Money, orders: Sequence[Order], by: By | str = By.WEIGHT) -> dict[str, Money]:
    """Shares a cost of the movement among its orders; the shares add up to it, to the minor unit.

    What is left over by rounding goes to those that lost most by it, the earlier among equals.

    Args:
        cost: of the whole movement.
        orders: those that share it, in the order in which they came.
        by: what it goes by.

    Raises:
        BadInput: when there is nothing to share by.

    >>> orders = [Order(name, kg, "0.01", Money("10", "EUR")) for name, kg in (("A", "1"), ("B", "1"), ("C", "1"))]
    >>> [str(share.amount) for share in share_cost(Money("100.00", "EUR"), orders).values()]
    ['33.34', '33.33', '33.33']
    """
    key = member(By, by, "by")
    if not all_of(Order, orders, "orders"):
        raise BadInput("there is no order to share it among", path="orders", hint="at least one")
    if len({order.id for order in orders}) < len(orders):
        raise BadInput("two orders have one id", path="orders", hint="an id for each order")
    if key is By.VALUE and len({order.value.currency for order in orders}) > 1:
        raise BadInput("the orders' values are in several currencies", path="orders", hint="convert them first")
    return dict(
        zip((order.id for order in orders), allocate(cost, [_weight(order, key) for order in orders]), strict=True)
    )


def _weight(order: Order, by: By) -> Fraction:
    match by:
        case By.WEIGHT:
            return Fraction(order.weight_kg)
        case By.VOLUME:
            return Fraction(order.volume_m3)
        case By.VALUE:
            return Fraction(order.value.amount)
        case By.CHARGEABLE:
            return max(Fraction(order.weight_kg), Fraction(order.volume_m3) * _AIR_KG_PER_M3)
        case By.ORDER:
            return Fraction(1)


def _step_kg(value: object) -> Decimal:
    return decimal(value, "step_kg")


@attrs.frozen
class LineHaul:
    """What a carrier asks for one shipment.

    Attributes:
        per_kg: for each kilogram of the weight that is charged.
        step_kg: to which the weight is rounded up.
        minimum: the least for a shipment; ``None`` where there is none.
        clearance: for clearing one entry.
        handling: for each parcel in a consolidation: sorting, breaking up.

    >>> LineHaul(Money("6.00", "EUR"), "0.5").charged(Fraction(12, 10))
    Fraction(3, 2)
    """

    per_kg: Money = attrs.field(validator=amount)
    step_kg: Decimal = attrs.field(converter=_step_kg, validator=above_zero)
    minimum: Money | None = attrs.field(default=None, validator=attrs.validators.optional(amount))
    clearance: Money | None = attrs.field(default=None, validator=attrs.validators.optional(amount))
    handling: Money | None = attrs.field(default=None, validator=attrs.validators.optional(amount))

    def __attrs_post_init__(self) -> None:
        for name in ("minimum", "clearance", "handling"):
            money: Money | None = getattr(self, name)
            if money is not None and money.currency != self.per_kg.currency:
                raise BadInput(
                    f"{money.currency.code} beside {self.per_kg.currency.code}", path=name, hint="one currency"
                )

    def charged(self, weight: Fraction) -> Fraction:
        """The weight that is charged: rounded up to the step."""
        step = Fraction(self.step_kg)
        return -(-weight // step) * step

    def carriage(self, weight: Fraction) -> Money:
        """Carriage for a weight, at least the minimum."""
        code = self.per_kg.currency.code
        digits = minor_units(code)
        exact = Fraction(self.per_kg.amount) * self.charged(weight) * 10**digits
        cost = Money(decimal_of(round_ratio(exact.numerator, exact.denominator), digits), code)
        return cost if self.minimum is None else max(cost, self.minimum)


@attrs.frozen
class Saving:
    """What travelling together saves.

    Attributes:
        alone: what the orders cost each for itself.
        together: what the movement costs, handling of each parcel included.
        by_rounding: of what is saved, what comes from rounding the weight up once and not for each order.
        by_minimum: what comes from paying no minimum for each.
        by_clearance: what comes from clearance as one entry, where that is lawful (see ``entries``).
        handling: what is spent on handling, against it.
        entries: how many customs entries the movement has.
    """

    alone: Money
    together: Money
    by_rounding: Money
    by_minimum: Money
    by_clearance: Money
    handling: Money
    entries: int

    @property
    def saved(self) -> Money:
        """What is saved in all; less than nothing when it costs more."""
        return self.alone - self.together


def saving(
    orders: Sequence[Order], haul: LineHaul, *, consolidated: LineHaul | None = None, entries: int | None = None
) -> Saving:
    """What orders save by travelling together.

    Args:
        orders: those that travel together.
        haul: what each alone is charged.
        consolidated: what the movement is charged; by default by the same rates.
        entries: customs entries of the movement; by default one for each order, for each is a consignment of its own.

    Raises:
        BadInput: when there is no order, or the rates are in two currencies.

    >>> orders = [Order(name, "1.2", "0.006", Money("60", "EUR")) for name in "ABC"]
    >>> found = saving(orders, LineHaul(Money("6.00", "EUR"), "0.5"))
    >>> found.alone, found.together, found.by_rounding
    (Money('27.00', 'EUR'), Money('24.00', 'EUR'), Money('3.00', 'EUR'))
    """
    bulk = consolidated or haul
    if not all_of(Order, orders, "orders"):
        raise BadInput("there is no order", path="orders", hint="at least one")
    if bulk.per_kg.currency != haul.per_kg.currency:
        raise BadInput("the rates are in two currencies", path="consolidated", hint="convert one of them first")
    count = len(orders) if entries is None else entries
    if type(count) is not int or not 1 <= count <= len(orders):
        raise BadInput(f"{entries!r:.40} is not a number of entries", path="entries", hint="from 1 to the orders")
    zero = Money(0, haul.per_kg.currency)
    weights = [Fraction(order.weight_kg) for order in orders]
    carried = sum((haul.carriage(weight) for weight in weights), zero)
    unlimited = attrs.evolve(haul, minimum=None)
    stepped = sum((unlimited.carriage(weight) for weight in weights), zero)
    once = unlimited.carriage(sum(weights, Fraction(0)))
    fee, bulk_fee = haul.clearance or zero, bulk.clearance or zero
    handling = (bulk.handling or zero) * len(orders)
    return Saving(
        alone=carried + fee * len(orders),
        together=bulk.carriage(sum(weights, Fraction(0))) + bulk_fee * count + handling,
        by_rounding=stepped - once,
        by_minimum=carried - stepped,
        by_clearance=fee * len(orders) - bulk_fee * count,
        handling=handling,
        entries=count,
    )
