"""Folders that are known by what they are and not by their name, so that no other way to them is open."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.roots import Root

Identity = tuple[int, int]


class ReadOnlyError(ToolFailure):
    """The place lies in a folder that was granted for reading only."""

    def __init__(self) -> None:
        super().__init__("I was given that folder to read only, so I change nothing in it.")


class GrantedError(ToolFailure):
    """The entry is a granted folder, or holds one."""

    def __init__(self) -> None:
        super().__init__("That is a folder I was given to work in, so I do not move or delete it.")


class Guards:
    """Which folders are for reading only, and which must stay where they are.

    Args:
        roots: the granted folders; of two that lie in each other the inner one decides.
        fixed: other paths that stay where they are, like the data folder of this app.
    """

    def __init__(self, roots: Sequence[Root], fixed: Iterable[str] = ()) -> None:
        self._read_only = {identity_of(Path(root.real).stat()): root.read_only for root in roots}
        paths = [Path(path).resolve() for path in (*(root.real for root in roots), *fixed)]
        self._fixed = {identity_of(step.stat()) for path in paths for step in (path, *path.parents)}

    def check_writable(self, way: Sequence[os.stat_result]) -> None:
        """Raises `ReadOnlyError` where the folders on the way, the outermost first, are for reading only."""
        known = [self._read_only[found] for found in map(identity_of, way) if found in self._read_only]
        if known and known[-1]:
            raise ReadOnlyError

    def check_movable(self, information: os.stat_result) -> None:
        """Raises `GrantedError` for a folder that is or holds a granted one, by whatever name it was reached."""
        if identity_of(information) in self._fixed:
            raise GrantedError


def identity_of(information: os.stat_result) -> Identity:
    return information.st_dev, information.st_ino
