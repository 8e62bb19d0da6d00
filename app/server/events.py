"""What the page is told without asking: that something changed, so that it looks again."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Literal

EventType = Literal[
    "ready",
    "tasks.changed",
    "changes.changed",
    "threads.changed",
    "state.changed",
    "downloads.changed",
    "openings.changed",
    "closing.asked",
    "reminders.due",
]
_END = "end"
QUEUE_SIZE = 100
# Long enough to cost nothing, short enough that a dead connection is noticed.
HEARTBEAT_SECONDS = 30.0


class Broadcaster:
    """Hands every event to all pages that listen. A page that does not read loses events, never slows others."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[EventType | Literal["end"]]] = set()
        # How many pages have ever begun to listen.
        self.heard = 0

    @property
    def listened_to(self) -> bool:
        """Whether any page listens at the moment."""
        return bool(self._listeners)

    def send(self, event: EventType) -> None:
        """Tell all listeners. Call it from the server's event loop only."""
        for queue in self._listeners:
            if not queue.full():
                queue.put_nowait(event)

    def end(self) -> None:
        """End all streams, so that the server need not break them off when it stops."""
        for queue in self._listeners:
            while queue.full():
                queue.get_nowait()
            queue.put_nowait(_END)

    async def frames(self) -> AsyncGenerator[bytes, None]:
        """Server-sent events from now on, with a comment now and then to keep the connection alive."""
        queue: asyncio.Queue[EventType | Literal["end"]] = asyncio.Queue(QUEUE_SIZE)
        self._listeners.add(queue)
        self.heard += 1
        try:
            yield b": connected\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                    if event == _END:
                        return
                    yield f"data: {json.dumps({'type': event})}\n\n".encode()
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            self._listeners.discard(queue)
