"""Work that is not waited for longer than a while; what comes of it later is told all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Lock, Thread
from typing import Generic, TypeVar

__all__ = ["within"]

T = TypeVar("T")


class _Work(Generic[T]):
    def __init__(self, work: Callable[[], T], late: Callable[[T | BaseException], object]) -> None:
        self._work, self._late = work, late
        self._lock = Lock()
        self._left = False
        self.result: T | None = None
        self.error: BaseException | None = None
        self.done = False

    def run(self) -> None:
        outcome: T | BaseException
        try:
            outcome = self.result = self._work()
        except BaseException as error:  # noqa: BLE001 - it is raised where the work was asked for
            outcome = self.error = error
        with self._lock:
            self.done = True
            left = self._left
        if left:
            self._late(outcome)

    def leave(self) -> bool:
        """Stops waiting; whether the work is still under way."""
        with self._lock:
            self._left = not self.done
            return self._left


def within(limit: timedelta, work: Callable[[], T], late: Callable[[T | BaseException], object]) -> T:
    """The result of some work, when it comes in time.

    Args:
        limit: how long to wait.
        work: is run in a thread of its own, which goes on when nobody waits for it any longer.
        late: is told what came of it then.

    Raises:
        TimeoutError: it did not come in time.
    """
    at_work = _Work(work, late)
    thread = Thread(target=at_work.run, name="xborder-carrier", daemon=True)
    thread.start()
    thread.join(limit.total_seconds())
    if at_work.leave():
        raise TimeoutError(f"no answer within {limit.total_seconds():g} seconds")
    if at_work.error is not None:
        raise at_work.error
    return at_work.result  # type: ignore[return-value]  # it is done and did not fail
