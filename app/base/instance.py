"""One running app for each data folder. The lock is the operating system's own, so that a dead one leaves none."""

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

from filelock import FileLock, Timeout

from app.base.paths import DataFolder
from app.base.values import as_mapping

# The first has the lock a moment before it listens.
START_TIMEOUT_SECONDS = 10.0
CALL_TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a running app is, and the token that it lets in."""

    url: str
    token: str


class Instance:
    """The right to use a data folder. Lasts until `release` or the end of the process."""

    def __init__(self, data: DataFolder) -> None:
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

    def announce(self, place: Place) -> None:
        """Tell later starts, of this user only, where this one is."""
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(place), file)

    def release(self) -> None:
        """Give the folder back."""
        self._file.unlink(missing_ok=True)
        self._lock.release()

    def bring_to_front(self) -> bool:
        """Ask the app that has the folder to show itself. Returns whether it answered."""
        end = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < end:
            place = _announced(self._file)
            if place is not None:
                return _show(place)
            time.sleep(0.05)
        return False


def _announced(file: Path) -> Place | None:
    try:
        told = as_mapping(json.loads(file.read_text(encoding="utf-8")))
        return Place(str(told["url"]), str(told["token"]))
    except (OSError, ValueError, KeyError):
        return None


def _show(place: Place) -> bool:
    headers = {"Authorization": f"Bearer {place.token}", "Content-Type": "application/json"}
    request = Request(f"{place.url}api/focus", data=b"{}", headers=headers, method="POST")  # noqa: S310 - our own address
    try:
        # Never through a proxy: the address is this computer's own.
        with build_opener(ProxyHandler({})).open(request, timeout=CALL_TIMEOUT_SECONDS):
            return True
    except (URLError, OSError):
        return False
