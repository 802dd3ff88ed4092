"""A rate card as the prices of a carrier: an offer for each service, with every surcharge as a line of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import attrs
from moneyed import Money

from xborder.errors import BadInput, XborderError
from xborder.ports.carrier import CarrierMessage, Charge, Level, Payer, RateOffer, RateRequest, Rates
from xborder.shipping._checks import check_day, one_of
from xborder.shipping.carriers.asking import place_of
from xborder.shipping.parcels.parcel import Parcel
from xborder.shipping.rates.card import RateCard
from xborder.shipping.rates.rating import EXAMPLE_CARD, RESIDENTIAL_UNKNOWN, PriceLine, ShippingRate
from xborder.shipping.rates.surcharges import Condition

__all__ = ["DUTIES_UNKNOWN", "CardPrices"]

DUTIES_UNKNOWN = "duties-unknown"
_WORDS = {
    EXAMPLE_CARD: "the figures of this card are made up",
    RESIDENTIAL_UNKNOWN: "nobody has said whether the address is a home: a surcharge for homes may come on top",
    DUTIES_UNKNOWN: "the carrier advances duty and tax, and nobody has said how much: its fee for that is not in it",
}


@attrs.frozen
class CardPrices:
    """The prices of a card, asked as a carrier is asked.

    A service that does not go there, or not with such parcels, is told in a message with the card's reason. Where the
    sender pays duties (``Customs.duties_paid_by``), the carrier advances what ``Customs.duties`` says, and the card's
    fees for that are due; where there is nothing to advance, they are not.

    Attributes:
        card: the rate card.
        today: the day of posting where a request names none.
        transit_days: how many days a service takes, where the host knows it.

    Raises:
        BadInput: when it is asked: no day is known, the goods leave from another country than the card is for, or a
            parcel is none. An offline carrier makes of it that the carrier answers no.

    >>> from xborder.ports.carrier import Address
    >>> from xborder.shipping import example_card
    >>> prices = CardPrices(example_card(), transit_days={"express": 3})
    >>> parcel = Parcel("40", "30", "20", "cm", "3.2", "kg")
    >>> france, china = Address("FR"), Address("CN", residential=False)
    >>> answer = prices(RateRequest(france, china, [parcel], ["express"], on=date(2026, 11, 22)))
    >>> offer = answer.offers[0]
    >>> offer.total, [f"{charge.name} {charge.amount.amount}" for charge in offer.charges]
    (Money('59.14', 'EUR'), ['freight 40.51', 'peak season 1.60', 'fuel 8.53', 'customs clearance 8.50'])
    """

    card: RateCard = attrs.field()
    today: Callable[[], date] | None = None
    transit_days: Mapping[str, int] = attrs.field(factory=dict, hash=False)

    @card.validator
    def _is_card(self, _: object, value: object) -> None:
        one_of(RateCard, value, "card")

    def __call__(self, request: RateRequest) -> Rates:
        """Offers, and what is to be said of services that cannot be offered."""
        one_of(RateRequest, request, "request")
        card = self.card
        on = self._day(request)
        if card.origin and request.ship_from.country != card.origin:
            raise BadInput(
                f"{card.name} is for goods from {card.origin}, not from {request.ship_from.country}",
                path="ship_from.country", hint="ask with a card for that country",
            )  # fmt: skip
        parcels = [_measured(parcel, index) for index, parcel in enumerate(request.parcels)]
        to, duties, said = place_of(request.ship_to), _advanced(request), list[CarrierMessage]()
        offers = []
        for service in request.services or card.services:
            try:
                rate = card.rate(
                    parcels, to, on, service=service, residential=request.ship_to.residential, duties=duties
                )
            except XborderError as error:
                said.append(CarrierMessage(str(error), error.code, service))
                continue
            offers.append(RateOffer(service, rate.total, _charges(rate), self.transit_days.get(service)))
            notices = [*rate.notices, *([DUTIES_UNKNOWN] if self._fee_unknown(request, service) else [])]
            said.extend(CarrierMessage(_WORDS[code], code, service, Level.WARNING) for code in notices)
        return Rates(card.name, tuple(offers), tuple(said))

    def _day(self, request: RateRequest) -> date:
        if request.on is not None:
            return check_day(request.on)
        if self.today is None:
            raise BadInput("nobody says on which day it is posted", path="on",
                           hint="give it in the request, or CardPrices a clock")  # fmt: skip
        return check_day(self.today(), "today")

    def _fee_unknown(self, request: RateRequest, service: str) -> bool:
        customs = request.customs
        if customs is None or customs.duties_paid_by is not Payer.SENDER or customs.duties is not None:
            return False
        return any(
            each.condition is Condition.DUTIES_ADVANCED and each.service in {"", service}
            for each in self.card.surcharges
        )


def _advanced(request: RateRequest) -> Money | None:
    """What the carrier pays at the border for the sender."""
    customs = request.customs
    if customs is None or customs.duties_paid_by is not Payer.SENDER or customs.duties is None:
        return None
    return customs.duties if customs.duties.amount else None


def _measured(parcel: object, index: int) -> Parcel:
    names = ("length", "width", "height", "dimension_unit", "weight", "weight_unit")
    try:
        return Parcel(*(getattr(parcel, name) for name in names))
    except XborderError as error:
        raise error.at(f"parcels[{index}]") from None


def _charges(rate: ShippingRate) -> tuple[Charge, ...]:
    several = len({line.parcel for line in rate.lines} - {0}) > 1
    return tuple(Charge(_name(line, several=several), line.amount) for line in rate.lines)


def _name(line: PriceLine, *, several: bool) -> str:
    """What a carrier's bill calls a line: the surcharge's name, and which parcel where there are several."""
    name = getattr(line.by, "name", "") or line.code
    return f"{name}, parcel {line.parcel}" if several and line.parcel else name
