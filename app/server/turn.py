"""One turn of a conversation as the thread shows it: tool calls as workflow tasks, task lists as widgets."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chatkit.agents import AgentContext
from chatkit.types import CustomSummary, CustomTask, HiddenContextItem, ThreadItemDoneEvent, Workflow
from pydantic import PrivateAttr

from app.agent.history import ToolRecord
from app.server.widgets import task_widget
from app.tools.calls import ToolCall, ToolOutcome

SHOWN_RESULT_CHARACTERS = 4_000


class TurnContext(AgentContext[object]):
    """The run's context. It is a ToolObserver: the MCP host tells it of every call."""

    # The place of each running call in the open workflow.
    _places: dict[str, int] = PrivateAttr(default_factory=dict[str, int])

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
        await self._remember(call, outcome)
        widget = None if outcome.failed else task_widget(outcome.structured)
        if widget is not None:
            await self.stream_widget(widget, copy_text=outcome.text)

    async def _remember(self, call: ToolCall, outcome: ToolOutcome) -> None:
        record = ToolRecord(call.id, call.tool, json.dumps(dict(call.arguments), ensure_ascii=False), outcome.text)
        item = HiddenContextItem(
            id=self.generate_id("tool_call"),
            thread_id=self.thread.id,
            created_at=datetime.now().astimezone(),
            content=record.to_content(),
        )
        await self.stream(ThreadItemDoneEvent(item=item))


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
    return f"**Arguments**\n\n{_fenced(json.dumps(dict(arguments), ensure_ascii=False, indent=2), 'json')}"


def _result(outcome: ToolOutcome) -> str:
    text = outcome.text
    if len(text) > SHOWN_RESULT_CHARACTERS:
        text = f"{text[:SHOWN_RESULT_CHARACTERS]}\n… ({len(outcome.text):,} characters in all)"
    return f"**{'Failed' if outcome.failed else 'Result'}**\n\n{_fenced(text, 'text')}"


def _fenced(text: str, language: str) -> str:
    """`text` in a code block that nothing inside it can close."""
    longest = max((len(run) for run in _runs_of_backticks(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _runs_of_backticks(text: str) -> list[str]:
    return [run for run in "".join(c if c == "`" else " " for c in text).split() if run]
