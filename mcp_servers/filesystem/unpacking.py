"""Unpacking zip archives: the whole list is checked before anything is written, and everything by handle."""

import contextlib
import os
import stat
import time
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from mcp_servers.common.failure import ToolFailure
from mcp_servers.common.work import step
from mcp_servers.filesystem.folder import Folder
from mcp_servers.filesystem.trees import write_all

MAX_FILES = 20_000
MAX_UNPACKED = 4 << 30
# Text packs to a tenth, rows of equal lines to a hundredth; what packs to less is made to fill a disk.
MAX_RATIO = 200
_HARMLESS = 50 << 20
_CHUNK = 1 << 20
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Member:
    """An entry of an archive: where it goes, below the folder it is unpacked to."""

    parts: tuple[str, ...]
    info: zipfile.ZipInfo


Hides = Callable[[tuple[str, ...]], bool]


class Unpacking:
    """An archive that was looked through, and found to be one that can be unpacked.

    Args:
        file: the archive, open for reading.
        hides: whether a path, by its parts, is a secret; such entries are `left_out`.

    Raises:
        ToolFailure: it is no archive, is encrypted, would lead outside, or holds far more than it seems to.
    """

    def __init__(self, file: IO[bytes], hides: Hides) -> None:
        try:
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise ToolFailure("That is not a zip archive, or it is damaged.") from error
        infos = self._archive.infolist()
        _check_sizes(infos)
        members = [Member(_parts(info), info) for info in infos]
        _check_names(members)
        self._members = [member for member in members if member.parts and not hides(member.parts)]
        self.left_out = len(members) - len(self._members)
        self.files = sum(not member.info.is_dir() for member in self._members)

    def into(self, folder: Folder, name: str) -> None:
        """Unpack to a new folder."""
        folder.make(name)
        with folder.child(name, listable=True) as top:
            for done, member in enumerate(self._members):
                step(done, len(self._members), "files unpacked")
                try:
                    self._unpack(top, member)
                # What zlib and its kin raise on damaged data is their own.
                except (zipfile.BadZipFile, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
                    raise ToolFailure(f"The archive is damaged at “{'/'.join(member.parts)}”.") from error

    def _unpack(self, top: Folder, member: Member) -> None:
        *above, name = member.parts
        with ExitStack() as stack:
            folder = top
            for part in [*above, name] if member.info.is_dir() else above:
                if not folder.exists(part):
                    folder.make(part)
                folder = stack.enter_context(folder.child(part))
            if not member.info.is_dir():
                self._write(folder, name, member.info)

    def _write(self, folder: Folder, name: str, info: zipfile.ZipInfo) -> None:
        mode = 0o777 if info.external_attr >> 16 & 0o100 else 0o666
        handle = folder.open_file(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb", buffering=0) as target, self._archive.open(info) as source:
            while chunk := source.read(_CHUNK):
                step(0)
                write_all(handle, chunk)
            os.fsync(target.fileno())
        # A time that there never was is no reason to refuse a file.
        with contextlib.suppress(ValueError, OverflowError):
            moment = int(time.mktime((*info.date_time, 0, 0, -1))) * 10**9
            folder.set_times(name, moment, moment)


def _parts(info: zipfile.ZipInfo) -> tuple[str, ...]:
    name = info.filename.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":") or "\0" in name:
        raise ToolFailure("The archive holds a path that leads outside of it, so I do not unpack it.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ToolFailure(f"The archive holds a link or a device, “{name}”, so I do not unpack it.")
    if info.flag_bits & _ENCRYPTED:
        raise ToolFailure("The archive is protected by a password, so I cannot unpack it.")
    return path.parts


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_FILES:
        raise ToolFailure(f"The archive holds {len(infos)} files, which is more than the {MAX_FILES} I unpack.")
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if unpacked > MAX_UNPACKED:
        raise ToolFailure(f"The archive would take {unpacked >> 30} GB unpacked, more than I unpack.")
    if unpacked > _HARMLESS and unpacked > packed * MAX_RATIO:
        raise ToolFailure("The archive holds far more than its size tells, as those made to fill a disk do.")


def _check_names(members: list[Member]) -> None:
    files = [member.parts for member in members if not member.info.is_dir()]
    if len(set(files)) < len(files):
        raise ToolFailure("The archive holds two files of one name, so I do not unpack it.")
    above = {parts[:depth] for parts in files for depth in range(1, len(parts))}
    if above.intersection(files):
        raise ToolFailure("The archive holds a file and a folder of one name, so I do not unpack it.")
