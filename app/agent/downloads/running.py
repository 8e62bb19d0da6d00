"""Running models that were downloaded: each in a child process of its own, one at a time as far as that can be."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import cast

import httpx2
import openai
from agents import ModelResponse, OpenAIChatCompletionsModel
from agents.items import TResponseStreamEvent

from app.agent.builtin.process import BuiltinServer, Weights
from app.agent.downloads.catalogue import Ready
from app.agent.request import AskedModel, Request
from app.base.background import BackgroundTasks
from app.base.errors import ProviderError

# Gigabytes from a slow disk.
START_TIMEOUT_SECONDS = 300.0


class DownloadedModels:
    """Owns their children. Each ends when it is not used for a while, and when another one is."""

    def __init__(self, background: BackgroundTasks) -> None:
        self._background = background
        self._servers: dict[Path, BuiltinServer] = {}

    def model(self, ready: Ready) -> "DownloadedModel":
        """A model that can be asked. Nothing is started before it is."""
        return DownloadedModel(self, ready)

    async def server(self, ready: Ready) -> BuiltinServer:
        """The child of a model; those of the others make room when nobody uses them."""
        await asyncio.gather(*(each.make_room() for path, each in self._servers.items() if path != ready.path))
        if ready.path not in self._servers:
            weights = Weights(str(ready.path), ready.context)
            server = BuiltinServer(weights=weights, label=ready.name, start_timeout=START_TIMEOUT_SECONDS)
            self._servers[ready.path] = server
            self._background.start(server.rest_when_idle(), name="downloaded model rests")
        return self._servers[ready.path]

    async def release(self, path: Path) -> None:
        """End the child that has this file open."""
        if path in self._servers:
            await self._servers[path].discard()

    async def close(self) -> None:
        """End all of them."""
        await asyncio.gather(*(each.close() for each in self._servers.values()))


class DownloadedModel(AskedModel):
    """One of them as the Agents SDK sees it: OpenAI's API at an address that changes with each start."""

    def __init__(self, models: DownloadedModels, ready: Ready) -> None:
        self._models = models
        self._ready = ready

    async def whole(self, request: Request) -> ModelResponse:
        server = await self._models.server(self._ready)
        async with server.in_use():
            try:
                return await request.whole_from(await self._connected(server))
            except (openai.APIConnectionError, httpx2.TransportError) as error:
                raise await self._stopped(server, error) from error

    async def stream(self, request: Request) -> AsyncGenerator[TResponseStreamEvent]:
        server = await self._models.server(self._ready)
        async with server.in_use():
            try:
                stream = request.stream_from(await self._connected(server))
                # The SDK calls it an iterator; only a generator can be closed early.
                async with aclosing(cast("AsyncGenerator[TResponseStreamEvent]", stream)) as events:
                    async for event in events:
                        yield event
            except (openai.APIConnectionError, httpx2.TransportError) as error:
                raise await self._stopped(server, error) from error

    async def _connected(self, server: BuiltinServer) -> OpenAIChatCompletionsModel:
        return OpenAIChatCompletionsModel(self._ready.id, await server.connect())

    async def _stopped(self, server: BuiltinServer, error: Exception) -> ProviderError:
        await server.discard()
        sentence = f"{self._ready.name} stopped unexpectedly; it may need more memory than there is. Try again."
        return ProviderError(sentence, allow_retry=True, detail=f"{type(error).__name__}: {error}")
