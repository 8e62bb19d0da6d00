"""Fetching one file: from where it stopped, from no host but those agreed to, and whole before it counts."""

import asyncio
import errno
import hashlib
import json
import os
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import disk_usage
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

import httpx2

from app.agent.downloads.fit import DISK_RESERVE
from app.base.errors import DownloadError, HandedOnError
from app.base.values import as_mapping, size_in_words

CONNECT_SECONDS = 20.0
SILENCE_SECONDS = 60.0
MOST_HOPS = 5
CHUNK = 1 << 20
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
WHOLE, PARTIAL, OTHER_RANGE = 200, 206, 416
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(slots=True)
class Transfer:
    """The way of a file from `url` to `target`. Until it is whole and checked it lies beside it, as `….part`."""

    url: str
    target: Path
    size: int
    sha256: str
    trusts: Callable[[str], bool]
    changed: Callable[[], None]
    done: int = 0
    checking: bool = False
    # What the user should know, though it goes on.
    notice: str = ""
    _note: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    async def run(self, agreed: str) -> None:
        """Fetch what is missing; `agreed` is a host that the user has agreed to. Raises DownloadError."""
        self._read_note()
        if agreed != self.host:
            self._note["host"] = agreed
        try:
            if self.done < self.size:
                self._check_room()
                await self._fetch()
            await self._check()
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise DownloadError(
                f"{self.host} cannot be reached. Check your internet connection, then go on.", detail=str(error)
            ) from error
        except httpx2.TimeoutException as error:
            raise DownloadError(f"{self.host} fell silent. What is there is kept; go on later.") from error
        except httpx2.HTTPError as error:
            raise DownloadError(
                f"The connection to {self.host} broke off. What is there is kept; go on when you like.",
                detail=str(error),
            ) from error
        except OSError as error:
            raise _not_written(error) from error

    # -- what is known of the part that is there

    def _read_note(self) -> None:
        try:
            note: Mapping[str, object] = as_mapping(json.loads(_note_of(self.target).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            note = {}
        if note.get("sha256") != self.sha256 or size_of(part_of(self.target)) > self.size:
            # A part of another file, as an older catalogue had it.
            remove(self.target)
            note = {"sha256": self.sha256}
        self._note = {str(key): str(value) for key, value in note.items()}
        self.done = size_of(part_of(self.target))

    def _write_note(self) -> None:
        _note_of(self.target).write_text(json.dumps(self._note), encoding="utf-8")

    def _check_room(self) -> None:
        missing = self.size - self.done + DISK_RESERVE - disk_usage(self.target.parent).free
        if missing > 0:
            raise DownloadError(
                f"There is not enough room on the disk. Free {size_in_words(missing)} more, then go on."
            )

    # -- the network

    async def _fetch(self) -> None:
        timeout = httpx2.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS)
        async with httpx2.AsyncClient(timeout=timeout, follow_redirects=False) as client:
            async with self._answer(client, self._range()) as answer:
                if self._goes_on(answer):
                    await self._take(answer)
                    return
                if answer.status_code not in (PARTIAL, OTHER_RANGE):
                    await self._take_anew(answer)
                    return
            # What is there is no part of what they have now.
            async with self._answer(client, {}) as answer:
                await self._take_anew(answer)

    def _range(self) -> Mapping[str, str]:
        if not self.done:
            return {}
        etag = self._note.get("etag", "")
        same = {"If-Range": etag} if etag and not etag.startswith("W/") else {}
        return {"Range": f"bytes={self.done}-", **same}

    @asynccontextmanager
    async def _answer(self, client: httpx2.AsyncClient, headers: Mapping[str, str]) -> AsyncGenerator[httpx2.Response]:
        """The answer to a request, wherever it is handed on to as long as that was agreed to."""
        url = self.url
        for _ in range(MOST_HOPS):
            asked = {"Accept-Encoding": "identity", **headers}
            async with client.stream("GET", url, headers=asked) as answer:
                if not answer.is_redirect:
                    yield answer
                    return
                url = self._next(url, answer.headers.get("location", ""))
        raise DownloadError(f"{self.host} hands this download on and on, so it was given up.")

    def _next(self, url: str, location: str) -> str:
        following = urljoin(url, location)
        old, new = urlsplit(url), urlsplit(following)
        if new.scheme not in ("http", "https") or (
            old.scheme == "https" and new.scheme == "http" and new.hostname not in _LOOPBACK
        ):
            raise DownloadError(f"{self.host} hands this download on to an address that is not safe.")
        if new.netloc not in (self.host, self._note.get("host")) and not self.trusts(new.netloc):
            raise HandedOnError(
                f"{self.host} hands this download on to {new.netloc}. Nothing was sent there yet.", host=new.netloc
            )
        return following

    def _goes_on(self, answer: httpx2.Response) -> bool:
        """Whether the answer is just the missing rest of the same file."""
        if answer.status_code != PARTIAL:
            return False
        known, now = self._note.get("etag", ""), answer.headers.get("etag", "")
        wanted = f"bytes {self.done}-{self.size - 1}/{self.size}"
        return answer.headers.get("content-range") == wanted and (not known or known == now)

    async def _take_anew(self, answer: httpx2.Response) -> None:
        """Take the whole file; what is there of it gives way only to something that can be it."""
        if answer.status_code != WHOLE:
            raise _refused(answer, self.host)
        length = int(answer.headers.get("content-length", 0))
        if length != self.size:
            offered = f"a file of {size_in_words(length)}" if length else "something of unknown size"
            raise DownloadError(
                f"{self.host} offers {offered} instead of {size_in_words(self.size)}, so it was not taken."
            )
        known, now = self._note.get("etag", ""), answer.headers.get("etag", "")
        if self.done:
            self.notice = (
                f"The file at {self.host} was changed meanwhile, so the download began anew."
                if known and known != now
                else f"{self.host} cannot go on with a download that was paused, so it began anew."
            )
        remove(self.target)
        self.done, self._note["etag"] = 0, now
        await self._take(answer)

    async def _take(self, answer: httpx2.Response) -> None:
        self._write_note()
        with part_of(self.target).open("ab") as file:
            part_of(self.target).chmod(0o600)
            async with aclosing(answer.aiter_raw(CHUNK)) as chunks:
                async for chunk in chunks:
                    await self._keep(file, chunk)
        if self.done < self.size:
            raise DownloadError(f"The connection to {self.host} broke off. What is there is kept; go on when you like.")

    async def _keep(self, file: BinaryIO, chunk: bytes) -> None:
        if self.done + len(chunk) > self.size:
            raise DownloadError(f"{self.host} sends more than the file should have, so it was not taken.")
        await asyncio.to_thread(_append, file, chunk)
        self.done += len(chunk)
        self.changed()

    # -- the end

    async def _check(self) -> None:
        self.checking = True
        self.changed()
        if await asyncio.to_thread(_digest, part_of(self.target)) != self.sha256:
            remove(self.target)
            raise DownloadError(
                f"What {self.host} sent is not the file that it should be (its checksum is wrong), so it was removed."
            )
        part_of(self.target).replace(self.target)
        _note_of(self.target).unlink(missing_ok=True)


def part_of(target: Path) -> Path:
    """Where a file lies until it is whole."""
    return target.with_name(f"{target.name}.part")


def size_of(path: Path) -> int:
    """The size of a file; 0 when there is none."""
    return path.stat().st_size if path.is_file() else 0


def remove(target: Path) -> int:
    """Remove a file, or what is there of it, and give the bytes that this frees."""
    freed = size_of(target) + size_of(part_of(target))
    for path in (target, part_of(target), _note_of(target)):
        path.unlink(missing_ok=True)
    return freed


def _note_of(target: Path) -> Path:
    return target.with_name(f"{target.name}.part.json")


def _append(file: BinaryIO, chunk: bytes) -> None:
    file.write(chunk)
    # What is counted is in the file, whatever happens to the app.
    file.flush()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refused(answer: httpx2.Response, host: str) -> DownloadError:
    if answer.status_code in (401, 403):
        return DownloadError(f"{host} does not give this file to everybody ({answer.status_code}).")
    if answer.status_code in (404, 410):
        return DownloadError(f"{host} does not have this file any more ({answer.status_code}).")
    return DownloadError(f"{host} could not send the file ({answer.status_code}). Try again in a moment.")


def _not_written(error: OSError) -> DownloadError:
    if error.errno in _NO_ROOM:
        return DownloadError("The disk is full. What is there is kept; make room, then go on.", detail=str(error))
    return DownloadError(f"The file cannot be written: {error.strerror or error}.", detail=str(error))
