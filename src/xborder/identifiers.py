"""Tells registration numbers that cannot be right, by their form and check digit; nobody is asked whether they exist.

The check digits are those of `python-stdnum`_, which is optional: ``pip install 'xborder[ids]'``. Only what is certain
is told. Where a scheme has numbers of several kinds, those of a kind without a known check digit pass: Australia's
reference numbers of 12 digits beside its ABN, Singapore's numbers that are not a UEN, Japan's numbers of persons
without a corporate number. For IOSS the algorithm of the check digit is not published; there form and member state
are looked at.

.. _python-stdnum: https://arthurdejong.org/python-stdnum/
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple, Protocol

import attrs

from xborder.errors import MissingExtra

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["IdentifierChecks", "StdnumChecks", "automatic"]

_LONGEST = 60
_LONGEST_SCHEME = 20
_MOST_KEPT = 4_096


class IdentifierChecks(Protocol):
    """What tells a desk that a registration number cannot be right; :class:`StdnumChecks` is one."""

    @property
    def digest(self) -> str:
        """What checks, in which version; part of the digest of the rules when a consignment has registrations."""

    def wrong(self, scheme: str, number: str, country: str) -> str | None:
        """One sentence that says why a number cannot be right, or ``None``.

        Args:
            scheme: the name of the registration in the contract, for example ``ioss``.
            number: as the request gives it, whatever it is.
            country: where its holder is established; may be empty.
        """


def automatic() -> IdentifierChecks | None:
    """The checks of python-stdnum when it is installed, else none."""
    return StdnumChecks() if _installed() else None


@attrs.frozen
class StdnumChecks:
    """The form and check digits of registration numbers, as python-stdnum knows them.

    Raises:
        MissingExtra: when python-stdnum is not installed.

    >>> StdnumChecks().wrong("vat", "DE136695976", "DE")
    >>> StdnumChecks().wrong("vat", "DE136695979", "DE")
    "The vat number 'DE136695979' cannot be right: its check digit does not fit the rest of it."
    """

    def __attrs_post_init__(self) -> None:
        if not _installed():
            raise MissingExtra("check digits need python-stdnum", hint="pip install 'xborder[ids]'")

    @property
    def digest(self) -> str:
        """The name and version of python-stdnum."""
        return f"python-stdnum {getattr(_stdnum(), '__version__', 'that cannot be loaded')}"

    def wrong(self, scheme: str, number: str, country: str) -> str | None:
        """One sentence that says why a number cannot be right, or ``None``: it may be, or the scheme is not known.

        Args:
            scheme: the name of the registration in the contract.
            number: as the request gives it, whatever it is; blanks, dots and hyphens do not count.
            country: where its holder is established; it counts for VAT numbers without their prefix.
        """
        if not number or len(scheme) > _LONGEST_SCHEME:
            return None
        return _wrong(scheme, number[: _LONGEST + 1], country)  # what is left is too long, if the number was


# --- schemes ----------------------------------------------------------------------------------------------------------


class _Form(NamedTuple):
    """How every number of a scheme is written, and the same in words."""

    pattern: str
    words: str


class _Scheme(NamedTuple):
    """How the numbers of a scheme are checked.

    Attributes:
        modules: of python-stdnum, as country and name; a number is right when one of them takes it.
        form: how every number of the scheme is written; a module need not repeat it.
        only: the scheme has numbers of other kinds, and only those of this shape are checked.
        part: what is wrong when the number names something that does not exist; empty where lists may be out of date.
        personal: the number is a person's and is not repeated.
    """

    modules: tuple[tuple[str, str], ...] = ()
    form: _Form | None = None
    only: str = ""
    part: str = ""
    personal: bool = False


_SCHEMES = {
    "ioss": _Scheme((("eu", "oss"),), _Form(r"IM\d{10}", "IM and ten digits"), part="no member state has its number"),
    "eori": _Scheme(form=_Form(r"[A-Z]{2}[!-~]{1,15}", "the letters of a country and at most 15 characters")),
    "no-mva": _Scheme((("no", "mva"), ("no", "orgnr"))),
    "au-gst": _Scheme((("au", "abn"),), only=r"\d{11}"),  # ABN; simplified registrations have an ARN of 12 digits
    "nz-gst": _Scheme((("nz", "ird"),)),
    "sg-gst": _Scheme((("sg", "uen"),), only=r"\d{8,9}[A-Z]|[RST]\d\d[A-Z]{2}\d{4}[A-Z]"),
    "ca-gst": _Scheme((("ca", "bn"),)),
    "br-cnpj": _Scheme((("br", "cnpj"),)),
    "br-cpf": _Scheme((("br", "cpf"),), personal=True),
    "cl-vat": _Scheme((("cl", "rut"),)),
    # https://www.invoice-kohyo.nta.go.jp/about-toroku/ : who has no corporate number gets another one of 13 digits
    "jp-jct": _Scheme(form=_Form(r"T\d{13}", "T and 13 digits")),
    "kr-pccc": _Scheme(form=_Form(r"P\d{12}", "P and twelve digits"), personal=True),
    "cn-resident-id": _Scheme((("cn", "ric"),), personal=True),
    "tr-vat": _Scheme((("tr", "vkn"), ("tr", "tckimlik")), personal=True),
}
_NON_UNION_OSS = _Scheme((("eu", "oss"),), _Form(r"EU\d{9}", "EU and nine digits"))
_VAT = {
    **{code: code.lower() for code in (
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IT", "LT",
        "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    )},
    "EL": "gr",
    "XI": "gb",
}  # fmt: skip
"""The package of python-stdnum for each prefix of a VAT number."""


def _scheme(name: str, number: str, country: str) -> _Scheme | None:
    """How a number of a scheme is checked; ``None`` when it is not."""
    known = _SCHEMES.get(name)
    if known is not None:
        return known
    if name == "eu-oss" and number.startswith("EU"):
        return _NON_UNION_OSS
    if name in {"vat", "eu-oss"}:  # in the Union scheme the number is the VAT number of the member state
        prefix = number[:2]
        return _vat(prefix if prefix.isalpha() else country)
    prefix, _, kind = name.partition("-")
    return _vat(prefix.upper()) if kind == "vat" else None


def _vat(prefix: str) -> _Scheme | None:
    if prefix == "CH":
        return _Scheme((("ch", "vat"), ("ch", "uid")))
    if prefix == "NO":
        return _SCHEMES["no-mva"]
    package = _VAT.get(prefix)
    return _Scheme(((package, "vat"),)) if package else None


# --- checking ---------------------------------------------------------------------------------------------------------


class _Module(Protocol):
    """A module of python-stdnum."""

    def validate(self, number: str) -> str:
        """The number, compact; raises an error of ``stdnum.exceptions`` when it is wrong."""


_SEPARATORS = re.compile(r"[\s.\-]+")


@lru_cache(_MOST_KEPT)
def _wrong(name: str, number: str, country: str) -> str | None:
    plain = _SEPARATORS.sub("", number).upper()
    scheme = _scheme(name, plain, country)
    if scheme is None:
        return None
    fault = _fault(scheme, plain)
    if fault is None:
        return None
    if not scheme.personal:
        shown = repr(number if len(number) <= 40 else number[:37] + "...")
    else:
        shown = f"ending in {plain[-3:]!r}" if len(plain) > 8 else "given"
    return f"The {name} number {shown} cannot be right: {fault}."


def _fault(scheme: _Scheme, number: str) -> str | None:
    """What is wrong with a number, or ``None``."""
    if scheme.form is not None and not re.fullmatch(scheme.form.pattern, number, re.ASCII):
        return f"such numbers are {scheme.form.words}"
    if scheme.only and not re.fullmatch(scheme.only, number, re.ASCII):
        return None
    found: set[str] = set()
    for country, name in scheme.modules:
        for written in _writings(number, country):
            kind = _tried(country, name, written)
            if kind is None:
                return None
            found.add(kind)
    if "InvalidChecksum" in found:
        return "its check digit does not fit the rest of it"
    if "InvalidComponent" in found:
        return scheme.part or None
    if not found:
        return None
    return "its length is wrong" if found == {"InvalidLength"} else "it is not written as such numbers are"


def _writings(number: str, country: str) -> tuple[str, ...]:
    """The number as it is, and without the prefix of its country: not every module knows its own."""
    prefix = number[:2]
    return (number, number[2:]) if _VAT.get(prefix, prefix.lower()) == country else (number,)


def _tried(country: str, name: str, number: str) -> str | None:
    """The kind of error that a module of python-stdnum finds; ``None`` when it finds none or cannot tell."""
    module = _module(country, name)
    if module is None:
        return None
    try:
        module.validate(number)
    except Exception as error:  # noqa: BLE001 - whatever text is given, a check that fails says nothing
        kind = type(error).__name__
        return kind if kind in _KINDS else None
    return None


_KINDS = frozenset({"InvalidChecksum", "InvalidComponent", "InvalidFormat", "InvalidLength"})


# --- python-stdnum ----------------------------------------------------------------------------------------------------


def _installed() -> bool:
    return find_spec("stdnum") is not None


@cache
def _stdnum() -> ModuleType | None:
    try:
        return import_module("stdnum")
    except ImportError:
        return None


@cache
def _module(country: str, name: str) -> _Module | None:
    library = _stdnum()
    found: _Module | None = library.get_cc_module(country, name) if library is not None else None
    return found
