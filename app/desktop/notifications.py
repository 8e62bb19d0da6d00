"""Notifications of the desktop, on Linux by org.freedesktop.Notifications; a click comes back to the app.

The service is asked in a thread of its own: one that hangs must hold up nothing.
"""

import importlib
import logging
import queue
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from app.base.paths import APP_NAME

logger = logging.getLogger(__name__)

ADDRESS = "/org/freedesktop/Notifications", "org.freedesktop.Notifications"
SHOWN_MS = -1
ANSWER_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Notice:
    """What is shown, and what a click on it does."""

    title: str
    body: str
    clicked: Callable[[], None]


def why_no_notifications() -> str | None:
    """Why nothing can be shown, in a sentence; None when something answers."""
    if not sys.platform.startswith("linux"):
        return "Notifications are shown by the page on this system."
    try:
        with _connection() as bus:
            _ask(bus, "GetServerInformation")
    # Without a bus, or without a service on it, the libraries raise whatever they met.
    except Exception as error:
        logger.info("No notification service: %s", type(error).__name__)
        return "No notification service answers."
    return None


class Notifier:
    """Shows notices one after the other. Make one, and `close` it at the end."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Notice | None] = queue.Queue(20)
        self._shown: dict[int, Notice] = {}
        self._started = False
        self._clicks: Any = None

    def show(self, notice: Notice) -> bool:
        """Show it soon. Returns whether that is possible on this system at all."""
        if not sys.platform.startswith("linux"):
            return False
        if not self._started:
            self._started = True
            threading.Thread(target=self._run, name="notifications", daemon=True).start()
        try:
            self._waiting.put_nowait(notice)
        except queue.Full:
            return False
        return True

    def close(self) -> None:
        """Show nothing more."""
        if self._started:
            self._waiting.put(None)
        if self._clicks is not None:
            # Closing alone would not wake the thread that reads.
            self._clicks.sock.shutdown(socket.SHUT_RDWR)

    def _run(self) -> None:
        try:
            with _connection() as bus:
                threading.Thread(target=self._listen, name="notification clicks", daemon=True).start()
                while (notice := self._waiting.get()) is not None:
                    (number,) = _ask(bus, "Notify", "susssasa{sv}i", _arguments(notice))
                    self._shown[number] = notice
        # A desktop without a notification service is no fault; `app doctor` says that there is none.
        except Exception as error:
            logger.info("Notifications cannot be shown: %s", type(error).__name__)

    def _listen(self) -> None:
        jeepney = _jeepney()
        try:
            with _connection() as bus:
                self._clicks = bus
                rule = jeepney.MatchRule(type="signal", interface=ADDRESS[1], path=ADDRESS[0])
                bus.send_and_get_reply(jeepney.message_bus.AddMatch(rule))
                while True:
                    signal = bus.receive()
                    self._heard(str(signal.header.fields.get(jeepney.HeaderFields.member)), signal.body)
        except Exception as error:
            logger.info("Clicks on notifications are not heard: %s", type(error).__name__)

    def _heard(self, what: str, body: Any) -> None:
        if what == "ActionInvoked" and body[0] in self._shown:
            self._shown.pop(body[0]).clicked()
        elif what == "NotificationClosed":
            self._shown.pop(body[0], None)


def _arguments(notice: Notice) -> tuple[object, ...]:
    # The body may hold markup, which what others have written must not become.
    body = escape(notice.body, quote=False)
    hints = {"desktop-entry": ("s", "org.deskhand.Deskhand")}
    return APP_NAME, 0, "org.deskhand.Deskhand", notice.title, body, ["default", APP_NAME], hints, SHOWN_MS


def _jeepney() -> Any:
    # Only where it is used: it is no part of macOS and Windows. Its functions are written without types.
    return importlib.import_module("jeepney")


def _connection() -> Any:
    from jeepney.io.blocking import open_dbus_connection

    return open_dbus_connection(bus="SESSION")


def _ask(bus: Any, method: str, signature: str | None = None, body: tuple[object, ...] = ()) -> Any:
    jeepney = _jeepney()
    address = jeepney.DBusAddress(ADDRESS[0], bus_name=ADDRESS[1], interface=ADDRESS[1])
    reply = bus.send_and_get_reply(jeepney.new_method_call(address, method, signature, body), timeout=ANSWER_SECONDS)
    if reply.header.message_type.name == "error":
        raise OSError(f"{method} was refused")
    return reply.body
