"""Long work in a tool: telling how far it is, and ending when nobody waits for it any more."""

from contextvars import ContextVar
from typing import Protocol


class Cancelled(BaseException):
    """The call that this work was for was taken back. No `Exception`, so that no handler of failures keeps it going."""


class Work(Protocol):
    """The call that a thread works for."""

    def check(self) -> None:
        """Raise an exception that is no `Exception` when the call was cancelled."""
        ...

    def tell(self, done: float, total: float | None, message: str | None) -> None:
        """Pass progress on to the client, if it asked for it."""
        ...


current_work: ContextVar[Work | None] = ContextVar("current_work", default=None)


def step(done: float, total: float | None = None, message: str | None = None) -> None:
    """Say that `done` of `total` units are finished; call it in every loop that can take a second or more.

    It may be called often: what the client is told is thinned out. When the call was cancelled, the work ends here.
    Outside a call it does nothing.
    """
    work = current_work.get()
    if work is not None:
        work.check()
        work.tell(done, total, message)


class Pace:
    """Thins out progress: says yes at most every tenth of a second, and only while the number grows."""

    SECONDS = 0.1

    def __init__(self) -> None:
        self._last = float("-inf")
        self._done = float("-inf")

    def due(self, done: float, now: float) -> bool:
        """Whether progress of `done` units is to be told at `now`, seconds of a monotonic clock."""
        if done <= self._done or now - self._last < self.SECONDS:
            return False
        self._last, self._done = now, done
        return True
