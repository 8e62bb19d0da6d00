import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app.tools import servers
from app.tools.server_process import ServerSpec
from tests.chat import Chat, chatting
from tests.client import Client
from tests.fakes.provider import FakeProvider, fake_provider
from tests.running import ROOT, app_in_process, config_for


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with fake_provider() as running:
        yield running


@pytest.fixture
def web(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Deskhand</title>", encoding="utf-8")
    return folder


def _running(api: str, tmp_path: Path, web: Path, provider: FakeProvider) -> AbstractContextManager[Client]:
    config = config_for(
        tmp_path / "data",
        LLM_PROVIDER="openai",
        OPENAI_API_KEY="sk-canary-1234",
        OPENAI_BASE_URL=provider.url,
        OPENAI_API=api,
    )
    return app_in_process(config, web)


@pytest.fixture(params=["responses", "chat_completions"])
def client_of_both(
    request: pytest.FixtureRequest, tmp_path: Path, web: Path, provider: FakeProvider
) -> Iterator[Client]:
    """The app with a provider that speaks one of OpenAI's two wire formats."""
    with _running(request.param, tmp_path, web, provider) as running:
        yield running


@pytest.fixture
def client(tmp_path: Path, web: Path, provider: FakeProvider) -> Iterator[Client]:
    """The app with a provider that speaks chat completions, as every local program does."""
    with _running("chat_completions", tmp_path, web, provider) as running:
        yield running


@pytest.fixture
def chat(tmp_path: Path, web: Path, provider: FakeProvider) -> Iterator[Chat]:
    """A conversation with one granted folder."""
    with chatting(tmp_path, web, provider) as chat:
        yield chat


@pytest.fixture(scope="module")
def app_of_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    """One app for all tests of a file. Most of a short test's time is that of starting two servers."""
    folder = tmp_path_factory.mktemp("app_of_file")
    web = folder / "web"
    web.mkdir()
    (web / "index.html").write_text("<!doctype html><title>Deskhand</title>", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, fake_provider() as provider:
        patch.setenv("HOME", str(folder))
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        with chatting(folder, web, provider) as chat:
            yield chat


@pytest.fixture
def shared(app_of_file: Chat) -> Chat:
    """A conversation still to begin, in an app in which other tests of the file have left theirs."""
    app_of_file.provider.forget()
    return Chat(app_of_file.client, app_of_file.provider, app_of_file.folder)


@pytest.fixture
def with_foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Adds a server that is not ours to those of the app that is started next; its tools by their names."""
    bundled = servers.bundled_servers

    def add(*tools: str, name: str = "foreign") -> None:
        command = (sys.executable, "-m", "tests.server.foreign_server", str(tmp_path), *tools)
        spec = ServerSpec(name, command, {"PYTHONPATH": str(ROOT)})
        monkeypatch.setattr(servers, "bundled_servers", lambda config: [*bundled(config), spec])  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]

    return add
