"""How Canada's Customs Tariff writes duties.

    duty    = part { "plus" part | "but not less than" part | "but not greater than" part }     from left to right
    part    = "Free" | number "%" | money per
    money   = "$" number | number "¢"
    per     = "/" unit | "each"

The money is Canadian. ``5.62 ¢/kg but not less than 10.5 % plus 4 %`` is read from left to right: the tariff gives the
same goods in bulk as ``5.62 ¢/kg but not less than 10.5 %``, and small packages bear 4 % on top of that. Symbols are as
in the tariff's administrative guidelines
(https://www.cbsa-asfc.gc.ca/trade-commerce/tariff-tarif/2024/html/admin-eng.html).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final, NoReturn

from xborder.errors import BadInput
from xborder.goods.units import is_unit
from xborder.tariff.grammar import NotComputable
from xborder.tariff.terms import MAX_RATE, AdValorem, AtLeast, AtMost, Specific, Sum, Term

__all__ = ["NOT_AVAILABLE", "parse_ca"]

NOT_AVAILABLE: Final = "N/A"
"""What stands where a treatment does not exist for the goods."""

_HUNDRED: Final = Fraction(100)
_TYPOGRAPHY: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "", "\ufeff": ""})
_NUMBER: Final = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
_PART: Final = re.compile(
    rf"\s*(?:(?P<free>free)\b|(?P<rate>{_NUMBER})\s*%|\$\s*(?P<dollars>{_NUMBER})|(?P<cents>{_NUMBER})\s*¢)\s*",
    re.IGNORECASE,
)
_PER: Final = re.compile(
    r"(?:(?P<each>each)\b"
    r"|/\s*(?P<alcohol>lit(?:re|er)s?\s+of\s+absolute\s+ethyl\s+alcohol)\b"
    r"|/\s*(?P<unit>[^\W\d_][\w²³]*)\.?)\s*",
    re.IGNORECASE,
)
_JOIN: Final = re.compile(
    r"(?:(?P<plus>plus\b|\+)|but\s+not\s+(?:(?P<floor>less)|greater|more)\s+than\b)\s*", re.IGNORECASE
)
_MISSING: Final = re.compile(r"N\s*/\s*A", re.IGNORECASE)


def parse_ca(text: str) -> Term:
    """Read a duty as Canada's Customs Tariff writes it.

    Raises:
        BadInput: naming the place where the text stops making sense.
        NotComputable: for ``N/A``, and for an amount that does not say what it is per.

    >>> str(parse_ca("238 % but not less than 30.8 ¢each"))
    '238% MIN 0.308 CAD/item'
    >>> str(parse_ca("5.62 ¢/kg but not less than 10.5 % plus 4 %"))
    '(0.0562 CAD/kg MIN 10.5%) + 4%'
    """
    tidy = text.translate(_TYPOGRAPHY).strip()
    if _MISSING.fullmatch(tidy):
        raise NotComputable(
            f"{NOT_AVAILABLE}: the goods have no duty under this treatment", hint="take the duty of another treatment"
        )
    term, at = _part(tidy, 0)
    while at < len(tidy):
        join = _JOIN.match(tidy, at)
        if join is None:
            _fail(tidy, at, "plus, but not less than, but not greater than, or the end")
        other, at = _part(tidy, join.end())
        term = _joined(term, other, join)
    return term


def _joined(term: Term, other: Term, join: re.Match[str]) -> Term:
    if join["plus"]:
        return Sum((term, other))
    return AtLeast(term, other) if join["floor"] else AtMost(term, other)


def _part(text: str, start: int) -> tuple[Term, int]:
    part = _PART.match(text, start)
    if part is None:
        _fail(text, start, "Free, a percentage, or an amount in $ or ¢", "for example 8 %, $1.60/kg or 2.82 ¢/kg")
    if part["free"]:
        return AdValorem(Fraction(0)), part.end()
    if part["rate"]:
        rate = _number(part["rate"]) / _HUNDRED
        if rate > MAX_RATE:
            _fail(text, start, f"a rate of at most {MAX_RATE * _HUNDRED}%")
        return AdValorem(rate), part.end()
    amount = _number(part["dollars"]) if part["dollars"] else _number(part["cents"]) / _HUNDRED
    return _specific(text, amount, part.end())


def _specific(text: str, amount: Fraction, at: int) -> tuple[Term, int]:
    per = _PER.match(text, at)
    if per is None:
        if at == len(text) or _JOIN.match(text, at):
            raise NotComputable(
                f"the duty {text!r:.80} does not say what its amount is per",
                hint="find the unit in the printed tariff, and give the duty with it, such as 0.019 CAD/kg, "
                "as the duty of the line",
            )
        _fail(text, at, "a unit", "for example /kg or each")
    unit = "lpa" if per["alcohol"] else "pieces" if per["each"] else per["unit"]
    if not is_unit(unit):
        _fail(text, per.start("unit"), "a unit", "for example kg, litre, hl, doz or tonne")
    return Specific(amount, "CAD", Fraction(1), unit), per.end()


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def _fail(text: str, at: int, wanted: str, hint: str = "") -> NoReturn:
    rest = text[at : at + 20]
    where = f"from character {at + 1} ({rest!r})" if rest else "at its end"
    shown = text if len(text) <= 60 else text[:60] + "..."
    raise BadInput(f"duty {shown!r} is not understood {where}: wanted {wanted}", hint=hint)
