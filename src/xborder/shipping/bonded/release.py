"""What a release from bonded stock costs: duty by the law of the release, or of the admission where that is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
from moneyed import Money

from xborder.errors import BadInput
from xborder.landed_cost.consignment import Consignment, Line
from xborder.landed_cost.parts import Mass
from xborder.landed_cost.quote import Quote
from xborder.landed_cost.variants import with_circumstances
from xborder.money.allocation import allocate
from xborder.shipping.bonded.events import LotMovement, LotMovementKind
from xborder.shipping.modes.warehouse import Warehouse, regime_rule

if TYPE_CHECKING:
    from xborder.landed_cost.desk import Desk

__all__ = ["ReleaseQuote", "quote_release"]


@attrs.frozen(eq=False)
class ReleaseQuote:
    """What was released, quoted.

    Attributes:
        on: the day of the release.
        quotes: by the day whose law counts: one where that is the release, else one for each day of admission.
    """

    on: date
    quotes: Mapping[date, Quote]

    @property
    def landed_cost(self) -> Money:
        """All of it together."""
        return _sum(quote.landed_cost for quote in self.quotes.values())

    @property
    def charges(self) -> Money:
        """Duties, taxes and fees together."""
        return _sum(quote.charges_total for quote in self.quotes.values())

    @property
    def duties(self) -> Money:
        """Duties together."""
        return _sum(quote.duties for quote in self.quotes.values())


def quote_release(
    desk: Desk, warehouse: Warehouse, order: Consignment | Mapping[str, object], movements: Iterable[LotMovement]
) -> ReleaseQuote:
    """Quotes an order that is released from a warehouse, through the desk.

    Where the regime has duty at the rate of the release (customs and bonded warehouses, China 1210), the order is
    quoted whole, on that day. In a US foreign-trade zone with privileged foreign status the rate is that of the day of
    admission (19 CFR 146.65): the order is quoted in parts, one for each day of admission, with freight, insurance and
    discounts shared by quantity to the cent. Its prices are taken as the customs value; the zone's law takes the sale
    that brought the goods there, so give its price where that is another.

    Args:
        desk: whose law and tariffs count.
        warehouse: that the goods leave.
        order: with one line for each kind of goods, whose ``sku`` and quantity are those of the release.
        movements: what the releases of the order did, as the ledger tells.

    Raises:
        BadInput: when order and movements do not agree.
        XborderError: when the desk cannot quote it.
    """
    asked = order if isinstance(order, Consignment) else Consignment.from_dict(order)
    released = [movement for movement in movements if movement.kind is LotMovementKind.RELEASED]
    taken = _by_day(released)
    _check(asked, released)
    on = max(movement.on for movement in released)
    if regime_rule(warehouse.regime).duty_at == "release":
        made = with_circumstances(asked, mode="bonded", ship_from=warehouse.place)
        return ReleaseQuote(on, {on: desk.quote(made, on)})
    days = sorted(taken)
    parts = _split(asked, [taken[day] for day in days])
    return ReleaseQuote(
        on,
        {
            day: desk.quote(with_circumstances(part, mode="bonded", ship_from=warehouse.place), day)
            for day, part in zip(days, parts, strict=True)
        },
    )


def _by_day(released: Iterable[LotMovement]) -> dict[date, dict[str, Decimal]]:
    """What was released, by day of admission and kind of goods."""
    taken: dict[date, dict[str, Decimal]] = {}
    for movement in released:
        of_day = taken.setdefault(movement.admitted, {})
        of_day[movement.sku] = of_day.get(movement.sku, Decimal(0)) + movement.part.quantity
    return taken


def _check(order: Consignment, released: list[LotMovement]) -> None:
    whole: dict[str, Decimal] = {}
    for movement in released:
        whole[movement.sku] = whole.get(movement.sku, Decimal(0)) + movement.part.quantity
    if not released:
        raise BadInput("nothing was released", path="movements", hint="give what applying the releases came to")
    wanted: dict[str, Decimal] = {}
    for index, line in enumerate(order.lines):
        if line.sku in wanted:
            raise BadInput(
                f"{line.sku!r:.40} is in two lines", path=f"lines[{index}].sku", hint="one line for each kind of goods"
            )
        wanted[line.sku] = line.quantity
    for index, line in enumerate(order.lines):
        if whole.get(line.sku) != line.quantity:
            raise BadInput(
                f"{line.quantity} of {line.sku!r:.40} are ordered, {whole.get(line.sku, 0)} released",
                path=f"lines[{index}].quantity",
                hint="release the whole order first",
            )
    if strange := whole.keys() - wanted.keys():
        raise BadInput(f"{sorted(strange)} were released and not ordered", path="movements", hint="add their lines")


def _split(order: Consignment, shares: list[dict[str, Decimal]]) -> list[Consignment]:
    """The order in parts; amounts around the goods are shared by quantity, to the minor unit."""
    weights = [sum(share.values(), Decimal(0)) for share in shares]
    around = [
        [None] * len(shares) if money is None else allocate(money, weights)
        for money in (order.freight, order.insurance, order.discount)
    ]
    discounts = {
        line.sku: allocate(line.discount, [share.get(line.sku, Decimal(0)) for share in shares])
        for line in order.lines
        if line.discount is not None
    }
    return [
        attrs.evolve(
            order,
            lines=tuple(
                _line_part(line, share[line.sku], discounts[line.sku][place] if line.sku in discounts else None)
                for line in order.lines
                if line.sku in share
            ),
            freight=around[0][place],
            insurance=around[1][place],
            discount=around[2][place],
        )
        for place, share in enumerate(shares)
    ]


def _line_part(line: Line, part: Decimal, discount: Money | None) -> Line:
    """A line for some of its quantity; measures of the whole line go by quantity, rounded to a millionth."""

    def some(value: Decimal) -> Decimal:
        return (value * part / line.quantity).quantize(Decimal("0.000001")).normalize() + 0

    return attrs.evolve(
        line,
        quantity=part,
        discount=discount,
        net_mass=None if line.net_mass is None else Mass(some(line.net_mass.value), line.net_mass.unit),
        measures={
            name: value if name == "alcohol_vol" or name.startswith(("share[", "degrees[")) else some(value)
            for name, value in line.measures.items()
        },
    )


def _sum(amounts: Iterable[Money]) -> Money:
    first, *rest = amounts
    return sum(rest, first)
