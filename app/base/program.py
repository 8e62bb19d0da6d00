"""How this program is started, from whatever it was installed as."""

import sys


def own_command(*arguments: str) -> tuple[str, ...]:
    """A command line that runs this program itself with `arguments`, packaged or not; its first part is absolute."""
    if getattr(sys, "frozen", False):
        return (sys.executable, *arguments)
    return (sys.executable, "-m", "app", *arguments)
