"""PDF, with the text of each page."""

from collections.abc import Iterator
from typing import IO

from mcp_servers.filesystem.documents.failures import DocumentError
from mcp_servers.filesystem.documents.pages import Page

_NO_TEXT = "[No text here: a picture, perhaps a scan.]"


def pdf_pages(file: IO[bytes]) -> Iterator[Page]:
    """The pages of a PDF.

    Raises:
        DocumentError: it is protected by a password.
    """
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(file)
    # Many are encrypted with an empty password, only so that they cannot be changed.
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise DocumentError("is protected by a password")
    for number in range(len(reader.pages)):
        yield Page(f"Page {number + 1}", lambda number=number: reader.pages[number].extract_text() or _NO_TEXT)
