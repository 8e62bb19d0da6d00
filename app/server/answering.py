"""Which answers are being written at the moment: asked by those who would end the app."""

import threading
from collections.abc import AsyncIterator
from typing import TypeVar

T = TypeVar("T")


class Answering:
    """Counts them. True while there is one; may be asked from any thread."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def __bool__(self) -> bool:
        return self._count > 0

    async def through(self, frames: AsyncIterator[T]) -> AsyncIterator[T]:
        """`frames` as they come; until they end an answer is being written."""
        self._add(1)
        try:
            async for frame in frames:
                yield frame
        finally:
            self._add(-1)

    def wait_for_end(self) -> None:
        """Wait until no answer is being written."""
        with self._changed:
            self._changed.wait_for(lambda: self._count == 0)

    def _add(self, count: int) -> None:
        with self._changed:
            self._count += count
            self._changed.notify_all()
