"""Task lists in a conversation as the tasks are now: they are changed in other places too."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from chatkit.types import ThreadItem, WidgetItem

from app.base.errors import ToolServerError
from app.server.widgets import is_task_list, shown_tasks, with_tasks
from app.tools.host import ToolHost
from app.tools.permissions import TASKS

# More than anybody sees at once.
MAX_ASKED = 100


class FreshTasks:
    """Looks the tasks up that items show. While their server does not answer, items stay as they were stored."""

    def __init__(self, host: ToolHost) -> None:
        self._host = host

    async def fresh(self, items: Sequence[ThreadItem]) -> list[ThreadItem]:
        """`items` with every list of tasks as they are now; one that is gone is struck out."""
        lists = {item.id: _widget(item) for item in items if isinstance(item, WidgetItem)}
        lists = {name: widget for name, widget in lists.items() if is_task_list(widget)}
        if not lists or self._host.servers[TASKS].status != "running":
            return list(items)
        try:
            tasks = await self._tasks({task for widget in lists.values() for task in shown_tasks(widget)})
        except ToolServerError:
            return list(items)
        return [
            item.model_copy(update={"widget": with_tasks(lists[item.id], tasks)}) if item.id in lists else item
            for item in items
        ]

    async def _tasks(self, wanted: Iterable[int]) -> Mapping[int, Mapping[str, Any] | None]:
        ids = sorted(wanted, reverse=True)[:MAX_ASKED]
        told = await asyncio.gather(*(self._host.call(TASKS, "get_task", {"task": str(each)}) for each in ids))
        return {
            each: None if outcome.failed else cast("Mapping[str, Any]", outcome.structured["task"])
            for each, outcome in zip(ids, told, strict=True)
        }


def _widget(item: WidgetItem) -> dict[str, Any]:
    return item.widget.model_dump(exclude_none=True)
