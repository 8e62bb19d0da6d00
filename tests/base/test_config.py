from pathlib import Path

import pytest

from app.base.config import read_config, require_provider
from app.base.errors import ConfigError, DataFolderError
from app.base.paths import DataFolder
from app.base.secrets import Secret


def settings(tmp_path: Path, text: str) -> Path:
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_with_nothing_set_everything_has_a_default(tmp_path: Path) -> None:
    config = read_config(tmp_path, {})
    assert config.provider is None
    assert config.problems == ()
    assert config.database == tmp_path / "deskhand.db"
    assert [folder.name for folder in config.folders] == ["Deskhand"]


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    settings(tmp_path, 'llm_provider = "ollama"\nllm_model = "a"\n')
    config = read_config(tmp_path, {"LLM_MODEL": "b"})
    assert (config.provider, config.model) == ("ollama", "b")


def test_the_command_line_wins_over_the_environment(tmp_path: Path) -> None:
    assert read_config(tmp_path, {"DESKHAND_DATA_DIR": "/elsewhere"}).data.root == tmp_path


def test_broken_toml_is_left_out_and_its_line_named(tmp_path: Path) -> None:
    (problem,) = read_config(settings(tmp_path, 'llm_model = "a"\nllm_provider = \n'), {}).problems
    assert "line 2" in problem
    assert "defaults are in use" in problem


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('llm_model = "a"\ncolour = "red"\n', "line 2", "colour"),
        ("\n\nllm_provider = 3\n", "line 3", "llm_provider"),
        ('folders = "one"\n', "line 1", "folders"),
        ("folders = [1]\n", "line 1", "folders"),
        ("[llm_model]\nx = 1\n", "line 1", "llm_model"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line_and_the_others_count(
    tmp_path: Path, text: str, line: str, key: str
) -> None:
    config = read_config(settings(tmp_path, f"{text}"), {"LLM_MODEL": "kept"})
    (problem,) = config.problems
    assert line in problem
    assert f"“{key}”" in problem
    assert config.model == "kept"


def test_a_file_that_is_no_text_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xff\xfe\x00")
    assert len(read_config(tmp_path, {}).problems) == 1


def test_an_unknown_provider_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    config = read_config(tmp_path, {"LLM_PROVIDER": "skynet"})
    with pytest.raises(ConfigError, match="builtin, openai, gemini"):
        require_provider(config)


def test_a_database_address_that_is_not_sqlite_is_left_out(tmp_path: Path) -> None:
    config = read_config(tmp_path, {"DATABASE_URL": "postgresql://x/y"})
    assert config.database == tmp_path / "deskhand.db"
    assert "sqlite:///" in config.problems[0]
    assert read_config(tmp_path, {"DATABASE_URL": "sqlite:////elsewhere/t.db"}).database == Path("/elsewhere/t.db")


def test_a_key_is_not_shown_by_anything_that_prints_it(tmp_path: Path) -> None:
    config = read_config(tmp_path, {"OPENAI_API_KEY": "sk-canary"})
    assert "sk-canary" not in f"{config!r} {config} {Secret('sk-canary')}"
    assert config.keys["openai"].reveal() == "sk-canary"


def test_a_data_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataFolderError, match="--data-dir"):
        DataFolder(tmp_path / "file" / "data").create()


def test_the_data_folder_is_private(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.create()
    assert folder.root.stat().st_mode & 0o777 == 0o700


def test_the_chat_element_is_ours_unless_another_known_one_is_set(tmp_path: Path) -> None:
    assert read_config(tmp_path, {}).frontend == "deskhand"
    assert read_config(settings(tmp_path, 'frontend = "openai-cdn"\n'), {}).frontend == "openai-cdn"
    config = read_config(settings(tmp_path, 'frontend = "http://evil.example"\n'), {})
    assert config.frontend == "deskhand"
    assert "must be deskhand or openai-cdn" in config.problems[0]
