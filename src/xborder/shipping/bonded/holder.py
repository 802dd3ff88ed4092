"""Applies events to a ledger that several orders share: load, apply, swap, and again when somebody was first."""

from __future__ import annotations

from xborder.ports.versioned import VersionedStore
from xborder.shipping.bonded.events import Event
from xborder.shipping.bonded.ledger import Applied, Ledger
from xborder.shipping.errors import Busy

__all__ = ["record"]

_TRIES = 1_000


def record(store: VersionedStore[Ledger], key: str, event: Event, *, tries: int = _TRIES) -> Applied:
    """Applies an event to the ledger kept under a key; of two orders that race for the last unit, one gets it.

    Whoever swaps first wins; the other finds the version changed, loads the new ledger and applies its event to that,
    where it may now be refused. A key under which nothing is kept stands for an empty ledger.

    Args:
        store: where ledgers are kept, for example :class:`xborder.adapters.memory.MemoryStore`.
        key: of the ledger; one for each warehouse, or for each kind of goods in it, keeps orders apart.
        event: what happens; its id makes repetition harmless.
        tries: how often to begin anew.

    Raises:
        Busy: when others were first every time.
        XborderError: when the event cannot be applied; the ledger is unharmed.
    """
    for _ in range(tries):
        version, ledger = store.load(key) or (0, Ledger())
        applied = ledger.apply(event)
        if applied.repeated or store.swap(key, version, applied.ledger):
            return applied
    raise Busy(f"{key!r:.60} was changed by others {tries} times over", path="key", hint="try again, or use more keys")
