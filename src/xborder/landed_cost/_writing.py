"""Writes a consignment in the JSON form of the contract, so that it reads back as the same consignment."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from moneyed import Money

from xborder.places import Place

if TYPE_CHECKING:
    from xborder.landed_cost.consignment import Consignment, Line, Party
from xborder.landed_cost.parts import FxQuote, Mass

__all__ = ["number", "request"]

_MOST_DECIMALS = 6


def request(consignment: Consignment) -> dict[str, object]:
    """The request of the contract that reads back as this consignment; what is empty or the default is left out."""
    c = consignment
    whole: dict[str, object] = {
        "on": c.on.isoformat() if c.on else None,
        "currency": c.currency,
        "sale": c.sale,
        "ship_from": _place(c.ship_from),
        "ship_to": _place(c.ship_to),
        "seller": _party(c.seller),
        "platform": _party(c.platform),
        "buyer": _party(c.buyer),
        "transport": c.transport,
        "mode": c.mode,
        "procedure": c.procedure,
        "incoterm": c.incoterm,
        "freight": _money(c.freight),
        "insurance": _money(c.insurance),
        "discount": _money(c.discount),
        "prices_include": list(c.prices_include),
        "lines": [_line(line) for line in c.lines],
        "fx": [_fx(pair) for pair in c.fx],
        "policies": dict(c.policies),
    }
    return _said(whole)


def number(value: Decimal) -> str:
    """A decimal in plain digits, never with an exponent.

    >>> number(Decimal("1E+3")), number(Decimal("12.50")), number(Decimal("0.50000000"))
    ('1000', '12.50', '0.5')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if len(text.partition(".")[2]) > _MOST_DECIMALS else text


def _line(line: Line) -> dict[str, object]:
    return _said(
        {
            "sku": line.sku,
            "description": line.description,
            "hs": line.hs,
            "origin": line.origin,
            "quantity": number(line.quantity),
            "unit_price": _money(line.unit_price),
            "discount": _money(line.discount),
            "net_mass": _mass(line.net_mass),
            "measures": {name: number(amount) for name, amount in line.measures.items()},
            "duty": line.duty,
            "duty_is_final": line.duty_is_final,
            "category": line.category,
            "preference": line.preference,
        }
    )


def _place(place: Place) -> dict[str, object]:
    return _said(
        {
            "country": place.alias or place.country,
            "subdivision": place.subdivision,
            "postal_code": place.postal_code,
            "city": place.city,
            "name": place.name,
            "street": list(place.street),
        }
    )


def _party(party: Party) -> dict[str, object]:
    return _said(
        {
            "country": party.country,
            "registrations": dict(party.registrations),
            "year_to_date": {name: number(amount) for name, amount in party.year_to_date.items()},
        }
    )


def _fx(pair: FxQuote) -> dict[str, object]:
    return _said({**pair.to_dict(), "rate": number(pair.rate)})


def _mass(mass: Mass | None) -> dict[str, object]:
    return {} if mass is None else {"value": number(mass.value), "unit": mass.unit}


def _money(money: Money | None) -> dict[str, object]:
    return {} if money is None else {"amount": number(money.amount), "currency": money.currency.code}


def _said(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value}
