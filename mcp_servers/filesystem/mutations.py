"""Every change to the disk goes through this module: made beside its place, written down in the journal, whole."""

import errno
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.beneath import Beneath, Entry, SecretError
from mcp_servers.filesystem.etags import check_etag, etag_of, etag_of_file
from mcp_servers.filesystem.folder import is_folder, opened
from mcp_servers.filesystem.journal.journal import Journal, Made, Spot
from mcp_servers.filesystem.journal.records import Kind
from mcp_servers.filesystem.locks import locked
from mcp_servers.filesystem.reading import check_regular, read_all_bytes
from mcp_servers.filesystem.roots import Place, Roots
from mcp_servers.filesystem.staging import stage_bytes
from mcp_servers.filesystem.trees import copy_entry

MAX_EDITED = 16 << 20


@dataclass(frozen=True)
class Written:
    """Whether a write made a new file, how many bytes the file has now, and the change in the journal."""

    created: bool
    size: int
    made: Made


class Mutations:
    """Changes beneath the granted folders. Each is whole or not made at all, and can be undone."""

    def __init__(self, roots: Roots, beneath: Beneath, journal: Journal) -> None:
        self._roots = roots
        self._beneath = beneath
        self._journal = journal

    def write(self, place: Place, data: bytes, if_match: str | None = None, *, new: bool = False) -> Written:
        """Make a file or replace its contents; its mode stays. With `new` only the first of both is done.

        Raises:
            OSError: as the system says; `FileNotFoundError` where the folder is missing.
            FileExistsError: it was to be new.
            ToolFailure: there is something else than a regular file, or it is read-only, or not the one of `if_match`.
        """
        with self._writing(place) as entry:
            exists = entry.folder.exists(entry.name)
            if exists and new:
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            if exists:
                with opened(entry.folder.open_file(entry.name, os.O_RDONLY)) as handle:
                    _check_replaceable(os.fstat(handle), place)
                    _check_etag(if_match, handle)
            elif if_match is not None:
                raise ToolFailure("There is no such file any more, so its etag fits nothing.")
            made = self._replace("write", entry, data, exists=exists)
        return Written(not exists, len(data), made)

    def transform(
        self, kind: Kind, place: Place, change: Callable[[bytes], bytes], *, if_match: str | None = None
    ) -> Made | None:
        """Replace a file's contents by what `change` makes of them; nobody else writes in between.

        Returns `None` where the contents stay as they are.
        """
        with self._writing(place) as entry:
            data = self.contents(entry, place, if_match)
            after = change(data)
            return self._replace(kind, entry, after, exists=True) if after != data else None

    def contents(self, entry: Entry, place: Place, if_match: str | None = None) -> bytes:
        """What a file holds that is about to be changed.

        Raises:
            ToolFailure: it cannot be replaced, is too large, or is not the one of `if_match`.
        """
        with opened(entry.folder.open_file(entry.name, os.O_RDONLY)) as handle:
            _check_replaceable(os.fstat(handle), place)
            _check_etag(if_match, handle)
            data = read_all_bytes(handle, MAX_EDITED)
        if len(data) > MAX_EDITED:
            raise ToolFailure(f"“{self._roots.shown(place)}” is too large to edit (over {MAX_EDITED >> 20} MB).")
        return data

    def preview(self, place: Place, change: Callable[[bytes], bytes], if_match: str | None = None) -> str | None:
        """The etag of the file that `change` would change; `None` where it would change nothing."""
        with self._beneath.entry(place, writing=True) as entry:
            data = self.contents(entry, place, if_match)
        return etag_of(data) if change(data) != data else None

    def create_folder(self, place: Place) -> Made | None:
        """Make a folder and what is missing above it; `None` where it is there already."""
        for depth in range(1, len(place.parts) + 1):
            with self._beneath.entry(Place(place.root, place.parts[:depth])) as entry:
                if entry.name == "." or entry.folder.exists(entry.name):
                    _check_folder(entry, last=depth == len(place.parts))
                    continue
            return self._create_folders(Place(place.root, place.parts[:depth]), place.parts[depth:])
        return None

    def _create_folders(self, top: Place, below: tuple[str, ...]) -> Made:
        with self._writing(top) as entry:
            self._check_open(top, below)
            return self._journal.put("create", _spot(entry), lambda staged: _make_chain(entry, staged, below))

    def _check_open(self, top: Place, below: tuple[str, ...]) -> None:
        for name in below:
            if self._beneath.secrets.hides(top, name):
                raise SecretError
            top = top.child(name)

    def move(self, source: Place, destination: Place) -> Made:
        """Move or rename a file, a folder or a link itself, never onto something that exists.

        Raises:
            GrantedError: it is a granted folder, or holds one.
            FileExistsError: the destination exists.
        """
        with (
            self._beneath.entry(source, follow=False, writing=True) as old,
            self._beneath.entry(destination, follow=False, writing=True) as new,
        ):
            self._check_movable(old)
            _check_apart(old, new)
            self._check_stays_secret(source, destination, old)
            with locked(old.folder, new.folder):
                return self._journal.move(_spot(old), _spot(new))

    def copy(self, source: Place, destination: Place, *, follow: bool = True) -> Made:
        """Copy a file or a folder with everything in it; links in it are copied as links.

        Raises:
            SecretError: there is our own data in it.
            FileExistsError: the destination exists.
        """
        with self._beneath.entry(source, follow=follow) as old, self._writing(destination, follow=False) as new:
            if old.name == ".":
                raise ToolFailure("That is a folder I was given to work in. Name what to copy in it.")
            _check_apart(old, new)
            self._check_stays_secret(source, destination, old)

            def copy(staged: str) -> None:
                copy_entry(old.folder, old.name, new.folder, staged, check=self._check_copied)

            return self._journal.put("copy", _spot(new), copy, origin=old.path)

    def delete(self, place: Place) -> Made:
        """Take a file, a folder or a link itself into the journal's trash."""
        with self._beneath.entry(place, follow=False, writing=True) as entry:
            self._check_movable(entry)
            with locked(entry.folder):
                return self._journal.remove(_spot(entry))

    def build(self, kind: Kind, place: Place, make: Callable[[Entry, str], None]) -> Made:
        """Let `make` build something new under a hidden name, then give it its place, which is free or an empty folder.

        Raises:
            FileExistsError: the place is taken.
        """
        with self._writing(place, follow=False) as entry:
            if entry.folder.exists(entry.name) and not _is_empty_folder(entry):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            return self._journal.put(kind, _spot(entry), lambda staged: make(entry, staged))

    def _check_movable(self, entry: Entry) -> None:
        self._beneath.guards.check_movable(entry.information())

    def _check_copied(self, information: os.stat_result) -> None:
        if self._beneath.secrets.is_own_data(information):
            raise SecretError

    def _check_stays_secret(self, source: Place, destination: Place, entry: Entry) -> None:
        """Some secrets are known by their folder's name too, so that folder keeps its name."""
        if entry.name == "." or not is_folder(entry.information()):
            return
        with entry.open_folder() as folder:
            names = [inner.name for inner in folder.entries()]
        hides = self._beneath.secrets.hides
        if any(hides(source, name) and not hides(destination, name) for name in names):
            raise SecretError

    def _replace(self, kind: Kind, entry: Entry, data: bytes, *, exists: bool) -> Made:
        like = entry.name if exists else None
        return self._journal.put(kind, _spot(entry), lambda staged: stage_bytes(entry.folder, staged, data, like))

    @contextmanager
    def _writing(self, place: Place, *, follow: bool = True) -> Generator[Entry]:
        with self._beneath.entry(place, follow=follow, writing=True) as entry:
            if entry.name == ".":
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            with locked(entry.folder):
                yield entry


def _spot(entry: Entry) -> Spot:
    return Spot(entry.folder, entry.name, entry.path)


def _check_apart(old: Entry, new: Entry) -> None:
    if new.path == old.path:
        raise ToolFailure("Source and destination are the same.")
    if PurePath(new.path).is_relative_to(old.path):
        raise ToolFailure("A folder cannot be put into itself.")
    if new.name == "." or new.folder.exists(new.name):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def _is_empty_folder(entry: Entry) -> bool:
    if not is_folder(entry.information()):
        return False
    with entry.open_folder() as folder:
        return not any(True for _ in folder.entries())


def _check_replaceable(information: os.stat_result, place: Place) -> None:
    check_regular(information, place.parts[-1])
    if not information.st_mode & 0o222:
        raise ToolFailure(f"“{place.parts[-1]}” is marked read-only.")


def _check_etag(if_match: str | None, handle: int) -> None:
    if if_match is not None:
        check_etag(if_match, etag_of_file(handle))


def _check_folder(entry: Entry, *, last: bool) -> None:
    if not is_folder(entry.information()):
        code = errno.EEXIST if last else errno.ENOTDIR
        raise OSError(code, os.strerror(code))


def _make_chain(entry: Entry, top: str, below: tuple[str, ...]) -> None:
    entry.folder.make(top)
    folder = entry.folder.child(top)
    for name in below:
        with folder as above:
            above.make(name)
            folder = above.child(name)
    folder.close()
