"""The tools without a client between: for tests that call them many times."""

from pathlib import Path
from typing import Any

from mcp_servers.common.toolset import Reply
from mcp_servers.tasks.server import tasks_offer
from tests.mcp_servers.tasks.moments import NOW


class Direct:
    """The tools on one file, called as the server calls them."""

    def __init__(self, db: Path) -> None:
        self._tools = tasks_offer(db, lambda: NOW).by_name

    def __call__(self, name: str, **arguments: Any) -> Reply:
        """The reply. Raises `ToolFailure` for what the tool refuses."""
        tool = self._tools[name]
        return tool.run(tool.arguments.model_validate(arguments))

    def answer(self, name: str, **arguments: Any) -> str:
        """What a client is told, be it a refusal."""
        return self._tools[name].answer(arguments)["content"][0]["text"]
