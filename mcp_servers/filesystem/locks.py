"""One writer at a time in each directory, across threads and processes."""

import contextlib
import errno
import sys
import threading
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager

from mcp_servers.common.data_folder import data_folder, make_private_folder
from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.folder import Folder

MAX_WAIT = 10.0
_RETRY = 0.005

_Identity = tuple[int, int]
_guard = threading.Lock()
_in_process: dict[_Identity, tuple[threading.Lock, int]] = {}


class BusyError(ToolFailure):
    """Another writer keeps a folder."""

    def __init__(self) -> None:
        super().__init__("Another program is writing in that folder. Try again in a moment.")


@contextmanager
def locked(*folders: Folder, patience: float = MAX_WAIT) -> Generator[None]:
    """Hold the write locks of directories, each once and in one order, so that two moves cannot wait for each other.

    Raises:
        BusyError: another writer kept a lock for `patience` seconds.
    """
    by_identity = {_identity(folder): folder for folder in folders}
    deadline = time.monotonic() + patience
    with ExitStack() as stack:
        for identity in sorted(by_identity):
            stack.enter_context(_locked_here(identity, deadline))
            stack.enter_context(_locked_everywhere(by_identity[identity], deadline))
        yield


def _identity(folder: Folder) -> _Identity:
    information = folder.own_information()
    return information.st_dev, information.st_ino


@contextmanager
def _locked_here(identity: _Identity, deadline: float) -> Generator[None]:
    with _guard:
        lock, users = _in_process.get(identity, (threading.Lock(), 0))
        _in_process[identity] = (lock, users + 1)
    try:
        if not lock.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise BusyError
        try:
            yield
        finally:
            lock.release()
    finally:
        with _guard:
            lock, users = _in_process.pop(identity)
            if users > 1:
                _in_process[identity] = (lock, users - 1)


if sys.platform == "win32":

    @contextmanager
    def _locked_everywhere(folder: Folder, deadline: float) -> Generator[None]:
        # Directories have no locks there.
        with locked_by_file(_identity(folder), deadline):
            yield

else:
    import fcntl

    @contextmanager
    def _locked_everywhere(folder: Folder, deadline: float) -> Generator[None]:
        with folder.listable() as handle:
            _flock(handle.handle, deadline)
            # Closing the handle gives the lock back.
            yield

    def _flock(handle: int, deadline: float) -> None:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EWOULDBLOCK, errno.EINTR):
                    # Some network disks have no locks: there the lock of this process must do.
                    return
                if time.monotonic() > deadline:
                    raise BusyError from error
                time.sleep(_RETRY)
            else:
                return


@contextmanager
def locked_by_file(identity: tuple[int, int], deadline: float) -> Generator[None]:
    """Hold the lock of a directory, known by its disk and number, as a file that all servers of this user look at.

    `deadline` is of the monotonic clock. The system takes the lock back from a process that dies.

    Raises:
        BusyError: another process had it until the deadline.
    """
    from filelock import FileLock, Timeout

    folder = data_folder() / "locks"
    make_private_folder(folder)
    disk, number = identity
    lock = FileLock(folder / f"{disk:x}-{number:x}.lock", timeout=max(0.0, deadline - time.monotonic()), mode=0o600)
    try:
        lock.acquire(poll_interval=_RETRY)
    except Timeout as error:
        raise BusyError from error
    try:
        yield
    finally:
        lock.release()


def sync_quietly(folder: Folder) -> None:
    """Make a rename last; some disks cannot sync a directory, and then there is nothing more to do."""
    with contextlib.suppress(OSError):
        folder.sync()
