"""Asking the user before something is done, and going on once they have answered, also after a restart."""

import json
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

from agents import Agent, RunResultStreaming, RunState
from agents.items import ToolApprovalItem
from chatkit.actions import Action
from chatkit.store import NotFoundError
from chatkit.types import (
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    WidgetItem,
)
from chatkit.widgets import DynamicWidgetRoot

from app.base.errors import RequestError
from app.base.values import as_mapping
from app.server.permission_card import ALLOW, EDIT, ONCE, REFUSE, SHOW, TIMES, answered_card, waiting_card
from app.server.turn import TurnContext, record_item
from app.store.permissions import PermissionStore, Question
from app.store.threads import ThreadStore, new_id
from app.tools.calls import ToolCall, ToolOutcome
from app.tools.host import ToolHost
from app.tools.long_texts import Look
from app.tools.permissions import Verdict, covers, digest, folders_of, is_harmless
from app.tools.preview import Preview, preview, with_parts

logger = logging.getLogger(__name__)

ACTIONS = frozenset({ALLOW, REFUSE, EDIT, SHOW})
WENT_ON = "Not done: the user was asked whether this may be done, and went on without an answer."
ALTERED = "Not done: what was stored of this call is not what the user was asked about."
HOUR = timedelta(hours=1)


class Asking:
    """Decides what needs a yes, asks for it, and takes the answer."""

    def __init__(
        self, permissions: PermissionStore, store: ThreadStore, host: ToolHost, granted: Callable[[], Sequence[Path]]
    ) -> None:
        self._permissions = permissions
        self._store = store
        self._host = host
        self._granted = granted

    async def judge(self, call: ToolCall, thread_id: str, texts: Sequence[str], *, only_reads: bool) -> Verdict:
        """Whether `call` must ask. `texts` names what others may have written and the conversation now holds."""
        if is_harmless(call, only_reads=only_reads):
            return Verdict(must_ask=False)
        folders, now = folders_of(call, self._granted()), datetime.now(UTC)
        allowed = any(covers(one, call, folders, thread_id, now) for one in await self._permissions.permissions())
        if allowed and texts:
            return Verdict(
                must_ask=True,
                why=f"You have allowed this, but the conversation now holds text from {_listed(texts)}. "
                "Such a text can try to make the assistant do things, so you are asked again.",
            )
        return Verdict(must_ask=not allowed)

    # -- asking

    async def ask(self, turn: TurnContext, run: RunResultStreaming) -> AsyncIterator[ThreadStreamEvent]:
        """Cards for all that `run` waits for. The run is stored first: a question must survive whatever comes."""
        run_id = f"run_{uuid.uuid4().hex}"
        calls = [call for call in self.calls(run) if call is not None]
        if not calls:
            return
        seen = [await self._preview(call) for call in calls]
        asked = [self._question(run_id, turn, call, what.pinned) for call, what in zip(calls, seen, strict=True)]
        state: Mapping[str, Any] = run.to_state().to_json(context_serializer=_no_context)
        # What it has cost so far is counted already.
        state = {**state, "context": {**as_mapping(state.get("context")), "usage": {}}}
        await self._permissions.save_run(run_id, turn.thread.id, json.dumps(state), asked)
        for question, call, what in zip(asked, calls, seen, strict=True):
            card = waiting_card(question, call, what, folders_of(call, self._granted()), why=turn.why(call))
            yield ThreadItemDoneEvent(item=self._item(question, card))

    def unasked(self, run: RunResultStreaming) -> RunState[Any, Any] | None:
        """The run, ready to go on, when all that it waits for are calls about which nobody can be asked."""
        if not run.interruptions or any(call is not None for call in self.calls(run)):
            return None
        state = run.to_state()
        for item in state.get_interruptions():
            state.approve(item)
        return state

    def calls(self, run: RunResultStreaming) -> list[ToolCall | None]:
        """What a run waits for; None for a call whose arguments cannot be read, about which nobody can be asked."""
        return [self._call_of(item) for item in run.interruptions]

    def _call_of(self, item: ToolApprovalItem) -> ToolCall | None:
        return self._host.call_named(item.name or "", item.call_id or "", item.arguments or "")

    def _question(self, run_id: str, turn: TurnContext, call: ToolCall, pinned: Mapping[str, Any]) -> Question:
        return Question(
            id=f"qst_{uuid.uuid4().hex}", run_id=run_id, thread_id=turn.thread.id, item_id=new_id("message"),
            call_id=call.id, server=call.server, tool=call.tool, arguments=call.arguments,
            digest=digest(run_id, call), pinned=pinned, status="waiting", answer={},
        )  # fmt: skip

    def _item(self, question: Question, widget: DynamicWidgetRoot) -> WidgetItem:
        return WidgetItem(
            id=question.item_id, thread_id=question.thread_id, created_at=datetime.now().astimezone(), widget=widget
        )

    async def _preview(self, call: ToolCall) -> Preview:
        return await preview(call, self._look(call))

    def _look(self, call: ToolCall) -> Look:
        return partial(self._host.call, call.server)

    # -- answers

    async def show(self, action: Action[str, Any], thread: ThreadMetadata) -> ThreadStreamEvent:
        """The card again: with everything shown, or with arguments that can be changed."""
        question = await self._waiting(action, thread)
        call = self._call(question)
        seen, folders = await self._preview(call), folders_of(call, self._granted())
        await self._permissions.pin(question.id, seen.pinned)
        card = waiting_card(question, call, seen, folders, whole=True, editing=action.type == EDIT)
        return ThreadItemReplacedEvent(item=self._item(question, card))

    async def answer(self, action: Action[str, Any], thread: ThreadMetadata) -> tuple[Question, ThreadStreamEvent]:
        """Take an answer, once, and show it on the card.

        Raises RequestError when it is not an answer to what waits in this thread, or cannot be understood.
        """
        values = _values(action)
        question = await self._waiting(action, thread)
        call = self._call(question)
        if action.type == REFUSE:
            reason = str(values.get("reason") or "").strip()
            answered = await self._permissions.answer(
                question.id, thread.id, question.digest, "refused", {"reason": reason}
            )
            said = f"Refused{f': {reason}' if reason else '.'}"
            return answered, ThreadItemReplacedEvent(
                item=self._item(answered, answered_card(call, said, allowed=False))
            )
        chosen = await self._as_chosen(call, question, values)
        answered = await self._permissions.answer(
            question.id, thread.id, question.digest, "allowed",
            {"arguments": dict(chosen.arguments), "changed": chosen.changed},
        )  # fmt: skip
        said = await self._allow_longer(chosen, thread.id, str(values.get("grant", ONCE)))
        card = answered_card(chosen, said, allowed=True)
        return answered, ThreadItemReplacedEvent(item=self._item(answered, card))

    async def _as_chosen(self, call: ToolCall, question: Question, values: Mapping[str, Any]) -> ToolCall:
        """The call that the user allows: as it was shown, some parts of it, or with changed arguments."""
        edited, parts = values.get("arguments"), as_mapping(values.get("parts"))
        if isinstance(edited, str):
            arguments = _arguments(edited)
            same = arguments.get("path") == call.arguments.get("path")
        else:
            chosen = [int(place) for place, wanted in parts.items() if wanted and place.isdigit()]
            if parts and not chosen:
                raise RequestError("Choose at least one change, or refuse.")
            some = len(chosen) < len(parts)
            arguments = await with_parts(call, chosen, self._look(call)) if some else call.arguments
            same = True
        changed = arguments != call.arguments
        # What is pinned speaks of the file that was shown, and of no other.
        return replace(call, arguments={**(question.pinned if same else {}), **arguments}, changed=changed)

    async def _waiting(self, action: Action[str, Any], thread: ThreadMetadata) -> Question:
        values = _values(action)
        question = await self._permissions.question(str(values.get("question")))
        bound = question and (question.thread_id, question.digest) == (thread.id, values.get("digest"))
        if question is None or not bound or question.status != "waiting":
            raise RequestError("This question was answered already, or it is not the one that waits here.")
        if digest(question.run_id, self._call(question)) != question.digest:
            raise RequestError("Something has changed this question since it was asked. Go on with a new message.")
        return question

    def _call(self, question: Question) -> ToolCall:
        server = self._host.servers[question.server]
        tool = next((tool for tool in server.tools if tool.name == question.tool), None)
        title = tool.title if tool and tool.title else question.tool
        return ToolCall(question.call_id, question.server, question.tool, title, question.arguments)

    async def _allow_longer(self, call: ToolCall, thread_id: str, grant: str) -> str:
        """Keep what was allowed beyond this one call, and say so. `grant` is `once` or `scope:time`."""
        scope, _, time = grant.partition(":")
        folders = folders_of(call, self._granted())
        folder = folders[0] if scope == "folder" and len(folders) == 1 else None
        allowed = "Allowed as you changed it" if call.changed else "Allowed"
        if time not in TIMES or (scope not in ("tool", "thread") and folder is None):
            return f"{allowed}, just this time."
        until = None if time == "always" else datetime.now(UTC) + HOUR
        await self._permissions.allow(call.server, call.tool, folder, thread_id if scope == "thread" else None, until)
        where = f" in {folder}" if folder else " in this conversation" if scope == "thread" else ""
        ending = "until you revoke it" if until is None else "for an hour"
        return f"{allowed}. {call.title}{where} no longer asks {ending}."

    # -- going on

    async def state_of(self, question: Question, agent: Agent[Any], turn: TurnContext) -> RunState[Any, Any] | None:
        """The run that waited for this answer, ready to go on; None while it still waits for another one."""
        questions = await self._permissions.questions_of(question.run_id)
        if any(each.status == "waiting" for each in questions):
            return None
        kept = await self._permissions.take_run(question.run_id)
        if kept is None:
            return None
        state = await RunState.from_json(agent, json.loads(kept), context_override=cast("Any", turn))
        by_call = {each.call_id: each for each in questions}
        for item in state.get_interruptions():
            await self._settle(state, item, by_call.get(item.call_id or ""), turn)
        return state

    async def _settle(
        self, state: RunState[Any, Any], item: ToolApprovalItem, question: Question | None, turn: TurnContext
    ) -> None:
        call = self._call_of(item)
        if question is None and call is None:
            # Its arguments cannot be read: the call itself tells the model so.
            state.approve(item)
        elif question is None or call is None or digest(question.run_id, call) != question.digest:
            # Only another program can have done this.
            state.reject(item, rejection_message=ALTERED)
        elif question.status == "allowed":
            arguments = cast("Mapping[str, Any]", question.answer["arguments"])
            turn.allow(question.call_id, arguments, changed=question.answer.get("changed") is True)
            state.approve(item)
        else:
            reason = str(question.answer.get("reason") or "")
            told = f"Not done: the user refused this.{f' They say: {reason}' if reason else ''}"
            state.reject(item, rejection_message=told)
            await turn.remember(self._call(question), ToolOutcome(told, failed=True), refused=True)

    async def give_up(self, thread: ThreadMetadata) -> AsyncIterator[ThreadStreamEvent]:
        """What still waits in a thread when the user goes on with something else is not done."""
        for question in await self._permissions.waiting(thread.id):
            call = self._call(question)
            await self._permissions.answer(question.id, thread.id, question.digest, "refused", {"reason": WENT_ON})
            await self._permissions.take_run(question.run_id)
            left = record_item(self._store, thread, call, ToolOutcome(WENT_ON, failed=True), refused=True)
            yield ThreadItemDoneEvent(item=left)
            try:
                await self._store.load_item(thread.id, question.item_id, None)
            except NotFoundError:
                # Retrying an earlier message has taken the card away.
                continue
            card = answered_card(call, "Not done: you went on without an answer.", allowed=False)
            yield ThreadItemReplacedEvent(item=self._item(question, card))


def _values(action: Action[str, Any]) -> Mapping[str, Any]:
    return as_mapping(action.payload)


def _arguments(text: str) -> Mapping[str, Any]:
    try:
        value: object = json.loads(text)
    except ValueError as error:
        raise RequestError("The arguments are not valid JSON.", field="arguments") from error
    if not isinstance(value, dict):
        raise RequestError("The arguments must be a JSON object.", field="arguments")
    return cast("dict[str, Any]", value)


def _listed(texts: Sequence[str]) -> str:
    shown = list(dict.fromkeys(texts))
    more = f" and {len(shown) - 2} more" if len(shown) > 2 else ""
    return ", ".join(shown[:2]) + more


def _no_context(_: object) -> Mapping[str, Any]:
    return {}
