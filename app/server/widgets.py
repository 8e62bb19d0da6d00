"""Widgets that the server draws, and the actions that come back from them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from chatkit.widgets import DynamicWidgetRoot

TOGGLE_TASK = "tasks.toggle"
SHOWN_TASKS = 8
COLORS = {"high": "danger", "medium": "warning"}


def task_widget(structured: Mapping[str, Any], today: date | None = None) -> DynamicWidgetRoot | None:
    """A list with a checkbox for each task of a tool's structured result; None when it has no tasks."""
    tasks = _tasks(structured)
    if not tasks:
        return None
    rows = [_row(task, today or datetime.now().astimezone().date()) for task in tasks]
    return DynamicWidgetRoot.model_validate(
        {
            "type": "ListView",
            "key": "tasks",
            "limit": SHOWN_TASKS if len(rows) > SHOWN_TASKS else None,
            "children": rows,
        }
    )


def with_task(widget: Mapping[str, Any], task: Mapping[str, Any], today: date | None = None) -> DynamicWidgetRoot:
    """A widget of ours with `task` as it is now; its other rows stay as they are."""
    row = _row(task, today or datetime.now().astimezone().date())
    rows = cast("Sequence[Mapping[str, Any]]", widget.get("children") or ())
    children = [row if shown.get("key") == row["key"] else shown for shown in rows]
    return DynamicWidgetRoot.model_validate({**widget, "children": children})


def _tasks(structured: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    many: object = structured.get("tasks")
    if isinstance(many, list):
        return [cast("dict[str, Any]", entry) for entry in cast("list[object]", many) if isinstance(entry, dict)]
    one: object = structured.get("task")
    return [cast("dict[str, Any]", one)] if isinstance(one, dict) else []


def _row(task: Mapping[str, Any], today: date) -> dict[str, Any]:
    done = task.get("status") == "done"
    children: list[dict[str, Any]] = [
        {
            "type": "Checkbox",
            "name": "done",
            "label": str(task.get("title", "")),
            "defaultChecked": done,
            "onChangeAction": {
                "type": TOGGLE_TASK,
                "payload": {"id": task["id"]},
                "handler": "server",
                "loadingBehavior": "self",
                # So that a box can be ticked while an answer is still being written.
                "streaming": False,
            },
        },
        {"type": "Spacer"},
    ]
    if task.get("project"):
        children.append({"type": "Badge", "label": str(task["project"]), "color": "secondary", "variant": "outline"})
    priority = str(task.get("priority"))
    if priority in COLORS and not done:
        children.append({"type": "Badge", "label": priority, "color": COLORS[priority]})
    due = task.get("due")
    if isinstance(due, str):
        late = not done and due_day(due) < today
        children.append({"type": "Caption", "value": due_in_words(due, today), **({"color": "danger"} if late else {})})
    return {"type": "ListViewItem", "key": f"task-{task['id']}", "gap": 2, "align": "center", "children": children}


def due_day(due: str) -> date:
    """The day of an ISO date or date and time."""
    return date.fromisoformat(due[:10])


def due_in_words(due: str, today: date) -> str:
    """“today”, “tomorrow, 15:00”, “Fri 27 Nov”, seen from `today`."""
    day = due_day(due)
    near = {timedelta(-1): "yesterday", timedelta(0): "today", timedelta(1): "tomorrow"}
    year = "" if day.year == today.year else f" {day.year}"
    words = near.get(day - today, f"{day:%a} {day.day} {day:%b}{year}")
    return f"{words}, {due[11:16]}" if len(due) > 10 else words
