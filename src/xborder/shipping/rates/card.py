"""Rate cards: what a carrier charges for a parcel, as dated tables, and a price with each of its lines.

A card has rows (service, zone, band of billable weight), zones by country and postal code, and surcharges. All of it
is dated and checked when the card is made: bands and periods without a gap, no overlap, no name that nobody defines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs
from moneyed import Currency, Money

from xborder.errors import BadInput
from xborder.money.currencies import currency, minor_units
from xborder.places.place import Place
from xborder.shipping._checks import all_of, check_day, one_of, texts
from xborder.shipping._dated import check_period
from xborder.shipping._numbers import Number, exact, positive
from xborder.shipping.parcels import _measures as read
from xborder.shipping.parcels.billable import DimRule
from xborder.shipping.parcels.dim_rules import DIM_RULES
from xborder.shipping.parcels.parcel import Parcel
from xborder.shipping.rates._index import CardIndex
from xborder.shipping.rates.rating import ShippingRate, rated
from xborder.shipping.rates.surcharges import Surcharge
from xborder.shipping.rates.zones import ZoneTable

__all__ = ["RateBand", "RateCard"]


def _weight_above(value: Number) -> Fraction:
    return exact(value, "above")


def _weight_to(value: Number | None) -> Fraction | None:
    return None if value is None else positive(value, "to")


def _price(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value, "price")


def _per_unit(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value, "per_unit")


def _row_step(value: Number | None) -> Fraction | None:
    return None if value is None else positive(value, "step")


def _row_minimum(value: Number | None) -> Fraction | None:
    return None if value is None else exact(value, "minimum")


@attrs.frozen
class RateBand:
    """What one band of weights costs to one zone by one service.

    With a price alone, the band costs that. With an amount per unit alone, it is charged on the whole weight. With
    both, the price is for the weight where the band begins, and the amount for each unit above it.

    Attributes:
        service, zone: of the card.
        above: the band begins above this billable weight.
        to: it ends with this one; ``None`` where it has no end.
        price: in the currency of the card.
        per_unit: for each kg, or pound where the card is in pounds.
        step: the weight is first rounded up to its multiple.
        minimum: no parcel in the band costs less.
        from_, until: the first day, and the day after the last one; open when ``None``.
        where: where it was read, for messages.

    Raises:
        BadInput: a figure is wrong, or there is neither a price nor an amount per unit.
    """

    service: str
    zone: str
    above: Fraction = attrs.field(default=Fraction(0), converter=_weight_above)
    to: Fraction | None = attrs.field(default=None, converter=_weight_to)
    price: Fraction | None = attrs.field(default=None, converter=_price)
    per_unit: Fraction | None = attrs.field(default=None, converter=_per_unit)
    step: Fraction | None = attrs.field(default=None, converter=_row_step)
    minimum: Fraction | None = attrs.field(default=None, converter=_row_minimum)
    from_: date | None = None
    until: date | None = None
    where: str = attrs.field(default="", eq=False)

    def __attrs_post_init__(self) -> None:
        if self.price is None and self.per_unit is None:
            raise BadInput("there is no price", path="price", hint="a price, an amount per unit of weight, or both")
        if self.to is not None and self.to <= self.above:
            raise BadInput("the band ends before it begins", path="to", hint="above the weight that it begins with")
        texts(self, "service", "zone", "where")
        check_period(self.from_, self.until)

    def amount(self, weight: Fraction) -> Fraction:
        """What a billable weight in the band costs, exact.

        >>> RateBand("express", "1", above=10, price="50.00", per_unit="4.20").amount(Fraction(12))
        Fraction(292, 5)
        """
        if self.step is not None:
            weight = -(-weight // self.step) * self.step
        if self.per_unit is None:
            found = self.price or Fraction(0)
        elif self.price is None:
            found = weight * self.per_unit
        else:
            found = self.price + (weight - self.above) * self.per_unit
        return found if self.minimum is None or found >= self.minimum else self.minimum


@attrs.frozen
class RateCard:
    """The prices of a carrier, or of one contract with it.

    Attributes:
        name: what the host calls it.
        currency: of every amount in it.
        rows: what bands of weight cost.
        zones: where its zones are.
        surcharges: in the order in which they are computed.
        areas: postal codes by name, for surcharges (``remote``).
        weighing: how billable weights are made: a rule, or the name of a carrier's, which is then that of the day.
        weight_unit: of every weight in it.
        together: whether the parcels of a shipment are weighed as one, rather than each by itself.
        origin: the country that it is for; any when empty.
        example: whether its figures are made up, which every rate then says.
        source: where it was read.
        index, money, digits: what it is asked with, its currency and the digits of that (derived).

    Raises:
        BadInput: it is not whole: a gap, an overlap, an unknown name; ``InvalidRequest`` holds several such errors.
    """

    name: str
    currency: str
    rows: tuple[RateBand, ...]
    zones: ZoneTable
    surcharges: tuple[Surcharge, ...] = ()
    areas: Mapping[str, ZoneTable] = attrs.field(factory=dict, hash=False)
    weighing: DimRule | str = ""
    weight_unit: str = attrs.field(default="kg", converter=read.weight_unit)
    together: bool = False
    origin: str = ""
    example: bool = False
    source: str = ""
    index: CardIndex = attrs.field(init=False, eq=False, repr=False)
    money: Currency = attrs.field(init=False, eq=False, repr=False)
    digits: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        texts(self, "name", "origin", "source")
        object.__setattr__(self, "rows", all_of(RateBand, self.rows, "rows"))
        object.__setattr__(self, "surcharges", all_of(Surcharge, self.surcharges, "surcharges"))
        one_of(ZoneTable, self.zones, "zones")
        for area, table in one_of(dict, self.areas, "areas").items():
            one_of(ZoneTable, table, f"areas.{area}")
        if not isinstance(self.weighing, str):
            one_of(DimRule, self.weighing, "weighing")
        object.__setattr__(self, "money", currency(self.currency))
        object.__setattr__(self, "digits", minor_units(self.currency))
        if isinstance(self.weighing, DimRule) and self.weighing.weight_unit != self.weight_unit:
            raise BadInput(f"it weighs in {self.weighing.weight_unit}, the card in {self.weight_unit}", path="weighing",
                           hint="one unit for both")  # fmt: skip
        if isinstance(self.weighing, str) and self.weighing and self.weighing not in DIM_RULES:
            raise BadInput(
                f"{self.weighing!r:.40} is not known", path="weighing", hint=f"one of {', '.join(DIM_RULES)}"
            )
        object.__setattr__(self, "index", CardIndex.of(self))

    @property
    def services(self) -> tuple[str, ...]:
        """The names of its services, each once."""
        return self.index.services

    def rate(
        self,
        parcels: Parcel | Sequence[Parcel],
        to: Place,
        on: date,
        *,
        service: str = "",
        residential: bool | None = None,
        duties: Money | None = None,
    ) -> ShippingRate:
        """What it costs to send one parcel, or several as one shipment.

        Args:
            parcels: as they are handed over.
            to: the destination.
            on: the day of shipment.
            service: one of the card's; needed where it has several.
            residential: whether the address is a home; when that is not known, the rate says that a surcharge for
                homes is not in it.
            duties: the duty and tax that the carrier advances; ``None`` when it advances none.

        Returns:
            The price, line by line.

        Raises:
            BadInput: the card does not reach there, has no price for that weight or day, or an argument is wrong.

        >>> from xborder.shipping import example_card
        >>> parcel = Parcel("40", "30", "20", "cm", "3.2", "kg")
        >>> rate = example_card().rate(parcel, Place("CN"), date(2026, 11, 22), service="express", residential=False)
        >>> rate.total, [(line.code, str(line.amount.amount)) for line in rate.lines]
        (Money('59.14', 'EUR'), [('freight', '40.51'), ('peak', '1.60'), ('fuel', '8.53'), ('clearance', '8.50')])
        """
        given = (parcels,) if isinstance(parcels, Parcel) else all_of(Parcel, parcels, "parcels")
        return rated(self, given, to, check_day(on), service, residential, duties)
