"""Exchange rates for one quote: those the request brings along, then the desk's, and a record of what was used."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from xborder.errors import NoExchangeRate
from xborder.landed_cost.parts import FxQuote
from xborder.money.fx_rules import FxRule

__all__ = ["Exchange", "FoundRate", "Rates"]


class FoundRate(Protocol):
    """A rate and where it comes from."""

    @property
    def value(self) -> Fraction:
        """How many of the quote currency one of the base currency is."""

    @property
    def on(self) -> date:
        """The day it was published for."""

    @property
    def source(self) -> str:
        """Who published it."""


class Rates(Protocol):
    """Where a desk takes exchange rates from; :class:`xborder.money.RateTable` is one."""

    def rate(self, base: str, quote: str, *, on: date, rule: FxRule | None = None) -> FoundRate:
        """The rate in force on a day under a rule; without one, the latest.

        Raises:
            NoExchangeRate: when there is none.
        """


class Exchange:
    """Finds rates for one quote and remembers them.

    Attributes:
        used: the rates that were needed, in order.
        off_rule: whether a rate was not published as the law wants it, and the latest one was taken instead.
    """

    __slots__ = ("_known", "_on", "_quotes", "_rates", "_rule", "_sealed", "off_rule", "used")

    def __init__(self, quotes: tuple[FxQuote, ...], rates: Rates | None, on: date, rule: FxRule | None) -> None:
        self._quotes, self._rates, self._on, self._rule = quotes, rates, on, rule
        self._known: dict[tuple[str, str], Fraction] = {}
        self.used: list[FxQuote] = []
        self.off_rule = False
        self._sealed = False

    def rate(self, base: str, quote: str) -> Fraction:
        """How many ``quote`` one ``base`` is.

        Raises:
            NoExchangeRate: naming the pair and how to supply it.
        """
        if base == quote:
            return Fraction(1)
        known = self._known.get((base, quote))
        if known is None:
            known = self._known[base, quote] = self._find(base, quote)
        return known

    def seal(self) -> None:
        """Ends the record: what is looked up from here on is not part of the answer."""
        self._sealed = True

    def convert(self, ticks: int, base: str, quote: str) -> Fraction:
        """An amount in another currency, exact."""
        return ticks * self.rate(base, quote)

    def _find(self, base: str, quote: str) -> Fraction:
        direct = self._brought(base, quote)
        if direct is not None:
            return direct
        for middle in sorted({code for pair in self._quotes for code in (pair.base, pair.quote)} - {base, quote}):
            if self._has(base, middle) and self._has(middle, quote):
                return self.rate(base, middle) * self.rate(middle, quote)
        if self._rates is not None:
            found = self._published(self._rates, base, quote)
            if not self._sealed:
                self.used.append(FxQuote(base, quote, _decimal(found.value), found.on, found.source))
            return found.value
        raise NoExchangeRate(
            self._lacking(base, quote),
            path="fx",
            hint=f'add {{"base": "{base}", "quote": "{quote}", "rate": ...}} to fx, or give the desk a RateTable',
        )

    def _published(self, rates: Rates, base: str, quote: str) -> FoundRate:
        if self._rule is not None:
            try:
                return rates.rate(base, quote, on=self._on, rule=self._rule)
            except NoExchangeRate:
                pass
        try:
            found = rates.rate(base, quote, on=self._on)
        except NoExchangeRate as error:
            # One wording whoever lacks the rate, so that a replay says the same; what was looked through is the hint.
            raise NoExchangeRate(
                self._lacking(base, quote), path="fx", hint=f"{error.message}; {error.hint}"
            ) from error

        if self._rule is not None and not self._sealed:
            self.off_rule = True
        return found

    def _lacking(self, base: str, quote: str) -> str:
        return f"no rate from {base} to {quote} for {self._on}"

    def _has(self, base: str, quote: str) -> bool:
        return any({pair.base, pair.quote} == {base, quote} for pair in self._quotes)

    def _brought(self, base: str, quote: str) -> Fraction | None:
        for pair in self._quotes:
            if (pair.base, pair.quote) == (base, quote):
                return self._note(pair, Fraction(pair.rate))
            if (pair.base, pair.quote) == (quote, base):
                return self._note(pair, 1 / Fraction(pair.rate))
        return None

    def _note(self, pair: FxQuote, value: Fraction) -> Fraction:
        if not self._sealed and pair not in self.used:
            self.used.append(pair)
        return value


def _decimal(value: Fraction) -> Decimal:
    """A rate to at most twelve decimals, for the record; whatever the caller's decimal context is."""
    scaled = str(round(value * 10**12)).zfill(13)
    return Decimal(f"{scaled[:-12]}.{scaled[-12:]}".rstrip("0").rstrip("."))
