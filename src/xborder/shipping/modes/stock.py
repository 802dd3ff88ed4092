"""The two modes whose goods wait near the buyer: bonded stock, and stock that was imported already."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.landed_cost.consignment import Consignment, Line, Party
from xborder.landed_cost.parts import Mass
from xborder.landed_cost.variants import with_circumstances
from xborder.landed_cost.ways import Reason
from xborder.law.rules import Procedure
from xborder.places import Territory, territory_of
from xborder.places.place import Place
from xborder.shipping.modes._known import Circumstances, known
from xborder.shipping.modes.days import Days
from xborder.shipping.modes.mode import STOCK, Prepared, days_or_none, money_or_none, transport_or_none
from xborder.shipping.modes.warehouse import Warehouse, regime_rule, usual_regime

__all__ = ["Bonded", "OverseasWarehouse"]


@attrs.frozen
class Bonded:
    """The order is released from stock that lies under suspension of duty.

    Attributes:
        warehouse: where the stock is; by default one in the country of the buyer, under the regime that is usual there.
        freight: the order's share of the bulk transport, and the last mile.
        days: from the order to the buyer, when known.
        stock_days: how long stock is tied up before it is sold, its way to the warehouse included.
        admitted: when the stock was admitted: the day whose duty counts where the regime fixes it then.
    """

    warehouse: Warehouse | None = None
    freight: Money | None = attrs.field(default=None, converter=money_or_none)
    days: Days | None = attrs.field(default=None, converter=days_or_none)
    stock_days: Days = STOCK
    admitted: date | None = None
    name: ClassVar[str] = "bonded"

    def prepare(self, order: Consignment, on: date) -> Prepared:
        """The order as a release from the warehouse."""
        destination = territory_of(order.ship_to, on)
        warehouse = self.warehouse or _usual(order.ship_to, destination)
        here = territory_of(warehouse.place, on)
        rule = regime_rule(warehouse.regime)
        objections: list[Reason] = []
        if here.customs_area != destination.customs_area:
            objections.append(
                Reason(
                    "wrong-zone",
                    f"the stock lies in {here.name}, which is not in the customs territory of {destination.name}",
                )
            )
        if rule.areas and here.customs_area not in rule.areas:
            objections.append(Reason("wrong-zone", f"there is no {rule.name} in {here.name}"))
        made = with_circumstances(order, mode=self.name, ship_from=warehouse.place, freight=self.freight)
        fixed = self.admitted if rule.duty_at == "admission" else None
        return Prepared(made, here.customs_area, destination.customs_area, tuple(objections), on=fixed)

    def objects(self, procedure: Procedure) -> Reason | None:
        """That a procedure is only for stock under another regime."""
        if self.warehouse is None:
            return None
        for row in known().rows("regime", Circumstances("bonded", procedure=procedure.id)):
            if "procedure" in row.conditions and row.said["id"] != self.warehouse.regime:
                return Reason(
                    "wrong-zone",
                    f"{procedure.id} is for stock in a {row.said['name']}; "
                    f"this is a {regime_rule(self.warehouse.regime).name}",
                )
        return None


@attrs.frozen
class OverseasWarehouse:
    """The goods were imported in bulk by the seller; the order is a domestic sale out of that stock.

    What is quoted is the bulk import of ``batch`` orders like this one, by the procedure of a business that imports;
    the order bears its share. The price is taken as the customs value, which is too much where the bulk was bought
    for less.

    Attributes:
        place: where the stock is; by default where the buyer is.
        batch: how many such orders were imported at once.
        transport: of the bulk.
        freight: the order's share of the bulk transport, and the last mile.
        days: from the order to the buyer, when known.
        stock_days: how long stock is tied up before it is sold, its way to the warehouse included.
    """

    place: Place | None = None
    batch: int = attrs.field(default=100)
    transport: str = attrs.field(default="sea", converter=transport_or_none)
    freight: Money | None = attrs.field(default=None, converter=money_or_none)
    days: Days | None = attrs.field(default=None, converter=days_or_none)
    stock_days: Days = STOCK
    name: ClassVar[str] = "overseas-warehouse"

    @batch.validator
    def _countable(self, _: object, value: object) -> None:
        if type(value) is not int or not 1 <= value <= 1_000_000:
            raise BadInput(f"{value!r:.40} is not a number of orders", path="batch", hint="from 1 to 1,000,000")

    def prepare(self, order: Consignment, on: date) -> Prepared:
        """The bulk import that the order is sold out of."""
        destination = territory_of(order.ship_to, on)
        here = territory_of(self.place, on) if self.place is not None else destination
        objections: list[Reason] = []
        if here.customs_area != destination.customs_area:
            objections.append(
                Reason(
                    "wrong-zone",
                    f"the stock lies in {here.name}: from there to {destination.name} it is imported once more",
                )
            )
        if territory_of(order.ship_from, on).customs_area == destination.customs_area:
            objections.append(Reason("no-import", f"the goods are in {destination.name} already"))
        lacking = _unregistered(order, here)
        if lacking:
            objections.append(lacking)
        made = with_circumstances(
            _times(order, self.batch, self.freight),
            mode="direct-mail", transport=self.transport or order.transport, sale="b2b", buyer=Party(),
        )  # fmt: skip
        return Prepared(made, here.customs_area, destination.customs_area, tuple(objections), self.batch)

    def objects(self, procedure: Procedure) -> Reason | None:
        """That a scheme whose tax is collected at the sale is for goods that come from abroad with the order."""
        if procedure.collected == "sale":
            return Reason("circumstances", "it is for goods that are sent from abroad to the buyer")
        return None


def _usual(ship_to: Place, destination: Territory) -> Warehouse:
    """A warehouse next to the buyer: the address without its lines."""
    place = Place(ship_to.country, ship_to.subdivision, ship_to.postal_code, ship_to.city, alias=ship_to.alias)
    return Warehouse(place, usual_regime(destination.customs_area))


def _unregistered(order: Consignment, here: Territory) -> Reason | None:
    """Which registration the seller lacks that stock in a country needs; ``None`` where no rule is known."""
    held = order.seller.registrations
    for row in known().rows("local", Circumstances("overseas-warehouse", destination=here.customs_area)):
        names: list[str] = row.said["registration"]
        prefix = here.country if row.said.get("prefixed") else ""
        if here.customs_area not in row.said["area"]:
            continue
        if not any(name in held and held[name].strip().upper().startswith(prefix) for name in names):
            number = f"{prefix} number" if prefix else "number"
            return Reason(
                "no-registration", f"the seller has no {number} ({' or '.join(names)}), which stock there needs"
            )
    return None


def _times(order: Consignment, batch: int, freight: Money | None) -> Consignment:
    """The same goods as many times over, with the costs around them."""

    def many(money: Money | None) -> Money | None:
        return None if money is None else money * batch

    return attrs.evolve(
        order,
        lines=tuple(_line_times(line, batch) for line in order.lines),
        freight=many(freight or order.freight),
        insurance=many(order.insurance),
        discount=many(order.discount),
        procedure="",
    )


def _line_times(line: Line, batch: int) -> Line:
    mass = line.net_mass
    return attrs.evolve(
        line,
        quantity=line.quantity * batch,
        discount=None if line.discount is None else line.discount * batch,
        net_mass=None if mass is None else Mass(mass.value * batch, mass.unit),
        measures={
            name: amount if _a_quality(name) else Decimal(amount) * batch for name, amount in line.measures.items()
        },
    )


def _a_quality(name: str) -> bool:
    """Whether a measure is of the kind of goods, not of how much there is: strength, a share."""
    return name == "alcohol_vol" or name.startswith(("share[", "degrees["))
