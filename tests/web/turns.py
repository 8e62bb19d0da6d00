"""What every script of the scripted server needs: the turn that it answers, and its way to say something."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import anyio
import anyio.lowlevel
from chatkit.store import Store, StoreItemType
from chatkit.types import (
    Annotation,
    AssistantMessageContent,
    AssistantMessageContentPartAdded,
    AssistantMessageContentPartDone,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    ThreadItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemUpdate,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    WidgetItem,
)
from chatkit.widgets import DynamicWidgetRoot


@dataclass
class Turn:
    """One answer that is being given."""

    store: Store[Any]
    thread: ThreadMetadata = field(
        default_factory=lambda: ThreadMetadata(id="", created_at=datetime.now().astimezone())
    )
    # Where this server is, for what is to be uploaded.
    url: str = ""
    # How often this thread was answered before this turn.
    earlier: int = 0
    text: str = ""
    # Frames that the transport puts in as they are: what ChatKit itself would not send.
    raw: list[str] = field(default_factory=list[str])
    # The transport breaks the connection.
    drop: bool = False
    # Opened by the test.
    gate: anyio.Event = field(default_factory=anyio.Event)

    def base(self, kind: StoreItemType = "message") -> dict[str, Any]:
        """The fields that every item has."""
        item_id = self.store.generate_item_id(kind, self.thread, None)
        return {"id": item_id, "thread_id": self.thread.id, "created_at": datetime.now().astimezone()}


Script = Callable[[Turn], AsyncIterator[ThreadStreamEvent]]


class Scripts(dict[str, Script]):
    """What a message is answered with, by its first word."""

    def script(self, word: str) -> Callable[[Script], Script]:
        """Registers what a message that begins with `word` is answered with."""

        def register(function: Script) -> Script:
            self[word] = function
            return function

        return register


async def say(
    turn: Turn, *deltas: str, annotations: list[Annotation] | None = None
) -> AsyncIterator[ThreadStreamEvent]:
    """Streams an assistant message in these pieces."""
    message = AssistantMessageItem(**turn.base(), content=[])
    yield ThreadItemAddedEvent(item=message)
    yield update(message, AssistantMessageContentPartAdded(content_index=0, content=AssistantMessageContent(text="")))
    for delta in deltas:
        yield update(message, AssistantMessageContentPartTextDelta(content_index=0, delta=delta))
        await anyio.lowlevel.checkpoint()
    content = AssistantMessageContent(text="".join(deltas), annotations=annotations or [])
    yield update(message, AssistantMessageContentPartDone(content_index=0, content=content))
    yield ThreadItemDoneEvent(item=message.model_copy(update={"content": [content]}))


def update(item: ThreadItem, change: ThreadItemUpdate) -> ThreadItemUpdatedEvent:
    """The event that changes this item."""
    return ThreadItemUpdatedEvent(item_id=item.id, update=change)


def widget_item(turn: Turn, widget: dict[str, Any], copy_text: str | None = None) -> WidgetItem:
    """An item that shows this widget."""
    return WidgetItem(**turn.base(), widget=DynamicWidgetRoot.model_validate(widget), copy_text=copy_text)
