"""The tools that make and unpack zip archives."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Annotated, Any, BinaryIO

from pydantic import Field

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.toolset import Arguments, Reply, Tool, writes
from mcp_servers.filesystem.beneath import Entry
from mcp_servers.filesystem.folder import is_folder, opened
from mcp_servers.filesystem.mutations import Mutations
from mcp_servers.filesystem.reading import check_regular
from mcp_servers.filesystem.refusals import MissingError
from mcp_servers.filesystem.replies import changed
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.sizes import counted
from mcp_servers.filesystem.workspace import Workspace, about

MAX_PATHS = 100


class ZipFiles(Arguments):
    paths: Annotated[list[str], Field(min_length=1, max_length=MAX_PATHS)] = Field(
        description="Paths of the files and folders to pack"
    )
    destination: str = Field(description="Path of the archive, for example photos.zip; nothing may be there yet")


class UnzipFile(Arguments):
    path: str = Field(description="Path of the archive")
    destination: str = Field(description="Folder to unpack to; it is made if it is missing")


class ArchiveTools:
    """Answers the tools around archives."""

    def __init__(self, workspace: Workspace, mutations: Mutations) -> None:
        self._workspace = workspace
        self._mutations = mutations

    def tools(self) -> list[Tool[Any]]:
        return [
            Tool(
                name="zip_files",
                title="Pack into zip",
                description="Pack files and folders into a new zip archive.",
                annotations=writes(destructive=False, idempotent=False),
                arguments=ZipFiles,
                run=self.zip_files,
            ),
            Tool(
                name="unzip_file",
                title="Unpack zip",
                description="Unpack a zip archive to a folder of its own. Never overwrites anything.",
                annotations=writes(destructive=False, idempotent=False),
                arguments=UnzipFile,
                run=self.unzip_file,
            ),
        ]

    def zip_files(self, arguments: ZipFiles) -> Reply:
        from mcp_servers.filesystem.packing import Packing

        packing = Packing(self._workspace, [self._workspace.existing(path) for path in arguments.paths])
        place = self._workspace.new(arguments.destination)
        with about(arguments.destination):
            made = self._mutations.build("zip", place, packing.into)
        notes = [f"[Left out {_links(packing.left_out)}.]"] if packing.left_out else []
        return changed(f"Packed {counted(packing.files, 'file')} into {self._workspace.shown(place)}.", made, notes)

    def unzip_file(self, arguments: UnzipFile) -> Reply:
        from mcp_servers.filesystem.unpacking import Unpacking

        source = self._workspace.existing(arguments.path)
        place = self._free_folder(self._workspace.new(arguments.destination), source)
        with self._archive(source, arguments.path) as file:
            unpacking = Unpacking(file, lambda parts: self._hides(place, parts))

            def unpack(entry: Entry, name: str) -> None:
                unpacking.into(entry.folder, name)

            with about(arguments.destination):
                made = self._mutations.build("unzip", place, unpack)
        notes = [f"[Left out {_secrets(unpacking.left_out)}.]"] if unpacking.left_out else []
        return changed(f"Unpacked {counted(unpacking.files, 'file')} to {self._workspace.shown(place)}.", made, notes)

    @contextmanager
    def _archive(self, place: Place, path: str) -> Generator[BinaryIO]:
        with about(path):
            handle = self._workspace.beneath.open_to_read(place)
        with opened(handle):
            # Before it is made a file object: a folder cannot become one.
            check_regular(os.fstat(handle), path)
            with os.fdopen(handle, "rb", closefd=False) as file:
                yield file

    def _free_folder(self, place: Place, archive: Place) -> Place:
        """The place itself or, where a folder already holds something, one named like the archive in it."""
        try:
            with about(place.absolute), self._workspace.beneath.entry(place) as entry:
                if not is_folder(entry.information()):
                    raise ToolFailure(f"“{self._workspace.shown(place)}” is a file, not a folder.")
                with entry.open_folder() as folder:
                    holds_something = any(True for _ in folder.entries())
        except MissingError:
            return place
        return place.child(PurePath(archive.parts[-1]).stem) if holds_something or place.is_root else place

    def _hides(self, place: Place, parts: tuple[str, ...]) -> bool:
        for name in parts:
            if self._workspace.beneath.secrets.hides(place, name):
                return True
            place = place.child(name)
        return False


def _links(count: int) -> str:
    return counted(count, "link or special file", "links and special files")


def _secrets(count: int) -> str:
    return counted(count, "entry that holds secrets", "entries that hold secrets")
