"""Several servers share one journal, and its store may lie on another disk than the files."""

import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.mcp_servers.calling import answer, make_filesystem_server
from tests.mcp_servers.filesystem.folders import names_in
from tests.mcp_servers.filesystem.journal.states import lay, state_of
from tests.mcp_servers.processes import started


def test_two_servers_that_change_at_once_lose_no_change(granted: Path) -> None:
    with started("filesystem", str(granted)) as one, started("filesystem", str(granted)) as other:
        for wire in (one, other):
            wire.open()
        for number in range(40):
            (one, other)[number % 2].send_call("write_file", number, path=f"{number}.txt", content=str(number))
        results = [wire.receive()["result"] for wire in (one, other) for _ in range(20)]
        assert [result for result in results if result["isError"]] == []
        listed = one.call("list_changes", limit=100)["structuredContent"]["changes"]
        assert {change["path"] for change in listed} == {f"granted/{number}.txt" for number in range(40)}
        for number in range(40):
            (one, other)[number % 2].send_call("undo_change", number)
        outcomes = [wire.receive()["result"] for wire in (one, other) for _ in range(20)]
    assert [outcome for outcome in outcomes if outcome["isError"]] == []
    assert names_in(granted) == []


@pytest.fixture
def other_disk(granted: Path) -> Generator[Path]:
    """A folder that is not on the disk of the granted one."""
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    assert folder.stat().st_dev != granted.stat().st_dev
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def store_elsewhere(other_disk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, on the other disk."""
    monkeypatch.setenv("DESKHAND_DATA_DIR", str(other_disk))
    return other_disk


async def test_a_folder_is_deleted_to_another_disk_and_comes_back_as_it_was(
    store_elsewhere: Path, granted: Path
) -> None:
    lay(granted)
    before = state_of(granted)
    server = make_filesystem_server([str(granted)])
    for path in ("notes", "f.txt"):
        await answer(server, "delete_file", path=path)
    assert names_in(granted) == []
    assert names_in(store_elsewhere / "journal" / "kept") == ["1-before", "2-before"]
    for _ in range(2):
        await answer(server, "undo_change")
    assert state_of(granted) == before
    assert names_in(store_elsewhere / "journal" / "kept") == []


async def test_changes_are_undone_and_redone_from_another_disk(store_elsewhere: Path, granted: Path) -> None:
    assert store_elsewhere.is_dir()
    lay(granted)
    before = state_of(granted)
    server = make_filesystem_server([str(granted)])
    await answer(server, "write_file", path="f.txt", content="new")
    await answer(server, "copy_file", source="notes", destination="other")
    after = state_of(granted)
    for _ in range(2):
        await answer(server, "undo_change")
    assert state_of(granted) == before
    for _ in range(2):
        await answer(server, "redo_change")
    assert state_of(granted) == after


async def test_a_folder_is_moved_from_one_disk_to_another_and_back(other_disk: Path, granted: Path) -> None:
    lay(granted)
    before = state_of(granted)
    server = make_filesystem_server([str(granted), str(other_disk)])
    text = await answer(server, "move_file", source=str(granted / "notes"), destination=str(other_disk / "moved"))
    assert "on another disk" in text
    assert names_in(granted) == ["f.txt"]
    assert (other_disk / "moved" / "deep" / "old.txt").read_text(encoding="utf-8") == "deep"
    for _ in range(2):
        await answer(server, "undo_change")
    assert state_of(granted) == before
    assert names_in(other_disk) == []
