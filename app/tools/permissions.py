"""Which calls run at once and which ask first.

What only reads inside the granted folders runs, and so does what changes tasks, as that can be undone. Everything that
writes, deletes, moves, sends or starts something asks, unless the user has allowed it for longer; and that no longer
counts once a text that the user did not write is in the conversation, because it could be what asks.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from app.base.values import as_list
from app.tools.calls import ToolCall

FILES, TASKS, MEMORY = "filesystem", "tasks", "memory"
# Tools of ours whose results hold what others may have written.
BRINGS_TEXT: Mapping[str, frozenset[str]] = {
    FILES: frozenset({
        "read_text_file", "read_multiple_files", "read_document", "read_media_file", "search_content",
    }),
    TASKS: frozenset(),
    MEMORY: frozenset(),
}  # fmt: skip
# What a call works on, of the arguments that name files.
_PATHS = ("path", "destination", "source")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a call must ask, and why it does although something like it was allowed."""

    must_ask: bool
    why: str = ""


class Allowed(Protocol):
    """Something that the user has allowed for longer; None stands for any."""

    @property
    def server(self) -> str: ...
    @property
    def tool(self) -> str | None: ...
    @property
    def folder(self) -> str | None: ...
    @property
    def thread_id(self) -> str | None: ...
    @property
    def expires_at(self) -> datetime | None: ...


def is_harmless(call: ToolCall, *, only_reads: bool) -> bool:
    """Whether a call may run without asking. `only_reads`: its server says that it changes nothing."""
    if call.server == TASKS:
        # A path would let a text in the conversation have any file read.
        return call.tool != "import_tasks" or "path" not in call.arguments
    # The word of a program that is not ours counts for nothing.
    return call.server == FILES and only_reads


def brings_text(server: str, tool: str) -> bool:
    """Whether a call's result holds text that the user did not write."""
    return server not in BRINGS_TEXT or tool in BRINGS_TEXT[server]


def covers(allowed: Allowed, call: ToolCall, folders: Sequence[str], thread_id: str, now: datetime) -> bool:
    """Whether `allowed` speaks of this call, whose files all lie in `folders`."""
    return (
        allowed.server == call.server
        and allowed.tool in (None, call.tool)
        and allowed.thread_id in (None, thread_id)
        and (allowed.expires_at is None or now < allowed.expires_at)
        and (allowed.folder is None or (bool(folders) and all(is_within(one, allowed.folder) for one in folders)))
    )


def is_within(folder: str, above: str) -> bool:
    """Whether `folder` is `above` or lies in it."""
    return Path(folder).is_relative_to(above)


def folders_of(call: ToolCall, granted: Sequence[Path]) -> list[str]:
    """The folders that hold what a call works on, links resolved; empty when that cannot be told."""
    named = [str(call.arguments[name]) for name in _PATHS if isinstance(call.arguments.get(name), str)]
    named += map(str, as_list(call.arguments.get("paths")))
    found = [_folder_of(text, granted) for text in named]
    return [] if None in found else sorted({folder for folder in found if folder})


def _folder_of(text: str, granted: Sequence[Path]) -> str | None:
    path = Path(text).expanduser()
    places = [path] if path.is_absolute() else [root / path for root in granted]
    if len(places) > 1:
        # A relative path can mean a place in any granted folder; the one where something lies is meant.
        places = [place for place in places if os.path.lexists(place)] or []
    if len(places) != 1:
        return None
    return str(Path(os.path.realpath(places[0].parent)))


def digest(run_id: str, call: ToolCall) -> str:
    """What an answer is bound to: this call with these arguments in this run."""
    bound: list[Any] = [run_id, call.id, call.server, call.tool, dict(call.arguments)]
    text = json.dumps(bound, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
