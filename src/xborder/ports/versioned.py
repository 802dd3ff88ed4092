"""The port behind which a host keeps values that several orders change at once: load, change, swap if unchanged."""

from __future__ import annotations

from typing import Protocol, TypeVar

__all__ = ["VersionedStore"]

T = TypeVar("T")


class VersionedStore(Protocol[T]):
    """Keeps one value under each key, with a version that grows by one at each change.

    ``swap`` is the one operation that must be atomic. In SQL it is
    ``UPDATE ... SET value = :new, version = version + 1 WHERE key = :key AND version = :expected``, and whether it
    changed a row; the first version is inserted under a unique key.
    """

    def load(self, key: str) -> tuple[int, T] | None:
        """The version and the value; ``None`` when nothing is kept under the key."""

    def swap(self, key: str, expected: int, value: T) -> bool:
        """Keeps a new value if the version is still the expected one.

        Args:
            key: of the value.
            expected: the version that was loaded; 0 for a key that is new.
            value: the new one.

        Returns:
            Whether it was kept; if not, somebody else was first, and nothing has changed.
        """
