"""Takes the README's pictures of the running app: `uv run --no-sync python scripts/screenshots.py`.

Needs Chromium. Uses a data folder and home of its own, and the built-in model.
"""

import os
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

from tests.running import Program, app_as_program  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1240, "height": 780}


def open_page(browser: Browser, program: Program, scheme: str) -> Page:
    with program.client.http() as http:
        path = http.post("/api/launch", json={}).json()["path"]
    page = browser.new_context(viewport=SIZE, color_scheme=scheme, device_scale_factor=1.5).new_page()
    page.goto(program.client.url + path)
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    return page


def ask(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Message").fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    page.wait_for_timeout(500)


def take(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=60_000)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        os.environ["HOME"] = home
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with app_as_program(Path(home) / "data") as program:
            page = open_page(browser, program, "light")
            expect(page.get_by_role("region", name="Where should answers come from?")).to_be_visible()
            page.wait_for_timeout(1000)
            take(page, "start")
            for text in ("Add a task: call the dentist on friday", "Add a task: pay the rent by the end of the month"):
                ask(page, text)
            page.get_by_role("button", name="New chat").first.click()
            ask(page, "Add a task: buy milk tomorrow")
            ask(page, "What's on my list?")
            take(page, "task")
            page.get_by_role("button", name="New chat").first.click()
            ask(page, "Read Welcome.md")
            page.locator("openai-chatkit").get_by_role("button", name=re.compile("Read file")).first.click()
            page.wait_for_timeout(300)
            take(page, "tool-call")
            page.get_by_role("button", name="New chat").first.click()
            (Path(home) / "Documents" / "Deskhand" / "notes.txt").write_text("milk\neggs\n", encoding="utf-8")
            ask(page, "Rename notes.txt to ideas.txt")
            take(page, "permission")
            page.get_by_role("button", name="Allow", exact=True).first.click()
            page.get_by_role("tab", name="Changes").click()
            page.wait_for_timeout(3000)
            take(page, "changes")
            page.get_by_role("button", name="Settings", exact=True).click()
            page.wait_for_timeout(1500)
            take(page, "settings")
            dark = open_page(browser, program, "dark")
            dark.get_by_role("navigation").get_by_role("button", name="Add a task: buy milk").first.click()
            dark.wait_for_timeout(1500)
            take(dark, "dark")
            for tab in ("Changes", "Permissions"):
                dark.get_by_role("tab", name=tab).click()
                dark.wait_for_timeout(1000)
                take(dark, f"{tab.lower()}-dark")
            dark.get_by_role("button", name="Settings", exact=True).click()
            dark.wait_for_timeout(1500)
            take(dark, "settings-dark")
        browser.close()


if __name__ == "__main__":
    main()
