"""What a tool call is: who asked for what, and what came of it."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call as the model made it. `arguments` is what will be sent, nothing more.

    `changed` says that the user has put these arguments in the place of the model's own.
    """

    id: str
    server: str
    tool: str
    title: str
    arguments: Mapping[str, Any]
    changed: bool = False


@dataclass(frozen=True, slots=True)
class ToolOutcome:
    """What a call brought. `text` is what the model reads; `structured` is the same as data where the tool has it.

    `change` is the number under which its server can undo what the call did; `etag` stands for what the file at hand
    held, or is empty.
    """

    text: str
    structured: Mapping[str, Any] = field(default_factory=dict[str, Any])
    failed: bool = False
    seconds: float = 0.0
    change: int | None = None
    etag: str = ""
    # The text without what its server says to models alone.
    for_people: str = ""
    # Pictures, as data URLs.
    images: Sequence[str] = ()


# The conversation in which the call at hand was made; None outside any.
asked_in: ContextVar[str | None] = ContextVar("asked_in", default=None)


class ToolObserver(Protocol):
    """Decides on every call and sees it while it runs; a run's context must be one."""

    @property
    def conversation(self) -> str:
        """The id of the conversation."""
        ...

    async def must_ask(self, call: ToolCall, *, only_reads: bool) -> bool:
        """Whether the user has to be asked first. `only_reads`: the server says that the call changes nothing."""
        ...

    def as_allowed(self, call: ToolCall) -> ToolCall:
        """The call as the user has allowed it, who may have changed its arguments."""
        ...

    async def tool_started(self, call: ToolCall) -> None:
        """The call is about to be sent to its server."""

    async def tool_finished(self, call: ToolCall, outcome: ToolOutcome) -> None:
        """The call was answered or failed."""
