"""S10, the identifier of a postal item: two letters, nine digits, and the country whose post issued it.

The last digit checks the eight before it. The module has the verbs of a module of python-stdnum, and its errors are
of the same four kinds: length, format, check digit, component.

References: UPU standard S10, version 12, approved on 17 October 2017, as the open copies of its text and the
encyclopaedia article on it give it. Which service indicator means what is assigned by UPU list 124 and, for many, by
the issuing post; ``service`` tells what the first letter means everywhere. Sources disagree on A, which older lists
have as recorded letter post.

>>> validate("RR 473 124 829 GB")
'RR473124829GB'
>>> validate("RR473124828GB")
Traceback (most recent call last):
...
xborder.shipping.s10.InvalidChecksum: number: the check digit of 'RR473124828GB' is wrong (it would be 9)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from xborder.errors import BadInput
from xborder.places.countries import is_country

__all__ = [
    "SERVICES",
    "InvalidChecksum",
    "InvalidComponent",
    "InvalidFormat",
    "InvalidLength",
    "calc_check_digit",
    "compact",
    "format",
    "is_valid",
    "service",
    "validate",
]


class InvalidLength(BadInput):
    """The number has too few characters, or too many."""


class InvalidFormat(BadInput):
    """The number has a character where it must not have one."""


class InvalidChecksum(BadInput):
    """The check digit does not fit the rest of the number."""


class InvalidComponent(BadInput):
    """A part of the number names something that does not exist."""


_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)
_SEPARATORS: Final = re.compile(r"[\s\-]+")
_FORM: Final = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_SERIAL: Final = re.compile(r"[0-9]{8}")
_HINT: Final = "two letters, nine digits and the letters of a country, for example RR473124829GB"

SERVICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A": "domestic, bilateral or multilateral",
        "B": "domestic, bilateral or multilateral",
        "C": "parcel post",
        "D": "domestic, bilateral or multilateral",
        "E": "express mail service (EMS)",
        "G": "domestic, bilateral or multilateral",
        "H": "e-commerce parcel",
        "L": "letter post, tracked",
        "M": "M bag",
        "N": "domestic, bilateral or multilateral",
        "P": "domestic, bilateral or multilateral",
        "Q": "international business reply",
        "R": "letter post, registered",
        "U": "letter post, other, subject to customs control",
        "V": "letter post, insured",
        "Z": "domestic, bilateral or multilateral",
    }
)
"""What the first letter of the service indicator means; the other letters are reserved or not assigned."""


def compact(number: str) -> str:
    """The number without blanks and hyphens, in capitals.

    Raises:
        InvalidFormat: it is no text.

    >>> compact("rr 473 124 829 gb")
    'RR473124829GB'
    """
    if not isinstance(number, str):
        raise InvalidFormat(f"{number!r:.40} is not text", path="number", hint=_HINT)
    return _SEPARATORS.sub("", number).upper()


def calc_check_digit(number: str) -> str:
    """The check digit of an eight-digit serial number.

    Args:
        number: the eight digits, leading zeros included.

    Raises:
        InvalidLength: there are not eight characters.
        InvalidFormat: they are not all digits.

    >>> calc_check_digit("47312482"), calc_check_digit("00000000"), calc_check_digit("00000008")
    ('9', '5', '0')
    """
    serial = compact(number)
    if len(serial) != 8:
        raise InvalidLength(f"{serial!r:.40} has {len(serial)} characters", path="number", hint="eight digits")
    if _SERIAL.fullmatch(serial) is None:
        raise InvalidFormat(f"{serial!r} is not all digits", path="number", hint="eight digits")
    found = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial, strict=True)) % 11
    return {10: "0", 11: "5"}.get(found, str(found))


def validate(number: str) -> str:
    """The number, compact, when it can be right.

    Any two letters pass as service indicator: posts use more of them within their own country than the standard
    assigns.

    Raises:
        InvalidLength: it has not 13 characters.
        InvalidFormat: letters and digits do not stand where they must.
        InvalidComponent: the last two letters are no country.
        InvalidChecksum: the check digit does not fit.

    >>> validate("RB123456785GB")
    'RB123456785GB'
    """
    plain = compact(number)
    if len(plain) != 13:
        raise InvalidLength(f"{plain!r:.40} has {len(plain)} characters", path="number", hint=f"13: {_HINT}")
    if _FORM.fullmatch(plain) is None:
        raise InvalidFormat(f"{plain!r} is not written as an S10 identifier", path="number", hint=_HINT)
    if not is_country(plain[11:]):
        raise InvalidComponent(f"{plain[11:]!r} is not a country", path="number", hint="an ISO 3166-1 code at the end")
    right = calc_check_digit(plain[2:10])
    if plain[10] != right:
        raise InvalidChecksum(f"the check digit of {plain!r} is wrong", path="number", hint=f"it would be {right}")
    return plain


def is_valid(number: str) -> bool:
    """Whether ``validate`` takes the number.

    >>> is_valid("EW112720413FR"), is_valid("RR123456789IE"), is_valid("1Z999AA10123456784")
    (True, False, False)
    """
    try:
        validate(number)
    except BadInput:
        return False
    return True


def format(number: str) -> str:  # noqa: A001 - the verb's name in python-stdnum, whose manner this module keeps
    """The number as people read it, in groups.

    >>> format("rr473124829gb")
    'RR 473 124 829 GB'
    """
    plain = compact(number)
    return " ".join(filter(None, (plain[:2], plain[2:5], plain[5:8], plain[8:11], plain[11:])))


def service(number: str) -> str:
    """What the service indicator of a number means in every country.

    Raises:
        BadInput: ``validate`` does not take the number.

    >>> service("CD530123554DE"), service("LX210720682NL")
    ('parcel post', 'letter post, tracked')
    """
    return SERVICES.get(validate(number)[0], "reserved, or not assigned")
