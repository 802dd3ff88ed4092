"""What happened under which id: a map that is never changed, and cheap to add to."""

from __future__ import annotations

from typing import Generic, TypeVar

__all__ = ["Seen"]

T = TypeVar("T")


class Seen(Generic[T]):
    """Layers of dictionaries whose sizes at least double from the last to the first.

    Adding copies only the small layers, so that n additions copy n log n entries together, and older values of the map
    stay as they were.
    """

    __slots__ = ("_layers",)

    def __init__(self, layers: tuple[dict[str, T], ...] = ()) -> None:
        self._layers = layers

    def get(self, key: str) -> T | None:
        """What is kept under a key."""
        for layer in reversed(self._layers):
            if key in layer:
                return layer[key]
        return None

    def adding(self, key: str, value: T) -> Seen[T]:
        """The map with one more entry; the key must be new."""
        layers, last = list(self._layers), {key: value}
        while layers and len(layers[-1]) <= len(last):
            last = {**layers.pop(), **last}
        return Seen((*layers, last))

    def __len__(self) -> int:
        return sum(map(len, self._layers))
