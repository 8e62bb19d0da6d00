"""A desktop entry in the user's autostart folder, as freedesktop.org describes both."""

from collections.abc import Sequence
from pathlib import Path

import platformdirs

from app.desktop.autostart import put

TEMPLATE = """\
[Desktop Entry]
Type=Application
Version=1.4
Name=Deskhand
Comment=Waits in the background for you
Exec={command}
Icon=org.deskhand.Deskhand
Terminal=false
NoDisplay=true
X-GNOME-Autostart-enabled=true
"""


def keep(name: str, command: Sequence[str] | None) -> None:
    """Have the entry `name` run `command`; None: have none. Raises OSError."""
    file = Path(platformdirs.user_config_dir()) / "autostart" / f"{name}.desktop"
    entry = None if command is None else TEMPLATE.format(command=" ".join(map(quoted, command)))
    put(file, None if entry is None else entry.encode())


def quoted(word: str) -> str:
    """`word` as one argument of an Exec line, whatever is in it."""
    for sign in '\\"`$':
        word = word.replace(sign, f"\\{sign}")
    # The line is read twice: as a text, in which a backslash is two, and then as a command.
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'
