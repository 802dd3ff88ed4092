"""A duty as a tariff line states it: a value that can be read, compared, printed and assessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import attrs

from xborder._figures import decimal_of
from xborder.errors import BadInput, NoExchangeRate
from xborder.goods.units import quantity_in
from xborder.tariff.grammar import MAX_LENGTH, MAX_NESTING
from xborder.tariff.terms import (
    AdValorem,
    AtLeast,
    AtMost,
    Case,
    Difference,
    Exchange,
    Measure,
    Sum,
    Term,
)

if TYPE_CHECKING:
    from moneyed import Money

__all__ = ["Assessment", "DutyExpression", "RateSource"]

_MAX_HEIGHT = 100
_MAX_EXPONENT = 40


@runtime_checkable
class RateSource(Protocol):
    """Where exchange rates come from: ``xborder.money.RateTable``, or anything that answers like it."""

    def rate(self, base: str, quote: str, /, *, on: date) -> object:
        """How many ``quote`` one ``base`` is: a number, or an object whose ``value`` is one."""


@attrs.frozen
class Assessment:
    """What a duty comes to.

    Attributes:
        exact: the unrounded amount.
        currency: its currency, that of the value assessed.
        rate_text: the duty in canonical text.
        steps: the calculation, line by line.
    """

    exact: Fraction
    currency: str
    rate_text: str
    steps: tuple[str, ...]

    @property
    def amount(self) -> Money:
        """The amount as money, not rounded to the currency's minor unit.

        Exact wherever a decimal can be; an amount that never ends (a third) is given to ten places, and ``exact`` keeps
        the whole of it.
        """
        from moneyed import Money  # noqa: PLC0415  # heavy, and the engine never needs it

        return Money(decimal_of(self.exact), self.currency)

    @property
    def money(self) -> Money:
        """The same as ``amount``."""
        return self.amount


@attrs.frozen
class DutyExpression:
    """A duty as a tariff line states it.

    Two expressions are equal when they say the same in the same form; their text is canonical.

    Attributes:
        root: the tree of terms.
        text: the canonical text.
        ad_valorem: numerator and denominator of the rate when the whole duty is one percentage of
            the whole value or free, else ``None``.

    >>> from xborder.tariff import parse_duty
    >>> parse_duty("6.5%").ad_valorem, parse_duty("free").ad_valorem, parse_duty("1 EUR/kg").ad_valorem
    ((13, 200), (0, 1), None)
    """

    root: Term
    text: str = attrs.field(init=False, eq=False, repr=False)
    ad_valorem: tuple[int, int] | None = attrs.field(init=False, eq=False, repr=False)

    @text.default
    def _write(self) -> str:
        _check_size(self.root)
        text = "Free" if self.root == AdValorem(Fraction(0)) else str(self.root)
        if len(text) > MAX_LENGTH or _nesting(text) > MAX_NESTING:
            raise BadInput(f"duty {text[:40]!r}... is too long or nested too deeply to be written")
        return text

    @ad_valorem.default
    def _single_rate(self) -> tuple[int, int] | None:
        root = self.root
        return root.rate.as_integer_ratio() if isinstance(root, AdValorem) and not root.of else None

    def exact(
        self, value: Fraction, measure: Measure, fx: Exchange, currency: str, duty: Fraction | None = None
    ) -> Fraction:
        """The duty, exactly; never below zero.

        Args:
            value: the value that percentages are taken of.
            measure: gives the quantity of the goods in a unit by the unit's name, or ``None``.
            fx: gives what one unit of a currency is worth in another.
            currency: the currency of ``value`` and of the answer.
            duty: the duty found elsewhere, for ``10% of duty``.

        Raises:
            BadInput: when a measure, or that other duty, is needed and not known.
        """
        if self.ad_valorem is not None:
            return value * Fraction(*self.ad_valorem)
        return max(self.root.exact(Case(value, currency, measure, fx, duty)), Fraction(0))

    def assess(
        self,
        value: Money,
        measures: Mapping[str, str | Decimal | int] | None = None,
        rates: RateSource | Exchange | None = None,
        *,
        on: date | None = None,
        duty: Money | None = None,
    ) -> Assessment:
        """The duty on goods of a value.

        Args:
            value: customs value.
            measures: quantities of the goods by unit: ``{"kg": "12"}``.
            rates: exchange rates, for duties written in another currency: a rate table, or a function of two currency
                codes.
            on: the day of the exchange rate, for a rate table.
            duty: the duty found elsewhere, in the currency of ``value``, for ``10% of duty``.

        Raises:
            BadInput: when a value is no exact number, or a measure is needed and not given.
            NoExchangeRate: when another currency is involved and its rate is not at hand.

        >>> from moneyed import Money
        >>> from xborder.tariff import parse_duty
        >>> found = parse_duty("1% MIN 22.40 EUR/100 kg").assess(Money("250.00", "EUR"), {"kg": "12"})
        >>> found.amount
        Money('2.688', 'EUR')
        >>> for step in found.steps:
        ...     print(step)
        1% of 250 EUR = 2.5 EUR
        12 kg x 22.4 EUR/100 kg = 2.688 EUR
        the higher of 2.5 and 2.688: 2.688 EUR
        """
        amount, currency = _read_money(value, "value")
        known = {name: _decimal(quantity, f"measures.{name}") for name, quantity in (measures or {}).items()}
        base = None
        if duty is not None:
            base, other = _read_money(duty, "duty")
            if other != currency:
                raise BadInput(
                    f"the duty is in {other} and the value in {currency}", path="duty", hint="convert it first"
                )
        case = Case(amount, currency, lambda unit: quantity_in(known, unit), _exchange(rates, on), base)
        steps: list[str] = []
        exact = self.root.exact(case, steps)
        if exact < 0:
            exact = Fraction(0)
            steps.append(f"a duty is never below zero: 0 {currency}")
        return Assessment(exact, currency, self.text, tuple(steps))

    def __str__(self) -> str:
        return self.text


def _inner(term: Term) -> tuple[Term, ...]:
    match term:
        case Sum(parts):
            return parts
        case Difference(whole, less):
            return whole, less
        case AtLeast(duty, other) | AtMost(duty, other):
            return duty, other
        case _:
            return ()


def _check_size(root: Term) -> None:
    height, count, level = 0, 0, [root]
    while level:
        height, count = height + 1, count + len(level)
        if height > _MAX_HEIGHT or count > MAX_LENGTH:
            raise BadInput("a duty of so many terms is not supported", hint=f"at most {_MAX_HEIGHT} inside each other")
        level = [inner for term in level for inner in _inner(term)]


def _nesting(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


def _decimal(value: object, path: str) -> Decimal:
    number = value
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        try:
            number = Decimal(value)
        except ArithmeticError:
            number = None
    if isinstance(number, Decimal) and _is_sane(number):
        return number
    wrong = repr(value)[:40] if isinstance(value, str) else f"this {type(value).__name__}"
    raise BadInput(f"{wrong} is not a quantity", path=path, hint='give a decimal string such as "12.5"')


def _is_sane(number: Decimal) -> bool:
    """Finite, not negative, and of no size that no goods have."""
    exponent = number.as_tuple().exponent
    return (
        isinstance(exponent, int) and number >= 0 and exponent >= -_MAX_EXPONENT and number.adjusted() <= _MAX_EXPONENT
    )


def _read_money(value: object, path: str) -> tuple[Fraction, str]:
    amount, currency = getattr(value, "amount", None), getattr(value, "currency", None)
    code = getattr(currency, "code", currency)
    if not isinstance(amount, Decimal) or not isinstance(code, str) or not _is_sane(amount):
        raise BadInput("this is not an amount of money", path=path, hint='give Money("250.00", "EUR")')
    return Fraction(amount), code


def _exchange(rates: RateSource | Exchange | None, on: date | None) -> Exchange:
    def exchange(from_: str, to: str) -> Fraction:
        if rates is None:
            raise NoExchangeRate(f"the duty is in {from_} and the value in {to}", path="fx", hint="give rates")
        if not isinstance(rates, RateSource):
            return _number_of(rates(from_, to), from_, to)
        if on is None:
            raise BadInput(f"the rate of {from_} in {to} is of some day", path="on", hint="give on=date(...)")
        return _number_of(rates.rate(from_, to, on=on), from_, to)

    return exchange


def _number_of(found: object, from_: str, to: str) -> Fraction:
    number = getattr(found, "value", found)
    if isinstance(number, (Decimal, Fraction, int)) and number > 0:
        return Fraction(number)
    raise NoExchangeRate(f"no usable rate of {from_} in {to}: {number!r:.40}", path="fx", hint="give a positive number")
