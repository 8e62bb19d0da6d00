"""Open directories: everything is named relative to one, never by a path from the top.

A path that was checked and is then opened again can mean another file by then; an open directory cannot.
"""

import os
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager

if sys.platform == "win32":
    from mcp_servers.filesystem.windows_folder import WindowsFolder as Folder
else:
    from mcp_servers.filesystem.posix_folder import PosixFolder as Folder

__all__ = ["Folder", "is_folder", "is_link", "is_regular", "opened"]

# Of a reparse point of Windows: it stands for another place, as links and junctions do and cloud files do not.
_NAME_SURROGATE = 0x20000000


@contextmanager
def opened(handle: int) -> Generator[int]:
    """Close a file descriptor at the end of a block."""
    try:
        yield handle
    finally:
        os.close(handle)


def is_regular(information: os.stat_result) -> bool:
    return stat.S_ISREG(information.st_mode)


def is_folder(information: os.stat_result) -> bool:
    return stat.S_ISDIR(information.st_mode) and not is_link(information)


def is_link(information: os.stat_result) -> bool:
    return stat.S_ISLNK(information.st_mode)
