from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client import Client
from tests.fakes.provider import FakeProvider, fake_provider
from tests.running import app_in_process, config_for


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


@pytest.fixture(params=["responses", "chat_completions"])
def client(request: pytest.FixtureRequest, tmp_path: Path, web: Path, provider: FakeProvider) -> Iterator[Client]:
    """The app with a provider that speaks one of OpenAI's two wire formats."""
    config = config_for(
        tmp_path / "data",
        LLM_PROVIDER="openai",
        OPENAI_API_KEY="sk-canary-1234",
        OPENAI_BASE_URL=provider.url,
        OPENAI_API=request.param,
    )
    with app_in_process(config, web) as running:
        yield running
