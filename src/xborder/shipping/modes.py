"""The four modes in which an order can travel, each with what it makes of the order and of the law's procedures.

*Direct mail*: the order is one consignment from the seller to the buyer. *Consolidation*: many orders in one movement,
and still each its own customs consignment. *Bonded*: stock waits near the buyer with duty suspended, and each order is
a release. *Overseas warehouse*: the goods were imported in bulk before anybody ordered; what the buyer gets is a
domestic parcel.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Protocol

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.landed_cost.consignment import TRANSPORTS, Consignment, Line, Party
from xborder.landed_cost.parts import Mass
from xborder.landed_cost.variants import with_circumstances
from xborder.landed_cost.ways import Reason
from xborder.law.rules import Procedure
from xborder.places import Territory, territory_of
from xborder.places.place import Place
from xborder.shipping._known import Circumstances, known
from xborder.shipping.days import Days
from xborder.shipping.warehouse import Warehouse, regime_rule, usual_regime

__all__ = ["MODES", "Bonded", "Consolidation", "DirectMail", "Mode", "OverseasWarehouse", "Prepared", "mode_of"]

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


def _transport(value: object) -> str:
    if value not in ("", *TRANSPORTS):
        raise BadInput(f"{value!r:.40} is not a transport", path="transport", hint=f"one of {', '.join(TRANSPORTS)}")
    return str(value)


def _money(value: object) -> Money | None:
    if value is not None and not isinstance(value, Money):
        raise BadInput(f"{value!r:.40} is not Money", path="freight", hint='for example Money("4.00", "EUR")')
    return value


def _days(value: object) -> Days | None:
    if value is not None and not isinstance(value, Days):
        raise BadInput(f"{value!r:.40} is not a range of days", path="days", hint="for example Days(3, 5, 9)")
    return value


@attrs.frozen
class DirectMail:
    """One consignment by post, courier or another carrier, from the seller straight to the buyer.

    Attributes:
        transport: of the order when empty.
        freight: what this transport costs for the order; the order's own freight when it is not given.
        days: from the order to the buyer, when known.
    """

    transport: str = attrs.field(default="", converter=_transport)
    freight: Money | None = attrs.field(default=None, converter=_money)
    days: Days | None = attrs.field(default=None, converter=_days)
    name: ClassVar[str] = "direct-mail"
    stock_days: ClassVar[Days | None] = None

    def prepare(self, order: Consignment, on: date) -> Prepared:
        """The order as it is, sent on its own."""
        made = with_circumstances(order, mode=self.name, transport=self.transport, freight=self.freight)
        return Prepared(made, _area(order.ship_from, on), _area(order.ship_to, on))

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

    transport: str = attrs.field(default="", converter=_transport)
    freight: Money | None = attrs.field(default=None, converter=_money)
    days: Days | None = attrs.field(default=None, converter=_days)
    name: ClassVar[str] = "consolidation"
    stock_days: ClassVar[Days | None] = None

    def prepare(self, order: Consignment, on: date) -> Prepared:
        """The order as it is: it stays one consignment, whatever it travels with."""
        made = with_circumstances(order, mode=self.name, transport=self.transport, freight=self.freight)
        return Prepared(made, _area(order.ship_from, on), _area(order.ship_to, on))

    def objects(self, procedure: Procedure) -> Reason | None:  # noqa: ARG002 - the law packs say all there is
        """Nothing: the law packs say what is open."""
        return None


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
    freight: Money | None = attrs.field(default=None, converter=_money)
    days: Days | None = attrs.field(default=None, converter=_days)
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
    transport: str = attrs.field(default="sea", converter=_transport)
    freight: Money | None = attrs.field(default=None, converter=_money)
    days: Days | None = attrs.field(default=None, converter=_days)
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


def _area(place: Place, on: date) -> str:
    return territory_of(place, on).customs_area


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
