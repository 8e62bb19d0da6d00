"""A value under the user's Run key."""

import importlib
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"


def keep(name: str, command: Sequence[str] | None) -> None:
    """Have the value `name` run `command`; None: have none. Raises OSError."""
    # Only there, so that no other system can check its types.
    registry: Any = importlib.import_module("winreg")
    with registry.CreateKey(registry.HKEY_CURRENT_USER, RUN) as key:
        if command is None:
            with suppress(FileNotFoundError):
                registry.DeleteValue(key, name)
        else:
            registry.SetValueEx(key, name, 0, registry.REG_SZ, subprocess.list2cmdline(command))
