"""Nothing outside the granted folders can be read, changed, or learned about."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp.server.lowlevel import Server

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.reading import Part, read_text
from mcp_servers.filesystem.refusals import OUTSIDE
from mcp_servers.filesystem.workspace import Workspace
from tests.mcp_servers.calling import answer, make_filesystem_server, refusal

FilesServer = Server[dict[str, Any]]


@pytest.mark.parametrize(
    "path",
    ["../outside/secret.txt", "a/../../outside/secret.txt", "/etc/passwd", "{outside}/secret.txt", "//etc/passwd",
     "{granted}/../outside/secret.txt", "{granted}-evil/x.txt", "{granted}/./../outside/secret.txt", "..", "~/../x"],
)  # fmt: skip
async def test_a_path_that_leads_outside_is_refused(
    server: FilesServer, granted: Path, outside: Path, path: str
) -> None:
    (granted.parent / "granted-evil").mkdir()
    (granted.parent / "granted-evil" / "x.txt").write_text("SECRET", encoding="utf-8")
    assert await refusal(server, "read_text_file", path=path.format(granted=granted, outside=outside)) == OUTSIDE


@pytest.mark.parametrize(
    "path", ["%2e%2e/outside/secret.txt", "..\\outside\\secret.txt", "$HOME/x", "~root/x", " ../x"]
)
async def test_what_only_looks_like_a_way_out_is_a_name_that_is_missing(server: FilesServer, path: str) -> None:
    assert "There is no" in await refusal(server, "read_text_file", path=path)


@pytest.mark.parametrize(
    ("path", "word"),
    [("", "empty"), ("a\0b", "NUL"), ("\ud800", "half of a surrogate pair"), ("file:///etc/passwd", "plain path")],
)
async def test_what_is_no_path_is_said_to_be_none(server: FilesServer, path: str, word: str) -> None:
    assert word in await refusal(server, "read_text_file", path=path)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("read_text_file", {"path": "way/secret.txt"}),
        ("write_file", {"path": "way/new.txt", "content": "x"}),
        ("edit_file", {"path": "way/secret.txt", "edits": [{"oldText": "SECRET", "newText": "x"}]}),
        ("list_directory", {"path": "way"}),
        ("directory_tree", {"path": "way"}),
        ("create_directory", {"path": "way/new"}),
        ("move_file", {"source": "way/secret.txt", "destination": "mine.txt"}),
        ("move_file", {"source": "mine.txt", "destination": "way/theirs.txt"}),
        ("search_files", {"path": "way", "pattern": "secret"}),
        ("search_content", {"path": "way", "query": "SECRET"}),
        ("get_file_info", {"path": "way/secret.txt"}),
    ],
)
async def test_a_link_that_leads_outside_is_not_followed(
    server: FilesServer, granted: Path, outside: Path, tool: str, arguments: dict[str, Any]
) -> None:
    (granted / "way").symlink_to(outside)
    (granted / "mine.txt").write_text("mine", encoding="utf-8")
    assert await refusal(server, tool, **arguments) == OUTSIDE
    assert [path.name for path in outside.iterdir()] == ["secret.txt"]
    assert (outside / "secret.txt").read_text(encoding="utf-8") == "SECRET"


async def test_a_link_to_a_file_outside_is_refused_alike_whether_the_file_exists(
    server: FilesServer, granted: Path, outside: Path
) -> None:
    (granted / "there").symlink_to(outside / "secret.txt")
    (granted / "nowhere").symlink_to(outside / "missing.txt")
    (granted / "relative").symlink_to("../outside/missing.txt")
    answers = {await refusal(server, "read_text_file", path=name) for name in ("there", "nowhere", "relative")}
    assert answers == {OUTSIDE}


async def test_writing_through_a_dangling_link_makes_nothing_outside(
    server: FilesServer, granted: Path, outside: Path
) -> None:
    (granted / "way").symlink_to(outside / "new.txt")
    assert await refusal(server, "write_file", path="way", content="x") == OUTSIDE
    assert not (outside / "new.txt").exists()


async def test_links_that_stay_inside_are_followed(server: FilesServer, granted: Path) -> None:
    (granted / "a" / "b").mkdir(parents=True)
    (granted / "a" / "b" / "f.txt").write_text("here", encoding="utf-8")
    (granted / "relative").symlink_to("a/b")
    (granted / "a" / "up").symlink_to("../a/./b/../b")
    (granted / "absolute").symlink_to(granted / "a")
    for path in ("relative/f.txt", "a/up/f.txt", "absolute/b/f.txt", "absolute/up/f.txt"):
        assert await answer(server, "read_text_file", path=path) == "here"


async def test_links_in_a_circle_are_refused(server: FilesServer, granted: Path) -> None:
    (granted / "one").symlink_to("two")
    (granted / "two").symlink_to("one")
    assert "circle" in await refusal(server, "read_text_file", path="one")
    assert "circle" in await refusal(server, "read_text_file", path="one/more")


async def test_a_search_does_not_show_what_lies_behind_a_link(
    server: FilesServer, granted: Path, outside: Path
) -> None:
    (granted / "way").symlink_to(outside)
    assert await answer(server, "search_content", query="secret") == "No file holds “secret”."
    assert await answer(server, "search_files", pattern="secret") == "No file or folder is called “secret”."
    assert "secret" not in await answer(server, "directory_tree")


async def test_a_hard_link_to_a_file_outside_is_replaced_and_not_written_through(
    server: FilesServer, granted: Path, outside: Path
) -> None:
    os.link(outside / "secret.txt", granted / "same.txt")
    await answer(server, "write_file", path="same.txt", content="mine")
    assert (outside / "secret.txt").read_text(encoding="utf-8") == "SECRET"


async def test_the_inner_of_two_granted_folders_is_found_by_either_way(granted: Path) -> None:
    inner = granted / "inner"
    inner.mkdir()
    (inner / "f.txt").write_text("x", encoding="utf-8")
    both = make_filesystem_server([str(granted), str(inner)])
    assert await answer(both, "read_text_file", path=str(inner / "f.txt")) == "x"
    assert await answer(both, "read_text_file", path="f.txt") == "x"
    assert await answer(both, "read_text_file", path="inner/f.txt") == "x"


async def test_a_folder_granted_through_a_link_works_by_both_names(tmp_path: Path, granted: Path) -> None:
    (granted / "f.txt").write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to(granted)
    server = make_filesystem_server([str(tmp_path / "link")])
    for path in (tmp_path / "link" / "f.txt", granted / "f.txt", "f.txt", "link/f.txt"):
        assert await answer(server, "read_text_file", path=str(path)) == "x"


async def test_the_home_folder_can_be_written_as_a_tilde(own_home: Path) -> None:
    (own_home / "f.txt").write_text("x", encoding="utf-8")
    assert await answer(make_filesystem_server([str(own_home)]), "read_text_file", path="~/f.txt") == "x"


async def test_a_granted_folder_that_is_gone_is_an_answer_and_not_a_crash(server: FilesServer, granted: Path) -> None:
    granted.rmdir()
    assert "There is no" in await refusal(server, "list_directory")


async def test_blanks_and_quotes_in_a_name_are_part_of_it(server: FilesServer, granted: Path) -> None:
    (granted.parent / 'granted"').mkdir()
    (granted.parent / "granted ").mkdir()
    for path in (f'{granted}"', f"{granted} "):
        assert await refusal(server, "list_directory", path=path) == OUTSIDE


_NAMES = st.one_of(
    st.sampled_from(["..", ".", "", "way", "a", "outside", "~", "secret.txt", "granted", "/"]),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(parts=st.lists(_NAMES, min_size=1, max_size=8), absolute=st.booleans())
def test_no_path_reads_a_file_outside(
    workspace: Workspace, granted: Path, outside: Path, parts: list[str], absolute: bool
) -> None:
    (granted / "a").mkdir(exist_ok=True)
    if not (granted / "way").is_symlink():
        (granted / "way").symlink_to(outside)
        (granted / "a" / "way").symlink_to("../../outside")
    path = "/".join(parts)
    try:
        found = read_text(workspace, f"{granted}/{path}" if absolute else path, Part()).text
    except ToolFailure:
        return
    assert "SECRET" not in found
