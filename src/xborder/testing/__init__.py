"""Contract kits: what an implementation of a port has to keep, to be run by the host that wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.testing.carrier import CarrierBench, CarrierContract, Finding, check_carrier

__all__ = ["CarrierBench", "CarrierContract", "Finding", "check_carrier"]

_CARRIER = "xborder.testing.carrier"
__getattr__, __dir__ = lazy(
    __name__,
    dict.fromkeys(("CarrierBench", "CarrierContract", "Finding", "check_carrier"), _CARRIER),
)
