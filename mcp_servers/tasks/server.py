"""What the tasks server offers, on one database file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcp_servers.common.offer import Offer
from mcp_servers.common.toolset import Tool
from mcp_servers.tasks.clock import Clock, local_now
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.exchange_tools import ExchangeTools
from mcp_servers.tasks.insight_tools import InsightTools
from mcp_servers.tasks.journal_tools import JournalTools
from mcp_servers.tasks.read_tools import ReadTools
from mcp_servers.tasks.status_tools import StatusTools
from mcp_servers.tasks.write_tools import WriteTools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcp_servers.common.prompts import Prompt
    from mcp_servers.common.resources import Resources

VERSION = "0.1.0"
_INSTRUCTIONS = (
    "Keeps the person's tasks. Dates may be given in words. A task is named by its number or by words of its title."
)


def tasks_offer(path: Path, clock: Clock = local_now) -> Offer:
    """Tools, resources and prompts for the tasks in the file at `path`, which is made when it is first needed."""
    database = Database(path)
    groups = (WriteTools, StatusTools, ReadTools, InsightTools, JournalTools, ExchangeTools)
    tools: list[Tool[Any]] = [tool for group in groups for tool in group(database, clock).tools()]

    def resources() -> "Resources":
        from mcp_servers.tasks.resources import TaskResources

        return TaskResources(database, clock)

    def prompts() -> "Sequence[Prompt]":
        from mcp_servers.tasks.prompts import TaskPrompts

        return TaskPrompts(database, clock).prompts()

    return Offer("deskhand-tasks", "Tasks", VERSION, _INSTRUCTIONS, tools, resources, prompts)
