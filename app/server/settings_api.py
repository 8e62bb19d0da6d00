"""The routes for settings and models."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.base.config import CHOICES, SETTINGS, Config
from app.base.errors import RequestError
from app.base.live_settings import AT_START
from app.server.api import json_object
from app.server.backend import BackendHolder

KINDS = {list: "list", bool: "flag", str: "text"}


class SettingsApi:
    """What can be set, and where answers come from. Every change is kept in settings.toml or the keychain."""

    def __init__(self, holder: BackendHolder) -> None:
        self._holder = holder

    def routes(self) -> list[Route]:
        """What is served, and by which method."""
        return [
            Route("/api/settings", self.settings),
            Route("/api/settings", self.change, methods=["PUT"]),
            Route("/api/models", self.models),
            Route("/api/models/usual", self.choose, methods=["PUT"]),
            Route("/api/providers/{provider}/models", self.models_behind),
            Route("/api/providers/{provider}/key", self.use_key, methods=["PUT"]),
            Route("/api/providers/{provider}/key", self.forget_key, methods=["DELETE"]),
        ]

    async def settings(self, _: Request) -> Response:
        backend = await self._holder.get()
        return JSONResponse(
            {"settings": shown_settings(backend.settings.now), "folder": str(backend.settings.now.data.root)}
        )

    async def change(self, request: Request) -> Response:
        values = await json_object(request)
        settings = (await self._holder.get()).settings
        await settings.change(values)
        return JSONResponse({"settings": shown_settings(settings.now), "restart": bool(AT_START & values.keys())})

    async def models(self, _: Request) -> Response:
        return JSONResponse(dict(await (await self._holder.get()).models.list()))

    async def choose(self, request: Request) -> Response:
        backend = await self._holder.get()
        await backend.models.choose(_text(await json_object(request), "id"))
        return JSONResponse(dict(await backend.models.list()))

    async def models_behind(self, request: Request) -> Response:
        backend = await self._holder.get()
        return JSONResponse({"models": list(await backend.models.models_behind(request.path_params["provider"]))})

    async def use_key(self, request: Request) -> Response:
        backend = await self._holder.get()
        key = _text(await json_object(request), "key")
        return JSONResponse(dict(await backend.models.use_key(request.path_params["provider"], key)))

    async def forget_key(self, request: Request) -> Response:
        backend = await self._holder.get()
        await backend.models.forget_key(request.path_params["provider"])
        return JSONResponse({})


def shown_settings(config: Config) -> Sequence[Mapping[str, Any]]:
    """Every setting with its value, where that comes from, and what it can be."""
    return [
        {
            "name": name,
            "value": config.given.get(name),
            "kind": KINDS[kind],
            "variable": variable,
            "source": "environment" if name in config.fixed else "file" if name in config.given else "default",
            "choices": CHOICES.get(name),
            "at_start": name in AT_START,
        }
        for name, (variable, kind) in SETTINGS.items()
    ]


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    if not isinstance(value, str) or not value:
        raise RequestError(f"“{name}” is missing.", field=name)
    return value
