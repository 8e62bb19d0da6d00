"""The tools that look around: folders, trees, searches and facts."""

import json
from typing import Annotated, Any

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from mcp_servers.common.toolset import READS, Arguments, Reply, Tool
from mcp_servers.filesystem.content_search import FileMatches, Query, search_content
from mcp_servers.filesystem.listing import (
    EntryInformation,
    FolderListing,
    ListedEntry,
    entry_information,
    folder_tree,
    list_folder,
    printable,
)
from mcp_servers.filesystem.name_search import search_names
from mcp_servers.filesystem.patterns import Patterns
from mcp_servers.filesystem.walking import MAX_DEPTH
from mcp_servers.filesystem.workspace import Workspace

_Patterns = Annotated[list[str], Field(max_length=100, description="Names or patterns to leave out, like *.tmp")]


class ListDirectory(Arguments):
    path: str = Field(default=".", description="Path of the folder; without it the first folder I may use")


class DirectoryTree(Arguments):
    path: str = Field(default=".", description="Path of the folder; without it the first folder I may use")
    excludePatterns: _Patterns = Field(default_factory=list[str])
    maxDepth: Annotated[int, Field(ge=1, le=MAX_DEPTH)] = Field(default=MAX_DEPTH, description="How deep to go")


class SearchFiles(Arguments):
    pattern: str = Field(min_length=1, description="A word of the name, or a pattern like *.py or src/**/*.md")
    path: str | SkipJsonSchema[None] = Field(default=None, description="Folder to search; without it everywhere")
    excludePatterns: _Patterns = Field(default_factory=list[str])
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class SearchContent(Arguments):
    query: str = Field(description="The words to look for")
    path: str | SkipJsonSchema[None] = Field(default=None, description="Folder to search; without it everywhere")
    regex: bool = Field(default=False, description="The query is a regular expression")
    glob: str | SkipJsonSchema[None] = Field(default=None, description="Only files like this, for example *.md")
    ignoreCase: bool = Field(default=True, description="Capital and small letters are the same")
    context: Annotated[int, Field(ge=0, le=20)] = Field(default=0, description="Lines to show around each match")
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class GetFileInfo(Arguments):
    path: str = Field(description="Path of a file or folder")


class ListAllowedDirectories(Arguments):
    pass


class NameMatch(BaseModel):
    path: str
    kind: str


class NameMatches(BaseModel):
    """Files and folders whose names match; `truncated` when there may be more."""

    matches: list[NameMatch]
    truncated: bool


class AllowedDirectories(BaseModel):
    """The folders I may work in, and those of them where I may only read."""

    directories: list[str]
    readOnly: list[str]


class FindTools:
    """Answers the tools that look around."""

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
                name="directory_tree",
                title="Folder tree",
                description="Show a folder and everything below it, as JSON.",
                annotations=READS,
                arguments=DirectoryTree,
                run=self.directory_tree,
            ),
            Tool(
                name="search_files",
                title="Find files by name",
                description="Find files and folders by name.",
                annotations=READS,
                arguments=SearchFiles,
                run=self.search_files,
                output=NameMatches,
            ),
            Tool(
                name="search_content",
                title="Search in files",
                description="Find text inside files. Answers with file, line number and line.",
                annotations=READS,
                arguments=SearchContent,
                run=self.search_content,
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
        listing = list_folder(self._workspace, arguments.path)
        lines = [_listed_line(entry) for entry in listing.entries] or ["The folder is empty."]
        note = f"[Truncated: {len(listing.entries)} of {listing.total} entries.]" if listing.truncated else ""
        return Reply("\n".join(lines), listing, note)

    def directory_tree(self, arguments: DirectoryTree) -> Reply:
        exclude = Patterns(arguments.excludePatterns)
        nodes, truncated = folder_tree(self._workspace, arguments.path, exclude, arguments.maxDepth)
        tree = [node.model_dump(exclude_none=True) for node in nodes]
        note = "[Truncated: the folder holds more than fits here. Ask for a folder inside it.]" if truncated else ""
        return Reply(json.dumps(tree, indent=2, ensure_ascii=False), note=note)

    def search_files(self, arguments: SearchFiles) -> Reply:
        exclude = Patterns(arguments.excludePatterns)
        found = search_names(self._workspace, arguments.path, arguments.pattern, exclude, arguments.limit)
        matches = [
            NameMatch(path=printable(self._workspace.shown(item.place)), kind="folder" if item.is_folder else "file")
            for item in found.items
        ]
        text = "\n".join(match.path for match in matches) or f"No file or folder is called “{arguments.pattern}”."
        note = "[Truncated: there may be more. Narrow the pattern or the path.]" if found.truncated else ""
        return Reply(text, NameMatches(matches=matches, truncated=found.truncated), note)

    def search_content(self, arguments: SearchContent) -> Reply:
        query = Query(arguments.query, arguments.regex, arguments.ignoreCase, arguments.glob, arguments.context)
        found = search_content(self._workspace, arguments.path, query, arguments.limit)
        blocks = [self._file_block(file) for file in found.files]
        text = "\n\n".join(blocks) or f"No file holds “{arguments.query}”."
        note = "[Truncated: there may be more. Narrow the query, the path or the glob.]" if found.truncated else ""
        return Reply(text, note=note)

    def get_file_info(self, arguments: GetFileInfo) -> Reply:
        facts = entry_information(self._workspace, arguments.path)
        lines = [f"{name}: {_plain(value)}" for name, value in facts.model_dump(exclude_none=True).items()]
        return Reply("\n".join(lines), facts)

    def list_allowed_directories(self, _arguments: ListAllowedDirectories) -> Reply:
        roots = self._workspace.roots.all
        lines = [f"{root.path} (read only)" if root.read_only else root.path for root in roots]
        directories = [root.path for root in roots]
        read_only = [root.path for root in roots if root.read_only]
        return Reply("\n".join(lines), AllowedDirectories(directories=directories, readOnly=read_only))

    def _file_block(self, file: FileMatches) -> str:
        name = printable(self._workspace.shown(file.place))
        lines = [f"{name}:{line.number}{':' if line.is_match else '-'} {line.text}" for line in file.lines]
        return "\n".join(lines)


def _listed_line(entry: ListedEntry) -> str:
    match entry.kind:
        case "folder":
            return f"[DIR] {entry.name}"
        case "file":
            return f"[FILE] {entry.name} ({_size(entry.size or 0)})"
        case "link":
            return f"[LINK] {entry.name}"
        case "other":
            return f"[OTHER] {entry.name}"


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} bytes"
    for power, unit in enumerate(("kB", "MB", "GB"), 1):
        amount = size / 1000**power
        if amount < 999.95:
            return f"{amount:.1f} {unit}"
    return f"{size / 1000**4:.1f} TB"
