"""What an order bears of its movement: its share of the cost, and of what the movement emits."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.shipping._checks import all_of
from xborder.shipping.carbon.distances import Distance
from xborder.shipping.carbon.footprints import Footprint
from xborder.shipping.carbon.grams import Grams
from xborder.shipping.carbon.sharing import Consigned, Share, share_emissions
from xborder.shipping.consolidation.costs import By, share_cost
from xborder.shipping.consolidation.orders import Order

__all__ = ["OrderShare", "share_carbon", "share_movement"]

_ONE_WAY = Distance(1)  # all orders of a movement are carried equally far, so that distance does not tell them apart


@attrs.frozen
class OrderShare:
    """What one order bears.

    Attributes:
        cost: of the movement's; the shares add up, to the minor unit.
        carbon: of what it emits; the shares add up, to the gram.
    """

    cost: Money
    carbon: Share


def share_carbon(emitted: Footprint | Grams, orders: Sequence[Order]) -> dict[str, Share]:
    """Shares what a movement emits among its orders, by weight.

    Whatever the cost goes by, carbon goes by mass and distance, as ISO 14083 asks; in one movement the distance is the
    same for all.

    Args:
        emitted: by the whole movement: of a footprint its total.
        orders: those that share it.

    Raises:
        BadInput: there is no order, or two have one id.

    >>> from fractions import Fraction
    >>> weights = {"A": "1.2", "B": "0.7", "C": "2.1"}
    >>> orders = [Order(name, kg, "0.01", Money("10", "EUR")) for name, kg in weights.items()]
    >>> {name: share.grams[1] for name, share in share_carbon(Grams(*[Fraction(10_000)] * 3), orders).items()}
    {'A': 3000, 'B': 1750, 'C': 5250}
    """
    total = emitted.total if isinstance(emitted, Footprint) else emitted
    if not all_of(Order, orders, "orders"):
        raise BadInput("there is no order to share it among", path="orders", hint="at least one")
    consigned = [Consigned(order.id, order.weight_kg, _ONE_WAY) for order in orders]
    return {share.name: share for share in share_emissions(total, consigned)}


def share_movement(
    cost: Money, emitted: Footprint | Grams, orders: Sequence[Order], by: By | str = By.WEIGHT
) -> dict[str, OrderShare]:
    """What each order bears of a movement's cost and carbon.

    Args:
        cost: of the whole movement.
        emitted: by the whole movement.
        orders: those that share it, in the order in which they came.
        by: what the cost goes by.

    Raises:
        BadInput: there is nothing to share by.
    """
    costs = share_cost(cost, orders, by)
    carbon = share_carbon(emitted, orders)
    return {name: OrderShare(costs[name], carbon[name]) for name in costs}
