"""What the scripted server answers: one function for each word that a message may begin with."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import anyio
import anyio.lowlevel
from chatkit.store import Store, StoreItemType
from chatkit.types import (
    Annotation,
    AssistantMessageContent,
    AssistantMessageContentPartAdded,
    AssistantMessageContentPartDone,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    ClientEffectEvent,
    ClientToolCallItem,
    CustomTask,
    DurationSummary,
    EndOfTurnItem,
    ErrorEvent,
    FileSource,
    FileTask,
    GeneratedImage,
    GeneratedImageItem,
    GeneratedImageUpdated,
    LockedStatus,
    NoticeEvent,
    ProgressUpdateEvent,
    SearchTask,
    StructuredInputFreeform,
    StructuredInputItem,
    StructuredInputMultipleChoice,
    StructuredInputMultipleChoiceOption,
    Task,
    TaskItem,
    ThoughtTask,
    ThreadItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemUpdate,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    URLSource,
    WidgetComponentUpdated,
    WidgetItem,
    WidgetRootUpdated,
    WidgetStreamingTextValueDelta,
    Workflow,
    WorkflowItem,
    WorkflowTaskAdded,
    WorkflowTaskUpdated,
)
from chatkit.widgets import DynamicWidgetComponent, DynamicWidgetRoot

from tests.web.gallery import WIDGETS
from tests.web.texts import EVERYTHING, EVIL, LONG

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNkYPhfz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC"
)


@dataclass
class Turn:
    """One answer that is being given."""

    store: Store[Any]
    thread: ThreadMetadata = field(
        default_factory=lambda: ThreadMetadata(id="", created_at=datetime.now().astimezone())
    )
    # Where this server is, for what is to be uploaded.
    url: str = ""
    # How often this thread was answered before this turn.
    earlier: int = 0
    text: str = ""
    # Frames that the transport puts in as they are: what ChatKit itself would not send.
    raw: list[str] = field(default_factory=list[str])
    # The transport breaks the connection.
    drop: bool = False
    # Opened by the test.
    gate: anyio.Event = field(default_factory=anyio.Event)

    def base(self, kind: StoreItemType = "message") -> dict[str, Any]:
        """The fields that every item has."""
        item_id = self.store.generate_item_id(kind, self.thread, None)
        return {"id": item_id, "thread_id": self.thread.id, "created_at": datetime.now().astimezone()}


Script = Callable[[Turn], AsyncIterator[ThreadStreamEvent]]
SCRIPTS: dict[str, Script] = {}


def script(word: str) -> Callable[[Script], Script]:
    """Registers what a message that begins with `word` is answered with."""

    def register(function: Script) -> Script:
        SCRIPTS[word] = function
        return function

    return register


async def say(
    turn: Turn, *deltas: str, annotations: list[Annotation] | None = None
) -> AsyncIterator[ThreadStreamEvent]:
    """Streams an assistant message in these pieces."""
    message = AssistantMessageItem(**turn.base(), content=[])
    yield ThreadItemAddedEvent(item=message)
    yield _update(message, AssistantMessageContentPartAdded(content_index=0, content=AssistantMessageContent(text="")))
    for delta in deltas:
        yield _update(message, AssistantMessageContentPartTextDelta(content_index=0, delta=delta))
        await anyio.lowlevel.checkpoint()
    content = AssistantMessageContent(text="".join(deltas), annotations=annotations or [])
    yield _update(message, AssistantMessageContentPartDone(content_index=0, content=content))
    yield ThreadItemDoneEvent(item=message.model_copy(update={"content": [content]}))


def _update(item: ThreadItem, update: ThreadItemUpdate) -> ThreadItemUpdatedEvent:
    return ThreadItemUpdatedEvent(item_id=item.id, update=update)


def widget_item(turn: Turn, widget: dict[str, Any], copy_text: str | None = None) -> WidgetItem:
    """An item that shows this widget."""
    return WidgetItem(**turn.base(), widget=DynamicWidgetRoot.model_validate(widget), copy_text=copy_text)


@script("hello")
async def hello(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    turn.thread.title = "A friendly greeting"
    async for event in say(turn, "Hello! ", "I can **add tasks**, ", "show your files\nand read them."):
        yield event


@script("slow")
async def slow(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Says three words, waits for the gate, and then says the fourth."""
    message = AssistantMessageItem(**turn.base(), content=[])
    yield ThreadItemAddedEvent(item=message)
    yield _update(message, AssistantMessageContentPartAdded(content_index=0, content=AssistantMessageContent(text="")))
    yield _update(message, AssistantMessageContentPartTextDelta(content_index=0, delta="one two three "))
    await turn.gate.wait()
    yield _update(message, AssistantMessageContentPartTextDelta(content_index=0, delta="four"))
    content = [AssistantMessageContent(text="one two three four")]
    yield ThreadItemDoneEvent(item=message.model_copy(update={"content": content}))


@script("long")
async def long_text(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    turn.thread.title = "Everything that Markdown can do"
    async for event in say(turn, *[LONG[at : at + 24] for at in range(0, len(LONG), 24)]):
        yield event


@script("written")
async def written(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Has written all of its words, and is done when the gate opens."""
    message = AssistantMessageItem(**turn.base(), content=[])
    yield ThreadItemAddedEvent(item=message)
    yield _update(message, AssistantMessageContentPartTextDelta(content_index=0, delta=LONG))
    await turn.gate.wait()
    content = [AssistantMessageContent(text=LONG)]
    yield ThreadItemDoneEvent(item=message.model_copy(update={"content": content}))


@script("evil")
async def evil(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """An answer that tries to run scripts and to load from the host that follows the word."""
    host = turn.text.split()[1]
    text = EVIL.replace("CANARY", host)
    turn.thread.title = f'<img src="http://{host}/title" onerror="window.pwned=1">'
    async for event in say(turn, *[text[at : at + 7] for at in range(0, len(text), 7)]):
        yield event
    yield ThreadItemDoneEvent(item=widget_item(turn, _evil_widget(host)))


def _evil_widget(host: str) -> dict[str, Any]:
    loading = f"url(http://{host}/widget-style)"
    return {
        "type": "Card",
        "background": loading,
        "status": {"text": "x", "favicon": f"http://{host}/favicon"},
        "children": [
            {"type": "Image", "src": f"http://{host}/widget-image", "alt": "Widget image"},
            {"type": "Box", "background": loading, "border": {"size": 1, "color": loading}, "children": []},
            {"type": "Text", "value": "<img src=x onerror='window.pwned=1'>", "color": loading},
            {"type": "Markdown", "value": f"![m](http://{host}/widget-markdown)"},
        ],
    }


@script("error")
async def error(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Fails the first time, and works when it is asked again."""
    if turn.earlier == 0:
        yield ErrorEvent(code="custom", message="The model is out of breath.", allow_retry=True)
        return
    async for event in say(turn, "The second try worked."):
        yield event


@script("deeplink")
async def deeplink(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    async for event in say(turn, "[Open the task](chatkit-link://task/7?from=answer)"):
        yield event


@script("refuse")
async def refuse(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    yield ErrorEvent(code="custom", message="That is not possible.", allow_retry=False)


@script("drop")
async def drop(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Loses the connection in the middle of the first answer, when the gate opens."""
    if turn.earlier:
        async for event in say(turn, "This time it arrived."):
            yield event
        return
    message = AssistantMessageItem(**turn.base(), content=[AssistantMessageContent(text="")])
    yield ThreadItemAddedEvent(item=message)
    yield _update(message, AssistantMessageContentPartTextDelta(content_index=0, delta="Half of an ans"))
    await turn.gate.wait()
    turn.drop = True
    yield ProgressUpdateEvent(text="never seen")


@script("tool")
async def tool(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Calls a tool, which is done when the gate opens."""
    arguments = '**Arguments**\n\n```json\n{\n  "path": "Welcome.md"\n}\n```'
    running = CustomTask(title="Read a file", icon="document", status_indicator="loading", content=arguments)
    item = WorkflowItem(**turn.base("workflow"), workflow=Workflow(type="custom", tasks=[running]))
    yield ThreadItemAddedEvent(item=item)
    await turn.gate.wait()
    result = f"{arguments}\n\n**Result**\n\n```text\nWelcome to Deskhand.\n```"
    done = running.model_copy(update={"status_indicator": "complete", "content": result})
    yield _update(item, WorkflowTaskUpdated(task_index=0, task=done))
    finished = item.model_copy(update={"workflow": Workflow(type="custom", tasks=[done])})
    yield ThreadItemDoneEvent(item=finished)
    async for event in say(turn, "The note says: *Welcome to Deskhand.*"):
        yield event


@script("think")
async def think(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    item = WorkflowItem(**turn.base("workflow"), workflow=Workflow(type="reasoning", tasks=[]))
    yield ThreadItemAddedEvent(item=item)
    thought = ThoughtTask(title="Weighing it up", content="First this.", status_indicator="loading")
    yield _update(item, WorkflowTaskAdded(task_index=0, task=thought))
    thought = thought.model_copy(update={"content": "First this. Then that.", "status_indicator": "complete"})
    yield _update(item, WorkflowTaskUpdated(task_index=0, task=thought))
    workflow = Workflow(type="reasoning", tasks=[thought], summary=DurationSummary(duration=7))
    yield ThreadItemDoneEvent(item=item.model_copy(update={"workflow": workflow}))
    async for event in say(turn, "I have thought about it."):
        yield event


@script("workflow")
async def workflow(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    source = URLSource(title="Example", url="https://example.com/page")
    steps: list[Task] = [
        CustomTask(
            title="Looked at your tasks", icon="check-circle", status_indicator="complete", content="Found **3**."
        ),
        SearchTask(title_query="weather", queries=["weather tomorrow"], sources=[source], status_indicator="complete"),
        FileTask(
            title="Read files", sources=[FileSource(title="Notes", filename="notes.md")], status_indicator="complete"
        ),
        ThoughtTask(content="A thought in between.", status_indicator="complete"),
    ]
    item = WorkflowItem(**turn.base("workflow"), workflow=Workflow(type="custom", tasks=steps))
    yield ThreadItemDoneEvent(item=item)
    yield ThreadItemDoneEvent(item=TaskItem(**turn.base("task"), task=CustomTask(title="One step of its own")))
    async for event in say(turn, "All four steps are done."):
        yield event
    yield ThreadItemDoneEvent(item=EndOfTurnItem(**turn.base()))


@script("events")
async def events(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Everything that is not an item, and frames that nobody knows."""
    yield NoticeEvent(level="warning", title="Low on tokens", message="You have **9** left.")
    turn.raw += ["not json at all", '{"type":"thread.item.exploded"}', "[]", '{"type":"thread.item.done"}']
    turn.raw.append(
        '{"type":"thread.item.done","item":{"id":"odd_1","type":"hologram","thread_id":"x","created_at":""}}'
    )
    yield ClientEffectEvent(name="celebrate", data={"with": "confetti"})
    yield ProgressUpdateEvent(icon="search", text="Looking around")
    await turn.gate.wait()
    async for event in say(turn, "Still here."):
        yield event


@script("image")
async def image(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    item = GeneratedImageItem(**turn.base())
    yield ThreadItemAddedEvent(item=item)
    picture = GeneratedImage(id="img_1", url=PIXEL)
    yield _update(item, GeneratedImageUpdated(image=picture, progress=0.5))
    yield ThreadItemDoneEvent(item=item.model_copy(update={"image": picture}))


@script("sources")
async def sources(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    page = URLSource(title="Tides", url="https://example.org/tides", attribution="Example")
    note = FileSource(title="Harbour notes", filename="harbour.md")
    marks = [Annotation(source=page, index=15), Annotation(source=note, index=15)]
    async for event in say(turn, "High tide is on. Bring boots.", annotations=marks):
        yield event


@script("question")
async def question(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    choices = [StructuredInputMultipleChoiceOption(value=value) for value in ("Work", "Home")]
    which = StructuredInputMultipleChoice(id="list", question="Which list?", options=choices)
    when = StructuredInputFreeform(id="when", question="By when?", description="In your own words.")
    yield ThreadItemDoneEvent(item=StructuredInputItem(**turn.base(), inputs=[which, when]))


@script("page")
async def page(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Asks the page for something, and says what it got."""
    call = ClientToolCallItem(**turn.base("tool_call"), call_id="c1", name="get_selection", arguments={"kind": "text"})
    yield ThreadItemDoneEvent(item=call)


@script("lock")
async def lock(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    turn.thread.status = LockedStatus(reason="This matter is settled.")
    async for event in say(turn, "Locked now."):
        yield event


@script("tasks")
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


@script("form")
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


@script("widgets")
async def widgets(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    yield ThreadItemDoneEvent(item=widget_item(turn, EVERYTHING))


@script("gallery")
async def gallery(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """A widget for each component."""
    for widget in WIDGETS.values():
        yield ThreadItemDoneEvent(item=widget_item(turn, widget))


CITIES = {"BER": "Berlin", "BE": "Bern", **{f"C{at}": f"City {at}" for at in range(20)}}


@script("choices")
async def choices(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """A list that is too long to look through."""
    options = [{"value": value, "label": label} for value, label in CITIES.items()]
    city = {"type": "Select", "name": "city", "placeholder": "Which city?", "options": options}
    send = {"label": "Send it", "action": {"type": "city.set"}}
    yield ThreadItemDoneEvent(
        item=widget_item(turn, {"type": "Card", "asForm": True, "children": [city], "confirm": send})
    )


@script("loading")
async def loading(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """A button for each way to show that its action runs."""
    buttons = [
        {"type": "Button", "label": name, "onClickAction": {"type": "slow", "loadingBehavior": name}}
        for name in ("none", "self", "container")
    ]
    yield ThreadItemDoneEvent(item=widget_item(turn, {"type": "Card", "children": buttons}))


@script("folding")
async def folding(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    yes = {"label": "Yes", "action": {"type": "yes"}}
    card = {"type": "Card", "collapsed": True, "confirm": yes, "children": [{"type": "Text", "value": "Shall I?"}]}
    yield ThreadItemDoneEvent(item=widget_item(turn, card))


@script("changing")
async def changing(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """A widget that is written, changed in one component and at last as a whole."""
    words = {"type": "Text", "id": "words", "value": "", "streaming": True}
    marked = {"type": "Markdown", "id": "marked", "value": "", "streaming": True}
    badge = {"type": "Badge", "id": "badge", "label": "first"}
    item = widget_item(turn, {"type": "Card", "children": [words, marked, badge]})
    yield ThreadItemAddedEvent(item=item)
    for delta in ("Written ", "letter ", "by letter"):
        yield _update(item, WidgetStreamingTextValueDelta(component_id="words", delta=delta, done=delta == "by letter"))
    yield _update(item, WidgetStreamingTextValueDelta(component_id="marked", delta="A **bold** word", done=False))
    changed = DynamicWidgetComponent.model_validate({**badge, "label": "changed"})
    yield _update(item, WidgetComponentUpdated(component_id="badge", component=changed))
    await turn.gate.wait()
    new = DynamicWidgetRoot.model_validate(
        {"type": "Card", "children": [{"type": "Text", "value": "All of it is new"}]}
    )
    yield _update(item, WidgetRootUpdated(widget=new))
    yield ThreadItemDoneEvent(item=item.model_copy(update={"widget": new}))
