"""Which kind of document a file is, told by what it holds; and what none may hold."""

from collections.abc import Callable, Iterator
from typing import IO
from zipfile import BadZipFile, ZipFile

from mcp_servers.filesystem.documents.failures import DocumentError
from mcp_servers.filesystem.documents.office import docx_pages, pptx_pages, xlsx_pages
from mcp_servers.filesystem.documents.pages import Page
from mcp_servers.filesystem.documents.pdf import pdf_pages
from mcp_servers.filesystem.documents.web import epub_pages, html_pages

Pages = Callable[[IO[bytes]], Iterator[Page]]

MAX_UNPACKED = 300 << 20
MAX_MEMBERS = 20_000
_START = 2048
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BY_MEMBER: dict[str, Pages] = {
    "word/document.xml": docx_pages,
    "xl/workbook.xml": xlsx_pages,
    "ppt/presentation.xml": pptx_pages,
    "META-INF/container.xml": epub_pages,
}
_HTML_STARTS = (b"<!doctype html", b"<html", b"<?xml")


def pages_of(file: IO[bytes], suffix: str) -> Iterator[Page]:
    """The pages of a document. `suffix` is that of its name, with the dot.

    Raises:
        DocumentError: it is of none of the kinds, is encrypted, or made to do harm.
    """
    start = file.read(_START)
    file.seek(0)
    if b"%PDF-" in start:
        return pdf_pages(file)
    if start.startswith(_OLD_OFFICE):
        raise DocumentError("is protected by a password, or of the kind that Office wrote before 2007")
    if start.startswith(b"PK"):
        return _of_archive(file)
    if suffix.lower() in (".html", ".htm", ".xhtml") or start.lstrip().lower().startswith(_HTML_STARTS):
        return html_pages(file)
    raise DocumentError(
        "is no PDF, Word, Excel, PowerPoint, EPUB or HTML file", advice="read_text_file reads what is plain text."
    )


def _of_archive(file: IO[bytes]) -> Iterator[Page]:
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
            pages = next((pages for member, pages in _BY_MEMBER.items() if member in names), None)
            if pages is None:
                raise DocumentError("is an archive and no document", advice="unzip_file unpacks it.")
            _check_harmless(archive)
    except BadZipFile as error:
        raise DocumentError("is damaged") from error
    file.seek(0)
    return pages(file)


def _check_harmless(archive: ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise DocumentError("holds far more than its size tells, as those made to fill the memory do")
    for member in members:
        if member.flag_bits & 1:
            raise DocumentError("is protected by a password")
        if member.filename.endswith((".xml", ".rels", ".opf", ".xhtml", ".html", ".htm", ".ncx")):
            text = archive.read(member)
            # Office writes no entities, and a book needs none; they are how XML is made to grow or to read files.
            if any("<!ENTITY".encode(encoding) in text for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
                raise DocumentError("defines XML entities of its own, as harmful files do, so I do not read it")
