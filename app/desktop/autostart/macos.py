"""A launch agent of the user."""

import plistlib
from collections.abc import Sequence
from pathlib import Path

from app.desktop.autostart import put


def keep(name: str, command: Sequence[str] | None) -> None:
    """Have the agent `name` run `command` at login; None: have none. Raises OSError."""
    file = Path.home() / "Library" / "LaunchAgents" / f"{name}.plist"
    put(file, None if command is None else agent(name, command))


def agent(name: str, command: Sequence[str]) -> bytes:
    """What launchd reads."""
    return plistlib.dumps(
        {"Label": name, "ProgramArguments": list(command), "RunAtLoad": True, "ProcessType": "Interactive"}
    )
