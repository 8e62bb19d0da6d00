"""What the window has on Qt beyond pywebview: zoom, find, folders that are dropped, and the death of its page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.desktop.place import Place, next_zoom

ZOOM_KEYS = {1: ("Ctrl++", "Ctrl+="), -1: ("Ctrl+-",), 0: ("Ctrl+0",)}


@dataclass(frozen=True, slots=True)
class Happenings:
    """What is called, on the main thread, when it happens."""

    crashed: Callable[[], None]
    dropped: Callable[[Sequence[str]], None]
    quit: Callable[[], object]


def furnish(native: Any, zoom: float, happenings: Happenings) -> None:
    """Set up a window before it is shown. On the main thread."""
    from PySide6.QtGui import QKeySequence, QShortcut
    from PySide6.QtWidgets import QApplication

    view = native.webview
    view.setZoomFactor(zoom)

    def on_loaded(_ok: bool) -> None:
        # Chromium forgets it with each page.
        view.setZoomFactor(getattr(view, "deskhand_zoom", zoom))

    view.page().loadFinished.connect(on_loaded)
    for steps, keys in ZOOM_KEYS.items():
        for key in keys:
            QShortcut(QKeySequence(key), native).activated.connect(lambda steps=steps: _zoom(view, steps))

    QShortcut(QKeySequence("Ctrl+Q"), native).activated.connect(happenings.quit)

    def on_ended(status: Any, _code: int) -> None:
        if status.name != "NormalTerminationStatus":
            happenings.crashed()

    view.page().renderProcessTerminated.connect(on_ended)
    _take_folders(view, happenings.dropped)
    # Quitting is the app's decision: a window may be hidden while another is closed.
    QApplication.setQuitOnLastWindowClosed(False)


def place_of(native: Any) -> Place:
    """Where the window is. On the main thread."""
    frame, size = native.pos(), native.size()
    maximized = bool(native.isMaximized())
    if maximized:
        frame, size = native.normalGeometry().topLeft(), native.normalGeometry().size()
    return Place(frame.x(), frame.y(), size.width(), size.height(), maximized, float(native.webview.zoomFactor()))


def come_to_front(native: Any, *, maximized: bool = False) -> None:
    """Show the window before all others. On the main thread."""
    from PySide6.QtCore import Qt

    state = (native.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive
    native.setWindowState(state | Qt.WindowState.WindowMaximized if maximized else state)
    native.show()
    native.raise_()
    native.activateWindow()


def find(native: Any, text: str, backwards: bool, found: Callable[[int, int], None]) -> None:
    """Search the page; `found` is told which match is shown, and of how many. On the main thread."""
    from PySide6.QtWebEngineCore import QWebEnginePage

    page_class: Any = QWebEnginePage
    flags = page_class.FindFlag.FindBackward if backwards else page_class.FindFlag(0)

    def tell(result: Any) -> None:
        found(int(result.activeMatch()), int(result.numberOfMatches()))

    native.webview.page().findText(text, flags, tell)


def on_main_thread(native: Any, work: Callable[[], object]) -> None:
    """Run `work` on the thread that the window belongs to."""
    # A signal of pywebview's own that does just that.
    native.create_window_trigger.emit(work)


def _zoom(view: Any, steps: int) -> None:
    factor = next_zoom(view.zoomFactor(), steps) if steps else 1.0
    view.deskhand_zoom = factor
    view.setZoomFactor(factor)


def _take_folders(view: Any, dropped: Callable[[Sequence[str]], None]) -> None:
    """A dropped folder has no path in the page, so it is taken here; everything else goes on to the page."""
    from PySide6.QtCore import QEvent, QObject

    class Filter(QObject):
        def eventFilter(self, watched: Any, event: Any) -> bool:
            if event.type() != QEvent.Type.Drop:
                return False
            paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
            if not any(_is_folder(path) for path in paths):
                return False
            event.acceptProposedAction()
            dropped(paths)
            return True

    # Kept by its parent.
    view.installEventFilter(Filter(view))


def _is_folder(path: str) -> bool:
    from pathlib import Path

    return Path(path).is_dir()
