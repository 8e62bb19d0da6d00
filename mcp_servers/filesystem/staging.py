"""New contents are made under a hidden name beside their place, and renamed when they are whole and on the disk."""

import contextlib
import hashlib
import os
from collections.abc import Generator
from contextlib import contextmanager

from mcp_servers.filesystem.folder import Folder, opened
from mcp_servers.filesystem.trees import keep_properties, remove_entry, write_all

PREFIX = ".deskhand-"
SUFFIX = ".tmp"
_NEW_FILE_MODE = 0o666


def is_temporary(name: str) -> bool:
    """Whether a name is that of something which a change has not finished."""
    return name.startswith(PREFIX) and name.endswith(SUFFIX)


def hidden_name(name: str) -> str:
    """The hidden name that stands for `name` while its contents are made."""
    # Of one length whatever the name is, so a name of 255 bytes can be written too.
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    return f"{PREFIX}{digest}{SUFFIX}"


@contextmanager
def staged_away(folder: Folder, name: str) -> Generator[str]:
    """A free hidden name in a folder that is locked; whatever still has it at the end of the block is removed."""
    hidden = hidden_name(name)
    # Left by a writer that was killed: we hold the lock, so nobody is still at it.
    clear(folder, hidden)
    try:
        yield hidden
    finally:
        clear(folder, hidden)


def clear(folder: Folder, hidden: str) -> None:
    with contextlib.suppress(OSError):
        remove_entry(folder, hidden)


def stage_bytes(folder: Folder, hidden: str, data: bytes, like: str | None) -> None:
    """Write a file under a hidden name, with the properties of the file called `like`."""
    with opened(folder.open_file(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _NEW_FILE_MODE)) as handle:
        if like is not None:
            with opened(folder.open_file(like, os.O_RDONLY)) as old:
                keep_properties(old, handle)
        write_all(handle, data)
        os.fsync(handle)
