"""What is attached to messages, as a model can take it: pictures as they are, everything else as text.

Documents are read by a filesystem server of their own, which may look into one temporary folder and change nothing: a
file that someone sent is never opened in this process.
"""

import asyncio
import base64
import codecs
import shutil
from collections.abc import Sequence
from pathlib import Path, PurePath

from app.agent.history import Attached
from app.base.errors import RequestError
from app.base.media import SHOWN_IMAGES
from app.store.attachments import FileAttachments
from app.tools.server_process import ServerProcess

MAX_IMAGE_BYTES = 20 * 1024 * 1024
MAX_TEXT_CHARACTERS = 200_000
DOCUMENTS = frozenset({".pdf", ".docx", ".xlsx", ".pptx", ".epub", ".html", ".htm"})
_MARKS = {
    "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8", "image/webp": b"RIFF",
}  # fmt: skip
# How other kinds begin, whatever their name says: some hold nothing for a while that is no text.
_NO_TEXTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF89a")
_NOT_TEXT = frozenset(range(32)) - set(b"\t\n\r\f\b\x1b\a")


class AttachmentReader:
    """Reads attachments by their ids; `folder` is where documents are laid out for `documents` to read."""

    def __init__(self, attachments: FileAttachments, documents: ServerProcess, folder: Path) -> None:
        self._attachments = attachments
        self._documents = documents
        self._folder = folder
        self._texts: dict[str, str] = {}

    async def check(self, ids: Sequence[str]) -> None:
        """Refuse what no model could read, by name, before it is part of a conversation. Raises RequestError."""
        for each in ids:
            await self.read(each)

    async def read(self, attachment_id: str) -> Attached:
        """An attachment for a model. Raises RequestError, which names it, or NotHereError."""
        name, mime_type, path = await self._attachments.find(attachment_id)
        size = path.stat().st_size
        if size == 0:
            raise RequestError(f"“{name}” is empty.", field="attachments")
        if mime_type in SHOWN_IMAGES:
            return Attached(name, image_url=await asyncio.to_thread(_image_url, name, mime_type, path))
        if attachment_id not in self._texts:
            self._texts[attachment_id] = await self._text(attachment_id, name, path)
        return Attached(name, text=self._texts[attachment_id])

    async def close(self) -> None:
        """End the reader's server and forget what was laid out."""
        await self._documents.stop()
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    async def _text(self, attachment_id: str, name: str, path: Path) -> str:
        suffix = PurePath(name).suffix.lower()
        if suffix in DOCUMENTS:
            return _cut(await self._document(attachment_id, name, suffix, path))
        return _cut(await asyncio.to_thread(_plain_text, name, path))

    async def _document(self, attachment_id: str, name: str, suffix: str, path: Path) -> str:
        laid_out = self._folder / f"{attachment_id}{suffix}"
        await asyncio.to_thread(shutil.copyfile, path, laid_out)
        try:
            outcome = await self._documents.call("read_document", {"path": str(laid_out)})
        finally:
            laid_out.unlink(missing_ok=True)
        if outcome.failed:
            # The server names the file as it was laid out.
            told = outcome.for_people.replace(str(laid_out), name).replace(laid_out.name, name)
            raise RequestError(told, field="attachments")
        return outcome.text


def _image_url(name: str, mime_type: str, path: Path) -> str:
    if path.stat().st_size > MAX_IMAGE_BYTES:
        raise RequestError(f"“{name}” is larger than {MAX_IMAGE_BYTES // 2**20} MB.", field="attachments")
    data = path.read_bytes()
    if not data.startswith(_MARKS[mime_type]) or (mime_type == "image/webp" and data[8:12] != b"WEBP"):
        raise RequestError(f"“{name}” is not the kind of picture that its name says.", field="attachments")
    return f"data:{mime_type};base64,{base64.b64encode(data).decode('ascii')}"


def _plain_text(name: str, path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(4 * MAX_TEXT_CHARACTERS + 1)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # Half a character at the end of what was read is none.
        return data[: len(data) // 2 * 2].decode("utf-16", "replace")
    if data.startswith(_NO_TEXTS):
        raise RequestError(f"“{name}” is no text, whatever its name says.", field="attachments")
    if any(byte in _NOT_TEXT for byte in data[:8192]):
        raise RequestError(f"“{name}” is of a kind that cannot be read as text.", field="attachments")
    for encoding in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            # The last character of what was read may be cut.
            if encoding == "utf-8-sig" and error.start > len(data) - 4 and path.stat().st_size > len(data):
                return data[: error.start].decode(encoding)
    raise RequestError(f"“{name}” is of a kind that cannot be read as text.", field="attachments")


def _cut(text: str) -> str:
    if len(text) <= MAX_TEXT_CHARACTERS:
        return text
    return f"{text[:MAX_TEXT_CHARACTERS]}\n… (cut: the text goes on)"
