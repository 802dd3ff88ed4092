"""What can go wrong with stock and movements: each error leaves the state as it was."""

from __future__ import annotations

from typing import ClassVar

from xborder.errors import XborderError

__all__ = ["AlreadyRecorded", "Busy", "NotAllowed", "NotEnoughStock", "NotFound", "PastCutOff"]


class NotEnoughStock(XborderError, ValueError):
    """More is to be taken than there is."""

    code: ClassVar[str] = "not-enough-stock"


class NotFound(XborderError, LookupError):
    """No such lot, order or event is known."""

    code: ClassVar[str] = "not-found"


class NotAllowed(XborderError, ValueError):
    """What is to happen may not happen in this state."""

    code: ClassVar[str] = "not-allowed"


class AlreadyRecorded(XborderError, ValueError):
    """Something else was recorded under the same id."""

    code: ClassVar[str] = "already-recorded"


class PastCutOff(XborderError, ValueError):
    """An order came after the cut-off of its movement."""

    code: ClassVar[str] = "past-cut-off"


class Busy(XborderError, RuntimeError):
    """Others changed the same value again and again; nothing was changed here."""

    code: ClassVar[str] = "busy"
