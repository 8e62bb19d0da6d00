"""Finding out what became of a change whose server was killed in the middle, by looking at the disk."""

from mcp_servers.filesystem.etags import imprint
from mcp_servers.filesystem.folder import Folder
from mcp_servers.filesystem.journal.records import Change, State
from mcp_servers.filesystem.journal.store import Store


def state_on_disk(change: Change, folder: Folder, name: str, store: Store) -> State | None:
    """What became of a change whose place is in a folder that is locked; `None` where it was never made."""
    if change.kind == "move":
        there = folder.exists(name) and identity(folder, name) == change.after
        never_made: State | None = None if change.state == "begun" else "undone"
        return "done" if there else never_made
    found = imprint(folder, name)
    etag = found.etag if found else None
    if change.state == "begun":
        built = change.after is not None or change.kind == "delete"
        # What was there is kept whole before anything is changed.
        kept = change.before is None or store.has(change.id, "before")
        return "done" if built and kept and (etag == change.after or etag != change.before) else None
    if etag in (change.before, change.after):
        return "undone" if etag == change.before else "done"
    return "done" if change.state == "undoing" else "undone"


def identity(folder: Folder, name: str) -> str:
    """What stays the same when an entry is moved on its disk."""
    information = folder.information(name)
    return f"{information.st_dev}:{information.st_ino}"
