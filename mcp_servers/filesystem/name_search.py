"""Finding files and folders by name."""

from dataclasses import dataclass

from mcp_servers.filesystem.patterns import Patterns, name_matcher
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.staging import is_temporary
from mcp_servers.filesystem.walking import Item, Limits, walk
from mcp_servers.filesystem.workspace import Workspace, about, check_is_folder

MAX_SCANNED = 200_000
MAX_SECONDS = 4.0


@dataclass(frozen=True)
class NamesFound:
    """What matched, in the order of the folders; `truncated` when there may be more."""

    items: list[Item]
    truncated: bool


def search_names(workspace: Workspace, path: str | None, pattern: str, exclude: Patterns, limit: int) -> NamesFound:
    """Entries below `path`, or below every granted folder, whose name or path matches."""
    wanted = name_matcher(pattern)
    limits = Limits(entries=MAX_SCANNED, seconds=MAX_SECONDS)
    found: list[Item] = []
    for start in starts(workspace, path):
        above = len(start.parts)

        def left_out(item: Item, above: int = above) -> bool:
            return is_temporary(item.name) or exclude.match(item.place.parts[above:])

        with about(path or start.root.name):
            for item in walk(workspace.beneath, start, limits, skip=left_out):
                if wanted.match(item.place.parts[above:]):
                    if len(found) == limit:
                        return NamesFound(found, truncated=True)
                    found.append(item)
    return NamesFound(found, limits.exceeded)


def starts(workspace: Workspace, path: str | None) -> list[Place]:
    """The folders a search begins in: the one at `path`, else every granted one."""
    if path is None:
        return [Place(root, ()) for root in workspace.roots.all]
    place = workspace.existing(path)
    check_is_folder(workspace, place, path)
    return [place]
