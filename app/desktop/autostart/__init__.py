"""Starting with the user's session: written where each system looks for it, and taken out again."""

import hashlib
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from app.base.paths import default_data_folder
from app.base.program import own_command

State = Literal["on", "off", "failed"]
ID = "org.deskhand.Deskhand"
_SYSTEMS = {"darwin": "macos", "win32": "windows"}


def start_at_login(wanted: bool, data: Path) -> State:
    """Let the session start the app with this data folder, hidden, or no more. What is right already is left alone.

    A program that was moved is named anew by its next start.
    """
    command = command_for(data) if wanted else None
    system = importlib.import_module(f"app.desktop.autostart.{_SYSTEMS.get(sys.platform, 'linux')}")
    try:
        system.keep(name_for(data), command)
    except OSError:
        return "failed"
    return "on" if wanted else "off"


def command_for(data: Path) -> Sequence[str]:
    """What the session runs."""
    where = () if data == default_data_folder() else ("--data-dir", str(data))
    return own_command("--hidden", *where)


def name_for(data: Path) -> str:
    """One name for each data folder, so that one app does not touch another's."""
    if data == default_data_folder():
        return ID
    return f"{ID}.{hashlib.sha256(str(data).encode()).hexdigest()[:8]}"


def put(file: Path, content: bytes | None) -> None:
    """Write `content` unless it is there already; None takes the file away."""
    if content is None:
        file.unlink(missing_ok=True)
        return
    if file.exists() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
