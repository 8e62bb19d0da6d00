"""Where the journal keeps what was there: whole entries under the number of their change."""

import contextlib
import errno
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from mcp_servers.common.data_folder import make_private_folder
from mcp_servers.filesystem.folder import Folder
from mcp_servers.filesystem.locks import sync_quietly
from mcp_servers.filesystem.staging import clear, hidden_name, staged_away
from mcp_servers.filesystem.trees import copy_entry, remove_entry, size_of

Side = Literal["before", "after"]
T = TypeVar("T")


class Store:
    """A folder of entries called `12-before` and `12-after`. Whatever has such a name is whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def has(self, number: int, side: Side) -> bool:
        with self._opened() as store:
            return store.exists(_name(number, side))

    def keep_copy(self, number: int, side: Side, folder: Folder, name: str) -> None:
        """Copy an entry into the store, which leaves it where it is."""
        with self._opened() as store:
            partial = f"{uuid.uuid4().hex}.part"
            try:
                copy_entry(folder, name, store, partial)
                _remove_if_there(store, _name(number, side))
                store.replace(partial, _name(number, side))
            except BaseException:
                _remove_if_there(store, partial)
                raise
            sync_quietly(store)

    def take(self, number: int, side: Side, folder: Folder, name: str) -> None:
        """Move an entry into the store; from another disk it is copied, and then removed there."""
        with self._opened() as store:
            _remove_if_there(store, _name(number, side))
            try:
                folder.move(name, store, _name(number, side))
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                self.keep_copy(number, side, folder, name)
                hidden = hidden_name(name)
                folder.replace(name, hidden)
                # From here on the copy is the only whole one, so nothing may fail any more.
                clear(folder, hidden)
            sync_quietly(folder)
            sync_quietly(store)

    def give(self, number: int, side: Side, folder: Folder, name: str) -> None:
        """Move an entry out of the store to a name that is free.

        Raises:
            FileExistsError: the name is taken.
        """
        with self._opened() as store:
            try:
                store.move(_name(number, side), folder, name)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                with staged_away(folder, name) as staged:
                    self.lay_out(number, side, folder, staged)
                    folder.move(staged, folder, name)
                remove_entry(store, _name(number, side))
            sync_quietly(folder)
            sync_quietly(store)

    def read(self, number: int, side: Side, look: Callable[[Folder, str], T]) -> T:
        """What `look` makes of a kept entry."""
        with self._opened() as store:
            return look(store, _name(number, side))

    def lay_out(self, number: int, side: Side, folder: Folder, name: str) -> None:
        """Copy a kept entry to a name that is free."""
        with self._opened() as store:
            copy_entry(store, _name(number, side), folder, name)

    def size(self, number: int) -> int:
        """How many bytes are kept of a change."""
        with self._opened() as store:
            names = [_name(number, "before"), _name(number, "after")]
            return sum(size_of(store, name) for name in names if store.exists(name))

    def remove(self, number: int) -> None:
        with self._opened() as store:
            _remove_if_there(store, _name(number, "before"))
            _remove_if_there(store, _name(number, "after"))

    def _opened(self) -> Folder:
        make_private_folder(self._path)
        return Folder.open(os.fspath(self._path))


def _name(number: int, side: Side) -> str:
    return f"{number}-{side}"


def _remove_if_there(folder: Folder, name: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        remove_entry(folder, name)
