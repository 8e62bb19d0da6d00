"""Making changes so that they can be taken back: what was there is kept before anything else is there.

The caller holds the write locks of the folders. Whoever meets a change that is marked neither done nor undone,
and gets those locks, knows that its maker died.
"""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mcp_servers.filesystem.etags import Imprint, imprint
from mcp_servers.filesystem.folder import Folder, is_folder, is_regular
from mcp_servers.filesystem.journal.records import Change, Kind, Records
from mcp_servers.filesystem.journal.settling import identity, state_on_disk
from mcp_servers.filesystem.journal.store import Store
from mcp_servers.filesystem.locks import sync_quietly
from mcp_servers.filesystem.staging import clear, hidden_name, staged_away

# Above this the oldest are dropped, whatever was deleted lately excepted: that may be the only copy there is.
MAX_BYTES = 1 << 30
MAX_AGE_DAYS = 90
DELETED_STAYS_DAYS = 7
_DAY = 86_400 * 10**9


@dataclass(frozen=True)
class Spot:
    """Where a change happens: a name in an open, locked folder, and its absolute path for the record."""

    folder: Folder
    name: str
    path: str


@dataclass(frozen=True)
class Made:
    """A change that was made: its id, the etag of what is there now, and how many older ones were dropped for it."""

    id: int
    etag: str | None
    dropped: int = 0

    @property
    def note(self) -> str:
        return f"[Change {self.id}; undo_change takes it back.{self.loss}]"

    @property
    def loss(self) -> str:
        if not self.dropped:
            return ""
        older = "1 older change" if self.dropped == 1 else f"{self.dropped} older changes"
        return f" To keep the journal small, {older} can no longer be undone."


class Journal:
    """The journal in a folder, which is made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self.records = Records(folder / "journal.db")
        self.store = Store(folder / "kept")

    def put(self, kind: Kind, spot: Spot, make: Callable[[str], None], *, origin: str | None = None) -> Made:
        """Let `make` build something under a hidden name beside the spot, and put it there when it is whole.

        It takes the place of a file or an empty folder, or of nothing.
        """
        self._settle_at(spot)
        before = imprint(spot.folder, spot.name)
        # An empty folder counts as nothing: what takes its place is taken away as a whole.
        kept = None if before is None or is_folder(spot.folder.information(spot.name)) else before
        with self._recorded(kind, spot.path, kept, None, origin) as number:
            with staged_away(spot.folder, spot.name) as staged:
                make(staged)
                after = imprint(spot.folder, staged)
                self.records.expect(number, after.etag if after else None)
                if kept is not None:
                    self.store.keep_copy(number, "before", spot.folder, spot.name)
                if before is None:
                    spot.folder.move(staged, spot.folder, spot.name)
                else:
                    spot.folder.replace(staged, spot.name)
            sync_quietly(spot.folder)
        return self._made(number, after)

    def remove(self, spot: Spot) -> Made:
        """Take an entry away, into the store."""
        self._settle_at(spot)
        before = imprint(spot.folder, spot.name)
        with self._recorded("delete", spot.path, before, None, None) as number:
            self.store.take(number, "before", spot.folder, spot.name)
        return self._made(number, None)

    def move(self, source: Spot, target: Spot) -> Made:
        """Give an entry another place, where nothing is yet."""
        self._settle_at(source)
        self._settle_at(target)
        there = Imprint(identity(source.folder, source.name), 0)
        with self._recorded("move", target.path, None, there, source.path) as number:
            source.folder.move(source.name, target.folder, target.name)
            sync_quietly(source.folder)
            sync_quietly(target.folder)
        return self._made(number, imprint(target.folder, target.name) if _is_file(target) else None)

    def trim(self, newest: int) -> int:
        """Drop what is over the limits of size and age, the oldest first but not `newest`; returns how many changes."""
        now = time.time_ns()
        oldest = now - MAX_AGE_DAYS * _DAY
        total, first = self.records.extent()
        if total <= MAX_BYTES and first >= oldest:
            return 0
        dropped = 0
        for change in self.records.kept():
            stays = _was_deleted_after(change, now - DELETED_STAYS_DAYS * _DAY)
            too_much = total > MAX_BYTES and change.size > 0 and not stays
            if change.id != newest and (change.made < oldest or too_much):
                self.records.drop(change.id)
                self.store.remove(change.id)
                total -= change.size
                dropped += 1
        self.records.forget_older(oldest - MAX_AGE_DAYS * _DAY)
        return dropped

    @contextmanager
    def _recorded(
        self, kind: Kind, path: str, before: Imprint | None, after: Imprint | None, origin: str | None
    ) -> Generator[int]:
        number = self.records.begin(
            kind,
            path,
            before=before.etag if before else None,
            after=after.etag if after else None,
            size=before.size if before else 0,
            origin=origin,
        )
        try:
            yield number
        except BaseException:
            self.forget(number)
            raise
        self.records.turn(number, "done")

    def settle(self, number: int, spot: Spot) -> None:
        """Find out about a change that was neither finished nor given up; its folder is locked, so its maker died."""
        change = self.records.get(number)
        if change is None or change.state in ("done", "undone"):
            return
        clear(spot.folder, hidden_name(spot.name))
        state = state_on_disk(change, spot.folder, spot.name, self.store)
        if state is None:
            self.forget(number)
        else:
            self.records.turn(number, state, size=self.store.size(number))

    def _settle_at(self, spot: Spot) -> None:
        # Once the next change is made there, it can no longer be told what became of the one before.
        for change in self.records.unsettled():
            if change.path == spot.path:
                self.settle(change.id, spot)

    def forget(self, number: int) -> None:
        """Remove a change that was not made, with what was kept for it."""
        self.store.remove(number)
        self.records.forget(number)

    def _made(self, number: int, after: Imprint | None) -> Made:
        return Made(number, after.etag if after else None, self.trim(number))


def _was_deleted_after(change: Change, moment: int) -> bool:
    return change.kind == "delete" and change.state == "done" and change.made >= moment


def _is_file(spot: Spot) -> bool:
    return is_regular(spot.folder.information(spot.name))
