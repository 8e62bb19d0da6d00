import os
import sqlite3
from contextlib import closing
from pathlib import Path

from app.doctor import data
from app.store.database import Database
from app.store.migrations import MIGRATIONS
from tests.running import config_for


async def test_a_database_that_is_in_use_is_read_beside_the_app(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    used = Database(config.database)
    await used.open()
    found = await data.database(config)
    await used.close()
    assert found.status == "ok"
    assert f"at step {len(MIGRATIONS)} of its format" in found.message


async def test_a_database_at_rest_is_read_and_nothing_is_made_beside_it(tmp_path: Path) -> None:
    config = config_for(tmp_path)
    used = Database(config.database)
    await used.open()
    await used.close()
    before = {path: path.read_bytes() for path in tmp_path.glob("deskhand.db*")}
    assert (await data.database(config)).status == "ok"
    assert {path: path.read_bytes() for path in tmp_path.glob("deskhand.db*")} == before


async def test_a_damaged_database_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "deskhand.db").write_bytes(b"no database at all" * 500)
    found = await data.database(config_for(tmp_path))
    assert (found.status, found.message) == ("failed", "It is damaged, or no database.")
    assert (tmp_path / "deskhand.db").read_bytes() == b"no database at all" * 500


async def test_a_database_of_a_newer_version_is_named(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "deskhand.db")) as database:
        database.execute("CREATE TABLE migrations (seq INTEGER PRIMARY KEY, name TEXT)")
        database.execute("INSERT INTO migrations (name) VALUES ('m999_future')")
        database.commit()
    found = await data.database(config_for(tmp_path))
    assert (found.status, found.message) == ("failed", "It was written by a newer version.")


def test_settings_that_cannot_be_used_are_named_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('llm_model = "x"\nfolders = 3\n', encoding="utf-8")
    found = data.settings(config_for(tmp_path))
    assert (found.status, found.message) == ("failed", "1 setting cannot be used.")
    assert "line 2" in found.about


def test_a_granted_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(f"folders = ['{tmp_path}', '{tmp_path / 'gone'}']\n", encoding="utf-8")
    there, gone = data.folders(config_for(tmp_path))
    assert (there.status, gone.status, gone.about) == ("ok", "failed", str(tmp_path / "gone"))


def test_a_file_in_the_place_of_the_data_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    found = data.data_folder(config_for(tmp_path / "file" / "data"))
    assert (found.status, found.message) == ("failed", "A file is where the data folder should be.")


def test_a_data_folder_that_others_may_look_into_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert data.data_folder(config_for(tmp_path)).status == ("ok" if os.name == "nt" else "warning")
    tmp_path.chmod(0o700)
    assert data.data_folder(config_for(tmp_path)).status == "ok"
