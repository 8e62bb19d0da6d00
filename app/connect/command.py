"""`app connect CLIENT`: puts our two servers into another program's configuration, or takes them out again."""

import difflib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from app.base.config import Config
from app.base.errors import ConfigError
from app.base.program import own_command
from app.connect.clients import CLIENTS, Client
from app.connect.files import ClientFile
from app.connect.jsonc import value_at, with_member, without_member

FILES, TASKS = "deskhand-files", "deskhand-tasks"
BYTE_ORDER_MARK = "\ufeff"
Entries = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    client: str
    file: Path | None = None
    only_print: bool = False
    remove: bool = False


def connect(config: Config, options: Options, *, ask: TextIO | None, out: TextIO) -> int:
    """Change the client's files, showing each change first. Returns the exit status.

    `ask` is where a yes or no can be read from; without it what was shown is done.
    Raises ConfigError when a file cannot be read, understood or written; it is then as it was.
    """
    client = CLIENTS[options.client]
    entries = entries_for(config, client)
    paths = [options.file.expanduser().absolute()] if options.file else client.files(config.environment)
    changed = [_change(client, ClientFile(path), entries, options, ask, out) for path in paths]
    if any(changed):
        out.write(f"{client.then}\n")
    return 0


def entries_for(config: Config, client: Client) -> Entries:
    """What is put into the client's file, by the names of our servers."""
    kind = {"type": "stdio"} if client.says_type else {}

    def entry(*arguments: str) -> Mapping[str, Any]:
        command, *rest = own_command("mcp", *arguments)
        # Named even where it is the usual one: the client may start us with another home.
        return {**kind, "command": command, "args": rest, "env": {"DESKHAND_DATA_DIR": str(config.data.root)}}

    return {FILES: entry("filesystem", *map(str, config.folders)), TASKS: entry("tasks")}


def added(text: str | None, key: str, entries: Entries) -> str:
    """A client's file with our servers in it; everything else stays to the letter."""
    mark, rest = _split(text or "")
    for name, entry in entries.items():
        rest = rest if value_at(rest, [key, name]) == entry else with_member(rest, [key, name], entry)
    return mark + rest


def removed(text: str, key: str) -> str:
    """A client's file without our servers."""
    mark, rest = _split(text)
    for name in (FILES, TASKS):
        rest = without_member(rest, [key, name])
    return mark + rest


def _split(text: str) -> tuple[str, str]:
    return (BYTE_ORDER_MARK, text[1:]) if text.startswith(BYTE_ORDER_MARK) else ("", text)


def _change(
    client: Client, file: ClientFile, entries: Entries, options: Options, ask: TextIO | None, out: TextIO
) -> bool:
    """Show and make the change to one file. Returns whether it was made."""
    before = file.read()
    try:
        if options.remove:
            after, apply = _removal(client, file, before)
        else:
            after, apply = _addition(client, file, before, entries)
    except ConfigError as error:
        raise ConfigError(f"{file.path} was left as it is. {error}") from error
    if after == before:
        state = "not in" if options.remove else "already in"
        out.write(f"Deskhand's servers are {state} {client.label} ({file.path}).\n")
        return False
    out.write(_difference(file.path, before, after))
    if options.only_print or not _agreed(ask, out, file.path):
        return False
    apply()
    kept = f" The file as it was: {file.backup}" if file.backup.exists() else ""
    out.write(f"{client.label}: {file.path} was changed.{kept}\n")
    return True


def _addition(client: Client, file: ClientFile, before: str | None, entries: Entries) -> tuple[str, Callable[[], None]]:
    after = added(before, client.key, entries)
    # What was there before us is kept once: our own second change must not take its place.
    first = before is None or removed(before, client.key) == before
    return after, lambda: file.write(after, keep=first)


def _removal(client: Client, file: ClientFile, before: str | None) -> tuple[str | None, Callable[[], None]]:
    if before is None:
        return None, lambda: None
    original = file.read_backup()
    ours = {name: value_at(_split(before)[1], [client.key, name]) for name in (FILES, TASKS)}
    if all(ours.values()) and added(original, client.key, ours) == before:
        # Nobody but us has changed it, so it becomes what it was to the last byte.
        return original, lambda: file.restore(original)
    after = removed(before, client.key)
    return after, lambda: file.write(after, keep=False)


def _difference(path: Path, before: str | None, after: str | None) -> str:
    lines = difflib.unified_diff(
        (before or "").splitlines(), (after or "").splitlines(), str(path), str(path), lineterm=""
    )
    return "\n".join(lines) + "\n"


def _agreed(ask: TextIO | None, out: TextIO, path: Path) -> bool:
    if ask is None:
        return True
    out.write(f"Change {path}? [y/N] ")
    out.flush()
    if ask.readline().strip().casefold() in ("y", "yes"):
        return True
    out.write("Nothing was changed.\n")
    return False


def run(config: Config, options: Options) -> int:
    """The command on this terminal."""
    return connect(config, options, ask=sys.stdin if sys.stdin.isatty() else None, out=sys.stdout)
