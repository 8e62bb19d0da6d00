"""What a file or folder is like at one moment, in few characters: equal etags mean equal contents."""

import hashlib
import os
from dataclasses import dataclass

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.work import step
from mcp_servers.filesystem.folder import Folder, is_folder, is_link, is_regular, opened
from mcp_servers.filesystem.trees import MAX_DEPTH, TooDeepError

MAX_HASHED = 16 << 20
_DIGEST_SIZE = 12
_CHUNK = 1 << 20
_KIND = 0o170000


@dataclass(frozen=True)
class Imprint:
    """An entry's etag, and how many bytes it has with everything in it."""

    etag: str
    size: int


def imprint(folder: Folder, name: str) -> Imprint | None:
    """The imprint of an entry, or `None` where there is none. Links are not followed."""
    try:
        information = folder.information(name)
    except FileNotFoundError:
        return None
    if is_folder(information):
        with folder.child(name) as inner:
            return _of_tree(inner)
    if is_link(information):
        return Imprint(etag_of(os.fsencode(folder.link_target(name))), 0)
    if not is_regular(information):
        return Imprint(etag_of(str(information.st_mode).encode()), 0)
    with opened(folder.open_file(name, os.O_RDONLY)) as handle:
        return Imprint(etag_of_file(handle), information.st_size)


def etag_of(data: bytes) -> str:
    """The etag of contents that were read already."""
    return hashlib.blake2b(data, digest_size=_DIGEST_SIZE).hexdigest()


def etag_of_file(handle: int) -> str:
    """The etag of an open file: of its contents or, where it is over `MAX_HASHED`, of its size and time.

    Leaves the file at its start.
    """
    information = os.fstat(handle)
    if information.st_size > MAX_HASHED:
        return etag_of(f"{information.st_size} {information.st_mtime_ns}".encode())
    digest = hashlib.blake2b(digest_size=_DIGEST_SIZE)
    os.lseek(handle, 0, os.SEEK_SET)
    left = MAX_HASHED
    # A file may grow while it is read.
    while left > 0 and (chunk := os.read(handle, min(_CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    os.lseek(handle, 0, os.SEEK_SET)
    return digest.hexdigest()


def check_etag(wanted: str, found: str) -> None:
    """Raises `ToolFailure` where a file is not the one that the caller has read."""
    if wanted.strip('"') != found:
        raise ToolFailure(
            "The file was changed since that etag was made, so I left it as it is. Read it again, and use its new etag."
        )


def _of_tree(top: Folder) -> Imprint:
    digest = hashlib.blake2b(digest_size=_DIGEST_SIZE)
    size = _add_folder(digest, top, "", 0)
    return Imprint(digest.hexdigest(), size)


def _add_folder(digest: "hashlib.blake2b", folder: Folder, path: str, depth: int) -> int:
    if depth > MAX_DEPTH:
        raise TooDeepError
    size = 0
    for name in sorted(entry.name for entry in folder.entries()):
        step(size)
        information = folder.information(name)
        here = f"{path}/{name}"
        # A folder's own size and time change with every hidden file in it, so they say nothing.
        facts = () if is_folder(information) else (information.st_size, information.st_mtime_ns)
        row = (here, information.st_mode & _KIND, *facts)
        digest.update(repr(row).encode("utf-8", errors="surrogateescape"))
        if is_folder(information):
            with folder.child(name) as inner:
                size += _add_folder(digest, inner, here, depth + 1)
        elif is_regular(information):
            size += information.st_size
    return size
