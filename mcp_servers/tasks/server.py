"""What the tasks server offers, on one database file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcp_servers.common.offer import Offer
from mcp_servers.tasks.clock import Clock, local_now
from mcp_servers.tasks.database import Database

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcp_servers.common.prompts import Prompt
    from mcp_servers.common.resources import Resources
    from mcp_servers.common.toolset import Tool

VERSION = "0.1.0"
_INSTRUCTIONS = (
    "Keeps the person's tasks. Dates may be given in words. A task is named by its number or by words of its title."
)


def tasks_offer(path: Path, clock: Clock = local_now) -> Offer:
    """Tools, resources and prompts for the tasks in the file at `path`, which is made when it is first needed."""
    database = Database(path)

    def tools() -> "Sequence[Tool[Any]]":
        from mcp_servers.tasks.tools import tasks_tools

        return tasks_tools(database, clock)

    def resources() -> "Resources":
        from mcp_servers.tasks.resources import TaskResources

        return TaskResources(database, clock)

    def prompts() -> "Sequence[Prompt]":
        from mcp_servers.tasks.prompts import TaskPrompts

        return TaskPrompts(database, clock).prompts()

    return Offer("deskhand-tasks", "Tasks", VERSION, _INSTRUCTIONS, tools, resources, prompts)
