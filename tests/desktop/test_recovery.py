"""A page that is blank or dies is started again once, then opened elsewhere."""

import threading
from collections.abc import Callable

from app.desktop.recovery import RECENT_SECONDS, PageWatch, Recovery


class Case:
    """A page that begins to listen as often as `heard` says, and what was done about its failures."""

    def __init__(self) -> None:
        self.heard = 0
        self.done: list[str] = []
        self.now = 0.0
        self.on_restart: Callable[[], None] = lambda: None
        self.recovery = Recovery(self.restart, lambda: self.done.append("browser"), lambda: self.now)

    def restart(self) -> None:
        self.done.append("restart")
        self.on_restart()

    def watch(self) -> PageWatch:
        return PageWatch(lambda: self.heard, self.recovery, patience=0.0)


def test_a_page_that_stays_blank_is_started_again_once_then_opened_in_the_browser() -> None:
    case = Case()
    case.watch().run()
    assert case.done == ["restart", "browser"]


def test_a_page_that_comes_after_being_started_again_is_left_alone() -> None:
    case = Case()
    watch = PageWatch(lambda: case.heard, case.recovery, patience=0.0 if case.heard else 5.0)

    def comes() -> None:
        case.heard += 1

    case.heard = 1
    case.on_restart = comes
    thread = threading.Thread(target=watch.run)
    thread.start()
    watch.crashed()
    watch.close()
    thread.join(10)
    assert not thread.is_alive()
    assert "browser" not in case.done


def test_a_page_that_dies_twice_within_a_short_time_is_opened_in_the_browser() -> None:
    case = Case()
    assert case.recovery.failed()
    case.now += RECENT_SECONDS / 2
    assert not case.recovery.failed()
    assert case.done == ["restart", "browser"]


def test_a_page_that_dies_again_after_a_long_time_is_started_again() -> None:
    case = Case()
    assert case.recovery.failed()
    case.now += RECENT_SECONDS * 2
    assert case.recovery.failed()
    assert case.done == ["restart", "restart"]
