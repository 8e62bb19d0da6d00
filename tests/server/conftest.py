from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chat import Chat, anew, chatting, config
from tests.client import Client
from tests.fakes.provider import FakeProvider, fake_provider
from tests.running import app_in_process

# Most of a short test's time would be that of starting the app with its two servers. So the tests of a file share one,
# and each finds it as if it had just been started; `own_chat` and `own_client` are for those that need more than that.


@pytest.fixture(scope="module")
def provider_of_file() -> Iterator[FakeProvider]:
    with fake_provider() as running:
        yield running


@pytest.fixture
def provider(provider_of_file: FakeProvider) -> FakeProvider:
    provider_of_file.forget()
    return provider_of_file


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    (folder / "index.html").write_text("<!doctype html><title>Deskhand</title>", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def app_of_file(tmp_path_factory: pytest.TempPathFactory, web: Path, provider_of_file: FakeProvider) -> Iterator[Chat]:
    """The app that the tests of a file share."""
    with chatting(tmp_path_factory.mktemp("app_of_file"), web, provider_of_file) as chat:
        yield chat


@pytest.fixture(scope="module")
def responses_of_file(
    tmp_path_factory: pytest.TempPathFactory, web: Path, provider_of_file: FakeProvider
) -> Iterator[Chat]:
    """Another one, whose provider speaks the newer of OpenAI's wire formats."""
    folder = tmp_path_factory.mktemp("responses_of_file")
    with chatting(folder, web, provider_of_file, api="responses") as chat:
        yield chat


@pytest.fixture
def chat(app_of_file: Chat) -> Chat:
    """A conversation with one granted folder."""
    return anew(app_of_file)


@pytest.fixture
def client(chat: Chat) -> Client:
    """The app with a provider that speaks chat completions, as every local program does."""
    return chat.client


@pytest.fixture(params=["responses_of_file", "app_of_file"], ids=["responses", "chat_completions"])
def chat_of_both(request: pytest.FixtureRequest) -> Chat:
    """A conversation with a provider that speaks one of OpenAI's two wire formats."""
    return anew(request.getfixturevalue(request.param))


@pytest.fixture
def client_of_both(chat_of_both: Chat) -> Client:
    """The app with a provider that speaks one of OpenAI's two wire formats."""
    return chat_of_both.client


@pytest.fixture
def own_chat(tmp_path: Path, web: Path, provider: FakeProvider) -> Iterator[Chat]:
    """A conversation with one granted folder, in an app that no other test uses."""
    with chatting(tmp_path, web, provider) as chat:
        yield chat


@pytest.fixture
def own_client(tmp_path: Path, web: Path, provider: FakeProvider) -> Iterator[Client]:
    """An app that no other test uses, with nothing set in it."""
    with app_in_process(config(tmp_path, provider), web) as running:
        yield running
