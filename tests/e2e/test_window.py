"""The real window on a virtual screen, driven through its own remote-debugging port."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Error, Page, Playwright, expect

from tests.e2e.conftest import say, screen
from tests.running import ROOT, home_of
from tests.waiting import wait_for

Started = subprocess.Popen[str]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return sock.getsockname()[1]


@contextmanager
def window(
    playwright: Playwright, display: str, data: Path, *arguments: str, **variables: str
) -> Generator[tuple[Page, Started]]:
    """The app's window and its process."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--data-dir", str(data), *arguments],
        cwd=ROOT,
        env={**os.environ, "DISPLAY": display, "QTWEBENGINE_REMOTE_DEBUGGING": str(port), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        page = wait_for(lambda: connected(playwright, port))
        page.set_default_timeout(60_000)
        expect(page.get_by_role("textbox", name="Message")).to_be_visible()
        yield page, process
    finally:
        process.kill()
        process.communicate()


def connected(playwright: Playwright, port: int) -> Page | None:
    try:
        # Qt refuses what Playwright sets up for a browser of its own.
        browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}", no_defaults=True)
    except Error:
        return None
    pages = browser.contexts[0].pages
    return pages[0] if pages else None


@dataclass(frozen=True)
class Shared:
    """A window in which other tests of this file leave nothing behind: it takes seconds to open one."""

    page: Page
    process: Started
    display: str
    # What its browser was told to open.
    browsed: Path


@pytest.fixture(scope="module")
def shared(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    folder = tmp_path_factory.mktemp("shared-window")
    browsed = folder / "browsed"
    variables = {**home_of(folder), "BROWSER": browser_that_notes(browsed)}
    with screen() as display, window(playwright, display, folder / "data", **variables) as (page, process):
        yield Shared(page, process, display, browsed)


def test_the_main_job_is_done_in_the_window_and_is_there_after_a_restart(
    playwright: Playwright, display: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with window(playwright, display, data) as (page, process):
        say(page, "Add a task: water the plants tomorrow")
        box = page.locator("openai-chatkit").get_by_role("checkbox", name=re.compile("water the plants", re.IGNORECASE))
        expect(box).not_to_be_checked()
        box.check()
        expect(box).to_be_checked()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    with window(playwright, display, data) as (page, process):
        page.get_by_role("navigation").get_by_role("button", name=re.compile("Add a task")).first.click()
        box = page.locator("openai-chatkit").get_by_role("checkbox", name=re.compile("water the plants", re.IGNORECASE))
        expect(box).to_be_checked()


def test_no_token_and_no_launch_code_stays_in_the_address(shared: Shared) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", shared.page.url)
    assert not [word for word in psutil.Process(shared.process.pid).cmdline() if "code=" in word]


def test_the_page_cannot_be_navigated_away(playwright: Playwright, display: str, tmp_path: Path) -> None:
    # A window of its own: whoever drives it waits for that navigation ever after.
    with window(playwright, display, tmp_path / "data") as (page, _):
        own = page.url
        page.evaluate("location.href = 'http://127.0.0.1:1/elsewhere'")
        page.wait_for_timeout(300)
        assert page.url == own


def test_copying_in_the_window_answers_instead_of_hanging(shared: Shared) -> None:
    shared.page.get_by_role("textbox", name="Message").click()
    outcome = shared.page.evaluate(
        "Promise.race([navigator.clipboard.writeText('copied').then(() => 'done', e => String(e.name)),"
        " new Promise(r => setTimeout(() => r('hangs'), 30000))])"
    )
    assert outcome in {"done", "NotAllowedError"}


def test_a_second_start_brings_the_first_window_back_and_ends(
    playwright: Playwright, display: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with window(playwright, display, data) as (_, _process):
        shown = visible_window(display)
        on_screen(display, "windowminimize", "--sync", shown)
        wait_for(lambda: not on_screen(display, "search", "--onlyvisible", "--name", "^Deskhand$"))
        second = [sys.executable, "-m", "app", "--data-dir", str(data)]
        ended = subprocess.run(second, cwd=ROOT, env={**os.environ, "DISPLAY": display}, timeout=120)
        assert ended.returncode == 0
        wait_for(lambda: on_screen(display, "search", "--onlyvisible", "--name", "^Deskhand$"))


OFFER_A_DOWNLOAD = """() => setTimeout(() => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['milk and eggs']));
    link.download = 'note.txt';
    document.body.append(link);
    link.click();
})"""


def test_a_download_is_saved_under_the_name_that_was_chosen(shared: Shared, tmp_path: Path) -> None:
    target, display = tmp_path / "chosen name.txt", shared.display
    shared.page.evaluate(OFFER_A_DOWNLOAD)
    dialog = wait_for(lambda: on_screen(display, "search", "--onlyvisible", "--name", "^Save"))
    on_screen(display, "windowactivate", "--sync", dialog.split()[0])
    on_screen(display, "key", "ctrl+a")
    on_screen(display, "type", str(target))
    on_screen(display, "key", "Return")
    assert wait_for(lambda: target.exists() and target.read_text(encoding="utf-8")) == "milk and eggs"
    assert not (tmp_path / "note.txt").exists()


def visible_window(display: str) -> str:
    """The window's number on the screen, once it is there."""
    return wait_for(lambda: on_screen(display, "search", "--onlyvisible", "--name", "^Deskhand$")).split()[0]


def on_screen(display: str, *arguments: str) -> str:
    """What xdotool prints; empty when it found nothing."""
    ran = subprocess.run(
        ["xdotool", *arguments], env={**os.environ, "DISPLAY": display}, capture_output=True, text=True, timeout=60
    )
    return ran.stdout.strip()


@pytest.mark.parametrize(
    ("variables", "words"),
    [({"DISPLAY": ""}, "there is no screen"), ({"DISPLAY": ":987"}, "the screen :987 does not answer")],
)
def test_without_a_screen_the_app_says_why_and_opens_the_browser(
    tmp_path: Path, variables: dict[str, str], words: str
) -> None:
    opened = tmp_path / "opened"
    browser = browser_that_notes(opened)
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--data-dir", str(tmp_path / "data")],
        cwd=ROOT,
        env={**os.environ, "WAYLAND_DISPLAY": "", "BROWSER": browser, **variables},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(opened.exists)
        assert re.match(r"http://127\.0\.0\.1:\d+/launch\?code=", wait_for(lambda: noted_in(opened)))
    finally:
        process.terminate()
        _, said = process.communicate(timeout=60)
    assert words in said


def test_the_window_remembers_its_place_and_its_zoom(playwright: Playwright, display: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with window(playwright, display, data) as (page, process):
        shown = visible_window(display)
        before = page.evaluate("innerWidth")
        on_screen(display, "windowfocus", "--sync", shown)
        on_screen(display, "windowsize", "--sync", shown, "900", "700")
        on_screen(display, "key", "--window", "0", "ctrl+plus")
        wait_for(lambda: page.evaluate("innerWidth") < 860)
        assert before != 900
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    kept = json.loads((data / "window.json").read_text(encoding="utf-8"))
    assert (kept["width"], kept["height"], kept["zoom"]) == (900, 700, 1.1)
    with window(playwright, display, data) as (page, _):
        wait_for(lambda: abs(page.evaluate("innerWidth") - 900 / 1.1) < 2)
        geometry = on_screen(display, "getwindowgeometry", visible_window(display))
        assert "900x700" in geometry


def test_what_stands_in_the_page_is_found(shared: Shared) -> None:
    page = shared.page
    page.keyboard.press("Control+f")
    field = page.get_by_role("textbox", name="Find in this window")
    field.fill("show my")
    bar = page.get_by_role("search").filter(has=field)
    expect(bar.get_by_role("status")).to_have_text(re.compile(r"^[12] / 2$"))
    field.press("Escape")
    expect(field).to_have_count(0)


ADD_A_LINK = """address => {
    const link = Object.assign(document.createElement('a'), { href: address, target: '_blank', rel: 'noopener' });
    Object.assign(link, { textContent: address, style: 'position: fixed; z-index: 9999; left: 0; top: 0' });
    document.body.append(link);
}"""


def test_a_link_for_a_new_window_is_opened_outside_only_when_it_is_for_a_browser(shared: Shared) -> None:
    last = "https://example.org/last"
    # Only what a person clicks is followed at all.
    for address in ("file:///etc/hostname", "deskhand:focus", "ms-settings:x", "ftp://127.0.0.1:1/", last):
        shared.page.evaluate(ADD_A_LINK, address)
        link = shared.page.get_by_role("link", name=address)
        link.click()
        link.evaluate("link => link.remove()")
    wait_for(lambda: last in noted_in(shared.browsed))
    assert noted_in(shared.browsed).split() == [last]


def noted_in(file: Path) -> str:
    """What the browser has noted so far."""
    return file.read_text(encoding="utf-8") if file.exists() else ""


def test_a_page_that_dies_comes_back_and_the_second_time_the_browser_is_opened(
    playwright: Playwright, display: str, tmp_path: Path
) -> None:
    opened = tmp_path / "opened"
    browser = browser_that_notes(opened)
    with window(playwright, display, tmp_path / "data", BROWSER=browser) as (page, process):
        first = renderer_of(page)
        first.kill()
        again = wait_for(lambda: shown_by_another(playwright, process, first))
        again.kill()
        address = wait_for(lambda: noted_in(opened))
        assert re.match(r"http://127\.0\.0\.1:\d+/launch\?code=", address)
        assert process.poll() is None


def renderer_of(page: Page) -> psutil.Process:
    """The process that shows the page."""
    assert page.context.browser is not None
    # What it gives has no types.
    session: Any = page.context.browser.new_browser_cdp_session()
    told = session.send("SystemInfo.getProcessInfo")
    (number,) = (int(each["id"]) for each in told["processInfo"] if each["type"] == "renderer")
    return psutil.Process(number)


def shown_by_another(playwright: Playwright, process: Started, before: psutil.Process) -> psutil.Process | None:
    """The process that shows the page, once that is another and the page is there."""
    port = int(psutil.Process(process.pid).environ()["QTWEBENGINE_REMOTE_DEBUGGING"])
    # Whoever drove a page that crashed sees it crashed for good.
    page = connected(playwright, port)
    try:
        if page is None or not page.get_by_role("textbox", name="Message").is_visible():
            return None
        now = renderer_of(page)
    except (Error, ValueError, psutil.NoSuchProcess):
        return None
    return None if now == before else now


def browser_that_notes(file: Path) -> str:
    """A browser, as `BROWSER` names one, that writes the address it is given into `file`."""
    opener = file.with_name("browser.sh")
    opener.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >> {file}\n', encoding="utf-8")
    opener.chmod(0o755)
    return f"{opener} %s"
