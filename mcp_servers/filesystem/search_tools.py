"""The tools that look for files: by name, by what is in them, and by being there twice."""

from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter
from pydantic.json_schema import SkipJsonSchema

from mcp_servers.common.toolset import READS, Arguments, Reply, Tool
from mcp_servers.filesystem.content_search import FileMatches, Position, Query, search_content
from mcp_servers.filesystem.cursors import cursor_after, entry_before, packed, unpacked
from mcp_servers.filesystem.folder_tools import PATH_OF_FOLDER, Cursor, ExcludePatterns
from mcp_servers.filesystem.listing import printable
from mcp_servers.filesystem.name_search import NamePosition, NameQuery, SortBy, search_names
from mcp_servers.filesystem.patterns import Patterns
from mcp_servers.filesystem.refusals import quoted
from mcp_servers.filesystem.sizes import readable
from mcp_servers.filesystem.usage import DuplicatesFound, find_duplicates
from mcp_servers.filesystem.workspace import Workspace

_Limit = Annotated[int, Field(ge=1, le=1000, description="At most this many")]

_NAMED, _LINE = TypeAdapter(NamePosition), TypeAdapter(Position)


class SearchFiles(Arguments):
    pattern: str = Field(
        min_length=1, max_length=1000, description="A word of the name, or a pattern like *.py or src/**/*.md"
    )
    path: str | SkipJsonSchema[None] = Field(default=None, description="Folder to search; without it everywhere")
    excludePatterns: ExcludePatterns = Field(default_factory=list[str])
    sortBy: SortBy = Field(default="name", description="By name, or the newest or the largest first")
    limit: _Limit = 100
    cursor: Cursor = None


class SearchContent(Arguments):
    query: str = Field(max_length=4000, description="The words to look for")
    path: str | SkipJsonSchema[None] = Field(default=None, description="Folder to search; without it everywhere")
    regex: bool = Field(default=False, description="The query is a regular expression")
    glob: str | SkipJsonSchema[None] = Field(default=None, description="Only files like this, for example *.md")
    ignoreCase: bool = Field(default=True, description="Capital and small letters are the same")
    context: Annotated[int, Field(ge=0, le=20)] = Field(default=0, description="Lines to show around each match")
    limit: _Limit = 100
    cursor: Cursor = None


class FindDuplicates(Arguments):
    path: str = Field(default=".", description=PATH_OF_FOLDER)


class NameMatch(BaseModel):
    path: str
    kind: str


class NameMatches(BaseModel):
    """Files and folders whose names match; `truncated` when there may be more, from `next_cursor` on."""

    matches: list[NameMatch]
    truncated: bool
    next_cursor: str | None = None


class SearchTools:
    """Answers the tools that look for files."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def tools(self) -> list[Tool[Any]]:
        return [
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
                name="find_duplicates",
                title="Find duplicates",
                description="Find files below a folder that hold exactly the same.",
                annotations=READS,
                arguments=FindDuplicates,
                run=self.find_duplicates,
                output=DuplicatesFound,
            ),
        ]

    def search_files(self, arguments: SearchFiles) -> Reply:
        before = entry_before(arguments.cursor, arguments, _NAMED)
        after = before._replace(parts=tuple(map(unpacked, before.parts))) if before else None
        exclude = Patterns(arguments.excludePatterns)
        query = NameQuery(arguments.pattern, arguments.path, exclude, arguments.sortBy)
        found = search_names(self._workspace, query, after, arguments.limit)
        matches = [
            NameMatch(path=printable(item.place.absolute), kind="folder" if item.is_folder else "file")
            for item in found.items
        ]
        last = found.last
        cursor = cursor_after(last._replace(parts=tuple(map(packed, last.parts))), arguments) if last else None
        text = "\n".join(match.path for match in matches) or f"No file or folder is called {quoted(arguments.pattern)}."
        data = NameMatches(matches=matches, truncated=bool(last) or found.out_of_time, next_cursor=cursor)
        return Reply(text, data, _more(cursor, "the pattern or the path") if data.truncated else "")

    def search_content(self, arguments: SearchContent) -> Reply:
        after = entry_before(arguments.cursor, arguments, _LINE)
        query = Query(arguments.query, arguments.regex, arguments.ignoreCase, arguments.glob, arguments.context)
        found = search_content(self._workspace, arguments.path, query, arguments.limit, after)
        blocks = [self._file_block(file) for file in found.files]
        text = "\n\n".join(blocks) or f"No file holds {quoted(arguments.query)}."
        cursor = cursor_after(found.last, arguments) if found.last else None
        return Reply(text, note=_more(cursor, "the query, the path or the glob") if found.truncated else "")

    def find_duplicates(self, arguments: FindDuplicates) -> Reply:
        found = find_duplicates(self._workspace, arguments.path)
        blocks = ["\n".join([f"{readable(group.size)} each:", *group.paths]) for group in found.groups]
        text = "\n\n".join(blocks) or "No two files hold the same."
        if found.groups:
            text += f"\n\nThe copies take {readable(found.wasted)} more than one of each."
        note = "[Truncated: there is more than I could look at. Ask for a folder inside it.]" if found.truncated else ""
        return Reply(text, found, note)

    def _file_block(self, file: FileMatches) -> str:
        name = printable(self._workspace.shown(file.place))
        lines = [f"{name}:{line.number}{':' if line.is_match else '-'} {line.text}" for line in file.lines]
        return "\n".join(lines)


def _more(cursor: str | None, what: str) -> str:
    onward = f"Go on with cursor={cursor}, or narrow" if cursor else "Narrow"
    return f"[Truncated: there may be more. {onward} {what}.]"
