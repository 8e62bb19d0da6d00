"""Paths that go on from what somebody has typed."""

from collections.abc import Iterator
from pathlib import PurePath

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.listing import list_folder, printable
from mcp_servers.filesystem.workspace import Workspace

MAX_LOOKED_AT = 2000


def complete_path(workspace: Workspace, typed: str, *, folders_only: bool = False) -> list[str]:
    """Paths that begin like `typed`, which is absolute or begins with the name of a granted folder.

    A folder ends with a slash, so that one can go on.
    """
    roots = [root.path if PurePath(typed).is_absolute() else root.name for root in workspace.roots.all]
    granted = [f"{root}/" for root in roots if f"{root}/".casefold().startswith(typed.casefold())]
    return [*granted, *_entries(workspace, typed, folders_only=folders_only)]


def _entries(workspace: Workspace, typed: str, *, folders_only: bool) -> Iterator[str]:
    above, slash, begun = typed.rpartition("/")
    if not slash:
        return
    try:
        listing = list_folder(workspace, above or "/", limit=MAX_LOOKED_AT)
    except ToolFailure:
        # What is no folder of ours has nothing that it could go on with.
        return
    for entry in listing.entries:
        if entry.name.casefold().startswith(begun.casefold()) and (entry.kind == "folder" or not folders_only):
            yield f"{above}/{printable(entry.name)}{'/' if entry.kind == 'folder' else ''}"
