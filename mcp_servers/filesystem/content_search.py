"""Searching inside files with ripgrep.

ripgrep opens files by their paths, so a folder swapped for a link while it runs could lead it outside. What it
finds is therefore only a hint: every line that is shown was read again through our own handles and is the same.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.work import step
from mcp_servers.filesystem.folder import is_regular, opened
from mcp_servers.filesystem.name_search import starts
from mcp_servers.filesystem.reading import MAX_SHOWN, read_all_bytes
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.staging import PREFIX, SUFFIX
from mcp_servers.filesystem.text import BinaryError, detect, split_lines
from mcp_servers.filesystem.workspace import Workspace

MAX_SECONDS = 4.0
MAX_FILE = 16 << 20
MAX_LINE_SHOWN = 500


@dataclass(frozen=True)
class Query:
    """What to look for. `context` is a number of lines before and after."""

    text: str
    regex: bool = False
    ignore_case: bool = False
    glob: str | None = None
    context: int = 0


@dataclass(frozen=True)
class FoundLine:
    """A line of a file, counted from 1; `is_match` is false for context."""

    number: int
    text: str
    is_match: bool


@dataclass(frozen=True)
class FileMatches:
    place: Place
    lines: list[FoundLine]


class Position(NamedTuple):
    """How far a search got: in which of the folders that were searched, in which file, up to which line."""

    start: int
    file: str
    line: int


@dataclass
class ContentFound:
    """Matches by file; `truncated` when the limit or the time ran out first, after what `last` says."""

    files: list[FileMatches]
    last: Position | None = None
    truncated: bool = False

    room: int = MAX_SHOWN

    def add(self, place: Place, lines: Sequence[FoundLine]) -> tuple[int, bool]:
        """Take lines of a file as long as there is room for their text: the number of the last, and if room ran out."""
        taken: list[FoundLine] = []
        for line in lines:
            self.room -= len(line.text)
            if self.room <= 0:
                self.truncated = True
                break
            taken.append(line)
        self.files.append(FileMatches(place, taken))
        return (taken[-1].number if taken else 0), len(taken) < len(lines)


def search_content(
    workspace: Workspace, path: str | None, query: Query, limit: int, after: Position | None = None
) -> ContentFound:
    """Lines that hold the query below `path`, or below every granted folder, those that come `after` a line.

    Raises:
        ToolFailure: the pattern or the glob is not valid, or the path is no folder.
    """
    _check(query)
    search = _Search(workspace, query, after, limit)
    for number, folder in enumerate(starts(workspace, path)):
        search.below(number, folder)
    return search.found


def _check(query: Query) -> None:
    if not query.text:
        raise ToolFailure("The query is empty. Give the words to look for.")
    if "\0" in query.text + (query.glob or ""):
        raise ToolFailure("The query or the glob holds a NUL character, which no text does.")
    if "\n" in query.text:
        raise ToolFailure("I search line by line, so the query must be a single line.")


class _Search:
    """One search over several folders, in the order in which ripgrep finds lines."""

    def __init__(self, workspace: Workspace, query: Query, after: Position | None, limit: int) -> None:
        self.found = ContentFound([])
        self._workspace = workspace
        self._query = query
        self._after = _order(after) if after else None
        self._left = limit
        self._seen = 0

    def below(self, number: int, start: Place) -> None:
        if self.found.truncated:
            return
        run = _Run(Path(start.root.real, *start.parts), self._query)
        try:
            for name, hits in groupby(self._wanted(number, run.hits()), key=lambda hit: hit.file):
                last = self._add(Place(start.root, (*start.parts, *PurePath(name).parts)), list(hits))
                self.found.last = Position(number, name, last) if last else self.found.last
                if self.found.truncated:
                    break
        finally:
            run.stop()
        self.found.truncated = self.found.truncated or run.timed_out

    def _wanted(self, number: int, hits: Iterator["_Hit"]) -> Iterator["_Hit"]:
        for hit in hits:
            step(self._seen)
            self._seen += 1
            if self._after and _order(Position(number, hit.file, hit.number)) <= self._after:
                continue
            if self._left > 0:
                self._left -= 1
                yield hit
            else:
                self.found.truncated = True
                return

    def _add(self, place: Place, hits: Sequence["_Hit"]) -> int:
        """Take the lines of a file; returns the number of the line up to which that was possible."""
        lines = _own_lines(self._workspace, place)
        confirmed = {hit.number for hit in hits if _line(lines, hit.number) == hit.text}
        if not confirmed:
            return hits[-1].number
        last, full = self.found.add(place, _with_context(lines, confirmed, self._query.context))
        return last if full else hits[-1].number


def _order(position: Position) -> tuple[int, list[bytes], int]:
    """As ripgrep goes through folders."""
    return position.start, [os.fsencode(part) for part in PurePath(position.file).parts], position.line


class _Hit(NamedTuple):
    file: str
    number: int
    text: str


def _own_lines(workspace: Workspace, place: Place) -> list[str]:
    try:
        with opened(workspace.beneath.open_to_read(place)) as handle:
            if not is_regular(os.fstat(handle)):
                return []
            data = read_all_bytes(handle, MAX_FILE)
        return split_lines(detect(data, whole=False).decode(data, whole=False))
    except (OSError, ToolFailure, BinaryError, UnicodeDecodeError):
        # Gone, secret, or outside by now: then there is nothing to show of it.
        return []


def _line(lines: Sequence[str], number: int) -> str | None:
    return lines[number - 1].rstrip("\r\n") if 0 < number <= len(lines) else None


def _with_context(lines: Sequence[str], hits: set[int], context: int) -> list[FoundLine]:
    shown = sorted({near for hit in hits for near in range(max(1, hit - context), min(len(lines), hit + context) + 1)})
    return [
        FoundLine(number, lines[number - 1].rstrip("\r\n")[:MAX_LINE_SHOWN], is_match=number in hits)
        for number in shown
    ]


class _Run:
    """One run of ripgrep; ended after `MAX_SECONDS`."""

    def __init__(self, folder: Path, query: Query) -> None:
        self.timed_out = False
        # No shell, and `=` and `--` keep what the model wrote from being read as an option.
        self._process = subprocess.Popen(
            [_ripgrep(), *_options(query), "--", "."],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._timer = threading.Timer(MAX_SECONDS, self._time_out)
        self._timer.daemon = True

    def hits(self) -> Iterator[_Hit]:
        """File, line number and text of each matching line."""
        self._timer.start()
        try:
            for line in self._process.stdout or ():
                if not line.endswith(b"\n"):
                    # The last words of a process that was stopped.
                    break
                hit = _hit(json.loads(line))
                if hit is not None:
                    yield hit
            self._check_outcome()
        finally:
            self.stop()

    def stop(self) -> None:
        self._timer.cancel()
        self._process.kill()
        self._process.communicate()

    def _time_out(self) -> None:
        self.timed_out = True
        self._process.kill()

    def _check_outcome(self) -> None:
        said = self._process.communicate()[1].decode("utf-8", errors="replace")
        # 1 means that nothing was found; 2 also stands for a single file that could not be read.
        if self._process.returncode == 2 and ("regex" in said or "glob" in said):
            raise ToolFailure(f"The pattern is not valid. {' '.join(said.split())[:300]}")


def _options(query: Query) -> list[str]:
    options = [
        "--json",
        "--no-config",
        "--no-messages",
        "--no-require-git",
        "--no-ignore-parent",
        "--no-ignore-global",
        "--hidden",
        "--glob=!.git/",
        f"--glob=!{PREFIX}*{SUFFIX}",
        "--sort=path",
        f"--max-filesize={MAX_FILE}",
        f"--regexp={query.text}",
    ]
    if not query.regex:
        options.append("--fixed-strings")
    if query.ignore_case:
        options.append("--ignore-case")
    if query.glob:
        options.append(f"--glob={query.glob}")
    return options


def _hit(message: dict[str, Any]) -> _Hit | None:
    if message["type"] != "match":
        return None
    data = message["data"]
    path, text = data["path"].get("text"), data["lines"].get("text")
    if path is None or text is None or data["line_number"] is None:
        # Bytes that are no UTF-8: such a line could not be shown as it is.
        return None
    return _Hit(path, data["line_number"], text.split("\n", 1)[0].rstrip("\r"))


def _ripgrep() -> str:
    """The program from its own package; a packaged app carries it in the folder of its files."""
    name = "rg.exe" if sys.platform == "win32" else "rg"
    bundled: str | None = getattr(sys, "_MEIPASS", None)
    beside = Path(bundled or sysconfig.get_path("scripts")) / name
    found = str(beside) if beside.is_file() else shutil.which("rg")
    if found is None:
        raise ToolFailure("Searching inside files needs ripgrep, which is not installed here.")
    return found
