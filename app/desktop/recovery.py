"""A webview that stays blank, or whose process dies, is started again once; then the page belongs to the browser."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

# A page that asks for nothing for so long, before it has ever listened, is blank.
PATIENCE_SECONDS = 60.0
# Two failures so close to each other have a cause that starting again does not remove.
RECENT_SECONDS = 120.0
LOOK_SECONDS = 0.2


class Recovery:
    """Says what to do about each failure."""

    def __init__(
        self, restart: Callable[[], None], give_up: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._restart = restart
        self._give_up = give_up
        self._clock = clock
        self._failed_at: float | None = None

    def failed(self) -> bool:
        """Start the page again, or give up. Returns whether it was started again."""
        now, before = self._clock(), self._failed_at
        self._failed_at = now
        if before is not None and now - before < RECENT_SECONDS:
            self._give_up()
            return False
        self._restart()
        return True


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs of life of the page, counted since the start."""

    # How often a page has begun to listen: it is there then, and only the death of its process ends that.
    heard: Callable[[], int]
    # What pages have asked for: on a slow computer a page asks for one thing after the other before it listens.
    asked: Callable[[], int]


class PageWatch:
    """Waits for signs of life of the page, in a thread of its own, until the window is closed."""

    def __init__(self, signs: Signs, recovery: Recovery, patience: float = PATIENCE_SECONDS) -> None:
        self._signs = signs
        self._recovery = recovery
        self._patience = patience
        self._event = threading.Event()
        self._closed = False

    def start(self) -> None:
        """Begin to watch."""
        threading.Thread(target=self.run, name="page watch", daemon=True).start()

    def crashed(self) -> None:
        """The page's process died."""
        self._event.set()

    def close(self) -> None:
        """There is nothing to watch any more."""
        self._closed = True
        self._event.set()

    def run(self) -> None:
        """What the thread does."""
        before = 0
        while self._spoke(before):
            self._event.wait()
            if self._closed:
                return
            self._event.clear()
            before = self._signs.heard()
            if not self._recovery.failed():
                return

    def _spoke(self, before: int) -> bool:
        """Wait until the page has spoken more often than `before`; False when there is no page to wait for."""
        while not self._wait_for(before):
            if self._closed:
                return False
            self._event.clear()
            if not self._recovery.failed():
                return False
        return True

    def _wait_for(self, before: int) -> bool:
        asked, since = self._signs.asked(), time.monotonic()
        while not self._event.is_set():
            if self._signs.heard() > before:
                return True
            if self._signs.asked() != asked:
                asked, since = self._signs.asked(), time.monotonic()
            elif time.monotonic() - since >= self._patience:
                return False
            self._event.wait(LOOK_SECONDS)
        return False
