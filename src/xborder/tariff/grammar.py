"""The plain dialect of duty expressions, read by hand.

    duty    = sum { ("MIN" | "MAX") sum }              applied from left to right
    sum     = single { ("+" | "-") single }
    single  = "Free" | "0" | "(" duty ")" | "duty" | number "%" [ "of duty" | "of value" part ]
            | money per [ "per degree under" number ]
    money   = number currency | currency number        currency: ISO 4217, or one of ¢ $ £ € ¥
    per     = "each" | ("/" | "per") [ number ] unit [ part ]   unit: any name that xborder.goods.units knows
    part    = "[" name "]"                             the part or quality of the goods that is measured
    number  = 12 | 12.5 | 1/3 | 33 1/3

``¢`` and ``$`` are US money and ``¥`` is Japanese; write the code for any other dollar or for the yuan.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from xborder.errors import BadInput
from xborder.goods.units import is_unit
from xborder.tariff._cursor import Cursor
from xborder.tariff.terms import (
    MAX_RATE,
    AdValorem,
    AtLeast,
    AtMost,
    Difference,
    OfDuty,
    Polarisation,
    Specific,
    Sum,
    Term,
)

__all__ = ["MAX_LENGTH", "MAX_NESTING", "NotComputable", "parse_plain"]

MAX_LENGTH: Final = 500
MAX_NESTING: Final = 20

_HUNDRED: Final = Fraction(100)
_SIGNS: Final = {"$": ("USD", 1), "¢": ("USD", 100), "£": ("GBP", 1), "€": ("EUR", 1), "¥": ("JPY", 1)}
_TYPOGRAPHY: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "\u2013": "-"})

_FREE: Final = re.compile(r"free\b", re.IGNORECASE)
_DUTY: Final = re.compile(r"duty\b", re.IGNORECASE)
_OF_DUTY: Final = re.compile(r"of\s+(?:the\s+)?duty\b", re.IGNORECASE)
_OF_VALUE: Final = re.compile(r"of\s+(?:the\s+)?value\s*(?=\[)", re.IGNORECASE)
_PART: Final = re.compile(r"\[([^\[\]]*)\]")
_DEGREE: Final = re.compile(r"per\s+degree\s+under\b", re.IGNORECASE)
_BOUND: Final = re.compile(r"(MIN|MAX)\b", re.IGNORECASE)
_MIXED: Final = re.compile(r"(?:([0-9]+)\s+)?([0-9]+)/([0-9]+)")
_DECIMAL: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_PERCENT: Final = re.compile(r"%|per\s?cent\b", re.IGNORECASE)
_CURRENCY: Final = re.compile(r"(?!MIN|MAX)[A-Z]{3}(?![A-Za-z])|[$¢£€¥]")
_EACH: Final = re.compile(r"each\b", re.IGNORECASE)
_PER: Final = re.compile(r"/|per\b", re.IGNORECASE)
_UNIT: Final = re.compile(r"%\s?vol(?:/hl)?\b|p/st\b|[^\W\d_](?:[\w²³]|\.(?=[^\W\d_]))*\.?", re.IGNORECASE)


class NotComputable(BadInput):
    """The text is a duty that its words alone do not settle: the hint says what a person must find out and supply.

    A reader of a dialect raises it for what an authority does write, such as ``See additional U.S. note 1``; anything
    else that it does not understand is a plain ``BadInput``.
    """


def parse_plain(text: str) -> Term:
    """Read a duty written in the plain dialect.

    Raises:
        BadInput: naming the place where the text stops making sense.

    >>> parse_plain("10% + 22.40 EUR / 100 kg [lead content]").parts[1]
    Specific(amount=Fraction(112, 5), currency='EUR', per=Fraction(100, 1), unit='kg', of='lead content')
    >>> parse_plain("12% of")
    Traceback (most recent call last):
    ...
    xborder.errors.BadInput: duty '12% of' is not understood from character 5 ('of'): wanted +, -, MIN, MAX or the end
    """
    reader = _Reader(text)
    term = reader.duty(0)
    if reader.at < len(reader.text):
        reader.fail("+, -, MIN, MAX or the end")
    return term


class _Reader(Cursor):
    """A place in the text of a duty."""

    def __init__(self, text: str) -> None:
        super().__init__(text.translate(_TYPOGRAPHY).rstrip())

    def duty(self, depth: int) -> Term:
        term = self._sum(depth)
        while bound := self.take(_BOUND):
            other = self._sum(depth)
            term = AtLeast(term, other) if bound[0].upper() == "MIN" else AtMost(term, other)
        return term

    def _sum(self, depth: int) -> Term:
        term = self._single(depth)
        while True:
            if self.sign("+"):
                term = Sum((term, self._single(depth)))
            elif self.sign("-"):
                term = Difference(term, self._single(depth))
            else:
                return term

    def _single(self, depth: int) -> Term:
        start = self.at
        if self.sign("("):
            if depth >= MAX_NESTING:
                self.at = start
                self.fail(f"at most {MAX_NESTING} parentheses inside each other")
            term = self.duty(depth + 1)
            if not self.sign(")"):
                self.fail("a closing parenthesis")
            return term
        if self.take(_FREE):
            return AdValorem(Fraction(0))
        if self.take(_DUTY):
            return OfDuty(Fraction(1))
        return self._figure()

    def _figure(self) -> Term:
        start = self.at
        currency = self.take(_CURRENCY)
        number = self._number()
        if currency is None and self.take(_PERCENT):
            return self._share(number / _HUNDRED, start)
        currency = currency or self.take(_CURRENCY)
        if currency is not None:
            return self._specific(number, currency[0])
        if number == 0:
            return AdValorem(Fraction(0))
        return self.fail("% or a currency", hint="for example 6.5% or 1.2 EUR/kg")

    def _share(self, rate: Fraction, start: int) -> Term:
        if rate > MAX_RATE:
            self.at = start
            self.fail(f"a rate of at most {MAX_RATE * _HUNDRED}%")
        if self.take(_OF_VALUE):
            return AdValorem(rate, self._part("value"))
        return OfDuty(rate) if self.take(_OF_DUTY) else AdValorem(rate)

    def _part(self, base: str) -> str:
        start = self.at
        found = self.take(_PART)
        if found is None:
            return ""
        if not is_unit(base + found[0]):
            self.at = start
            self.fail("the name of a part of the goods", hint="for example kg[lead content] or value[case]")
        return found[1]

    def _specific(self, number: Fraction, sign: str) -> Term:
        rate = self._rate(number, sign)
        if not self.take(_DEGREE):
            return rate
        start = self.at
        under = self._number()
        if under == 0:
            self.at = start
            self.fail("degrees above zero")
        return Polarisation(rate, under)

    def _rate(self, number: Fraction, sign: str) -> Specific:
        currency, parts = _SIGNS.get(sign, (sign, 1))
        amount = number / parts
        if self.take(_EACH):
            return Specific(amount, currency, Fraction(1), "pieces", self._part("pieces"))
        if not self.take(_PER):
            self.fail("a unit, since an amount is per something", hint="for example 5 EUR/kg or 3 EUR/item")
        start = self.at
        per = self._number() if self.at < len(self.text) and self.text[self.at] in "0123456789." else Fraction(1)
        if per == 0:
            self.at = start
            self.fail("a quantity above zero")
        name = self._unit()
        part = self._part(name)
        if name.casefold() == "dtn":  # the EU's word for 100 kg
            return Specific(amount, currency, per * 100, "kg", part)
        return Specific(amount, currency, per, name, part)

    def _unit(self) -> str:
        found = _UNIT.match(self.text, self.at)
        name = "".join(found[0].split()) if found else ""
        if found is None or not is_unit(name):
            self.fail("a unit", hint="for example kg, l, m2, item, pair, dozen")
        self.move(found.end())
        return name

    def _number(self) -> Fraction:
        start = self.at
        if mixed := self.take(_MIXED):
            whole, over, under = mixed.groups(default="0")
            if int(under) == 0:
                self.at = start
                self.fail("a fraction with a denominator")
            return int(whole) + Fraction(int(over), int(under))
        if decimal := self.take(_DECIMAL):
            if self.text[decimal.end() : decimal.end() + 1] == ",":
                self.fail("no comma inside a number", hint="write 1234.5")
            return Fraction(decimal[0])
        return self.fail("a number, Free or a parenthesis", hint="for example 6.5%, 1.2 EUR/kg or Free")
