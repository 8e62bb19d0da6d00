"""Directory handles of Windows.

Python has no `openat` there, so names are joined to the path of an open directory. That is as safe: each directory on
the way is held open without the right to delete it, and one that is held so can be neither renamed nor removed, and so
not swapped for a link. Each is opened without following a reparse point, must be no link or junction, and must be
what the system says is that entry of its parent.

The system calls here were written from the documentation and have not been run.
"""

import ctypes
import errno
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path, PureWindowsPath
from types import TracebackType
from typing import Any, Self

from mcp_servers.filesystem.windows_names import as_it_is, check_windows_name, final_path, is_entry_of

_GENERIC_READ, _GENERIC_WRITE = 0x80000000, 0x40000000
_LIST = 0x0001 | 0x0080  # FILE_LIST_DIRECTORY and FILE_READ_ATTRIBUTES
_SHARE_READ_WRITE = 0x3
_CREATE_NEW, _OPEN_EXISTING = 1, 3
_BACKUP_SEMANTICS, _OPEN_REPARSE_POINT = 0x02000000, 0x00200000
_IS_DIRECTORY, _IS_REPARSE_POINT = 0x10, 0x400
_NAME_SURROGATE = 0x20000000
_TAG_INFORMATION = 9  # FileAttributeTagInfo
_INVALID = ctypes.c_void_p(-1).value
_MAX_PATH = 32_768


class _Tag(ctypes.Structure):
    _fields_ = (("attributes", ctypes.c_uint32), ("reparse_tag", ctypes.c_uint32))


class WindowsFolder:
    """An open directory that stays where it is while it is open. All names are single components."""

    def __init__(self, handle: int, path: PureWindowsPath) -> None:
        self.handle = handle
        self._path = path

    @classmethod
    def open(cls, path: str) -> Self:
        """Open the directory at `path`, which must not be a link."""
        handle = _open_directory(path)
        return cls(handle, _path_of(handle))

    def child(self, name: str, *, listable: bool = False) -> Self:
        """A directory in this one; every one can be listed here."""
        del listable
        handle = _open_directory(self._at(name))
        path = _path_of(handle)
        if not is_entry_of(path, self._path, name):
            _kernel().CloseHandle(handle)
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        return type(self)(handle, path)

    def duplicate(self) -> Self:
        return type(self).open(str(self._path))

    def listable(self) -> Self:
        return self.duplicate()

    def open_file(self, name: str, flags: int, mode: int = 0o600) -> int:
        """A descriptor of a file that is no link. The mode comes from the folder."""
        del mode
        import msvcrt

        access = _GENERIC_WRITE if flags & os.O_WRONLY else _GENERIC_READ
        access = _GENERIC_READ | _GENERIC_WRITE if flags & os.O_RDWR else access
        disposition = _CREATE_NEW if flags & os.O_CREAT else _OPEN_EXISTING
        handle = _open(self._at(name), access, disposition, _OPEN_REPARSE_POINT)
        if _check_no_link(handle).attributes & _IS_REPARSE_POINT:
            # A file of a cloud service, whose contents come only where it is opened as what it stands for. The first
            # handle keeps it from being swapped meanwhile.
            whole = _open(self._at(name), access, _OPEN_EXISTING, 0)
            _kernel().CloseHandle(handle)
            handle = whole
        to_descriptor: Any = getattr(msvcrt, "open_osfhandle")  # noqa: B009 - only there on Windows
        return int(to_descriptor(handle, flags | getattr(os, "O_BINARY", 0)))

    def information(self, name: str) -> os.stat_result:
        return os.lstat(self._at(name))

    def own_information(self) -> os.stat_result:
        return os.lstat(self._path)

    def exists(self, name: str) -> bool:
        try:
            self.information(name)
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def link_target(self, name: str) -> str:
        return str(Path(self._at(name)).readlink())

    def make(self, name: str, mode: int = 0o777) -> None:
        Path(self._at(name)).mkdir(mode=mode)

    def make_link(self, target: str, name: str) -> None:
        Path(self._at(name)).symlink_to(target)

    def set_times(self, name: str, accessed: int, modified: int) -> None:
        """Set the times of an entry, in nanoseconds since 1970; those of links cannot be set."""
        if not Path(self._at(name)).is_symlink():
            os.utime(self._at(name), ns=(accessed, modified))

    def remove_file(self, name: str) -> None:
        Path(self._at(name)).unlink()

    def remove_folder(self, name: str) -> None:
        Path(self._at(name)).rmdir()

    def replace(self, name: str, new_name: str) -> None:
        """Give an entry another name in this directory, over whatever has that name."""
        Path(self._at(name)).replace(self._at(new_name))

    def move(self, name: str, destination: "WindowsFolder", new_name: str) -> None:
        """Move an entry; `rename` of Windows raises `FileExistsError` rather than replace anything."""
        Path(self._at(name)).rename(destination._at(new_name))

    def entries(self) -> Iterator[os.DirEntry[str]]:
        with os.scandir(self._path) as entries:
            yield from entries

    def sync(self) -> None:
        """Windows writes directories through by itself."""

    def close(self) -> None:
        _kernel().CloseHandle(self.handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _at(self, name: str) -> str:
        check_windows_name(name)
        return as_it_is(self._path / name)


def _open_directory(path: str) -> int:
    handle = _open(path, _LIST, _OPEN_EXISTING, _BACKUP_SEMANTICS | _OPEN_REPARSE_POINT)
    if not _check_no_link(handle).attributes & _IS_DIRECTORY:
        _kernel().CloseHandle(handle)
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    return handle


def _open(path: str, access: int, disposition: int, flags: int) -> int:
    """Open an entry, which cannot be renamed or removed while the handle is open."""
    handle = _kernel().CreateFileW(path, access, _SHARE_READ_WRITE, None, disposition, flags, None)
    if handle == _INVALID:
        raise _last_error()
    return int(handle)


def _check_no_link(handle: int) -> _Tag:
    """What an entry is. Closes it, and raises the error of a link on Unix, where it stands for another place.

    Files that a cloud service keeps are reparse points too, but stand for themselves.
    """
    tag = _Tag()
    if not _kernel().GetFileInformationByHandleEx(handle, _TAG_INFORMATION, ctypes.byref(tag), ctypes.sizeof(tag)):
        error = _last_error()
        _kernel().CloseHandle(handle)
        raise error
    if tag.attributes & _IS_REPARSE_POINT and tag.reparse_tag & _NAME_SURROGATE:
        _kernel().CloseHandle(handle)
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return tag


def _path_of(handle: int) -> PureWindowsPath:
    text = ctypes.create_unicode_buffer(_MAX_PATH)
    if not _kernel().GetFinalPathNameByHandleW(handle, text, _MAX_PATH, 0):
        error = _last_error()
        _kernel().CloseHandle(handle)
        raise error
    return final_path(text.value)


def _last_error() -> OSError:
    to_error: Any = getattr(ctypes, "WinError")  # noqa: B009 - only there on Windows
    last: Any = getattr(ctypes, "get_last_error")  # noqa: B009
    return to_error(last())


@cache
def _kernel() -> Any:
    load: Any = getattr(ctypes, "WinDLL")  # noqa: B009 - only there on Windows
    kernel = load("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = ctypes.c_void_p
    kernel.CreateFileW.argtypes = [
        ctypes.c_wchar_p,
        ctypes.c_uint32,
        ctypes.c_uint32,
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_uint32,
        ctypes.c_void_p,
    ]
    kernel.CloseHandle.argtypes = [ctypes.c_void_p]
    kernel.GetFileInformationByHandleEx.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32]
    kernel.GetFinalPathNameByHandleW.argtypes = [ctypes.c_void_p, ctypes.c_wchar_p, ctypes.c_uint32, ctypes.c_uint32]
    return kernel
