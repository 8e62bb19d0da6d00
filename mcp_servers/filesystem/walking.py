"""Going through a folder and everything below it, by handles, within limits."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mcp_servers.filesystem.beneath import Beneath
from mcp_servers.filesystem.folder import PASS_THROUGH, Folder
from mcp_servers.filesystem.roots import Place

MAX_DEPTH = 64


class Limits:
    """How much one request may look at. `exceeded` says afterwards whether something was left out."""

    def __init__(self, *, entries: int, seconds: float) -> None:
        self._left = entries
        self._end = time.monotonic() + seconds
        self.exceeded = False

    def take_one(self) -> bool:
        """Whether one more entry may be looked at."""
        self._left -= 1
        if self._left < 0 or time.monotonic() > self._end:
            self.exceeded = True
        return not self.exceeded


@dataclass(frozen=True)
class Item:
    """An entry that was met: `kind` is that of the entry itself, links are not followed."""

    place: Place
    name: str
    depth: int
    is_folder: bool
    is_link: bool


def walk(
    beneath: Beneath, start: Place, limits: Limits, *, skip: Callable[[Item], bool] | None = None
) -> Iterator[Item]:
    """Everything below `start`, each folder before its contents, by name; secrets and `skip`ped items left out.

    A folder that cannot be opened is met but has no contents.

    Raises:
        OSError, ToolFailure: `start` itself cannot be opened.
    """
    with beneath.folder(start) as folder:
        yield from _Walker(beneath, limits, skip).below(folder.duplicate(), start)


class _Walker:
    def __init__(self, beneath: Beneath, limits: Limits, skip: Callable[[Item], bool] | None) -> None:
        self._secrets = beneath.secrets
        self._limits = limits
        self._skip = skip

    def below(self, top: Folder, start: Place) -> Iterator[Item]:
        stack = [(top, iter(self._entries(top, start, 0)))]
        try:
            while stack and not self._limits.exceeded:
                folder, items = stack[-1]
                item = next(items, None)
                if item is None:
                    stack.pop()[0].close()
                    continue
                yield item
                inner = self._open(folder, item)
                if inner is not None:
                    stack.append((inner, iter(self._entries(inner, item.place, item.depth + 1))))
        finally:
            for folder, _ in stack:
                folder.close()

    def _entries(self, folder: Folder, place: Place, depth: int) -> list[Item]:
        found: list[Item] = []
        try:
            for entry in folder.entries():
                if not self._limits.take_one():
                    break
                if not self._secrets.hides(place, entry.name):
                    found.append(_item(entry, place, depth))
        except OSError:
            # What cannot be read has no contents for us; the rest of the walk goes on.
            return []
        found.sort(key=lambda item: item.name.casefold())
        return [item for item in found if not (self._skip and self._skip(item))]

    def _open(self, folder: Folder, item: Item) -> Folder | None:
        if not item.is_folder:
            return None
        if item.depth >= MAX_DEPTH:
            self._limits.exceeded = True
            return None
        try:
            inner = folder.child(item.name, PASS_THROUGH)
        except OSError:
            return None
        if self._secrets.is_own_data(inner.own_information()):
            inner.close()
            return None
        return inner


def _item(entry: os.DirEntry[str], place: Place, depth: int) -> Item:
    return Item(
        place=place.child(entry.name),
        name=entry.name,
        depth=depth,
        is_folder=entry.is_dir(follow_symlinks=False),
        is_link=entry.is_symlink(),
    )
