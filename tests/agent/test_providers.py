import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.agent import providers
from app.agent.providers import PROVIDERS, Endpoint, Provider, choose_endpoint, endpoint_of, models_of
from app.base.config import read_config
from app.base.errors import ConfigError


@pytest.fixture
def local_program() -> Iterator[str]:
    """A program on this computer that lists its models as Ollama and LM Studio do."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"data": [{"id": "nomic-embed-text"}, {"id": "llama3.2"}]}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def test_with_nothing_configured_and_nothing_found_the_built_in_model_answers(tmp_path: Path) -> None:
    assert choose_endpoint(read_config(tmp_path, {})) is None


def test_a_program_found_on_its_usual_port_is_used_before_the_built_in_model(
    tmp_path: Path, local_program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ollama = Provider("ollama", "Ollama", local_program, "chat_completions", None, needs_key=False)
    monkeypatch.setattr(providers, "PROVIDERS", {**PROVIDERS, "ollama": ollama})
    endpoint = choose_endpoint(read_config(tmp_path, {}))
    assert isinstance(endpoint, Endpoint)
    assert (endpoint.provider, endpoint.model, endpoint.remote) == ("ollama", "llama3.2", False)


def test_a_program_that_is_not_there_offers_no_models() -> None:
    assert models_of(PROVIDERS["custom"], "http://127.0.0.1:1/v1") == []


def test_the_built_in_model_is_used_when_it_was_asked_for_in_spite_of_a_key(tmp_path: Path) -> None:
    config = read_config(tmp_path, {"LLM_PROVIDER": "builtin", "OPENAI_API_KEY": "k"})
    assert choose_endpoint(config) is None


def test_a_key_is_enough_to_use_its_provider(tmp_path: Path) -> None:
    endpoint = choose_endpoint(read_config(tmp_path, {"ANTHROPIC_API_KEY": "k"}))
    assert isinstance(endpoint, Endpoint)
    assert (endpoint.provider, endpoint.remote) == ("anthropic", True)


@pytest.mark.parametrize(
    ("variables", "api"),
    [
        ({}, "responses"),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, "chat_completions"),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "OPENAI_API": "responses"}, "responses"),
        ({"OPENAI_API": "chat_completions"}, "chat_completions"),
    ],
)
def test_the_wire_format_follows_the_address_unless_it_is_named(
    tmp_path: Path, variables: dict[str, str], api: str
) -> None:
    endpoint = choose_endpoint(
        read_config(tmp_path, {"LLM_PROVIDER": "openai", "OPENAI_API_KEY": "k", "LLM_MODEL": "m", **variables})
    )
    assert isinstance(endpoint, Endpoint)
    assert endpoint.api == api


@pytest.mark.parametrize(
    ("given", "variables", "provider", "own"),
    [
        # Chosen in the app, which keeps the choice in the file, while the address stands in the environment.
        ('llm_provider = "anthropic"', {"OPENAI_BASE_URL": "ADDRESS"}, "anthropic", False),
        ('llm_provider = "ollama"', {"OPENAI_BASE_URL": "ADDRESS"}, "ollama", False),
        ('llm_provider = "anthropic"\nopenai_base_url = "ADDRESS"', {}, "anthropic", False),
        ('llm_provider = "anthropic"', {"OPENAI_BASE_URL": "ADDRESS"}, "openai", True),
        ('llm_provider = "builtin"\nopenai_base_url = "ADDRESS"', {}, "openai", True),
        # Given together.
        ("", {"LLM_PROVIDER": "anthropic", "OPENAI_BASE_URL": "ADDRESS"}, "anthropic", True),
        ("", {"LLM_PROVIDER": "ollama", "OPENAI_BASE_URL": "ADDRESS"}, "openai", False),
        ('llm_provider = "ollama"\nopenai_base_url = "ADDRESS"', {}, "ollama", True),
    ],
)
def test_an_address_is_that_of_openai_or_of_whom_it_was_given_together_with(
    tmp_path: Path, given: str, variables: dict[str, str], provider: str, own: bool
) -> None:
    address = "https://models.example/v1"
    (tmp_path / "settings.toml").write_text(given.replace("ADDRESS", address), encoding="utf-8")
    told = {name: value.replace("ADDRESS", address) for name, value in variables.items()}
    config = read_config(tmp_path, {"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k", **told})
    endpoint = endpoint_of(config, f"{provider}/m")
    assert isinstance(endpoint, Endpoint)
    assert (endpoint.host == "models.example") is own


def test_a_custom_server_without_a_model_uses_the_first_that_it_lists(tmp_path: Path, local_program: str) -> None:
    endpoint = choose_endpoint(read_config(tmp_path, {"LLM_PROVIDER": "custom", "OPENAI_BASE_URL": local_program}))
    assert isinstance(endpoint, Endpoint)
    assert endpoint.model == "llama3.2"


@pytest.mark.parametrize("name", ["openai", "gemini", "anthropic", "openrouter"])
def test_a_provider_without_its_key_says_which_variable_to_set(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=f"{name.upper()}_API_KEY"):
        choose_endpoint(read_config(tmp_path, {"LLM_PROVIDER": name}))
