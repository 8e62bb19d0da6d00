"""A page that is blank or dies is started again once, then opened elsewhere."""

import threading
from collections.abc import Callable

from app.desktop.recovery import RECENT_SECONDS, PageWatch, Recovery, Signs
from tests.waiting import wait_for


class Case:
    """A page that gives the signs of life that are set here, and what was done about its failures."""

    def __init__(self) -> None:
        self.heard = self.asked = 0
        self.done: list[str] = []
        self.now = 0.0
        self.on_restart: Callable[[], None] = lambda: None
        self.recovery = Recovery(self.restart, lambda: self.done.append("browser"), lambda: self.now)

    def restart(self) -> None:
        self.done.append("restart")
        self.on_restart()

    def watch(self, patience: float = 0.0) -> PageWatch:
        return PageWatch(Signs(lambda: self.heard, self.look), self.recovery, patience)

    def look(self) -> int:
        return self.asked


def test_a_page_that_stays_blank_is_started_again_once_then_opened_in_the_browser() -> None:
    case = Case()
    case.watch().run()
    assert case.done == ["restart", "browser"]


def test_a_page_that_comes_after_being_started_again_is_left_alone() -> None:
    case = Case()
    watch = case.watch(patience=30.0)

    def comes() -> None:
        case.heard += 1

    case.heard = 1
    case.on_restart = comes
    thread = threading.Thread(target=watch.run)
    thread.start()
    watch.crashed()
    watch.close()
    thread.join(30)
    assert not thread.is_alive()
    assert "browser" not in case.done


def test_a_page_that_asks_for_one_thing_after_the_other_is_not_blank_however_slow_it_is() -> None:
    class Slow(Case):
        def look(self) -> int:
            # Between any two looks more time has passed than there is patience.
            self.asked += 1
            self.heard = self.asked // 6
            return self.asked

    case = Slow()
    watch = case.watch()
    case.on_restart = watch.close
    thread = threading.Thread(target=watch.run)
    thread.start()
    wait_for(lambda: case.heard, 30)
    watch.close()
    thread.join(30)
    assert not thread.is_alive()
    assert case.done == []


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
