"""The app beside its window: in the background, in the tray, by a key, and until its end."""

import importlib
import os
import queue
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Page, Playwright, expect

from app.desktop.hotkey import Hotkey
from app.desktop.quick_window import DARK, LIGHT
from tests.e2e.test_window import on_screen, window
from tests.running import ROOT
from tests.waiting import PATIENCE_S, wait_for

ZPIXMAP = 2
xcffib: Any = importlib.import_module("xcffib")
# What speaks to an X server: of its core protocol, under the name that it looks for.
importlib.import_module("xcffib.xproto")
jeepney: Any = importlib.import_module("jeepney")
blocking: Any = importlib.import_module("jeepney.io.blocking")

CHOOSE = """(theme) => fetch("/api/settings/ui", {
    method: "PUT", headers: {"Content-Type": "application/json"}, body: JSON.stringify({theme}),
})"""
MAIN, QUICK = "^Deskhand$", "^Deskhand: Quick Entry$"


def seen(display: str, name: str) -> str:
    return on_screen(display, "search", "--onlyvisible", "--name", name)


def standing(page: Page) -> dict[str, str]:
    return page.evaluate("fetch('/api/desk').then((answer) => answer.json())")


def start_again(display: str, data: Path, *arguments: str) -> int:
    command = [sys.executable, "-m", "app", "--data-dir", str(data), *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "DISPLAY": display}, timeout=120).returncode


def settings(data: Path, text: str) -> Path:
    data.mkdir(parents=True, exist_ok=True)
    (data / "settings.toml").write_text(text, encoding="utf-8")
    return data


def activate(display: str, name: str) -> None:
    """Give the window of that name the keyboard."""

    def is_active() -> bool:
        number = seen(display, name).split()
        on_screen(display, "windowactivate", *number)
        return bool(number) and on_screen(display, "getactivewindow") == number[0]

    wait_for(is_active)


def colour_inside(display: str, name: str) -> str:
    """Of the window of that name, near its upper edge."""
    connection = xcffib.connect(display=display)
    try:
        drawn = connection.core.GetImage(ZPIXMAP, int(seen(display, name)), 300, 6, 1, 1, 0xFFFFFFFF).reply()
        blue, green, red = bytes(drawn.data.buf())[:3]
        return f"#{red:02x}{green:02x}{blue:02x}"
    finally:
        connection.disconnect()


def close_by_key(display: str) -> None:
    activate(display, MAIN)
    on_screen(display, "key", "alt+F4")


def test_in_the_background_closing_puts_the_window_away_and_a_second_start_brings_it_back(
    playwright: Playwright, display: str, tmp_path: Path
) -> None:
    data = settings(tmp_path / "data", "background = true\n")
    with window(playwright, display, data) as (page, process):
        close_by_key(display)
        wait_for(lambda: not seen(display, MAIN))
        assert page.evaluate("fetch('/api/state').then((answer) => answer.status)") == 200
        assert start_again(display, data) == 0
        activate(display, MAIN)

        def is_quit_by_key() -> bool:
            on_screen(display, "key", "ctrl+q")
            return process.poll() is not None

        # The page takes keys a moment after its window has the focus.
        wait_for(is_quit_by_key)
        assert process.wait(60) == 0


def test_without_the_background_closing_ends_all(playwright: Playwright, display: str, tmp_path: Path) -> None:
    with window(playwright, display, tmp_path / "data") as (_, process):
        children = psutil.Process(process.pid).children(recursive=True)
        close_by_key(display)
        assert process.wait(60) == 0
        assert psutil.wait_procs(children, timeout=PATIENCE_S)[1] == []


@pytest.mark.parametrize("way", ["quit", "kill"])
def test_nothing_that_the_app_has_started_outlives_it(
    playwright: Playwright, display: str, tmp_path: Path, way: str
) -> None:
    data = tmp_path / "data"
    with window(playwright, display, data) as (_, process):
        running = wait_for(lambda: children_with_all(process.pid))
        if way == "quit":
            assert start_again(display, data, "quit") == 0
            assert process.wait(60) == 0
        else:
            process.kill()
        assert psutil.wait_procs(running, timeout=PATIENCE_S)[1] == []
    assert start_again(display, data, "quit") == 0


def children_with_all(pid: int) -> list[psutil.Process] | None:
    """All that the app has started, once both servers, the model and the webview are among them."""
    running = psutil.Process(pid).children(recursive=True)
    try:
        told = " ".join(" ".join(each.cmdline()) for each in running)
    # One of those that only look what the computer has has ended.
    except psutil.NoSuchProcess:
        return None
    wanted = ("mcp filesystem", "mcp tasks", "app model", "--type=zygote")
    return running if all(part in told for part in wanted) else None


def test_a_hidden_start_is_there_and_shows_itself_when_it_is_asked_to(
    playwright: Playwright, display: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with window(playwright, display, data, "--hidden") as (_, process):
        assert not seen(display, MAIN)
        assert start_again(display, data, "--hidden") == 0
        assert not seen(display, MAIN)
        assert start_again(display, data) == 0
        wait_for(lambda: seen(display, MAIN))
        assert process.poll() is None


def test_the_key_opens_the_quick_entry_and_what_is_said_there_begins_a_conversation(
    playwright: Playwright, display: str, tmp_path: Path
) -> None:
    with window(playwright, display, tmp_path / "data", "--hidden") as (page, _):
        wait_for(lambda: standing(page)["hotkey"] == "on")
        on_screen(display, "key", "ctrl+alt+space")
        activate(display, QUICK)
        on_screen(display, "key", "Escape")
        wait_for(lambda: not seen(display, QUICK))
        assert not seen(display, MAIN)
        for theme, colour in (("light", LIGHT[0]), ("dark", DARK[0])):
            page.evaluate(CHOOSE, theme)
            on_screen(display, "key", "ctrl+alt+space")
            activate(display, QUICK)
            wait_for(lambda wanted=colour: colour_inside(display, QUICK) == wanted)
            on_screen(display, "key", "Escape")
            wait_for(lambda: not seen(display, QUICK))
        on_screen(display, "key", "ctrl+alt+space")
        activate(display, QUICK)
        on_screen(display, "type", "Add a task: water the plants")
        on_screen(display, "key", "Return")
        wait_for(lambda: seen(display, MAIN))
        assert not seen(display, QUICK)
        said = page.locator("openai-chatkit").get_by_text("Add a task: water the plants").first
        expect(said).to_be_visible()


def test_a_key_that_another_program_has_is_named_in_the_settings_and_another_one_is_taken_at_once(
    playwright: Playwright, display: str, tmp_path: Path
) -> None:
    other = Hotkey(lambda: None, {"DISPLAY": display})
    assert other.use("Ctrl+Alt+Space") == "on"
    with window(playwright, display, tmp_path / "data") as (page, _):
        wait_for(lambda: standing(page)["hotkey"] == "held")
        page.get_by_role("button", name="Settings", exact=True).click()
        page.get_by_role("tab", name="Desktop").click()
        expect(page.get_by_text("Another program has Ctrl+Alt+Space")).to_be_visible()
        page.get_by_label("Key for the quick entry").fill("Super+J")
        page.get_by_role("tabpanel").get_by_role("button", name="Save").click()
        expect(page.get_by_text("Super+J opens the quick entry.")).to_be_visible()
    other.close()


def test_what_is_switched_in_the_settings_is_done_and_kept(
    playwright: Playwright, display: str, tmp_path: Path, own_home: Path
) -> None:
    data = tmp_path / "data"
    with window(playwright, display, data) as (page, process):
        page.get_by_role("button", name="Settings", exact=True).click()
        page.get_by_role("tab", name="Desktop").click()
        expect(page.get_by_text("This desktop has no tray")).to_be_visible()
        page.get_by_role("switch", name=re.compile("Start when you log in")).check()
        (entry,) = wait_for(lambda: list((own_home / ".config" / "autostart").glob("*.desktop")))
        assert f'"--hidden" "--data-dir" "{data}"' in entry.read_text(encoding="utf-8")
        page.get_by_role("switch", name=re.compile("Go on in the background")).check()
        wait_for(lambda: "background = true" in (data / "settings.toml").read_text(encoding="utf-8"))
        page.get_by_role("button", name="Quit Deskhand").click()
        assert process.wait(60) == 0
        assert entry.exists()


class TrayHost:
    """A desktop's tray, as far as an icon needs one: it takes icons, and reads and clicks their menus."""

    def __init__(self, address: str) -> None:
        self.icons: queue.Queue[str] = queue.Queue()
        self._serving: Any = blocking.open_dbus_connection(bus=address)
        self._asking: Any = blocking.open_dbus_connection(bus=address)
        self._serving.send_and_get_reply(jeepney.message_bus.RequestName("org.kde.StatusNotifierWatcher"))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                message = self._serving.receive()
            except OSError:
                return
            if message.header.message_type is not jeepney.MessageType.method_call:
                continue
            if message.header.fields.get(jeepney.HeaderFields.member) == "Get":
                self._serving.send(jeepney.new_method_return(message, "v", (("b", True),)))
            elif message.header.fields.get(jeepney.HeaderFields.member) == "RegisterStatusNotifierItem":
                self._serving.send(jeepney.new_method_return(message))
                self.icons.put(message.header.fields[jeepney.HeaderFields.sender])
            else:
                self._serving.send(jeepney.new_method_return(message))

    def close(self) -> None:
        # Closing alone would not wake the thread that reads.
        self._serving.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE_S)
        self._serving.close()
        self._asking.close()

    def menu(self, icon: str) -> dict[str, int]:
        """The labels of an icon's menu, and their numbers."""
        path = self._ask(icon, "/StatusNotifierItem", "org.kde.StatusNotifierItem", None, ())
        _, layout = self._ask(icon, path, "com.canonical.dbusmenu", "GetLayout", (0, -1, ["label"]), "iias")
        entries = [entry for _, entry in layout[2]]
        return {shown["label"][1]: number for number, shown, _ in entries if "label" in shown}

    def click(self, icon: str, entry: int) -> None:
        path = self._ask(icon, "/StatusNotifierItem", "org.kde.StatusNotifierItem", None, ())
        clicked = (entry, "clicked", ("s", ""), 0)
        self._ask(icon, path, "com.canonical.dbusmenu", "Event", clicked, "isvu")

    def _ask(
        self, icon: str, path: str, interface: str, method: str | None, body: tuple[Any, ...], signature: str = ""
    ) -> Any:
        """What a method returns; without a method, the place of the menu."""
        address = jeepney.DBusAddress(path, bus_name=icon, interface=interface)
        asked = (
            jeepney.Properties(address).get("Menu")
            if method is None
            else jeepney.new_method_call(address, method, signature, body)
        )
        reply = self._asking.send_and_get_reply(asked, timeout=PATIENCE_S)
        assert reply.header.message_type is jeepney.MessageType.method_return, reply.body
        return reply.body[0][1] if method is None else reply.body


@pytest.fixture
def bus() -> Iterator[str]:
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.communicate(timeout=60)


def test_the_menu_of_the_tray_opens_the_window_the_quick_entry_and_ends_the_app(
    playwright: Playwright, display: str, tmp_path: Path, bus: str
) -> None:
    tray = TrayHost(bus)
    with window(playwright, display, tmp_path / "data", "--hidden", DBUS_SESSION_BUS_ADDRESS=bus) as (page, process):
        icon = tray.icons.get(timeout=PATIENCE_S)
        entries = tray.menu(icon)
        assert list(entries) == ["Open Deskhand", "Quick Entry…", "Quit"]
        wait_for(lambda: standing(page)["tray"] == "shown")
        tray.click(icon, entries["Quick Entry…"])
        wait_for(lambda: seen(display, QUICK))
        tray.click(icon, entries["Open Deskhand"])
        wait_for(lambda: seen(display, MAIN))
        tray.click(icon, entries["Quit"])
        assert process.wait(60) == 0
    tray.close()
