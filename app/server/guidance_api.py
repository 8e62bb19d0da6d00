"""The routes for what every answer heeds, and for how full a conversation is."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.base.errors import RequestError
from app.server.api import json_object
from app.server.backend import BackendHolder, Memory


class GuidanceApi:
    """Handlers of /api/memories, /api/instructions and /api/meter."""

    def __init__(self, holder: BackendHolder) -> None:
        self._holder = holder

    def routes(self) -> list[Route]:
        """What is served, and by which method."""
        return [
            Route("/api/memories", self.memories),
            Route("/api/memories", self.remember, methods=["POST"]),
            Route("/api/memories/{memory_id}", self.change, methods=["PATCH"]),
            Route("/api/memories/{memory_id}", self.forget, methods=["DELETE"]),
            Route("/api/instructions", self.instructions),
            Route("/api/instructions", self.instruct, methods=["PUT"]),
            Route("/api/meter", self.meter),
        ]

    async def memories(self, _: Request) -> Response:
        found = await (await self._holder.get()).guidance.memories()
        return JSONResponse({"memories": [_shown(memory) for memory in found]})

    async def remember(self, request: Request) -> Response:
        guidance = (await self._holder.get()).guidance
        return JSONResponse({"memory": _shown(await guidance.remember(await _text(request)))}, status_code=201)

    async def change(self, request: Request) -> Response:
        await (await self._holder.get()).guidance.change(request.path_params["memory_id"], await _text(request))
        return JSONResponse({})

    async def forget(self, request: Request) -> Response:
        await (await self._holder.get()).guidance.forget(request.path_params["memory_id"])
        return JSONResponse({})

    async def instructions(self, _: Request) -> Response:
        backend = await self._holder.get()
        kept = await backend.guidance.folder_instructions()
        granted = [str(folder) for folder in backend.settings.now.folders]
        return JSONResponse({
            "everywhere": backend.settings.now.instructions,
            "folders": [
                {"folder": folder, "text": kept.get(folder, ""), "granted": folder in granted}
                for folder in dict.fromkeys([*granted, *kept])
            ],
        })  # fmt: skip

    async def instruct(self, request: Request) -> Response:
        backend, values = await self._holder.get(), await json_object(request)
        folder, text = values.get("folder"), values.get("text")
        if not isinstance(text, str) or not isinstance(folder, str | None):
            raise RequestError("Instructions are a “text”, and a “folder” when they are for one.", field="text")
        if folder is None:
            await backend.settings.change({"instructions": text.strip() or None})
        else:
            await backend.guidance.instruct(folder, text)
        return JSONResponse({})

    async def meter(self, request: Request) -> Response:
        backend = await self._holder.get()
        return JSONResponse(dict(await backend.meter(request.query_params.get("thread"))))


def _shown(memory: Memory) -> dict[str, str | None]:
    return {"id": memory.id, "text": memory.text, "thread_id": memory.thread_id, "created_at": memory.created_at}


async def _text(request: Request) -> str:
    text = (await json_object(request)).get("text")
    if not isinstance(text, str):
        raise RequestError("“text” is missing.", field="text")
    return text
