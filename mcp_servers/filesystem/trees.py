"""Copying and removing entries with everything in them, by handles: links are copied as links, never followed."""

import contextlib
import os
import stat
import sys
from collections.abc import Callable

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.work import step
from mcp_servers.filesystem.folder import Folder, is_folder, is_link, is_regular, opened

MAX_DEPTH = 100
_CHUNK = 1 << 20

Check = Callable[[os.stat_result], None]


def _anything(_information: os.stat_result) -> None:
    pass


class TooDeepError(ToolFailure):
    """Folders are nested deeper than we go."""

    def __init__(self) -> None:
        super().__init__(f"The folder is nested more than {MAX_DEPTH} deep, so I left it as it is.")


def copy_entry(source: Folder, name: str, target: Folder, new_name: str, *, check: Check = _anything) -> None:
    """Copy an entry with its mode, owner, times and extended attributes, and sync it to the disk.

    Args:
        check: called with each folder before it is copied; what it raises ends the copying.

    Raises:
        ToolFailure: there is something that is no file, folder or link.
        OSError: as the system says. What was copied until then stays, for the caller to remove.
    """
    _Copying(check).entry(source, name, target, new_name, 0)


def remove_entry(folder: Folder, name: str) -> None:
    """Remove an entry and everything in it; once begun it is not given up."""
    _remove(folder, name, 0)


def size_of(folder: Folder, name: str) -> int:
    """How many bytes the files of an entry have in all."""
    information = folder.information(name)
    if not is_folder(information):
        return information.st_size if is_regular(information) else 0
    with folder.child(name) as inner:
        return sum(size_of(inner, entry.name) for entry in list(inner.entries()))


def keep_properties(source: int, target: int) -> None:
    """Give an open file or folder the owner, mode, and extended attributes of another one."""
    if sys.platform == "win32":
        # There is no mode and no owner to keep, and the rights come from the folder.
        return
    before = os.fstat(source)
    if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
        with contextlib.suppress(PermissionError):
            os.fchown(target, before.st_uid, before.st_gid)
    os.fchmod(target, stat.S_IMODE(before.st_mode))
    _keep_attributes(source, target)


def write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


class _Copying:
    def __init__(self, check: Check) -> None:
        self._check = check
        self._done = 0

    def entry(self, source: Folder, name: str, target: Folder, new_name: str, depth: int) -> None:
        information = source.information(name)
        if is_folder(information):
            self._folder(source, name, target, new_name, depth)
        elif is_link(information):
            target.make_link(source.link_target(name), new_name)
        else:
            information = self._file(source, name, target, new_name)
        target.set_times(new_name, information.st_atime_ns, information.st_mtime_ns)

    def _folder(self, source: Folder, name: str, target: Folder, new_name: str, depth: int) -> None:
        if depth >= MAX_DEPTH:
            raise TooDeepError
        with source.child(name, listable=True) as old:
            self._check(old.own_information())
            target.make(new_name, 0o700)
            with target.child(new_name, listable=True) as new:
                for entry in list(old.entries()):
                    self.entry(old, entry.name, new, entry.name, depth + 1)
                keep_properties(old.handle, new.handle)
                with contextlib.suppress(OSError):
                    new.sync()

    def _file(self, source: Folder, name: str, target: Folder, new_name: str) -> os.stat_result:
        with opened(source.open_file(name, os.O_RDONLY)) as old:
            information = os.fstat(old)
            if not is_regular(information):
                raise ToolFailure(f"“{name}” is not a regular file, so I do not copy it.")
            with opened(target.open_file(new_name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)) as new:
                # A file may grow while it is copied, or have no end.
                self._contents(old, new, information.st_size)
                keep_properties(old, new)
                os.fsync(new)
        return information

    def _contents(self, old: int, new: int, size: int) -> None:
        """Copy what is data, and leave out what is a hole: a sparse file stays small."""
        offset = 0
        while offset < size and (start := _next_data(old, offset)) is not None:
            end = min(size, _next_hole(old, start))
            os.lseek(old, start, os.SEEK_SET)
            os.lseek(new, start, os.SEEK_SET)
            offset = self._span(old, new, start, end)
            if offset < end:
                break
        os.ftruncate(new, size)

    def _span(self, old: int, new: int, start: int, end: int) -> int:
        while start < end and (chunk := os.read(old, min(_CHUNK, end - start))):
            write_all(new, chunk)
            start += len(chunk)
            self._done += len(chunk)
            step(self._done, None, "bytes copied")
        return start


def _next_data(handle: int, offset: int) -> int | None:
    if not hasattr(os, "SEEK_DATA"):
        return offset
    try:
        return os.lseek(handle, offset, os.SEEK_DATA)
    except OSError:
        return None


def _next_hole(handle: int, offset: int) -> int:
    if not hasattr(os, "SEEK_HOLE"):
        return os.fstat(handle).st_size
    return os.lseek(handle, offset, os.SEEK_HOLE)


def _keep_attributes(source: int, target: int) -> None:
    if not hasattr(os, "listxattr"):
        return
    with contextlib.suppress(OSError):
        for name in os.listxattr(source):
            # Some, like those of security modules, can only be set by the system itself.
            with contextlib.suppress(OSError):
                os.setxattr(target, name, os.getxattr(source, name))


def _remove(folder: Folder, name: str, depth: int) -> None:
    if not is_folder(folder.information(name)):
        folder.remove_file(name)
        return
    if depth >= MAX_DEPTH:
        raise TooDeepError
    with folder.child(name, listable=True) as inner:
        for entry in list(inner.entries()):
            _remove(inner, entry.name, depth + 1)
    folder.remove_folder(name)
