"""A ChatKit store in memory, for a server whose data nobody keeps."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from chatkit.store import AttachmentStore, NotFoundError, Store
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    Attachment,
    AttachmentCreateParams,
    AttachmentUploadDescriptor,
    FileAttachment,
    Page,
    ThreadItem,
    ThreadMetadata,
)
from pydantic import AnyUrl

T = TypeVar("T", ThreadItem, ThreadMetadata)


class MemoryStore(Store[Any]):
    """Keeps everything in the order in which it came, and hands out copies: ChatKit changes what it gets."""

    def __init__(self) -> None:
        self.threads: dict[str, ThreadMetadata] = {}
        self.items: dict[str, dict[str, ThreadItem]] = {}
        self.attachments: dict[str, Attachment] = {}

    def add_long_thread(self, thread_id: str, messages: int) -> None:
        """Put a thread with this many messages of the assistant here as it is: `Message 0 …` and on."""
        now = datetime.now().astimezone()
        self.threads[thread_id] = ThreadMetadata(id=thread_id, created_at=now, title="A long thread")
        texts = [f"Message {at} with **bold** words, `code` and\n\n- a list\n- of two" for at in range(messages)]
        self.items[thread_id] = {
            f"m{at}": AssistantMessageItem(
                id=f"m{at}", thread_id=thread_id, created_at=now, content=[AssistantMessageContent(text=text)]
            )
            for at, text in enumerate(texts)
        }

    async def load_thread(self, thread_id: str, context: Any) -> ThreadMetadata:
        if thread_id not in self.threads:
            raise NotFoundError(f"Thread {thread_id} not found")
        return self.threads[thread_id].model_copy(deep=True)

    async def save_thread(self, thread: ThreadMetadata, context: Any) -> None:
        fields = thread.model_dump(include=set(ThreadMetadata.model_fields))
        self.threads[thread.id] = ThreadMetadata.model_validate(fields)
        self.items.setdefault(thread.id, {})

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: Any
    ) -> Page[ThreadItem]:
        return _page(list(self.items.get(thread_id, {}).values()), after, limit, order)

    async def load_threads(self, limit: int, after: str | None, order: str, context: Any) -> Page[ThreadMetadata]:
        return _page(list(self.threads.values()), after, limit, order)

    async def add_thread_item(self, thread_id: str, item: ThreadItem, context: Any) -> None:
        self.items.setdefault(thread_id, {})[item.id] = item.model_copy(deep=True)

    async def save_item(self, thread_id: str, item: ThreadItem, context: Any) -> None:
        await self.add_thread_item(thread_id, item, context)

    async def load_item(self, thread_id: str, item_id: str, context: Any) -> ThreadItem:
        try:
            return self.items[thread_id][item_id].model_copy(deep=True)
        except KeyError:
            raise NotFoundError(f"Item {item_id} not found") from None

    async def delete_thread(self, thread_id: str, context: Any) -> None:
        self.threads.pop(thread_id, None)
        self.items.pop(thread_id, None)

    async def delete_thread_item(self, thread_id: str, item_id: str, context: Any) -> None:
        self.items.get(thread_id, {}).pop(item_id, None)

    async def save_attachment(self, attachment: Attachment, context: Any) -> None:
        self.attachments[attachment.id] = attachment

    async def load_attachment(self, attachment_id: str, context: Any) -> Attachment:
        try:
            return self.attachments[attachment_id]
        except KeyError:
            raise NotFoundError(f"Attachment {attachment_id} not found") from None

    async def delete_attachment(self, attachment_id: str, context: Any) -> None:
        self.attachments.pop(attachment_id, None)


class MemoryAttachments(AttachmentStore[Any]):
    """Tells the page where to upload a file; what arrives there is the server's business."""

    async def create_attachment(self, input: AttachmentCreateParams, context: Any) -> Attachment:
        descriptor = AttachmentUploadDescriptor(url=AnyUrl(f"{context.url}upload/{input.name}"), method="POST")
        attachment_id = self.generate_attachment_id(input.mime_type, context)
        return FileAttachment(
            id=attachment_id, name=input.name, mime_type=input.mime_type, upload_descriptor=descriptor
        )

    async def delete_attachment(self, attachment_id: str, context: Any) -> None:
        """There is nothing to delete: the record is the store's."""


def _page(rows: Sequence[T], after: str | None, limit: int, order: str) -> Page[T]:
    ordered = list(rows) if order == "asc" else list(reversed(rows))
    start = next((at + 1 for at, row in enumerate(ordered) if row.id == after), 0)
    shown = [row.model_copy(deep=True) for row in ordered[start : start + limit]]
    more = start + limit < len(ordered)
    return Page(data=shown, has_more=more, after=shown[-1].id if more and shown else None)
