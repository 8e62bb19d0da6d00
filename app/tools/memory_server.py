"""A tool with which the model can remember something for later conversations. It lives in the app, not in a program.

It is no server of ours whose changes can be undone by it, so that every call asks, like those of any other program;
and what was allowed for longer no longer counts once a text of others is in the conversation.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from mcp.types import Tool, ToolAnnotations

from app.base.errors import DeskhandError
from app.tools.calls import ToolOutcome, asked_in
from app.tools.permissions import MEMORY
from app.tools.server_process import ServerSpec, Status

KEPT = "Remembered. The user can see, change and delete it in the settings."
# Keeps a text that comes from a conversation.
Keep = Callable[[str, str | None], Awaitable[object]]

_REMEMBER = Tool(
    name="remember",
    title="Remember",
    description=(
        "Remember a fact about the user or a wish of theirs for all later conversations. Only when the user asks for "
        "it or clearly wants it; one short sentence."
    ),
    input_schema={
        "type": "object",
        "properties": {"text": {"type": "string", "maxLength": 500, "description": "What to remember"}},
        "required": ["text"],
        "additionalProperties": False,
    },
    annotations=ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False),
)


class MemoryServer:
    """Offers `remember`; `keep` stores a text with the id of the conversation."""

    def __init__(self, keep: Keep) -> None:
        self.spec = ServerSpec(MEMORY, (), {})
        self.status: Status = "running"
        self.problem: str | None = None
        self.tools = [_REMEMBER]
        self._keep = keep

    async def start(self) -> None:
        """Nothing has to be started."""

    async def settled(self) -> None:
        """It is there at once."""

    async def stop(self) -> None:
        """Nothing has to be ended."""

    def only_reads(self, tool: str) -> bool:
        return False

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> ToolOutcome:
        started, text = time.monotonic(), arguments.get("text")
        if tool != _REMEMBER.name or not isinstance(text, str):
            return ToolOutcome("Give what is to be remembered as “text”.", failed=True)
        try:
            await self._keep(text, asked_in.get())
        except DeskhandError as error:
            return ToolOutcome(str(error), failed=True)
        return ToolOutcome(
            "Remembered. The user can see, change and delete it in the settings.", seconds=time.monotonic() - started
        )
