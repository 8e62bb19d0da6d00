"""How the app meets its user: in a window, in the browser, or by an address; and what a second start does."""

import asyncio
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.browser import open_in_browser
from app.base.config import Config
from app.base.errors import AlreadyRunningError, RequestError
from app.base.instance import Instance, Whereabouts, hand_over, launch_address
from app.desktop.notifications import Notice, Notifier
from app.server.backend import BackendHolder
from app.server.desk import CloseAnswer
from app.server.openings import Opening, read_opening
from app.server.security import Access

if TYPE_CHECKING:
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
        self._in_browser = False
        self._notifier = Notifier()

    def run(self, painted: threading.Event) -> None:
        """Show the page until the user is done with it. On the main thread."""
        from app.desktop.probe import why_no_window

        reason = why_no_window(self._config.environment)
        if reason is None:
            reason = self._run_window(painted)
        if reason is None:
            return
        sys.stderr.write(f"deskhand: No window can be opened: {reason}\n")
        painted.set()
        self._in_browser = True
        show_address(self.launch(), in_browser=True)
        self._stop.wait()

    def _run_window(self, painted: threading.Event) -> str | None:
        """Show the window until it is closed; why it could not be shown, if so."""
        from app.desktop.recovery import Signs
        from app.desktop.window import MainWindow, Surroundings

        place = self._config.data.root / "window.json"
        signs = Signs(lambda: self._holder.broadcaster.heard, lambda: self._access.asked)
        self._window = MainWindow(Surroundings(self.launch, place, self._may_close, self.open, signs))
        self._window.run(painted, self._stop, root=is_superuser())
        failed, self._window = self._window.failed, None
        self._notifier.close()
        return "its page stayed blank, or ended twice." if failed and not self._stop.is_set() else None

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
        """Bring a new chat before the user, ready to be written in."""
        self._holder.openings.put([Opening("message", {"text": ""})])
        return self.show()

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
        """While an answer is written the page asks the user first, if there is a page to ask in."""
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


def second_start(instance: Instance, place: Whereabouts, words: Sequence[str]) -> int:
    """Bring the running app to the front with what this start was given. Returns the exit status."""
    shown = hand_over(place, words)
    if shown:
        return 0
    if shown is None:
        raise instance.busy(f"does not answer. End its process {place.pid}, then start again.")
    address = launch_address(place)
    if address is None:
        raise instance.busy(f"has no window. End its process {place.pid} to start it with one.")
    show_address(address, in_browser=True, ending=f"`kill {place.pid}` ends it" if os.name != "nt" else "")
    return 0


def refuse_second_server(instance: Instance) -> AlreadyRunningError:
    """Why a server is not started beside the app that has its data."""
    return instance.busy("two would not agree. End it, or name another folder with --data-dir.")


def show_address(address: str, *, in_browser: bool, ending: str = "Ctrl+C ends it") -> None:
    """Open the default browser, or print where the page is for one that the user opens."""
    rest = f" {ending}." if ending else ""
    if in_browser and open_in_browser(address):
        sys.stderr.write(f"deskhand: It is open in your browser instead.{rest}\n")
        return
    sys.stdout.write(f"Deskhand is running. Open {address} in a browser.{rest}\n")
    sys.stdout.flush()


def is_superuser() -> bool:
    """Whether this process may do everything."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def absolute(words: Sequence[str]) -> list[str]:
    """Paths as the running app, which stands elsewhere, can find them; links as they are."""
    return [word if word.lower().startswith("deskhand:") else str(Path(word).expanduser().absolute()) for word in words]
