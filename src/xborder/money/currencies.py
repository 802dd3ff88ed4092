"""ISO 4217 currencies: how many digits each one has after the point.

The figures are those of the ISO 4217 list of current currencies (list one, editions of 2014-03-28, 2017-01-01,
2018-08-29 and 2024-06-25, maintenance agency SIX), with the later XCG and XAD and the withdrawals of ANG, CUC and
BGN. Codes withdrawn since 2016 stay, with the digits of the last list that had them, because orders and rate files
from 2020 on still name them. Units of account without a minor unit (gold, special drawing rights, test codes) are
not here: no price is written in them.

CLDR, which Babel carries, says how prices are usually shown and so gives 0 digits for some currencies to which ISO
gives 2 or 3; customs and tax amounts follow ISO.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from moneyed import CURRENCIES, Currency

from xborder.errors import BadInput

__all__ = ["MINOR_UNITS", "currency", "minor_units"]

_CURRENT: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
        CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
        IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
        MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
        SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG
        YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_WITHDRAWN: Final = {
    0: "BYR",
    2: "ANG BGN CUC HRK MRO SLL STD VEF ZWL",
}

MINOR_UNITS: Final[Mapping[str, int]] = MappingProxyType(
    {code: digits for table in (_CURRENT, _WITHDRAWN) for digits, codes in table.items() for code in codes.split()}
)
"""Digits after the point, by currency code."""

# Assigned after py-moneyed's table was made.
_YOUNG: Final[Mapping[str, Currency]] = MappingProxyType(
    {
        "XAD": Currency("XAD", numeric="396", sub_unit=100, name="Arab Accounting Dinar"),
        "XCG": Currency("XCG", numeric="532", sub_unit=100, name="Caribbean Guilder"),
        "ZWG": Currency("ZWG", numeric="924", sub_unit=100, name="Zimbabwe Gold"),
    }
)


def minor_units(code: str) -> int:
    """How many digits a currency has after the point.

    Args:
        code: an ISO 4217 alphabetic code in capitals.

    Returns:
        The number of digits: 2 for cents, 0 for yen, 3 for fils.

    Raises:
        BadInput: the code is unknown, or is not the code of a currency.

    >>> minor_units("EUR"), minor_units("JPY"), minor_units("IQD")
    (2, 0, 3)
    """
    try:
        return MINOR_UNITS[code]
    except (KeyError, TypeError):
        raise _unknown(code) from None


def currency(code: str) -> Currency:
    """The currency of a code, as py-moneyed models it.

    Args:
        code: an ISO 4217 alphabetic code in capitals.

    Returns:
        The currency object that ``Money`` carries.

    Raises:
        BadInput: the code is unknown, or is not the code of a currency.

    >>> currency("CHF")
    CHF
    """
    minor_units(code)
    return _YOUNG.get(code) or CURRENCIES[code]


def _unknown(code: object) -> BadInput:
    if isinstance(code, str) and code.strip().upper() in MINOR_UNITS:
        hint = f"write {code.strip().upper()}"
    elif isinstance(code, str) and code in CURRENCIES:
        hint = f"{code} is withdrawn, or a unit of account without a minor unit; use the currency that is paid"
    else:
        hint = "three capital letters of ISO 4217, for example EUR"
    return BadInput(f"{code!r} is not the code of a currency", path="currency", hint=hint)
