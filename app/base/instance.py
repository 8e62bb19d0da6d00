"""One running app for each data folder. The lock is the operating system's own, so that a dead one leaves none."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from filelock import FileLock, Timeout

from app.base.errors import AlreadyRunningError, DataFolderError
from app.base.paths import DataFolder
from app.base.values import as_mapping

# The first has the lock a moment before it listens, and a moment after it has stopped to.
HANDOVER_SECONDS = 10.0
# A busy computer lets a window wait.
CALL_TIMEOUT_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a running app is. The secret opens nothing of it but what a second start asks for."""

    url: str
    secret: str
    pid: int


class Instance:
    """The right to use a data folder. Lasts until `release` or the end of the process."""

    def __init__(self, data: DataFolder) -> None:
        self._root = data.root
        self._lock = FileLock(data.root / "instance.lock", mode=0o600, timeout=0)
        self._file = data.root / "instance.json"

    def claim(self) -> bool:
        """Take the folder; False when a running app has it."""
        try:
            self._lock.acquire()
        except Timeout:
            return False
        # What a dead one has left would lead a second start to nobody.
        self._file.unlink(missing_ok=True)
        return True

    def is_given_back(self, seconds: float) -> bool:
        """Wait until no app has the folder. Returns whether that was so in time; it is not claimed then."""
        try:
            self._lock.acquire(timeout=seconds, poll_interval=LOOK_AGAIN_SECONDS)
        except Timeout:
            return False
        self._lock.release()
        return True

    def announce(self, place: Whereabouts) -> None:
        """Tell later starts, of this user only, where this one is. Raises DataFolderError when it cannot."""
        try:
            handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(place), file)
        except OSError as error:
            raise DataFolderError(
                f"Deskhand cannot write in its data folder {self._root}: {error.strerror or error}. "
                "Free some space, or choose another folder with --data-dir."
            ) from error

    def release(self) -> None:
        """Give the folder back."""
        self._file.unlink(missing_ok=True)
        self._lock.release()

    def claim_or_find(self) -> Whereabouts | None:
        """Take the folder, or say who has it. Raises AlreadyRunningError when whoever has it does not show itself."""
        end = time.monotonic() + HANDOVER_SECONDS
        while True:
            if self.claim():
                return None
            place = _announced(self._file)
            if place is not None:
                return place
            if time.monotonic() > end:
                raise self.busy("does not say where it is. End it, then start again.")
            time.sleep(LOOK_AGAIN_SECONDS)

    def busy(self, rest: str) -> AlreadyRunningError:
        """The error that names the folder, with the rest of its sentence."""
        return AlreadyRunningError(f"Deskhand runs already with the data folder {self._root} and {rest}")


def hand_over(place: Whereabouts, words: Sequence[str]) -> bool | None:
    """Ask a running app to show itself with `words`: whether it does. None when it does not answer."""
    status = _ask(place, "api/focus", {"open": list(words)})[0]
    return None if status is None else status == HTTPStatus.OK


def ask_to_end(place: Whereabouts) -> bool:
    """Ask a running app to end. Returns whether it has heard it."""
    return _ask(place, "api/quit", {})[0] == HTTPStatus.OK


def launch_address(place: Whereabouts) -> str | None:
    """An address that opens the page of a running app once."""
    path = _ask(place, "api/launch", {})[1].get("path")
    return f"{place.url}{str(path).removeprefix('/')}" if path else None


def _announced(file: Path) -> Whereabouts | None:
    try:
        told = as_mapping(json.loads(file.read_text(encoding="utf-8")))
        return Whereabouts(str(told["url"]), str(told["secret"]), int(told["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _ask(place: Whereabouts, path: str, body: Mapping[str, Any]) -> tuple[int | None, Mapping[str, Any]]:
    """The status and the answer; no status when nobody answers."""
    headers = {"Authorization": f"Bearer {place.secret}", "Content-Type": "application/json"}
    data = json.dumps(body).encode()
    request = Request(f"{place.url}{path}", data=data, headers=headers, method="POST")  # noqa: S310 - our own address
    try:
        # Never through a proxy: the address is this computer's own.
        with build_opener(ProxyHandler({})).open(request, timeout=CALL_TIMEOUT_SECONDS) as answer:
            return answer.status, as_mapping(json.loads(answer.read()))
    except HTTPError as error:
        return error.code, {}
    except (URLError, OSError, ValueError):
        return None, {}
