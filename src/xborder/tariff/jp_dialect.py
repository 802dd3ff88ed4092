"""How the import tariff schedule of Japan (実行関税率表) writes duties.

    cell    = duty | row { newline row } | column " " duty " / WTO協定 " duty
    row     = which goods, which quota or whose treatment, U+3000 or a space, duty
    duty    = { ● | ◎ | ※ | * } rate { ◆ number }
    rate    = "(" rate ")" | sum | sum "又は" sum "のうちいずれか" ( "高い" | "低い" ) "税率" [ limit ]
    limit   = "ただしその税率が" sum "を下回る場合は" sum | "(ただしその税率が" sum "を上回る場合は" sum "とする)"
    sum     = 無税 | 免税 | arithmetic over N%, N円, N万円, 課税価格 (the customs value) and numbers, "/" unit

Full-width signs and digits are read like ASCII ones, and blanks inside a rate mean nothing. Brackets round a whole rate
mark one that does not apply, since another column is not higher (no page that says so was read; in the edition of
2026-07-09 it holds for all 3,922 lines on which the figures can be compared). The rate is read all the same and
``Clause.bracketed`` tells. An amount per unit less the customs value per unit is that amount less 100 % of the value,
which is exact.

What is written and cannot be computed from the words is an ``Obstacle``. The schedule explains its signs in notes that
the file does not have: a rate with ◆ points at one of them and is not computed; ◎, ※ and * leave the figures as they
are, and ``Clause.marks`` hands them on. For ● the Japan Tariff Association's edition says to look the rate up by the
NACCS code (https://www.kanzei.or.jp/statistical/tariff/detail/index/e/020322023).
"""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NoReturn

import attrs

from xborder.errors import BadInput
from xborder.tariff.grammar import MAX_LENGTH, NotComputable
from xborder.tariff.terms import AdValorem, AtLeast, AtMost, Difference, Specific, Sum, Term

__all__ = ["Clause", "Obstacle", "not_above", "parse_jp", "read_cell"]

WTO_COLUMN: Final = " / WTO協定 "
"""Joins two columns of one line, of which the lower rate applies."""

_MAX_DEPTH: Final = 20
_ASCII: Final[dict[int, int | str]] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5E)}
_SIGNS: Final[dict[int, int | str]] = {ord("−"): "-", ord("–"): "-", ord("～"): "〜", ord("㎡"): "m2"}
_TYPOGRAPHY: Final[dict[int, int | str]] = {**_ASCII, **_SIGNS}

_BLANK: Final = re.compile(r"\s+")
_THOUSANDS: Final = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_ROW: Final = re.compile(r"\s*(?P<goods>\S.*?)\s+(?P<rate>\S+(?:\s+◆\S+)*)\s*")
_LINES: Final = re.compile(r"[\r\n]+")
_COLUMN: Final = re.compile(r"(?:基本|暫定) ")

_MARKS: Final = re.compile(r"[●◎※*]+")
_NOTES: Final = re.compile(r"(?:◆[0-9]+)+\Z")
_RANGE: Final = re.compile(r"〜|、|又は")
_CHOICE: Final = re.compile(
    r"(?P<one>.+?)又は(?P<other>.+)のうちいずれか(?P<which>高い|低い)税率"
    r"(?:ただしその税率が(?P<floor>.+)を下回る場合は(?P=floor)|\(ただしその税率が(?P<cap>.+)を上回る場合は(?P=cap)とする\))?"
)
_WHICHEVER: Final = re.compile(r"のうちいずれか(?:高い|低い)税率\Z")
_SUGAR: Final = re.compile(r"(?:当該)?原産品に含まれる砂糖の重量1(?:kg|キログラム)につき(?P<amount>[0-9.]+)円")
_TOKEN: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?|無税|免税|課税価格|万円|円|[-+×/%()]|[a-zA-Z]+2?|[頭枚本足]")
_UNITS: Final = {
    "kg": (1, "kg"),
    "MT": (1, "t"),
    "l": (1, "l"),
    "kl": (1, "kl"),
    "m2": (1, "m2"),
    "頭": (1, "pieces"),
    "枚": (1, "pieces"),
    "本": (1, "pieces"),
    "足": (1, "pairs"),
}

_TREATMENT: Final = re.compile(r"[(（](?P<whose>[^()（）]+)に対する待遇[)）]")
_AND: Final = re.compile("及び|、")
_OTHERS: Final = "他の締約国"
_QUOTA: Final = re.compile(r"(?:関税割当数量以内のもの|関税割当て|特恵輸入対象のもの)\Z")
_OUT_OF_QUOTA: Final = "関税割当数量以外のもの"


class Obstacle(enum.Enum):
    """Why a duty cannot be computed from its words; the value is the message and what a person must find out."""

    RANGE = (
        "the schedule gives a range of duties",
        "look the rate of these goods up by their NACCS code, and give it as the duty of the line",
    )
    PARTLY = (
        "the schedule gives this duty for part of the goods only",
        "look the rate of these goods up by their NACCS code, and give it as the duty of the line",
    )
    PARTLY_CONCEDED = (
        "the agreement covers part of these goods only",
        "look up by the NACCS code whether it covers them, and give the duty of the line",
    )
    NOTE = (
        "the duty depends on a note of the schedule (◆)",
        "read the note on the schedule's page of the chapter, and give the duty of the line",
    )
    STANDARD_PRICE = (
        "the duty is a difference from the standard import price (基準輸入価格) of the Temporary Tariff Measures Act",
        "find that price for the day of import, and give the duty of the line",
    )
    LACTOSE = (
        "the duty grows with each per cent of lactose above 10 % by weight",
        "find the lactose content, and give the duty of the line",
    )
    GOODS = (
        "the duty is for some goods of the code only, or within a quota, or for some parties of the agreement",
        "find the row of the cell that the goods are in, and give its duty as the duty of the line",
    )

    def error(self, text: str) -> NotComputable:
        """The error that says so of a text."""
        message, hint = self.value
        return NotComputable(f"{_shown(text)}: {message}", hint=hint)


@attrs.frozen
class Clause:
    """One duty of a cell, and what it is for.

    Attributes:
        rate: the duty as written, in one line.
        duty: what it is made of, or why that cannot be told.
        goods: the goods, the quota or both that it is for, as written; empty for all.
        parties: the parties of the agreement that it is for, by their Japanese names; none for all.
        others: it is for the parties that the other rows of the cell do not name.
        bracketed: every figure of it stands in brackets, as the schedule prints rates that another column makes
            inapplicable.
        marks: the signs before the rate: ``◎``.
    """

    rate: str
    duty: Term | Obstacle
    goods: str = ""
    parties: tuple[str, ...] = ()
    others: bool = False
    bracketed: bool = False
    marks: str = ""

    @property
    def in_quota(self) -> bool:
        """It is for goods within a tariff quota, or another limited quantity."""
        return _QUOTA.search(_TREATMENT.sub("", self.goods)) is not None

    @property
    def out_of_quota(self) -> bool:
        """It is for goods outside the quota, which is what all goods without a quota certificate are."""
        return self.goods == _OUT_OF_QUOTA


def parse_jp(text: str) -> Term:
    """Read a duty as Japan's tariff schedule writes it.

    Raises:
        NotComputable: when it is a duty of the schedule that its words do not settle.
        BadInput: when it is none.

    >>> str(parse_jp("25%又は60円/kgのうちいずれか高い税率"))
    '25% MIN 60 JPY/kg'
    >>> str(parse_jp("（393円×1.002-課税価格）/kg又は40.50円/kgのうちいずれか低い税率"))
    '393.786 JPY/kg - 100% MAX 40.5 JPY/kg'
    >>> parse_jp("●無税〜3.5%")
    Traceback (most recent call last):
    ...
    xborder.tariff.grammar.NotComputable: duty '●無税〜3.5%': the schedule gives a range of duties \
(look the rate of these goods up by their NACCS code, and give it as the duty of the line)
    """
    if WTO_COLUMN in text:
        own, wto = (parse_jp(part) for part in _COLUMN.sub("", text, count=1).split(WTO_COLUMN, 1))
        return AtMost(own, wto)
    first, *others = read_cell(text)
    if others or first.goods or first.parties or first.others:
        raise Obstacle.GOODS.error(text)
    if isinstance(first.duty, Obstacle):
        raise first.duty.error(text)
    return first.duty


@functools.lru_cache(maxsize=16_384)
def read_cell(text: str) -> tuple[Clause, ...]:
    r"""The duties of one cell of the schedule, each with the goods and parties that it is for; at least one.

    Raises:
        BadInput: when the cell is not understood.

    >>> [(clause.goods, str(clause.duty)) for clause in read_cell("くらげ　4.5%\nその他のもの　無税")]
    [('くらげ', '4.5%'), ('その他のもの', '0%')]
    """
    if len(text) > MAX_LENGTH:
        raise BadInput(f"{_shown(text)} has {len(text)} characters", hint=f"at most {MAX_LENGTH} are read")
    whole = _duty_of(text)
    if whole is not None:
        return (whole,)
    return tuple(_row(line, text) for line in _LINES.split(text) if line.strip()) or _fail(text)


def not_above(one: Term, other: Term) -> bool:
    """Whether one duty is never above another, on any goods, as far as the forms of the two tell.

    >>> general = parse_jp("25%又は60円/kgのうちいずれか高い税率")
    >>> wto = parse_jp("20%又は48円/kgのうちいずれか高い税率")
    >>> not_above(wto, general), not_above(general, wto), not_above(parse_jp("6.5%"), parse_jp("22.40円/kg"))
    (True, False, False)
    """
    if one == other or one == AdValorem(Fraction(0)):
        return True
    if isinstance(one, AtLeast):
        return not_above(one.duty, other) and not_above(one.floor, other)
    if isinstance(other, AtMost):
        return not_above(one, other.duty) and not_above(one, other.ceiling)
    if isinstance(one, AtMost) and (not_above(one.duty, other) or not_above(one.ceiling, other)):
        return True
    if isinstance(other, AtLeast):
        return not_above(one, other.duty) or not_above(one, other.floor)
    return _figures_not_above(one, other)


def _figures_not_above(one: Term, other: Term) -> bool:
    match one, other:
        case AdValorem(rate, of), AdValorem(limit, same):
            return rate <= limit and of == same
        case Specific(), Specific():
            alike = (one.currency, one.measure) == (other.currency, other.measure)
            return alike and one.amount / one.per <= other.amount / other.per
        case Sum(parts), Sum(limits) if len(parts) == len(limits):
            return all(not_above(part, limit) for part, limit in zip(parts, limits, strict=True))
        case _, Sum(limits):
            return any(not_above(one, limit) for limit in limits)
        case _:
            return False


def _squeezed(text: str) -> str:
    return _THOUSANDS.sub("", _BLANK.sub("", text.translate(_TYPOGRAPHY)))


def _shown(text: str) -> str:
    return f"duty {text!r}" if len(text) <= 60 else f"duty {text[:60]!r}..."


def _fail(text: str) -> NoReturn:
    raise BadInput(
        f"{_shown(text)} is not understood as one of Japan's tariff schedule", hint="for example 無税, 5.4%, 60円/kg"
    )


def _row(line: str, text: str) -> Clause:
    found = _ROW.fullmatch(line)
    duty = _duty_of(found["rate"]) if found else None
    if found is None or duty is None:
        _fail(text)
    names = [name for treatment in _TREATMENT.finditer(found["goods"]) for name in _AND.split(treatment["whose"])]
    goods = found["goods"] if _TREATMENT.sub("", found["goods"]) else ""
    parties = tuple(name for name in names if name != _OTHERS)
    return attrs.evolve(duty, goods=goods, parties=parties, others=_OTHERS in names)


def _duty_of(written: str) -> Clause | None:
    """A duty without its goods; ``None`` when it is none."""
    text = _squeezed(written)
    marks = _MARKS.match(text)
    body = text[marks.end() :] if marks else text
    notes = _NOTES.search(body)
    rate = body[: notes.start()] if notes else body
    found: Term | Obstacle | None
    if notes:
        found = Obstacle.NOTE if not rate or _rate(rate) or _obstacle(rate) else None
    else:
        found = _obstacle(rate) or _rate(rate)
    if found is not None and marks and "●" in marks[0] and not isinstance(found, Obstacle):
        found = Obstacle.RANGE
    if found is None:
        return None
    return Clause(" ".join(written.split()), found, bracketed=_is_bracketed(rate), marks=marks[0] if marks else "")


def _obstacle(rate: str) -> Obstacle | None:
    if "基準輸入価格" in rate and rate.endswith("との差額"):
        return Obstacle.STANDARD_PRICE
    if "重量比による乳糖の含有率が10%を超える1%ごとに" in rate:
        return Obstacle.LACTOSE
    if rate == "非譲許":
        return Obstacle.PARTLY_CONCEDED
    if "一部" in rate:
        inner = rate[1:-1] if rate[:1] == "(" and rate[-1:] == ")" else rate
        return Obstacle.PARTLY if inner.startswith("一部") and _is_range(inner.removeprefix("一部")) else None
    if "〜" in rate or "、" in rate or "非譲許" in rate:
        inner = rate[1:-1] if rate[:1] == "(" and ")" not in rate[:-1] else rate
        conceded = Obstacle.PARTLY_CONCEDED if "非譲許" in rate else Obstacle.RANGE
        return conceded if _is_range(inner) else None
    return None


def _is_range(text: str) -> bool:
    parts = _RANGE.split(_WHICHEVER.sub("", text))
    return all(part == "非譲許" or _rate(_MARKS.sub("", part, count=1)) is not None for part in parts)


def _is_bracketed(rate: str) -> bool:
    """Whether nothing but words that join stands outside brackets."""
    outside, depth = [], 0
    for character in rate:
        depth += character == "("
        if depth == 0:
            outside.append(character)
        depth -= character == ")"
    return bool(rate) and "(" in rate and not _RANGE.sub("", "".join(outside))


def _rate(text: str) -> Term | None:
    """A rate that is one term; ``None`` when it is none."""
    if sugar := _SUGAR.fullmatch(text):
        return Specific(Fraction(sugar["amount"]), "JPY", Fraction(1), "kg", "sugar content")
    choice = _CHOICE.fullmatch(text) or _CHOICE.fullmatch(text[1:-1] if _is_bracketed(text) else "")
    if choice is None:
        return _Sum(text).term()
    one, other = _Sum(choice["one"]).term(), _Sum(choice["other"]).term()
    if one is None or other is None:
        return None
    term: Term = AtLeast(one, other) if choice["which"] == "高い" else AtMost(one, other)
    for limit, kind in ((choice["floor"], AtLeast), (choice["cap"], AtMost)):
        if limit is not None:
            bound = _Sum(limit).term()
            if bound is None:
                return None
            term = kind(term, bound)
    return term


@attrs.frozen
class _Amount:
    """What arithmetic in a rate comes to: a number, or yen, customs value and a share of it, per a unit or not yet."""

    number: Fraction = Fraction(0)
    yen: Fraction = Fraction(0)
    value: Fraction = Fraction(0)
    share: Fraction = Fraction(0)
    unit: tuple[Fraction, str] | None = None
    free: bool = False

    @property
    def has_unit(self) -> bool:
        return self.unit is not None

    @property
    def is_number(self) -> bool:
        return not (self.yen or self.value or self.share or self.unit or self.free)

    @property
    def wants_unit(self) -> bool:
        return bool(self.yen or self.value) and self.unit is None

    def times(self, factor: Fraction) -> _Amount:
        return attrs.evolve(
            self,
            number=self.number * factor,
            yen=self.yen * factor,
            value=self.value * factor,
            share=self.share * factor,
        )


class _NoSum(Exception):
    """The text is no sum; never leaves this module."""


class _Sum:
    """Arithmetic of yen and customs value, read from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def term(self) -> Term | None:
        """The duty that the whole text is, or ``None`` when it is none."""
        try:
            amount = self._added(0)
            return _term(amount) if self._at == len(self._tokens) else None
        except _NoSum:
            return None

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _added(self, depth: int) -> _Amount:
        amount = self._multiplied(depth)
        while self._peek() in {"+", "-"}:
            sign = Fraction(1 if self._take() == "+" else -1)
            amount = _together(amount, self._multiplied(depth).times(sign))
        return amount

    def _multiplied(self, depth: int) -> _Amount:
        amount = self._single(depth)
        while self._peek() in {"×", "/"}:
            if self._take() == "×":
                factor = self._single(depth)
                if not (amount.is_number or factor.is_number):
                    raise _NoSum
                amount = amount.times(factor.number) if factor.is_number else factor.times(amount.number)
            elif amount.wants_unit and (unit := self._unit()):
                amount = attrs.evolve(amount, unit=unit)
            else:
                divisor = self._single(depth)
                if not divisor.is_number or not divisor.number:
                    raise _NoSum
                amount = amount.times(1 / divisor.number)
        return amount

    def _unit(self) -> tuple[Fraction, str] | None:
        start = self._at
        token = self._take()
        if _is_figure(token) and self._peek() == "本":  # only cigarettes are counted like that
            self._take()
            return Fraction(token), "sticks"
        if token in _UNITS:
            per, name = _UNITS[token]
            return Fraction(per), name
        self._at = start
        return None

    def _single(self, depth: int) -> _Amount:
        word = self._take()
        if word == "(" and depth < _MAX_DEPTH:
            amount = self._added(depth + 1)
            if self._take() != ")":
                raise _NoSum
            return amount
        if word in {"無税", "免税"}:
            return _Amount(free=True)
        if word == "課税価格":
            return _Amount(value=Fraction(1))
        if not _is_figure(word):
            raise _NoSum
        number = Fraction(word)
        match self._peek():
            case "%":
                self._take()
                return _Amount(share=number / 100)
            case "円":
                self._take()
                return _Amount(yen=number)
            case "万円":
                self._take()
                return _Amount(yen=number * 10_000)
            case _:
                return _Amount(number=number)


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            yield ""
            return
        yield found[0]
        at = found.end()


def _is_figure(token: str) -> bool:
    return token[:1].isascii() and token[:1].isdigit()


def _together(one: _Amount, other: _Amount) -> _Amount:
    if one.is_number != other.is_number or one.free or other.free:
        raise _NoSum
    if one.unit != other.unit and (one.unit or one.wants_unit) and (other.unit or other.wants_unit):
        raise _NoSum
    return _Amount(
        one.number + other.number,
        one.yen + other.yen,
        one.value + other.value,
        one.share + other.share,
        one.unit or other.unit,
    )


def _term(amount: _Amount) -> Term:
    if amount.free:
        return AdValorem(Fraction(0))
    if amount.number or amount.wants_unit:
        raise _NoSum
    share = amount.share + amount.value  # the customs value per unit, times the units, is the customs value
    if not amount.yen:
        if share < 0:
            raise _NoSum
        return AdValorem(share)
    if amount.unit is None or amount.yen < 0:
        raise _NoSum
    per, name = amount.unit
    specific = Specific(amount.yen, "JPY", per, name)
    if share < 0:
        return Difference(specific, AdValorem(-share))
    return Sum((AdValorem(share), specific)) if share else specific
