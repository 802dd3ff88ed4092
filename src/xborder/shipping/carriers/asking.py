"""From an order and how it is packed to what a carrier is asked: addresses, parcels, and what customs is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
from moneyed import Money

from xborder._figures import decimal_of as exactly
from xborder.errors import BadInput
from xborder.landed_cost.consignment import Consignment, Line
from xborder.landed_cost.quote import Quote
from xborder.money._exact import decimal_of
from xborder.money.allocation import allocate, split
from xborder.places.place import Place
from xborder.ports import carrier as port
from xborder.ports.carrier import Address, Commodity, Contents, Customs, Payer, ShipmentRequest
from xborder.shipping._checks import all_of, one_of
from xborder.shipping.packing.plan import Carton, Item, PackingPlan

__all__ = ["address_of", "customs_of", "duties_advanced", "parcels_of", "place_of", "shipment_request"]

_PLACES = 6


def address_of(
    place: Place,
    *,
    name: str = "",
    company: str = "",
    email: str = "",
    phone: str = "",
    tax_id: str = "",
    residential: bool | None = None,
) -> Address:
    """A place as a carrier is told of it.

    Args:
        place: with the lines of its address.
        name: the person; the place's own when empty.
        company: the firm.
        email: to be told at.
        phone: to be called at.
        tax_id: of the addressee or the sender.
        residential: whether it is a home; ``None`` when that is not known.

    >>> address_of(Place("DE", postal_code="10115", city="Berlin", street="Hauptstr. 1"), name="B. Muster").name
    'B. Muster'
    """
    one_of(Place, place, "place")
    return Address(
        place.country, place.subdivision, place.postal_code, place.city, place.street, name or place.name,
        company, email, phone, tax_id, residential,
    )  # fmt: skip


def place_of(address: Address) -> Place:
    """An address as law and rate cards look at it."""
    one_of(Address, address, "address")
    return Place(
        address.country, address.subdivision, address.postal_code, address.city, address.street, address.name
    )  # fmt: skip


def parcels_of(plan: PackingPlan, items: Sequence[Item], reference: str = "") -> tuple[port.Parcel, ...]:
    """The cartons of a plan as parcels: outside, gross weight, what is in them, and ``reference 1/2`` as their name.

    Figures that do not end as decimals (a kilogram in pounds) are rounded up at the sixth place.

    Raises:
        BadInput: the plan leaves goods out, has no carton, or is of other goods.

    >>> from xborder.shipping import Box, pack
    >>> mugs = [Item("MUG", "12", "9", "10", "cm", "0.4", "kg", quantity=2, description="mug of stoneware")]
    >>> (parcel,) = parcels_of(pack(mugs, [Box("S", "25", "20", "15", "cm", "0.1")]), mugs, "INV-7")
    >>> str(parcel.weight), parcel.reference, parcel.description
    ('0.9', 'INV-7 1/1', '2 x mug of stoneware')
    """
    made = []
    for carton, contents in _packed(plan, items):
        parcel = carton.parcel
        said = ", ".join(f"{pieces} x {item.description or item.sku}" for item, pieces in contents)
        name = f"{reference} {carton.number}/{len(plan.cartons)}".strip()
        length, width, height = (_ending(side) for side in (parcel.length, parcel.width, parcel.height))
        weight = _ending(parcel.weight)
        made.append(
            port.Parcel(length, width, height, parcel.dimension_unit, weight, parcel.weight_unit, name, said)
        )  # fmt: skip
    return tuple(made)


def customs_of(
    order: Consignment,
    items: Sequence[Item] = (),
    *,
    duties: Money | None = None,
    contents: Contents = Contents.SALE,
    invoice: str = "",
    signer: str = "",
) -> Customs:
    """What customs is told of an order: its lines, at what they cost after all discounts, to the minor unit.

    Where a line's price does not divide by its pieces, it is told as two commodities whose unit values differ by one
    minor unit, so that the declared values add up to what was paid.

    Args:
        order: with a description for each line.
        items: the goods as they are packed, for the weight of lines that give none.
        duties: what the carrier advances; see :func:`duties_advanced`.
        contents: why the goods are sent.
        invoice: the number of the commercial invoice.
        signer: who answers for the declaration.

    Raises:
        BadInput: a line has no description, no weight or no whole number of pieces, or prices include taxes.
    """
    if one_of(Consignment, order, "order").prices_include:
        raise BadInput(
            "the prices include taxes, and customs is told the prices without them", path="prices_include",
            hint="make the order with net prices",
        )  # fmt: skip
    by_sku = {item.sku: item for item in all_of(Item, items, "items")}
    commodities: list[Commodity] = []
    for index, (line, worth) in enumerate(zip(order.lines, _worths(order), strict=True)):
        try:
            commodities.extend(_commodities(line, worth, by_sku, order.ship_from.country))
        except BadInput as error:
            raise error.at(f"lines[{index}]") from None
    payer = Payer.SENDER if order.incoterm == "DDP" else Payer.RECIPIENT
    return Customs(tuple(commodities), contents, order.incoterm, payer, invoice, order.on, signer, duties)


def duties_advanced(quote: Quote) -> Money:
    """What is paid at the border for an order by whoever clears it: its charges but those collected at the sale.

    >>> from xborder import Desk
    >>> quote = Desk().quote({
    ...     "on": "2026-11-22", "ship_from": {"country": "CN"}, "ship_to": {"country": "DE"},
    ...     "seller": {"country": "CN", "registrations": {"ioss": "IM2760000742"}},
    ...     "lines": [{"hs": "3926.90", "origin": "CN", "unit_price": {"amount": "18.00", "currency": "EUR"}}],
    ... })
    >>> quote.procedure, quote.charges_total, duties_advanced(quote)
    ('eu.ioss', Money('6.42', 'EUR'), Money('3.00', 'EUR'))
    """
    one_of(Quote, quote, "quote")
    amounts = (Decimal(charge.amount) for charge in quote.charges if charge.collected == "import")
    return Money(sum(amounts, Decimal("0.00")), quote.currency)


def shipment_request(
    order: Consignment,
    plan: PackingPlan,
    items: Sequence[Item],
    *,
    idempotency_key: str,
    service: str,
    sender: Address | None = None,
    recipient: Address | None = None,
    customs: Customs | None = None,
    reference: str = "",
    on: date | None = None,
) -> ShipmentRequest:
    """An order, as it is packed, as a carrier is asked to take it.

    Args:
        order: what is sent.
        plan: how it is packed.
        items: the goods that were packed; their ``sku`` is that of the order's lines.
        idempotency_key: the host's own name for this shipment.
        service: the carrier's.
        sender: with a name and a telephone number; by default what the order knows of the place.
        recipient: likewise.
        customs: what customs is told; by default :func:`customs_of` the order.
        reference: the host's name for it; the key when empty.
        on: the day of posting; the order's own by default.

    Raises:
        BadInput: what is packed is not what is ordered, an address is in another country than the order's, or
            something is missing that the label or the declaration needs.
    """
    _check_packed(one_of(Consignment, order, "order"), _packed(plan, items))
    parties = {}
    for path, place, given in (("sender", order.ship_from, sender), ("recipient", order.ship_to, recipient)):
        parties[path] = address_of(place) if given is None else one_of(Address, given, path)
        if parties[path].country != place.country:
            raise BadInput(
                f"the order says {place.country}, the address {parties[path].country}", path=f"{path}.country",
                hint="one of the two is wrong",
            )  # fmt: skip
    name = reference or idempotency_key
    return ShipmentRequest(
        idempotency_key, service, parties["sender"], parties["recipient"], parcels_of(plan, items, name),
        customs or customs_of(order, items), name, on=on or order.on,
    )  # fmt: skip


# --- how --------------------------------------------------------------------------------------------------------------

_Packed = list[tuple[Carton, list[tuple[Item, int]]]]


def _packed(plan: PackingPlan, items: Sequence[Item]) -> _Packed:
    """Each carton with what is in it."""
    goods = all_of(Item, items, "items")
    for left in one_of(PackingPlan, plan, "plan").unpacked:
        raise BadInput(f"{left.quantity} of {left.sku} are in no carton: {left.reason}", path="plan.unpacked",
                       hint="pack them first, or leave them out of order and plan")  # fmt: skip
    if not plan.cartons:
        raise BadInput("there is no carton", path="plan.cartons", hint="pack something")
    packed = []
    for carton in plan.cartons:
        pieces = Counter(placement.item for placement in carton.placements)
        if max(pieces, default=0) >= len(goods):
            raise BadInput(f"the plan has an item {max(pieces)}, and {len(goods)} are given", path="items",
                           hint="those that were packed, in their order")  # fmt: skip
        packed.append((carton, [(goods[index], pieces[index]) for index in sorted(pieces)]))
    return packed


def _check_packed(order: Consignment, packed: _Packed) -> None:
    """What is in the cartons is what the order says."""
    inside: Counter[str] = Counter()
    for _, contents in packed:
        for item, pieces in contents:
            inside[item.sku] += pieces
    wanted: dict[str, Decimal] = {}
    for index, line in enumerate(order.lines):
        if not line.sku:
            raise BadInput("goods are found in their carton by their sku", path=f"lines[{index}].sku",
                           hint="give the sku of the item that was packed")  # fmt: skip
        wanted[line.sku] = wanted.get(line.sku, Decimal(0)) + line.quantity
    for sku in dict.fromkeys((*wanted, *inside)):
        if wanted.get(sku, 0) != inside[sku]:
            raise BadInput(f"{wanted.get(sku, 0)} of {sku} are ordered, {inside[sku]} are packed", path="plan",
                           hint="pack what is ordered, or correct the order")  # fmt: skip


def _worths(order: Consignment) -> list[Money]:
    """What each line costs after all discounts."""
    sums = order.sums
    worths = [
        Money(decimal_of(value, _PLACES), code) for value, code in zip(sums.lines, sums.currencies, strict=True)
    ]  # fmt: skip
    if order.discount is None or not order.discount.amount:
        return worths
    if {worth.currency for worth in worths} != {order.discount.currency}:
        raise BadInput("lines and discount are in several currencies", path="discount", hint="give discounts by line")
    shares = allocate(order.discount, [worth.amount for worth in worths])
    return [worth - share for worth, share in zip(worths, shares, strict=True)]


def _commodities(line: Line, worth: Money, by_sku: Mapping[str, Item], country: str) -> list[Commodity]:
    if not line.description.strip():
        raise BadInput("nothing says what the goods are", path="description", hint="in plain words, for customs")
    if line.quantity != int(line.quantity):
        raise BadInput(f"{line.quantity} are no whole pieces", path="quantity", hint="customs is told pieces")
    weight, unit = _unit_weight(line, by_sku)
    told = Commodity(
        line.description, int(line.quantity), worth, _ending(weight), unit, line.hs, line.origin or country, line.sku
    )  # fmt: skip
    values = Counter(split(worth, told.quantity))  # two values at most, the larger one first
    return [attrs.evolve(told, quantity=pieces, unit_value=value) for value, pieces in values.items()]


def _unit_weight(line: Line, by_sku: Mapping[str, Item]) -> tuple[Fraction, str]:
    """The net weight of one piece."""
    if line.net_mass is not None:
        return Fraction(line.net_mass.value) / Fraction(line.quantity), line.net_mass.unit
    item = by_sku.get(line.sku)
    if item is None:
        raise BadInput("nothing says what the goods weigh", path="net_mass", hint="of the whole line, for customs")
    return item.net_weight or item.weight, item.weight_unit


def _ending(value: Fraction) -> Decimal:
    """The figure as a decimal that ends: rounded up at the sixth place where it must be."""
    return exactly(Fraction(-(-value.numerator * 10**_PLACES // value.denominator), 10**_PLACES))
