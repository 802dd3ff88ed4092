"""Rating a shipment: the price of a card, line by line, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs
from moneyed import Money

from xborder._figures import percent
from xborder.errors import BadInput
from xborder.money._exact import decimal_of
from xborder.money.rounding import round_ratio
from xborder.places.place import Place
from xborder.shipping._checks import one_of
from xborder.shipping._numbers import written
from xborder.shipping.parcels.billable import BillableWeight, DimRule
from xborder.shipping.parcels.dim_rules import dim_rule
from xborder.shipping.parcels.parcel import Parcel
from xborder.shipping.parcels.size_rules import breaches
from xborder.shipping.rates.surcharges import Basis, Condition, Surcharge

if TYPE_CHECKING:
    from xborder.shipping.rates.card import RateBand, RateCard

__all__ = ["PriceLine", "ShippingRate", "rated"]

EXAMPLE_CARD: Final = "example-card"
RESIDENTIAL_UNKNOWN: Final = "residential-unknown"


@attrs.frozen
class PriceLine:
    """One line of a price.

    Attributes:
        code: ``freight``, or that of the surcharge.
        amount: rounded half up to the minor unit of the currency.
        by: the row or the surcharge that made it.
        of: what it was computed on: a billable weight, an amount, or a number of parcels.
        unit: of ``of``: a unit of weight, a currency, or nothing.
        parcel: which parcel of the shipment, from 1; 0 for the shipment.
        parts: for a percentage, the codes of the lines that it is of.
    """

    code: str
    amount: Money
    by: RateBand | Surcharge
    of: Fraction
    unit: str
    parcel: int = 0
    parts: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Why it is charged, in one sentence."""
        whose = f"parcel {self.parcel}: " if self.parcel else ""
        by = self.by
        if isinstance(by, Surcharge):
            return f"{whose}{by.name or by.code}, {self._computed(by)}{_when(by)}"
        band = f"above {written(by.above)}" + ("" if by.to is None else f" to {written(by.to)}")
        return f"{whose}{by.service} to zone {by.zone}, {written(self.of)} {self.unit} (band {band} {self.unit})"

    def _computed(self, by: Surcharge) -> str:
        if by.basis in {Basis.PERCENT, Basis.PERCENT_OF_DUTIES}:
            of = "duty and tax" if by.basis is Basis.PERCENT_OF_DUTIES else " and ".join(self.parts)
            text = f"{percent(by.amount / 100)} of {of} {written(self.of)} {self.unit}"
        elif by.basis is Basis.PER_WEIGHT:
            text = f"{written(by.amount)} for each of {written(self.of)} {self.unit}"
        else:
            text = by.basis.value.replace("-", " ")
        low = f", at least {written(by.minimum)}" if by.minimum is not None else ""
        return f"{text}{low}" + (f", at most {written(by.maximum)}" if by.maximum is not None else "")


def _when(by: Surcharge) -> str:
    told = [
        f"area {by.area}" if by.area else "",
        by.condition.value,
        f"size above {by.size}" if by.size else "",
        f"weight above {written(by.above)}" if by.above is not None else "",
        f"from {by.from_}" if by.from_ is not None else "",
        f"until {by.until}" if by.until is not None else "",
    ]
    shown = ", ".join(filter(None, told))
    return f" ({shown})" if shown else ""


@attrs.frozen
class ShippingRate:
    """What a shipment costs by a card.

    Attributes:
        card: the name of the card.
        service, zone: by which it was rated.
        on: the day of shipment.
        billable: the weights that were charged: one for each parcel, or one for all.
        lines: of the price.
        total: their sum.
        notices: ``example-card`` when the figures are made up; ``residential-unknown`` when a surcharge for homes may
            come on top.
    """

    card: str
    service: str
    zone: str
    on: date
    billable: tuple[BillableWeight, ...]
    lines: tuple[PriceLine, ...]
    total: Money
    notices: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The price in JSON."""
        return {
            "card": self.card, "service": self.service, "zone": self.zone, "on": self.on.isoformat(),
            "billable": [str(weight) for weight in self.billable],
            "lines": [
                {"code": line.code, "amount": str(line.amount.amount), "parcel": line.parcel, "reason": line.reason}
                for line in self.lines
            ],
            "total": {"amount": str(self.total.amount), "currency": self.total.currency.code},
            "notices": list(self.notices),
        }  # fmt: skip

    def explain(self) -> str:
        """The price line by line, with reasons."""
        rows = [f"{line.amount.amount:>10} {line.code}: {line.reason}" for line in self.lines]
        head = f"{self.card}, {self.service} to zone {self.zone} on {self.on}"
        return "\n".join([head, *rows, f"{self.total.amount:>10} {self.total.currency.code} in all", *self.notices])


def rated(
    card: RateCard,
    parcels: Sequence[Parcel],
    to: Place,
    on: date,
    service: str,
    residential: bool | None,  # noqa: FBT001 - as the card's method took it
    duties: Money | None,
) -> ShippingRate:
    """The rate of ``RateCard.rate``."""
    if not parcels:
        raise BadInput("there is no parcel", path="parcels", hint="give one at least")
    one_of(Place, to, "to")
    service = service or _only(card)
    zone = card.zones.find(to)
    if zone is None:
        raise BadInput(f"{card.name} does not reach {to.country} {to.postal_code}".rstrip(), path="to",
                       hint=f"its zones are {', '.join(card.zones.zones)}")  # fmt: skip
    ladder = card.index.ladder(service, zone, on)
    weights = _weights(card, parcels, on)
    pricing = _Pricing(card, on)
    for number, weight in enumerate(weights, start=1):
        row = ladder.row(weight.value)
        if row is None:
            raise BadInput(f"{service} to zone {zone} has no price for {weight}", path="parcels",
                           hint=f"at most {written(ladder.heaviest or weight.value)} {weight.unit}")  # fmt: skip
        pricing.add("freight", row.amount(weight.value), row, weight.value, weight.unit, 0 if card.together else number)
    notices = [EXAMPLE_CARD] if card.example else []
    unknown = False
    for surcharges in card.index.surcharges(service, zone, on):
        due = [each for each in surcharges if _due(card, each, to, duties, residential)]
        if due:
            pricing.surcharge(due, parcels, weights, duties)
        if residential is None and not unknown:
            unknown = any(each.condition is Condition.RESIDENTIAL for each in surcharges)
    if unknown:
        notices.append(RESIDENTIAL_UNKNOWN)
    total = Money(decimal_of(sum(pricing.units), card.digits), card.money)
    return ShippingRate(card.name, service, zone, on, tuple(weights), tuple(pricing.lines), total, tuple(notices))


def _only(card: RateCard) -> str:
    if len(card.services) != 1:
        raise BadInput(f"{card.name} has several services", path="service", hint=f"one of {', '.join(card.services)}")
    return card.services[0]


def _weights(card: RateCard, parcels: Sequence[Parcel], on: date) -> list[BillableWeight]:
    rule = card.weighing
    if isinstance(rule, str):
        rule = dim_rule(rule, on) if rule else DimRule(None, weight_unit=card.weight_unit)
    if card.together and len(parcels) > 1:
        return [rule.weigh_together(parcels)]
    return [rule.weigh(parcel) for parcel in parcels]


def _due(
    card: RateCard,
    surcharge: Surcharge,
    to: Place,
    duties: Money | None,
    residential: bool | None,  # noqa: FBT001 - as above
) -> bool:
    """Whether a surcharge is due, as far as that does not depend on the parcel."""
    condition = surcharge.condition
    if condition is not Condition.ALWAYS and (
        duties is None if condition is Condition.DUTIES_ADVANCED else not residential
    ):
        return False
    return not surcharge.area or card.areas[surcharge.area].find(to) is not None


@attrs.define(eq=False)
class _Pricing:
    """A price while it is made.

    Attributes:
        units: of each line the amount in minor units: whole numbers are added faster.
    """

    card: RateCard
    on: date
    lines: list[PriceLine] = attrs.field(factory=list)
    units: list[int] = attrs.field(factory=list)

    def add(
        self,
        code: str,
        amount: Fraction,
        by: RateBand | Surcharge,
        of: Fraction,
        unit: str,
        parcel: int,
        parts: tuple[str, ...] = (),
    ) -> None:
        """Adds a line, rounded to the minor unit of the card's currency."""
        digits = self.card.digits
        units = round_ratio(amount.numerator * 10**digits, amount.denominator)
        self.units.append(units)
        money = Money(decimal_of(units, digits), self.card.money)
        self.lines.append(PriceLine(code, money, by, of, unit, parcel, parts))

    def surcharge(
        self,
        due: Sequence[Surcharge],
        parcels: Sequence[Parcel],
        weights: Sequence[BillableWeight],
        duties: Money | None,
    ) -> None:
        """Adds surcharges of which, where they are several, only the dearest is charged on a parcel."""
        if not due[0].per_parcel:
            for each in due:
                self._whole(each, duties)
            return
        for number, parcel in enumerate(parcels, start=1):
            # Parcels weighed together share one weight; what depends on weight is then charged once, on the first.
            weight = weights[min(number, len(weights)) - 1]
            best: tuple[Fraction, Surcharge, Fraction, str] | None = None
            for each in due:
                if (each.size and not breaches(parcel, each.size, self.on)) or (
                    each.above is not None and weight.value <= each.above
                ):
                    continue
                of, unit = (weight.value, weight.unit) if each.basis is Basis.PER_WEIGHT else (Fraction(1), "")
                if unit and number > len(weights):
                    continue
                amount = each.bounded(each.amount * of)
                if best is None or amount > best[0]:
                    best = (amount, each, of, unit)
            if best is not None:
                amount, each, of, unit = best
                self.add(each.code, amount, each, of, unit, number)

    def _whole(self, each: Surcharge, duties: Money | None) -> None:
        """Adds a surcharge on the shipment."""
        if each.basis is Basis.PER_SHIPMENT:
            self.add(each.code, each.bounded(each.amount), each, Fraction(1), "", 0)
            return
        if each.basis is Basis.PERCENT:
            taken = [
                (line.code, units) for line, units in zip(self.lines, self.units, strict=True) if line.code in each.of
            ]
            of = Fraction(sum([units for _, units in taken]), 10**self.card.digits)
            parts = tuple(dict.fromkeys([code for code, _ in taken]))
        else:
            of, parts = self._advanced(duties), ()
        rate = each.amount
        part = Fraction(of.numerator * rate.numerator, of.denominator * rate.denominator * 100)
        self.add(each.code, each.bounded(part), each, of, self.card.currency, 0, parts)

    def _advanced(self, duties: Money | None) -> Fraction:
        if not isinstance(duties, Money):
            raise BadInput(f"{duties!r:.40} is not Money", path="duties", hint='for example Money("12.50", "EUR")')
        if duties.currency.code != self.card.currency:
            raise BadInput(f"duties are in {duties.currency}, the card in {self.card.currency}", path="duties",
                           hint="convert them first")  # fmt: skip
        if not duties.amount.is_finite() or duties.amount < 0:
            raise BadInput(f"{duties.amount} is no amount of duties", path="duties", hint="nothing or more")
        return Fraction(duties.amount)
