"""The province or state that a postal code lies in, where taxes need it: Canada and Brazil.

Canada: the first letter of the code (Canada Post's forward sortation areas; X is shared by two territories and told
apart by its second and third characters). Brazil: the ranges of the CEP by state (Correios). General knowledge of both
schemes, not yet held against their publishers.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

__all__ = ["province_of"]

_CANADA: Final = {
    "A": "NL", "B": "NS", "C": "PE", "E": "NB", "G": "QC", "H": "QC", "J": "QC", "K": "ON", "L": "ON", "M": "ON",
    "N": "ON", "P": "ON", "R": "MB", "S": "SK", "T": "AB", "V": "BC", "Y": "YT",
    "X0A": "NU", "X0B": "NU", "X0C": "NU", "X0E": "NT", "X0G": "NT", "X1A": "NT",
}  # fmt: skip
_BRAZIL: Final = (
    (1000, "SP"), (20000, "RJ"), (29000, "ES"), (30000, "MG"), (40000, "BA"), (49000, "SE"), (50000, "PE"),
    (57000, "AL"), (58000, "PB"), (59000, "RN"), (60000, "CE"), (64000, "PI"), (65000, "MA"), (66000, "PA"),
    (68900, "AP"), (69000, "AM"), (69300, "RR"), (69400, "AM"), (69900, "AC"), (70000, "DF"), (72800, "GO"),
    (73000, "DF"), (73700, "GO"), (76800, "RO"), (77000, "TO"), (78000, "MT"), (79000, "MS"), (80000, "PR"),
    (88000, "SC"), (90000, "RS"),
)  # fmt: skip
_STARTS: Final = tuple(start for start, _ in _BRAZIL)


def province_of(country: str, postal_code: str) -> str:
    """The ISO 3166-2 code of the province or state, or empty when the postal code does not tell.

    >>> province_of("CA", "M5V 2T6"), province_of("BR", "01310-100"), province_of("DE", "10115")
    ('CA-ON', 'BR-SP', '')
    """
    code = postal_code.replace(" ", "").replace("-", "").upper()
    if country == "CA":
        province = _CANADA.get(code[:3]) or _CANADA.get(code[:1], "")
        return f"CA-{province}" if province else ""
    if country == "BR" and len(code) == 8 and code.isdigit():
        at = bisect_right(_STARTS, int(code[:5]))
        return f"BR-{_BRAZIL[at - 1][1]}" if at else ""
    return ""
