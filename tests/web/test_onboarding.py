"""How a new user gets to a bigger model, in the page of the real app with a provider on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.fakes.provider import FakeProvider, Refuse, Say, fake_provider
from tests.fakes.scripted_chatkit import DIST
from tests.running import app_in_process, config_for
from tests.web.driving import ask_and_wait, messages
from tests.web.real import RealApp, opened, window


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with fake_provider() as running:
        yield running


@pytest.fixture
def app(tmp_path: Path, provider: FakeProvider) -> Iterator[RealApp]:
    """The app as it is on the first day; OpenAI's address is the provider of the test."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "settings.toml").write_text(f'llm_provider = "builtin"\nopenai_base_url = "{provider.url}"\n', "utf-8")
    with app_in_process(config_for(data), DIST) as client:
        yield RealApp(client, provider, tmp_path)


def test_who_has_a_key_enters_it_where_they_are_taken_and_its_model_answers(
    browser: Browser, app: RealApp, provider: FakeProvider
) -> None:
    with window(browser, app) as page:
        opened(page, app)
        page.get_by_role("button", name="A service, with your key").click()
        key = page.get_by_label("Key of OpenAI", exact=True)
        expect(key).to_be_focused()
        expect(key).to_be_in_viewport(ratio=1)
        expect(page.get_by_text("is then sent to that service", exact=False)).to_be_in_viewport(ratio=1)
        provider.refuse_models = Refuse(401)
        key.fill("sk-wrong")
        key.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("OpenAI refused the key.")
        provider.refuse_models = None
        key.fill("sk-canary-5")
        key.press("Enter")
        expect(page.get_by_text("The key works.", exact=False)).to_be_visible()
        page.get_by_role("button", name="Use this one").click()
        expect(page.get_by_role("button", name="In use", exact=True)).to_be_disabled()
        page.keyboard.press("Escape")
        provider.answers.append(Say(("From the service.",)))
        ask_and_wait(page, "hello")
        expect(messages(page)).to_contain_text("From the service.")
