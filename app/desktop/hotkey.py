"""A key that works wherever the user is, on X11. Elsewhere the desktop itself can bind one to `deskhand quick`."""

import logging
import select
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, Literal

logger = logging.getLogger(__name__)

State = Literal["on", "off", "held", "unknown", "wayland", "unsupported"]

# What X11 calls them: a bit for each.
MODIFIERS = {"shift": 1, "ctrl": 4, "control": 4, "alt": 8, "super": 64, "meta": 64, "win": 64}
# Caps Lock and Num Lock must not matter.
LOCKS = (0, 2, 16, 18)
NAMED_KEYS = {
    "space": 0x20, "tab": 0xFF09, "enter": 0xFF0D, "return": 0xFF0D, "pause": 0xFF13, "print": 0xFF61, "insert": 0xFF63,
    **{f"f{number}": 0xFFBD + number for number in range(1, 13)},
}  # fmt: skip


def read_key(name: str) -> tuple[int, int] | None:
    """The modifiers and the key that `Ctrl+Alt+Space` stands for; None when it is no key that can be had."""
    *held, last = (part.strip().lower() for part in name.split("+"))
    if any(part not in MODIFIERS for part in held):
        return None
    key = ord(last) if len(last) == 1 and last.isascii() and last.isalnum() else NAMED_KEYS.get(last)
    # Without one of these it would be taken from whoever writes a text.
    strong = any(part != "shift" for part in held) or last in NAMED_KEYS.keys() - {"space", "tab", "enter", "return"}
    if key is None or not strong:
        return None
    return sum({MODIFIERS[part] for part in held}), key


def why_no_hotkey(environ: Mapping[str, str]) -> Literal["wayland", "unsupported"] | None:
    """Why no key can be had here; None when one can."""
    if not sys.platform.startswith("linux"):
        return "unsupported"
    if environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland":
        return "wayland"
    return None if environ.get("DISPLAY") else "unsupported"


class Hotkey:
    """One key at a time. `pressed` is called in a thread of its own."""

    def __init__(self, pressed: Callable[[], object], environ: Mapping[str, str]) -> None:
        self._pressed = pressed
        self._environ = environ
        self._leave: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def use(self, name: str | None) -> State:
        """Have this key instead of the last one; says what came of it."""
        self.close()
        if name is None:
            return "off"
        if reason := why_no_hotkey(self._environ):
            return reason
        wanted = read_key(name)
        return "unknown" if wanted is None else self._grab(*wanted)

    def close(self) -> None:
        """Give the key back."""
        if self._leave is not None:
            self._leave.close()
        if self._thread is not None:
            self._thread.join(5)
        self._leave = self._thread = None

    def _grab(self, modifiers: int, key: int) -> State:
        # Loads a library of the system, which is only there where there is a screen.
        try:
            import xcffib
            from xcffib.xproto import AccessError

            keyboard = Keyboard(xcffib.connect(display=self._environ["DISPLAY"]), modifiers, key)
        except Exception as error:
            logger.info("No key can be had: %s", type(error).__name__)
            return "unsupported"
        try:
            if not keyboard.grab():
                keyboard.connection.disconnect()
                return "unknown"
        except AccessError:
            keyboard.connection.disconnect()
            return "held"
        leave, self._leave = socket.socketpair()
        self._thread = threading.Thread(target=self._listen, args=(keyboard, leave), name="hotkey", daemon=True)
        self._thread.start()
        return "on"

    def _listen(self, keyboard: "Keyboard", leave: socket.socket) -> None:
        try:
            with leave:
                while leave not in select.select([keyboard.connection.get_file_descriptor(), leave], [], [])[0]:
                    if keyboard.was_pressed():
                        self._pressed()
            keyboard.connection.disconnect()
        # The screen is gone, and the app with it.
        except Exception as error:
            logger.info("The key is no longer heard: %s", type(error).__name__)


class Keyboard:
    """The key on one connection to the screen."""

    def __init__(self, connection: Any, modifiers: int, key: int) -> None:
        self.connection = connection
        self._modifiers = modifiers
        self._key = key
        self._root = connection.get_setup().roots[0].root
        self._code: int | None = None

    def grab(self) -> bool:
        """Take the key. False when this keyboard has none. Raises xcffib's AccessError when another program has it."""
        from xcffib.xproto import GrabMode

        self._code = self._find()
        if self._code is None:
            return False
        for lock in LOCKS:
            self.connection.core.GrabKeyChecked(
                True, self._root, self._modifiers | lock, self._code, GrabMode.Async, GrabMode.Async
            ).check()
        return True

    def was_pressed(self) -> bool:
        """Read what has come, and say whether the key was pressed."""
        from xcffib.xproto import KeyPressEvent, MappingNotifyEvent

        pressed = False
        while (event := self.connection.poll_for_event()) is not None:
            if isinstance(event, MappingNotifyEvent):
                self._follow()
            pressed = pressed or isinstance(event, KeyPressEvent)
        return pressed

    def _follow(self) -> None:
        """Another layout can have the key elsewhere."""
        if self._code is not None and self._find() != self._code:
            self.connection.core.UngrabKeyChecked(self._code, self._root, 1 << 15).check()
            self.grab()

    def _find(self) -> int | None:
        setup = self.connection.get_setup()
        count = setup.max_keycode - setup.min_keycode + 1
        mapping = self.connection.core.GetKeyboardMapping(setup.min_keycode, count).reply()
        each = mapping.keysyms_per_keycode
        places = (index for index, symbol in enumerate(mapping.keysyms) if symbol == self._key and index % each < 2)
        return next((setup.min_keycode + index // each for index in places), None)
