"""The tools that read files."""

from typing import Annotated, Any

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.toolset import READS, Arguments, Reply, Tool
from mcp_servers.filesystem.media import read_media
from mcp_servers.filesystem.reading import MAX_SHOWN, Part, read_text
from mcp_servers.filesystem.replies import Stamped
from mcp_servers.filesystem.sizes import readable
from mcp_servers.filesystem.workspace import Workspace

MAX_FILES = 50

PathText = Annotated[str, Field(description="Path of a file, for example notes/today.md")]
_Count = Annotated[int, Field(ge=1)]


class ReadTextFile(Arguments):
    path: PathText
    head: _Count | SkipJsonSchema[None] = Field(default=None, description="Only the first N lines")
    tail: _Count | SkipJsonSchema[None] = Field(default=None, description="Only the last N lines")
    offset: _Count | SkipJsonSchema[None] = Field(default=None, description="Start at this line; the first is 1")
    limit: _Count | SkipJsonSchema[None] = Field(default=None, description="At most N lines from offset on")
    line_numbers: bool = Field(default=False, description="Put its number before each line")

    def part(self) -> Part:
        """Raises `ToolFailure` for a combination that has no meaning."""
        given = [name for name in ("head", "tail", "offset") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ToolFailure(f"Give only one of {' and '.join(given)}.")
        if self.limit is not None and given and given != ["offset"]:
            raise ToolFailure(f"limit goes with offset, not with {given[0]}.")
        return Part(self.head, self.tail, self.offset, self.limit, self.line_numbers)


class ReadMultipleFiles(Arguments):
    paths: Annotated[list[str], Field(min_length=1, max_length=MAX_FILES, description="Paths of files")]


class ReadMediaFile(Arguments):
    path: str = Field(description="Path of a picture or sound")


class ReadDocument(Arguments):
    path: str = Field(description="Path of a PDF, Word, Excel, PowerPoint, EPUB or HTML file")
    pages: str | SkipJsonSchema[None] = Field(default=None, description="Only these pages, like 3, 1-5 or 7-")


class ReadTools:
    """Answers the reading tools."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def tools(self) -> list[Tool[Any]]:
        return [
            Tool(
                name="read_text_file",
                title="Read file",
                description="Read the text of one file. Large files are read in parts with offset and limit.",
                annotations=READS,
                arguments=ReadTextFile,
                run=self.read_text_file,
            ),
            Tool(
                name="read_multiple_files",
                title="Read several files",
                description="Read the text of several files at once.",
                annotations=READS,
                arguments=ReadMultipleFiles,
                run=self.read_multiple_files,
            ),
            Tool(
                name="read_media_file",
                title="Show picture or sound",
                description="Read a picture or a sound so that it can be seen or heard.",
                annotations=READS,
                arguments=ReadMediaFile,
                run=self.read_media_file,
            ),
            Tool(
                name="read_document",
                title="Read document",
                description="Read a PDF, Word, Excel, PowerPoint, EPUB or HTML file as Markdown.",
                annotations=READS,
                arguments=ReadDocument,
                run=self.read_document,
            ),
        ]

    def read_text_file(self, arguments: ReadTextFile) -> Reply:
        shown = read_text(self._workspace, arguments.path, arguments.part())
        return Stamped(shown.text, etag=shown.etag)

    def read_multiple_files(self, arguments: ReadMultipleFiles) -> Reply:
        parts: list[str] = []
        room = MAX_SHOWN
        for path in arguments.paths:
            if room <= 0:
                parts.append(f"{path}: not read, as the answer is full. Ask for it by itself.\n")
                continue
            text = self._text_or_reason(path)
            parts.append(f"{path}:\n{text}" if text.endswith("\n") else f"{path}:\n{text}\n")
            room -= len(text)
        return Reply("\n---\n".join(parts))

    def read_media_file(self, arguments: ReadMediaFile) -> Reply:
        media = read_media(self._workspace, arguments.path)
        return Reply(f"{arguments.path} ({media.mime_type}, {readable(len(media.data))})", media=[media])

    def read_document(self, arguments: ReadDocument) -> Reply:
        from mcp_servers.filesystem.documents.reading import read_document

        found = read_document(self._workspace, arguments.path, arguments.pages)
        note = f"[Truncated: the document goes on. Read on with pages={found.next}-.]" if found.next else ""
        return Reply(found.text or "[The document holds no text.]", note=note)

    def _text_or_reason(self, path: str) -> str:
        try:
            return read_text(self._workspace, path, Part()).text
        except ToolFailure as failure:
            return f"Error: {failure}"
