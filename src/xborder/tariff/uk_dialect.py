"""How the UK tariff and the EU's TARIC write duties, in words and in components.

    duty    = sum { ("MIN" | "MAX") sum }                applied from left to right
    sum     = part { ("+" | "-") part }
    part    = number "%" | number money ["/"] unit | "NIHIL" | agricultural
    money   = "EUR" | "GBP"                              "€" and "£" may also stand before the number
    unit    = as xborder.tariff.uk_units spells it: 100 kg, DTN, DTN E, 100 kg/net eda, % vol/hl ...

The same duty comes as ``12.00 % + 147.00 GBP / 100 kg`` from the UK's service, with ``<span>`` and ``<abbr>`` around
its parts in the formatted form; as ``12.000 % + 147.000 GBP DTN`` in the workbooks of TARIC; as ``12.00% + 147.00 GBP /
100 kg`` in data sets; and as a list of components. All of them give the same term.

``MAX 18.7 % + ADSZ`` caps at the sum: a maximum is made of its percentage and what is added to it.

Agricultural components (``EA``, ``ADSZ``, ``ADFM`` and their reduced forms) depend on the milk fat, milk protein,
starch and sugar in the goods, and duties after ``Cond:`` on documents or prices: they raise ``NotComputable`` with what
to supply.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final, NoReturn

import attrs

from xborder.errors import BadInput
from xborder.goods.units import is_unit
from xborder.tariff._cursor import Cursor
from xborder.tariff.grammar import NotComputable
from xborder.tariff.terms import MAX_RATE, AdValorem, AtLeast, AtMost, Difference, Specific, Sum, Term
from xborder.tariff.uk_units import RETAIL_PRICE, TaricUnit, spelled_unit, taric_unit

__all__ = ["Component", "from_components", "parse_eu", "parse_uk"]

_HUNDRED: Final = Fraction(100)
_MAX_DIGITS: Final = 60
_MONEY: Final = {"EUR": "EUR", "GBP": "GBP", "€": "EUR", "£": "GBP"}
_JOINS: Final = {
    **dict.fromkeys(("01", "37"), ""),
    **dict.fromkeys(("04", "12", "14", "19", "20", "21", "25", "27", "29"), "+"),
    **dict.fromkeys(("02", "36"), "-"),
    "15": "MIN",
    **dict.fromkeys(("17", "35"), "MAX"),
}
"""How a duty expression of TARIC joins what stands before it."""

_NIHIL: Final = "37"
_SUPPLEMENTARY: Final = "99"
_REFUNDS: Final = frozenset({"40", "41", "42", "43", "44"})
_AGRICULTURAL: Final = {"12": "EA", "14": "EAR", "21": "ADSZ", "25": "ADSZR", "27": "ADFM", "29": "ADFMR"}
_MEASURES: Final = {
    "EA": "the agricultural component (EA, measure type 674)",
    "ADSZ": "the additional duty on sugar (ADSZ, measure type 672)",
    "ADFM": "the additional duty on flour (ADFM, measure type 673)",
}

_TAG: Final = re.compile(r"<[^<>]*>")
_TYPOGRAPHY: Final = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "", "\ufeff": "", "\u2212": "-", "\u2013": "-"}
)
_BOUND: Final = re.compile(r"(MIN|MAX)\b", re.IGNORECASE)
_NOTHING: Final = re.compile(r"(NIHIL|Free)\b", re.IGNORECASE)
_CONDITION: Final = re.compile(r"\bCond\s*:", re.IGNORECASE)
_FARM: Final = re.compile(r"(?<![A-Za-z])(?:EA|AD\s?(S\s?/?\s?Z|F\s?/?\s?M))\s?(R?)(?![A-Za-z])")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_COMMA: Final = re.compile(r"(0),([0-9]+)(?![0-9.,])|([0-9]+),([0-9]{1,2})(?![0-9.,])")
_DECIMAL: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_PERCENT: Final = re.compile(r"%(?!\s?vol)")
_CURRENCY: Final = re.compile(r"(EUR|GBP)(?![A-Za-z])|[€£]")
_PER: Final = re.compile(r"/\s*|per\b\s*", re.IGNORECASE)
_UNIT: Final = re.compile(r"(?:(?!\s*(?:\+|-\s|MIN\b|MAX\b|;|$)).)+", re.IGNORECASE)
_COUNTED: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([^\W\d_].*)")


@attrs.frozen
class Component:
    """A component of a measure, as the tariff's data has it.

    Attributes:
        expression: the duty expression: ``01``, ``04``, ``15`` ...
        amount: a percentage, or an amount of ``currency``.
        currency: ``EUR`` or ``GBP``; empty for a percentage.
        unit: code of the unit of measurement: ``DTN``.
        qualifier: code of its qualifier: ``E``.
    """

    expression: str
    amount: Decimal | None = None
    currency: str = ""
    unit: str = ""
    qualifier: str = ""


def from_components(components: Iterable[Component]) -> Term:
    """The duty that the components of a measure make, in their order.

    Raises:
        BadInput: when they make no duty, or one names what TARIC does not have.
        NotComputable: when one depends on the composition of the goods, or cannot be measured.

    >>> str(from_components([Component("01", Decimal(12)), Component("04", Decimal(147), "GBP", "DTN")]))
    '12% + 147 GBP/100 kg'
    """
    given = list(components)
    farm = [_AGRICULTURAL[one.expression] for one in given if one.expression in _AGRICULTURAL]
    if farm:
        _not_without(farm)
    steps: list[tuple[str, Term]] = []
    for component in given:
        expression = component.expression
        if expression == _SUPPLEMENTARY:
            _no_duty(component.unit + component.qualifier)
        if expression in _REFUNDS:
            raise BadInput(f"duty expression {expression} is an export refund and no duty on imports")
        if expression not in _JOINS:
            raise BadInput(f"duty expression {expression!r:.40} is not known", hint="for example 01, 04 or 15")
        steps.append((_JOINS[expression], _part(component)))
    if not steps:
        raise BadInput("a measure without components has no duty")
    return _joined(steps)


def parse_uk(text: str) -> Term:
    """Read a duty as the UK tariff writes it.

    Raises:
        BadInput: naming the place where the text stops making sense.
        NotComputable: naming what must be supplied for a duty that its text alone does not settle.

    >>> str(parse_uk("<span>12.00</span> % + <span>147.00</span> GBP / <abbr title='Hectokilogram'>100 kg</abbr>"))
    '12% + 147 GBP/100 kg'
    >>> parse_uk("12.000 % MIN 2.400 EUR/100 kg/net") == parse_uk("12.0 % MIN 2.40 EUR DTN")
    True
    """
    return _Reader(text).duty()


def parse_eu(text: str) -> Term:
    """Read a duty as TARIC writes it.

    Raises:
        BadInput: as for ``parse_uk``.
        NotComputable: as for ``parse_uk``.

    >>> str(parse_eu("10.200 % + 93.100 EUR DTN"))
    '10.2% + 93.1 EUR/100 kg'
    """
    return _Reader(text).duty()


def _part(component: Component) -> Term:
    if component.expression == _NIHIL:
        return AdValorem(Fraction(0))
    if component.amount is None:
        raise BadInput(f"duty expression {component.expression} has no amount")
    amount = component.amount
    if not amount.is_finite() or (amount and abs(amount.adjusted()) > _MAX_DIGITS):
        raise BadInput(f"{amount!s:.40} is not a figure of a duty", hint="for example 12.5")
    unit = taric_unit(component.unit, component.qualifier) if component.unit else None
    if not component.currency:
        return _share(amount, unit)
    if component.currency not in _MONEY:
        raise BadInput(f"{component.currency!r:.40} is no money of this tariff", hint="EUR or GBP")
    if unit is None:
        raise BadInput(f"an amount of {component.currency} is per some unit", hint="for example DTN")
    return _specific(amount, _MONEY[component.currency], unit)


def _share(amount: Decimal | Fraction, unit: TaricUnit | None) -> Term:
    if not 0 <= amount <= MAX_RATE * _HUNDRED:
        raise BadInput(f"a rate of {amount!s:.40}% is not between 0% and {MAX_RATE * _HUNDRED}%")
    rate = Fraction(amount) / _HUNDRED
    if unit is None:
        return AdValorem(rate)
    if unit.of == RETAIL_PRICE:
        return AdValorem(rate, RETAIL_PRICE)
    raise NotComputable(f"a percentage per {unit.abbreviation} is not computed", hint="work out the duty and give it")


def _specific(amount: Decimal | Fraction, currency: str, unit: TaricUnit) -> Specific:
    if not unit.unit:
        raise NotComputable(
            f"an amount per {unit.abbreviation} ({unit.key}) is not computed",
            hint="work out the duty on the goods and give it as the duty of the line",
        )
    return Specific(Fraction(amount), currency, unit.per, unit.unit, unit.of)


def _joined(steps: list[tuple[str, Term]]) -> Term:
    """Sums bind closer than bounds; bounds apply from left to right."""
    groups: list[tuple[str, Term]] = []
    for join, term in steps:
        if not groups or join in {"MIN", "MAX"}:
            if not groups and join not in {"", "+"}:
                raise BadInput(f"a duty does not begin with {join}")
            groups.append((join, term))
        elif join:
            before, whole = groups[-1]
            groups[-1] = (before, Sum((whole, term)) if join == "+" else Difference(whole, term))
        else:
            raise BadInput("a duty has one part without a sign, its first")
    (_, duty), *bounds = groups
    for join, other in bounds:
        duty = AtLeast(duty, other) if join == "MIN" else AtMost(duty, other)
    return duty


def _not_without(names: Iterable[str]) -> NoReturn:
    parts = list(dict.fromkeys(names))
    told = [_MEASURES[name.removesuffix("R")] + (", reduced" if name.endswith("R") else "") for name in parts]
    raise NotComputable(
        f"the duty includes {' and '.join(told)}: that depends on what the goods are made of",
        hint="find the Meursing additional code (7...) for their milk fat, milk protein, starch and sugar, look up its "
        f"amount of {' and '.join(parts)} for the origin, and give the whole duty as the duty of the line",
    )


def _farm_name(found: re.Match[str]) -> str:
    letters = "".join(found[1].replace("/", "").split()) if found[1] else ""
    return (f"AD{letters}" if letters else "EA") + found[2]


def _no_duty(unit: str) -> NoReturn:
    raise BadInput(f"{unit} is a supplementary unit and no duty")


class _Reader(Cursor):
    """A place in the text of a duty."""

    def __init__(self, text: str) -> None:
        super().__init__(html.unescape(_TAG.sub("", text)).translate(_TYPOGRAPHY).strip())

    def duty(self) -> Term:
        if _CONDITION.search(self.text):
            raise NotComputable(
                f"the duty depends on conditions: {self.text:.200}",
                hint="see which document or price applies, and give its duty as the duty of the line",
            )
        farm = list(_FARM.finditer(self.text))
        if farm:
            _not_without(map(_farm_name, farm))
        if spelled_unit(self.text) is not None:
            _no_duty(self.text)
        steps: list[tuple[str, Term]] = []
        join = ""
        while True:
            steps.append((join, self._part()))
            if self.at >= len(self.text):
                return _joined(steps)
            join = self._join()

    def _join(self) -> str:
        bound = self.take(_BOUND)
        if bound is not None:
            return bound[0].upper()
        for sign in "+-":
            if self.sign(sign):
                return sign
        return self.fail("+, -, MIN, MAX or the end")

    def _part(self) -> Term:
        if self.take(_NOTHING):
            return AdValorem(Fraction(0))
        start, sign = self.at, self.take(_CURRENCY)
        number = self._number()
        if sign is None and self.take(_PERCENT):
            if number > MAX_RATE * _HUNDRED:
                self.at = start
                self.fail(f"a rate of at most {MAX_RATE * _HUNDRED}%")
            return _share(number, self._unit() if self.take(_PER) else None)
        sign = sign or self.take(_CURRENCY)
        if sign is None:
            self.fail("%, EUR or GBP", hint="for example 12.00 % or 147.00 GBP / 100 kg")
        self.take(_PER)
        return self._rate(number, _MONEY[sign[0]])

    def _rate(self, number: Fraction, currency: str) -> Specific:
        found = _UNIT.match(self.text, self.at)
        counted = _COUNTED.fullmatch(found[0]) if found is not None else None
        if found is not None and counted is not None and spelled_unit(found[0]) is None:
            per, name = Fraction(counted[1]), counted[2].strip()
            unit = spelled_unit(name)
            if per > 0 and unit is not None and unit.unit:
                self.move(found.end())
                return Specific(number, currency, per * unit.per, unit.unit, unit.of)
            if per > 0 and is_unit(name) and "[" not in name:
                self.move(found.end())
                return Specific(number, currency, per, name)
        return _specific(number, currency, self._unit())

    def _unit(self) -> TaricUnit:
        found = _UNIT.match(self.text, self.at)
        if found is None:
            self.fail("a unit, since an amount is per something", hint="for example 147.00 GBP / 100 kg")
        unit = spelled_unit(found[0])
        if unit is None:
            self.fail("a unit of this tariff", hint="for example 100 kg, DTN, kg/net eda, hl, p/st")
        self.move(found.end())
        return unit

    def _number(self) -> Fraction:
        if thousands := self.take(_THOUSANDS):
            return Fraction(thousands[0].replace(",", ""))
        if comma := self.take(_COMMA):
            whole, places = (comma[1], comma[2]) if comma[1] is not None else (comma[3], comma[4])
            return Fraction(f"{whole}.{places}")
        if decimal := self.take(_DECIMAL):
            if self.text[decimal.end() : decimal.end() + 1] == ",":
                self.fail("a number with a decimal point", hint="write 1234.5")
            return Fraction(decimal[0])
        return self.fail("a number or NIHIL", hint="for example 12.00 % or 147.00 GBP / 100 kg")
