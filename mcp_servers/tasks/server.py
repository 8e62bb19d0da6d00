"""Builds the tasks server on one database file."""

from pathlib import Path
from typing import Any

from mcp.server.lowlevel import Server

from mcp_servers.common.toolset import Tool, make_server
from mcp_servers.tasks.clock import Clock, local_now
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.insight_tools import InsightTools
from mcp_servers.tasks.journal_tools import JournalTools
from mcp_servers.tasks.read_tools import ReadTools
from mcp_servers.tasks.status_tools import StatusTools
from mcp_servers.tasks.write_tools import WriteTools

VERSION = "0.1.0"
_INSTRUCTIONS = (
    "Keeps the person's tasks. Dates may be given in words. A task is named by its number or by words of its title."
)


def make_tasks_server(path: Path, clock: Clock = local_now) -> Server[dict[str, Any]]:
    """A server for the tasks in the file at `path`, which is made when it is first needed."""
    tools = make_tools(Database(path), clock)
    return make_server("deskhand-tasks", "Tasks", _INSTRUCTIONS, tools, version=VERSION)


def make_tools(database: Database, clock: Clock) -> list[Tool[Any]]:
    """All tools of the server."""
    groups = (WriteTools, StatusTools, ReadTools, InsightTools, JournalTools)
    return [tool for group in groups for tool in group(database, clock).tools()]
