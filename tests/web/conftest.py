"""A real browser before the scripted server. A page that logs an error or leaves this computer fails its test."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Protocol

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.fakes.scripted_chatkit import DIST, ScriptedApp, scripted_app
from tests.waiting import PATIENCE_S

# What a test does on purpose makes the browser log these.
EXPECTED_LOGS = ("Failed to load resource", "net::ERR_")
DESKTOP: ViewportSize = {"width": 1280, "height": 800}


class Served(Protocol):
    """Whatever serves the page."""

    @property
    def url(self) -> str: ...


def launch(playwright: Playwright) -> Browser:
    """Chromium without the surface of its windows, which took half of a test's time; with a microphone that hums."""
    microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    return playwright.chromium.launch(
        executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox", *microphone]
    )


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    assert (DIST / "index.html").is_file(), "the page is not built: run `npm ci && npm run build` in web/"
    expect.set_options(timeout=PATIENCE_S * 1000)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def app() -> Iterator[ScriptedApp]:
    with scripted_app() as app:
        yield app


@contextmanager
def watched(browser: Browser, app: Served, *, elsewhere: str = "data:") -> Generator[Page]:
    """A page of its own, not yet at any address, that is checked when the block ends; it may ask `elsewhere` too."""
    context = browser.new_context(locale="en-GB", viewport=DESKTOP, timezone_id="Europe/Berlin")
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app.url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    errors: list[str] = []
    foreign: list[str] = []

    def note_log(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED_LOGS):
            errors.append(message.text)

    def note_request(request: Request) -> None:
        if not request.url.startswith((app.url, "data:", "blob:", elsewhere)):
            foreign.append(request.url)

    page.on("console", note_log)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", note_request)
    yield page
    context.close()
    assert not foreign, f"the page asked elsewhere: {foreign}"
    assert not errors, f"the page logged: {errors}"


@pytest.fixture
def page(browser: Browser, app: ScriptedApp) -> Iterator[Page]:
    """The page, loaded and ready to be typed into."""
    with watched(browser, app) as page:
        page.goto(app.url)
        expect(page.get_by_role("textbox", name="Message")).to_be_visible()
        yield page
