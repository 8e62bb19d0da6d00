"""Lists, trees, facts and searches."""

import json
import os
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.server.lowlevel import Server

from mcp_servers.filesystem import content_search, listing, walking
from tests.mcp_servers.calling import answer, call, data, make_filesystem_server, refusal, text_of
from tests.waiting import PATIENCE_S

FilesServer = Server[dict[str, Any]]


def lay(granted: Path, *paths: str, text: str = "") -> None:
    for path in paths:
        file = granted / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


async def test_a_folder_is_listed_folders_first(server: FilesServer, granted: Path) -> None:
    lay(granted, "b.txt", "A.txt", "z/inner.txt", text="x" * 1500)
    (granted / "link").symlink_to("b.txt")
    result = await call(server, "list_directory", {})
    assert text_of(result) == "[DIR] z\n[FILE] A.txt\n[FILE] b.txt\n[LINK] link"
    listed = result.structured_content
    assert listed["path"] == str(granted)
    assert [(entry["name"], entry["kind"], entry["size"]) for entry in listed["entries"]] == [
        ("z", "folder", None),
        ("A.txt", "file", 1500),
        ("b.txt", "file", 1500),
        ("link", "link", None),
    ]
    assert (listed["total"], listed["truncated"]) == (4, False)


async def test_an_empty_folder_is_said_to_be_empty(server: FilesServer) -> None:
    assert await answer(server, "list_directory") == "The folder is empty."


async def test_a_folder_of_many_entries_is_cut_and_says_so(
    server: FilesServer, granted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MAX_LISTED", 3)
    lay(granted, *(f"{number}.txt" for number in range(5)))
    result = await call(server, "list_directory", {})
    cursor = result.structured_content["next_cursor"]
    assert f"[Truncated: 3 of 5 entries. Go on with cursor={cursor}.]" in text_of(result)
    assert result.structured_content["truncated"] is True


async def all_pages(server: FilesServer, tool: str, key: str, **arguments: Any) -> list[list[Any]]:
    """What a tool gives page by page, until there is no cursor any more."""
    pages: list[list[Any]] = []
    cursor: str | None = None
    while cursor is not None or not pages:
        page = await data(server, tool, **arguments, **({"cursor": cursor} if cursor else {}))
        pages.append(page[key])
        cursor = page["next_cursor"]
    return pages


async def test_a_long_list_is_given_in_pages_that_fit_together(server: FilesServer, granted: Path) -> None:
    lay(granted, *(f"{number}.txt" for number in range(5)), "z/f.txt")
    pages = await all_pages(server, "list_directory", "entries", limit=4)
    assert [[entry["name"] for entry in page] for page in pages] == [
        ["z", "0.txt", "1.txt", "2.txt"],
        ["3.txt", "4.txt"],
    ]


async def test_only_where_a_list_goes_on_it_is_said_to_be_truncated(server: FilesServer, granted: Path) -> None:
    lay(granted, "a.txt", "b.txt", "c.txt")
    first = await data(server, "list_directory", limit=2)
    last = await data(server, "list_directory", limit=2, cursor=first["next_cursor"])
    assert [page["truncated"] for page in (first, last)] == [True, False]


@pytest.mark.parametrize("sort", ["name", "size", "modified"])
async def test_what_was_shown_may_be_moved_away_before_the_next_page(
    server: FilesServer, granted: Path, sort: str
) -> None:
    for number, name in enumerate("abcdef"):
        lay(granted, f"{name}/{name}.txt", text="x" * number)
        os.utime(granted / name / f"{name}.txt", (number, number))
    query = {"pattern": "*.txt", "limit": 3, "sortBy": sort}
    first = await data(server, "search_files", **query)
    for match in first["matches"]:
        Path(match["path"]).unlink()
    lay(granted, "a/0.txt" if sort == "name" else "a/new.txt", text="x" * 9)
    rest = await data(server, "search_files", **query, cursor=first["next_cursor"])
    assert [Path(match["path"]).name for match in rest["matches"]] == [
        f"{name}.txt" for name in ("def" if sort == "name" else "cba")
    ]


async def test_a_list_goes_on_behind_a_name_that_is_gone_or_no_utf8(server: FilesServer, granted: Path) -> None:
    names = [b"a.txt", b"b\xff.txt", b"c.txt", b"d.txt"]
    for name in names:
        (granted / os.fsdecode(name)).touch()
    first = await data(server, "list_directory", limit=2)
    for name in names[:2]:
        (granted / os.fsdecode(name)).unlink()
    rest = await data(server, "list_directory", limit=2, cursor=first["next_cursor"])
    assert [entry["name"] for entry in rest["entries"]] == ["c.txt", "d.txt"]


async def test_lines_go_on_where_they_ended_also_when_the_files_before_are_gone(
    server: FilesServer, granted: Path
) -> None:
    lay(granted, "a.txt", "b/c.txt", "b.txt", text="needle 1\nneedle 2\n")
    note = (await answer(server, "search_content", query="needle", limit=3)).partition("cursor=")[2]
    (granted / "a.txt").unlink()
    rest = await answer(server, "search_content", query="needle", cursor=note.partition(",")[0])
    assert [line for line in rest.splitlines() if line] == [
        "granted/b/c.txt:2: needle 2",
        "granted/b.txt:1: needle 1",
        "granted/b.txt:2: needle 2",
    ]


@pytest.mark.parametrize("sort", ["name", "size", "modified"])
async def test_a_search_is_given_in_pages_that_fit_together(server: FilesServer, granted: Path, sort: str) -> None:
    for number in range(5):
        lay(granted, f"{number}.txt", text="x" * number)
        os.utime(granted / f"{number}.txt", (number, number))
    pages = await all_pages(server, "search_files", "matches", pattern="*.txt", limit=2, sortBy=sort)
    assert [len(page) for page in pages] == [2, 2, 1]
    found = [match["path"][-5:] for page in pages for match in page]
    assert found == [f"{number}.txt" for number in (range(5) if sort == "name" else reversed(range(5)))]


async def test_found_lines_are_given_in_pages_that_fit_together(server: FilesServer, granted: Path) -> None:
    lay(granted, "a.txt", "b.txt", text="needle 1\nneedle 2\nneedle 3\n")
    lines: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        first, *notes = (await answer(server, "search_content", query="needle", limit=2, **cursor)).split("\n[")
        lines += [line for line in first.splitlines() if line]
        if not notes:
            break
        cursor = {"cursor": notes[0].partition("cursor=")[2].partition(",")[0]}
    assert lines == [f"granted/{name}.txt:{number}: needle {number}" for name in "ab" for number in (1, 2, 3)]


@pytest.mark.parametrize("cursor", ["", "x", "5", "-1", "3-abcdef12", "1e9-00000000"])
async def test_a_cursor_of_another_question_is_refused(server: FilesServer, cursor: str) -> None:
    assert "does not belong" in await refusal(server, "list_directory", cursor=cursor)
    assert "does not belong" in await refusal(server, "search_files", pattern="x", cursor=cursor)


async def test_a_cursor_goes_on_with_its_own_question_alone(server: FilesServer, granted: Path) -> None:
    lay(granted, "a.txt", "b.txt", "d/c.txt", "d/e.txt", text="needle")
    listed = (await data(server, "list_directory", limit=1))["next_cursor"]
    assert "does not belong" in await refusal(server, "list_directory", path="d", limit=1, cursor=listed)
    found = (await data(server, "search_files", pattern="*.txt", limit=1))["next_cursor"]
    assert (await data(server, "search_files", pattern="*.txt", limit=3, cursor=found))["next_cursor"] is None
    for other in ({"pattern": "*"}, {"pattern": "*.txt", "sortBy": "size"}, {"pattern": "*.txt", "path": "d"}):
        assert "does not belong" in await refusal(server, "search_files", **other, cursor=found)
    assert "does not belong" in await refusal(server, "search_content", query="needle", cursor=found)


async def test_what_is_ignored_above_the_granted_folder_is_searched(server: FilesServer, granted: Path) -> None:
    (granted.parent / ".gitignore").write_text("*.txt\n", encoding="utf-8")
    lay(granted, "kept.txt", text="needle")
    assert await answer(server, "search_content", query="needle") == "granted/kept.txt:1: needle"


async def test_a_list_with_sizes_adds_them_up(server: FilesServer, granted: Path) -> None:
    lay(granted, "a.txt", text="x" * 10)
    lay(granted, "b.txt", text="x" * 2000)
    (granted / "d").mkdir()
    text = await answer(server, "list_directory_with_sizes")
    assert text.splitlines() == [
        "[DIR] d",
        f"[FILE] a.txt{' ' * 28}10 bytes",
        f"[FILE] b.txt{' ' * 30}2.0 kB",
        "",
        "Total: 2 files, 1 directories",
        "Combined size: 2.0 kB",
    ]
    by_size = await data(server, "list_directory_with_sizes", sortBy="size")
    assert [entry["name"] for entry in by_size["entries"]] == ["b.txt", "a.txt", "d"]


async def test_what_a_folder_takes_is_told_by_its_entries(server: FilesServer, granted: Path) -> None:
    lay(granted, "big/a", "big/deep/b", text="x" * 1000)
    lay(granted, "small", ".env", text="x" * 10)
    (granted / "link").symlink_to("big/a")
    usage = await data(server, "disk_usage")
    assert (usage["size"], usage["files"], usage["folders"]) == (2010, 3, 2)
    assert [(share["name"], share["size"]) for share in usage["largest"]][:2] == [("big", 2000), ("small", 10)]
    assert (await answer(server, "disk_usage", path="big")).startswith("granted/big: 2.0 kB in 2 files and 1 folder\n")
    assert await answer(server, "disk_usage", path="small") == "granted/small: 10 bytes"


async def test_equal_files_are_found_and_others_are_not(server: FilesServer, granted: Path) -> None:
    lay(granted, "a", "deep/b", "deep/c", text="x" * 10_000)
    lay(granted, "d", text="x" * 9_999 + "y")
    lay(granted, "e", "f", text="same")
    lay(granted, "empty", "void")
    (granted / "link").symlink_to("a")
    found = await data(server, "find_duplicates")
    assert [(group["size"], group["paths"]) for group in found["groups"]] == [
        (10_000, ["granted/a", "granted/deep/b", "granted/deep/c"]),
        (4, ["granted/e", "granted/f"]),
    ]
    assert found["wasted"] == 20_004


async def test_no_equal_files_is_said(server: FilesServer, granted: Path) -> None:
    lay(granted, "a", text="one")
    lay(granted, "b", text="two")
    assert await answer(server, "find_duplicates") == "No two files hold the same."


async def test_a_file_is_no_folder_to_list_or_search(server: FilesServer, granted: Path) -> None:
    lay(granted, "f.txt")
    for tool, more in (
        ("list_directory", {}),
        ("directory_tree", {}),
        ("search_files", {"pattern": "x"}),
        ("search_content", {"query": "x"}),
    ):
        assert "is a file" in await refusal(server, tool, path="f.txt", **more)


async def test_a_tree_is_json_of_names_types_and_children(server: FilesServer, granted: Path) -> None:
    lay(granted, "a/b/deep.txt", "top.txt")
    tree = json.loads(await answer(server, "directory_tree"))
    deep = {"name": "deep.txt", "type": "file"}
    b = {"name": "b", "type": "directory", "children": [deep]}
    assert tree == [
        {"name": "a", "type": "directory", "children": [b]},
        {"name": "top.txt", "type": "file"},
    ]


@pytest.mark.parametrize(
    ("exclude", "left"),
    [
        ([], {"a", "b", "deep.txt", "x.log", "top.log"}),
        (["*.log"], {"a", "b", "deep.txt"}),
        (["b"], {"a", "top.log"}),
        (["a/b"], {"a", "top.log"}),
        (["**/deep.txt"], {"a", "b", "x.log", "top.log"}),
        (["a/**"], {"a", "top.log"}),
        (["nothing", ""], {"a", "b", "deep.txt", "x.log", "top.log"}),
    ],
)
async def test_a_tree_leaves_out_what_is_excluded(
    server: FilesServer, granted: Path, exclude: list[str], left: set[str]
) -> None:
    lay(granted, "a/b/deep.txt", "a/b/x.log", "top.log")
    names = _names(json.loads(await answer(server, "directory_tree", excludePatterns=exclude)))
    assert names == left


def _names(nodes: list[dict[str, Any]]) -> set[str]:
    return {name for node in nodes for name in ({node["name"]} | _names(node.get("children", [])))}


async def test_a_tree_ends_at_the_depth_asked_for_and_marks_where(server: FilesServer, granted: Path) -> None:
    lay(granted, "a/b/deep.txt")
    tree = json.loads(await answer(server, "directory_tree", maxDepth=1))
    assert tree == [{"name": "a", "type": "directory", "children": [], "more": True}]


async def test_a_tree_too_large_is_cut_and_still_json(
    server: FilesServer, granted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MAX_IN_TREE", 5)
    lay(granted, *(f"d{number}/f.txt" for number in range(10)))
    result = await call(server, "directory_tree", {})
    first, note = (part.model_dump()["text"] for part in result.content)
    assert len(json.loads(first)) <= 5
    assert note.startswith("[Truncated")


async def test_a_tree_deeper_than_a_path_may_be_long_is_shown_as_far_as_it_goes(
    server: FilesServer, granted: Path
) -> None:
    here = os.open(granted, os.O_RDONLY)
    name = "d" * 200
    for _ in range(walking.MAX_DEPTH + 10):
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    result = await call(server, "directory_tree", {})
    assert not result.is_error
    assert text_of(result).count(name) == walking.MAX_DEPTH
    assert "No file" in await answer(server, "search_files", pattern="nothing")


async def test_facts_about_a_file_are_text_and_data(server: FilesServer, granted: Path) -> None:
    lay(granted, "f.txt", text="12345")
    (granted / "f.txt").chmod(0o640)
    os.utime(granted / "f.txt", (0, 86400))
    facts = await data(server, "get_file_info", path="f.txt")
    assert facts["path"] == str(granted / "f.txt")
    assert (facts["kind"], facts["size"], facts["permissions"]) == ("file", 5, "640")
    assert (facts["accessed"], facts["modified"]) == ("1970-01-01T00:00:00+00:00", "1970-01-02T00:00:00+00:00")
    assert "size: 5" in await answer(server, "get_file_info", path="f.txt")


async def test_the_granted_folders_are_named(server: FilesServer, granted: Path) -> None:
    assert await answer(server, "list_allowed_directories") == str(granted)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.py", ["a/b/deep.py", "top.py"]),
        ("deep", ["a/b/deep.py"]),
        ("DEEP", ["a/b/deep.py"]),
        ("b", ["a/b"]),
        ("a/**/*.py", ["a/b/deep.py"]),
        ("**/*.md", ["a/notes.md"]),
        ("a/*", ["a/b", "a/notes.md"]),
        ("/top.py", ["top.py"]),
        ("[td]*.py", ["a/b/deep.py", "top.py"]),
        ("*.{md,PY}", ["a/b/deep.py", "a/notes.md", "top.py"]),
        ("{a/{b,c}/d*,top.*}", ["a/b/deep.py", "top.py"]),
        ("{top}.py", []),
    ],
)
async def test_names_are_found_at_any_depth(server: FilesServer, granted: Path, pattern: str, found: list[str]) -> None:
    lay(granted, "a/b/deep.py", "a/notes.md", "top.py")
    matches = (await data(server, "search_files", pattern=pattern))["matches"]
    assert [match["path"] for match in matches] == [str(granted / path) for path in found]
    said = "\n".join(str(granted / path) for path in found)
    assert await answer(server, "search_files", pattern=pattern) == said or not found


async def test_a_search_stops_at_its_limit_and_says_so(server: FilesServer, granted: Path) -> None:
    lay(granted, *(f"{number}.txt" for number in range(5)))
    assert (await data(server, "search_files", pattern="*.txt", limit=3))["truncated"] is True
    assert (await data(server, "search_files", pattern="*.txt", limit=5))["truncated"] is False


async def test_a_search_leaves_out_what_is_excluded(server: FilesServer, granted: Path) -> None:
    lay(granted, "node_modules/x.js", "src/x.js")
    assert await answer(server, "search_files", pattern="*.js", excludePatterns=["{node,nod}_modules"]) == str(
        granted / "src" / "x.js"
    )


async def test_a_pattern_made_to_be_slow_is_answered_at_once(server: FilesServer, granted: Path) -> None:
    lay(granted, "/".join("a" * 20) + "/" + "a" * 200)
    with anyio.fail_after(PATIENCE_S):
        await answer(server, "search_files", pattern="**/" * 30 + "b")
        await answer(server, "search_files", pattern="*a" * 50 + "b")
        await answer(server, "search_content", query="(a+)+$", regex=True)


async def test_text_is_found_with_file_line_and_context(server: FilesServer, granted: Path) -> None:
    lay(granted, "a/f.txt", text="one\ntwo\nThree needle\nfour\n")
    assert await answer(server, "search_content", query="NEEDLE") == "granted/a/f.txt:3: Three needle"
    assert await answer(server, "search_content", query="needle", context=1) == (
        "granted/a/f.txt:2- two\ngranted/a/f.txt:3: Three needle\ngranted/a/f.txt:4- four"
    )
    assert "No file" in await answer(server, "search_content", query="NEEDLE", ignoreCase=False)


async def test_a_query_is_plain_words_unless_said_otherwise(server: FilesServer, granted: Path) -> None:
    lay(granted, "f.txt", text="a.c\nabc\n--files\n")
    assert await answer(server, "search_content", query="a.c") == "granted/f.txt:1: a.c"
    assert len((await answer(server, "search_content", query="a.c", regex=True)).splitlines()) == 2
    assert await answer(server, "search_content", query="--files") == "granted/f.txt:3: --files"
    assert "not valid" in await refusal(server, "search_content", query="(", regex=True)
    assert "empty" in await refusal(server, "search_content", query="")
    assert "single line" in await refusal(server, "search_content", query="a\nc")
    assert "NUL" in await refusal(server, "search_content", query="a\0c")
    assert "NUL" in await refusal(server, "search_content", query="a", glob="*\0")
    assert "at most 4000 characters" in await refusal(server, "search_content", query="a" * 200_000)


async def test_ignored_files_are_not_searched(server: FilesServer, granted: Path) -> None:
    lay(granted, "kept.txt", "left/out.txt", text="needle")
    lay(granted, ".gitignore", text="left/\n")
    assert await answer(server, "search_content", query="needle") == "granted/kept.txt:1: needle"


async def test_only_files_like_the_glob_are_searched(server: FilesServer, granted: Path) -> None:
    lay(granted, "a.md", "b.txt", "c/d.md", text="needle")
    found = await answer(server, "search_content", query="needle", glob="*.md")
    assert found == "granted/a.md:1: needle\n\ngranted/c/d.md:1: needle"
    assert "not valid" in await refusal(server, "search_content", query="x", glob="{")


async def test_matches_stop_at_the_limit_and_say_so(server: FilesServer, granted: Path) -> None:
    lay(granted, "a.txt", "b.txt", text="needle\n" * 5)
    result = await call(server, "search_content", {"query": "needle", "limit": 7})
    assert text_of(result).count("needle") == 7
    assert "[Truncated" in text_of(result)
    assert "[Truncated" not in await answer(server, "search_content", query="needle", limit=10)


async def test_found_text_never_overflows_an_answer(server: FilesServer, granted: Path) -> None:
    lay(granted, "a.txt", "b.txt", text=f"needle {'x' * 400}\n" * 900)
    result = await call(server, "search_content", {"query": "needle", "limit": 1000, "context": 20})
    assert 90_000 < len(text_of(result)) < 130_000
    assert "[Truncated" in text_of(result)


async def test_text_in_other_encodings_is_found(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_bytes("\ufeffGrüße needle\n".encode("utf-16-le"))
    assert await answer(server, "search_content", query="needle") == "granted/f.txt:1: Grüße needle"


async def test_a_search_that_runs_out_of_time_says_so(
    server: FilesServer, granted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_search, "MAX_SECONDS", 0.0)
    lay(granted, *(f"{number}/f.txt" for number in range(300)), text="needle\n" * 1000)
    assert "[Truncated" in await answer(server, "search_content", query="needle", limit=1000)


async def test_every_granted_folder_is_searched(tmp_path: Path) -> None:
    for name in ("one", "two"):
        lay(tmp_path / name, "f.txt", text="needle")
    server = make_filesystem_server([str(tmp_path / "one"), str(tmp_path / "two")])
    assert (await answer(server, "search_content", query="needle")).count("needle") == 2
    assert await answer(server, "search_files", pattern="f.txt") == "\n".join(
        str(tmp_path / name / "f.txt") for name in ("one", "two")
    )
    assert await answer(server, "read_text_file", path="two/f.txt") == "needle"
