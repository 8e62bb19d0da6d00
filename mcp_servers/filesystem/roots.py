"""The granted folders, and what a path in a request means among them."""

import errno
import logging
import os
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.refusals import OutsideError
from mcp_servers.filesystem.windows_names import check_windows_path

logger = logging.getLogger(__name__)

# More than any system takes at once, as folders are opened one by one.
MAX_PATH = 32_767


@dataclass(frozen=True)
class Root:
    """A granted folder: `path` as it was given (absolute), `real` without links."""

    path: str
    real: str
    read_only: bool = False

    @property
    def name(self) -> str:
        return PurePath(self.path).name


@dataclass(frozen=True)
class Place:
    """A path below a granted folder, not yet looked at on disk. No component is `..` or empty."""

    root: Root
    parts: tuple[str, ...]

    @property
    def is_root(self) -> bool:
        return not self.parts

    @property
    def absolute(self) -> str:
        return str(Path(self.root.path, *self.parts))

    @property
    def above(self) -> "Place":
        """The folder that it is in; a granted folder has none but itself."""
        return Place(self.root, self.parts[:-1])

    def child(self, name: str) -> "Place":
        return Place(self.root, (*self.parts, name))


class Roots:
    """The folders that were granted when the server started. Nothing adds to them later."""

    def __init__(self, paths: Sequence[str], read_only: Sequence[str] = ()) -> None:
        """A folder that is missing, as on a disk that is not plugged in, does not keep from working in the others.

        Raises:
            OSError: not one of them is there.
        """
        wanted = [*((path, False) for path in paths), *((path, True) for path in read_only)]
        found: list[Root] = []
        failed: dict[int, OSError] = {}
        for number, (path, closed) in enumerate(wanted, 1):
            try:
                found.append(_root(path, read_only=closed))
            except OSError as error:
                failed[number] = error
        if failed and not found:
            raise next(iter(failed.values()))
        for number, error in failed.items():
            reason = os.strerror(error.errno or errno.ENOENT)
            logger.warning("Folder %d of %d is left out: %s.", number, len(wanted), reason)
        self.all = tuple(found)

    def readings(self, text: str) -> list[Place]:
        """Every place that `text` can mean, the likeliest first; never empty.

        Raises:
            ToolFailure: the text is no path.
            OutsideError: it leads out of every granted folder.
        """
        _check_is_path(text)
        if sys.platform == "win32":
            check_windows_path(text)
        if text == "~" or text.startswith(("~/", "~" + os.sep)):
            text = str(Path.home()) + text[1:]
        places = self._absolute(text) if PurePath(text).is_absolute() else self._relative(text)
        if not places:
            raise OutsideError
        return places

    def place_of(self, path: str) -> Place | None:
        """The place of an absolute path, or `None` where it is in no granted folder."""
        found = self._absolute(path)
        return found[0] if found else None

    def shown(self, place: Place) -> str:
        """A short form for people that can be given back: it starts with the granted folder's own name."""
        if len({root.name for root in self.all}) < len(self.all) or not place.root.name:
            return place.absolute
        return "/".join((place.root.name, *place.parts))

    def _absolute(self, text: str) -> list[Place]:
        path = PurePath(os.path.normpath(text))
        found: list[Place] = []
        for root in self.all:
            for start in dict.fromkeys((root.path, root.real)):
                parts = parts_below(path, PurePath(start))
                if parts is not None:
                    found.append(Place(root, parts))
        # The innermost granted folder knows the place best.
        return sorted(found, key=lambda place: len(place.parts))

    def _relative(self, text: str) -> list[Place]:
        normal = os.path.normpath(text)
        parts = () if normal == os.curdir else PurePath(normal).parts
        if os.pardir in parts:
            return []
        places = [Place(root, parts) for root in self.all]
        if parts:
            places += [Place(root, parts[1:]) for root in self.all if _same_name(root.name, parts[0])]
        return places


def parts_below(path: PurePath, start: PurePath) -> tuple[str, ...] | None:
    """The parts of a path below another one, by the rules of its system; `None` where it is not below it.

    On Windows capital and small letters are the same.
    """
    return path.relative_to(start).parts if path.is_relative_to(start) else None


def _root(path: str, *, read_only: bool = False) -> Root:
    absolute = os.path.normpath(Path(path).expanduser().absolute())
    real = Path(absolute).resolve(strict=True)
    if not real.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
    return Root(absolute, str(real), read_only)


def _same_name(one: str, other: str) -> bool:
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def _check_is_path(text: str) -> None:
    if not text:
        raise ToolFailure("The path is empty. Give a file or folder, for example notes/today.md.")
    if len(text) > MAX_PATH:
        raise ToolFailure(f"The path is too long: it has {len(text)} characters.")
    if "\0" in text:
        raise ToolFailure("The path holds a NUL character, which no file name can.")
    try:
        os.fsencode(text)
    except UnicodeEncodeError as error:
        raise ToolFailure("The path holds a character that no file name can hold.") from error
    if text.lower().startswith("file://"):
        raise ToolFailure("Give a plain path instead of a file:// address.")
