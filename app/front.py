"""How the app meets its user: in a window with what is beside it, in the browser, or by an address."""

import asyncio
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base.browser import open_in_browser
from app.base.config import Config
from app.base.errors import RequestError
from app.desktop.notifications import Notice, Notifier
from app.server.backend import BackendHolder
from app.server.desk import CloseAnswer
from app.server.openings import Opening, read_opening
from app.server.security import Access
from app.starts import show_address

if TYPE_CHECKING:
    from app.desktop.presence import Presence
    from app.desktop.window import MainWindow


class Front:
    """The running app's face, and the desk that the server asks. `stop` ends everything when it is set."""

    def __init__(self, config: Config, url: str, access: Access, holder: BackendHolder, stop: threading.Event) -> None:
        self._config = config
        self._url = url
        self._access = access
        self._holder = holder
        self._stop = stop
        self._window: MainWindow | None = None
        self._presence: Presence | None = None
        self._in_browser = False
        self._notifier = Notifier()

    def run(self, painted: threading.Event, *, hidden: bool = False) -> None:
        """Show the page until the user is done with it, at first not where it is `hidden`. On the main thread."""
        from app.desktop.probe import why_no_window

        reason = why_no_window(self._config.environment)
        if reason is None:
            reason = self._run_window(painted, hidden=hidden)
        if reason is None:
            return
        sys.stderr.write(f"deskhand: No window can be opened: {reason}\n")
        painted.set()
        self._in_browser = True
        show_address(self.launch(), in_browser=not hidden)
        self._stop.wait()

    def _run_window(self, painted: threading.Event, *, hidden: bool) -> str | None:
        """Show the window until it is closed; why it could not be shown, if so."""
        from app.desktop.presence import Doings, Presence
        from app.desktop.recovery import Signs
        from app.desktop.window import MainWindow, Surroundings

        place = self._config.data.root / "window.json"
        signs = Signs(lambda: self._holder.broadcaster.heard, lambda: self._access.asked)
        around = Surroundings(self.launch, place, icon_file(), self._may_close, self.quit, self.open, signs)
        self._window = MainWindow(around)
        self._presence = Presence(self._config, self._window, Doings(self.show, self.quit, self.say))
        threading.Thread(target=self._begin_presence, args=(painted,), name="presence", daemon=True).start()
        self._window.run(painted, self._stop, root=is_superuser(), hidden=hidden)
        self._presence.end()
        failed, self._window = self._window.failed, None
        self._notifier.close()
        return "its page stayed blank, or ended twice." if failed and not self._stop.is_set() else None

    def _begin_presence(self, painted: threading.Event) -> None:
        """What is beside the window can wait until the page is there."""
        painted.wait()
        if self._presence is not None and not self._stop.is_set():
            self._presence.begin(icon_file())

    def use(self, config: Config) -> None:
        """Do from now on as these settings say."""
        self._config = config
        if self._presence is not None:
            self._presence.use(config)

    def standing(self) -> Mapping[str, Any]:
        """What came of the settings that are about the desktop; empty in a browser."""
        return self._presence.told() if self._presence is not None and self._window is not None else {}

    def wear(self, theme: str) -> None:
        """Show what is beside the window in these colours: `light`, `dark`, or those of the system."""
        if self._presence is not None:
            self._presence.theme = theme

    def launch(self) -> str:
        """A new address that opens the page once."""
        return f"{self._url}launch?code={self._access.new_code()}"

    def open(self, words: Sequence[str]) -> None:
        """Show the page what the user has handed over. What cannot be used is left out."""
        for word in words:
            try:
                self._holder.openings.put([read_opening(word)])
            except RequestError as error:
                sys.stderr.write(f"deskhand: {error}\n")
        self.show()

    def show(self) -> bool:
        """Bring the page before the user. Returns whether that was possible."""
        if self._in_browser:
            return open_in_browser(self.launch())
        return self._window is not None and self._window.show()

    def quick(self) -> bool:
        """Bring the quick entry before the user; where there is none, a new chat, ready to be written in."""
        if self._window is not None and self._presence is not None and self._presence.quick():
            return True
        return self.new_chat()

    def new_chat(self) -> bool:
        """Bring a new chat before the user."""
        self._holder.openings.put([Opening("message", {"text": ""})])
        return self.show()

    def say(self, text: str, stay_away: bool) -> None:
        """Send what the user has written in the quick entry, as a new conversation."""
        self._holder.openings.put([Opening("say", {"text": text})])
        if not stay_away:
            self.show()

    def quit(self) -> None:
        """End the app. While an answer is written the page asks the user first, if there is a page to ask in."""
        if self._may_end():
            self._stop.set()
        else:
            self.show()

    def close(self, answer: CloseAnswer) -> None:
        """What the user chose when asked whether to close while an answer was being written."""
        if self._window is None:
            return
        if answer == "stop":
            self._window.close()
            return
        self._window.hide()
        threading.Thread(target=self._close_after_answers, name="close later", daemon=True).start()

    def notify(self, title: str, body: str, opening: Opening | None) -> bool:
        """Tell the user outside the window; a click shows `opening`. Returns whether that is possible."""

        def clicked() -> None:
            self._holder.openings.put([opening] if opening else [])
            self.show()

        return self._window is not None and self._notifier.show(Notice(title, body, clicked))

    async def find(self, text: str, *, backwards: bool) -> tuple[int, int] | None:
        """Search the page in the window: which match is shown, and of how many."""
        loop = asyncio.get_running_loop()
        found: asyncio.Future[tuple[int, int]] = loop.create_future()

        def tell(current: int, count: int) -> None:
            loop.call_soon_threadsafe(lambda: None if found.done() else found.set_result((current, count)))

        if self._window is None or not self._window.find(text, backwards, tell):
            return None
        async with asyncio.timeout(5):
            return await found

    def _may_close(self) -> bool:
        """Whether closing the window ends the app. In the background the window is only put away."""
        if not self._config.background or self._stop.is_set() or self._window is None:
            return self._may_end()
        self._window.hide()
        return False

    def _may_end(self) -> bool:
        if self._stop.is_set() or not self._holder.answering:
            return True
        if not self._holder.broadcaster.listened_to:
            return True
        self._holder.tell("closing.asked")
        return False

    def _close_after_answers(self) -> None:
        self._holder.answering.wait_for_end()
        if self._window is not None:
            self._window.close()


def is_superuser() -> bool:
    """Whether this process may do everything."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def icon_file() -> Path:
    """The app's icon: inside the package, or beside the sources."""
    package = Path(__file__).resolve().parent
    packed = package / "deskhand-128.png"
    return packed if packed.is_file() else package.parent / "packaging" / "icons" / "deskhand-128.png"
