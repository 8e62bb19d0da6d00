"""What is in a folder: its entries, and the tree below it."""

import os
import stat
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel

from mcp_servers.filesystem.etags import imprint
from mcp_servers.filesystem.folder import Folder, is_folder, is_link, is_regular
from mcp_servers.filesystem.patterns import Patterns
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.staging import is_temporary
from mcp_servers.filesystem.walking import Item, Limits, in_order, walk
from mcp_servers.filesystem.workspace import Workspace, about, check_is_folder

MAX_LISTED = 1000
MAX_SCANNED = 100_000
MAX_IN_TREE = 2000
MAX_SECONDS = 4.0

Kind = Literal["file", "folder", "link", "other"]
SortBy = Literal["name", "size"]


Listed = tuple[bool, str]
"""Whether it is no folder, and its name: by these a list is in order."""


class ListedEntry(BaseModel):
    """One entry of a folder. `size` is in bytes and only for files; `modified` is ISO 8601 in UTC."""

    name: str
    kind: Kind
    size: int | None
    modified: str | None


class FolderListing(BaseModel):
    """Contents of a folder. `total` counts what is there, shown or not; `next_cursor` is where the list goes on."""

    path: str
    entries: list[ListedEntry]
    total: int
    truncated: bool
    next_cursor: str | None = None


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


def list_folder(workspace: Workspace, path: str, *, sort: SortBy = "name", limit: int) -> FolderListing:
    """The first entries of the folder at `path`: by name with folders first, or the largest first."""
    return list_page(workspace, path, sort=sort, limit=limit)[0]


def list_page(
    workspace: Workspace, path: str, *, sort: SortBy = "name", after: Listed | None = None, limit: int
) -> tuple[FolderListing, Listed | None]:
    """As `list_folder`; by name, those that come `after` one. Where the list goes on, the last of them is told too."""
    place = workspace.existing(path)
    check_is_folder(workspace, place, path)
    with about(path), workspace.beneath.folder(place) as folder:
        limits = Limits(entries=MAX_SCANNED, seconds=MAX_SECONDS)
        found = sorted(_entries(workspace, folder, place, limits), key=_position)
        start = bisect_right(found, _position(after), key=_position) if after else 0
        # Sizes cost a look at each entry, so they are taken of those that are shown, unless they decide which are.
        wanted = found if sort == "size" else found[start : start + limit]
        entries = [_listed(folder, name) for _, name in wanted]
    if sort == "size":
        entries = sorted(entries, key=lambda entry: -(entry.size or 0))[:limit]
    more = start + len(entries) < len(found)
    shown = FolderListing(path=place.absolute, entries=entries, total=len(found), truncated=limits.exceeded or more)
    return shown, wanted[-1] if more and wanted else None


def _position(each: Listed) -> tuple[bool, str]:
    return each[0], in_order(each[1])


def _entries(workspace: Workspace, folder: Folder, place: Place, limits: Limits) -> Iterator[Listed]:
    """Whether it is no folder, and the name, of each entry that may be seen."""
    hides = workspace.beneath.secrets.hider(place)
    for batch in limits.batches(folder.entries()):
        for entry in batch:
            if not hides(entry.name) and not is_temporary(entry.name):
                yield not entry.is_dir(follow_symlinks=False), entry.name


def _listed(folder: Folder, name: str) -> ListedEntry:
    try:
        information = folder.information(name)
    except OSError:
        # Gone or closed since the folder was read: the name is all we know.
        return ListedEntry(name=printable(name), kind="other", size=None, modified=None)
    size = information.st_size if is_regular(information) else None
    return ListedEntry(name=printable(name), kind=_kind(information), size=size, modified=moment(information.st_mtime))


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
        return self._exclude.match(item.above.parts[self._start :], item.name)


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
        created=moment(getattr(information, "st_birthtime", information.st_ctime)),
        modified=moment(information.st_mtime),
        accessed=moment(information.st_atime),
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


def moment(seconds: float) -> str:
    """A time of the system as ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
