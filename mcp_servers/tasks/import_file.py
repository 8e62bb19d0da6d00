"""Reading the one file that an import names."""

import os
import stat
from pathlib import Path

from mcp_servers.common.data_folder import data_folder
from mcp_servers.common.failure import ToolFailure
from mcp_servers.tasks.model import Format

MAX_BYTES = 5 << 20
_FORMATS: dict[str, Format] = {
    ".ics": "vtodo", ".ical": "vtodo", ".ifb": "vtodo", ".txt": "todo.txt", ".json": "json", ".md": "markdown",
    ".markdown": "markdown",
}  # fmt: skip
_KNOWN = "Files of tasks end in .ics, .txt, .json or .md."
# Where systems without dots before names keep what is not to be read.
_PRIVATE = {"appdata", "library", "programdata"}


def read_file(path: str) -> str:
    """The text of a file.

    Raises:
        ToolFailure: it is not there, no plain text file of tasks, too large, or none of an import's business.
    """
    given = Path(path).expanduser()
    if not given.is_absolute():
        raise ToolFailure("Give the whole path of the file, or its text in `text`.")
    try:
        # Security: every check is made of the file that is opened, not of a link to it.
        real = given.resolve(strict=True)
        _check_place(real)
        return _text(_read(real))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ToolFailure("There is no such file.") from error
    except (OSError, ValueError) as error:
        raise ToolFailure("That file cannot be read.") from error


def format_of(path: str | None, text: str) -> Format:
    """The format that a file's name or its text speaks for.

    Raises:
        ToolFailure: neither does.
    """
    if path is not None and Path(path).suffix.lower() in _FORMATS:
        return _FORMATS[Path(path).suffix.lower()]
    start = text.lstrip()
    if start.startswith(("BEGIN:VCALENDAR", "BEGIN:VTODO")):
        return "vtodo"
    if start.startswith(("{", '["', "[{", "[\n")):
        return "json"
    if "[ ]" in text or "[x]" in text:
        return "markdown"
    raise ToolFailure("Say which format it is: vtodo, todo.txt, json or markdown.")


def _check_place(path: Path) -> None:
    # Security: keys, passwords and profiles lie in hidden folders, and none of them ends as a file of tasks does.
    hidden = any(part.startswith(".") or part.lower() in _PRIVATE for part in path.parts[1:])
    if hidden or path.is_relative_to(data_folder().resolve()):
        raise ToolFailure("That file is not read: it lies in a hidden or private folder. Copy it elsewhere first.")
    if path.suffix.lower() not in _FORMATS:
        raise ToolFailure(f"That file is not read. {_KNOWN}")


def _read(path: Path) -> bytes:
    # Security: no link in the last place, and no waiting for a pipe that nobody writes to.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as file:
        information = os.fstat(descriptor)
        if not stat.S_ISREG(information.st_mode):
            raise ToolFailure("That is no file with text.")
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ToolFailure("That file is too large: at most 5 MB can be imported.")
    return content


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ToolFailure("That file is not UTF-8 text. Save it as UTF-8 first.") from error
