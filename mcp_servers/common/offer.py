"""What a server offers, before it is known how it will be spoken to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mcp_servers.common.toolset import Tool, Wire

if TYPE_CHECKING:
    from mcp_servers.common.prompts import Prompt
    from mcp_servers.common.resources import Resources

MAX_CALLS_AT_ONCE = 16


@dataclass(frozen=True)
class Offer:
    """A server's name and what it can do. Resources and prompts are made when they are first asked for."""

    name: str
    title: str
    version: str
    instructions: str
    tools: Sequence[Tool[Any]]
    resources: "Callable[[], Resources] | None" = None
    prompts: "Callable[[], Sequence[Prompt]] | None" = None

    def __post_init__(self) -> None:
        """Raises ValueError when two tools have one name."""
        names = [tool.name for tool in self.tools]
        doubled = {name for name in names if names.count(name) > 1}
        if doubled:
            raise ValueError(f"two tools are called {min(doubled)}")

    @cached_property
    def by_name(self) -> dict[str, Tool[Any]]:
        return {tool.name: tool for tool in self.tools}

    @cached_property
    def definitions(self) -> list[Wire]:
        """The tools as `tools/list` shows them."""
        return [tool.definition() for tool in self.tools]

    @property
    def information(self) -> Wire:
        """Who the server says it is: an `Implementation`."""
        return {"name": self.name, "title": self.title, "version": self.version}
