"""Implementations of the ports: in memory for tests and small hosts, and over libraries that reach the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.adapters.karrio import KarrioCarrier
    from xborder.adapters.memory import MemoryStore
    from xborder.adapters.memory_journal import MemoryJournal
    from xborder.adapters.offline_carrier import OfflineCarrier, Trouble

__all__ = ["KarrioCarrier", "MemoryJournal", "MemoryStore", "OfflineCarrier", "Trouble"]

__getattr__, __dir__ = lazy(
    __name__,
    {
        "KarrioCarrier": "xborder.adapters.karrio",
        "MemoryJournal": "xborder.adapters.memory_journal",
        "MemoryStore": "xborder.adapters.memory",
        "OfflineCarrier": "xborder.adapters.offline_carrier",
        "Trouble": "xborder.adapters.offline_carrier",
    },
)
