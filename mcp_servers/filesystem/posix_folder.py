"""Directory handles of Unix: everything is named relative to an open directory (`openat` and its kin)."""

import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Self

_NO_FOLLOW = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Searching a directory needs no right to read it where the system tells the two apart.
_PASS_THROUGH = getattr(os, "O_PATH", os.O_RDONLY) | _NO_FOLLOW
_LISTABLE = os.O_RDONLY | _NO_FOLLOW


class PosixFolder:
    """An open directory. All names are single components and links are never followed."""

    def __init__(self, handle: int) -> None:
        self.handle = handle

    @classmethod
    def open(cls, path: str) -> Self:
        """Open the directory at `path`, whose last component must not be a link."""
        return cls(os.open(path, _LISTABLE))

    def child(self, name: str, *, listable: bool = False) -> "PosixFolder":
        """A directory in this one; with `listable` it can be read, not only passed through."""
        return PosixFolder(os.open(name, _LISTABLE if listable else _PASS_THROUGH, dir_fd=self.handle))

    def duplicate(self) -> "PosixFolder":
        return PosixFolder(os.dup(self.handle))

    def listable(self) -> "PosixFolder":
        """The same directory, opened so that it can be read, locked and synced."""
        return PosixFolder(os.open(".", _LISTABLE, dir_fd=self.handle))

    def open_file(self, name: str, flags: int, mode: int = 0o600) -> int:
        """Open without waiting: a FIFO with nobody at its other end must not hold us."""
        return os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, mode, dir_fd=self.handle)

    def information(self, name: str) -> os.stat_result:
        return os.stat(name, dir_fd=self.handle, follow_symlinks=False)

    def own_information(self) -> os.stat_result:
        return os.fstat(self.handle)

    def exists(self, name: str) -> bool:
        try:
            self.information(name)
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def link_target(self, name: str) -> str:
        return os.readlink(name, dir_fd=self.handle)

    def make(self, name: str, mode: int = 0o777) -> None:
        os.mkdir(name, mode, dir_fd=self.handle)

    def make_link(self, target: str, name: str) -> None:
        os.symlink(target, name, dir_fd=self.handle)

    def set_times(self, name: str, accessed: int, modified: int) -> None:
        """Set the times of an entry, a link included, in nanoseconds since 1970."""
        os.utime(name, ns=(accessed, modified), dir_fd=self.handle, follow_symlinks=False)

    def remove_file(self, name: str) -> None:
        os.unlink(name, dir_fd=self.handle)

    def remove_folder(self, name: str) -> None:
        os.rmdir(name, dir_fd=self.handle)

    def replace(self, name: str, new_name: str) -> None:
        """Give an entry another name in this directory, over whatever has that name."""
        os.rename(name, new_name, src_dir_fd=self.handle, dst_dir_fd=self.handle)

    def move(self, name: str, destination: "PosixFolder", new_name: str) -> None:
        """Move an entry; raises `FileExistsError` rather than replace anything."""
        _rename_without_replacing(self.handle, name, destination.handle, new_name)

    def entries(self) -> Iterator[os.DirEntry[str]]:
        with self.listable() as folder, os.scandir(folder.handle) as entries:
            yield from entries

    def sync(self) -> None:
        with self.listable() as folder:
            os.fsync(folder.handle)

    def close(self) -> None:
        os.close(self.handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_libc = ctypes.CDLL(None, use_errno=True)
_RENAME_NOREPLACE = 1
_RENAME_EXCL = 4


def _rename_without_replacing(source: int, name: str, destination: int, new_name: str) -> None:
    call = getattr(_libc, "renameat2" if sys.platform == "linux" else "renameatx_np", None)
    if call is not None:
        flag = _RENAME_NOREPLACE if sys.platform == "linux" else _RENAME_EXCL
        if call(source, os.fsencode(name), destination, os.fsencode(new_name), flag) == 0:
            return
        code = ctypes.get_errno()
        if code not in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM):
            raise OSError(code, os.strerror(code), new_name)
    try:
        os.stat(new_name, dir_fd=destination, follow_symlinks=False)
    except FileNotFoundError:
        os.rename(name, new_name, src_dir_fd=source, dst_dir_fd=destination)
    else:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new_name)
