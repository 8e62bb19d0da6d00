"""What a call would change, found out without changing anything, so that the user can see it before saying yes."""

import asyncio
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.base.errors import ToolServerError
from app.base.values import as_list, as_mapping
from app.tools.calls import ToolCall
from app.tools.long_texts import Look, text_of_file
from app.tools.permissions import FILES

CONTEXT_LINES = 3
# A longer file is not compared line by line while somebody waits.
MAX_COMPARED_CHARACTERS = 1_000_000
# Nobody goes through more than these one by one.
MAX_HUNKS = 50


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


async def with_parts(call: ToolCall, parts: Sequence[int], look: Look) -> Mapping[str, Any]:
    """The arguments of a call of which only some `parts` are wanted.

    What a file holds is read anew: what is pinned lets the call fail if that is no longer what was shown.
    """
    if call.tool == "write_file":
        now = await text_of_file(str(call.arguments.get("path", "")), look)
        content = str(call.arguments.get("content", ""))
        return {**call.arguments, "content": await asyncio.to_thread(_taken, now.text, content, parts)}
    edits = as_list(call.arguments.get("edits"))
    return {**call.arguments, "edits": [edit for place, edit in enumerate(edits) if place in parts]}


async def _edit(call: ToolCall, look: Look) -> Preview:
    tried = await look("edit_file", {**call.arguments, "dryRun": True})
    if tried.failed:
        return Preview(note=tried.text)
    edits = [_replaced(as_mapping(edit)) for edit in as_list(call.arguments.get("edits"))]
    parts = edits if len(edits) > 1 else []
    return Preview(unfenced(tried.text), parts, pinned=_pinned(call, tried.etag))


async def _write(call: ToolCall, look: Look) -> Preview:
    path, content = str(call.arguments.get("path", "")), str(call.arguments.get("content", ""))
    now = await text_of_file(path, look, MAX_COMPARED_CHARACTERS)
    if now.failed:
        # Not there, or nothing that can be shown as text: the server's own sentence says which.
        missing = now.text.startswith("There is no")
        return Preview(_added(content), note="This file is new." if missing else now.text)
    if now.cut or len(now.text) + len(content) > MAX_COMPARED_CHARACTERS:
        note = "The whole text of the file is replaced; it is too long to be compared here."
        return Preview(note=note, pinned=_pinned(call, now.etag))
    hunks = await asyncio.to_thread(_hunks, now.text, content)
    note = "" if hunks else "The file reads so already."
    parts = hunks if 1 < len(hunks) <= MAX_HUNKS else []
    return Preview("\n".join(hunks), parts, note, pinned=_pinned(call, now.etag))


def _hunks(now: str, then: str) -> list[str]:
    """The pieces of a unified diff, each from its `@@` on."""
    hunks: list[list[str]] = []
    for line in list(difflib.unified_diff(_lines(now), _lines(then), lineterm="", n=CONTEXT_LINES))[2:]:
        if line.startswith("@@"):
            hunks.append([])
        hunks[-1].append(line.rstrip("\r\n"))
    return ["\n".join(hunk) for hunk in hunks]


def _taken(now: str, then: str, parts: Sequence[int]) -> str:
    """The text `now`, with those hunks of the way to `then` that are wanted."""
    before, after = _lines(now), _lines(then)
    matcher = difflib.SequenceMatcher(None, before, after)
    hunks = list(matcher.get_grouped_opcodes(CONTEXT_LINES))
    wanted = {(tag, *places) for part in parts if part < len(hunks) for tag, *places in hunks[part] if tag != "equal"}
    text: list[str] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        text += after[j1:j2] if (tag, i1, i2, j1, j2) in wanted else before[i1:i2]
    return "".join(text)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _pinned(call: ToolCall, etag: str) -> Mapping[str, Any]:
    return {"if_match": etag} if etag and "if_match" not in call.arguments else {}


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
