"""Widgets that the server draws, and the actions that come back from them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from chatkit.widgets import DynamicWidgetRoot

TOGGLE_TASK = "tasks.toggle"
SHOWN_TASKS = 8
KEY = "task-"
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


def with_result(
    widget: Mapping[str, Any], structured: Mapping[str, Any], today: date | None = None
) -> DynamicWidgetRoot:
    """A list of ours with the tasks of a result as they are now; one that follows a repeating task is added."""
    tasks = {int(task["id"]): task for task in _tasks(structured)}
    rows = [row for task in tasks.values() if (row := _row(task, today or _today()))]
    known = {shown.get("key") for shown in _rows(widget)}
    added = [row for row in rows if row["key"] not in known]
    return with_tasks({**widget, "children": [*_rows(widget), *added]}, tasks, today)


def with_tasks(
    widget: Mapping[str, Any], tasks: Mapping[int, Mapping[str, Any] | None], today: date | None = None
) -> DynamicWidgetRoot:
    """A list of ours with `tasks` by their ids as they are now, None for one that is gone; other rows stay."""
    children = [_now(row, tasks, today or _today()) for row in _rows(widget)]
    return DynamicWidgetRoot.model_validate({**widget, "children": children})


def is_task_list(widget: Mapping[str, Any]) -> bool:
    """Whether a widget is one of these lists."""
    return widget.get("type") == "ListView" and widget.get("key") == "tasks"


def shown_tasks(widget: Mapping[str, Any]) -> Sequence[int]:
    """The ids of the tasks in a list of ours."""
    return [task for row in _rows(widget) if (task := _id_of(row)) is not None]


def _today() -> date:
    return datetime.now().astimezone().date()


def _rows(widget: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return cast("Sequence[Mapping[str, Any]]", widget.get("children") or ())


def _id_of(row: Mapping[str, Any]) -> int | None:
    number = str(row.get("key", "")).removeprefix(KEY)
    return int(number) if number.isdigit() else None


def _now(row: Mapping[str, Any], tasks: Mapping[int, Mapping[str, Any] | None], today: date) -> Mapping[str, Any]:
    task_id = _id_of(row)
    if task_id is None or task_id not in tasks:
        return row
    task = tasks[task_id]
    return _row(task, today) if task is not None else _gone(row)


def _gone(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A task that was deleted, or whose adding was undone."""
    first = _rows(row)[0]
    words = str(first.get("label", first.get("value", "")))
    text = {"type": "Text", "value": words, "lineThrough": True, "color": "secondary"}
    return {**row, "children": [text, *aside("deleted")]}


def _tasks(structured: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The tasks of a result: a list, or one with its parts and the one that follows it."""
    many: object = structured.get("tasks")
    if isinstance(many, list):
        return _those(cast("list[object]", many))
    parts: object = structured.get("subtasks")
    return _those([structured.get("task"), *(cast("list[object]", parts) if isinstance(parts, list) else []),
                   structured.get("next")])  # fmt: skip


def _those(entries: Sequence[object]) -> Sequence[Mapping[str, Any]]:
    return [cast("dict[str, Any]", entry) for entry in entries if isinstance(entry, dict)]


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
        children.append(_whole(due_in_words(due, today), **({"color": "danger"} if late else {})))
    return {"type": "ListViewItem", "key": f"{KEY}{task['id']}", "gap": 2, "align": "center", "children": children}


def aside(words: str) -> list[dict[str, Any]]:
    """A short text at the end of a row."""
    return [{"type": "Spacer"}, _whole(words)]


def _whole(words: str, **look: str) -> dict[str, Any]:
    # What stands beside it gives way: a date on three lines is no use to anybody.
    return {"type": "Box", "flex": "none", "children": [{"type": "Caption", "value": words, **look}]}


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
