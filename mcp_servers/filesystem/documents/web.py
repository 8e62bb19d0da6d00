"""HTML pages, and EPUB books, which are HTML pages in an archive."""

import posixpath
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import unquote
from zipfile import ZipFile

from mcp_servers.filesystem.documents.markup import markdown
from mcp_servers.filesystem.documents.pages import Page, parts

_CONTAINER = "META-INF/container.xml"


def html_pages(file: IO[bytes]) -> Iterator[Page]:
    return parts("", markdown(file.read()))


def epub_pages(file: IO[bytes]) -> Iterator[Page]:
    """The chapters of a book in reading order (EPUB 3.3, sections 4 and 5)."""
    with ZipFile(file) as archive:
        for chapter in _spine(archive):
            text = markdown(archive.read(chapter))
            if text:
                yield from parts("", text)


def _spine(archive: ZipFile) -> Iterator[str]:
    container = _xml(archive, _CONTAINER)
    package_path = next(each.get("full-path") for each in container.iter() if _local(each) == "rootfile")
    package = _xml(archive, package_path)
    items = {each.get("id"): each.get("href") for each in package.iter() if _local(each) == "item"}
    names = set(archive.namelist())
    for each in package.iter():
        if _local(each) == "itemref":
            name = posixpath.normpath(
                posixpath.join(posixpath.dirname(package_path), unquote(items[each.get("idref")]))
            )
            if name in names:
                yield name


def _xml(archive: ZipFile, name: str) -> Any:
    from defusedxml.ElementTree import fromstring

    return fromstring(archive.read(name))


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
