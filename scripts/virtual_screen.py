"""A virtual screen with a window manager, for scripts that show the app."""

import os
import subprocess
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def virtual_screen() -> Generator[str]:
    """The name of its display, such as `:1`. Needs xvfb and openbox."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"], pass_fds=[write]
    )
    try:
        os.close(write)
        with os.fdopen(read, encoding="ascii") as number:
            display = f":{number.readline().strip()}"
        manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": display}, stderr=subprocess.DEVNULL)
        try:
            yield display
        finally:
            manager.terminate()
    finally:
        server.terminate()
