"""Currencies that the euro has replaced since 2020, with their irrevocable conversion rates.

From the day of adoption such a currency is a fixed fraction of the euro and has no market rate: whatever a rate file
still prints for it, amounts in it are converted at the fixed rate, and to third currencies by way of the euro.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import attrs

__all__ = ["EURO_ADOPTIONS", "EuroAdoption"]


@attrs.frozen
class EuroAdoption:
    """One currency's passage into the euro.

    Attributes:
        currency: the code of the currency replaced.
        since: the first day of the euro.
        rate: units of the currency per euro, as the legal text writes it.
        source: the legal act.
        url: where the act, or the report of it, was read.
        evidence: ``official`` when the act itself was read, ``secondary`` when a report of it was.
    """

    currency: str
    since: date
    rate: str
    source: str
    url: str
    evidence: str

    @property
    def value(self) -> Fraction:
        """Units of the currency per euro."""
        return Fraction(self.rate)


EURO_ADOPTIONS: Final[Mapping[str, EuroAdoption]] = MappingProxyType(
    {
        "HRK": EuroAdoption(
            currency="HRK",
            since=date(2023, 1, 1),
            rate="7.53450",
            source="Council Regulation (EU) 2022/1208",
            url="http://data.europa.eu/eli/reg/2022/1208/oj",
            evidence="official",
        ),
        "BGN": EuroAdoption(
            currency="BGN",
            since=date(2026, 1, 1),
            rate="1.95583",
            source="Council of the European Union, 8 July 2025",
            # The European Central Bank's press release of the same day, as reprinted there.
            url="https://www.einpresswire.com/article/829506827/bulgaria-to-join-euro-area-on-1-january-2026",
            evidence="secondary",
        ),
    }
)
"""Adoptions of the euro since 2020, by currency code."""
