"""How the goods travel: carriers and tracking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping import carriers, tracking
    from xborder.shipping.carriers.retries import RetryPolicy, retrying
    from xborder.shipping.tracking.needs import attention
    from xborder.shipping.tracking.shipment import TrackedShipment, fold

__all__ = ["RetryPolicy", "TrackedShipment", "attention", "carriers", "fold", "retrying", "tracking"]

__getattr__, __dir__ = lazy(
    __name__,
    {
        "RetryPolicy": "xborder.shipping.carriers.retries",
        "TrackedShipment": "xborder.shipping.tracking.shipment",
        "attention": "xborder.shipping.tracking.needs",
        "carriers": "xborder.shipping.carriers",
        "fold": "xborder.shipping.tracking.shipment",
        "retrying": "xborder.shipping.carriers.retries",
        "tracking": "xborder.shipping.tracking",
    },
)
