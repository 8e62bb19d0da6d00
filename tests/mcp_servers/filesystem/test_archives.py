"""Zip archives: packed and unpacked whole, and those that mean harm are refused before anything is written."""

import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from mcp.server.lowlevel import Server

from mcp_servers.filesystem import unpacking
from tests.mcp_servers.calling import answer, call, refusal, text_of
from tests.mcp_servers.filesystem.folders import names_in
from tests.mcp_servers.filesystem.journal.states import lay, state_of

FilesServer = Server[dict[str, Any]]


def archive(path: Path, members: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, contents in members.items():
            file.writestr(name, contents)


def member(name: str, *, mode: int = 0o644, kind: int = stat.S_IFREG) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | mode) << 16
    return info


async def test_what_was_packed_is_unpacked_the_same(server: FilesServer, granted: Path) -> None:
    lay(granted)
    (granted / "notes" / "empty").mkdir()
    (granted / "notes" / "run.sh").write_text("#!", encoding="utf-8")
    (granted / "notes" / "run.sh").chmod(0o755)
    said = await answer(server, "zip_files", paths=["notes", "f.txt"], destination="all.zip")
    assert said.startswith("Packed 3 files into granted/all.zip.\n[Left out 1 link or special file.]\n[Change 1;")
    assert zipfile.ZipFile(granted / "all.zip").testzip() is None
    assert (await answer(server, "unzip_file", path="all.zip", destination="new")).startswith("Unpacked 3 files to")
    assert (granted / "new" / "notes" / "deep" / "old.txt").read_text(encoding="utf-8") == "deep"
    assert (granted / "new" / "notes" / "empty").is_dir()
    assert (granted / "new" / "notes" / "run.sh").stat().st_mode & 0o100
    assert int((granted / "new" / "f.txt").stat().st_mtime) // 2 == int((granted / "f.txt").stat().st_mtime) // 2


async def test_packing_and_unpacking_are_undone_and_redone(server: FilesServer, granted: Path) -> None:
    lay(granted)
    before = state_of(granted)
    await answer(server, "zip_files", paths=["notes"], destination="n.zip")
    await answer(server, "unzip_file", path="n.zip", destination="new")
    after = state_of(granted)
    for _ in range(2):
        await answer(server, "undo_change")
    assert state_of(granted) == before
    for _ in range(2):
        await answer(server, "redo_change")
    assert state_of(granted) == after


async def test_an_archive_goes_into_a_folder_of_its_own_where_there_is_something(
    server: FilesServer, granted: Path
) -> None:
    archive(granted / "photos.zip", {"a.txt": "a"})
    (granted / "empty").mkdir()
    await answer(server, "unzip_file", path="photos.zip", destination="empty")
    assert names_in(granted / "empty") == ["a.txt"]
    assert "granted/empty/photos" in await answer(server, "unzip_file", path="photos.zip", destination="empty")
    assert names_in(granted / "empty" / "photos") == ["a.txt"]
    assert "already exists" in await refusal(server, "unzip_file", path="photos.zip", destination="empty")
    await answer(server, "unzip_file", path="photos.zip", destination=".")
    assert names_in(granted / "photos") == ["a.txt"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../evil", "leads outside"),
        ("a/../../evil", "leads outside"),
        ("/tmp/evil", "leads outside"),
        ("..\\evil", "leads outside"),
        ("C:\\evil", "leads outside"),
        ("C:evil", "leads outside"),
    ],
)
async def test_an_archive_that_leads_outside_writes_nothing(
    server: FilesServer, granted: Path, name: str, words: str
) -> None:
    archive(granted / "a.zip", {"good.txt": "x", name: "x"})
    assert words in await refusal(server, "unzip_file", path="a.zip", destination="new")
    assert names_in(granted) == ["a.zip"]
    assert not (granted.parent / "evil").exists()


async def test_links_and_devices_in_an_archive_are_refused(server: FilesServer, granted: Path) -> None:
    for kind in (stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR):
        with zipfile.ZipFile(granted / "a.zip", "w") as file:
            file.writestr(member("way", kind=kind), "/etc")
            file.writestr("way/passwd", "x")
        assert "a link or a device" in await refusal(server, "unzip_file", path="a.zip", destination="new")
    assert names_in(granted) == ["a.zip"]


async def test_an_archive_made_to_fill_the_disk_is_refused(server: FilesServer, granted: Path) -> None:
    archive(granted / "a.zip", {"zeros": b"\0" * (60 << 20)})
    assert "far more than its size tells" in await refusal(server, "unzip_file", path="a.zip", destination="new")
    assert names_in(granted) == ["a.zip"]


async def test_an_archive_of_too_many_or_too_much_is_refused(
    server: FilesServer, granted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(granted / "a.zip", {f"{number}": b"x" * 100 for number in range(10)})
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 500)
    assert "more than I unpack" in await refusal(server, "unzip_file", path="a.zip", destination="new")
    monkeypatch.setattr(unpacking, "MAX_FILES", 5)
    assert "holds 10 files" in await refusal(server, "unzip_file", path="a.zip", destination="new")


async def test_an_archive_that_lies_about_its_sizes_writes_nothing(server: FilesServer, granted: Path) -> None:
    archive(granted / "a.zip", {"f.txt": b"x" * 1000}, zipfile.ZIP_STORED)
    data = bytearray((granted / "a.zip").read_bytes())
    start = data.index(b"PK\x01\x02")
    data[start + 24 : start + 28] = (10).to_bytes(4, "little")
    (granted / "a.zip").write_bytes(data)
    assert "damaged at" in await refusal(server, "unzip_file", path="a.zip", destination="new")
    assert names_in(granted) == ["a.zip"]


async def test_two_entries_of_one_name_are_refused(server: FilesServer, granted: Path) -> None:
    archive(granted / "a.zip", {"f": "one"})
    with zipfile.ZipFile(granted / "a.zip", "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr("f", "two")
    assert "two files of one name" in await refusal(server, "unzip_file", path="a.zip", destination="new")
    archive(granted / "a.zip", {"f": "x", "f/g": "x"})
    assert "a file and a folder of one name" in await refusal(server, "unzip_file", path="a.zip", destination="new")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no archive at all", b"\0" * 1000])
async def test_what_is_no_archive_is_said_to_be_none(server: FilesServer, granted: Path, data: bytes) -> None:
    (granted / "a.zip").write_bytes(data)
    assert "not a zip archive" in await refusal(server, "unzip_file", path="a.zip", destination="new")


async def test_an_encrypted_archive_is_refused(server: FilesServer, granted: Path) -> None:
    archive(granted / "a.zip", {"f.txt": "x"})
    data = bytearray((granted / "a.zip").read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + offset] |= 1
    (granted / "a.zip").write_bytes(data)
    assert "password" in await refusal(server, "unzip_file", path="a.zip", destination="new")


async def test_secrets_are_neither_packed_nor_unpacked(server: FilesServer, granted: Path) -> None:
    (granted / "app").mkdir()
    for name in (".env", "main.py"):
        (granted / "app" / name).write_text("x", encoding="utf-8")
    await answer(server, "zip_files", paths=["app"], destination="app.zip")
    assert zipfile.ZipFile(granted / "app.zip").namelist() == ["app/", "app/main.py"]
    assert "secrets" in await refusal(server, "zip_files", paths=["app/.env"], destination="b.zip")
    archive(granted / "c.zip", {"main.py": "x", ".ssh/authorized_keys": "x"})
    result = await call(server, "unzip_file", {"path": "c.zip", "destination": "new"})
    assert "[Left out 1 entry that holds secrets.]" in text_of(result)
    assert names_in(granted / "new") == ["main.py"]


async def test_nothing_outside_is_packed(server: FilesServer, granted: Path, outside: Path) -> None:
    (granted / "notes").mkdir()
    (granted / "notes" / "way").symlink_to(outside)
    (granted / "notes" / "file").symlink_to(outside / "secret.txt")
    await answer(server, "zip_files", paths=["notes"], destination="n.zip")
    assert zipfile.ZipFile(granted / "n.zip").namelist() == ["notes/"]
    assert "outside the folders" in await refusal(server, "zip_files", paths=["notes/file"], destination="m.zip")


async def test_packing_replaces_nothing_and_takes_each_name_once(server: FilesServer, granted: Path) -> None:
    lay(granted)
    assert "already exists" in await refusal(server, "zip_files", paths=["notes"], destination="f.txt")
    assert "are called “f.txt”" in await refusal(server, "zip_files", paths=["f.txt", "f.txt"], destination="n.zip")


async def test_more_than_can_be_packed_at_once_is_refused_unread(server: FilesServer, granted: Path) -> None:
    with (granted / "hole.bin").open("wb") as file:
        file.truncate(3 << 30)
    assert "more than 2 GB" in await refusal(server, "zip_files", paths=["hole.bin"], destination="z.zip")
    assert [path.name for path in granted.iterdir()] == ["hole.bin"]


async def test_a_folder_is_no_archive(server: FilesServer, granted: Path) -> None:
    (granted / "d").mkdir()
    assert "is a folder" in await refusal(server, "unzip_file", path="d", destination="out")
