"""Replies that tell programs more than people read: the etag of a file, and the number of a change."""

from collections.abc import Sequence
from dataclasses import dataclass

from mcp_servers.common.toolset import Reply
from mcp_servers.common.wire import Wire
from mcp_servers.filesystem.journal.journal import Made

ETAG = "deskhand/etag"
CHANGE = "deskhand/change"


@dataclass(frozen=True)
class Stamped(Reply):
    """A reply whose `_meta` has `deskhand/etag` and `deskhand/change`.

    They are no structured content: clients that find any show the model nothing else, and so no text of the file.
    """

    etag: str | None = None
    change: int | None = None

    def on_wire(self) -> Wire:
        stamps = {ETAG: self.etag, CHANGE: self.change}
        meta = {name: value for name, value in stamps.items() if value is not None}
        return {**super().on_wire(), "_meta": meta} if meta else super().on_wire()


def changed(text: str, made: Made | None, notes: Sequence[str] = ()) -> Reply:
    """What a change answers; without `made` nothing was changed."""
    if made is None:
        return Reply(text)
    return Stamped(text, note="\n".join([*notes, made.note]), etag=made.etag, change=made.id)


def fenced(text: str, language: str) -> str:
    """`text`, which ends with a line end, as a code block."""
    # More backticks than any line of the text starts with, so that it cannot end the block.
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}{fence}"
