"""Long work in a tool: telling how far it is, and ending when nobody waits for it any more."""

from collections.abc import Callable
from contextvars import ContextVar

import anyio.from_thread

Tell = Callable[[float, float | None, str | None], None]

_nobody: Tell = lambda _done, _total, _message: None  # noqa: E731 - a constant that happens to be callable
telling: ContextVar[Tell] = ContextVar("telling", default=_nobody)


def step(done: float, total: float | None = None, message: str | None = None) -> None:
    """Say that `done` of `total` units are finished; call it in every loop that can take a second or more.

    It may be called often: what the client is told is thinned out. When the call was cancelled the work ends
    here by an exception that is not an `Exception`, so that no handler of failures keeps it going.
    """
    try:
        anyio.from_thread.check_cancelled()
    except RuntimeError:
        # Called outside a tool call: in a test, or at the start.
        return
    telling.get()(done, total, message)
