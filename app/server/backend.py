"""What stands behind the page: built after the page is shown, because importing it takes seconds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from app.base.errors import DeskhandError
from app.base.live_settings import LiveSettings
from app.server.answering import Answering
from app.server.desk import Desk, NoDesk
from app.server.events import Broadcaster, EventType
from app.server.openings import Openings

if TYPE_CHECKING:
    from chatkit.server import NonStreamingResult, StreamingResult


class ChatServer(Protocol):
    """The part of a ChatKit server that the route needs."""

    async def process(
        self, request: str | bytes | bytearray, context: object
    ) -> "StreamingResult | NonStreamingResult": ...


class Tasks(Protocol):
    """The user's tasks, wherever they are kept. All raise DeskhandError with a sentence for the user."""

    async def list(self) -> Sequence[Mapping[str, Any]]: ...
    async def add(self, title: str, due: str | None) -> Mapping[str, Any]: ...
    async def change(self, task_id: int, values: Mapping[str, Any]) -> Mapping[str, Any]: ...
    async def delete(self, task_id: int) -> None: ...


class Attachments(Protocol):
    """Files that belong to messages. All raise NotHereError or RequestError."""

    async def create(self, name: str, mime_type: str, size: int) -> dict[str, Any]: ...
    async def save(self, attachment_id: str, chunks: AsyncIterator[bytes]) -> None: ...
    async def find(self, attachment_id: str) -> tuple[str, str, Path]: ...


class Changes(Protocol):
    """What was changed, and taking it back. All raise RequestError with a sentence for the user."""

    async def list(self, limit: int) -> Sequence[Mapping[str, Any]]: ...
    async def turn(self, server: str, change: int, way: Literal["undo", "redo"]) -> Mapping[str, Any]: ...
    async def difference(self, server: str, change: int) -> str: ...


class ExportedFile(Protocol):
    """A file to be saved by the user."""

    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def text(self) -> str: ...


class Conversations(Protocol):
    """What can be done with a conversation beyond the protocol. All raise RequestError or NotHereError."""

    async def edit(self, thread_id: str, item_id: str, text: str) -> str: ...
    async def show_version(self, thread_id: str, item_id: str, index: int) -> str: ...
    async def facts(self, thread_id: str, item_ids: Sequence[str]) -> Mapping[str, Any]: ...
    async def changes_of(self, thread_id: str, item_id: str) -> Sequence[Mapping[str, Any]]: ...
    async def search(self, query: str, limit: int) -> Sequence[Mapping[str, Any]]: ...
    async def export(self, thread_id: str, form: Literal["markdown", "json"]) -> ExportedFile: ...


class Picture(Protocol):
    """A picture from elsewhere."""

    @property
    def media_type(self) -> str: ...
    @property
    def data(self) -> bytes: ...


class Permissions(Protocol):
    """What was allowed for longer. `revoke` raises NotHereError."""

    async def list(self) -> Mapping[str, Any]: ...
    async def revoke(self, permission_id: str) -> None: ...


class Models(Protocol):
    """Where answers can come from. All raise RequestError, ConfigError or ProviderError."""

    async def list(self) -> Mapping[str, Any]: ...
    async def models_behind(self, name: str) -> Sequence[str]: ...
    async def use_key(self, name: str, key: str) -> Mapping[str, Any]: ...
    async def forget_key(self, name: str) -> None: ...
    async def forget_downloaded(self, name: str) -> None: ...
    async def choose(self, model_id: str) -> None: ...


class Downloads(Protocol):
    """Models that can be downloaded. All raise RequestError or NotHereError, or ConfigError without a catalogue."""

    async def list(self) -> Mapping[str, Any]: ...
    async def download(self, model_id: str, host: str, size: int) -> None: ...
    async def pause(self, model_id: str) -> None: ...
    async def delete(self, model_id: str) -> int: ...


class Memory(Protocol):
    """Something to remember, and the conversation it comes from."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def thread_id(self) -> str | None: ...
    @property
    def created_at(self) -> str: ...


class Guidance(Protocol):
    """What every answer heeds. All raise RequestError or NotHereError."""

    async def memories(self) -> Sequence[Memory]: ...
    async def remember(self, text: str) -> Memory: ...
    async def change(self, memory_id: str, text: str) -> None: ...
    async def forget(self, memory_id: str) -> None: ...
    async def folder_instructions(self) -> Mapping[str, str]: ...
    async def instruct(self, folder: str, text: str) -> None: ...


class Reminders(Protocol):
    """What the user has asked to be reminded of."""

    async def take(self) -> Sequence[Mapping[str, Any]]: ...


class UiState(Protocol):
    """What the page remembers between starts."""

    async def load(self) -> dict[str, Any]: ...
    async def save(self, state: dict[str, Any]) -> None: ...
    async def close(self) -> None: ...


@dataclass(slots=True)
class Backend:
    """All that the routes use. `problem` is why there is no chat, when there is none."""

    chat: ChatServer | None
    tasks: Tasks
    reminders: Reminders
    attachments: Attachments
    changes: Changes
    permissions: Permissions
    settings: LiveSettings
    models: Models
    downloads: Downloads
    guidance: Guidance
    meter: Callable[[str | None], Awaitable[Mapping[str, Any]]]
    conversations: Conversations
    undo_answer: Callable[[str, str], Awaitable[Mapping[str, Any]]]
    # Loads a picture from elsewhere. Raises RequestError or PictureError.
    picture: Callable[[str], Awaitable[Picture]]
    state: Callable[[], Mapping[str, Any]]
    close: Callable[[], Awaitable[None]]
    problem: DeskhandError | None = None


@dataclass(slots=True)
class BackendHolder:
    """Hands out the backend once it is there; requests that come earlier wait.

    What the page remembers is there from the start, so that it never changes its look while it loads.
    """

    ui_state: UiState
    broadcaster: Broadcaster = field(default_factory=Broadcaster)
    desk: Desk = field(default_factory=NoDesk)
    openings: Openings = field(default_factory=Openings)
    answering: Answering = field(default_factory=Answering)
    # Ends the app at once, from any thread.
    end: Callable[[], None] = lambda: None
    # Looks at every part of the app and says what does not work.
    examine: Callable[[], Awaitable[Mapping[str, Any]]] | None = None
    # Sends an event from any thread; set while the server runs.
    tell: Callable[[EventType], None] = lambda _: None
    _ready: asyncio.Event = field(default_factory=asyncio.Event)
    _backend: Backend | None = None
    _failure: DeskhandError | None = None

    @property
    def now(self) -> Backend | None:
        """The backend if it is there already."""
        return self._backend

    @property
    def failure(self) -> DeskhandError | None:
        """Why there will be no backend, if so."""
        return self._failure

    def set(self, backend: Backend) -> None:
        self._backend = backend
        self._ready.set()
        self.broadcaster.send("ready")

    def fail(self, error: DeskhandError) -> None:
        self._failure = error
        self._ready.set()
        self.broadcaster.send("state.changed")

    async def get(self) -> Backend:
        """Wait for the backend. Raises why there is none."""
        await self._ready.wait()
        if self._backend is None:
            raise self._failure or DeskhandError("Deskhand could not be started. The log has the details.")
        return self._backend
