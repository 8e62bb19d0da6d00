"""Reading a document of a granted folder, by a process of its own."""

import json
import logging
import os
import subprocess
import sys
import time
from pathlib import PurePath
from typing import Any

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.work import step
from mcp_servers.filesystem.documents.pages import Gathered, PagesError, Wanted
from mcp_servers.filesystem.folder import opened
from mcp_servers.filesystem.reading import check_regular
from mcp_servers.filesystem.sizes import counted
from mcp_servers.filesystem.workspace import Workspace, about

logger = logging.getLogger(__name__)

MAX_DOCUMENT = 200 << 20
MAX_SECONDS = 60.0
_BETWEEN_LOOKS = 0.2


def read_document(workspace: Workspace, path: str, pages: str | None) -> Gathered:
    """The document at `path` as Markdown: the pages that are wanted, as many as fit.

    Raises:
        ToolFailure: it is missing, no document, encrypted, damaged, or takes too long.
    """
    _check_pages(pages)
    place = workspace.existing(path)
    with about(path):
        handle = workspace.beneath.open_to_read(place)
    with opened(handle):
        information = os.fstat(handle)
        check_regular(information, path)
        if information.st_size > MAX_DOCUMENT:
            raise ToolFailure(f"“{path}” is too large to read as a document (over {MAX_DOCUMENT >> 20} MB).")
        answer = _converted(handle, PurePath(path).suffix, pages)
    if "cause" in answer:
        logger.warning("A document could not be read: %s", answer["cause"])
    if "failure" in answer:
        raise ToolFailure(f"“{path}” {answer['failure']}.", advice=answer.get("advice", ""))
    found = Gathered(**answer)
    if not found.text and pages is not None and found.seen:
        raise ToolFailure(f"“{path}” has only {counted(found.seen, 'page')}.")
    return found


def _check_pages(pages: str | None) -> None:
    try:
        Wanted.parse(pages)
    except PagesError as error:
        raise ToolFailure("pages is a number or a range, like 3, 1-5 or 7-.") from error


def _converted(handle: int, suffix: str, pages: str | None) -> dict[str, Any]:
    command = [*_own_command(), f"--read-document={suffix or '.'}", *([f"--pages={pages}"] if pages else [])]
    with subprocess.Popen(command, stdin=handle, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            said = _awaited(process)
        finally:
            process.kill()
    if process.returncode != 0:
        return {"failure": "takes more time or memory than a document should, so I gave up"}
    return json.loads(said)


def _awaited(process: "subprocess.Popen[bytes]") -> bytes:
    end = time.monotonic() + MAX_SECONDS
    while True:
        step(0)
        try:
            return process.communicate(timeout=_BETWEEN_LOOKS)[0]
        except subprocess.TimeoutExpired:
            if time.monotonic() > end:
                process.kill()


def _own_command() -> list[str]:
    """This server; in a packaged app there is only the app's own executable."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "mcp", "filesystem"]
    return [sys.executable, "-m", "mcp_servers.filesystem"]
