"""Five faults of pywebview 6.2.1 and PySide6 on Qt 6, mended.

- A permission request (copying to the clipboard) passes an int where Qt wants an enum: the promise hangs for ever.
- The page can be navigated away to a foreign address, which would then have the window to itself.
- A link that wants a window of its own is handed to the system whatever its scheme, which could start a program.
- A download ends in an AttributeError after its save dialog, and nothing is saved.
- PySide6 looks into the source of every module that is imported after it, for a feature that nobody here uses. That
  takes a quarter of the chat's start and 30 MB, and an import of another thread can fail in the middle of it.

Call `apply` from `window.events.initialized`: on the main thread, before the view is built.
"""

import builtins
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from app.base.browser import open_in_browser

OPENED_OUTSIDE = frozenset({"http", "https", "mailto"})
# As it was before PySide6 put its own in the place.
PLAIN_IMPORT = builtins.__import__
KEPT_INSIDE = frozenset({"about", "data", "blob"})


def stays_inside(url: str, origin: str) -> bool:
    """Whether the window itself may show `url`; `origin` is the page's own, as scheme://host:port."""
    parts = urlsplit(url)
    return parts.scheme in KEPT_INSIDE or f"{parts.scheme}://{parts.netloc}" == origin


def open_outside(url: str, opener: Callable[[str], object] = open_in_browser) -> bool:
    """Open a link in the default browser, unless its scheme could start a program. Returns whether it was opened."""
    if urlsplit(url).scheme not in OPENED_OUTSIDE:
        return False
    opener(url)
    return True


def apply(origin: str, ask_where: Callable[[str], str | None]) -> None:
    """Put the mended methods in place. `ask_where` asks the user for a path to save a file of that name under."""
    import webview.platforms.qt as platform
    from qtpy.QtWebEngineCore import QWebEnginePage

    builtins.__import__ = PLAIN_IMPORT
    # Qt's bindings are made at run time and differ between versions: there is nothing to check them against.
    page_class: Any = QWebEnginePage
    policy, feature_enum = page_class.PermissionPolicy, page_class.Feature
    browser: Any = cast("Any", platform).BrowserView

    def on_permission(page: Any, page_origin: Any, feature: Any) -> None:
        own = stays_inside(page_origin.toString().rstrip("/"), origin)
        allowed = own and feature in (feature_enum.ClipboardReadWrite, feature_enum.MediaAudioCapture)
        granted = policy.PermissionGrantedByUser if allowed else policy.PermissionDeniedByUser
        page.setFeaturePermission(page_origin, feature, granted)

    def on_navigation(page: Any, url: Any, kind: Any, is_main_frame: bool) -> bool:
        address = url.toString()
        if stays_inside(address, origin):
            return True
        if is_main_frame:
            open_outside(address)
        return False

    def on_new_window(page: Any, url: Any, kind: Any, is_main_frame: bool) -> bool:
        open_outside(url.toString())
        return False

    def on_download(view: Any, download: Any) -> None:
        chosen = ask_where(download.downloadFileName())
        if not chosen:
            download.cancel()
            return
        target = Path(chosen)
        download.setDownloadDirectory(str(target.parent))
        download.setDownloadFileName(target.name)
        download.accept()

    browser.WebPage.onFeaturePermissionRequested = on_permission
    browser.WebPage.acceptNavigationRequest = on_navigation
    browser.NavigationHandler.acceptNavigationRequest = on_new_window
    browser.on_download_requested = on_download
