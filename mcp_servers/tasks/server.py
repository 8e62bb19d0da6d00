"""What the tasks server offers, on one database file."""

from pathlib import Path

from mcp_servers.common.offer import Offer
from mcp_servers.tasks.clock import Clock, local_now
from mcp_servers.tasks.database import Database
from mcp_servers.tasks.read_tools import ReadTools
from mcp_servers.tasks.write_tools import WriteTools

VERSION = "0.1.0"
_INSTRUCTIONS = (
    "Keeps the person's tasks. Dates may be given in words. A task is named by its number or by words of its title."
)


def tasks_offer(path: Path, clock: Clock = local_now) -> Offer:
    """The tools for the tasks in the file at `path`, which is made when it is first needed."""
    database = Database(path)
    tools = [*WriteTools(database, clock).tools(), *ReadTools(database, clock).tools()]
    return Offer("deskhand-tasks", "Tasks", VERSION, _INSTRUCTIONS, tools)
