"""Finding files and folders by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import Literal, NamedTuple

from mcp_servers.filesystem.patterns import Patterns, name_matcher
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.staging import is_temporary
from mcp_servers.filesystem.walking import Item, Limits, in_order, walk
from mcp_servers.filesystem.workspace import Workspace, about, check_is_folder

MAX_SCANNED = 200_000
MAX_SECONDS = 4.0

SortBy = Literal["name", "modified", "size"]


class NamePosition(NamedTuple):
    """Where an entry stands in an answer: by its time or size, by which folder was searched, by its path."""

    rank: int
    start: int
    parts: tuple[str, ...]


@dataclass(frozen=True)
class NameQuery:
    """What to look for, and where: below `path`, or below every granted folder."""

    pattern: str
    path: str | None
    exclude: Patterns
    sort: SortBy = "name"


@dataclass(frozen=True)
class NamesFound:
    """Some of what matched. `last` is the last of it where it goes on; `out_of_time`: not everything was looked at."""

    items: list[Item]
    last: NamePosition | None
    out_of_time: bool


def search_names(workspace: Workspace, query: NameQuery, after: NamePosition | None, limit: int) -> NamesFound:
    """Entries that match and come after one: in the order of the folders, or the newest or largest first."""
    limits = Limits(entries=MAX_SCANNED, seconds=MAX_SECONDS)
    matches = _matches(workspace, query, limits)
    if query.sort != "name":
        matches = iter(sorted(matches, key=lambda match: _order(match[0])))
    if after:
        reached = _order(after)
        matches = dropwhile(lambda match: _order(match[0]) <= reached, matches)
    found = list(islice(matches, limit + 1))
    last = found[limit - 1][0] if len(found) > limit else None
    return NamesFound([item for _, item in found[:limit]], last, limits.exceeded)


def starts(workspace: Workspace, path: str | None) -> list[Place]:
    """The folders a search begins in: the one at `path`, else every granted one."""
    if path is None:
        return [Place(root, ()) for root in workspace.roots.all]
    place = workspace.existing(path)
    check_is_folder(workspace, place, path)
    return [place]


def _matches(workspace: Workspace, query: NameQuery, limits: Limits) -> Iterator[tuple[NamePosition, Item]]:
    wanted = name_matcher(query.pattern)
    for number, start in enumerate(starts(workspace, query.path)):
        above = len(start.parts)

        def left_out(item: Item, above: int = above) -> bool:
            return is_temporary(item.name) or query.exclude.match(item.above.parts[above:], item.name)

        with about(query.path or start.root.name):
            facts = query.sort != "name"
            for item in walk(workspace.beneath, start, limits, skip=left_out, names=wanted.by_name(), facts=facts):
                if wanted.match(item.above.parts[above:], item.name):
                    yield NamePosition(_rank(item, query.sort), number, item.place.parts), item


def _rank(item: Item, sort: SortBy) -> int:
    if item.information is None:
        return 0
    return -item.information.st_mtime_ns if sort == "modified" else -item.information.st_size


def _order(position: NamePosition) -> tuple[int, int, list[str]]:
    return position.rank, position.start, [in_order(part) for part in position.parts]
