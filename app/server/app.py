"""The Starlette application: its routes and how errors leave it. Loads without the chat stack."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from app.base.config import FrontendName
from app.base.errors import ConfigError, DeskhandError, NotHereError, RequestError, StoreError
from app.server.api import Api, loading
from app.server.attachments import attachment_routes
from app.server.backend import Backend, BackendHolder
from app.server.conversation_api import ConversationApi
from app.server.desk_api import FOCUS_PATH, QUIT_PATH, DeskApi
from app.server.downloads_api import DownloadsApi
from app.server.guidance_api import GuidanceApi
from app.server.messages import check_message
from app.server.security import COOKIE, Access, SecurityMiddleware, headers_for
from app.server.settings_api import SettingsApi
from app.server.trust_api import TrustApi

logger = logging.getLogger(__name__)

LAUNCH_PATH, NEW_CODE_PATH = "/launch", "/api/launch"
# What a second start may ask with the secret that lies in the data folder.
VISITS = frozenset({FOCUS_PATH, NEW_CODE_PATH, QUIT_PATH})
# The first that fits counts.
STATUS: Mapping[type[DeskhandError], int] = {NotHereError: 404, RequestError: 400, ConfigError: 400, StoreError: 503}
Load = Callable[[], Awaitable[Backend]]


def create_app(
    access: Access, holder: BackendHolder, load: Load, web: Path, frontend: FrontendName = "deskhand"
) -> Starlette:
    """The application. `load` builds the backend; it runs beside the first requests. `web` holds the built page."""
    guard = Middleware(
        SecurityMiddleware, access=access, launch_path=LAUNCH_PATH, headers=headers_for(frontend), visits=VISITS
    )

    async def launch(request: Request) -> Response:
        if not access.redeem(request.query_params.get("code", "")):
            return error_response(401, "This link was used already. Start Deskhand again to get a new one.")
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(COOKIE, access.session, httponly=True, samesite="strict", path="/")
        return response

    async def chatkit(request: Request) -> Response:
        return await _chatkit(holder, await request.body())

    async def new_code(request: Request) -> Response:
        return JSONResponse({"path": f"{LAUNCH_PATH}?code={access.new_code()}"})

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None, None]:
        async with loading(holder, load):
            yield

    return Starlette(
        routes=[
            Route(LAUNCH_PATH, launch),
            Route(NEW_CODE_PATH, new_code, methods=["POST"]),
            Route("/chatkit", chatkit, methods=["POST"]),
            *Api(holder, frontend).routes(),
            *TrustApi(holder).routes(),
            *DeskApi(holder).routes(),
            *SettingsApi(holder).routes(),
            *DownloadsApi(holder).routes(),
            *GuidanceApi(holder).routes(),
            *ConversationApi(holder).routes(),
            *attachment_routes(holder),
            Mount("/", StaticFiles(directory=web, html=True)),
        ],
        middleware=[guard],
        exception_handlers=cast("Mapping[Any, Any]", _handlers()),
        lifespan=lifespan,
    )


async def _chatkit(holder: BackendHolder, body: bytes) -> Response:
    backend = await holder.get()
    if backend.chat is None:
        raise backend.problem or DeskhandError("The chat is not available.")
    check_message(body)
    result = await backend.chat.process(body, None)
    frames = getattr(result, "json_events", None)
    if frames is not None:
        frames = holder.answering.through(frames)
        return StreamingResponse(frames, media_type="text/event-stream", headers={"Cache-Control": "no-store"})
    return Response(getattr(result, "json", b""), media_type="application/json")


def error_response(status: int, message: str, field: str | None = None) -> JSONResponse:
    """Every error that leaves the server has this form."""
    return JSONResponse({"error": {"message": message, **({"field": field} if field else {})}}, status_code=status)


def _handlers() -> Mapping[type[Exception], Callable[[Request, Exception], Response]]:
    def known(_: Request, error: Exception) -> Response:
        assert isinstance(error, DeskhandError)  # noqa: S101
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 502)
        if status >= 500:
            logger.warning("A request failed: %s", error.detail or type(error).__name__, exc_info=error)
        return error_response(status, error.message, error.field if isinstance(error, RequestError) else None)

    def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, ValidationError)  # noqa: S101
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        return error_response(400, f"{field or 'The request'}: {first['msg']}", field or None)

    def not_implemented(_: Request, error: Exception) -> Response:
        return error_response(501, "This version of Deskhand cannot do that yet.")

    def unexpected(_: Request, error: Exception) -> Response:
        logger.error("A request failed unexpectedly", exc_info=error)
        return error_response(500, "Something went wrong inside Deskhand. The log has the details.")

    return {
        DeskhandError: known,
        ValidationError: invalid,
        NotImplementedError: not_implemented,
        Exception: unexpected,
    }
