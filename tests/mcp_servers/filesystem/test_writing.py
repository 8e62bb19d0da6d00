import json
import os
import stat
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp import Client
from mcp.server.lowlevel import Server

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.mutations import Mutations
from mcp_servers.filesystem.replies import CHANGE, ETAG
from mcp_servers.filesystem.workspace import Workspace
from mcp_servers.filesystem.write_tools import WriteFile, WriteTools
from tests.mcp_servers.calling import answer, call, data, refusal
from tests.mcp_servers.filesystem.folders import names_in
from tests.mcp_servers.processes import started

FilesServer = Server[dict[str, Any]]


async def said(server: FilesServer, tool: str, **arguments: Any) -> str:
    """What a change answers, without the closing note that tells its number."""
    text, _, note = (await answer(server, tool, **arguments)).rpartition("\n[Change ")
    assert note.endswith("; undo_change takes it back.]")
    return text


def one_edit(old: str, new: str, **more: Any) -> list[dict[str, Any]]:
    return [{"oldText": old, "newText": new, **more}]


async def test_a_file_is_made_and_then_replaced(server: FilesServer, granted: Path) -> None:
    assert await said(server, "write_file", path="f.txt", content="Grüße\n") == "Created granted/f.txt (8 bytes)."
    assert (granted / "f.txt").read_bytes() == "Grüße\n".encode()
    assert await said(server, "write_file", path="f.txt", content="") == "Replaced granted/f.txt (0 bytes)."
    assert names_in(granted) == ["f.txt"]


async def test_a_missing_folder_is_named_and_not_made(server: FilesServer, granted: Path) -> None:
    text = await refusal(server, "write_file", path="new/f.txt", content="x")
    assert text == "There is no folder granted/new. Make it first with create_directory."
    assert names_in(granted) == []


async def test_the_mode_of_a_file_stays(server: FilesServer, granted: Path) -> None:
    file = granted / "run.sh"
    file.write_text("a\n", encoding="utf-8")
    file.chmod(0o750)
    await answer(server, "write_file", path="run.sh", content="b\n")
    await answer(server, "edit_file", path="run.sh", edits=one_edit("b", "c"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o750


async def test_a_file_marked_read_only_is_left_alone(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("a", encoding="utf-8")
    (granted / "f.txt").chmod(0o444)
    assert "read-only" in await refusal(server, "write_file", path="f.txt", content="b")
    assert "read-only" in await refusal(server, "edit_file", path="f.txt", edits=one_edit("a", "b"))


async def test_a_name_of_255_bytes_can_be_written_twice(server: FilesServer, granted: Path) -> None:
    name = "n" * 255
    await answer(server, "write_file", path=name, content="one")
    await answer(server, "write_file", path=name, content="two")
    assert (granted / name).read_text(encoding="utf-8") == "two"
    assert "too long" in await refusal(server, "write_file", path=name + "n", content="x")


async def test_writing_to_a_link_inside_changes_its_target_and_keeps_the_link(
    server: FilesServer, granted: Path
) -> None:
    (granted / "target.txt").write_text("a", encoding="utf-8")
    (granted / "link").symlink_to("target.txt")
    await answer(server, "write_file", path="link", content="b")
    assert (granted / "link").is_symlink()
    assert (granted / "target.txt").read_text(encoding="utf-8") == "b"


async def test_a_folder_is_not_replaced_by_a_file(server: FilesServer, granted: Path) -> None:
    (granted / "notes").mkdir()
    assert "is a folder" in await refusal(server, "write_file", path="notes", content="x")
    assert "is a folder" in await refusal(server, "write_file", path=".", content="x")


async def test_what_a_killed_writer_left_is_hidden_and_then_replaced(server: FilesServer, granted: Path) -> None:
    await answer(server, "write_file", path="f.txt", content="a")
    left = granted / ".deskhand-0123456789abcdef.tmp"
    left.write_text("half", encoding="utf-8")
    assert ".deskhand" not in await answer(server, "list_directory")
    assert ".deskhand" not in await answer(server, "directory_tree")
    assert "No file" in await answer(server, "search_files", pattern=".deskhand")


async def test_a_disk_that_is_full_leaves_the_old_file(server: FilesServer, granted: Path) -> None:
    import resource

    (granted / "f.txt").write_text("old", encoding="utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        await refusal(server, "write_file", path="f.txt", content="x" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (granted / "f.txt").read_text(encoding="utf-8") == "old"
    assert names_in(granted) == ["f.txt"]


async def test_an_edit_answers_with_a_diff(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("one\ntwo\nthree\n", encoding="utf-8")
    text = await said(server, "edit_file", path="f.txt", edits=one_edit("two", "2"))
    assert text == (
        "Changed granted/f.txt:\n```diff\n--- f.txt\n+++ f.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n```"
    )
    assert (granted / "f.txt").read_text(encoding="utf-8") == "one\n2\nthree\n"


async def test_a_dry_run_shows_the_diff_and_changes_nothing(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("one\n", encoding="utf-8")
    text = await answer(server, "edit_file", path="f.txt", edits=one_edit("one", "two"), dryRun=True)
    assert text.startswith("This would change granted/f.txt:\n```diff")
    assert (granted / "f.txt").read_text(encoding="utf-8") == "one\n"


async def test_a_diff_of_markdown_cannot_end_its_own_block(server: FilesServer, granted: Path) -> None:
    (granted / "f.md").write_text("```\ncode\n```\n", encoding="utf-8")
    text = await said(server, "edit_file", path="f.md", edits=one_edit("code", "<b>code</b>"))
    assert "````diff" in text
    assert text.endswith("````")


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        (one_edit("", "x"), "oldText is empty"),
        (one_edit("a", "x"), "3 times"),
        (one_edit("gone", "x"), "is not in the file"),
        (one_edit("a", "x", expectedCount=2), "3 times, not 2"),
        (one_edit("first", "x") + one_edit("gone", "x"), "Edit 2: oldText is not in the file"),
        ([], "`edits`"),
        ([{"old": "a", "newText": "b"}], "`edits[0].oldText` is missing"),
    ],
)
async def test_an_edit_that_does_not_fit_changes_nothing(
    server: FilesServer, granted: Path, edits: list[dict[str, Any]], words: str
) -> None:
    (granted / "f.txt").write_text("first\na a a\n", encoding="utf-8")
    assert words in await refusal(server, "edit_file", path="f.txt", edits=edits)
    assert (granted / "f.txt").read_text(encoding="utf-8") == "first\na a a\n"


@pytest.mark.parametrize("more", [{"replaceAll": True}, {"expectedCount": 3}])
async def test_every_occurrence_is_replaced_on_request(
    server: FilesServer, granted: Path, more: dict[str, Any]
) -> None:
    (granted / "f.txt").write_text("a a a\n", encoding="utf-8")
    await answer(server, "edit_file", path="f.txt", edits=one_edit("a", "$1", **more))
    assert (granted / "f.txt").read_text(encoding="utf-8") == "$1 $1 $1\n"


async def test_edits_build_on_each_other(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("one", encoding="utf-8")
    await answer(server, "edit_file", path="f.txt", edits=one_edit("one", "two") + one_edit("two", "three"))
    assert (granted / "f.txt").read_text(encoding="utf-8") == "three"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Grüße\nzwei\n".encode("latin-1"), "Grüße\nZWEI\n".encode("latin-1")),
        ("\ufeffGrüße\nzwei\n".encode(), "\ufeffGrüße\nZWEI\n".encode()),
        ("\ufeffGrüße\nzwei".encode("utf-16-le"), "\ufeffGrüße\nZWEI".encode("utf-16-le")),
        (b"eins\r\nzwei\r\n", b"eins\r\nZWEI\r\n"),
        (b"eins\r\nzwei\ndrei", b"eins\r\nZWEI\ndrei"),
        ("日本\nzwei\n".encode("shift_jis"), "日本\nZWEI\n".encode("shift_jis")),
    ],
)
async def test_an_edit_keeps_encoding_line_ends_and_all_other_bytes(
    server: FilesServer, granted: Path, before: bytes, after: bytes
) -> None:
    (granted / "f.txt").write_bytes(before)
    await answer(server, "edit_file", path="f.txt", edits=one_edit("zwei", "ZWEI"))
    assert (granted / "f.txt").read_bytes() == after


async def test_an_edit_over_lines_fits_a_file_with_carriage_returns(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_bytes(b"one\r\ntwo\r\nthree\r\n")
    await answer(server, "edit_file", path="f.txt", edits=one_edit("one\ntwo", "1\n2\n2b"))
    assert (granted / "f.txt").read_bytes() == b"1\r\n2\r\n2b\r\nthree\r\n"


async def test_a_character_that_the_encoding_lacks_is_refused(server: FilesServer, granted: Path) -> None:
    data = "Grüße\n".encode("latin-1")
    (granted / "f.txt").write_bytes(data)
    assert "has no “→”" in await refusal(server, "edit_file", path="f.txt", edits=one_edit("Gr", "→"))
    assert (granted / "f.txt").read_bytes() == data


async def test_a_binary_file_is_not_edited(server: FilesServer, granted: Path) -> None:
    (granted / "f.bin").write_bytes(b"a\0\1\2")
    assert "binary" in await refusal(server, "edit_file", path="f.bin", edits=one_edit("a", "b"))


async def test_fifty_edits_at_once_all_survive(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("".join(f"<{number}>\n" for number in range(50)), encoding="utf-8")
    async with Client(server) as client, anyio.create_task_group() as group:
        for number in range(50):
            arguments = {"path": "f.txt", "edits": one_edit(f"<{number}>", f"[{number}]")}
            group.start_soon(client.call_tool, "edit_file", arguments)
    assert (granted / "f.txt").read_text(encoding="utf-8") == "".join(f"[{number}]\n" for number in range(50))


def test_edits_of_two_processes_all_survive(granted: Path) -> None:
    (granted / "f.txt").write_text("".join(f"<{number}>\n" for number in range(40)), encoding="utf-8")
    with started("filesystem", str(granted)) as one, started("filesystem", str(granted)) as other:
        for wire in (one, other):
            wire.open()
        for number in range(40):
            wire = (one, other)[number % 2]
            wire.send_call("edit_file", number, path="f.txt", edits=one_edit(f"<{number}>", f"[{number}]"))
        results = [wire.receive()["result"] for wire in (one, other) for _ in range(20)]
    assert [result for result in results if result["isError"]] == []
    assert (granted / "f.txt").read_text(encoding="utf-8") == "".join(f"[{number}]\n" for number in range(40))


def test_a_writer_killed_at_any_moment_leaves_a_whole_file(granted: Path) -> None:
    file = granted / "f.txt"
    contents = {letter * 300_000 for letter in "ab"}
    file.write_text(min(contents), encoding="utf-8")
    for round_ in range(5):
        with started("filesystem", str(granted)) as wire:
            wire.open()
            for number, content in enumerate([*sorted(contents)] * 3, 1):
                wire.send_call("write_file", number, path="f.txt", content=content)
            for _ in range(round_):
                wire.receive()
            wire.process.kill()
        assert file.read_text(encoding="utf-8") in contents
    with started("filesystem", str(granted)) as wire:
        wire.open()
        assert not wire.call("write_file", path="f.txt", content="end")["isError"]
    assert names_in(granted) == ["f.txt"]


async def test_folders_are_made_with_those_above_and_may_be_there(server: FilesServer, granted: Path) -> None:
    assert await said(server, "create_directory", path="a/b/c") == "Created the folder granted/a/b/c."
    assert (granted / "a" / "b" / "c").is_dir()
    assert "already there" in await answer(server, "create_directory", path="granted/a/b")
    assert "already there" in await answer(server, "create_directory", path=".")
    (granted / "f").touch()
    assert "already exists" in await refusal(server, "create_directory", path="f")


async def test_files_folders_and_links_are_moved(server: FilesServer, granted: Path) -> None:
    (granted / "a").mkdir()
    (granted / "a" / "f.txt").write_text("x", encoding="utf-8")
    (granted / "link").symlink_to("a/f.txt")
    assert await said(server, "move_file", source="a", destination="b") == "Moved granted/a to granted/b."
    await answer(server, "move_file", source="link", destination="b/link")
    assert (granted / "b" / "link").is_symlink()
    assert (granted / "b" / "f.txt").read_text(encoding="utf-8") == "x"


async def test_a_move_never_replaces_anything(server: FilesServer, granted: Path) -> None:
    for name in ("a", "b"):
        (granted / name).write_text(name, encoding="utf-8")
    (granted / "empty").mkdir()
    for destination in ("b", "empty"):
        assert "already exists" in await refusal(server, "move_file", source="a", destination=destination)
    assert (granted / "b").read_text(encoding="utf-8") == "b"


@pytest.mark.parametrize(
    ("source", "destination", "words"),
    [
        ("a", "a/b/c", "into itself"),
        ("a", "a", "same"),
        (".", "b", "given to work in"),
        ("{granted}", "b", "given to work in"),
        ("a", "missing/b", "There is no folder granted/missing. Make it first"),
        ("missing", "b", "There is no"),
    ],
)
async def test_a_move_without_sense_is_refused(
    server: FilesServer, granted: Path, source: str, destination: str, words: str
) -> None:
    (granted / "a" / "b").mkdir(parents=True)
    text = await refusal(server, "move_file", source=source.format(granted=granted), destination=destination)
    assert words in text


async def test_a_change_is_answered_as_text_only(server: FilesServer) -> None:
    result = await call(server, "write_file", {"path": "f.txt", "content": "x" * 1000})
    assert result.structured_content is None
    assert len(json.dumps(result.model_dump(mode="json"))) < 500


_NAMES = st.text(alphabet=st.characters(exclude_characters="/~"), max_size=60)
_CONTENTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=2000)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=_NAMES, content=_CONTENTS)
def test_what_is_written_under_any_name_is_there_or_refused_in_words(
    workspace: Workspace, mutations: Mutations, granted: Path, name: str, content: str
) -> None:
    tools = WriteTools(workspace, mutations)
    try:
        tools.write_file(WriteFile(path=name, content=content))
    except ToolFailure:
        return
    assert (granted / name).read_bytes() == content.encode()


async def test_text_is_added_at_the_end_in_the_files_own_way(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_bytes("Grüße\r\n".encode("latin-1"))
    assert await said(server, "append_file", path="f.txt", content="zwei ä\n") == "Added to granted/f.txt."
    assert (granted / "f.txt").read_bytes() == "Grüße\r\nzwei ä\r\n".encode("latin-1")
    assert await said(server, "append_file", path="new.txt", content="one") == "Created granted/new.txt (3 bytes)."
    assert "nothing to add" in await answer(server, "append_file", path="new.txt", content="")


async def test_fifty_texts_added_at_once_are_all_there(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").touch()
    async with Client(server) as client, anyio.create_task_group() as group:
        for number in range(50):
            group.start_soon(client.call_tool, "append_file", {"path": "f.txt", "content": f"<{number}>\n"})
    lines = (granted / "f.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(lines) == sorted(f"<{number}>" for number in range(50))


async def etag_of_read(server: FilesServer, path: str) -> str:
    result = await call(server, "read_text_file", {"path": path})
    assert result.meta is not None
    return str(result.meta[ETAG])


@pytest.mark.parametrize(
    ("tool", "arguments"), [("write_file", {"content": "mine"}), ("edit_file", {"edits": one_edit("one", "mine")})]
)
async def test_a_change_that_names_an_etag_is_made_only_to_what_was_read(
    server: FilesServer, granted: Path, tool: str, arguments: dict[str, Any]
) -> None:
    (granted / "f.txt").write_text("one", encoding="utf-8")
    etag = await etag_of_read(server, "f.txt")
    assert etag == (await data(server, "get_file_info", path="f.txt"))["etag"]
    (granted / "f.txt").write_text("One", encoding="utf-8")
    assert "etag" in await refusal(server, tool, path="f.txt", if_match="", **arguments)
    text = await refusal(server, tool, path="f.txt", if_match=etag, **arguments)
    assert text.startswith("The file was changed since that etag was made")
    (granted / "f.txt").write_text("one", encoding="utf-8")
    result = await call(server, tool, {"path": "f.txt", "if_match": etag, **arguments})
    assert result.meta is not None
    assert result.meta[ETAG] == await etag_of_read(server, "f.txt")
    assert result.meta[CHANGE] == 1
    assert (granted / "f.txt").read_text(encoding="utf-8") == "mine"


async def test_an_etag_of_a_file_that_is_gone_fits_nothing(server: FilesServer, granted: Path) -> None:
    assert "no such file any more" in await refusal(server, "write_file", path="f.txt", content="x", if_match="abc")
    assert names_in(granted) == []


async def test_a_dry_run_tells_the_etag_of_what_it_has_seen(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("one", encoding="utf-8")
    result = await call(server, "edit_file", {"path": "f.txt", "edits": one_edit("one", "two"), "dryRun": True})
    assert result.meta is not None
    assert result.meta[ETAG] == await etag_of_read(server, "f.txt")
    assert CHANGE not in result.meta


async def test_a_dry_run_of_a_stale_edit_is_refused_too(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("one", encoding="utf-8")
    text = await refusal(server, "edit_file", path="f.txt", edits=one_edit("one", "two"), if_match="abc", dryRun=True)
    assert "etag" in text


async def test_extended_attributes_stay(server: FilesServer, granted: Path) -> None:
    file = granted / "f.txt"
    file.write_text("one", encoding="utf-8")
    os.setxattr(file, "user.colour", b"green")
    await answer(server, "edit_file", path="f.txt", edits=one_edit("one", "two"))
    assert os.getxattr(file, "user.colour") == b"green"
    await answer(server, "copy_file", source="f.txt", destination="g.txt")
    assert os.getxattr(granted / "g.txt", "user.colour") == b"green"


async def test_a_large_request_to_replace_everything_is_one_change(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("a" * 100_000, encoding="utf-8")
    await answer(server, "edit_file", path="f.txt", edits=one_edit("a", "b", expectedCount=100_000))
    await answer(server, "undo_change")
    assert (granted / "f.txt").read_text(encoding="utf-8") == "a" * 100_000


async def test_texts_added_at_once_to_a_file_that_is_missing_are_all_there(server: FilesServer, granted: Path) -> None:
    async with Client(server) as client, anyio.create_task_group() as group:
        for number in range(20):
            group.start_soon(client.call_tool, "append_file", {"path": "log.txt", "content": f"{number}\n"})
    assert sorted(map(int, (granted / "log.txt").read_text(encoding="utf-8").split())) == list(range(20))


async def test_a_file_in_the_way_of_a_folder_is_said_to_be_one(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").touch()
    assert (
        await refusal(server, "create_directory", path="f.txt/sub") == "A part of “f.txt/sub” is a file, not a folder."
    )
    assert await refusal(server, "create_directory", path="f.txt") == "“f.txt” already exists."


@pytest.mark.parametrize("length", [300, 5000, 100_000])
async def test_a_refusal_does_not_repeat_a_path_of_any_length(server: FilesServer, length: int) -> None:
    for tool, more in (("read_text_file", {}), ("write_file", {"content": "x"}), ("delete_file", {})):
        assert len(await refusal(server, tool, path="x" * length, **more)) < 1000
