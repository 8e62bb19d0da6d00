"""The tools that look at folders and single entries."""

import json
from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter
from pydantic.json_schema import SkipJsonSchema

from mcp_servers.common.toolset import READS, Arguments, Reply, Tool
from mcp_servers.filesystem import listing
from mcp_servers.filesystem.cursors import cursor_after, entry_before, packed, unpacked
from mcp_servers.filesystem.listing import (
    EntryInformation,
    FolderListing,
    ListedEntry,
    SortBy,
    entry_information,
    folder_tree,
    list_folder,
    list_page,
)
from mcp_servers.filesystem.patterns import Patterns
from mcp_servers.filesystem.sizes import counted, readable
from mcp_servers.filesystem.usage import Usage, disk_usage
from mcp_servers.filesystem.walking import MAX_DEPTH
from mcp_servers.filesystem.workspace import Workspace

PATH_OF_FOLDER = "Path of the folder; without it the first folder I may use"

ExcludePatterns = Annotated[list[str], Field(max_length=100, description="Names or patterns to leave out, like *.tmp")]
Cursor = Annotated[
    str | SkipJsonSchema[None], Field(description="Where to go on: the next_cursor of an answer to the same question")
]

_ENTRY = TypeAdapter(tuple[bool, str])


class ListDirectory(Arguments):
    path: str = Field(default=".", description=PATH_OF_FOLDER)
    limit: Annotated[int, Field(ge=1, le=listing.MAX_LISTED)] | SkipJsonSchema[None] = Field(
        default=None, description="At most this many entries"
    )
    cursor: Cursor = None


class ListDirectoryWithSizes(Arguments):
    path: str = Field(default=".", description=PATH_OF_FOLDER)
    sortBy: SortBy = Field(default="name", description="By name, or the largest first")


class DirectoryTree(Arguments):
    path: str = Field(default=".", description=PATH_OF_FOLDER)
    excludePatterns: ExcludePatterns = Field(default_factory=list[str])
    maxDepth: Annotated[int, Field(ge=1, le=MAX_DEPTH)] = Field(default=MAX_DEPTH, description="How deep to go")


class GetFileInfo(Arguments):
    path: str = Field(description="Path of a file or folder")


class DiskUsage(Arguments):
    path: str = Field(default=".", description="Path of the folder or file; without it the first folder I may use")


class ListAllowedDirectories(Arguments):
    pass


class AllowedDirectories(BaseModel):
    """The folders I may work in, and those of them where I may only read."""

    directories: list[str]
    readOnly: list[str]


class FolderTools:
    """Answers the tools that look at folders."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def tools(self) -> list[Tool[Any]]:
        return [
            Tool(
                name="list_directory",
                title="List folder",
                description="Show the files and folders in a folder.",
                annotations=READS,
                arguments=ListDirectory,
                run=self.list_directory,
                output=FolderListing,
            ),
            Tool(
                name="list_directory_with_sizes",
                title="List folder with sizes",
                description="Show the files and folders in a folder with their sizes, and what they have in all.",
                annotations=READS,
                arguments=ListDirectoryWithSizes,
                run=self.list_directory_with_sizes,
                output=FolderListing,
            ),
            Tool(
                name="directory_tree",
                title="Folder tree",
                description="Show a folder and everything below it, as JSON.",
                annotations=READS,
                arguments=DirectoryTree,
                run=self.directory_tree,
            ),
            Tool(
                name="get_file_info",
                title="File details",
                description="Show the size, the times and the permissions of a file or folder.",
                annotations=READS,
                arguments=GetFileInfo,
                run=self.get_file_info,
                output=EntryInformation,
            ),
            Tool(
                name="disk_usage",
                title="Disk usage",
                description="Show how much room a folder takes, and what in it takes most.",
                annotations=READS,
                arguments=DiskUsage,
                run=self.disk_usage,
                output=Usage,
            ),
            Tool(
                name="list_allowed_directories",
                title="Folders in use",
                description="Show the folders I may work in.",
                annotations=READS,
                arguments=ListAllowedDirectories,
                run=self.list_allowed_directories,
                output=AllowedDirectories,
            ),
        ]

    def list_directory(self, arguments: ListDirectory) -> Reply:
        before = entry_before(arguments.cursor, arguments, _ENTRY)
        after = (before[0], unpacked(before[1])) if before else None
        limit = arguments.limit or listing.MAX_LISTED
        found, last = list_page(self._workspace, arguments.path, after=after, limit=limit)
        found.next_cursor = cursor_after((last[0], packed(last[1])), arguments) if last else None
        empty = "That was all." if found.total else "The folder is empty."
        lines = [f"{_mark(entry)} {entry.name}" for entry in found.entries] or [empty]
        return Reply("\n".join(lines), found, _cut(found))

    def list_directory_with_sizes(self, arguments: ListDirectoryWithSizes) -> Reply:
        found = list_folder(self._workspace, arguments.path, sort=arguments.sortBy, limit=listing.MAX_LISTED)
        lines = [_sized_line(entry) for entry in found.entries]
        files = [entry for entry in found.entries if entry.kind == "file"]
        folders = sum(entry.kind == "folder" for entry in found.entries)
        combined = readable(sum(entry.size or 0 for entry in files))
        lines += ["", f"Total: {len(files)} files, {folders} directories", f"Combined size: {combined}"]
        return Reply("\n".join(lines), found, _cut(found))

    def directory_tree(self, arguments: DirectoryTree) -> Reply:
        exclude = Patterns(arguments.excludePatterns)
        nodes, truncated = folder_tree(self._workspace, arguments.path, exclude, arguments.maxDepth)
        tree = [node.model_dump(exclude_none=True) for node in nodes]
        note = "[Truncated: the folder holds more than fits here. Ask for a folder inside it.]" if truncated else ""
        return Reply(json.dumps(tree, indent=2, ensure_ascii=False), note=note)

    def get_file_info(self, arguments: GetFileInfo) -> Reply:
        facts = entry_information(self._workspace, arguments.path)
        lines = [f"{name}: {_plain(value)}" for name, value in facts.model_dump(exclude_none=True).items()]
        return Reply("\n".join(lines), facts)

    def disk_usage(self, arguments: DiskUsage) -> Reply:
        usage = disk_usage(self._workspace, arguments.path)
        lines = [f"{usage.path}: {readable(usage.size)}"]
        if usage.folders or usage.largest:
            lines[0] += f" in {counted(usage.files, 'file')} and {counted(usage.folders, 'folder')}"
        lines += [f"{readable(share.size):>10}  {share.name}" for share in usage.largest]
        note = "[Truncated: there is more than I could look at.]" if usage.truncated else ""
        return Reply("\n".join(lines), usage, note)

    def list_allowed_directories(self, _arguments: ListAllowedDirectories) -> Reply:
        roots = self._workspace.roots.all
        lines = [f"{root.path} (read only)" if root.read_only else root.path for root in roots]
        directories = [root.path for root in roots]
        read_only = [root.path for root in roots if root.read_only]
        return Reply("\n".join(lines), AllowedDirectories(directories=directories, readOnly=read_only))


def _cut(found: FolderListing) -> str:
    if not found.truncated:
        return ""
    onward = f" Go on with cursor={found.next_cursor}." if found.next_cursor else ""
    return f"[Truncated: {len(found.entries)} of {found.total} entries.{onward}]"


def _sized_line(entry: ListedEntry) -> str:
    size = readable(entry.size) if entry.size is not None else ""
    return f"{_mark(entry)} {entry.name:<30} {size:>10}".rstrip()


def _mark(entry: ListedEntry) -> str:
    match entry.kind:
        case "folder":
            return "[DIR]"
        case "file":
            return "[FILE]"
        case "link":
            return "[LINK]"
        case "other":
            return "[OTHER]"


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
