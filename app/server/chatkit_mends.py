"""What we mend in openai-chatkit 1.6.5 and openai-agents 0.24.0, all in one place; each has a test that needs it.

| fault of the SDK | mended by |
|---|---|
| `process` builds its request adapter (2.9 ms) on every request | `MendedServer.process` |
| an unknown thread or attachment breaks a stream off after 200 OK | `MendedServer.process` looks at the first event |
| retrying after an unknown item answers with an empty stream | `MendedServer._check` |
| Stop loses the part that was already written: the save is cancelled too | `handle_stream_cancelled` |
| Stop forgets the tool calls that were shown | `_save_unfinished` |
| a failure loses the part that was already written | `unfinished`, used by `AssistantServer.respond` |
| Stop leaves the provider call and the tools running | `stopping` |
| two turns on one thread interleave | `MendedServer` holds a lock for each thread |
| locked and closed threads take messages | `MendedServer._check` |
| `get_by_id` gives the first 20 items where a person wants the last | `_load_full_thread` |
| chat-completions models call every message `__fake_id__`, others may use a name again | `with_own_ids` |
| the second turn of a chat-completions model fails on `output_text` parts | `app.agent.history.model_input` |
| a workflow is added twice under one id | `ThreadStore.add_thread_item` |
| ids have 32 random bits | `app.store.threads.new_id` |
| the files of a deleted thread stay behind | `MendedServer._process` |
| times have no zone | `app.store.threads.aware` |
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from weakref import WeakValueDictionary

import anyio
from agents import RunResultStreaming
from chatkit.server import DEFAULT_PAGE_SIZE, ChatKitServer, NonStreamingResult, StreamingResult
from chatkit.store import NotFoundError
from chatkit.types import (
    ActiveStatus,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    ChatKitReq,
    ClosedStatus,
    HiddenContextItem,
    ItemsListReq,
    LockedStatus,
    SDKHiddenContextItem,
    StreamingReq,
    Thread,
    ThreadItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadsAddUserMessageReq,
    ThreadsCreateReq,
    ThreadsDeleteReq,
    ThreadsRetryAfterItemReq,
    ThreadStreamEvent,
    UserMessageItem,
    WorkflowItem,
    is_streaming_req,
)
from pydantic import TypeAdapter

from app.agent.watching import in_flight
from app.base.errors import NotHereError, RequestError, ThreadLockedError
from app.store.attachments import FileAttachments
from app.store.threads import ThreadStore

_REQUEST: TypeAdapter[ChatKitReq] = TypeAdapter(ChatKitReq)
NEWEST_PAGE = 30


class MendedServer(ChatKitServer[object]):
    """A ChatKitServer without the faults listed above. `context` is not used: there is one user."""

    store: ThreadStore

    def __init__(self, store: ThreadStore, attachments: FileAttachments) -> None:
        super().__init__(store, attachments)
        self._attachments = attachments
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def process(self, request: str | bytes | bytearray, context: object) -> StreamingResult | NonStreamingResult:
        """Answer one request of the protocol.

        Raises pydantic.ValidationError, NotHereError or RequestError before anything was sent or stored.
        """
        try:
            return await self._process(_REQUEST.validate_json(request), context)
        except NotFoundError as error:
            raise NotHereError(f"{error}.") from error

    async def _process(self, parsed: ChatKitReq, context: object) -> StreamingResult | NonStreamingResult:
        if is_streaming_req(parsed):
            await self._check(parsed)
            return await _started(self._stream(parsed, context))
        if isinstance(parsed, ItemsListReq):
            return NonStreamingResult(await self._items_page(parsed, context))
        result = NonStreamingResult(await self._process_non_streaming(parsed, context))
        if isinstance(parsed, ThreadsDeleteReq):
            await self._attachments.sweep()
        return result

    async def _items_page(self, request: ItemsListReq, context: object) -> bytes:
        """A page of items as they are now. Raises NotFoundError for a thread that is not there."""
        asked = request.params
        await self.store.load_thread(asked.thread_id, context)
        limit = asked.limit or DEFAULT_PAGE_SIZE
        page = await self.store.load_thread_items(asked.thread_id, asked.after, limit, asked.order, context)
        shown = [item for item in page.data if not isinstance(item, HiddenContextItem | SDKHiddenContextItem)]
        page.data = await self.as_now(shown)
        return self._serialize(page)

    async def as_now(self, items: Sequence[ThreadItem]) -> list[ThreadItem]:
        """Items that are about to be shown again; what they show may have changed since they were stored."""
        return list(items)

    async def _stream(self, request: StreamingReq, context: object) -> AsyncGenerator[bytes, None]:
        async with self._turn(None if isinstance(request, ThreadsCreateReq) else request.params.thread_id):
            events = self._process_streaming(request, context)
            try:
                async for frame in events:
                    yield frame
            finally:
                await events.aclose()

    def _turn(self, thread_id: str | None) -> AbstractAsyncContextManager[object]:
        """Holds the thread's lock; a thread that is only just being made needs none."""
        if thread_id is None:
            return nullcontext()
        lock = self._turns.get(thread_id)
        if lock is None:
            lock = self._turns[thread_id] = asyncio.Lock()
        return lock

    @asynccontextmanager
    async def alone(self, thread_id: str) -> AsyncGenerator[ThreadMetadata]:
        """The thread, held while it is changed from outside an answer.

        Raises NotFoundError, ThreadLockedError, or RequestError while it is being answered.
        """
        _refuse_unless_active(await self.store.load_thread(thread_id, None))
        lock = self._turns.get(thread_id)
        if lock is not None and lock.locked():
            raise RequestError("An answer is still being written here. Stop it first, or wait for its end.")
        async with self._turn(thread_id):
            yield await self.store.load_thread(thread_id, None)

    async def check_attachments(self, ids: Sequence[str]) -> None:
        """Refuse attachments that cannot be used, before the message is stored. Raises RequestError."""

    async def _check(self, request: StreamingReq) -> None:
        if isinstance(request, ThreadsCreateReq | ThreadsAddUserMessageReq):
            await self.check_attachments(request.params.input.attachments)
        if isinstance(request, ThreadsCreateReq):
            return
        thread = await self.store.load_thread(request.params.thread_id, None)
        if isinstance(request, ThreadsAddUserMessageReq | ThreadsRetryAfterItemReq):
            _refuse_unless_active(thread)
        if isinstance(request, ThreadsRetryAfterItemReq):
            item = await self.store.load_item(thread.id, request.params.item_id, None)
            if not isinstance(item, UserMessageItem):
                raise RequestError("Only a message of the user can be tried again.", field="params.item_id")

    async def handle_stream_cancelled(
        self, thread: ThreadMetadata, pending_items: list[ThreadItem], context: object
    ) -> None:
        # Starlette cancels through a scope that would cancel the first await in here as well.
        save = asyncio.ensure_future(self._save_unfinished(thread, pending_items, context))
        with anyio.CancelScope(shield=True):
            await save

    async def _save_unfinished(self, thread: ThreadMetadata, pending_items: list[ThreadItem], context: object) -> None:
        for item in unfinished(pending_items):
            if isinstance(item, WorkflowItem):
                await self.store.add_thread_item(thread.id, item, context)
        await super().handle_stream_cancelled(thread, pending_items, context)

    async def _load_full_thread(self, thread_id: str, context: object) -> Thread:
        metadata = await self.store.load_thread(thread_id, context)
        page = await self.store.load_thread_items(thread_id, None, NEWEST_PAGE, "desc", context)
        page.data = (await self.as_now(page.data))[::-1]
        return Thread(**metadata.model_dump(), items=page)


def _refuse_unless_active(thread: ThreadMetadata) -> None:
    match thread.status:
        case ActiveStatus():
            return
        case LockedStatus(reason=reason):
            raise ThreadLockedError(f"This conversation is locked. {reason or ''}".strip())
        case ClosedStatus(reason=reason):
            raise ThreadLockedError(f"This conversation is closed. {reason or ''}".strip())


async def _started(frames: AsyncGenerator[bytes, None]) -> StreamingResult:
    """A result whose first event is there already, so that what fails before it can still be an HTTP error."""
    first = await anext(frames)

    async def rest() -> AsyncGenerator[bytes, None]:
        try:
            yield first
            async for frame in frames:
                yield frame
        finally:
            await frames.aclose()

    return StreamingResult(rest())


class PendingItems:
    """Items that were begun and are not done. Following costs next to nothing: they are built only when asked for."""

    def __init__(self) -> None:
        self._begun: dict[str, tuple[ThreadItem, list[ThreadItemUpdatedEvent]]] = {}

    def follow(self, event: ThreadStreamEvent) -> None:
        """Take note of the next event of the answer."""
        if isinstance(event, ThreadItemUpdatedEvent):
            if (begun := self._begun.get(event.item_id)) is not None:
                # The SDK writes into what it hands out, but never into a delta.
                delta = isinstance(event.update, AssistantMessageContentPartTextDelta)
                begun[1].append(event if delta else event.model_copy(deep=True))
        elif isinstance(event, ThreadItemAddedEvent):
            self._begun[event.item.id] = (event.item.model_copy(deep=True), [])
        elif isinstance(event, ThreadItemDoneEvent):
            self._begun.pop(event.item.id, None)

    def items(self, server: ChatKitServer[object]) -> list[ThreadItem]:
        """The items as they are after all that was followed."""
        pending = {name: item for name, (item, _) in self._begun.items()}
        for _, updates in self._begun.values():
            for update in updates:
                server._update_pending_items(pending, update)
        return list(pending.values())


def unfinished(pending: Iterable[ThreadItem]) -> list[ThreadItem]:
    """What is worth keeping of an answer that broke off: text that was written, and calls that were begun."""
    kept: list[ThreadItem] = []
    for item in pending:
        if isinstance(item, AssistantMessageItem) and any(part.text.strip() for part in item.content):
            kept.append(item)
        elif isinstance(item, WorkflowItem) and item.workflow.tasks:
            item.workflow.tasks = [
                task.model_copy(update={"status_indicator": "none"}) if task.status_indicator == "loading" else task
                for task in item.workflow.tasks
            ]
            kept.append(item)
    return kept


@asynccontextmanager
async def stopping(run: RunResultStreaming) -> AsyncGenerator[None]:
    """Ends the run that was just started, with its provider call and tools, when the answer is left early.

    What the broken answer has cost is added to the run's usage, as far as that is known.
    """
    flight = in_flight.get()
    try:
        yield
    finally:
        run.cancel()
        if flight is not None:
            run.context_wrapper.usage.add(flight.used())


async def with_own_ids(
    events: AsyncIterator[ThreadStreamEvent], store: ThreadStore, thread: ThreadMetadata
) -> AsyncIterator[ThreadStreamEvent]:
    """`events` with an id of ours for each message: those of models are placeholders, or come again in a later turn."""
    names: dict[str, str] = {}
    async for event in events:
        if isinstance(event, ThreadItemAddedEvent | ThreadItemDoneEvent):
            if isinstance(event.item, AssistantMessageItem):
                theirs = event.item.id
                if isinstance(event, ThreadItemAddedEvent) or theirs not in names:
                    names[theirs] = store.generate_item_id("message", thread, None)
                # The events are made for us alone, one by one: copying each delta would cost more than all else here.
                event.item.id = names[theirs]
                if isinstance(event, ThreadItemDoneEvent):
                    del names[theirs]
        elif isinstance(event, ThreadItemUpdatedEvent | ThreadItemRemovedEvent):
            event.item_id = names.get(event.item_id, event.item_id)
        yield event
