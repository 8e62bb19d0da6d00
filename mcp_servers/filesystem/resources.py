"""Files and folders as resources: `file:///` and the path (RFC 8089), within the same bounds as the tools."""

import base64
from collections.abc import Hashable, Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from mcp import types

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.resources import Contents, ResourcePage
from mcp_servers.filesystem.completions import complete_path
from mcp_servers.filesystem.folder import is_folder
from mcp_servers.filesystem.listing import list_folder
from mcp_servers.filesystem.media import read_media
from mcp_servers.filesystem.mime_types import mime_type
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.text import BinaryError, detect
from mcp_servers.filesystem.workspace import Workspace, about

TEMPLATE = "file:///{+path}"
PER_PAGE = 100
MAX_LISTED = 1000
_FOLDER = "inode/directory"


class FileResources:
    """Implements `Resources`. Listed is what lies directly in the granted folders; all below it can be read."""

    templates: Sequence[types.ResourceTemplate] = (
        types.ResourceTemplate(
            name="file",
            title="File or folder",
            uri_template=TEMPLATE,
            description="A file by its absolute path, or the names in a folder",
        ),
    )

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def page(self, cursor: str | None) -> ResourcePage:
        """Entries of the granted folders, `PER_PAGE` at a time and `MAX_LISTED` in all."""
        if cursor is not None and not cursor.isdecimal():
            raise ToolFailure("That cursor is not one of mine. Ask without it to begin anew.")
        start = int(cursor or "0")
        shown = list(islice(self._listed(), start, start + PER_PAGE + 1))
        more = len(shown) > PER_PAGE and start + PER_PAGE < MAX_LISTED
        return ResourcePage(shown[:PER_PAGE], str(start + PER_PAGE) if more else None)

    def read(self, uri: str) -> Sequence[Contents]:
        path = _path_of(uri)
        place = self._workspace.existing(path)
        if self._is_folder(place, path):
            names = [
                f"{entry.name}/" if entry.kind == "folder" else entry.name
                for entry in list_folder(self._workspace, path, limit=MAX_LISTED).entries
            ]
            return [types.TextResourceContents(uri=uri, mime_type=_FOLDER, text="\n".join(names))]
        media = read_media(self._workspace, path)
        try:
            text = detect(media.data).decode(media.data)
        except (BinaryError, UnicodeDecodeError):
            coded = base64.b64encode(media.data).decode("ascii")
            return [types.BlobResourceContents(uri=uri, mime_type=media.mime_type, blob=coded)]
        kind = "text/plain" if media.mime_type == "application/octet-stream" else media.mime_type
        return [types.TextResourceContents(uri=uri, mime_type=kind, text=text)]

    def stamp(self, uri: str) -> Hashable:
        path = _path_of(uri)
        place = self._workspace.existing(path)
        with about(path), self._workspace.beneath.entry(place) as entry:
            found = entry.information()
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

    def complete(self, template: str, argument: str, value: str) -> Sequence[str]:
        if template != TEMPLATE or argument != "path":
            return ()
        # The template has the first slash already.
        return [path.removeprefix("/") for path in complete_path(self._workspace, f"/{unquote(value).lstrip('/')}")]

    def _listed(self) -> Sequence[types.Resource]:
        return [
            self._resource(Place(root, ()).child(entry.name), entry.kind == "folder", entry.size)
            for root in self._workspace.roots.all
            for entry in list_folder(self._workspace, root.path, limit=MAX_LISTED).entries
            if entry.kind in ("file", "folder")
        ]

    def _resource(self, place: Place, folder: bool, size: int | None) -> types.Resource:
        name = place.parts[-1]
        kind = _FOLDER if folder else mime_type(name)
        known = None if kind == "application/octet-stream" else kind
        return types.Resource(
            name=name,
            title=self._workspace.shown(place),
            uri=Path(place.absolute).as_uri(),
            mime_type=known,
            size=size,
        )

    def _is_folder(self, place: Place, path: str) -> bool:
        with about(path), self._workspace.beneath.entry(place) as entry:
            return is_folder(entry.information())


def _path_of(uri: str) -> str:
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        raise ToolFailure("The address of a file begins with file:/// and its absolute path.")
    return url2pathname(parts.path)
