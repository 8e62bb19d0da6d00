"""Make an MCP bundle (.mcpb) of each server: `uv run --no-sync python scripts/mcpb.py [FOLDER]` (default: dist).

A bundle is a zip of the server's sources with a manifest (version 0.4, type `uv`): the client that installs it lets uv
fetch the pinned dependencies and asks the user for what `user_config` names. Format: the MCPB manifest specification.
"""

import json
import re
import sys
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PROJECT: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMMON = ("anyio", "mcp", "platformdirs", "pydantic", "uvicorn")
NEEDS: Mapping[str, Sequence[str]] = {
    "filesystem": (
        *COMMON,
        "beautifulsoup4",
        "defusedxml",
        "filelock",
        "mammoth",
        "markdownify",
        "openpyxl",
        "pypdf",
        "ripgrep",
    ),
    "tasks": (*COMMON, "dateparser", "icalendar", "python-dateutil", "tzlocal"),
}
TITLES = {"filesystem": "Deskhand Files", "tasks": "Deskhand Tasks"}
DESCRIPTIONS = {
    "filesystem": "Reads, searches and changes files in the folders you choose. Every change can be undone.",
    "tasks": "Keeps your tasks on this computer: dates in words, repetition, reminders, undo.",
}
FOLDERS = {
    "type": "directory",
    "title": "Folders",
    "description": "The folders that may be worked in, and nothing outside them",
    "multiple": True,
    "required": True,
    "default": ["${HOME}/Documents"],
}


def manifest(server: str) -> dict[str, Any]:
    """The bundle's manifest."""
    arguments = ["run", "--directory", "${__dirname}", "python", "-m", f"mcp_servers.{server}"]
    chosen = ["${user_config.folders}"] if server == "filesystem" else []
    return {
        "manifest_version": "0.4",
        "name": f"deskhand-{server}",
        "display_name": TITLES[server],
        "version": PROJECT["project"]["version"],
        "description": DESCRIPTIONS[server],
        "author": {"name": "Deskhand"},
        "license": PROJECT["project"]["license"],
        "server": {
            "type": "uv",
            "entry_point": f"mcp_servers/{server}/__main__.py",
            "mcp_config": {"command": "uv", "args": [*arguments, *chosen], "env": {}},
        },
        "tools_generated": True,
        "prompts_generated": True,
        "compatibility": {"platforms": ["darwin", "linux", "win32"], "runtimes": {"python": ">=3.11,<3.14"}},
        **({"user_config": {"folders": FOLDERS}} if server == "filesystem" else {}),
    }


def requirements(server: str) -> str:
    """The bundle's pyproject.toml: what the server needs, each at the version that the project was tested with."""
    pins = {re.split(r"[=<>\[]", pin)[0]: pin for pin in PROJECT["tool"]["uv"]["constraint-dependencies"]}
    needed = "".join(f'    "{pins[name]}",\n' for name in NEEDS[server])
    constraints = "".join(f'    "{pin}",\n' for pin in pins.values())
    return (
        f'[project]\nname = "deskhand-{server}"\nversion = "{PROJECT["project"]["version"]}"\n'
        f'requires-python = "{PROJECT["project"]["requires-python"]}"\ndependencies = [\n{needed}]\n\n'
        f"[tool.uv]\npackage = false\nconstraint-dependencies = [\n{constraints}]\n"
    )


def files(server: str) -> dict[str, bytes]:
    """All files of the bundle by their names in it."""
    sources = [ROOT / "mcp_servers" / "__init__.py"]
    for part in ("common", server):
        sources += sorted((ROOT / "mcp_servers" / part).rglob("*.py"))
    return {
        "manifest.json": json.dumps(manifest(server), indent=2).encode(),
        "pyproject.toml": requirements(server).encode(),
        "LICENSE": (ROOT / "LICENSE").read_bytes(),
        **{str(source.relative_to(ROOT).as_posix()): source.read_bytes() for source in sources},
    }


def main(folder: Path) -> None:
    """Write one bundle for each server into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for server in NEEDS:
        target = folder / f"deskhand-{server}.mcpb"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, data in files(server).items():
                # A fixed time: the same sources make the same bundle.
                bundle.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
        sys.stdout.write(f"{target} ({target.stat().st_size:,} bytes)\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist")
