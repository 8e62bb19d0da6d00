"""The built page before the real app: its server, store and tools; only the model says what the test lets it say."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.client import Client
from tests.fakes.provider import FakeProvider, fake_provider
from tests.fakes.scripted_chatkit import DIST
from tests.running import app_in_process, config_for
from tests.web.conftest import watched


@dataclass
class RealApp:
    """The running app, and the folder that its assistant may work in."""

    client: Client
    provider: FakeProvider
    folder: Path

    @property
    def url(self) -> str:
        return f"{self.client.url}/"


@contextmanager
def real_app(tmp_path: Path, settings: str = "") -> Generator[RealApp]:
    """The app with these further lines in its settings.toml."""
    data, folder = tmp_path / "data", tmp_path / "granted"
    data.mkdir(mode=0o700)
    folder.mkdir()
    lines = f"folders = [{json.dumps(str(folder))}]\n{settings}\n"
    (data / "settings.toml").write_text(lines, encoding="utf-8")
    with fake_provider() as provider:
        config = config_for(
            data, LLM_PROVIDER="openai", OPENAI_API_KEY="sk-canary-1234", OPENAI_BASE_URL=provider.url,
            OPENAI_API="chat_completions",
        )  # fmt: skip
        with app_in_process(config, DIST) as client:
            yield RealApp(client, provider, folder)


@contextmanager
def window(browser: Browser, app: RealApp, *, elsewhere: str = "data:") -> Generator[Page]:
    """A page that is let in, not yet at the app's address."""
    with watched(browser, app, elsewhere=elsewhere) as page, app.client.http() as http:
        code = http.post("/api/launch", json={}).json()["path"]
        assert page.request.get(f"{app.client.url}{code}").ok
        yield page


def opened(page: Page, app: RealApp) -> None:
    """Shows the page once everything behind it is there."""
    page.goto(app.url)
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    expect(page.get_by_text("Starting…")).to_have_count(0)
