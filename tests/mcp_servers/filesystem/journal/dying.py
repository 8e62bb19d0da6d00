"""A program that makes every kind of change again and again and kills itself, each time one step later.

`python -m tests.mcp_servers.filesystem.journal.dying FOLDER` makes `FOLDER/write/1`, `FOLDER/write/2`, … with a small
folder `granted` in each, and a data folder beside it, until a change got through alive.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from mcp_servers.common.data_folder import make_private_folder
from mcp_servers.filesystem.beneath import Beneath
from mcp_servers.filesystem.guards import Guards
from mcp_servers.filesystem.journal.journal import Journal
from mcp_servers.filesystem.journal.undoing import Undoing
from mcp_servers.filesystem.mutations import Mutations
from mcp_servers.filesystem.roots import Place, Roots
from mcp_servers.filesystem.secrets import Secrets
from tests.mcp_servers.filesystem.journal.states import lay

STEPS = ("open", "os.", "ctypes.", "shutil.")


class Parts:
    """The server's parts on the folders of one round."""

    def __init__(self, folder: Path) -> None:
        granted, own_data = folder / "granted", folder / "data"
        make_private_folder(own_data)
        self.roots = Roots([str(granted)])
        beneath = Beneath(Secrets(str(own_data)), Guards(self.roots.all))
        self.journal = Journal(own_data / "journal")
        self.mutations = Mutations(self.roots, beneath, self.journal)
        self.undoing = Undoing(self.roots, beneath, self.journal)

    def place(self, *parts: str) -> Place:
        return Place(self.roots.all[0], parts)


def delete_and_undo(parts: Parts, name: str) -> Callable[[], object]:
    parts.mutations.delete(parts.place(name))
    return lambda: parts.undoing.undo(1)


def write_and_undo(parts: Parts) -> Callable[[], object]:
    parts.mutations.write(parts.place("f.txt"), b"new")
    return lambda: parts.undoing.undo(1)


def write_undo_and_redo(parts: Parts) -> Callable[[], object]:
    write_and_undo(parts)()
    return lambda: parts.undoing.redo(1)


# Each lays the ground, and gives back the change during which the process dies.
CHANGES: dict[str, Callable[[Parts], Callable[[], object]]] = {
    "write": lambda parts: lambda: parts.mutations.write(parts.place("f.txt"), b"new"),
    "write_again": lambda parts: lambda: parts.mutations.write(parts.place("f.txt"), b"new"),
    "create": lambda parts: lambda: parts.mutations.write(parts.place("new.txt"), b"new"),
    "delete": lambda parts: lambda: parts.mutations.delete(parts.place("notes")),
    "move": lambda parts: lambda: parts.mutations.move(parts.place("notes"), parts.place("other")),
    "copy": lambda parts: lambda: parts.mutations.copy(parts.place("notes"), parts.place("other")),
    "undo_write": write_and_undo,
    "redo_write": write_undo_and_redo,
    "undo_delete": lambda parts: delete_and_undo(parts, "notes"),
}


def main(folder: Path) -> None:
    for kind in CHANGES:
        last = 1
        while not _survives(kind, folder / kind / str(last), last):
            last += 1


def _survives(kind: str, folder: Path, last: int) -> bool:
    (folder / "granted").mkdir(parents=True)
    lay(folder / "granted")
    child = os.fork()
    if child == 0:
        change = CHANGES[kind](Parts(folder))
        _die_at_step(last)
        change()
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _die_at_step(last: int) -> None:
    steps = 0

    def count(event: str, _arguments: object) -> None:
        nonlocal steps
        if event.startswith(STEPS):
            steps += 1
            if steps == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
