"""What a call would change, found out without changing anything, so that the user can see it before saying yes."""

import difflib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.base.errors import ToolServerError
from app.base.values import as_list, as_mapping
from app.tools.calls import ToolCall, ToolOutcome
from app.tools.permissions import FILES

Look = Callable[[str, Mapping[str, Any]], Awaitable[ToolOutcome]]
CONTEXT_LINES = 3
# A longer file is not compared line by line while somebody waits.
MAX_COMPARED_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Preview:
    """`diff` is a unified diff or empty; `parts` are the pieces of it that can be taken one by one.

    `note` is a sentence on what the diff cannot show. `pinned` are arguments that make the call fail if the file has
    changed until the answer comes.
    """

    diff: str = ""
    parts: Sequence[str] = ()
    note: str = ""
    pinned: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def preview(call: ToolCall, look: Look) -> Preview:
    """Look at what `call` would do. `look` calls a tool of the same server; only reading ones and dry runs are used."""
    if call.server != FILES:
        return Preview()
    try:
        match call.tool:
            case "edit_file":
                return await _edit(call, look)
            case "write_file":
                return await _write(call, look)
            case "append_file":
                return Preview(_added(str(call.arguments.get("content", ""))))
            case "delete_file":
                return Preview(note=await _whats_there(str(call.arguments.get("path", "")), look))
            case _:
                return Preview()
    except ToolServerError as error:
        return Preview(note=str(error))


def with_parts(call: ToolCall, parts: Sequence[int]) -> Mapping[str, Any]:
    """The arguments of an edit of which only some `parts` are wanted."""
    edits = as_list(call.arguments.get("edits"))
    return {**call.arguments, "edits": [edit for place, edit in enumerate(edits) if place in parts]}


async def _edit(call: ToolCall, look: Look) -> Preview:
    tried = await look("edit_file", {**call.arguments, "dryRun": True})
    if tried.failed:
        return Preview(note=tried.text)
    edits = [_replaced(as_mapping(edit)) for edit in as_list(call.arguments.get("edits"))]
    parts = edits if len(edits) > 1 else []
    return Preview(unfenced(tried.text), parts, pinned=_pinned(call, tried))


async def _write(call: ToolCall, look: Look) -> Preview:
    path, content = str(call.arguments.get("path", "")), str(call.arguments.get("content", ""))
    now = await look("read_text_file", {"path": path})
    if now.failed:
        # Not there, or nothing that can be shown as text: the server's own sentence says which.
        missing = now.text.startswith("There is no")
        return Preview(_added(content), note="This file is new." if missing else now.text)
    if len(now.text) + len(content) > MAX_COMPARED_CHARACTERS:
        return Preview(note="The whole text of the file is replaced; it is too long to be compared here.")
    lines = difflib.unified_diff(
        now.text.splitlines(), content.splitlines(), "now", "then", lineterm="", n=CONTEXT_LINES
    )
    diff = "\n".join(list(lines)[2:])
    return Preview(diff, note="" if diff else "The file reads so already.", pinned=_pinned(call, now))


def _pinned(call: ToolCall, seen: ToolOutcome) -> Mapping[str, Any]:
    return {"if_match": seen.etag} if seen.etag and "if_match" not in call.arguments else {}


async def _whats_there(path: str, look: Look) -> str:
    told = await look("disk_usage", {"path": path})
    if told.failed:
        return told.text
    size, files = told.structured.get("size"), told.structured.get("files")
    held = f" It holds {files:,} files." if isinstance(files, int) and files > 1 else ""
    weighs = f" It has {size:,} bytes." if isinstance(size, int) else ""
    return f"It goes to the trash, from where it can be brought back.{held}{weighs}"


def _added(text: str) -> str:
    return "\n".join(f"+{line}" for line in text.splitlines())


def _replaced(edit: Mapping[str, Any]) -> str:
    old = [f"-{line}" for line in str(edit.get("oldText", "")).splitlines()]
    new = [f"+{line}" for line in str(edit.get("newText", "")).splitlines()]
    return "\n".join([*old, *new])


def unfenced(text: str) -> str:
    """The diff inside a server's answer, which is in a code block after a sentence; the text itself without one."""
    lines = text.splitlines()
    marks = [place for place, line in enumerate(lines) if line.startswith("```")]
    return "\n".join(lines[marks[0] + 1 : marks[-1]]) if len(marks) > 1 else text
