"""Copies and deletions: of files, folders and links, never over anything and never of what lies outside."""

import os
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.server.lowlevel import Server

from mcp_servers.common.data_folder import data_folder
from mcp_servers.common.work import Cancelled, current_work
from mcp_servers.filesystem.mutations import Mutations
from mcp_servers.filesystem.roots import Place, Roots
from tests.mcp_servers.calling import answer, make_filesystem_server, refusal
from tests.mcp_servers.filesystem.folders import names_in
from tests.mcp_servers.filesystem.journal.states import lay, state_of
from tests.waiting import PATIENCE_S

FilesServer = Server[dict[str, Any]]


async def test_a_folder_is_copied_with_modes_times_and_links(server: FilesServer, granted: Path) -> None:
    lay(granted)
    said = await answer(server, "copy_file", source="notes", destination="other")
    assert said.startswith("Copied granted/notes to granted/other.")
    assert state_of(granted / "other") == state_of(granted / "notes")


async def test_a_link_to_the_outside_is_copied_as_a_link(server: FilesServer, granted: Path, outside: Path) -> None:
    (granted / "notes").mkdir()
    (granted / "notes" / "way").symlink_to(outside)
    await answer(server, "copy_file", source="notes", destination="other")
    assert (granted / "other" / "way").readlink() == outside
    assert "outside the folders" in await refusal(server, "copy_file", source="notes/way", destination="x")
    assert names_in(granted) == ["notes", "other"]


async def test_a_copy_never_replaces_anything(server: FilesServer, granted: Path) -> None:
    for name in ("a", "b"):
        (granted / name).write_text(name, encoding="utf-8")
    assert "already exists" in await refusal(server, "copy_file", source="a", destination="b")
    assert (granted / "b").read_text(encoding="utf-8") == "b"


@pytest.mark.parametrize(
    ("source", "destination", "words"),
    [
        ("a", "a/b", "into itself"),
        ("a", "way/b", "into itself"),
        ("a", "a", "same"),
        (".", "b", "given to work in"),
        ("a", "missing/b", "There is no folder granted/missing"),
        ("missing", "b", "There is no"),
        ("fifo", "b", "not a regular file"),
        ("with", "b", "not a regular file"),
    ],
)
async def test_a_copy_without_sense_is_refused_and_leaves_nothing(
    server: FilesServer, granted: Path, source: str, destination: str, words: str
) -> None:
    (granted / "a").mkdir()
    (granted / "way").symlink_to("a")
    (granted / "with").mkdir()
    os.mkfifo(granted / "fifo")
    os.mkfifo(granted / "with" / "fifo")
    with anyio.fail_after(PATIENCE_S):
        assert words in await refusal(server, "copy_file", source=source, destination=destination)
    assert names_in(granted) == ["a", "fifo", "way", "with"]


async def test_a_file_with_a_hole_stays_small(server: FilesServer, granted: Path) -> None:
    with (granted / "sparse").open("wb") as file:
        file.seek(3 << 30)
        file.write(b"end")
    with anyio.fail_after(PATIENCE_S):
        await answer(server, "copy_file", source="sparse", destination="copy")
    copy = (granted / "copy").stat()
    assert copy.st_size == (3 << 30) + 3
    assert copy.st_blocks * 512 < 1 << 20


async def test_a_deleted_folder_is_in_the_trash_and_not_gone(server: FilesServer, granted: Path) -> None:
    lay(granted)
    assert (await answer(server, "delete_file", path="notes")).startswith("Deleted granted/notes.")
    assert names_in(granted) == ["f.txt"]
    kept = data_folder() / "journal" / "kept" / "1-before"
    assert (kept / "deep" / "old.txt").read_text(encoding="utf-8") == "deep"


async def test_deleting_a_link_leaves_what_it_leads_to(server: FilesServer, granted: Path, outside: Path) -> None:
    (granted / "f.txt").touch()
    (granted / "link").symlink_to("f.txt")
    (granted / "way").symlink_to(outside)
    await answer(server, "delete_file", path="link")
    await answer(server, "delete_file", path="way")
    assert names_in(granted) == ["f.txt"]
    assert names_in(outside) == ["secret.txt"]


@pytest.mark.parametrize("path", [".", "inner", "way/inner", "{granted}"])
async def test_a_granted_folder_is_not_deleted_by_any_name(granted: Path, path: str) -> None:
    (granted / "inner").mkdir()
    (granted / "way").symlink_to(".")
    server = make_filesystem_server([str(granted), str(granted / "inner")])
    assert "given to work in" in await refusal(server, "delete_file", path=path.format(granted=granted))
    assert "given to work in" in await refusal(
        server, "move_file", source=path.format(granted=granted), destination="x"
    )
    assert (granted / "inner").is_dir()


async def test_a_folder_that_holds_our_own_data_is_neither_deleted_nor_moved_nor_copied(tmp_path: Path) -> None:
    server = make_filesystem_server([str(tmp_path)])
    (tmp_path / "above").mkdir()
    data_folder().rename(tmp_path / "above" / "data")
    (tmp_path / "data").symlink_to("above/data")
    server = make_filesystem_server([str(tmp_path)])
    assert "given to work in" in await refusal(server, "delete_file", path="above")
    assert "given to work in" in await refusal(server, "move_file", source="above", destination="x")
    assert "secrets" in await refusal(server, "copy_file", source="above", destination="x")
    assert sorted(names_in(tmp_path)) == ["above", "data", "home"]


@pytest.mark.parametrize("tool", ["move_file", "copy_file"])
async def test_a_folder_whose_name_makes_a_secret_keeps_it(server: FilesServer, granted: Path, tool: str) -> None:
    (granted / ".config" / "chromium").mkdir(parents=True)
    assert "secrets" in await refusal(server, tool, source=".config", destination="plain")
    (granted / "project").mkdir()
    (granted / "project" / ".env").touch()
    await answer(server, tool, source="project", destination="renamed")
    assert "secrets" in await refusal(server, "read_text_file", path="renamed/.env")


class CancelledAtStep:
    """A call that its client takes back after some steps of its work."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def check(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise Cancelled

    def tell(self, done: float, total: float | None, message: str | None) -> None:
        pass


@pytest.mark.parametrize("steps", [0, 1, 5, 9])
def test_a_change_that_is_cancelled_leaves_nothing(mutations: Mutations, granted: Path, steps: int) -> None:
    (granted / "notes").mkdir()
    for number in range(10):
        (granted / "notes" / str(number)).write_text("x", encoding="utf-8")
    root = Roots([str(granted)]).all[0]
    token = current_work.set(CancelledAtStep(steps))
    try:
        with pytest.raises(Cancelled):
            mutations.copy(Place(root, ("notes",)), Place(root, ("copy",)))
        with pytest.raises(Cancelled):
            mutations.delete(Place(root, ("notes",)))
    finally:
        current_work.reset(token)
    assert names_in(granted) == ["notes"]
    assert len(names_in(granted / "notes")) == 10
