"""A host of files on a loopback port that can do, and fail to do, what real ones do."""

import hashlib
import re
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

import anyio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.fakes.served import served

PIECE = 1 << 16


@dataclass
class FileHost:
    """`content` is what it has at every path. `asked` holds the Range header of each request, or an empty text."""

    url: str = ""
    content: bytes = b""
    ranges: bool = True
    etag: str | None = '"first"'
    status: int = 200
    media_type: str | None = None
    # Where it hands every request on to.
    hands_on_to: str | None = None
    # After how many bytes of an answer it waits for `release`, and whether it breaks off then.
    holds_after: int | None = None
    breaks_off: bool = False
    release: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list[str])

    @property
    def host(self) -> str:
        return self.url.split("/")[2]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def _app(files: FileHost) -> Starlette:
    async def answer(request: Request) -> Response:
        files.asked.append(request.headers.get("range", ""))
        if files.hands_on_to is not None:
            return RedirectResponse(f"{files.hands_on_to}{request.url.path.lstrip('/')}", status_code=302)
        if files.status != 200:
            return Response("no", status_code=files.status)
        start = _start(files, request)
        headers = {"Content-Length": str(len(files.content) - start), **({"ETag": files.etag} if files.etag else {})}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(files.content) - 1}/{len(files.content)}"
        return StreamingResponse(_pieces(files, start), 206 if start else 200, headers, files.media_type)

    return Starlette(routes=[Route("/{path:path}", answer)])


def _start(files: FileHost, request: Request) -> int:
    wanted = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
    if wanted is None or not files.ranges or request.headers.get("if-range", files.etag) != files.etag:
        return 0
    return int(wanted[1])


async def _pieces(files: FileHost, start: int) -> AsyncGenerator[bytes]:
    sent = 0
    for at in range(start, len(files.content), PIECE):
        if files.holds_after is not None and sent >= files.holds_after:
            await anyio.to_thread.run_sync(files.release.wait, abandon_on_cancel=True)
            if files.breaks_off:
                raise ConnectionResetError
        piece = files.content[at : at + PIECE]
        sent += len(piece)
        yield piece


@contextmanager
def file_host(content: bytes) -> Generator[FileHost]:
    """A running host; `url` ends with a slash."""
    files = FileHost(content=content)
    with served(_app(files)) as url:
        files.url = f"{url}/"
        try:
            yield files
        finally:
            files.release.set()


def catalogue_of(files: FileHost, **changes: object) -> str:
    """A catalogue, as TOML, of one model: what the host has."""
    model: dict[str, object] = {
        "id": "tiny", "name": "Tiny", "path": "models/tiny.gguf", "bytes": len(files.content), "sha256": files.sha256,
        "license": "Apache-2.0", "parameters": 0.1, "context": 2048, "memory_per_token": 23_040, **changes,
    }  # fmt: skip
    lines = [f"{key} = {value!r}" for key, value in model.items()]
    return "\n".join([f"address = {files.url!r}", "[[models]]", *lines])
