"""The tools that change files."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Annotated, Any

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.toolset import Arguments, Reply, Tool, writes
from mcp_servers.filesystem.edits import Edit, apply_edits, unified_diff
from mcp_servers.filesystem.journal.journal import Made
from mcp_servers.filesystem.journal.records import Kind
from mcp_servers.filesystem.mutations import Mutations, Written
from mcp_servers.filesystem.refusals import AcrossDisksError, MissingError
from mcp_servers.filesystem.replies import Stamped, changed, fenced
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.sizes import counted
from mcp_servers.filesystem.text import BinaryError, detect, line_end
from mcp_servers.filesystem.workspace import Workspace, about

MAX_EDITS = 200


_IfMatch = Annotated[
    str | SkipJsonSchema[None],
    Field(default=None, description="Only if the file still has this etag, which get_file_info gives"),
]


class WriteFile(Arguments):
    path: str = Field(description="Path of the file, for example notes/today.md")
    content: str = Field(description="The whole text of the file")
    if_match: _IfMatch = None


class AppendFile(Arguments):
    path: str = Field(description="Path of the file; it is made if it is missing")
    content: str = Field(description="The text to put at its end")


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
    if_match: _IfMatch = None


class CreateDirectory(Arguments):
    path: str = Field(description="Path of the folder to make; missing folders above it are made too")


class MoveFile(Arguments):
    source: str = Field(description="Path of the file or folder to move or rename")
    destination: str = Field(description="Its new path; nothing may be there yet")


class CopyFile(Arguments):
    source: str = Field(description="Path of the file or folder to copy")
    destination: str = Field(description="Path of the copy; nothing may be there yet")


class DeleteFile(Arguments):
    path: str = Field(description="Path of the file or folder to delete")


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
                name="append_file",
                title="Add to file",
                description="Put text at the end of a file. The file is made if it is missing.",
                annotations=writes(destructive=False, idempotent=False),
                arguments=AppendFile,
                run=self.append_file,
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
            Tool(
                name="copy_file",
                title="Copy",
                description="Copy a file or folder. Never overwrites anything.",
                annotations=writes(destructive=False, idempotent=False),
                arguments=CopyFile,
                run=self.copy_file,
            ),
            Tool(
                name="delete_file",
                title="Delete",
                description="Delete a file or folder. It can be brought back with undo_change.",
                annotations=writes(destructive=True, idempotent=False),
                arguments=DeleteFile,
                run=self.delete_file,
            ),
        ]

    def write_file(self, arguments: WriteFile) -> Reply:
        place = self._workspace.new(arguments.path)
        data = _utf8(arguments.content)
        with self._in_folder_of(place), about(arguments.path):
            return self._wrote(place, self._mutations.write(place, data, arguments.if_match))

    def append_file(self, arguments: AppendFile) -> Reply:
        try:
            place = self._workspace.existing(arguments.path)
        except MissingError:
            written = self._made_new(arguments)
            if written is not None:
                return written
            # Another call has made it in between, and what that one wrote must stay.
            place = self._workspace.existing(arguments.path)
        change = Change(lambda before: before + _with_line_ends(arguments.content, line_end(before)))
        made = self._changed("append", place, arguments.path, change)
        name = self._workspace.shown(place)
        return changed(f"Added to {name}." if made else f"There was nothing to add to {name}.", made)

    def _made_new(self, arguments: AppendFile) -> Reply | None:
        place = self._workspace.new(arguments.path)
        data = _utf8(arguments.content)
        with self._in_folder_of(place), about(arguments.path):
            try:
                return self._wrote(place, self._mutations.write(place, data, new=True))
            except FileExistsError:
                return None

    def _wrote(self, place: Place, written: Written) -> Reply:
        verb = "Created" if written.created else "Replaced"
        return changed(f"{verb} {self._workspace.shown(place)} ({counted(written.size, 'byte')}).", written.made)

    def edit_file(self, arguments: EditFile) -> Reply:
        place = self._workspace.existing(arguments.path)
        edits = [edit.edit() for edit in arguments.edits]
        change = Change(lambda before: apply_edits(before, edits))
        if arguments.dryRun:
            return self._edit_preview(place, arguments, change)
        made = self._changed("edit", place, arguments.path, change, arguments.if_match)
        name = self._workspace.shown(place)
        if made is None:
            return _already_so(name)
        return changed(f"Changed {name}:\n{_diff(place, change)}", made)

    def _edit_preview(self, place: Place, arguments: EditFile, change: "Change") -> Reply:
        """What an edit would do, with the etag of what it would do that to."""
        with self._about_text(arguments.path):
            etag = self._mutations.preview(place, change, arguments.if_match)
        name = self._workspace.shown(place)
        if etag is None:
            return _already_so(name)
        return Stamped(f"This would change {name}:\n{_diff(place, change)}", etag=etag)

    def create_directory(self, arguments: CreateDirectory) -> Reply:
        place = self._workspace.new(arguments.path)
        with about(arguments.path):
            made = self._mutations.create_folder(place)
        name = self._workspace.shown(place)
        return changed(f"Created the folder {name}." if made else f"The folder {name} is already there.", made)

    def move_file(self, arguments: MoveFile) -> Reply:
        source = self._workspace.existing(arguments.source, follow=False)
        destination = self._workspace.new(arguments.destination)
        names = self._workspace.shown(source), self._workspace.shown(destination)
        try:
            with self._in_folder_of(destination), about(arguments.destination):
                made = self._mutations.move(source, destination)
        except AcrossDisksError:
            return self._move_across(source, destination, names)
        return changed(f"Moved {names[0]} to {names[1]}.", made)

    def _move_across(self, source: Place, destination: Place, names: tuple[str, str]) -> Reply:
        """From one disk to another nothing can be moved, only copied, and then deleted where it was."""
        with self._in_folder_of(destination), about(names[1]):
            copied = self._mutations.copy(source, destination, follow=False)
        with about(names[0]):
            deleted = self._mutations.delete(source)
        return changed(f"Moved {names[0]} to {names[1]}, on another disk.", copied, [deleted.note])

    def copy_file(self, arguments: CopyFile) -> Reply:
        source = self._workspace.existing(arguments.source)
        destination = self._workspace.new(arguments.destination)
        with self._in_folder_of(destination), about(arguments.destination):
            made = self._mutations.copy(source, destination)
        names = self._workspace.shown(source), self._workspace.shown(destination)
        return changed(f"Copied {names[0]} to {names[1]}.", made)

    def delete_file(self, arguments: DeleteFile) -> Reply:
        place = self._workspace.existing(arguments.path, follow=False)
        with about(arguments.path):
            made = self._mutations.delete(place)
        return changed(f"Deleted {self._workspace.shown(place)}.", made)

    def _changed(
        self, kind: Kind, place: Place, path: str, change: "Change", if_match: str | None = None
    ) -> Made | None:
        with self._about_text(path):
            return self._mutations.transform(kind, place, change, if_match=if_match)

    @contextmanager
    def _about_text(self, path: str) -> Generator[None]:
        try:
            with about(path):
                yield
        except BinaryError as error:
            raise ToolFailure(f"“{path}” is a binary file, not text.") from error

    @contextmanager
    def _in_folder_of(self, place: Place) -> Generator[None]:
        """Say which folder is missing, rather than the file that was to be made in it."""
        try:
            yield
        except MissingError as error:
            folder = self._workspace.shown(place.above)
            raise MissingError(f"There is no folder {folder}. Make it first with create_directory.") from error


class Change:
    """A change of a file's text that keeps its encoding; remembers the text before and after."""

    def __init__(self, of_text: Callable[[str], str]) -> None:
        self._of_text = of_text
        self.before = self.after = ""

    def __call__(self, data: bytes) -> bytes:
        encoding = detect(data)
        self.before = encoding.decode(data)
        self.after = self._of_text(self.before)
        return encoding.encode(self.after)


def _already_so(name: str) -> Reply:
    return Reply(f"{name} already reads so; nothing was changed.")


def _diff(place: Place, change: Change) -> str:
    return fenced(unified_diff(change.before, change.after, place.parts[-1]), "diff")


def _with_line_ends(text: str, end: str) -> str:
    return text if end == "\n" else text.replace("\r\n", "\n").replace("\n", end)


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ToolFailure("The content holds half of a surrogate pair, which no file can hold.") from error
