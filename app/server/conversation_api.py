"""The routes about conversations beyond ChatKit's protocol: versions, facts on messages, search and export."""

from typing import Any, cast
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.base.errors import RequestError
from app.server.api import json_object
from app.server.backend import BackendHolder
from app.server.messages import check_text

USUAL_HITS = 30
MAX_ASKED = 5_000


class ConversationApi:
    """Handlers of /api/search, /api/pictures and of what belongs to one conversation."""

    def __init__(self, holder: BackendHolder) -> None:
        self._holder = holder

    def routes(self) -> list[Route]:
        """What is served, and by which method."""
        thread = "/api/threads/{thread_id}"
        return [
            Route("/api/search", self.search),
            Route("/api/pictures", self.picture, methods=["POST"]),
            Route(f"{thread}/export", self.export),
            Route(f"{thread}/facts", self.facts, methods=["POST"]),
            Route(f"{thread}/items/{{item_id}}/edit", self.edit, methods=["POST"]),
            Route(f"{thread}/items/{{item_id}}/version", self.show_version, methods=["POST"]),
            Route(f"{thread}/items/{{item_id}}/changes", self.changes),
        ]

    async def search(self, request: Request) -> Response:
        limit = request.query_params.get("limit", str(USUAL_HITS))
        if not limit.isdigit():
            raise RequestError("“limit” must be a number.", field="limit")
        backend = await self._holder.get()
        hits = await backend.conversations.search(request.query_params.get("q", ""), int(limit))
        return JSONResponse({"hits": list(hits)})

    async def picture(self, request: Request) -> Response:
        """Only a POST that the page writes: an address in an answer cannot make the browser send one."""
        address = (await json_object(request)).get("address")
        if not isinstance(address, str):
            raise RequestError("“address” must be where a picture is on the web.", field="address")
        backend = await self._holder.get()
        picture = await backend.picture(address)
        return Response(picture.data, media_type=picture.media_type, headers={"Cache-Control": "no-store"})

    async def export(self, request: Request) -> Response:
        form = request.query_params.get("format", "markdown")
        if form not in ("markdown", "json"):
            raise RequestError("“format” must be markdown or json.", field="format")
        backend = await self._holder.get()
        file = await backend.conversations.export(request.path_params["thread_id"], cast("Any", form))
        named = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
        headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
        return Response(file.text, media_type=f"{file.media_type}; charset=utf-8", headers=headers)

    async def facts(self, request: Request) -> Response:
        ids = (await json_object(request)).get("ids")
        if not isinstance(ids, list) or not all(isinstance(each, str) for each in cast("list[object]", ids)):
            raise RequestError("“ids” must be a list of the ids of messages.", field="ids")
        backend = await self._holder.get()
        asked = cast("list[str]", ids)[:MAX_ASKED]
        return JSONResponse({"facts": dict(await backend.conversations.facts(request.path_params["thread_id"], asked))})

    async def edit(self, request: Request) -> Response:
        text = (await json_object(request)).get("text")
        if not isinstance(text, str):
            raise RequestError("“text” must be the new text of the message.", field="text")
        check_text(text, "text")
        backend = await self._holder.get()
        return JSONResponse({"item_id": await backend.conversations.edit(*_item(request), text)})

    async def show_version(self, request: Request) -> Response:
        index = (await json_object(request)).get("index")
        if not isinstance(index, int) or isinstance(index, bool):
            raise RequestError("“index” must be the number of a version, counted from 0.", field="index")
        backend = await self._holder.get()
        return JSONResponse({"item_id": await backend.conversations.show_version(*_item(request), index)})

    async def changes(self, request: Request) -> Response:
        backend = await self._holder.get()
        return JSONResponse({"changes": list(await backend.conversations.changes_of(*_item(request)))})


def _item(request: Request) -> tuple[str, str]:
    return request.path_params["thread_id"], request.path_params["item_id"]
