"""Taking changes back and making them again, never over what somebody else has changed since."""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import PurePath

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.beneath import Beneath
from mcp_servers.filesystem.etags import imprint
from mcp_servers.filesystem.journal.journal import Journal, Spot
from mcp_servers.filesystem.journal.records import Change, State
from mcp_servers.filesystem.journal.store import Side
from mcp_servers.filesystem.locks import MAX_WAIT, BusyError, locked, sync_quietly
from mcp_servers.filesystem.refusals import MissingError, OutsideError
from mcp_servers.filesystem.roots import Place, Roots
from mcp_servers.filesystem.staging import staged_away
from mcp_servers.filesystem.workspace import about


@dataclass(frozen=True)
class _Turn:
    """A direction: from which state to which, and which side of a change is laid out by it."""

    start: State
    during: State
    end: State
    gives: Side
    takes: Side
    verb: str

    def given(self, change: Change) -> str | None:
        return change.before if self.gives == "before" else change.after

    def taken(self, change: Change) -> str | None:
        return change.before if self.takes == "before" else change.after


_UNDO = _Turn("done", "undoing", "undone", "before", "after", "undo")
_REDO = _Turn("undone", "redoing", "done", "after", "before", "redo")


@dataclass(frozen=True)
class Turned:
    """A change that was undone or redone, or, where somebody changed the place since, kept `beside` it instead."""

    change: Change
    beside: str | None = None
    already: bool = False


class Undoing:
    """Undoes and redoes the changes beneath the granted folders; what lies elsewhere is not even listed."""

    def __init__(self, roots: Roots, beneath: Beneath, journal: Journal) -> None:
        self._roots = roots
        self._beneath = beneath
        self._journal = journal

    def changes(self) -> Iterator[Change]:
        """Changes in the granted folders, the newest first."""
        self.settle()
        return (change for change in self._journal.records.newest_first() if self._is_ours(change))

    def undo(self, number: int | None) -> Turned:
        """Take back one change, or the newest that is not undone.

        Raises:
            ToolFailure: there is none, or its place is changed so that nothing can be laid there.
        """
        return self._turned(_UNDO, number)

    def redo(self, number: int | None) -> Turned:
        """Make a change again that was undone, or the one that was undone last."""
        return self._turned(_REDO, number)

    def settle(self) -> None:
        """Find out about changes whose server was killed in the middle, by looking at the disk."""
        for change in self._journal.records.unsettled():
            try:
                with self._spots(change, patience=0.0) as spots:
                    self._journal.settle(change.id, spots[0])
            except (BusyError, OSError, ToolFailure):
                # Somebody is still at it, or its place cannot be seen from here: then it is not ours to settle.
                continue

    def _turned(self, turn: _Turn, number: int | None) -> Turned:
        while True:
            change = self._wanted(turn, number)
            with self._about(turn, change), self._spots(change) as spots:
                now = self._journal.records.get(change.id)
                if number is None and (now is None or now.state != turn.start):
                    # Another server was faster, until we had the locks: the newest is a different one by now.
                    continue
                change = self._checked(now, turn)
                if change.kind == "move":
                    return self._moved(turn, change, *spots)
                return self._exchanged(turn, change, spots[0])

    def _wanted(self, turn: _Turn, number: int | None) -> Change:
        self.settle()
        if number is None:
            records = self._journal.records
            candidates = records.newest_first() if turn is _UNDO else records.undone_last_first()
            ready = (change for change in candidates if change.state == turn.start and not change.dropped)
            newest = next(filter(self._is_ours, ready), None)
            if newest is None:
                raise ToolFailure(f"There is no change to {turn.verb}.")
            return newest
        change = self._journal.records.get(number)
        if change is not None and not self._is_ours(change):
            raise OutsideError
        return self._checked(change, turn)

    def _checked(self, change: Change | None, turn: _Turn) -> Change:
        if change is None:
            raise ToolFailure("There is no change of that number. list_changes shows them.")
        if change.dropped:
            raise ToolFailure(f"Change {change.id} was dropped from the journal to keep it small.")
        if change.state == turn.end:
            raise ToolFailure(f"Change {change.id} is {turn.end} already.")
        if change.state != turn.start:
            raise ToolFailure(f"Change {change.id} is being made right now. Try again in a moment.")
        return change

    def _moved(self, turn: _Turn, change: Change, here: Spot, origin: Spot) -> Turned:
        source, target = (here, origin) if turn is _UNDO else (origin, here)
        if not source.folder.exists(source.name):
            raise ToolFailure(f"I cannot {turn.verb} change {change.id}: what was moved is no longer there.")
        if target.folder.exists(target.name):
            raise ToolFailure(f"I cannot {turn.verb} change {change.id}: something else is in its place now.")
        with self._marked(turn, change):
            source.folder.move(source.name, target.folder, target.name)
        return Turned(change)

    def _exchanged(self, turn: _Turn, change: Change, spot: Spot) -> Turned:
        found = imprint(spot.folder, spot.name)
        etag = found.etag if found else None
        if etag == turn.taken(change):
            self._check_kept(turn, change)
            with self._marked(turn, change):
                self._exchange(turn, change, spot)
            return Turned(change)
        if etag == turn.given(change):
            self._journal.records.turn(change.id, turn.end)
            return Turned(change, already=True)
        return self._beside(turn, change, spot)

    def _check_kept(self, turn: _Turn, change: Change) -> None:
        if turn.given(change) is not None and not self._journal.store.has(change.id, turn.gives):
            raise ToolFailure(
                f"I cannot {turn.verb} change {change.id}: what it had made was changed or deleted by somebody else "
                "before it was undone, so no copy was kept."
            )

    def _exchange(self, turn: _Turn, change: Change, spot: Spot) -> None:
        store = self._journal.store
        if turn.given(change) is None:
            store.take(change.id, turn.takes, spot.folder, spot.name)
        elif turn.taken(change) is None:
            store.give(change.id, turn.gives, spot.folder, spot.name)
        else:
            store.keep_copy(change.id, turn.takes, spot.folder, spot.name)
            with staged_away(spot.folder, spot.name) as staged:
                store.lay_out(change.id, turn.gives, spot.folder, staged)
                spot.folder.replace(staged, spot.name)
            sync_quietly(spot.folder)

    def _beside(self, turn: _Turn, change: Change, spot: Spot) -> Turned:
        """Lay out the other version under a name of its own, where somebody changed the place since."""
        if turn.given(change) is None or not self._journal.store.has(change.id, turn.gives):
            name = self.shown(change.path)
            raise ToolFailure(f"{name} was changed after change {change.id} was made, so I left it as it is.")
        path = PurePath(spot.path)
        name = f"{path.stem} ({turn.gives} change {change.id}){path.suffix}"
        beside = Spot(spot.folder, name, str(path.with_name(name)))
        if not spot.folder.exists(name):

            def lay_out(staged: str) -> None:
                self._journal.store.lay_out(change.id, turn.gives, spot.folder, staged)

            self._journal.put("restore", beside, lay_out, origin=spot.path)
        return Turned(change, beside=beside.path)

    @contextmanager
    def _marked(self, turn: _Turn, change: Change) -> Generator[None]:
        self._journal.records.turn(change.id, turn.during)
        try:
            yield
        except BaseException:
            self._journal.records.turn(change.id, turn.start)
            raise
        self._journal.records.turn(change.id, turn.end, size=self._journal.store.size(change.id))

    @contextmanager
    def _about(self, turn: _Turn, change: Change) -> Generator[None]:
        """Errors in words; where the folder itself is gone, how the change can still be turned."""
        try:
            with about(self.shown(change.path)):
                yield
        except MissingError as error:
            folders = (self._place(path).above for path in _paths(change))
            gone = [self._roots.shown(folder) for folder in folders if not self._is_there(folder)]
            if not gone:
                raise
            raise ToolFailure(
                f"The folder {gone[0]} is gone. Make it again with create_directory, and then "
                f"{turn.verb} change {change.id}."
            ) from error

    def _is_there(self, folder: Place) -> bool:
        try:
            with self._beneath.folder(folder):
                return True
        except OSError:
            return False

    @contextmanager
    def _spots(self, change: Change, patience: float = MAX_WAIT) -> Generator[list[Spot]]:
        """Where a change is and, for a move, where it came from: found anew under today's rules, and locked."""
        with ExitStack() as stack:
            entries = [
                stack.enter_context(self._beneath.entry(self._place(path), follow=False, writing=True))
                for path in _paths(change)
            ]
            stack.enter_context(locked(*(entry.folder for entry in entries), patience=patience))
            yield [Spot(entry.folder, entry.name, entry.path) for entry in entries]

    def _place(self, path: str) -> Place:
        place = self._roots.place_of(path)
        if place is None:
            raise OutsideError
        return place

    def _is_ours(self, change: Change) -> bool:
        return all(self._roots.place_of(path) for path in _paths(change))

    def shown(self, path: str) -> str:
        """A path of the journal as people see it."""
        return self._roots.shown(self._place(path))


def _paths(change: Change) -> list[str]:
    """The paths that undoing touches."""
    return [change.path, change.origin] if change.kind == "move" and change.origin else [change.path]
