"""What a server offers, before it is known how it will be spoken to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mcp_servers.common.collector import collector_paused
from mcp_servers.common.wire import Wire

if TYPE_CHECKING:
    from mcp_servers.common.prompts import Prompt
    from mcp_servers.common.resources import Resources
    from mcp_servers.common.toolset import Tool

MAX_CALLS_AT_ONCE = 16


@dataclass(frozen=True)
class Offer:
    """A server's name and what it can do. That is made when it is first asked for: a client is greeted before."""

    name: str
    title: str
    version: str
    instructions: str
    make_tools: "Callable[[], Sequence[Tool[Any]]]"
    resources: "Callable[[], Resources] | None" = None
    prompts: "Callable[[], Sequence[Prompt]] | None" = None

    def load_tools(self) -> None:
        """Make the tools now, rather than at the first question for them. Raises ValueError as `tools` does."""
        _ = self.by_name

    @cached_property
    def tools(self) -> "Sequence[Tool[Any]]":
        """Raises ValueError when two tools have one name."""
        with collector_paused():
            tools = self.make_tools()
        names = [tool.name for tool in tools]
        doubled = {name for name in names if names.count(name) > 1}
        if doubled:
            raise ValueError(f"two tools are called {min(doubled)}")
        return tools

    @cached_property
    def by_name(self) -> "dict[str, Tool[Any]]":
        return {tool.name: tool for tool in self.tools}

    @cached_property
    def definitions(self) -> list[Wire]:
        """The tools as `tools/list` shows them."""
        return [tool.definition() for tool in self.tools]

    @property
    def information(self) -> Wire:
        """Who the server says it is: an `Implementation`."""
        return {"name": self.name, "title": self.title, "version": self.version}
