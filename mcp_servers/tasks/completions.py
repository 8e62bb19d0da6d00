"""What a person may have begun to type: titles, projects."""

from collections.abc import Iterable, Sequence

from mcp_servers.tasks.database import folded
from mcp_servers.tasks.model import Task
from mcp_servers.tasks.store import Store


def matching_tasks(store: Store, typed: str) -> Sequence[Task]:
    """Open tasks whose titles begin like `typed`, and after them those with a word that does."""
    start = folded(typed)
    tasks = store.all("open")
    first = [task for task in tasks if folded(task.title).startswith(start)]
    return [*first, *(task for task in tasks if f" {start}" in folded(task.title) and task not in first)]


def beginning_with(names: Iterable[str], typed: str) -> Sequence[str]:
    """Those of some names that begin like `typed`, whatever their case."""
    return [name for name in names if folded(name).startswith(folded(typed))]
