"""Going through a folder and everything below it, by handles, within limits."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

from mcp_servers.common.work import step
from mcp_servers.filesystem.beneath import Beneath
from mcp_servers.filesystem.folder import Folder
from mcp_servers.filesystem.roots import Place

EntryT = TypeVar("EntryT")

MAX_DEPTH = 64
# Counting and asking for the time would take as long as all else that is done for an entry.
BATCH = 64


class Limits:
    """How much one request may look at. `exceeded` says afterwards whether something was left out."""

    def __init__(self, *, entries: int, seconds: float) -> None:
        self._left = entries
        self._end = time.monotonic() + seconds
        self.exceeded = False

    def take(self, count: int) -> int:
        """How many of the next `count` entries may be looked at."""
        allowed = max(0, min(count, self._left))
        self._left -= count
        over = time.monotonic() > self._end
        self.exceeded = self.exceeded or over or self._left < 0
        return 0 if over else allowed

    def batches(self, entries: Iterator[EntryT]) -> Iterator[list[EntryT]]:
        """The entries, some at a time, as far as they may be looked at."""
        while batch := list(islice(entries, BATCH)):
            yield batch[: self.take(len(batch))]
            if self.exceeded:
                return

    def out_of_time(self) -> bool:
        if time.monotonic() > self._end:
            self.exceeded = True
        return self.exceeded


def in_order(name: str) -> str:
    """By what the entries of a folder are in order; no two of them are the same."""
    # One text is compared faster than two, and no name has a NUL in it.
    return f"{name.casefold()}\0{name}"


class Item:
    """An entry that was met, by its name in the folder `above`; links are not followed.

    `information` is only there where the walk was asked for facts, and the entry was still there then.
    """

    __slots__ = ("above", "depth", "information", "is_folder", "is_link", "name")

    def __init__(self, above: Place, depth: int, entry: os.DirEntry[str]) -> None:
        self.information: os.stat_result | None = None
        self.above = above
        self.name = entry.name
        self.depth = depth
        self.is_folder = entry.is_dir(follow_symlinks=False)
        self.is_link = entry.is_symlink()

    @property
    def place(self) -> Place:
        return self.above.child(self.name)


def walk(
    beneath: Beneath,
    start: Place,
    limits: Limits,
    *,
    skip: Callable[[Item], bool] | None = None,
    names: Callable[[str], bool] | None = None,
    facts: bool = False,
) -> Iterator[Item]:
    """Everything below `start`, each folder before its contents, by name; secrets and `skip`ped items left out.

    Of what is no folder, only entries that `names` accepts by their names are met. A folder that cannot be opened is
    met but has no contents.

    Raises:
        OSError, ToolFailure: `start` itself cannot be opened.
    """
    with beneath.folder(start) as folder:
        yield from _Walker(beneath, limits, skip, names, facts=facts).below(folder.duplicate(), start)


class _Walker:
    def __init__(
        self,
        beneath: Beneath,
        limits: Limits,
        skip: Callable[[Item], bool] | None,
        names: Callable[[str], bool] | None,
        *,
        facts: bool,
    ) -> None:
        self._secrets = beneath.secrets
        self._limits = limits
        self._skip = skip
        self._names = names
        self._facts = facts
        self._met = 0

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
        hides, names = self._secrets.hider(place), self._names
        step(self._met)
        try:
            for batch in self._limits.batches(folder.entries()):
                if names is not None:
                    batch = [each for each in batch if names(each.name) or each.is_dir(follow_symlinks=False)]
                found += [Item(place, depth, each) for each in batch if not hides(each.name)]
        except OSError:
            # What cannot be read has no contents for us; the rest of the walk goes on.
            return []
        self._met += len(found)
        found.sort(key=_by_name)
        found = [item for item in found if not self._skip(item)] if self._skip else found
        if self._facts:
            for item in found:
                with contextlib.suppress(OSError):
                    item.information = folder.information(item.name)
        return found

    def _open(self, folder: Folder, item: Item) -> Folder | None:
        if not item.is_folder:
            return None
        if item.depth >= MAX_DEPTH:
            self._limits.exceeded = True
            return None
        try:
            inner = folder.child(item.name)
        except OSError:
            return None
        if self._secrets.is_own_data(inner.own_information()):
            inner.close()
            return None
        return inner


def _by_name(item: Item) -> str:
    return in_order(item.name)
