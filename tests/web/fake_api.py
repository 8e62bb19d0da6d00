"""The app's own API as far as the page uses it, in memory."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

LOCAL_MODEL = {"provider": "builtin", "name": "smollm2", "label": "Built-in · SmolLM2", "remote": False}


@dataclass
class FakeApi:
    """What `/api/*` knows. A test may change it and then `announce` that it did."""

    tasks: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    # A page that was welcomed; without it the page asks where answers come from.
    settings: dict[str, Any] = field(default_factory=lambda: {"welcomed": True})
    state: dict[str, Any] = field(default_factory=dict[str, Any])
    listeners: list[Any] = field(default_factory=list[Any])
    changes: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    permissions: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    waiting: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    # What was handed over, and how the question before closing was answered.
    openings: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    reminders: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    closing: list[str] = field(default_factory=list[str])
    notices: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    # What undoing is refused with, when it is.
    refusal: str = ""

    def __post_init__(self) -> None:
        fixed: dict[str, Any] = {"version": "0.1.0", "model": LOCAL_MODEL, "servers": [], "folders": [], "notices": []}
        self.state = {"ready": True, **fixed}

    def add_task(self, title: str, due: str | None = None, **fields: Any) -> dict[str, Any]:
        """Adds a task with every field that the API gives."""
        usual: dict[str, Any] = {
            "notes": None,
            "status": "open",
            "priority": "none",
            "project": None,
            "tags": [],
            "completed_at": None,
        }
        task: dict[str, Any] = {"id": len(self.tasks) + 1, "title": title, "due": due, **usual, **fields}
        self.tasks.append(task)
        return task

    async def announce(self, event: str) -> None:
        """Tells every open page."""
        for listener in list(self.listeners):
            await listener.send(event)

    async def drop_listeners(self) -> None:
        """Ends every event stream."""
        for listener in list(self.listeners):
            listener.close()

    def routes(self) -> list[Route]:
        """The routes of the API."""
        return [
            Route("/api/state", self._get_state),
            Route("/api/openings", self._take_openings, methods=["POST"]),
            Route("/api/reminders", self._take_reminders, methods=["POST"]),
            Route("/api/notifications", self._notify, methods=["POST"]),
            Route("/api/window/close", self._close, methods=["POST"]),
            Route("/api/settings", self._change_settings, methods=["PUT"]),
            Route("/api/events", self._events),
            Route("/api/tasks", self._list_or_add, methods=["GET", "POST"]),
            Route("/api/tasks/{id:int}", self._change_or_delete, methods=["PATCH", "DELETE"]),
            Route("/api/changes", self._list_changes),
            Route("/api/changes/{server}/{id:int}", self._difference),
            Route("/api/changes/{server}/{id:int}/{way}", self._turn, methods=["POST"]),
            Route("/api/permissions", self._list_permissions),
            Route("/api/permissions/{id}", self._revoke, methods=["DELETE"]),
            Route("/api/settings/ui", self._ui_settings, methods=["GET", "PUT"]),
        ]

    async def _get_state(self, _: Request) -> Response:
        return JSONResponse(self.state)

    async def _events(self, _: Request) -> Response:
        send, receive = anyio.create_memory_object_stream[str](16)

        async def frames() -> AsyncIterator[str]:
            self.listeners.append(send)
            try:
                # A page is told at once that it is connected.
                yield ": open\n\n"
                async for event in receive:
                    yield f'data: {{"type": "{event}"}}\n\n'
            finally:
                self.listeners.remove(send)
                send.close()
                receive.close()

        return StreamingResponse(frames(), media_type="text/event-stream")

    async def _list_or_add(self, request: Request) -> Response:
        if request.method == "GET":
            return JSONResponse({"tasks": self.tasks})
        body = await request.json()
        if body.get("due") == "never":
            return JSONResponse({"error": {"message": "“never” is not a date."}}, status_code=422)
        return JSONResponse({"task": self.add_task(body["title"], body.get("due"))})

    async def _change_or_delete(self, request: Request) -> Response:
        task = next(task for task in self.tasks if task["id"] == request.path_params["id"])
        if request.method == "DELETE":
            self.tasks.remove(task)
            return JSONResponse({})
        task.update(await request.json())
        return JSONResponse({"task": task})

    async def _list_changes(self, request: Request) -> Response:
        return JSONResponse({"changes": self.changes[: int(request.query_params.get("limit", "100"))]})

    async def _difference(self, _: Request) -> Response:
        return JSONResponse({"diff": "@@ -1 +1 @@\n-milk\n+eggs\n"})

    async def _turn(self, request: Request) -> Response:
        if self.refusal:
            return JSONResponse({"error": {"message": self.refusal}}, status_code=400)
        number, undo = request.path_params["id"], request.path_params["way"] == "undo"
        next(change for change in self.changes if change["id"] == number)["undone"] = undo
        return JSONResponse({"message": f"{'Undone' if undo else 'Made again'} change {number}.", "beside": None})

    async def _list_permissions(self, _: Request) -> Response:
        return JSONResponse({"permissions": self.permissions, "waiting": self.waiting})

    async def _revoke(self, request: Request) -> Response:
        self.permissions = [each for each in self.permissions if each["id"] != request.path_params["id"]]
        return JSONResponse({})

    async def _ui_settings(self, request: Request) -> Response:
        if request.method == "PUT":
            self.settings = await request.json()
        return JSONResponse(self.settings)

    async def _take_openings(self, _: Request) -> Response:
        taken, self.openings = self.openings, []
        return JSONResponse({"openings": taken})

    async def _take_reminders(self, _: Request) -> Response:
        taken, self.reminders = self.reminders, []
        return JSONResponse({"reminders": taken})

    async def _notify(self, request: Request) -> Response:
        self.notices.append(await request.json())
        return JSONResponse({})

    async def _close(self, request: Request) -> Response:
        self.closing.append((await request.json())["answer"])
        return JSONResponse({})

    async def _change_settings(self, request: Request) -> Response:
        self.state = {**self.state, **await request.json()}
        return JSONResponse({})
