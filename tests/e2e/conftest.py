"""The real app: its own process, the built page, the built-in model, real MCP servers, a real browser and window."""

import os
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import psutil
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from app.main import page_folder
from tests.running import Program

# The built-in model loads from disk in the first seconds, on a machine that may be busy.
ANSWER_MS = 240_000


# Playwright keeps an event loop of its own running, in which no async test of another package could run: hence the
# scope of these fixtures.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    page_folder()
    expect.set_options(timeout=ANSWER_MS)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    yield browser
    browser.close()


@contextmanager
def page_of(browser: Browser, program: Program) -> Generator[Page]:
    """The app's page in a browser that got in by a launch code, as a user's does."""
    with program.client.http() as http:
        path = http.post("/api/launch", json={}).json()["path"]
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.goto(program.client.url + path)
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    yield page
    context.close()


def say(page: Page, text: str) -> None:
    """Write a message and send it."""
    page.get_by_role("textbox", name="Message").fill(text)
    page.keyboard.press("Enter")


def processes_of(program: Program) -> list[psutil.Process]:
    """The app's process and all that it has started."""
    root = psutil.Process(program.process.pid)
    return [root, *root.children(recursive=True)]


@contextmanager
def screen() -> Generator[str]:
    """A virtual screen with a window manager: its DISPLAY."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read, encoding="ascii") as number:
        name = f":{number.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": name}, stderr=subprocess.DEVNULL)
    yield name
    for process in (manager, server):
        process.terminate()
        process.wait(60)


@pytest.fixture
def display() -> Iterator[str]:
    """A virtual screen of the test's own."""
    with screen() as name:
        yield name
