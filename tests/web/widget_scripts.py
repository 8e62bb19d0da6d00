"""The answers of the scripted server that are widgets."""

from collections.abc import AsyncIterator
from typing import Any

from chatkit.types import (
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadStreamEvent,
    WidgetComponentUpdated,
    WidgetRootUpdated,
    WidgetStreamingTextValueDelta,
)
from chatkit.widgets import DynamicWidgetComponent, DynamicWidgetRoot

from tests.web.gallery import WIDGETS
from tests.web.texts import EVERYTHING
from tests.web.turns import Scripts, Turn, update, widget_item

SCRIPTS = Scripts()


@SCRIPTS.script("tasks")
async def tasks(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    yield ThreadItemDoneEvent(item=widget_item(turn, task_list(done=False), copy_text="- buy milk"))


def task_list(*, done: bool) -> dict[str, Any]:
    """Two tasks with boxes to tick; the second is refused by the server."""
    toggle = {"type": "task.toggle", "payload": {"id": 1}, "streaming": False}
    stuck = {"type": "task.stuck", "streaming": False}
    return {
        "type": "ListView",
        "status": {"text": "2 tasks", "icon": "notebook"},
        "children": [
            _task_row("Buy milk", "tomorrow", toggle, done=done),
            _task_row("Call the bank", "Friday, 10:00", stuck, done=False),
        ],
    }


def _task_row(title: str, due: str, action: dict[str, Any], *, done: bool) -> dict[str, Any]:
    return {
        "type": "ListViewItem",
        "children": [
            {"type": "Checkbox", "name": title, "defaultChecked": done, "onChangeAction": action},
            {"type": "Text", "value": title, "lineThrough": done},
            {"type": "Spacer"},
            {"type": "Badge", "label": due, "color": "info"},
        ],
    }


@SCRIPTS.script("form")
async def form(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    yield ThreadItemDoneEvent(item=widget_item(turn, FORM))


FORM: dict[str, Any] = {
    "type": "Card",
    "asForm": True,
    "confirm": {"label": "Save task", "action": {"type": "task.save", "payload": {"source": "form"}}},
    "cancel": {"label": "Not now", "action": {"type": "task.cancel"}},
    "children": [
        {"type": "Title", "value": "New task"},
        {"type": "Label", "value": "Title", "fieldName": "task.title"},
        {"type": "Input", "name": "task.title", "required": True, "placeholder": "What is to be done?"},
        {"type": "Label", "value": "List", "fieldName": "task.list"},
        {
            "type": "Select",
            "name": "task.list",
            "defaultValue": "home",
            "options": [{"value": "home", "label": "Home"}, {"value": "work", "label": "Work"}],
        },
        {"type": "Label", "value": "Due", "fieldName": "task.due"},
        {"type": "DatePicker", "name": "task.due", "defaultValue": "2026-12-24T00:00:00Z"},
        {"type": "Checkbox", "name": "task.urgent", "label": "Urgent"},
        {
            "type": "RadioGroup",
            "name": "task.priority",
            "direction": "row",
            "defaultValue": "low",
            "options": [{"value": "low", "label": "Low"}, {"value": "high", "label": "High"}],
        },
    ],
}


@SCRIPTS.script("widgets")
async def widgets(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    yield ThreadItemDoneEvent(item=widget_item(turn, EVERYTHING))


@SCRIPTS.script("gallery")
async def gallery(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """A widget for each component."""
    for widget in WIDGETS.values():
        yield ThreadItemDoneEvent(item=widget_item(turn, widget))


CITIES = {"BER": "Berlin", "BE": "Bern", **{f"C{at}": f"City {at}" for at in range(20)}}


@SCRIPTS.script("choices")
async def choices(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """A list that is too long to look through."""
    options = [{"value": value, "label": label} for value, label in CITIES.items()]
    city = {"type": "Select", "name": "city", "placeholder": "Which city?", "options": options}
    send = {"label": "Send it", "action": {"type": "city.set"}}
    yield ThreadItemDoneEvent(
        item=widget_item(turn, {"type": "Card", "asForm": True, "children": [city], "confirm": send})
    )


@SCRIPTS.script("loading")
async def loading(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """A button for each way to show that its action runs."""
    buttons = [
        {"type": "Button", "label": name, "onClickAction": {"type": "slow", "loadingBehavior": name}}
        for name in ("none", "self", "container")
    ]
    yield ThreadItemDoneEvent(item=widget_item(turn, {"type": "Card", "children": buttons}))


@SCRIPTS.script("folding")
async def folding(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    yes = {"label": "Yes", "action": {"type": "yes"}}
    card = {"type": "Card", "collapsed": True, "confirm": yes, "children": [{"type": "Text", "value": "Shall I?"}]}
    yield ThreadItemDoneEvent(item=widget_item(turn, card))


@SCRIPTS.script("changing")
async def changing(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """A widget that is written, changed in one component and at last as a whole."""
    words = {"type": "Text", "id": "words", "value": "", "streaming": True}
    marked = {"type": "Markdown", "id": "marked", "value": "", "streaming": True}
    badge = {"type": "Badge", "id": "badge", "label": "first"}
    item = widget_item(turn, {"type": "Card", "children": [words, marked, badge]})
    yield ThreadItemAddedEvent(item=item)
    for delta in ("Written ", "letter ", "by letter"):
        yield update(item, WidgetStreamingTextValueDelta(component_id="words", delta=delta, done=delta == "by letter"))
    yield update(item, WidgetStreamingTextValueDelta(component_id="marked", delta="A **bold** word", done=False))
    changed = DynamicWidgetComponent.model_validate({**badge, "label": "changed"})
    yield update(item, WidgetComponentUpdated(component_id="badge", component=changed))
    await turn.gate.wait()
    new = DynamicWidgetRoot.model_validate(
        {"type": "Card", "children": [{"type": "Text", "value": "All of it is new"}]}
    )
    yield update(item, WidgetRootUpdated(widget=new))
    yield ThreadItemDoneEvent(item=item.model_copy(update={"widget": new}))
