"""All tools of the tasks server. Importing this takes most of its start."""

from typing import Any

from mcp_servers.common.toolset import Tool
from mcp_servers.tasks.clock import Clock
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.exchange_tools import ExchangeTools
from mcp_servers.tasks.insight_tools import InsightTools
from mcp_servers.tasks.journal_tools import JournalTools
from mcp_servers.tasks.read_tools import ReadTools
from mcp_servers.tasks.status_tools import StatusTools
from mcp_servers.tasks.write_tools import WriteTools


def tasks_tools(database: Database, clock: Clock) -> list[Tool[Any]]:
    """Tools for the tasks in `database`."""
    groups = (WriteTools, StatusTools, ReadTools, InsightTools, JournalTools, ExchangeTools)
    return [tool for group in groups for tool in group(database, clock).tools()]
