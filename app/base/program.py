"""How this program is started, from whatever it was installed as."""

import sys
from pathlib import Path

MOVED = "Deskhand was moved or replaced while it was running. Quit it, and start it again from where it is now."


def own_command(*arguments: str) -> tuple[str, ...]:
    """A command line that runs this program itself with `arguments`, packaged or not; its first part is absolute."""
    if is_packaged():
        return (sys.executable, *arguments)
    return (sys.executable, "-m", "app", *arguments)


def is_packaged() -> bool:
    """Whether this is the packaged app, with all that it needs beside it."""
    return bool(getattr(sys, "frozen", False))


def was_moved() -> bool:
    """Whether the packaged app is no longer where it was started: what it still needs of itself cannot be found."""
    return is_packaged() and not Path(sys.executable).is_file()
