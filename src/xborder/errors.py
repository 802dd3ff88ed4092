"""One family of errors: each names what is wrong, where, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

__all__ = [
    "BadInput",
    "InvalidRequest",
    "LawError",
    "MissingExtra",
    "NoExchangeRate",
    "ProcedureNotAvailable",
    "Prohibited",
    "RulesChanged",
    "StoreUnavailable",
    "UnknownDutyRate",
    "UnsupportedDestination",
    "XborderError",
]


class XborderError(Exception):
    """The base of every error that the library raises on purpose.

    Attributes:
        code: the stable code of the public contract, for example ``bad-input``.
        path: the field that is wrong, for example ``lines[2].hs``; empty when no single field is.
        message: what is wrong, in words.
        hint: what would be right, or what to supply.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, path: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.hint = hint

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.message}{hint}"

    def at(self, path: str) -> XborderError:
        """The same error, with its path set below ``path`` (``lines[0]`` and ``hs`` make ``lines[0].hs``)."""
        joined = path + self.path if self.path.startswith("[") or not self.path else f"{path}.{self.path}"
        return type(self)(self.message, path=joined, hint=self.hint)

    def to_dict(self) -> dict[str, str]:
        """The error as the public contract writes it: ``code``, ``path``, ``message``, ``hint``."""
        return {"code": self.code, "path": self.path, "message": self.message, "hint": self.hint}


class BadInput(XborderError, ValueError):
    """A field has the wrong type, form or value."""

    code: ClassVar[str] = "bad-input"


class UnknownDutyRate(XborderError, LookupError):
    """No tariff in use knows a duty rate for any line of the consignment."""

    code: ClassVar[str] = "unknown-duty-rate"


class NoExchangeRate(XborderError, LookupError):
    """An amount had to be converted and no rate for that pair and day is at hand."""

    code: ClassVar[str] = "no-exchange-rate"


class UnsupportedDestination(XborderError, LookupError):
    """No law pack governs imports into that place on that day."""

    code: ClassVar[str] = "unsupported-destination"


class ProcedureNotAvailable(XborderError, LookupError):
    """The procedure asked for does not exist there, or the law does not allow it for this consignment."""

    code: ClassVar[str] = "procedure-not-available"


class Prohibited(XborderError):
    """The law forbids this import."""

    code: ClassVar[str] = "prohibited"


class LawError(XborderError, ValueError):
    """A law pack or tariff file is malformed; the path names the file and the entry."""

    code: ClassVar[str] = "bad-law"


class RulesChanged(XborderError):
    """The rules in use are not the recorded ones: of a receipt, of a desk that travelled, of outputs to be mixed."""

    code: ClassVar[str] = "rules-changed"


class MissingExtra(XborderError, RuntimeError):
    """An optional part of the library is used and its packages are not installed."""

    code: ClassVar[str] = "missing-extra"


class StoreUnavailable(XborderError, RuntimeError):
    """The tariff store cannot be used now: it is locked, closed, not to be written, or its disk is full."""

    code: ClassVar[str] = "store-unavailable"


class InvalidRequest(XborderError, ValueError):
    """Several things are wrong with one request; ``errors`` holds each of them."""

    code: ClassVar[str] = "bad-input"

    def __init__(self, errors: Iterable[XborderError]) -> None:
        self.errors: tuple[XborderError, ...] = tuple(errors)
        first = self.errors[0]
        self.code = first.code  # type: ignore[misc]  # the group answers with the code of its first error
        super().__init__("; ".join(str(error) for error in self.errors), path=first.path, hint=first.hint)

    def __str__(self) -> str:
        return self.message

    def at(self, path: str) -> XborderError:
        """The same group with every path set below ``path``."""
        return InvalidRequest(error.at(path) for error in self.errors)
