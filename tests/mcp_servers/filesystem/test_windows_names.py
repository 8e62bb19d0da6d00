"""The rules of Windows on names and paths, which hold wherever they are asked."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_servers.common.failure import ToolFailure
from mcp_servers.filesystem.posix_folder import PosixFolder
from mcp_servers.filesystem.roots import parts_below
from mcp_servers.filesystem.windows_folder import WindowsFolder
from mcp_servers.filesystem.windows_names import (
    as_it_is,
    check_windows_name,
    check_windows_path,
    final_path,
    is_entry_of,
)


@pytest.mark.parametrize(
    "path",
    ["notes/today.md", "notes\\today.md", "C:\\Users\\me\\f.txt", "c:/Users/me", ".", "a/../b", "console.txt",
     "nul-list", "COM10", "aux_files\\x", "Grüße", ".env", "~\\x"],
)  # fmt: skip
def test_plain_paths_are_taken(path: str) -> None:
    check_windows_path(path)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("\\\\server\\share\\f.txt", "shares and devices"),
        ("//server/share/f.txt", "shares and devices"),
        ("\\\\?\\C:\\f.txt", "shares and devices"),
        ("\\\\.\\PhysicalDrive0", "shares and devices"),
        ("C:f.txt", "whole path with its drive"),
        ("\\Windows\\f.txt", "whole path with its drive"),
        ("/Windows/f.txt", "whole path with its drive"),
        ("f.txt:stream", "colon"),
        ("f.txt::$DATA", "colon"),
        ("notes\\f:x\\g", "colon"),
        ("NUL", "device"),
        ("nul.txt", "device"),
        ("a\\Con", "device"),
        ("com1.tar.gz", "device"),
        ("LPT\u00b2", "device"),
        ("AUX .txt", "device"),
        ("secret.txt.", "at the end of a name"),
        (".env ", "at the end of a name"),
        ("a. \\b", "at the end of a name"),
        ("a?b", "holds a character"),
        ("a|b", "holds a character"),
        ("a\tb", "holds a character"),
    ],
)
def test_a_path_that_windows_reads_in_another_way_is_refused(path: str, words: str) -> None:
    with pytest.raises(ToolFailure, match=words):
        check_windows_path(path)


@given(st.text(max_size=12))
def test_a_name_that_is_taken_is_one_name_that_windows_keeps_as_it_is(name: str) -> None:
    try:
        check_windows_name(name)
    except ToolFailure:
        return
    path = PureWindowsPath("C:\\folder", name)
    assert name in (".", "..", "") or path.name == name
    assert path.drive == "C:"
    assert not name.endswith(" ")


@pytest.mark.parametrize(
    ("path", "start", "parts"),
    [
        ("C:\\Users\\Me\\Docs\\f.txt", "c:\\users\\me", ("Docs", "f.txt")),
        ("C:\\Users\\Me", "C:\\Users\\me", ()),
        ("C:\\Users\\Me-evil\\f.txt", "C:\\Users\\Me", None),
        ("D:\\Users\\Me\\f.txt", "C:\\Users\\Me", None),
        ("C:\\f.txt", "C:\\", ("f.txt",)),
        ("\\\\server\\share\\d\\f", "\\\\SERVER\\share\\d", ("f",)),
    ],
)
def test_a_path_is_below_a_folder_whatever_its_capital_letters(
    path: str, start: str, parts: tuple[str, ...] | None
) -> None:
    assert parts_below(PureWindowsPath(path), PureWindowsPath(start)) == parts


def test_elsewhere_capital_letters_are_others() -> None:
    assert parts_below(PurePosixPath("/Home/me"), PurePosixPath("/home")) is None
    assert parts_below(PurePosixPath("/home-evil/me"), PurePosixPath("/home")) is None


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("\\\\?\\C:\\Users\\me", "C:\\Users\\me"),
        ("\\\\?\\UNC\\server\\share\\d", "\\\\server\\share\\d"),
        ("C:\\Users", "C:\\Users"),
    ],
)
def test_what_the_system_says_of_a_handle_is_read_and_written(given: str, meant: str) -> None:
    assert final_path(given) == PureWindowsPath(meant)
    assert final_path(as_it_is(final_path(given))) == PureWindowsPath(meant)


def test_only_the_entry_itself_is_the_entry() -> None:
    folder = PureWindowsPath("C:\\Users\\me")
    assert is_entry_of(PureWindowsPath("c:\\users\\ME\\.SSH"), folder, ".ssh")
    assert not is_entry_of(PureWindowsPath("C:\\Users\\me\\.ssh"), folder, "SSH~1")
    assert not is_entry_of(PureWindowsPath("C:\\Windows\\notes"), folder, "notes")


def test_an_open_directory_can_do_the_same_on_both_systems() -> None:
    assert {name for name in vars(PosixFolder) if name[0] != "_"} == {
        name for name in vars(WindowsFolder) if name[0] != "_"
    }
