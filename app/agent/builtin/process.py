"""The child process of a model of ours: kept warm while used, ended when it is not, started again when it died."""

import asyncio
import json
import logging
import secrets
import ssl
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass

import openai
from openai import AsyncOpenAI

from app.agent.builtin.worker import MISSING_FILE, MISSING_LIBRARY
from app.base.config import environment_without_keys
from app.base.errors import ProviderError
from app.base.program import MOVED, own_command, was_moved

logger = logging.getLogger(__name__)

START_TIMEOUT_SECONDS = 60.0
END_TIMEOUT_SECONDS = 3.0
# A long answer on a slow computer.
ANSWER_TIMEOUT_SECONDS = 600.0
# It takes a few hundred megabytes, and a second to be there again.
IDLE_SECONDS = 300.0
LIBRARY_MISSING = (
    "{label} needs a library that this computer lacks. Install the package libgomp1 (on Fedora: libgomp),"
    " then try again, or choose another model in the settings."
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's file that is no part of the app, and how many tokens it is to take in."""

    file: str
    context: int


class BuiltinServer:
    """Owns the child process, of the built-in model or of the one in `weights`, called `label`.

    All of it belongs to one event loop.
    """

    def __init__(
        self,
        command: Sequence[str] | None = None,
        *,
        start_timeout: float = START_TIMEOUT_SECONDS,
        weights: Weights | None = None,
        label: str = "The built-in model",
    ) -> None:
        self._command = tuple(command or own_command("model"))
        self._start_timeout = start_timeout
        self._weights = weights
        self._label = label
        self._starting = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._client: AsyncOpenAI | None = None
        self._closed = False
        self._users = 0
        self._used_at = time.monotonic()

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if self._process and running else None

    async def start(self) -> None:
        """Make it ready before it is needed. Raises ProviderError as `connect` does."""
        await self.connect()

    async def connect(self) -> AsyncOpenAI:
        """A client of the running child, which is started when there is none.

        Raises ProviderError when it does not start within the time limit, or after `close`.
        """
        async with self._starting:
            if self._closed:
                raise ProviderError(f"{self._label} was closed with the app.", allow_retry=False)
            if self._client is None or self.pid is None:
                await self._end()
                self._client = await self._start()
                self._used_at = time.monotonic()
            return self._client

    @asynccontextmanager
    async def in_use(self) -> AsyncGenerator[None]:
        """Within it the child is not ended for being idle."""
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            self._used_at = time.monotonic()

    async def rest_when_idle(self, patience: float = IDLE_SECONDS) -> None:
        """End the child whenever nobody has used it for `patience` seconds: its memory is the user's. Never returns."""
        while True:
            await asyncio.sleep(patience / 4)
            async with self._starting:
                idle = time.monotonic() - self._used_at
                if self._client is not None and not self._users and idle >= patience:
                    await self._end()

    async def make_room(self) -> None:
        """End the child when nobody uses it at the moment: another one needs the memory."""
        async with self._starting:
            if not self._users:
                await self._end()

    async def discard(self) -> None:
        """End a child that no longer answers; the next use starts another. Its death alone is noticed too late."""
        async with self._starting:
            await self._end()

    async def close(self) -> None:
        """End the child and wait until it is gone."""
        async with self._starting:
            self._closed = True
            await self._end()

    async def _start(self) -> AsyncOpenAI:
        key = secrets.token_urlsafe(32)
        try:
            async with asyncio.timeout(self._start_timeout):
                port = await self._spawn(key)
        except BaseException as error:
            failed = self._process.returncode if self._process else None
            await self._end()
            if isinstance(error, (OSError, ValueError, TimeoutError)):
                raise self._not_started(error, failed) from error
            raise
        return AsyncOpenAI(
            base_url=f"http://127.0.0.1:{port}/v1",
            api_key=key,
            timeout=ANSWER_TIMEOUT_SECONDS,
            max_retries=0,
            # Never through a proxy: the address is this computer's own.
            # There is no TLS: the system's authorities, slow to load, are left out.
            http_client=openai.DefaultAsyncHttpxClient(trust_env=False, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)),
        )

    async def _spawn(self, key: str) -> int:
        """Start the child, hand it `key`, and give the port on which it answers."""
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=pipe,
            stdout=pipe,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment_without_keys(),
        )
        to_child, from_child = self._process.stdin, self._process.stdout
        if to_child is None or from_child is None:
            raise ValueError("the child has no pipes")
        # Through the pipe: other users can read command lines, and children inherit environments.
        told = json.dumps(asdict(self._weights)) if self._weights else ""
        to_child.write(f"{key} {told}".rstrip().encode("ascii") + b"\n")
        await to_child.drain()
        line = await from_child.readline()
        if not line:
            await self._process.wait()
        return int(json.loads(line)["port"])

    async def _end(self) -> None:
        process, client = self._process, self._client
        self._process = self._client = None
        if client is not None:
            await client.close()
        if process is None:
            return
        if process.stdin is not None:
            # Its sign to leave.
            process.stdin.close()
        try:
            async with asyncio.timeout(END_TIMEOUT_SECONDS):
                await process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _not_started(self, error: Exception, status: int | None) -> ProviderError:
        detail = f"{type(error).__name__}: {error} (exit status {status})"
        logger.warning("A model did not start: %s", detail)
        if was_moved():
            return ProviderError(MOVED, allow_retry=False, detail=detail)
        if status == MISSING_FILE and self._weights is None:
            sentence = "The built-in model is not installed. Run `uv sync`, or choose another model."
            return ProviderError(sentence, allow_retry=False, detail=detail)
        if status == MISSING_FILE:
            sentence = f"{self._label} is not on this computer any more. Download it again, or choose another model."
            return ProviderError(sentence, allow_retry=False, detail=detail)
        if status == MISSING_LIBRARY:
            return ProviderError(LIBRARY_MISSING.format(label=self._label), allow_retry=True, detail=detail)
        sentence = f"{self._label} did not start. Try again, or choose another model in the settings."
        return ProviderError(sentence, allow_retry=True, detail=detail)
