"""How the app is there beside its window: the tray, the key, the quick entry and the start with the session."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.base.config import Config
from app.desktop import autostart, hotkey, tray
from app.desktop.quick_window import QuickWindow, Say
from app.desktop.words import words_for

logger = logging.getLogger(__name__)


class Window(Protocol):
    """What is needed of the window: its thread."""

    def on_main(self, work: Callable[[], object]) -> bool: ...


@dataclass(frozen=True, slots=True)
class Doings:
    """What the user can ask of the app outside its window."""

    open: Callable[[], object]
    quit: Callable[[], object]
    say: Say


class Presence:
    """Beside one window, from `begin` to `end`. `use` and `told` may be called from any thread."""

    def __init__(self, config: Config, window: Window, doings: Doings) -> None:
        self._config = config
        self._window = window
        self._doings = doings
        self._words = words_for(config.environment)
        self._hotkey = hotkey.Hotkey(self.quick, config.environment)
        self._states: dict[str, str] = {"hotkey": "off", "autostart": "off"}
        self._tray: tray.Tray | None = None
        self._quick: QuickWindow | None = None
        self._ended = False
        self.theme = "system"

    def begin(self, icon: Path) -> None:
        """Show what is to be seen. Waits for the window."""
        choices = tray.Choices(self._doings.open, self.quick, self._doings.quit)

        def show() -> None:
            if not self._ended:
                self._tray = tray.Tray(icon, self._words, choices)

        self._window.on_main(show)
        self.use(self._config)

    def use(self, config: Config) -> None:
        """Do as these settings say."""
        self._config = config
        self._states["autostart"] = autostart.start_at_login(config.start_at_login, config.data.root)
        if not self._ended:
            self._states["hotkey"] = self._hotkey.use(config.hotkey)

    def quick(self) -> bool:
        """Bring the quick entry before the user. Returns whether there is one on this system."""
        return self._window.on_main(self._show_quick)

    def told(self) -> Mapping[str, Any]:
        """What came of the settings, for the page."""
        shown = self._tray.state if self._tray else "none"
        return {"tray": shown, "key": self._config.hotkey, **self._states}

    def end(self) -> None:
        """Take all away. On the main thread."""
        self._ended = True
        self._hotkey.close()
        if self._tray is not None:
            self._tray.close()

    def _show_quick(self) -> None:
        if self._quick is None:
            self._quick = QuickWindow(self._words, self._doings.say)
        self._quick.show(self.theme)
