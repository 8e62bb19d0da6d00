"""Reading text files, whole or in part, never more than fits an answer."""

import os
from dataclasses import dataclass
from pathlib import PurePath

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.etags import etag_of, etag_of_file
from mcp_servers.filesystem.folder import is_folder, is_regular, opened
from mcp_servers.filesystem.mime_types import mime_type
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.sizes import counted
from mcp_servers.filesystem.text import BinaryError, count_lines, decoded, detect, split_lines
from mcp_servers.filesystem.workspace import Workspace, about

MAX_LOADED = 16 << 20
MAX_SHOWN = 100_000
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Part:
    """Which lines are wanted; at most one of `head`, `tail` and `offset`. Lines are counted from 1."""

    head: int | None = None
    tail: int | None = None
    offset: int | None = None
    limit: int | None = None
    numbered: bool = False


@dataclass(frozen=True)
class _Loaded:
    text: str
    complete: bool
    etag: str


@dataclass(frozen=True)
class Shown:
    """Text of a file, with a closing note where lines were left out that were asked for, and the file's etag."""

    text: str
    etag: str


def read_text(workspace: Workspace, path: str, part: Part) -> Shown:
    """The text at `path`, or a part of it.

    Raises:
        ToolFailure: it is missing, no text, or no regular file.
    """
    place = workspace.existing(path)
    with about(path):
        loaded = _load(workspace, place, path, from_end=part.tail is not None)
    return Shown(_part(loaded, path, part), loaded.etag)


def _part(loaded: _Loaded, path: str, part: Part) -> str:
    if part.tail is not None:
        return _tail(split_lines(loaded.text), loaded, part)
    start, total = (part.offset or 1) - 1, count_lines(loaded.text)
    if start >= total and start > 0:
        reach = "" if loaded.complete else " I can reach"
        raise ToolFailure(f"“{path}” has only {counted(total, 'line')}{reach}.")
    return _window(_within_room(loaded.text, start), start, total, loaded, part)


def _within_room(text: str, start: int) -> list[str]:
    """The lines from number `start` on that can be shown, and one more: to cut up all of a large file takes long."""
    begin = len(text) - len(text.split("\n", start)[-1]) if start else 0
    end = text.find("\n", begin + MAX_SHOWN) + 1
    return split_lines(text[begin : end or len(text)])


def read_all_bytes(handle: int, limit: int) -> bytes:
    """Everything from a descriptor, but at most `limit` + 1 bytes: a file may grow, or have no end."""
    data = bytearray()
    while len(data) <= limit:
        chunk = os.read(handle, min(_CHUNK, limit + 1 - len(data)))
        if not chunk:
            break
        data += chunk
    return bytes(data)


def check_regular(information: os.stat_result, path: str) -> None:
    if is_folder(information):
        raise ToolFailure(f"“{path}” is a folder. Use list_directory to see what is in it.")
    if not is_regular(information):
        raise ToolFailure(f"“{path}” is not a regular file, so it has no text to work with.")


def _load(workspace: Workspace, place: Place, path: str, *, from_end: bool) -> _Loaded:
    with opened(workspace.beneath.open_to_read(place)) as handle:
        information = os.fstat(handle)
        check_regular(information, path)
        start = os.read(handle, 8192)
        os.lseek(handle, 0, os.SEEK_SET)
        if from_end and information.st_size > MAX_LOADED:
            # Characters of UTF-16 and UTF-32 begin at multiples of their size.
            os.lseek(handle, (information.st_size - MAX_LOADED + 3) & ~3, os.SEEK_SET)
            data = read_all_bytes(handle, MAX_LOADED)
            return _Loaded(_decoded_end(data, start, path), complete=False, etag=etag_of_file(handle))
        data = read_all_bytes(handle, MAX_LOADED)
        complete = len(data) <= MAX_LOADED
        etag = etag_of(data) if complete else etag_of_file(handle)
    try:
        return _Loaded(decoded(data, whole=complete), complete, etag)
    except (BinaryError, UnicodeDecodeError) as error:
        raise _binary(path, information.st_size) from error


def _decoded_end(data: bytes, start: bytes, path: str) -> str:
    try:
        encoding = detect(start, whole=False)
    except BinaryError as error:
        raise _binary(path, None) from error
    text = data.decode(encoding.name, errors="replace")
    # The first line is cut somewhere, perhaps within a character.
    return text.partition("\n")[2]


def _binary(path: str, size: int | None) -> ToolFailure:
    known = "" if size is None else f" ({counted(size, 'byte')})"
    return ToolFailure(f"“{path}” is a binary file{known}, not text.{_other_way(path)}")


def _other_way(path: str) -> str:
    suffix = PurePath(path).suffix.lower()
    if suffix in (".pdf", ".docx", ".xlsx", ".pptx", ".epub"):
        return " read_document reads it."
    if mime_type(path).startswith(("image/", "audio/")):
        return " read_media_file shows it."
    return " unzip_file unpacks it." if suffix == ".zip" else ""


def _tail(lines: list[str], loaded: _Loaded, part: Part) -> str:
    if part.numbered and not loaded.complete:
        raise ToolFailure("The file is too large to number lines from its end.")
    start = max(0, len(lines) - (part.tail or 0))
    shown: list[str] = []
    room = MAX_SHOWN
    for number in range(len(lines), start, -1):
        line = _line(lines[number - 1], number - 1, part)
        room -= len(line)
        if room < 0 and shown:
            return f"[Only the last {counted(len(shown), 'line')} fit here.]\n\n" + "".join(reversed(shown))
        shown.append(line[:MAX_SHOWN])
    return "".join(reversed(shown))


def _window(lines: list[str], start: int, total: int, loaded: _Loaded, part: Part) -> str:
    """The first of `lines`, which are those from number `start` on, of `total`."""
    wanted = part.head if part.head is not None else part.limit
    shown: list[str] = []
    room = MAX_SHOWN
    for index in range(min(len(lines), total - start if wanted is None else wanted)):
        line = _line(lines[index], start + index, part)
        if len(line) > room:
            if not shown:
                return f"{line[:MAX_SHOWN]}\n\n[Line {start + 1} is longer than fits here.]"
            return "".join(shown) + _more(start, len(shown), total, loaded)
        room -= len(line)
        shown.append(line)
    if wanted is None and not loaded.complete:
        return "".join(shown) + _more(start, len(shown), total, loaded)
    return "".join(shown)


def _line(line: str, index: int, part: Part) -> str:
    return f"{index + 1:6}\t{line}" if part.numbered else line


def _more(start: int, shown: int, total: int, loaded: _Loaded) -> str:
    last = start + shown
    of = f"of {total}" if loaded.complete else f"of more than {total}"
    onward = f" Read on with offset={last + 1}." if last < total else ""
    return f"\n[Truncated: lines {start + 1} to {last} {of}.{onward}]"
