"""What the scripted server answers: one function for each word that a message may begin with."""

from collections.abc import AsyncIterator

import anyio
from chatkit.types import (
    Annotation,
    AssistantMessageContent,
    AssistantMessageContentPartAdded,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    ClientEffectEvent,
    ClientToolCallItem,
    ClosedStatus,
    CustomTask,
    DurationSummary,
    EndOfTurnItem,
    EntitySource,
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
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadStreamEvent,
    URLSource,
    Workflow,
    WorkflowItem,
    WorkflowTaskAdded,
    WorkflowTaskUpdated,
)

from tests.web.texts import LONG
from tests.web.turns import Scripts, Turn, say, update

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNkYPhfz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC"
)

SCRIPTS = Scripts()


@SCRIPTS.script("hello")
async def hello(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    turn.thread.title = "A friendly greeting"
    async for event in say(turn, "Hello! ", "I can **add tasks**, ", "show your files\nand read them."):
        yield event


@SCRIPTS.script("slow")
async def slow(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Says three words, waits for the gate, and then says the fourth."""
    message = AssistantMessageItem(**turn.base(), content=[])
    yield ThreadItemAddedEvent(item=message)
    yield update(message, AssistantMessageContentPartAdded(content_index=0, content=AssistantMessageContent(text="")))
    yield update(message, AssistantMessageContentPartTextDelta(content_index=0, delta="one two three "))
    await turn.gate.wait()
    yield update(message, AssistantMessageContentPartTextDelta(content_index=0, delta="four"))
    content = [AssistantMessageContent(text="one two three four")]
    yield ThreadItemDoneEvent(item=message.model_copy(update={"content": content}))


@SCRIPTS.script("long")
async def long_text(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    turn.thread.title = "Everything that Markdown can do"
    async for event in say(turn, *[LONG[at : at + 24] for at in range(0, len(LONG), 24)]):
        yield event


@SCRIPTS.script("written")
async def written(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Has written all of its words, and is done when the gate opens."""
    message = AssistantMessageItem(**turn.base(), content=[])
    yield ThreadItemAddedEvent(item=message)
    yield update(message, AssistantMessageContentPartTextDelta(content_index=0, delta=LONG))
    await turn.gate.wait()
    content = [AssistantMessageContent(text=LONG)]
    yield ThreadItemDoneEvent(item=message.model_copy(update={"content": content}))


@SCRIPTS.script("error")
async def error(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Fails the first time, and works when it is asked again."""
    if turn.earlier == 0:
        yield ErrorEvent(code="custom", message="The model is out of breath.", allow_retry=True)
        return
    async for event in say(turn, "The second try worked."):
        yield event


@SCRIPTS.script("deeplink")
async def deeplink(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    async for event in say(turn, "[Open the task](chatkit-link://task/7?from=answer)"):
        yield event


@SCRIPTS.script("refuse")
async def refuse(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    yield ErrorEvent(code="custom", message="That is not possible.", allow_retry=False)


@SCRIPTS.script("drop")
async def drop(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Loses the connection in the middle of the first answer, when the gate opens."""
    if turn.earlier:
        async for event in say(turn, "This time it arrived."):
            yield event
        return
    message = AssistantMessageItem(**turn.base(), content=[AssistantMessageContent(text="")])
    yield ThreadItemAddedEvent(item=message)
    yield update(message, AssistantMessageContentPartTextDelta(content_index=0, delta="Half of an ans"))
    await turn.gate.wait()
    turn.drop = True
    yield ProgressUpdateEvent(text="never seen")


@SCRIPTS.script("tool")
async def tool(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Calls a tool, which is done when the gate opens."""
    arguments = '**Arguments**\n\n```json\n{\n  "path": "Welcome.md"\n}\n```'
    running = CustomTask(title="Read a file", icon="document", status_indicator="loading", content=arguments)
    item = WorkflowItem(**turn.base("workflow"), workflow=Workflow(type="custom", tasks=[running]))
    yield ThreadItemAddedEvent(item=item)
    await turn.gate.wait()
    result = f"{arguments}\n\n**Result**\n\n```text\nWelcome to Deskhand.\n```"
    done = running.model_copy(update={"status_indicator": "complete", "content": result})
    yield update(item, WorkflowTaskUpdated(task_index=0, task=done))
    finished = item.model_copy(update={"workflow": Workflow(type="custom", tasks=[done])})
    yield ThreadItemDoneEvent(item=finished)
    async for event in say(turn, "The note says: *Welcome to Deskhand.*"):
        yield event


@SCRIPTS.script("think")
async def think(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    item = WorkflowItem(**turn.base("workflow"), workflow=Workflow(type="reasoning", tasks=[]))
    yield ThreadItemAddedEvent(item=item)
    thought = ThoughtTask(title="Weighing it up", content="First this.", status_indicator="loading")
    yield update(item, WorkflowTaskAdded(task_index=0, task=thought))
    thought = thought.model_copy(update={"content": "First this. Then that.", "status_indicator": "complete"})
    yield update(item, WorkflowTaskUpdated(task_index=0, task=thought))
    workflow = Workflow(type="reasoning", tasks=[thought], summary=DurationSummary(duration=7))
    yield ThreadItemDoneEvent(item=item.model_copy(update={"workflow": workflow}))
    async for event in say(turn, "I have thought about it."):
        yield event


@SCRIPTS.script("workflow")
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


@SCRIPTS.script("events")
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


@SCRIPTS.script("image")
async def image(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    item = GeneratedImageItem(**turn.base())
    yield ThreadItemAddedEvent(item=item)
    picture = GeneratedImage(id="img_1", url=PIXEL)
    yield update(item, GeneratedImageUpdated(image=picture, progress=0.5))
    yield ThreadItemDoneEvent(item=item.model_copy(update={"image": picture}))


@SCRIPTS.script("sources")
async def sources(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    page = URLSource(title="Tides", url="https://example.org/tides", attribution="Example")
    note = FileSource(title="Harbour notes", filename="harbour.md")
    # At one place, or at two when asked so.
    second = 15 if "together" in turn.text else 28
    marks = [Annotation(source=page, index=15), Annotation(source=note, index=second)]
    async for event in say(turn, "High tide is on. Bring boots.", annotations=marks):
        yield event


@SCRIPTS.script("entity")
async def entity(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Refers to something of the page, in the middle of the text."""
    note = EntitySource(
        id="n1",
        title="Welcome.md",
        icon="document",
        inline_label="the note",
        interactive=True,
        data={"path": "/Welcome.md"},
    )
    async for event in say(turn, "It is in  for you.", annotations=[Annotation(source=note, index=9)]):
        yield event


@SCRIPTS.script("crowd")
async def crowd(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Fills the thread with as many messages as the word behind says."""
    turn.thread.title = "A crowd"
    for number in range(int(turn.text.split()[1])):
        content = [AssistantMessageContent(text=f"message {number} of the crowd")]
        message = AssistantMessageItem(**turn.base(), content=content)
        yield ThreadItemDoneEvent(item=message.model_copy(update={"id": f"crowd_{number}"}))


@SCRIPTS.script("paced")
async def paced(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """An answer of as many words as the message says, a hundred a second: what speed is measured by."""
    message = AssistantMessageItem(**turn.base(), content=[])
    yield ThreadItemAddedEvent(item=message)
    words = [f"word{number}" + (".\n\n" if number % 40 == 39 else " ") for number in range(int(turn.text.split()[1]))]
    for word in [*words, "\n\nThe end of it."]:
        yield update(message, AssistantMessageContentPartTextDelta(content_index=0, delta=word))
        await anyio.sleep(0.01)
    content = [AssistantMessageContent(text="".join(words) + "\n\nThe end of it.")]
    yield ThreadItemDoneEvent(item=message.model_copy(update={"content": content}))


@SCRIPTS.script("question")
async def question(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    choices = [StructuredInputMultipleChoiceOption(value=value) for value in ("Work", "Home")]
    which = StructuredInputMultipleChoice(id="list", question="Which list?", options=choices)
    when = StructuredInputFreeform(id="when", question="By when?", description="In your own words.")
    yield ThreadItemDoneEvent(item=StructuredInputItem(**turn.base(), inputs=[which, when]))


@SCRIPTS.script("page")
async def page(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Asks the page for something, and says what it got."""
    call = ClientToolCallItem(**turn.base("tool_call"), call_id="c1", name="get_selection", arguments={"kind": "text"})
    yield ThreadItemDoneEvent(item=call)


@SCRIPTS.script("lock")
async def lock(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    turn.thread.status = LockedStatus(reason="This matter is settled.")
    async for event in say(turn, "Locked now."):
        yield event


@SCRIPTS.script("close")
async def close(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    turn.thread.status = ClosedStatus(reason=None)
    async for event in say(turn, "Closed now."):
        yield event
