"""The window: the system's webview showing the page of our own server."""

import sys
import threading
from typing import Any, cast
from urllib.parse import urlsplit

import webview

from app.base.config import set_environment
from app.base.paths import APP_NAME
from app.desktop import qt_fixes

SIZE = (1180, 800)
SMALLEST = (380, 480)
# Shown before the page is painted; the page's own background follows the system's theme.
BACKGROUND = "#f7f7f5"


def show_window(
    url: str, painted: threading.Event, stop: threading.Event, summons: threading.Event, *, root: bool = False
) -> None:
    """Show `url` until the window is closed or `stop` is set. Sets `painted` when the page is there.
    Each time that `summons` is set the window comes to the front.

    Call it from the main thread, after `why_no_window` found nothing missing. `root` says that the process runs as
    the superuser, which Chromium refuses with its sandbox on.
    """
    if root:
        set_environment("QTWEBENGINE_DISABLE_SANDBOX", "1")
    webview.settings["ALLOW_DOWNLOADS"] = True
    webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = True
    parts = urlsplit(url)
    window: webview.Window | None = cast("Any", webview).create_window(
        APP_NAME, url, width=SIZE[0], height=SIZE[1], min_size=SMALLEST, background_color=BACKGROUND, text_select=True
    )
    if window is None:
        raise RuntimeError("pywebview made no window")
    events = cast("Any", window.events)
    closed = threading.Event()

    def on_initialized(*_: object) -> None:
        qt_fixes.apply(f"{parts.scheme}://{parts.netloc}", lambda name: _ask_where(window, name))

    def on_loaded(*_: object) -> None:
        painted.set()

    def on_closed(*_: object) -> None:
        closed.set()

    if sys.platform.startswith("linux"):
        events.initialized += on_initialized
    events.loaded += on_loaded
    events.closed += on_closed
    threading.Thread(target=_close_on, args=(stop, closed, window), name="window stop", daemon=True).start()
    threading.Thread(target=_come_on, args=(summons, closed, window), name="window front", daemon=True).start()
    webview.start(gui="qt" if sys.platform.startswith("linux") else None, private_mode=True)
    closed.set()


def _close_on(stop: threading.Event, closed: threading.Event, window: webview.Window) -> None:
    stop.wait()
    if not closed.is_set():
        window.destroy()


def _come_on(summons: threading.Event, closed: threading.Event, window: webview.Window) -> None:
    while True:
        summons.wait()
        summons.clear()
        if closed.is_set():
            return
        window.restore()
        window.show()


def _ask_where(window: webview.Window, name: str) -> str | None:
    chosen = cast("Any", window.create_file_dialog(webview.FileDialog.SAVE, save_filename=name))
    if not chosen:
        return None
    return str(chosen if isinstance(chosen, str) else chosen[0])
