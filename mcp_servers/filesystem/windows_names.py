"""What Windows makes of names, and which of them are refused: plain rules on text, the same on every system.

Sources: “Naming Files, Paths, and Namespaces” and “File path formats on Windows systems” of Microsoft's documentation.
"""

import re
from pathlib import PureWindowsPath

from mcp_servers.common.failure import ToolFailure

_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])", re.IGNORECASE)
_FORBIDDEN = frozenset('<>:"|?*') | {chr(number) for number in range(32)}


def check_windows_path(text: str) -> None:
    """Refuse a path that Windows reads in another way than it looks.

    Raises:
        ToolFailure: it names a device, a stream, a share, a place relative to a drive, or a name that is trimmed.
    """
    path = PureWindowsPath(text)
    if text.startswith(("\\\\", "//")):
        raise ToolFailure("Paths of shares and devices, which begin with two slashes, are not among my folders.")
    if path.anchor and not path.is_absolute():
        raise ToolFailure("Give a whole path with its drive, like C:\\Users\\me, or one relative to my folders.")
    for name in path.parts[1:] if path.anchor else path.parts:
        check_windows_name(name)


def check_windows_name(name: str) -> None:
    """Refuse a single name that opens something else than an entry of that name.

    Raises:
        ToolFailure: it is a device's, holds a character that no name can, or ends in a way that is trimmed.
    """
    if name in (".", ".."):
        return
    if ":" in name:
        raise ToolFailure("A colon stands only after the drive; streams of a file are not opened.")
    if _FORBIDDEN.intersection(name) or "/" in name or "\\" in name:
        raise ToolFailure("The name holds a character that no file name on Windows can.")
    if name.endswith((".", " ")):
        raise ToolFailure("Windows leaves out a dot or blank at the end of a name, so it would be another one.")
    if _DEVICES.fullmatch(name.partition(".")[0].rstrip()):
        raise ToolFailure("That is the name of a device on Windows, whatever stands after its dot.")


def final_path(text: str) -> PureWindowsPath:
    """The path that the system gives for a handle, as people write it."""
    if text.startswith("\\\\?\\UNC\\"):
        return PureWindowsPath("\\\\" + text.removeprefix("\\\\?\\UNC\\"))
    return PureWindowsPath(text.removeprefix("\\\\?\\"))


def as_it_is(path: PureWindowsPath) -> str:
    """A whole path in the form that the system takes as it is, however long."""
    text = str(path)
    return f"\\\\?\\UNC\\{text[2:]}" if text.startswith("\\\\") else f"\\\\?\\{text}"


def is_entry_of(path: PureWindowsPath, folder: PureWindowsPath, name: str) -> bool:
    """Whether what was opened is the entry of that name in that folder, and not what a short name or a link led to."""
    return path.parent == folder and path.name.casefold() == name.casefold()
