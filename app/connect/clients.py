"""The MCP clients that our servers can be put into, and where each keeps its configuration.

Places are those of the clients' own documentation: Claude Desktop (the Store's package on Windows has a folder of its
own), Claude Code's user scope, VS Code's user profile and Cursor's global file.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ClientName = Literal["claude-desktop", "claude-code", "vscode", "cursor"]
Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Client:
    """A client. `places` gives its possible files, the usual one first; `key` is the object that holds servers."""

    name: ClientName
    label: str
    key: str
    places: Callable[[Environment], Sequence[Path]]
    # VS Code and Claude Code want to be told how a server is spoken to.
    says_type: bool
    then: str

    def files(self, environment: Environment) -> list[Path]:
        """The files to change: every one whose folder is there, or the usual one when none is."""
        places = self.places(environment)
        return [place for place in places if place.parent.is_dir()] or list(places[:1])


def _claude_desktop(environment: Environment) -> Sequence[Path]:
    name = "claude_desktop_config.json"
    match sys.platform:
        case "darwin":
            return [Path.home() / "Library" / "Application Support" / "Claude" / name]
        case "win32":
            usual = Path(environment.get("APPDATA", Path.home() / "AppData" / "Roaming")) / "Claude" / name
            local = Path(environment.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
            packaged = sorted((local / "Packages").glob("Claude_*/LocalCache/Roaming/Claude"))
            return [usual, *(folder / name for folder in packaged)]
        case _:
            return [_xdg(environment) / folder / name for folder in ("Claude", "claude-desktop")]


def _claude_code(_environment: Environment) -> Sequence[Path]:
    return [Path.home() / ".claude.json"]


def _vscode(environment: Environment) -> Sequence[Path]:
    match sys.platform:
        case "darwin":
            base = Path.home() / "Library" / "Application Support"
        case "win32":
            base = Path(environment.get("APPDATA", Path.home() / "AppData" / "Roaming"))
        case _:
            base = _xdg(environment)
    return [base / edition / "User" / "mcp.json" for edition in ("Code", "Code - Insiders", "VSCodium")]


def _cursor(_environment: Environment) -> Sequence[Path]:
    return [Path.home() / ".cursor" / "mcp.json"]


def _xdg(environment: Environment) -> Path:
    return Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")


CLIENTS: Mapping[str, Client] = {
    client.name: client
    for client in (
        Client("claude-desktop", "Claude Desktop", "mcpServers", _claude_desktop, False, "Restart Claude Desktop."),
        Client("claude-code", "Claude Code", "mcpServers", _claude_code, True, "Start a new session of Claude Code."),
        Client("vscode", "VS Code", "servers", _vscode, True, "Start the servers from VS Code's list of MCP servers."),
        Client("cursor", "Cursor", "mcpServers", _cursor, False, "Restart Cursor."),
    )
}
