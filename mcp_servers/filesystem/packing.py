"""Making zip archives: what is read goes through the same door as everything else that is read."""

import os
import stat
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.work import step
from mcp_servers.filesystem.beneath import Entry
from mcp_servers.filesystem.folder import is_folder, is_regular, opened
from mcp_servers.filesystem.roots import Place
from mcp_servers.filesystem.staging import is_temporary
from mcp_servers.filesystem.walking import Limits, walk
from mcp_servers.filesystem.workspace import Workspace

MAX_PACKED = 50_000
MAX_SECONDS = 300.0
MAX_BYTES = 2 << 30
_CHUNK = 1 << 20
_FIRST_YEAR = (1980, 1, 1, 0, 0, 0)


@dataclass
class Packing:
    """Packs places into one archive, and tells afterwards how many files are in it and how much was left out."""

    workspace: Workspace
    places: list[Place]
    files: int = 0
    left_out: int = 0
    size: int = 0

    def into(self, entry: Entry, name: str) -> None:
        """Write the archive as a new file.

        Raises:
            ToolFailure: there is too much, or two places have one name.
        """
        self._check_names()
        handle = entry.folder.open_file(name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for place, member in self._members():
                    step(self.files, None, "files packed")
                    self._add(archive, place, member)
            file.flush()
            os.fsync(file.fileno())

    def _check_names(self) -> None:
        names = [place.parts[-1] if place.parts else place.root.name for place in self.places]
        doubled = {name for name in names if names.count(name) > 1}
        if doubled:
            raise ToolFailure(f"Two of the paths are called “{min(doubled)}”. Pack them one at a time.")

    def _members(self) -> Iterator[tuple[Place, str]]:
        limits = Limits(entries=MAX_PACKED, seconds=MAX_SECONDS)
        for place in self.places:
            name = place.parts[-1] if place.parts else place.root.name
            yield place, name
            with self.workspace.beneath.entry(place) as entry:
                if not is_folder(entry.information()):
                    continue
            for item in walk(self.workspace.beneath, place, limits, skip=lambda item: is_temporary(item.name)):
                yield item.place, "/".join((name, *item.place.parts[len(place.parts) :]))
        if limits.exceeded:
            raise ToolFailure("There is more in that than I can pack at once. Pack the folders inside it one by one.")

    def _add(self, archive: zipfile.ZipFile, place: Place, member: str) -> None:
        with self.workspace.beneath.entry(place, follow=place in self.places) as entry:
            information = entry.information()
            if is_folder(information):
                archive.writestr(_member(member + "/", information), b"")
                return
            if not is_regular(information):
                self.left_out += 1
                return
            self.size += information.st_size
            if self.size > MAX_BYTES:
                raise ToolFailure(f"That is more than {MAX_BYTES >> 30} GB, which is more than I pack at once.")
            with opened(entry.folder.open_file(entry.name, os.O_RDONLY)) as handle:
                _add_contents(archive, handle, member)
        self.files += 1


def _add_contents(archive: zipfile.ZipFile, handle: int, member: str) -> None:
    information = os.fstat(handle)
    left = information.st_size
    with archive.open(_member(member, information), "w", force_zip64=left > 1 << 31) as target:
        # A file may grow while it is read.
        while left > 0 and (chunk := os.read(handle, min(_CHUNK, left))):
            target.write(chunk)
            left -= len(chunk)
            step(0)


def _member(name: str, information: os.stat_result) -> zipfile.ZipInfo:
    moment = time.localtime(information.st_mtime)[:6]
    member = zipfile.ZipInfo(name.encode("utf-8", errors="replace").decode(), max(moment, _FIRST_YEAR))
    member.compress_type = zipfile.ZIP_DEFLATED
    kind = stat.S_IFDIR if is_folder(information) else stat.S_IFREG
    member.external_attr = (kind | stat.S_IMODE(information.st_mode)) << 16
    return member
