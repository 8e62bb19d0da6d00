"""Every change can be taken back and made again, and nothing that somebody changed since is overwritten."""

import os
from pathlib import Path
from typing import Any

import pytest
from mcp.server.lowlevel import Server

from mcp_servers.common.data_folder import data_folder
from tests.mcp_servers.calling import answer, data, make_filesystem_server, refusal
from tests.mcp_servers.filesystem.folders import names_in
from tests.mcp_servers.filesystem.journal.states import lay, state_of

FilesServer = Server[dict[str, Any]]

CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("write_file", {"path": "f.txt", "content": "new"}),
    ("write_file", {"path": "f.txt", "content": "old\r\n"}),
    ("write_file", {"path": "new.txt", "content": "new"}),
    ("append_file", {"path": "f.txt", "content": "more\n"}),
    ("append_file", {"path": "new.txt", "content": "new"}),
    ("edit_file", {"path": "f.txt", "edits": [{"oldText": "old", "newText": "new"}]}),
    ("create_directory", {"path": "a/b/c"}),
    ("create_directory", {"path": "notes/a/b"}),
    ("move_file", {"source": "f.txt", "destination": "notes/g.txt"}),
    ("move_file", {"source": "notes", "destination": "other"}),
    ("move_file", {"source": "notes/link", "destination": "link"}),
    ("copy_file", {"source": "f.txt", "destination": "g.txt"}),
    ("copy_file", {"source": "notes", "destination": "other"}),
    ("delete_file", {"path": "f.txt"}),
    ("delete_file", {"path": "notes"}),
    ("delete_file", {"path": "notes/link"}),
]


@pytest.mark.parametrize(("tool", "arguments"), CHANGES)
async def test_undo_brings_back_bytes_modes_and_times_and_redo_what_was_made(
    server: FilesServer, granted: Path, tool: str, arguments: dict[str, Any]
) -> None:
    lay(granted)
    before = state_of(granted)
    await answer(server, tool, **arguments)
    after = state_of(granted)
    assert after != before
    for _ in range(2):
        assert (await data(server, "undo_change"))["state"] == "undone"
        assert state_of(granted) == before
        assert (await data(server, "redo_change"))["state"] == "done"
        assert state_of(granted) == after


async def test_all_changes_are_undone_one_after_the_other_and_redone_in_their_order(
    server: FilesServer, granted: Path
) -> None:
    lay(granted)
    states = [state_of(granted)]
    for tool, arguments in (CHANGES[0], CHANGES[3], CHANGES[8], CHANGES[14], CHANGES[6]):
        await answer(server, tool, **arguments)
        states.append(state_of(granted))
    for state in reversed(states[:-1]):
        await answer(server, "undo_change")
        assert state_of(granted) == state
    assert "no change to undo" in await refusal(server, "undo_change")
    for state in states[1:]:
        await answer(server, "redo_change")
        assert state_of(granted) == state
    assert "no change to redo" in await refusal(server, "redo_change")


async def test_a_change_of_long_ago_is_undone_by_its_number_alone(server: FilesServer, granted: Path) -> None:
    await answer(server, "write_file", path="a.txt", content="a")
    await answer(server, "write_file", path="b.txt", content="b")
    said = await answer(server, "undo_change", id=1)
    assert said == "Undone change 1: Wrote granted/a.txt."
    assert names_in(granted) == ["b.txt"]
    assert "undone already" in await refusal(server, "undo_change", id=1)
    assert "no change of that number" in await refusal(server, "undo_change", id=99)


async def test_undo_after_the_user_changed_the_file_overwrites_nothing(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("first", encoding="utf-8")
    await answer(server, "write_file", path="f.txt", content="second")
    (granted / "f.txt").write_text("by hand", encoding="utf-8")
    outcome = await data(server, "undo_change")
    assert outcome["beside"] == "granted/f (before change 1).txt"
    assert "was changed after change 1" in outcome["message"]
    assert outcome["state"] == "done"
    assert (granted / "f.txt").read_text(encoding="utf-8") == "by hand"
    assert (granted / "f (before change 1).txt").read_text(encoding="utf-8") == "first"
    await answer(server, "undo_change")
    assert names_in(granted) == ["f.txt"]


async def test_redo_after_the_user_changed_the_file_overwrites_nothing(server: FilesServer, granted: Path) -> None:
    await answer(server, "write_file", path="f.txt", content="written")
    await answer(server, "undo_change")
    (granted / "f.txt").write_text("by hand", encoding="utf-8")
    assert (await data(server, "redo_change"))["beside"] == "granted/f (after change 1).txt"
    assert (granted / "f.txt").read_text(encoding="utf-8") == "by hand"
    assert (granted / "f (after change 1).txt").read_text(encoding="utf-8") == "written"


async def test_what_was_made_and_then_changed_by_hand_is_not_taken_away(server: FilesServer, granted: Path) -> None:
    await answer(server, "create_directory", path="notes")
    (granted / "notes" / "mine.txt").touch()
    await answer(server, "write_file", path="f.txt", content="x")
    (granted / "f.txt").write_text("by hand", encoding="utf-8")
    for number in (1, 2):
        assert "I left it as it is" in await refusal(server, "undo_change", id=number)
    assert names_in(granted) == ["f.txt", "notes"]


async def test_a_deleted_file_comes_back_beside_the_one_that_took_its_place(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("old", encoding="utf-8")
    await answer(server, "delete_file", path="f.txt")
    (granted / "f.txt").write_text("other", encoding="utf-8")
    await answer(server, "undo_change")
    assert (granted / "f.txt").read_text(encoding="utf-8") == "other"
    assert (granted / "f (before change 1).txt").read_text(encoding="utf-8") == "old"


async def test_what_the_user_took_back_by_hand_counts_as_undone(server: FilesServer, granted: Path) -> None:
    await answer(server, "write_file", path="f.txt", content="x")
    (granted / "f.txt").unlink()
    assert "It was so already" in await answer(server, "undo_change")


async def test_a_move_is_not_undone_over_something_or_from_nothing(server: FilesServer, granted: Path) -> None:
    (granted / "a").touch()
    await answer(server, "move_file", source="a", destination="b")
    (granted / "a").write_text("mine", encoding="utf-8")
    assert "something else is in its place" in await refusal(server, "undo_change")
    (granted / "a").unlink()
    (granted / "b").unlink()
    assert "no longer there" in await refusal(server, "undo_change")


async def test_undo_says_which_folder_is_missing(server: FilesServer, granted: Path) -> None:
    (granted / "notes").mkdir()
    (granted / "notes" / "f.txt").touch()
    await answer(server, "delete_file", path="notes/f.txt")
    (granted / "notes").rmdir()
    said = "The folder granted/notes is gone. Make it again with create_directory, and then undo change 1."
    assert await refusal(server, "undo_change") == said
    await answer(server, "create_directory", path="notes")
    await answer(server, "undo_change", id=1)
    assert (granted / "notes" / "f.txt").exists()


async def test_what_somebody_else_changed_is_named_where_there_was_nothing_before(
    server: FilesServer, granted: Path
) -> None:
    await answer(server, "write_file", path="new.txt", content="mine")
    (granted / "new.txt").write_text("by hand", encoding="utf-8")
    said = "granted/new.txt was changed after change 1 was made, so I left it as it is."
    assert await refusal(server, "undo_change") == said


async def test_what_was_gone_before_it_was_undone_cannot_be_made_again(server: FilesServer, granted: Path) -> None:
    await answer(server, "write_file", path="new.txt", content="mine")
    (granted / "new.txt").unlink()
    assert (await answer(server, "undo_change")).startswith("It was so already.")
    assert "so no copy was kept" in await refusal(server, "redo_change")


async def test_undo_works_in_another_server_on_the_same_folders(granted: Path) -> None:
    await answer(make_filesystem_server([str(granted)]), "write_file", path="f.txt", content="x")
    await answer(make_filesystem_server([str(granted)]), "undo_change", id=1)
    assert names_in(granted) == []


async def test_changes_elsewhere_are_neither_shown_nor_undone(granted: Path, outside: Path) -> None:
    await answer(make_filesystem_server([str(outside)]), "write_file", path="f.txt", content="x")
    server = make_filesystem_server([str(granted)])
    assert (await data(server, "list_changes"))["changes"] == []
    assert "no change to undo" in await refusal(server, "undo_change")
    assert "outside the folders" in await refusal(server, "undo_change", id=1)
    assert (outside / "f.txt").exists()


async def test_undo_honours_a_folder_that_is_read_only_by_now(granted: Path) -> None:
    await answer(make_filesystem_server([str(granted)]), "write_file", path="f.txt", content="x")
    server = make_filesystem_server([], read_only_folders=[str(granted)])
    assert "read only" in await refusal(server, "undo_change")
    assert names_in(granted) == ["f.txt"]


async def test_undo_follows_no_link_that_was_put_in_its_way(server: FilesServer, granted: Path, outside: Path) -> None:
    (granted / "notes").mkdir()
    (granted / "notes" / "secret.txt").write_text("mine", encoding="utf-8")
    await answer(server, "delete_file", path="notes/secret.txt")
    (granted / "notes").rmdir()
    (granted / "notes").symlink_to(outside)
    assert "outside the folders" in await refusal(server, "undo_change")
    assert (outside / "secret.txt").read_text(encoding="utf-8") == "SECRET"


async def test_the_journal_is_for_this_user_alone(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").touch()
    await answer(server, "delete_file", path="f.txt")
    journal = data_folder() / "journal"
    assert journal.stat().st_mode & 0o777 == (journal / "kept").stat().st_mode & 0o777 == 0o700
    assert (journal / "journal.db").stat().st_mode & 0o777 == 0o600


async def test_a_journal_that_cannot_be_written_stops_the_change(server: FilesServer, granted: Path) -> None:
    (data_folder() / "journal").write_text("in the way", encoding="utf-8")
    assert "journal" in await refusal(server, "write_file", path="f.txt", content="x")
    assert names_in(granted) == []


async def test_names_that_are_no_text_are_undone_too(server: FilesServer, granted: Path) -> None:
    folder = granted / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    (folder / "f.txt").touch()
    (granted / "link").symlink_to(folder)
    await answer(server, "delete_file", path="link/f.txt")
    assert "caf" in await answer(server, "list_changes")
    await answer(server, "undo_change")
    assert (folder / "f.txt").exists()
