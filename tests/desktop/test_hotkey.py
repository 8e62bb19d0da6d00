"""A key that works everywhere, on a real X server."""

import os
import subprocess
import threading
from collections.abc import Iterator

import pytest

from app.desktop.hotkey import Hotkey, read_key
from tests.waiting import wait_for


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ctrl+Alt+Space", (12, 0x20)),
        ("super + K", (64, ord("k"))),
        ("F9", (0, 0xFFC6)),
        ("Shift+F1", (1, 0xFFBE)),
        ("control+shift+7", (5, ord("7"))),
    ],
)
def test_a_key_is_read_as_people_write_it(name: str, key: tuple[int, int]) -> None:
    assert read_key(name) == key


@pytest.mark.parametrize("name", ["", "banana", "k", "Shift+K", "Ctrl+", "Hyper+K", "Space", "Ctrl+é", "+"])
def test_what_would_take_a_key_from_whoever_writes_is_none(name: str) -> None:
    assert read_key(name) is None


@pytest.fixture
def screen() -> Iterator[str]:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read, encoding="ascii") as number:
        name = f":{number.readline().strip()}"
    yield name
    server.terminate()
    server.wait(60)


def press(screen: str, keys: str) -> None:
    subprocess.run(["xdotool", "key", keys], env={**os.environ, "DISPLAY": screen}, check=True, timeout=60)


def environment(screen: str) -> dict[str, str]:
    return {"DISPLAY": screen}


def test_the_key_is_heard_and_given_back(screen: str) -> None:
    pressed, other = threading.Event(), Hotkey(lambda: None, environment(screen))
    ours = Hotkey(pressed.set, environment(screen))
    assert ours.use("Ctrl+Alt+Space") == "on"
    press(screen, "ctrl+alt+space")
    assert pressed.wait(60)
    assert other.use("Ctrl+Alt+Space") == "held"
    ours.close()
    assert wait_for(lambda: other.use("Ctrl+Alt+Space") == "on")
    other.close()


def test_another_key_takes_the_place_of_the_first(screen: str) -> None:
    pressed = threading.Event()
    key, other = Hotkey(pressed.set, environment(screen)), Hotkey(lambda: None, environment(screen))
    assert key.use("Ctrl+Alt+Space") == "on"
    assert key.use("Super+j") == "on"
    assert other.use("Ctrl+Alt+Space") == "on"
    press(screen, "super+j")
    assert pressed.wait(60)
    assert (key.use("banana"), key.use(None)) == ("unknown", "off")
    other.close()


@pytest.mark.parametrize(
    ("variables", "state"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "wayland"),
        ({}, "unsupported"),
        ({"DISPLAY": ":987"}, "unsupported"),
    ],
)
def test_where_no_key_can_be_had_that_is_said(variables: dict[str, str], state: str) -> None:
    assert Hotkey(lambda: None, variables).use("Ctrl+Alt+Space") == state
