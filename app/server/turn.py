"""One turn of a conversation as the thread shows it: tool calls as workflow tasks, task lists as widgets."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, Self, cast

from chatkit.agents import AgentContext
from chatkit.store import Store
from chatkit.types import (
    CustomSummary,
    CustomTask,
    HiddenContextItem,
    ThreadItemDoneEvent,
    ThreadMetadata,
    Workflow,
)
from chatkit.widgets import DynamicWidgetRoot
from pydantic import PrivateAttr

from app.agent.history import ToolRecord
from app.server.file_widgets import file_widget
from app.server.visible import fenced, visible
from app.server.widgets import task_widget
from app.tools.calls import ToolCall, ToolOutcome
from app.tools.permissions import BRINGS_TEXT, FILES, TASKS, Verdict, brings_text

SHOWN_RESULT_CHARACTERS = 4_000


class Judge(Protocol):
    """Decides whether a call must ask."""

    async def __call__(self, call: ToolCall, thread_id: str, texts: Sequence[str], *, only_reads: bool) -> Verdict: ...


class TurnContext(AgentContext[object]):
    """The run's context. It is a ToolObserver: the MCP host asks it about every call and tells it of it."""

    # The place of each running call in the open workflow.
    _places: dict[str, int] = PrivateAttr(default_factory=dict[str, int])
    _judge: Judge = PrivateAttr()
    # What others may have written and the conversation now holds, by name.
    _texts: list[str] = PrivateAttr(default_factory=list[str])
    _reasons: dict[str, str] = PrivateAttr(default_factory=dict[str, str])
    _allowed: dict[str, Mapping[str, Any]] = PrivateAttr(default_factory=dict[str, Mapping[str, Any]])
    # The calls that the user has changed.
    _changed: set[str] = PrivateAttr(default_factory=set[str])

    def judged_by(self, judge: Judge, texts: Sequence[str]) -> Self:
        """Who decides what must ask, and which texts of others the conversation holds so far."""
        self._judge, self._texts = judge, list(texts)
        return self

    @property
    def conversation(self) -> str:
        """The id of the conversation."""
        return self.thread.id

    async def must_ask(self, call: ToolCall, *, only_reads: bool) -> bool:
        """Whether the user has to be asked first."""
        verdict = await self._judge(call, self.thread.id, self._texts, only_reads=only_reads)
        self._reasons[call.id] = verdict.why
        return verdict.must_ask

    def why(self, call: ToolCall) -> str:
        """Why a call asks although something like it was allowed; empty when there is nothing to say."""
        return self._reasons.get(call.id, "")

    def allow(self, call_id: str, arguments: Mapping[str, Any], *, changed: bool) -> None:
        """The user has allowed a call with these arguments, which they have `changed`."""
        self._allowed[call_id] = arguments
        if changed:
            self._changed.add(call_id)

    def as_allowed(self, call: ToolCall) -> ToolCall:
        """The call as the user has allowed it, who may have changed its arguments."""
        arguments = self._allowed.get(call.id, call.arguments)
        return replace(call, arguments=arguments, changed=call.id in self._changed)

    async def tool_started(self, call: ToolCall) -> None:
        """Show the call with its exact arguments while it runs."""
        await self.add_workflow_task(_task(call, "loading", _arguments(call.arguments)))
        if self.workflow_item is not None:
            self._places[call.id] = len(self.workflow_item.workflow.tasks) - 1

    async def tool_finished(self, call: ToolCall, outcome: ToolOutcome) -> None:
        """Show what came of it, and keep it for the model's later turns."""
        place = self._places.pop(call.id, None)
        if self.workflow_item is not None and place is not None:
            body = f"{_arguments(call.arguments)}\n\n{_result(outcome)}"
            await self.update_workflow_task(_task(call, "complete", body, outcome), place)
            self.workflow_item.workflow.summary = _summary(self.workflow_item.workflow)
        # Also what a foreign server says of its failure is a text of its own.
        if brings_text(call.server, call.tool) and not (outcome.failed and call.server in BRINGS_TEXT):
            self._texts.append(text_source(call.tool, call.arguments))
        await self.remember(call, outcome)
        widget = None if outcome.failed else self._widget(call, outcome)
        if widget is not None:
            await self.stream_widget(widget, copy_text=outcome.text)

    def _widget(self, call: ToolCall, outcome: ToolOutcome) -> DynamicWidgetRoot | None:
        if call.server == FILES:
            return file_widget(call, outcome, seen=call.id in self._allowed)
        return task_widget(outcome.structured) if call.server == TASKS else None

    async def handed_over(self, name: str) -> None:
        """Show that another agent goes on."""
        await self.add_workflow_task(
            CustomTask(title=f"Handed over to {name}", icon="lucide:arrow-right", status_indicator="complete")
        )

    async def remember(self, call: ToolCall, outcome: ToolOutcome, *, refused: bool = False) -> None:
        """Keep a call and what came of it, for the model's later turns. `refused`: the user did not allow it."""
        item = record_item(self.store, self.thread, call, outcome, refused=refused)
        await self.stream(ThreadItemDoneEvent(item=item))

    def ended_workflow(self) -> ThreadItemDoneEvent | None:
        """The steps so far as finished, for an answer that waits; the SDK would leave them open."""
        item, self.workflow_item = self.workflow_item, None
        return ThreadItemDoneEvent(item=item) if item is not None else None


def record_item(
    store: Store[object], thread: ThreadMetadata, call: ToolCall, outcome: ToolOutcome, *, refused: bool = False
) -> HiddenContextItem:
    """A finished call as it is kept in the thread, unseen."""
    arguments = json.dumps(dict(call.arguments), ensure_ascii=False)
    record = ToolRecord(call.id, call.tool, arguments, outcome.text, call.server, outcome.change, refused)
    return HiddenContextItem(
        id=store.generate_item_id("tool_call", thread, None),
        thread_id=thread.id,
        created_at=datetime.now().astimezone(),
        content=record.to_content(),
    )


def text_source(tool: str, arguments: Mapping[str, Any]) -> str:
    """What a text came from, in words for a person."""
    paths: object = arguments.get("paths")
    if isinstance(paths, list) and paths:
        return ", ".join(map(str, cast("list[object]", paths)))
    return str(arguments.get("path") or arguments.get("query") or tool)


def _task(call: ToolCall, status: str, content: str, outcome: ToolOutcome | None = None) -> CustomTask:
    suffix = ""
    if outcome is not None:
        suffix = " · failed" if outcome.failed else f" · {outcome.seconds:.1f} s"
    return CustomTask.model_validate(
        {
            "title": f"{call.title}{suffix}",
            "icon": "lucide:triangle-alert" if outcome and outcome.failed else "lucide:wrench",
            "content": content,
            "status_indicator": status,
        }
    )


def _summary(workflow: Workflow) -> CustomSummary:
    """What stands for the calls when they are folded; without one the SDK would call them thinking."""
    titles = [task.title or "" for task in workflow.tasks if isinstance(task, CustomTask)]
    return CustomSummary(title=titles[0] if len(titles) == 1 else f"{len(titles)} steps", icon="lucide:wrench")


def _arguments(arguments: Mapping[str, Any]) -> str:
    if not arguments:
        return "**Arguments:** none"
    shown = json.dumps(dict(arguments), ensure_ascii=False, indent=2)
    return f"**Arguments**\n\n{fenced(visible(shown), 'json')}"


def _result(outcome: ToolOutcome) -> str:
    text = outcome.text
    if len(text) > SHOWN_RESULT_CHARACTERS:
        text = f"{text[:SHOWN_RESULT_CHARACTERS]}\n… ({len(outcome.text):,} characters in all)"
    return f"**{'Failed' if outcome.failed else 'Result'}**\n\n{fenced(text, 'text')}"
