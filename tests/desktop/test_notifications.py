"""Notifications on a message bus of their own, with a service that answers as a desktop's does."""

import importlib
import queue
import socket
import subprocess
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from app.desktop.notifications import ADDRESS, Notice, Notifier, why_no_notifications

# Its functions are written without types.
jeepney: Any = importlib.import_module("jeepney")
blocking: Any = importlib.import_module("jeepney.io.blocking")


class Service:
    """Takes what is shown, and clicks on it at once."""

    def __init__(self, address: str) -> None:
        self.shown: queue.Queue[Any] = queue.Queue()
        self._bus: Any = blocking.open_dbus_connection(bus=address)
        self._bus.send_and_get_reply(jeepney.message_bus.RequestName(ADDRESS[1]))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                message = self._bus.receive()
            except OSError:
                return
            method = message.header.fields.get(jeepney.HeaderFields.member)
            if message.header.message_type is not jeepney.MessageType.method_call:
                continue
            if method == "Notify":
                self._bus.send(jeepney.new_method_return(message, "u", (7,)))
                self.shown.put(message.body)
            else:
                self._bus.send(jeepney.new_method_return(message, "ssss", ("a", "b", "c", "d")))

    def close(self) -> None:
        self._bus.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._bus.close()

    def click(self) -> None:
        emitter = jeepney.DBusAddress(ADDRESS[0], interface=ADDRESS[1])
        self._bus.send(jeepney.new_signal(emitter, "ActionInvoked", "us", (7, "default")))


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    yield address
    daemon.terminate()
    daemon.communicate(timeout=10)


def test_a_notice_is_shown_as_text_and_a_click_comes_back(bus: str) -> None:
    service, notifier, clicked = Service(bus), Notifier(), threading.Event()
    assert notifier.show(Notice("Your answer is ready", "<b>Milk</b> & eggs", clicked.set))
    shown = service.shown.get(timeout=30)
    assert (shown[3], shown[4]) == ("Your answer is ready", "&lt;b&gt;Milk&lt;/b&gt; &amp; eggs")
    # A click that comes before anybody listens is lost; a person's is not so quick.
    for _ in range(300):
        service.click()
        if clicked.wait(0.1):
            break
    assert clicked.is_set()
    notifier.close()
    service.close()


def test_a_service_that_answers_is_no_problem(bus: str) -> None:
    service = Service(bus)
    assert why_no_notifications() is None
    service.close()


@pytest.mark.usefixtures("bus")
def test_a_bus_without_a_service_is_named() -> None:
    assert why_no_notifications() == "No notification service answers."


def test_without_a_bus_nothing_is_shown_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert why_no_notifications() == "No notification service answers."
    notifier = Notifier()
    notifier.show(Notice("x", "y", lambda: None))
    notifier.close()
