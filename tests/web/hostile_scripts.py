"""The answers of the scripted server that mean harm."""

from collections.abc import AsyncIterator
from typing import Any

from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    Attachment,
    CustomTask,
    FileAttachment,
    FileSource,
    FileTask,
    InferenceOptions,
    Task,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadStreamEvent,
    UserMessageItem,
    Workflow,
    WorkflowItem,
)

from tests.web.payloads import payloads
from tests.web.texts import EVIL
from tests.web.turns import Scripts, Turn, say, update, widget_item

SCRIPTS = Scripts()
END = "The end of the corpus."


@SCRIPTS.script("evil")
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


@SCRIPTS.script("corpus")
async def corpus(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Every payload as a part of one message, in two pieces each; the message is done when the gate opens."""
    turn.thread.title = "The corpus"
    texts = [
        *payloads(turn.text.split()[1]),
        "$$x^2$$",
        "```mermaid\nflowchart LR\n  A --> B\n```",
        "The end of the corpus.",
    ]
    message = AssistantMessageItem(**turn.base(), content=[])
    yield ThreadItemAddedEvent(item=message)
    for at, text in enumerate(texts):
        for piece in (text[: len(text) // 2], text[len(text) // 2 :]):
            yield update(message, AssistantMessageContentPartTextDelta(content_index=at, delta=piece))
    await turn.gate.wait()
    content = [AssistantMessageContent(text=text) for text in texts]
    yield ThreadItemDoneEvent(item=message.model_copy(update={"content": content}))


@SCRIPTS.script("disguised")
async def disguised(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Every payload as what a tool gave, as words of a widget and as the name of a file."""
    texts = payloads(turn.text.split()[1])
    tasks: list[Task] = [CustomTask(title=text, content=text, icon="bolt") for text in texts]
    sources: list[Task] = [FileTask(title=text, sources=[FileSource(title=text, filename=text)]) for text in texts[:20]]
    steps = Workflow(type="custom", tasks=[*tasks, *sources], expanded=True)
    yield ThreadItemDoneEvent(item=WorkflowItem(**turn.base("workflow"), workflow=steps))
    yield ThreadItemDoneEvent(item=widget_item(turn, {"type": "Card", "children": [_hostile(text) for text in texts]}))
    files: list[Attachment] = [
        FileAttachment(id=f"a{at}", name=text, mime_type=text[:40]) for at, text in enumerate(texts)
    ]
    options = InferenceOptions()
    message = UserMessageItem(**turn.base(), content=[], attachments=files, inference_options=options)
    yield ThreadItemDoneEvent(item=message)


def _hostile(text: str) -> dict[str, Any]:
    words = {"value": text, "label": text, "name": text, "placeholder": text, "src": text, "alt": text}
    looks = {"color": text, "background": text, "width": text, "radius": text, "border": {"size": 1, "color": text}}
    kinds = ("Text", "Markdown", "Badge", "Image", "Input", "Button", "Label", "Icon")
    return {"type": "Box", "background": text, "children": [{"type": kind, **words, **looks} for kind in kinds]}


@SCRIPTS.script("hidden")
async def hidden(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Signs that nobody sees, in a call of a tool, a widget and the name of a file."""
    call = CustomTask(title="Delete photo\u202egpj.exe", content='```json\n{"path": "a\u200bb"}\n```')
    yield ThreadItemDoneEvent(
        item=WorkflowItem(**turn.base("workflow"), workflow=Workflow(type="custom", tasks=[call]))
    )
    question = {"type": "Text", "value": "Really delete\u2066?"}
    yield ThreadItemDoneEvent(item=widget_item(turn, {"type": "Card", "children": [question]}))
    file = FileAttachment(id="hidden", name="report\u202efdp.exe", mime_type="text/plain")
    options = InferenceOptions()
    message = UserMessageItem(**turn.base(), content=[], attachments=[file], inference_options=options)
    yield ThreadItemDoneEvent(item=message)


@SCRIPTS.script("pictures")
async def pictures(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """Two pictures from elsewhere in a thread that allows those of this computer."""
    turn.thread.allowed_image_domains = ["127.0.0.1"]
    async for event in say(turn, f"![Mine]({turn.text.split()[1]}mine.svg)\n\n![Theirs](http://canary.example/x.svg)"):
        yield event


@SCRIPTS.script("flood")
async def flood(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
    """A megabyte of Markdown at once, and then nothing more."""
    message = AssistantMessageItem(**turn.base(), content=[])
    yield ThreadItemAddedEvent(item=message)
    text = "- some **short** words `here`\n" * (1_000_000 // 30)
    yield update(message, AssistantMessageContentPartTextDelta(content_index=0, delta=text))
    await turn.gate.wait()
