"""How much a desk has kept for reuse, so that it can forget before it grows."""

from __future__ import annotations

__all__ = ["Memory"]


class Memory:
    """A count of what is kept, in rough units of a few kilobytes."""

    def __init__(self) -> None:
        self.spent = 0

    def spend(self, units: int) -> None:
        """Notes that something more is kept."""
        self.spent += units
