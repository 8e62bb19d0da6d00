"""Runs the application on a loopback port, in a thread of its own: the main thread belongs to the window."""

import asyncio
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.applications import Starlette

from app.base.errors import DeskhandError, PortInUseError

HOST = "127.0.0.1"
START_TIMEOUT_SECONDS = 30.0
STOP_TIMEOUT_SECONDS = 15.0
SETTLE_SECONDS = 0.1


def listen(port: int) -> socket.socket:
    """A socket that listens on loopback; port 0 takes a free one. Raises PortInUseError."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((HOST, port))
        sock.listen(128)
    except OSError as error:
        sock.close()
        raise PortInUseError(
            f"Port {port} on {HOST} cannot be used: {error.strerror or error}. "
            "Close the program that has it, or leave out --port to take a free one."
        ) from error
    return sock


class _Server(uvicorn.Server):
    """Signals are the main thread's business; `started_event` is set once requests are answered."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop
        self.started_event = threading.Event()
        self._ended = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.started_event.set()

    async def main_loop(self) -> None:
        """Wait for the end; uvicorn would look ten times a second whether it has come, and never let anything rest."""
        await self._ended.wait()
        # Shutting down leaves open what it does not know: connections that are just being opened or closed.
        await asyncio.sleep(SETTLE_SECONDS)

    def end(self) -> None:
        """Stop serving. From any thread."""
        self.should_exit = True
        # A loop that has ended by itself takes nothing more.
        with suppress(RuntimeError):
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._ended.set)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stop()
        await super().shutdown(sockets)


@contextmanager
def serving(app: Starlette, sock: socket.socket, on_stop: Callable[[], None] = lambda: None) -> Generator[None]:
    """Serve `app` on `sock` until the block is left; then running answers and child processes are ended.

    `on_stop` is called in the server's event loop before it waits for open connections.
    """
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        # What was asked for is finished; an answer that goes on for longer is broken off, and its part kept.
        timeout_graceful_shutdown=3,
    )
    server = _Server(config, on_stop)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, name="server", daemon=True)
    thread.start()
    try:
        if not server.started_event.wait(START_TIMEOUT_SECONDS):
            raise DeskhandError("The server inside Deskhand did not start. The log has the details.")
        yield
    finally:
        server.end()
        thread.join(STOP_TIMEOUT_SECONDS)
        sock.close()
