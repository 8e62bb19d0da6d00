"""The part of our API that is about the window itself: what a second start and the page ask of it."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from app.base.errors import NotHereError, RequestError
from app.server.api import json_object
from app.server.backend import BackendHolder
from app.server.openings import Opening, read_opening

FOCUS_PATH, QUIT_PATH = "/api/focus", "/api/quit"
QUICK = "quick"
MAX_NOTICE = 200


class DeskApi:
    """The handlers."""

    def __init__(self, holder: BackendHolder) -> None:
        self._holder = holder

    def routes(self) -> list[Route]:
        """What is served, and by which method."""
        return [
            Route(FOCUS_PATH, self.focus, methods=["POST"]),
            Route("/api/openings", self.take, methods=["POST"]),
            Route("/api/openings/{opening_id}/file", self.file),
            Route("/api/window/find", self.find, methods=["POST"]),
            Route("/api/reminders", self.reminders, methods=["POST"]),
            Route("/api/notifications", self.notify, methods=["POST"]),
            Route("/api/window/close", self.close, methods=["POST"]),
            Route("/api/desk", self.standing),
            Route("/api/doctor", self.examine, methods=["POST"]),
            Route(QUIT_PATH, self.quit, methods=["POST"]),
        ]

    async def focus(self, request: Request) -> Response:
        """A second start of the app asks for this, with the links and paths that it was given."""
        words = _words(await json_object(request))
        quick = words == [QUICK]
        openings = [] if quick else await asyncio.to_thread(lambda: [read_opening(word) for word in words])
        self._holder.openings.put(openings)
        if not (self._holder.desk.quick() if quick else self._holder.desk.show()):
            raise NotHereError("Deskhand runs here without a window.")
        return JSONResponse({})

    async def take(self, _: Request) -> Response:
        return JSONResponse({"openings": self._holder.openings.take()})

    async def file(self, request: Request) -> Response:
        path = self._holder.openings.file(request.path_params["opening_id"])
        return FileResponse(path, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})

    async def find(self, request: Request) -> Response:
        values = await json_object(request)
        text, backwards = values.get("text"), values.get("backwards") is True
        if not isinstance(text, str):
            raise RequestError("“text” must be a text.", field="text")
        found = await self._holder.desk.find(text, backwards=backwards)
        if found is None:
            raise NotHereError("This window cannot search its page.")
        return JSONResponse({"current": found[0], "count": found[1]})

    async def reminders(self, _: Request) -> Response:
        """Those that are due; each is handed out once."""
        return JSONResponse({"reminders": list(await (await self._holder.get()).reminders.take())})

    async def notify(self, request: Request) -> Response:
        """The page asks for this when something happened that its user does not see."""
        values = await json_object(request)
        title, body, thread_id = (str(values.get(name, ""))[:MAX_NOTICE] for name in ("title", "body", "thread_id"))
        if not title:
            raise RequestError("A notification needs a title.", field="title")
        opening = Opening("thread", {"thread_id": thread_id}) if thread_id else None
        if values.get("tasks") is True:
            opening = Opening("task", {"title": "", "due": ""})
        if not self._holder.desk.notify(title, body, opening):
            raise NotHereError("Nothing can be shown outside the window.")
        return JSONResponse({})

    async def standing(self, _: Request) -> Response:
        """What came of the settings that are about the desktop."""
        return JSONResponse(dict(self._holder.desk.standing()))

    async def examine(self, _: Request) -> Response:
        if self._holder.examine is None:
            raise NotHereError("Nothing can be examined here.")
        return JSONResponse(dict(await self._holder.examine()))

    async def quit(self, request: Request) -> Response:
        """End the app: at once, or, where the page wants it, after asking what becomes of an answer."""
        if (await json_object(request)).get("ask") is True:
            self._holder.desk.quit()
        else:
            self._holder.end()
        return JSONResponse({})

    async def close(self, request: Request) -> Response:
        answer = (await json_object(request)).get("answer")
        if answer not in {"background", "stop"}:
            raise RequestError("“answer” must be background or stop.", field="answer")
        self._holder.desk.close(answer)
        return JSONResponse({})


def _words(values: dict[str, Any]) -> Sequence[str]:
    words = values.get("open", [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in cast("list[object]", words)):
        raise RequestError("“open” must be a list of links and paths.", field="open")
    return cast("list[str]", words)
