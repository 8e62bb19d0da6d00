"""What is in a folder: entries, trees, and facts about one entry."""

import os
import stat
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel

from mcp_servers.filesystem.etags import imprint
from mcp_servers.filesystem.folder import Folder, is_folder, is_link, is_regular
from mcp_servers.filesystem.patterns import Patterns
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.staging import is_temporary
from mcp_servers.filesystem.walking import Item, Limits, walk
from mcp_servers.filesystem.workspace import Workspace, about, check_is_folder

MAX_LISTED = 1000
MAX_SCANNED = 100_000
MAX_IN_TREE = 2000
MAX_SECONDS = 4.0

Kind = Literal["file", "folder", "link", "other"]


class ListedEntry(BaseModel):
    """One entry of a folder. `size` is in bytes and only for files; `modified` is ISO 8601 in UTC."""

    name: str
    kind: Kind
    size: int | None
    modified: str | None


class FolderListing(BaseModel):
    """The contents of a folder, folders first. `total` counts what is there, shown or not."""

    path: str
    entries: list[ListedEntry]
    total: int
    truncated: bool


class TreeNode(BaseModel):
    """A folder has `children`, anything else has none. `more` says that contents were left out."""

    name: str
    type: Literal["file", "directory"]
    children: list["TreeNode"] | None = None
    more: bool | None = None


class EntryInformation(BaseModel):
    """Facts about a file or folder. Times are ISO 8601 in UTC, `size` is in bytes; only files have an `etag`."""

    path: str
    kind: Kind
    size: int
    created: str
    modified: str
    accessed: str
    permissions: str
    isDirectory: bool
    isFile: bool
    etag: str | None


def list_folder(workspace: Workspace, path: str) -> FolderListing:
    """The entries of the folder at `path`, at most `MAX_LISTED` of them."""
    place = workspace.existing(path)
    check_is_folder(workspace, place, path)
    with about(path), workspace.beneath.folder(place) as folder:
        names, complete = _names(workspace, folder, place)
        entries = [_listed(folder, name) for name in names[:MAX_LISTED]]
    entries.sort(key=lambda entry: (entry.kind != "folder", entry.name.casefold()))
    return FolderListing(
        path=place.absolute,
        entries=entries,
        total=len(names),
        truncated=not complete or len(names) > MAX_LISTED,
    )


def _names(workspace: Workspace, folder: Folder, place: Place) -> tuple[list[str], bool]:
    limits = Limits(entries=MAX_SCANNED, seconds=MAX_SECONDS)
    names: list[str] = []
    for entry in folder.entries():
        if not limits.take_one():
            break
        if not workspace.beneath.secrets.hides(place, entry.name) and not is_temporary(entry.name):
            names.append(entry.name)
    return sorted(names, key=str.casefold), not limits.exceeded


def _listed(folder: Folder, name: str) -> ListedEntry:
    try:
        information = folder.information(name)
    except OSError:
        # Gone or closed since the folder was read: the name is all we know.
        return ListedEntry(name=printable(name), kind="other", size=None, modified=None)
    size = information.st_size if is_regular(information) else None
    return ListedEntry(name=printable(name), kind=_kind(information), size=size, modified=_moment(information.st_mtime))


def folder_tree(workspace: Workspace, path: str, exclude: Patterns, max_depth: int) -> tuple[list[TreeNode], bool]:
    """The tree below a folder, and whether anything was left out for its size."""
    place = workspace.existing(path)
    check_is_folder(workspace, place, path)
    limits = Limits(entries=MAX_IN_TREE, seconds=MAX_SECONDS)
    top = TreeNode(name="", type="directory", children=[])
    stack = [top]
    skip = _Excluded(place, exclude, max_depth)
    with about(path):
        for item in walk(workspace.beneath, place, limits, skip=skip):
            del stack[item.depth + 1 :]
            node = _node(item)
            _children(stack[-1]).append(node)
            stack.append(node)
            if item.is_folder and item.depth + 1 >= max_depth:
                node.more = True
    return _children(top), limits.exceeded


class _Excluded:
    def __init__(self, start: Place, exclude: Patterns, max_depth: int) -> None:
        self._start = len(start.parts)
        self._exclude = exclude
        self._max_depth = max_depth

    def __call__(self, item: Item) -> bool:
        if item.depth >= self._max_depth or is_temporary(item.name):
            return True
        return self._exclude.match(item.place.parts[self._start :])


def _node(item: Item) -> TreeNode:
    if item.is_folder:
        return TreeNode(name=printable(item.name), type="directory", children=[])
    return TreeNode(name=printable(item.name), type="file")


def _children(node: TreeNode) -> list[TreeNode]:
    if node.children is None:
        node.children = []
    return node.children


def entry_information(workspace: Workspace, path: str) -> EntryInformation:
    """Facts about what is at `path`; a link is followed as far as it stays inside."""
    place = workspace.existing(path)
    with about(path), workspace.beneath.entry(place) as entry:
        information = entry.information()
        found = imprint(entry.folder, entry.name) if is_regular(information) else None
    return EntryInformation(
        path=place.absolute,
        kind=_kind(information),
        size=information.st_size,
        created=_moment(getattr(information, "st_birthtime", information.st_ctime)),
        modified=_moment(information.st_mtime),
        accessed=_moment(information.st_atime),
        permissions=oct(stat.S_IMODE(information.st_mode))[2:],
        isDirectory=is_folder(information),
        isFile=is_regular(information),
        etag=found.etag if found else None,
    )


def printable(name: str) -> str:
    """A file name as text; bytes that are no UTF-8 are shown as replacement marks."""
    return os.fsencode(name).decode("utf-8", errors="replace")


def _kind(information: os.stat_result) -> Kind:
    if is_folder(information):
        return "folder"
    if is_link(information):
        return "link"
    return "file" if is_regular(information) else "other"


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
