"""Booking with carriers: asking once, and asking again when no answer came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping.carriers.once import act_once, digest_of
    from xborder.shipping.carriers.retries import RetryingCarrier, RetryPolicy, retrying

__all__ = ["RetryPolicy", "RetryingCarrier", "act_once", "digest_of", "retrying"]

_ONCE, _RETRYING = "xborder.shipping.carriers.once", "xborder.shipping.carriers.retries"
__getattr__, __dir__ = lazy(
    __name__,
    {
        "act_once": _ONCE,
        "digest_of": _ONCE,
        "RetryPolicy": _RETRYING,
        "RetryingCarrier": _RETRYING,
        "retrying": _RETRYING,
    },
)
