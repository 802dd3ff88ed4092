"""Ranges of postal codes, with letters or without, and the one that a code lies in.

A bound may be shorter than a code and stands for all codes that begin with it: ``97`` for 97000 to 97999, ``BT`` for
all of Northern Ireland, ``V0A`` for a Canadian forward sortation area. British codes are compared as they are built
(area, district as a number, letter, sector, unit), so that ``AB9`` comes before ``AB10``; all others letter by letter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final

import attrs

from xborder.errors import BadInput
from xborder.shipping._checks import texts

__all__ = ["PostalRange", "PostalRanges", "postal_key"]

Key = tuple[str | int, ...]

_BRITISH: Final = frozenset({"GB", "GG", "IM", "JE"})
_SEPARATORS: Final = re.compile(r"[\s\-]+")
_PLAIN: Final = re.compile(r"[A-Z0-9]{1,12}")
_WHOLE: Final = re.compile(r"([A-Z]{1,2})([0-9]{1,2})([A-Z]?)([0-9])([A-Z]{2})")
_OUTWARD: Final = re.compile(r"([A-Z]{1,2})(?:([0-9]{1,2})([A-Z])?)?")
_INWARD: Final = re.compile(r"([0-9])([A-Z]{2})?")
_HINT: Final = "the code as it is written on a letter, or how it begins"


@lru_cache(maxsize=4_096)
def postal_key(country: str, code: str) -> Key:
    """What codes of a country are compared by; a code's beginning is the beginning of its key.

    Raises:
        BadInput: the code is no code of that country.

    >>> postal_key("GB", "IV12 8AB"), postal_key("GB", "sw1a1aa"), postal_key("GB", "BT")
    (('IV', 12, '', '8', 'AB'), ('SW', 1, 'A', '1', 'AA'), ('BT',))
    >>> postal_key("CA", "V0A 1B0") == tuple("V0A1B0")
    True
    """
    written = code.strip().upper()
    plain = _SEPARATORS.sub("", written)
    if _PLAIN.fullmatch(plain) is None:
        raise BadInput(f"{code!r:.40} is not a postal code", path="postal_code", hint=_HINT)
    return _british(written, plain) if country in _BRITISH else tuple(plain)


def _british(written: str, plain: str) -> Key:
    whole = _WHOLE.fullmatch(plain)
    if whole is not None:
        return (whole[1], int(whole[2]), whole[3], whole[4], whole[5])
    outward, _, inward = written.partition(" ")
    out, within = _OUTWARD.fullmatch(outward), _INWARD.fullmatch(inward.strip())
    if out is None or (inward.strip() and (within is None or not out[2])):
        raise BadInput(f"{written!r:.40} is not a British postal code", path="postal_code", hint=_HINT)
    if within is not None:
        return (out[1], int(out[2]), out[3] or "", within[1], *filter(None, (within[2],)))
    return tuple(part if index != 1 else int(part) for index, part in enumerate(out.groups()) if part)


@attrs.frozen
class PostalRange:
    """Codes from one to another, both included, with all that begin with the last.

    Attributes:
        country: ISO 3166-1 alpha-2.
        first, last: bounds as they are written; the last is the first when empty.

    Raises:
        BadInput: the bounds are no codes, are in the wrong order, or are of different lengths.
    """

    country: str
    first: str
    last: str = ""
    low: Key = attrs.field(init=False, repr=False, eq=False)
    high: Key = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        texts(self, "country", "first", "last")
        low = postal_key(self.country, self.first)
        high = postal_key(self.country, self.last) if self.last else low
        if self.country not in _BRITISH and len(low) != len(high):
            hint = "as many characters in both; is a leading zero lost?"
            raise BadInput(f"{self.first} and {self.last} are of different lengths", path="postal_to", hint=hint)
        shared = min(len(low), len(high))
        if low[:shared] > high[:shared]:
            raise BadInput(f"{self.last} comes before {self.first}", path="postal_to", hint="the other way round")
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    def meets(self, later: PostalRange) -> bool:
        """Whether this range reaches one that begins no earlier."""
        return later.low[: len(self.high)] <= self.high

    def __str__(self) -> str:
        return f"{self.country} {self.first}" + (f" to {self.last}" if self.last and self.last != self.first else "")


@attrs.frozen
class PostalRanges:
    """Ranges of one country that do not overlap, with what each stands for.

    >>> highlands, ulster = PostalRange("GB", "AB31", "AB38"), PostalRange("GB", "BT")
    >>> ranges = PostalRanges.of([(highlands, "far"), (ulster, "over the sea")])
    >>> ranges.find("GB", "AB38 7QX"), ranges.find("GB", "AB10 1AA"), ranges.find("GB", "BT1 5GS")
    ('far', None, 'over the sea')
    """

    ranges: tuple[PostalRange, ...]
    names: tuple[str, ...]
    _lows: tuple[Key, ...]

    @classmethod
    def of(cls, entries: Iterable[tuple[PostalRange, str]]) -> PostalRanges:
        """The ranges in order.

        Raises:
            BadInput: two of them overlap.
        """
        ordered = sorted(entries, key=lambda entry: (entry[0].low, entry[0].high))
        for (earlier, _), (later, _) in pairwise(ordered):
            if earlier.meets(later):
                raise BadInput(
                    f"{later} and {earlier} overlap", path="postal_from", hint="end one where the other begins"
                )
        return cls(
            tuple(entry for entry, _ in ordered),
            tuple(name for _, name in ordered),
            tuple(entry.low for entry, _ in ordered),
        )

    def find(self, country: str, code: str) -> str | None:
        """What the range of a code stands for, or ``None`` when it lies in none.

        Raises:
            BadInput: it is no code, or too short to tell.
        """
        key = postal_key(country, code)
        place = bisect_right(self._lows, key)
        if place < len(self._lows) and self._lows[place][: len(key)] == key:
            raise self._short(code)
        if not place:
            return None
        high = self.ranges[place - 1].high
        if key[: len(high)] > high:
            return None
        if len(key) < len(high) and high[: len(key)] == key and len(key) < len(self._lows[place - 1]):
            raise self._short(code)
        return self.names[place - 1]

    def _short(self, code: str) -> BadInput:
        return BadInput(
            f"{code!r:.40} is too short to tell where it is", path="postal_code", hint="give the whole code"
        )
