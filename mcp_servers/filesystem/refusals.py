"""What goes wrong with paths, in words that a model can act on.

Nothing here says whether a path outside the granted folders exists.
"""

import errno
import os

from mcp_servers.common.failure import ToolFailure

OUTSIDE = "That path is outside the folders I may use. list_allowed_directories shows them."
MAX_QUOTED = 600

_SENTENCES: dict[int, str] = {
    errno.ENOENT: "There is no {path}.",
    errno.ENOTDIR: "A part of {path} is a file, not a folder.",
    errno.EISDIR: "{path} is a folder, not a file.",
    errno.EACCES: "This computer does not let me open {path}.",
    errno.EPERM: "This computer does not allow that for {path}.",
    errno.EROFS: "{path} is on a disk that cannot be written.",
    errno.ENOSPC: "The disk is full, so {path} was left as it was.",
    errno.EDQUOT: "The disk quota is used up, so {path} was left as it was.",
    errno.ENAMETOOLONG: "The name {path} is too long for this disk.",
    errno.EEXIST: "{path} already exists.",
    errno.ELOOP: "The links at {path} lead in a circle.",
    errno.EXDEV: "{path} is on another disk; I can only move things within one disk.",
    errno.ENXIO: "{path} is not a regular file.",
    errno.EOPNOTSUPP: "{path} is not a regular file.",
    errno.ENOTEMPTY: "{path} already exists.",
    errno.EINVAL: "{path} is not a name that this disk takes.",
    errno.EILSEQ: "{path} is not a name that this disk takes.",
    errno.EMFILE: "Too many files are open at once. Try again.",
    errno.EIO: "The disk could not be read or written at {path}.",
    errno.ESTALE: "{path} changed while I looked at it. Try again.",
}


def quoted(path: str) -> str:
    """A path for a sentence, without its middle where that is long."""
    return f"“{path}”" if len(path) <= MAX_QUOTED else f"“{path[: MAX_QUOTED // 2]}…{path[-MAX_QUOTED // 2 :]}”"


class OutsideError(ToolFailure):
    """The path leads out of every granted folder."""

    def __init__(self) -> None:
        super().__init__(OUTSIDE)


class MissingError(ToolFailure):
    """A path inside a granted folder does not exist."""


class AcrossDisksError(ToolFailure):
    """What was to be moved would come to another disk."""


def refusal(error: OSError, path: str) -> ToolFailure:
    """The sentence for an error of the operating system about `path`, which is as the caller wrote it."""
    shown = quoted(path)
    code = error.errno or 0
    if code == errno.ENOENT:
        return MissingError(_SENTENCES[code].format(path=shown))
    if code == errno.EXDEV:
        return AcrossDisksError(_SENTENCES[code].format(path=shown))
    sentence = _SENTENCES.get(code)
    if sentence is None:
        return ToolFailure(f"{shown}: {os.strerror(code).lower() if code else 'it failed'}.")
    return ToolFailure(sentence.format(path=shown))
