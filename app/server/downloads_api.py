"""The routes for models that can be downloaded into the app."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.base.errors import RequestError
from app.server.api import json_object
from app.server.backend import Backend, BackendHolder


class DownloadsApi:
    """Handlers of /api/downloads. Only a request that names the host and the size lets anything be fetched."""

    def __init__(self, holder: BackendHolder) -> None:
        self._holder = holder

    def routes(self) -> list[Route]:
        """What is served, and by which method."""
        return [
            Route("/api/downloads", self.list),
            Route("/api/downloads/{model_id}", self.download, methods=["POST"]),
            Route("/api/downloads/{model_id}", self.delete, methods=["DELETE"]),
            Route("/api/downloads/{model_id}/pause", self.pause, methods=["POST"]),
        ]

    async def list(self, _: Request) -> Response:
        return await _listed(await self._holder.get())

    async def download(self, request: Request) -> Response:
        backend, values = await self._holder.get(), await json_object(request)
        host, size = values.get("host"), values.get("bytes")
        if not isinstance(host, str) or not isinstance(size, int):
            raise RequestError("“host” and “bytes” must say what was agreed to.", field="host")
        await backend.downloads.download(request.path_params["model_id"], host, size)
        return await _listed(backend)

    async def pause(self, request: Request) -> Response:
        backend = await self._holder.get()
        await backend.downloads.pause(request.path_params["model_id"])
        return await _listed(backend)

    async def delete(self, request: Request) -> Response:
        backend, model_id = await self._holder.get(), request.path_params["model_id"]
        freed = await backend.downloads.delete(model_id)
        await backend.models.forget_downloaded(model_id)
        return JSONResponse({"freed": freed})


async def _listed(backend: Backend) -> Response:
    return JSONResponse(dict(await backend.downloads.list()))
