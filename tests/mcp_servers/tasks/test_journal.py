"""Undo and redo: exact, shared by programs on one file, and never over what was done since."""

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp.server.lowlevel import Server

from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks import journal
from tests.mcp_servers.calling import answer, data, make_tasks_server, refusal
from tests.mcp_servers.tasks.direct import Direct
from tests.mcp_servers.tasks.moments import NOW

TasksServer = Server[dict[str, Any]]
CHANGES: dict[str, dict[str, Any]] = {
    "add_tasks": {"tasks": [{"title": "X"}, {"title": "Y", "parent": 1}]},
    "update_task": {"task": 1, "title": "New", "due": "friday", "tags": ["a"], "repeat": "weekly", "parent": None},
    "complete_task": {"task": 1},
    "reschedule_task": {"task": 1, "due": "friday"},
    "delete_task": {"task": 1},
}


def state(db: Path) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(db)
    try:
        return connection.execute("SELECT * FROM tasks ORDER BY id").fetchall()
    finally:
        connection.close()


async def fill(server: TasksServer) -> None:
    await answer(server, "add_task", title="Clean", due="tomorrow", repeat="every day", remind="1 hour before")
    await answer(server, "add_task", title="Scrub", parent=1)


@pytest.mark.parametrize("tool", CHANGES)
async def test_undo_and_redo_bring_every_column_back(server: TasksServer, db: Path, tool: str) -> None:
    await fill(server)
    before = state(db)
    await answer(server, tool, **CHANGES[tool])
    after = state(db)
    assert after != before
    for _ in range(2):
        await answer(server, "undo")
        assert state(db) == before
        await answer(server, "redo")
        assert state(db) == after


async def test_undo_says_what_it_took_back(server: TasksServer) -> None:
    await answer(server, "add_task", title="Buy milk", due="tomorrow")
    change = (await data(server, "complete_task", task=1))["change"]
    assert await answer(server, "undo") == "Undone: Completed “Buy milk”."
    assert await answer(server, "redo") == "Done again: Completed “Buy milk”."
    assert await answer(server, "undo", id=change) == "Undone: Completed “Buy milk”."
    assert await answer(server, "undo") == "Undone: Added “Buy milk”, due tomorrow (Tue 24 Nov 2026)."
    assert await refusal(server, "undo") == "There is nothing to undo."


async def test_a_change_is_told_as_it_is_afterwards(server: TasksServer) -> None:
    await answer(server, "add_task", title="Buy milk")
    assert (await data(server, "undo"))["change"]["undone"] is True
    assert (await data(server, "redo"))["change"]["undone"] is False


async def test_undo_goes_back_step_by_step_and_redo_forth(server: TasksServer, db: Path) -> None:
    states: list[list[tuple[Any, ...]]] = [[]]
    for title in ("A", "B", "C"):
        await answer(server, "add_task", title=title)
        states.append(state(db))
    for expected in reversed(states[:-1]):
        await answer(server, "undo")
        assert state(db) == expected
    for expected in states[1:]:
        await answer(server, "redo")
        assert state(db) == expected
    assert await refusal(server, "redo") == "There is nothing to redo."


async def test_after_something_new_there_is_nothing_to_redo_but_by_number(server: TasksServer) -> None:
    change = (await data(server, "add_task", title="A"))["change"]
    await answer(server, "undo")
    await answer(server, "add_task", title="B")
    assert await refusal(server, "redo") == "There is nothing to redo."
    await answer(server, "redo", id=change)
    assert (await data(server, "list_tasks"))["total"] == 2


async def test_an_older_change_can_be_undone_while_its_tasks_are_as_it_left_them(server: TasksServer) -> None:
    first = (await data(server, "add_task", title="A"))["change"]
    await answer(server, "add_task", title="B")
    await answer(server, "undo", id=first)
    assert [task["title"] for task in (await data(server, "list_tasks"))["tasks"]] == ["B"]
    assert "already undone" in await refusal(server, "undo", id=first)
    await answer(server, "redo", id=first)
    assert "is not undone" in await refusal(server, "redo", id=first)
    assert "There is no change 99" in await refusal(server, "undo", id=99)


async def test_undo_after_the_task_was_changed_since_overwrites_nothing(server: TasksServer, db: Path) -> None:
    first = (await data(server, "add_task", title="A"))["change"]
    await answer(server, "update_task", task=1, notes="mine")
    before = state(db)
    said = await refusal(server, "undo", id=first)
    assert said.startswith("Nothing was changed: “A” was changed since")
    connection = sqlite3.connect(db)
    connection.execute("UPDATE tasks SET title = 'by another program'")
    connection.commit()
    connection.close()
    assert "was changed since" in await refusal(server, "undo")
    assert [row[1] for row in state(db)] == ["by another program"]
    assert [row[2:] for row in state(db)] == [row[2:] for row in before]


async def test_a_task_that_got_subtasks_since_is_not_taken_away_from_them(server: TasksServer) -> None:
    first = (await data(server, "add_task", title="A"))["change"]
    await answer(server, "add_task", title="B", parent="A")
    assert await refusal(server, "undo", id=first) == "Nothing was changed: “A” has got subtasks since."


async def test_two_programs_undo_what_the_other_did(server: TasksServer, db: Path) -> None:
    other = make_tasks_server(db, lambda: NOW)
    await answer(server, "add_task", title="A")
    assert await answer(other, "undo") == "Undone: Added “A”."
    assert await answer(server, "redo") == "Done again: Added “A”."


async def test_what_changes_nothing_is_no_step(server: TasksServer) -> None:
    await answer(server, "add_task", title="A")
    assert (await data(server, "reopen_task", task=1))["change"] is None
    assert (await data(server, "update_task", task=1, title="A"))["change"] is None
    assert len((await data(server, "list_changes"))["changes"]) == 1


async def test_several_tasks_are_one_step(server: TasksServer) -> None:
    await answer(server, "add_tasks", tasks=[{"title": str(number)} for number in range(100)])
    await answer(server, "undo")
    assert (await data(server, "list_tasks"))["total"] == 0


async def test_changes_are_listed_newest_first_with_what_is_undone(server: TasksServer) -> None:
    assert await answer(server, "list_changes") == "No changes."
    await answer(server, "add_task", title="A")
    await answer(server, "complete_task", task=1)
    await answer(server, "undo")
    assert await answer(server, "list_changes") == (
        "- 2, today at 15:30 (Mon 23 Nov 2026): Completed “A”. (undone)\n"
        "- 1, today at 15:30 (Mon 23 Nov 2026): Added “A”."
    )
    (newest,) = (await data(server, "list_changes", limit=1))["changes"]
    assert newest == {
        "id": 2, "made_at": "2026-11-23T14:30:00+00:00", "what": "Completed “A”.", "undone": True, "tasks": [1],
        "diff": "-status: open\n+status: done",
    }  # fmt: skip


@pytest.mark.parametrize(("limit", "value"), [("MAX_CHANGES", 3), ("MAX_BYTES", 2000)])
async def test_the_oldest_changes_are_dropped(
    server: TasksServer, db: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(journal, limit, value)
    for number in range(20):
        await answer(server, "add_task", title=f"{number}", notes="x" * 100)
    kept = (await data(server, "list_changes"))["changes"]
    assert 1 <= len(kept) <= 3
    assert kept[0]["tasks"] == [20]


async def test_a_failed_call_is_no_step(server: TasksServer) -> None:
    await answer(server, "add_task", title="A")
    await refusal(server, "update_task", task=1, parent=1)
    assert len((await data(server, "list_changes"))["changes"]) == 1


Step = tuple[str, dict[str, Any]]
_FIXED: list[Step] = [("undo", {}), ("undo", {}), ("redo", {}), *CHANGES.items()]
_NUMBERED: dict[str, dict[str, Any]] = {"complete_task": {}, "add_task": {"title": "T"}, "reopen_task": {}}


def _numbered(tool: str, number: int) -> Step:
    return tool, {**_NUMBERED[tool], "parent" if tool == "add_task" else "task": number}


STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(st.sampled_from(_FIXED), st.builds(_numbered, st.sampled_from(sorted(_NUMBERED)), st.integers(1, 4))),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_undo_and_redo_walk_through_all_that_was(steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        db = Path(folder) / "tasks.db"
        tools = Direct(db)
        tools("list_tasks")
        seen = [state(db)]
        place = 0
        for tool, arguments in [("add_task", {"title": "Clean", "repeat": "daily"}), *steps]:
            try:
                tools(tool, **arguments)
            except ToolFailure:
                assert tool not in ("undo", "redo") or not 0 < place < len(seen) - 1
            match tool:
                case "undo":
                    place = max(place - 1, 0)
                case "redo":
                    place = min(place + 1, len(seen) - 1)
                case _ if state(db) != seen[place]:
                    seen[place + 1 :] = [state(db)]
                    place += 1
                case _:
                    pass
            assert state(db) == seen[place]
