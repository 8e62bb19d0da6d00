"""Every change to the disk goes through this module, so that whatever must see changes can stand here."""

import contextlib
import errno
import hashlib
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mcp_servers.common.toolset import ToolFailure
from mcp_servers.filesystem.beneath import Beneath, Entry
from mcp_servers.filesystem.folder import is_folder, opened
from mcp_servers.filesystem.locks import locked, sync_quietly
from mcp_servers.filesystem.reading import check_regular, read_all_bytes
from mcp_servers.filesystem.roots import Place, Roots

MAX_EDITED = 16 << 20
TEMPORARY_PREFIX = ".deskhand-"
TEMPORARY_SUFFIX = ".tmp"
_NEW_FILE_MODE = 0o666


@dataclass(frozen=True)
class Written:
    """Whether a write made a new file, and how many bytes the file has now."""

    created: bool
    size: int


class Mutations:
    """Changes beneath the granted folders. Each is whole or not made at all."""

    def __init__(self, roots: Roots, beneath: Beneath) -> None:
        self._roots = roots
        self._beneath = beneath

    def write(self, place: Place, data: bytes) -> Written:
        """Make a file or replace its contents; its mode stays.

        Raises:
            OSError: as the system says; `FileNotFoundError` where the folder is missing.
            ToolFailure: there is something else than a regular file, or it is read-only.
        """
        with self._writing(place) as entry:
            before = _information(entry)
            if before is not None:
                _check_replaceable(before, place)
            _replace(entry, data, before)
        return Written(before is None, len(data))

    def transform(self, place: Place, change: Callable[[bytes], bytes], *, keep: bool) -> tuple[bytes, bytes]:
        """Replace a file's contents by what `change` makes of them; nobody else writes in between.

        With `keep` false nothing is written. Returns the contents before and after.
        """
        with self._writing(place) as entry:
            with opened(entry.folder.open_file(entry.name, os.O_RDONLY)) as handle:
                before = os.fstat(handle)
                _check_replaceable(before, place)
                data = read_all_bytes(handle, MAX_EDITED)
            if len(data) > MAX_EDITED:
                raise ToolFailure(f"“{self._roots.shown(place)}” is too large to edit (over {MAX_EDITED >> 20} MB).")
            after = change(data)
            if keep and after != data:
                _replace(entry, after, before)
        return data, after

    def create_folder(self, place: Place) -> bool:
        """Make a folder and what is missing above it. Returns whether anything was made."""
        made = False
        for depth in range(1, len(place.parts) + 1):
            step = Place(place.root, place.parts[:depth])
            with self._beneath.entry(step) as entry:
                made = _make(entry) or made
        return made

    def move(self, source: Place, destination: Place) -> None:
        """Move or rename a file, a folder or a link itself, never onto something that exists.

        Raises:
            ToolFailure: it is a granted folder, or holds one.
            FileExistsError: the destination exists.
        """
        self._check_movable(source)
        with self._beneath.entry(source, follow=False) as old, self._beneath.entry(destination, follow=False) as new:
            if old.name == "." or new.name == ".":
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            with locked(old.folder, new.folder):
                old.folder.move(old.name, new.folder, new.name)
                sync_quietly(new.folder)

    def _check_movable(self, source: Place) -> None:
        moved = Path(source.root.real, *source.parts)
        if any(Path(root.real).is_relative_to(moved) for root in self._roots.all):
            raise ToolFailure("That is a folder I was given to work in, so I do not move it.")

    @contextmanager
    def _writing(self, place: Place) -> Generator[Entry]:
        with self._beneath.entry(place) as entry:
            if entry.name == ".":
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            with locked(entry.folder):
                yield entry


def is_temporary(name: str) -> bool:
    """Whether a name is that of a file which a write has not finished."""
    return name.startswith(TEMPORARY_PREFIX) and name.endswith(TEMPORARY_SUFFIX)


def _information(entry: Entry) -> os.stat_result | None:
    try:
        return entry.information()
    except FileNotFoundError:
        return None


def _check_replaceable(information: os.stat_result, place: Place) -> None:
    check_regular(information, place.parts[-1])
    if not information.st_mode & 0o222:
        raise ToolFailure(f"“{place.parts[-1]}” is marked read-only.")


def _replace(entry: Entry, data: bytes, before: os.stat_result | None) -> None:
    """Put a finished file in the place of the old one, so that there is always one of the two, and whole."""
    temporary = _temporary_name(entry.name)
    # Left by a writer that was killed: we hold the lock, so nobody is still at it.
    with contextlib.suppress(FileNotFoundError):
        entry.folder.remove_file(temporary)
    handle = entry.folder.open_file(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _NEW_FILE_MODE)
    try:
        with opened(handle):
            if before is not None:
                _keep_properties(handle, before)
            _write_all(handle, data)
            os.fsync(handle)
        entry.folder.replace(temporary, entry.name)
    except BaseException:
        with contextlib.suppress(OSError):
            entry.folder.remove_file(temporary)
        raise
    sync_quietly(entry.folder)


def _temporary_name(name: str) -> str:
    # Of one length whatever the name is, so a name of 255 bytes can be written too.
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:16]
    return f"{TEMPORARY_PREFIX}{digest}{TEMPORARY_SUFFIX}"


def _keep_properties(handle: int, before: os.stat_result) -> None:
    if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
        with contextlib.suppress(PermissionError):
            os.fchown(handle, before.st_uid, before.st_gid)
    os.fchmod(handle, before.st_mode & 0o7777)


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _make(entry: Entry) -> bool:
    if entry.name == ".":
        return False
    try:
        entry.folder.make(entry.name)
    except FileExistsError:
        if not is_folder(entry.information()):
            raise
        return False
    return True
