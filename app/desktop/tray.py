"""The icon in the tray, on Linux through Qt; and whether there is a tray at all."""

import ctypes
import importlib
import logging
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from app.base.paths import APP_NAME
from app.desktop.words import Words

logger = logging.getLogger(__name__)

State = Literal["shown", "none", "unsupported"]
WATCHER = "org.kde.StatusNotifierWatcher"
# After a login the desktop's tray may come later than the app.
LOOK_AGAIN_MS, LOOKS = 3000, 40
ANSWER_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Choices:
    """What the menu does. Called on the main thread."""

    open: Callable[[], object]
    quick: Callable[[], object]
    quit: Callable[[], object]


def has_tray(environ: Mapping[str, str]) -> bool:
    """Whether the desktop shows a tray, by either of the two ways there are on Linux. Asked without Qt."""
    return sys.platform.startswith("linux") and (_has_watcher(environ) or _has_x11_tray(environ))


class Tray:
    """The icon. All of it belongs to the main thread, after Qt has begun."""

    def __init__(self, icon: Path, words: Words, choices: Choices) -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtGui import QIcon
        from PySide6.QtWidgets import QMenu

        self._icon = QIcon(str(icon))
        self._shown: Any = None
        self._choices = choices
        # Kept by nobody else.
        self._menu = QMenu()
        self._add(words.open, choices.open)
        self._add(words.quick, choices.quick)
        self._menu.addSeparator()
        self._add(words.quit, choices.quit)
        self._looks = 0
        self._timer = QTimer()
        self._timer.setInterval(LOOK_AGAIN_MS)
        self._timer.timeout.connect(self._look)
        self._look()

    @property
    def state(self) -> State:
        """Whether it is seen."""
        return "none" if self._shown is None else "shown"

    def close(self) -> None:
        """Take it away."""
        self._timer.stop()
        if self._shown is not None:
            self._shown.hide()

    def _add(self, label: str, choice: Callable[[], object]) -> None:
        def chosen(_checked: bool = False) -> None:
            choice()

        self._menu.addAction(label).triggered.connect(chosen)

    def _look(self) -> None:
        from PySide6.QtWidgets import QSystemTrayIcon

        self._looks += 1
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._show(QSystemTrayIcon(self._icon))
            self._timer.stop()
        elif self._looks > LOOKS:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _show(self, icon: Any) -> None:
        self._shown = icon
        icon.setToolTip(APP_NAME)
        icon.setContextMenu(self._menu)
        icon.activated.connect(self._clicked)
        icon.show()

    def _clicked(self, reason: Any) -> None:
        if reason.name in {"Trigger", "DoubleClick"}:
            self._choices.open()


def _has_watcher(environ: Mapping[str, str]) -> bool:
    if not environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return False
    # Only there on Linux; its functions are written without types.
    jeepney: Any = importlib.import_module("jeepney")
    blocking: Any = importlib.import_module("jeepney.io.blocking")
    address = jeepney.DBusAddress("/StatusNotifierWatcher", bus_name=WATCHER, interface=WATCHER)
    try:
        with blocking.open_dbus_connection(bus="SESSION") as bus:
            asked = jeepney.Properties(address).get("IsStatusNotifierHostRegistered")
            reply = bus.send_and_get_reply(asked, timeout=ANSWER_SECONDS)
            return reply.header.message_type.name != "error" and bool(reply.body[0][1])
    # Without a bus the library raises whatever it met.
    except Exception as error:
        logger.info("No tray on the bus: %s", type(error).__name__)
        return False


def _has_x11_tray(environ: Mapping[str, str]) -> bool:
    if not environ.get("DISPLAY"):
        return False
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return False
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XGetSelectionOwner.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
    x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    x11.XInternAtom.restype = x11.XGetSelectionOwner.restype = ctypes.c_ulong
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(environ["DISPLAY"].encode())
    if not display:
        return False
    owner = x11.XGetSelectionOwner(display, x11.XInternAtom(display, b"_NET_SYSTEM_TRAY_S0", 0))
    x11.XCloseDisplay(display)
    return bool(owner)
