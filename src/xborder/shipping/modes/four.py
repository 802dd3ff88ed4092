"""The four modes in which an order can travel, each with what it makes of the order and of the law's procedures.

*Direct mail*: the order is one consignment from the seller to the buyer. *Consolidation*: many orders in one movement,
and still each its own customs consignment. *Bonded*: stock waits near the buyer with duty suspended, and each order is
a release. *Overseas warehouse*: the goods were imported in bulk before anybody ordered; what the buyer gets is a
domestic parcel.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.landed_cost.consignment import Consignment
from xborder.landed_cost.variants import with_circumstances
from xborder.landed_cost.ways import Reason
from xborder.law.rules import Procedure
from xborder.shipping.modes.days import Days
from xborder.shipping.modes.mode import Mode, Prepared, area_of, days_or_none, money_or_none, transport_or_none
from xborder.shipping.modes.stock import Bonded, OverseasWarehouse

__all__ = ["MODES", "Consolidation", "DirectMail", "mode_of"]


@attrs.frozen
class DirectMail:
    """One consignment by post, courier or another carrier, from the seller straight to the buyer.

    Attributes:
        transport: of the order when empty.
        freight: what this transport costs for the order; the order's own freight when it is not given.
        days: from the order to the buyer, when known.
    """

    transport: str = attrs.field(default="", converter=transport_or_none)
    freight: Money | None = attrs.field(default=None, converter=money_or_none)
    days: Days | None = attrs.field(default=None, converter=days_or_none)
    name: ClassVar[str] = "direct-mail"
    stock_days: ClassVar[Days | None] = None

    def prepare(self, order: Consignment, on: date) -> Prepared:
        """The order as it is, sent on its own."""
        made = with_circumstances(order, mode=self.name, transport=self.transport, freight=self.freight)
        return Prepared(made, area_of(order.ship_from, on), area_of(order.ship_to, on))

    def objects(self, procedure: Procedure) -> Reason | None:  # noqa: ARG002 - the law packs say all there is
        """Nothing: the law packs say what is open."""
        return None


@attrs.frozen
class Consolidation:
    """The order travels in a movement with others; at the destination each is cleared as a consignment of its own.

    Attributes:
        transport: of the movement; the order's when empty.
        freight: the order's share of the movement and the last mile (see :mod:`xborder.shipping.consolidation`).
        days: from the order to the buyer, when known, the wait for the cut-off included.
    """

    transport: str = attrs.field(default="", converter=transport_or_none)
    freight: Money | None = attrs.field(default=None, converter=money_or_none)
    days: Days | None = attrs.field(default=None, converter=days_or_none)
    name: ClassVar[str] = "consolidation"
    stock_days: ClassVar[Days | None] = None

    def prepare(self, order: Consignment, on: date) -> Prepared:
        """The order as it is: it stays one consignment, whatever it travels with."""
        made = with_circumstances(order, mode=self.name, transport=self.transport, freight=self.freight)
        return Prepared(made, area_of(order.ship_from, on), area_of(order.ship_to, on))

    def objects(self, procedure: Procedure) -> Reason | None:  # noqa: ARG002 - the law packs say all there is
        """Nothing: the law packs say what is open."""
        return None


MODES: dict[str, Mode] = {mode.name: mode for mode in (DirectMail(), Consolidation(), Bonded(), OverseasWarehouse())}
"""The modes with nothing known of them but their names."""


def mode_of(given: str | Mode) -> Mode:
    """A mode by its name, or as it is given.

    Raises:
        BadInput: when there is no mode of that name.
    """
    if not isinstance(given, str):
        if not callable(getattr(given, "prepare", None)):
            raise BadInput(f"{given!r:.60} is not a mode", path="modes", hint=f"one of {', '.join(MODES)}")
        return given
    mode = MODES.get(given)
    if mode is None:
        raise BadInput(f"{given!r:.40} is not a mode", path="modes", hint=f"one of {', '.join(MODES)}")
    return mode
