"""The ChatKit server of the app: what happens when the user says something or touches a widget."""

import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

import chatkit.agents
from agents import RunResultStreaming
from chatkit.actions import Action
from chatkit.errors import CustomStreamError
from chatkit.types import (
    SyncCustomActionResponse,
    ThreadItem,
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)

from app.agent.assistant import clean_title, make_title, run_assistant
from app.agent.failures import explain
from app.agent.history import model_input, user_text
from app.agent.models import ChosenModel, ModelSelector
from app.base.background import BackgroundTasks
from app.base.errors import DeskhandError, ProviderError, RequestError
from app.server.chatkit_mends import MendedServer, PendingItems, stopping, unfinished, with_own_ids
from app.server.events import Broadcaster
from app.server.turn import TurnContext
from app.server.widgets import TOGGLE_TASK, with_task
from app.store.attachments import FileAttachments
from app.store.threads import MAX_PAGE, ThreadStore
from app.tools.host import ToolHost

logger = logging.getLogger(__name__)


class AssistantServer(MendedServer):
    """Answers with the model that `models` gives at that moment and the tools of `host`."""

    def __init__(
        self,
        store: ThreadStore,
        attachments: FileAttachments,
        host: ToolHost,
        models: ModelSelector,
        background: BackgroundTasks,
        broadcaster: Broadcaster,
    ) -> None:
        super().__init__(store, attachments)
        self._host = host
        self._models = models
        self._background = background
        self._broadcaster = broadcaster

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: object
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer the conversation so far. A failure becomes one sentence, with retry where that can help."""
        chosen: ChosenModel | None = None
        pending = PendingItems()
        try:
            chosen = await self._models.current()
            if input_user_message is not None and thread.title is None:
                self._name(thread, input_user_message, chosen)
            async for event in self._answer(thread, chosen, context):
                pending.follow(event)
                yield event
        # The top of a turn: whatever failed below is told to the user here, once.
        except Exception as error:
            logger.warning("A turn failed", exc_info=error)
            for item in unfinished(pending.items(self)):
                yield ThreadItemDoneEvent(item=item)
            raise _as_stream_error(error, chosen) from error

    async def _answer(
        self, thread: ThreadMetadata, chosen: ChosenModel, context: object
    ) -> AsyncIterator[ThreadStreamEvent]:
        conversation = model_input(await self._all_items(thread.id))
        turn = TurnContext(thread=thread, store=self.store, request_context=context)
        await self._host.settled()
        run = run_assistant(chosen, self._host.tools(), conversation, turn)
        async with stopping(run):
            async for event in with_own_ids(self._events(turn, run), self.store, thread):
                yield event

    def _events(self, turn: TurnContext, run: RunResultStreaming) -> AsyncIterator[ThreadStreamEvent]:
        # The SDK leaves its context's type open.
        stream: Any = chatkit.agents.stream_agent_response  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return stream(turn, run)

    async def _all_items(self, thread_id: str) -> list[ThreadItem]:
        items: list[ThreadItem] = []
        after: str | None = None
        while True:
            page = await self.store.load_thread_items(thread_id, after, MAX_PAGE, "asc", None)
            items.extend(page.data)
            if not page.has_more:
                return items
            after = page.after

    # -- titles

    def _name(self, thread: ThreadMetadata, message: UserMessageItem, chosen: ChosenModel) -> None:
        """Name the thread by its first words at once, and by a better title when a real model has made one."""
        words = user_text(message)
        thread.title = clean_title(words) or None
        if chosen.provider != "builtin" and words.strip():
            self._background.start(self._better_title(thread.id, thread.title, words, chosen), name="title")

    async def _better_title(self, thread_id: str, first: str | None, words: str, chosen: ChosenModel) -> None:
        title = await make_title(chosen, words)
        thread = await self.store.load_thread(thread_id, None)
        # Not when the user has named it in the meantime.
        if title and thread.title in {first, None}:
            thread.title = title
            await self.store.save_thread(thread, None)
            self._broadcaster.send("threads.changed")

    # -- widgets

    async def action(
        self, thread: ThreadMetadata, action: Action[str, Any], sender: WidgetItem | None, context: object
    ) -> AsyncIterator[ThreadStreamEvent]:
        """The same as `sync_action`, for frontends that stream every action."""
        item = await self._act(action, sender)
        if item is not None:
            yield ThreadItemReplacedEvent(item=item)

    async def sync_action(
        self, thread: ThreadMetadata, action: Action[str, Any], sender: WidgetItem | None, context: object
    ) -> SyncCustomActionResponse:
        """Do what a widget asks for and give it back as it is then."""
        item = await self._act(action, sender)
        if item is not None:
            await self.store.save_item(thread.id, item, context)
        return SyncCustomActionResponse(updated_item=item)

    async def _act(self, action: Action[str, Any], sender: WidgetItem | None) -> WidgetItem | None:
        payload: object = action.payload
        if action.type != TOGGLE_TASK or not isinstance(payload, dict) or "id" not in payload:
            raise RequestError("This button does nothing that Deskhand knows.", field="action.type")
        values = cast("Mapping[str, Any]", payload)
        done = bool(values.get("done", True))
        outcome = await self._host.call(
            "tasks", "complete_task" if done else "reopen_task", {"task": str(values["id"])}
        )
        if outcome.failed:
            raise RequestError(outcome.text)
        if sender is None:
            return None
        widget = with_task(sender.widget.model_dump(exclude_none=True), outcome.structured["task"])
        return sender.model_copy(update={"widget": widget})


def _as_stream_error(error: Exception, chosen: ChosenModel | None) -> CustomStreamError:
    label = chosen.label.partition(" · ")[0] if chosen else ""
    explained: DeskhandError = explain(error, label, local=not (chosen and chosen.remote))
    retry = explained.allow_retry if isinstance(explained, ProviderError) else True
    return CustomStreamError(explained.message, allow_retry=retry)
