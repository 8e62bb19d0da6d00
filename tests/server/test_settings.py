"""Choosing models, entering keys, and changing settings: over real HTTP, with a provider on loopback."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from tests.chat import Chat, anew
from tests.client import Client, text_of, thread_of
from tests.fakes.provider import FakeProvider, Refuse, Say
from tests.running import app_in_process, config_for


class MemoryKeyring(KeyringBackend):
    """A keychain that is gone with the test."""

    priority = 1  # pyright: ignore[reportAssignmentType]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def keychain() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    ours = MemoryKeyring()
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


@pytest.fixture
def no_keychain() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture(scope="module")
def fresh_of_file(
    tmp_path_factory: pytest.TempPathFactory, web: Path, provider_of_file: FakeProvider
) -> Iterator[Chat]:
    home = tmp_path_factory.mktemp("fresh")
    app = Chat(
        Client("", ""), provider_of_file, home / "unused",
        settings=f'openai_base_url = "{provider_of_file.url}"\nllm_provider = "builtin"\n',
    )  # fmt: skip
    app.folder.mkdir()
    app.data.mkdir(mode=0o700)
    (app.data / "settings.toml").write_text(app.settings, "utf-8")
    with app_in_process(config_for(app.data), web) as app.client:
        yield app


@pytest.fixture
def data(fresh_of_file: Chat) -> Path:
    return fresh_of_file.data


@pytest.fixture
def fresh(fresh_of_file: Chat) -> Iterator[Client]:
    """The app with nothing chosen; OpenAI's address is the provider of the test."""
    client = anew(fresh_of_file).client
    yield client
    with client.http() as http:
        http.delete("/api/providers/openai/key").raise_for_status()


def test_a_key_is_tried_kept_in_the_keychain_and_its_model_answers_from_then_on(
    fresh: Client, data: Path, provider: FakeProvider, keychain: MemoryKeyring
) -> None:
    with fresh.http() as http:
        http.put("/api/settings", json={"llm_provider": "openai"}).raise_for_status()
        answer = http.put("/api/providers/openai/key", json={"key": " sk-canary-77 "}).raise_for_status().json()
        assert answer == {"models": ["fake-model"], "kept": True}
        assert keychain.kept == {("Deskhand", "OPENAI_API_KEY"): "sk-canary-77"}
        chosen = http.put("/api/models/usual", json={"id": "openai/fake-model"}).raise_for_status().json()
        assert chosen["usual"] == "openai/fake-model"
        assert {"openai/fake-model", "builtin"} <= {model["id"] for model in chosen["models"]}
        provider.answers.append(Say(("From the service.",)))
        assert text_of(fresh.say("hello")) == "From the service."
        http.delete("/api/providers/openai/key").raise_for_status()
    assert keychain.kept == {}
    written = [path.read_bytes() for path in data.rglob("*") if path.is_file()]
    assert not any(b"canary" in each for each in written)


def test_without_a_keychain_a_key_is_used_but_kept_nowhere(fresh: Client, data: Path, no_keychain: None) -> None:
    with fresh.http() as http:
        http.put("/api/settings", json={"llm_provider": "openai"}).raise_for_status()
        answer = http.put("/api/providers/openai/key", json={"key": "sk-canary-78"}).raise_for_status().json()
        assert answer["kept"] is False
        assert text_of(fresh.say("hello")) == "OK"
    assert not any(b"canary" in path.read_bytes() for path in data.rglob("*") if path.is_file())


def test_a_key_that_is_refused_is_not_kept(fresh: Client, provider: FakeProvider, keychain: MemoryKeyring) -> None:
    provider.refuse_models = Refuse(401)
    with fresh.http() as http:
        http.put("/api/settings", json={"llm_provider": "openai"}).raise_for_status()
        answer = http.put("/api/providers/openai/key", json={"key": "sk-wrong"})
    assert answer.status_code == 502
    assert "OpenAI refused the key" in answer.json()["error"]["message"]
    assert keychain.kept == {}


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/api/providers/openai/key", {"key": "two words"}, "must be one word"),
        ("/api/providers/ollama/key", {"key": "k"}, "needs no key"),
        ("/api/providers/skynet/key", {"key": "k"}, "no model provider called “skynet”"),
        ("/api/models/usual", {"id": "skynet/x"}, "no model called “skynet/x”"),
        ("/api/models/usual", {"id": "anthropic/claude"}, "Anthropic needs a key"),
        ("/api/models/usual", {}, "“id” is missing"),
        ("/api/settings", {"colour": "red"}, "no setting called “colour”"),
    ],
)
def test_what_cannot_be_set_is_said_and_changes_nothing(
    fresh: Client, data: Path, keychain: MemoryKeyring, path: str, body: dict[str, str], said: str
) -> None:
    before = (data / "settings.toml").read_bytes()
    with fresh.http() as http:
        answer = http.put(path, json=body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]["message"]
    assert (data / "settings.toml").read_bytes() == before


def test_a_conversation_keeps_the_model_that_was_picked_for_it(client: Client, provider: FakeProvider) -> None:
    said = {"content": [{"type": "input_text", "text": "hello"}], "attachments": []}
    events = client.events("threads.create", input={**said, "inference_options": {"model": "openai/other-model"}})
    assert provider.turns[0]["model"] == "other-model"
    client.say("and now?", thread_of(events))
    assert provider.turns[-1]["model"] == "other-model"
    client.say("a new one")
    assert provider.turns[-1]["model"] != "other-model"


def test_a_model_that_means_nothing_here_is_not_asked_for(client: Client, provider: FakeProvider) -> None:
    said = {"content": [{"type": "input_text", "text": "hello"}], "attachments": []}
    client.events("threads.create", input={**said, "inference_options": {"model": "of-another-page"}})
    assert provider.turns[0]["model"] != "of-another-page"


def test_a_granted_folder_can_be_worked_in_at_once_and_one_that_is_taken_away_no_longer(
    fresh: Client, tmp_path: Path
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "budget.txt").write_text("groceries", encoding="utf-8")
    with fresh.http() as http:
        first = http.get("/api/state").json()["folders"]
        http.put("/api/settings", json={"folders": [*first, str(folder)]}).raise_for_status()
        assert http.get("/api/state").json()["folders"] == [*first, str(folder)]
        assert "groceries" in json.dumps(fresh.items(thread_of(fresh.say("read budget.txt"))))
        http.put("/api/settings", json={"folders": first}).raise_for_status()
        assert "groceries" not in json.dumps(fresh.items(thread_of(fresh.say("read budget.txt"))))


def test_every_setting_is_shown_with_where_it_comes_from(own_client: Client) -> None:
    with own_client.http() as http:
        shown = {setting["name"]: setting for setting in http.get("/api/settings").json()["settings"]}
    assert (shown["llm_provider"]["value"], shown["llm_provider"]["source"]) == ("openai", "environment")
    assert (shown["folders"]["source"], shown["folders"]["kind"]) == ("default", "list")
    assert "sk-canary" not in json.dumps(shown)


def test_looking_at_the_models_asks_nobody_elsewhere(fresh: Client, provider: FakeProvider) -> None:
    with fresh.http() as http:
        listed = http.get("/api/models").json()
    assert provider.requests == []
    assert provider.listed == 0
    assert [each["name"] for each in listed["providers"]] == [
        "ollama", "lmstudio", "llamacpp", "openai", "anthropic", "gemini", "openrouter",
    ]  # fmt: skip
    assert listed["models"][0]["id"] == "builtin"


def test_a_service_that_cannot_be_reached_is_said_in_words(fresh: Client, keychain: MemoryKeyring) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
    with fresh.http() as http:
        http.put("/api/settings", json={"llm_provider": "openai", "openai_base_url": address}).raise_for_status()
        answer = http.put("/api/providers/openai/key", json={"key": "sk-any"})
    assert "not running" in answer.json()["error"]["message"]
