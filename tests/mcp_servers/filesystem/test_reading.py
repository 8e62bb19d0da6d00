import codecs
import os
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.server.lowlevel import Server

from mcp_servers.filesystem import reading
from tests.mcp_servers.calling import answer, call, refusal
from tests.waiting import PATIENCE_S

FilesServer = Server[dict[str, Any]]
TEN = "".join(f"line {number}\n" for number in range(1, 11))


async def test_a_file_is_answered_as_it_is_and_only_once(server: FilesServer, granted: Path) -> None:
    text = "Grüße\r\n\tthere\u2028same line\n\nno end"
    (granted / "f.txt").write_bytes(text.encode())
    result = await call(server, "read_text_file", {"path": "f.txt"})
    assert [part.model_dump()["text"] for part in result.content] == [text]
    assert result.structured_content is None


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"head": 2}, "line 1\nline 2\n"),
        ({"head": 99}, TEN),
        ({"tail": 1}, "line 10\n"),
        ({"tail": 2}, "line 9\nline 10\n"),
        ({"tail": 99}, TEN),
        ({"offset": 9}, "line 9\nline 10\n"),
        ({"offset": 3, "limit": 2}, "line 3\nline 4\n"),
        ({"limit": 1}, "line 1\n"),
        ({"offset": 10, "line_numbers": True}, "    10\tline 10\n"),
        ({"tail": 1, "line_numbers": True}, "    10\tline 10\n"),
        ({"head": None, "tail": None}, TEN),
    ],
)
async def test_a_part_of_a_file_is_its_lines(
    server: FilesServer, granted: Path, part: dict[str, Any], expected: str
) -> None:
    (granted / "f.txt").write_text(TEN, encoding="utf-8")
    assert await answer(server, "read_text_file", path="f.txt", **part) == expected


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"head": 0}, "`head`"),
        ({"tail": -1}, "`tail`"),
        ({"head": 1, "tail": 1}, "only one of head and tail"),
        ({"head": 1, "limit": 1}, "limit goes with offset"),
        ({"offset": 11}, "has only 10 lines"),
        ({"lines": 3}, "Unknown argument `lines`"),
    ],
)
async def test_a_part_without_meaning_is_refused_in_words(
    server: FilesServer, granted: Path, part: dict[str, Any], words: str
) -> None:
    (granted / "f.txt").write_text(TEN, encoding="utf-8")
    assert words in await refusal(server, "read_text_file", path="f.txt", **part)


async def test_an_empty_file_is_an_empty_text(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").touch()
    assert await answer(server, "read_text_file", path="f.txt") == ""


async def test_a_file_too_long_for_an_answer_is_cut_at_a_line_and_says_how_to_go_on(
    server: FilesServer, granted: Path
) -> None:
    lines = [f"{number:06} {'x' * 90}\n" for number in range(1, 3001)]
    (granted / "f.txt").write_text("".join(lines), encoding="utf-8")
    text = await answer(server, "read_text_file", path="f.txt")
    body, _, note = text.rpartition("\n[")
    shown = len(body.splitlines())
    assert note == f"Truncated: lines 1 to {shown} of 3000. Read on with offset={shown + 1}.]"
    onward = await answer(server, "read_text_file", path="f.txt", offset=shown + 1, limit=1)
    assert onward == lines[shown]


async def test_a_single_line_too_long_for_an_answer_is_cut(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("x" * (reading.MAX_SHOWN * 2), encoding="utf-8")
    text = await answer(server, "read_text_file", path="f.txt")
    assert text.startswith("x" * reading.MAX_SHOWN)
    assert text.endswith("[Line 1 is longer than fits here.]")


async def test_a_file_of_three_gigabytes_of_nothing_is_refused_from_either_end(
    server: FilesServer, granted: Path
) -> None:
    with (granted / "f.txt").open("wb") as file:
        file.seek(3 << 30)
        file.write(b"\nlast\n")
    with anyio.fail_after(PATIENCE_S):
        assert "binary" in await refusal(server, "read_text_file", path="f.txt")
        assert "binary" in await refusal(server, "read_text_file", path="f.txt", tail=1)


async def test_the_end_of_a_large_text_is_read_without_the_rest(
    server: FilesServer, granted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_LOADED", 1000)
    (granted / "f.txt").write_text("ä" * 2000 + "\nlast\n", encoding="utf-8")
    assert await answer(server, "read_text_file", path="f.txt", tail=1) == "last\n"
    assert "too large to number" in await refusal(server, "read_text_file", path="f.txt", tail=1, line_numbers=True)
    start = await answer(server, "read_text_file", path="f.txt")
    assert start.startswith("ääää")
    assert "of more than" in start


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + "Grüße\n".encode(),
        codecs.BOM_UTF16_LE + "Grüße\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Grüße\n".encode("utf-16-be"),
        codecs.BOM_UTF32_LE + "Grüße\n".encode("utf-32-le"),
        "Grüße\n".encode("utf-16-le"),
        "Grüße\n".encode("latin-1"),
    ],
)
async def test_other_encodings_are_read_as_text(server: FilesServer, granted: Path, data: bytes) -> None:
    (granted / "f.txt").write_bytes(data)
    assert await answer(server, "read_text_file", path="f.txt") == "Grüße\n"


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(range(256)), b"\0" * 100, b"\x01\x02\x03" * 50, b"%PDF-1.7\n%%EOF\n"],
)
async def test_a_binary_file_is_said_to_be_binary(server: FilesServer, granted: Path, data: bytes) -> None:
    (granted / "f.bin").write_bytes(data)
    assert (
        await refusal(server, "read_text_file", path="f.bin")
        == f"“f.bin” is a binary file ({len(data)} bytes), not text."
    )


async def test_several_files_are_read_at_once_each_with_its_own_failure(server: FilesServer, granted: Path) -> None:
    (granted / "a.txt").write_text("one\n", encoding="utf-8")
    (granted / "b.bin").write_bytes(b"\0\1\2")
    text = await answer(server, "read_multiple_files", paths=["a.txt", "missing.txt", "b.bin", "../x"])
    parts = text.split("\n---\n")
    assert parts[0] == "a.txt:\none\n"
    assert parts[1].startswith("missing.txt:\nError: There is no “missing.txt”")
    assert "binary" in parts[2]
    assert "outside" in parts[3]


async def test_several_large_files_do_not_overflow_the_answer(server: FilesServer, granted: Path) -> None:
    for name in "abc":
        (granted / name).write_text("word " * 30_000, encoding="utf-8")
    text = await answer(server, "read_multiple_files", paths=["a", "b", "c"])
    assert len(text) < 2.2 * reading.MAX_SHOWN
    assert "c: not read" in text


async def test_a_name_that_exists_once_elsewhere_is_suggested(server: FilesServer, granted: Path) -> None:
    (granted / "notes").mkdir()
    (granted / "notes" / "Today.md").touch()
    assert await refusal(server, "read_text_file", path="today.md") == (
        "There is no “today.md” in granted. Did you mean granted/notes/Today.md?"
    )
    (granted / "today.md").mkdir()
    (granted / "x").mkdir()
    (granted / "x" / "twice.md").touch()
    (granted / "notes" / "twice.md").touch()
    assert await refusal(server, "read_text_file", path="twice.md") == "There is no “twice.md” in granted."


async def test_a_folder_is_no_file(server: FilesServer, granted: Path) -> None:
    (granted / "notes").mkdir()
    assert "is a folder" in await refusal(server, "read_text_file", path="notes")
    (granted / "f.txt").touch()
    assert "There is no" in await refusal(server, "read_text_file", path="f.txt/more")


async def test_a_name_that_is_no_utf8_is_listed_and_found(server: FilesServer, granted: Path) -> None:
    (granted / os.fsdecode(b"caf\xe9.txt")).touch()
    assert "caf�.txt" in await answer(server, "list_directory")
    assert "caf�.txt" in await answer(server, "search_files", pattern="caf")
    assert "caf�.txt" in await answer(server, "directory_tree")


async def test_the_path_may_start_with_the_name_of_the_granted_folder(server: FilesServer, granted: Path) -> None:
    (granted / "f.txt").write_text("x", encoding="utf-8")
    for path in ("f.txt", "granted/f.txt", "./f.txt", "granted//f.txt", str(granted / "f.txt")):
        assert await answer(server, "read_text_file", path=path) == "x"
