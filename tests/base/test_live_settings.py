import stat
from pathlib import Path

import pytest

from app.base.config import Config, read_config
from app.base.errors import ConfigError, RequestError
from app.base.live_settings import LiveSettings
from app.base.secrets import Secret

FILE = """# My own settings
llm_provider = "ollama" # because it is mine
colour = "red"

folders = [
  "/tmp", # for now
]
"""


class Told:
    """Notes what changed."""

    def __init__(self) -> None:
        self.changed: list[frozenset[str]] = []
        self.models: list[str | None] = []

    async def __call__(self, config: Config, changed: frozenset[str]) -> None:
        self.changed.append(changed)
        self.models.append(config.model)


def live(tmp_path: Path, text: str = "", **variables: str) -> tuple[LiveSettings, Told, Path]:
    file = tmp_path / "settings.toml"
    if text:
        file.write_text(text, encoding="utf-8")
    told = Told()
    return LiveSettings(read_config(tmp_path, variables), told), told, file


async def test_a_change_keeps_comments_order_and_unknown_names(tmp_path: Path) -> None:
    settings, told, file = live(tmp_path, FILE)
    await settings.change({"llm_model": "llama3.2"})
    assert file.read_text(encoding="utf-8").startswith(FILE.rstrip()[:40])
    for kept in ("# My own settings", "# because it is mine", 'colour = "red"', "# for now", 'llm_model = "llama3.2"'):
        assert kept in file.read_text(encoding="utf-8")
    assert settings.now.model == "llama3.2"
    assert (told.changed, told.models) == ([frozenset({"llm_model"})], ["llama3.2"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_none_takes_a_setting_out(tmp_path: Path) -> None:
    settings, _, file = live(tmp_path, FILE)
    await settings.change({"llm_provider": None})
    assert "llm_provider" not in file.read_text(encoding="utf-8")
    assert settings.now.provider is None


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("colour", "red", "There is no setting called “colour”"),
        ("llm_model", 3, "must be a text"),
        ("folders", [1], "must be a list of texts"),
        ("folders", ["/nothing/is/here"], "no folder “/nothing/is/here”"),
        ("folders", ["here"], "whole path"),
        ("openai_api", "telepathy", "must be one of responses, chat_completions"),
        ("llm_provider", "skynet", "must be one of"),
    ],
)
async def test_a_value_that_cannot_be_used_is_refused_and_changes_nothing(
    tmp_path: Path, name: str, value: object, said: str
) -> None:
    settings, told, file = live(tmp_path, FILE)
    with pytest.raises(RequestError, match=said):
        await settings.change({"llm_model": "other", name: value})
    assert file.read_text(encoding="utf-8") == FILE
    assert told.changed == []


async def test_what_the_environment_fixes_is_not_changed_behind_its_back(tmp_path: Path) -> None:
    settings, _, file = live(tmp_path, "", LLM_MODEL="fixed")
    with pytest.raises(RequestError, match="LLM_MODEL is set in the environment"):
        await settings.change({"llm_model": "other"})
    assert not file.exists()


async def test_a_file_that_cannot_be_read_is_left_as_it_is(tmp_path: Path) -> None:
    settings, _, file = live(tmp_path, "llm_model = \n# precious\n")
    with pytest.raises(ConfigError, match="cannot be read"):
        await settings.change({"llm_model": "other"})
    assert file.read_text(encoding="utf-8") == "llm_model = \n# precious\n"


async def test_a_linked_settings_file_stays_a_link(tmp_path: Path) -> None:
    own = tmp_path / "dotfiles.toml"
    own.write_text("# mine\n", encoding="utf-8")
    (tmp_path / "settings.toml").symlink_to(own)
    settings, _, file = live(tmp_path)
    await settings.change({"llm_model": "m"})
    assert file.is_symlink()
    assert own.read_text(encoding="utf-8").startswith("# mine\n")


async def test_a_key_without_a_keychain_counts_until_it_is_forgotten_and_is_in_no_file(tmp_path: Path) -> None:
    settings, _, file = live(tmp_path)
    await settings.use_key("openai", Secret("sk-canary"))
    await settings.change({"llm_model": "m"})
    assert settings.now.keys["openai"].reveal() == "sk-canary"
    assert "canary" not in file.read_text(encoding="utf-8")
    await settings.use_key("openai", None)
    assert "openai" not in settings.now.keys
