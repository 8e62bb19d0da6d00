import stat
from pathlib import Path

import pytest

from mcp_servers.common.data_folder import data_folder, make_private_folder


def test_the_folder_given_in_the_environment_is_the_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKHAND_DATA_DIR", str(tmp_path / "mine"))
    assert data_folder() == tmp_path / "mine"


def test_without_one_it_lies_in_the_home_of_the_person(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESKHAND_DATA_DIR")
    assert data_folder().name == "Deskhand"
    assert data_folder().is_relative_to(own_home)


def test_a_folder_that_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "data")
    make_private_folder(tmp_path / "data")
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
