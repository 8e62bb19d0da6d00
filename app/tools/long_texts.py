"""The whole text of a file, which the files server gives in pages."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.tools.calls import ToolOutcome

Look = Callable[[str, Mapping[str, Any]], Awaitable[ToolOutcome]]
_MORE = re.compile(r"\n\[Truncated: lines (\d+) to (\d+) of [\w ]+\.(?: Read on with offset=(\d+)\.)?\]\Z")
_LONG_LINE = re.compile(r"\n\n\[Line \d+ is longer than fits here\.\]\Z")


@dataclass(frozen=True, slots=True)
class FileText:
    """What a file holds; the server's sentence where it `failed`, and only the beginning where it is `cut`."""

    text: str
    etag: str = ""
    failed: bool = False
    cut: bool = False


async def text_of_file(path: str, look: Look, most: int | None = None) -> FileText:
    """The text at `path`, page after page, until it has more than `most` characters.

    `look` calls a tool of the files server.
    """
    text, line, etag = "", 1, ""
    while True:
        page = await look("read_text_file", {"path": path, **({"offset": line} if line > 1 else {})})
        if page.failed:
            return FileText(page.text, failed=True)
        if etag not in ("", page.etag):
            # It is being written: whatever was read of it so far fits nothing.
            return FileText(text, etag, cut=True)
        etag, more = page.etag, _MORE.search(page.text)
        # A file may end with such a sentence of its own, which speaks of other lines.
        if more is None or int(more[1]) != line:
            return FileText(text + page.text, etag, cut=_LONG_LINE.search(page.text) is not None)
        text += page.text[: more.start()]
        if more[3] is None or int(more[3]) <= line or (most is not None and len(text) > most):
            return FileText(text, etag, cut=True)
        line = int(more[3])
