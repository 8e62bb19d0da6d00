"""What the adapter was trained on: which calls it knows, and how a request is put to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

# Only these, with these parameters in this order, are ever offered to the small model.
TRAINED: Mapping[str, Sequence[str]] = {
    "add_task": ("title", "notes", "due", "priority", "project"),
    "list_tasks": ("status", "due", "project"),
    "complete_task": ("task",),
    "reopen_task": ("task",),
    "delete_task": ("task",),
    "reschedule_task": ("task", "due"),
    "update_task": ("task", "title", "notes", "priority", "project"),
    "search_tasks": ("query",),
    "list_projects": (),
    "read_text_file": ("path",),
    "write_file": ("path", "content"),
    "edit_file": ("path", "edits"),
    "create_directory": ("path",),
    "move_file": ("source", "destination"),
    "copy_file": ("source", "destination"),
    "append_file": ("path", "content"),
    "delete_file": ("path",),
    "list_directory": ("path",),
    "directory_tree": ("path",),
    "search_files": ("pattern", "path"),
    "search_content": ("query", "path"),
    "get_file_info": ("path",),
    "list_allowed_directories": (),
}
CHAT = "chat"
END = "<|im_end|>"
HISTORY_TURNS = 2
HISTORY_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that was said before."""

    role: Literal["user", "assistant"]
    content: str


def shortened(history: Sequence[Turn]) -> list[Turn]:
    """As much of `history` as the model is shown."""
    return [Turn(turn.role, turn.content[:HISTORY_CHARACTERS]) for turn in history[-HISTORY_TURNS:]]


def choice_prompt(say: str, history: Sequence[Turn] = ()) -> str:
    """The text that the adapter continues with a tool's name and its arguments, or with `chat`."""
    turns = [*shortened(history), Turn("user", say)]
    told = "".join(f"<|im_start|>{turn.role}\n{plain(turn.content)}{END}\n" for turn in turns)
    return f"{told}<|im_start|>assistant\n<tool>"


def plain(text: str) -> str:
    """`text` without the model's control marks: what a file or a person says cannot pose as a turn of the chat."""
    return text.replace("<|", "< |")
