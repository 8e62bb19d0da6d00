"""When this process has to end: on a signal, or when the program that started it closes our stdin."""

import signal
import socket
import sys
import threading
from types import FrameType


def stop_on_signals(stop: threading.Event) -> None:
    """Set `stop` on SIGTERM and SIGINT, also while the main thread is inside a toolkit's event loop.

    Python runs signal handlers in the main thread, which a toolkit does not give back; the wake-up socket is written
    by the C handler itself. Call it from the main thread.
    """
    receiver, sender = socket.socketpair()
    sender.setblocking(False)

    def wait() -> None:
        receiver.recv(1)
        stop.set()

    signal.set_wakeup_fd(sender.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _nothing)
    # The sockets live as long as the process.
    threading.Thread(target=wait, name="signals", daemon=True).start()
    _KEPT.extend((receiver, sender))


_KEPT: list[socket.socket] = []


def _nothing(number: int, frame: FrameType | None) -> None:
    """A handler has to be there for the wake-up socket to be written."""


def stop_on_eof(stop: threading.Event) -> None:
    """Set `stop` when stdin is closed."""

    def wait() -> None:
        while sys.stdin.buffer.read(4096):
            pass
        stop.set()

    threading.Thread(target=wait, name="stdin", daemon=True).start()
