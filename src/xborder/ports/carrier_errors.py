"""What can go wrong between a host and a carrier, told apart by what the host may do next.

The carrier's own code and words stay with the error: ``carrier_code``, ``carrier_text``, and ``messages`` when it said
several things.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar

import attrs

from xborder.errors import BadInput, XborderError

__all__ = [
    "CarrierError",
    "CarrierMessage",
    "CarrierRejected",
    "CarrierTimeout",
    "CarrierUnavailable",
    "KeyReused",
    "Level",
    "OperationNotSupported",
    "UnknownOutcome",
]


class Level(enum.Enum):
    """How serious a message of a carrier is."""

    ERROR = "error"
    WARNING = "warning"


@attrs.frozen
class CarrierMessage:
    """What a carrier said about a request or a part of it, in its own words.

    Attributes:
        text: the carrier's words, unchanged.
        code: the carrier's code, unchanged.
        subject: the part that it is about: ``parcels[1]``, a tracking number, a service; empty when about the whole.
        level: an error says that the part was not done, a warning that it was.
        certain: false when nobody knows whether the part was done.
        details: what else the carrier said, as names and values.
    """

    text: str
    code: str = ""
    subject: str = ""
    level: Level = Level.ERROR
    certain: bool = True
    details: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        said = f"{self.code}: {self.text}" if self.code else self.text
        return f"{self.subject}: {said}" if self.subject else said


class CarrierError(XborderError):
    """A carrier did not do what it was asked.

    Attributes:
        carrier: which carrier.
        messages: what it said, in its own words; empty when it said nothing.
    """

    code: ClassVar[str] = "carrier-error"

    def __init__(
        self,
        message: str,
        *,
        path: str = "",
        hint: str = "",
        carrier: str = "",
        messages: Iterable[CarrierMessage] = (),
    ) -> None:
        super().__init__(message, path=path, hint=hint)
        self.carrier = carrier
        self.messages: tuple[CarrierMessage, ...] = tuple(messages)

    @property
    def carrier_code(self) -> str:
        """The carrier's own code, of its first message; empty when it gave none."""
        return self.messages[0].code if self.messages else ""

    @property
    def carrier_text(self) -> str:
        """The carrier's own words, of its first message; empty when it said nothing."""
        return self.messages[0].text if self.messages else ""

    def at(self, path: str) -> CarrierError:
        """The same error, with its path set below ``path``."""
        moved = XborderError(self.message, path=self.path).at(path)
        return type(self)(self.message, path=moved.path, hint=self.hint, carrier=self.carrier, messages=self.messages)

    def to_dict(self) -> dict[str, str]:
        """As of every error, with ``carrier``, ``carrier_code`` and ``carrier_text``."""
        own = {"carrier": self.carrier, "carrier_code": self.carrier_code, "carrier_text": self.carrier_text}
        return {**super().to_dict(), **own}


class CarrierRejected(CarrierError):
    """The carrier answered no, and did nothing; asking again unchanged gets the same answer."""

    code: ClassVar[str] = "carrier-rejected"


class CarrierUnavailable(CarrierError):
    """The carrier could not be reached or was overloaded, and did nothing; ask again later.

    Attributes:
        retry_after: how long the carrier asks to wait; ``None`` when it did not say.
    """

    code: ClassVar[str] = "carrier-unavailable"

    def __init__(
        self,
        message: str,
        *,
        path: str = "",
        hint: str = "",
        carrier: str = "",
        messages: Iterable[CarrierMessage] = (),
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message, path=path, hint=hint, carrier=carrier, messages=messages)
        self.retry_after = retry_after

    def at(self, path: str) -> CarrierError:
        """The same error, with its path set below ``path``."""
        moved = super().at(path)
        if isinstance(moved, CarrierUnavailable):
            moved.retry_after = self.retry_after
        return moved


class CarrierTimeout(CarrierError):
    """No answer came in time, and nothing can have changed at the carrier; ask again."""

    code: ClassVar[str] = "carrier-timeout"


class UnknownOutcome(CarrierError):
    """The carrier was asked to do something and no answer came: it may have done it.

    Asking again with the same idempotency key is safe: it finds out, or raises this again, and never acts twice.
    """

    code: ClassVar[str] = "unknown-outcome"


class OperationNotSupported(CarrierError):
    """The carrier, or its adapter, has no such operation."""

    code: ClassVar[str] = "operation-not-supported"


class KeyReused(BadInput):
    """An idempotency key stands for another request already; nothing was sent."""

    code: ClassVar[str] = "key-reused"
