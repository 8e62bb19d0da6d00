"""ChatKit's AttachmentStore: the bytes lie in a folder under their id, never under a name that someone chose."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from chatkit.store import AttachmentStore, NotFoundError
from chatkit.types import (
    Attachment,
    AttachmentCreateParams,
    AttachmentUploadDescriptor,
    FileAttachment,
    ImageAttachment,
)
from pydantic import AnyUrl

from app.base.errors import NotHereError, RequestError
from app.base.media import SHOWN_IMAGES
from app.store.threads import ThreadStore, new_id

MAX_BYTES = 50 * 1024 * 1024
_ID = re.compile(r"atc_[0-9a-f]{32}")


class FileAttachments(AttachmentStore[object]):
    """Attachments as files in `folder`. `base_url` is where the page can send and fetch them, ending in a slash."""

    def __init__(self, folder: Path, store: ThreadStore, base_url: str) -> None:
        self._folder = folder
        self._store = store
        self._base_url = base_url

    def generate_attachment_id(self, mime_type: str, context: object) -> str:
        return new_id("attachment")

    async def create_attachment(self, input: AttachmentCreateParams, context: object) -> Attachment:
        """A record that says where to send the bytes. Raises RequestError when there are too many."""
        if input.size > MAX_BYTES:
            raise RequestError(f"“{input.name}” is larger than {MAX_BYTES // 2**20} MB.", field="params.size")
        attachment_id = self.generate_attachment_id(input.mime_type, context)
        url = AnyUrl(f"{self._base_url}attachments/{attachment_id}")
        upload = AttachmentUploadDescriptor(url=url, method="POST", headers={})
        if input.mime_type in SHOWN_IMAGES:
            return ImageAttachment(
                id=attachment_id, name=input.name, mime_type=input.mime_type, upload_descriptor=upload, preview_url=url
            )
        return FileAttachment(id=attachment_id, name=input.name, mime_type=input.mime_type, upload_descriptor=upload)

    async def delete_attachment(self, attachment_id: str, context: object) -> None:
        await asyncio.to_thread(self._path(attachment_id).unlink, missing_ok=True)

    async def save(self, attachment_id: str, chunks: AsyncIterator[bytes]) -> None:
        """Keep the bytes of a known attachment. Raises NotHereError, or RequestError when there are too many."""
        name = (await self._load(attachment_id)).name
        path = self._path(attachment_id)
        part = path.with_suffix(".part")
        size = 0
        try:
            with part.open("wb") as file:
                part.chmod(0o600)
                async for chunk in chunks:
                    size += len(chunk)
                    if size > MAX_BYTES:
                        raise RequestError(f"“{name}” is larger than {MAX_BYTES // 2**20} MB.")
                    await asyncio.to_thread(file.write, chunk)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    async def create(self, name: str, mime_type: str, size: int) -> dict[str, Any]:
        """A new attachment as ChatKit's JSON, for who sends the bytes at once. `size` is in bytes."""
        params = AttachmentCreateParams(name=name, size=size, mime_type=mime_type)
        attachment = await self.create_attachment(params, None)
        await self._store.save_attachment(attachment, None)
        return attachment.model_dump(mode="json", exclude_none=True, exclude={"upload_descriptor", "metadata"})

    async def find(self, attachment_id: str) -> tuple[str, str, Path]:
        """Name, MIME type and file of an attachment. Raises NotHereError when it, or its file, is not there."""
        attachment = await self._load(attachment_id)
        path = self._path(attachment_id)
        if not path.is_file():
            raise NotHereError("This attachment was never sent, or is gone.")
        return attachment.name, attachment.mime_type, path

    async def _load(self, attachment_id: str) -> Attachment:
        try:
            return await self._store.load_attachment(attachment_id, None)
        except NotFoundError as error:
            raise NotHereError(f"{error}.") from error

    async def sweep(self) -> None:
        """Remove files whose attachment is gone, as after their thread was deleted."""
        rows = await self._store.database.fetch_all("SELECT id FROM attachments")
        known = {str(row["id"]) for row in rows}
        for path in await asyncio.to_thread(lambda: list(self._folder.iterdir())):
            if path.stem not in known:
                path.unlink(missing_ok=True)

    def _path(self, attachment_id: str) -> Path:
        if not _ID.fullmatch(attachment_id):
            raise NotFoundError(f"Attachment {attachment_id} not found")
        return self._folder / attachment_id
