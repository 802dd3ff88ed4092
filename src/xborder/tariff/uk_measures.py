"""What the kinds of measure of the UK tariff and of TARIC are, and whose goods they bear on.

References: the lists of measure types, series and condition actions in the reference data that HMRC publishes beside
its trade tariff service. The EU's TARIC has the same numbers.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

__all__ = ["EXPORT_ONLY", "NO_DUTY", "Condition", "code_of", "country", "depth_of", "kind_of", "what_holds", "whose"]

ERGA_OMNES: Final = "1011"

_KINDS: Final[Mapping[str, str]] = types.MappingProxyType(
    {
        "103": "mfn",
        "105": "authorised-use",
        **dict.fromkeys(("106", "141", "142", "145"), "preference"),
        **dict.fromkeys(("109", "110"), "statistical-unit"),
        **dict.fromkeys(("112", "115", "117", "119"), "suspension"),
        **dict.fromkeys(("122", "123", "143", "144", "146", "147"), "quota"),
        "305": "vat",
        "306": "excise",
        **dict.fromkeys(("551", "552", "555", "556"), "anti-dumping"),
        **dict.fromkeys(("553", "554"), "countervailing"),
        **dict.fromkeys(("695", "696"), "additional"),
    }
)
NO_DUTY: Final = frozenset({"restriction", "statistical-unit"})
"""Kinds of measure whose text is no duty."""

_FOR_SOME_USE: Final[Mapping[str, str]] = types.MappingProxyType(
    {
        "115": "authorised use",
        "117": "goods for certain ships, boats and other vessels and for drilling or production platforms",
        "119": "goods with an airworthiness certificate",
    }
)
"""Suspensions for one use of goods only, which may come without conditions of their own."""

EXPORT_ONLY: Final = frozenset(
    {
        *("111", "278", "353", "354", "357", "361", "445", "467", "473", "476", "478", "479", "485"),
        *("706", "708", "709", "715", "716", "717", "718", "725", "735", "740", "749", "751", "766"),
    }
)
"""Measure types that bear on exports only."""

_ALLOWS: Final = frozenset({"01", "24", "25", "26", "27", "28", "29", "34", "36"})
"""Actions by which a measure, its duty or the trade itself goes ahead."""

_ACTIONS: Final[Mapping[str, str]] = types.MappingProxyType(
    {
        "01": "apply the amount of the action",
        "04": "no entry into free circulation",
        "06": "import is not allowed",
        "07": "measure not applicable",
        "08": "declared subheading not allowed",
        "09": "not allowed after control",
        "24": "entry into free circulation allowed",
        "26": "import allowed",
        "27": "apply the mentioned duty",
        "28": "declared subheading allowed",
        "29": "allowed after control",
    }
)
"""What happens by the common actions, for files that give their numbers only."""

_OTHER_COUNTRIES: Final[Mapping[str, str]] = types.MappingProxyType({"XS": "RS"})
"""Codes of countries that are not those of ISO 3166: TARIC has its own for Serbia."""


def kind_of(type_: str) -> str:
    """The kind of a measure by the number of its type; a control or prohibition where the number names no duty.

    >>> kind_of("142"), kind_of("410")
    ('preference', 'restriction')
    """
    return _KINDS.get(type_, "restriction")


def country(code: str) -> str:
    """A country or group as ISO 3166 or the tariff names it."""
    return _OTHER_COUNTRIES.get(code, code)


def whose(area: str) -> tuple[str, ...]:
    """Whose goods a measure for a geographical area bears on; none for everybody's (1011, erga omnes).

    >>> whose("1011"), whose("1080"), whose("XS")
    ((), ('1080',), ('RS',))
    """
    return () if area in {"", ERGA_OMNES} else (country(area),)


def code_of(digits: str) -> str:
    """A code of ten digits without the zeros that only fill it up.

    >>> code_of("0201000000"), code_of("1000000000"), code_of("6911100090")
    ('0201', '10', '6911100090')
    """
    while len(digits) > 2 and len(digits) % 2 == 0 and digits.endswith("00"):
        digits = digits[:-2]
    return digits


def depth_of(code: str, indents: int) -> int:
    """How deep a line stands: chapters 0, headings 1, and each indent of the file one more."""
    return indents + 1 if indents or len(code) > 2 else 0


@attrs.frozen
class Condition:
    """One line of the conditions of a measure.

    Attributes:
        code: letter of the condition; lines of one letter are alternatives, and each letter must be met.
        document: code of the document that meets it; empty for none.
        action: number of what happens then.
        text: what the file says of it, as far as it says more than the codes.
        duty: the duty that then applies, where it has its own.
    """

    code: str
    document: str = ""
    action: str = ""
    text: str = ""
    duty: str = ""

    def __str__(self) -> str:
        met = " ".join(part for part in (self.code, self.document) if part)
        action = self.text or _ACTIONS.get(self.action) or (f"action {self.action}" if self.action else "")
        then = ": ".join(part for part in (action, self.duty) if part)
        return f"{met}: {then}" if then else met


def what_holds(kind: str, type_: str, conditions: Iterable[Condition]) -> tuple[tuple[str, ...], str]:
    """The documents of which a measure asks for one, and what else must hold.

    For a preference or quota the documents of its first condition are proof and nothing more is said of them. A
    suspension for one use always has conditions, since it is for some goods only.
    """
    groups: dict[str, list[Condition]] = {}
    for condition in conditions:
        groups.setdefault(condition.code, []).append(condition)
    proof: tuple[str, ...] = ()
    others: list[str] = []
    for lines in groups.values():
        documents = tuple(dict.fromkeys(line.document for line in lines if line.document and line.action in _ALLOWS))
        without = any(not line.document and line.action in _ALLOWS for line in lines)
        if documents and not without and not proof:
            proof = documents
            if kind in {"preference", "quota", "restriction"} and not any(line.duty for line in lines):
                continue
        others.extend(str(line) for line in lines)
    if not others and kind == "suspension" and type_ in _FOR_SOME_USE:
        others.append(_FOR_SOME_USE[type_])
    return proof, "; ".join(others)
