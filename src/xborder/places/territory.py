"""A territory: an area with one customs law and one tax area, as the law draws it, not as the post does."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

from xborder.places.countries import country_name

__all__ = ["Evidence", "Territory"]

Evidence: TypeAlias = Literal["official", "secondary", "unverified"]


@attrs.frozen
class Territory:
    """An area whose imports follow one law.

    Attributes:
        code: the ISO 3166-1 code of the place if it has one, else its ISO 3166-2 code (``ES-CN``), else a name of ours
            (``DE-HELGOLAND``); ``XI`` is Northern Ireland, ``EA`` Ceuta or Melilla when nobody said which.
        country: ISO 3166-1 code of the state it belongs to.
        law: code of the law pack that governs imports there; empty when none does.
        customs_area: ``EU``, ``GB``, ``CH``, ``US`` or the code of the territory itself: goods move inside one area
            without being imported.
        tax_area: the same as ``law`` where the VAT of that pack applies in full, else empty: taxed by rules of its
            own, or not at all.
        special: whether it differs from what the rest of its state would make one expect.
        note: what a reader should know.
        source: instrument and article, and where it was read.
        evidence: how well the source carries ``customs_area`` and ``tax_area``, by the weaker of the two. A note is
            general knowledge unless the source says it too. An ordinary country outside the Union is ``unverified``:
            that its customs area is its own is assumed, not looked up.
    """

    code: str
    country: str
    law: str
    customs_area: str
    tax_area: str
    special: bool = False
    note: str = ""
    source: str = ""
    evidence: Evidence = "unverified"
    _name: str = ""

    @property
    def name(self) -> str:
        """The name in English."""
        return self._name or country_name(self.code)
