"""A server that is killed at any step of a change leaves the old or the new, and what is there can be undone."""

import subprocess
import sys
from pathlib import Path

import pytest

from mcp_servers.filesystem.folder import Folder
from mcp_servers.filesystem.locks import locked
from tests.mcp_servers.filesystem.folders import names_in
from tests.mcp_servers.filesystem.journal.dying import CHANGES, Parts
from tests.mcp_servers.filesystem.journal.states import lay, state_of

MIN_STEPS = 8


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For each kind of change a folder of rounds, in each of which a process was killed one step later."""
    folder = tmp_path_factory.mktemp("rounds")
    subprocess.run([sys.executable, "-m", "tests.mcp_servers.filesystem.journal.dying", str(folder)], check=True)
    return folder


@pytest.mark.parametrize("kind", sorted(CHANGES.keys() - {"write_again"}))
def test_killed_at_any_step_a_change_is_made_or_not_and_what_is_made_can_be_undone(
    rounds: Path, tmp_path: Path, kind: str
) -> None:
    lay(tmp_path / "untouched")
    old = state_of(tmp_path / "untouched")
    folders = list((rounds / kind).iterdir())
    assert len(folders) >= MIN_STEPS
    for folder in folders:
        granted = folder / "granted"
        found = state_of(granted)
        changes = list(Parts(folder).undoing.changes())
        assert state_of(granted) == found
        assert not [path for path in granted.rglob("*") if ".deskhand-" in path.name]
        assert {change.state for change in changes} <= {"undone" if found == old else "done"}
        assert found == old or changes
        if found != old:
            Parts(folder).undoing.undo(1)
            assert state_of(granted) == old
        kept = names_in(folder / "data" / "journal" / "kept") if (folder / "data" / "journal" / "kept").exists() else []
        assert all(name.startswith("1-") or name.endswith(".part") for name in kept)


def test_a_change_of_a_server_that_is_still_at_it_is_not_settled(tmp_path: Path) -> None:
    granted = tmp_path / "granted"
    lay(granted)
    parts = Parts(tmp_path)
    records = parts.journal.records
    number = records.begin("write", str(granted / "f.txt"), before="x", after="y", size=3)
    with Folder.open(str(granted)) as folder, locked(folder):
        assert list(parts.undoing.changes()) == []
        assert records.get(number) is not None
    assert list(parts.undoing.changes()) == []
    assert records.get(number) is None


def test_the_next_change_at_the_place_of_a_killed_one_is_not_mistaken_for_it(rounds: Path) -> None:
    """In each round somebody writes there again before anybody has looked."""
    for folder in (rounds / "write_again").iterdir():
        was_made = (folder / "granted" / "f.txt").read_bytes() == b"new"
        parts = Parts(folder)
        parts.mutations.write(parts.place("f.txt"), b"next")
        changes = list(parts.undoing.changes())
        assert {change.state for change in changes} == {"done"}
        assert len(changes) == (2 if was_made else 1)
