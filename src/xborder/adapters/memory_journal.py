"""A journal of shipments in memory, safe for threads: for tests and for hosts of one process that may forget."""

from __future__ import annotations

from threading import Lock

import attrs

from xborder.errors import BadInput
from xborder.ports.carrier_answers import Shipment
from xborder.ports.shipping_journal import Entry, Recorded

__all__ = ["MemoryJournal"]


@attrs.define
class MemoryJournal:
    """Keys and what came of them, as long as the process lives.

    A host that must not ship twice after a restart keeps its journal in its database.

    >>> journal = MemoryJournal()
    >>> journal.begin("order 17", "digest").fresh, journal.begin("order 17", "digest").fresh
    (True, False)
    """

    _digests: dict[str, str] = attrs.field(factory=dict, init=False)
    _results: dict[str, Recorded] = attrs.field(factory=dict, init=False)
    _lock: Lock = attrs.field(factory=Lock, init=False, repr=False, eq=False)

    def begin(self, key: str, digest: str, /) -> Entry:
        """Writes a key down, unless it is there; the entry that is there now."""
        with self._lock:
            fresh = key not in self._digests
            known = self._digests.setdefault(key, digest)
            return Entry(known, fresh, self._results.get(key))

    def finish(self, key: str, result: Recorded, /) -> None:
        """Writes down what the carrier did; a result that is there already stays.

        Raises:
            BadInput: nobody began this key.
        """
        with self._lock:
            if key not in self._digests:
                raise BadInput(f"nobody began {key!r:.60}", path="key", hint="begin it before it is finished")
            self._results.setdefault(key, result)

    def release(self, key: str, /) -> None:
        """Forgets a key for which nothing was done; one with a result stays."""
        with self._lock:
            if key not in self._results:
                self._digests.pop(key, None)

    def shipment(self, shipment_id: str, /) -> Shipment | None:
        """The finished shipment with this id."""
        with self._lock:
            for result in self._results.values():
                if isinstance(result, Shipment) and shipment_id in result.shipment_ids:
                    return result
        return None
