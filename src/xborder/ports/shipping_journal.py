"""What was asked of a carrier, written down before it is asked: so that nothing is ever asked twice.

Most carriers do not know idempotency keys. A journal that survives the host's own fall makes up for that; a table with
a unique key does.
"""

from __future__ import annotations

from typing import Protocol

import attrs

from xborder.ports.carrier_answers import Pickup, Shipment

__all__ = ["Entry", "Recorded", "ShippingJournal"]

Recorded = Shipment | Pickup
"""What a carrier did for a key."""


@attrs.frozen
class Entry:
    """What the journal says of a key.

    Attributes:
        digest: of the request that the key stands for.
        fresh: whether it was written just now, by this call.
        result: what the carrier did; ``None`` while nobody knows.
    """

    digest: str
    fresh: bool
    result: Recorded | None = None


class ShippingJournal(Protocol):
    """Keys, the requests they stand for and what came of them; safe for several threads or processes at once."""

    def begin(self, key: str, digest: str, /) -> Entry:
        """Writes down that a key is about to be acted on, unless it is written already; one step that cannot be split.

        Returns:
            The entry that is there now; ``fresh`` when this call wrote it.
        """

    def finish(self, key: str, result: Recorded, /) -> None:
        """Writes down what the carrier did; a result that is there already stays."""

    def release(self, key: str, /) -> None:
        """Forgets a key of which it is certain that nothing was done."""

    def shipment(self, shipment_id: str, /) -> Shipment | None:
        """The finished shipment that has this id among its own, with its documents."""
