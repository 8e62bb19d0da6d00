"""The tools that change files."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated, Any

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from mcp_servers.common.toolset import Arguments, Reply, Tool, ToolFailure, writes
from mcp_servers.filesystem.edits import Edit, apply_edits, unified_diff
from mcp_servers.filesystem.mutations import Mutations
from mcp_servers.filesystem.refusals import MissingError
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.text import BinaryError, detect
from mcp_servers.filesystem.workspace import Workspace, about

MAX_EDITS = 200


class WriteFile(Arguments):
    path: str = Field(description="Path of the file, for example notes/today.md")
    content: str = Field(description="The whole text of the file")


class EditText(Arguments):
    oldText: str = Field(description="The exact text to replace")
    newText: str = Field(description="The text to put in its place")
    replaceAll: bool = Field(default=False, description="Replace every occurrence")
    expectedCount: Annotated[int, Field(ge=1)] | SkipJsonSchema[None] = Field(
        default=None, description="Replace all, but only if there are exactly this many"
    )

    def edit(self) -> Edit:
        return Edit(self.oldText, self.newText, self.replaceAll, self.expectedCount)


class EditFile(Arguments):
    path: str = Field(description="Path of the file to change")
    edits: Annotated[list[EditText], Field(min_length=1, max_length=MAX_EDITS)] = Field(
        description="Replacements, made one after the other; all or none"
    )
    dryRun: bool = Field(default=False, description="Only show what would change")


class CreateDirectory(Arguments):
    path: str = Field(description="Path of the folder to make; missing folders above it are made too")


class MoveFile(Arguments):
    source: str = Field(description="Path of the file or folder to move or rename")
    destination: str = Field(description="Its new path; nothing may be there yet")


class WriteTools:
    """Answers the tools that change something."""

    def __init__(self, workspace: Workspace, mutations: Mutations) -> None:
        self._workspace = workspace
        self._mutations = mutations

    def tools(self) -> list[Tool[Any]]:
        return [
            Tool(
                name="write_file",
                title="Write file",
                description="Create a file, or replace the whole text of one that exists.",
                annotations=writes(destructive=True, idempotent=True),
                arguments=WriteFile,
                run=self.write_file,
            ),
            Tool(
                name="edit_file",
                title="Edit file",
                description="Replace exact pieces of text in a file. Answers with a diff of what changed.",
                annotations=writes(destructive=True, idempotent=False),
                arguments=EditFile,
                run=self.edit_file,
            ),
            Tool(
                name="create_directory",
                title="Create folder",
                description="Make a folder. It is fine if it is already there.",
                annotations=writes(destructive=False, idempotent=True),
                arguments=CreateDirectory,
                run=self.create_directory,
            ),
            Tool(
                name="move_file",
                title="Move or rename",
                description="Move or rename a file or folder. Never overwrites anything.",
                annotations=writes(destructive=True, idempotent=False),
                arguments=MoveFile,
                run=self.move_file,
            ),
        ]

    def write_file(self, arguments: WriteFile) -> Reply:
        place = self._workspace.new(arguments.path)
        data = _utf8(arguments.content)
        with self._in_folder_of(place), about(arguments.path):
            written = self._mutations.write(place, data)
        verb = "Created" if written.created else "Replaced"
        return Reply(f"{verb} {self._workspace.shown(place)} ({written.size} bytes).")

    def edit_file(self, arguments: EditFile) -> Reply:
        place = self._workspace.existing(arguments.path)
        edits = [edit.edit() for edit in arguments.edits]
        diffs: list[str] = []

        def change(data: bytes) -> bytes:
            encoding = detect(data)
            before = encoding.decode(data)
            after = apply_edits(before, edits)
            diffs.append(unified_diff(before, after, place.parts[-1]))
            return encoding.encode(after)

        try:
            with about(arguments.path):
                before, after = self._mutations.transform(place, change, keep=not arguments.dryRun)
        except BinaryError as error:
            raise ToolFailure(f"“{arguments.path}” is a binary file, not text.") from error
        name = self._workspace.shown(place)
        if before == after:
            return Reply(f"{name} already reads so; nothing was changed.")
        opening = f"This would change {name}:" if arguments.dryRun else f"Changed {name}:"
        return Reply(f"{opening}\n{_fenced(diffs[0])}")

    def create_directory(self, arguments: CreateDirectory) -> Reply:
        place = self._workspace.new(arguments.path)
        with about(arguments.path):
            made = self._mutations.create_folder(place)
        name = self._workspace.shown(place)
        return Reply(f"Created the folder {name}." if made else f"The folder {name} is already there.")

    def move_file(self, arguments: MoveFile) -> Reply:
        source = self._workspace.existing(arguments.source, follow=False)
        destination = self._workspace.new(arguments.destination)
        if destination.parts[: len(source.parts)] == source.parts and destination.root == source.root:
            self._check_not_into_itself(source.parts, destination.parts)
        with self._in_folder_of(destination), about(arguments.destination):
            self._mutations.move(source, destination)
        return Reply(f"Moved {self._workspace.shown(source)} to {self._workspace.shown(destination)}.")

    @contextmanager
    def _in_folder_of(self, place: Place) -> Generator[None]:
        """Say which folder is missing, rather than the file that was to be made in it."""
        try:
            yield
        except MissingError as error:
            folder = self._workspace.shown(Place(place.root, place.parts[:-1]))
            raise MissingError(f"There is no folder {folder}. Make it first with create_directory.") from error

    def _check_not_into_itself(self, source: tuple[str, ...], destination: tuple[str, ...]) -> None:
        if source == destination:
            raise ToolFailure("Source and destination are the same.")
        if source:
            raise ToolFailure("A folder cannot be moved into itself.")


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ToolFailure("The content holds half of a surrogate pair, which no file can hold.") from error


def _fenced(diff: str) -> str:
    # More backticks than any line of the diff starts with, so the file's own text cannot end the block.
    fence = "```"
    while fence in diff:
        fence += "`"
    return f"{fence}diff\n{diff}{fence}"
