"""The tools without a client between: for tests that call them many times."""

from pathlib import Path
from typing import Any

from mcp_servers.common.toolset import Reply
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.server import make_tools
from tests.mcp_servers.tasks.moments import NOW


class Direct:
    """The tools on one file, called as the server calls them."""

    def __init__(self, db: Path) -> None:
        self.database = Database(db)
        self._tools = {tool.name: tool for tool in make_tools(self.database, lambda: NOW)}

    def __call__(self, name: str, **arguments: Any) -> Reply:
        """The reply. Raises `ToolFailure` for what the tool refuses."""
        tool = self._tools[name]
        return tool.run(tool.arguments.model_validate(arguments))
