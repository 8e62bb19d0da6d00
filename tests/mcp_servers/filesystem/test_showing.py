"""What a change did, while later changes come and go."""

from pathlib import Path
from typing import Any

from mcp.server.lowlevel import Server

from tests.mcp_servers.calling import answer, refusal


async def test_each_change_shows_its_own_difference_also_when_more_came_after_it(
    server: Server[Any], granted: Path
) -> None:
    await answer(server, "write_file", path="note.txt", content="one\n")
    await answer(server, "write_file", path="note.txt", content="two\n")
    await answer(server, "append_file", path="note.txt", content="three\n")
    assert "+one" in await answer(server, "show_change", id=1)
    second = await answer(server, "show_change", id=2)
    assert ("-one" in second, "+two" in second) == (True, True)
    assert "+three" in await answer(server, "show_change", id=3)
    await answer(server, "undo_change")
    assert "+three" in await answer(server, "show_change", id=3)


async def test_what_was_deleted_is_shown_as_gone_lines(server: Server[Any], granted: Path) -> None:
    (granted / "note.txt").write_text("milk\n", encoding="utf-8")
    await answer(server, "delete_file", path="note.txt")
    assert "-milk" in await answer(server, "show_change", id=1)


async def test_a_version_that_the_user_has_replaced_is_said_to_be_gone(server: Server[Any], granted: Path) -> None:
    await answer(server, "write_file", path="note.txt", content="one\n")
    (granted / "note.txt").write_text("mine\n", encoding="utf-8")
    assert "no longer both there" in await answer(server, "show_change", id=1)


async def test_what_is_no_text_and_what_was_moved_are_said_to_be(server: Server[Any], granted: Path) -> None:
    (granted / "x.bin").write_bytes(b"\0\1\2")
    await answer(server, "delete_file", path="x.bin")
    (granted / "a.txt").write_text("a", encoding="utf-8")
    await answer(server, "move_file", source="a.txt", destination="b.txt")
    assert "no text" in await answer(server, "show_change", id=1)
    assert "moved" in await answer(server, "show_change", id=2)


async def test_an_unknown_change_is_refused_in_words(server: Server[Any]) -> None:
    assert "There is no change of that number" in await refusal(server, "show_change", id=7)
