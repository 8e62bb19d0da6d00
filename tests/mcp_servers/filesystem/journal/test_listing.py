"""What list_changes shows, and what the journal lets go of."""

from pathlib import Path
from typing import Any

import pytest
from mcp.server.lowlevel import Server

from mcp_servers.common.data_folder import data_folder
from mcp_servers.filesystem.journal import journal
from tests.mcp_servers.calling import answer, data, refusal
from tests.mcp_servers.filesystem.folders import names_in

FilesServer = Server[dict[str, Any]]


async def test_changes_are_listed_newest_first_with_what_can_be_done(server: FilesServer, granted: Path) -> None:
    await answer(server, "write_file", path="f.txt", content="one")
    await answer(server, "write_file", path="f.txt", content="two!")
    await answer(server, "move_file", source="f.txt", destination="g.txt")
    await answer(server, "undo_change")
    listed = await data(server, "list_changes")
    facts = [
        (change["id"], change["kind"], change["path"], change["origin"], change["state"], change["undoable"])
        for change in listed["changes"]
    ]
    assert facts == [
        (3, "move", "granted/g.txt", "granted/f.txt", "undone", False),
        (2, "write", "granted/f.txt", None, "done", True),
        (1, "write", "granted/f.txt", None, "done", True),
    ]
    assert [change["size"] for change in listed["changes"]] == [0, 3, 0]
    assert "(undone)" in (await answer(server, "list_changes")).splitlines()[0]


async def test_the_list_is_cut_at_its_limit_and_kept_to_a_path(server: FilesServer, granted: Path) -> None:
    (granted / "notes").mkdir()
    for path in ("notes/a.txt", "notes/b.txt", "c.txt"):
        await answer(server, "write_file", path=path, content="x")
    cut = await data(server, "list_changes", limit=2)
    assert ([change["id"] for change in cut["changes"]], cut["truncated"]) == ([3, 2], True)
    below = await data(server, "list_changes", path="notes")
    assert ([change["id"] for change in below["changes"]], below["truncated"]) == ([2, 1], False)
    assert "outside" in await refusal(server, "list_changes", path="/etc")


async def test_nothing_changed_is_said(server: FilesServer) -> None:
    assert await answer(server, "list_changes") == "Nothing was changed yet."


async def test_a_journal_over_its_size_drops_the_oldest_and_says_so(
    server: FilesServer, granted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MAX_BYTES", 250)
    for name in "abc":
        (granted / name).write_text(name * 100, encoding="utf-8")
    await answer(server, "write_file", path="a", content="")
    assert "can no longer" not in await answer(server, "write_file", path="b", content="")
    assert "1 older change can no longer be undone" in await answer(server, "write_file", path="c", content="")
    assert names_in(data_folder() / "journal" / "kept") == ["2-before", "3-before"]
    listed = await data(server, "list_changes")
    assert ([change["undoable"] for change in listed["changes"]], listed["dropped"]) == ([True, True, False], 1)
    assert "1 of these can no longer be undone" in await answer(server, "list_changes")
    assert "dropped from the journal" in await refusal(server, "undo_change", id=1)


async def test_what_was_deleted_lately_stays_whatever_its_size(
    server: FilesServer, granted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MAX_BYTES", 10)
    (granted / "f.txt").write_text("x" * 100, encoding="utf-8")
    await answer(server, "delete_file", path="f.txt")
    await answer(server, "write_file", path="g.txt", content="x")
    await answer(server, "undo_change", id=1)
    assert (granted / "f.txt").read_text(encoding="utf-8") == "x" * 100


async def test_what_was_deleted_long_ago_is_dropped_for_its_size(
    server: FilesServer, granted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MAX_BYTES", 10)
    monkeypatch.setattr(journal, "DELETED_STAYS_DAYS", 0)
    (granted / "f.txt").write_text("x" * 100, encoding="utf-8")
    await answer(server, "delete_file", path="f.txt")
    assert "1 older change can no longer" in await answer(server, "write_file", path="g.txt", content="x")
    assert names_in(data_folder() / "journal" / "kept") == []


async def test_a_change_past_its_time_is_dropped(
    server: FilesServer, granted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await answer(server, "write_file", path="f.txt", content="x")
    monkeypatch.setattr(journal, "MAX_AGE_DAYS", 0)
    assert "1 older change can no longer be undone" in await answer(server, "write_file", path="g.txt", content="x")
