"""What a change did to the text of a file, from what the journal keeps and what lies there now."""

import os
from dataclasses import dataclass

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.beneath import Beneath
from mcp_servers.filesystem.edits import unified_diff
from mcp_servers.filesystem.etags import etag_of
from mcp_servers.filesystem.folder import Folder, is_regular, opened
from mcp_servers.filesystem.journal.journal import Journal
from mcp_servers.filesystem.journal.records import Change
from mcp_servers.filesystem.journal.store import Side
from mcp_servers.filesystem.journal.undoing import Undoing
from mcp_servers.filesystem.reading import read_all_bytes
from mcp_servers.filesystem.refusals import OutsideError
from mcp_servers.filesystem.roots import Roots
from mcp_servers.filesystem.text import BinaryError, detect

MAX_COMPARED = 4 << 20


@dataclass(frozen=True)
class Seen:
    """A unified diff, or a sentence on why there is none."""

    diff: str = ""
    note: str = ""


class Showing:
    """Compares what was before a change with what was after it."""

    def __init__(self, roots: Roots, beneath: Beneath, journal: Journal, undoing: Undoing) -> None:
        self._roots = roots
        self._beneath = beneath
        self._journal = journal
        self._undoing = undoing

    def seen(self, number: int) -> Seen:
        """What a change did.

        Raises:
            ToolFailure: there is no change of that number in the granted folders.
        """
        change = next((each for each in self._undoing.changes() if each.id == number), None)
        if change is None:
            raise ToolFailure("There is no change of that number. list_changes shows them.")
        if change.kind == "move":
            return Seen(note="Nothing in it was changed; it was moved.")
        try:
            before, after = self._version(change, "before"), self._version(change, "after")
        except BinaryError:
            return Seen(note="It is no text, so there is nothing to compare.")
        if before is None or after is None:
            return Seen(note="The versions before and after it are no longer both there.")
        return Seen(unified_diff(before, after, os.path.basename(change.path)))  # noqa: PTH119 - a stored text

    def _version(self, change: Change, side: Side) -> str | None:
        """The text on one side of a change: empty where there was no file, None where it is not to be had."""
        wanted = change.before if side == "before" else change.after
        if wanted is None:
            return ""
        if self._journal.store.has(change.id, side):
            return self._journal.store.read(change.id, side, _text)
        later = (
            each
            for each in self._journal.records.newest_first()
            if each.id > change.id and each.path == change.path and each.before == wanted
        )
        for each in later:
            if self._journal.store.has(each.id, "before"):
                return self._journal.store.read(each.id, "before", _text)
        return self._now(change, wanted)

    def _now(self, change: Change, wanted: str) -> str | None:
        """What lies there now, if it is still the version that is wanted."""
        place = self._roots.place_of(change.path)
        if place is None:
            raise OutsideError
        try:
            with self._beneath.entry(place, follow=False) as entry:
                data = _bytes(entry.folder, entry.name)
        except OSError:
            return None
        return _decoded(data) if data is not None and etag_of(data) == wanted else None


def _text(folder: Folder, name: str) -> str | None:
    data = _bytes(folder, name)
    return None if data is None else _decoded(data)


def _bytes(folder: Folder, name: str) -> bytes | None:
    """The bytes of a file; None for what is no file, or too large to be compared."""
    if not is_regular(folder.information(name)):
        return None
    with opened(folder.open_file(name, os.O_RDONLY)) as handle:
        data = read_all_bytes(handle, MAX_COMPARED)
    return data if len(data) <= MAX_COMPARED else None


def _decoded(data: bytes) -> str:
    try:
        return detect(data).decode(data)
    except UnicodeDecodeError as error:
        raise BinaryError from error
