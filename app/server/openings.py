"""What the user handed to the app from outside: links, files and folders. They fill a form; none of them acts."""

import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from app.base.errors import NotHereError, RequestError

SCHEME = "deskhand"
BUNDLE = ".mcpb"
MAX_WAITING = 20
MAX_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Opening:
    """One thing to be shown; `values` is what the page is told, `path` where a file lies."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    path: Path | None = None
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def told(self) -> Mapping[str, Any]:
        return {"id": self.id, "kind": self.kind, **self.values}


class Openings:
    """They wait here until the page takes them. `tell` is called, in any thread, when there is a new one."""

    def __init__(self, tell: Callable[[], None] = lambda: None) -> None:
        self.tell = tell
        self._lock = threading.Lock()
        self._waiting: list[Opening] = []
        self._files: dict[str, Path] = {}

    def put(self, openings: Iterable[Opening]) -> None:
        """Let them wait. What is too much is dropped: nobody hands over so many by hand."""
        with self._lock:
            self._waiting = [*self._waiting, *openings][:MAX_WAITING]
        self.tell()

    def take(self) -> list[Mapping[str, Any]]:
        """All that wait, oldest first; they wait no longer. Their files can be fetched once."""
        with self._lock:
            taken, self._waiting = self._waiting, []
            self._files.update({each.id: each.path for each in taken if each.path and each.kind == "file"})
        return [each.told() for each in taken]

    def file(self, opening_id: str) -> Path:
        """Where the file of a taken opening lies. Raises NotHereError, also the second time."""
        with self._lock:
            path = self._files.pop(opening_id, None)
        if path is None or not path.is_file():
            raise NotHereError("This file is not there any more.")
        return path


def read_opening(word: str) -> Opening:
    """What a link or a path stands for. Raises RequestError with a sentence for the user."""
    return _of_link(word) if word.lower().startswith(f"{SCHEME}:") else _of_path(Path(word))


def _of_path(path: Path) -> Opening:
    if not path.is_absolute() or not path.exists():
        raise RequestError(f"There is no file or folder “{path.name or path}”.")
    named = {"name": path.name or str(path), "path": str(path)}
    if path.is_dir():
        return Opening("folder", named)
    return Opening("bundle" if path.suffix.lower() == BUNDLE else "file", named, path)


def _of_link(link: str) -> Opening:
    """`deskhand://new?text=…`, `deskhand://task?title=…&due=…`, `deskhand://tasks`, `deskhand://thread/ID`."""
    parts = urlsplit(link)
    where, rest = parts.netloc.lower(), unquote(parts.path.strip("/"))
    asked = {name: values[0][:MAX_TEXT] for name, values in parse_qs(parts.query).items()}
    if rest and where != "thread":
        raise RequestError("This link does not say what to show.")
    if where in {"", "new"}:
        return Opening("message", {"text": asked.get("text", "")})
    if where in {"task", "tasks"}:
        return Opening("task", {"title": asked.get("title", ""), "due": asked.get("due", "")})
    if where == "thread" and rest:
        return Opening("thread", {"thread_id": rest})
    raise RequestError("This link does not say what to show.")
