"""Documents through the server, read by a process of their own."""

from pathlib import Path
from typing import Any

import pytest
from mcp.server.lowlevel import Server

from mcp_servers.filesystem.documents import reading
from tests.mcp_servers.calling import answer, call, refusal, text_of
from tests.mcp_servers.filesystem.documents.samples import docx, paragraph, pdf

FilesServer = Server[dict[str, Any]]


async def test_a_document_is_read_and_said_where_to_go_on(server: FilesServer, granted: Path) -> None:
    docx(granted / "a.docx", "".join(paragraph(f"{number} {'word ' * 30}") for number in range(1000)))
    result = await call(server, "read_document", {"path": "a.docx"})
    text, note = (part.model_dump()["text"] for part in result.content)
    assert text.startswith("0 word word")
    assert note == "[Truncated: the document goes on. Read on with pages=4-.]"
    rest = await answer(server, "read_document", path="a.docx", pages="4-")
    numbers = [line.partition(" ")[0] for line in f"{text}\n{rest}".splitlines() if line]
    assert numbers == [str(number) for number in range(1000)]
    assert result.structured_content is None


async def test_a_page_that_there_is_not_is_said_to_be_none(server: FilesServer, granted: Path) -> None:
    pdf(granted / "a.pdf", ["one", "two"])
    assert await answer(server, "read_document", path="a.pdf", pages="2") == "## Page 2\n\ntwo"
    assert "has only 2 pages" in await refusal(server, "read_document", path="a.pdf", pages="7")
    assert "a number or a range" in await refusal(server, "read_document", path="a.pdf", pages="last")


async def test_a_damaged_document_is_refused_in_words_and_the_log_says_where_without_a_path(
    server: FilesServer, granted: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (granted / "a.pdf").write_bytes(b"%PDF-1.7\n" + b"rubbish " * 100)
    assert "is damaged" in await refusal(server, "read_document", path="a.pdf")
    assert "A document could not be read" in caplog.text
    assert "pages_of" in caplog.text
    assert "a.pdf" not in caplog.text


async def test_a_document_that_takes_too_long_is_given_up(
    server: FilesServer, granted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_SECONDS", 0.0)
    monkeypatch.setattr(reading, "_BETWEEN_LOOKS", 0.001)
    pdf(granted / "a.pdf", ["x"])
    assert "I gave up" in await refusal(server, "read_document", path="a.pdf")


async def test_other_tools_say_which_one_reads_a_document(server: FilesServer, granted: Path) -> None:
    pdf(granted / "a.pdf", ["x"])
    (granted / "a.pdf").write_bytes(b"\0\1" + (granted / "a.pdf").read_bytes())
    assert "read_document reads it" in await refusal(server, "read_text_file", path="a.pdf")


async def test_only_files_in_granted_folders_are_read(server: FilesServer, granted: Path, outside: Path) -> None:
    (granted / "way.pdf").symlink_to(outside / "secret.txt")
    assert "outside the folders" in await refusal(server, "read_document", path="way.pdf")
    assert "is a folder" in await refusal(server, "read_document", path=".")


async def test_pictures_and_sounds_are_shown_and_other_files_attached(server: FilesServer, granted: Path) -> None:
    for name, kind in (("a.PNG", "image"), ("b.mp3", "audio"), ("c.bin", "resource")):
        (granted / name).write_bytes(b"\x89data")
        result = await call(server, "read_media_file", {"path": name})
        assert [part.type for part in result.content] == [kind, "text"]
    picture = (await call(server, "read_media_file", {"path": "a.PNG"})).content[0].model_dump(by_alias=True)
    assert (picture["data"], picture["mimeType"]) == ("iWRhdGE=", "image/png")


async def test_a_picture_too_large_to_show_is_refused(server: FilesServer, granted: Path) -> None:
    with (granted / "a.png").open("wb") as file:
        file.truncate(3 << 30)
    assert "too large to show" in await refusal(server, "read_media_file", path="a.png")
    assert "text" in text_of(await call(server, "read_text_file", {"path": "a.png"}))
