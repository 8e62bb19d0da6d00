"""The ChatKit server of the app: what happens when the user says something or touches a widget."""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, cast

import chatkit.agents
import openai
from agents import Agent, RunContextWrapper, RunResultStreaming, RunState, TResponseInputItem
from chatkit.actions import Action
from chatkit.errors import CustomStreamError
from chatkit.types import (
    SyncCustomActionResponse,
    ThreadItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    WidgetItem,
)

from app.agent.assistant import Guidance, clean_title, make_assistant, make_title, run_assistant
from app.agent.failures import explain, is_too_long, refuses_pictures
from app.agent.history import tool_records, user_text
from app.agent.models import ChosenModel, ModelSelector
from app.agent.providers import BUILTIN
from app.agent.team import make_team, wants_several
from app.base.background import BackgroundTasks
from app.base.errors import DeskhandError, ProviderError, RequestError
from app.server.asking import ACTIONS as PERMISSION_ACTIONS
from app.server.asking import Asking
from app.server.attached import AttachmentReader
from app.server.chatkit_mends import MendedServer, PendingItems, stopping, unfinished, with_own_ids
from app.server.events import Broadcaster
from app.server.fresh_tasks import FreshTasks
from app.server.model_input import ModelInput
from app.server.noting import noting
from app.server.permission_card import EDIT, SHOW
from app.server.spending import add_spent, model_for
from app.server.summarising import Summarising
from app.server.turn import TurnContext, text_source
from app.server.widgets import TOGGLE_TASK, with_result
from app.store.attachments import FileAttachments
from app.store.message_facts import MessageFacts
from app.store.permissions import Question
from app.store.spending import SpendingStore
from app.store.summaries import SummaryStore
from app.store.threads import ThreadStore, all_items
from app.tools.host import ToolHost
from app.tools.permissions import FILES, brings_text

logger = logging.getLogger(__name__)

UNREAD = (
    "The built-in model cannot read what is attached. Choose another model and send it again, or put the file into a "
    "folder that you have granted and ask for it by its name."
)


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
        reader: AttachmentReader,
        guidance: Callable[[], Awaitable[Guidance]],
    ) -> None:
        super().__init__(store, attachments)
        self._reader = reader
        self._input = ModelInput(store, reader, guidance)
        self._spending = SpendingStore(store.database)
        self._summarising = Summarising(self._input, SummaryStore(store.database), self._spending, background)
        self._fresh = FreshTasks(host)
        self._facts = MessageFacts(store.database)
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
            if chosen.provider == BUILTIN and input_user_message is not None and input_user_message.attachments:
                raise ProviderError(UNREAD, allow_retry=False)
            words = self._name(thread, input_user_message)
            items = await all_items(self.store, thread.id)
            turn = self._turn_context(thread, items, context)
            async for event in self._answer(turn, chosen):
                yield event
                if words and chosen.provider != BUILTIN:
                    # Only now has the SDK stored the first title, over which it would write it otherwise.
                    self._background.start(self._better_title(thread.id, thread.title, words, chosen), name="title")
                    words = ""

        async for event in self._guarded(answer, await model_for(self._spending, thread.id, input_user_message)):
            yield event

    async def _guarded(
        self, answer: Callable[[ChosenModel], AsyncIterator[ThreadStreamEvent]], model_id: str | None
    ) -> AsyncIterator[ThreadStreamEvent]:
        """The events of an answer, at the end of which a failure becomes one sentence."""
        chosen: ChosenModel | None = None
        pending = PendingItems()
        try:
            chosen = await self._models.current(model_id)
            async for event in answer(chosen):
                pending.follow(event)
                yield event
        # The top of a turn: whatever failed below is told to the user here, once.
        except Exception as error:
            logger.warning("A turn failed", exc_info=error)
            for item in unfinished(pending.items(self)):
                yield ThreadItemDoneEvent(item=item)
            raise _as_stream_error(error, chosen) from error

    async def as_now(self, items: Sequence[ThreadItem]) -> list[ThreadItem]:
        return await self._fresh.fresh(items)

    async def check_attachments(self, ids: Sequence[str]) -> None:
        await self._reader.check(ids)

    def _turn_context(self, thread: ThreadMetadata, items: Sequence[ThreadItem], context: object) -> TurnContext:
        texts = [
            text_source(record.name, json.loads(record.arguments))
            for record in tool_records(items)
            if brings_text(record.server or FILES, record.name)
        ]
        messages = [item for item in items if isinstance(item, UserMessageItem)]
        texts += [attachment.name for message in messages for attachment in message.attachments]
        turn = TurnContext(thread=thread, store=self.store, request_context=context)
        return turn.judged_by(self._asking.judge, texts)

    async def _answer(
        self, turn: TurnContext, chosen: ChosenModel, waiting: Question | None = None
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer the conversation as the thread holds it, or go on with the run that waited for this question.

        A model that says that the conversation is too long for it gets less of it, until it fits; one that takes no
        pictures gets none.
        """
        await self._host.settled()
        agent, thread_id = await self._agent(chosen), turn.thread.id
        start = await (
            self._asking.state_of(waiting, agent, turn) if waiting else self._input.conversation(thread_id, chosen)
        )
        spoke = False
        while start is not None:
            following: list[RunState[Any, Any]] = []
            try:
                events = self._run(turn, agent, start, following, chosen)
                async for event in noting(self._facts, thread_id, chosen, events):
                    spoke = spoke or _begins_to_speak(event)
                    yield event
            except openai.APIStatusError as error:
                # What was called so far is in the thread already, so nothing is done twice.
                if spoke or not await self._gives_less(error, thread_id, chosen):
                    raise
                start = await self._input.conversation(thread_id, chosen)
            else:
                start = next(iter(following), None)
        self._summarising.look(thread_id, chosen)

    async def _gives_less(self, error: openai.APIStatusError, thread_id: str, chosen: ChosenModel) -> bool:
        """Whether the model is given less from now on of what it has refused."""
        if is_too_long(error):
            return await self._input.give_less(thread_id, chosen)
        return refuses_pictures(error) and await self._input.leave_out_pictures(thread_id, chosen)

    async def _agent(self, chosen: ChosenModel) -> Agent[Any]:
        """The agent that answers, alone or with specialists."""
        (said, guidance), tools = await self._input.instructions(), self._host.tools_by_server()
        if wants_several(chosen, tools, guidance.team):
            return make_team(chosen, tools, said, _handed_over)
        return make_assistant(chosen, [tool for each in tools.values() for tool in each], said)

    async def meter(self, thread_id: str | None) -> Mapping[str, Any]:
        """How full the model is with this conversation (a new one for None), and what it has cost.

        Raises NotHereError when there is no such conversation, ConfigError when its model cannot be used.
        """
        if thread_id is not None:
            await self._input.check(thread_id)
        chosen = await self._models.current(await self._spending.model_of(thread_id) if thread_id else None)
        return await self._input.meter(thread_id, chosen, self._host, self._spending)

    async def _run(
        self,
        turn: TurnContext,
        agent: Agent[Any],
        start: list[TResponseInputItem] | RunState[Any, Any],
        following: list[RunState[Any, Any]],
        chosen: ChosenModel,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """One run. `following` gets the state to go on with at once, when there is one."""
        run = run_assistant(agent, start, turn)
        try:
            async with stopping(run):
                async for event in with_own_ids(self._events(turn, run), self.store, turn.thread):
                    yield event
        finally:
            await add_spent(self._spending, turn.thread.id, chosen, run.context_wrapper.usage)
        if run.interruptions and (ended := turn.ended_workflow()) is not None:
            yield ended
        async for event in self._asking.ask(turn, run):
            yield event
        # Nobody can be asked about arguments that cannot be read; the call itself tells the model so.
        if (state := self._asking.unasked(run)) is not None:
            following.append(state)

    def _events(self, turn: TurnContext, run: RunResultStreaming) -> AsyncIterator[ThreadStreamEvent]:
        # The SDK leaves its context's type open.
        stream: Any = chatkit.agents.stream_agent_response  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return stream(turn, run)

    # -- titles

    def _name(self, thread: ThreadMetadata, message: UserMessageItem | None) -> str:
        """Name a new thread by its first words, and give these; a better title comes when a real model has made one."""
        if message is None or thread.title is not None:
            return ""
        words = user_text(message).strip()
        thread.title = clean_title(words) or None
        return words

    async def _better_title(self, thread_id: str, first: str | None, words: str, chosen: ChosenModel) -> None:
        title, usage = await make_title(chosen, words)
        await add_spent(self._spending, thread_id, chosen, usage)
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
            turn = self._turn_context(thread, await all_items(self.store, thread.id), context)
            async for each in self._answer(turn, chosen, question):
                yield each

        async for each in self._guarded(answer, await model_for(self._spending, thread.id, None)):
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
        widget = with_result(sender.widget.model_dump(exclude_none=True), outcome.structured)
        return sender.model_copy(update={"widget": widget})


async def _handed_over(context: RunContextWrapper[Any], name: str) -> None:
    turn: TurnContext = context.context
    await turn.handed_over(name)


def _begins_to_speak(event: ThreadStreamEvent) -> bool:
    return isinstance(event, ThreadItemAddedEvent) and event.item.type == "assistant_message"


def _as_stream_error(error: Exception, chosen: ChosenModel | None) -> CustomStreamError:
    label = chosen.label.partition(" · ")[0] if chosen else ""
    explained: DeskhandError = explain(error, label, local=not (chosen and chosen.remote))
    retry = explained.allow_retry if isinstance(explained, ProviderError) else True
    return CustomStreamError(explained.message, allow_retry=retry)
