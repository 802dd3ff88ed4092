"""The duties of the Harmonized Tariff Schedule of the United States, as its three columns write them.

    duty     = "Free" | part { "+" part }
    part     = percent "%" [ "on" pieces of the article ] | money unit [ what is measured ]
    money    = "$" number | number "¢"
    unit     = "each" | "/" [ number ] unit of measure
    sugar    = part "less" part "for each degree under" number "degrees" ... "but not less than" part
    heading  = "No change" | "The duty provided in the applicable subheading" [ "+" percent ]          chapter 99

A duty on a part or a quality of the goods (``on lead content``, ``on the case``, ``of total sugars``) becomes one on a
measure of that name: ``kg[lead content]``, ``value[case]``. Blanks, markup and words broken at the end of a line vary
from edition to edition and are evened out first.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final, NoReturn

import attrs

from xborder.errors import BadInput
from xborder.tariff.grammar import NotComputable
from xborder.tariff.terms import MAX_RATE, AdValorem, AtLeast, Difference, OfDuty, Polarisation, Specific, Sum, Term

__all__ = ["Chapter99", "parse_chapter_99", "parse_us", "tidy"]

_NOTHING: Final = AdValorem(Fraction(0))
_TYPOGRAPHY: Final = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "", "\ufeff": "", "²": "2", "³": "3", "\u2010": "-"}
)
_TAG: Final = re.compile(r"</?[A-Za-z]{1,10}(?: [^<>]{0,400})?/?>")
_BROKEN: Final = re.compile(r"(?<=[a-z])- (?=[a-z])")

_NUMBER: Final = r"[0-9]+ [0-9]+/[0-9]+|(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_PERCENT: Final = re.compile(rf"({_NUMBER}) ?(?:%|percent\b)")
_MONEY: Final = re.compile(rf"\$ ?({_NUMBER})|({_NUMBER}) ?¢")
_PLUS: Final = re.compile(r" ?\+ ?")
_UNIT: Final = re.compile(
    r" ?/ ?(?:(1000|1,000) ?(pins)?|line ?/ ?gross|clean kg|lin\. ?m|pf\. ?liter|doz\. ?prs?\.|[a-z]+[23]?\.?)"
    r"| ?(each)\b"
)
_UNITS: Final = {
    "article": "pieces",
    "bbl": "bbl",
    "doz": "dozens",
    "doz. pr": "dozen_pairs",
    "doz. prs": "dozen_pairs",
    "g": "g",
    "gross": "gross",
    "head": "pieces",
    "jewel": "jewels",
    "kg": "kg",
    "lin. m": "m",
    "liter": "l",
    "m": "m",
    "m2": "m2",
    "m3": "m3",
    "pf.liter": "pf_l",
    "pf. liter": "pf_l",
    "pr": "pairs",
    "prs": "pairs",
    "t": "t",
    "thousand": "thousands",
}
_PARTED_UNITS: Final = {"clean kg": ("kg", "clean"), "pack": ("pieces", "packs")}

_MEASURED: Final = re.compile(
    r" ?on drained wei?ght| ?on ethyl alcohol content| ?on entire contents of container| ?on contents and container"
    r"|, including weight of container| over ([0-9]+)| ?(?:of|on) ((?:[a-z]+ )?[a-z]+ content|total sugars|"
    r"recording surface|immediate containers)"
)
_CONTAINER: Final = {
    "on entire contents of container": "entire contents of container",
    "on contents and container": "contents and container",
    ", including weight of container": "contents and container",
}
_PIECES: Final = re.compile(r" ?(?:on|of|upon) (?:the ?)?(?=[a-z])([^+%$¢]*)")
_WHOLE: Final = {"entire set", "full value of the imported article"}
_PIECE: Final = {
    "case": "case",
    "strap, band or bracelet": "strap",
    "battery": "battery",
    "movement": "movement",
    "apparatus": "apparatus",
    "rifle": "rifle",
    "telescopic sight, if any": "telescopic sight",
    "non-u.s. content": "non-us content",
    "fair retail value": "fair retail value",
    "cost of such goods or repairs": "goods or repairs",
    "cost of such parts or materials": "parts or materials",
    "cost of such parts": "parts",
}
_CONTENT: Final = re.compile(r"[a-z]+ content")

_SUGAR: Final = re.compile(
    rf"(?P<full>.+?) less (?P<less>.+?) for each degree under (?P<under>{_NUMBER}) degrees"
    r" \(and fractions of a degree in proportion\) but not less (?:than )?(?P<floor>.+)"
)

_APPLICABLE: Final = re.compile(
    r"(?:the )?duty provided (?:for )?in ?(?:the )?(?:applicable )?subheadings?\b", re.IGNORECASE
)
_NO_CHANGE: Final = re.compile(r"no change\.?", re.IGNORECASE)
_LISTED: Final = re.compile(r" [0-9.]+(?:(?:, ?(?:or )?| or )[0-9.]+)*(?= ?\+| ?\.?$)")
_MORE: Final = re.compile(r" ?(?:\+|plus) ?(?:a duty of )?")

_LINE_DUTY: Final = "give the result as the duty of the line"
_REFERENCES: Final = (
    (r"see (?:headings? |subheadings? )?99", f"the goods may come under that heading of chapter 99: {_LINE_DUTY}"),
    (r"see (?:headings? |subheadings? )?98", f"the goods may come under that heading of chapter 98: {_LINE_DUTY}"),
    (r"see ", f"read the note that it names, and {_LINE_DUTY}"),
    (r"free(?:,| \()", "give Free as the duty of the line when that condition is met, else the duty that is then due"),
    (r".*garment in the ", f"find the rate of each garment under its own subheading, and {_LINE_DUTY}"),
    (r".*in the set subject to", f"find the highest rate among the articles of the set, and {_LINE_DUTY}"),
    (r".*natural juice in heading", f"find the rate of the juice in heading 2009, and {_LINE_DUTY}"),
    (r".*part or accessory|.*is an accessory", f"find the rate of the article that it belongs to, and {_LINE_DUTY}"),
    (r".*complete, assembled|.*complete movement", f"find the duty of the complete movement, and {_LINE_DUTY}"),
    (r".*in the absence of this", f"find the rate that would apply without this provision, and {_LINE_DUTY}"),
    (r".*in such subheading", f"find the rate of the subheading that the provision names, and {_LINE_DUTY}"),
    (r".*repairs or ?alterations", f"find the rate of the article, take it of the repairs alone, and {_LINE_DUTY}"),
    (r".*such processing", f"find the rate of the article, take it of the processing abroad alone, and {_LINE_DUTY}"),
    (
        r".*full value of the imported",
        f"find the rate of the article, take it of the rest of its value, and {_LINE_DUTY}",
    ),
    (r"(?:the (?:duty )?rates?|a duty|the rate of duty)\b", f"find the rate that it refers to, and {_LINE_DUTY}"),
)
_REFERENCE: Final = tuple((re.compile(pattern, re.IGNORECASE), hint) for pattern, hint in _REFERENCES)


@attrs.frozen
class Chapter99:
    """What a heading of chapter 99 asks for.

    Attributes:
        duty: the duty of the heading itself; zero where it asks for nothing of its own.
        on_top: it comes on top of the duty of the goods' own subheading; otherwise it takes the place of that duty.
    """

    duty: Term
    on_top: bool


def tidy(text: str) -> str:
    r"""A text of the schedule without markup, odd blanks and typography.

    >>> tidy(" $1.13/m<sup>3</sup>\n")
    '$1.13/m3'
    """
    return " ".join(_TAG.sub("", text).translate(_TYPOGRAPHY).split())


def parse_us(text: str) -> Term:
    """Read a duty as the schedule writes it.

    Raises:
        NotComputable: for a duty that refers to something else, such as ``See additional U.S. note 1``.
        BadInput: for what the schedule does not write, naming the place where it stops making sense.

    >>> str(parse_us("17.6¢/kg on tungsten content + 3.8%"))
    '0.176 USD/kg[tungsten content] + 3.8%'
    >>> str(parse_us("40¢ each + 6% on the case + 5.3% on the battery"))
    '0.4 USD/item + 6% of value[case] + 5.3% of value[battery]'
    >>> str(parse_us("The duty provided in the applicable subheading + 25%"))
    '100% of duty + 25%'
    """
    clean = _mended(text)
    found = _chapter_99(clean)
    if found is None:
        return _duty(clean)
    return OfDuty(Fraction(1)) if found == _NOTHING else Sum((OfDuty(Fraction(1)), found))


def parse_chapter_99(text: str) -> Chapter99:
    """Read what a heading of chapter 99 asks for beside, or in place of, the duty of the goods.

    Raises:
        NotComputable: for a duty that refers to something else.
        BadInput: for what the schedule does not write.

    >>> found = parse_chapter_99("The duty provided in the applicable subheading + 25%")
    >>> str(found.duty), found.on_top
    ('25%', True)
    >>> parse_chapter_99("No change").on_top, parse_chapter_99("7.2%").on_top
    (True, False)
    """
    clean = _mended(text)
    found = _chapter_99(clean)
    return Chapter99(_duty(clean), on_top=False) if found is None else Chapter99(found, on_top=True)


def _mended(text: str) -> str:
    return _BROKEN.sub("", tidy(text))


def _chapter_99(text: str) -> Term | None:
    """What comes on top of the duty of the goods; ``None`` when the text does not speak of that duty."""
    if _NO_CHANGE.fullmatch(text):
        return _NOTHING
    applicable = _APPLICABLE.match(text)
    if applicable is None:
        return None
    at = applicable.end()
    if listed := _LISTED.match(text, at):
        at = listed.end()
    rest = text[at:].removesuffix(".").strip()
    if not rest:
        return _NOTHING
    more = _MORE.match(rest)
    return _compound(_Reader(rest, more.end())) if more else _refer_or_fail(text, at)


def _duty(text: str) -> Term:
    if text.casefold() in {"free", "no additional duty"}:
        return _NOTHING
    if text[:1].isalpha() or " for each other piece" in text:
        return _refer_or_fail(text, 0)
    sugar = _SUGAR.fullmatch(text)
    if sugar is None:
        return _compound(_Reader(text))
    full, less, floor = (_single(sugar[name]) for name in ("full", "less", "floor"))
    return AtLeast(Difference(full, Polarisation(less, _figure(sugar["under"]))), floor)


def _refer_or_fail(text: str, at: int) -> NoReturn:
    for pattern, hint in _REFERENCE:
        if pattern.match(text):
            raise NotComputable(f"the duty {_short(text)} cannot be computed from its words", hint=hint)
    _Reader(text, at).fail("Free, a percentage, or an amount such as 4.4¢/kg")


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "...")


def _compound(reader: _Reader) -> Term:
    term = reader.part()
    while not reader.done:
        if not reader.take(_PLUS):
            reader.fail("+ or the end")
        term = Sum((term, reader.part()))
    return term


def _single(text: str) -> Specific:
    reader = _Reader(text)
    term = reader.part()
    if not isinstance(term, Specific) or not reader.done:
        reader.fail("an amount per unit")
    return term


def _figure(text: str) -> Fraction:
    whole, _, rest = text.replace(",", "").partition(" ")
    over, _, under = rest.partition("/")
    if under and not int(under):
        raise BadInput(f"{text!r:.60} is not a figure of a duty", hint="for example 33 1/3")
    return Fraction(whole) + (Fraction(int(over), int(under)) if under else 0)


class _Reader:
    """A place in a text, moving right."""

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at

    @property
    def done(self) -> bool:
        return self.at >= len(self.text)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def part(self) -> Term:
        start = self.at
        if percent := self.take(_PERCENT):
            rate = _figure(percent[1]) / 100
            if rate > MAX_RATE:
                self.at = start
                self.fail(f"a rate of at most {MAX_RATE * 100}%")
            return self._share(rate)
        money = self.take(_MONEY)
        if money is None:
            return self.fail("a percentage, or an amount such as 4.4¢/kg")
        return self._specific(_figure(money[1]) if money[1] else _figure(money[2]) / 100)

    def _share(self, rate: Fraction) -> Term:
        start = self.at
        found = self.take(_PIECES)
        if found is None:
            return AdValorem(rate)
        pieces = _pieces(found[1].strip().removeprefix("value of the ").removeprefix("the "))
        if pieces is None:
            self.at = start
            self.fail("a known part of the article")
        shares = tuple(AdValorem(rate, piece) for piece in pieces)
        return shares[0] if len(shares) == 1 else Sum(shares)

    def _specific(self, amount: Fraction) -> Specific:
        start = self.at
        found = self.take(_UNIT)
        if found is None:
            return self.fail("a unit, such as /kg or each")
        if found[3]:
            unit, part, per = "pieces", "", 1
        elif found[1]:
            unit, part, per = "pieces", found[2] or "", 1000
        else:
            name = found[0].replace("/", " ").strip()
            unit, part, per = *_unit(name.removesuffix(".") if name != "lin. m" else name), 1
            if not unit:
                self.at = start
                self.fail("a unit, such as /kg or each")
        if measured := self.take(_MEASURED):
            unit, part = _measured(unit, part, measured)
        return Specific(amount, "USD", per, unit, part)

    def fail(self, wanted: str) -> NoReturn:
        rest = self.text[self.at : self.at + 20]
        where = f"from character {self.at + 1} ({rest!r})" if rest else "at its end"
        raise BadInput(f"duty {_short(self.text)} of the US tariff is not understood {where}: wanted {wanted}")


def _unit(name: str) -> tuple[str, str]:
    if name.startswith("line"):
        return "gross", "lines"  # buttons are measured in lines, of a fortieth of an inch
    return _PARTED_UNITS.get(name) or (_UNITS.get(name, ""), "")


def _measured(unit: str, part: str, found: re.Match[str]) -> tuple[str, str]:
    words = found[0].strip()
    if words.startswith("on drained"):
        return ("kg_drained", part) if unit == "kg" else (unit, "drained weight")
    if words == "on ethyl alcohol content":
        return unit, part if unit == "pf_l" else "ethyl alcohol content"
    if found[1]:
        return unit, f"over {found[1]}"
    return unit, _CONTAINER.get(words) or found[2]


def _pieces(text: str) -> tuple[str, ...] | None:
    """The parts of an article that a percentage bears on; one empty name for all of it, ``None`` when not known."""
    if text in _WHOLE:
        return ("",)
    names: list[str] = []
    for word in text.split(" and "):
        piece = word.removeprefix("the ")
        name = _PIECE.get(piece.casefold()) or (piece if _CONTENT.fullmatch(piece) else None)
        if name is None:
            return None
        names.append(name)
    return tuple(names)
