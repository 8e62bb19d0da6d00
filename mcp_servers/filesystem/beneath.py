"""Finding a place on disk without ever leaving its granted folder.

Every directory on the way is opened by name in the one before and no link is followed by the system. Links are
read and followed here, one component at a time, so that each step is held against the same rules. Where the
kernel offers `openat2`, a path without any link is opened in a single call with the same promise.
"""

import contextlib
import errno
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import PurePath

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem import openat2
from mcp_servers.filesystem.folder import Folder, is_link
from mcp_servers.filesystem.guards import Guards
from mcp_servers.filesystem.refusals import OutsideError
from mcp_servers.filesystem.roots import Place, parts_below
from mcp_servers.filesystem.secrets import Secrets

MAX_LINKS = 40
MAX_RACES = 16


class SecretError(ToolFailure):
    """The path is one of those that are never opened."""

    def __init__(self) -> None:
        super().__init__("That holds keys or other secrets, which I never open, move or change.")


class Entry:
    """Where a path ends: a name in an open directory. `name` is `.` for a granted folder itself.

    `path` is the absolute path that was walked, links on the way resolved.
    """

    def __init__(self, folder: Folder, name: str, path: str) -> None:
        self.folder = folder
        self.name = name
        self.path = path

    def information(self) -> os.stat_result:
        return self.folder.own_information() if self.name == "." else self.folder.information(self.name)

    def open_folder(self) -> Folder:
        return self.folder.duplicate() if self.name == "." else self.folder.child(self.name)


class Beneath:
    """Opens places. The rules on secrets are part of every step."""

    def __init__(self, secrets: Secrets, guards: Guards) -> None:
        self.secrets = secrets
        self.guards = guards

    @contextmanager
    def entry(self, place: Place, *, follow: bool = True, writing: bool = False) -> Generator[Entry]:
        """The directory that holds a place, open, and the name there; the name itself may be missing.

        With `follow`, a link at the end is followed as well, as long as it stays beneath the folder.

        Raises:
            OutsideError, SecretError: where the path leads.
            ReadOnlyError: with `writing`, the directory was granted for reading only.
            OSError: a directory on the way is missing or cannot be opened.
        """
        walk = _Walk(self.secrets, place)
        try:
            entry = walk.to_end(follow=follow)
            if writing:
                self.guards.check_writable(walk.way())
            yield entry
        finally:
            walk.close()

    @contextmanager
    def folder(self, place: Place) -> Generator[Folder]:
        """A place that is a directory, open."""
        with self.entry(place) as entry, entry.open_folder() as folder:
            yield folder

    def open_to_read(self, place: Place) -> int:
        """A descriptor for reading; the caller closes it and must not trust it to be a regular file."""
        if openat2.is_there() and self._plainly_open(place):
            with Folder.open(place.root.real) as root:
                handle = openat2.open_without_links(root.handle, "/".join(place.parts))
                if handle is not None:
                    return handle
        with self.entry(place) as entry:
            return entry.folder.open_file(entry.name, os.O_RDONLY)

    def _plainly_open(self, place: Place) -> bool:
        """Whether a path without links would be allowed by its names alone."""
        steps = (Place(place.root, place.parts[:depth]) for depth in range(len(place.parts)))
        hidden = any(self.secrets.hides(step, name) for step, name in zip(steps, place.parts, strict=True))
        return bool(place.parts) and not hidden and not self.secrets.lies_below(place.root.real)


class _Walk:
    """One walk from a granted folder down to a place."""

    def __init__(self, secrets: Secrets, place: Place) -> None:
        self._secrets = secrets
        self._place = place
        self._folders = [Folder.open(place.root.real)]
        self._names: list[str] = []
        self._todo = list(reversed(place.parts))
        self._links = 0
        self._races = 0

    def to_end(self, *, follow: bool) -> Entry:
        while self._todo:
            name = self._todo.pop()
            if name == os.pardir:
                self._go_up()
                continue
            if self._secrets.hides(Place(self._place.root, tuple(self._names)), name):
                raise SecretError
            if self._todo:
                self._go_down(name)
            elif follow and self._is_link(name):
                self._follow(name)
            else:
                return self._end(name)
        return Entry(self._folders[-1], ".", self._path())

    def way(self) -> list[os.stat_result]:
        """The directories that are open, from the granted folder down."""
        return [folder.own_information() for folder in self._folders]

    def close(self) -> None:
        for folder in self._folders:
            folder.close()

    def _end(self, name: str) -> Entry:
        folder = self._folders[-1]
        # One look: what is there may be gone at the next.
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if self._secrets.is_own_data(folder.information(name)):
                raise SecretError
        return Entry(folder, name, self._path(name))

    def _path(self, *name: str) -> str:
        return str(PurePath(self._place.root.real, *self._names, *name))

    def _go_up(self) -> None:
        if len(self._folders) == 1:
            raise OutsideError
        self._folders.pop().close()
        self._names.pop()

    def _go_down(self, name: str) -> None:
        try:
            folder = self._folders[-1].child(name)
        except OSError as error:
            if error.errno not in (errno.ELOOP, errno.ENOTDIR, errno.EMLINK) or not self._is_link(name):
                raise
            self._follow(name)
            return
        self._folders.append(folder)
        self._names.append(name)
        if self._secrets.is_own_data(folder.own_information()):
            raise SecretError

    def _is_link(self, name: str) -> bool:
        try:
            return is_link(self._folders[-1].information(name))
        except FileNotFoundError:
            return False

    def _follow(self, name: str) -> None:
        self._links += 1
        if self._links > MAX_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        try:
            target = self._folders[-1].link_target(name)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            # It is no link any more: look again, but not for ever.
            self._races += 1
            if self._races > MAX_RACES:
                raise OSError(errno.ESTALE, os.strerror(errno.ESTALE)) from error
            self._todo.append(name)
            return
        self._todo += reversed(self._steps_of(target))

    def _steps_of(self, target: str) -> list[str]:
        """The components of a link's target, from here or, for an absolute one, from the granted folder."""
        # Windows marks the targets of its links so that they are taken as they are.
        path = PurePath(target.removeprefix("\\\\?\\"))
        if not path.anchor:
            return list(path.parts)
        for start in (self._place.root.path, self._place.root.real):
            parts = parts_below(PurePath(os.path.normpath(path)), PurePath(start))
            if parts is not None:
                while len(self._folders) > 1:
                    self._go_up()
                return list(parts)
        raise OutsideError
