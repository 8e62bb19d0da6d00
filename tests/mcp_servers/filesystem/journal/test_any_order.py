"""Whatever is done in whatever order, undoing all of it leads back to the start, and redoing all to the end."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mcp_servers.common.failure import ToolFailure
from tests.mcp_servers.filesystem.journal.dying import Parts
from tests.mcp_servers.filesystem.journal.states import lay, state_of

Steps = tuple[str, ...]
Operation = Callable[[Parts], object]

_PATHS: st.SearchStrategy[Steps] = st.sampled_from(
    [("f.txt",), ("new",), ("notes",), ("notes", "deep"), ("notes", "deep", "old.txt"), ("a", "b")]
)


def _write(path: Steps, data: bytes) -> Operation:
    return lambda parts: parts.mutations.write(parts.place(*path), data)


def _create(path: Steps) -> Operation:
    return lambda parts: parts.mutations.create_folder(parts.place(*path))


def _delete(path: Steps) -> Operation:
    return lambda parts: parts.mutations.delete(parts.place(*path))


def _move(source: Steps, target: Steps) -> Operation:
    return lambda parts: parts.mutations.move(parts.place(*source), parts.place(*target))


def _copy(source: Steps, target: Steps) -> Operation:
    return lambda parts: parts.mutations.copy(parts.place(*source), parts.place(*target))


_OPERATIONS = st.one_of(
    st.builds(_write, _PATHS, st.sampled_from([b"", b"one", b"two\n"])),
    st.builds(_create, _PATHS),
    st.builds(_delete, _PATHS),
    st.builds(_move, _PATHS, _PATHS),
    st.builds(_copy, _PATHS, _PATHS),
)


@settings(max_examples=40, deadline=None)
@given(operations=st.lists(_OPERATIONS, max_size=8))
def test_undoing_everything_leads_back_and_redoing_everything_forth(operations: list[Operation]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        granted = Path(folder, "granted")
        lay(granted)
        parts = Parts(Path(folder))
        start = state_of(granted)
        for operation in operations:
            # Half of them make no sense where they come, like deleting what is not there.
            with suppress(ToolFailure, OSError):
                operation(parts)
        end = state_of(granted)
        made = len(list(parts.undoing.changes()))
        for _ in range(made):
            parts.undoing.undo(None)
        assert state_of(granted) == start
        for _ in range(made):
            parts.undoing.redo(None)
        assert state_of(granted) == end
        parts.journal.records.close()
