"""Takes a picture of every screen, light and dark, and writes docs/screens.md.

`uv run --no-sync --with pyoxipng python scripts/screens.py` drives the real window on a virtual screen, in a home of
its own; a script answers in the place of a model. Needs xvfb, openbox and xdotool.
Names given to it are the only pictures that are taken anew.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import oxipng  # noqa: E402
from playwright.sync_api import Page, expect, sync_playwright  # noqa: E402
from virtual_screen import virtual_screen  # noqa: E402

from tests.e2e.test_window import on_screen, window  # noqa: E402
from tests.fakes.provider import Call, FakeProvider, Say, fake_provider  # noqa: E402
from tests.waiting import wait_for  # noqa: E402

PICTURES = ROOT / "docs" / "screens"
SCHEMES = ("light", "dark")
PLACE = {"x": 40, "y": 40, "width": 1120, "height": 740, "maximized": False, "zoom": 1.0}
# Each screen, in the order of the page, with what it shows.
SCREENS = {
    "welcome": "The first start: where answers shall come from, asked once",
    "start": "The start of a conversation",
    "tool-call": "A conversation with a tool call, opened: its exact arguments and its result",
    "tasks": "Tasks in the chat and in the panel beside it: the same list, both with boxes that work",
    "permission": "A question before a file is changed, with the difference",
    "changes": "Everything that was changed, with undo",
    "permissions": "What was allowed for longer, and what waits for an answer",
    "search": "Search in all conversations",
    "find": "Find in this window (Ctrl+F)",
    "settings-models": "Settings: where answers come from",
    "settings-folders": "Settings: the folders that the assistant may work in",
    "settings-instructions": "Settings: what every answer heeds",
    "settings-memory": "Settings: what is remembered",
    "settings-desktop": "Settings: background, login, quick entry",
    "settings-all": "Settings: every line of settings.toml, searchable",
    "diagnostics": "Diagnostics: what works here and what does not, each with the fix",
    "shortcuts": "Keyboard shortcuts (F1)",
    "reminder": "Reminders that were missed while the app was closed, together",
    "folder": "A folder that was dropped is offered to be granted",
    "quick-entry": "Quick entry, from everywhere by a key (Ctrl+Alt+Space); its colours are those of the system",
}
DONE = Say(("Your week is planned: milk tomorrow, the dentist on Friday, and the rent after that.",))
BRING = Say(("Three things, says `notes.txt`:\n\n1. **milk**\n2. **eggs**\n3. **bread**",))
CHANGED = Say(("It says oat milk now.",))
RUNNING = (
    "fetch('/api/state').then((answer) => answer.json())"
    ".then(({servers}) => servers.filter(({status}) => status === 'running').length)"
)
GRAB = (
    "import sys; from PySide6.QtWidgets import QApplication; a = QApplication([]);"
    "a.primaryScreen().grabWindow(0, *map(int, sys.argv[2:])).save(sys.argv[1])"
)


class Camera:
    """Takes pictures of one window."""

    def __init__(self, page: Page, display: str, provider: FakeProvider, wanted: set[str]) -> None:
        self.page = page
        self.display = display
        self.provider = provider
        self._wanted = wanted

    def take(self, name: str) -> None:
        """The page as it is now, light and dark."""
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.page.wait_for_timeout(400)
            self.save(name, scheme, self.page.screenshot(animations="disabled", caret="hide"))
        self.page.emulate_media(color_scheme="light")

    def save(self, name: str, scheme: str, picture: bytes) -> None:
        if not self._wanted or name in self._wanted:
            PICTURES.mkdir(parents=True, exist_ok=True)
            packed = oxipng.optimize_from_memory(picture, level=5, strip=oxipng.StripChunks.safe())
            (PICTURES / f"{name}-{scheme}.png").write_bytes(packed)

    def ask(self, text: str) -> None:
        """Say it and wait for the whole answer."""
        self.page.get_by_role("textbox", name="Message").fill(text)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("textbox", name="Message")).to_have_text("")
        expect(self.page.get_by_role("button", name="Stop")).to_have_count(0)

    def ask_anew(self, text: str, title: str, *answers: Call | Say) -> None:
        """Say it in a new conversation of that title, and have it answered so."""
        self.provider.title = title
        self.provider.answers.extend(answers)
        self.page.get_by_role("button", name="New chat").first.click()
        self.ask(text)
        expect(self.page.get_by_role("navigation").get_by_text(title)).to_be_visible()


@contextmanager
def home_of_ann() -> Iterator[Path]:
    """A home with a name that looks well in a picture."""
    home = Path(tempfile.gettempdir()) / "ann"
    home.mkdir()
    try:
        yield home
    finally:
        shutil.rmtree(home)


def prepare(home: Path) -> Path:
    """A data folder and some files; returns the data folder."""
    data, files = home / "Deskhand data", home / "Documents" / "Deskhand"
    data.mkdir()
    files.mkdir(parents=True)
    (data / "settings.toml").write_text('agents = "one"\n', encoding="utf-8")
    (data / "window.json").write_text(json.dumps(PLACE), encoding="utf-8")
    (files / "notes.txt").write_text("Things to bring:\nmilk\neggs\nbread\n", encoding="utf-8")
    (files / "Welcome.md").write_text("# Welcome\n\nAsk for what is in this folder.\n", encoding="utf-8")
    return data


def beginning(camera: Camera) -> None:
    page = camera.page
    ways = page.get_by_role("region", name="Where should answers come from?")
    expect(ways).to_be_visible()
    expect(page.get_by_text("Built-in · SmolLM2").first).to_be_visible()
    camera.take("welcome")
    ways.get_by_role("button", name="Close").click()
    camera.take("start")


def conversations(camera: Camera) -> None:
    page = camera.page
    # Before both servers are there the model has no tools.
    wait_for(lambda: page.evaluate(RUNNING) == 2)
    tasks = [
        Call("add_task", {"title": title, "due": due}, id=f"call_{due}")
        for title, due in (("Call the dentist", "friday"), ("Pay the rent", "in 5 days"), ("Buy milk", "tomorrow"))
    ]
    camera.ask_anew("Plan my week: dentist, rent, milk", "Planning the week", *tasks, Call("list_tasks", {}), DONE)
    camera.take("tasks")
    read = Call("read_text_file", {"path": "notes.txt"})
    camera.ask_anew("What do I have to bring?", "What to bring", read, BRING)
    page.locator("openai-chatkit").get_by_role("button", name=re.compile("Read file")).first.click()
    camera.take("tool-call")


def trust(camera: Camera) -> None:
    page = camera.page
    edit = {"path": "notes.txt", "edits": [{"oldText": "milk", "newText": "oat milk"}]}
    camera.ask_anew("Make that oat milk", "Oat milk", Call("edit_file", edit), CHANGED)
    expect(page.get_by_role("button", name="Allow", exact=True).first).to_be_visible()
    camera.take("permission")
    page.get_by_role("tab", name="Permissions").click()
    camera.take("permissions")
    page.get_by_role("button", name="Allow", exact=True).first.click()
    expect(page.locator("openai-chatkit").get_by_text(CHANGED.deltas[0])).to_be_visible()
    page.get_by_role("tab", name="Changes").click()
    camera.page.wait_for_timeout(1500)
    camera.take("changes")
    page.get_by_role("tab", name="Tasks").click()


def finding(camera: Camera) -> None:
    page = camera.page
    words = page.get_by_label("Search conversations")
    words.fill("milk")
    page.wait_for_timeout(1000)
    camera.take("search")
    words.fill("")
    page.keyboard.press("Control+f")
    page.get_by_role("textbox", name="Find in this window").fill("milk")
    page.wait_for_timeout(500)
    camera.take("find")
    page.keyboard.press("Escape")
    page.keyboard.press("F1")
    camera.take("shortcuts")
    page.keyboard.press("Escape")


def settings(camera: Camera) -> None:
    page = camera.page
    page.evaluate(
        "fetch('/api/memories', {method: 'POST', headers: {'Content-Type': 'application/json'},"
        " body: JSON.stringify({text: 'I live in Oslo and work from Monday to Thursday.'})})"
    )
    page.get_by_role("button", name="Settings", exact=True).click()
    tabs: dict[str, str] = {
        "Models": "settings-models", "Folders": "settings-folders", "Instructions": "settings-instructions",
        "Memory": "settings-memory", "Desktop": "settings-desktop", "All settings": "settings-all",
        "Diagnostics": "diagnostics",
    }  # fmt: skip
    for tab, name in tabs.items():
        page.get_by_role("tab", name=tab).click()
        if name == "diagnostics":
            expect(page.get_by_role("button", name="Copy report")).to_be_visible()
        page.wait_for_timeout(700)
        camera.take(name)
    page.keyboard.press("Escape")


def handed_over(camera: Camera, data: Path, home: Path) -> None:
    page = camera.page
    again = [sys.executable, "-m", "app", "--data-dir", str(data)]
    environment = {**os.environ, "DISPLAY": camera.display}
    subprocess.run([*again, str(home / "Documents")], cwd=ROOT, env=environment, check=True)
    expect(page.get_by_role("alertdialog")).to_be_visible()
    camera.take("folder")
    page.keyboard.press("Escape")
    subprocess.run([*again, "quick"], cwd=ROOT, env=environment, check=True)
    quick = wait_for(lambda: on_screen(camera.display, "search", "--onlyvisible", "--name", "Quick Entry")).split()[0]
    shape = on_screen(camera.display, "getwindowgeometry", "--shell", quick)
    area = dict(line.split("=") for line in shape.splitlines())
    on_screen(camera.display, "type", "Remind me of the dentist on friday at 9")
    page.wait_for_timeout(1000)
    for scheme in SCHEMES:
        # The window behind it follows the page; the entry itself follows the system.
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(500)
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "quick.png"
            x, y = int(area["X"]) - 60, int(area["Y"]) - 60
            size = (int(area["WIDTH"]) + 120, int(area["HEIGHT"]) + 120)
            subprocess.run(
                [sys.executable, "-c", GRAB, file, *map(str, (x, y, *size))], env=environment, cwd=ROOT, check=True
            )
            camera.save("quick-entry", scheme, file.read_bytes())


def reminders(camera: Camera) -> None:
    page = camera.page
    expect(page.get_by_role("status").filter(has_text="reminders")).to_be_visible()
    camera.take("reminder")


def write_page() -> None:
    rows = "".join(
        f"\n## {about}\n\n| light | dark |\n|---|---|\n"
        f"| ![{about}](screens/{name}-light.png) | ![{about}, dark](screens/{name}-dark.png) |\n"
        for name, about in SCREENS.items()
    )
    page = "# Every screen\n\nTaken of the real window by `scripts/screens.py`.\n" + rows
    (ROOT / "docs" / "screens.md").write_text(page, encoding="utf-8")


def make_overdue(data: Path) -> None:
    """Let the user be reminded, of all tasks, of what was missed while the app was closed."""
    with closing(sqlite3.connect(data / "tasks.db")) as tasks:
        now = datetime.now(UTC).isoformat(timespec="minutes")
        tasks.execute("UPDATE tasks SET remind = ?, remind_at = ? WHERE status = 'open'", (now, now))
        tasks.commit()


def main() -> None:
    wanted = set(sys.argv[1:])
    expect.set_options(timeout=120_000)
    with (
        home_of_ann() as home,
        sync_playwright() as playwright,
        virtual_screen() as display,
        fake_provider() as provider,
    ):
        os.environ.update(HOME=str(home), LANG="en_GB.UTF-8")
        data = prepare(home)
        model = {"LLM_PROVIDER": "ollama", "LLM_MODEL": "gemma3:4b", "OPENAI_BASE_URL": provider.url}
        with window(playwright, display, data) as (page, process):
            beginning(Camera(page, display, provider, wanted))
            end(process)
        with window(playwright, display, data, **model) as (page, process):
            camera = Camera(page, display, provider, wanted)
            for step in (conversations, trust, finding, settings):
                step(camera)
            handed_over(camera, data, home)
            end(process)
        make_overdue(data)
        with window(playwright, display, data, **model) as (page, _):
            reminders(Camera(page, display, provider, wanted))
    write_page()


def end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(60)


if __name__ == "__main__":
    main()
