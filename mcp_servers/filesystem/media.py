"""Reading pictures and sounds as they are."""

import os
from pathlib import Path

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.toolset import Media
from mcp_servers.filesystem.folder import opened
from mcp_servers.filesystem.mime_types import mime_type
from mcp_servers.filesystem.reading import check_regular, read_all_bytes
from mcp_servers.filesystem.workspace import Workspace, about

MAX_MEDIA = 10 << 20


def read_media(workspace: Workspace, path: str) -> Media:
    """The file at `path` for a client to show.

    Raises:
        ToolFailure: it is missing, no regular file, or over `MAX_MEDIA` bytes.
    """
    place = workspace.existing(path)
    with about(path), opened(workspace.beneath.open_to_read(place)) as handle:
        check_regular(os.fstat(handle), path)
        data = read_all_bytes(handle, MAX_MEDIA)
    if len(data) > MAX_MEDIA:
        raise ToolFailure(f"“{path}” is too large to show (over {MAX_MEDIA >> 20} MB).")
    return Media(data, mime_type(path), Path(place.absolute).as_uri())
