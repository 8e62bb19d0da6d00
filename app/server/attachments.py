"""Uploads and downloads of attachments, by id."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from app.base.errors import RequestError
from app.base.media import SHOWN_IMAGES
from app.server.backend import BackendHolder

CHUNK_BYTES = 1024 * 1024


def attachment_routes(holder: BackendHolder) -> list[Route]:
    """The routes under /attachments."""

    async def upload_new(request: Request) -> Response:
        backend = await holder.get()
        async with _file(request) as file:
            created = await backend.attachments.create(file.filename or "file", file.content_type or "", file.size or 0)
            await backend.attachments.save(created["id"], _chunks(file))
        return JSONResponse(created, status_code=201)

    async def upload(request: Request) -> Response:
        backend = await holder.get()
        async with _file(request) as file:
            await backend.attachments.save(request.path_params["attachment_id"], _chunks(file))
        return JSONResponse({})

    async def download(request: Request) -> Response:
        backend = await holder.get()
        name, mime_type, path = await backend.attachments.find(request.path_params["attachment_id"])
        shown = mime_type in SHOWN_IMAGES
        return FileResponse(
            path,
            filename=name,
            media_type=mime_type if shown else "application/octet-stream",
            content_disposition_type="inline" if shown else "attachment",
        )

    return [
        Route("/attachments", upload_new, methods=["POST"]),
        Route("/attachments/{attachment_id}", upload, methods=["POST"]),
        Route("/attachments/{attachment_id}", download),
    ]


@asynccontextmanager
async def _file(request: Request) -> AsyncGenerator[UploadFile]:
    async with request.form() as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise RequestError("Send the file as the form field “file”.", field="file")
        yield file


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK_BYTES):
        yield chunk
