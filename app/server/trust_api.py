"""The routes about what the assistant did and may do: changes, and permissions."""

from collections.abc import Mapping
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.base.errors import NotHereError, RequestError
from app.server.backend import BackendHolder

USUAL_CHANGES = 100


class TrustApi:
    """Handlers of /api/changes, /api/permissions and of undoing a whole answer."""

    def __init__(self, holder: BackendHolder) -> None:
        self._holder = holder

    def routes(self) -> list[Route]:
        """What is served, and by which method."""
        return [
            Route("/api/changes", self.list_changes),
            Route("/api/changes/{server}/{change_id:int}", self.difference),
            Route("/api/changes/{server}/{change_id:int}/{way}", self.turn, methods=["POST"]),
            Route("/api/threads/{thread_id}/items/{item_id}/undo", self.undo_answer, methods=["POST"]),
            Route("/api/permissions", self.list_permissions),
            Route("/api/permissions/{permission_id}", self.revoke, methods=["DELETE"]),
        ]

    async def list_changes(self, request: Request) -> Response:
        limit = request.query_params.get("limit", str(USUAL_CHANGES))
        if not limit.isdigit():
            raise RequestError("“limit” must be a number.", field="limit")
        backend = await self._holder.get()
        return JSONResponse({"changes": list(await backend.changes.list(int(limit)))})

    async def difference(self, request: Request) -> Response:
        backend = await self._holder.get()
        server, change = _change(request)
        return JSONResponse({"diff": await backend.changes.difference(server, change)})

    async def turn(self, request: Request) -> Response:
        way = request.path_params["way"]
        if way not in ("undo", "redo"):
            raise NotHereError("A change can be undone or made again.")
        backend = await self._holder.get()
        return JSONResponse(dict(await backend.changes.turn(*_change(request), cast("Any", way))))

    async def undo_answer(self, request: Request) -> Response:
        backend = await self._holder.get()
        undone: Mapping[str, Any] = await backend.undo_answer(
            request.path_params["thread_id"], request.path_params["item_id"]
        )
        return JSONResponse(dict(undone))

    async def list_permissions(self, _: Request) -> Response:
        backend = await self._holder.get()
        return JSONResponse(dict(await backend.permissions.list()))

    async def revoke(self, request: Request) -> Response:
        backend = await self._holder.get()
        await backend.permissions.revoke(request.path_params["permission_id"])
        return JSONResponse({})


def _change(request: Request) -> tuple[str, int]:
    return request.path_params["server"], request.path_params["change_id"]
