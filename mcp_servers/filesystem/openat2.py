"""Linux's `openat2`: open a whole path beneath a directory in one call, without following any link."""

import ctypes
import os
import platform
import sys

# The number is the same on every architecture; RESOLVE_* are from linux/openat2.h.
_NUMBER = 437
_NO_MAGICLINKS, _NO_SYMLINKS, _BENEATH = 0x02, 0x04, 0x08


class _How(ctypes.Structure):
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


def _system_call() -> "ctypes._NamedFuncPointer | None":
    if sys.platform != "linux" or platform.machine() == "alpha":
        return None
    return ctypes.CDLL(None, use_errno=True).syscall


_syscall = _system_call()


def is_there() -> bool:
    """Whether this system may have the call."""
    return _syscall is not None


def open_without_links(root: int, path: str) -> int | None:
    """A descriptor for reading, or `None` where the path has links or is missing, or this system has no such call.

    `None` is no verdict: the caller walks the path by hand, which tells why.
    """
    if _syscall is None:
        return None
    # Opening must not wait: a FIFO may have nobody at its other end.
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
    how = _How(flags, 0, _BENEATH | _NO_SYMLINKS | _NO_MAGICLINKS)
    handle = _syscall(_NUMBER, root, os.fsencode(path), ctypes.byref(how), ctypes.sizeof(how))
    return handle if handle >= 0 else None
