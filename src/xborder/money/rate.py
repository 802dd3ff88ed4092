"""One exchange rate, with where it comes from."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import attrs

__all__ = ["Rate"]


@attrs.frozen
class Rate:
    """How many units of ``quote`` one unit of ``base`` is worth.

    Attributes:
        base: the currency that is converted.
        quote: the currency that it is converted to.
        value: the rate, exact.
        on: the day of publication; the first day of the period where rates are published for periods; the older of
            the two days where two publications were crossed.
        source: who published it; both, when two publishers were crossed.
        via: the currencies that it was crossed through.
        inverse: whether the source publishes ``quote`` in terms of ``base``, so that the value is 1 over its figure.
        published: the figure as the source writes it; empty when crossed.
        until: the last day of the published period, if it was published for one.
    """

    base: str
    quote: str
    value: Fraction
    on: date
    source: str
    via: tuple[str, ...] = ()
    inverse: bool = False
    published: str = ""
    until: date | None = None

    @property
    def text(self) -> str:
        """The rate as a decimal: as published, else to twelve significant digits."""
        if self.published and not self.inverse and "/" not in self.published:
            return self.published
        context = Context(prec=12, rounding=ROUND_HALF_EVEN)
        figure = format(context.divide(Decimal(self.value.numerator), Decimal(self.value.denominator)), "f")
        return figure.rstrip("0").rstrip(".") if "." in figure else figure

    def __str__(self) -> str:
        through = f" through {', '.join(self.via)}" if self.via else ""
        return f"1 {self.base} = {self.text} {self.quote} ({self.source} of {self.on.isoformat()}{through})"
