"""A conversation as a file: Markdown to be read by people, JSON that loses nothing."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from chatkit.types import (
    AssistantMessageItem,
    CustomTask,
    ThreadItem,
    ThreadMetadata,
    UserMessageItem,
    WidgetItem,
    WorkflowItem,
)

from app.agent.history import user_text

FORMAT, VERSION = "deskhand-conversation", 1
MAX_NAME_CHARACTERS = 80
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
# Windows keeps these for devices, whatever their ending.
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


@dataclass(frozen=True, slots=True)
class Exported:
    """A file: its name, its type and its text."""

    name: str
    media_type: str
    text: str


def as_markdown(
    thread: ThreadMetadata,
    items: Sequence[ThreadItem],
    models: Mapping[str, str],
    sent: Mapping[str, Sequence[str]],
) -> Exported:
    """What was said and which tools were called, in the order of the conversation."""
    title = thread.title or "Conversation"
    parts = [f"# {title}"]
    for item in items:
        if said := _said(item):
            head = _head(item, models.get(item.id), sent.get(item.id, ()))
            parts.append(f"{head}\n\n{said}" if head else said)
    return Exported(f"{file_name(title)}.md", "text/markdown", "\n\n".join(parts) + "\n")


def as_json(
    thread: ThreadMetadata,
    items: Sequence[ThreadItem],
    models: Mapping[str, str],
    sent: Mapping[str, Sequence[str]],
    hidden: Mapping[str, Sequence[ThreadItem]],
) -> Exported:
    """Everything that is kept of a conversation, with the versions that are not shown."""
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": datetime.now(UTC).isoformat(),
        "thread": thread.model_dump(mode="json"),
        "items": [item.model_dump(mode="json") for item in items],
        "other_versions": {name: [item.model_dump(mode="json") for item in of] for name, of in hidden.items()},
        "models": dict(models),
        "sent_to": {name: list(services) for name, services in sent.items()},
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    return Exported(f"{file_name(thread.title or 'Conversation')}.json", "application/json", f"{text}\n")


def file_name(title: str) -> str:
    """`title` as a name that every system takes, without ending."""
    name = _NOT_IN_NAMES.sub(" ", title)
    name = " ".join(name.split())[:MAX_NAME_CHARACTERS].strip(" .")
    return f"_{name}" if _RESERVED.match(name) else name or "Conversation"


def _head(item: ThreadItem, model: str | None, sent: Sequence[str]) -> str:
    if not isinstance(item, UserMessageItem | AssistantMessageItem):
        return ""
    who = "You" if isinstance(item, UserMessageItem) else model or "Deskhand"
    went = f" · sent to {', '.join(sent)}" if sent and isinstance(item, UserMessageItem) else ""
    return f"## {who}\n\n*{item.created_at:%Y-%m-%d %H:%M}{went}*"


def _said(item: ThreadItem) -> str:
    match item:
        case UserMessageItem():
            attached = "".join(f"\n\n(attached: {attachment.name})" for attachment in item.attachments)
            return f"{user_text(item)}{attached}"
        case AssistantMessageItem():
            return "\n\n".join(part.text for part in item.content if part.text)
        case WorkflowItem():
            return "\n".join(_step(task) for task in item.workflow.tasks if isinstance(task, CustomTask))
        case WidgetItem():
            return item.copy_text or ""
        case _:
            return ""


def _step(task: CustomTask) -> str:
    return f"- *{task.title}*"
