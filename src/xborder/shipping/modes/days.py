"""How long transport takes, as a range of days, and who says so."""

from __future__ import annotations

from typing import Protocol

import attrs

from xborder.errors import BadInput

__all__ = ["Days", "Transit"]


@attrs.frozen(order=False)
class Days:
    """A range of days: the least, the usual and the most that must be reckoned with.

    Attributes:
        least: when everything goes well.
        usual: the middle of experience.
        most: rarely more.
        source: who says so; empty when nobody is named.
        evidence: ``official``, ``secondary`` or ``unverified``; a host's own figures are its own affair.
        confidence: how sure ``most`` is, in words (``90 %``), where somebody has reckoned it.

    >>> Days(3, 5, 9) + Days(1, 2, 4)
    Days(least=4, usual=7, most=13, source='', evidence='')
    >>> str(Days(3, 5, 9))
    '3 to 9 days, usually 5'
    """

    least: int
    usual: int
    most: int
    source: str = attrs.field(default="", eq=False)
    evidence: str = attrs.field(default="", eq=False)
    confidence: str = attrs.field(default="", eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        for name in ("least", "usual", "most"):
            value: object = getattr(self, name)
            if type(value) is not int or value < 0:
                raise BadInput(f"{value!r:.40} is not a number of days", path=name, hint="a whole number, 0 or more")
        if not self.least <= self.usual <= self.most:
            raise BadInput(
                f"{self.least}, {self.usual} and {self.most} days are out of order",
                path="usual",
                hint="least, usual and most, in this order",
            )

    def __add__(self, other: Days) -> Days:
        """One after the other; how sure the sum is, nobody has reckoned."""
        if not isinstance(other, Days):
            return NotImplemented
        return Days(
            self.least + other.least,
            self.usual + other.usual,
            self.most + other.most,
            "; ".join(dict.fromkeys(filter(None, (self.source, other.source)))),
            min(self.evidence, other.evidence, key=_GRADES.index),
        )

    def __str__(self) -> str:
        return f"{self.least} to {self.most} days, usually {self.usual}"


_GRADES = ("unverified", "secondary", "", "official")
"""From the weakest on; a host's own figures stand with the good ones."""


class Transit(Protocol):
    """Knows how long transport takes: a host's history, a promise engine, a table."""

    def days(self, mode: str, transport: str, origin: str, destination: str) -> Days | None:
        """The days from the order, or for stock from its warehouse, to the buyer; ``None`` when nothing is known.

        Args:
            mode: ``direct-mail``, ``consolidation``, ``bonded`` or ``overseas-warehouse``.
            transport: ``courier``, ``post``, ``air``, ``sea``, ``road`` or ``rail``.
            origin: where the goods are, a customs area or country code.
            destination: the same of the buyer.
        """
