"""What a mode is: it makes of an order what is quoted, and says what it has against a procedure."""

from __future__ import annotations

from datetime import date
from typing import Protocol

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.landed_cost.consignment import TRANSPORTS, Consignment
from xborder.landed_cost.ways import Reason
from xborder.law.rules import Procedure
from xborder.places import territory_of
from xborder.places.place import Place
from xborder.shipping.modes.days import Days

__all__ = ["STOCK", "Mode", "Prepared", "area_of", "days_or_none", "money_or_none", "transport_or_none"]

STOCK = Days(30, 60, 120, "an assumption of the house: give what your stock really takes", "unverified")
"""How long goods lie in stock, and on their way there, before they are sold."""


@attrs.frozen(eq=False)
class Prepared:
    """An order as a mode makes it.

    Attributes:
        consignment: what is quoted.
        objections: why the mode is not open to the order at all.
        origin: the customs area or country that the transport to the buyer starts from.
        destination: the customs area of the buyer.
        orders: how many orders like this one the consignment is made of.
        on: the day whose law counts, when it is not the tax point of the order.
    """

    consignment: Consignment
    origin: str
    destination: str
    objections: tuple[Reason, ...] = ()
    orders: int = 1
    on: date | None = None


class Mode(Protocol):
    """A way for goods to travel; hosts may write their own."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def days(self) -> Days | None:
        """From the order to the buyer, when the host knows it."""

    @property
    def stock_days(self) -> Days | None:
        """How long goods are on stock, and on their way there, before the order; ``None`` when none are."""

    def prepare(self, order: Consignment, on: date) -> Prepared:
        """The order as this mode makes it."""

    def objects(self, procedure: Procedure) -> Reason | None:
        """Why a procedure that law has open is not for this mode; ``None`` when it is."""


def transport_or_none(value: object) -> str:
    """A transport of the contract, or nothing."""
    if value not in ("", *TRANSPORTS):
        raise BadInput(f"{value!r:.40} is not a transport", path="transport", hint=f"one of {', '.join(TRANSPORTS)}")
    return str(value)


def money_or_none(value: object) -> Money | None:
    """What a transport costs."""
    if value is not None and not isinstance(value, Money):
        raise BadInput(f"{value!r:.40} is not Money", path="freight", hint='for example Money("4.00", "EUR")')
    return value


def days_or_none(value: object) -> Days | None:
    """How long it takes."""
    if value is not None and not isinstance(value, Days):
        raise BadInput(f"{value!r:.40} is not a range of days", path="days", hint="for example Days(3, 5, 9)")
    return value


def area_of(place: Place, on: date) -> str:
    """The customs area of a place."""
    return territory_of(place, on).customs_area
