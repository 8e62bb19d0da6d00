"""The window: the system's webview showing the page of our own server."""

import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import webview
from webview.errors import WebViewException

from app.base.config import set_environment
from app.base.paths import APP_NAME
from app.desktop import qt_fixes, qt_window
from app.desktop.place import SMALLEST, Screen, fitted, load_place, save_place
from app.desktop.probe import has_graphics_card
from app.desktop.recovery import PageWatch, Recovery, Signs

# Shown before the page is painted; the page's own background follows the system's theme.
BACKGROUND = "#f7f7f5"
ON_QT = sys.platform.startswith("linux")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the window needs of the rest of the app. None of it may block."""

    # A new address that opens the page once.
    launch: Callable[[], str]
    # Where its place is kept, and its icon.
    place: Path
    icon: Path
    # Whether the window may be closed, when the user asks for it.
    may_close: Callable[[], bool]
    # The user wants all of it to end.
    quit: Callable[[], object]
    # Paths of what was dropped, a folder among them.
    dropped: Callable[[Sequence[str]], None]
    # By what it is seen that the page lives.
    signs: Signs


class MainWindow:
    """One window. Every method but `run` may be called from any thread."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._place = load_place(around.place)
        self._window: Any = None
        self._leaving = False
        self._hidden = False
        # Whether the page could not be shown, so that it has to be opened elsewhere.
        self.failed = False
        self._watch = PageWatch(around.signs, Recovery(self._reload, self._give_up))

    def run(self, painted: threading.Event, stop: threading.Event, *, root: bool = False, hidden: bool = False) -> None:
        """Show the window until it is closed or `stop` is set. Sets `painted` when the page is there.

        Call it from the main thread, after `why_no_window` found nothing missing. `root` says that the process runs as
        the superuser, which Chromium refuses with its sandbox on. A `hidden` window is not seen before it is shown.
        """
        if root:
            set_environment("QTWEBENGINE_DISABLE_SANDBOX", "1")
        if not has_graphics_card():
            set_environment("QT_QUICK_BACKEND", "software")
        self._hidden = hidden
        webview.settings["ALLOW_DOWNLOADS"] = True
        webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = True
        self._window = self._create()
        events = self._window.events
        events.initialized += self._on_initialized
        events.before_show += self._on_before_show
        events.loaded += lambda: painted.set()
        events.closing += self._on_closing
        threading.Thread(target=self._close_on, args=(stop,), name="window stop", daemon=True).start()
        self._watch.start()
        webview.start(gui="qt" if ON_QT else None, private_mode=True, icon=str(self._around.icon))
        self._watch.close()

    def show(self) -> bool:
        """Bring the window to the front. Returns whether there is one."""
        if self._window is None or self.failed:
            return False
        if ON_QT:
            self.on_main(self._come_to_front)
        else:
            self._window.restore()
            self._window.show()
        return True

    def hide(self) -> None:
        """Let the app go on without being seen."""
        self._window.hide()

    def close(self) -> None:
        """Close the window without asking."""
        self._leaving = True
        # One that is closed already cannot be closed again.
        with suppress(WebViewException, KeyError):
            self._window.destroy()

    def find(self, text: str, backwards: bool, found: Callable[[int, int], None]) -> bool:
        """Search the page; `found` is called with the match that is shown and their number. False where it cannot."""
        if not ON_QT or self._window is None:
            return False
        self.on_main(lambda: qt_window.find(self._window.native, text, backwards, found))
        return True

    def _create(self) -> Any:
        window = cast("Any", webview).create_window(
            APP_NAME, self._around.launch(), min_size=SMALLEST, background_color=BACKGROUND, text_select=True,
            zoomable=True, hidden=self._hidden,
        )  # fmt: skip
        if window is None:
            raise RuntimeError("pywebview made no window")
        return window

    def _on_initialized(self, *_: object) -> None:
        # Only now the toolkit is there that knows the screens.
        screens = [Screen(s.x, s.y, s.width, s.height) for s in self._window.gui.get_screens()]
        place = fitted(self._place, screens)
        window = self._window
        window.initial_width, window.initial_height, window.maximized = place.width, place.height, place.maximized
        if self._hidden:
            # It would be shown.
            window.maximized = False
        if place.x is not None and place.y is not None and screens:
            # pywebview counts from the first screen.
            window.initial_x, window.initial_y = place.x - screens[0].x, place.y - screens[0].y
        if ON_QT:
            parts = urlsplit(str(window.original_url))
            qt_fixes.apply(f"{parts.scheme}://{parts.netloc}", self._ask_where)

    def _on_before_show(self, *_: object) -> None:
        if ON_QT:
            happenings = qt_window.Happenings(self._watch.crashed, self._around.dropped, self._around.quit)
            qt_window.furnish(self._window.native, self._place.zoom, happenings)

    def _on_closing(self, *_: object) -> bool:
        if ON_QT and not self._hidden:
            save_place(self._around.place, qt_window.place_of(self._window.native))
        return self._leaving or self._around.may_close()

    def _close_on(self, stop: threading.Event) -> None:
        stop.wait()
        self.close()

    def _reload(self) -> None:
        self._window.load_url(self._around.launch())

    def _give_up(self) -> None:
        self.failed = True
        self.close()

    def on_main(self, work: Callable[[], object]) -> bool:
        """Run `work` on the window's thread, once there is a window. Returns whether this system allows that."""
        if not ON_QT or self._window is None or self.failed:
            return False
        self._window.events.shown.wait()
        qt_window.on_main_thread(self._window.native, work)
        return True

    def _come_to_front(self) -> None:
        maximized, self._hidden = self._hidden and self._place.maximized, False
        qt_window.come_to_front(self._window.native, maximized=maximized)

    def _ask_where(self, name: str) -> str | None:
        chosen = self._window.create_file_dialog(webview.FileDialog.SAVE, save_filename=name)
        if not chosen:
            return None
        return str(chosen if isinstance(chosen, str) else chosen[0])
