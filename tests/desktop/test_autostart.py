"""What each system is told to start with the session."""

import plistlib
import shlex
import subprocess
from pathlib import Path

import pytest

from app.base.paths import default_data_folder
from app.desktop import autostart
from app.desktop.autostart import linux, macos

ODD = ['/opt/My "Apps"/$HOME `x`/Grüße 日本/desk\\hand', "--hidden", "--data-dir", "/home/ann/100 % mine"]


def entries(home: Path) -> list[Path]:
    return sorted((home / ".config" / "autostart").glob("*.desktop"))


def test_the_entry_is_there_while_it_is_wanted_and_valid(own_home: Path, tmp_path: Path) -> None:
    assert autostart.start_at_login(True, default_data_folder()) == "on"
    (entry,) = entries(own_home)
    assert entry.name == "org.deskhand.Deskhand.desktop"
    judged = subprocess.run(["desktop-file-validate", entry], capture_output=True, text=True)
    assert (judged.returncode, judged.stdout) == (0, "")
    assert autostart.start_at_login(False, default_data_folder()) == "off"
    assert entries(own_home) == []


def test_each_data_folder_has_an_entry_of_its_own(own_home: Path, tmp_path: Path) -> None:
    autostart.start_at_login(True, default_data_folder())
    autostart.start_at_login(True, tmp_path / "other")
    assert len(entries(own_home)) == 2
    autostart.start_at_login(False, tmp_path / "other")
    (kept,) = entries(own_home)
    assert "--data-dir" not in kept.read_text(encoding="utf-8")


def test_a_program_that_was_moved_is_named_anew(own_home: Path) -> None:
    autostart.start_at_login(True, default_data_folder())
    (entry,) = entries(own_home)
    entry.write_text("[Desktop Entry]\nExec=/old/place/deskhand --hidden\n", encoding="utf-8")
    autostart.start_at_login(True, default_data_folder())
    assert "/old/place" not in entry.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_said(own_home: Path) -> None:
    (own_home / ".config").mkdir()
    (own_home / ".config" / "autostart").write_text("a file is in the way", encoding="utf-8")
    assert autostart.start_at_login(True, default_data_folder()) == "failed"


def test_every_sign_in_a_path_survives_the_two_readings_of_an_exec_line() -> None:
    line = " ".join(map(linux.quoted, ODD))
    # First as a text of the file, then as a command, whose quotes are those of a shell.
    as_text = line.replace("\\\\", "\\")
    assert [word.replace("%%", "%") for word in shlex.split(as_text)] == [
        word.replace("$", "\\$").replace("`", "\\`") if word == ODD[0] else word for word in ODD
    ]


def test_an_agent_of_macos_holds_the_words_as_they_are() -> None:
    told = plistlib.loads(macos.agent("org.deskhand.Deskhand", ODD))
    assert (told["ProgramArguments"], told["RunAtLoad"]) == (ODD, True)


@pytest.mark.parametrize("wanted", [True, False])
def test_what_is_right_already_is_left_alone(own_home: Path, wanted: bool) -> None:
    autostart.start_at_login(wanted, default_data_folder())
    before = [entry.stat().st_mtime_ns for entry in entries(own_home)]
    autostart.start_at_login(wanted, default_data_folder())
    assert [entry.stat().st_mtime_ns for entry in entries(own_home)] == before
