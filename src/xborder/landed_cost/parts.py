"""The smaller parts of a request: masses, and exchange rates that it brings along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from xborder.errors import BadInput, XborderError
from xborder.goods.units import unit_of
from xborder.landed_cost import _reading as read

__all__ = ["FxQuote", "Mass", "read_fx", "read_mass", "read_rates"]

_MASS_UNITS = ("kg", "g", "lb", "oz")


@attrs.frozen
class Mass:
    """A mass in kg, g, lb or oz."""

    value: Decimal
    unit: str = "kg"

    def __attrs_post_init__(self) -> None:
        read.check(self, _MASS_FIELDS)

    @property
    def kilograms(self) -> Fraction:
        """The mass in kilograms, exact."""
        return unit_of(self.unit).factor / unit_of("kg").factor * Fraction(self.value)


@attrs.frozen
class FxQuote:
    """An exchange rate that the request brings along: 1 ``base`` is ``rate`` ``quote``."""

    base: str
    quote: str
    rate: Decimal
    on: date | None = None
    source: str = ""

    def __attrs_post_init__(self) -> None:
        read.check(self, _FX_FIELDS)
        if self.rate == 0:
            raise BadInput("a rate is more than nothing", path="rate")
        if self.base == self.quote and self.rate != 1:
            raise BadInput(f"one {self.base} is one {self.base}", path="rate", hint="leave the pair out")

    def to_dict(self) -> dict[str, str | None]:
        """The rate as the public contract writes it."""
        return {
            "base": self.base,
            "quote": self.quote,
            "rate": str(self.rate),
            "on": self.on.isoformat() if self.on else None,
            "source": self.source,
        }


_FX_FIELDS: Mapping[str, read.Reader] = {
    "base": read.code, "quote": read.code, "rate": read.rate, "on": read.day_or_none, "source": read.word
}  # fmt: skip
_MASS_FIELDS: Mapping[str, read.Reader] = {"value": read.decimal, "unit": read.choice(*_MASS_UNITS)}
read_fx = read.instance(FxQuote, read.record(read.built(FxQuote), _FX_FIELDS, required=("base", "quote", "rate")))
read_mass = read.instance(Mass, read.record(read.built(Mass), _MASS_FIELDS, required=("value", "unit")))


def read_rates(given: object) -> tuple[FxQuote, ...]:
    """Exchange rates for all rows.

    Raises:
        BadInput: naming the rate that is none, as ``fx[0]``.
    """
    if not isinstance(given, Iterable) or isinstance(given, str | Mapping):
        raise BadInput(
            f"a {type(given).__name__} is no list of exchange rates",
            path="fx",
            hint='a list such as [{"base": "EUR", "quote": "USD", "rate": "1.16"}]',
        )
    found: list[FxQuote] = []
    for place, rate in enumerate(given):
        try:
            found.append(read_fx(rate))
        except XborderError as error:
            raise error.at(f"fx[{place}]") from None
    return tuple(found)
