"""Finding files and folders by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from mcp_servers.filesystem.patterns import Patterns, name_matcher
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.staging import is_temporary
from mcp_servers.filesystem.walking import Item, Limits, walk
from mcp_servers.filesystem.workspace import Workspace, about, check_is_folder

MAX_SCANNED = 200_000
MAX_SECONDS = 4.0

SortBy = Literal["name", "modified", "size"]


@dataclass(frozen=True)
class NameQuery:
    """What to look for, and where: below `path`, or below every granted folder."""

    pattern: str
    path: str | None
    exclude: Patterns
    sort: SortBy = "name"


@dataclass(frozen=True)
class NamesFound:
    """Some of what matched. `more` says that it goes on, `out_of_time` that not everything was looked at."""

    items: list[Item]
    more: bool
    out_of_time: bool


def search_names(workspace: Workspace, query: NameQuery, start: int, limit: int) -> NamesFound:
    """Entries that match, from number `start` on: in the order of the folders, or the newest or largest first."""
    limits = Limits(entries=MAX_SCANNED, seconds=MAX_SECONDS)
    matches: Iterator[Item] = _matches(workspace, query, limits)
    if query.sort != "name":
        matches = iter(_sorted(list(matches), query.sort))
    found = list(islice(matches, start, start + limit + 1))
    return NamesFound(found[:limit], len(found) > limit, limits.exceeded)


def starts(workspace: Workspace, path: str | None) -> list[Place]:
    """The folders a search begins in: the one at `path`, else every granted one."""
    if path is None:
        return [Place(root, ()) for root in workspace.roots.all]
    place = workspace.existing(path)
    check_is_folder(workspace, place, path)
    return [place]


def _matches(workspace: Workspace, query: NameQuery, limits: Limits) -> Iterator[Item]:
    wanted = name_matcher(query.pattern)
    for start in starts(workspace, query.path):
        above = len(start.parts)

        def left_out(item: Item, above: int = above) -> bool:
            return is_temporary(item.name) or query.exclude.match(item.above.parts[above:], item.name)

        with about(query.path or start.root.name):
            facts = query.sort != "name"
            for item in walk(workspace.beneath, start, limits, skip=left_out, names=wanted.by_name(), facts=facts):
                if wanted.match(item.above.parts[above:], item.name):
                    yield item


def _sorted(items: list[Item], sort: SortBy) -> list[Item]:
    def key(item: Item) -> int:
        if item.information is None:
            return 0
        return -item.information.st_mtime_ns if sort == "modified" else -item.information.st_size

    return sorted(items, key=key)
