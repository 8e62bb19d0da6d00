"""Our own JSON API under /api: what the page around the chat needs."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from app.base.background import BackgroundTasks
from app.base.config import FrontendName
from app.base.errors import DeskhandError, RequestError
from app.server.backend import Backend, BackendHolder
from app.server.events import EventType

logger = logging.getLogger(__name__)

# What the page may offer on messages and conversations beyond ChatKit's protocol.
OFFERS = ("edit", "branches", "facts", "export", "search", "undo", "queue", "pictures")
STARTING: dict[str, Any] = {"ready": False, "servers": [], "folders": [], "notices": []}


class Api:
    """The handlers of all routes under /api but those of the launch."""

    def __init__(self, holder: BackendHolder, frontend: FrontendName) -> None:
        self._holder = holder
        self._frontend: FrontendName = frontend

    def routes(self) -> list[Route]:
        """What is served, and by which method."""
        return [
            Route("/api/state", self.state),
            Route("/api/events", self.events),
            Route("/api/tasks", self.list_tasks),
            Route("/api/tasks", self.add_task, methods=["POST"]),
            Route("/api/tasks/{task_id:int}", self.change_task, methods=["PATCH"]),
            Route("/api/tasks/{task_id:int}", self.delete_task, methods=["DELETE"]),
            Route("/api/settings/ui", self.load_ui),
            Route("/api/settings/ui", self.save_ui, methods=["PUT"]),
        ]

    async def state(self, _: Request) -> Response:
        return JSONResponse({**self._state(), "frontend": self._frontend, "offers": OFFERS})

    def _state(self) -> Mapping[str, Any]:
        if self._holder.now is not None:
            return self._holder.now.state()
        failure = self._holder.failure
        notices = [{"level": "danger", "message": str(failure)}] if failure else []
        return {**STARTING, "notices": notices}

    async def events(self, _: Request) -> Response:
        frames = self._holder.broadcaster.frames()
        return StreamingResponse(frames, media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def list_tasks(self, _: Request) -> Response:
        backend = await self._holder.get()
        return JSONResponse({"tasks": list(await backend.tasks.list())})

    async def add_task(self, request: Request) -> Response:
        values = await json_object(request)
        title, due = values.get("title"), values.get("due")
        if not isinstance(title, str) or not title.strip():
            raise RequestError("A task needs a title.", field="title")
        if not isinstance(due, str | None):
            raise RequestError("“due” must be a text such as “tomorrow”.", field="due")
        backend = await self._holder.get()
        return JSONResponse({"task": await backend.tasks.add(title, due)}, status_code=201)

    async def change_task(self, request: Request) -> Response:
        values = await json_object(request)
        backend = await self._holder.get()
        return JSONResponse({"task": await backend.tasks.change(request.path_params["task_id"], values)})

    async def delete_task(self, request: Request) -> Response:
        backend = await self._holder.get()
        await backend.tasks.delete(request.path_params["task_id"])
        return JSONResponse({})

    async def load_ui(self, _: Request) -> Response:
        state = await self._holder.ui_state.load()
        self._wear(state)
        return JSONResponse(state)

    async def save_ui(self, request: Request) -> Response:
        state = await json_object(request)
        await self._holder.ui_state.save(state)
        self._wear(state)
        return JSONResponse({})

    def _wear(self, state: Mapping[str, Any]) -> None:
        """What is not of the page shows itself in the page's colours."""
        self._holder.desk.wear(str(state.get("theme", "system")))


async def json_object(request: Request) -> dict[str, Any]:
    """The request's body. Raises RequestError when it is no JSON object."""
    try:
        value: object = await request.json()
    except ValueError:
        raise RequestError("The request is not valid JSON.") from None
    if not isinstance(value, dict):
        raise RequestError("The request must be a JSON object.")
    return cast("dict[str, Any]", value)


@asynccontextmanager
async def loading(holder: BackendHolder, load: Callable[[], Awaitable[Backend]]) -> AsyncGenerator[None, None]:
    """Build the backend beside the first requests, and close it at the end."""
    background = BackgroundTasks()
    loop = asyncio.get_running_loop()

    def tell(event: EventType) -> None:
        loop.call_soon_threadsafe(holder.broadcaster.send, event)

    holder.tell = tell
    holder.openings.tell = lambda: tell("openings.changed")

    async def build() -> None:
        try:
            holder.set(await load())
        except DeskhandError as error:
            holder.fail(error)
        # The top of the start: the page must be able to say that it failed.
        except Exception as error:
            logger.exception("The start failed")
            holder.fail(DeskhandError("Deskhand could not be started. The log has the details.", detail=str(error)))

    task = background.start(build(), name="start")
    try:
        yield
    finally:
        # Half a start cannot be closed in order; a few seconds are enough for it to end.
        await asyncio.wait({task}, timeout=10)
        await background.close()
        if holder.now is not None:
            await holder.now.close()
        await holder.ui_state.close()
