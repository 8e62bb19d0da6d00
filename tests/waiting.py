"""Waiting for what happens elsewhere, never longer than needed."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# Only a test that fails waits this long: a busy machine must not fail one that would pass.
PATIENCE_S = 60.0


def wait_for(look: Callable[[], T | None], seconds: float = PATIENCE_S) -> T:
    """The first true result of `look`; fails when there is none within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"nothing happened within {seconds} seconds")
