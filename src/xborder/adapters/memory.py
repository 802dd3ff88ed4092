"""Ports kept in the memory of one process: for tests, notebooks and small hosts."""

from __future__ import annotations

from threading import Lock
from typing import Generic, TypeVar

__all__ = ["MemoryStore"]

T = TypeVar("T")


class MemoryStore(Generic[T]):
    """A :class:`xborder.ports.versioned.VersionedStore` in a dictionary, safe between threads.

    >>> store = MemoryStore[str]()
    >>> store.swap("a", 0, "first"), store.swap("a", 0, "late"), store.load("a")
    (True, False, (1, 'first'))
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[int, T]] = {}
        self._lock = Lock()

    def load(self, key: str) -> tuple[int, T] | None:
        """The version and the value; ``None`` when nothing is kept under the key."""
        return self._kept.get(key)

    def swap(self, key: str, expected: int, value: T) -> bool:
        """Keeps a new value if the version is still the expected one; says whether it was."""
        with self._lock:
            version = self._kept[key][0] if key in self._kept else 0
            if version != expected:
                return False
            self._kept[key] = version + 1, value
            return True
