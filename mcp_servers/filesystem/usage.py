"""How much room a folder takes, and which of its files are there more than once."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator

from pydantic import BaseModel

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.work import step
from mcp_servers.filesystem.folder import is_folder, is_regular, opened
from mcp_servers.filesystem.listing import printable
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.staging import is_temporary
from mcp_servers.filesystem.walking import Item, Limits, walk
from mcp_servers.filesystem.workspace import Workspace, about, check_is_folder

MAX_SCANNED = 500_000
MAX_SECONDS = 20.0
MAX_SHOWN = 20
MAX_GROUPS = 200
_CHUNK = 1 << 20
_START = 4096


class Share(BaseModel):
    """What one entry of a folder takes, with everything in it."""

    name: str
    size: int
    files: int


class Usage(BaseModel):
    """What a folder takes: bytes, and how many files and folders; `largest` are entries directly in it."""

    path: str
    size: int
    files: int
    folders: int
    largest: list[Share]
    truncated: bool


class Duplicates(BaseModel):
    """Files of equal contents: `size` is that of one, in bytes."""

    size: int
    paths: list[str]


class DuplicatesFound(BaseModel):
    """Groups of equal files, those first that waste most; `wasted` is what all copies but one take, in bytes."""

    groups: list[Duplicates]
    wasted: int
    truncated: bool


def disk_usage(workspace: Workspace, path: str) -> Usage:
    """What the folder or file at `path` takes. Links count nothing, and what cannot be read is left out."""
    place = workspace.existing(path)
    with about(path), workspace.beneath.entry(place) as entry:
        information = entry.information()
    if not is_folder(information):
        size = information.st_size if is_regular(information) else 0
        return Usage(path=workspace.shown(place), size=size, files=1, folders=0, largest=[], truncated=False)
    limits = Limits(entries=MAX_SCANNED, seconds=MAX_SECONDS)
    shares: dict[str, Share] = {}
    folders = 0
    with about(path):
        for item in walk(workspace.beneath, place, limits, facts=True):
            top = item.name if item.depth == 0 else item.above.parts[len(place.parts)]
            share = shares.setdefault(top, Share(name=printable(top), size=0, files=0))
            folders += item.is_folder
            size = _size(item)
            if size is not None:
                share.size += size
                share.files += 1
    return Usage(
        path=workspace.shown(place),
        size=sum(share.size for share in shares.values()),
        files=sum(share.files for share in shares.values()),
        folders=folders,
        largest=sorted(shares.values(), key=lambda share: -share.size)[:MAX_SHOWN],
        truncated=limits.exceeded,
    )


def find_duplicates(workspace: Workspace, path: str) -> DuplicatesFound:
    """Files below `path` that hold the same; empty ones are none."""
    place = workspace.existing(path)
    check_is_folder(workspace, place, path)
    limits = Limits(entries=MAX_SCANNED, seconds=MAX_SECONDS)
    by_size: defaultdict[int, list[Place]] = defaultdict(list)
    with about(path):
        for item in walk(workspace.beneath, place, limits, facts=True):
            size = _size(item)
            if size and not is_temporary(item.name):
                by_size[size].append(item.place)
    groups = list(_equal(workspace, by_size, limits))
    groups.sort(key=lambda group: -group.size * (len(group.paths) - 1))
    return DuplicatesFound(
        groups=groups[:MAX_GROUPS],
        wasted=sum(group.size * (len(group.paths) - 1) for group in groups),
        truncated=limits.exceeded or len(groups) > MAX_GROUPS,
    )


def _equal(workspace: Workspace, by_size: dict[int, list[Place]], limits: Limits) -> Iterator[Duplicates]:
    # The largest first: if time runs out, what wastes most is known.
    for size, places in sorted(by_size.items(), reverse=True):
        if len(places) < 2 or limits.exceeded:
            continue
        for alike in _grouped(workspace, places, _START, limits):
            for equal in _grouped(workspace, alike, size, limits) if size > _START else [alike]:
                yield Duplicates(size=size, paths=[printable(workspace.shown(place)) for place in equal])


def _grouped(workspace: Workspace, places: list[Place], length: int, limits: Limits) -> list[list[Place]]:
    """Groups of files whose first `length` bytes are equal."""
    groups: defaultdict[bytes, list[Place]] = defaultdict(list)
    for place in places:
        if not limits.take(1):
            break
        digest = _digest(workspace, place, length, limits)
        if digest is not None:
            groups[digest].append(place)
    return [group for group in groups.values() if len(group) > 1]


def _digest(workspace: Workspace, place: Place, length: int, limits: Limits) -> bytes | None:
    digest = hashlib.blake2b(digest_size=20)
    try:
        with opened(workspace.beneath.open_to_read(place)) as handle:
            if not is_regular(os.fstat(handle)):
                return None
            while length > 0 and (chunk := os.read(handle, min(_CHUNK, length))):
                digest.update(chunk)
                length -= len(chunk)
                step(0)
                if limits.out_of_time():
                    return None
    except (OSError, ToolFailure):
        # Gone or closed since it was met.
        return None
    return digest.digest()


def _size(item: Item) -> int | None:
    """Bytes of a regular file; `None` for anything else, and for what is gone by now."""
    information = item.information
    return information.st_size if information is not None and is_regular(information) else None
