"""The ChatKit server of the app: what happens when the user says something or touches a widget."""

import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, cast

import chatkit.agents
from agents import RunResultStreaming, TResponseInputItem
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

from app.agent.assistant import clean_title, make_assistant, make_title, run_assistant
from app.agent.failures import explain
from app.agent.history import model_input, tool_records, user_text
from app.agent.models import ChosenModel, ModelSelector
from app.base.background import BackgroundTasks
from app.base.errors import DeskhandError, ProviderError, RequestError
from app.server.asking import ACTIONS as PERMISSION_ACTIONS
from app.server.asking import Asking
from app.server.chatkit_mends import MendedServer, PendingItems, stopping, unfinished, with_own_ids
from app.server.events import Broadcaster
from app.server.permission_card import EDIT, SHOW
from app.server.turn import TurnContext, text_source
from app.server.widgets import TOGGLE_TASK, with_task
from app.store.attachments import FileAttachments
from app.store.permissions import Question
from app.store.threads import MAX_PAGE, ThreadStore
from app.tools.host import ToolHost
from app.tools.permissions import FILES, brings_text

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
        asking: Asking,
    ) -> None:
        super().__init__(store, attachments)
        self._asking = asking
        self._host = host
        self._models = models
        self._background = background
        self._broadcaster = broadcaster

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: object
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer the conversation so far. A failure becomes one sentence, with retry where that can help."""
        # Whatever still waits for an answer is not done: the user has gone on.
        async for event in self._asking.give_up(thread):
            yield event

        async def answer(chosen: ChosenModel) -> AsyncIterator[ThreadStreamEvent]:
            if input_user_message is not None and thread.title is None:
                self._name(thread, input_user_message, chosen)
            items = await self._all_items(thread.id)
            turn = self._turn_context(thread, items, context)
            async for event in self._answer(turn, chosen, model_input(items)):
                yield event

        async for event in self._guarded(answer):
            yield event

    async def _guarded(
        self, answer: Callable[[ChosenModel], AsyncIterator[ThreadStreamEvent]]
    ) -> AsyncIterator[ThreadStreamEvent]:
        """The events of an answer, at the end of which a failure becomes one sentence."""
        chosen: ChosenModel | None = None
        pending = PendingItems()
        try:
            chosen = await self._models.current()
            async for event in answer(chosen):
                pending.follow(event)
                yield event
        # The top of a turn: whatever failed below is told to the user here, once.
        except Exception as error:
            logger.warning("A turn failed", exc_info=error)
            for item in unfinished(pending.items(self)):
                yield ThreadItemDoneEvent(item=item)
            raise _as_stream_error(error, chosen) from error

    def _turn_context(self, thread: ThreadMetadata, items: Sequence[ThreadItem], context: object) -> TurnContext:
        texts = [
            text_source(record.name, json.loads(record.arguments))
            for record in tool_records(items)
            if brings_text(record.server or FILES, record.name)
        ]
        turn = TurnContext(thread=thread, store=self.store, request_context=context)
        return turn.judged_by(self._asking.judge, texts)

    async def _answer(
        self, turn: TurnContext, chosen: ChosenModel, given: list[TResponseInputItem] | Question
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer a conversation, or go on with the run that waited for this question."""
        await self._host.settled()
        agent = make_assistant(chosen, self._host.tools())
        start = given if isinstance(given, list) else await self._asking.state_of(given, agent, turn)
        while start is not None:
            run = run_assistant(agent, start, turn)
            async with stopping(run):
                async for event in with_own_ids(self._events(turn, run), self.store, turn.thread):
                    yield event
            if run.interruptions and (ended := turn.ended_workflow()) is not None:
                yield ended
            async for event in self._asking.ask(turn, run):
                yield event
            # Nobody can be asked about arguments that cannot be read; the call itself tells the model so.
            start = self._asking.unasked(run)

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
        """Do what a widget asks for. An answer to a question lets the run go on that waited for it."""
        if action.type in PERMISSION_ACTIONS:
            async for event in self._permission_action(thread, action, context):
                yield event
            return
        item = await self._act(action, sender)
        if item is not None:
            yield ThreadItemReplacedEvent(item=item)

    async def _permission_action(
        self, thread: ThreadMetadata, action: Action[str, Any], context: object
    ) -> AsyncIterator[ThreadStreamEvent]:
        try:
            if action.type in (SHOW, EDIT):
                yield await self._asking.show(action, thread)
                return
            question, event = await self._asking.answer(action, thread)
        except RequestError as error:
            raise CustomStreamError(error.message, allow_retry=False) from error
        yield event

        async def answer(chosen: ChosenModel) -> AsyncIterator[ThreadStreamEvent]:
            turn = self._turn_context(thread, await self._all_items(thread.id), context)
            async for each in self._answer(turn, chosen, question):
                yield each

        async for each in self._guarded(answer):
            yield each

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
